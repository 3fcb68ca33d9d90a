// topo.c - counts of a rail-optimised fat tree and of a dragonfly+.
#include "models/fabric/topo.h"

#include <math.h>
#include <string.h>

static void
sum(aif_topo *t)
{
	t->switches = t->leaf + t->spine + t->core;
	t->cables = t->links_server + t->links_leaf + t->links_spine;
	t->optics = 2 * t->cables;
	t->groups = ceil(t->servers / t->group_servers);
}

// What both have: servers and NICs. One switch when all ports fit.
static aif_err
begin(const aif_topo_in *in, aif_topo *t, aif_diag *d)
{
	if (in->gpus < 1 || in->gpus_per_server < 1 || in->nics_per_server < 1 || in->radix < 2)
		return aif_err_fail(d, AIF_EINVAL,
				    "a fabric needs GPUs, NICs and switches of two ports at least");
	t->servers = ceil(in->gpus / in->gpus_per_server);
	t->nics = t->servers * in->nics_per_server;
	t->links_server = t->nics;
	t->uplink_frac = 1;
	if (t->nics <= in->radix) {
		t->levels = 1;
		t->leaf = t->hops = 1;
		t->leaf_servers = t->group_servers = t->servers;
		sum(t);
	}
	return AIF_OK;
}

aif_err
aif_topo_fat_tree(const aif_topo_in *in, aif_topo *out, aif_diag *d)
{
	double radix = in->radix, over = in->oversubscription > 0 ? in->oversubscription : 1;
	double down, up, rails = in->nics_per_server;
	aif_topo t = { 0 };
	aif_err e = begin(in, &t, d);

	if (e || t.levels == 1) {
		if (!e)
			*out = t;
		return e;
	}
	// Ports of a leaf: `over` down for each one up.
	down = floor(radix * over / (1 + over));
	up = radix - down;
	if (up < 1)
		return aif_err_fail(d, AIF_ERANGE, "oversubscription %g leaves a leaf no uplink",
				    over);
	t.leaf_servers = t.group_servers = down;
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

// Leaves and spines of a group of that many servers: as many of either as its rails
// need, so that a group that is not full still has a spine for each leaf.
static double
group_leaves(const aif_topo_in *in, double servers)
{
	double down = floor(in->radix / 2);

	return fmin(down, in->nics_per_server * ceil(servers / down));
}

aif_err
aif_topo_dragonfly(const aif_topo_in *in, aif_topo *out, aif_diag *d)
{
	double half = floor(in->radix / 2), rails = in->nics_per_server, last, leaves;
	double over = in->oversubscription > 0 ? in->oversubscription : 1;
	aif_topo t = { 0 };
	aif_err e = begin(in, &t, d);

	if (e)
		return e;
	t.group_servers = floor(half * half / rails);
	if (t.levels == 1 || t.servers <= t.group_servers || t.group_servers < 1)
		return aif_topo_fat_tree(in, out, d); // one group
	t.levels = 3;
	t.hops = 4; // leaf, spine, spine, leaf
	t.leaf_servers = half;
	t.groups = ceil(t.servers / t.group_servers);
	last = t.servers - (t.groups - 1) * t.group_servers;
	leaves = group_leaves(in, last);
	t.leaf = (t.groups - 1) * half + leaves;
	t.spine = t.leaf;
	t.links_leaf = (t.groups - 1) * half * half + leaves * leaves;
	// Each cable between groups has two ends.
	t.uplink_frac = 1 / over;
	t.links_spine = floor(((t.groups - 1) * half * half + leaves * half) / over / 2);
	if (t.groups - 1 > floor(half * half / over))
		return aif_err_fail(d, AIF_ERANGE,
				    "%g groups are more than the %g links that a group of %g-port "
				    "switches has",
				    t.groups, floor(half * half / over), in->radix);
	sum(&t);
	*out = t;
	return AIF_OK;
}
