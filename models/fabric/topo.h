// topo.h - how many switches, optics and cables join a number of GPUs.
//
// A rail-optimised fat tree: NIC r of every server goes to a leaf of rail r. One
// switch where all ports fit, else leaves and spines, else a third level of core
// switches. Every switch has the same radix.
// Source: NVIDIA DGX SuperPOD reference architecture, DGX H100 (2023), compute
// fabric; Al-Fares et al. 2008 for three levels.
#ifndef AIF_FABRIC_TOPO_H
#define AIF_FABRIC_TOPO_H

#include "util/err.h"

typedef struct aif_topo_in {
	double gpus;
	double gpus_per_server;
	double nics_per_server;  // rails
	double radix;            // ports of a switch
	double oversubscription; // leaf ports down over up; 1: none
} aif_topo_in;

typedef struct aif_topo {
	int levels; // of switches
	double servers, nics;
	double leaf, spine, core, switches;
	double links_server, links_leaf, links_spine; // to leaves, to spines, to cores
	double cables, optics;                        // optics: one at each end of each cable
	double leaf_servers;                          // servers under one leaf of each rail
	double uplink_frac;                           // leaf bandwidth up over down
	double hops;                                  // switches between the farthest servers
} aif_topo;

// Errors: AIF_EINVAL (no GPUs, radix below 2), AIF_ERANGE (more than three levels).
aif_err aif_topo_fat_tree(const aif_topo_in *in, aif_topo *out, aif_diag *d);

#endif
