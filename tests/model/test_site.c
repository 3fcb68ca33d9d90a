// A small campus in one box: two halls, a plant, a feed in two stages, stub clusters.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/power/stage.h"
#include "models/site/alloc.h"

static const char *
binds(const campus *k, size_t month)
{
	size_t n;
	const aif_row_binding *r = aif_sim_kept(k->s, &aif_table_binding, &n);

	assert_true(month < n);
	return r[month].binds;
}

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

// 40 racks at 0.8 * 120 kW behind N+1 of four: busway rated 5 MW, UPS and transformers
// 5/4 of what they must carry; transformers stand outdoors, 80 % of IT heat is liquid.
static void
hall_loses_what_its_stages_do(void **u)
{
	campus k = build(40, AIF_PLANT_ADIABATIC, 1);
	aif_stage busway = { 5e6, { 0.001, 0, 0.006 } };
	aif_stage ups = { 0, { 0.010, 0.005, 0.015 } };
	aif_stage trafo = { 0, { 0.0015, 0, 0.0085 } };
	double it = 40 * 0.8 * RACK_W, room, in;

	(void)u;
	ups.rated_w = 1.25 * aif_stage_in_w(&busway, 5e6);
	trafo.rated_w = 1.25 * aif_stage_in_w(&ups, ups.rated_w / 1.25);
	room = aif_stage_in_w(&ups, aif_stage_in_w(&busway, it));
	in = aif_stage_in_w(&trafo, room);
	ready(&k);
	run(&k, 20);
	assert_rel(now(&k, k.hall[0], "it_w"), it, 1e-9);
	assert_rel(now(&k, k.hall[0], "in_w"), in, 1e-9);
	assert_rel(now(&k, k.hall[0], "heat_liquid_w"), 0.8 * it, 1e-9);
	assert_rel(now(&k, k.hall[0], "heat_air_w"), room - 0.8 * it, 1e-9);
	assert_rel(now(&k, k.cool, "heat_w"),
		   room + now(&k, k.cool, "elec_w") - now(&k, k.cool, "fan_w"), 1e-9);
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

		kit_num(k.s, k.cool, "air_limit", 40); // class A3: no chillers in the room
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

// A network takes 1 MW in winter and pays for it; books still balance, and less is rejected.
static void
cooling_sells_heat_to_a_network(void **u)
{
	campus k = build(365, AIF_PLANT_ADIABATIC, 1);
	double given;

	(void)u;
	kit_num(k.s, k.cool, "reuse", 1e6);
	kit_num(k.s, k.cool, "reuse_price", 20 / 3.6e9);
	ready(&k);
	run(&k, 365);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	given = summary(&k, k.cool, "heat_reused");
	assert_rel(given, total(&k, k.cool, "reused_w"), 1e-12);
	assert_true(given > 0.15 * 1e6 * 330 * DAY && given < 1e6 * 330 * DAY);
	assert_rel(ledger(&k, "opex.heat"), -given * 20 / 3.6e9, 1e-9);
	aif_sim_free(k.s);
}

// Without a supply temperature the class gives it; a warmer one than the class is refused.
static void
cooling_class_limits_the_supply(void **u)
{
	campus k = build(10, AIF_PLANT_DRY, 1);
	aif_diag d = { 0 };

	(void)u;
	kit_num(k.s, k.cool, "supply", NAN);
	*(int *)kit_at(k.s, k.cool, "class") = 5; // W45
	ready(&k);
	assert_near(*(double *)kit_at(k.s, k.cool, "supply"), 45, 0);
	aif_sim_free(k.s);
	k = build(10, AIF_PLANT_DRY, 1);
	*(int *)kit_at(k.s, k.cool, "class") = 2; // W27, supply 32
	assert_int_equal(aif_sim_ready(k.s, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "class"));
	aif_sim_free(k.s);
}

// 85 % of 6 MW is billed though almost nothing runs in the first half of January.
static void
feed_bills_the_minimum_take(void **u)
{
	campus k = build(31, AIF_PLANT_ADIABATIC, 1);
	double usd_w = 12e-3, peak;

	(void)u;
	kit_num(k.s, k.cluster[0], "racks", 5);
	kit_num(k.s, k.cluster[1], "racks", 1);
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
// 60: the delay costs 60 days of capital of 60 - g racks of 3.288 MUSD and of their part
// of hall 2, 8 MW * 11.7 USD/W over 60 racks: 1.56 MUSD a rack.
static void
site_prices_idle_capital_and_delay(void **u)
{
	campus k = build(200, AIF_PLANT_ADIABATIC, 1);
	double rack = 3e6 + 72 * 4000.0, part[2] = { 5e6 * 11.7 / 40, 8e6 * 11.7 / 60 }, g, want;

	(void)u;
	ready(&k);
	run(&k, 119);
	g = now(&k, k.cluster[1], "granted");
	run(&k, 200);
	aif_sim_finish(k.s);
	want = (60 - g) * (rack + part[1]) * 0.10 * 60 / 365.25;
	assert_rel(summary(&k, k.site, "delay_cost"), want, 0.005);
	assert_rel(summary(&k, k.site, "delay_cost_halls"), (60 - g) * part[1] * 0.10 * 60 / 365.25,
		   0.005);
	// The plan runs all racks but those of days 60 to 120 that wait for power.
	assert_rel(summary(&k, k.site, "delay_cost_per_week"), want * 7 / 60, 0.005);
	// Idle: cluster 1 days 10-15, cluster 2 days 10-30 (all) and 30-120 (60 - g); hall 1
	// days 0-15, hall 2 days 30-120.
	want = 0.10 / 365.25 *
	       (rack * (40 * 5 + 60 * 20 + (60 - g) * 90) + part[0] * 40 * 15 +
		part[1] * (60 - g) * 90);
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
	*(const char **)kit_at(k.s, k.stage[1], "reason") = "substation";
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
	*(const char **)kit_at(k.s, k.cool, "redundancy") = "N";
	kit_num(k.s, k.cool, "design_drybulb", 20);
	kit_num(k.s, k.cool, "design_wetbulb", 15);
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
	uint32_t g = kit_add(k.s, "gas", "bridge", k.site);

	(void)u;
	kit_num(k.s, g, "capacity", 8e6);
	kit_num(k.s, g, "fuel", 5e-9);
	kit_num(k.s, g, "from", (30) * DAY);
	kit_num(k.s, g, "to", (120) * DAY);
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

// A PDU with a transformer warms the hall by its losses; the stages' losses are the hall's.
static void
hall_adds_up_its_stages(void **u)
{
	campus k = build(40, AIF_PLANT_ADIABATIC, 1);
	uint32_t pdu = kit_add(k.s, "converter", "pdu", AIF_NONE);
	aif_stage s = { 5e6, { 0.004, 0, 0.013 } };
	double sum;

	(void)u;
	kit_num(k.s, pdu, "no_load", 0.004);
	kit_num(k.s, pdu, "square", 0.013);
	kit_ref(k.s, k.hall[0], "pdu_type", pdu);
	ready(&k);
	run(&k, 40);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	sum = summary(&k, k.hall[0], "loss_busway") + summary(&k, k.hall[0], "loss_pdu") +
	      summary(&k, k.hall[0], "loss_ups") + summary(&k, k.hall[0], "loss_transformer");
	assert_rel(sum, total(&k, k.hall[0], "loss_w"), 1e-9);
	// Busways of 1 MW hold eight racks of 120 kW: 40 kW of each of five are stranded.
	assert_rel(summary(&k, k.hall[0], "stranded"), 5 * 40e3, 1e-9);
	// Rated for the busway's input at 5 MW, loaded with that at 3.84 MW.
	s.rated_w = aif_stage_in_w(&(aif_stage){ 5e6, { 0.001, 0, 0.006 } }, 5e6);
	assert_true(summary(&k, k.hall[0], "loss_pdu") >
		    0.9 * 25 * DAY * aif_stage_loss_w(&s, 40 * 0.8 * RACK_W));
	aif_sim_free(k.s);
}

// Feeds of 6 and 3 MW split the load two to one; together they pay for all of it.
static void
feeds_share_the_load_by_their_right(void **u)
{
	campus k = build(100, AIF_PLANT_ADIABATIC, 1);
	uint32_t f = kit_add(k.s, "feed", "second", k.site), st;

	(void)u;
	kit_num(k.s, f, "energy", 1e-8);
	kit_num(k.s, f, "loss", 0.01);
	st = kit_add(k.s, "stage", "second1", f);
	kit_num(k.s, st, "firm", 3e6);
	kit_num(k.s, st, "on", (0) * DAY);
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
	uint32_t lead = kit_add(k.s, "leadtime", "transformer", AIF_NONE);

	(void)u;
	kit_num(k.s, lead, "typical", 20 * DAY);
	kit_num(k.s, lead, "lead", 35 * DAY);
	kit_ref(k.s, k.stage[1], "needs", lead);
	kit_num(k.s, k.stage[1], "slip", 0);
	kit_num(k.s, k.stage[1], "order", (10) * DAY);
	*(aif_time *)kit_at(k.s, k.stage[1], "on") = AIF_TIME_MAX;
	ready(&k);
	run(&k, 44.9);
	assert_near(now(&k, k.feed, "firm_w"), 6e6, 0);
	assert_near(now(&k, k.feed, "contracted_w"), 16e6, 0);
	run(&k, 45.1);
	assert_near(now(&k, k.feed, "firm_w"), 16e6, 0);
	aif_sim_free(k.s);
}

// Slips of 60 and 20 days share a factor of 1.5: 90 days late, 30 days late.
static void
slips_share_a_delay_factor(void **u)
{
	campus k = build(160, AIF_PLANT_ADIABATIC, 1);
	uint32_t f = kit_add(k.s, "delay_factor", "market", AIF_NONE);

	(void)u;
	kit_num(k.s, f, "factor", 1.5);
	kit_ref(k.s, k.stage[1], "delay", f);
	kit_num(k.s, k.hall[1], "slip", 20 * DAY);
	kit_ref(k.s, k.hall[1], "delay", f);
	ready(&k);
	run(&k, 59.9);
	assert_near(now(&k, k.hall[1], "limit_w"), 0, 0);
	run(&k, 60.1);
	assert_near(now(&k, k.hall[1], "limit_w"), 8e6, 0);
	run(&k, 149.9);
	assert_near(now(&k, k.feed, "firm_w"), 6e6, 0);
	run(&k, 150.1);
	assert_near(now(&k, k.feed, "firm_w"), 16e6, 0);
	aif_sim_free(k.s);
}

// The feed's own terms win over the contract's.
static void
feed_reads_its_tariff(void **u)
{
	campus k = build(31, AIF_PLANT_ADIABATIC, 1);
	uint32_t t = kit_add(k.s, "tariff", "contract", AIF_NONE);

	(void)u;
	kit_ref(k.s, k.feed, "tariff", t);
	kit_num(k.s, k.feed, "minimum_take", 0);
	kit_num(k.s, t, "minimum_take", 0.85);
	kit_num(k.s, t, "adder", 5 / 3.6e9);
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
	kit_num(k.s, k.cool, "supply", 20);
	assert_int_equal(aif_sim_ready(k.s, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "warmer supply"));
	aif_sim_free(k.s);
	// Nor where nobody asks for the words.
	k = build(10, AIF_PLANT_DRY, 1);
	kit_num(k.s, k.cool, "supply", 20);
	assert_int_not_equal(aif_sim_ready(k.s, NULL), AIF_OK);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(site_grants_racks_as_power_and_halls_arrive),
		cmocka_unit_test(hall_loses_what_its_stages_do),
		cmocka_unit_test(site_names_what_binds_each_month),
		cmocka_unit_test(site_balances_energy_heat_water_and_the_bill),
		cmocka_unit_test(cooling_kinds_differ_as_they_should),
		cmocka_unit_test(cooling_sells_heat_to_a_network),
		cmocka_unit_test(cooling_class_limits_the_supply),
		cmocka_unit_test(feed_bills_the_minimum_take),
		cmocka_unit_test(buildout_pays_at_its_milestones),
		cmocka_unit_test(site_prices_idle_capital_and_delay),
		cmocka_unit_test(site_keeps_a_timeline_with_reasons),
		cmocka_unit_test(site_is_not_built_when_the_strategy_owns_nothing),
		cmocka_unit_test(site_caps_power_when_the_weather_is_beyond_design),
		cmocka_unit_test(gas_bridges_what_the_feed_may_not_give),
		cmocka_unit_test(hall_adds_up_its_stages),
		cmocka_unit_test(feeds_share_the_load_by_their_right),
		cmocka_unit_test(stage_takes_its_date_from_what_it_needs),
		cmocka_unit_test(slips_share_a_delay_factor),
		cmocka_unit_test(feed_reads_its_tariff),
		cmocka_unit_test(cooling_refuses_a_design_that_can_not_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
