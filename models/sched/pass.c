// pass.c - who waits, and who starts now.
//
// Each queue is served in order of priority, then submission. A queue whose first
// job can not start is blocked: first in, first out. With EASY the blocked first
// job gets a reservation and later jobs may overtake it if they do not delay it.
// Among queues the oldest first job goes first. A pass runs once per instant,
// after all arrivals and ends of that instant.
// Source: Lifka 1995, "The ANL/IBM SP scheduling system" (EASY backfill).
#include <math.h>

#include "models/sched/cluster.h"

static const aif_arg nothing = { .u = 0 };

void
aif_pass_ask(aif_cluster *k, aif_ctx *c)
{
	if (k->pass_due)
		return;
	k->pass_due = 1;
	aif_ctx_send(c, k->self, 0, AIF_PRIO_SCHED, AIF_CLUSTER_PASS, nothing, nothing);
}

aif_time
aif_pass_est_end(const aif_job *j, aif_time now)
{
	double est_s = (j->estimate_s > 0 ? j->estimate_s : j->work_s) - j->done_s;
	aif_time span = aif_time_of_s(fmax(est_s, 0));

	return span < AIF_TIME_MAX - now ? now + span : AIF_TIME_MAX;
}

static int
precedes(const aif_job *a, const aif_job *b)
{
	if (a->prio != b->prio)
		return a->prio < b->prio;
	if (a->submit_ns != b->submit_ns)
		return a->submit_ns < b->submit_ns;
	return a->id < b->id;
}

// --- bursting ------------------------------------------------------------------

static aif_time
burst_at(const aif_cluster *k, const aif_job *j)
{
	if (!k->bursts || !j->may_burst)
		return AIF_TIME_MAX;
	return j->since_ns + aif_time_of_s(k->when_queue_s);
}

static void
burst_arm(aif_cluster *k, aif_ctx *c, aif_time at)
{
	if (at >= k->burst_due_ns)
		return;
	k->burst_due_ns = at;
	aif_ctx_timer(c, &k->burst_timer, at - aif_ctx_now(c), AIF_PRIO_NORMAL, AIF_CLUSTER_OVERDUE,
		      nothing);
}

// Rents for every job that has waited long enough, and notes when the next has.
static void
burst(aif_cluster *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	aif_time next = AIF_TIME_MAX;

	if (now < k->burst_due_ns)
		return;
	for (uint32_t i = 0; i < k->n_queue; i++)
		for (aif_job *j = k->queue[i].head, *after; j; j = after) {
			aif_time at = burst_at(k, j);

			after = j->next;
			if (at <= now) {
				aif_pass_unqueue(k, j);
				aif_gang_rent(k, c, j);
			} else if (at < next) {
				next = at;
			}
		}
	k->burst_due_ns = AIF_TIME_MAX;
	if (next < AIF_TIME_MAX)
		burst_arm(k, c, next);
}

// --- queues --------------------------------------------------------------------

void
aif_pass_queue(aif_cluster *k, aif_ctx *c, aif_job *j)
{
	aif_cluster_queue *q = &k->queue[j->queue];
	aif_job *at = q->tail; // goes behind this one

	if (j->n_restart > 0 && q->head && precedes(j, q->head))
		at = NULL;
	while (at && precedes(j, at))
		at = at->prev;
	j->prev = at;
	j->next = at ? at->next : q->head;
	*(at ? &at->next : &q->head) = j;
	*(j->next ? &j->next->prev : &q->tail) = j;
	j->since_ns = aif_ctx_now(c);
	k->n_waiting++;
	k->waiting_gpus += j->n_gpus;
	if (burst_at(k, j) < AIF_TIME_MAX)
		burst_arm(k, c, burst_at(k, j));
	aif_pass_ask(k, c);
}

void
aif_pass_unqueue(aif_cluster *k, aif_job *j)
{
	aif_cluster_queue *q = &k->queue[j->queue];

	*(j->prev ? &j->prev->next : &q->head) = j->next;
	*(j->next ? &j->next->prev : &q->tail) = j->prev;
	j->next = j->prev = NULL;
	k->n_waiting--;
	k->waiting_gpus -= j->n_gpus;
}

// --- a pass --------------------------------------------------------------------

// 0 when started, else why not: 1 quota, 2 no place.
static int
try_start(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q, aif_job *j, aif_time end_ns)
{
	uint32_t n;

	if (!k->lending && (double)(q->used + j->n_gpus) > q->quota)
		return 1;
	n = aif_nodes_fit(&k->nodes, j->n_gpus, end_ns, k->sched.placement == 1);
	if (n == 0)
		return 2;
	aif_pass_unqueue(k, j);
	aif_gang_start(k, c, j, n);
	return 0;
}

// The queue, of those with blocked == want, whose first job comes first.
static aif_cluster_queue *
first_queue(const aif_cluster *k, int want)
{
	aif_cluster_queue *best = NULL;

	for (uint32_t i = 0; i < k->n_queue; i++) {
		aif_cluster_queue *q = &k->queue[i];

		if (q->head && q->blocked == want && (!best || precedes(q->head, best->head)))
			best = q;
	}
	return best;
}

// Lets later jobs of q overtake its first where they do not delay it, nor any
// first job that holds a reservation.
static void
backfill(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q)
{
	aif_time now = aif_ctx_now(c);
	double left = k->sched.depth;

	for (aif_job *j = q->head->next, *after; j && left > 0; j = after, left--) {
		aif_time end = aif_pass_est_end(j, now);
		int in_time = end <= q->shadow_ns, all_in_time = end <= k->shadow_ns;

		after = j->next;
		if (k->nodes.free_gpus == 0 || (!k->lending && (double)q->used >= q->quota))
			return;
		if ((!in_time && j->n_gpus > q->extra) || (!all_in_time && j->n_gpus > k->extra))
			continue;
		if (try_start(k, c, q, j, end) == 0) {
			q->extra -= in_time ? 0 : j->held;
			k->extra -= all_in_time ? 0 : j->held;
		}
	}
}

static void
easy(aif_cluster *k, aif_ctx *c)
{
	aif_cluster_queue *q;
	int reserved = 0;

	k->shadow_ns = AIF_TIME_MAX;
	k->extra = INFINITY;
	// Reservations in nodes first, for they bind the jobs of all queues.
	for (; (q = first_queue(k, 2)) != NULL; q->blocked = 3) {
		aif_reserve_head(k, q, aif_ctx_now(c));
		reserved = 1;
	}
	for (; k->nodes.free_gpus > 0 && (q = first_queue(k, 3)) != NULL; q->blocked = 4)
		backfill(k, c, q);
	for (; k->nodes.free_gpus > 0 && (q = first_queue(k, 1)) != NULL; q->blocked = 4)
		if (q->head->next && (double)q->used < q->quota) {
			aif_reserve_head(k, q, aif_ctx_now(c));
			backfill(k, c, q);
		}
	if (reserved)
		aif_reserve_clear(k);
}

void
aif_pass_run(aif_cluster *k, aif_ctx *c)
{
	aif_cluster_queue *q;

	k->pass_due = 0;
	if (k->bursts)
		burst(k, c);
	for (uint32_t i = 0; i < k->n_queue; i++)
		k->queue[i].blocked = 0;
	k->lending = 0;
	while (k->nodes.free_gpus > 0 && (q = first_queue(k, 0)) != NULL)
		q->blocked = try_start(k, c, q, q->head, 0);
	// What no queue wants within its quota is lent to those beyond theirs.
	k->lending = k->sched.borrow;
	while (k->lending && k->nodes.free_gpus > 0 && (q = first_queue(k, 1)) != NULL)
		q->blocked = try_start(k, c, q, q->head, 0) ? 2 : 1;
	if (k->sched.policy == 1 && k->nodes.free_gpus > 0 && k->n_waiting > 0)
		easy(k, c);
}
