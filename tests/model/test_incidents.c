// Drills, calls on flexible power, standby generators: on the small campus.
#include "campus_run.h"
#include "models/cooling/incident.h"
#include "models/cooling/plant.h"
#include "models/cooling/ride.h"
#include "models/grid/curtail.h"
#include "models/grid/genset.h"

#define LOOP_M3 20.0
#define HOT_J_K (LOOP_M3 * 1000 * 4180)

static uint32_t
add_drill(campus *k, uint32_t target, double at_s, double lasts_s)
{
	uint32_t x = kit_add(k->s, "drill", "drill", AIF_NONE);

	kit_ref(k->s, x, "target", target);
	kit_num(k->s, x, "at", at_s);
	kit_num(k->s, x, "lasts", lasts_s);
	return x;
}

// C dT/dt = Q: at Q = 2 MW a loop of 83.6 MJ/K needs 418 s for 10 K, 418 s more for 20.
static void
loop_follows_the_closed_form(void **u)
{
	aif_loop l = { .mass_j_k = HOT_J_K, .throttle_k = 10, .off_k = 20 };
	double q = 2e6, t = aif_ride_s(HOT_J_K, 10, q);

	(void)u;
	assert_rel(t, 418.0, 1e-9);
	assert_rel(aif_loop_next_s(&l, q, 0), t, 1e-12);
	aif_loop_step(&l, q, 0, t - 1);
	assert_int_equal(l.stress, AIF_LOOP_CALM);
	aif_loop_step(&l, q, 0, 1);
	assert_int_equal(l.stress, AIF_LOOP_THROTTLE);
	// Half of the heat is taken away: twice the time to the next limit.
	assert_rel(aif_loop_next_s(&l, q, q / 2), 2 * t, 1e-9);
	aif_loop_step(&l, q, q / 2, 2 * t);
	assert_int_equal(l.stress, AIF_LOOP_OFF);
	assert_rel(aif_loop_rise_k(&l), 20.0, 1e-9);
	// Cooling back, racks off: what is stored leaves at the plant's capacity.
	assert_rel(aif_loop_next_s(&l, 0, 4e6), 20 * HOT_J_K / 4e6, 1e-9);
	assert_rel(aif_loop_step(&l, 0, 4e6, 1e6), 20 * HOT_J_K, 1e-9);
	assert_int_equal(l.stress, AIF_LOOP_CALM);
}

// 40 racks at 0.8 * 120 kW: heat = IT + losses inside; full loss at noon of day 25, which
// is in the middle of nothing. Throttled racks draw at most half of 4.8 MW.
static void
drill_of_cooling_throttles_when_the_closed_form_says(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.cool, 25 * DAY + 43507, 2 * 3600);
	double q, t, half;

	(void)u;
	kit_num(k.s, k.cool, "loop_volume", LOOP_M3);
	ready(&k);
	run(&k, 25);
	q = now(&k, k.hall[0], "heat_liquid_w") + now(&k, k.hall[0], "heat_air_w");
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	t = HOT_J_K * 10 / q;
	assert_rel(summary(&k, k.cool, "time_to_throttle"), t, 0.02);
	// Then 0.5 * 40 * 120 kW of IT power, a little more heat, for another 10 K.
	half = 0.5 * 40 * RACK_W * q / (0.8 * 40 * RACK_W);
	assert_rel(summary(&k, k.cool, "time_to_off"), t + HOT_J_K * 10 / half, 0.02);
	assert_rel(summary(&k, k.cool, "loop_rise"), 20.0, 0.02);
	// Off for the rest of two hours, 40 racks of 72 GPUs; back when the loop is cool.
	assert_rel(summary(&k, x, "drill_lost"),
		   40 * 72 * (7200 - summary(&k, k.cool, "time_to_off")), 0.15);
	assert_near(now(&k, k.cool, "rise_k"), 0, 0);
	assert_near(now(&k, k.cluster[0], "useful_gpus"), 40 * 72.0, 0);
	aif_sim_free(k.s);
}

// Half of the plant is lost at a load that half can carry: nobody notices.
static void
drill_of_part_of_a_plant_costs_nothing_when_the_rest_suffices(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.cool, 25 * DAY, 7200);

	(void)u;
	kit_num(k.s, k.cool, "loop_volume", LOOP_M3);
	kit_num(k.s, x, "share", 0.5);
	ready(&k);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_near(summary(&k, x, "drill_lost"), 0, 1e-6);
	aif_sim_free(k.s);
}

// The UPS carries five minutes; then 40 racks are dark until the feed is back.
static void
drill_of_the_feed_leaves_racks_dark_after_the_battery(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.feed, 25 * DAY + 100, 3600);

	(void)u;
	kit_num(k.s, x, "value", 2 / 3600.0);
	ready(&k);
	run(&k, 25.003);
	assert_near(now(&k, k.feed, "now_w"), 0, 0);
	assert_near(now(&k, k.cluster[0], "useful_gpus"), 40 * 72.0, 0);
	run(&k, 25.02);
	assert_near(now(&k, k.cluster[0], "useful_gpus"), 0, 0);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	// Dark from 300 s to 3600 s; looked at every minute, so exact here.
	assert_rel(summary(&k, x, "drill_lost"), 40 * 72 * 3300.0, 1e-6);
	assert_rel(summary(&k, x, "drill_unpowered"), 40 * 72 * 3300.0, 1e-6);
	assert_rel(summary(&k, x, "drill_cost"), 40 * 72 * 3300.0 / 3600 * 2, 1e-6);
	aif_sim_free(k.s);
}

// Fans on no backup: the UPS carries the racks for five minutes, but their loop of 20 m3 warms by
// 10 K in C dT / Q, some 200 s, before that. When the feed is back it cools.
static void
loss_of_supply_stops_a_plant_without_backup(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	double q;

	(void)u;
	add_drill(&k, k.feed, 25 * DAY, 3600);
	kit_num(k.s, k.cool, "loop_volume", LOOP_M3);
	*(int *)kit_at(k.s, k.cool, "backed") = 0;
	ready(&k);
	run(&k, 24.9);
	q = now(&k, k.hall[0], "heat_liquid_w") + now(&k, k.hall[0], "heat_air_w");
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_rel(summary(&k, k.cool, "time_to_throttle"), HOT_J_K * 10 / q, 0.02);
	assert_near(now(&k, k.cool, "rise_k"), 0, 0);
	assert_near(now(&k, k.cluster[0], "useful_gpus"), 40 * 72.0, 0);
	aif_sim_free(k.s);
}

// Eight units of 1 MW that always start are there after ten seconds: nothing is lost.
static void
gensets_carry_the_load_when_the_feed_is_lost(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.feed, 25 * DAY, 7200);
	uint32_t g = kit_add(k.s, "genset", "standby", k.site);

	(void)u;
	kit_num(k.s, g, "unit", 1e6);
	kit_num(k.s, g, "units", 8);
	kit_num(k.s, g, "available", 1);
	kit_num(k.s, g, "fail_start", 0);
	kit_num(k.s, g, "mttf", 1e12);
	kit_num(k.s, g, "fuel", 2e-8);
	ready(&k);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 6);
	assert_near(summary(&k, x, "drill_lost"), 0, 1e-6);
	// Not for an instant, though the drill begins with a tick of the site.
	assert_near(now(&k, k.cluster[0], "times_off"), 0, 0);
	assert_near(summary(&k, g, "standby_starts"), 1, 0);
	// Two hours of 3.84 MW and what cooling and losses add.
	assert_true(total(&k, g, "import_w") > 7200 * 3.84e6 &&
		    total(&k, g, "import_w") < 7200 * 5e6);
	assert_rel(ledger(&k, "opex.fuel"), total(&k, g, "import_w") / 0.322 * 2e-8, 1e-9);
	aif_sim_free(k.s);
}

// A tank of two hours at full load: eight units of 1 MW carry 4 to 5 MW for between three and four
// hours of a six-hour outage, then racks go dark until the feed is back.
static void
gensets_stop_when_their_tank_is_empty(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.feed, 25 * DAY, 6 * 3600);
	uint32_t g = kit_add(k.s, "genset", "standby", k.site);
	double made, hours;

	(void)u;
	kit_num(k.s, g, "unit", 1e6);
	kit_num(k.s, g, "units", 8);
	kit_num(k.s, g, "available", 1);
	kit_num(k.s, g, "fail_start", 0);
	kit_num(k.s, g, "mttf", 1e12);
	kit_num(k.s, g, "fuel", 2e-8);
	kit_num(k.s, g, "tank", 7200);
	ready(&k);
	run(&k, 25.1);
	assert_true(now(&k, g, "limit_w") == 8e6);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 6);
	made = total(&k, g, "import_w");
	// Without a part-load penalty fuel goes with energy: 16 MWh, and at most an interval more.
	assert_true(made >= 2 * 8e6 * 3600 && made < 2 * 8e6 * 3600 + 900 * 5e6);
	hours = 6 - summary(&k, x, "drill_unpowered") / (40 * 72.0) / 3600;
	assert_true(hours > 3 && hours < 4.3);
	aif_sim_free(k.s);
}

// 6 MW of feed hold back some of 100 racks. While twelve generators of 1 MW stand in for it no
// more may run, and what may be drawn is what the feed is energised for.
static void
standby_power_is_no_capacity(void **u)
{
	campus k = build(45, AIF_PLANT_DRY, 1);
	uint32_t g = kit_add(k.s, "genset", "standby", k.site);
	double racks;

	(void)u;
	add_drill(&k, k.feed, 40 * DAY, DAY);
	kit_num(k.s, g, "unit", 1e6);
	kit_num(k.s, g, "units", 12);
	kit_num(k.s, g, "fuel", 2e-8);
	ready(&k);
	run(&k, 39);
	racks = now(&k, k.site, "running_racks");
	assert_true(racks > 40 && racks < 60);
	run(&k, 40.5);
	assert_true(now(&k, g, "limit_w") > 9e6);
	assert_near(now(&k, k.site, "running_racks"), racks, 0);
	assert_near(now(&k, k.site, "available_w"), 6e6, 0);
	assert_near(now(&k, k.site, "energised_w"), 6e6, 0);
	aif_sim_free(k.s);
}

// 2 MWh of battery at 0.948 outlast a ten-minute trip at 4.2 MW that the UPS does not.
static void
bess_carries_a_short_trip(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t x = add_drill(&k, k.feed, 25 * DAY + 60, 600);
	uint32_t b = kit_add(k.s, "bess", "battery", k.site);

	(void)u;
	kit_num(k.s, b, "power", 6e6);
	kit_num(k.s, b, "energy", 2 * 3.6e9);
	kit_num(k.s, b, "target", 1e9);
	kit_num(k.s, b, "soc", 1);
	ready(&k);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_near(summary(&k, x, "drill_lost"), 0, 1e-6);
	// The battery gave what the feed could not: ten of fifteen minutes were dark, and what
	// the mean supply of 1/3 of 6 MW did not reach it carried.
	assert_true(total(&k, b, "give_w") > 0);
	aif_sim_free(k.s);
}

// Ten of forty racks stand behind the second CDU: their coolant, 80 kJ/K a rack, warms by 10 K in
// 80e3 * 10 / (0.8 * 96e3) = 10.4 s, then by another 10 K at half of the rating. Their ten
// nodes go down and come back ten minutes after the coolant is cold.
static void
drill_of_a_cdu_takes_its_racks_and_gives_them_back(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t first = kit_add(k.s, "cdu", "cdu-1", k.cluster[0]);
	uint32_t cdu = kit_add(k.s, "cdu", "cdu-2", k.cluster[0]);
	uint32_t x = add_drill(&k, cdu, 25 * DAY + 100, 3600);
	double t = 80e3 * 10 / (0.8 * 0.8 * RACK_W), half = 80e3 * 10 / (0.5 * 0.8 * RACK_W);

	(void)u;
	kit_num(k.s, first, "racks", 30);
	ready(&k);
	run(&k, 25.01);
	assert_near(now(&k, k.cluster[0], "nodes_off"), 10, 0);
	assert_near(now(&k, cdu, "nodes_off"), 10, 0);
	assert_near(now(&k, cdu, "stress"), 2, 0);
	run(&k, 30);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	assert_rel(summary(&k, cdu, "time_to_throttle"), t, 1e-3);
	assert_rel(summary(&k, cdu, "time_to_off"), t + half, 1e-3);
	assert_near(summary(&k, cdu, "blast_racks"), 10, 0);
	assert_near(summary(&k, cdu, "blast_nodes"), 10, 0);
	assert_near(now(&k, k.cluster[0], "nodes_off"), 0, 0);
	// From shutdown to boot: an hour less 27 s, some 17 s to cool, ten minutes to boot.
	assert_rel(summary(&k, x, "drill_lost"), 10 * 72 * (3600.0 - t - half + 17 + 600), 0.02);
	aif_sim_free(k.s);
}

// Half of the flow carries half of the rating; at 80 % load the rest warms the coolant.
static void
drill_of_half_a_cdu_takes_longer_to_throttle(void **u)
{
	campus k = build(30, AIF_PLANT_DRY, 1);
	uint32_t cdu = kit_add(k.s, "cdu", "cdu", k.cluster[0]);
	uint32_t x = add_drill(&k, cdu, 25 * DAY + 100, 3600);

	(void)u;
	kit_num(k.s, x, "share", 0.5);
	ready(&k);
	run(&k, 30);
	aif_sim_finish(k.s);
	assert_rel(summary(&k, cdu, "time_to_throttle"), 80e3 * 10 / (0.3 * 0.8 * RACK_W), 1e-3);
	// Throttled to half of the rating they are held there.
	assert_near(summary(&k, cdu, "blast_nodes"), 0, 0);
	assert_near(now(&k, cdu, "rise_k"), 0, 0);
	aif_sim_free(k.s);
}

static void
drills_of_halls_and_clusters_switch_off_what_stands_there(void **u)
{
	(void)u;
	for (int what = 0; what < 2; what++) {
		campus k = build(40, AIF_PLANT_DRY, 1);
		uint32_t x = add_drill(&k, what ? k.cluster[0] : k.hall[0], 35 * DAY, 1800);
		double other;

		ready(&k);
		run(&k, 34.9);
		other = now(&k, k.cluster[1], "useful_gpus");
		run(&k, 35.01);
		assert_near(now(&k, k.cluster[0], "useful_gpus"), 0, 0);
		assert_near(now(&k, k.cluster[1], "useful_gpus"), other, 0);
		run(&k, 40);
		aif_sim_finish(k.s);
		audits_pass(&k, 5);
		assert_rel(summary(&k, x, "drill_lost"), 40 * 72 * 1800.0, 1e-6);
		aif_sim_free(k.s);
	}
}

// N+1 of four: five modules, four needed. One lost is the spare one; three lost leave two, half
// of the hall's 5 MW for racks that draw 3.84 MW.
static void
drill_of_ups_modules_costs_what_the_spare_one_can_not_carry(void **u)
{
	(void)u;
	for (int lost = 1; lost <= 3; lost += 2) {
		campus k = build(40, AIF_PLANT_DRY, 1);
		uint32_t x = add_drill(&k, k.hall[0], 35 * DAY, 1800);

		kit_num(k.s, x, "share", lost / 5.0);
		ready(&k);
		run(&k, 35.01);
		assert_near(now(&k, k.hall[0], "tripped"), lost == 1 ? 0 : 0.5, 1e-12);
		assert_rel(now(&k, k.cluster[0], "it_w"), lost == 1 ? 0.8 * 40 * RACK_W : 2.5e6,
			   1e-9);
		run(&k, 40);
		aif_sim_finish(k.s);
		audits_pass(&k, 5);
		if (lost == 1)
			assert_near(summary(&k, x, "drill_lost"), 0, 0);
		aif_sim_free(k.s);
	}
}

// A line through full and half load; what runs idle burns a = 1 / eff_half - 1 / eff of it.
static void
gensets_burn_more_at_part_load(void **u)
{
	(void)u;
	assert_rel(aif_genset_fuel_w(2e6, 2e6, 0.40, 0.36), 2e6 / 0.40, 1e-12);
	assert_rel(aif_genset_fuel_w(2e6, 1e6, 0.40, 0.36), 1e6 / 0.36, 1e-12);
	assert_rel(aif_genset_fuel_w(2e6, 0, 0.40, 0.36), 2e6 * (1 / 0.36 - 1 / 0.40), 1e-9);
	assert_rel(aif_genset_fuel_w(2e6, 0.5e6, 0.322, NAN), 0.5e6 / 0.322, 1e-12);
}

// Of the year's 80 dearest hours some are called: 40 h a year in calls of 2 h.
static void
calls_fall_in_dear_hours_and_do_not_overlap(void **u)
{
	aif_curtail k = { .year_s = 40 * 3600, .call_s = 2 * 3600 };
	aif_rng_key key = { .seed = 7, .entity = 3 };
	aif_rng rng;
	double price[8766];
	int start[64], n;

	(void)u;
	aif_rng_init(&rng, &key);
	for (int i = 0; i < 8766; i++)
		price[i] = i % 10; // hours 9, 19, ... are dear
	n = aif_curtail_draw(&k, price, 8766, &rng, start, 64);
	assert_int_equal(n, 20);
	for (int i = 0; i < n; i++) {
		assert_int_equal(start[i] % 10, 9);
		assert_true(i == 0 || start[i] - start[i - 1] >= 2);
	}
}

// 3 of 6 MW may be called; 40 racks draw about 4.2 MW, so that a call caps them.
static void
calls_cap_power_and_pay_a_credit(void **u)
{
	campus k = build(60, AIF_PLANT_DRY, 1);
	uint32_t f = kit_add(k.s, "curtailable", "flex", k.feed);
	double called, usd_w_s = 1e-9;

	(void)u;
	kit_num(k.s, f, "depth", 0.5);
	kit_num(k.s, f, "hours_per_year", 400 * 3600.0);
	kit_num(k.s, f, "credit", usd_w_s);
	ready(&k);
	run(&k, 60);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	called = summary(&k, k.feed, "calls_time");
	assert_true(summary(&k, k.feed, "calls") > 5);
	assert_rel(called, 3 * 3600 * summary(&k, k.feed, "calls"), 0.2);
	// limit - now = half of 6 MW while called.
	assert_rel(total(&k, k.feed, "limit_w") - total(&k, k.feed, "now_w"), 3e6 * called, 1e-9);
	assert_rel(ledger(&k, "opex.flexibility"),
		   -usd_w_s * 3e6 * 365.25 / 12 * DAY * (1 + 28 / 28.0 + 1 / 31.0), 1e-9);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loop_follows_the_closed_form),
		cmocka_unit_test(drill_of_cooling_throttles_when_the_closed_form_says),
		cmocka_unit_test(drill_of_part_of_a_plant_costs_nothing_when_the_rest_suffices),
		cmocka_unit_test(drill_of_the_feed_leaves_racks_dark_after_the_battery),
		cmocka_unit_test(loss_of_supply_stops_a_plant_without_backup),
		cmocka_unit_test(gensets_carry_the_load_when_the_feed_is_lost),
		cmocka_unit_test(gensets_stop_when_their_tank_is_empty),
		cmocka_unit_test(standby_power_is_no_capacity),
		cmocka_unit_test(bess_carries_a_short_trip),
		cmocka_unit_test(drill_of_a_cdu_takes_its_racks_and_gives_them_back),
		cmocka_unit_test(drill_of_half_a_cdu_takes_longer_to_throttle),
		cmocka_unit_test(drills_of_halls_and_clusters_switch_off_what_stands_there),
		cmocka_unit_test(drill_of_ups_modules_costs_what_the_spare_one_can_not_carry),
		cmocka_unit_test(gensets_burn_more_at_part_load),
		cmocka_unit_test(calls_fall_in_dear_hours_and_do_not_overlap),
		cmocka_unit_test(calls_cap_power_and_pay_a_credit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
