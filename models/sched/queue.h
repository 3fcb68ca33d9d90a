// queue.h - states of the models `queue` and `scheduler`, which clusters read.
#ifndef AIF_SCHED_QUEUE_H
#define AIF_SCHED_QUEUE_H

typedef struct aif_queue {
	double quota, share_frac; // GPUs or a share of them; NaN: not given
} aif_queue;

// State of model `scheduler`.
typedef struct aif_scheduler {
	int policy;    // 0 fifo, 1 easy
	int placement; // 0 pack, 1 any
	int borrow;
	double depth;
} aif_scheduler;

#endif
