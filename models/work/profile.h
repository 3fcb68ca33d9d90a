// profile.h - what the weeks of a job trace ask for, as GPUs over time.
//
// For plan zoom. A week's profile is the GPUs that its jobs would hold if each ran at
// once and undisturbed, in steps; it goes on beyond the week's end as long as its jobs
// run. Profiles of the weeks of a plan add up.
#ifndef AIF_WORK_PROFILE_H
#define AIF_WORK_PROFILE_H

#include <stddef.h>

#include "models/flow.h"
#include "util/arena.h"
#include "util/err.h"
#include "util/frame.h"

#define AIF_PROFILE_WEEK_S 604800.0

// What of the jobs matters; plain numbers, so that equal bytes are equal questions.
typedef struct aif_profile_in {
	const aif_frame *trace;  // submit_s, duration_s, gpus
	double step_s, offset_s; // a week begins offset_s after an edge of a step
	double gpu_scale, speed;
	double max_gpus;                     // larger jobs are refused
	double node_gpus, ckpt_s, restart_s; // for losses
} aif_profile_in;

typedef struct aif_profile_week {
	size_t n;
	double *gpus;    // gpus[n]: mean GPUs held in step i
	double *arrived; // arrived[n], ended[n]: jobs submitted, finished in step i
	double *ended;
} aif_profile_week;

typedef struct aif_profile {
	size_t n_week;
	aif_profile_week *week;
	// Of all jobs, weighted by GPU-seconds:
	double mean_s; // run time
	// Classes of run time: mean over the class, weighted by GPUs, and the share of the
	// GPUs of jobs begun within a step that a class has at its end.
	double stay_s[AIF_FLOW_STAYS], stay_frac[AIF_FLOW_STAYS];
	double loss_work_s, loss_idle_s; // per failure of a GPU and GPU, see flow.h
	double job_gpu_s;                // GPU-seconds of a job (mean by jobs)
} aif_profile;

// Profiles of all whole or partial weeks of the trace. Errors: AIF_ENOMEM.
aif_err aif_profile_create(aif_profile **out, const aif_profile_in *in, aif_arena *a);

// Adds week w, begun at start_s, times k to sums over the steps 0..n-1 from time 0 on;
// jobs submitted before 0 are left out. start_s - offset_s is a multiple of step_s.
typedef struct aif_profile_sums {
	size_t n;
	double *gpus, *arrived, *ended; // [n]
} aif_profile_sums;
void aif_profile_add(const aif_profile *p, const aif_profile_in *in, size_t w, double start_s,
		     double k, aif_profile_sums *to);

#endif
