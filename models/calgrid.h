// calgrid.h - measured points made into a table, and how good the table is.
//
// Points that share a cell are averaged. A cell over three times as slow as its
// neighbours on both sides say was disturbed (nothing in a kernel does that) and is
// left out. Where the source is far denser than what a
// table should hold, the listed sizes are kept and the rest judges the table. Every
// cell is also predicted from the table without it.
#ifndef AIF_MODELS_CALGRID_H
#define AIF_MODELS_CALGRID_H

#include "models/calrun.h"

// |predicted / measured - 1| over n points.
typedef struct aif_calerr {
	size_t n;
	double mean, median, p90, worst;
} aif_calerr;

enum { AIF_CALGRID_OUTLIERS = 5 };

typedef struct aif_calgrid {
	int table;
	aif_ktable t;                     // ln ratios
	double **t_s;                     // mean measured time of each cell, per block
	size_t points;                    // measured
	size_t cells, held;               // of the grid; of those measured
	size_t merged;                    // points beyond the first of their cell
	size_t disturbed;                 // cells left out: over three times what both sides say
	aif_calerr loo;                   // leave one cell out
	aif_calerr rest;                  // points that are in no cell, predicted from the table
	double spread_median, spread_p90; // of one point's samples; NaN: not stated
	struct {
		double lo, hi, gap; // largest step between neighbours, as a factor
		int n;
	} axis[3];
	struct {
		const char *path;
		long line;
		double off; // measured over predicted without it
	} outlier[AIF_CALGRID_OUTLIERS];
	size_t n_outlier; // cells beyond 5 scaled median deviations of ln
} aif_calgrid;

// Makes a table of the run's points, in the run's arena. Errors: AIF_EPARSE (the same
// row twice with times that disagree, with both places; no rate of a type),
// AIF_ENOMEM. Without points *out is empty.
aif_err aif_calgrid_build(aif_calgrid *out, aif_calrun *r, int table, const aif_calset *facts,
			  aif_diag *d);

// Leave-one-out of a loaded table over the cells that `keep` (may be NULL) takes.
typedef int aif_calgrid_keep(const void *user, const aif_ktable_sub *s, const double x[3]);
aif_err aif_calgrid_loo(const aif_ktable *t, aif_calgrid_keep *keep, const void *user,
			aif_calerr *out);

#endif
