// collect.h - rows of a trace while their number is not yet known, then a frame.
//
// An importer names its columns, adds row after row, sorts, and makes the frame.
// Times are kept relative to the first one read, so that 100 ns stay exact in a
// trace that is dated in 1970 seconds.
#ifndef AIF_TRACE_COLLECT_H
#define AIF_TRACE_COLLECT_H

#include "util/csv.h"
#include "util/frame.h"

typedef struct aif_collect_col {
	const char *name; // as models look it up: "submit_s"
	const char *unit; // SI: "s"
	int is_text;      // codes into a dictionary of words
} aif_collect_col;

enum { AIF_COLLECT_COLS = 40 };

typedef enum aif_collect_clock {
	AIF_CLOCK_UNSEEN,  // no time read yet
	AIF_CLOCK_NUMBERS, // seconds, since 1970 where they are 1e9 or more
	AIF_CLOCK_DATES    // ISO 8601
} aif_collect_clock;

typedef struct aif_words aif_words;

typedef struct aif_collect {
	aif_collect_col col[AIF_COLLECT_COLS];
	int n_col;
	size_t n, cap; // rows
	double *x;     // x[n][n_col]
	aif_words *words[AIF_COLLECT_COLS];
	aif_collect_clock clock;
	int64_t base_s; // what times are relative to
} aif_collect;

// Zeroed, then one call per column. Release with aif_collect_fini.
int aif_collect_column(aif_collect *g, const char *name, const char *unit, int is_text);
void aif_collect_fini(aif_collect *g);

// A new row of NaN, or NULL when memory is out; valid until the next call.
double *aif_collect_row(aif_collect *g);

// The code of a word in column c, in order of first sight; -1 when memory is out.
int aif_collect_word(aif_collect *g, int c, const char *word);

// Cell i as a time in seconds after g->base_s (which the first time sets).
// Errors: AIF_EPARSE "... is not a time (expected seconds or ISO 8601)".
aif_err aif_collect_time(aif_collect *g, const aif_csv_row *row, int i, double *out, aif_diag *d);

// Index of a column that must be there. Errors: AIF_EPARSE with what there is.
aif_err aif_collect_need(const aif_csv_row *row, const char *name, int *out, aif_diag *d);

// 1 when the cell says that there is no value: "", "None", "nan", "NaT", "Unknown", ...
int aif_collect_absent(const char *cell);

// Puts the rows in order of column c; equal ones keep theirs. 0: memory is out.
int aif_collect_sort(aif_collect *g, int c);

// Makes column c, and with it the columns in also[n_also], relative to the least
// value of c, and moves base_s there (to the whole second before it).
void aif_collect_rebase(aif_collect *g, int c, const int *also, int n_also);

// 1 when column c holds no value at all.
int aif_collect_empty(const aif_collect *g, int c);

// Interpolates NaN between known neighbours. Returns how many values it filled,
// or -1 with *at the first row of a gap of more than longest rows.
long aif_collect_fill(aif_collect *g, int c, size_t longest, size_t *at);

// The frame of all that was gathered, in arena a, without columns that hold no
// value at all. start_unix_s is base_s where the clock is known. Errors: AIF_ENOMEM.
aif_err aif_collect_frame(const aif_collect *g, const char *what, const char *path, aif_arena *a,
			  aif_frame **out, aif_diag *d);

#endif
