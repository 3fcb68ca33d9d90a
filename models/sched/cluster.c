// cluster.c - a cluster of GPUs: what it is made of, and which event goes where.
//
// Jobs come by AIF_EV_SUBMIT and leave by AIF_EV_STOPPED; in between the scheduler
// gives them nodes (pass.c), they run in phases (gang.c), lose nodes to faults and
// power (capacity.c), and are accounted for (account.c). A cluster that the
// strategy rents has no nodes: each job gets rented GPUs after a delay.
#include <math.h>

#include "models/plan.h"
#include "models/record.h"
#include "models/sched/cluster.h"
#include "models/sched/sched.h"

// --- build ---------------------------------------------------------------------

static aif_err
shape(aif_cluster *k, aif_sim *s, aif_diag *d)
{
	double nodes = k->plain_nodes, gpus = k->plain_gpus, per_rack = 1;

	if (k->rack != AIF_NONE) {
		aif_err err = aif_hw_resolve(s, k->rack, &k->hw, d);

		if (err != AIF_OK)
			return err;
		k->has_hw = 1;
		per_rack = k->hw.servers_per_rack;
		gpus = k->hw.gpus_per_server;
		nodes = k->racks * per_rack;
	}
	if (isnan(nodes) || isnan(gpus))
		return aif_err_fail(d, AIF_EINVAL,
				    "has no size (expected `rack` and `racks`, or `nodes` and "
				    "`gpus_per_node`)");
	k->node_per_rack = (uint32_t)lround(per_rack);
	k->n_rack = (uint32_t)ceil(round(nodes) / k->node_per_rack);
	if (aif_nodes_init(&k->nodes, aif_sim_arena(s), (uint32_t)lround(nodes),
			   (int32_t)lround(gpus)) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

static aif_err
cluster_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_cluster *k = st;

	(void)s;
	if (!isnan(k->price_usd) && !isnan(k->gpu_usd))
		return aif_err_fail(d, AIF_EINVAL,
				    "`price` is that of a complete rack: `gpu_price` would change "
				    "nothing (expected one of them)");
	k->self = self;
	k->storage = AIF_NONE;
	k->intake = aif_intake_usual();
	k->cap_w = INFINITY;
	k->ramp_clock = 1;
	k->clock = 1;
	k->burst_due_ns = AIF_TIME_MAX;
	k->sched.depth = 100;
	k->keep_ckpt = 1;
	k->freed = 1;
	return AIF_OK;
}

static aif_err
queues(aif_cluster *k, aif_sim *s, aif_diag *d)
{
	double gpus = (double)k->nodes.n * k->nodes.gpus;

	for (k->n_queue = 0; aif_job_queue_at(s, k->self, k->n_queue) != AIF_NONE;)
		k->n_queue++;
	k->n_queue++;
	k->queue = aif_arena_alloc(aif_sim_arena(s), k->n_queue * sizeof *k->queue);
	k->heap = aif_arena_alloc(aif_sim_arena(s), ((size_t)gpus + 1) * sizeof *k->heap);
	k->no_fit_ns =
	    aif_arena_alloc(aif_sim_arena(s), ((size_t)k->nodes.gpus + 1) * sizeof *k->no_fit_ns);
	k->held_node =
	    aif_arena_alloc(aif_sim_arena(s), ((size_t)k->nodes.n + 1) * sizeof *k->held_node);
	if (!k->queue || !k->heap || !k->no_fit_ns || !k->held_node)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	k->queue[0] = (aif_cluster_queue){ .entity = AIF_NONE, .quota = INFINITY };
	for (uint32_t i = 1; i < k->n_queue; i++) {
		uint32_t id = aif_job_queue_at(s, k->self, i - 1);
		const aif_queue *q = aif_sim_state(s, id);
		double quota = isnan(q->quota) ? q->share_frac * gpus : q->quota;

		k->queue[i] =
		    (aif_cluster_queue){ .entity = id,
					 .quota = isnan(quota) ? INFINITY : floor(quota) };
	}
	return AIF_OK;
}

static void
strategy(aif_cluster *k, const aif_sim *s)
{
	uint32_t id = aif_sim_nth(s, "strategy", AIF_NONE, 0);
	int owned = id == AIF_NONE || aif_job_listed(s, "own", k->self);

	k->provision_s = 0;
	if (id != AIF_NONE) {
		aif_sim_param(s, id, "when_queue", &k->when_queue_s);
		aif_sim_param(s, id, "provision", &k->provision_s);
		aif_sim_param(s, id, "spot", &k->spot_frac);
		aif_sim_param(s, id, "evict", &k->evict_hz);
	}
	k->rent_speed = aif_job_leg_speed(s, k->self, 1);
	k->own_speed = aif_job_leg_speed(s, k->self, 0);
	k->data_s = aif_job_data_s(s, k->self);
	k->rented = aif_job_rented(s, k->self);
	k->bursts = aif_job_listed(s, "burst", k->self);
	k->absent = !owned || k->rented;
	k->self_granting = k->hall == AIF_NONE || aif_sim_parent(s, k->hall) == AIF_NONE;
}

static aif_err
cluster_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_cluster *k = st;
	uint32_t sched = aif_sim_nth(s, "scheduler", self, 0);
	aif_err err = shape(k, s, d);

	if (err == AIF_OK)
		err = queues(k, s, d);
	if (err != AIF_OK)
		return err;
	strategy(k, s);
	if (sched != AIF_NONE)
		k->sched = *(const aif_scheduler *)aif_sim_state(s, sched);
	k->storage = aif_sim_nth(s, "storage", self, 0);
	if (k->storage != AIF_NONE) {
		aif_sim_param(s, k->storage, "keep", &k->keep_ckpt);
		aif_sim_param(s, k->storage, "power", &k->storage_w);
		if (isnan(k->storage_w))
			k->storage_w = 0;
	}
	aif_traffic_wire(&k->net, s, self);
	err = aif_ramp_wire(&k->ramp, s, self, d);
	if (err != AIF_OK)
		return err;
	return aif_plan_zoom(s) > 0 ? aif_fluid_create(k, s, d) : AIF_OK;
}

// --- run -----------------------------------------------------------------------

static void
delivered(aif_cluster *k, aif_ctx *c, uint32_t racks)
{
	k->delivered = racks;
	if (k->self_granting)
		k->granted = racks;
	aif_capacity_apply(k, c);
}

// Sends each delivery, and the retirement; what is past holds at once.
static void
plan_deliveries(aif_cluster *k, aif_ctx *c, aif_time first)
{
	double batch = k->batch_racks > 0 ? k->batch_racks : k->n_rack;
	uint32_t now = 0;

	for (uint32_t i = 0; i * batch < k->n_rack; i++) {
		uint32_t racks = (uint32_t)fmin((i + 1) * batch, k->n_rack);
		aif_time at = aif_plan_later(first, i * k->batch_s);

		if (at <= 0)
			now = racks;
		else if (at < k->retire_ns && at < AIF_TIME_MAX)
			aif_ctx_send(c, k->self, at, AIF_PRIO_INPUT, AIF_CLUSTER_DELIVERED,
				     (aif_arg){ .u = racks }, (aif_arg){ .u = 0 });
	}
	if (k->retire_ns <= 0)
		return;
	if (now > 0)
		delivered(k, c, now);
	if (k->retire_ns < AIF_TIME_MAX)
		aif_ctx_send(c, k->self, k->retire_ns, AIF_PRIO_INPUT, AIF_CLUSTER_DELIVERED,
			     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

// Racks that stand in no hall of a site are paid on delivery; a site pays for
// those in its halls by milestones.
static void
buy(const aif_cluster *k, aif_ctx *c, aif_time at)
{
	double rack = aif_hw_rack_usd(aif_ctx_sim(c), k->self, &k->hw);
	double net = fmin(aif_hw_network_usd(aif_ctx_sim(c), k->self, &k->hw), rack);

	aif_record_ledger_at(c, at, "capex.gpu", k->n_rack * (rack - net), k->n_rack, "rack",
			     aif_hw_rack_kind(aif_ctx_sim(c), k->self), "on delivery");
	aif_record_ledger_at(c, at, "capex.network", k->n_rack * net, k->n_rack, "rack",
			     aif_hw_network_kind(aif_ctx_sim(c), k->self), "on delivery");
}

// The temperatures that the plant of its hall holds.
static void
feel(aif_cluster *k, const aif_sim *s)
{
	uint32_t site = k->hall == AIF_NONE ? AIF_NONE : aif_sim_parent(s, k->hall), plant;
	const aif_signal *air, *water;

	if (!k->has_hw || k->absent || site == AIF_NONE)
		return;
	plant = aif_sim_ref(s, k->hall, "cooling");
	if (plant == AIF_NONE)
		plant = aif_sim_nth(s, "cooling", site, 0);
	if (plant == AIF_NONE)
		return;
	air = aif_sim_signal(s, plant, "intake_c");
	water = aif_sim_signal(s, plant, "supply_c");
	if (air && water)
		k->intake = aif_intake_of(&k->hw, air->value, water->value);
}

static void
cluster_start(void *st, aif_ctx *c)
{
	aif_cluster *k = st;
	aif_time at = aif_plan_delivery(aif_ctx_sim(c), k->self, 0);

	aif_ctx_stream(c, 1, &k->draws);
	feel(k, aif_ctx_sim(c));
	if (!k->absent && k->self_granting && k->has_hw && at < AIF_TIME_MAX && k->from == AIF_NONE)
		buy(k, c, at);
	aif_ctx_set(c, &k->node_count, k->absent ? 0 : k->nodes.n);
	aif_ctx_set(c, &k->node_gpus, k->nodes.gpus);
	if (k->fluid)
		aif_fluid_start(k, c);
	if (!k->absent)
		plan_deliveries(k, c, at);
	aif_account_set(k, c);
}

// Can the cluster ever hold it?
static int
possible(const aif_cluster *k, const aif_job *j)
{
	double gpus = k->absent ? 0 : (double)k->nodes.n * k->nodes.gpus;

	if (k->rented || (k->bursts && j->may_burst))
		return 1;
	return j->n_gpus <= gpus && (k->sched.borrow || j->n_gpus <= k->queue[j->queue].quota);
}

static void
submit(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	j->start_ns = -1;
	j->place = NULL;
	j->next = j->prev = NULL;
	if (j->queue >= k->n_queue)
		j->queue = 0;
	aif_signal_add(&k->jobs_arrived, 1);
	if (j->n_gpus < 1 || !possible(k, j)) {
		aif_signal_add(&k->jobs_refused, 1);
		aif_account_job(k, c, j, "refused");
		aif_ctx_send(c, j->owner, 0, AIF_PRIO_NORMAL, AIF_EV_STOPPED, (aif_arg){ .p = j },
			     (aif_arg){ .i = AIF_END_REFUSED });
	} else if (k->rented) {
		aif_gang_rent(k, c, j);
	} else {
		aif_pass_queue(k, c, j);
	}
}

static void
withdraw(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	// A service that is told to stop has done its work.
	aif_job_end how = j->kind == AIF_JOB_SERVICE ? AIF_END_DONE : AIF_END_KILLED;

	if (j->place) {
		aif_gang_end(k, c, j->place, how);
		return;
	}
	if (j->on_rented) {
		aif_ctx_cancel(c, &j->timer);
		k->n_fetching--;
		k->fetching_gpus -= j->n_gpus;
	} else {
		aif_pass_unqueue(k, j);
		k->freed = 1;
		aif_pass_ask(k, c);
	}
	aif_gang_retire(k, c, j, how);
}

static void
cluster_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_cluster *k = st;

	if (!k->fluid)
		aif_fluid_watch(k, e->t_ns);
	switch (e->kind) {
	case AIF_EV_FLOW:
		aif_fluid_take(k, e->a.p, e->t_ns);
		break;
	case AIF_EV_SUBMIT:
		submit(k, c, e->a.p);
		break;
	case AIF_EV_WITHDRAW:
		withdraw(k, c, e->a.p);
		break;
	case AIF_EV_LOAD:
		aif_gang_load(k, e->src, e->a.x);
		break;
	case AIF_CLUSTER_PHASE:
		aif_gang_next(k, c, e->a.p);
		break;
	case AIF_CLUSTER_PASS:
		aif_pass_run(k, c);
		break;
	case AIF_EV_IO_DONE:
		aif_gang_io_done(k, c, e->a.p, e->b.i != 0);
		break;
	case AIF_EV_EXCHANGE_RATE:
		aif_traffic_share(k, c, e->a.p, e->b.x);
		break;
	case AIF_EV_EXCHANGE_OFF:
		aif_traffic_gone(k, e->a.p);
		return;
	case AIF_CLUSTER_RAMP:
	case AIF_EV_CHANGED: // a training job swings otherwise
		break;
	case AIF_CLUSTER_OVERDUE:
		aif_pass_ask(k, c);
		break;
	case AIF_CLUSTER_EVICT:
		aif_signal_add(&k->evictions, 1);
		aif_gang_lose(k, c, ((aif_job *)e->a.p)->place);
		break;
	case AIF_CLUSTER_DELIVERED:
		delivered(k, c, (uint32_t)e->a.u);
		break;
	case AIF_EV_GRANT:
		k->granted = e->a.i > 0 ? (uint32_t)e->a.i : 0;
		aif_capacity_apply(k, c);
		break;
	case AIF_EV_CAP:
		k->cap_w = e->a.x;
		aif_capacity_apply(k, c);
		break;
	case AIF_EV_DRILL:
		k->tripped = e->b.i != 0;
		aif_capacity_apply(k, c);
		break;
	case AIF_EV_NODE_DOWN:
		aif_capacity_down(k, c, e);
		break;
	case AIF_EV_NODE_UP:
		aif_capacity_up(k, c, (uint32_t)e->a.i);
		break;
	default:
		return;
	}
	if (k->fluid)
		aif_fluid_share(k, c);
	else
		aif_capacity_clock(k, c);
	aif_account_set(k, c);
}

static void
cluster_finish(void *st, aif_ctx *c)
{
	aif_account_finish(st, c);
}

#define K aif_cluster
// clang-format off
static const aif_field cluster_params[] = {
	AIF_P_OF(K, hall, "hall", AIF_F_REF, "hall", 0, "Hall that its racks stand in; without one all racks run from delivery on."),
	AIF_P_OF(K, rack, "rack", AIF_F_REF, "rack", 0, "What a rack is; without one, `nodes` and `gpus_per_node` give the size and there is no power."),
	AIF_P(K, racks, "racks", "1", NAN, 1, 1e7, "Number of racks."),
	AIF_P(K, plain_nodes, "nodes", "1", NAN, 1, 1e7, "Number of nodes, for a cluster without racks."),
	AIF_P(K, plain_gpus, "gpus_per_node", "1", NAN, 1, 1024, "GPUs in a node, for a cluster without racks."),
	AIF_P(K, spares_frac, "spares", "1", 0, 0, 0.5, "Share of the nodes kept out of use, to stand in for nodes that are down."),
	AIF_P_DATE(K, order_ns, "order", 0, "When it is ordered; the start of the run when not given."),
	AIF_P(K, lead_s, "lead", "s", NAN, 0, 1e9, "From order to delivery of the first racks; default: of what `needs` names, else at once."),
	AIF_P_OF(K, needs, "needs", AIF_F_REF, "leadtime", 0, "Lead time of the catalog where `lead` is not given: as planned and as drawn."),
	AIF_P(K, slip_s, "slip", "s", 0, -1e9, 1e9, "Delay of the delivery; may be drawn."),
	AIF_P_OF(K, delay, "delay", AIF_F_REF, "delay_factor", 0, "Delay factor that its slip is multiplied by, shared with others."),
	AIF_P(K, batch_racks, "batch", "1", 0, 0, 1e7, "Racks in a delivery; 0: all at once."),
	AIF_P(K, batch_s, "batch_every", "s", 2629800, 0, 1e9, "From one delivery to the next: a month when not given."),
	AIF_P_OF(K, after, "after", AIF_F_REFS, "task", 0, "Tasks that must have ended before racks are installed."),
	{ "retire", "s", NAN, 0, 0, offsetof(K, retire_ns), "When its racks are switched off for good; default: never.", AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P(K, resell_frac, "resell", "1", 1, 0, 2, "Share of the resale value by age (accounting.residual) that its racks fetch when they retire; 0: scrapped. Racks that an owned cluster takes over are sold when that one retires."),
	AIF_P_OF(K, from, "from", AIF_F_REF, "cluster", 0, "Its racks are those of this cluster, which retires; nothing is bought, `lead` is the time to move."),
	AIF_P(K, price_level, "price_level", "1", 1, 0, 100, "What the price of its racks is multiplied by; a distribution says how sure it is."),
	AIF_P(K, price_usd, "price", "USD", NAN, 0, 1e9, "Price of a rack complete, instead of the catalog's."),
	AIF_P(K, gpu_usd, "gpu_price", "USD", NAN, 0, 1e7, "Price of one of its GPUs, instead of the catalog's: the price of a rack changes by the difference."),
	AIF_P(K, cap_exponent, "cap_exponent", "1", 2.5, 1, 4, "Power above the static part goes with this power of the clocks under a cap; published fits give 2 to 3, this is their middle (facts, facility-finance 1.1)."),
	AIF_P(K, clock_floor, "clock_floor", "1", 0.25, 0.01, 1, "Lowest clocks that a cap may set, as a share of the highest; below, nodes are switched off. An estimate."),
	AIF_P(K, job_sample, "job_sample", "1", 1, 0, 1, "Share of the jobs that get a row in /jobs, chosen by their number."),
	{ 0 },
};

static const aif_field cluster_outputs[] = {
	AIF_O(K, it_w, "W", AIF_AGG_MEAN, "AC power at the racks' input."),
	AIF_O(K, owned_gpus, "1", AIF_AGG_MEAN, "GPUs delivered."),
	AIF_O(K, busy_gpus, "1", AIF_AGG_MEAN, "Owned GPUs held by jobs."),
	AIF_O(K, idle_gpus, "1", AIF_AGG_MEAN, "Owned GPUs with power that no job holds."),
	AIF_O(K, down_gpus, "1", AIF_AGG_MEAN, "Owned GPUs in failed nodes."),
	AIF_O(K, unpowered_gpus, "1", AIF_AGG_MEAN, "Owned GPUs without power."),
	AIF_O(K, rented_gpus, "1", AIF_AGG_MEAN, "Cloud GPUs held by jobs."),
	AIF_O(K, spot_gpus, "1", AIF_AGG_MEAN, "Cloud GPUs held on spot capacity."),
	AIF_O(K, useful_gpus, "1", AIF_AGG_MEAN, "GPUs, owned and rented, that make progress for the first time, at the speed that their clocks leave them."),
	AIF_O(K, wanted_gpus, "1", AIF_AGG_MEAN, "GPUs held plus GPUs waited for."),
	AIF_O(K, queue_gpus, "1", AIF_AGG_MEAN, "GPUs that waiting jobs ask for."),
	AIF_O(K, queue_jobs, "1", AIF_AGG_MEAN, "Waiting jobs."),
	AIF_O(K, running_jobs, "1", AIF_AGG_MEAN, "Running jobs."),
	AIF_O(K, fan_w, "W", AIF_AGG_MEAN, "Of IT power, the fans of its servers, by the air at their intake."),
	AIF_O(K, leak_w, "W", AIF_AGG_MEAN, "Of IT power, what chips draw for being warmer than the catalog's reference."),
	AIF_O(K, clock_frac, "1", AIF_AGG_MEAN, "GPU clocks over the highest, under a power cap or at a warm intake."),
	AIF_O(K, node_count, "1", AIF_AGG_LAST, "Nodes, delivered or not; 0 when rented."),
	AIF_O(K, node_gpus, "1", AIF_AGG_LAST, "GPUs in a node."),
	AIF_O(K, racks_up, "1", AIF_AGG_MEAN, "Racks with power."),
	AIF_O(K, jobs_arrived, "1", AIF_AGG_SUM, "Jobs submitted."),
	AIF_O(K, jobs_started, "1", AIF_AGG_SUM, "Jobs started for the first time."),
	AIF_O(K, jobs_done, "1", AIF_AGG_SUM, "Jobs that ran to their end."),
	AIF_O(K, jobs_killed, "1", AIF_AGG_SUM, "Jobs withdrawn."),
	AIF_O(K, jobs_refused, "1", AIF_AGG_SUM, "Jobs that ask for more than there can ever be."),
	AIF_O(K, restarts, "1", AIF_AGG_SUM, "Runs cut off by a fault, for want of power or by an eviction."),
	AIF_O(K, evictions, "1", AIF_AGG_SUM, "Runs on spot capacity that was taken away."),
	{ 0 },
};
// clang-format on
#undef K

const aif_model_ops aif_model_cluster = {
	.name = "cluster",
	.doc = "Racks of GPU servers with a gang scheduler, checkpoints, failures and a power cap. "
	       "GPU-hours are busy, idle, down or unpowered; busy ones are useful or lost. "
	       "Conventions and sources: models/sched/README.md. Left out: preemption, "
	       "delivery in parts.",
	.state_size = sizeof(aif_cluster),
	.params = cluster_params,
	.outputs = cluster_outputs,
	.place = AIF_PLACE_OWN,
	.rank = AIF_RANK_IT,
	.init = cluster_init,
	.wire = cluster_wire,
	.start = cluster_start,
	.event = cluster_event,
	.finish = cluster_finish,
};
