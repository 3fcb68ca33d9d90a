// Quasi-random points: how even they are, and what their error is.
#include "aif_test.h"
#include "util/quasi.h"
#include "util/rng.h"

// Sobol's first 2^k points less the origin, which GSL leaves out, and one more: each of the
// 2^k intervals of length 2^-k holds one but for the two that the swap touches.
static void
quasi_sobol_has_one_point_in_each_interval_of_every_coordinate(void **unused)
{
	enum { N = 64, D = 11 };
	const double shift[D] = { 0 };
	double x[N - 1][D];

	(void)unused;
	assert_int_equal(aif_quasi_fill(AIF_QUASI_SOBOL, D, shift, N - 1, x[0], D), AIF_OK);
	for (int d = 0; d < D; d++) {
		int held[N] = { 0 };

		for (int i = 0; i < N - 1; i++)
			held[(int)(x[i][d] * N)]++;
		assert_int_equal(held[0], 0); // the origin's
		for (int k = 1; k < N; k++)
			assert_int_equal(held[k], 1);
	}
}

// Mean of prod (1 + (x_d - 1/2) / 2) over the cube is 1; with n points its error goes as
// about 1/n, that of random points as 1/sqrt(n).
static double
mean_error(int kind, uint64_t seed)
{
	enum { N = 1024, D = 8 };
	static double x[N][D];
	double shift[D], sum = 0;
	aif_rng_key key = { .seed = seed, .entity = 3 };
	aif_rng r;

	aif_rng_init(&r, &key);
	for (int d = 0; d < D; d++)
		shift[d] = aif_rng_u01(&r);
	if (kind < 0) {
		for (int i = 0; i < N * D; i++)
			x[i / D][i % D] = aif_rng_u01(&r);
	} else if (aif_quasi_fill((aif_quasi_kind)kind, D, shift, N, x[0], D) != AIF_OK) {
		return NAN;
	}
	for (int i = 0; i < N; i++) {
		double f = 1;

		for (int d = 0; d < D; d++)
			f *= 1 + (x[i][d] - 0.5) / 2;
		sum += f / N;
	}
	return sum - 1;
}

static void
quasi_points_have_a_quarter_of_the_error_of_random_ones(void **unused)
{
	double rms[3] = { 0 };

	(void)unused;
	for (uint64_t seed = 1; seed <= 16; seed++)
		for (int k = 0; k < 3; k++)
			rms[k] += pow(mean_error(k - 1, seed), 2) / 16;
	// A quarter of the error is what 16 times as many random points have.
	// Random: sd of f is sqrt((1 + 1/48)^8 - 1) = 0.4242, of the mean 0.01326.
	assert_rel(sqrt(rms[0]), 0.01326, 0.5);
	assert_true(sqrt(rms[1]) < sqrt(rms[0]) / 4);
	assert_true(sqrt(rms[2]) < sqrt(rms[0]) / 3);
}

static void
quasi_shift_wraps_and_stays_inside_the_cube(void **unused)
{
	const double zero = 0, shift = 0.75;
	double a[8], b[8][2] = { { 0 } };

	(void)unused;
	assert_int_equal(aif_quasi_fill(AIF_QUASI_SOBOL, 1, &zero, 8, a, 1), AIF_OK);
	assert_int_equal(aif_quasi_fill(AIF_QUASI_SOBOL, 1, &shift, 8, b[0], 2), AIF_OK);
	for (int i = 0; i < 8; i++) {
		double want = a[i] + 0.75 - floor(a[i] + 0.75);

		assert_near(b[i][0], want, 1e-15);
		assert_true(b[i][0] > 0 && b[i][0] < 1);
		assert_near(b[i][1], 0, 0); // the stride's rest is left alone
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quasi_sobol_has_one_point_in_each_interval_of_every_coordinate),
		cmocka_unit_test(quasi_points_have_a_quarter_of_the_error_of_random_ones),
		cmocka_unit_test(quasi_shift_wraps_and_stays_inside_the_cube),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
