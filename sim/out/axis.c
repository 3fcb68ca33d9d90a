// axis.c - calendar buckets and the reduction of series to them.
#include "out/axis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/cal.h"

#define DAY 86400.0

static aif_err
fill(aif_axis *a, double from, double to, double step)
{
	size_t n = step > 0 ? (size_t)ceil((to - from) / step - 1e-9)
			    : (size_t)((to - from) / (28 * DAY)) + 2,
	       i = 0;

	a->edge = calloc(n + 2, sizeof *a->edge);
	if (!a->edge)
		return AIF_ENOMEM;
	a->edge[0] = from;
	while (a->edge[i] < to && i <= n) {
		double next = step > 0 ? from + (double)(i + 1) * step
				       : (double)aif_cal_month_start((int64_t)floor(a->edge[i]), 1);

		a->edge[++i] = next < to ? next : to;
	}
	a->n = i;
	return AIF_OK;
}

aif_err
aif_axis_span(aif_axis *out, const aif_read *r, double from_s, double to_s, aif_diag *d)
{
	const aif_read_head *h = aif_read_header(r);
	double from = (double)h->start_unix_s + from_s, span = to_s - from_s, step;

	*out = (aif_axis){ 0 };
	if (!(span > 0) || span > 400 * 366 * DAY)
		return aif_err_fail(d, AIF_ENOENT, "%s: nothing was simulated", h->path);
	out->start_unix_s = h->start_unix_s;
	step = span > 300 * DAY ? 0 : span > 10 * DAY ? DAY : span > 3600 ? 3600 : span / 60;
	out->word = step > DAY - 1 ? "day" : step > 3599 ? "hour" : step > 0 ? "interval" : "month";
	if (fill(out, from, from + span, step))
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

aif_err
aif_axis_create(aif_axis *out, const aif_read *r, aif_diag *d)
{
	return aif_axis_span(out, r, 0, aif_read_header(r)->until_s, d);
}

void
aif_axis_free(aif_axis *a)
{
	free(a->edge);
	*a = (aif_axis){ 0 };
}

long
aif_axis_find(const aif_axis *a, double t_s)
{
	double t = (double)a->start_unix_s + t_s;
	size_t lo = 0, hi = a->n;

	if (a->n == 0 || t < a->edge[0] || t > a->edge[a->n])
		return -1;
	while (hi - lo > 1) {
		size_t mid = (lo + hi) / 2;

		if (t < a->edge[mid])
			hi = mid;
		else
			lo = mid;
	}
	return (long)lo;
}

int
aif_axis_whole(const aif_axis *a, size_t i)
{
	size_t beside = i + 1 < a->n ? i + 1 : i > 0 ? i - 1 : i;

	return a->edge[i + 1] - a->edge[i] > 0.8 * (a->edge[beside + 1] - a->edge[beside]);
}

// Sum over entities, bin by bin; *n_bin: of the longest.
static double *
sum_series(aif_read *r, const char *strategy, const char *model, const char *output, int *count,
	   size_t *n_bin)
{
	size_t n = aif_read_header(r)->n_bin;
	double *sum = calloc(n + 1, sizeof *sum);
	long i;

	*count = 0;
	*n_bin = 0;
	while (sum && (i = aif_read_nth(r, strategy, model, output, (size_t)*count)) >= 0) {
		const aif_read_series *s = aif_read_series_at(r, (size_t)i);
		const double *x = aif_read_values(r, (size_t)i, NULL);
		size_t len = s->n < n ? s->n : n;

		if (!x) {
			free(sum);
			return NULL;
		}
		for (size_t k = 0; k < len; k++)
			sum[k] += x[k];
		*n_bin = len > *n_bin ? len : *n_bin;
		++*count;
	}
	return sum;
}

static void
reduce(const aif_axis *a, const double *edge, const double *y, size_t n, aif_axis_how how,
       double *x)
{
	double *w = calloc(a->n, sizeof *w);

	for (size_t i = 0; i < a->n; i++)
		x[i] = (double)NAN;
	for (size_t k = 0; k < n && w; k++) {
		double dt = edge[k + 1] - edge[k];
		long b = aif_axis_find(a, (edge[k] + edge[k + 1]) / 2);

		if (b < 0 || isnan(y[k]))
			continue;
		if (isnan(x[b]))
			x[b] = how == AIF_AXIS_MAX ? y[k] : 0;
		if (how == AIF_AXIS_MEAN)
			x[b] += y[k] * dt;
		else if (how == AIF_AXIS_SUM)
			x[b] += y[k];
		else if (how == AIF_AXIS_LAST || y[k] > x[b])
			x[b] = y[k];
		w[b] += dt;
	}
	for (size_t i = 0; i < a->n && w && how == AIF_AXIS_MEAN; i++)
		if (w[i] > 0)
			x[i] /= w[i];
	free(w);
}

int
aif_axis_series(const aif_axis *a, aif_read *r, const char *strategy, const char *model,
		const char *output, aif_axis_how how, double *x)
{
	int count;
	size_t n;
	double *y = sum_series(r, strategy, model, output, &count, &n);

	if (!y)
		return -1;
	reduce(a, aif_read_header(r)->edge, y, n, how, x);
	free(y);
	return count;
}
