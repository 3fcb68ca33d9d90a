// ensplay.h - plays the replicas of an ensemble.
#ifndef AIF_OUT_ENSPLAY_H
#define AIF_OUT_ENSPLAY_H

#include "out/ensemble.h"

// Runs the replicas of every strategy and, at plan zoom, the base case with each input in
// turn at its P10 and P90, then with all of them against and for the first strategy. Errors: those
// of building, AIF_ENOMEM; AIF_ESTOP, with the replicas done kept.
aif_err aif_ensplay_run(aif_ensemble *e, aif_diag *d);

// Plays replica r of one strategy alone, without correction. Others may do the same at the
// same time, once the memo is frozen. Errors: as above.
aif_err aif_ensplay_one(aif_ensemble *e, int variant, int r);

#endif
