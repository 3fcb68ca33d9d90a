// crew.h - the threads that run the partitions of a window (core only).
//
// A window's partitions are dealt to the workers by measured load, so that a
// partition stays where its state is in the cache; a worker that is done takes
// from the others. Nobody waits for a thread, only for work: when the processor is
// taken from one worker, the rest do its share. Whoever finishes the last
// partition of a window leads: it does what is serial and opens the next one.
// Waiting is a short spin, then sleep. Nothing here changes a result.
#ifndef AIF_CORE_CREW_H
#define AIF_CORE_CREW_H

#include "util/err.h"

// What a crew works at; all hooks get user.
typedef struct aif_crew_job {
	// Does what is serial and fills list[*n] with the items that may now run at the
	// same time, with their loads (any scale). *n = 0: all is done.
	aif_err (*lead)(void *user, int *list, double *load, int *n);
	aif_err (*run)(void *user, int item);
	void *user;
	int n_item; // items are 0..n_item-1
} aif_crew_job;

// Runs until lead says that all is done or an error: returns the largest error of
// the window it happened in. n_threads <= 1: no threads.
aif_err aif_crew_run(const aif_crew_job *job, int n_threads);

#endif
