// feed.c - a grid connection: a dated right to draw, its bill and its carbon.
//
// Firm power is the sum of the stages energised so far. Each metering interval the
// site's load is split over its supplies in proportion to what they may give; the
// mean over the interval is what the meter sees, and the month's highest mean is
// the billed peak. Energy is priced hour by hour, carbon is location based. Calls on
// flexible power and drills lower what may be drawn for a while.
// Left out: reactive power, coincident peaks, market-based carbon.
#include "models/grid/feed.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/drill.h"
#include "models/grid/bill.h"
#include "models/grid/curtail.h"
#include "models/grid/feedstage.h"
#include "models/grid/supply.h"
#include "models/grid/tariff.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define MONTH_S (365.25 / 12 * 86400) // a tariff's month; bills of part months in proportion
#define YEAR_S  (365.25 * 86400)

enum { EV_ENERGISE = AIF_EV_PRIVATE, EV_CONTRACT, EV_YEAR, EV_NOTICE, EV_CALL, EV_CALL_END };
enum { MAX_CALL = 512, HOURS = 8766 };

typedef struct feed {
	aif_tariff t;
	double loss_frac, carbon_kg_j;
	uint32_t tariff;
	const aif_frame *price_data, *carbon_data;

	aif_signal contracted_w, firm_w, limit_w, now_w, import_w, loss_w, price, cost_usd,
	    carbon_kg;

	const aif_feedstage **stage;
	uint32_t *stage_id, n_stage;
	aif_supply supply;
	aif_meter *queue;
	uint32_t n_queue;
	double own_limit_w, flexible_w;
	const aif_curtail *flex;
	aif_rng rng;
	int n_calling, n_call;
	double lost_frac, calls_s, credit_usd;  // lost: to a drill
	const double *price_step, *carbon_step; // plan zoom: means by step; NULL: none
	aif_time call_since;
	int built;
	aif_time step, last, month_begin, month_end;
	// Of the month under way.
	double month_j, month_usd, month_peak_w, past_peak_w[12];
	int n_month;
	double peak_w, billed_usd;
} feed;

// --- build -----------------------------------------------------------------------

// GPUs that wait for power, anywhere.
static aif_err
bind_queue(feed *f, aif_sim *sim, aif_diag *d)
{
	uint32_t id, n = 0;

	while (aif_sim_nth(sim, "cluster", AIF_NONE, n) != AIF_NONE)
		n++;
	f->queue = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *f->queue + 1);
	if (!f->queue)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	while ((id = aif_sim_nth(sim, "cluster", AIF_NONE, f->n_queue)) != AIF_NONE)
		aif_meter_bind(&f->queue[f->n_queue++], sim, id, "unpowered_gpus");
	return AIF_OK;
}

static const aif_frame_col *
series(const aif_frame *f, const char *unit)
{
	for (int i = 0; f && i < f->n_col; i++)
		if (strcmp(f->col[i].unit, unit) == 0)
			return &f->col[i];
	return NULL;
}

static aif_err
feed_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	feed *f = st;

	(void)self;
	aif_tariff_merge(&f->t, f->tariff == AIF_NONE ? NULL : aif_sim_state(sim, f->tariff));
	if (isnan(f->t.energy_usd_j) && !f->price_data)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no energy price (expected price = hourly "
				    "\"...\" or energy = 60 * USD / MWh)");
	if (f->price_data && !series(f->price_data, "USD/J"))
		return aif_err_fail(d, AIF_EINVAL, "'%s' has no column of prices (expected USD/J)",
				    f->price_data->path);
	if (f->carbon_data && !series(f->carbon_data, "kg/J"))
		return aif_err_fail(d, AIF_EINVAL,
				    "'%s' has no column of carbon intensity (expected kg/J)",
				    f->carbon_data->path);
	return AIF_OK;
}

static double mean(const aif_frame *f, const char *unit, const aif_sim *sim, const aif_time t[2],
		   double flat);

// Plan zoom: means of a series by step of the whole horizon, once for all sims.
static aif_err
by_step(const feed *f, const aif_frame *data, const char *unit, aif_sim *sim, const double **out,
	aif_diag *d)
{
	aif_memo *memo = aif_sim_options(sim)->memo;
	aif_time end = aif_sim_options(sim)->end_ns;
	size_t n = (size_t)((end - 1) / f->step) + 1;
	struct {
		const aif_frame_col *col;
		aif_time step, end;
	} key = { series(data, unit), f->step, end };
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

		x[i] = mean(data, unit, sim, (aif_time[2]){ t0, t0 + f->step }, 0);
	}
	*out = x;
	return aif_memo_put(memo, "feed.means", &key, sizeof key, x) == AIF_OK
		   ? AIF_OK
		   : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

static aif_err
feed_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	feed *f = st;
	uint32_t site = aif_sim_parent(sim, self), n = 0;

	f->step = aif_plan_interval(sim, self);
	f->built = aif_plan_built(sim, site);
	while (aif_sim_nth(sim, "stage", self, n) != AIF_NONE)
		n++;
	f->stage = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *f->stage + 1);
	f->stage_id = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *f->stage_id + 1);
	if (!f->stage || !f->stage_id)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (f->n_stage = 0; f->n_stage < n; f->n_stage++) {
		f->stage_id[f->n_stage] = aif_sim_nth(sim, "stage", self, f->n_stage);
		f->stage[f->n_stage] = aif_sim_state(sim, f->stage_id[f->n_stage]);
	}
	if (aif_supply_bind(&f->supply, sim, site, d) != AIF_OK)
		return AIF_ENOMEM;
	if (aif_sim_nth(sim, "curtailable", self, 0) != AIF_NONE)
		f->flex = aif_sim_state(sim, aif_sim_nth(sim, "curtailable", self, 0));
	if (by_step(f, f->price_data, "USD/J", sim, &f->price_step, d) != AIF_OK ||
	    by_step(f, f->carbon_data, "kg/J", sim, &f->carbon_step, d) != AIF_OK)
		return AIF_ENOMEM;
	return bind_queue(f, sim, d);
}

// --- calls and drills ----------------------------------------------------------------

// Power that a call takes.
static double
callable_w(const feed *f)
{
	if (!f->flex)
		return 0;
	return isnan(f->flex->depth_frac) ? f->flexible_w : f->flex->depth_frac * f->own_limit_w;
}

static void
set_now(feed *f, aif_ctx *c)
{
	double w = f->own_limit_w - (f->n_calling > 0 ? callable_w(f) : 0);

	aif_ctx_set(c, &f->now_w, fmin(w, (1 - f->lost_frac) * f->own_limit_w));
}

static void
note(aif_ctx *c, const char *kind, double until_s, double w, const char *text)
{
	aif_record_event(c, kind, until_s, w, "W", text);
}

static void
begin_call(feed *f, aif_ctx *c)
{
	if (f->n_calling++ > 0 || callable_w(f) <= 0)
		return;
	f->n_call++;
	f->call_since = aif_ctx_now(c);
	note(c, "curtailment", aif_time_to_s(aif_ctx_now(c)) + f->flex->call_s, callable_w(f),
	     "called by the utility");
	set_now(f, c);
}

static void
end_call(feed *f, aif_ctx *c)
{
	if (--f->n_calling > 0)
		return;
	if (f->now_w.value < f->limit_w.value)
		f->calls_s += aif_time_to_s(aif_ctx_now(c) - f->call_since);
	set_now(f, c);
}

// Draws the calls of the year that begins now.
static void
plan_calls(feed *f, aif_ctx *c)
{
	double price[HOURS];
	int start[MAX_CALL], n;
	aif_time now = aif_ctx_now(c), hour = AIF_HOUR;
	aif_arg none = { 0 };

	for (int i = 0; i < HOURS && f->price_data; i++)
		price[i] = mean(f->price_data, "USD/J", aif_ctx_sim(c),
				(aif_time[2]){ now + i * hour, now + (i + 1) * hour }, 0);
	n = aif_curtail_draw(f->flex, f->price_data ? price : NULL, HOURS, &f->rng, start,
			     MAX_CALL);
	for (int i = 0; i < n; i++) {
		aif_time at = start[i] * hour;

		if (f->flex->notice_s > 0)
			aif_ctx_send(c, aif_ctx_self(c),
				     at > aif_time_of_s(f->flex->notice_s)
					 ? at - aif_time_of_s(f->flex->notice_s)
					 : 0,
				     AIF_PRIO_INPUT, EV_NOTICE, none, none);
		aif_ctx_send(c, aif_ctx_self(c), at, AIF_PRIO_INPUT, EV_CALL, none, none);
		aif_ctx_send(c, aif_ctx_self(c), at + aif_time_of_s(f->flex->call_s),
			     AIF_PRIO_INPUT, EV_CALL_END, none, none);
	}
	aif_ctx_send(c, aif_ctx_self(c), HOURS * hour, AIF_PRIO_INPUT, EV_YEAR, none, none);
}

static void
drill(feed *f, aif_ctx *c, const aif_ev *e)
{
	const aif_drill *x = e->a.p;

	f->lost_frac = e->b.i ? x->share : 0;
	set_now(f, c);
}

// --- energisation ------------------------------------------------------------------

static void
milestone(const feed *f, aif_ctx *c, uint32_t i, int critical)
{
	const aif_feedstage *s = f->stage[i];
	aif_time date = aif_feedstage_date(s);
	aif_row_milestone r;

	memset(&r, 0, sizeof r);
	r.entity = f->stage_id[i];
	r.plan_start_s = r.start_s = s->order_ns == AIF_TIME_MAX ? NAN : aif_time_to_s(s->order_ns);
	r.plan_end_s = s->on_ns == AIF_TIME_MAX ? NAN : aif_time_to_s(s->on_ns);
	r.end_s = date == AIF_TIME_MAX ? NAN : aif_time_to_s(date);
	r.critical = critical;
	strncpy(r.step, "energise", sizeof r.step - 1);
	strncpy(r.reason, s->reason[0] || date <= s->on_ns ? s->reason : "utility",
		sizeof r.reason - 1);
	aif_ctx_emit(c, &aif_table_timeline, &r);
}

static void
energise(feed *f, aif_ctx *c, uint32_t i)
{
	const aif_feedstage *s = f->stage[i];
	double waiting = 0, late = aif_time_to_s(aif_feedstage_date(s) - s->on_ns);
	aif_row_event e;

	for (uint32_t k = 0; k < f->n_queue; k++)
		waiting += aif_meter_value(&f->queue[k]);
	f->own_limit_w += s->firm_w + s->flexible_w;
	f->flexible_w += s->flexible_w;
	aif_ctx_set(c, &f->firm_w, f->firm_w.value + s->firm_w);
	aif_ctx_set(c, &f->limit_w, f->own_limit_w);
	set_now(f, c);
	memset(&e, 0, sizeof e);
	e.time_s = e.until_s = aif_time_to_s(aif_ctx_now(c));
	e.size = s->firm_w + s->flexible_w;
	e.entity = f->stage_id[i];
	strncpy(e.kind, "energisation", sizeof e.kind - 1);
	strncpy(e.unit, "W", sizeof e.unit - 1);
	strncpy(e.note, s->reason, sizeof e.note - 1);
	aif_ctx_emit(c, &aif_table_events, &e);
	milestone(f, c, i, late > 0 || (waiting > 0 && aif_ctx_now(c) > 0));
}

static void
feed_start(void *st, aif_ctx *c)
{
	feed *f = st;

	if (!f->built)
		return;
	for (uint32_t i = 0; i < f->n_stage; i++) {
		aif_time on = f->stage[i]->on_ns, date = aif_feedstage_date(f->stage[i]);
		aif_arg a = { .u = i };

		if (on != AIF_TIME_MAX)
			aif_ctx_send(c, aif_ctx_self(c), on > 0 ? on : 0, AIF_PRIO_FIRST,
				     EV_CONTRACT, a, (aif_arg){ 0 });
		if (date <= 0)
			energise(f, c, i);
		else if (date != AIF_TIME_MAX)
			aif_ctx_send(c, aif_ctx_self(c), date, AIF_PRIO_FIRST, EV_ENERGISE, a,
				     (aif_arg){ 0 });
	}
	if (f->flex) {
		aif_ctx_stream(c, 1, &f->rng);
		plan_calls(f, c);
	}
	f->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), f->step, AIF_PRIO_FEED, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

// --- metering and billing ------------------------------------------------------------

// Means over [t0, t1) of price and carbon.
static double
mean(const aif_frame *f, const char *unit, const aif_sim *sim, const aif_time t[2], double flat)
{
	const aif_frame_col *col = series(f, unit);
	double base;

	if (!col)
		return isnan(flat) ? 0 : flat;
	base = (double)(aif_sim_options(sim)->start_unix_s - f->start_unix_s);
	return aif_frame_mean(f, col, base + aif_time_to_s(t[0]), base + aif_time_to_s(t[1]));
}

// The same for the interval [t0, t1), from the means by step where it is one of them.
static double
mean_of(const feed *f, const double *step, const aif_frame *data, const char *unit,
	const aif_sim *sim, const aif_time t[2], double flat)
{
	if (step && t[1] - t[0] == f->step && t[0] % f->step == 0)
		return step[t[0] / f->step];
	return mean(data, unit, sim, t, flat);
}

// Contracted power that the minimum take counts: energised stages, ramping up.
static double
take_base_w(const feed *f, aif_time now)
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
post(feed *f, aif_ctx *c, const char *account, double usd, double quantity, const char *unit)
{
	const aif_sim *s = aif_ctx_sim(c);
	int energy = strcmp(account, "opex.energy") == 0, listed = energy && f->price_data;
	uint32_t of = f->tariff == AIF_NONE ? aif_ctx_self(c) : f->tariff;

	if (usd == 0)
		return;
	f->billed_usd += usd;
	aif_record_ledger(c, account, usd, quantity, unit,
			  listed ? "measured"
				 : aif_record_kind(s, of, energy ? "energy" : "demand_charge"),
			  listed ? "hourly price" : aif_sim_name(s, of));
}

// Highest peak of the months looked back at (a year).
static double
past_peak(const feed *f)
{
	double w = 0;

	for (int i = 0; i < 12 && i < f->n_month; i++)
		w = fmax(w, f->past_peak_w[i]);
	return w;
}

static void
close_month(feed *f, aif_ctx *c, aif_time end)
{
	// A part month (the horizon's) pays its share of the month's charges.
	double span = aif_time_to_s(end - f->month_begin);
	double full =
	    aif_time_to_s(aif_meter_month_end(aif_ctx_sim(c), f->month_begin) - f->month_begin);
	double month_s = fmin(span / fmax(full, 1), 1) * MONTH_S;
	double grow =
	    aif_bill_escalated(1, f->t.escalation, aif_time_to_s(f->month_begin) / YEAR_S);
	double usd_w = f->t.demand_usd_w_s * month_s * grow;
	double billed_w = aif_bill_demand_w(f->month_peak_w, take_base_w(f, end),
					    f->t.min_take_frac, past_peak(f), f->t.ratchet_frac);
	double extra_w = billed_w - f->month_peak_w;
	double fixed = f->firm_w.value > 0 ? f->t.fixed_usd_s * month_s * grow : 0;
	double credit = f->flex ? f->flex->credit_usd_w_s * month_s * callable_w(f) * grow : 0;

	post(f, c, "opex.energy", f->month_usd, f->month_j, "J");
	post(f, c, "opex.demand", usd_w * f->month_peak_w, f->month_peak_w, "W");
	post(f, c, "opex.minimum_take", usd_w * extra_w, extra_w, "W");
	post(f, c, "opex.feed_fixed", fixed, month_s, "s");
	post(f, c, "opex.flexibility", -credit, callable_w(f), "W");
	f->credit_usd += credit;
	aif_signal_add(&f->cost_usd, usd_w * billed_w + fixed - credit);
	f->past_peak_w[f->n_month++ % 12] = f->month_peak_w;
	f->month_j = f->month_usd = f->month_peak_w = 0;
	f->month_begin = end;
	f->month_end = aif_meter_month_end(aif_ctx_sim(c), end);
}

static void
close_interval(feed *f, aif_ctx *c, aif_time now)
{
	const aif_sim *sim = aif_ctx_sim(c);
	aif_time t[2] = { f->last, now };
	double dt = aif_time_to_s(now - f->last), w, usd_j, usd;

	if (now <= f->last)
		return;
	w = aif_supply_feed_w(&f->supply, aif_supply_load_w(&f->supply, now, dt), &f->now_w) /
	    (1 - f->loss_frac);
	usd_j = mean_of(f, f->price_step, f->price_data, "USD/J", sim, t, f->t.energy_usd_j) +
		f->t.adder_usd_j;
	usd_j *= aif_bill_escalated(1, f->t.escalation, aif_time_to_s(f->month_begin) / YEAR_S);
	usd = usd_j * w * dt;
	aif_signal_book(&f->import_w, t[0], now, w);
	aif_signal_book(&f->loss_w, t[0], now, w * f->loss_frac);
	aif_signal_book(&f->price, t[0], now, usd_j);
	aif_signal_add(&f->cost_usd, usd);
	aif_signal_add(&f->carbon_kg,
		       mean_of(f, f->carbon_step, f->carbon_data, "kg/J", sim, t, f->carbon_kg_j) *
			   w * dt);
	f->month_j += w * dt;
	f->month_usd += usd;
	f->month_peak_w = fmax(f->month_peak_w, w);
	f->peak_w = fmax(f->peak_w, w);
	f->last = now;
	if (now >= f->month_end)
		close_month(f, c, now);
}

static void
feed_event(void *st, aif_ctx *c, const aif_ev *e)
{
	feed *f = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		close_interval(f, c, e->t_ns);
		aif_ctx_send(c, e->dst, f->step, AIF_PRIO_FEED, AIF_EV_TICK, e->a, e->b);
		break;
	case EV_CONTRACT:
		aif_ctx_set(c, &f->contracted_w, f->contracted_w.value + f->stage[e->a.u]->firm_w);
		break;
	case EV_ENERGISE:
		energise(f, c, (uint32_t)e->a.u);
		break;
	case AIF_EV_DRILL:
		drill(f, c, e);
		break;
	case EV_YEAR:
		plan_calls(f, c);
		break;
	case EV_NOTICE:
		if (callable_w(f) > 0)
			note(c, "notice",
			     aif_time_to_s(aif_ctx_now(c)) + f->flex->notice_s + f->flex->call_s,
			     callable_w(f), "of a call on flexible power");
		break;
	case EV_CALL:
		begin_call(f, c);
		break;
	case EV_CALL_END:
		end_call(f, c);
		break;
	default:
		break;
	}
}

// When stage i came, in the summary.
static void
energised_on(const feed *f, aif_ctx *c, uint32_t i, aif_time now)
{
	aif_time date = aif_feedstage_date(f->stage[i]);
	aif_row_summary r;

	if (date > now)
		return;
	memset(&r, 0, sizeof r);
	r.entity = f->stage_id[i];
	r.value = aif_time_to_s(date);
	strncpy(r.name, "energised", sizeof r.name - 1);
	strncpy(r.unit, "s", sizeof r.unit - 1);
	strncpy(r.note, "date of energisation, since the start", sizeof r.note - 1);
	aif_ctx_emit(c, &aif_table_summary, &r);
}

static void
feed_finish(void *st, aif_ctx *c)
{
	feed *f = st;
	aif_time now = aif_ctx_now(c);

	if (!f->built)
		return;
	close_interval(f, c, now);
	if (now > f->month_begin)
		close_month(f, c, now);
	for (uint32_t i = 0; i < f->n_stage; i++)
		if (aif_feedstage_date(f->stage[i]) > now)
			milestone(f, c, i, 1);
	for (uint32_t i = 0; i < f->n_stage; i++)
		energised_on(f, c, i, now);
	aif_record_audit(c, "utility bill", "USD", f->cost_usd.value, f->billed_usd, 1,
			 "metered cost = ledger lines");
	aif_record_summary(c, "import_energy", aif_signal_integral(&f->import_w, now), "J",
			   "drawn from the grid");
	aif_record_summary(c, "peak_import", f->peak_w, "W", "highest mean of a metering interval");
	aif_record_summary(c, "grid_carbon", f->carbon_kg.value, "kg", "location based");
	aif_record_summary(c, "grid_cost", f->cost_usd.value, "USD",
			   "energy, demand, minimum take, fixed, less the credit for flexibility");
	if (f->flex) {
		if (f->n_calling > 0 && f->now_w.value < f->limit_w.value)
			f->calls_s += aif_time_to_s(now - f->call_since);
		aif_record_summary(c, "calls", f->n_call, "1", "on flexible power");
		aif_record_summary(c, "calls_time", f->calls_s, "s", "");
		aif_record_summary(c, "flexible_credit", f->credit_usd, "USD",
				   "paid for the power that may be called");
	}
}

// --- tables ----------------------------------------------------------------------

static const aif_field params[] = {
	AIF_P_OF(feed, price_data, "price", AIF_F_DATA, "hourly", 0,
		 "Energy price series (a column in USD/J); repeats every year."),
	AIF_P_OF(feed, tariff, "tariff", AIF_F_REF, "tariff", 0,
		 "Contract of the catalog; the fields below override its terms."),
	AIF_TARIFF_FIELDS(feed, t.),
	AIF_P(feed, loss_frac, "loss", "1", 0, 0, 0.2,
	      "Lost between meter and halls, beyond the halls' own transformers."),
	AIF_P_OF(feed, carbon_data, "carbon", AIF_F_DATA, "hourly", 0,
		 "Carbon intensity series (a column in kg/J); repeats every year."),
	AIF_P(feed, carbon_kg_j, "carbon_flat", "kg/J", 0, 0, 1e-5,
	      "Flat carbon intensity where there is no series."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(feed, contracted_w, "W", AIF_AGG_LAST, "Firm power due by plan."),
	AIF_O(feed, firm_w, "W", AIF_AGG_LAST, "Firm power energised."),
	AIF_O(feed, limit_w, "W", AIF_AGG_LAST, "Firm and flexible power energised."),
	AIF_O(feed, now_w, "W", AIF_AGG_MEAN, "Of it, what calls and incidents leave."),
	AIF_O(feed, import_w, "W", AIF_AGG_MEAN, "Drawn at the meter."),
	AIF_O(feed, loss_w, "W", AIF_AGG_MEAN, "Lost between meter and halls."),
	AIF_O(feed, price, "USD/J", AIF_AGG_MEAN, "Energy price with adders."),
	AIF_O(feed, cost_usd, "USD", AIF_AGG_SUM, "Cost so far."),
	AIF_O(feed, carbon_kg, "kg", AIF_AGG_SUM, "Carbon so far, location based."),
	{ 0 },
};

const aif_model_ops aif_model_feed = {
	.name = "feed",
	.doc = "Grid connection: staged energisation with slips, hourly price and carbon, demand "
	       "charge, minimum take with ramp, ratchet, escalation, calls on flexible power.",
	.state_size = sizeof(feed),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_FEED,
	.init = feed_init,
	.wire = feed_wire,
	.start = feed_start,
	.event = feed_event,
	.finish = feed_finish,
};
