// site.c - a site: what may run where and when, what limits it, what it costs.
//
// At every metering interval, after halls, cooling and feeds have closed theirs:
// energy and water are added up; the gate of alloc.h decides how many racks of each
// cluster may run, on the design day's terms, so that weather does not switch
// racks; and when the coming weather leaves less than that, clusters get a power
// cap instead. What is delivered and may not run is idle capital.
// Source: gate and idle capital: delivered less energised times cost times WACC.
#include "models/site/site.h"

#include <math.h>
#include <string.h>

#include "models/plan.h"
#include "models/record.h"
#include "models/site/timeline.h"
#include "models/wire.h"

#define YEAR_S (365.25 * 86400)
#define WEEK_S (7 * 86400.0)

double
aif_site_next(const aif_site *s, aif_time now)
{
	return pow(1 + s->next_growth, aif_time_to_s(now) / YEAR_S);
}

// What a supply may give as long as it lasts; standby and the sun promise nothing.
static double
standing_w(const aif_site_feed *f)
{
	return f->stands ? aif_meter_value(&f->limit) : 0;
}

// Facts of a site that change as it is built.
static void
look(aif_site *s, aif_time now)
{
	for (uint32_t i = 0; i < s->alloc.n_hall; i++) {
		s->alloc.hall[i].limit_w = aif_meter_value(&s->hall[i].limit);
		s->alloc.hall[i].ready = s->alloc.hall[i].limit_w > 0;
	}
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		s->alloc.cluster[i].installed =
		    aif_buildout_installed(&s->build, i, now, 0, &s->alloc.cluster[i].few);
	aif_buildout_place(&s->build, &s->alloc, now);
	if (s->next_heat_w > 0)
		s->alloc.cool[0].cap_w =
		    fmax(s->cool[0].design_w - s->next_heat_w * aif_site_next(s, now), 0);
	for (uint32_t i = 0; i < s->n_feed; i++)
		s->build.feed_w[i] = standing_w(&s->feed[i]) * (1 - s->feed[i].loss_frac);
	s->alloc.spare_w = aif_alloc_largest(s->build.feed_w, s->n_feed, s->spare_feeds);
}

// --- gate ------------------------------------------------------------------------

// What racks may count on, after losses and the site's own load.
static double
supply_w(const aif_site *s, aif_time now)
{
	double w = -s->next_w * aif_site_next(s, now);

	for (uint32_t i = 0; i < s->n_feed; i++)
		w += standing_w(&s->feed[i]) * (1 - s->feed[i].loss_frac);
	return fmax(w - s->other_w, 0);
}

static void
tell_grant(aif_site *s, aif_ctx *c, uint32_t i)
{
	aif_buildout_cluster *k = &s->build.cluster[i];
	double racks = s->alloc.cluster[i].granted;

	if (racks < k->racks && k->full == AIF_TIME_MAX)
		k->late_why = s->alloc.cluster[i].why;
	if (racks > 0 && k->first == AIF_TIME_MAX)
		k->first = aif_ctx_now(c);
	if (racks >= k->racks && k->full == AIF_TIME_MAX)
		k->full = aif_ctx_now(c);
	if (racks == s->cluster[i].granted)
		return;
	s->cluster[i].granted = racks;
	aif_ctx_send(c, k->id, 0, AIF_PRIO_INPUT, AIF_EV_GRANT, (aif_arg){ .i = (int64_t)racks },
		     (aif_arg){ 0 });
}

static void
decide(aif_site *s, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double racks = 0, it_w = 0;

	look(s, now);
	s->alloc.closed = !aif_plan_let_at(s->sim, now);
	s->alloc.supply_w = supply_w(s, now);
	aif_alloc_grant(&s->alloc);
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		tell_grant(s, c, i);
		racks += s->alloc.cluster[i].granted;
		it_w += s->alloc.cluster[i].granted * s->alloc.cluster[i].rack_w;
	}
	aif_caps_tell(s, c);
	aif_ctx_set(c, &s->running_racks, racks);
	aif_ctx_set(c, &s->limit_w, it_w);
}

// --- metering ----------------------------------------------------------------------

static void
meter(aif_site *s, aif_time now, double dt, aif_usage *u)
{
	double import_w = 0, firm_w = 0, due_w = 0, may_w = 0, other_w, carbon = 0, heat_w = 0,
	       elec_w = 0;
	int live = 0;

	*u = (aif_usage){ 0 };
	for (uint32_t i = 0; i < s->alloc.n_hall; i++) {
		u->it_j += aif_meter_take(&s->hall[i].it, now);
		heat_w += aif_meter_take(&s->hall[i].loss, now) / dt;
	}
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		s->fan_j += aif_meter_take(&s->cluster[i].fan, now);
	heat_w += u->it_j / dt;
	for (uint32_t i = 0; i < s->alloc.n_cool; i++) {
		u->water_kg += aif_meter_take(&s->cool[i].water, now);
		elec_w += aif_meter_take(&s->cool[i].elec, now) / dt;
	}
	for (uint32_t i = 0; i < s->n_feed; i++) {
		import_w += aif_meter_take(&s->feed[i].import, now) / dt;
		firm_w += aif_meter_value(&s->feed[i].firm);
		may_w += standing_w(&s->feed[i]);
		due_w += aif_meter_value(&s->feed[i].contracted);
		carbon += aif_meter_value(&s->feed[i].carbon);
		live |= aif_meter_take(&s->feed[i].now, now) > 0;
	}
	// Plant power per heat, as it is now: what the coming interval is held to. Far
	// from full load the ratio says nothing about full load.
	s->cool_heat_frac = u->it_j / dt > 0.5 * s->limit_w.value ? elec_w / heat_w : 0;
	u->facility_j = import_w * dt;
	u->carbon_kg = carbon - s->total.carbon_kg;
	other_w = live ? s->other_w : 0;
	aif_signal_book(&s->it_w, s->last, now, u->it_j / dt);
	aif_signal_book(&s->facility_w, s->last, now, import_w);
	aif_signal_book(&s->used_w, s->last, now, import_w);
	aif_signal_book(&s->other_used_w, s->last, now, other_w);
	aif_signal_book(&s->contracted_w, s->last, now, due_w);
	aif_signal_book(&s->energised_w, s->last, now, firm_w);
	aif_signal_book(&s->available_w, s->last, now, may_w);
	aif_signal_book(&s->pue, s->last, now, aif_usage_pue(u));
	aif_signal_book(&s->wue, s->last, now, aif_usage_wue_kg_j(u));
	aif_signal_add(&s->water_kg, u->water_kg);
	aif_signal_add(&s->carbon_kg, u->carbon_kg);
	aif_usage_add(&s->total, u);
}

// Cost of capital, per year, of what a hall has too much of: paid for by its planned
// hand-over, it earns as far as its racks run.
static void
idle_hall(const aif_site *s, uint32_t h, aif_time t0, double *idle, double *delay)
{
	const aif_buildout_hall *x = &s->build.hall[h];
	double runs_w = 0, plan_w = 0, usd;

	if (s->build.leased || !(x->racks_w > 0))
		return;
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		const aif_alloc_cluster *k = &s->alloc.cluster[i];

		if (k->hall != h)
			continue;
		runs_w += k->granted * k->rack_w;
		plan_w += s->build.plan[s->build.at].racks[i] * k->rack_w;
	}
	usd = x->it_w * x->usd_w / x->racks_w * s->wacc;
	*idle += usd * fmax(fmin(x->racks_w, aif_buildout_hall_w(&s->build, h, t0, 1)) - runs_w, 0);
	*delay += usd * fmax(fmin(plan_w, x->racks_w) - runs_w, 0);
}

// Cost of capital of racks and halls that stand idle, and of those that the plan would run.
static void
idle(aif_site *s, aif_time t0, double dt)
{
	double usd = 0, delay = 0, hall = 0, late = 0, ageing = 0;

	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		const aif_buildout_cluster *k = &s->build.cluster[i];
		double have = aif_buildout_delivered(&s->build, i, t0, 0);
		double runs = s->alloc.cluster[i].granted;
		double plan = aif_buildout_planned(&s->build, i, t0);
		double waits = fmax(fmin(plan, have) - runs, 0) * k->rack_usd;

		usd += fmax(have - runs, 0) * k->rack_usd * s->wacc;
		delay += waits * s->wacc;
		ageing += waits / s->life_s;
		late += fmax(plan - runs, 0);
	}
	for (uint32_t h = 0; h < s->alloc.n_hall; h++)
		idle_hall(s, h, t0, &usd, &hall);
	aif_signal_add(&s->idle_capital_usd, usd * dt / YEAR_S);
	aif_signal_add(&s->delay_usd, (delay + hall) * dt / YEAR_S);
	s->delay_hall_usd += hall * dt / YEAR_S;
	s->ageing_usd += ageing * dt;
	s->delay_s += late > 0 ? dt : 0;
	s->month.idle_usd += usd * dt / YEAR_S;
	s->month.delay_usd += (delay + hall) * dt / YEAR_S;
}

static void
account(aif_site *s, aif_time now, double dt, const aif_usage *u)
{
	aif_site_month *m = &s->month;
	double limit[AIF_ALLOC_N], unmet[AIF_ALLOC_N] = { 0 }, wanted = 0, firm_w = 0;

	for (uint32_t i = 0; i < s->alloc.n_cluster; i++) {
		aif_alloc_cluster *k = &s->alloc.cluster[i];
		double gpus = aif_meter_take(&s->cluster[i].wanted, now) / dt;

		k->wanted = ceil(gpus / s->build.cluster[i].gpus_per_rack - 1e-9);
		wanted += k->wanted * k->rack_w;
	}
	for (uint32_t i = 0; i < s->n_feed; i++)
		firm_w += aif_meter_value(&s->feed[i].firm) * (1 - s->feed[i].loss_frac);
	aif_alloc_limits(&s->alloc, limit);
	aif_alloc_unmet(&s->alloc, 1, unmet);
	aif_signal_book(&s->binding, s->last, now, aif_alloc_worst(unmet, wanted));
	for (int b = 0; b < AIF_ALLOC_N; b++) {
		m->limit_ws[b] += limit[b] * dt;
		m->unmet_ws[b] += unmet[b] * dt;
	}
	// The utility's part of what all supplies allow.
	if (s->alloc.supply_w > 0)
		m->firm_ws += limit[AIF_ALLOC_GRID] * dt *
			      fmin(fmax(firm_w - s->other_w, 0) / s->alloc.supply_w, 1);
	m->wanted_ws += wanted * dt;
	m->used_ws += u->it_j;
	m->water_kg += u->water_kg;
}

static void
close_month(aif_site *s, aif_ctx *c, aif_time now)
{
	aif_site_month *m = &s->month;
	double dt = aif_time_to_s(now - m->begin);
	aif_alloc_bind b = aif_alloc_worst(m->unmet_ws, m->wanted_ws);
	aif_row_binding r;

	memset(&r, 0, sizeof r);
	r.month_s = aif_time_to_s(m->begin);
	r.grid_w = m->firm_ws / dt;
	r.feed_w = m->limit_ws[AIF_ALLOC_FEED] / dt;
	r.ups_w = m->limit_ws[AIF_ALLOC_UPS] / dt;
	r.cooling_w = m->limit_ws[AIF_ALLOC_COOLING] / dt;
	r.racks_w = m->limit_ws[AIF_ALLOC_HALL] / dt;
	r.delivered_w = m->limit_ws[AIF_ALLOC_DELIVERY] / dt;
	r.demand_w = m->wanted_ws / dt;
	r.used_w = m->used_ws / dt;
	r.idle_capital_usd = m->idle_usd;
	r.delay_usd = m->delay_usd;
	r.delay_usd_week = m->delay_usd / dt * WEEK_S;
	r.site = aif_ctx_self(c);
	strncpy(r.binds, aif_alloc_name(b), sizeof r.binds - 1);
	aif_ctx_emit(c, &aif_table_binding, &r);
	if (s->water_usd_kg > 0 && m->water_kg > 0)
		aif_record_ledger(c, "opex.water", m->water_kg * s->water_usd_kg, m->water_kg, "kg",
				  "estimate", "");
	*m = (aif_site_month){ .begin = now, .end = aif_meter_month_end(aif_ctx_sim(c), now) };
}

// Dry bulb of the interval, for the record.
static void
see_weather(aif_site *s, const aif_sim *sim, aif_time now)
{
	const aif_frame *w = s->weather;
	double base;

	if (!s->drybulb)
		return;
	base = (double)(aif_sim_options(sim)->start_unix_s - w->start_unix_s);
	aif_signal_book(&s->outdoor_c, s->last, now,
			aif_frame_mean_in(w, s->drybulb, &s->weather_run,
					  base + aif_time_to_s(s->last),
					  base + aif_time_to_s(now)));
}

static void
close_interval(aif_site *s, aif_ctx *c, aif_time now)
{
	double dt = aif_time_to_s(now - s->last);
	aif_usage u;

	if (now <= s->last)
		return;
	meter(s, now, dt, &u);
	account(s, now, dt, &u);
	aif_caps_count(s, now, dt);
	aif_sitecarbon_close(&s->carbon, &s->build, c, s->last,
			     (double[2]){ u.carbon_kg, u.facility_j });
	see_weather(s, aif_ctx_sim(c), now);
	idle(s, s->last, dt);
	s->last = now;
	if (now >= s->month.end)
		close_month(s, c, now);
}

// --- life ------------------------------------------------------------------------

static aif_err
site_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_site *s = st;
	uint32_t money = aif_sim_nth(sim, "finance", AIF_NONE, 0);

	s->sim = sim;
	s->drybulb = s->weather ? aif_frame_find(s->weather, "drybulb_c") : NULL;
	s->step = aif_plan_interval(sim, self);
	s->wacc = aif_plan_param(sim, money, "wacc", 0);
	s->life_s = aif_plan_param(
	    sim, money == AIF_NONE ? AIF_NONE : aif_sim_ref(sim, money, "accounting"), "it_life",
	    INFINITY);
	if (s->pay.n != 0 && s->pay.n != 3)
		return aif_err_fail(d, AIF_EINVAL,
				    "'pay' has %u shares (expected order, delivery, acceptance)",
				    s->pay.n);
	if (aif_campus_gather(s, sim, self, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	return aif_sitecarbon_wire(&s->carbon, &s->build, sim, d);
}

static void
site_start(void *st, aif_ctx *c)
{
	aif_site *s = st;

	if (!s->built)
		return;
	s->month.end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_buildout_pay(&s->build, c);
	decide(s, c);
	aif_ctx_send(c, aif_ctx_self(c), s->step, AIF_PRIO_SITE, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
site_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_site *s = st;

	if (s->built && e->kind == AIF_EV_CHANGED)
		aif_caps_changed(s, c);
	else if (e->kind == AIF_CAPS_RIDE)
		aif_caps_ride_ends(s, c);
	if (e->kind != AIF_EV_TICK)
		return;
	close_interval(s, c, e->t_ns);
	decide(s, c);
	aif_ctx_send(c, e->dst, s->step, AIF_PRIO_SITE, AIF_EV_TICK, e->a, e->b);
}

static void
audit(const aif_site *s, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double in = 0, out = aif_signal_integral(&s->other_used_w, now);

	for (uint32_t i = 0; i < s->n_feed; i++) {
		in += aif_meter_total(&s->feed[i].import, now);
		out += aif_meter_total(&s->feed[i].loss, now);
	}
	for (uint32_t i = 0; i < s->alloc.n_cluster; i++)
		out += aif_meter_total(&s->cluster[i].it, now);
	for (uint32_t i = 0; i < s->alloc.n_hall; i++)
		out += aif_meter_total(&s->hall[i].loss, now);
	for (uint32_t i = 0; i < s->alloc.n_cool; i++)
		out += aif_meter_total(&s->cool[i].elec, now);
	for (uint32_t i = 0; i < s->n_bess; i++)
		out += aif_meter_total(&s->bess[i].loss, now) +
		       aif_meter_value(&s->bess[i].stored) - s->bess[i].first_j;
	aif_record_audit(c, "energy", "J", in, out, 1,
			 "supplies = IT + hall, feed, battery losses + cooling + other");
}

static void
summarize(const aif_site *s, aif_ctx *c)
{
	const aif_usage *u = &s->total;

	aif_record_summary(c, "facility_energy", u->facility_j, "J", "all supplies");
	aif_record_summary(c, "it_energy", u->it_j, "J", "at the rack input");
	aif_record_summary(c, "pue", aif_usage_pue(u), "1", "ISO/IEC 30134-2: ratio of energies");
	if (s->fan_j > 0)
		aif_record_summary(c, "tue", aif_usage_tue(u, s->fan_j), "1",
				   "facility energy over IT energy without the servers' fans");
	aif_record_summary(c, "wue", aif_usage_wue_kg_j(u), "kg/J", "site water per IT energy");
	aif_record_summary(c, "cue", aif_usage_cue_kg_j(u), "kg/J", "CO2 per IT energy");
	aif_record_summary(c, "site_carbon", u->carbon_kg, "kg",
			   "location based, of all supplies: energy drawn and fuel burnt on site");
	aif_record_summary(c, "site_water", u->water_kg, "kg", "make-up of the cooling plants");
	aif_record_summary(c, "idle_capital", s->idle_capital_usd.value, "USD",
			   "capital cost of racks and halls paid for and not running");
	aif_record_summary(c, "delay_cost", s->delay_usd.value, "USD",
			   "the part that the plan would have run");
	aif_record_summary(c, "delay_cost_halls", s->delay_hall_usd, "USD", "of it, halls");
	aif_record_summary(c, "delay_ageing", s->ageing_usd, "USD",
			   "book life of those racks that passes unused: price / it_life, beside "
			   "the capital cost");
	aif_record_summary(c, "delay_time", s->delay_s, "s",
			   "time in which the plan would have run more racks");
	aif_record_summary(c, "delay_cost_per_week",
			   s->delay_s > 0 ? s->delay_usd.value / s->delay_s * WEEK_S : 0, "USD",
			   "capital cost of those racks and halls, per week of delay");
	aif_record_summary(c, "delay_ageing_per_week",
			   s->delay_s > 0 ? s->ageing_usd / s->delay_s * WEEK_S : 0, "USD",
			   "book life of those racks that passes, per week of delay");
	aif_record_summary(c, "capped_by_supply", s->short_gpu_s, "s",
			   "GPU-time lost to caps while supplies were short: calls, incidents");
	aif_record_summary(c, "capped_by_cooling", s->hot_gpu_s, "s",
			   "GPU-time lost to caps for want of cooling: weather, incidents");
}

static void
site_finish(void *st, aif_ctx *c)
{
	aif_site *s = st;
	aif_time now = aif_ctx_now(c);

	if (!s->built)
		return;
	close_interval(s, c, now);
	if (now > s->month.begin)
		close_month(s, c, now);
	aif_sitecarbon_end(&s->carbon, &s->build, c);
	aif_timeline_write(&s->build, c);
	audit(s, c);
	summarize(s, c);
}

// --- tables ----------------------------------------------------------------------

static const aif_field params[] = {
	AIF_P_OF(aif_site, weather, "weather", AIF_F_DATA, "epw|weather", 0,
		 "Hourly weather; a typical year repeats."),
	AIF_P(aif_site, interval_s, "interval", "s", 900, 60, 86400,
	      "Control and metering interval; 15 min is what demand charges usually meter."),
	AIF_P(aif_site, elevation_m, "elevation", "m", NAN, -430, 5000,
	      "Above sea level; default: of the weather file."),
	AIF_P(aif_site, other_w, "other", "W", 0, 0, 1e9,
	      "Lighting, offices and security once the site has power."),
	AIF_P(aif_site, water_usd_kg, "water_price", "USD/kg", 0, 0, 1, "Price of make-up water."),
	AIF_P(
	    aif_site, provision_frac, "provision", "1", 1, 0.1, 1.5,
	    "IT power provisioned per rack, relative to its rated input; below 1 relies on caps."),
	AIF_P(aif_site, install_s, "install", "s", 1209600, 0, 1e9,
	      "From delivery to the first racks ready to run: 14 days (estimate)."),
	AIF_P(aif_site, crew_racks_s, "crew", "1/s", 0, 0, 1,
	      "Racks that the staff commissions per time; 0: no limit."),
	AIF_P(aif_site, spare_feeds, "spare_feeds", "1", 0, 0, 100,
	      "Supplies whose loss must leave enough for all racks: 1 for N+1 or two feeds of "
	      "which either carries the site."),
	AIF_P_NUMS(aif_site, carbon.limit_kg, "carbon_limit", "kg", 0, 1e15,
		   "Most carbon of all supplies, location based, by calendar year from the first "
		   "on; the last holds for all later years; default: none."),
	AIF_P(aif_site, carbon.price_usd_kg, "carbon_price", "USD/kg", 0, 0, 100,
	      "Price of what is beyond a year's limit."),
	AIF_P_BOOL(aif_site, carbon.pace, "carbon_pace", 0,
		   "1: power is capped so that what is left of a year's limit lasts, at the mean "
		   "intensity of the year so far."),
	AIF_P(aif_site, carbon.rack_life_s, "rack_life", "s", 189345600, 1e6, 1e10,
	      "Over which the making of racks is spread; six years, as hyperscalers depreciate."),
	AIF_P(aif_site, carbon.hall_life_s, "hall_life", "s", 631152000, 1e6, 1e10,
	      "The same of halls: 20 years (estimate)."),
	AIF_P_NUMS(aif_site, pay, "pay", "1", 0, 1,
		   "Shares of a cluster's price due at order, delivery and acceptance; default "
		   "0.3, 0.6, 0.1 (estimate)."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(aif_site, it_w, "W", AIF_AGG_MEAN, "IT power, at the rack input."),
	AIF_O(aif_site, facility_w, "W", AIF_AGG_MEAN, "Power from all supplies."),
	AIF_O(aif_site, pue, "1", AIF_AGG_MEAN, "Facility over IT energy of the interval."),
	AIF_O(aif_site, wue, "kg/J", AIF_AGG_MEAN, "Water over IT energy of the interval."),
	AIF_O(aif_site, contracted_w, "W", AIF_AGG_LAST, "Power due by the plan of the feeds."),
	AIF_O(aif_site, energised_w, "W", AIF_AGG_LAST, "Firm power energised."),
	AIF_O(aif_site, used_w, "W", AIF_AGG_MEAN, "Power used."),
	AIF_O(aif_site, available_w, "W", AIF_AGG_LAST,
	      "Power that may be drawn: firm, flexible, bridge engines."),
	AIF_O(aif_site, outdoor_c, "degC", AIF_AGG_MEAN, "Dry bulb outdoors, by the weather file."),
	AIF_O(aif_site, limit_w, "W", AIF_AGG_LAST, "IT power of the racks that may run."),
	AIF_O(
	    aif_site, binding, "1", AIF_AGG_LAST,
	    "What binds: 0 demand, 1 delivery, 2 hall, 3 racks, 4 ups, 5 cooling, 6 grid, 7 feed, "
	    "8 install, 9 staff, 10 fabric, 11 storage, 12 fleet, 13 contract, 14 air."),
	AIF_O(aif_site, idle_capital_usd, "USD", AIF_AGG_SUM,
	      "Capital cost of racks and halls paid for and not running."),
	AIF_O(aif_site, delay_usd, "USD", AIF_AGG_SUM, "Of it, what the plan would have run."),
	AIF_O(aif_site, water_kg, "kg", AIF_AGG_SUM, "Make-up water."),
	AIF_O(aif_site, carbon_kg, "kg", AIF_AGG_SUM, "Carbon of all supplies."),
	AIF_O(aif_site, other_used_w, "W", AIF_AGG_MEAN, "Lighting, offices, security."),
	AIF_O(aif_site, capped_gpu_s, "s", AIF_AGG_SUM,
	      "GPU-time lost to power caps: clocks and nodes switched off."),
	AIF_O(aif_site, running_racks, "1", AIF_AGG_LAST, "Racks that may run."),
	{ 0 },
};

const aif_model_ops aif_model_site = {
	.name = "site",
	.doc = "A site: feeds, halls, cooling and the buildout of the clusters in its halls "
	       "(order, deliver, install, energise, run); grants racks, caps power in hot "
	       "hours, records what binds each month. Left out: construction detail, staff "
	       "beyond a commissioning rate, land.",
	.state_size = sizeof(aif_site),
	.params = params,
	.outputs = outputs,
	.rank = AIF_RANK_SITE,
	.wire = site_wire,
	.start = site_start,
	.event = site_event,
	.finish = site_finish,
};
