// Sample statistics against hand counts.
#include <stdlib.h>

#include "aif_test.h"
#include "util/rng.h"
#include "util/stat.h"

// Sorted 1 2 3 4 10. Position (n-1)p: p90 at 3.6 = 4 + 0.6 (10 - 4) = 7.6,
// p95 at 3.8 = 8.8, p99 at 3.96 = 9.76.
static void
stat_interpolates_between_order_statistics_and_leaves_out_nan(void **unused)
{
	const double x[] = { 10, NAN, 2, 4, 1, NAN, 3 };
	aif_stat s;

	(void)unused;
	assert_int_equal(aif_stat_of(x, 7, &s), AIF_OK);
	assert_int_equal(s.n, 5);
	assert_int_equal(s.n_absent, 2);
	assert_near(s.mean, 4, 1e-15);
	assert_near(s.median, 3, 0);
	assert_near(s.p90, 7.6, 1e-12);
	assert_near(s.p95, 8.8, 1e-12);
	assert_near(s.p99, 9.76, 1e-12);
	assert_near(s.max, 10, 0);
	assert_near(x[0], 10, 0);
}

static void
stat_of_nothing_is_nan_and_of_one_value_that_value(void **unused)
{
	const double one = 7;
	aif_stat s;

	(void)unused;
	assert_int_equal(aif_stat_of(NULL, 0, &s), AIF_OK);
	assert_int_equal(s.n, 0);
	assert_true(isnan(s.mean) && isnan(s.median) && isnan(s.p99) && isnan(s.max));
	assert_int_equal(aif_stat_of(&one, 1, &s), AIF_OK);
	assert_near(s.median, 7, 0);
	assert_near(s.p99, 7, 0);
}

static double
distance(const double *a, size_t n_a, const double *b, size_t n_b)
{
	double d = -1;

	assert_int_equal(aif_stat_distance(a, n_a, b, n_b, &d), AIF_OK);
	return d;
}

// a = 1 2 3 4, b = 3 4 5: after 2 the functions are 1/2 and 0; after 3, 3/4 and
// 1/3; after 4, 1 and 2/3. The largest difference is 1/2.
static void
stat_ks_is_the_largest_gap_of_the_distribution_functions(void **unused)
{
	const double a[] = { 4, 2, 1, 3 }, b[] = { 5, 3, 4 }, far[] = { 8, 9 };
	const double same[] = { 3, 4, 1, 2, NAN };

	(void)unused;
	assert_near(distance(a, 4, b, 3), 0.5, 1e-15);
	assert_near(distance(b, 3, a, 4), 0.5, 1e-15);
	assert_near(distance(a, 4, same, 5), 0, 0);
	assert_near(distance(a, 4, far, 2), 1, 0);
	assert_true(isnan(distance(a, 4, far, 0)));
}

// Ties: most jobs of a trace wait 0 s. a = 0 0 0 1, b = 0 1 1 1: at 0 the functions
// are 3/4 and 1/4, at 1 both are 1.
static void
stat_ks_passes_all_ties_before_it_compares(void **unused)
{
	const double a[] = { 0, 0, 0, 1 }, b[] = { 0, 1, 1, 1 };

	(void)unused;
	assert_near(distance(a, 4, b, 4), 0.5, 1e-15);
}

// Uniform on (0, 1) against uniform on (0, 1) + 0.1: the distance of the
// distributions is 0.1; of samples of 20000 it strays by about 1.36 sqrt(2/n) =
// 0.0136 (5 % level). And of one sample with itself, split in two halves, it lies
// below that bound.
static void
stat_ks_of_shifted_samples_is_the_shift(void **unused)
{
	enum { N = 20000 };
	static const double bound = 0.0136;
	double *a = malloc(N * sizeof *a), *b = malloc(N * sizeof *b);
	aif_rng r;

	(void)unused;
	assert_non_null(a);
	assert_non_null(b);
	aif_rng_init(&r, &(aif_rng_key){ .seed = 7 });
	for (int i = 0; i < N; i++) {
		a[i] = aif_rng_u01(&r);
		b[i] = aif_rng_u01(&r);
	}
	assert_true(distance(a, N, b, N) < bound);
	for (int i = 0; i < N; i++)
		b[i] += 0.1;
	assert_near(distance(a, N, b, N), 0.1, bound);
	free(a);
	free(b);
}

// n = 10, median: P(B < 2) = 11/1024 = 0.0107 <= 0.025 < P(B < 3) = 56/1024: the 2nd and the
// 9th value hold it with 1 - 2 * 0.0107 = 97.9 %. n = 5: P(B < 1) = 1/32 > 0.025: the ends.
static void
stat_interval_of_a_quantile_is_between_order_statistics(void **unused)
{
	double x[10], ci[2];

	(void)unused;
	for (int i = 0; i < 10; i++)
		x[i] = i + 1;
	aif_stat_quantile_ci(x, 10, 0.5, 0.95, ci);
	assert_near(ci[0], 2, 0);
	assert_near(ci[1], 9, 0);
	aif_stat_quantile_ci(x, 5, 0.5, 0.95, ci);
	assert_near(ci[0], 1, 0);
	assert_near(ci[1], 5, 0);
	aif_stat_quantile_ci(x, 0, 0.5, 0.95, ci);
	assert_true(isnan(ci[0]) && isnan(ci[1]));
}

// The interval holds the true quantile in at least 95 % of samples: 2000 samples of 100
// uniforms; four standard errors of a share of 0.95 are 0.0195.
static void
stat_interval_covers_the_true_quantile_as_often_as_it_says(void **unused)
{
	enum { TRIES = 2000, N = 100 };
	static const double p[] = { 0.1, 0.5, 0.9 };
	aif_rng_key key = { .seed = 11 };
	int hit[3] = { 0 };
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &key);
	for (int t = 0; t < TRIES; t++) {
		double x[N], ci[2];

		for (int i = 0; i < N; i++)
			x[i] = aif_rng_u01(&r);
		assert_int_equal(aif_stat_sort(x, N), N);
		for (int k = 0; k < 3; k++) {
			aif_stat_quantile_ci(x, N, p[k], 0.95, ci);
			hit[k] += ci[0] <= p[k] && p[k] <= ci[1];
		}
	}
	for (int k = 0; k < 3; k++)
		assert_true(hit[k] > (0.95 - 0.0195) * TRIES && hit[k] < 0.99 * TRIES);
}

// Ranks 1 2 3 4 5 and 1 3 2 5 4: 1 - 6 (0 + 1 + 1 + 1 + 1) / (5 * 24) = 0.8, whatever the
// monotone scale.
static void
stat_spearman_is_the_correlation_of_ranks(void **unused)
{
	const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 1, 27, 8, 125, 64 };
	const double down[] = { 5, 4, 3, 2, -100 }, same[] = { 7, 7, 7, 7, 7 };
	double rho;

	(void)unused;
	assert_int_equal(aif_stat_spearman(x, y, 5, &rho), AIF_OK);
	assert_near(rho, 0.8, 1e-12);
	assert_int_equal(aif_stat_spearman(x, down, 5, &rho), AIF_OK);
	assert_near(rho, -1, 1e-12);
	assert_int_equal(aif_stat_spearman(x, same, 5, &rho), AIF_OK);
	assert_true(isnan(rho));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stat_interval_of_a_quantile_is_between_order_statistics),
		cmocka_unit_test(stat_interval_covers_the_true_quantile_as_often_as_it_says),
		cmocka_unit_test(stat_spearman_is_the_correlation_of_ranks),
		cmocka_unit_test(stat_interpolates_between_order_statistics_and_leaves_out_nan),
		cmocka_unit_test(stat_of_nothing_is_nan_and_of_one_value_that_value),
		cmocka_unit_test(stat_ks_is_the_largest_gap_of_the_distribution_functions),
		cmocka_unit_test(stat_ks_passes_all_ties_before_it_compares),
		cmocka_unit_test(stat_ks_of_shifted_samples_is_the_shift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
