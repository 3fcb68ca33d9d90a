// cloudbill.c - what the clusters of a simulation rent, metered and billed one by one.
#include "models/fin/cloudbill.h"

#include <math.h>
#include <stdio.h>

#include "models/record.h"

// --- who rents what ---------------------------------------------------------------------

// "cluster, price list (GPU)", where the price list tells its GPU.
static const char *
note_of(aif_sim *s, uint32_t cluster, uint32_t price)
{
	const aif_fin_cloud *p = aif_sim_state(s, price);
	int gpu = p->gpu != AIF_NONE;
	char text[160]; // longer than a note, which is cut between two characters

	snprintf(text, sizeof text, "%s, %s%s%s%s", aif_sim_name(s, cluster),
		 aif_sim_name(s, price), gpu ? " (" : "", gpu ? aif_sim_name(s, p->gpu) : "",
		 gpu ? ")" : "");
	return aif_arena_strdup(aif_sim_arena(s), text);
}

// A price list at the strategy's level and drift. NULL: memory is out.
static const aif_fin_cloud *
priced(const aif_fin_strategy *way, aif_sim *s, uint32_t price)
{
	aif_fin_cloud *p = aif_arena_memdup(aif_sim_arena(s), aif_sim_state(s, price), sizeof *p);

	if (!p)
		return NULL;
	p->on_demand_usd_s *= way->price_level;
	p->reserved_1y_usd_s *= way->price_level;
	p->reserved_3y_usd_s *= way->price_level;
	p->spot_usd_s *= way->price_level;
	if (!isnan(way->price_drift_frac))
		p->drift_frac = way->price_drift_frac;
	return p;
}

aif_err
aif_cloudbill_wire(aif_cloudbill *b, aif_sim *s, aif_diag *d)
{
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	uint32_t n = way ? way->rent.n + way->burst.n : 0, id;

	b->way = way;
	if (n == 0)
		return AIF_OK;
	b->terms = (aif_rent_terms){ .reserved_frac = way->reserved_frac,
				     .term_s = (way->term == 0 ? 1 : 3) * AIF_FIN_YEAR_S };
	b->rented = aif_arena_alloc(aif_sim_arena(s), n * sizeof *b->rented);
	if (!b->rented)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; (id = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++) {
		const aif_signal *x = aif_sim_signal(s, id, "rented_gpus");
		uint32_t price = aif_fin_price_of(s, id);
		aif_cloudbill_rented *l = &b->rented[b->n_rented];

		if (!x || (!aif_fin_lists(&way->rent, id) && !aif_fin_lists(&way->burst, id)))
			continue;
		*l = (aif_cloudbill_rented){ .held = x,
					     .spot = aif_sim_signal(s, id, "spot_gpus"),
					     .list = price,
					     .price = priced(way, s, price),
					     .note = note_of(s, id, price) };
		if (!l->note || !l->price)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		b->n_rented++;
	}
	return AIF_OK;
}

// --- the meter ----------------------------------------------------------------------------

static double
level(const aif_fin_cloud *price, aif_time t)
{
	return pow(1 + price->drift_frac, aif_time_to_s(t) / AIF_FIN_YEAR_S);
}

// What a reservation costs that is made at t.
static double
reserved_usd_s(const aif_cloudbill *b, const aif_fin_cloud *p, aif_time t)
{
	return (b->way->term == 0 ? p->reserved_1y_usd_s : p->reserved_3y_usd_s) * level(p, t);
}

double
aif_cloudbill_held(const aif_cloudbill *b, aif_time now)
{
	double sum = 0;

	for (uint32_t i = 0; i < b->n_rented; i++)
		sum += aif_signal_integral(b->rented[i].held, now);
	return sum;
}

void
aif_cloudbill_meter(aif_cloudbill *b, aif_time now)
{
	double span = aif_time_to_s(now - b->metered_ns);

	if (!(span > 0))
		return;
	for (uint32_t i = 0; i < b->n_rented; i++) {
		aif_cloudbill_rented *l = &b->rented[i];
		double held = aif_signal_integral(l->held, now);
		double spot = l->spot ? aif_signal_integral(l->spot, now) : 0;
		double on_spot = fmax(spot - l->spot_gpu_s, 0);

		aif_rent_book(&l->rent, &b->terms, span,
			      fmax(held - l->held_gpu_s - on_spot, 0) / span, on_spot / span,
			      reserved_usd_s(b, l->price, now));
		l->held_gpu_s = held;
		l->spot_gpu_s = spot;
	}
	b->metered_ns = now;
}

// --- the bill -----------------------------------------------------------------------------

// field: of the price list, which says what the price stands on.
static double
line(const aif_cloudbill_rented *l, aif_ctx *c, const char *account, double usd, double gpu_s,
     const char *field)
{
	if (fabs(usd) > 0)
		aif_record_ledger(c, account, usd, gpu_s / 3600, "GPU-h",
				  aif_record_kind(aif_ctx_sim(c), l->list, field), l->note);
	return usd;
}

// What was reserved and used, and what was paid and idle, are two rows.
static double
post_reserved(const aif_cloudbill *b, const aif_cloudbill_rented *l, aif_ctx *c,
	      const aif_rent_bill *x)
{
	const char *field = b->way->term == 0 ? "reserved_1y" : "reserved_3y";
	double idle =
	    x->reserved_gpu_s > 0 ? x->reserved_usd * (x->unused_gpu_s / x->reserved_gpu_s) : 0;

	line(l, c, "opex.rent.reserved", x->reserved_usd - idle,
	     x->reserved_gpu_s - x->unused_gpu_s, field);
	line(l, c, "opex.rent.reserved.idle", idle, x->unused_gpu_s, field);
	return x->reserved_usd;
}

static double
post_one(aif_cloudbill *b, aif_cloudbill_rented *l, aif_ctx *c, aif_time from_ns, double *used)
{
	const aif_fin_cloud *p = l->price;
	aif_rent_bill x = aif_rent_close(&l->rent, &b->terms, reserved_usd_s(b, p, aif_ctx_now(c)));
	double at = level(p, from_ns), usd;

	*used = x.reserved_gpu_s - x.unused_gpu_s + x.on_demand_gpu_s + x.spot_gpu_s;
	usd = post_reserved(b, l, c, &x);
	usd += line(l, c, "opex.rent.ondemand", x.on_demand_gpu_s * p->on_demand_usd_s * at,
		    x.on_demand_gpu_s, "on_demand");
	usd +=
	    line(l, c, "opex.rent.spot", x.spot_gpu_s * p->spot_usd_s * at, x.spot_gpu_s, "spot");
	usd += line(l, c, "opex.rent.addon", usd * p->addon_frac, *used, "addon");
	b->unused_gpu_s += x.unused_gpu_s;
	return usd;
}

double
aif_cloudbill_post(aif_cloudbill *b, aif_ctx *c, aif_time from_ns)
{
	double span = aif_time_to_s(aif_ctx_now(c) - from_ns), usd = 0, any = 0, used, out;

	if (b->n_rented == 0)
		return 0;
	aif_cloudbill_meter(b, aif_ctx_now(c));
	for (uint32_t i = 0; i < b->n_rented; i++) {
		usd += post_one(b, &b->rented[i], c, from_ns, &used);
		any += used;
	}
	out = any > 0 ? b->way->outflow_byte_s * span : 0;
	if (out * b->way->egress_usd_byte > 0) {
		usd += out * b->way->egress_usd_byte;
		aif_record_ledger(c, "opex.rent.egress", out * b->way->egress_usd_byte, out, "byte",
				  "model", "all clusters");
	}
	b->used_gpu_s += any;
	return usd;
}
