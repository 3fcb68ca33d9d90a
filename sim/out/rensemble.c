// rensemble.c - replica x metric values and their quantiles.
//
// Quantiles are of the empirical distribution with linear interpolation between
// order statistics. Source: Hyndman & Fan 1996, definition 7.
#include "out/rensemble.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/stat.h"

static const double levels[] = { 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95 };
static const char *const columns[] = { "n",   "mean", "sd",  "min", "p05", "p10",
				       "p25", "p50",  "p75", "p90", "p95", "max" };

#define N_LEVEL  ((int)(sizeof levels / sizeof *levels))
#define N_COLUMN ((int)(sizeof columns / sizeof *columns))

// out[N_COLUMN] from the values of x[n] that are there; scratch[n].
static void
describe(const double *x, int n, double *scratch, double *out)
{
	double mean = 0, square = 0;
	size_t k;

	memcpy(scratch, x, (size_t)n * sizeof *x);
	k = aif_stat_sort(scratch, (size_t)n);
	for (int i = 0; i < N_COLUMN; i++)
		out[i] = (double)NAN;
	out[0] = (double)k;
	if (!k)
		return;
	for (size_t i = 0; i < k; i++)
		mean += scratch[i] / (double)k;
	for (size_t i = 0; i < k; i++)
		square += (scratch[i] - mean) * (scratch[i] - mean);
	out[1] = mean;
	out[2] = k > 1 ? sqrt(square / (double)(k - 1)) : 0;
	out[3] = scratch[0];
	for (int i = 0; i < N_LEVEL; i++)
		out[4 + i] = aif_stat_quantile(scratch, k, levels[i]);
	out[N_COLUMN - 1] = scratch[k - 1];
}

// Attributes metric, units, strategy: one text per metric.
static int
name_metrics(hid_t o, const aif_result_metric *m, int n)
{
	const char **text = calloc((size_t)n, sizeof *text);
	int bad;

	if (!text)
		return -1;
	for (int i = 0; i < n; i++)
		text[i] = m[i].name;
	bad = aif_h5_attr_texts(o, "metric", text, (size_t)n) < 0;
	for (int i = 0; i < n; i++)
		text[i] = m[i].unit;
	bad |= aif_h5_attr_texts(o, "units", text, (size_t)n) < 0;
	for (int i = 0; i < n; i++)
		text[i] = m[i].strategy;
	bad |= aif_h5_attr_texts(o, "strategy", text, (size_t)n) < 0;
	free(text);
	return bad ? -1 : 0;
}

static aif_err
write_2d(hid_t g, const aif_h5_spec *s, const aif_result_metric *m, int n_metric, const double *x,
	 const char *path, aif_diag *d)
{
	hid_t o = aif_h5_dataset(g, s, path, d);
	aif_err e;
	int bad;

	if (o < 0)
		return d ? d->code : AIF_EIO;
	bad = H5Dwrite(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0 ||
	      name_metrics(o, m, n_metric) < 0 ||
	      (strcmp(s->name, "quantiles") == 0 &&
	       aif_h5_attr_texts(o, "columns", columns, (size_t)N_COLUMN) < 0);
	e = bad ? aif_h5_fail(d, path, "can not write") : AIF_OK;
	H5Dclose(o);
	return e;
}

aif_err
aif_rensemble_write(hid_t file, const aif_result_metric *m, int n_metric, int n_replica,
		    const char *path, aif_diag *d)
{
	size_t nm = (size_t)n_metric, nr = (size_t)n_replica;
	double *x = calloc(nm * nr + 1, sizeof *x),
	       *q = calloc(nm * (size_t)N_COLUMN + 1, sizeof *q);
	double *scratch = calloc(nr + 1, sizeof *scratch);
	aif_h5_spec values = { "values",
			       "per metric: attribute units",
			       "Metrics by replica [replica][metric].",
			       H5T_IEEE_F64LE,
			       2,
			       { nr, nm },
			       0 };
	aif_h5_spec quantiles = { "quantiles",
				  "per metric: attribute units",
				  "Moments and quantiles over replicas [metric][column].",
				  H5T_IEEE_F64LE,
				  2,
				  { nm, (hsize_t)N_COLUMN },
				  0 };
	hid_t g = -1;
	aif_err e = AIF_OK;

	if (!x || !q || !scratch)
		e = aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	else if ((g = aif_h5_group(file, "ensemble")) < 0)
		e = aif_h5_fail(d, path, "can not write");
	for (size_t k = 0; k < nm && !e; k++) {
		for (size_t i = 0; i < nr; i++)
			x[i * nm + k] = m[k].x[i];
		describe(m[k].x, n_replica, scratch, q + k * (size_t)N_COLUMN);
	}
	if (!e)
		e = write_2d(g, &values, m, n_metric, x, path, d);
	if (!e)
		e = write_2d(g, &quantiles, m, n_metric, q, path, d);
	if (g >= 0)
		H5Gclose(g);
	free(scratch);
	free(q);
	free(x);
	return e;
}
