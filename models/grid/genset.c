// genset.c - standby generators: silent until the grid fails.
//
// When a feed is cut off, each unit that is not in maintenance starts or fails to,
// drawn from a stream of its own; running units fail at a constant rate. They
// carry what the feeds may not and stop when the feeds are whole again.
// Fuel is a line through full and half load, so that units that idle burn too.
// A tank lasts so long at full load and is full again when the feeds are back; that it is empty is
// seen at the end of an interval. Left out: synchronising step by step, tests.
#include "models/grid/genset.h"

#include <math.h>

#include "core/ctx.h"
#include "models/grid/supply.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_RUN = AIF_EV_PRIVATE, EV_BREAK };

typedef struct genset {
	double unit_w, units, available, fail_start, mttf_s, start_s, eff, eff_half, fuel_usd_j,
	    carbon_kg_j, tank_s;
	int on_call;

	aif_signal contracted_w, firm_w, limit_w, import_w, loss_w, cost_usd, carbon_kg;

	aif_supply supply;
	aif_meter *feed_now, *feed_limit;
	uint32_t n_feed;
	aif_rng rng;
	aif_timer start, fail;
	int built, wanted, dry;
	double running;
	aif_time step, last, month_end;
	double run_js, month_fuel_j, billed_usd; // run_js: integral of limit_w so far
	double burnt_j;                          // since the tank was full
	int n_start, n_failed;
} genset;

static aif_err
genset_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	genset *g = st;
	uint32_t site = aif_sim_parent(sim, self), n = 0, id;

	g->step = aif_plan_interval(sim, self);
	g->built = aif_plan_built(sim, site);
	while (aif_sim_nth(sim, "feed", site, n) != AIF_NONE)
		n++;
	g->feed_now = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *g->feed_now + 1);
	g->feed_limit = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *g->feed_limit + 1);
	if (!g->feed_now || !g->feed_limit)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (; (id = aif_sim_nth(sim, "feed", site, g->n_feed)) != AIF_NONE; g->n_feed++) {
		aif_meter_bind(&g->feed_now[g->n_feed], sim, id, "now_w");
		aif_meter_bind(&g->feed_limit[g->n_feed], sim, id, "limit_w");
		if (aif_sim_watch(sim, id, "now_w", self, AIF_EV_CHANGED, AIF_PRIO_INPUT, d) !=
		    AIF_OK)
			return AIF_ENOMEM;
	}
	return aif_supply_bind(&g->supply, sim, site, d);
}

static void
genset_start(void *st, aif_ctx *c)
{
	genset *g = st;

	if (!g->built)
		return;
	aif_ctx_stream(c, 0, &g->rng);
	g->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), g->step, AIF_PRIO_FEED, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static double
exponential(genset *g, double mean)
{
	return -mean * log(aif_rng_u01(&g->rng));
}

static void
next_break(genset *g, aif_ctx *c)
{
	if (g->running > 0)
		aif_ctx_timer(c, &g->fail, aif_time_of_s(exponential(g, g->mttf_s / g->running)),
			      AIF_PRIO_INPUT, EV_BREAK, (aif_arg){ 0 });
	else
		aif_ctx_cancel(c, &g->fail);
}

static void
set_running(genset *g, aif_ctx *c, double units)
{
	g->running = units;
	aif_ctx_set(c, &g->limit_w, units * g->unit_w);
	next_break(g, c);
}

static void
run(genset *g, aif_ctx *c)
{
	double units = 0;

	for (int i = 0; i < (int)g->units; i++)
		units += aif_rng_u01(&g->rng) < g->available * (1 - g->fail_start);
	g->n_start++;
	g->n_failed += (int)(g->units - units);
	aif_record_event(c, "generators", aif_time_to_s(aif_ctx_now(c)), units * g->unit_w, "W",
			 "started");
	set_running(g, c, units);
}

static void
changed(genset *g, aif_ctx *c)
{
	int want = 0;

	for (uint32_t i = 0; i < g->n_feed; i++) {
		double now = aif_meter_value(&g->feed_now[i]);
		double limit = aif_meter_value(&g->feed_limit[i]);

		want |= limit > 0 && (now <= 0 || (g->on_call && now < limit));
	}
	if (want == g->wanted || !g->built)
		return;
	g->wanted = want;
	if (want) {
		aif_ctx_timer(c, &g->start, aif_time_of_s(g->start_s), AIF_PRIO_INPUT, EV_RUN,
			      (aif_arg){ 0 });
	} else {
		aif_ctx_cancel(c, &g->start);
		set_running(g, c, 0);
		g->dry = 0;
	}
}

static void
close_month(genset *g, aif_ctx *c, aif_time now)
{
	double usd = g->month_fuel_j * g->fuel_usd_j;

	if (usd > 0)
		aif_record_ledger(c, "opex.fuel", usd, g->month_fuel_j, "J", "estimate",
				  "standby generators");
	g->billed_usd += usd;
	g->month_fuel_j = 0;
	g->month_end = aif_meter_month_end(aif_ctx_sim(c), now);
}

double
aif_genset_fuel_w(double rated_w, double w, double eff, double eff_half)
{
	double half = isnan(eff_half) ? eff : eff_half;

	// F = a P_r + b P with F(P_r) = P_r / eff, F(P_r / 2) = P_r / 2 / eff_half.
	return (1 / half - 1 / eff) * rated_w + (2 / eff - 1 / half) * w;
}

// What is left in the tank after so much more.
static void
burn(genset *g, aif_ctx *c, double fuel_j)
{
	double tank_j =
	    g->tank_s * aif_genset_fuel_w(1, 1, g->eff, g->eff_half) * g->units * g->unit_w;

	g->burnt_j = g->wanted ? g->burnt_j + fuel_j : 0;
	if (!(g->tank_s > 0) || g->dry || g->burnt_j < tank_j)
		return;
	g->dry = 1;
	aif_record_event(c, "generators dry", aif_time_to_s(aif_ctx_now(c)), g->burnt_j, "J",
			 "the tank is empty");
	set_running(g, c, 0);
}

static void
close_interval(genset *g, aif_ctx *c, aif_time now)
{
	double dt = aif_time_to_s(now - g->last), w, fuel_j, run_js;

	if (now <= g->last)
		return;
	w = aif_supply_gen_w(&g->supply, aif_supply_load_w(&g->supply, now, dt), &g->limit_w);
	run_js = aif_signal_integral(&g->limit_w, now);
	fuel_j = aif_genset_fuel_w(run_js - g->run_js, w * dt, g->eff, g->eff_half);
	g->run_js = run_js;
	aif_signal_book(&g->import_w, g->last, now, w);
	aif_signal_add(&g->cost_usd, fuel_j * g->fuel_usd_j);
	aif_signal_add(&g->carbon_kg, fuel_j * g->carbon_kg_j);
	g->month_fuel_j += fuel_j;
	g->last = now;
	burn(g, c, fuel_j);
	if (now >= g->month_end)
		close_month(g, c, now);
}

static void
genset_event(void *st, aif_ctx *c, const aif_ev *e)
{
	genset *g = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		close_interval(g, c, e->t_ns);
		aif_ctx_send(c, e->dst, g->step, AIF_PRIO_FEED, AIF_EV_TICK, e->a, e->b);
		break;
	case AIF_EV_CHANGED:
		changed(g, c);
		break;
	case EV_RUN:
		run(g, c);
		break;
	case EV_BREAK:
		g->n_failed++;
		set_running(g, c, g->running - 1);
		break;
	default:
		break;
	}
}

static void
genset_finish(void *st, aif_ctx *c)
{
	genset *g = st;
	aif_time now = aif_ctx_now(c);

	if (!g->built)
		return;
	close_interval(g, c, now);
	close_month(g, c, now);
	aif_record_audit(c, "standby bill", "USD", g->cost_usd.value, g->billed_usd, 1,
			 "metered cost = ledger lines");
	aif_record_summary(c, "standby_energy", aif_signal_integral(&g->import_w, now), "J", "");
	aif_record_summary(c, "standby_starts", g->n_start, "1", "");
	aif_record_summary(c, "standby_failures", g->n_failed, "1",
			   "units in maintenance, that did not start, or that stopped");
}

static const aif_field params[] = {
	AIF_P_REQ(genset, unit_w, "unit", "W", 1e3, 1e9, "Power of a unit."),
	AIF_P_REQ(genset, units, "units", "1", 1, 1000, "Units installed."),
	AIF_P(genset, available, "available", "1", 0.995, 0, 1,
	      "Not in maintenance; NREL REopt default."),
	AIF_P(genset, fail_start, "fail_start", "1", 0.0094, 0, 1,
	      "Fails to start; NREL REopt default."),
	AIF_P(genset, mttf_s, "mttf", "s", 3.96e6, 60, 1e12,
	      "Mean time to failure while running; NREL REopt default, 1100 h."),
	AIF_P(genset, start_s, "start", "s", 10, 0, 86400,
	      "From the loss of the feed to full power; NFPA 110, type 10."),
	AIF_P_BOOL(genset, on_call, "calls", 0,
		   "1: run during calls on a flexible connection too."),
	AIF_P(genset, eff, "efficiency", "1", 0.322, 0.1, 0.7,
	      "Power over fuel (higher heating value); NREL REopt default for diesel."),
	AIF_P(genset, eff_half, "efficiency_half", "1", NAN, 0.1, 0.7,
	      "The same at half load; default: as at full load, as in NREL REopt."),
	AIF_P_REQ(genset, fuel_usd_j, "fuel", "USD/J", 0, 1e-6,
		  "Price of fuel by its heating value."),
	AIF_P(genset, tank_s, "tank", "s", 0, 0, 1e8,
	      "Fuel on the site lasts so long at full load of all units; 0: brought as it is "
	      "burnt. Practice: 12 to 48 hours (estimate)."),
	AIF_P(genset, carbon_kg_j, "carbon", "kg/J", 7.01e-8, 0, 1e-6,
	      "Carbon per fuel energy; EPA 40 CFR 98 table C-1: distillate oil 2, 73.96 kg/MMBtu."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(genset, contracted_w, "W", AIF_AGG_LAST, "Power due by plan: none."),
	AIF_O(genset, firm_w, "W", AIF_AGG_LAST, "Firm power: none."),
	AIF_O(genset, limit_w, "W", AIF_AGG_LAST, "Power of the units that run."),
	AIF_O(genset, import_w, "W", AIF_AGG_MEAN, "Power made for the site."),
	AIF_O(genset, loss_w, "W", AIF_AGG_MEAN, "Lost on the way: none."),
	AIF_O(genset, cost_usd, "USD", AIF_AGG_SUM, "Fuel so far."),
	AIF_O(genset, carbon_kg, "kg", AIF_AGG_SUM, "Carbon so far, scope 1."),
	{ 0 },
};

const aif_model_ops aif_model_genset = {
	.name = "genset",
	.doc = "Standby generators of a site: start when a feed is cut off, or fail to. Their "
	       "price is part of the halls' build cost.",
	.state_size = sizeof(genset),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_FEED,
	.wire = genset_wire,
	.start = genset_start,
	.event = genset_event,
	.finish = genset_finish,
};
