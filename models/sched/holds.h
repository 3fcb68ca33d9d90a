// holds.h - what a cluster keeps of those who wait for its GPUs and those who hold them.
#ifndef AIF_SCHED_HOLDS_H
#define AIF_SCHED_HOLDS_H

#include "models/job.h"
#include "models/sched/gang.h"

// Why the first job of a queue waits, and how far the pass is with it.
enum {
	AIF_QUEUE_OPEN,
	AIF_QUEUE_QUOTA,    // its quota is used up
	AIF_QUEUE_FULL,     // no place
	AIF_QUEUE_RESERVED, // no place; a reservation is made
	AIF_QUEUE_PROMISED, // quota; the same
	AIF_QUEUE_REFUSED   // quota, and nothing to borrow
};

// A virtual cluster, or at index 0 the common queue.
typedef struct aif_cluster_queue {
	uint32_t entity; // AIF_NONE for the common one
	double quota;    // GPUs; INFINITY for none
	int64_t used;
	aif_job *head, *tail;
	aif_gang *runs;
	// Of the last pass; they hold until something is freed:
	int blocked;        // AIF_QUEUE_*
	aif_time shadow_ns; // candidates must be gone by then, or fit in extra
	double extra;
	aif_job *scanned; // last candidate looked at; NULL: none yet
	double n_scanned;
} aif_cluster_queue;

// GPUs that come free, or a node that does, at a time.
typedef struct aif_reserve_item {
	aif_time t_ns;
	uint32_t node;
	int32_t n;
} aif_reserve_item;

enum { AIF_CLUSTER_POOLS = 20, AIF_CLUSTER_OWNERS = 32 };

// GPUs at work for one service, at the power it last told.
typedef struct aif_cluster_owner {
	uint32_t id;
	int64_t gpus, mw;
} aif_cluster_owner;

#endif
