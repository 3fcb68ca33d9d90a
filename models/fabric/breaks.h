// breaks.h - links and leaf switches of a fabric that fail and are replaced.
#ifndef AIF_FABRIC_BREAKS_H
#define AIF_FABRIC_BREAKS_H

#include "core/ctx.h"

typedef struct aif_breaks {
	// Parameters; NaN: never.
	double link_mtbf_s, leaf_mtbf_s;
	aif_dist repair_s;
	// The rest is its own.
	uint32_t cluster, n_node, leaf_nodes;
	double n_link, n_leaf;
	double *wait_s; // [n_node]: repair of what took it
	aif_rng when, which, how;
	double failed; // so far
} aif_breaks;

// Errors: AIF_EINVAL (a rate without a repair time).
aif_err aif_breaks_check(const aif_breaks *b, aif_diag *d);
// Begins: links of servers, leaves, servers under a leaf.
void aif_breaks_start(aif_breaks *b, aif_ctx *c, uint32_t cluster, double n_link, double n_leaf,
		      double leaf_nodes, uint16_t kind);
// The timer event of that kind: what fails takes its servers down.
void aif_breaks_fail(aif_breaks *b, aif_ctx *c, const aif_ev *e);
// The cluster says that a node was up and is down now.
void aif_breaks_down(aif_breaks *b, aif_ctx *c, int64_t node);

#endif
