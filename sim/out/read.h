// read.h - reading a result file: what info, report, plot and compare stand on.
//
// Opening reads the attributes and the list of series; series and tables are
// read when first asked for and kept until close. Nothing here trusts the file:
// what has another shape than results/README.md says is an error.
#ifndef AIF_OUT_READ_H
#define AIF_OUT_READ_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

typedef struct aif_read aif_read;

typedef struct aif_read_head {
	const char *path;               // of the file
	const char *scenario, *version; // scenario's path; aifsim that wrote it
	const char *text, *sha256;      // source of the scenario, "" when absent
	int64_t schema, start_unix_s, seed;
	double end_s, until_s; // horizon; simulated until
	int complete;
	int n_strategy;
	const char *const *strategy; // labels, in order; "" for the one of a plain run
	size_t n_bin;
	const double *edge; // edge[n_bin + 1], s since start
} aif_read_head;

// Errors: AIF_ENOENT, AIF_EIO, AIF_EPARSE (not a result of aifsim, or of a newer schema).
aif_err aif_read_open(aif_read **out, const char *path, aif_diag *d);
void aif_read_close(aif_read *r); // NULL is fine
const aif_read_head *aif_read_header(const aif_read *r);

// --- series -----------------------------------------------------------------------

typedef struct aif_read_series {
	const char *group; // of the file: "train", or "cloud.train"
	const char *strategy, *entity, *model, *name;
	const char *unit, *long_name, *agg; // agg: mean, sum, last, max
	size_t n;
} aif_read_series;

size_t aif_read_n_series(const aif_read *r);
const aif_read_series *aif_read_series_at(const aif_read *r, size_t i);
// Index of a series; strategy NULL: the first that has it. -1 when absent.
long aif_read_find(const aif_read *r, const char *strategy, const char *entity, const char *name);
// i-th series of that model and output within a strategy; -1 past the end.
long aif_read_nth(const aif_read *r, const char *strategy, const char *model, const char *name,
		  size_t i);
// Values x[n] of series i, or NULL with d filled.
const double *aif_read_values(aif_read *r, size_t i, aif_diag *d);

// --- tables -----------------------------------------------------------------------

typedef struct aif_read_col {
	const char *name, *unit, *doc;
	const double *x;  // numbers, x[n_row]; NULL for text
	const char *text; // texts, each of `width` bytes, NUL-terminated; NULL for numbers
	size_t width;
} aif_read_col;

typedef struct aif_read_table {
	const char *name, *doc;
	size_t n_row;
	int n_col;
	const aif_read_col *col; // col[0] is strategy
} aif_read_table;

size_t aif_read_n_table(const aif_read *r);
const char *aif_read_table_name(const aif_read *r, size_t i);
size_t aif_read_rows(const aif_read *r, const char *table); // 0 when absent
// Table by name ("scenario/parameters" too); NULL when absent or, with d
// filled, not readable.
const aif_read_table *aif_read_table_of(aif_read *r, const char *name, aif_diag *d);
const aif_read_col *aif_read_column(const aif_read_table *t, const char *name);
// Cell as text or number; "" and NaN when c is NULL or of the other kind.
const char *aif_read_text(const aif_read_col *c, size_t row);
double aif_read_num(const aif_read_col *c, size_t row);

// /ensemble: q[metric][column], columns as in results/README.md.
typedef struct aif_read_metric {
	const char *strategy, *name, *unit; // name: "entity.figure"
	const double *q;                    // q[n_column]
	const double *x;                    // x[n_replica], by replica; the first is the base case
} aif_read_metric;

// What was drawn. npv[strategy]: net present cost with this input alone at its P10 (low), at
// its P90 (high), and the rank correlation over the replicas; NaN where not known.
typedef struct aif_read_driver {
	const char *name, *unit;
	double low, high;
	const struct aif_read_driver_npv {
		double low, high, rank;
	} * npv;
} aif_read_driver;

enum { AIF_READ_FAN = 9 }; // month_s, p05, p10, p25, p50, p75, p90, p95, base

typedef struct aif_read_ensemble {
	int n_metric, n_column, n_replica;
	const aif_read_metric *metric;
	int n_driver, n_strategy; // n_strategy: of the drivers
	const aif_read_driver *driver;
	const double *cases; // [2][n_strategy]: down, up; NULL
	// fan[strategy][n_month][AIF_READ_FAN]: cumulative cost; NULL where there is none.
	const double *fan[8];
	size_t n_month[8];
	double zoom_s;         // plan zoom's step; 0: cluster zoom
	const double *control; // [n_metric]: plan less cluster zoom in the base case; NULL
} aif_read_ensemble;

// NULL when the run had no replicas.
const aif_read_ensemble *aif_read_ensemble_of(aif_read *r);
// A strategy's metric of that figure; NULL when absent.
const aif_read_metric *aif_read_metric_of(aif_read *r, const char *strategy, const char *figure);
// Value of a column ("p10") for a strategy's metric of that figure; NaN when absent.
double aif_read_quantile(aif_read *r, const char *strategy, const char *figure, const char *column);

// Sum over the rows of /summary with that name (a figure per site, per cluster).
double aif_read_summary_sum(aif_read *r, const char *strategy, const char *name, const char **unit);

// First row of /summary with that name; entity NULL: any. NaN when absent; unit
// (may be NULL) is set to its unit.
double aif_read_summary(aif_read *r, const char *strategy, const char *entity, const char *name,
			const char **unit);

#endif
