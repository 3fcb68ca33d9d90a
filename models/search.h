// search.h - the fastest layouts of a training step, and what bounds each.
#ifndef AIF_MODELS_SEARCH_H
#define AIF_MODELS_SEARCH_H

#include "models/step.h"

typedef struct aif_search_found {
	aif_step_in in;
	aif_step_out out;
} aif_search_found;

typedef struct aif_search_count {
	long tried;         // layouts priced, with and without recomputation counted once
	long odd;           // that do not divide the model, the batch or the GPUs
	long too_big;       // that do not fit even with full recomputation
	double least_bytes; // of those that do not fit, the nearest
} aif_search_count;

// Of all layouts of in->n_gpus the n fastest that fit, fastest first, into top[n];
// returns how many. Fields of in that are 0 are searched: tp, pp, vpp, ep, cp, micro_batch
// (powers of two; tp within a scale-up domain) and recompute (none, selective, full); dp
// follows; where stages are found, the last may have up to three layers less, to make room
// for the output layer. count may be NULL. Equal times: fewer ways of parallelism first. O(10^4)
// steps.
int aif_search_top(const aif_step_in *in, aif_search_found *top, int n, aif_search_count *count);

// The fastest of them, written to in and out, with vpp and cp 1 where they are 0. Errors:
// AIF_EREFUSED when nothing fits, saying by how much the nearest misses.
aif_err aif_search_auto(aif_step_in *in, aif_step_out *out, aif_diag *d);

// In words: what a step spends beside matmuls, and what the next smaller tensor or
// pipeline group would do (not fit, or how much slower). Writes at most n bytes.
void aif_search_why(const aif_search_found *f, char *text, size_t n);

#endif
