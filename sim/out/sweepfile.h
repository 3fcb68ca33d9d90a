// sweepfile.h - /sweep of a file: figures by design point and replica.
//
// Parts and the merged file have one layout: a part holds the rows of some replicas of
// one point, the merged file those of all, and the quantiles. Layout: results/README.md.
#ifndef AIF_OUT_SWEEPFILE_H
#define AIF_OUT_SWEEPFILE_H

#include "out/design.h"

typedef struct aif_sweepfile_metric {
	const char *strategy, *name, *unit;
} aif_sweepfile_metric;

typedef struct aif_sweepfile {
	const char *scenario, *text; // path and source
	int64_t start_unix_s, seed;
	double end_s, zoom_s; // horizon; step of plan zoom, 0: cluster zoom
	const char *sampling;
	const char *digest; // of all that decides the numbers: parts of one sweep agree
	const char *const *strategy;
	int n_strategy;
	aif_design design;
	int n_replica, block; // of each point; replicas of a part at most

	const aif_sweepfile_metric *metric;
	const char *const *input, *const *input_unit;
	int n_metric, n_input;
	int n_row;
	const double *where; // where[n_row][2]: point, replica
	const double *value; // value[n_row][n_metric]; NaN: the point has no such figure
	const double *draw;  // draw[n_row][n_input], in input_unit; NaN: not drawn there
} aif_sweepfile;

// Writes f to path, by way of a temporary name. whole: with moments over the replicas of
// each point. The same f gives the same bytes. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_sweepfile_write(const aif_sweepfile *f, const char *path, int whole, aif_diag *d);

#endif
