// breaks.c - links and leaf switches of a fabric that fail and are replaced.
//
// A server's link (cable, two transceivers, port) takes the server out of service until
// it is replaced; a leaf switch takes all servers below it, as their jobs need every
// rail. Rates are constant, so that the failures of all parts of a kind are one
// Poisson process. Uplinks are many and lose a little bandwidth: left out.
#include "models/fabric/breaks.h"

#include <math.h>

#include "models/job.h"
#include "models/record.h"
#include "models/wire.h"

enum { LINK, LEAF };

static double
rate(const aif_breaks *b, int what)
{
	double mtbf = what == LINK ? b->link_mtbf_s : b->leaf_mtbf_s;
	double n = what == LINK ? b->n_link : b->n_leaf;

	return isnan(mtbf) ? 0 : n / mtbf;
}

aif_err
aif_breaks_check(const aif_breaks *b, aif_diag *d)
{
	int given = b->repair_s.kind != AIF_DIST_CONST || !isnan(b->repair_s.p[0]);

	if (given || (isnan(b->link_mtbf_s) && isnan(b->leaf_mtbf_s)))
		return AIF_OK;
	return aif_err_fail(d, AIF_EINVAL, "parts that fail need a `repair` time");
}

static void
next(aif_breaks *b, aif_ctx *c, int what, uint16_t kind)
{
	double gap_s = rate(b, what) > 0 ? -log(aif_rng_u01(&b->when)) / rate(b, what) : INFINITY;

	if (gap_s < 9e9)
		aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(gap_s), AIF_PRIO_NORMAL, kind,
			     (aif_arg){ .i = what }, (aif_arg){ .u = 0 });
}

void
aif_breaks_start(aif_breaks *b, aif_ctx *c, uint32_t cluster, double n_link, double n_leaf,
		 double leaf_nodes, uint16_t kind)
{
	const aif_signal *n = aif_sim_signal(aif_ctx_sim(c), cluster, "node_count");

	if (isnan(b->link_mtbf_s) && isnan(b->leaf_mtbf_s))
		return;
	b->cluster = cluster;
	b->n_node = n ? (uint32_t)n->value : 0;
	b->n_link = n_link;
	b->n_leaf = n_leaf;
	b->leaf_nodes = (uint32_t)leaf_nodes;
	if (b->n_node == 0 || b->leaf_nodes == 0)
		return;
	b->wait_s = aif_ctx_alloc(c, b->n_node * sizeof *b->wait_s);
	aif_ctx_stream(c, 1, &b->when);
	aif_ctx_stream(c, 2, &b->which);
	aif_ctx_stream(c, 3, &b->how);
	next(b, c, LINK, kind);
	next(b, c, LEAF, kind);
}

void
aif_breaks_fail(aif_breaks *b, aif_ctx *c, const aif_ev *e)
{
	int what = (int)e->a.i;
	uint32_t span = what == LINK ? 1 : b->leaf_nodes;
	uint32_t first = (uint32_t)(aif_rng_u01(&b->which) * ceil((double)b->n_node / span)) * span;
	double wait_s = fmax(aif_dist_sample(&b->repair_s, &b->how), 0);

	b->failed++;
	aif_record_event(c, what == LINK ? "link_failure" : "leaf_failure",
			 aif_time_to_s(aif_ctx_now(c)) + wait_s, span, "1",
			 "servers below it; until: replaced");
	for (uint32_t i = first; i < first + span && i < b->n_node; i++) {
		b->wait_s[i] = wait_s;
		aif_ctx_send(c, b->cluster, 0, AIF_PRIO_NORMAL, AIF_EV_NODE_DOWN,
			     (aif_arg){ .i = i }, (aif_arg){ .i = AIF_CAUSE_FAULT });
	}
	next(b, c, what, e->kind);
}

void
aif_breaks_down(aif_breaks *b, aif_ctx *c, int64_t node)
{
	aif_ctx_send(c, b->cluster, aif_time_of_s(b->wait_s[node]), AIF_PRIO_NORMAL, AIF_EV_NODE_UP,
		     (aif_arg){ .i = node }, (aif_arg){ .u = 0 });
}
