// stat.c - GSL's mean and quantiles on sorted copies; one merge for the distance.
#include "util/stat.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int
order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

size_t
aif_stat_sort(double *x, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (!isnan(x[i]))
			x[k++] = x[i];
	if (k > 1)
		qsort(x, k, sizeof *x, order);
	return k;
}

double
aif_stat_quantile(const double *sorted, size_t n, double p)
{
	return n ? gsl_stats_quantile_from_sorted_data(sorted, 1, n, p) : NAN;
}

void
aif_stat_quantile_ci(const double *sorted, size_t n, double p, double conf, double out[2])
{
	double tail = (1 - conf) / 2;
	size_t lo = 0, hi = n;

	out[0] = out[1] = NAN;
	if (n == 0)
		return;
	// The number of values below the quantile is binomial: x(k) > quantile when fewer than
	// k are, counting from 1.
	while (lo < n && gsl_cdf_binomial_P((unsigned)lo, p, (unsigned)n) <= tail)
		lo++;
	while (hi > 0 && gsl_cdf_binomial_Q((unsigned)hi - 1, p, (unsigned)n) <= tail)
		hi--;
	out[0] = sorted[lo > 0 ? lo - 1 : 0];
	out[1] = sorted[hi < n ? hi : n - 1];
}

aif_err
aif_stat_spearman(const double *x, const double *y, size_t n, double *out)
{
	double *work = malloc((2 * n + 1) * sizeof *work);
	int varies = 0;

	if (!work)
		return AIF_ENOMEM;
	for (size_t i = 1; i < n; i++)
		varies |= (x[i] != x[0]) | (y[i] != y[0]) << 1;
	*out = varies == 3 ? gsl_stats_spearman(x, 1, y, 1, n, work) : NAN;
	free(work);
	return AIF_OK;
}

// A sorted copy of the numbers in x[n]; *k is how many. NULL when memory is out.
static double *
sorted_copy(const double *x, size_t n, size_t *k)
{
	double *y = n < SIZE_MAX / sizeof *y ? malloc((n ? n : 1) * sizeof *y) : NULL;

	if (!y)
		return NULL;
	if (n)
		memcpy(y, x, n * sizeof *y);
	*k = aif_stat_sort(y, n);
	return y;
}

aif_err
aif_stat_of(const double *x, size_t n, aif_stat *out)
{
	size_t k;
	double *y = sorted_copy(x, n, &k);

	if (!y)
		return AIF_ENOMEM;
	out->n = k;
	out->n_absent = n - k;
	out->mean = k ? gsl_stats_mean(y, 1, k) : NAN;
	out->median = aif_stat_quantile(y, k, 0.5);
	out->p90 = aif_stat_quantile(y, k, 0.9);
	out->p95 = aif_stat_quantile(y, k, 0.95);
	out->p99 = aif_stat_quantile(y, k, 0.99);
	out->max = k ? y[k - 1] : NAN;
	free(y);
	return AIF_OK;
}

double
aif_stat_ks(const double *a, size_t n_a, const double *b, size_t n_b)
{
	size_t i = 0, k = 0;
	double most = 0;

	if (n_a == 0 || n_b == 0)
		return NAN;
	while (i < n_a && k < n_b) {
		double x = fmin(a[i], b[k]);

		// Both functions jump at x: pass all equal values of both first.
		while (i < n_a && a[i] <= x)
			i++;
		while (k < n_b && b[k] <= x)
			k++;
		most = fmax(most, fabs((double)i / (double)n_a - (double)k / (double)n_b));
	}
	return most;
}

aif_err
aif_stat_distance(const double *a, size_t n_a, const double *b, size_t n_b, double *out)
{
	size_t k_a = 0, k_b = 0;
	double *x = sorted_copy(a, n_a, &k_a);
	double *y = sorted_copy(b, n_b, &k_b);
	aif_err err = x && y ? AIF_OK : AIF_ENOMEM;

	if (!err)
		*out = aif_stat_ks(x, k_a, y, k_b);
	free(x);
	free(y);
	return err;
}
