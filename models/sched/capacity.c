// capacity.c - which nodes have power and work, what they draw, and what a cap does.
//
// Racks run when they are delivered and granted, lowest numbers first. Under a
// power cap the clocks of all GPUs at work fall together until the load fits; a
// cap that even the lowest clocks exceed switches nodes off, highest first, and
// their jobs start again elsewhere. Down nodes idle until they are repaired.
// Source: facts, facility-finance 1.1: P(f) = Ps + Pd (f/f0)^gamma, as in gpower.h;
// conversion losses before the rack are the hall's.
#include <math.h>

#include "models/gpower.h"
#include "models/sched/cluster.h"

// Clocks move in steps, downwards, so that small changes of load leave running
// jobs alone. An H100 has 15 MHz steps below 1980 MHz: 1/132.
// Source: nvidia-smi --query-supported-clocks, H100 SXM.
#define CLOCK_STEPS 128.0

// --- power ---------------------------------------------------------------------

// What a powered rack draws beside its servers, with its part of the cluster's
// network and storage.
static double
rack_w(const aif_cluster *k)
{
	double net = k->net.power_w ? k->net.power_w->value : 0;

	return k->hw.rack->extra_w + (k->storage_w + net) / k->n_rack;
}

// What fans draw beyond their power at the reference intake.
static double
warm_w(const aif_cluster *k, double busy)
{
	return busy / k->nodes.gpus * (k->intake.fan_ratio - 1) * k->hw.server->fans_w;
}

// Everything that n powered nodes draw with busy GPUs at work, less the part of
// the GPUs' power that clocks move.
static double
static_w(const aif_cluster *k, double n, double busy)
{
	const aif_hw_server *s = k->hw.server;
	double racks = ceil(n / k->node_per_rack);

	return racks * rack_w(k) + n * s->base_w + busy * (s->busy_w - s->base_w) / k->nodes.gpus +
	       n * k->nodes.gpus * k->hw.gpu->idle_w + warm_w(k, busy);
}

// What the GPUs at work draw above idle, at full clocks.
static double
work_w(const aif_cluster *k)
{
	return 1e-3 * (double)k->work_mw - (double)k->work_gpus * k->hw.gpu->idle_w;
}

// The part of it that goes with the clocks.
static double
moved_w(const aif_cluster *k)
{
	double w =
	    1e-3 * (double)k->work_mw - (double)k->work_gpus * aif_gpower_static_w(k->hw.gpu);

	return fmax(w, 0);
}

// What leaks does not go with the clocks.
static double
leak_w(const aif_cluster *k)
{
	double still = (double)k->n_powered * k->nodes.gpus * k->hw.gpu->idle_w;

	return k->intake.leak_frac * (still + work_w(k));
}

static double
load_w(const aif_cluster *k, double clock)
{
	return static_w(k, k->n_powered, (double)k->busy) + work_w(k) + leak_w(k) -
	       moved_w(k) * (1 - pow(clock, k->cap_exponent));
}

double
aif_capacity_it_w(const aif_cluster *k)
{
	return k->has_hw ? load_w(k, k->clock) : 0;
}

double
aif_capacity_fan_w(const aif_cluster *k)
{
	if (!k->has_hw || k->n_powered == 0)
		return 0;
	return k->n_powered *
	       aif_intake_fans_w(k->hw.server, &k->intake, (double)k->busy / k->n_powered);
}

double
aif_capacity_leak_w(const aif_cluster *k)
{
	return k->has_hw ? leak_w(k) : 0;
}

// What the clocks of GPUs at work may draw for heat: the limit of their mean power, less what
// does not go with the clocks. A mean below the limit hides phases at it, whose clocks fall
// first: a lower bound of the slowing.
static double
heat_room_w(const aif_cluster *k)
{
	const aif_intake *x = &k->intake;
	double work = 1e-3 * (double)k->work_mw;

	if (!(x->leak_frac > 0) && !(x->heat_frac < 1))
		return INFINITY;
	return (double)k->work_gpus * x->heat_frac * k->hw.gpu->tdp_w -
	       (work * (1 + x->leak_frac) - moved_w(k));
}

// Clocks at which the present load keeps a cap.
static double
clock_for(const aif_cluster *k, double cap_w)
{
	double clock = 1, room = INFINITY, dyn = 0;

	if (k->has_hw) {
		dyn = moved_w(k);
		room = heat_room_w(k);
	}
	if (k->has_hw && isfinite(cap_w))
		room = fmin(room, cap_w - static_w(k, k->n_powered, (double)k->busy) -
				      (work_w(k) + leak_w(k) - dyn));
	if (dyn > room) {
		clock = room > 0 ? pow(room / dyn, 1 / k->cap_exponent) : 0;
		clock = fmax(floor(clock * CLOCK_STEPS) / CLOCK_STEPS, k->clock_floor);
	}
	return clock;
}

void
aif_capacity_clock(aif_cluster *k, aif_ctx *c)
{
	double clock = clock_for(k, k->cap_w), swing;

	if (isfinite(k->ramp.limit_w_s)) {
		swing = aif_ramp_swings_w(&k->ramp, aif_ctx_sim(c), k->self);
		k->ramp_clock = clock;
		clock = fmin(clock, clock_for(k, aif_ramp_cap_w(&k->ramp, aif_ctx_now(c)) - swing));
	}
	if (clock == k->clock)
		return;
	k->clock = clock;
	for (aif_gang *g = k->runs; g; g = g->next)
		aif_gang_speed(k, c, g);
}

double
aif_capacity_seen_w(aif_cluster *k, aif_ctx *c)
{
	double w = aif_capacity_it_w(k), seen, swing;

	if (isinf(k->ramp.limit_w_s) || !k->has_hw || k->fluid)
		return w;
	swing = aif_ramp_swings_w(&k->ramp, aif_ctx_sim(c), k->self);
	seen = aif_ramp_follow(
	    &k->ramp, aif_ctx_now(c),
	    &(aif_ramp_load){ .load_w = w + swing,
			      .want_w = load_w(k, k->ramp_clock) + swing,
			      .cap_w = k->tripped || k->granted == 0 ? 0 : k->cap_w,
			      .swing_w = swing,
			      .slow_gpus = (double)k->work_gpus * (1 - k->clock / k->ramp_clock) });
	if (k->ramp.step_s > 0)
		aif_ctx_timer(c, &k->ramp.timer, aif_time_of_s(k->ramp.step_s), AIF_PRIO_NORMAL,
			      AIF_CLUSTER_RAMP, (aif_arg){ 0 });
	else
		aif_ctx_cancel(c, &k->ramp.timer);
	return seen;
}

// How many nodes, all busy at TDP and the lowest clocks, the cap has room for.
static uint32_t
limit(const aif_cluster *k)
{
	double dyn, n, still;

	if (!k->has_hw || !isfinite(k->cap_w))
		return k->nodes.n;
	still = aif_gpower_static_w(k->hw.gpu);
	dyn = k->nodes.gpus * (still - k->hw.gpu->idle_w +
			       (k->hw.gpu->tdp_w - still) * pow(k->clock_floor, k->cap_exponent) +
			       k->intake.leak_frac * k->hw.gpu->tdp_w);
	n = floor(k->cap_w / (static_w(k, 1, k->nodes.gpus) - rack_w(k) + dyn));
	n = fmin(fmax(n, 0), k->nodes.n);
	while (n > 0 && static_w(k, n, n * k->nodes.gpus) + n * dyn > k->cap_w)
		n--;
	return (uint32_t)n;
}

// --- nodes ---------------------------------------------------------------------

static void
lose_all(aif_cluster *k, aif_ctx *c, uint32_t node)
{
	while (k->nodes.node[node].slots)
		aif_gang_lose(k, c, k->nodes.node[node].slots->run);
}

// Keeps a share of the powered nodes out of use, less those already down: idle
// ones, highest first.
static void
spares(aif_cluster *k)
{
	int64_t want = (int64_t)floor(k->spares_frac * k->n_powered + 1e-9) - (int64_t)k->n_down;
	int64_t have = 0;

	if (k->spares_frac <= 0)
		return;
	for (uint32_t i = 0; i < k->n_powered; i++)
		have += k->nodes.node[i].spare;
	for (uint32_t i = 0; i < k->n_powered && have > want && have > 0; i++)
		if (k->nodes.node[i].spare) {
			k->nodes.node[i].spare = 0;
			aif_nodes_update(&k->nodes, i);
			have--;
		}
	for (uint32_t i = k->n_powered; i-- > 0 && have < want;) {
		aif_nodes_one *o = &k->nodes.node[i];

		if (o->open && o->free == k->nodes.gpus) {
			o->spare = 1;
			aif_nodes_update(&k->nodes, i);
			have++;
		}
	}
}

static void
switch_node(aif_cluster *k, aif_ctx *c, uint32_t i, uint8_t on)
{
	aif_nodes_one *o = &k->nodes.node[i];

	if (!on)
		lose_all(k, c, i);
	k->n_down = on ? k->n_down + o->down : k->n_down - o->down;
	o->powered = on;
	o->spare = 0;
	aif_nodes_update(&k->nodes, i);
}

void
aif_capacity_apply(aif_cluster *k, aif_ctx *c)
{
	uint32_t racks = k->delivered < k->granted ? k->delivered : k->granted;
	uint64_t want = k->tripped ? 0 : (uint64_t)racks * k->node_per_rack;

	k->n_limit = limit(k);
	if (want > k->nodes.n)
		want = k->nodes.n;
	if (want > k->n_limit)
		want = k->n_limit;
	while (k->n_powered > want)
		switch_node(k, c, --k->n_powered, 0);
	while (k->n_powered < want)
		switch_node(k, c, k->n_powered++, 1);
	spares(k);
	k->freed = 1;
	aif_pass_ask(k, c);
}

void
aif_capacity_down(aif_cluster *k, aif_ctx *c, const aif_ev *e)
{
	uint32_t i = (uint32_t)e->a.i;

	if (e->a.i < 0 || i >= k->n_powered || k->nodes.node[i].down)
		return;
	lose_all(k, c, i);
	k->nodes.node[i].down = 1;
	k->nodes.node[i].spare = 0;
	k->n_down++;
	aif_nodes_update(&k->nodes, i);
	spares(k);
	k->freed = 1;
	aif_pass_ask(k, c);
	aif_ctx_send(c, e->src, 0, AIF_PRIO_NORMAL, AIF_EV_NODE_DOWN, e->a, e->b);
}

void
aif_capacity_up(aif_cluster *k, aif_ctx *c, uint32_t node)
{
	if (node >= k->nodes.n || !k->nodes.node[node].down)
		return;
	k->nodes.node[node].down = 0;
	if (node < k->n_powered)
		k->n_down--;
	aif_nodes_update(&k->nodes, node);
	spares(k);
	k->freed = 1;
	aif_pass_ask(k, c);
}
