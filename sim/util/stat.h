// stat.h - sample statistics, each by one written definition.
//
// Values that are NaN (not measured) are left out and counted. A quantile is the
// linear interpolation between order statistics at position (n - 1) p, definition 7
// of Hyndman & Fan 1996, the usual one of GSL, NumPy and R. The distance of two
// samples is that of Kolmogorov and Smirnov: the largest difference of their
// empirical distribution functions.
#ifndef AIF_UTIL_STAT_H
#define AIF_UTIL_STAT_H

#include <stddef.h>

#include "util/err.h"

typedef struct aif_stat {
	size_t n;                                // values that are numbers
	size_t n_absent;                         // NaN
	double mean, median, p90, p95, p99, max; // NaN when n is 0
} aif_stat;

// Of x[n], which is left as it is. O(n log n). Errors: AIF_ENOMEM.
aif_err aif_stat_of(const double *x, size_t n, aif_stat *out);

// Moves the numbers of x[n] to its front in ascending order; returns how many they are.
size_t aif_stat_sort(double *x, size_t n);

// Quantile p in [0, 1] of ascending numbers; NaN when n is 0. O(1).
double aif_stat_quantile(const double *sorted, size_t n, double p);

// Ends out[2] of a confidence interval of quantile p: the order statistics between which
// it lies with probability of at least conf, whatever the distribution; the ends of the
// sample when it is too small for that. NaN when n is 0. O(n).
// Source: David & Nagaraja 2003, "Order statistics", sec. 7.1.
void aif_stat_quantile_ci(const double *sorted, size_t n, double p, double conf, double out[2]);

// Spearman's rank correlation of x[n] and y[n]; NaN when one does not vary. Errors:
// AIF_ENOMEM.
aif_err aif_stat_spearman(const double *x, const double *y, size_t n, double *out);

// Kolmogorov-Smirnov distance of two ascending samples, in [0, 1]; NaN when one is
// empty. O(n_a + n_b). Source: Smirnov 1939; Press et al. 2007, sec. 14.3.3.
double aif_stat_ks(const double *a, size_t n_a, const double *b, size_t n_b);

// The same of unsorted samples, which are left as they are. Errors: AIF_ENOMEM.
aif_err aif_stat_distance(const double *a, size_t n_a, const double *b, size_t n_b, double *out);

#endif
