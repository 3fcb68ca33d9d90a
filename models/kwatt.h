// kwatt.h - what one kernel draws, and what a power limit costs it.
//
// From the power laws fitted to a GPU's own measurements where its set has them, else from
// the catalog's figures (gpower.h).
#ifndef AIF_MODELS_KWATT_H
#define AIF_MODELS_KWATT_H

#include "models/kernel.h"

// A kernel's time, and its work.
typedef struct aif_kwatt_work {
	double time_s, flop, bytes;
	aif_kernel_dtype t;
} aif_kwatt_work;

// Mean power while it runs back to back, at full clocks [W]. *fitted (may be NULL): 1 when
// a law of the GPU's own set answered.
double aif_kwatt_w(const aif_kernel *k, const aif_kwatt_work *x, int *fitted);

// Its time under a limit of cap_w [s], by the clocks that fit.
double aif_kwatt_capped_s(const aif_kernel *k, const aif_kwatt_work *x, double cap_w, int *fitted);

#endif
