// gang.h - a job on its GPUs: what it is doing, and what may happen to it.
#ifndef AIF_SCHED_GANG_H
#define AIF_SCHED_GANG_H

#include "models/job.h"
#include "models/sched/nodes.h"

typedef struct aif_cluster aif_cluster; // cluster.h

// What a running job is doing. Only WORK makes progress.
typedef enum aif_gang_phase {
	AIF_GANG_RESTART, // detect, reschedule
	AIF_GANG_READ,    // checkpoint being read back
	AIF_GANG_WORK,
	AIF_GANG_WRITE // checkpoint being written
} aif_gang_phase;

// One placement of a job, from start to stop; from the cluster's pool.
typedef struct aif_gang {
	aif_job *job;
	struct aif_gang *next, *prev;   // all runs, in order of start
	struct aif_gang *qnext, *qprev; // runs of its queue
	aif_time est_end_ns;            // by its estimate, stalls not foreseen
	aif_time phase_ns;              // since when in this phase
	double pos_s, goal_s;           // work at phase_ns; where the phase ends
	double ckpt_s;                  // work at the next checkpoint
	aif_gang_phase phase;
	int fresh;        // makes progress for the first time
	int64_t useful_u; // what its GPUs count for, in millionths
	int io_open;      // a transfer is under way; the gang outlives it
	aif_io io;
	aif_exchange *flow; // across the fabric; NULL: none
	uint32_t n_slot, cap_slot;
	aif_nodes_slot slot[];
} aif_gang;

// Fetches rented GPUs for a job that waits in no queue; it starts when they are there.
void aif_gang_rent(aif_cluster *k, aif_ctx *c, aif_job *j);
// Starts job on the n parts of k->nodes.part (n = 0: on rented GPUs).
void aif_gang_start(aif_cluster *k, aif_ctx *c, aif_job *j, uint32_t n_part);
// The job's timer: its phase ends, or its rented GPUs are there.
void aif_gang_next(aif_cluster *k, aif_ctx *c, aif_job *j);
void aif_gang_io_done(aif_cluster *k, aif_ctx *c, aif_io *io, int refused);
// Takes a gang off its GPUs: the job goes back to what is safe and waits again.
void aif_gang_lose(aif_cluster *k, aif_ctx *c, aif_gang *g);
void aif_gang_end(aif_cluster *k, aif_ctx *c, aif_gang *g, aif_job_end how);
// Counts the end of a job that holds no GPUs and tells its owner.
void aif_gang_retire(aif_cluster *k, aif_ctx *c, aif_job *j, aif_job_end how);
// The clocks have changed: new speed from now on.
void aif_gang_speed(aif_cluster *k, aif_ctx *c, aif_gang *g);
// The network leaves its exchange another share of the peak rate.
void aif_gang_share(aif_cluster *k, aif_ctx *c, aif_gang *g, double share);
void aif_gang_load(aif_cluster *k, uint32_t owner, double gpu_w);
// Books the open phase until now into the accounts of job and cluster.
void aif_gang_book(aif_cluster *k, aif_gang *g, aif_time now);

#endif
