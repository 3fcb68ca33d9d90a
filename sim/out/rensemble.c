// rensemble.c - replica x metric values and their quantiles.
//
// Quantiles are of the empirical distribution with linear interpolation between
// order statistics. Source: Hyndman & Fan 1996, definition 7.
#include "out/rensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/stat.h"

static const double levels[] = { 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95 };
static const char *const columns[] = { "n",        "mean",    "sd",      "min",      "p05",
				       "p10",      "p25",     "p50",     "p75",      "p90",
				       "p95",      "max",     "p10_low", "p10_high", "p50_low",
				       "p50_high", "p90_low", "p90_high" };

static const double bounded[] = { 0.1, 0.5, 0.9 };

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
	out[4 + N_LEVEL] = scratch[k - 1];
	for (int i = 0; i < 3; i++)
		aif_stat_quantile_ci(scratch, k, bounded[i], 0.95, &out[5 + N_LEVEL + 2 * i]);
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

// A dataset x[rows][columns] (rank 2) or x[rows] (columns 0); *out is open then.
static aif_err
write(hid_t g, const aif_h5_spec *s, const double *x, const char *path, hid_t *out, aif_diag *d)
{
	*out = aif_h5_dataset(g, s, path, d);
	if (*out < 0)
		return d ? d->code : AIF_EIO;
	if (s->dim[0] > 0 && (s->rank == 1 || s->dim[1] > 0) &&
	    H5Dwrite(*out, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0) {
		H5Dclose(*out);
		return aif_h5_fail(d, path, "can not write");
	}
	return AIF_OK;
}

static aif_err
shut(hid_t o, int bad, const char *path, aif_diag *d)
{
	H5Dclose(o);
	return bad ? aif_h5_fail(d, path, "can not write") : AIF_OK;
}

// --- metrics -----------------------------------------------------------------------

static aif_err
write_metrics(hid_t g, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	size_t nm = (size_t)e->n_metric, nr = (size_t)e->n_replica;
	double *x = calloc(nm * nr + 1, sizeof *x), *scratch = calloc(nr + 1, sizeof *scratch);
	double *q = calloc(nm * (size_t)N_COLUMN + 1, sizeof *q);
	aif_h5_spec values = { "values",
			       "per metric: attribute units",
			       "Metrics by replica [replica][metric].",
			       H5T_IEEE_F64LE,
			       2,
			       { nr, nm },
			       0 };
	aif_h5_spec quantiles = { "quantiles",
				  "per metric: attribute units",
				  "Moments and quantiles over replicas, with the ends of the 95 % "
				  "confidence interval of each of P10, P50, P90 [metric][column].",
				  H5T_IEEE_F64LE,
				  2,
				  { nm, (hsize_t)N_COLUMN },
				  0 };
	aif_err err = x && q && scratch ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	hid_t o;

	for (size_t k = 0; k < nm && !err; k++) {
		for (size_t i = 0; i < nr; i++)
			x[i * nm + k] = e->metric[k].x[i];
		describe(e->metric[k].x, e->n_replica, scratch, q + k * (size_t)N_COLUMN);
	}
	if (!err && !(err = write(g, &values, x, path, &o, d)))
		err = shut(o, name_metrics(o, e->metric, e->n_metric) < 0, path, d);
	if (!err && !(err = write(g, &quantiles, q, path, &o, d)))
		err = shut(o,
			   name_metrics(o, e->metric, e->n_metric) < 0 ||
			       aif_h5_attr_texts(o, "columns", columns, (size_t)N_COLUMN) < 0,
			   path, d);
	free(x);
	free(q);
	free(scratch);
	return err;
}

static aif_err
write_control(hid_t g, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	aif_h5_spec s = { "control",
			  "per metric: attribute units",
			  "Base case at plan zoom less the same at cluster zoom [metric]; this "
			  "much has been taken from every replica but the first.",
			  H5T_IEEE_F64LE,
			  1,
			  { (hsize_t)e->n_metric, 0 },
			  0 };
	hid_t o;
	aif_err err;

	if (!e->control)
		return AIF_OK;
	err = write(g, &s, e->control, path, &o, d);
	return err ? err : shut(o, name_metrics(o, e->metric, e->n_metric) < 0, path, d);
}

// --- inputs ------------------------------------------------------------------------

static int
name_inputs(hid_t o, const aif_result_ensemble *e)
{
	size_t n = (size_t)e->n_input;
	const char **text = calloc(n + 1, sizeof *text);
	int bad = !text;

	for (size_t i = 0; i < n && text; i++)
		text[i] = e->input[i].name;
	bad |= n > 0 && text && aif_h5_attr_texts(o, "input", text, n) < 0;
	for (size_t i = 0; i < n && text; i++)
		text[i] = e->input[i].unit;
	bad |= n > 0 && text && aif_h5_attr_texts(o, "units", text, n) < 0;
	free(text);
	return bad;
}

static aif_err
write_draws(hid_t g, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	size_t n = (size_t)e->n_input, nr = (size_t)e->n_replica;
	double *x = calloc(n * nr + 1, sizeof *x);
	aif_h5_spec s = { "draws",
			  "per input: attribute units",
			  "Inputs by replica [replica][input]; replica 0 is the base case.",
			  H5T_IEEE_F64LE,
			  2,
			  { nr, n },
			  0 };
	aif_err err = x ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	hid_t o;

	for (size_t k = 0; k < n && !err; k++)
		for (size_t i = 0; i < nr; i++)
			x[i * n + k] = e->input[k].value[i];
	if (!err && !(err = write(g, &s, x, path, &o, d)))
		err = shut(o, name_inputs(o, e), path, d);
	free(x);
	return err;
}

static aif_err
write_drivers(hid_t g, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	enum { EACH = 3 };
	size_t n = (size_t)e->n_input, ns = (size_t)e->n_strategy, wide = 2 + EACH * ns;
	double *x = calloc(n * wide + 1, sizeof *x);
	aif_h5_spec s = {
		"drivers",
		"as the input; USD; 1",
		"What each input moves [input][column]: its P10 and P90, then by strategy "
		"the net present cost of the base case with it alone at P10, at P90 (USD), "
		"and the rank correlation with the cost over the replicas (of the first "
		"strategy; of the others, with the difference to it).",
		H5T_IEEE_F64LE,
		2,
		{ n, wide },
		0
	};
	aif_err err = x ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	hid_t o;

	for (size_t k = 0; k < n && !err; k++) {
		const aif_result_input *in = &e->input[k];

		x[k * wide] = in->low;
		x[k * wide + 1] = in->high;
		for (size_t v = 0; v < ns; v++) {
			double *to = &x[k * wide + 2 + EACH * v];

			to[0] = in->npv_low[v];
			to[1] = in->npv_high[v];
			to[2] = in->rank[v];
		}
	}
	if (!err && !(err = write(g, &s, x, path, &o, d)))
		err = shut(
		    o, name_inputs(o, e) || aif_h5_attr_texts(o, "strategy", e->strategy, ns) < 0,
		    path, d);
	free(x);
	return err;
}

static aif_err
write_cases(hid_t g, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	static const char *const name[] = { "down", "up" };
	aif_h5_spec s = { "cases",
			  "USD",
			  "Net present cost with every input at its P10 or P90, whichever is worse "
			  "(down) or better (up) for the first strategy [case][strategy].",
			  H5T_IEEE_F64LE,
			  2,
			  { 2, (hsize_t)e->n_strategy },
			  0 };
	hid_t o;
	aif_err err = write(g, &s, e->cases, path, &o, d);

	return err ? err
		   : shut(o,
			  aif_h5_attr_texts(o, "case", name, 2) < 0 ||
			      aif_h5_attr_texts(o, "strategy", e->strategy, (size_t)e->n_strategy) <
				  0,
			  path, d);
}

// --- fan ---------------------------------------------------------------------------

static const double fan_level[] = { 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95 };
static const char *const fan_column[] = { "month_s", "p05", "p10", "p25", "p50",
					  "p75",     "p90", "p95", "base" };
enum { N_FAN = 9 };

static aif_err
write_fan(hid_t g, const aif_result_ensemble *e, int v, const char *path, aif_diag *d)
{
	size_t n = (size_t)e->n_month[v], nr = (size_t)e->n_replica;
	double *x = calloc(n * N_FAN + 1, sizeof *x), *one = calloc(nr + 1, sizeof *one);
	char name[32];
	aif_h5_spec s = { name,
			  "s; USD",
			  "Quantiles over replicas of the cumulative cost, undiscounted, by month "
			  "[month][column].",
			  H5T_IEEE_F64LE,
			  2,
			  { n, N_FAN },
			  0 };
	aif_err err = x && one ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	hid_t o;

	snprintf(name, sizeof name, "fan%d", v);
	for (size_t i = 0; i < n && !err; i++) {
		double *to = &x[i * N_FAN];
		size_t k;

		for (size_t r = 0; r < nr; r++)
			one[r] = e->usd[v][r * n + i];
		to[0] = e->month_s[v][i];
		to[N_FAN - 1] = one[0];
		k = aif_stat_sort(one, nr);
		for (int q = 0; q < N_LEVEL; q++)
			to[1 + q] = aif_stat_quantile(one, k, fan_level[q]);
	}
	if (!err && !(err = write(g, &s, x, path, &o, d)))
		err = shut(o,
			   aif_h5_attr_text(o, "strategy", e->strategy[v]) < 0 ||
			       aif_h5_attr_texts(o, "columns", fan_column, N_FAN) < 0,
			   path, d);
	free(x);
	free(one);
	return err;
}

aif_err
aif_rensemble_write(hid_t file, const aif_result_ensemble *e, const char *path, aif_diag *d)
{
	hid_t g = aif_h5_group(file, "ensemble");
	aif_err err = AIF_OK;

	if (g < 0 || aif_h5_attr_text(g, "zoom", e->zoom_s > 0 ? "plan" : "cluster") < 0 ||
	    aif_h5_attr_f64(g, "zoom_s", e->zoom_s) < 0 ||
	    aif_h5_attr_text(g, "sampling", e->sampling) < 0)
		err = aif_h5_fail(d, path, "can not write");
	if (!err)
		err = write_metrics(g, e, path, d);
	if (!err)
		err = write_control(g, e, path, d);
	if (!err && e->n_input > 0)
		err = write_draws(g, e, path, d);
	if (!err && e->n_input > 0)
		err = write_drivers(g, e, path, d);
	if (!err && e->n_input > 0 && e->cases)
		err = write_cases(g, e, path, d);
	for (int v = 0; v < e->n_strategy && !err && e->n_replica > 1; v++)
		if (e->n_month[v] > 0)
			err = write_fan(g, e, v, path, d);
	if (g >= 0)
		H5Gclose(g);
	return err;
}
