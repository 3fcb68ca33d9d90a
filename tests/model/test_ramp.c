// A limit on ramps, kept by burning or by a store: closed forms.
#include "models/power/spectrum.h"
#include "models/sched/ramp.h"
#include "sim_kit.h"

#define R 1e5 // W/s

// Power steps from from_w to to_w at 100 s and is followed to its end; returns how long it took.
static double
follow(aif_ramp *x, double from_w, double to_w)
{
	aif_ramp_load l = { .load_w = to_w, .want_w = to_w, .cap_w = INFINITY };
	double t = 100;

	x->limit_w_s = R;
	x->seen_w = from_w;
	x->load = (aif_ramp_load){ .load_w = from_w, .want_w = from_w, .cap_w = INFINITY };
	x->since = 0;
	do {
		aif_ramp_follow(x, aif_time_of_s(t), &l);
		t += x->step_s;
	} while (x->step_s > 0);
	return t - 100;
}

// 8 MW at 100 kW/s take 80 s and E = dP^2 / 2 r = 320 MJ; stairs of a sixteenth more or less.
static void
ramp_burns_the_triangle_when_power_falls(void **u)
{
	aif_ramp x = { .by = AIF_RAMP_BURN, .eff = 1 };
	double t = follow(&x, 10e6, 2e6);

	(void)u;
	assert_rel(t, 80, 0.1);
	assert_rel(x.lost_j, aif_swing_ramp_j(8e6, R), 0.1);
	assert_near(x.seen_w, 2e6, 1);
	assert_near(x.slow_gpu_s, 0, 0);
}

// A store takes that energy and gives it back; at 0.8 a quarter of what it gives is drawn
// beside.
static void
ramp_with_a_store_moves_the_triangle_both_ways(void **u)
{
	aif_ramp x = { .by = AIF_RAMP_STORE, .eff = 0.8 };
	double want = aif_swing_ramp_j(8e6, R);

	(void)u;
	follow(&x, 10e6, 2e6);
	assert_rel(x.held_hi_j, want, 0.1);
	assert_near(x.lost_j, 0, 0);
	follow(&x, 2e6, 10e6);
	assert_near(x.held_j, 0, 0.1 * want);
	assert_rel(x.lost_j, 0.25 * want, 0.1);
}

static void
ramp_lets_small_changes_pass(void **u)
{
	aif_ramp x = { .by = AIF_RAMP_BURN, .eff = 1 };

	(void)u;
	assert_near(follow(&x, 1e6, 1e6 - 0.9 * R), 0, 0);
	assert_near(x.seen_w, 1e6 - 0.9 * R, 1);
}

// The floor under a wave, sample by sample, against the triangle or trapezium in closed form.
static void
ramp_floor_of_a_wave_agrees_with_samples(void **u)
{
	static const double limit[] = { 1e6, 1e7, 5e8 };
	const aif_swing_wave w = { 40e6, 0.8, 2 };
	aif_ramp x = { .by = AIF_RAMP_BURN, .eff = 0.9 };
	enum { N = 108000 }; // ten periods and a high, so that each low lies between two
	double *s = malloc(N * sizeof *s), dt = 2e-4;

	(void)u;
	for (int i = 0; i < N; i++)
		s[i] = aif_swing_mean_w(&w, i * dt, (i + 1) * dt);
	for (int i = 0; i < 3; i++)
		assert_rel(aif_ramp_swing_w(&x, &w, limit[i]) * 20 / 21.6,
			   aif_spectrum_burn_w(s, N, dt, limit[i]), 0.01);
	// A store flattens it: 12.8 MJ move every two seconds, a ninth of it is lost.
	x.by = AIF_RAMP_STORE;
	assert_rel(aif_ramp_swing_w(&x, &w, 1e6), aif_swing_buffer_j(40e6, 0.8, 2) / 2 / 9, 1e-9);
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ramp_burns_the_triangle_when_power_falls),
		cmocka_unit_test(ramp_with_a_store_moves_the_triangle_both_ways),
		cmocka_unit_test(ramp_lets_small_changes_pass),
		cmocka_unit_test(ramp_floor_of_a_wave_agrees_with_samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
