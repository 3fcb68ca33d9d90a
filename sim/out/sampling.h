// sampling.h - where the inputs of each replica stand, as cumulative probabilities.
//
// Random: one stream per input and replica. Quasi-random: points of a low-discrepancy
// sequence, which fill the unit cube more evenly than luck does, moved as a whole by a
// random vector (so that the estimate has no bias and depends on the seed). The order of
// replicas and the number of them change no point.
// See util/quasi.h.
#ifndef AIF_OUT_SAMPLING_H
#define AIF_OUT_SAMPLING_H

#include "lua/scenario.h"

typedef enum aif_sampling {
	AIF_SAMPLING_RANDOM,
	AIF_SAMPLING_SOBOL,
	AIF_SAMPLING_HALTON
} aif_sampling;

// "random", "sobol", "halton".
const char *aif_sampling_name(aif_sampling s);

// u[n_replica][n_input], malloced, in (0, 1). Row 0 is 0.5 throughout. Inputs beyond the
// dimensions of the sequence (Sobol 40, Halton 1229) are random. Errors: AIF_ENOMEM.
aif_err aif_sampling_fill(const aif_scenario *s, aif_sampling how, uint64_t seed, int n_replica,
			  double **u);

#endif
