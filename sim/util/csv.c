// csv.c - physical lines go to libcsv one by one; a row is what libcsv says it is.
//
// Feeding whole lines (util/lines.h) keeps line numbers exact: a row that is not complete at the
// end of a line has an open quote, so its first line stays the row's line. The parser is strict
// (RFC 4180): a stray quote is an error where it stands, not a cell that swallows the file.
#include "util/csv.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/lines.h"

enum {
	CELL_MAX = 1 << 16, // cells in a row
	SHOW_MAX = 56       // room for a cell that a message repeats
};

typedef struct reader {
	struct csv_parser p;
	const aif_csv_opt *opt;
	aif_csv_fn *fn;
	void *user;
	aif_diag *d;
	aif_err err;
	long first; // line of the row's first byte
	long last;  // line last read
	int open;   // the row goes on in the next line
	int n_want; // cells that every row must have; 0 until the first row
	long want_line;

	char *text; // the row's cells, each NUL-terminated
	size_t n_text, cap_text;
	size_t *at; // at[n_cell]: offsets into text
	int n_cell, cap_cell;
	char *head; // the header's text, and name[n_want] into it
	const char **name, **cell;
	aif_csv_row row;
} reader;

// --- messages ------------------------------------------------------------------

aif_err
aif_csv_fail(const aif_csv_row *row, int i, const char *what, const char *expected, aif_diag *d)
{
	const char *text = i >= 0 && i < row->n_cell ? row->cell[i] : "";
	char cell[SHOW_MAX], name[SHOW_MAX], column[SHOW_MAX + 16];

	aif_lines_show(text, strlen(text), cell, sizeof cell);
	if (row->name && i >= 0 && i < row->n_name) {
		aif_lines_show(row->name[i], strlen(row->name[i]), name, sizeof name);
		snprintf(column, sizeof column, "column '%s'", name);
	} else {
		snprintf(column, sizeof column, "column %d", i + 1);
	}
	if (expected)
		return aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: %s: '%s' %s (expected %s)",
				    row->path, row->line, column, cell, what, expected);
	return aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: %s: '%s' %s", row->path, row->line, column,
			    cell, what);
}

// --- rows ------------------------------------------------------------------------

static int
grow(void **p, size_t *cap, size_t need, size_t size)
{
	size_t n = *cap ? *cap : 64;
	void *q;

	while (n < need)
		n *= 2;
	q = realloc(*p, n * size);
	if (!q)
		return 0;
	*p = q;
	*cap = n;
	return 1;
}

// libcsv has a cell: keep a copy until the row is complete.
static void
on_cell(void *s, size_t n, void *user)
{
	reader *r = user;
	size_t cap = (size_t)r->cap_cell;

	if (r->err)
		return;
	if (r->n_cell == CELL_MAX) {
		r->err = aif_err_fail(r->d, AIF_EPARSE, "%.200s:%ld: more than %d cells in a row",
				      r->row.path, r->first, CELL_MAX);
		return;
	}
	if ((r->n_text + n + 1 > r->cap_text &&
	     !grow((void **)&r->text, &r->cap_text, r->n_text + n + 1, 1)) ||
	    ((size_t)r->n_cell == cap && !grow((void **)&r->at, &cap, cap + 1, sizeof *r->at))) {
		r->err = aif_err_fail(r->d, AIF_ENOMEM, "%.200s: out of memory", r->row.path);
		return;
	}
	r->cap_cell = (int)cap;
	r->at[r->n_cell++] = r->n_text;
	if (n)
		memcpy(r->text + r->n_text, s, n);
	r->n_text += n;
	r->text[r->n_text++] = '\0';
}

static void
no_memory(reader *r)
{
	r->err = aif_err_fail(r->d, AIF_ENOMEM, "%.200s: out of memory", r->row.path);
}

// The first row fixes how many cells all have, and may be the header.
static void
take_first(reader *r)
{
	const char **p = calloc((size_t)r->n_cell, sizeof *p);

	r->cell = p;
	r->n_want = r->n_cell;
	r->want_line = r->first;
	if (!p)
		no_memory(r);
	if (r->err || (r->opt && r->opt->no_header))
		return;
	r->head = malloc(r->n_text);
	r->name = calloc((size_t)r->n_cell, sizeof *r->name);
	if (!r->head || !r->name) {
		no_memory(r);
		return;
	}
	memcpy(r->head, r->text, r->n_text);
	for (int i = 0; i < r->n_cell; i++)
		r->name[i] = r->head + r->at[i];
	r->row.name = r->name;
	r->row.n_name = r->n_cell;
}

static void
take_data(reader *r)
{
	char as[48];

	if (r->n_cell != r->n_want) {
		snprintf(as, sizeof as, r->name ? "the header" : "line %ld", r->want_line);
		r->err = aif_err_fail(
		    r->d, AIF_EPARSE, "%.200s:%ld: %d cell%s, expected %d as in %s", r->row.path,
		    r->first, r->n_cell, r->n_cell == 1 ? "" : "s", r->n_want, as);
		return;
	}
	for (int i = 0; i < r->n_cell; i++)
		r->cell[i] = r->text + r->at[i];
	r->row.cell = r->cell;
	r->row.n_cell = r->n_cell;
	r->row.line = r->first;
	r->err = r->fn(r->user, &r->row, r->d);
}

// libcsv has the end of a row.
static void
on_row(int c, void *user)
{
	reader *r = user;
	int is_first = r->n_want == 0;

	(void)c;
	r->open = 0;
	if (!r->err && is_first)
		take_first(r);
	if (!r->err && (!is_first || !r->name))
		take_data(r);
	r->n_text = 0;
	r->n_cell = 0;
}

// --- lines -------------------------------------------------------------------------

static int
is_blank(const reader *r, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != ' ' && (s[i] != '\t' || r->p.delim_char == '\t'))
			return 0;
	return 1;
}

static int
is_newline(unsigned char c)
{
	return c == '\n';
}

static aif_err
take_line(void *user, const aif_line *line, aif_diag *d)
{
	reader *r = user;

	if (r->opt && line->no <= r->opt->skip_lines)
		return AIF_OK;
	r->last = line->no;
	if (!r->open) {
		if (is_blank(r, line->text, line->n) || *line->text == '#')
			return AIF_OK;
		r->first = line->no;
		r->open = 1;
	}
	if (csv_parse(&r->p, line->text, line->n, on_cell, on_row, r) != line->n ||
	    csv_parse(&r->p, "\n", 1, on_cell, on_row, r) != 1) {
		if (csv_error(&r->p) == CSV_EPARSE)
			return aif_err_fail(
			    d, AIF_EPARSE,
			    "%.200s:%ld: stray '\"' (expected quotes around a whole cell, "
			    "doubled within)",
			    r->row.path, line->no);
		no_memory(r);
	}
	return r->err;
}

static aif_err
reader_init(reader *r, const char *path, const aif_csv_opt *opt, aif_diag *d)
{
	*r = (reader){ .opt = opt, .d = d, .last = 1, .row = { .path = path } };
	if (csv_init(&r->p, CSV_STRICT) != 0)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	csv_set_blk_size(&r->p, 4096);
	csv_set_term_func(&r->p, is_newline);
	if (opt && opt->sep)
		csv_set_delim(&r->p, (unsigned char)opt->sep);
	return AIF_OK;
}

// All lines are taken: is what they hold complete? Releases r's memory.
static aif_err
reader_fini(reader *r, aif_err err)
{
	if (!err && r->open)
		err = aif_err_fail(r->d, AIF_EPARSE,
				   "%.200s:%ld: a quoted cell of this row is never closed",
				   r->row.path, r->first);
	if (!err && r->n_want == 0)
		err = aif_err_fail(r->d, AIF_EPARSE, "%.200s:%ld: no rows (expected a table)",
				   r->row.path, r->last);
	csv_free(&r->p);
	free(r->text);
	free(r->at);
	free(r->head);
	free(r->name);
	free(r->cell);
	return err;
}

aif_err
aif_csv_parse(const char *name, const void *text, size_t n, const aif_csv_opt *opt, aif_csv_fn *fn,
	      void *user, aif_diag *d)
{
	reader r;
	aif_err err = reader_init(&r, name, opt, d);

	if (err)
		return err;
	r.fn = fn;
	r.user = user;
	return reader_fini(&r, aif_lines_parse(name, text, n, take_line, &r, d));
}

aif_err
aif_csv_read(const char *path, const aif_csv_opt *opt, aif_csv_fn *fn, void *user, aif_diag *d)
{
	size_t most = opt ? opt->max_bytes : 0;
	reader r;
	aif_err err = reader_init(&r, path, opt, d);

	if (err)
		return err;
	r.fn = fn;
	r.user = user;
	return reader_fini(&r, aif_lines_read(path, most, take_line, &r, d));
}

// --- cells -------------------------------------------------------------------------

int
aif_csv_col(const aif_csv_row *row, const char *name)
{
	for (int i = 0; i < row->n_name; i++)
		if (strcmp(row->name[i], name) == 0)
			return i;
	return -1;
}

// Exact where mantissa and power of ten are both exact doubles, else by strtod.
// Source: Clinger 1990, "How to read floating point numbers accurately", fast path.
int
aif_csv_decimal(const char *s, double *out)
{
	static const double pow10[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
					1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
					1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
	const char *p = s;
	uint64_t m = 0;
	int digits = 0, after = 0, exact = 1, neg = *p == '-';
	long e = 0;

	p += *p == '-' || *p == '+';
	for (int point = 0;; p++) {
		if (*p == '.' && !point) {
			point = 1;
			continue;
		}
		if (*p < '0' || *p > '9')
			break;
		digits++;
		after += point;
		exact &= m < ((uint64_t)1 << 53) / 10;
		m = m * 10 + (uint64_t)(*p - '0');
	}
	if (digits == 0)
		return 0;
	if (*p == 'e' || *p == 'E') {
		char *end;

		p++;
		if (p[*p == '-' || *p == '+'] < '0' || p[*p == '-' || *p == '+'] > '9')
			return 0;
		errno = 0;
		e = strtol(p, &end, 10);
		exact &= errno == 0 && e > -1000 && e < 1000;
		p = end;
	}
	if (*p)
		return 0;
	if (exact)
		e -= after;
	if (!exact || e < -22 || e > 22)
		*out = strtod(s, NULL);
	else
		*out = (neg ? -1.0 : 1.0) * (e < 0 ? (double)m / pow10[-e] : (double)m * pow10[e]);
	return 1;
}

aif_err
aif_csv_num(const aif_csv_row *row, int i, int empty_ok, const char *expected, double *out,
	    aif_diag *d)
{
	double x;

	if (i < 0 || i >= row->n_cell)
		return aif_csv_fail(row, i, "is no cell of this row", expected, d);
	if (empty_ok && (row->cell[i][0] == '\0' || strcmp(row->cell[i], "nan") == 0 ||
			 strcmp(row->cell[i], "NaN") == 0 || strcmp(row->cell[i], "NA") == 0)) {
		*out = NAN;
		return AIF_OK;
	}
	if (!aif_csv_decimal(row->cell[i], &x))
		return aif_csv_fail(row, i, "is not a number", expected, d);
	if (!isfinite(x))
		return aif_csv_fail(row, i, "is too large a number", expected, d);
	*out = x;
	return AIF_OK;
}

void
aif_csv_put(FILE *f, const char *s)
{
	if (s[strcspn(s, ",\"\r\n")])
		(void)csv_fwrite(f, s, strlen(s));
	else
		fputs(s, f);
}
