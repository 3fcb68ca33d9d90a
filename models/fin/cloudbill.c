// cloudbill.c - what the clusters of a simulation rent, metered and billed by price list.
#include "models/fin/cloudbill.h"

#include <math.h>

#include "models/record.h"

// --- who rents what ---------------------------------------------------------------------

static int
lists(const aif_refs *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->id[i] == id)
			return 1;
	return 0;
}

// The GPU that a cluster is made of; AIF_NONE when it has no racks.
static uint32_t
gpu_of(const aif_sim *s, uint32_t cluster)
{
	static const char *const path[] = { "rack", "server", "gpu" };
	uint32_t id = cluster;

	for (int i = 0; i < 3 && id != AIF_NONE; i++)
		id = aif_sim_ref(s, id, path[i]);
	return id;
}

static aif_cloudbill_list *
list_for(const aif_cloudbill *b, const aif_sim *s, uint32_t cluster)
{
	uint32_t gpu = gpu_of(s, cluster);

	for (uint32_t i = 0; i < b->n_list; i++)
		if (gpu != AIF_NONE && b->list[i].price->gpu == gpu)
			return &b->list[i];
	return &b->list[0];
}

aif_err
aif_cloudbill_wire(aif_cloudbill *b, aif_sim *s, aif_diag *d)
{
	const aif_fin_strategy *way = aif_fin_strategy_of(s);
	aif_arena *a = aif_sim_arena(s);
	uint32_t n = way ? way->rent.n + way->burst.n : 0, id;

	b->way = way;
	if (n == 0)
		return AIF_OK;
	b->terms = (aif_rent_terms){ .reserved_frac = way->reserved_frac,
				     .spot_frac = way->spot_frac,
				     .term_s = (way->term == 0 ? 1 : 3) * AIF_FIN_YEAR_S };
	b->list = aif_arena_alloc(a, way->price.n * sizeof *b->list);
	if (!b->list)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (; b->n_list < way->price.n; b->n_list++) {
		aif_cloudbill_list *l = &b->list[b->n_list];

		l->price = aif_sim_state(s, way->price.id[b->n_list]);
		l->name = aif_sim_name(s, way->price.id[b->n_list]);
		l->held = aif_arena_alloc(a, n * sizeof(aif_signal *));
		if (!l->held)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	for (uint32_t i = 0; (id = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++) {
		aif_signal *x = aif_sim_signal(s, id, "rented_gpus");
		aif_cloudbill_list *l = list_for(b, s, id);

		if (x && (lists(&way->rent, id) || lists(&way->burst, id)))
			l->held[l->n++] = x;
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

static double
held(const aif_cloudbill_list *l, aif_time now)
{
	double sum = 0;

	for (uint32_t i = 0; i < l->n; i++)
		sum += aif_signal_integral(l->held[i], now);
	return sum;
}

double
aif_cloudbill_held(const aif_cloudbill *b, aif_time now)
{
	double sum = 0;

	for (uint32_t i = 0; i < b->n_list; i++)
		sum += held(&b->list[i], now);
	return sum;
}

void
aif_cloudbill_meter(aif_cloudbill *b, aif_time now)
{
	double span = aif_time_to_s(now - b->metered_ns);

	if (!(span > 0))
		return;
	for (uint32_t i = 0; i < b->n_list; i++) {
		aif_cloudbill_list *l = &b->list[i];
		double sum = held(l, now);

		aif_rent_book(&l->rent, &b->terms, span, fmax(sum - l->held_gpu_s, 0) / span,
			      reserved_usd_s(b, l->price, now));
		l->held_gpu_s = sum;
	}
	b->metered_ns = now;
}

// --- the bill -----------------------------------------------------------------------------

static double
line(aif_ctx *c, const char *account, double usd, double gpu_s, const char *note)
{
	if (fabs(usd) > 0)
		aif_record_ledger(c, account, usd, gpu_s / 3600, "GPU-h", "model", note);
	return usd;
}

static double
post_list(aif_cloudbill *b, aif_cloudbill_list *l, aif_ctx *c, aif_time from_ns, double *used)
{
	const aif_fin_cloud *p = l->price;
	aif_rent_bill x = aif_rent_close(&l->rent, &b->terms, reserved_usd_s(b, p, aif_ctx_now(c)));
	double at = level(p, from_ns), usd;

	*used = x.reserved_gpu_s - x.unused_gpu_s + x.on_demand_gpu_s + x.spot_gpu_s;
	usd = line(c, "opex.rent.reserved", x.reserved_usd, x.reserved_gpu_s, l->name);
	usd += line(c, "opex.rent.ondemand", x.on_demand_gpu_s * p->on_demand_usd_s * at,
		    x.on_demand_gpu_s, l->name);
	usd += line(c, "opex.rent.spot", x.spot_gpu_s * p->spot_usd_s * at, x.spot_gpu_s, l->name);
	usd += line(c, "opex.rent.addon", usd * p->addon_frac, *used, l->name);
	b->unused_gpu_s += x.unused_gpu_s;
	return usd;
}

double
aif_cloudbill_post(aif_cloudbill *b, aif_ctx *c, aif_time from_ns)
{
	double span = aif_time_to_s(aif_ctx_now(c) - from_ns), usd = 0, any = 0, used, out;

	aif_cloudbill_meter(b, aif_ctx_now(c));
	for (uint32_t i = 0; i < b->n_list; i++) {
		usd += post_list(b, &b->list[i], c, from_ns, &used);
		any += used;
	}
	out = any > 0 ? b->way->outflow_byte_s * span : 0;
	if (out * b->way->egress_usd_byte > 0) {
		usd += out * b->way->egress_usd_byte;
		aif_record_ledger(c, "opex.rent.egress", out * b->way->egress_usd_byte, out, "byte",
				  "model", "");
	}
	b->used_gpu_s += any;
	return usd;
}
