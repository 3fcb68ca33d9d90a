// ensemble.h - replicas of a scenario: the same strategies under other luck.
//
// Replica 0 is the base case, with every distribution of the scenario at its
// median; replica r > 0 draws them, by streams of its own. All strategies of one
// replica see the same draws (common random numbers), so their differences are
// metrics of their own. Replicas run in parallel; nothing is shared.
#ifndef AIF_OUT_ENSEMBLE_H
#define AIF_OUT_ENSEMBLE_H

#include "lua/scenario.h"
#include "out/result.h"

typedef struct aif_ensemble aif_ensemble;

// Takes the metrics from the summaries of the finished base case sims[n].
aif_err aif_ensemble_create(aif_ensemble **out, aif_sim *const *sims, int n, int n_replica);
void aif_ensemble_free(aif_ensemble *e); // NULL is fine

// Runs replicas 1..n_replica-1 of every strategy. done (may be NULL) is called
// after each batch with the share of replicas done. Errors: those of building,
// AIF_ENOMEM, AIF_ESTOP.
typedef struct aif_ensemble_run {
	const aif_scenario *scn;
	uint64_t seed;
	int n_threads;
	const volatile int *stop;
	void (*done)(void *user, double frac);
	void *user;
} aif_ensemble_run;
aif_err aif_ensemble_play(aif_ensemble *e, const aif_ensemble_run *run, aif_diag *d);

// Writes /ensemble, with the differences of USD metrics to the first strategy.
aif_err aif_ensemble_write(const aif_ensemble *e, aif_result *r, aif_diag *d);

#endif
