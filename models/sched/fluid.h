// fluid.h - a cluster at plan zoom: flows instead of jobs.
#ifndef AIF_SCHED_FLUID_H
#define AIF_SCHED_FLUID_H

#include "models/flow.h"

typedef struct aif_cluster aif_cluster; // cluster.h

enum { AIF_FLUID_FLOWS = 32 };

// The flows of a cluster, in order of priority, and what they hold.
typedef struct aif_fluid {
	aif_flow *flow[AIF_FLUID_FLOWS];
	uint32_t n;
	double down_frac;  // share of the powered nodes under repair
	double fail_hz;    // failures per GPU
	double pack_frac;  // share of the GPUs in service that can be filled
	double quota_used; // scratch of one queue
	double busy, rented, useful, waiting, down; // GPUs now
} aif_fluid;

// GPU-seconds held and in service while jobs waited, counted until ns.
typedef struct aif_fluid_full {
	double gpu_s[2];
	aif_time ns;
} aif_fluid_full;

// Makes k a cluster of plan zoom. Errors: AIF_ENOMEM.
aif_err aif_fluid_create(aif_cluster *k, aif_sim *s, aif_diag *d);
void aif_fluid_start(aif_cluster *k, aif_ctx *c);
// A flow, or what it shares, has changed: shares the GPUs anew.
void aif_fluid_take(aif_cluster *k, aif_flow *f, aif_time now);
void aif_fluid_share(aif_cluster *k, aif_ctx *c);
void aif_fluid_finish(aif_cluster *k, aif_ctx *c);
// Cluster zoom: counts how full the cluster is while jobs wait, and in the end tells it
// to sims of plan zoom.
void aif_fluid_watch(aif_cluster *k, aif_time now);
void aif_fluid_tell(const aif_cluster *k, const aif_sim *s);

#endif
