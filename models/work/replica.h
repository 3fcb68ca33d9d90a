// replica.h - one replica of a served model under load, and how many it takes.
//
// A replica is a set of slots, one per request in flight at capacity. What it does
// at lower load is a curve made once: throughput, time per token and power by
// requests in flight. Waiting for a slot follows the many-server limit.
#ifndef AIF_WORK_REPLICA_H
#define AIF_WORK_REPLICA_H

#include "models/infer.h"

enum { AIF_REPLICA_POINTS = 24 };

typedef struct aif_replica {
	aif_infer_in in;
	aif_infer_out cap; // at capacity
	double idle_w;     // per GPU without load
	int n;
	struct {
		double batch, requests_s, tpot_s, gpu_w;
	} at[AIF_REPLICA_POINTS]; // in order of batch; the last is capacity
} aif_replica;

// Fills r for in; tp 0: the size that serves most requests per GPU among 1, 2, 4 ...
// max_gpus. Errors: AIF_EREFUSED when no size meets the targets.
aif_err aif_replica_init(aif_replica *r, const aif_infer_in *in, double max_gpus, aif_diag *d);

// A replica at requests_s: time per token and power per GPU; each may be NULL.
// Beyond capacity: as at capacity.
void aif_replica_at(const aif_replica *r, double requests_s, double *tpot_s, double *gpu_w);

// Mean wait for a slot of n replicas at rate requests_s [s]; INFINITY at or beyond
// capacity. *delayed (may be NULL): share of the requests that wait. cv2: squared
// coefficient of variation of the times between arrivals; service times count as
// exponential.
double aif_replica_wait_s(const aif_replica *r, double n, double requests_s, double cv2,
			  double *delayed);

// Least number of replicas for requests_s at most `most_frac` of capacity whose mean
// wait is at most wait_s. At least 1.
double aif_replica_need(const aif_replica *r, double requests_s, double most_frac, double wait_s,
			double cv2);

#endif
