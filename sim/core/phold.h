// phold.h - the PHOLD benchmark as a model, for `aifsim bench phold` and tests.
//
// Each process holds one event; it is answered by one that is `lookahead` +
// increment later, with probability `remote` to a random process. The handler does
// nothing else, so the engine alone is measured.
// Source: Fujimoto 1990, "Performance of Time Warp under synthetic workloads".
#ifndef AIF_CORE_PHOLD_H
#define AIF_CORE_PHOLD_H

#include "core/sim.h"

typedef enum aif_phold_dist {
	AIF_PHOLD_EXP,     // exponential
	AIF_PHOLD_BIMODAL, // one in ten 50 times longer, mean kept
	AIF_PHOLD_TIES     // small integers: many events at one instant
} aif_phold_dist;

typedef struct aif_phold_opt {
	uint32_t n_lp;
	int n_part;  // partitions the processes are spread over in blocks
	int n_block; // partitions in all, if more: the rest are empty, and entities have
		     // the same ids whatever n_part is
	int heap_only;
	int n_threads;
	double lookahead_s, mean_s, remote_frac;
	aif_phold_dist dist;
	double end_s;
	uint64_t seed;
	aif_space *space; // as in aif_sim_opt
} aif_phold_opt;

// Builds a sim, ready to run. Errors: AIF_ENOMEM.
aif_err aif_phold_create(aif_sim **out, const aif_phold_opt *opt, aif_diag *d);

#endif
