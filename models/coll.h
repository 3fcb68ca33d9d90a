// coll.h - how long a collective takes, alone on its links.
//
// Inside a scale-up domain: the measured NCCL times of models/calib/, as latency
// and bus bandwidth over the size of the message. Across domains: hierarchical,
// the slower of the two levels per chunk plus latency per hop, over the NICs of
// the GPUs that share the way. Sizes are bytes as nccl-tests count them: the
// whole buffer (all_gather: the gathered one; reduce_scatter: the one before).
#ifndef AIF_MODELS_COLL_H
#define AIF_MODELS_COLL_H

#include "models/kernel.h"

typedef struct aif_coll aif_coll;

typedef enum aif_coll_op {
	AIF_COLL_ALL_REDUCE,
	AIF_COLL_ALL_GATHER,
	AIF_COLL_REDUCE_SCATTER,
	AIF_COLL_ALL_TO_ALL,
	AIF_COLL_BROADCAST,
	AIF_COLL_SEND_RECV,
	AIF_COLL_ALL_REDUCE_CUSTOM, // one- and two-shot kernels of inference engines; within a
				    // domain
	AIF_COLL_N
} aif_coll_op;

// all_reduce|all_gather|reduce_scatter|all_to_all (alltoall)|broadcast|send_recv; -1.
// all_to_all_v (alltoallv) is an all_to_all of the busiest rank's buffer.
int aif_coll_op_of(const char *name);
const char *aif_coll_op_name(aif_coll_op op);

// The scale-out network as one GPU sees it.
typedef struct aif_coll_net {
	double nic_bytes_s; // per GPU, one direction, wire rate; 0: the GPU's own
	double eff_frac;    // of the wire rate for large messages; 0: default
	double latency_s;   // a step between nodes, software included; 0: 14 us
	double domain_gpus; // GPUs in one scale-up domain; 0: the GPU's own
	double share_frac;  // of the bandwidth left by other traffic; 0: all
} aif_coll_net;

// Reads the tables of gpu's calibration. net may be NULL. Immutable, shareable.
aif_err aif_coll_create(aif_coll **out, aif_arena *a, const aif_hw_gpu *gpu,
			const aif_coll_net *net, aif_diag *d);

// The same with that share, in (0, 1], of its bandwidth between domains left by
// others; shares c's tables, which must outlive it.
aif_err aif_coll_share(aif_coll **out, aif_arena *a, const aif_coll *c, double share_frac,
		       aif_diag *d);

// n GPUs of which `per_domain` stand in each scale-up domain (n: all in one).
// bytes > 0. Returns [s]; 0 for n < 2.
double aif_coll_s(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain,
		  aif_kernel_mark *mark);

// The same as rings (an all-reduce as a scatter and a gather), as NCCL_ALGO=Ring does.
double aif_coll_ring_s(const aif_coll *c, aif_coll_op op, double bytes, double n, double per_domain,
		       aif_kernel_mark *mark);

// Traffic factor: bus bandwidth = factor * bytes / time (nccl-tests PERFORMANCE.md).
double aif_coll_bus_factor(aif_coll_op op, double n);
// What was assumed: "nvls", "ring", "hierarchical tree", ... for these arguments.
const char *aif_coll_algorithm(const aif_coll *c, aif_coll_op op, double bytes, double n,
			       double per_domain);

#endif
