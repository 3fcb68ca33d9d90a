// collect.c - rows in one growing block; words in an open hash table.
//
// Codes of words follow the order of first sight and sorting is stable, so that a
// frame depends on the file alone.
#include "models/trace/collect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/cal.h"
#include "util/lines.h"
#include "util/rng.h"

struct aif_words {
	char **word; // word[n]
	int n;
	int *slot; // slot[n_slot]: 1 + code, 0 free; n_slot a power of two
	size_t n_slot;
};

int
aif_collect_column(aif_collect *g, const char *name, const char *unit, int is_text)
{
	g->col[g->n_col] = (aif_collect_col){ name, unit, is_text };
	return g->n_col++;
}

void
aif_collect_fini(aif_collect *g)
{
	for (int c = 0; c < g->n_col; c++) {
		aif_words *w = g->words[c];

		for (int i = 0; w && i < w->n; i++)
			free(w->word[i]);
		if (w) {
			free(w->word);
			free(w->slot);
		}
		free(w);
		g->words[c] = NULL;
	}
	free(g->x);
	g->x = NULL;
	g->n = g->cap = 0;
}

double *
aif_collect_row(aif_collect *g)
{
	size_t width = (size_t)g->n_col;
	double *x;

	if (g->n == g->cap) {
		size_t cap = g->cap ? g->cap * 2 : 1024;

		x = realloc(g->x, cap * width * sizeof *x);
		if (!x)
			return NULL;
		g->x = x;
		g->cap = cap;
	}
	x = g->x + g->n++ * width;
	for (size_t c = 0; c < width; c++)
		x[c] = NAN;
	return x;
}

// --- words ---------------------------------------------------------------------

static size_t
words_slot(const aif_words *w, const char *word)
{
	size_t i = (size_t)aif_rng_hash(word) & (w->n_slot - 1);

	while (w->slot[i] && strcmp(w->word[w->slot[i] - 1], word) != 0)
		i = (i + 1) & (w->n_slot - 1);
	return i;
}

// Room for another word: at most half of the slots are taken.
static int
words_grow(aif_words *w)
{
	size_t n_slot = w->n_slot ? w->n_slot * 2 : 64;
	char **word = realloc(w->word, n_slot / 2 * sizeof *word);
	int *slot = calloc(n_slot, sizeof *slot);

	if (word)
		w->word = word;
	if (!word || !slot) {
		free(slot);
		return 0;
	}
	free(w->slot);
	w->slot = slot;
	w->n_slot = n_slot;
	for (int i = 0; i < w->n; i++)
		w->slot[words_slot(w, w->word[i])] = i + 1;
	return 1;
}

int
aif_collect_word(aif_collect *g, int c, const char *word)
{
	aif_words *w = g->words[c];
	size_t i;

	if (!w)
		w = g->words[c] = calloc(1, sizeof *w);
	if (!w || (((size_t)w->n + 1) * 2 > w->n_slot && !words_grow(w)))
		return -1;
	i = words_slot(w, word);
	if (!w->slot[i]) {
		size_t n = strlen(word) + 1;

		w->word[w->n] = malloc(n);
		if (!w->word[w->n])
			return -1;
		memcpy(w->word[w->n], word, n);
		w->slot[i] = ++w->n;
	}
	return w->slot[i] - 1;
}

// --- times ---------------------------------------------------------------------

int
aif_collect_absent(const char *cell)
{
	static const char *const none[] = { "",   "None", "none", "nan",  "NaN",
					    "NA", "NaT",  "null", "NULL", "Unknown" };

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		if (strcmp(cell, none[i]) == 0)
			return 1;
	return 0;
}

aif_err
aif_collect_time(aif_collect *g, const aif_csv_row *row, int i, double *out, aif_diag *d)
{
	static const char expected[] = "seconds or ISO 8601";
	const char *cell = row->cell[i];
	aif_collect_clock clock = AIF_CLOCK_NUMBERS;
	int64_t whole;
	double x, frac;
	aif_diag quiet = { 0 };

	if (aif_csv_decimal(cell, &x)) {
		// Seconds of the year 5138: who writes more means milliseconds.
		if (!(fabs(x) < 1e11))
			return aif_csv_fail(row, i, "is not a time", "seconds, not milliseconds",
					    d);
		whole = (int64_t)floor(x);
		frac = x - floor(x);
	} else {
		clock = AIF_CLOCK_DATES;
		if (aif_cal_parse(cell, &whole, &frac, &quiet))
			return aif_csv_fail(row, i, "is not a time", expected, d);
	}
	if (g->clock == AIF_CLOCK_UNSEEN) {
		g->clock = clock;
		g->base_s = whole;
	}
	if (g->clock != clock)
		return aif_csv_fail(row, i, "is not a time",
				    clock == AIF_CLOCK_DATES ? "seconds, as in the rows before"
							     : "ISO 8601, as in the rows before",
				    d);
	*out = (double)(whole - g->base_s) + frac;
	return AIF_OK;
}

void
aif_collect_rebase(aif_collect *g, int c, const int *also, int n_also)
{
	double least = INFINITY;

	for (size_t i = 0; i < g->n; i++)
		least = fmin(least, g->x[i * (size_t)g->n_col + (size_t)c]);
	if (g->n == 0 || !isfinite(least))
		return;
	for (size_t i = 0; i < g->n; i++) {
		double *x = g->x + i * (size_t)g->n_col;

		x[c] -= least;
		for (int k = 0; k < n_also; k++)
			x[also[k]] -= least;
	}
	g->base_s += (int64_t)floor(least);
}

// --- columns ---------------------------------------------------------------

aif_err
aif_collect_need(const aif_csv_row *row, const char *name, int *out, aif_diag *d)
{
	int i = aif_csv_col(row, name);
	const char *near;
	char show[64] = "";

	if (i >= 0) {
		*out = i;
		return AIF_OK;
	}
	near = aif_err_nearest(name, row->name, row->n_name);
	if (near) {
		int n = snprintf(show, sizeof show, " (did you mean '");

		aif_lines_show(near, strlen(near), show + n, sizeof show - (size_t)n - 4);
		strcat(show, "'?)");
	}
	return aif_err_fail(d, AIF_EPARSE, "%.200s: no column '%.60s' in the header%s", row->path,
			    name, show);
}

// --- rows ----------------------------------------------------------------------

typedef struct key {
	double x;
	size_t i;
} key;

static int
key_order(const void *a, const void *b)
{
	const key *p = a, *q = b;

	if (p->x != q->x)
		return p->x < q->x ? -1 : 1;
	return p->i < q->i ? -1 : p->i > q->i;
}

int
aif_collect_sort(aif_collect *g, int c)
{
	size_t width = (size_t)g->n_col;
	key *k;
	double *x;
	int sorted = 1;

	for (size_t i = 1; i < g->n && sorted; i++)
		sorted = g->x[(i - 1) * width + (size_t)c] <= g->x[i * width + (size_t)c];
	if (sorted)
		return 1;
	k = malloc(g->n * sizeof *k);
	x = malloc(g->n * width * sizeof *x);
	if (!k || !x) {
		free(k);
		free(x);
		return 0;
	}
	for (size_t i = 0; i < g->n; i++)
		k[i] = (key){ g->x[i * width + (size_t)c], i };
	qsort(k, g->n, sizeof *k, key_order);
	for (size_t i = 0; i < g->n; i++)
		memcpy(x + i * width, g->x + k[i].i * width, width * sizeof *x);
	free(k);
	free(g->x);
	g->x = x;
	g->cap = g->n;
	return 1;
}

long
aif_collect_fill(aif_collect *g, int c, size_t longest, size_t *at)
{
	size_t width = (size_t)g->n_col, from = 0;
	double *x = g->x + c;
	long filled = 0;

	for (size_t i = 0; i <= g->n; i++) {
		if (i < g->n && isnan(x[i * width]))
			continue;
		// Rows [from, i) are unknown; beside them stand from - 1 and i.
		if (i > from && (i - from > longest || (from == 0 && i == g->n))) {
			*at = from;
			return -1;
		}
		for (size_t k = from; k < i; k++) {
			double left = from > 0 ? x[(from - 1) * width] : x[i * width];
			double right = i < g->n ? x[i * width] : left;
			double part = (double)(k - from + 1) / (double)(i - from + 1);

			x[k * width] = left + part * (right - left);
			filled++;
		}
		from = i + 1;
	}
	return filled;
}

// --- frame ---------------------------------------------------------------------

int
aif_collect_empty(const aif_collect *g, int c)
{
	for (size_t i = 0; i < g->n; i++)
		if (!isnan(g->x[i * (size_t)g->n_col + (size_t)c]))
			return 0;
	return 1;
}

static int
copy_words(const aif_words *w, aif_arena *a, aif_frame_col *col)
{
	col->word = aif_arena_alloc(a, (size_t)w->n * sizeof *col->word);
	for (int i = 0; col->word && i < w->n; i++) {
		col->word[i] = aif_arena_strdup(a, w->word[i]);
		if (!col->word[i])
			return 0;
	}
	col->n_word = w->n;
	return col->word != NULL;
}

static int
copy_column(const aif_collect *g, int c, aif_arena *a, aif_frame_col *col)
{
	col->name = aif_arena_strdup(a, g->col[c].name);
	col->unit = aif_arena_strdup(a, g->col[c].unit);
	if (!col->name || !col->unit)
		return 0;
	for (size_t i = 0; i < g->n; i++)
		col->x[i] = g->x[i * (size_t)g->n_col + (size_t)c];
	return !g->words[c] || copy_words(g->words[c], a, col);
}

aif_err
aif_collect_frame(const aif_collect *g, const char *what, const char *path, aif_arena *a,
		  aif_frame **out, aif_diag *d)
{
	int keep[AIF_COLLECT_COLS], n = 0;
	aif_frame *f;

	for (int c = 0; c < g->n_col; c++)
		if (g->n == 0 || !aif_collect_empty(g, c))
			keep[n++] = c;
	if (aif_frame_create(&f, a, n, g->n) != AIF_OK)
		goto no_memory;
	for (int i = 0; i < n; i++)
		if (!copy_column(g, keep[i], a, &f->col[i]))
			goto no_memory;
	f->what = what;
	f->path = aif_arena_strdup(a, path);
	if (!f->path)
		goto no_memory;
	f->n_row = g->n;
	if (g->clock == AIF_CLOCK_DATES || g->base_s >= 1000000000)
		f->start_unix_s = g->base_s;
	*out = f;
	return AIF_OK;
no_memory:
	return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
}
