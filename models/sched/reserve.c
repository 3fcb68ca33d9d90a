// reserve.c - EASY: when the first waiting job will run by the estimates of those
// that run now, and on which nodes.
//
// A job that waits for whole nodes is given those that will be empty first; one
// that fits in a node is given the node where room comes first. Until then other
// jobs may use these nodes if they are gone in time. A job that waits for its
// queue's quota reserves quota, not nodes. With placement `any` GPUs are alike and
// the reservation is a number of them; the oldest waiting job alone has it.
// A job that can not run on what is up now reserves nothing. O(nodes) or O(runs).
#include <math.h>

#include "models/sched/cluster.h"

// --- a binary heap, earliest first, then lowest node -------------------------------

static int
before(const aif_reserve_item *a, const aif_reserve_item *b)
{
	return a->t_ns != b->t_ns ? a->t_ns < b->t_ns : a->node < b->node;
}

static void
sift(aif_reserve_item *h, uint32_t n, uint32_t i)
{
	aif_reserve_item x = h[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && before(&h[child + 1], &h[child]))
			child++;
		if (!before(&h[child], &x))
			break;
		h[i] = h[child];
		i = child;
	}
	h[i] = x;
}

static void
heapify(aif_reserve_item *h, uint32_t n)
{
	for (uint32_t i = n / 2; i-- > 0;)
		sift(h, n, i);
}

static aif_reserve_item
heap_pop(aif_reserve_item *h, uint32_t *n)
{
	aif_reserve_item top = h[0];

	h[0] = h[--*n];
	sift(h, *n, 0);
	return top;
}

// --- when ------------------------------------------------------------------------

// A run that has outlived its estimate is expected to end any moment.
static aif_time
end_of(const aif_gang *g, aif_time now)
{
	return g->est_end_ns > now ? g->est_end_ns : now;
}

// When n GPUs of that node will be free (n <= gpus per node); *room: how many more
// than n are then.
static aif_time
node_ready(const aif_nodes_one *o, int32_t n, aif_time now, int32_t *room)
{
	int32_t free = o->free;
	aif_time t = now;

	while (free < n) { // the next end after t, and all that end with it
		aif_time next = AIF_TIME_MAX;
		int32_t gain = 0;

		for (const aif_nodes_slot *s = o->slots; s; s = s->next) {
			aif_time end = end_of(s->run, now);

			if (end < t || (end == t && free > o->free))
				continue;
			if (end < next) {
				next = end;
				gain = 0;
			}
			if (end == next)
				gain += s->n;
		}
		if (next == AIF_TIME_MAX)
			return AIF_TIME_MAX;
		free += gain;
		t = next;
	}
	*room = free - n;
	return t;
}

// Earliest time at which want GPUs more than are free now have ended, of the runs
// of q (NULL: all owned ones); *freed: what has ended by then.
static aif_time
ends(aif_cluster *k, const aif_cluster_queue *q, double want, aif_time now, double *freed)
{
	uint32_t n = 0;
	aif_time t = now;

	*freed = 0;
	for (const aif_gang *g = q ? q->runs : k->runs; g; g = q ? g->qnext : g->next)
		if (!g->job->on_rented)
			k->heap[n++] = (aif_reserve_item){ end_of(g, now), 0, g->job->held };
	heapify(k->heap, n);
	while (n > 0 && (*freed < want || k->heap[0].t_ns == t)) {
		aif_reserve_item x = heap_pop(k->heap, &n);

		if (x.t_ns == AIF_TIME_MAX)
			break;
		t = x.t_ns;
		*freed += x.n;
	}
	return *freed < want ? AIF_TIME_MAX : t;
}

static void
reserve_nodes(aif_cluster *k, aif_cluster_queue *q, aif_time now)
{
	int32_t want = q->head->n_gpus;
	int32_t each = want < k->nodes.gpus ? want : k->nodes.gpus;
	uint32_t need = (uint32_t)((want + k->nodes.gpus - 1) / k->nodes.gpus);
	uint32_t n = 0, got = 0;

	for (uint32_t i = 0; i < k->nodes.n; i++) {
		const aif_nodes_one *o = &k->nodes.node[i];

		if (o->open && o->reserved_ns == AIF_TIME_MAX) {
			k->heap[n].node = i;
			k->heap[n].n = 0;
			k->heap[n].t_ns = node_ready(o, each, now, &k->heap[n].n);
			n++;
		}
	}
	if (n < need)
		return;
	heapify(k->heap, n);
	// The popped ones are kept behind the heap's end, last first.
	for (uint32_t m = n; got < need; got++) {
		aif_reserve_item x = heap_pop(k->heap, &m);

		k->heap[m] = x;
		if (x.t_ns == AIF_TIME_MAX)
			return;
		q->shadow_ns = x.t_ns;
	}
	for (uint32_t i = n - need; i < n; i++) {
		k->nodes.node[k->heap[i].node].reserved_ns = q->shadow_ns;
		k->nodes.node[k->heap[i].node].room = k->heap[i].n;
	}
}

void
aif_reserve_head(aif_cluster *k, aif_cluster_queue *q, aif_time now)
{
	double want = q->head->n_gpus;
	double over = (double)q->used + want - q->quota; // GPUs of quota that must come free
	double freed;

	q->shadow_ns = AIF_TIME_MAX;
	q->extra = INFINITY;
	if (q->blocked == 1) {
		q->shadow_ns = ends(k, q, over, now, &freed);
		q->extra = freed - over;
		return;
	}
	if (k->sched.placement == 0) {
		reserve_nodes(k, q, now);
	} else if (k->shadow_ns == AIF_TIME_MAX) {
		over = want - (double)k->nodes.free_gpus;
		k->shadow_ns = ends(k, NULL, over, now, &freed);
		k->extra = freed - over;
		q->shadow_ns = k->shadow_ns;
	}
	if (isfinite(q->quota) && !k->lending) // what overtakes must not take the head's quota
		q->extra = q->quota - (double)q->used - want;
}

void
aif_reserve_clear(aif_cluster *k)
{
	for (uint32_t i = 0; i < k->nodes.n; i++) {
		k->nodes.node[i].reserved_ns = AIF_TIME_MAX;
		k->nodes.node[i].room = 0;
	}
}
