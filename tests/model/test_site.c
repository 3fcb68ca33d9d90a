// A small campus in one box: two halls, a plant, a feed in two stages, stub clusters.
#include <stdlib.h>
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "core/ctx.h"
#include "models/cooling/cooling.h"
#include "models/cooling/coolparts.h"
#include "models/cooling/plant.h"
#include "models/grid/feed.h"
#include "models/grid/feedstage.h"
#include "models/grid/gas.h"
#include "models/grid/tariff.h"
#include "models/hw.h"
#include "models/index.h"
#include "models/power/hall.h"
#include "models/record.h"
#include "models/site/site.h"
#include "models/wire.h"

#define DAY    (24 * 3600.0)
#define RACK_W 120e3

// --- doubles ---------------------------------------------------------------------

// A cluster that runs what it is granted at 80 % of rated power, wants all its GPUs.
typedef struct stub {
	uint32_t hall, rack;
	double racks, lead_s, price_usd;
	aif_time order_ns;
	aif_signal it_w, wanted_gpus, unpowered_gpus, granted, cap_w;
} stub;

static void
stub_update(stub *s, aif_ctx *c)
{
	double w = s->granted.value * RACK_W * 0.8;

	aif_ctx_set(c, &s->it_w, s->cap_w.value > 0 && w > s->cap_w.value ? s->cap_w.value : w);
	aif_ctx_set(c, &s->unpowered_gpus, (s->racks - s->granted.value) * 72);
}

static void
stub_start(void *st, aif_ctx *c)
{
	stub *s = st;

	aif_ctx_set(c, &s->wanted_gpus, s->racks * 72);
	stub_update(s, c);
}

static void
stub_event(void *st, aif_ctx *c, const aif_ev *e)
{
	stub *s = st;

	if (e->kind == AIF_EV_GRANT)
		aif_ctx_set(c, &s->granted, (double)e->a.i);
	if (e->kind == AIF_EV_CAP)
		aif_ctx_set(c, &s->cap_w, isfinite(e->a.x) ? e->a.x : 0);
	stub_update(s, c);
}

static const aif_field stub_params[] = {
	AIF_P_OF(stub, hall, "hall", AIF_F_REF, "hall", 0, ""),
	AIF_P_OF(stub, rack, "rack", AIF_F_REF, "rack", 0, ""),
	AIF_P(stub, racks, "racks", "1", 1, 0, 1e6, ""),
	AIF_P(stub, lead_s, "lead", "s", 0, 0, 1e9, ""),
	AIF_P(stub, price_usd, "price", "USD", NAN, 0, 1e9, ""),
	AIF_P_DATE(stub, order_ns, "order", 0, ""),
	{ 0 },
};

static const aif_field stub_outputs[] = {
	AIF_O(stub, it_w, "W", AIF_AGG_MEAN, ""),
	AIF_O(stub, wanted_gpus, "1", AIF_AGG_MEAN, ""),
	AIF_O(stub, unpowered_gpus, "1", AIF_AGG_MEAN, ""),
	AIF_O(stub, granted, "1", AIF_AGG_LAST, ""),
	AIF_O(stub, cap_w, "W", AIF_AGG_LAST, ""),
	{ 0 },
};

static const aif_model_ops stub_cluster = {
	.name = "cluster",
	.state_size = sizeof(stub),
	.params = stub_params,
	.outputs = stub_outputs,
	.place = AIF_PLACE_OWN,
	.rank = AIF_RANK_IT,
	.start = stub_start,
	.event = stub_event,
};

typedef struct money {
	double wacc;
} money;

static const aif_field money_params[] = {
	AIF_P(money, wacc, "wacc", "1", 0.10, 0, 1, ""),
	{ 0 },
};

static const aif_model_ops stub_finance = { .name = "finance",
					    .state_size = sizeof(money),
					    .params = money_params,
					    .rank = AIF_RANK_MONEY };

typedef struct way {
	aif_refs own;
} way;

static const aif_field way_params[] = {
	AIF_P_OF(way, own, "own", AIF_F_REFS, "cluster", 0, ""),
	{ 0 },
};

static const aif_model_ops stub_strategy = {
	.name = "strategy", .state_size = sizeof(way), .params = way_params, .rank = AIF_RANK_DATA
};

// --- building ----------------------------------------------------------------------

static void *
field(aif_sim *s, uint32_t id, const char *name)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, id)->params, name);

	assert_non_null(f);
	return (char *)aif_sim_state(s, id) + f->off;
}

static void
num(aif_sim *s, uint32_t id, const char *name, double x)
{
	*(double *)field(s, id, name) = x;
}

static void
ref(aif_sim *s, uint32_t id, const char *name, uint32_t to)
{
	*(uint32_t *)field(s, id, name) = to;
}

static void
date(aif_sim *s, uint32_t id, const char *name, double days)
{
	*(aif_time *)field(s, id, name) = aif_time_of_s(days * DAY);
}

static uint32_t
add(aif_sim *s, const aif_model_ops *m, const char *name, uint32_t parent)
{
	uint32_t id = 0;
	aif_diag d = { 0 };

	if (aif_sim_add(s, m, name, parent, "", &id, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return id;
}

// Mild year: 12 degC +- 12 by season, +- 5 by hour, 60 % humidity.
static aif_frame *
weather(aif_sim *s)
{
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, aif_sim_arena(s), 2, 8760), AIF_OK);
	f->n_row = 8760;
	f->step_s = 3600;
	f->is_typical_year = 1;
	f->start_unix_s = 1798761600; // 2027-01-01
	f->path = "synthetic";
	f->elevation_m = 100;
	f->col[0].name = "drybulb_c";
	f->col[1].name = "rh_frac";
	for (int i = 0; i < 8760; i++) {
		f->col[0].x[i] =
		    12 - 12 * cos(2 * acos(-1.0) * i / 8760) - 5 * cos(2 * acos(-1.0) * i / 24);
		f->col[1].x[i] = 0.6;
	}
	return f;
}

typedef struct campus {
	aif_sim *s;
	uint32_t site, feed, stage[2], cool, hall[2], cluster[2], finance;
} campus;

// 6 + 10 MW of feed (the second from day 120, planned day 60), halls of 5 MW ready at
// once and on day 30, 40 and 60 racks of 120 kW ordered on day 0, ten days' lead.
static campus
build(double days, int kind, int owned)
{
	static const aif_refs none;
	campus k = { 0 };
	uint32_t gpu, server, rack, tower, chiller;
	aif_sim_opt o = { .registry = &aif_index,
			  .start_unix_s = 1798761600,
			  .end_ns = aif_time_of_s(days * DAY),
			  .bin_ns = AIF_HOUR,
			  .seed = 1 };
	aif_sim *s;

	assert_int_equal(aif_sim_create(&k.s, &o, NULL), AIF_OK);
	s = k.s;
	gpu = add(s, &aif_model_gpu, "gpu", AIF_NONE);
	num(s, gpu, "tdp", 1000);
	num(s, gpu, "idle", 100);
	server = add(s, &aif_model_server, "server", AIF_NONE);
	ref(s, server, "gpu", gpu);
	num(s, server, "gpus", 72);
	num(s, server, "price", 3e6);
	num(s, server, "liquid", 0.8);
	rack = add(s, &aif_model_rack, "rack", AIF_NONE);
	ref(s, rack, "server", server);
	num(s, rack, "servers", 1);
	num(s, rack, "max", RACK_W);
	num(s, rack, "network_per_gpu", 4000);
	tower = add(s, &aif_model_tower, "yorkcalc", AIF_NONE);
	*(aif_nums *)field(s, tower, "coef") = (aif_nums){ 27, york_calc.c };
	*(aif_nums *)field(s, tower, "wet_bulb") = (aif_nums){ 2, &york_calc.wb_lo_c };
	*(aif_nums *)field(s, tower, "range") = (aif_nums){ 2, &york_calc.range_lo_k };
	*(aif_nums *)field(s, tower, "approach") = (aif_nums){ 2, &york_calc.approach_lo_k };
	chiller = add(s, &aif_model_chiller, "trane-cvhe", AIF_NONE);
	num(s, chiller, "cop", trane_cvhe.cop_ref);
	num(s, chiller, "leaving_ref", trane_cvhe.te_ref_c);
	num(s, chiller, "entering_ref", trane_cvhe.tc_ref_c);
	*(aif_nums *)field(s, chiller, "cap") = (aif_nums){ 6, trane_cvhe.cap };
	*(aif_nums *)field(s, chiller, "eir") = (aif_nums){ 6, trane_cvhe.eir };
	*(aif_nums *)field(s, chiller, "plr") = (aif_nums){ 3, trane_cvhe.plr };
	*(aif_nums *)field(s, chiller, "leaving") = (aif_nums){ 2, &trane_cvhe.te_lo_c };
	*(aif_nums *)field(s, chiller, "entering") = (aif_nums){ 2, &trane_cvhe.tc_lo_c };
	*(aif_nums *)field(s, chiller, "load") = (aif_nums){ 2, &trane_cvhe.plr_lo };

	k.site = add(s, &aif_model_site, "site", AIF_NONE);
	*(const aif_frame **)field(s, k.site, "weather") = weather(s);
	num(s, k.site, "other", 50e3);
	num(s, k.site, "install", 5 * DAY);
	num(s, k.site, "water_price", 1e-3);
	k.feed = add(s, &aif_model_feed, "feed", k.site);
	num(s, k.feed, "energy", 60 / 3.6e9);
	num(s, k.feed, "carbon_flat", 0.35 / 3.6e6);
	num(s, k.feed, "demand_charge", 12e-3 / (365.25 / 12 * DAY));
	num(s, k.feed, "minimum_take", 0.85);
	num(s, k.feed, "loss", 0.01);
	for (int i = 0; i < 2; i++) {
		k.stage[i] = add(s, &aif_model_stage, i ? "stage2" : "stage1", k.feed);
		num(s, k.stage[i], "firm", i ? 10e6 : 6e6);
		date(s, k.stage[i], "on", i ? 60 : -10);
		num(s, k.stage[i], "slip", i ? 60 * DAY : 0);
	}
	k.cool = add(s, &aif_model_cooling, "loop", k.site);
	*(int *)field(s, k.cool, "kind") = kind;
	num(s, k.cool, "supply", 32);
	for (int i = 0; i < 2; i++) {
		k.hall[i] = add(s, &aif_model_hall, i ? "H2" : "H1", k.site);
		num(s, k.hall[i], "it", i ? 8e6 : 5e6);
		date(s, k.hall[i], "ready", i ? 30 : -5);
		num(s, k.hall[i], "busway", 1e6);
		k.cluster[i] = add(s, &stub_cluster, i ? "serve" : "train", AIF_NONE);
		ref(s, k.cluster[i], "hall", k.hall[i]);
		ref(s, k.cluster[i], "rack", rack);
		num(s, k.cluster[i], "racks", i ? 60 : 40);
		num(s, k.cluster[i], "lead", 10 * DAY);
	}
	k.finance = add(s, &stub_finance, "money", AIF_NONE);
	if (!owned)
		*(aif_refs *)field(s, add(s, &stub_strategy, "cloud", AIF_NONE), "own") = none;
	return k;
}

static void
ready(campus *k)
{
	aif_diag d = { 0 };

	if (aif_sim_ready(k->s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
}

static void
run(campus *k, double days)
{
	assert_int_equal(aif_sim_run(k->s, aif_time_of_s(days * DAY), NULL), AIF_OK);
}

static double
now(const campus *k, uint32_t id, const char *output)
{
	const aif_signal *x = aif_sim_signal(k->s, id, output);

	assert_non_null(x);
	return x->value;
}

static double
total(const campus *k, uint32_t id, const char *output)
{
	return aif_signal_integral(aif_sim_signal(k->s, id, output), aif_sim_now(k->s));
}

static void
audits_pass(campus *k, size_t least)
{
	size_t n;
	const aif_row_audit *a = aif_sim_kept(k->s, &aif_table_audit, &n);

	assert_true(n >= least);
	for (size_t i = 0; i < n; i++)
		if (!a[i].pass)
			fail_msg("%s: %.17g, %.17g: %g", a[i].balance, a[i].left, a[i].right,
				 a[i].rel_error);
}

static double
summary(const campus *k, uint32_t id, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_kept(k->s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (r[i].entity == id && strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary row '%s'", name);
	return NAN;
}

static double
ledger(const campus *k, const char *account)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(k->s, &aif_table_ledger, &n);
	double usd = 0;

	for (size_t i = 0; i < n; i++)
		usd += strcmp(r[i].account, account) == 0 ? r[i].amount_usd : 0;
	return usd;
}

static const char *
binds(const campus *k, size_t month)
{
	size_t n;
	const aif_row_binding *r = aif_sim_kept(k->s, &aif_table_binding, &n);

	assert_true(month < n);
	return r[month].binds;
}

// --- the story ---------------------------------------------------------------------

// Day 15: 40 racks stand; 6 MW * 0.99 - 50 kW over 1.08...1.2 W/W lets 39 or so run.
// Day 30: the second hall opens, no power is left. Day 120: all racks run.
static void
site_grants_racks_as_power_and_halls_arrive(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);
	double first;

	(void)u;
	ready(&k);
	run(&k, 14.9);
	assert_near(now(&k, k.cluster[0], "granted"), 0, 0);
	run(&k, 15.1);
	// busway: 8 racks in each of 5 bins of 1 MW: 40 positions; all fit the hall: 4.8 MW.
	first = now(&k, k.cluster[0], "granted");
	assert_near(first, 40, 0);
	run(&k, 119);
	assert_true(now(&k, k.cluster[1], "granted") < 10);
	run(&k, 121);
	// 8 bins of 8 racks: 60 fit; 8 MW hall: 60 * 0.12 = 7.2 MW.
	assert_near(now(&k, k.cluster[1], "granted"), 60, 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_DEMAND, 0);
	aif_sim_free(k.s);
}

static void
site_names_what_binds_each_month(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);

	(void)u;
	ready(&k);
	run(&k, 200);
	aif_sim_finish(k.s);
	// January: nothing is delivered until day 15, hall 2 until day 30. March, April:
	// the substation. June: nothing.
	assert_string_equal(binds(&k, 0), "delivery");
	assert_string_equal(binds(&k, 2), "grid");
	assert_string_equal(binds(&k, 3), "grid");
	assert_string_equal(binds(&k, 5), "demand");
	aif_sim_free(k.s);
}

static void
site_balances_energy_heat_water_and_the_bill(void **u)
{
	(void)u;
	for (int kind = AIF_PLANT_DRY; kind <= AIF_PLANT_CHILLER; kind++) {
		campus k = build(365, kind, 1);
		double pue;

		ready(&k);
		run(&k, 365);
		aif_sim_finish(k.s);
		audits_pass(&k, 4);
		pue = summary(&k, k.site, "pue");
		if (!(pue > 1.04 && pue < 1.6))
			fail_msg("kind %d: PUE %g", kind, pue);
		// The same ratio from the meters.
		assert_rel(total(&k, k.feed, "import_w") /
			       (total(&k, k.hall[0], "it_w") + total(&k, k.hall[1], "it_w")),
			   pue, 1e-9);
		assert_rel(summary(&k, k.site, "facility_energy"), total(&k, k.feed, "import_w"),
			   1e-9);
		aif_sim_free(k.s);
	}
}

// Water and compressors are where they belong.
static void
cooling_kinds_differ_as_they_should(void **u)
{
	double elec[4], water[4];

	(void)u;
	for (int kind = AIF_PLANT_DRY; kind <= AIF_PLANT_CHILLER; kind++) {
		campus k = build(365, kind, 1);

		ready(&k);
		run(&k, 365);
		elec[kind] = total(&k, k.cool, "elec_w");
		water[kind] = total(&k, k.cool, "water_kg_s");
		if (kind <= AIF_PLANT_ADIABATIC)
			assert_near(total(&k, k.cool, "comp_w"), 0, 0);
		aif_sim_free(k.s);
	}
	assert_near(water[AIF_PLANT_DRY], 0, 0);
	assert_near(water[AIF_PLANT_CHILLER], 0, 0);
	assert_true(water[AIF_PLANT_TOWER] > 10 * water[AIF_PLANT_ADIABATIC]);
	assert_true(elec[AIF_PLANT_CHILLER] > 2 * elec[AIF_PLANT_TOWER]);
	assert_true(elec[AIF_PLANT_CHILLER] > 2 * elec[AIF_PLANT_DRY]);
}

// 85 % of 6 MW is billed though almost nothing runs in the first half of January.
static void
feed_bills_the_minimum_take(void **u)
{
	campus k = build(31, AIF_PLANT_ADIABATIC, 1);
	double usd_w = 12e-3, peak;

	(void)u;
	num(k.s, k.cluster[0], "racks", 5);
	num(k.s, k.cluster[1], "racks", 1);
	ready(&k);
	run(&k, 31);
	aif_sim_finish(k.s);
	peak = summary(&k, k.feed, "peak_import");
	assert_true(peak < 0.85 * 6e6);
	assert_rel(ledger(&k, "opex.demand"), usd_w * peak, 1e-9);
	assert_rel(ledger(&k, "opex.minimum_take"), usd_w * (0.85 * 6e6 - peak), 1e-9);
	assert_rel(ledger(&k, "opex.energy"), total(&k, k.feed, "import_w") * 60 / 3.6e9, 1e-9);
	assert_rel(summary(&k, k.feed, "grid_carbon"), total(&k, k.feed, "import_w") * 0.35 / 3.6e6,
		   1e-9);
	aif_sim_free(k.s);
}

// 100 racks of 3 M USD + 72 * 4000 network, paid 30/60/10; halls 13 MW at 11.7 USD/W.
static void
buildout_pays_at_its_milestones(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);
	size_t n;
	const aif_row_ledger *r;

	(void)u;
	ready(&k);
	run(&k, 200);
	aif_sim_finish(k.s);
	assert_rel(ledger(&k, "capex.gpu"), 100 * 3e6, 1e-12);
	assert_rel(ledger(&k, "capex.network"), 100 * 72 * 4000.0, 1e-12);
	assert_rel(ledger(&k, "capex.building") + ledger(&k, "capex.plant"), 13e6 * 11.7, 1e-9);
	r = aif_sim_kept(k.s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].account, "capex.gpu") == 0 && fabs(r[i].time_s - 10 * DAY) < 1)
			assert_rel(r[i].amount_usd,
				   0.6 * 3e6 * (r[i].entity == k.cluster[0] ? 40 : 60), 1e-12);
	aif_sim_free(k.s);
}

// Cluster 2 is delivered on day 10 and runs (almost) from day 120; by plan from day
// 60: the delay costs about 60 racks * 3.288 MUSD * 10 % * 60/365.25.
static void
site_prices_idle_capital_and_delay(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);
	double rack = 3e6 + 72 * 4000.0, g, want;

	(void)u;
	ready(&k);
	run(&k, 119);
	g = now(&k, k.cluster[1], "granted");
	run(&k, 200);
	aif_sim_finish(k.s);
	want = (60 - g) * rack * 0.10 * 60 / 365.25;
	assert_rel(summary(&k, k.site, "delay_cost"), want, 0.005);
	// Idle: cluster 1 days 10-15, cluster 2 days 10-30 (all) and 30-120 (60 - g).
	want = rack * 0.10 / 365.25 * (40 * 5 + 60 * 20 + (60 - g) * 90);
	assert_rel(summary(&k, k.site, "idle_capital"), want, 0.005);
	aif_sim_free(k.s);
}

static void
site_keeps_a_timeline_with_reasons(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);
	const aif_row_milestone *m;
	size_t n;
	int seen = 0;

	(void)u;
	*(const char **)field(k.s, k.stage[1], "reason") = "substation";
	ready(&k);
	run(&k, 200);
	aif_sim_finish(k.s);
	m = aif_sim_kept(k.s, &aif_table_timeline, &n);
	for (size_t i = 0; i < n; i++) {
		if (m[i].entity == k.stage[1]) {
			assert_near(m[i].plan_end_s, 60 * DAY, 1e-6);
			assert_near(m[i].end_s, 120 * DAY, 1e-6);
			assert_string_equal(m[i].reason, "substation");
			seen |= 1;
		}
		if (m[i].entity == k.cluster[1] && strcmp(m[i].step, "run") == 0) {
			assert_near(m[i].plan_end_s, 60 * DAY, 1e-6);
			assert_near(m[i].end_s, 120 * DAY, 900);
			assert_string_equal(m[i].reason, "grid");
			seen |= 2;
		}
	}
	assert_int_equal(seen, 3);
	aif_sim_free(k.s);
}

// A strategy that owns nothing builds nothing and pays nothing.
static void
site_is_not_built_when_the_strategy_owns_nothing(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 0);
	size_t n;

	(void)u;
	ready(&k);
	run(&k, 60);
	aif_sim_finish(k.s);
	aif_sim_kept(k.s, &aif_table_ledger, &n);
	assert_int_equal(n, 0);
	assert_near(total(&k, k.feed, "import_w"), 0, 0);
	assert_near(now(&k, k.cluster[0], "granted"), 0, 0);
	aif_sim_free(k.s);
}

// A plant without spare units on a design day that is too mild: hot hours cap power.
static void
site_caps_power_when_the_weather_is_beyond_design(void **u)
{
	campus k = build(220, AIF_PLANT_DRY, 1);
	double least = 1e18;

	(void)u;
	*(const char **)field(k.s, k.cool, "redundancy") = "N";
	num(k.s, k.cool, "design_drybulb", 20);
	num(k.s, k.cool, "design_wetbulb", 15);
	ready(&k);
	run(&k, 150);
	for (int d = 150; d < 220; d++) {
		run(&k, d + 0.5);
		if (now(&k, k.cluster[0], "cap_w") > 0)
			least = fmin(least, now(&k, k.cluster[0], "cap_w"));
	}
	assert_true(least < 0.8 * 40 * RACK_W);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	aif_sim_free(k.s);
}

// 8 MW of engines from day 30 to 120 let the second hall run while the feed is full.
static void
gas_bridges_what_the_feed_may_not_give(void **u)
{
	campus k = build(150, AIF_PLANT_ADIABATIC, 1);
	uint32_t g = add(k.s, &aif_model_gas, "bridge", k.site);

	(void)u;
	num(k.s, g, "capacity", 8e6);
	num(k.s, g, "fuel", 5e-9);
	date(k.s, g, "from", 30);
	date(k.s, g, "to", 120);
	ready(&k);
	run(&k, 31);
	assert_near(now(&k, k.cluster[1], "granted"), 60, 0);
	run(&k, 100);
	// The feed is full before the engines carry anything.
	assert_rel(now(&k, k.feed, "import_w"), 6e6, 1e-9);
	assert_true(now(&k, g, "import_w") > 3e6);
	run(&k, 150);
	assert_near(now(&k, g, "import_w"), 0, 0);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_rel(ledger(&k, "opex.fuel"), total(&k, g, "import_w") / 0.40 * 5e-9, 1e-9);
	aif_sim_free(k.s);
}

// Feeds of 6 and 3 MW split the load two to one; together they pay for all of it.
static void
feeds_share_the_load_by_their_right(void **u)
{
	campus k = build(100, AIF_PLANT_ADIABATIC, 1);
	uint32_t f = add(k.s, &aif_model_feed, "second", k.site), st;

	(void)u;
	num(k.s, f, "energy", 1e-8);
	num(k.s, f, "loss", 0.01);
	st = add(k.s, &aif_model_stage, "second1", f);
	num(k.s, st, "firm", 3e6);
	date(k.s, st, "on", 0);
	ready(&k);
	run(&k, 50);
	assert_rel(now(&k, k.feed, "import_w"), 2 * now(&k, f, "import_w"), 1e-9);
	run(&k, 100);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_rel(summary(&k, k.site, "facility_energy"),
		   total(&k, k.feed, "import_w") + total(&k, f, "import_w"), 1e-9);
	aif_sim_free(k.s);
}

// order on day 10, 20 days planned, 35 as it comes: energised on day 45, planned 30.
static void
stage_takes_its_date_from_what_it_needs(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1);
	uint32_t lead = add(k.s, &aif_model_leadtime, "transformer", AIF_NONE);

	(void)u;
	num(k.s, lead, "typical", 20 * DAY);
	num(k.s, lead, "lead", 35 * DAY);
	ref(k.s, k.stage[1], "needs", lead);
	num(k.s, k.stage[1], "slip", 0);
	date(k.s, k.stage[1], "order", 10);
	*(aif_time *)field(k.s, k.stage[1], "on") = AIF_TIME_MAX;
	ready(&k);
	run(&k, 44.9);
	assert_near(now(&k, k.feed, "firm_w"), 6e6, 0);
	assert_near(now(&k, k.feed, "contracted_w"), 16e6, 0);
	run(&k, 45.1);
	assert_near(now(&k, k.feed, "firm_w"), 16e6, 0);
	aif_sim_free(k.s);
}

// The feed's own terms win over the contract's.
static void
feed_reads_its_tariff(void **u)
{
	campus k = build(31, AIF_PLANT_ADIABATIC, 1);
	uint32_t t = add(k.s, &aif_model_tariff, "contract", AIF_NONE);

	(void)u;
	ref(k.s, k.feed, "tariff", t);
	num(k.s, k.feed, "minimum_take", 0);
	num(k.s, t, "minimum_take", 0.85);
	num(k.s, t, "adder", 5 / 3.6e9);
	ready(&k);
	run(&k, 31);
	aif_sim_finish(k.s);
	assert_near(ledger(&k, "opex.minimum_take"), 0, 0);
	assert_rel(ledger(&k, "opex.energy"), total(&k, k.feed, "import_w") * 65 / 3.6e9, 1e-9);
	aif_sim_free(k.s);
}

static void
cooling_refuses_a_design_that_can_not_work(void **u)
{
	campus k = build(10, AIF_PLANT_DRY, 1);
	aif_diag d = { 0 };

	(void)u;
	num(k.s, k.cool, "supply", 20);
	assert_int_equal(aif_sim_ready(k.s, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "warmer supply"));
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(site_grants_racks_as_power_and_halls_arrive),
		cmocka_unit_test(site_names_what_binds_each_month),
		cmocka_unit_test(site_balances_energy_heat_water_and_the_bill),
		cmocka_unit_test(cooling_kinds_differ_as_they_should),
		cmocka_unit_test(feed_bills_the_minimum_take),
		cmocka_unit_test(buildout_pays_at_its_milestones),
		cmocka_unit_test(site_prices_idle_capital_and_delay),
		cmocka_unit_test(site_keeps_a_timeline_with_reasons),
		cmocka_unit_test(site_is_not_built_when_the_strategy_owns_nothing),
		cmocka_unit_test(site_caps_power_when_the_weather_is_beyond_design),
		cmocka_unit_test(gas_bridges_what_the_feed_may_not_give),
		cmocka_unit_test(feeds_share_the_load_by_their_right),
		cmocka_unit_test(stage_takes_its_date_from_what_it_needs),
		cmocka_unit_test(feed_reads_its_tariff),
		cmocka_unit_test(cooling_refuses_a_design_that_can_not_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
