// replaystat.h - the figures of a job replay: waiting, completion, utilization.
//
// Simulated and measured figures are made by the same definitions from the same
// arrays. Waiting is first start less submission; completion is end less
// submission; utilization is GPU time held from the first to the last submission
// over that span times the GPUs there are.
#ifndef AIF_CLI_REPLAYSTAT_H
#define AIF_CLI_REPLAYSTAT_H

#include <stddef.h>

#include "util/err.h"
#include "util/stat.h"

// Jobs, one per element; NaN where unknown or not reached.
typedef struct aif_replaystat_jobs {
	size_t n, cap;
	double *submit_s, *start_s, *end_s, *gpus;
	double *held_s; // time on GPUs, restarts included
} aif_replaystat_jobs;

// Errors: AIF_ENOMEM.
aif_err aif_replaystat_add(aif_replaystat_jobs *j, double submit_s, double start_s, double end_s,
			   double gpus, double held_s);
void aif_replaystat_free(aif_replaystat_jobs *j);

typedef struct aif_replaystat {
	size_t n_job;
	double gpu_s;        // held by all jobs
	aif_stat wait_s;     // of jobs that started
	aif_stat complete_s; // of jobs that ended
	double complete_p95_s;
	double utilization; // NaN when total_gpus is 0 or no start is known
	double *wait;       // ascending, wait_s.n of them
} aif_replaystat;

// Errors: AIF_ENOMEM. Free with aif_replaystat_fini.
aif_err aif_replaystat_of(const aif_replaystat_jobs *j, double total_gpus, aif_replaystat *out);
void aif_replaystat_fini(aif_replaystat *s);

// The table: simulated, measured (NULL: none), published (`truth` file; NULL: none).
struct aif_truth;
void aif_replaystat_print(const aif_replaystat *sim, const aif_replaystat *measured,
			  const struct aif_truth *truth);

#endif
