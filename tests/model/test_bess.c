// A battery on the small campus: shaving, limits near full and empty, fade.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/power/bess.h"

// 1 MW for 2 h above a target: the peak falls by it until the charge is gone; what is
// given and lost comes from what was drawn.
static void
bess_shaves_and_balances(void **u)
{
	const aif_bess_cell b = { 1e6, 7.2e9, 0.9, 0.8, 0, 0, 0 };
	campus k = build(60, AIF_PLANT_DRY, 1);
	uint32_t x = kit_add(k.s, "bess", "battery", k.site);
	double stored = 0, peak;

	(void)u;
	// 1 h of charging at 1 MW stores 0.9 MWh, which give 0.72 MWh.
	assert_near(aif_bess_step(&b, 1e6, 3e6, 3600, &stored), 1e6, 1e-6);
	assert_near(stored, 0.9 * 3.6e9, 1);
	assert_near(aif_bess_step(&b, 5e6, 3e6, 3600, &stored), -0.72e6, 1e-3);
	assert_near(stored, 0, 1e-3);
	kit_num(k.s, x, "power", 1e6);
	kit_num(k.s, x, "energy", 7.2e9);
	kit_num(k.s, x, "target", 4.1e6);
	ready(&k);
	run(&k, 60);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	peak = summary(&k, k.feed, "peak_import");
	assert_true(total(&k, x, "give_w") > 0 && peak < 6e6);
	assert_rel(total(&k, x, "net_w"), total(&k, x, "loss_w") + now(&k, x, "stored_j") - 3.6e9,
		   1e-9);
	aif_sim_free(k.s);
}

// C-L-C: charging at P ends taper P below full, discharging taper P above empty.
static void
bess_tapers_towards_full_and_empty(void **u)
{
	const aif_bess_cell b = { 1e6, 3.6e9, 1, 1, 1315, 86, 0 };
	double stored = 0, w;

	(void)u;
	// An hour at the most that fits: P (3600 + 1315) = 3.6e9.
	w = aif_bess_step(&b, 0, 1e9, 3600, &stored);
	assert_rel(w, 3.6e9 / (3600 + 1315), 1e-12);
	assert_rel(stored, 3.6e9 - 1315 * w, 1e-12);
	// Step by step it fills up all the same, slower and slower.
	for (int i = 0; i < 20; i++) {
		double now = aif_bess_step(&b, 0, 1e9, 3600, &stored);

		assert_true(now < w);
		w = now;
	}
	assert_rel(stored, 3.6e9, 1e-9);
	w = aif_bess_step(&b, 1e9, 0, 7200, &stored);
	assert_rel(-w, 3.6e9 / (7200 + 86), 1e-9);
	assert_rel(stored, 86 * -w, 1e-6);
}

// Ten years at full charge and one cycle a day, by REopt's sum: 1.16e-3 * 3652^0.428 + 2.46e-5 *
// 3652.
static void
bess_fades_with_time_and_cycles(void **u)
{
	const aif_bess_fade f = { 1.16e-3, 0.428, 2.46e-5 };
	campus k = build(365, AIF_PLANT_DRY, 1);
	uint32_t x = kit_add(k.s, "bess", "battery", k.site);
	double lost = 0, health;

	(void)u;
	for (int d = 1; d <= 3652; d++)
		lost += aif_bess_fade_day(&f, d, 1, 1);
	assert_rel(lost, 1.16e-3 * pow(3652, 0.428) + 2.46e-5 * 3652, 0.01);
	kit_num(k.s, x, "power", 1e6);
	kit_num(k.s, x, "energy", 7.2e9);
	kit_num(k.s, x, "target", 4.1e6);
	kit_num(k.s, x, "soc", 1);
	ready(&k);
	run(&k, 365);
	aif_sim_finish(k.s);
	audits_pass(&k, 5);
	health = summary(&k, x, "battery_health");
	assert_true(health < 1 - 1e-3 && health > 1 - 1.16e-3 * pow(365, 0.428) - 2.46e-5 * 365);
	assert_true(now(&k, x, "stored_j") <= health * 7.2e9);
	aif_sim_free(k.s);
}

// Half sine of 900 W/m2 from 6 to 18 h, the same every day.
static void
add_sun(campus *k)
{
	const aif_frame **at = (const aif_frame **)kit_at(k->s, k->site, "weather");
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, aif_sim_arena(k->s), 3, 8760), AIF_OK);
	f->n_row = 8760;
	f->step_s = 3600;
	f->is_typical_year = 1;
	f->start_unix_s = (*at)->start_unix_s;
	f->path = "synthetic";
	f->elevation_m = 100;
	f->col[0].name = "drybulb_c";
	f->col[1].name = "rh_frac";
	f->col[2].name = "ghi_w_m2";
	for (int i = 0; i < 8760; i++) {
		f->col[0].x[i] = (*at)->col[0].x[i];
		f->col[1].x[i] = (*at)->col[1].x[i];
		f->col[2].x[i] = fmax(900 * sin(acos(-1.0) * (i % 24 - 5.5) / 12), 0);
	}
	*at = f;
}

// 4 MW of sun on some 4.2 MW of load, which must not exceed 5 MW: free to choose, the battery
// charges at night too; kept to the sun, by day alone and no more than the sun makes.
static void
bess_may_be_kept_to_the_sun(void **u)
{
	(void)u;
	for (int sun = 0; sun < 2; sun++) {
		campus k = build(60, AIF_PLANT_DRY, 1);
		uint32_t x = kit_add(k.s, "bess", "battery", k.site);
		uint32_t p = kit_add(k.s, "solar", "roof", k.site);
		double night;

		add_sun(&k);
		kit_num(k.s, p, "power", 4e6);
		kit_num(k.s, p, "build_cost", 1);
		kit_num(k.s, x, "power", 1e6);
		kit_num(k.s, x, "energy", 1000 * 3.6e9);
		kit_num(k.s, x, "soc", 0);
		kit_num(k.s, x, "target", 5e6);
		*(int *)kit_at(k.s, x, "charge_from") = sun;
		ready(&k);
		run(&k, 15.2); // 4:48, no sun
		night = now(&k, x, "net_w");
		assert_true(sun ? night == 0 : night > 0);
		run(&k, 60);
		aif_sim_finish(k.s);
		audits_pass(&k, 5);
		assert_true(total(&k, x, "net_w") > 0);
		if (sun)
			assert_true(total(&k, x, "net_w") <= total(&k, p, "made_w"));
		aif_sim_free(k.s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bess_shaves_and_balances),
		cmocka_unit_test(bess_tapers_towards_full_and_empty),
		cmocka_unit_test(bess_fades_with_time_and_cycles),
		cmocka_unit_test(bess_may_be_kept_to_the_sun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
