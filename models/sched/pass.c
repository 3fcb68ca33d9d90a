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
	if (k->pass_due || k->fluid)
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
				k->freed = 1;
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
	k->freed |= at != q->tail; // comes before one that was looked at
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

// The smallest end for which a job of n GPUs found no place since the last time
// something was freed. More GPUs or a later end can not do better.
static aif_time *
no_fit(aif_cluster *k, int32_t n)
{
	return &k->no_fit_ns[n <= k->nodes.gpus ? n : 0];
}

static void
no_fit_note(aif_cluster *k, int32_t n, aif_time end_ns)
{
	for (int32_t i = n; i <= k->nodes.gpus; i++)
		if (end_ns < k->no_fit_ns[i])
			k->no_fit_ns[i] = end_ns;
}

static void
forget(aif_cluster *k)
{
	for (uint32_t i = 0; i < k->n_queue; i++) {
		k->queue[i].blocked = AIF_QUEUE_OPEN;
		k->queue[i].scanned = NULL;
		k->queue[i].n_scanned = 0;
	}
	for (int32_t i = 0; i <= k->nodes.gpus; i++)
		k->no_fit_ns[i] = AIF_TIME_MAX;
	if (k->reserved)
		aif_reserve_clear(k);
	k->reserved = 0;
	k->shadow_ns = AIF_TIME_MAX;
	k->extra = INFINITY;
	k->freed = 0;
}

static int
over_quota(const aif_cluster *k, const aif_cluster_queue *q, const aif_job *j)
{
	return !k->lending && (double)(q->used + j->n_gpus) > q->quota;
}

// AIF_QUEUE_OPEN when started, else why not.
static int
try_start(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q, aif_job *j, aif_time end_ns)
{
	uint32_t n;

	if (over_quota(k, q, j))
		return AIF_QUEUE_QUOTA;
	if (end_ns >= *no_fit(k, j->n_gpus) && j->n_gpus <= k->nodes.gpus)
		return AIF_QUEUE_FULL;
	n = aif_nodes_fit(&k->nodes, j->n_gpus, end_ns, k->sched.placement == 1);
	if (n == 0) {
		if (j->n_gpus <= k->nodes.gpus)
			no_fit_note(k, j->n_gpus, end_ns);
		return AIF_QUEUE_FULL;
	}
	aif_pass_unqueue(k, j);
	aif_gang_start(k, c, j, n);
	return AIF_QUEUE_OPEN;
}

// The queue, of those in the state wanted, whose first job comes first.
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

// Is there room for n GPUs, reservations aside? Cheap, and no is final.
static int
has_room(const aif_cluster *k, int32_t n)
{
	const aif_nodes *p = &k->nodes;

	if (n > p->free_gpus)
		return 0;
	if (k->sched.placement == 1)
		return 1;
	if (n > p->gpus)
		return p->count[p->gpus] >= (uint32_t)(n / p->gpus);
	for (int32_t f = n; f <= p->gpus; f++)
		if (p->count[f] > 0)
			return 1;
	return 0;
}

// Reservations are made when a job might overtake, not before: first those in nodes,
// oldest first, for they bind the jobs of all queues; then that of q in its quota.
static void
reserve(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q)
{
	aif_cluster_queue *x;

	if (k->sched.policy == 0)
		return;
	while ((x = first_queue(k, AIF_QUEUE_FULL)) != NULL) {
		aif_reserve_head(k, x, aif_ctx_now(c));
		x->blocked = AIF_QUEUE_RESERVED;
		k->reserved = 1;
	}
	if (q->blocked == AIF_QUEUE_QUOTA) {
		aif_reserve_head(k, q, aif_ctx_now(c));
		q->blocked = AIF_QUEUE_PROMISED;
	}
}

// May j of q start, given what is reserved? q NULL: j is the first of its queue.
static int
allowed(const aif_cluster *k, const aif_cluster_queue *q, const aif_job *j, aif_time end)
{
	if (q && end > q->shadow_ns && j->n_gpus > q->extra)
		return 0;
	return end <= k->shadow_ns || j->n_gpus <= k->extra;
}

// Lets later jobs of q overtake its first where they do not delay it, nor any
// first job that holds a reservation. Goes on where the last scan stopped.
static void
backfill(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q)
{
	aif_time now = aif_ctx_now(c);
	aif_job *last = q->scanned ? q->scanned : q->head;

	for (aif_job *j = last->next, *after; j; j = after) {
		aif_time end;

		if (k->nodes.free_gpus == 0 || q->n_scanned >= k->sched.depth ||
		    (!k->lending && (double)q->used >= q->quota))
			break;
		after = j->next;
		q->n_scanned++;
		if (!has_room(k, j->n_gpus)) {
			last = j;
			continue;
		}
		reserve(k, c, q);
		end = aif_pass_est_end(j, now);
		if (allowed(k, q, j, end) && try_start(k, c, q, j, end) == AIF_QUEUE_OPEN) {
			q->extra -= end <= q->shadow_ns ? 0 : j->held;
			k->extra -= end <= k->shadow_ns ? 0 : j->held;
		} else {
			last = j;
		}
	}
	q->scanned = last;
}

// Starts the first job of q if it fits beside the reservations of older ones.
static void
serve_first(aif_cluster *k, aif_ctx *c, aif_cluster_queue *q)
{
	aif_job *j = q->head;
	aif_time end;

	if (over_quota(k, q, j)) {
		q->blocked = AIF_QUEUE_QUOTA;
		return;
	}
	q->blocked = AIF_QUEUE_OPEN;
	if (!has_room(k, j->n_gpus)) {
		q->blocked = AIF_QUEUE_FULL;
		return;
	}
	reserve(k, c, q);
	end = k->reserved ? aif_pass_est_end(j, aif_ctx_now(c)) : 0;
	q->blocked = AIF_QUEUE_FULL;
	if (!allowed(k, NULL, j, end))
		return;
	q->blocked = try_start(k, c, q, j, end);
	if (q->blocked == AIF_QUEUE_OPEN && end > k->shadow_ns)
		k->extra -= j->held;
}

static void
overtake(aif_cluster *k, aif_ctx *c)
{
	// Jobs of queues that wait for room go before those that wait for quota.
	for (int quota = 0; quota < 2; quota++)
		for (uint32_t i = 0; i < k->n_queue && k->nodes.free_gpus > 0; i++) {
			aif_cluster_queue *q = &k->queue[i];
			int is_quota =
			    q->blocked == AIF_QUEUE_QUOTA || q->blocked == AIF_QUEUE_PROMISED;

			if (q->head && q->blocked != AIF_QUEUE_OPEN && is_quota == quota)
				backfill(k, c, q);
		}
}

// What no queue wants within its quota is lent to those beyond theirs.
static void
lend(aif_cluster *k, aif_ctx *c)
{
	aif_cluster_queue *q;

	k->lending = 1;
	while (k->nodes.free_gpus > 0 && (q = first_queue(k, AIF_QUEUE_QUOTA)) != NULL) {
		serve_first(k, c, q);
		if (q->blocked == AIF_QUEUE_OPEN) // its next is beyond the quota too
			q->blocked = AIF_QUEUE_QUOTA;
		else
			q->blocked = AIF_QUEUE_REFUSED;
	}
	for (uint32_t i = 0; i < k->n_queue; i++)
		if (k->queue[i].blocked == AIF_QUEUE_REFUSED)
			k->queue[i].blocked = AIF_QUEUE_QUOTA;
}

void
aif_pass_run(aif_cluster *k, aif_ctx *c)
{
	aif_cluster_queue *q;

	k->pass_due = 0;
	if (k->bursts)
		burst(k, c);
	if (k->freed)
		forget(k);
	k->lending = 0;
	while (k->nodes.free_gpus > 0 && (q = first_queue(k, AIF_QUEUE_OPEN)) != NULL)
		serve_first(k, c, q);
	if (k->sched.borrow)
		lend(k, c);
	if (k->sched.policy == 1 && k->nodes.free_gpus > 0 && k->n_waiting > 0)
		overtake(k, c);
}
