// fluid.c - a cluster at plan zoom: its GPUs shared among flows instead of jobs.
//
// Every change (what a flow wants, racks, power, clocks) shares the GPUs anew: by
// priority, then in order of arrival of the flows; within the quota of a flow's queue;
// gangs as wholes. What is left over and may burst is rented at once; under a strategy
// that rents, everything is. Nodes under repair are their expectation
// r = g l R / (1 + g l R) of the powered ones (g GPUs a node, l failures per GPU and
// second, R mean repair). Of the time that GPUs are held, 1 / (1 + s + l (w + i)) makes
// first-time progress: s checkpoint stalls, w work done again and i restarts per failure.
// Source of the availability: two-state Markov process, Trivedi 2001, sec. 8.2; of the
// losses: Young 1974, the expectation of Daly 2006 for failures rarer than checkpoints.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/sched/cluster.h"

// --- build ---------------------------------------------------------------------

static const char PACK[] = "cluster.pack";

enum { KEY = 256 };

// "strategy cluster" into key[KEY]; its length.
static size_t
name(const aif_cluster *k, const aif_sim *s, char *key)
{
	return (size_t)snprintf(key, KEY, "%.100s %.100s", aif_sim_options(s)->label,
				aif_sim_name(s, k->self));
}

// How full this cluster was at cluster zoom while jobs waited; 1 when none did.
static double
packed(const aif_cluster *k, const aif_sim *s)
{
	char key[KEY];
	const double *x = aif_memo_find(aif_sim_options(s)->memo, PACK, key, name(k, s, key));

	return x && x[1] > 0 ? fmin(x[0] / x[1], 1) : 1;
}

aif_err
aif_fluid_create(aif_cluster *k, aif_sim *s, aif_diag *d)
{
	k->fluid = aif_arena_alloc(aif_sim_arena(s), sizeof *k->fluid);
	if (!k->fluid)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	k->fluid->pack_frac = packed(k, s);
	return AIF_OK;
}

void
aif_fluid_start(aif_cluster *k, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t id = aif_sim_nth(s, "failures", k->self, 0);
	double x;

	if (id == AIF_NONE)
		return;
	k->fluid->fail_hz = aif_sim_signal(s, id, "rate_hz")->value;
	x = k->fluid->fail_hz * k->nodes.gpus * aif_sim_signal(s, id, "mean_repair_s")->value;
	k->fluid->down_frac = x / (1 + x);
}

// --- sharing -------------------------------------------------------------------

// GPUs that may take work: powered, less those under repair or kept as spares.
static double
in_service(aif_cluster *k)
{
	double all = (double)k->n_powered * k->nodes.gpus;

	k->fluid->down = all * k->fluid->down_frac;
	return all - fmax(k->fluid->down, floor(k->spares_frac * k->n_powered) * k->nodes.gpus);
}

// What of a flow's time makes progress, and at which speed.
static void
pace(const aif_cluster *k, aif_flow *f)
{
	double loss_s = f->loss_work_s + f->loss_idle_s, lost = k->fluid->fail_hz * loss_s;
	double evicted = k->spot_frac * k->evict_hz * loss_s;

	f->useful_frac = 1 / (1 + f->stall_frac + lost);
	// Spot capacity is taken away at a rate, and what it did since is lost.
	f->rented_useful_frac = 1 / (1 + f->stall_frac + evicted);
	f->clock_frac = 1 / ((1 - f->compute_frac) + f->compute_frac / k->clock);
	f->speed = k->own_speed * f->clock_frac;
	f->rent_speed = k->rent_speed;
}

// GPUs held by all flows of f's queue that come before it.
static double
used_before(const aif_fluid *p, uint32_t n, uint16_t queue)
{
	double x = 0;

	for (uint32_t i = 0; i < n; i++)
		x += p->flow[i]->queue == queue ? p->flow[i]->have_gpus : 0;
	return x;
}

static double
whole(const aif_flow *f, double gpus)
{
	return f->gang_gpus > 0 ? floor(gpus / f->gang_gpus + 1e-9) * f->gang_gpus : gpus;
}

static double
staying(const aif_flow *f)
{
	double sum = 0;

	for (int i = 0; i < AIF_FLOW_STAYS; i++)
		for (int k = 0; k < AIF_FLOW_QUARTERS; k++)
			sum += f->stays_gpus[i][k];
	return sum;
}

static void
give(aif_cluster *k, uint32_t i, double *left)
{
	aif_fluid *p = k->fluid;
	aif_flow *f = p->flow[i];
	const aif_cluster_queue *q = &k->queue[f->queue];
	double room = k->absent ? 0 : fmin(*left, k->nodes.n * (double)k->nodes.gpus);
	double own = 1, rented = 1, want; // work per second of a GPU, in what is wanted

	pace(k, f);
	if (f->stretches) {
		own = f->useful_frac * f->speed;
		rented = f->rented_useful_frac * f->rent_speed;
	}
	if (isfinite(q->quota) && !k->sched.borrow)
		room = fmin(room, fmax(q->quota - used_before(p, i, f->queue), 0));
	f->rented_gpus = 0;
	if (k->bursts && f->may_burst && !k->rented)
		f->rented_gpus = fmin(staying(f), f->want_gpus / rented);
	want = f->want_gpus - f->rented_gpus * rented;
	f->have_gpus = whole(f, fmin(want / own, fmax(room, 0)));
	*left -= f->have_gpus;
	if (k->rented || (k->bursts && f->may_burst))
		f->rented_gpus += fmax(want - f->have_gpus * own, 0) / rented;
}

// Moves the quarters x of runs on by `quarters` quarters of their mean: each takes an
// exponential time, so that a run is Erlang with a coefficient of variation of 1/2 (runs of a
// class, spread evenly over a factor of four in logarithm: 0.39).
static void
grow_old(double *x, double quarters)
{
	double next[AIF_FLOW_QUARTERS] = { 0 }, p = exp(-quarters);

	for (int steps = 0; steps < AIF_FLOW_QUARTERS; steps++) {
		for (int k = 0; k + steps < AIF_FLOW_QUARTERS; k++)
			next[k + steps] += x[k] * p;
		p *= quarters / (steps + 1);
	}
	memcpy(x, next, sizeof next);
}

// How many of the GPUs that were rented are still at work on what began there.
static void
stay(aif_flow *f, aif_time now)
{
	double dt = aif_time_to_s(now - f->stays_ns), begun = f->rented_gpus - staying(f);

	for (int i = 0; i < AIF_FLOW_STAYS; i++)
		if (f->stay_s[i] > 0) {
			f->stays_gpus[i][0] += fmax(begun, 0) * f->stay_frac[i];
			grow_old(f->stays_gpus[i], AIF_FLOW_QUARTERS * dt / f->stay_s[i]);
		}
	f->stays_ns = now;
}

void
aif_fluid_take(aif_cluster *k, aif_flow *f, aif_time now)
{
	aif_fluid *p = k->fluid;
	uint32_t at = 0;

	while (at < p->n && p->flow[at] != f)
		at++;
	if (at < p->n || p->n == AIF_FLUID_FLOWS)
		return;
	f->since_ns = now;
	if (f->queue >= k->n_queue)
		f->queue = 0;
	for (at = p->n++; at > 0 && p->flow[at - 1]->prio > f->prio; at--)
		p->flow[at] = p->flow[at - 1];
	p->flow[at] = f;
}

// Power of the GPUs at work. Who restarts or writes a checkpoint idles; who repeats
// lost work does not.
static void
load(aif_cluster *k)
{
	const aif_fluid *p = k->fluid;
	double gpus = 0, w = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		const aif_flow *f = p->flow[i];
		double busy = f->have_gpus * f->useful_frac * (1 + p->fail_hz * f->loss_work_s);

		gpus += busy;
		w += busy * f->gpu_w;
	}
	k->busy = llround(p->busy);
	k->work_gpus = llround(gpus);
	k->work_mw = llround(
	    1e3 * (w + ((double)k->work_gpus - gpus) * (k->has_hw ? k->hw.gpu->idle_w : 0)));
}

static void
add_up(aif_fluid *p)
{
	p->busy = p->rented = p->useful = p->waiting = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		const aif_flow *f = p->flow[i];

		p->busy += f->have_gpus;
		p->rented += f->rented_gpus;
		p->useful += aif_flow_useful(f);
		p->waiting += f->queue_gpus;
	}
}

void
aif_fluid_share(aif_cluster *k, aif_ctx *c)
{
	aif_fluid *p = k->fluid;
	double have[AIF_FLUID_FLOWS], rate[AIF_FLUID_FLOWS], left = in_service(k);
	aif_time now = aif_ctx_now(c);

	for (uint32_t i = 0; i < p->n; i++) {
		aif_flow_book(p->flow[i], now);
		if (k->bursts && p->flow[i]->may_burst)
			stay(p->flow[i], now);
		have[i] = p->flow[i]->have_gpus + p->flow[i]->rented_gpus;
		rate[i] = aif_flow_rate(p->flow[i]);
	}
	// Clocks follow from the load, and what is held from the clocks: twice is enough.
	for (int pass = 0; pass < 2; pass++) {
		double room = left, was = k->clock;

		for (uint32_t i = 0; i < p->n; i++) {
			double filled = p->flow[i]->gang_gpus > 0 ? 1 : p->pack_frac;
			double most = fmax(room - (1 - filled) * left, 0), rest = most;

			give(k, i, &rest);
			room -= most - rest;
		}
		add_up(p);
		load(k);
		aif_capacity_clock(k, c);
		if (k->clock == was)
			break;
	}
	for (uint32_t i = 0; i < p->n; i++) {
		aif_flow *f = p->flow[i];

		if (f->have_gpus + f->rented_gpus != have[i] || aif_flow_rate(f) != rate[i])
			aif_ctx_send(c, f->owner, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW,
				     (aif_arg){ .p = f }, (aif_arg){ .u = 0 });
	}
}

void
aif_fluid_finish(aif_cluster *k, aif_ctx *c)
{
	aif_fluid *p = k->fluid;
	double arrived = 0, done = 0;

	for (uint32_t i = 0; i < p->n; i++) {
		aif_flow *f = p->flow[i];

		aif_flow_book(f, aif_ctx_now(c));
		k->useful_gpu_s += f->useful_gpu_s;
		k->lost_gpu_s += f->held_gpu_s - f->useful_gpu_s;
		arrived += f->arrived;
		done += f->done;
	}
	aif_signal_add(&k->jobs_arrived, arrived);
	aif_signal_add(&k->jobs_started, done);
	aif_signal_add(&k->jobs_done, done);
}

// --- what cluster zoom tells -----------------------------------------------------

void
aif_fluid_watch(aif_cluster *k, aif_time now)
{
	double dt = aif_time_to_s(now - k->full.ns);

	if (k->n_waiting > 0) {
		k->full.gpu_s[0] += dt * (double)k->busy;
		k->full.gpu_s[1] += dt * (double)k->nodes.open_gpus;
	}
	k->full.ns = now;
}

void
aif_fluid_tell(const aif_cluster *k, const aif_sim *s)
{
	char key[KEY];

	if (!k->absent && k->full.gpu_s[1] > 0)
		(void)aif_memo_put(aif_sim_options(s)->memo, PACK, key, name(k, s, key),
				   k->full.gpu_s);
}
