// ensemble.h - replicas of a scenario: the same strategies under other luck.
//
// Replica 0 is the base case, with every distribution of the scenario at its
// median; replica r > 0 draws them, by streams of its own. All strategies of one
// replica see the same draws (common random numbers), so their differences are
// metrics of their own. Replicas run in parallel; what they share is only read.
//
// Replicas may be played at plan zoom (models/flow.h). Then the base case is played
// at plan zoom too, once, and each figure of each replica is moved by what cluster zoom
// made of the base case less what plan zoom made of it. This takes the bias at the base
// case out; how the bias changes away from it is not known. The differences are written
// beside the figures.
// Source: Giles 2008, "Multilevel Monte Carlo path simulation", with one fine path.
#ifndef AIF_OUT_ENSEMBLE_H
#define AIF_OUT_ENSEMBLE_H

#include "lua/scenario.h"
#include "out/result.h"
#include "out/sampling.h"

typedef struct aif_ensemble aif_ensemble;

typedef struct aif_ensemble_run {
	const aif_scenario *scn;
	uint64_t seed;
	int n_replica; // the base case included
	int n_threads;
	aif_time zoom_ns; // of the replicas: 0 cluster zoom, else plan zoom's step
	aif_sampling sampling;
	aif_memo *memo; // of the base case; frozen here; may be NULL
	const volatile int *stop;
	void (*done)(void *user, double frac); // may be NULL
	void *user;
} aif_ensemble_run;

// Takes the metrics from the summaries of the finished base case sims[n].
aif_err aif_ensemble_create(aif_ensemble **out, aif_sim *const *sims, int n,
			    const aif_ensemble_run *run);
void aif_ensemble_free(aif_ensemble *e); // NULL is fine

#endif
