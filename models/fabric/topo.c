// topo.c - counts of a rail-optimised fat tree.
#include "models/fabric/topo.h"

#include <math.h>
#include <string.h>

static void
sum(aif_topo *t)
{
	t->switches = t->leaf + t->spine + t->core;
	t->cables = t->links_server + t->links_leaf + t->links_spine;
	t->optics = 2 * t->cables;
}

aif_err
aif_topo_fat_tree(const aif_topo_in *in, aif_topo *out, aif_diag *d)
{
	double radix = in->radix, over = in->oversubscription > 0 ? in->oversubscription : 1;
	double down, up, rails = in->nics_per_server;
	aif_topo t = { 0 };

	if (in->gpus < 1 || in->gpus_per_server < 1 || rails < 1 || radix < 2)
		return aif_err_fail(d, AIF_EINVAL,
				    "a fabric needs GPUs, NICs and switches of two ports at least");
	t.servers = ceil(in->gpus / in->gpus_per_server);
	t.nics = t.servers * rails;
	t.links_server = t.nics;
	t.uplink_frac = 1;
	if (t.nics <= radix) {
		t.levels = 1;
		t.leaf = t.hops = 1;
		t.leaf_servers = t.servers;
		sum(&t);
		*out = t;
		return AIF_OK;
	}
	// Ports of a leaf: `over` down for each one up.
	down = floor(radix * over / (1 + over));
	up = radix - down;
	if (up < 1)
		return aif_err_fail(d, AIF_ERANGE, "oversubscription %g leaves a leaf no uplink",
				    over);
	t.leaf_servers = down;
	t.leaf = rails * ceil(t.servers / down);
	t.links_leaf = t.leaf * up;
	t.uplink_frac = up / down;
	if (t.leaf <= radix) { // each spine reaches every leaf
		t.levels = 2;
		t.hops = 3;
		t.spine = ceil(t.links_leaf / radix);
	} else {
		// Above the leaves nothing is oversubscribed: as many links up as down.
		t.levels = 3;
		t.hops = 5;
		t.spine = ceil(t.links_leaf / floor(radix / 2));
		t.links_spine = t.links_leaf;
		t.core = ceil(t.links_spine / radix);
		if (t.nics > radix * radix * radix / 4 * over)
			return aif_err_fail(
			    d, AIF_ERANGE,
			    "%g NICs are more than three levels of %g-port switches reach", t.nics,
			    radix);
	}
	sum(&t);
	*out = t;
	return AIF_OK;
}
