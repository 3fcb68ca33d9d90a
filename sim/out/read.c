// read.c - a result file opened for reading.
#include "out/read.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out/h5.h"
#include "out/readens.h"
#include "out/readtab.h"
#include "out/result.h"

#define MAX_TABLE  64
#define MAX_SERIES 100000
#define MAX_BIN    ((hsize_t)1 << 30)

typedef struct table {
	const char *name;
	size_t n_row;
	int loaded;
	aif_read_table t;
} table;

struct aif_read {
	aif_arena *a;
	hid_t file;
	aif_read_head head;
	aif_read_series *s;
	const double **x; // x[n_series], NULL until read
	size_t n_series, cap_series;
	table t[MAX_TABLE];
	size_t n_table;
	aif_read_ensemble ens;
	int ens_asked;
	aif_err e;                                           // of an iteration
	const char *group, *g_strategy, *g_entity, *g_model; // group being listed
};

static const char *
keep_attr(aif_read *r, hid_t o, const char *name)
{
	char text[512] = "";

	aif_h5_get_text(o, name, text, sizeof text);
	return aif_arena_strdup(r->a, text);
}

// --- head -------------------------------------------------------------------------

static aif_err
read_strategies(aif_read *r)
{
	char text[256];
	const char **label;
	size_t n = 0;

	while (aif_h5_get_text_at(r->file, "strategies", n, text, sizeof text))
		n++;
	label = aif_arena_alloc(r->a, (n + 1) * sizeof *label);
	if (!label)
		return AIF_ENOMEM;
	label[0] = "";
	for (size_t i = 0; i < n; i++) {
		aif_h5_get_text_at(r->file, "strategies", i, text, sizeof text);
		label[i] = aif_arena_strdup(r->a, text);
		if (!label[i])
			return AIF_ENOMEM;
	}
	r->head.strategy = label;
	r->head.n_strategy = n ? (int)n : 1;
	return AIF_OK;
}

static void
read_source(aif_read *r)
{
	hid_t o = H5Dopen2(r->file, "scenario/text", H5P_DEFAULT), t;
	size_t n;
	char *text;

	r->head.text = r->head.sha256 = "";
	if (o < 0)
		return;
	r->head.sha256 = keep_attr(r, o, "sha256");
	t = H5Dget_type(o);
	n = H5Tget_size(t);
	if (H5Tget_class(t) == H5T_STRING && !H5Tis_variable_str(t) && n < (size_t)1 << 28 &&
	    (text = aif_arena_alloc(r->a, n + 1)) != NULL &&
	    H5Dread(o, t, H5S_ALL, H5S_ALL, H5P_DEFAULT, text) >= 0)
		r->head.text = text;
	H5Tclose(t);
	H5Dclose(o);
}

// A 1-D dataset of numbers into arena memory; n: how many.
static double *
read_1d(aif_read *r, const char *path, size_t *n, aif_diag *d)
{
	hid_t o = H5Dopen2(r->file, path, H5P_DEFAULT), s = o >= 0 ? H5Dget_space(o) : -1;
	hsize_t size = 0;
	double *x = NULL;

	*n = 0;
	if (s < 0) {
		aif_h5_fail(d, r->head.path, path);
	} else if (H5Sget_simple_extent_ndims(s) != 1 ||
		   H5Sget_simple_extent_dims(s, &size, NULL) < 0 || size > MAX_BIN) {
		aif_err_fail(d, AIF_EPARSE, "%s: '%s' is not a series", r->head.path, path);
	} else if ((x = aif_arena_alloc(r->a, ((size_t)size + 1) * sizeof *x)) == NULL) {
		aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->head.path);
	} else if (size && H5Dread(o, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0) {
		aif_h5_fail(d, r->head.path, path);
		x = NULL;
	} else {
		*n = (size_t)size;
	}
	if (s >= 0)
		H5Sclose(s);
	if (o >= 0)
		H5Dclose(o);
	return x;
}

static aif_err
read_head(aif_read *r, aif_diag *d)
{
	aif_read_head *h = &r->head;
	int64_t complete = 0;
	size_t n;

	if (!aif_h5_get_i64(r->file, "schema_version", &h->schema))
		return aif_err_fail(d, AIF_EPARSE, "%s: not a result of aifsim (no schema_version)",
				    h->path);
	if (h->schema > AIF_RESULT_SCHEMA)
		return aif_err_fail(
		    d, AIF_EPARSE,
		    "%s: written by a newer aifsim (schema %lld, this one reads up to %d)", h->path,
		    (long long)h->schema, AIF_RESULT_SCHEMA);
	if (H5Lexists(r->file, "sweep", H5P_DEFAULT) > 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s: is a sweep (expected the result of a run; aifsim info "
				    "shows what a merged sweep holds)",
				    h->path);
	aif_h5_get_i64(r->file, "start_unix_s", &h->start_unix_s);
	aif_h5_get_i64(r->file, "seed", &h->seed);
	aif_h5_get_i64(r->file, "complete", &complete);
	aif_h5_get_f64(r->file, "end_s", &h->end_s);
	aif_h5_get_f64(r->file, "until_s", &h->until_s);
	h->complete = complete == 1;
	h->scenario = keep_attr(r, r->file, "scenario");
	h->version = keep_attr(r, r->file, "aifsim_version");
	if (!h->scenario || !h->version || read_strategies(r))
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", h->path);
	read_source(r);
	h->edge = read_1d(r, "time", &n, d);
	if (!h->edge)
		return d->code;
	h->n_bin = n ? n - 1 : 0;
	return AIF_OK;
}

// --- listing ----------------------------------------------------------------------

static aif_read_series *
new_series(aif_read *r)
{
	if (r->n_series == r->cap_series) {
		size_t cap = r->cap_series ? 2 * r->cap_series : 64;
		aif_read_series *s = cap <= MAX_SERIES ? realloc(r->s, cap * sizeof *s) : NULL;

		if (!s)
			return NULL;
		r->s = s;
		r->cap_series = cap;
	}
	memset(&r->s[r->n_series], 0, sizeof *r->s);
	return &r->s[r->n_series++];
}

static herr_t
list_dataset(hid_t g, const char *name, const H5L_info_t *info, void *user)
{
	aif_read *r = user;
	hid_t o = H5Dopen2(g, name, H5P_DEFAULT), space;
	aif_read_series *s;
	hssize_t n;

	(void)info;
	if (o < 0)
		return 0;
	s = new_series(r);
	if (!s) {
		H5Dclose(o);
		r->e = AIF_ENOMEM;
		return -1;
	}
	space = H5Dget_space(o);
	n = H5Sget_simple_extent_npoints(space);
	H5Sclose(space);
	s->n = n > 0 ? (size_t)n : 0;
	s->group = r->group;
	s->strategy = r->g_strategy;
	s->entity = r->g_entity;
	s->model = r->g_model;
	s->name = aif_arena_strdup(r->a, name);
	s->unit = keep_attr(r, o, "unit");
	s->long_name = keep_attr(r, o, "long_name");
	s->agg = keep_attr(r, o, "aggregation");
	H5Dclose(o);
	if (!s->name || !s->unit || !s->long_name || !s->agg)
		r->e = AIF_ENOMEM;
	return r->e ? -1 : 0;
}

static herr_t
list_group(hid_t all, const char *name, const H5L_info_t *info, void *user)
{
	aif_read *r = user;
	hid_t g = H5Gopen2(all, name, H5P_DEFAULT);

	(void)info;
	if (g < 0)
		return 0;
	r->group = aif_arena_strdup(r->a, name);
	r->g_strategy = keep_attr(r, g, "strategy");
	r->g_entity = keep_attr(r, g, "entity");
	r->g_model = keep_attr(r, g, "model");
	if (!r->group || !r->g_strategy || !r->g_entity || !r->g_model)
		r->e = AIF_ENOMEM;
	else
		H5Literate(g, H5_INDEX_NAME, H5_ITER_INC, NULL, list_dataset, r);
	H5Gclose(g);
	return r->e ? -1 : 0;
}

static herr_t
list_table(hid_t root, const char *name, const H5L_info_t *info, void *user)
{
	aif_read *r = user;
	hid_t o = H5Dopen2(root, name, H5P_DEFAULT), t, space;

	(void)info;
	if (o < 0)
		return 0;
	t = H5Dget_type(o);
	space = H5Dget_space(o);
	if (H5Tget_class(t) == H5T_COMPOUND && r->n_table < MAX_TABLE) {
		table *x = &r->t[r->n_table++];
		hssize_t n = H5Sget_simple_extent_npoints(space);

		x->name = aif_arena_strdup(r->a, name);
		x->n_row = n > 0 ? (size_t)n : 0;
		if (!x->name)
			r->e = AIF_ENOMEM;
	}
	H5Sclose(space);
	H5Tclose(t);
	H5Dclose(o);
	return r->e ? -1 : 0;
}

static aif_err
list_all(aif_read *r, aif_diag *d)
{
	hid_t all = H5Gopen2(r->file, "series", H5P_DEFAULT);

	if (all >= 0) {
		H5Literate(all, H5_INDEX_NAME, H5_ITER_INC, NULL, list_group, r);
		H5Gclose(all);
	}
	H5Literate(r->file, H5_INDEX_NAME, H5_ITER_INC, NULL, list_table, r);
	if (H5Lexists(r->file, "scenario", H5P_DEFAULT) > 0 &&
	    H5Lexists(r->file, "scenario/parameters", H5P_DEFAULT) > 0)
		list_table(r->file, "scenario/parameters", NULL, r);
	r->x = aif_arena_alloc(r->a, (r->n_series + 1) * sizeof *r->x);
	if (r->e || !r->x)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->head.path);
	return AIF_OK;
}

// --- life -------------------------------------------------------------------------

aif_err
aif_read_open(aif_read **out, const char *path, aif_diag *d)
{
	aif_read *r = calloc(1, sizeof *r);
	aif_diag own = { 0 };
	aif_err e = AIF_OK;

	d = d ? d : &own;
	if (!r || aif_arena_create(&r->a) != AIF_OK) {
		free(r);
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	}
	r->head.path = aif_arena_strdup(r->a, path);
	r->file = -1;
	if (!r->head.path)
		e = aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	else if (access(path, R_OK) != 0)
		e = aif_err_fail(d, errno == ENOENT ? AIF_ENOENT : AIF_EIO, "%s: %s", path,
				 strerror(errno));
	else if ((r->file = aif_h5_open(path)) < 0)
		e = aif_h5_fail(d, path, "not a result file");
	if (!e)
		e = read_head(r, d);
	if (!e)
		e = list_all(r, d);
	if (e) {
		aif_read_close(r);
		return e;
	}
	*out = r;
	return AIF_OK;
}

void
aif_read_close(aif_read *r)
{
	if (!r)
		return;
	if (r->file >= 0)
		H5Fclose(r->file);
	free(r->s);
	aif_arena_free(r->a);
	free(r);
}

const aif_read_head *
aif_read_header(const aif_read *r)
{
	return &r->head;
}

// --- series -----------------------------------------------------------------------

size_t
aif_read_n_series(const aif_read *r)
{
	return r->n_series;
}

const aif_read_series *
aif_read_series_at(const aif_read *r, size_t i)
{
	return &r->s[i];
}

static int
is(const char *want, const char *have)
{
	return !want || strcmp(want, have) == 0;
}

long
aif_read_find(const aif_read *r, const char *strategy, const char *entity, const char *name)
{
	for (size_t i = 0; i < r->n_series; i++)
		if (is(strategy, r->s[i].strategy) && is(entity, r->s[i].entity) &&
		    is(name, r->s[i].name))
			return (long)i;
	return -1;
}

long
aif_read_nth(const aif_read *r, const char *strategy, const char *model, const char *name,
	     size_t nth)
{
	for (size_t i = 0; i < r->n_series; i++)
		if (is(strategy, r->s[i].strategy) && is(model, r->s[i].model) &&
		    is(name, r->s[i].name) && nth-- == 0)
			return (long)i;
	return -1;
}

const double *
aif_read_values(aif_read *r, size_t i, aif_diag *d)
{
	char path[512];
	size_t n;

	if (!r->x[i]) {
		snprintf(path, sizeof path, "series/%s/%s", r->s[i].group, r->s[i].name);
		r->x[i] = read_1d(r, path, &n, d);
	}
	return r->x[i];
}

// --- tables -----------------------------------------------------------------------

size_t
aif_read_n_table(const aif_read *r)
{
	return r->n_table;
}

const char *
aif_read_table_name(const aif_read *r, size_t i)
{
	return r->t[i].name;
}

static long
table_index(const aif_read *r, const char *name)
{
	for (size_t i = 0; i < r->n_table; i++)
		if (strcmp(r->t[i].name, name) == 0)
			return (long)i;
	return -1;
}

size_t
aif_read_rows(const aif_read *r, const char *name)
{
	long i = table_index(r, name);

	return i < 0 ? 0 : r->t[i].n_row;
}

const aif_read_table *
aif_read_table_of(aif_read *r, const char *name, aif_diag *d)
{
	long i = table_index(r, name);

	if (i < 0)
		return NULL;
	if (!r->t[i].loaded) {
		if (aif_readtab_load(r->file, r->head.path, name, r->a, &r->t[i].t, d))
			return NULL;
		r->t[i].t.name = r->t[i].name;
		r->t[i].loaded = 1;
	}
	return &r->t[i].t;
}

const aif_read_col *
aif_read_column(const aif_read_table *t, const char *name)
{
	for (int i = 0; t && i < t->n_col; i++)
		if (strcmp(t->col[i].name, name) == 0)
			return &t->col[i];
	return NULL;
}

const char *
aif_read_text(const aif_read_col *c, size_t row)
{
	return c && c->text ? c->text + row * c->width : "";
}

double
aif_read_num(const aif_read_col *c, size_t row)
{
	return c && c->x ? c->x[row] : (double)NAN;
}

double
aif_read_summary(aif_read *r, const char *strategy, const char *entity, const char *name,
		 const char **unit)
{
	const aif_read_table *t = aif_read_table_of(r, "summary", NULL);
	const aif_read_col *cs = aif_read_column(t, "strategy"), *ce = aif_read_column(t, "entity");
	const aif_read_col *cn = aif_read_column(t, "name"), *cu = aif_read_column(t, "unit");

	for (size_t i = 0; t && i < t->n_row; i++)
		if (is(strategy, aif_read_text(cs, i)) && is(entity, aif_read_text(ce, i)) &&
		    is(name, aif_read_text(cn, i))) {
			if (unit)
				*unit = aif_read_text(cu, i);
			return aif_read_num(aif_read_column(t, "value"), i);
		}
	return (double)NAN;
}

double
aif_read_summary_sum(aif_read *r, const char *strategy, const char *name, const char **unit)
{
	const aif_read_table *t = aif_read_table_of(r, "summary", NULL);
	const aif_read_col *cs = aif_read_column(t, "strategy"), *cn = aif_read_column(t, "name");
	double sum = 0;
	int n = 0;

	for (size_t i = 0; t && i < t->n_row; i++)
		if (is(strategy, aif_read_text(cs, i)) && is(name, aif_read_text(cn, i))) {
			*unit = aif_read_text(aif_read_column(t, "unit"), i);
			sum += aif_read_num(aif_read_column(t, "value"), i);
			n++;
		}
	return n ? sum : (double)NAN;
}

// --- ensemble ---------------------------------------------------------------------

const aif_read_ensemble *
aif_read_ensemble_of(aif_read *r)
{
	if (!r->ens_asked) {
		r->ens_asked = 1;
		if (!aif_readens_load(r->file, r->a, &r->ens))
			r->ens.n_metric = 0;
	}
	return r->ens.n_metric ? &r->ens : NULL;
}

const aif_read_metric *
aif_read_metric_of(aif_read *r, const char *strategy, const char *figure)
{
	const aif_read_ensemble *e = aif_read_ensemble_of(r);

	for (int i = 0; e && i < e->n_metric; i++) {
		const char *dot = strrchr(e->metric[i].name, '.');

		if (strcmp(dot ? dot + 1 : e->metric[i].name, figure) == 0 &&
		    strcmp(e->metric[i].strategy, strategy) == 0)
			return &e->metric[i];
	}
	return NULL;
}

double
aif_read_quantile(aif_read *r, const char *strategy, const char *figure, const char *column)
{
	const aif_read_metric *m = aif_read_metric_of(r, strategy, figure);
	int c = aif_readens_column(column);

	return m && c >= 0 ? m->q[c] : (double)NAN;
}
