// sweepread.c - reads /sweep back; nothing in the file is trusted.
#include "out/sweepread.h"

#include <string.h>

#include "out/h5.h"

enum { MOST = 1 << 24 }; // rows, columns, bytes of a text

typedef struct in {
	hid_t file, group;
	const char *path;
	aif_arena *a;
	aif_diag *d;
	aif_err err;
} in;

static void
spoiled(in *r, const char *what)
{
	if (r->err == AIF_OK)
		r->err = aif_err_fail(r->d, AIF_EPARSE, "%s: '%s' is not as a sweep writes it",
				      r->path, what);
}

static void *
space_for(in *r, size_t n)
{
	void *p = aif_arena_alloc(r->a, n + 1);

	if (!p && r->err == AIF_OK)
		r->err = aif_err_fail(r->d, AIF_ENOMEM, "%s: out of memory", r->path);
	return p;
}

// Opens a dataset of that rank (dim filled); -1 when there is none such.
static hid_t
open_set(in *r, hid_t at, const char *name, int rank, hsize_t dim[2])
{
	hid_t o, s;
	int ok;

	if (r->err != AIF_OK || H5Lexists(at, name, H5P_DEFAULT) <= 0 ||
	    (o = H5Dopen2(at, name, H5P_DEFAULT)) < 0)
		return -1;
	s = H5Dget_space(o);
	ok = s >= 0 && H5Sget_simple_extent_ndims(s) == rank &&
	     (rank == 0 || H5Sget_simple_extent_dims(s, dim, NULL) == rank);
	for (int i = 0; i < rank && ok; i++)
		ok = dim[i] <= MOST;
	if (s >= 0)
		H5Sclose(s);
	if (ok)
		return o;
	H5Dclose(o);
	return -1;
}

// Numbers [dim0][dim1]; *o stays open for attributes. NULL when absent (needed: an error).
static const double *
numbers(in *r, const char *name, hsize_t dim[2], hid_t *o, int needed)
{
	double *x = NULL;

	*o = open_set(r, r->group, name, 2, dim);
	if (*o < 0) {
		if (needed)
			spoiled(r, name);
		return NULL;
	}
	if (dim[0] * dim[1] <= MOST)
		x = space_for(r, (size_t)(dim[0] * dim[1]) * sizeof *x);
	if (!x || (dim[0] * dim[1] > 0 &&
		   H5Dread(*o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0)) {
		spoiled(r, name);
		H5Dclose(*o);
		*o = -1;
		return NULL;
	}
	return x;
}

static const char *
text_at(in *r, hid_t o, const char *attr, size_t i)
{
	char buf[512];
	const char *p;

	if (r->err != AIF_OK)
		return "";
	if (!aif_h5_get_text_at(o, attr, i, buf, sizeof buf)) {
		spoiled(r, attr);
		return "";
	}
	p = aif_arena_strdup(r->a, buf);
	if (!p)
		r->err = aif_err_fail(r->d, AIF_ENOMEM, "%s: out of memory", r->path);
	return p ? p : "";
}

static const char *const *
list_of(in *r, hid_t o, const char *attr, size_t n)
{
	const char **x = space_for(r, n * sizeof *x);

	for (size_t i = 0; i < n && x && r->err == AIF_OK; i++)
		x[i] = text_at(r, o, attr, i);
	return x;
}

// Texts of a dataset: n[0] of them (1 for a scalar) as one block each.
static const char **
texts(in *r, hid_t at, const char *name, int rank, size_t *n)
{
	hsize_t dim[2] = { 1, 0 };
	hid_t o = open_set(r, at, name, rank, dim), t = o >= 0 ? H5Dget_type(o) : -1;
	size_t len = t >= 0 ? H5Tget_size(t) : 0;
	const char **x = NULL;
	char *flat = NULL;

	if (t >= 0 && H5Tget_class(t) == H5T_STRING && !H5Tis_variable_str(t) && len <= MOST &&
	    dim[0] * len <= MOST)
		flat = space_for(r, (size_t)dim[0] * len);
	if (flat && H5Dread(o, t, H5S_ALL, H5S_ALL, H5P_DEFAULT, flat) >= 0)
		x = space_for(r, (size_t)dim[0] * sizeof *x);
	for (size_t i = 0; x && i < dim[0]; i++) {
		char *one = space_for(r, len);

		if (!one)
			break;
		memcpy(one, flat + i * len, len);
		x[i] = one;
	}
	*n = (size_t)dim[0];
	if (!x)
		spoiled(r, name);
	if (t >= 0)
		H5Tclose(t);
	if (o >= 0)
		H5Dclose(o);
	return x;
}

static int64_t
int_of(in *r, hid_t o, const char *attr)
{
	int64_t x = 0;

	if (!aif_h5_get_i64(o, attr, &x))
		spoiled(r, attr);
	return x;
}

static double
real_of(in *r, hid_t o, const char *attr)
{
	double x = 0;

	if (!aif_h5_get_f64(o, attr, &x))
		spoiled(r, attr);
	return x;
}

static void
read_head(in *r, aif_sweepfile *f)
{
	int64_t n_replica = int_of(r, r->group, "n_replica"), block = int_of(r, r->group, "block");
	const char **text;
	hid_t g;
	size_t n;

	f->scenario = text_at(r, r->file, "scenario", 0);
	f->start_unix_s = int_of(r, r->file, "start_unix_s");
	f->seed = int_of(r, r->file, "seed");
	f->end_s = real_of(r, r->file, "end_s");
	f->zoom_s = real_of(r, r->group, "zoom_s");
	f->sampling = text_at(r, r->group, "sampling", 0);
	f->digest = text_at(r, r->group, "digest", 0);
	if (n_replica < 1 || n_replica > MOST || block < 1 || block > MOST)
		spoiled(r, "n_replica");
	f->n_replica = (int)n_replica;
	f->block = (int)block;
	g = H5Gopen2(r->file, "scenario", H5P_DEFAULT);
	text = g >= 0 ? texts(r, g, "text", 0, &n) : NULL;
	f->text = text ? text[0] : "";
	if (g >= 0)
		H5Gclose(g);
	else
		spoiled(r, "scenario");
	for (char buf[256];
	     aif_h5_get_text_at(r->file, "strategies", (size_t)f->n_strategy, buf, sizeof buf);)
		f->n_strategy++;
	f->strategy = list_of(r, r->file, "strategies", (size_t)f->n_strategy);
}

// "KEY=VALUE" of each axis out of the lines, where they stand in order.
static void
split_lines(in *r, aif_design *g)
{
	const char **set;
	char key[256];

	if (r->err != AIF_OK)
		return;
	set = aif_arena_alloc(r->a, ((size_t)g->n_point * (size_t)g->n_axis + 1) * sizeof *set);
	for (int p = 0; set && p < g->n_point; p++) {
		char *s = aif_arena_strdup(r->a, g->line[p]);

		for (int k = 0; s && k < g->n_axis; k++) {
			char *end = NULL;

			snprintf(key, sizeof key,
				 " %.250s=", k + 1 < g->n_axis ? g->axis[k + 1] : "");
			if (k + 1 < g->n_axis && !(end = strstr(s, key)))
				spoiled(r, "settings");
			if (end)
				*end = '\0';
			set[p * g->n_axis + k] = s;
			s = end ? end + 1 : s;
		}
		if (!s)
			r->err = AIF_ENOMEM;
	}
	g->set = set;
	if (!set)
		r->err = AIF_ENOMEM;
}

static void
read_design(in *r, aif_sweepfile *f)
{
	aif_design *g = &f->design;
	hsize_t dim[2] = { 0, 0 };
	const char **line;
	size_t n = 0;
	hid_t o;

	g->x = numbers(r, "points", dim, &o, 1);
	if (!g->x)
		return;
	g->n_point = (int)dim[0];
	g->n_axis = (int)dim[1];
	g->axis = list_of(r, o, "axis", (size_t)dim[1]);
	g->unit = list_of(r, o, "units", (size_t)dim[1]);
	H5Dclose(o);
	line = texts(r, r->group, "settings", 1, &n);
	if (n != dim[0])
		spoiled(r, "settings");
	g->line = line;
	split_lines(r, g);
}

static void
read_rows(in *r, aif_sweepfile *f)
{
	hsize_t where[2] = { 0, 0 }, value[2] = { 0, 0 }, draw[2] = { 0, 0 };
	aif_sweepfile_metric *m;
	hid_t o;

	f->where = numbers(r, "rows", where, &o, 1);
	if (f->where)
		H5Dclose(o);
	f->value = numbers(r, "values", value, &o, 1);
	if (!f->value)
		return;
	m = space_for(r, (size_t)value[1] * sizeof *m);
	for (size_t i = 0; i < value[1] && m && r->err == AIF_OK; i++)
		m[i] =
		    (aif_sweepfile_metric){ text_at(r, o, "strategy", i),
					    text_at(r, o, "metric", i), text_at(r, o, "units", i) };
	H5Dclose(o);
	f->metric = m;
	f->n_metric = (int)value[1];
	f->n_row = (int)value[0];
	f->draw = numbers(r, "draws", draw, &o, 0);
	if (f->draw) {
		f->n_input = (int)draw[1];
		f->input = list_of(r, o, "input", (size_t)draw[1]);
		f->input_unit = list_of(r, o, "units", (size_t)draw[1]);
		H5Dclose(o);
	}
	if (where[0] != value[0] || where[1] != 2 || (f->draw && draw[0] != value[0]))
		spoiled(r, "rows");
	for (size_t i = 0; i < value[0] && r->err == AIF_OK; i++) {
		const double *at = &f->where[2 * i];

		if (!(at[0] >= 0 && at[0] < f->design.n_point && at[1] >= 0 &&
		      at[1] < f->n_replica))
			spoiled(r, "rows");
	}
}

aif_err
aif_sweepread_load(aif_sweepfile *out, const char *path, aif_arena *a, aif_diag *d)
{
	in r = { .path = path, .a = a, .d = d, .group = -1 };
	aif_sweepfile f = { 0 };

	r.file = aif_h5_open(path);
	if (r.file < 0)
		return aif_h5_fail(d, path, "not a result file");
	if (H5Lexists(r.file, "sweep", H5P_DEFAULT) > 0)
		r.group = H5Gopen2(r.file, "sweep", H5P_DEFAULT);
	if (r.group < 0) {
		H5Fclose(r.file);
		return aif_err_fail(d, AIF_EPARSE, "%s: holds no sweep", path);
	}
	read_head(&r, &f);
	read_design(&r, &f);
	read_rows(&r, &f);
	H5Gclose(r.group);
	H5Fclose(r.file);
	H5Eclear2(H5E_DEFAULT);
	if (r.err == AIF_OK)
		*out = f;
	return r.err;
}

int
aif_sweepread_digest(const char *path, char out[65])
{
	hid_t file = aif_h5_open(path), g;
	int64_t complete = 0;
	int ok = 0;

	if (file < 0) {
		H5Eclear2(H5E_DEFAULT);
		return 0;
	}
	g = H5Lexists(file, "sweep", H5P_DEFAULT) > 0 ? H5Gopen2(file, "sweep", H5P_DEFAULT) : -1;
	if (g >= 0) {
		ok = aif_h5_get_text(g, "digest", out, 65) &&
		     aif_h5_get_i64(file, "complete", &complete) && complete == 1;
		H5Gclose(g);
	}
	H5Fclose(file);
	return ok;
}
