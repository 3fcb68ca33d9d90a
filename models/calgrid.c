// calgrid.c - tables from points: cells, leave-one-out, outliers, coverage.
#include "models/calgrid.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/lines.h"
#include "util/stat.h"

// What dense sources are cut to: sizes of m between which time runs smoothly (tile
// edges such as 257 judge them), powers of two of the others.
static const double m_kept[] = { 1,    2,    4,    8,    16,   32,   48,    64,
				 96,   128,  160,  192,  256,  384,  512,   768,
				 1024, 1536, 2048, 3072, 4096, 8192, 16384, 32768 };

// The same rows measured twice may differ by this factor.
static const double disagree = 1.5;
// A cell is disturbed beyond this factor.
static const double too_slow = 3;

typedef struct builder {
	aif_calgrid *g;
	aif_calrun *r;
	const aif_kspec *spec;
	const aif_calset *facts;
	const aif_calpoint **p; // sorted
	size_t n;
	double *e; // errors
} builder;

// --- order ---------------------------------------------------------------------------

static int
by_number(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int
by_place(const void *pa, const void *pb)
{
	const aif_calpoint *a = *(const aif_calpoint *const *)pa;
	const aif_calpoint *b = *(const aif_calpoint *const *)pb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	for (int i = 0; i < 3; i++)
		if (a->x[i] != b->x[i])
			return a->x[i] < b->x[i] ? -1 : 1;
	if (a->source != b->source)
		return a->source < b->source ? -1 : 1;
	return (a->line > b->line) - (a->line < b->line);
}

// Rank of each key by its words.
static aif_err
rank_keys(aif_calrun *r, aif_calpoints *t, int n_word, aif_diag *d)
{
	int *rank = calloc((size_t)t->n_key + 1, sizeof *rank);
	const char *(*sorted)[AIF_KTABLE_KEYS] = calloc((size_t)t->n_key + 1, sizeof *sorted);

	(void)r;
	if (!rank || !sorted) {
		free(rank);
		free(sorted);
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	for (int i = 0; i < t->n_key; i++)
		for (int j = 0; j < t->n_key; j++) {
			int c = 0;

			for (int k = 0; k < n_word && c == 0; k++) {
				double x = strtod(t->key[j][k], NULL);
				double y = strtod(t->key[i][k], NULL);

				c = x != y ? (x < y ? -1 : 1) : strcmp(t->key[j][k], t->key[i][k]);
			}
			rank[i] += c < 0;
		}
	for (int i = 0; i < t->n_key; i++)
		memcpy(sorted[rank[i]], t->key[i], sizeof *sorted);
	for (int i = 0; i < t->n_key; i++)
		memcpy(t->key[i], sorted[i], sizeof *sorted);
	for (size_t i = 0; i < t->n; i++)
		t->p[i].key = rank[t->p[i].key];
	free(rank);
	free(sorted);
	return AIF_OK;
}

// --- cells -----------------------------------------------------------------------------

static int
wanted(const builder *b, const aif_calpoint *p)
{
	int pow2 = 0;

	if (!b->r->dense || b->g->table >= AIF_KSPEC_STREAM)
		return 1;
	if (b->g->table == AIF_KSPEC_GEMM) {
		for (size_t i = 0; i < sizeof m_kept / sizeof *m_kept; i++)
			if (p->x[2] == m_kept[i])
				return 1;
		return 0;
	}
	for (int i = 0; i <= 20; i++)
		pow2 |= p->x[2] == (double)(1 << i);
	if (b->g->table == AIF_KSPEC_PREFILL || b->g->table == AIF_KSPEC_DECODE) {
		int grp = 0; // heads per kv head

		for (int i = 0; i <= 6; i++)
			grp |= p->x[0] == (double)(1 << i);
		return grp && pow2;
	}
	return pow2;
}

static int
find(const double *v, int n, double x)
{
	int lo = 0, hi = n - 1;

	while (lo <= hi) {
		int mid = (lo + hi) / 2;

		if (v[mid] == x)
			return mid;
		if (v[mid] < x)
			lo = mid + 1;
		else
			hi = mid - 1;
	}
	return -1;
}

static size_t
at(const aif_ktable_sub *s, const int i[3])
{
	return ((size_t)i[0] * (size_t)s->n[1] + (size_t)i[1]) * (size_t)s->n[2] + (size_t)i[2];
}

// The cell of a point, or -1.
static long
cell_of(const aif_ktable_sub *s, const aif_calpoint *p)
{
	int i[3];

	for (int a = 0; a < 3; a++)
		if ((i[a] = find(s->x[a], s->n[a], p->x[a])) < 0)
			return -1;
	return (long)at(s, i);
}

static aif_err
axes(builder *b, aif_ktable_sub *s, const aif_calpoint *const *p, size_t n)
{
	double *x = calloc(n + 1, sizeof *x);

	if (!x)
		return AIF_ENOMEM;
	for (int a = 0; a < 3; a++) {
		size_t k = 0, m = 0;

		for (size_t i = 0; i < n; i++)
			if (wanted(b, p[i]))
				x[k++] = p[i]->x[a];
		qsort(x, k, sizeof *x, by_number);
		for (size_t i = 0; i < k; i++)
			if (i == 0 || x[i] != x[i - 1])
				x[m++] = x[i];
		s->n[a] = (int)m;
		s->x[a] = aif_arena_memdup(b->r->a, x, (m + 1) * sizeof *x);
		s->ln[a] = aif_arena_alloc(b->r->a, (m + 1) * sizeof *x);
		if (!s->x[a] || !s->ln[a]) {
			free(x);
			return AIF_ENOMEM;
		}
		for (size_t i = 0; i < m; i++)
			s->ln[a][i] = log(s->x[a][i]);
	}
	free(x);
	return AIF_OK;
}

// Points of one key, sorted, to a block: means per cell.
static aif_err
block(builder *b, int at_sub, const aif_calpoint *const *p, size_t n)
{
	aif_calgrid *g = b->g;
	aif_ktable_sub *s = &g->t.sub[at_sub];
	const char *const *key = b->r->table[g->table].key[p[0]->key];
	size_t total;
	double *count;

	if (axes(b, s, p, n))
		return AIF_ENOMEM;
	total = (size_t)s->n[0] * (size_t)s->n[1] * (size_t)s->n[2];
	s->v = aif_arena_alloc(b->r->a, (total + 1) * sizeof *s->v);
	s->held = aif_arena_alloc(b->r->a, total + 1);
	g->t_s[at_sub] = aif_arena_alloc(b->r->a, (total + 1) * sizeof *s->v);
	count = calloc(total + 1, sizeof *count);
	if (!s->v || !s->held || !g->t_s[at_sub] || !count) {
		free(count);
		return AIF_ENOMEM;
	}
	for (int i = 0; i < b->spec->n_key; i++) {
		s->key[i] = key[i];
		s->num[i] = strtod(key[i], NULL);
	}
	for (size_t i = 0; i < n; i++) {
		long c = wanted(b, p[i]) ? cell_of(s, p[i]) : -1;

		if (c < 0)
			continue;
		s->v[c] += p[i]->t_s;
		count[c]++;
		s->held[c] = 1;
	}
	for (size_t c = 0; c < total; c++) {
		if (count[c] > 0)
			g->t_s[at_sub][c] = s->v[c] /= count[c];
		g->held += count[c] > 0;
		g->merged += count[c] > 1 ? (size_t)count[c] - 1 : 0;
	}
	g->cells += total;
	free(count);
	return AIF_OK;
}

// The same row twice, apart by more than noise.
static aif_err
check_twice(const builder *b, aif_diag *d)
{
	for (size_t i = 1; i < b->n; i++)
		for (size_t j = i; j-- > 0;) {
			const aif_calpoint *p = b->p[i], *q = b->p[j];

			if (p->key != q->key || p->x[0] != q->x[0] || p->x[1] != q->x[1] ||
			    p->x[2] != q->x[2])
				break;
			if (p->shape == q->shape &&
			    (p->t_s > disagree * q->t_s || q->t_s > disagree * p->t_s))
				return aif_err_fail(
				    d, AIF_EPARSE,
				    "%s:%ld: %.4g us, but the same row in %s:%ld says %.4g us",
				    b->r->source[p->source].path, p->line, p->t_s * 1e6,
				    b->r->source[q->source].path, q->line, q->t_s * 1e6);
		}
	return AIF_OK;
}

// Leaves out disturbed cells and fills the block again.
static void
drop_disturbed(builder *b, int at_sub)
{
	aif_calgrid *g = b->g;
	aif_ktable_sub *s = &g->t.sub[at_sub];
	size_t total = (size_t)s->n[0] * (size_t)s->n[1] * (size_t)s->n[2], before = g->disturbed;
	uint8_t *bad = calloc(total + 1, 1);

	for (int i = 0; bad && i < s->n[0]; i++)
		for (int j = 0; j < s->n[1]; j++)
			for (int k = 0; k < s->n[2]; k++) {
				const int c[3] = { i, j, k };
				size_t n = at(s, c);

				bad[n] = s->held[n] &&
					 s->v[n] - aif_ktable_without(s, i, j, k) > log(too_slow);
				g->disturbed += bad[n];
			}
	for (size_t n = 0; bad && n < total; n++) {
		s->held[n] = s->held[n] && !bad[n];
		s->v[n] = g->t_s[at_sub][n];
	}
	if (bad)
		aif_ktable_ratio(s, b->spec->roof, b->facts, b->spec->linear);
	g->held -= g->disturbed - before;
	free(bad);
}

// --- how good ----------------------------------------------------------------------------

static void
errors_of(double *e, size_t n, aif_calerr *out)
{
	memset(out, 0, sizeof *out);
	n = aif_stat_sort(e, n);
	out->n = n;
	for (size_t i = 0; i < n; i++)
		out->mean += e[i] / (double)n;
	out->median = aif_stat_quantile(e, n, 0.5);
	out->p90 = aif_stat_quantile(e, n, 0.9);
	out->worst = n ? e[n - 1] : NAN;
}

// ln(measured / predicted without it) of all cells, in the order of the table; NaN
// where nothing stands on both sides. x: of each cell.
static size_t
residuals(const aif_ktable *t, aif_calgrid_keep *keep, const void *user, double *out)
{
	size_t n = 0;

	for (int b = 0; b < t->n_sub; b++) {
		const aif_ktable_sub *s = &t->sub[b];

		for (int i = 0; i < s->n[0]; i++)
			for (int j = 0; j < s->n[1]; j++)
				for (int k = 0; k < s->n[2]; k++) {
					const int c[3] = { i, j, k };
					const double x[3] = { s->x[0][i], s->x[1][j], s->x[2][k] };

					if (s->held[at(s, c)] && (!keep || keep(user, s, x)))
						out[n++] =
						    s->v[at(s, c)] - aif_ktable_without(s, i, j, k);
				}
	}
	return n;
}

static size_t
cells_of(const aif_ktable *t)
{
	size_t n = 0;

	for (int b = 0; b < t->n_sub; b++)
		n += (size_t)t->sub[b].n[0] * (size_t)t->sub[b].n[1] * (size_t)t->sub[b].n[2];
	return n;
}

aif_err
aif_calgrid_loo(const aif_ktable *t, aif_calgrid_keep *keep, const void *user, aif_calerr *out)
{
	double *e = malloc((cells_of(t) + 1) * sizeof *e);
	size_t n;

	if (!e)
		return AIF_ENOMEM;
	n = residuals(t, keep, user, e);
	for (size_t i = 0; i < n; i++)
		e[i] = fabs(exp(-e[i]) - 1);
	errors_of(e, n, out);
	free(e);
	return AIF_OK;
}

// Points that the grid does not hold, or averages.
// Disturbed points lie outside, as they would for a user.
static void
judge_rest(builder *b)
{
	size_t n = 0;
	int sub = -1, key = -1;

	for (size_t i = 0; i < b->n; i++) {
		const aif_calpoint *p = b->p[i];
		const aif_ktable_sub *s;
		double t, e;

		if (p->key != key) {
			key = p->key;
			sub++;
		}
		s = &b->g->t.sub[sub];
		if (s->n[0] == 0)
			continue;
		t = exp(aif_ktable_at(s, p->x, NULL)) * b->spec->roof(b->facts, s, p->x);
		e = fabs(t / p->t_s - 1);
		if (e > 1e-9)
			b->e[n++] = e;
	}
	errors_of(b->e, n, &b->g->rest);
}

// The place of a cell's first point.
static void
place(const builder *b, int sub, size_t cell, size_t k, double off)
{
	int at_sub = -1, key = -1;

	b->g->outlier[k].off = off;
	for (size_t i = 0; i < b->n; i++) {
		if (b->p[i]->key != key) {
			key = b->p[i]->key;
			at_sub++;
		}
		if (at_sub == sub && cell_of(&b->g->t.sub[sub], b->p[i]) == (long)cell) {
			b->g->outlier[k].path = b->r->source[b->p[i]->source].path;
			b->g->outlier[k].line = b->p[i]->line;
			return;
		}
	}
}

// Cells farther from their neighbours' answer than 5 x 1.4826 median deviations:
// five standard deviations where errors are normal. The farthest are named.
static void
find_outliers(builder *b)
{
	aif_calgrid *g = b->g;
	size_t n = residuals(&g->t, NULL, NULL, b->e), m, i = 0;
	double centre, limit;
	double far[AIF_CALGRID_OUTLIERS] = { 0 };

	m = aif_stat_sort(b->e, n);
	centre = aif_stat_quantile(b->e, m, 0.5);
	for (size_t k = 0; k < m; k++)
		b->e[k] = fabs(b->e[k] - centre);
	m = aif_stat_sort(b->e, m);
	limit = 5 * 1.4826 * aif_stat_quantile(b->e, m, 0.5);
	n = residuals(&g->t, NULL, NULL, b->e);
	for (int sub = 0; sub < g->t.n_sub; sub++) {
		const aif_ktable_sub *s = &g->t.sub[sub];
		size_t total = (size_t)s->n[0] * (size_t)s->n[1] * (size_t)s->n[2];

		for (size_t c = 0; c < total; c++) {
			double off;
			int k = AIF_CALGRID_OUTLIERS - 1;

			if (!s->held[c])
				continue;
			off = b->e[i++] - centre;
			if (!(fabs(off) > limit))
				continue;
			g->n_outlier++;
			if (fabs(off) <= fabs(far[k]))
				continue;
			for (; k > 0 && fabs(far[k - 1]) < fabs(off); k--) {
				far[k] = far[k - 1];
				g->outlier[k] = g->outlier[k - 1];
			}
			far[k] = off;
			place(b, sub, c, (size_t)k, exp(off));
		}
	}
}

static void
cover(builder *b)
{
	aif_calgrid *g = b->g;

	for (int a = 0; a < 3; a++) {
		g->axis[a].lo = INFINITY;
		g->axis[a].gap = 1;
		for (int i = 0; i < g->t.n_sub; i++) {
			const aif_ktable_sub *s = &g->t.sub[i];

			for (int k = 0; k < s->n[a]; k++) {
				double x = s->x[a][k], gap = k ? x / s->x[a][k - 1] : 1;

				g->axis[a].lo = fmin(g->axis[a].lo, x);
				g->axis[a].hi = fmax(g->axis[a].hi, x);
				g->axis[a].gap = fmax(g->axis[a].gap, gap);
			}
			if (s->n[a] > g->axis[a].n)
				g->axis[a].n = s->n[a];
		}
	}
}

static void
spread(builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++)
		b->e[n++] = b->p[i]->spread_frac;
	n = aif_stat_sort(b->e, n);
	b->g->spread_median = aif_stat_quantile(b->e, n, 0.5);
	b->g->spread_p90 = aif_stat_quantile(b->e, n, 0.9);
}

// --- all of it ---------------------------------------------------------------------------

static aif_err
blocks(builder *b, aif_diag *d)
{
	aif_calgrid *g = b->g;
	int n_sub = 0;

	for (size_t i = 0; i < b->n; i++)
		n_sub += i == 0 || b->p[i]->key != b->p[i - 1]->key;
	g->t.n_key = b->spec->n_key;
	g->t.n_axis = b->spec->n_axis;
	g->t.sub = aif_arena_alloc(b->r->a, (size_t)n_sub * sizeof *g->t.sub);
	g->t_s = aif_arena_alloc(b->r->a, (size_t)n_sub * sizeof *g->t_s);
	if (!g->t.sub || !g->t_s)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (size_t i = 0, j; i < b->n; i = j) {
		aif_ktable_sub *s = &g->t.sub[g->t.n_sub];
		char word[48];
		aif_err e;

		for (j = i + 1; j < b->n && b->p[j]->key == b->p[i]->key;)
			j++;
		if ((e = block(b, g->t.n_sub, b->p + i, j - i)))
			return aif_err_fail(d, e, "out of memory");
		g->t.n_sub++;
		s->id = aif_kspec_id(g->table, s);
		if (s->n[0] == 0)
			continue;
		aif_lines_show(s->key[0], strlen(s->key[0]), word, sizeof word);
		if (!isfinite(b->spec->roof(b->facts, s, b->p[i]->x)))
			return aif_err_fail(d, AIF_EPARSE,
					    "%s:%ld: no rate of %s '%s' to compare with (is it in "
					    "the catalog?)",
					    b->r->source[b->p[i]->source].path, b->p[i]->line,
					    b->spec->name[0], word);
		aif_ktable_ratio(s, b->spec->roof, b->facts, b->spec->linear);
		drop_disturbed(b, g->t.n_sub - 1);
	}
	return AIF_OK;
}

aif_err
aif_calgrid_build(aif_calgrid *out, aif_calrun *r, int table, const aif_calset *facts, aif_diag *d)
{
	aif_calpoints *t = &r->table[table];
	builder b = { out, r, aif_kspec_at(table), facts, NULL, t->n, NULL };
	aif_err e;

	memset(out, 0, sizeof *out);
	out->table = table;
	out->points = t->n;
	if (t->n == 0)
		return AIF_OK;
	b.p = malloc(t->n * sizeof *b.p);
	e = rank_keys(r, t, b.spec->n_key, d);
	if (!e && !b.p)
		e = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (size_t i = 0; i < t->n && !e; i++)
		b.p[i] = &t->p[i];
	if (!e)
		qsort(b.p, t->n, sizeof *b.p, by_place);
	if (!e)
		e = check_twice(&b, d);
	if (!e)
		e = blocks(&b, d);
	b.e = e ? NULL : malloc((cells_of(&out->t) + t->n + 1) * sizeof *b.e);
	if (!e && !b.e)
		e = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!e && (e = aif_calgrid_loo(&out->t, NULL, NULL, &out->loo)))
		aif_err_fail(d, e, "out of memory");
	if (!e) {
		judge_rest(&b);
		find_outliers(&b);
		cover(&b);
		spread(&b);
	}
	free(b.p);
	free(b.e);
	return e;
}
