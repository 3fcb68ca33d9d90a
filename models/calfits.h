// calfits.h - all laws that a calibration set's files support.
#ifndef AIF_MODELS_CALFITS_H
#define AIF_MODELS_CALFITS_H

#include "models/calfit.h"
#include "models/kspec.h"

enum { AIF_CALFITS_MOST = 512 };

typedef struct aif_calfits {
	int n;
	aif_calfit fit[AIF_CALFITS_MOST];
} aif_calfits;

// From the tables of the set itself (not those of its base):
//   gemm    efficiency surface, tile and wave quantisation, weight streaming
//   decode  streaming of the cache;  stream  every op;  coll  every op and number of GPUs
//   power   idle + compute + memory, clock law;  log  power by utilization, steps
// Launch overhead is the intercept of the streaming laws. Errors: those of the files.
aif_err aif_calfits_of(aif_calfits *out, aif_arena *a, const char *set, aif_diag *d);

#endif
