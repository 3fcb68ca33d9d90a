// topo.h - how many switches, optics and cables join a number of GPUs.
//
// A rail-optimised fat tree: NIC r of every server goes to a leaf of rail r. One
// switch where all ports fit, else leaves and spines, else a third level of core
// switches. Every switch has the same radix.
// Source: NVIDIA DGX SuperPOD reference architecture, DGX H100 (2023), compute
// fabric; Al-Fares et al. 2008 for three levels.
// Or a dragonfly+: groups, each a full leaf and spine tree, and direct links from
// the spines of each group to those of all others. Source: Shpiner et al. 2017,
// "Dragonfly+: low cost topology for scaling datacenters", sec. II.
#ifndef AIF_FABRIC_TOPO_H
#define AIF_FABRIC_TOPO_H

#include "util/err.h"

typedef struct aif_topo_in {
	double gpus;
	double gpus_per_server;
	double nics_per_server; // rails
	double radix;           // ports of a switch
	// Fat tree: leaf ports down over up. Dragonfly+: NICs of a group over its links to
	// other groups. 1: none.
	double oversubscription;
} aif_topo_in;

typedef struct aif_topo {
	int levels; // of switches
	double servers, nics;
	double leaf, spine, core, switches;
	double groups; // of servers that reach one another below the uplinks
	// NICs to leaves, leaves to spines, spines to cores or among groups.
	double links_server, links_leaf, links_spine;
	double cables, optics; // optics: one at each end of each cable
	double leaf_servers;   // servers under one leaf of each rail
	double group_servers;  // servers of a group
	double uplink_frac;    // bandwidth out of a group over its NICs'
	double hops;           // switches between the farthest servers
} aif_topo;

// Errors: AIF_EINVAL (no GPUs, radix below 2), AIF_ERANGE (more than three levels).
aif_err aif_topo_fat_tree(const aif_topo_in *in, aif_topo *out, aif_diag *d);

// Errors: the same; AIF_ERANGE when there are more groups than a group has links.
aif_err aif_topo_dragonfly(const aif_topo_in *in, aif_topo *out, aif_diag *d);

#endif
