// ktable.c - compact tables: reading, filling, interpolation.
#include "models/ktable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/calset.h"

// Rows as read, before the blocks are known.
typedef struct load {
	aif_arena *a;
	int n_key, n_axis, n_col;
	double *col; // [n_col] points of the last axis
	size_t n, cap;
	struct row {
		const char *key[AIF_KTABLE_KEYS];
		double x0, x1;
		double *t; // [n_col], NaN where empty
	} * row;
} load;

static aif_err
load_header(load *l, const aif_csv_row *r, aif_diag *d)
{
	l->n_col = r->n_name - l->n_key - l->n_axis;
	if (l->n_col < 1)
		return aif_err_fail(d, AIF_EPARSE, "%s: no value columns", r->path);
	l->col = aif_arena_alloc(l->a, (size_t)l->n_col * sizeof *l->col);
	if (!l->col)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
	for (int i = 0; i < l->n_col; i++) {
		char *end;
		const char *name = r->name[l->n_key + l->n_axis + i];

		l->col[i] = strtod(name, &end);
		if (*end || l->col[i] <= 0)
			return aif_err_fail(d, AIF_EPARSE,
					    "%s: column '%s' is not a positive number", r->path,
					    name);
	}
	return AIF_OK;
}

static aif_err
load_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	load *l = user;
	struct row *w;
	aif_err e = l->col ? AIF_OK : load_header(l, r, d);

	if (e)
		return e;
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 256;
		void *p = realloc(l->row, cap * sizeof *l->row);

		if (!p)
			return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
		l->row = p;
		l->cap = cap;
	}
	w = &l->row[l->n];
	memset(w, 0, sizeof *w);
	w->x0 = w->x1 = 1;
	for (int i = 0; i < l->n_key; i++) {
		// A row mostly repeats the words of the one before.
		const char *last = l->n ? l->row[l->n - 1].key[i] : NULL;

		w->key[i] = last && strcmp(last, r->cell[i]) == 0
				? last
				: aif_arena_strdup(l->a, r->cell[i]);
		if (!w->key[i])
			return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
	}
	if (l->n_axis > 0 && (e = aif_csv_num(r, l->n_key, 0, NULL, &w->x0, d)))
		return e;
	if (l->n_axis > 1 && (e = aif_csv_num(r, l->n_key + 1, 0, NULL, &w->x1, d)))
		return e;
	w->t = aif_arena_alloc(l->a, (size_t)l->n_col * sizeof *w->t);
	if (!w->t)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", r->path);
	for (int i = 0; i < l->n_col; i++)
		if ((e = aif_csv_num(r, l->n_key + l->n_axis + i, 1, "microseconds", &w->t[i], d)))
			return e;
	l->n++;
	return AIF_OK;
}

static int
same_key(const load *l, const struct row *a, const struct row *b)
{
	for (int i = 0; i < l->n_key; i++)
		if (a->key[i] != b->key[i] && strcmp(a->key[i], b->key[i]) != 0)
			return 0;
	return 1;
}

// Adds x to the ascending set v[*n].
static void
insert(double *v, int *n, double x)
{
	int i = *n;

	while (i > 0 && v[i - 1] > x)
		i--;
	if (i > 0 && v[i - 1] == x)
		return;
	memmove(v + i + 1, v + i, (size_t)(*n - i) * sizeof *v);
	v[i] = x;
	(*n)++;
}

static int
find(const double *v, int n, double x)
{
	for (int i = 0; i < n; i++)
		if (v[i] == x)
			return i;
	return -1;
}

// Axes of the rows [r, r + n): those columns that hold anything.
static aif_err
block_axes(load *l, const struct row *r, size_t n, aif_ktable_sub *s)
{
	size_t most[3] = { n, n, (size_t)l->n_col };

	for (int i = 0; i < 3; i++) {
		s->x[i] = aif_arena_alloc(l->a, (most[i] + 1) * sizeof(double));
		s->ln[i] = aif_arena_alloc(l->a, (most[i] + 1) * sizeof(double));
		if (!s->x[i] || !s->ln[i])
			return AIF_ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		insert(s->x[0], &s->n[0], r[i].x0);
		insert(s->x[1], &s->n[1], r[i].x1);
		for (int c = 0; c < l->n_col; c++)
			if (!isnan(r[i].t[c]))
				insert(s->x[2], &s->n[2], l->col[c]);
	}
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < s->n[i]; j++)
			s->ln[i][j] = log(s->x[i][j]);
	return AIF_OK;
}

static aif_err
block(load *l, const struct row *r, size_t n, aif_ktable_sub *s)
{
	size_t total;

	if (block_axes(l, r, n, s))
		return AIF_ENOMEM;
	total = (size_t)s->n[0] * (size_t)s->n[1] * (size_t)s->n[2];
	s->v = aif_arena_alloc(l->a, total * sizeof *s->v);
	s->held = aif_arena_alloc(l->a, total + 1);
	if (!s->v || !s->held)
		return AIF_ENOMEM;
	for (int i = 0; i < l->n_key; i++) {
		s->key[i] = r->key[i];
		s->num[i] = strtod(r->key[i], NULL);
	}
	for (size_t i = 0; i < n; i++) {
		int a = find(s->x[0], s->n[0], r[i].x0), b = find(s->x[1], s->n[1], r[i].x1);

		for (int c = 0; c < l->n_col; c++) {
			int k = isnan(r[i].t[c]) ? -1 : find(s->x[2], s->n[2], l->col[c]);
			size_t at = ((size_t)a * (size_t)s->n[1] + (size_t)b) * (size_t)s->n[2];

			if (k < 0)
				continue;
			s->v[at + (size_t)k] = r[i].t[c] * 1e-6;
			s->held[at + (size_t)k] = 1;
		}
	}
	return AIF_OK;
}

static aif_err
blocks(load *l, aif_ktable *out)
{
	for (size_t i = 0; i < l->n; i++)
		out->n_sub += i == 0 || !same_key(l, &l->row[i], &l->row[i - 1]);
	out->sub = aif_arena_alloc(l->a, (size_t)out->n_sub * sizeof *out->sub);
	if (!out->sub)
		return AIF_ENOMEM;
	for (size_t i = 0, j, s = 0; i < l->n; i = j, s++) {
		for (j = i + 1; j < l->n && same_key(l, &l->row[j], &l->row[i]);)
			j++;
		if (block(l, &l->row[i], j - i, &out->sub[s]))
			return AIF_ENOMEM;
	}
	return AIF_OK;
}

aif_err
aif_ktable_load(aif_ktable *out, aif_arena *a, const char *set, const char *name, int n_key,
		int n_axis, aif_diag *d)
{
	load l = { .a = a, .n_key = n_key, .n_axis = n_axis };
	aif_err e;

	memset(out, 0, sizeof *out);
	out->n_key = n_key;
	out->n_axis = n_axis;
	e = aif_calset_rows(set, name, load_row, &l, d);
	if (!e && l.n == 0)
		e = aif_err_fail(d, AIF_EPARSE, "%s: %s: no rows", set, name);
	if (!e && (e = blocks(&l, out)))
		aif_err_fail(d, e, "%s: %s: out of memory", set, name);
	free(l.row);
	return e;
}

// The measured neighbour of line[at] below or above, or -1.
static int
neighbour(const uint8_t *held, size_t stride, int n, int at, int step)
{
	for (at += step; at >= 0 && at < n; at += step)
		if (held[(size_t)at * stride])
			return at;
	return -1;
}

// ln ratio of a cell between cells lo and hi of one axis, of which v are the ln ratios.
static double
chord(const aif_ktable_sub *s, const int at[3], int axis, int lo, int hi, double v_lo, double v_hi)
{
	double x[3] = { s->x[0][at[0]], s->x[1][at[1]], s->x[2][at[2]] }, mid = x[axis];
	double below, above, t, roof;

	if (!(s->linear >> axis & 1)) {
		below = s->ln[axis][at[axis]] - s->ln[axis][lo];
		above = s->ln[axis][hi] - s->ln[axis][at[axis]];
		return (v_lo * above + v_hi * below) / (below + above);
	}
	roof = s->roof(s->user, s, x);
	x[axis] = s->x[axis][lo];
	t = exp(v_lo) * s->roof(s->user, s, x) * (s->x[axis][hi] - mid);
	x[axis] = s->x[axis][hi];
	t += exp(v_hi) * s->roof(s->user, s, x) * (mid - s->x[axis][lo]);
	return log(t / (s->x[axis][hi] - s->x[axis][lo]) / roof);
}

// Along one axis, from the measured neighbours on both sides of a cell: its ln ratio and
// the product of the distances. 0: there are none.
static double
along(const aif_ktable_sub *s, const int at[3], int axis, double *far)
{
	const size_t n1 = (size_t)s->n[1], n2 = (size_t)s->n[2];
	const size_t stride = axis == 0 ? n1 * n2 : axis == 1 ? n2 : 1;
	size_t base = ((size_t)at[0] * n1 + (size_t)at[1]) * n2 + (size_t)at[2];
	int lo, hi;

	*far = 0;
	base -= (size_t)at[axis] * stride;
	lo = neighbour(s->held + base, stride, s->n[axis], at[axis], -1);
	hi = neighbour(s->held + base, stride, s->n[axis], at[axis], 1);
	if (lo < 0 || hi < 0)
		return NAN;
	*far =
	    (s->ln[axis][at[axis]] - s->ln[axis][lo]) * (s->ln[axis][hi] - s->ln[axis][at[axis]]);
	return chord(s, at, axis, lo, hi, s->v[base + (size_t)lo * stride],
		     s->v[base + (size_t)hi * stride]);
}

// How a block bends along each axis: the error of a chord goes with the product of the
// distances to its ends.
static void
roughness(aif_ktable_sub *s)
{
	double sum[3] = { 0 }, n[3] = { 0 };
	size_t cell = 0;

	for (int i = 0; i < s->n[0]; i++)
		for (int j = 0; j < s->n[1]; j++)
			for (int k = 0; k < s->n[2]; k++, cell++)
				for (int a = 0; a < 3 && s->held[cell]; a++) {
					double far, v = along(s, (int[]){ i, j, k }, a, &far);

					if (far > 0) {
						sum[a] += fabs(s->v[cell] - v) / far;
						n[a]++;
					}
				}
	for (int a = 0; a < 3; a++) // an axis that says nothing of itself counts as rough
		s->rough[a] = n[a] > 0 ? sum[a] / n[a] + 1e-6 : 1;
}

double
aif_ktable_without(const aif_ktable_sub *s, int i, int j, int k)
{
	double sum = 0, weight = 0;

	for (int a = 0; a < 3; a++) {
		double far, v = along(s, (int[]){ i, j, k }, a, &far), w;

		if (!(far > 0))
			continue;
		w = 1 / (s->rough[a] * far * s->rough[a] * far);
		sum += w * v;
		weight += w;
	}
	return weight > 0 ? sum / weight : NAN;
}

// Copies the nearest measured value along one axis into what is not held.
// stride: distance of neighbours; n: points; base: first point of the line.
static void
fill_line(aif_ktable_sub *s, size_t base, size_t stride, int n, const uint8_t *known, uint8_t *now)
{
	for (int i = 0; i < n; i++) {
		size_t at = base + (size_t)i * stride;

		if (known[at])
			continue;
		for (int r = 1; r < n; r++) {
			int lo = i - r, hi = i + r;
			size_t from;

			if (lo >= 0 && known[base + (size_t)lo * stride])
				from = base + (size_t)lo * stride;
			else if (hi < n && known[base + (size_t)hi * stride])
				from = base + (size_t)hi * stride;
			else
				continue;
			s->v[at] = s->v[from];
			now[at] = 1;
			break;
		}
	}
}

// Lines along `axis`; known grows with each axis that is done.
static void
fill_axis(aif_ktable_sub *s, int axis, uint8_t *known, uint8_t *now)
{
	size_t n0 = (size_t)s->n[0], n1 = (size_t)s->n[1], n2 = (size_t)s->n[2];
	size_t stride = axis == 2 ? 1 : axis == 1 ? n2 : n1 * n2;

	memcpy(now, known, n0 * n1 * n2);
	for (size_t at = 0; at < n0 * n1 * n2; at++)
		if (at / stride % (size_t)s->n[axis] == 0)
			fill_line(s, at, stride, s->n[axis], known, now);
	memcpy(known, now, n0 * n1 * n2);
}

void
aif_ktable_ratio(aif_ktable_sub *s, aif_ktable_roof *roof, const void *user, unsigned linear)
{
	size_t n = (size_t)s->n[0] * (size_t)s->n[1] * (size_t)s->n[2], at = 0;
	uint8_t *known = malloc(2 * n);

	s->roof = roof;
	s->user = user;
	s->linear = linear;
	for (int i = 0; i < s->n[0]; i++)
		for (int j = 0; j < s->n[1]; j++)
			for (int k = 0; k < s->n[2]; k++, at++) {
				double x[3] = { s->x[0][i], s->x[1][j], s->x[2][k] };

				if (s->held[at])
					s->v[at] = log(s->v[at] / roof(user, s, x));
			}
	roughness(s);
	if (!known) // holes then stay at ratio 1
		return;
	memcpy(known, s->held, n);
	at = 0;
	for (int i = 0; i < s->n[0]; i++)
		for (int j = 0; j < s->n[1]; j++)
			for (int k = 0; k < s->n[2]; k++, at++) {
				double v = known[at] ? NAN : aif_ktable_without(s, i, j, k);

				if (!isnan(v)) {
					s->v[at] = v;
					known[at] = 1;
				}
			}
	fill_axis(s, 2, known, known + n);
	fill_axis(s, 1, known, known + n);
	fill_axis(s, 0, known, known + n);
	free(known);
}

// Cell and weight of the upper point for ln x on one axis.
static int
place(const double *ln, int n, double x, double *w, double *outside)
{
	int lo = 0, hi = n - 1;

	*w = 0;
	if (x <= ln[0]) {
		*outside += ln[0] - x;
		return 0;
	}
	if (x >= ln[n - 1]) {
		*outside += x - ln[n - 1];
		return n - 1;
	}
	while (hi - lo > 1) {
		int mid = (lo + hi) / 2;

		if (ln[mid] <= x)
			lo = mid;
		else
			hi = mid;
	}
	*w = (x - ln[lo]) / (ln[hi] - ln[lo]);
	return lo;
}

// Sum over the corners of the cell, axis a at its lower (upper: bit a of `up`) end where
// bit a of `fixed` says so. Notes corners that were filled.
static double
corners(const aif_ktable_sub *s, const int i[3], const double w[3], unsigned fixed, unsigned up,
	int *filled)
{
	double sum = 0;

	for (unsigned c = 0; c < 8; c++) {
		double f = 1;
		size_t at = 0;

		if ((c & fixed) != up)
			continue;
		for (int a = 0; a < 3; a++) {
			unsigned hi = c >> a & 1;

			if (!(fixed >> a & 1))
				f *= hi ? w[a] : 1 - w[a];
			at = at * (size_t)s->n[a] + (size_t)(i[a] + (hi && w[a] > 0));
		}
		if (f > 0) {
			sum += f * s->v[at];
			*filled |= !s->held[at];
		}
	}
	return sum;
}

// Time is straight along some axes: the corners on them are brought to seconds first.
static double
straight(const aif_ktable_sub *s, const double x[3], const int i[3], const double w[3],
	 unsigned fixed, int *filled)
{
	double t = 0;

	for (unsigned up = 0; up < 8; up++) {
		double y[3] = { x[0], x[1], x[2] }, f = 1;

		if (up & ~fixed)
			continue;
		for (int a = 0; a < 3; a++) {
			double lo, hi, u;

			if (!(fixed >> a & 1))
				continue;
			lo = s->x[a][i[a]];
			hi = s->x[a][i[a] + 1];
			u = (x[a] - lo) / (hi - lo);
			y[a] = up >> a & 1 ? hi : lo;
			f *= up >> a & 1 ? u : 1 - u;
		}
		t += f * exp(corners(s, i, w, fixed, up, filled)) * s->roof(s->user, s, y);
	}
	return log(t / s->roof(s->user, s, x));
}

double
aif_ktable_at(const aif_ktable_sub *s, const double x[3], double *outside)
{
	double w[3], out = 0, v;
	unsigned fixed = 0;
	int i[3], filled = 0;

	for (int a = 0; a < 3; a++) {
		i[a] = s->n[a] == 1 && s->x[a][0] == 1 && x[a] == 1
			   ? (w[a] = 0, 0)
			   : place(s->ln[a], s->n[a], log(x[a]), &w[a], &out);
		if (s->linear >> a & 1 && w[a] > 0)
			fixed |= 1u << a;
	}
	v = fixed ? straight(s, x, i, w, fixed, &filled) : corners(s, i, w, 0, 0, &filled);
	if (outside)
		*outside = filled && out < 0.01 ? 0.01 : out;
	return v;
}

const aif_ktable_sub *
aif_ktable_find(const aif_ktable *t, int64_t id)
{
	for (int i = 0; i < t->n_sub; i++)
		if (t->sub[i].id == id)
			return &t->sub[i];
	return NULL;
}
