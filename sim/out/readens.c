// readens.c - quantiles over replicas, with the names of their metrics.
#include "out/readens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const columns[] = { "n",        "mean",    "sd",      "min",      "p05",
				       "p10",      "p25",     "p50",     "p75",      "p90",
				       "p95",      "max",     "p10_low", "p10_high", "p50_low",
				       "p50_high", "p90_low", "p90_high" };

#define N_COLUMN ((int)(sizeof columns / sizeof *columns))
#define MOST     100000

int
aif_readens_column(const char *name)
{
	for (int i = 0; i < N_COLUMN; i++)
		if (strcmp(columns[i], name) == 0)
			return i;
	return -1;
}

// Shape of a 2-D dataset; 0 when it is not one.
static int
shape(hid_t o, hsize_t dim[2])
{
	hid_t space = H5Dget_space(o);
	int ok = space >= 0 && H5Sget_simple_extent_ndims(space) == 2 &&
		 H5Sget_simple_extent_dims(space, dim, NULL) == 2 && dim[0] <= MOST &&
		 dim[1] <= MOST;

	if (space >= 0)
		H5Sclose(space);
	return ok;
}

static const char *
keep(hid_t o, const char *attr, size_t i, aif_arena *a)
{
	char text[256] = "";

	aif_h5_get_text_at(o, attr, i, text, sizeof text);
	return aif_arena_strdup(a, text);
}

static int
read_metrics(hid_t o, hsize_t n, aif_arena *a, aif_read_ensemble *out)
{
	aif_read_metric *m = aif_arena_alloc(a, ((size_t)n + 1) * sizeof *m);
	double *q = aif_arena_alloc(a, (size_t)n * N_COLUMN * sizeof *q + 1);

	if (!m || !q || H5Dread(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, q) < 0)
		return 0;
	for (size_t i = 0; i < n; i++) {
		m[i].strategy = keep(o, "strategy", i, a);
		m[i].name = keep(o, "metric", i, a);
		m[i].unit = keep(o, "units", i, a);
		m[i].q = q + i * N_COLUMN;
		if (!m[i].strategy || !m[i].name || !m[i].unit)
			return 0;
	}
	out->metric = m;
	out->n_metric = (int)n;
	out->n_column = N_COLUMN;
	return 1;
}

// Values by metric: x[metric][replica] from the file's [replica][metric].
static int
read_values(hid_t o, const hsize_t dim[2], aif_arena *a, aif_read_ensemble *out)
{
	size_t nr = (size_t)dim[0], nm = (size_t)dim[1];
	aif_read_metric *m = aif_arena_alloc(a, (nm + 1) * sizeof *m);
	double *x = aif_arena_alloc(a, nr * nm * sizeof *x + 1);
	double *raw = calloc(nr * nm + 1, sizeof *raw);
	int ok = m && x && raw && dim[1] == (hsize_t)out->n_metric &&
		 H5Dread(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw) >= 0;

	for (size_t k = 0; ok && k < nm; k++) {
		m[k] = out->metric[k];
		m[k].x = x + k * nr;
		for (size_t i = 0; i < nr; i++)
			x[k * nr + i] = raw[i * nm + k];
	}
	free(raw);
	if (ok) {
		out->metric = m;
		out->n_replica = (int)nr;
	}
	return ok;
}

// A 2-D dataset of /ensemble as numbers in a; NULL when it is absent. *o is open then.
static double *
take_2d(hid_t file, const char *name, hsize_t dim[2], aif_arena *a, hid_t *o)
{
	double *x = NULL;

	if (H5Lexists(file, name, H5P_DEFAULT) <= 0)
		return NULL;
	*o = H5Dopen2(file, name, H5P_DEFAULT);
	if (*o < 0)
		return NULL;
	if (shape(*o, dim))
		x = aif_arena_alloc(a, (size_t)(dim[0] * dim[1]) * sizeof *x + 1);
	if (x && H5Dread(*o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0)
		return x;
	H5Dclose(*o);
	return NULL;
}

static void
read_drivers(hid_t file, aif_arena *a, aif_read_ensemble *out)
{
	hid_t o;
	hsize_t dim[2];
	const double *x = take_2d(file, "ensemble/drivers", dim, a, &o);
	size_t ns = x && dim[1] >= 5 ? (size_t)(dim[1] - 2) / 3 : 0, n = ns ? (size_t)dim[0] : 0;
	aif_read_driver *to = n ? aif_arena_alloc(a, n * sizeof *to) : NULL;

	for (size_t k = 0; k < n && to; k++) {
		const double *row = x + k * dim[1];
		struct aif_read_driver_npv *npv = aif_arena_alloc(a, ns * sizeof *npv);

		for (size_t v = 0; v < ns && npv; v++) {
			npv[v].low = row[2 + 3 * v];
			npv[v].high = row[3 + 3 * v];
			npv[v].rank = row[4 + 3 * v];
		}
		to[k] = (aif_read_driver){ keep(o, "input", k, a), keep(o, "units", k, a), row[0],
					   row[1], npv };
		if (!npv || !to[k].name || !to[k].unit)
			to = NULL;
	}
	if (x)
		H5Dclose(o);
	out->driver = to;
	out->n_driver = to ? (int)n : 0;
	out->n_strategy = (int)ns;
	x = take_2d(file, "ensemble/cases", dim, a, &o);
	if (x)
		H5Dclose(o);
	out->cases = x && dim[0] == 2 && dim[1] == ns ? x : NULL;
}

static void
read_fans(hid_t file, aif_arena *a, aif_read_ensemble *out)
{
	for (int v = 0; v < 8; v++) {
		char name[32];
		hsize_t dim[2];
		hid_t o;

		snprintf(name, sizeof name, "ensemble/fan%d", v);
		out->fan[v] = take_2d(file, name, dim, a, &o);
		if (!out->fan[v])
			continue;
		H5Dclose(o);
		out->n_month[v] = dim[1] == AIF_READ_FAN ? (size_t)dim[0] : 0;
	}
}

static void
read_control(hid_t file, aif_arena *a, aif_read_ensemble *out)
{
	size_t n = (size_t)out->n_metric;
	hid_t o, space;
	double *x = aif_arena_alloc(a, (n + 1) * sizeof *x);

	if (!x || H5Lexists(file, "ensemble/control", H5P_DEFAULT) <= 0)
		return;
	o = H5Dopen2(file, "ensemble/control", H5P_DEFAULT);
	space = o >= 0 ? H5Dget_space(o) : -1;
	if (space >= 0 && H5Sget_simple_extent_npoints(space) == (hssize_t)n &&
	    H5Dread(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0)
		out->control = x;
	if (space >= 0)
		H5Sclose(space);
	if (o >= 0)
		H5Dclose(o);
}

static double
zoom_of(hid_t file)
{
	hid_t g = H5Gopen2(file, "ensemble", H5P_DEFAULT);
	double x = 0;

	if (g >= 0) {
		aif_h5_get_f64(g, "zoom_s", &x);
		H5Gclose(g);
	}
	return x;
}

int
aif_readens_load(hid_t file, aif_arena *a, aif_read_ensemble *out)
{
	hid_t q, v;
	hsize_t dq[2], dv[2];
	int ok;

	if (H5Lexists(file, "ensemble", H5P_DEFAULT) <= 0)
		return 0;
	q = H5Dopen2(file, "ensemble/quantiles", H5P_DEFAULT);
	v = H5Dopen2(file, "ensemble/values", H5P_DEFAULT);
	ok = q >= 0 && v >= 0 && shape(q, dq) && shape(v, dv) && dq[1] == (hsize_t)N_COLUMN &&
	     read_metrics(q, dq[0], a, out) && read_values(v, dv, a, out);
	if (q >= 0)
		H5Dclose(q);
	if (v >= 0)
		H5Dclose(v);
	if (ok) {
		read_drivers(file, a, out);
		read_fans(file, a, out);
		read_control(file, a, out);
		out->zoom_s = zoom_of(file);
	}
	return ok;
}
