// cdu.c - a coolant distribution unit and the racks behind it, as a blast radius.
//
// Silent until a drill trips it. Then the coolant of its racks stands still and warms by
// C dT/dt = Q - P: Q the racks' heat to coolant, C what is in racks and cold plates, P
// what pumps that still run take. At `ride` the racks throttle, at `off` they shut down:
// their nodes go down and their jobs start again elsewhere, if there is room. When the
// CDU is back and the coolant is cold, the nodes come up after `boot`.
// Racks of a cluster stand behind its CDUs in the order of declaration.
// Assumptions: the cluster's power is spread evenly over its racks; throttling lasts seconds, so
// that its work is not taken from jobs.
#include "models/cooling/cdu.h"

#include <math.h>

#include "core/ctx.h"
#include "models/cooling/loop.h"
#include "models/drill.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_STEP = AIF_EV_PRIVATE, EV_BOOT };

#define STEP_S 1.0

typedef struct cdu {
	double racks, rack_j_k, ride_k, off_k, throttle_frac, boot_s, liquid_frac;

	aif_signal rise_k, stress, nodes_off;

	uint32_t cluster;
	double first, all_racks, rating_w, node_per_rack;
	aif_meter it;
	aif_loop loop;
	aif_time t, began;
	double lost; // share of flow
	int active, tripped;
	double throttle_s, off_s, worst_k, nodes_hit;
	uint8_t *down; // down[node]: went down because of this CDU
	uint32_t n_node;
	aif_timer timer;
} cdu;

// --- build ---------------------------------------------------------------------------

static aif_err
cdu_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	cdu *x = st;
	uint32_t id, rack, n = 0;
	double given, each;
	aif_hw_unit u;

	x->cluster = aif_sim_parent(s, self);
	rack = aif_sim_ref(s, x->cluster, "rack");
	x->all_racks = aif_plan_param(s, x->cluster, "racks", 0);
	if (rack == AIF_NONE || aif_hw_resolve(s, rack, &u, d) != AIF_OK)
		return aif_err_fail(d, AIF_EINVAL, "its cluster has no rack");
	if (isnan(x->liquid_frac))
		x->liquid_frac = u.server->liquid_frac;
	if (x->off_k < x->ride_k)
		return aif_err_fail(d, AIF_ERANGE, "'off' (%g K) is below 'ride' (%g K)", x->off_k,
				    x->ride_k);
	while (aif_sim_nth(s, "cdu", x->cluster, n) != AIF_NONE)
		n++;
	each = ceil(x->all_racks / n);
	for (uint32_t i = 0; (id = aif_sim_nth(s, "cdu", x->cluster, i)) != self; i++) {
		given = aif_plan_param(s, id, "racks", each);
		x->first += given;
	}
	if (isnan(x->racks))
		x->racks = fmax(fmin(each, x->all_racks - x->first), 0);
	if (x->first + x->racks > x->all_racks)
		return aif_err_fail(d, AIF_ERANGE,
				    "its cluster has %g racks (expected at least %g)", x->all_racks,
				    x->first + x->racks);
	x->node_per_rack = u.rack->servers;
	x->n_node = (uint32_t)(x->racks * x->node_per_rack);
	x->down = aif_arena_alloc(aif_sim_arena(s), x->n_node + 1);
	if (!x->down)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	x->rating_w = x->racks * u.rack->max_w * x->liquid_frac;
	x->loop = (aif_loop){ .mass_j_k = x->racks * x->rack_j_k,
			      .throttle_k = x->ride_k,
			      .off_k = x->off_k };
	x->throttle_s = x->off_s = NAN;
	aif_meter_bind(&x->it, s, x->cluster, "it_w");
	return AIF_OK;
}

// --- incident --------------------------------------------------------------------------

// Heat of its racks now.
static double
heat_w(const cdu *x)
{
	double w = aif_meter_value(&x->it) * x->racks / x->all_racks * x->liquid_frac;

	if (x->loop.stress == AIF_LOOP_OFF)
		return 0;
	return x->loop.stress == AIF_LOOP_THROTTLE ? fmin(w, x->throttle_frac * x->rating_w) : w;
}

static double
removes_w(const cdu *x)
{
	return x->tripped ? (1 - x->lost) * x->rating_w : x->rating_w;
}

static void
tell_nodes(cdu *x, aif_ctx *c, int down)
{
	int64_t first = (int64_t)(x->first * x->node_per_rack);

	for (uint32_t i = 0; i < x->n_node; i++) {
		if (!down && !x->down[i])
			continue;
		aif_ctx_send(c, x->cluster, 0, AIF_PRIO_NORMAL,
			     down ? AIF_EV_NODE_DOWN : AIF_EV_NODE_UP, (aif_arg){ .i = first + i },
			     (aif_arg){ .i = AIF_CAUSE_COOLING });
		x->down[i] = 0;
	}
	if (!down)
		aif_ctx_set(c, &x->nodes_off, 0);
}

static void
stress_changed(cdu *x, aif_ctx *c)
{
	static const char *const kind[] = { "cool again", "throttle", "too hot" };
	aif_time now = aif_ctx_now(c);
	double s = aif_time_to_s(now - x->began);

	if (x->loop.stress == AIF_LOOP_THROTTLE && isnan(x->throttle_s))
		x->throttle_s = s;
	if (x->loop.stress == AIF_LOOP_OFF && isnan(x->off_s))
		x->off_s = s;
	aif_ctx_set(c, &x->stress, x->loop.stress);
	aif_record_event(c, kind[x->loop.stress], aif_time_to_s(now), x->racks, "rack",
			 "behind a CDU that lost flow");
	if (x->loop.stress == AIF_LOOP_OFF)
		tell_nodes(x, c, 1);
	if (x->loop.stress == AIF_LOOP_CALM)
		aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(x->boot_s), AIF_PRIO_NORMAL, EV_BOOT,
			     (aif_arg){ 0 }, (aif_arg){ 0 });
}

static void
advance(cdu *x, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	aif_loop_stress was = x->loop.stress;

	if (x->active && now > x->t)
		aif_loop_step(&x->loop, heat_w(x), removes_w(x), aif_time_to_s(now - x->t));
	x->t = now;
	x->worst_k = fmax(x->worst_k, aif_loop_rise_k(&x->loop));
	aif_ctx_set(c, &x->rise_k, aif_loop_rise_k(&x->loop));
	if (x->loop.stress != was)
		stress_changed(x, c);
	if (!x->tripped && x->loop.stored_j <= 0)
		x->active = 0;
}

static void
next_step(cdu *x, aif_ctx *c)
{
	double s = aif_loop_next_s(&x->loop, heat_w(x), removes_w(x));

	if (x->active)
		aif_ctx_timer(c, &x->timer, aif_time_of_s(fmin(fmax(s, 1e-3), STEP_S)) + 1,
			      AIF_PRIO_NORMAL, EV_STEP, (aif_arg){ 0 });
}

static void
drill(cdu *x, aif_ctx *c, const aif_ev *e)
{
	const aif_drill *what = e->a.p;

	advance(x, c);
	x->tripped = e->b.i != 0;
	if (x->tripped) {
		if (!x->active)
			x->began = e->t_ns;
		x->lost = what->share;
		x->active = 1;
	}
}

static void
cdu_event(void *st, aif_ctx *c, const aif_ev *e)
{
	cdu *x = st;

	switch (e->kind) {
	case AIF_EV_DRILL:
		drill(x, c, e);
		break;
	case EV_STEP:
		advance(x, c);
		break;
	case EV_BOOT:
		if (x->loop.stress == AIF_LOOP_CALM)
			tell_nodes(x, c, 0);
		return;
	case AIF_EV_NODE_DOWN: { // the cluster's answer: it was up
		int64_t i = e->a.i - (int64_t)(x->first * x->node_per_rack);

		if (i < 0 || i >= x->n_node)
			return;
		x->down[i] = 1;
		x->nodes_hit++;
		aif_ctx_set(c, &x->nodes_off, x->nodes_off.value + 1);
		return;
	}
	default:
		return;
	}
	next_step(x, c);
}

static void
cdu_finish(void *st, aif_ctx *c)
{
	const cdu *x = st;

	if (!(x->worst_k > 0))
		return;
	aif_record_summary(c, "loop_rise", x->worst_k, "K", "warmest coolant over its supply");
	aif_record_summary(c, "blast_racks", x->racks, "rack", "racks behind the CDU");
	aif_record_summary(c, "blast_nodes", x->nodes_hit, "1", "nodes that shut down for heat");
	if (!isnan(x->throttle_s))
		aif_record_summary(c, "time_to_throttle", x->throttle_s, "s",
				   "from the loss of flow, first incident that came so far");
	if (!isnan(x->off_s))
		aif_record_summary(c, "time_to_off", x->off_s, "s",
				   "from the loss of flow, first incident that came so far");
}

// --- tables ----------------------------------------------------------------------------

static const aif_field params[] = {
	AIF_P(cdu, racks, "racks", "1", NAN, 1, 1e6,
	      "Racks behind it; default: the cluster's, shared evenly by its CDUs."),
	AIF_P(cdu, rack_j_k, "rack_mass", "J/K", 80e3, 1e2, 1e8,
	      "Coolant and cold plates of a rack: 15 L and 20 kJ/K (estimate)."),
	AIF_P(cdu, liquid_frac, "liquid", "1", NAN, 0.01, 1,
	      "Share of rack heat to coolant; default: of the servers."),
	AIF_P(cdu, ride_k, "ride", "K", 10, 1, 40,
	      "Warming that the racks bear before they throttle (estimate)."),
	AIF_P(cdu, off_k, "off", "K", 20, 1, 80, "Warming at which racks shut down (estimate)."),
	AIF_P(cdu, throttle_frac, "throttle", "1", 0.5, 0, 1,
	      "Share of rated power that throttled racks draw (estimate)."),
	AIF_P(cdu, boot_s, "boot", "s", 600, 0, 1e6,
	      "From cold coolant to nodes that take jobs: power-on, health checks (estimate)."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(cdu, rise_k, "K", AIF_AGG_MAX, "Coolant over its supply temperature."),
	AIF_O(cdu, stress, "1", AIF_AGG_MAX, "1: its racks throttle; 2: they are off."),
	AIF_O(cdu, nodes_off, "1", AIF_AGG_MAX, "Nodes that are down because of it."),
	{ 0 },
};

const aif_model_ops aif_model_cdu = {
	.name = "cdu",
	.doc = "Coolant distribution unit of a cluster: the racks behind it are its blast radius "
	       "when a "
	       "drill trips it: ride-through of the coolant, throttling, shutdown, nodes back. Its "
	       "pumps' "
	       "power stands in the cooling plant.",
	.state_size = sizeof(cdu),
	.params = params,
	.outputs = outputs,
	.within = "cluster",
	.rank = AIF_RANK_IT + 1,
	.wire = cdu_wire,
	.event = cdu_event,
	.finish = cdu_finish,
};
