// feedbill.c - what a feed's meter saw, priced: energy, demand, contracts, carbon.
//
// Each interval's mean import is priced at the hour's price with what periods of use add;
// energy of a power purchase agreement is settled first. Peaks of the month, of each period
// and of the system's hour make the demand charges. Carbon is kept three ways: by location,
// by market (what contracts and certificates say), and marginal (what one more unit causes).
// Source: NREL REopt ElectricTariff; GHG Protocol Scope 2 Guidance 2015.
#include <math.h>
#include <string.h>

#include "models/grid/bill.h"
#include "models/grid/feed.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define MONTH_S (365.25 / 12 * 86400) // a tariff's month; bills of part months in proportion
#define YEAR_S  (365.25 * 86400)

const aif_frame_col *
aif_feedbill_column(const aif_frame *f, const char *unit)
{
	for (int i = 0; f && i < f->n_col; i++)
		if (strcmp(f->col[i].unit, unit) == 0)
			return &f->col[i];
	return NULL;
}

double
aif_feedbill_mean(const aif_frame *f, const char *unit, const aif_sim *sim, const aif_time t[2],
		  double flat)
{
	const aif_frame_col *col = aif_feedbill_column(f, unit);
	double base;

	if (!col)
		return isnan(flat) ? 0 : flat;
	base = (double)(aif_sim_options(sim)->start_unix_s - f->start_unix_s);
	return aif_frame_mean(f, col, base + aif_time_to_s(t[0]), base + aif_time_to_s(t[1]));
}

// Plan zoom: means of a series by step of the whole horizon, once for all sims.
static aif_err
by_step(const aif_feed *f, const aif_frame *data, const char *unit, aif_sim *sim,
	const double **out, aif_diag *d)
{
	aif_memo *memo = aif_sim_options(sim)->memo;
	aif_time end = aif_sim_options(sim)->end_ns;
	size_t n = (size_t)((end - 1) / f->step) + 1;
	struct {
		const aif_frame_col *col;
		aif_time step, end;
	} key = { aif_feedbill_column(data, unit), f->step, end };
	double *x;

	if (!key.col || aif_plan_zoom(sim) == 0)
		return AIF_OK;
	*out = aif_memo_find(memo, "feed.means", &key, sizeof key);
	if (*out)
		return AIF_OK;
	x = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		aif_time t0 = (aif_time)i * f->step;

		x[i] = aif_feedbill_mean(data, unit, sim, (aif_time[2]){ t0, t0 + f->step }, 0);
	}
	*out = x;
	return aif_memo_put(memo, "feed.means", &key, sizeof key, x) == AIF_OK
		   ? AIF_OK
		   : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

aif_err
aif_feedbill_wire(aif_feed *f, aif_sim *sim, aif_diag *d)
{
	if (by_step(f, f->price_data, "USD/J", sim, &f->price_step, d) != AIF_OK ||
	    by_step(f, f->carbon_data, "kg/J", sim, &f->carbon_step, d) != AIF_OK ||
	    by_step(f, f->marginal_data, "kg/J", sim, &f->marginal_step, d) != AIF_OK)
		return AIF_ENOMEM;
	return AIF_OK;
}

// Mean over the interval t[0], t[1], from the means by step where it is one of them.
static double
mean_of(const aif_feed *f, const double *step, const aif_frame *data, const char *unit,
	const aif_sim *sim, const aif_time t[2], double flat)
{
	if (step && t[1] - t[0] == f->step && t[0] % f->step == 0)
		return step[t[0] / f->step];
	return aif_feedbill_mean(data, unit, sim, t, flat);
}

static int64_t
local_s(const aif_feed *f, const aif_sim *sim, aif_time t)
{
	return aif_sim_options(sim)->start_unix_s + (int64_t)floor(aif_time_to_s(t) + f->zone_s);
}

static int
month_of(const aif_feed *f, const aif_sim *sim, aif_time t)
{
	aif_cal c;

	aif_cal_of_unix_s(local_s(f, sim, t), &c);
	return c.month;
}

static double
growth(const aif_feed *f)
{
	return aif_bill_escalated(1, f->t.escalation, aif_time_to_s(f->month_begin) / YEAR_S);
}

// --- a month -----------------------------------------------------------------------

// Contracted power that the minimum take counts: energised stages, ramping up.
static double
take_base_w(const aif_feed *f, aif_time now)
{
	double w = 0;

	for (uint32_t i = 0; i < f->n_stage; i++) {
		aif_time date = aif_feedstage_date(f->stage[i]);

		if (date != AIF_TIME_MAX && now > date)
			w += aif_bill_ramp_w(f->t.ramp_first_frac * f->stage[i]->firm_w,
					     f->stage[i]->firm_w, aif_time_to_s(now - date),
					     f->t.ramp_s);
	}
	return w;
}

static void
post(aif_feed *f, aif_ctx *c, const char *account, double usd, double quantity, const char *unit)
{
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t of = f->tariff == AIF_NONE ? aif_ctx_self(c) : f->tariff;
	int energy = strncmp(account, "opex.energy", 11) == 0;
	int listed = energy && f->price_data && strcmp(account, "opex.energy.ppa") != 0;

	if (usd == 0)
		return;
	f->billed_usd += usd;
	aif_record_ledger(c, account, usd, quantity, unit,
			  listed ? "measured"
				 : aif_record_kind(s, of, energy ? "energy" : "demand_charge"),
			  listed ? "hourly price" : aif_sim_name(s, of));
}

// A charge that is known when the month ends: metered and billed at once.
static void
charge(aif_feed *f, aif_ctx *c, const char *account, double usd, double quantity, const char *unit)
{
	aif_signal_add(&f->cost_usd, usd);
	post(f, c, account, usd, quantity, unit);
}

// Highest peak of the months looked back at (a year).
static double
past_peak(const aif_feed *f)
{
	double w = 0;

	for (int i = 0; i < 12 && i < f->n_month; i++)
		w = fmax(w, f->past_peak_w[i]);
	return w;
}

static void
close_periods(aif_feed *f, aif_ctx *c, double month_s, double grow)
{
	for (uint32_t i = 0; i < f->n_rate; i++) {
		charge(f, c, "opex.demand.tou",
		       f->rate[i]->demand_usd_w_s * month_s * grow * f->rate_peak_w[i],
		       f->rate_peak_w[i], "W");
		f->rate_peak_w[i] = 0;
	}
}

static void
close_coincident(aif_feed *f, aif_ctx *c, double month_s, double grow)
{
	int month = month_of(f, aif_ctx_sim(c), f->month_begin);
	int ended = aif_ctx_now(c) >= f->month_end;

	if (!f->peak)
		return;
	charge(f, c, "opex.demand.coincident",
	       f->peak->charge_usd_w_s * month_s * grow * f->year.billed_w, f->year.billed_w, "W");
	if (aif_coincident_counts(f->peak, month))
		aif_coincident_end_month(&f->year);
	if (month == 12 && ended)
		aif_coincident_end_year(&f->year);
}

static void
close_contracts(aif_feed *f, aif_ctx *c, double grow)
{
	aif_ppa_bill *b = &f->month_ppa, *all = &f->all_ppa;
	double rec_j = f->rec_frac * (f->month_j - b->used_j);

	post(f, c, "opex.energy.ppa", b->usd, b->made_j, "J");
	post(f, c, "opex.energy.resale", -b->resale_usd, b->made_j - b->used_j, "J");
	charge(f, c, "opex.energy.rec", rec_j * f->rec_usd_j * grow, rec_j, "J");
	all->made_j += b->made_j;
	all->used_j += b->used_j;
	all->usd += b->usd;
	all->resale_usd += b->resale_usd;
	*b = (aif_ppa_bill){ 0 };
}

static void
close_month(aif_feed *f, aif_ctx *c, aif_time end)
{
	// A part month (the horizon's) pays its share of the month's charges.
	double span = aif_time_to_s(end - f->month_begin);
	double full =
	    aif_time_to_s(aif_meter_month_end(aif_ctx_sim(c), f->month_begin) - f->month_begin);
	double month_s = fmin(span / fmax(full, 1), 1) * MONTH_S, grow = growth(f);
	double usd_w = f->t.demand_usd_w_s * month_s * grow;
	double billed_w = aif_bill_demand_w(f->month_peak_w, take_base_w(f, end),
					    f->t.min_take_frac, past_peak(f), f->t.ratchet_frac);
	double extra_w = billed_w - f->month_peak_w;
	double fixed = f->firm_w.value > 0 ? f->t.fixed_usd_s * month_s * grow : 0;
	double credit =
	    f->flex ? f->flex->credit_usd_w_s * month_s * aif_feed_callable_w(f) * grow : 0;

	post(f, c, "opex.energy", f->month_usd, f->month_j - f->month_ppa.used_j, "J");
	charge(f, c, "opex.demand", usd_w * f->month_peak_w, f->month_peak_w, "W");
	charge(f, c, "opex.minimum_take", usd_w * extra_w, extra_w, "W");
	charge(f, c, "opex.feed_fixed", fixed, month_s, "s");
	charge(f, c, "opex.flexibility", -credit, aif_feed_callable_w(f), "W");
	f->credit_usd += credit;
	close_periods(f, c, month_s, grow);
	close_coincident(f, c, month_s, grow);
	close_contracts(f, c, grow);
	f->past_peak_w[f->n_month++ % 12] = f->month_peak_w;
	f->month_j = f->month_usd = f->month_peak_w = 0;
	f->month_begin = end;
	f->month_end = aif_meter_month_end(aif_ctx_sim(c), end);
}

void
aif_feedbill_exit(aif_feed *f, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c), first = AIF_TIME_MAX;
	double left_s, owed_s;

	for (uint32_t i = 0; i < f->n_stage; i++)
		if (aif_feedstage_date(f->stage[i]) < first)
			first = aif_feedstage_date(f->stage[i]);
	left_s = f->term_s - aif_time_to_s(now - first);
	owed_s = fmin(f->exit_s, fmax(left_s, 0));
	if (first < now)
		charge(f, c, "opex.minimum_take.exit",
		       f->t.demand_usd_w_s * growth(f) * f->t.min_take_frac * f->firm_w.value *
			   owed_s,
		       owed_s, "s");
}

// --- an interval -------------------------------------------------------------------

// Settles the agreements for an import of w; returns what they covered of it [W].
static double
settle(aif_feed *f, const aif_sim *sim, const aif_time t[2], double w, double market_usd_j)
{
	double dt = aif_time_to_s(t[1] - t[0]), used = 0, made = 0;
	aif_ppa_bill *b = &f->month_ppa, was = *b;

	for (uint32_t i = 0; i < f->n_ppa; i++) {
		double now_w = aif_ppa_made_w(f->ppa[i], sim, f->site, t);

		made += now_w;
		used += aif_ppa_settle(f->ppa[i], now_w, w - used, dt, market_usd_j,
				       aif_time_to_s(f->month_begin) / YEAR_S, b);
	}
	aif_signal_book(&f->ppa_w, t[0], t[1], made);
	aif_signal_book(&f->ppa_used_w, t[0], t[1], used);
	aif_signal_add(&f->cost_usd, (b->usd - was.usd) - (b->resale_usd - was.resale_usd));
	aif_signal_add(&f->market_carbon_kg, b->carbon_kg - was.carbon_kg);
	return used;
}

// Peaks of an interval, and what its periods add to the price of energy.
static double
see_periods(aif_feed *f, const aif_sim *sim, const aif_time t[2], double w, double market_usd_j)
{
	double usd_j = 0, system = market_usd_j;
	const aif_frame *load = f->peak ? f->peak->load : NULL;

	for (uint32_t i = 0; i < f->n_rate; i++)
		if (aif_rate_holds(f->rate[i], local_s(f, sim, t[0]))) {
			f->rate_peak_w[i] = fmax(f->rate_peak_w[i], w);
			usd_j += f->rate[i]->energy_usd_j;
		}
	if (load)
		system = aif_feedbill_mean(load, load->col[0].unit, sim, t, 0);
	if (f->peak && aif_coincident_counts(f->peak, month_of(f, sim, t[0])))
		aif_coincident_see(&f->year, system, w);
	return usd_j;
}

void
aif_feedbill_close(aif_feed *f, aif_ctx *c, aif_time now)
{
	const aif_sim *sim = aif_ctx_sim(c);
	aif_time t[2] = { f->last, now };
	double dt = aif_time_to_s(now - f->last), grow = growth(f), w, market, extra, used, kg_j,
	       usd;

	if (now <= f->last)
		return;
	w = aif_supply_feed_w(&f->supply, aif_supply_load_w(&f->supply, now, dt), &f->now_w) /
	    (1 - f->loss_frac);
	market = mean_of(f, f->price_step, f->price_data, "USD/J", sim, t, f->t.energy_usd_j) *
		 f->price_level * grow;
	extra = (f->t.adder_usd_j + see_periods(f, sim, t, w, market)) * grow;
	used = settle(f, sim, t, w, market);
	kg_j = mean_of(f, f->carbon_step, f->carbon_data, "kg/J", sim, t, f->carbon_kg_j);
	usd = (market * (w - used) + extra * w) * dt;
	aif_signal_book(&f->import_w, t[0], now, w);
	aif_signal_book(&f->loss_w, t[0], now, w * f->loss_frac);
	aif_signal_book(&f->price, t[0], now, market + extra);
	aif_signal_add(&f->cost_usd, usd);
	aif_signal_add(&f->carbon_kg, kg_j * w * dt);
	aif_signal_add(&f->market_carbon_kg, kg_j * (1 - f->rec_frac) * (w - used) * dt);
	aif_signal_add(&f->marginal_carbon_kg, mean_of(f, f->marginal_step, f->marginal_data,
						       "kg/J", sim, t, f->marginal_kg_j) *
						   w * dt);
	f->month_j += w * dt;
	f->month_usd += usd;
	f->month_peak_w = fmax(f->month_peak_w, w);
	f->peak_w = fmax(f->peak_w, w);
	f->last = now;
	if (now >= f->month_end)
		close_month(f, c, now);
}

void
aif_feedbill_end(aif_feed *f, aif_ctx *c, aif_time now)
{
	aif_feedbill_close(f, c, now);
	if (now > f->month_begin)
		close_month(f, c, now);
}
