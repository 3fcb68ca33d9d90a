// feed.c - a grid connection: a dated right to draw, its bill and its carbon.
//
// Firm power is the sum of the stages energised so far. Each metering interval the
// site's load is split over its supplies in proportion to what they may give; the
// mean over the interval is what the meter sees, and the month's highest mean is
// the billed peak. Energy is priced hour by hour, carbon is location based. Calls on
// flexible power, outages and drills lower what may be drawn for a while. The bill is made
// in feedbill.c. Left out: reactive power, losses upstream of the meter.
#include "models/grid/feed.h"

#include <math.h>
#include <string.h>

#include "models/drill.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum {
	EV_ENERGISE = AIF_EV_PRIVATE,
	EV_CONTRACT,
	EV_YEAR,
	EV_NOTICE,
	EV_CALL,
	EV_CALL_END,
	EV_OUT,
	EV_BACK,
	EV_LEAVE
};
enum { MAX_CALL = 512, HOURS = 8766 };

// --- build -----------------------------------------------------------------------

// GPUs that wait for power, anywhere.
static aif_err
bind_queue(aif_feed *f, aif_sim *sim, aif_diag *d)
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

// Periods of use and purchase agreements.
static aif_err
bind_contracts(aif_feed *f, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_arena *a = aif_sim_arena(sim);

	while (aif_sim_nth(sim, "period", self, f->n_rate) != AIF_NONE)
		f->n_rate++;
	while (aif_sim_nth(sim, "ppa", self, f->n_ppa) != AIF_NONE)
		f->n_ppa++;
	f->rate = aif_arena_alloc(a, f->n_rate * sizeof *f->rate + 1);
	f->rate_peak_w = aif_arena_alloc(a, f->n_rate * sizeof *f->rate_peak_w + 1);
	f->ppa = aif_arena_alloc(a, f->n_ppa * sizeof *f->ppa + 1);
	if (!f->rate || !f->rate_peak_w || !f->ppa)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < f->n_rate; i++)
		f->rate[i] = aif_sim_state(sim, aif_sim_nth(sim, "period", self, i));
	for (uint32_t i = 0; i < f->n_ppa; i++)
		f->ppa[i] = aif_sim_state(sim, aif_sim_nth(sim, "ppa", self, i));
	return AIF_OK;
}

static aif_err
feed_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_feed *f = st;

	(void)self;
	aif_tariff_merge(&f->t, f->tariff == AIF_NONE ? NULL : aif_sim_state(sim, f->tariff));
	if (isnan(f->t.energy_usd_j) && !f->price_data)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no energy price (expected price = hourly "
				    "\"...\" or energy = 60 * USD / MWh)");
	if (f->price_data && !aif_feedbill_column(f->price_data, "USD/J"))
		return aif_err_fail(d, AIF_EINVAL, "'%s' has no column of prices (expected USD/J)",
				    f->price_data->path);
	if (f->carbon_data && !aif_feedbill_column(f->carbon_data, "kg/J"))
		return aif_err_fail(d, AIF_EINVAL,
				    "'%s' has no column of carbon intensity (expected kg/J)",
				    f->carbon_data->path);
	if (f->marginal_data && !aif_feedbill_column(f->marginal_data, "kg/J"))
		return aif_err_fail(d, AIF_EINVAL,
				    "'%s' has no column of carbon intensity (expected kg/J)",
				    f->marginal_data->path);
	if (f->leave_ns != AIF_TIME_MAX && !(f->term_s > 0))
		return aif_err_fail(d, AIF_EINVAL,
				    "leaves a contract without a term (expected term = 12 * year)");
	return AIF_OK;
}

static aif_err
feed_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_feed *f = st;
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
	if (aif_sim_nth(sim, "coincident", self, 0) != AIF_NONE)
		f->peak = aif_sim_state(sim, aif_sim_nth(sim, "coincident", self, 0));
	if (aif_sim_nth(sim, "outages", self, 0) != AIF_NONE)
		f->fails = aif_sim_state(sim, aif_sim_nth(sim, "outages", self, 0));
	f->site = site;
	if (bind_contracts(f, sim, self, d) != AIF_OK || aif_feedbill_wire(f, sim, d) != AIF_OK)
		return AIF_ENOMEM;
	return bind_queue(f, sim, d);
}

// --- calls and drills ----------------------------------------------------------------

// Power that a call takes.
double
aif_feed_callable_w(const aif_feed *f)
{
	if (!f->flex)
		return 0;
	return isnan(f->flex->depth_frac) ? f->flexible_w : f->flex->depth_frac * f->own_limit_w;
}

static void
set_now(aif_feed *f, aif_ctx *c)
{
	double w = f->own_limit_w - (f->n_calling > 0 ? aif_feed_callable_w(f) : 0);

	aif_ctx_set(c, &f->now_w, fmin(w, (1 - fmax(f->lost_frac, f->out_frac)) * f->own_limit_w));
}

static void
note(aif_ctx *c, const char *kind, double until_s, double w, const char *text)
{
	aif_record_event(c, kind, until_s, w, "W", text);
}

static void
begin_call(aif_feed *f, aif_ctx *c)
{
	if (f->n_calling++ > 0 || aif_feed_callable_w(f) <= 0)
		return;
	f->n_call++;
	f->call_since = aif_ctx_now(c);
	note(c, "curtailment", aif_time_to_s(aif_ctx_now(c)) + f->flex->call_s,
	     aif_feed_callable_w(f), "called by the utility");
	set_now(f, c);
}

static void
end_call(aif_feed *f, aif_ctx *c)
{
	if (--f->n_calling > 0)
		return;
	if (f->now_w.value < f->limit_w.value)
		f->calls_s += aif_time_to_s(aif_ctx_now(c) - f->call_since);
	set_now(f, c);
}

// Draws the calls of the year that begins now.
static void
plan_calls(aif_feed *f, aif_ctx *c)
{
	double price[HOURS];
	int start[MAX_CALL], n;
	aif_time now = aif_ctx_now(c), hour = AIF_HOUR;
	aif_arg none = { 0 };

	for (int i = 0; i < HOURS && f->price_data; i++)
		price[i] =
		    aif_feedbill_mean(f->price_data, "USD/J", aif_ctx_sim(c),
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
drill(aif_feed *f, aif_ctx *c, const aif_ev *e)
{
	const aif_drill *x = e->a.p;

	f->lost_frac = e->b.i ? x->share : 0;
	set_now(f, c);
}

// --- outages -----------------------------------------------------------------------

static void
self_send(aif_ctx *c, double after_s, uint16_t kind)
{
	aif_time t = aif_time_of_s(after_s);

	if (t < AIF_TIME_MAX - aif_ctx_now(c))
		aif_ctx_send(c, aif_ctx_self(c), t, AIF_PRIO_INPUT, kind, (aif_arg){ 0 },
			     (aif_arg){ 0 });
}

static void
begin_outage(aif_feed *f, aif_ctx *c)
{
	double s = fmax(aif_dist_sample(&f->fails->lasts, &f->fail_rng), 1);

	if (f->own_limit_w > 0) {
		f->n_out++;
		f->out_s += s;
		note(c, "outage", aif_time_to_s(aif_ctx_now(c)) + s,
		     f->fails->share * f->own_limit_w, "of the grid, random");
	}
	f->out_frac = f->fails->share;
	set_now(f, c);
	self_send(c, s, EV_BACK);
}

static void
end_outage(aif_feed *f, aif_ctx *c)
{
	f->out_frac = 0;
	set_now(f, c);
	self_send(c, aif_interrupt_gap_s(f->fails, &f->fail_rng), EV_OUT);
}

// The contract ends: nothing may be drawn any more.
static void
leave(aif_feed *f, aif_ctx *c)
{
	aif_feedbill_exit(f, c);
	f->own_limit_w = f->flexible_w = 0;
	f->left = 1;
	aif_ctx_set(c, &f->firm_w, 0);
	aif_ctx_set(c, &f->limit_w, 0);
	aif_ctx_set(c, &f->contracted_w, 0);
	set_now(f, c);
	note(c, "retirement", aif_time_to_s(aif_ctx_now(c)), 0, "the feed is given up");
}

// --- energisation ------------------------------------------------------------------

static void
milestone(const aif_feed *f, aif_ctx *c, uint32_t i, int critical)
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
energise(aif_feed *f, aif_ctx *c, uint32_t i)
{
	const aif_feedstage *s = f->stage[i];
	double waiting = 0, late = aif_time_to_s(aif_feedstage_date(s) - s->on_ns);
	aif_row_event e;

	if (f->left)
		return;
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
	aif_feed *f = st;

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
	if (f->fails) {
		aif_ctx_stream(c, 2, &f->fail_rng);
		self_send(c, aif_interrupt_gap_s(f->fails, &f->fail_rng), EV_OUT);
	}
	if (f->leave_ns != AIF_TIME_MAX)
		self_send(c, fmax(aif_time_to_s(f->leave_ns), 0), EV_LEAVE);
	f->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), f->step, AIF_PRIO_FEED, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
feed_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_feed *f = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		aif_feedbill_close(f, c, e->t_ns);
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
		if (aif_feed_callable_w(f) > 0)
			note(c, "notice",
			     aif_time_to_s(aif_ctx_now(c)) + f->flex->notice_s + f->flex->call_s,
			     aif_feed_callable_w(f), "of a call on flexible power");
		break;
	case EV_CALL:
		begin_call(f, c);
		break;
	case EV_OUT:
		begin_outage(f, c);
		break;
	case EV_BACK:
		end_outage(f, c);
		break;
	case EV_LEAVE:
		aif_feedbill_close(f, c, e->t_ns);
		leave(f, c);
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
energised_on(const aif_feed *f, aif_ctx *c, uint32_t i, aif_time now)
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
	aif_feed *f = st;
	aif_time now = aif_ctx_now(c);

	if (!f->built)
		return;
	aif_feedbill_end(f, c, now);
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
	if (f->n_ppa > 0 || f->rec_frac > 0)
		aif_record_summary(c, "market_carbon", f->market_carbon_kg.value, "kg",
				   "market based: after agreements and certificates");
	if (f->marginal_data || f->marginal_kg_j > 0)
		aif_record_summary(c, "marginal_carbon", f->marginal_carbon_kg.value, "kg",
				   "what the load causes at the margin");
	if (f->n_ppa > 0) {
		aif_record_summary(c, "ppa_energy", f->all_ppa.made_j, "J", "made for the site");
		aif_record_summary(c, "ppa_surplus", f->all_ppa.made_j - f->all_ppa.used_j, "J",
				   "sold or curtailed");
		aif_record_summary(
		    c, "hourly_match",
		    f->all_ppa.used_j / fmax(aif_signal_integral(&f->import_w, now), 1), "1",
		    "share of the import that agreements made in the same interval");
	}
	if (f->fails) {
		aif_record_summary(c, "outages", f->n_out, "1", "random");
		aif_record_summary(c, "outage_time", f->out_s, "s", "");
	}
	aif_record_summary(c, "grid_cost", f->cost_usd.value, "USD",
			   "energy, demand, minimum take, fixed, less the credit for "
			   "flexibility");
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
	AIF_P_OF(aif_feed, price_data, "price", AIF_F_DATA, "hourly", 0,
		 "Energy price series (a column in USD/J); repeats every year."),
	AIF_P_OF(aif_feed, tariff, "tariff", AIF_F_REF, "tariff", 0,
		 "Contract of the catalog; the fields below override its terms."),
	AIF_TARIFF_FIELDS(aif_feed, t.),
	AIF_P(aif_feed, price_level, "price_level", "1", 1, 0, 100,
	      "What the energy price, series or flat, is multiplied by; adders and demand charges "
	      "are not."),
	AIF_P(aif_feed, loss_frac, "loss", "1", 0, 0, 0.2,
	      "Lost between meter and halls, beyond the halls' own transformers."),
	AIF_P_OF(aif_feed, carbon_data, "carbon", AIF_F_DATA, "hourly", 0,
		 "Carbon intensity series (a column in kg/J); repeats every year."),
	AIF_P(aif_feed, carbon_kg_j, "carbon_flat", "kg/J", 0, 0, 1e-5,
	      "Flat carbon intensity where there is no series."),
	AIF_P_OF(aif_feed, marginal_data, "carbon_marginal", AIF_F_DATA, "hourly", 0,
		 "Marginal carbon intensity series (a column in kg/J)."),
	AIF_P(aif_feed, marginal_kg_j, "carbon_marginal_flat", "kg/J", 0, 0, 1e-5,
	      "Flat marginal intensity where there is no series; 0: not asked."),
	AIF_P(aif_feed, rec_frac, "certificates", "1", 0, 0, 1,
	      "Share of the energy not under an agreement that certificates (REC, GO) cover; "
	      "market-based carbon only."),
	AIF_P(aif_feed, rec_usd_j, "certificate_price", "USD/J", 0, 0, 1e-3, "Price of them."),
	AIF_P(aif_feed, zone_s, "zone", "s", 0, -50400, 50400,
	      "Local time less UTC, for periods of use."),
	AIF_P(aif_feed, term_s, "term", "s", 0, 0, 1e10,
	      "Length of the contract from the first stage on; 0: none. AEP Ohio: 12 years."),
	AIF_P(aif_feed, exit_s, "exit_fee", "s", 94672800, 0, 1e10,
	      "Who leaves before the term owes the minimum take of this time, at most of what is "
	      "left; AEP Ohio data center tariff 2025: 36 months."),
	AIF_P(
	    aif_feed, ramp_w_s, "ramp_limit", "W/s", NAN, 1, 1e12,
	    "Most that power may change, up and down, written as 10 * MW / min; clusters keep it. "
	    "Default: no limit."),
	AIF_P_CHOICE(
	    aif_feed, ramp_by, "ramp_by", 0, "burn|store",
	    "How it is kept. burn: racks burn on when jobs stop, clocks hold jobs back when "
	    "they start; store: capacitors or batteries behind the racks give and take."),
	AIF_P(aif_feed, ramp_eff, "ramp_efficiency", "1", 0.9, 0.3, 1,
	      "Of that store, there and back; NREL REopt: 0.96 x 0.975 x 0.96."),
	{ "leave", "s", NAN, 0, 0, offsetof(aif_feed, leave_ns),
	  "When the contract is given up; default: never.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(aif_feed, contracted_w, "W", AIF_AGG_LAST, "Firm power due by plan."),
	AIF_O(aif_feed, firm_w, "W", AIF_AGG_LAST, "Firm power energised."),
	AIF_O(aif_feed, limit_w, "W", AIF_AGG_LAST, "Firm and flexible power energised."),
	AIF_O(aif_feed, now_w, "W", AIF_AGG_MEAN, "Of it, what calls and incidents leave."),
	AIF_O(aif_feed, import_w, "W", AIF_AGG_MEAN, "Drawn at the meter."),
	AIF_O(aif_feed, loss_w, "W", AIF_AGG_MEAN, "Lost between meter and halls."),
	AIF_O(aif_feed, price, "USD/J", AIF_AGG_MEAN, "Energy price with adders."),
	AIF_O(aif_feed, cost_usd, "USD", AIF_AGG_SUM, "Cost so far."),
	AIF_O(aif_feed, carbon_kg, "kg", AIF_AGG_SUM, "Carbon so far, location based."),
	AIF_O(aif_feed, market_carbon_kg, "kg", AIF_AGG_SUM, "The same, market based."),
	AIF_O(aif_feed, marginal_carbon_kg, "kg", AIF_AGG_SUM, "The same, at the margin."),
	AIF_O(aif_feed, ppa_w, "W", AIF_AGG_MEAN, "Made under purchase agreements."),
	AIF_O(aif_feed, ppa_used_w, "W", AIF_AGG_MEAN, "Of it, used at once by the site."),
	{ 0 },
};

const aif_model_ops aif_model_feed = {
	.name = "feed",
	.doc = "Grid connection: staged energisation with slips, hourly price and carbon, demand "
	       "charge, minimum take with ramp, ratchet, escalation, exit fee, periods of use, "
	       "coincident peaks, purchase agreements, calls on flexible power, random outages.",
	.state_size = sizeof(aif_feed),
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
