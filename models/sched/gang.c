// gang.c - a running job: its phases, its checkpoints, its end and its losses.
//
// A gang holds all its GPUs from start to stop. It makes progress in WORK alone;
// GPU time is useful when it does work for the first time, as far as its clocks go, and
// lost when it does it again, waits for a checkpoint to be written or read, or restarts.
// Checkpoints stop the gang until storage has taken them; in a cluster without
// storage they cost nothing. GPUs that wait draw idle power.
#include <math.h>
#include <string.h>

#include "models/sched/cluster.h"

static const aif_arg nothing = { .u = 0 };

// --- memory ------------------------------------------------------------------

static aif_gang *
gang_take(aif_cluster *k, aif_ctx *c, uint32_t n_slot)
{
	uint32_t class = 0;
	aif_gang *g;

	while ((1U << class) < n_slot)
		class ++;
	g = k->pool[class];
	if (g) {
		k->pool[class] = g->next;
	} else {
		g = aif_ctx_alloc(c, sizeof *g + ((size_t)1 << class) * sizeof g->slot[0]);
		g->cap_slot = class;
	}
	g->n_slot = n_slot;
	g->io_open = g->fresh = 0;
	g->useful_u = 0;
	g->flow = NULL;
	return g;
}

static void
gang_give(aif_cluster *k, aif_gang *g)
{
	g->next = k->pool[g->cap_slot];
	k->pool[g->cap_slot] = g;
}

// --- lists -------------------------------------------------------------------

static void
gang_link(aif_cluster *k, aif_gang *g)
{
	aif_cluster_queue *q = &k->queue[g->job->queue];

	g->next = NULL;
	g->prev = k->runs_last;
	*(g->prev ? &g->prev->next : &k->runs) = g;
	k->runs_last = g;
	g->qprev = NULL;
	g->qnext = q->runs;
	if (q->runs)
		q->runs->qprev = g;
	q->runs = g;
}

static void
gang_unlink(aif_cluster *k, aif_gang *g)
{
	aif_cluster_queue *q = &k->queue[g->job->queue];

	*(g->prev ? &g->prev->next : &k->runs) = g->next;
	*(g->next ? &g->next->prev : &k->runs_last) = g->prev;
	*(g->qprev ? &g->qprev->qnext : &q->runs) = g->qnext;
	if (g->qnext)
		g->qnext->qprev = g->qprev;
}

static void
slots_take(aif_cluster *k, aif_gang *g)
{
	for (uint32_t i = 0; i < g->n_slot; i++) {
		aif_nodes_slot *s = &g->slot[i];
		aif_nodes_one *o;

		s->run = g;
		s->end_ns = g->est_end_ns;
		s->node = k->nodes.part[i].node;
		s->n = k->nodes.part[i].n;
		o = &k->nodes.node[s->node];
		s->prev = NULL;
		s->next = o->slots;
		if (o->slots)
			o->slots->prev = s;
		o->slots = s;
		if (g->est_end_ns > o->reserved_ns)
			o->room -= s->n;
		aif_nodes_give(&k->nodes, s->node, -s->n);
	}
}

static void
slots_give(aif_cluster *k, aif_gang *g)
{
	for (uint32_t i = 0; i < g->n_slot; i++) {
		aif_nodes_slot *s = &g->slot[i];

		*(s->prev ? &s->prev->next : &k->nodes.node[s->node].slots) = s->next;
		if (s->next)
			s->next->prev = s->prev;
		aif_nodes_give(&k->nodes, s->node, s->n);
	}
}

// --- power and progress --------------------------------------------------------

static aif_cluster_owner *
owner_of(aif_cluster *k, const aif_job *j)
{
	uint32_t i = 0;

	while (i < k->n_owner && k->owner[i].id != j->owner)
		i++;
	if (i == AIF_CLUSTER_OWNERS)
		return NULL; // beyond: its jobs keep the power they came with
	if (i == k->n_owner)
		k->owner[k->n_owner++] =
		    (aif_cluster_owner){ .id = j->owner, .mw = llround(1e3 * j->gpu_busy_w) };
	return &k->owner[i];
}

// Mean power of a GPU at work: what a shared network adds to its time it waits.
static double
draws_w(const aif_job *j)
{
	double x = aif_job_stretch(j->net, j->net_share);

	return x > 1 ? (j->gpu_busy_w + (x - 1) * j->net->wait_w) / x : j->gpu_busy_w;
}

// The gang's GPUs begin (sign 1) or end (-1) to draw what work draws. In integer
// milliwatts, so that what is added is taken away exactly.
static void
power(aif_cluster *k, const aif_job *j, int sign)
{
	int64_t n = sign * j->held;
	int64_t mw = llround(1e3 * draws_w(j));

	if (j->on_rented)
		return;
	if (j->kind == AIF_JOB_SERVICE) {
		aif_cluster_owner *o = owner_of(k, j);

		if (o) {
			o->gpus += n;
			mw = o->mw;
		}
	}
	k->work_gpus += n;
	k->work_mw += n * mw;
}

void
aif_gang_load(aif_cluster *k, uint32_t owner, double gpu_w)
{
	for (uint32_t i = 0; i < k->n_owner; i++)
		if (k->owner[i].id == owner) {
			int64_t mw = llround(1e3 * gpu_w);

			k->work_mw += k->owner[i].gpus * (mw - k->owner[i].mw);
			k->owner[i].mw = mw;
		}
}

// Under lower clocks the clock-bound share of the time stretches by 1 / clock; what
// a shared network adds to the exchange comes on top.
// Source: facts, facility-finance 1.1: t(f)/t(f0) = (1 - b) + b f0/f.
static double
speed_of(const aif_cluster *k, const aif_job *j)
{
	double wait = aif_job_stretch(j->net, j->net_share) - 1;

	if (j->on_rented)
		return k->rent_speed;
	return k->own_speed / ((1 - j->compute_frac) + j->compute_frac / k->clock + wait);
}

// What its GPUs count for, in millionths: a GPU whose clocks a cap has lowered counts by
// the speed that is left of that at full clocks. An integer, as power is.
static int64_t
counts_for(const aif_cluster *k, const aif_gang *g)
{
	const aif_job *j = g->job;
	double left = j->on_rented ? 1 : 1 / ((1 - j->compute_frac) + j->compute_frac / k->clock);

	return g->fresh ? llround(1e6 * left * j->held) : 0;
}

// It counts for something else from now on.
static void
weigh(aif_cluster *k, aif_gang *g)
{
	k->useful_u -= g->useful_u;
	g->useful_u = counts_for(k, g);
	k->useful_u += g->useful_u;
}

// The closed interval [phase_ns, now): GPU time, and in WORK the progress made.
void
aif_gang_book(aif_cluster *k, aif_gang *g, aif_time now)
{
	aif_job *j = g->job;
	double dt = aif_time_to_s(now - g->phase_ns);
	double gpu_s = dt * j->held, useful_gpu_s = dt * (1e-6 * (double)g->useful_u);

	j->busy_gpu_s += gpu_s;
	j->useful_gpu_s += useful_gpu_s;
	k->useful_gpu_s += useful_gpu_s;
	j->lost_gpu_s += gpu_s - useful_gpu_s;
	k->lost_gpu_s += gpu_s - useful_gpu_s;
	if (g->phase == AIF_GANG_WORK) {
		g->pos_s = fmin(g->pos_s + dt * j->speed, g->goal_s);
		if (g->fresh)
			j->peak_s = g->pos_s;
	}
	g->phase_ns = now;
}

static void
phase_close(aif_cluster *k, aif_gang *g, aif_time now)
{
	if (g->phase == AIF_GANG_WORK)
		power(k, g->job, -1);
	aif_gang_book(k, g, now);
	g->fresh = 0;
	weigh(k, g);
}

static void
timer_set(aif_ctx *c, aif_gang *g, double wait_s)
{
	if (isfinite(wait_s))
		aif_ctx_timer(c, &g->job->timer, aif_time_of_s(fmax(wait_s, 0)), AIF_PRIO_NORMAL,
			      AIF_CLUSTER_PHASE, (aif_arg){ .p = g->job });
	else
		aif_ctx_cancel(c, &g->job->timer);
}

static void
io_send(aif_cluster *k, aif_ctx *c, aif_gang *g, int write)
{
	const aif_job *j = g->job;

	g->io = (aif_io){ .from = k->self,
			  .write = write,
			  .bytes = j->ckpt_bytes,
			  .limit_bytes_s = INFINITY,
			  .start_ns = aif_ctx_now(c),
			  .flow = -1,
			  .user = g };
	if (k->has_hw)
		g->io.limit_bytes_s = k->hw.gpu->scaleout_bytes_s * j->held;
	if (write && j->n_kept < k->keep_ckpt)
		g->io.grow_bytes = j->ckpt_bytes;
	g->io_open = 1;
	aif_ctx_send(c, k->storage, 0, AIF_PRIO_NORMAL, AIF_EV_IO_START, (aif_arg){ .p = &g->io },
		     nothing);
}

static int
stores(const aif_cluster *k, const aif_job *j)
{
	return k->storage != AIF_NONE && j->ckpt_every_s > 0 && j->ckpt_bytes > 0;
}

static void
phase_open(aif_cluster *k, aif_ctx *c, aif_gang *g, aif_gang_phase phase)
{
	aif_job *j = g->job;

	g->phase = phase;
	g->phase_ns = aif_ctx_now(c);
	switch (phase) {
	case AIF_GANG_RESTART:
		timer_set(c, g, j->restart_s);
		break;
	case AIF_GANG_READ:
		io_send(k, c, g, 0);
		break;
	case AIF_GANG_WRITE:
		io_send(k, c, g, 1);
		break;
	case AIF_GANG_WORK:
		j->speed = speed_of(k, j);
		g->goal_s = g->pos_s < j->peak_s ? fmin(j->peak_s, j->work_s) : j->work_s;
		if (stores(k, j))
			g->goal_s = fmin(g->goal_s, g->ckpt_s);
		power(k, j, 1);
		timer_set(c, g, (g->goal_s - g->pos_s) / j->speed);
		break;
	}
	g->fresh = phase == AIF_GANG_WORK && g->pos_s >= j->peak_s;
	weigh(k, g);
}

// --- life --------------------------------------------------------------------

void
aif_gang_rent(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	double wait = fmax(k->provision_s, k->data_s - aif_time_to_s(aif_ctx_now(c)));

	j->on_rented = 1;
	j->on_spot = k->spot_frac > 0 && aif_rng_u01(&k->draws) < k->spot_frac;
	k->n_fetching++;
	k->fetching_gpus += j->n_gpus;
	aif_ctx_timer(c, &j->timer, aif_time_of_s(wait), AIF_PRIO_NORMAL, AIF_CLUSTER_PHASE,
		      (aif_arg){ .p = j });
}

// Spot capacity is taken from a whole gang at once, at a constant rate.
static void
evict_arm(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	if (j->on_spot && k->evict_hz > 0)
		aif_ctx_timer(c, &j->evict,
			      aif_time_of_s(-log1p(-aif_rng_u01(&k->draws)) / k->evict_hz),
			      AIF_PRIO_NORMAL, AIF_CLUSTER_EVICT, (aif_arg){ .p = j });
}

void
aif_gang_start(aif_cluster *k, aif_ctx *c, aif_job *j, uint32_t n_part)
{
	aif_gang *g = gang_take(k, c, n_part);
	aif_time now = aif_ctx_now(c);
	int restart = j->n_restart > 0 || j->kind == AIF_JOB_SERVICE;

	g->job = j;
	g->est_end_ns = aif_pass_est_end(j, now);
	g->pos_s = j->done_s;
	g->ckpt_s = j->done_s + j->ckpt_every_s;
	slots_take(k, g);
	gang_link(k, g);
	j->place = g;
	j->held = j->n_gpus;
	j->since_ns = now;
	if (j->on_rented) {
		k->rented_held += j->held;
		k->spot_held += j->on_spot ? j->held : 0;
		evict_arm(k, c, j);
	} else {
		k->busy += j->held;
		k->queue[j->queue].used += j->held;
	}
	k->n_running++;
	j->net_share = 1;
	if (n_part > 0)
		aif_traffic_on(k, c, g);
	if (j->start_ns < 0) {
		j->start_ns = now;
		aif_signal_add(&k->jobs_started, 1);
	}
	phase_open(k, c, g, restart && j->restart_s > 0 ? AIF_GANG_RESTART : AIF_GANG_WORK);
	aif_ctx_send(c, j->owner, 0, AIF_PRIO_NORMAL, AIF_EV_STARTED, (aif_arg){ .p = j }, nothing);
}

// Takes the gang off the GPUs; the gang itself waits for its open transfer.
static void
gang_leave(aif_cluster *k, aif_ctx *c, aif_gang *g)
{
	aif_job *j = g->job;

	phase_close(k, g, aif_ctx_now(c));
	aif_ctx_cancel(c, &j->timer);
	aif_traffic_off(k, c, g);
	gang_unlink(k, g);
	slots_give(k, g);
	if (j->on_rented) {
		k->rented_held -= j->held;
		k->spot_held -= j->on_spot ? j->held : 0;
		aif_ctx_cancel(c, &j->evict);
	} else {
		k->busy -= j->held;
		k->queue[j->queue].used -= j->held;
	}
	k->n_running--;
	k->freed = 1;
	j->place = NULL;
	j->held = 0;
	g->job = NULL;
	if (g->io_open)
		aif_ctx_send(c, k->storage, 0, AIF_PRIO_NORMAL, AIF_EV_IO_STOP,
			     (aif_arg){ .p = &g->io }, nothing);
	else
		gang_give(k, g);
}

void
aif_gang_lose(aif_cluster *k, aif_ctx *c, aif_gang *g)
{
	aif_job *j = g->job;
	double pos_s;

	// The progress of the open phase counts before it is thrown away.
	aif_gang_book(k, g, aif_ctx_now(c));
	pos_s = g->pos_s;
	gang_leave(k, c, g);
	if (j->kind == AIF_JOB_SERVICE)
		j->done_s = pos_s;
	else if (j->ckpt_every_s > 0 && !stores(k, j))
		j->done_s += floor((pos_s - j->done_s) / j->ckpt_every_s) * j->ckpt_every_s;
	j->on_rented = j->on_spot = 0;
	j->n_restart++;
	aif_signal_add(&k->restarts, 1);
	aif_ctx_send(c, j->owner, 0, AIF_PRIO_NORMAL, AIF_EV_LOST, (aif_arg){ .p = j }, nothing);
	if (k->rented)
		aif_gang_rent(k, c, j);
	else
		aif_pass_queue(k, c, j);
}

void
aif_gang_retire(aif_cluster *k, aif_ctx *c, aif_job *j, aif_job_end how)
{
	if (j->n_kept > 0 && k->storage != AIF_NONE)
		aif_ctx_send(c, k->storage, 0, AIF_PRIO_NORMAL, AIF_EV_IO_DROP,
			     (aif_arg){ .x = j->n_kept * j->ckpt_bytes }, nothing);
	j->n_kept = 0;
	aif_signal_add(how == AIF_END_DONE ? &k->jobs_done : &k->jobs_killed, 1);
	aif_account_job(k, c, j, how == AIF_END_DONE ? "done" : "killed");
	aif_ctx_send(c, j->owner, 0, AIF_PRIO_NORMAL, AIF_EV_STOPPED, (aif_arg){ .p = j },
		     (aif_arg){ .i = how });
}

void
aif_gang_end(aif_cluster *k, aif_ctx *c, aif_gang *g, aif_job_end how)
{
	aif_job *j = g->job;

	gang_leave(k, c, g);
	aif_gang_retire(k, c, j, how);
	aif_pass_ask(k, c);
}

void
aif_gang_next(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	aif_gang *g = j->place;

	if (!g) { // rented GPUs are there
		k->n_fetching--;
		k->fetching_gpus -= j->n_gpus;
		aif_gang_start(k, c, j, 0);
		return;
	}
	phase_close(k, g, aif_ctx_now(c));
	if (g->phase == AIF_GANG_RESTART) {
		phase_open(k, c, g, j->n_kept > 0 && stores(k, j) ? AIF_GANG_READ : AIF_GANG_WORK);
		return;
	}
	// Rounding to the nanosecond may leave a crumb of work: the goal is reached.
	j->peak_s = fmax(j->peak_s, g->goal_s);
	g->pos_s = g->goal_s;
	if (g->pos_s >= j->work_s) {
		g->phase = AIF_GANG_RESTART; // closed already: nothing is left to book
		aif_gang_end(k, c, g, AIF_END_DONE);
	} else {
		phase_open(k, c, g,
			   stores(k, j) && g->pos_s >= g->ckpt_s ? AIF_GANG_WRITE : AIF_GANG_WORK);
	}
}

void
aif_gang_io_done(aif_cluster *k, aif_ctx *c, aif_io *io, int refused)
{
	aif_gang *g = io->user;
	aif_job *j = g->job;

	g->io_open = 0;
	if (!j) { // it left while the transfer was under way
		gang_give(k, g);
		return;
	}
	phase_close(k, g, aif_ctx_now(c));
	if (io->write && !refused) {
		j->done_s = g->pos_s;
		if (io->grow_bytes > 0)
			j->n_kept++;
	}
	if (io->write)
		g->ckpt_s = g->pos_s + j->ckpt_every_s;
	phase_open(k, c, g, AIF_GANG_WORK);
}

void
aif_gang_speed(aif_cluster *k, aif_ctx *c, aif_gang *g)
{
	aif_job *j = g->job;

	if (g->phase != AIF_GANG_WORK || j->on_rented)
		return;
	aif_gang_book(k, g, aif_ctx_now(c));
	j->speed = speed_of(k, j);
	weigh(k, g);
	timer_set(c, g, (g->goal_s - g->pos_s) / j->speed);
}

void
aif_gang_share(aif_cluster *k, aif_ctx *c, aif_gang *g, double share)
{
	int works = g->phase == AIF_GANG_WORK;

	if (works) {
		power(k, g->job, -1);
		aif_gang_book(k, g, aif_ctx_now(c));
	}
	g->job->net_share = share;
	if (works)
		power(k, g->job, 1);
	aif_gang_speed(k, c, g);
}
