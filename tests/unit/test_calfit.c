// test_calfit.c - laws come back from points made by them, with honest errors.
#include "aif_test.h"

#include "models/calfit.h"
#include "util/csv.h"
#include "util/rng.h"

enum { N = 200 };

static double
normal(aif_rng *r)
{
	// Sum of twelve uniforms less six: mean 0, variance 1.
	double s = -6;

	for (int i = 0; i < 12; i++)
		s += aif_rng_u01(r);
	return s;
}

static void
a_line_comes_back_and_its_standard_error_is_that_of_theory(void **state)
{
	double x[2 * N], y[N], sxx = 0;
	aif_calfit f = { 0 };
	aif_rng r;

	(void)state;
	aif_rng_init(&r, &(aif_rng_key){ .seed = 7 });
	// y = 3 + 2 u + e, sd of e 0.1, u = -1 .. 1.
	for (int i = 0; i < N; i++) {
		double u = -1 + 2.0 * i / (N - 1);

		x[2 * i] = 1;
		x[2 * i + 1] = u;
		y[i] = 3 + 2 * u + 0.1 * normal(&r);
		sxx += u * u;
	}
	assert_int_equal(aif_calfit_linear(x, y, N, 2, 0, 0, &f), AIF_OK);
	// sd of the intercept 0.1 / sqrt(n), of the slope 0.1 / sqrt(sum u^2); within five.
	assert_near(f.term[0].value, 3, 5 * 0.1 / sqrt(N));
	assert_near(f.term[1].value, 2, 5 * 0.1 / sqrt(sxx));
	// The bisquare weighs good points at less than 1: errors come within a fifth.
	assert_rel(f.term[0].error, 0.1 / sqrt(N), 0.2);
	assert_rel(f.term[1].error, 0.1 / sqrt(sxx), 0.2);
}

static void
one_wild_point_in_ten_does_not_move_the_line(void **state)
{
	double x[2 * N], y[N];
	aif_calfit f = { 0 };
	aif_rng r;

	(void)state;
	aif_rng_init(&r, &(aif_rng_key){ .seed = 8 });
	for (int i = 0; i < N; i++) {
		x[2 * i] = 1;
		x[2 * i + 1] = i;
		y[i] = (5 + 0.5 * i) * (1 + 0.01 * normal(&r)) * (i % 10 == 3 ? 4 : 1);
	}
	assert_int_equal(aif_calfit_linear(x, y, N, 2, 1, 1, &f), AIF_OK);
	assert_rel(f.term[0].value, 5, 0.02);
	assert_rel(f.term[1].value, 0.5, 0.01);
	assert_true(f.median < 0.02);
}

static void
a_coefficient_that_would_be_negative_is_held_at_nothing(void **state)
{
	double x[2 * N], y[N];
	aif_calfit f = { 0 };

	(void)state;
	// y = -1 + u: with an intercept of 0 or more the best is none.
	for (int i = 0; i < N; i++) {
		x[2 * i] = 1;
		x[2 * i + 1] = 2 + i;
		y[i] = 1 + i;
	}
	assert_int_equal(aif_calfit_linear(x, y, N, 2, 0, 1, &f), AIF_OK);
	assert_near(f.term[0].value, 0, 0);
	assert_true(isnan(f.term[0].error));
	assert_rel(f.term[1].value, 1, 0.01);
	assert_int_equal(aif_calfit_linear(x, y, 3, 2, 0, 1, &f), AIF_ERANGE);
}

static void
leaving_one_out_by_leverage_is_what_refitting_without_it_gives(void **state)
{
	// Mean of n numbers: without y_i it is (n m - y_i) / (n - 1).
	const double y[] = { 1, 1.1, 0.9, 1.05, 0.95 };
	double x[5] = { 1, 1, 1, 1, 1 }, want = 0, mean = 1;
	aif_calfit f = { 0 };

	(void)state;
	assert_int_equal(aif_calfit_linear(x, y, 5, 1, 0, 0, &f), AIF_OK);
	assert_near(f.term[0].value, mean, 2e-3);
	for (int i = 0; i < 5; i++)
		want += fabs((5 * mean - y[i]) / 4 / y[i] - 1) / 5;
	assert_rel(f.mean, want, 0.1); // weights of the bisquare are a little below 1
}

static void
the_clock_law_comes_back_from_its_own_points(void **state)
{
	double f_hz[20], p[20];
	aif_calfit f = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++) {
		f_hz[i] = 1e9 + 50e6 * i;
		p[i] = 120 + 500 * pow(f_hz[i] / 1.95e9, 2.4);
	}
	assert_int_equal(aif_calfit_clock(f_hz, p, 20, &f), AIF_OK);
	assert_rel(f.term[0].value, 120, 1e-3);
	assert_rel(f.term[1].value, 500, 1e-3);
	assert_rel(f.term[2].value, 2.4, 1e-3);
	assert_true(f.mean < 1e-5);
	for (int i = 0; i < 20; i++)
		f_hz[i] = 1.9e9 + 1e6 * i; // one percent of clocks tells no law
	assert_int_equal(aif_calfit_clock(f_hz, p, 20, &f), AIF_ERANGE);
}

static void
a_step_comes_back_with_its_time_constant(void **state)
{
	double t[60], p[60];
	aif_calfit f = { 0 };
	aif_rng r;

	(void)state;
	aif_rng_init(&r, &(aif_rng_key){ .seed = 9 });
	for (int i = 0; i < 60; i++) {
		t[i] = 0.1 * i;
		p[i] = 600 + (80 - 600) * exp(-t[i] / 0.7) + 2 * normal(&r);
	}
	assert_int_equal(aif_calfit_step(t, p, 60, &f), AIF_OK);
	assert_near(f.term[2].value, 0.7, 5 * f.term[2].error);
	assert_true(f.term[2].error < 0.02);
	assert_near(f.term[1].value, 600, 5);
	assert_true(f.median < 0.01);
	for (int i = 0; i < 60; i++)
		p[i] = 300 + 2 * normal(&r);
	assert_int_equal(aif_calfit_step(t, p, 60, &f), AIF_ERANGE); // there is no step
}

typedef struct limits {
	double rate[7], power[7];
	int n;
} limits;

static aif_err
limit_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	limits *l = user;
	double t, p;

	assert_int_equal(aif_csv_num(r, aif_csv_col(r, "time_per_epoch"), 0, "s", &t, d), AIF_OK);
	assert_int_equal(aif_csv_num(r, aif_csv_col(r, "average_power"), 0, "W", &p, d), AIF_OK);
	assert_true(l->n < 7);
	l->rate[l->n] = 1 / t;
	l->power[l->n++] = p;
	return AIF_OK;
}

static void
measured_power_limits_of_a_v100_follow_the_law_in_the_rate_reached(void **state)
{
	limits l = { .n = 0 };
	aif_calfit f = { 0 };
	aif_diag d = { 0 };

	(void)state;
	// Training at seven power limits: the rate stands for the clock, which was not logged.
	if (aif_csv_read("tests/data/calib-powerlimit-v100.csv", NULL, limit_row, &l, &d))
		fail_msg("%s", d.msg);
	assert_int_equal(aif_calfit_clock(l.rate, l.power, 7, &f), AIF_OK);
	print_message("# V100: P0 %.0f W, a %.0f W, b %.2f +- %.2f, left out: mean %.1f %%\n",
		      f.term[0].value, f.term[1].value, f.term[2].value, f.term[2].error,
		      100 * f.mean);
	assert_true(f.term[2].value > 1.5); // power falls faster than speed
	assert_true(f.mean < 0.10);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_line_comes_back_and_its_standard_error_is_that_of_theory),
		cmocka_unit_test(one_wild_point_in_ten_does_not_move_the_line),
		cmocka_unit_test(a_coefficient_that_would_be_negative_is_held_at_nothing),
		cmocka_unit_test(leaving_one_out_by_leverage_is_what_refitting_without_it_gives),
		cmocka_unit_test(the_clock_law_comes_back_from_its_own_points),
		cmocka_unit_test(a_step_comes_back_with_its_time_constant),
		cmocka_unit_test(
		    measured_power_limits_of_a_v100_follow_the_law_in_the_rate_reached),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
