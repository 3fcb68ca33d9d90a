// stub_cluster.h - doubles of what stands around a site: cluster, finance, strategy.
#ifndef AIF_TESTS_STUB_CLUSTER_H
#define AIF_TESTS_STUB_CLUSTER_H

#include "core/ctx.h"
#include "models/wire.h"

#define DAY    (24 * 3600.0)
#define RACK_W 120e3

// A cluster that runs what it is granted at 80 % of rated power, wants all its GPUs and
// uses those that have power. A cap of 0 switches it off.
typedef struct stub {
	uint32_t hall, rack;
	double racks, lead_s, price_usd;
	aif_time order_ns;
	int off;
	aif_signal it_w, wanted_gpus, unpowered_gpus, useful_gpus, granted, cap_w, times_off,
	    nodes_off;
} stub;

static void
stub_update(stub *s, aif_ctx *c)
{
	double racks = s->off ? 0 : fmax(s->granted.value - s->nodes_off.value, 0),
	       w = racks * RACK_W * 0.8;

	aif_ctx_set(c, &s->it_w, s->cap_w.value > 0 && w > s->cap_w.value ? s->cap_w.value : w);
	aif_ctx_set(c, &s->unpowered_gpus, (s->racks - racks) * 72);
	aif_ctx_set(c, &s->useful_gpus, racks * 72);
}

static void
stub_start(void *st, aif_ctx *c)
{
	stub *s = st;

	aif_ctx_set(c, &s->wanted_gpus, s->racks * 72);
	stub_update(s, c);
}

static void
stub_event(void *st, aif_ctx *c, const aif_ev *e)
{
	stub *s = st;

	if (e->kind == AIF_EV_GRANT)
		aif_ctx_set(c, &s->granted, (double)e->a.i);
	if (e->kind == AIF_EV_CAP) {
		if (e->a.x <= 0 && !s->off)
			aif_signal_add(&s->times_off, 1);
		s->off = e->a.x <= 0;
		aif_ctx_set(c, &s->cap_w, isfinite(e->a.x) ? e->a.x : 0);
	}
	if (e->kind == AIF_EV_NODE_DOWN) {
		aif_ctx_set(c, &s->nodes_off, s->nodes_off.value + 1);
		aif_ctx_send(c, e->src, 0, AIF_PRIO_NORMAL, AIF_EV_NODE_DOWN, e->a, e->b);
	}
	if (e->kind == AIF_EV_NODE_UP)
		aif_ctx_set(c, &s->nodes_off, s->nodes_off.value - 1);
	if (e->kind == AIF_EV_DRILL)
		s->off = e->b.i != 0;
	stub_update(s, c);
}

static const aif_field stub_params[] = {
	AIF_P_OF(stub, hall, "hall", AIF_F_REF, "hall", 0, ""),
	AIF_P_OF(stub, rack, "rack", AIF_F_REF, "rack", 0, ""),
	AIF_P(stub, racks, "racks", "1", 1, 0, 1e6, ""),
	AIF_P(stub, lead_s, "lead", "s", 0, 0, 1e9, ""),
	AIF_P(stub, price_usd, "price", "USD", NAN, 0, 1e9, ""),
	AIF_P_DATE(stub, order_ns, "order", 0, ""),
	{ 0 },
};

static const aif_field stub_outputs[] = {
	AIF_O(stub, it_w, "W", AIF_AGG_MEAN, ""),
	AIF_O(stub, wanted_gpus, "1", AIF_AGG_MEAN, ""),
	AIF_O(stub, unpowered_gpus, "1", AIF_AGG_MEAN, ""),
	AIF_O(stub, useful_gpus, "1", AIF_AGG_MEAN, ""),
	AIF_O(stub, granted, "1", AIF_AGG_LAST, ""),
	AIF_O(stub, cap_w, "W", AIF_AGG_LAST, ""),
	AIF_O(stub, nodes_off, "1", AIF_AGG_LAST, ""),
	AIF_O(stub, times_off, "1", AIF_AGG_SUM, ""),
	{ 0 },
};

static const aif_model_ops stub_cluster = {
	.name = "cluster",
	.state_size = sizeof(stub),
	.params = stub_params,
	.outputs = stub_outputs,
	.place = AIF_PLACE_OWN,
	.rank = AIF_RANK_IT,
	.start = stub_start,
	.event = stub_event,
};

typedef struct money {
	double wacc;
} money;

static const aif_field money_params[] = {
	AIF_P(money, wacc, "wacc", "1", 0.10, 0, 1, ""),
	{ 0 },
};

static const aif_model_ops stub_finance = { .name = "finance",
					    .state_size = sizeof(money),
					    .params = money_params,
					    .rank = AIF_RANK_MONEY };

typedef struct way {
	aif_refs own;
	uint32_t colo;
} way;

typedef struct house {
	double limit_w;
} house;

static const aif_field way_params[] = {
	AIF_P_OF(way, own, "own", AIF_F_REFS, "cluster", 0, ""),
	AIF_P_OF(way, colo, "colo", AIF_F_REF, "colocation", 0, ""),
	{ 0 },
};

static const aif_field house_params[] = {
	AIF_P(house, limit_w, "limit", "W", NAN, 0, 1e10, ""),
	{ 0 },
};

static const aif_model_ops stub_colocation = { .name = "colocation",
					       .state_size = sizeof(house),
					       .params = house_params,
					       .rank = AIF_RANK_DATA };

static const aif_model_ops stub_strategy = {
	.name = "strategy", .state_size = sizeof(way), .params = way_params, .rank = AIF_RANK_DATA
};

#endif
