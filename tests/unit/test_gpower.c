// test_gpower.c - power by activity and the cost of a cap.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "models/gpower.h"
#include "perf_gpu.h"

static void
near(double a, double b, double tol)
{
	assert_true(fabs(a - b) <= tol);
}

// Known answer F3: 700 W part, 150 W static, cap 600 W.
static void
a_600_w_cap_on_a_700_w_part_slows_it_as_published(void **state)
{
	double f;

	(void)state;
	// f = (450 / 550)^(1/2) = .9045; 1/f = 1.1055.
	near(aif_gpower_cap(700, 150, 600, 1, 2, &f), 1.1055, 5e-5);
	near(f, 0.9045, 5e-5);
	// .4 + .6 * 1.1055 = 1.0633.
	near(aif_gpower_cap(700, 150, 600, 0.6, 2, NULL), 1.0633, 5e-5);
	// f = (450 / 550)^(1/3) = .9353: 6.9 % and 4.2 %.
	near(aif_gpower_cap(700, 150, 600, 1, 3, &f), 1.069, 5e-4);
	near(f, 0.9353, 5e-5);
	near(aif_gpower_cap(700, 150, 600, 0.6, 3, NULL), 1.042, 7e-4);
}

static void
a_cap_above_the_draw_costs_nothing(void **state)
{
	double f;

	(void)state;
	near(aif_gpower_cap(500, 150, 600, 1, 2, &f), 1, 0);
	near(f, 1, 0);
}

static void
memory_bound_work_is_not_slowed_by_a_cap(void **state)
{
	(void)state;
	near(aif_gpower_slowdown(&perf_h100, 650, 400, 0), 1, 0);
}

static void
power_runs_from_idle_to_tdp_and_never_beyond(void **state)
{
	aif_gpower_mix none = { 0 }, all = { .compute_frac = 0.9, .memory_frac = 0.5 };
	aif_gpower_mix stream = { .memory_frac = 1 };

	(void)state;
	near(aif_gpower_w(&perf_h100, &none), 70, 0);
	near(aif_gpower_w(&perf_h100, &all), 700, 0);
	// 70 + 630 * 0.75.
	near(aif_gpower_w(&perf_h100, &stream), 542.5, 1e-9);
}

// A job that sustains 0.85 of the short-term rate at 700 W would draw, at full clocks,
// 150 + 550 / 0.85^2.5 = 975.7 W: 1.4376 of the 630 W above idle. One that sustains all: 1.
static void
matmuls_that_a_limit_slows_would_draw_more_than_it(void **state)
{
	(void)state;
	near(aif_gpower_free_frac(&perf_h100, 0.85), 1.4376, 1e-4);
	near(aif_gpower_free_frac(&perf_h100, 1), 1, 0);
	near(aif_gpower_free_frac(&perf_h100, 0), 1, 0);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_600_w_cap_on_a_700_w_part_slows_it_as_published),
		cmocka_unit_test(a_cap_above_the_draw_costs_nothing),
		cmocka_unit_test(memory_bound_work_is_not_slowed_by_a_cap),
		cmocka_unit_test(power_runs_from_idle_to_tdp_and_never_beyond),
		cmocka_unit_test(matmuls_that_a_limit_slows_would_draw_more_than_it),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
