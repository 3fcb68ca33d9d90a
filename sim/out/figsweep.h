// figsweep.h - figures of a merged sweep: a result over each axis, and over two axes as a map.
#ifndef AIF_OUT_FIGSWEEP_H
#define AIF_OUT_FIGSWEEP_H

#include "out/gnuplot.h"
#include "out/sweepfile.h"

enum { AIF_FIGSWEEP_STRATEGIES = 8 };

// A result ("npv_cost_usd", "finance.npv_cost_usd") of each strategy over the points.
typedef struct aif_figsweep {
	const aif_sweepfile *f;
	const char *result, *unit; // as asked for; of the file
	const char *label;         // for people
	int n;                     // strategies
	double *q;                 // q[n_point][n][3]: P10, P50, P90 over the replicas
	int has_spread;            // more than one replica
	int axis[6], n_axis;       // those with more than one value
} aif_figsweep;

typedef struct aif_figsweep_one {
	char name[48], title[160];
	aif_gnuplot g;
	aif_text caption;
} aif_figsweep_one;

// Errors: AIF_ENOENT (no such result; d names one that is near), AIF_ENOMEM. Memory from a.
aif_err aif_figsweep_open(aif_figsweep *x, const aif_sweepfile *f, const char *result, aif_arena *a,
			  aif_diag *d);

int aif_figsweep_count(const aif_figsweep *x);
// Figure i, to be freed (g, caption).
void aif_figsweep_build(const aif_figsweep *x, int i, aif_figsweep_one *out);

// P10, P50, P90 of a strategy at a point.
const double *aif_figsweep_at(const aif_figsweep *x, int point, int strategy);
// Strategy with the least P50 at a point; -1: none.
int aif_figsweep_least(const aif_figsweep *x, int point);

#endif
