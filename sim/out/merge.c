// merge.c - parts read in the order of their numbers and put below one another.
//
// Points may differ in what they have (a cluster more, an input set): the merged file has
// every figure and input that any point has, in the order in which they first appear.
#include "out/merge.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/sweepread.h"

typedef struct merge {
	aif_arena *a;
	const char **path; // path[n_part]; NULL: missing
	int n_part, n_found;
	aif_sweepfile *part; // part[n_part]
	aif_sweepfile out;
	aif_sweepfile_metric *metric;
	const char **input, **input_unit;
	int cap_metric, cap_input;
	aif_diag *d;
} merge;

static aif_err
no_memory(const merge *m)
{
	return aif_err_fail(m->d, AIF_ENOMEM, "out of memory");
}

// --- finding -------------------------------------------------------------------------

static long
number_of(const char *name)
{
	char *end;
	long id;

	if (strncmp(name, "part-", 5) != 0)
		return -1;
	id = strtol(name + 5, &end, 10);
	return end == name + 5 || strcmp(end, ".h5") != 0 || id > 100000000 ? -1 : id;
}

static aif_err
note(merge *m, const char *dir, const char *name)
{
	long id = number_of(name);
	size_t n = strlen(dir) + strlen(name) + 2;
	char *path;

	if (id < 0)
		return AIF_OK;
	if (id >= m->n_part) {
		int n_part = id + 1 > 2L * m->n_part ? (int)id + 1 : 2 * m->n_part;
		const char **list = realloc(m->path, (size_t)n_part * sizeof *list);

		if (!list)
			return no_memory(m);
		for (int i = m->n_part; i < n_part; i++)
			list[i] = NULL;
		m->path = list;
		m->n_part = n_part;
	}
	if (m->path[id])
		return AIF_OK;
	path = aif_arena_alloc(m->a, n);
	if (!path)
		return no_memory(m);
	snprintf(path, n, "%s/%s", dir, name);
	m->path[id] = path;
	m->n_found++;
	return AIF_OK;
}

static aif_err
look_into(merge *m, const char *dir)
{
	DIR *at = opendir(dir);
	struct dirent *x;
	aif_err err = AIF_OK;

	if (!at)
		return aif_err_fail(m->d, errno == ENOENT ? AIF_ENOENT : AIF_EIO, "%s: %s", dir,
				    strerror(errno));
	while (err == AIF_OK && (x = readdir(at)) != NULL)
		err = note(m, dir, x->d_name);
	closedir(at);
	return err;
}

// --- reading -------------------------------------------------------------------------

static aif_err
check(const merge *m, const aif_sweepfile *x, int id)
{
	const aif_sweepfile *f = &m->part[0];
	int n_block = (x->n_replica + x->block - 1) / x->block;
	int from = id % n_block * x->block, n = x->n_replica - from;

	if (strcmp(x->digest, f->digest) != 0 || x->design.n_point != f->design.n_point)
		return aif_err_fail(m->d, AIF_EINVAL,
				    "%s: of another sweep than %s (expected parts of one)",
				    m->path[id], m->path[0]);
	n = n < x->block ? n : x->block;
	for (int i = 0; i < x->n_row || i < n; i++)
		if (i >= n || i >= x->n_row || x->where[2 * i] != id / n_block ||
		    x->where[2 * i + 1] != from + i)
			return aif_err_fail(m->d, AIF_EPARSE,
					    "%s: has not the rows of part %d (expected the %d "
					    "replicas of point %d from %d)",
					    m->path[id], id, n, id / n_block, from);
	return AIF_OK;
}

static aif_err
load(merge *m, const char *dir, aif_merge_end *end)
{
	const aif_sweepfile *f;
	aif_err err;
	int first = 0, n, missing = -1;

	while (first < m->n_part && !m->path[first])
		first++;
	if (first == m->n_part)
		return aif_err_fail(m->d, AIF_ENOENT,
				    "%s: no parts of a sweep (expected part-000000.h5, ...)", dir);
	m->part = aif_arena_alloc(m->a, (size_t)m->n_part * sizeof *m->part);
	if (!m->part)
		return no_memory(m);
	err = aif_sweepread_load(&m->part[first], m->path[first], m->a, m->d);
	if (err != AIF_OK)
		return err;
	f = &m->part[first];
	n = f->design.n_point * ((f->n_replica + f->block - 1) / f->block);
	*end = (aif_merge_end){ f->design.n_point, f->n_replica, n, 0 };
	for (int i = 0; i < n; i++)
		if (i >= m->n_part || !m->path[i]) {
			missing = missing < 0 ? i : missing;
			end->n_missing++;
		}
	if (missing >= 0)
		return aif_err_fail(
		    m->d, AIF_ENOENT,
		    "%d of %d parts are missing, part-%06d.h5 first (play the sweep "
		    "to its end, or name the folders of all shards)",
		    end->n_missing, n, missing);
	m->n_part = n;
	for (int i = 0; i < n && err == AIF_OK; i++) {
		if (i != first)
			err = aif_sweepread_load(&m->part[i], m->path[i], m->a, m->d);
		if (err == AIF_OK)
			err = check(m, &m->part[i], i);
	}
	return err;
}

// --- putting together ----------------------------------------------------------------

// Index of a metric in the merged file, which gets it when it is new; -1: no memory.
// hint: where it stood last time.
static int
metric_at(merge *m, const aif_sweepfile_metric *x, int hint)
{
	aif_sweepfile *o = &m->out;

	for (int i = 0; i < o->n_metric; i++) {
		int k = (hint + i) % o->n_metric;

		if (strcmp(m->metric[k].name, x->name) == 0 &&
		    strcmp(m->metric[k].strategy, x->strategy) == 0)
			return k;
	}
	if (o->n_metric == m->cap_metric) {
		int cap = m->cap_metric ? 2 * m->cap_metric : 256;
		aif_sweepfile_metric *list = realloc(m->metric, (size_t)cap * sizeof *list);

		if (!list)
			return -1;
		m->metric = list;
		m->cap_metric = cap;
	}
	m->metric[o->n_metric] = *x;
	return o->n_metric++;
}

static int
input_at(merge *m, const char *name, const char *unit)
{
	aif_sweepfile *o = &m->out;

	for (int i = 0; i < o->n_input; i++)
		if (strcmp(m->input[i], name) == 0)
			return i;
	if (o->n_input == m->cap_input) {
		int cap = m->cap_input ? 2 * m->cap_input : 64;
		const char **a = realloc(m->input, (size_t)cap * sizeof *a), **b;

		m->input = a ? a : m->input;
		b = a ? realloc(m->input_unit, (size_t)cap * sizeof *b) : NULL;
		m->input_unit = b ? b : m->input_unit;
		if (!a || !b)
			return -1;
		m->cap_input = cap;
	}
	m->input[o->n_input] = name;
	m->input_unit[o->n_input] = unit;
	return o->n_input++;
}

// First pass: which metrics and inputs there are.
static aif_err
collect(merge *m)
{
	for (int i = 0; i < m->n_part; i++) {
		const aif_sweepfile *x = &m->part[i];

		for (int k = 0; k < x->n_metric; k++)
			if (metric_at(m, &x->metric[k], k) < 0)
				return no_memory(m);
		for (int k = 0; k < x->n_input; k++)
			if (input_at(m, x->input[k], x->input_unit[k]) < 0)
				return no_memory(m);
		m->out.n_row += x->n_row;
	}
	return AIF_OK;
}

static void
copy(merge *m, const aif_sweepfile *x, size_t row, double *value, double *draw)
{
	size_t nm = (size_t)m->out.n_metric, ni = (size_t)m->out.n_input;

	for (int k = 0; k < x->n_metric; k++) {
		int at = metric_at(m, &x->metric[k], k);

		for (int r = 0; r < x->n_row; r++)
			value[(row + (size_t)r) * nm + (size_t)at] =
			    x->value[(size_t)r * (size_t)x->n_metric + (size_t)k];
	}
	for (int k = 0; k < x->n_input; k++) {
		int at = input_at(m, x->input[k], x->input_unit[k]);

		for (int r = 0; r < x->n_row; r++)
			draw[(row + (size_t)r) * ni + (size_t)at] =
			    x->draw[(size_t)r * (size_t)x->n_input + (size_t)k];
	}
}

static aif_err
join(merge *m)
{
	aif_sweepfile *o = &m->out;
	size_t row = 0, n, nm, ni;
	double *where, *value, *draw;
	aif_err err;

	*o = m->part[0];
	o->n_metric = o->n_input = o->n_row = 0;
	err = collect(m);
	if (err != AIF_OK)
		return err;
	n = (size_t)o->n_row;
	nm = (size_t)o->n_metric;
	ni = (size_t)o->n_input;
	where = aif_arena_alloc(m->a, (2 * n + 1) * sizeof *where);
	value = aif_arena_alloc(m->a, (n * nm + 1) * sizeof *value);
	draw = aif_arena_alloc(m->a, (n * ni + 1) * sizeof *draw);
	if (!where || !value || !draw)
		return no_memory(m);
	for (size_t i = 0; i < n * nm; i++)
		value[i] = NAN;
	for (size_t i = 0; i < n * ni; i++)
		draw[i] = NAN;
	for (int i = 0; i < m->n_part; i++) {
		const aif_sweepfile *x = &m->part[i];

		memcpy(where + 2 * row, x->where, 2 * (size_t)x->n_row * sizeof *where);
		copy(m, x, row, value, draw);
		row += (size_t)x->n_row;
	}
	o->metric = m->metric;
	o->input = m->input;
	o->input_unit = m->input_unit;
	o->where = where;
	o->value = value;
	o->draw = draw;
	return AIF_OK;
}

aif_err
aif_merge_write(const char *const *dir, int n, const char *path, aif_merge_end *end, aif_diag *d)
{
	merge m = { .d = d };
	aif_err err = AIF_OK;

	*end = (aif_merge_end){ 0 };
	if (aif_arena_create(&m.a) != AIF_OK)
		return no_memory(&m);
	for (int i = 0; i < n && err == AIF_OK; i++)
		err = look_into(&m, dir[i]);
	if (err == AIF_OK)
		err = load(&m, dir[0], end);
	if (err == AIF_OK)
		err = join(&m);
	if (err == AIF_OK)
		err = aif_sweepfile_write(&m.out, path, 1, d);
	free(m.path);
	free(m.metric);
	free(m.input);
	free(m.input_unit);
	aif_arena_free(m.a);
	return err;
}
