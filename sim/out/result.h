// result.h - writes a run into one HDF5 file, as it goes.
//
// The file is written under a temporary name beside its final one (OUT.tmp) and
// renamed when closed, whole or partial. Layout: results/README.md. The same
// scenario and seed give the same bytes: no wall-clock time, no track times, no
// facts of the machine. For that, flush at simulated instants (month ends), never
// by wall clock: the order of rows follows the flushes.
#ifndef AIF_OUT_RESULT_H
#define AIF_OUT_RESULT_H

#include "out/spool.h"

#define AIF_RESULT_SCHEMA 1 // `schema_version` of the file

typedef struct aif_result aif_result;

typedef struct aif_result_info {
	const char *scenario_path, *scenario_text;
	int64_t start_unix_s;
	aif_time end_ns, bin_ns;
	uint64_t seed;
	const char *const *param_name, *const *param_unit; // param() values, n_param
	const double *param_value;
	int n_param;
	const int *param_line; // line of each param() in the scenario; may be NULL
} aif_result_info;

// sims[n]: one per strategy, ready, all with the same clock; borrowed until close.
aif_err aif_result_create(aif_result **out, const char *path, const aif_result_info *info,
			  aif_sim *const *sims, int n, aif_diag *d);

// Appends all bins and rows since the last flush, drains the sims, and flushes
// the file to disk, so that it can be read should the process die.
aif_err aif_result_flush(aif_result *r, aif_diag *d);

// Gives all that a spool holds to the file, flush by flush, instead of what the sims
// have, which stays there.
aif_err aif_result_replay(aif_result *r, aif_spool *from, aif_diag *d);

// A metric over replicas, for /ensemble: x[n_replica], NaN where a replica has none.
typedef struct aif_result_metric {
	const char *strategy, *name, *unit;
	const double *x;
} aif_result_metric;

// What was drawn: value[n_replica] in unit, and what each end of it costs.
typedef struct aif_result_input {
	const char *name, *unit;
	double low, high; // its P10 and P90
	// By strategy: present cost of the base case with this input alone at its P10 and P90
	// (NaN: not run), and the rank correlation with the cost over the replicas.
	const double *npv_low, *npv_high, *rank;
	const double *value;
} aif_result_input;

typedef struct aif_result_ensemble {
	const aif_result_metric *metric;
	int n_metric, n_replica;
	const aif_result_input *input;
	int n_input;
	const char *const *strategy;
	int n_strategy;
	// Net present cost [2][n_strategy] with every input at its P10 or P90, whichever is
	// worse, then better, for the first strategy; NaN: not run.
	const double *cases;
	// By strategy: cumulative cost usd[n_replica][n_month] at the end of each month.
	const double *const *month_s, *const *usd;
	const int *n_month;
	const double *control; // [n_metric]: plan less cluster zoom in the base case; NULL
	double zoom_s;         // step of plan zoom; 0: cluster zoom
	const char *sampling;
} aif_result_ensemble;

// Writes /ensemble. Once.
aif_err aif_result_ensemble_write(aif_result *r, const aif_result_ensemble *e, aif_diag *d);

// Flushes, writes what stands only at the end, closes and renames. until_ns:
// simulated time reached. complete: 0 when stopped before the horizon (recorded
// in the file). Frees r in any case; after an error no file is left.
aif_err aif_result_close(aif_result *r, aif_time until_ns, int complete, aif_diag *d);

// Drops the file (after an error). Frees r; NULL is fine.
void aif_result_abandon(aif_result *r);

#endif
