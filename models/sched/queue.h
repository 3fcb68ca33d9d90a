// queue.h - state of model `queue`: the quota of a virtual cluster.
#ifndef AIF_SCHED_QUEUE_H
#define AIF_SCHED_QUEUE_H

typedef struct aif_queue {
	double quota, share_frac; // GPUs or a share of them; NaN: not given
} aif_queue;

#endif
