// csv.c - physical lines go to libcsv one by one; a row is what libcsv says it is.
//
// zlib reads plain and packed files alike. Feeding whole lines keeps line numbers
// exact: a row that is not complete at the end of a line has an open quote, so
// its first line stays the row's line. The parser is strict (RFC 4180): a stray
// quote is an error where it stands, not a cell that swallows the file.
#include "util/csv.h"

#include <csv.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
	CHUNK = 1 << 18,      // bytes asked from zlib at a time
	LINE_BYTES = 1 << 24, // longer lines are not what people call CSV
	CELL_MAX = 1 << 16,   // cells in a row
	SHOW_MAX = 48         // bytes of a cell that a message repeats
};

typedef struct reader {
	struct csv_parser p;
	const aif_csv_opt *opt;
	aif_csv_fn *fn;
	void *user;
	aif_diag *d;
	aif_err err;
	long line;  // physical line being read
	long first; // line of the row's first byte
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

// Bytes of the UTF-8 character at s, or 0 where there is none.
static int
utf8_len(const unsigned char *s)
{
	int n = *s < 0x20 ? 0 : *s < 0x7f ? 1 : *s < 0xc2 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;

	if (*s > 0xf4)
		return 0;
	for (int i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

// Copies s fit for a message: one line, valid UTF-8, at most SHOW_MAX bytes.
static void
show(const char *s, char out[SHOW_MAX + 8])
{
	int n = 0;

	while (*s && n < SHOW_MAX) {
		int k = utf8_len((const unsigned char *)s);

		if (k > 0) {
			memcpy(out + n, s, (size_t)k);
			n += k;
			s += k;
		} else {
			out[n++] = '?';
			s++;
		}
	}
	strcpy(out + n, *s ? "..." : "");
}

aif_err
aif_csv_fail(const aif_csv_row *row, int i, const char *what, const char *expected, aif_diag *d)
{
	char cell[SHOW_MAX + 8], name[SHOW_MAX + 8], column[SHOW_MAX + 32];

	show(i >= 0 && i < row->n_cell ? row->cell[i] : "", cell);
	if (row->name && i >= 0 && i < row->n_name) {
		show(row->name[i], name);
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

static aif_err
fail_line(reader *r, long line, const char *what)
{
	r->err = aif_err_fail(r->d, AIF_EPARSE, "%.200s:%ld: %s", r->row.path, line, what);
	return r->err;
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
		fail_line(r, r->first, "more than 65536 cells in a row (expected a table)");
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

// 1 when s[n] holds what no text file holds: control characters.
static int
is_binary(const unsigned char *s, size_t n)
{
	unsigned bad = 0;

	for (size_t i = 0; i < n; i++)
		bad |= (unsigned)(s[i] < 0x20) & (unsigned)(s[i] != '\t');
	return (int)bad;
}

static int
is_blank(const reader *r, const unsigned char *s, size_t n)
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

// One physical line without its line feed.
static aif_err
take_line(reader *r, const unsigned char *s, size_t n)
{
	r->line++;
	if (r->line == 1 && n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		n -= 3;
	}
	if (r->opt && r->line <= r->opt->skip_lines)
		return AIF_OK;
	if (n > 0 && s[n - 1] == '\r')
		n--;
	if (is_binary(s, n))
		return fail_line(r, r->line,
				 "control characters (expected a text file, plain or gzip)");
	if (!r->open) {
		if (is_blank(r, s, n) || *s == '#')
			return AIF_OK;
		r->first = r->line;
		r->open = 1;
	}
	if (csv_parse(&r->p, s, n, on_cell, on_row, r) != n ||
	    csv_parse(&r->p, "\n", 1, on_cell, on_row, r) != 1) {
		if (csv_error(&r->p) == CSV_EPARSE)
			return fail_line(
			    r, r->line,
			    "stray '\"' (expected quotes around a whole cell, doubled within)");
		if (!r->err)
			no_memory(r);
	}
	return r->err;
}

static aif_err
reader_init(reader *r, const char *path, const aif_csv_opt *opt, aif_diag *d)
{
	*r = (reader){ .opt = opt, .d = d, .row = { .path = path } };
	if (csv_init(&r->p, CSV_STRICT) != 0)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	csv_set_blk_size(&r->p, 4096);
	csv_set_term_func(&r->p, is_newline);
	if (opt && opt->sep)
		csv_set_delim(&r->p, (unsigned char)opt->sep);
	return AIF_OK;
}

static void
reader_fini(reader *r)
{
	csv_free(&r->p);
	free(r->text);
	free(r->at);
	free(r->head);
	free(r->name);
	free(r->cell);
}

// Takes the whole lines of buf[n]; returns how many bytes it used.
static size_t
take_lines(reader *r, const unsigned char *buf, size_t n)
{
	size_t used = 0;
	const unsigned char *end;

	while (!r->err && (end = memchr(buf + used, '\n', n - used)) != NULL) {
		take_line(r, buf + used, (size_t)(end - buf) - used);
		used = (size_t)(end - buf) + 1;
	}
	return used;
}

// The end of the text, with n bytes of a last line that has no line feed.
static aif_err
take_end(reader *r, const unsigned char *s, size_t n)
{
	if (!r->err && n > 0)
		take_line(r, s, n);
	if (!r->err && r->open)
		return fail_line(r, r->first, "a quoted cell of this row is never closed");
	if (!r->err && r->n_want == 0)
		return aif_err_fail(r->d, AIF_EPARSE, "%.200s:%ld: no rows (expected a table)",
				    r->row.path, r->line + (r->line == 0));
	return r->err;
}

aif_err
aif_csv_parse(const char *name, const void *text, size_t n, const aif_csv_opt *opt, aif_csv_fn *fn,
	      void *user, aif_diag *d)
{
	reader r;
	aif_err err = reader_init(&r, name, opt, d);
	size_t used;

	if (err)
		return err;
	r.fn = fn;
	r.user = user;
	used = take_lines(&r, text, n);
	err = take_end(&r, (const unsigned char *)text + used, n - used);
	reader_fini(&r);
	return err;
}

// --- files -------------------------------------------------------------------------

static aif_err
fail_gz(gzFile gz, const char *path, aif_diag *d)
{
	int code, sys = errno;
	const char *text = gzerror(gz, &code);

	if (code == Z_BUF_ERROR)
		return aif_err_fail(d, AIF_EIO, "%.200s: the gzip file is cut short", path);
	if (code == Z_ERRNO || code == Z_OK)
		return aif_err_fail(d, AIF_EIO, "%.200s: can not read: %s", path, strerror(sys));
	return aif_err_fail(d, AIF_EIO, "%.200s: damaged gzip file: %.80s", path, text);
}

// Reads all of gz through buf, which grows up to LINE_BYTES for one line.
static aif_err
read_all(reader *r, gzFile gz, unsigned char **buf, size_t *cap)
{
	uint64_t most = r->opt && r->opt->max_bytes ? r->opt->max_bytes : (uint64_t)4 << 30;
	uint64_t total = 0;
	size_t n = 0;

	for (;;) {
		size_t used;
		int got, code;

		if (n >= LINE_BYTES)
			return fail_line(r, r->line + 1,
					 "a line of more than 16 MiB (expected a table)");
		if (n + CHUNK > *cap && !grow((void **)buf, cap, n + CHUNK, 1)) {
			no_memory(r);
			return r->err;
		}
		got = gzread(gz, *buf + n, CHUNK);
		gzerror(gz, &code);
		if (got < 0 || (got == 0 && code != Z_OK))
			return fail_gz(gz, r->row.path, r->d);
		if (got == 0)
			return take_end(r, *buf, n);
		total += (uint64_t)got;
		if (total > most)
			return aif_err_fail(r->d, AIF_EPARSE,
					    "%.200s: more than %llu bytes unpacked", r->row.path,
					    (unsigned long long)most);
		n += (size_t)got;
		used = take_lines(r, *buf, n);
		if (r->err)
			return r->err;
		n -= used;
		memmove(*buf, *buf + used, n);
	}
}

aif_err
aif_csv_read(const char *path, const aif_csv_opt *opt, aif_csv_fn *fn, void *user, aif_diag *d)
{
	unsigned char *buf = NULL;
	size_t cap = 0;
	reader r;
	aif_err err;
	gzFile gz;

	errno = 0;
	gz = gzopen(path, "rb");
	if (!gz)
		return aif_err_fail(d, errno == ENOENT ? AIF_ENOENT : AIF_EIO,
				    "%.200s: can not open: %s", path,
				    errno ? strerror(errno) : "out of memory");
	err = reader_init(&r, path, opt, d);
	if (err)
		goto out;
	gzbuffer(gz, CHUNK);
	r.fn = fn;
	r.user = user;
	err = read_all(&r, gz, &buf, &cap);
	reader_fini(&r);
	free(buf);
out:
	// zlib tells only here that a packed file ended too early.
	if (gzclose(gz) == Z_BUF_ERROR && !err)
		err = aif_err_fail(d, AIF_EIO, "%.200s: the gzip file is cut short", path);
	return err;
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

// Decimal text to double: exact where mantissa and power of ten are both exact
// doubles, else by strtod. Returns 0 when s is not a decimal number.
// Source: Clinger 1990, "How to read floating point numbers accurately", fast path.
static int
decimal(const char *s, double *out)
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
		exact &= errno == 0 && labs(e) < 1000;
		p = end;
	}
	if (*p)
		return 0;
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
	if (!decimal(row->cell[i], &x))
		return aif_csv_fail(row, i, "is not a number", expected, d);
	if (!isfinite(x))
		return aif_csv_fail(row, i, "is too large a number", expected, d);
	*out = x;
	return AIF_OK;
}
