// csv.h - rows of a CSV file (plain or gzip), by libcsv, with places for errors.
//
// Reads the header row, maps the wanted columns by name, and hands each data
// row to a callback. RFC 4180 quoting; lines that start with '#' are comments.
#ifndef AIF_UTIL_CSV_H
#define AIF_UTIL_CSV_H

#include <stddef.h>
#include <stdio.h>

#include "util/err.h"

typedef struct aif_csv_row {
	const char *path;
	long line;               // 1-based line of the row's first byte
	int n_cell;              // cells in the row
	const char *const *cell; // cell[n_cell], NUL-terminated, UTF-8 as in the file
	const char *const *name; // name[n_name] of the header row
	int n_name;
} aif_csv_row;

// Called per data row, in order. Any error stops the reading and is returned.
typedef aif_err aif_csv_fn(void *user, const aif_csv_row *row, aif_diag *d);

typedef struct aif_csv_opt {
	char sep;         // 0: ','
	int no_header;    // the first row is data; name is NULL
	int skip_lines;   // physical lines to pass over first (EPW: 8)
	size_t max_bytes; // most bytes to read, unpacked; 0: 4 GiB
} aif_csv_opt;

// Reads the whole file. opt may be NULL. A UTF-8 byte order mark, blank lines and
// spaces around unquoted cells are passed over; every row must have as many cells
// as the first. Errors: AIF_ENOENT, AIF_EIO (can not be read, gzip cut short),
// AIF_EPARSE with "path:line: ..." in d, or what fn returned.
aif_err aif_csv_read(const char *path, const aif_csv_opt *opt, aif_csv_fn *fn, void *user,
		     aif_diag *d);

// The same for a text in memory; name stands for the path in messages.
aif_err aif_csv_parse(const char *name, const void *text, size_t n, const aif_csv_opt *opt,
		      aif_csv_fn *fn, void *user, aif_diag *d);

// Index of a header column, or -1.
int aif_csv_col(const aif_csv_row *row, const char *name);

// Cell i as a number. Errors: AIF_EPARSE "path:line: column 'x': 'abc' is not a
// number (expected ...)"; expected may be NULL. With empty_ok an empty cell, "nan",
// "NaN" and "NA" give NaN.
aif_err aif_csv_num(const aif_csv_row *row, int i, int empty_ok, const char *expected, double *out,
		    aif_diag *d);

// Decimal text ("-12", "1.5e3"; no hex, no infinity) to the nearest double. Returns
// 0 when s is something else.
int aif_csv_decimal(const char *s, double *out);

// Fails with "path:line: column 'name': 'cell' WHAT (expected EXPECTED)", what being
// a predicate: "is not a time", "is negative". expected may be NULL.
aif_err aif_csv_fail(const aif_csv_row *row, int i, const char *what, const char *expected,
		     aif_diag *d);

// Writes s as one cell, quoted where RFC 4180 asks for it.
void aif_csv_put(FILE *f, const char *s);

#endif
