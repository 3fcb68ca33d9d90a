// ensstate.h - what the files of an ensemble share.
#ifndef AIF_OUT_ENSSTATE_H
#define AIF_OUT_ENSSTATE_H

#include "out/ensemble.h"

typedef struct aif_ensstate_metric {
	int variant;
	char name[80];
	char unit[16];
	double *x;   // x[n_replica]
	double base; // of the base case at plan zoom; NaN: not played
} aif_ensstate_metric;

// Cumulative cost at the end of each month: usd[n_replica][n], and of the base case at
// plan zoom.
typedef struct aif_ensstate_fan {
	int n;
	double *month_s, *usd, *base;
} aif_ensstate_fan;

enum { AIF_ENS_LOW, AIF_ENS_HIGH, AIF_ENS_SIDES };

struct aif_ensemble {
	aif_ensemble_run run;
	aif_ensstate_metric *m;
	int n_metric, cap;
	int n_variant, n_replica, n_input;
	char (*label)[32];
	aif_ensstate_fan *fan; // fan[n_variant]
	aif_sim **sim;         // sim[n_variant]: the base case at plan zoom, or NULLs
	double *u;             // u[n_replica][n_input]
	double *swing;         // [n_input][SIDES][n_variant]: net present cost; NaN: not run
	double *cases;         // [SIDES][n_variant]: all inputs adverse to, in favour of the first
	unsigned char *done;   // done[n_replica][n_variant]
	int from;              // first task of the batch
};

// ensemble.c
// Takes the summary and months of a finished sim as replica r, or as the base case at plan
// zoom (r < 0). Only metrics that the base case has; each (variant, r) writes cells of its
// own.
void aif_ensemble_take(aif_ensemble *e, const aif_sim *s, int variant, int r);
// The metric of that name, or NULL; a new one, all NaN.
aif_ensstate_metric *aif_ensemble_find(const aif_ensemble *e, int variant, const char *name);
aif_err aif_ensemble_add(aif_ensemble *e, int variant, const char *name, const char *unit);

#endif
