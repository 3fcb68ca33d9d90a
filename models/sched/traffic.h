// traffic.h - what jobs exchange across the fabric, and what it leaves them.
#ifndef AIF_SCHED_TRAFFIC_H
#define AIF_SCHED_TRAFFIC_H

#include "models/sched/gang.h"

enum { AIF_TRAFFIC_POOLS = 20 };

// Part of a cluster's state.
typedef struct aif_traffic {
	uint32_t fabric;               // AIF_NONE for none; then the signals are NULL
	const aif_signal *power_w;     // of the fabric
	const aif_signal *group_nodes; // nodes of a group
	aif_exchange *pool[AIF_TRAFFIC_POOLS];
} aif_traffic;

// Finds the fabric in the cluster.
void aif_traffic_wire(aif_traffic *t, const aif_sim *s, uint32_t cluster);
// A gang that spans groups of the fabric begins or ends to exchange across it.
void aif_traffic_on(aif_cluster *k, aif_ctx *c, aif_gang *g);
void aif_traffic_off(aif_cluster *k, aif_ctx *c, aif_gang *g);
// The fabric's answers.
void aif_traffic_share(aif_cluster *k, aif_ctx *c, aif_exchange *f, double share);
void aif_traffic_gone(aif_cluster *k, aif_exchange *f);

#endif
