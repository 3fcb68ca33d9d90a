// sweepfile.c - writes /sweep.
#include "out/sweepfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/h5.h"
#include "out/result.h"
#include "out/rfile.h"
#include "util/cal.h"
#include "util/sha256.h"
#include "util/stat.h"
#include "util/version.h"

typedef struct out {
	const aif_sweepfile *f;
	hid_t file, group;
	const char *path;
	aif_diag *d;
} out;

// A dataset x[rows][columns]; columns 0: x[rows]. *o stays open.
static aif_err
numbers(const out *w, hid_t at, aif_h5_spec s, const double *x, hid_t *o)
{
	size_t all = (size_t)(s.dim[0] * (s.rank == 2 ? s.dim[1] : 1));

	s.type = H5T_IEEE_F64LE;
	*o = aif_h5_dataset(at, &s, w->path, w->d);
	if (*o < 0)
		return w->d ? w->d->code : AIF_EIO;
	if (all > 0 && H5Dwrite(*o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0) {
		H5Dclose(*o);
		return aif_h5_fail(w->d, w->path, "can not write");
	}
	return AIF_OK;
}

static aif_err
shut(const out *w, hid_t o, int bad)
{
	H5Dclose(o);
	return bad ? aif_h5_fail(w->d, w->path, "can not write") : AIF_OK;
}

// --- what the file says of itself ----------------------------------------------------

static int
root_attrs(const out *w)
{
	const aif_sweepfile *f = w->f;
	char start[32], end[32];
	hid_t o = w->file;

	aif_cal_format(f->start_unix_s, 1, start, sizeof start);
	aif_cal_format(f->start_unix_s + (int64_t)f->end_s, 1, end, sizeof end);
	return aif_h5_attr_i64(o, "schema_version", AIF_RESULT_SCHEMA) < 0 ||
	       aif_h5_attr_text(o, "aifsim_version", AIF_VERSION) < 0 ||
	       aif_h5_attr_text(o, "scenario", f->scenario) < 0 ||
	       aif_h5_attr_text(o, "start", start) < 0 || aif_h5_attr_text(o, "end", end) < 0 ||
	       aif_h5_attr_i64(o, "start_unix_s", f->start_unix_s) < 0 ||
	       aif_h5_attr_f64(o, "end_s", f->end_s) < 0 ||
	       aif_h5_attr_f64(o, "until_s", f->end_s) < 0 ||
	       aif_h5_attr_i64(o, "seed", f->seed) < 0 || aif_h5_attr_i64(o, "complete", 1) < 0 ||
	       aif_h5_attr_texts(o, "strategies", f->strategy, (size_t)f->n_strategy) < 0;
}

static int
sweep_attrs(const out *w)
{
	const aif_sweepfile *f = w->f;
	hid_t o = w->group;

	return aif_h5_attr_text(o, "digest", f->digest) < 0 ||
	       aif_h5_attr_i64(o, "n_replica", f->n_replica) < 0 ||
	       aif_h5_attr_i64(o, "block", f->block) < 0 ||
	       aif_h5_attr_f64(o, "zoom_s", f->zoom_s) < 0 ||
	       aif_h5_attr_text(o, "sampling", f->sampling) < 0;
}

// A 1-D dataset of n texts, or a scalar (n 0).
static aif_err
texts(const out *w, hid_t at, aif_h5_spec s, const char *const *text, size_t n)
{
	size_t len = 1;
	char *flat;
	hid_t o;
	int bad;

	for (size_t i = 0; i < (n ? n : 1); i++)
		len = strlen(text[i]) > len ? strlen(text[i]) : len;
	flat = calloc(n ? n : 1, len);
	if (!flat)
		return aif_err_fail(w->d, AIF_ENOMEM, "out of memory");
	for (size_t i = 0; i < (n ? n : 1); i++)
		memcpy(flat + i * len, text[i], strlen(text[i]));
	s.unit = "text";
	s.type = aif_h5_text(len);
	s.rank = n > 0;
	s.dim[0] = n;
	o = aif_h5_dataset(at, &s, w->path, w->d);
	bad = o < 0 || H5Dwrite(o, s.type, H5S_ALL, H5S_ALL, H5P_DEFAULT, flat) < 0;
	if (o >= 0)
		H5Dclose(o);
	H5Tclose(s.type);
	free(flat);
	return bad ? aif_h5_fail(w->d, w->path, "can not write") : AIF_OK;
}

static aif_err
source(const out *w)
{
	const aif_h5_spec s = { .name = "text",
				.long_name = "Source text of the scenario (UTF-8)." };
	hid_t g = aif_h5_group(w->file, "scenario"), o;
	char hex[65];
	int bad;
	aif_err err =
	    g < 0 ? aif_h5_fail(w->d, w->path, "can not write") : texts(w, g, s, &w->f->text, 0);

	if (err == AIF_OK) {
		aif_sha256_hex(w->f->text, strlen(w->f->text), hex);
		o = H5Dopen2(g, "text", H5P_DEFAULT);
		bad = o < 0 || aif_h5_attr_text(o, "sha256", hex) < 0 ||
		      aif_h5_attr_text(o, "path", w->f->scenario) < 0;
		err = shut(w, o, bad);
	}
	if (g >= 0)
		H5Gclose(g);
	return err;
}

static aif_err
head(const out *w)
{
	if (root_attrs(w) || sweep_attrs(w))
		return aif_h5_fail(w->d, w->path, "can not write");
	return source(w);
}

// --- points --------------------------------------------------------------------------

static aif_err
write_design(const out *w)
{
	const aif_design *g = &w->f->design;
	aif_h5_spec s = { "points",
			  "per axis: attribute units",
			  "Values of the axes at each design point [point][axis]; NaN: no number, "
			  "see settings.",
			  0,
			  2,
			  { (hsize_t)g->n_point, (hsize_t)g->n_axis },
			  0 };
	const aif_h5_spec set = { .name = "settings", .long_name = "What --set makes each point." };
	hid_t o;
	aif_err err = numbers(w, w->group, s, g->x, &o);

	if (err == AIF_OK)
		err = shut(w, o,
			   aif_h5_attr_texts(o, "axis", g->axis, (size_t)g->n_axis) < 0 ||
			       aif_h5_attr_texts(o, "units", g->unit, (size_t)g->n_axis) < 0);
	return err == AIF_OK ? texts(w, w->group, set, g->line, (size_t)g->n_point) : err;
}

// --- rows ----------------------------------------------------------------------------

// Attributes metric, units, strategy.
static int
name_metrics(const out *w, hid_t o)
{
	const aif_sweepfile *f = w->f;
	size_t n = (size_t)f->n_metric;
	const char **text = calloc(3 * n + 1, sizeof *text);
	int bad = !text;

	for (size_t i = 0; i < n && text; i++) {
		text[i] = f->metric[i].name;
		text[n + i] = f->metric[i].unit;
		text[2 * n + i] = f->metric[i].strategy;
	}
	bad = bad || (n > 0 && (aif_h5_attr_texts(o, "metric", text, n) < 0 ||
				aif_h5_attr_texts(o, "units", text + n, n) < 0 ||
				aif_h5_attr_texts(o, "strategy", text + 2 * n, n) < 0));
	free(text);
	return bad;
}

static aif_err
rows(const out *w)
{
	const aif_sweepfile *f = w->f;
	const char *col[] = { "point", "replica" };
	hsize_t n = (hsize_t)f->n_row;
	aif_h5_spec where = { "rows",   "1", "Design point and replica of each row.", 0, 2,
			      { n, 2 }, 0 };
	aif_h5_spec value = { "values",
			      "per metric: attribute units",
			      "Figures [row][metric].",
			      0,
			      2,
			      { n, (hsize_t)f->n_metric },
			      0 };
	aif_h5_spec draw = { "draws",
			     "per input: attribute units",
			     "Inputs drawn [row][input]; replica 0 stands at the medians.",
			     0,
			     2,
			     { n, (hsize_t)f->n_input },
			     0 };
	hid_t o;
	aif_err err = numbers(w, w->group, where, f->where, &o);

	if (err == AIF_OK)
		err = shut(w, o, aif_h5_attr_texts(o, "columns", col, 2) < 0);
	if (err == AIF_OK && (err = numbers(w, w->group, value, f->value, &o)) == AIF_OK)
		err = shut(w, o, name_metrics(w, o));
	if (err == AIF_OK && f->n_input > 0 &&
	    (err = numbers(w, w->group, draw, f->draw, &o)) == AIF_OK)
		err =
		    shut(w, o,
			 aif_h5_attr_texts(o, "input", f->input, (size_t)f->n_input) < 0 ||
			     aif_h5_attr_texts(o, "units", f->input_unit, (size_t)f->n_input) < 0);
	return err;
}

// --- over replicas -------------------------------------------------------------------

// x[n_point][n_metric]: the mean (p < 0) or a quantile over the rows of each point.
static aif_err
summarize(const aif_sweepfile *f, double p, double *x)
{
	size_t nm = (size_t)f->n_metric;
	double *v = malloc(((size_t)f->n_row + 1) * sizeof *v);

	if (!v)
		return AIF_ENOMEM;
	for (int at = 0, end; at < f->n_row; at = end) {
		size_t point = (size_t)f->where[2 * at];

		for (end = at; end < f->n_row && f->where[2 * end] == f->where[2 * at];)
			end++;
		for (size_t k = 0; k < nm; k++) {
			double sum = 0;
			size_t n;

			for (int i = at; i < end; i++)
				v[i - at] = f->value[(size_t)i * nm + k];
			n = aif_stat_sort(v, (size_t)(end - at));
			for (size_t i = 0; i < n; i++)
				sum += v[i];
			x[point * nm + k] = p >= 0 ? aif_stat_quantile(v, n, p)
					    : n    ? sum / (double)n
						   : NAN;
		}
	}
	free(v);
	return AIF_OK;
}

static aif_err
moments(const out *w)
{
	static const struct {
		const char *name, *doc;
		double p;
	} what[] = {
		{ "mean", "Mean over the replicas [point][metric].", -1 },
		{ "p10", "10 % quantile over the replicas [point][metric].", 0.1 },
		{ "p50", "Median over the replicas [point][metric].", 0.5 },
		{ "p90", "90 % quantile over the replicas [point][metric].", 0.9 },
	};
	const aif_sweepfile *f = w->f;
	size_t n = (size_t)f->design.n_point * (size_t)f->n_metric;
	double *x = malloc((n + 1) * sizeof *x);
	aif_err err = x ? AIF_OK : aif_err_fail(w->d, AIF_ENOMEM, "out of memory");

	for (int i = 0; i < 4 && err == AIF_OK; i++) {
		aif_h5_spec s = { what[i].name,
				  "per metric: attribute units",
				  what[i].doc,
				  0,
				  2,
				  { (hsize_t)f->design.n_point, (hsize_t)f->n_metric },
				  0 };
		hid_t o;

		for (size_t k = 0; k < n; k++)
			x[k] = NAN;
		err = summarize(f, what[i].p, x);
		if (err == AIF_OK && (err = numbers(w, w->group, s, x, &o)) == AIF_OK)
			err = shut(w, o, name_metrics(w, o));
	}
	free(x);
	return err;
}

aif_err
aif_sweepfile_write(const aif_sweepfile *f, const char *path, int whole, aif_diag *d)
{
	char *final, *tmp;
	out w = { .f = f, .path = path, .d = d, .group = -1 };
	aif_err err = aif_rfile_names(path, &final, &tmp, d);

	if (err != AIF_OK)
		return err;
	w.file = aif_h5_create(tmp);
	w.group = w.file >= 0 ? aif_h5_group(w.file, "sweep") : -1;
	err = w.group < 0 ? aif_h5_fail(d, path, "can not create") : head(&w);
	if (err == AIF_OK)
		err = write_design(&w);
	if (err == AIF_OK)
		err = rows(&w);
	if (err == AIF_OK && whole && f->n_replica > 1)
		err = moments(&w);
	if (w.group >= 0)
		H5Gclose(w.group);
	if (err == AIF_OK && aif_h5_flush(w.file) < 0)
		err = aif_h5_fail(d, path, "can not write");
	if (w.file >= 0 && H5Fclose(w.file) < 0 && err == AIF_OK)
		err = aif_h5_fail(d, path, "can not write");
	if (err == AIF_OK)
		err = aif_rfile_settle(tmp, path, d);
	else if (w.file >= 0)
		unlink(tmp);
	free(final);
	free(tmp);
	return err;
}
