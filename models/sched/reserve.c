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

// --- a binary heap -----------------------------------------------------------------

// Earlier of two, then the lower node.
static int
before(const aif_reserve_item *a, const aif_reserve_item *b)
{
	return a->t_ns != b->t_ns ? a->t_ns < b->t_ns : a->node < b->node;
}

typedef int order(const aif_reserve_item *a, const aif_reserve_item *b);

static void
sift(aif_reserve_item *h, uint32_t n, uint32_t i, order *first)
{
	aif_reserve_item x = h[i];

	for (;;) {
		uint32_t child = 2 * i + 1;

		if (child >= n)
			break;
		if (child + 1 < n && first(&h[child + 1], &h[child]))
			child++;
		if (!first(&h[child], &x))
			break;
		h[i] = h[child];
		i = child;
	}
	h[i] = x;
}

static void
heapify(aif_reserve_item *h, uint32_t n, order *first)
{
	for (uint32_t i = n / 2; i-- > 0;)
		sift(h, n, i, first);
}

static aif_reserve_item
heap_pop(aif_reserve_item *h, uint32_t *n)
{
	aif_reserve_item top = h[0];

	h[0] = h[--*n];
	sift(h, *n, 0, before);
	return top;
}

// --- when ------------------------------------------------------------------------

// A run that has outlived its estimate is expected to end any moment.
static aif_time
end_of(const aif_gang *g, aif_time now)
{
	return g->est_end_ns > now ? g->est_end_ns : now;
}

// When all GPUs of that node will be free.
static aif_time
node_empty(const aif_nodes_one *o, aif_time now)
{
	aif_time t = now;

	for (const aif_nodes_slot *s = o->slots; s; s = s->next)
		if (s->end_ns > t)
			t = s->end_ns;
	return t;
}

// When n GPUs of that node will be free (n <= gpus per node); *room: how many more
// than n are then.
static aif_time
node_ready(const aif_nodes_one *o, int32_t n, aif_time now, int32_t *room)
{
	int32_t free = o->free;
	aif_time t = -1; // all that end until t are counted

	while (free < n) {
		aif_time next = AIF_TIME_MAX;
		int32_t gain = 0;

		for (const aif_nodes_slot *s = o->slots; s; s = s->next) {
			aif_time end = s->end_ns > now ? s->end_ns : now;

			if (end <= t || end > next)
				continue;
			gain = end < next ? s->n : gain + s->n;
			next = end;
		}
		if (next == AIF_TIME_MAX)
			return AIF_TIME_MAX;
		free += gain;
		t = next;
	}
	*room = free - n;
	return t < now ? now : t;
}

// Keeps a node for a job that comes at t.
static void
hold(aif_cluster *k, const aif_reserve_item *x, aif_time t)
{
	k->nodes.node[x->node].reserved_ns = t;
	k->nodes.node[x->node].room = x->n;
	k->held_node[k->n_held++] = x->node;
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
	heapify(k->heap, n, before);
	while (n > 0 && (*freed < want || k->heap[0].t_ns == t)) {
		aif_reserve_item x = heap_pop(k->heap, &n);

		if (x.t_ns == AIF_TIME_MAX)
			break;
		t = x.t_ns;
		*freed += x.n;
	}
	return *freed < want ? AIF_TIME_MAX : t;
}

// Later of two, then the higher node: the order of a heap whose top goes first.
static int
after(const aif_reserve_item *a, const aif_reserve_item *b)
{
	return before(b, a);
}

// The node that will have room first.
static void
reserve_one(aif_cluster *k, aif_cluster_queue *q, aif_time now)
{
	aif_reserve_item best = { .t_ns = AIF_TIME_MAX };

	for (uint32_t i = 0; i < k->nodes.n && best.t_ns > now; i++) {
		const aif_nodes_one *o = &k->nodes.node[i];
		aif_reserve_item x = { .node = i };

		if (!o->open || o->reserved_ns != AIF_TIME_MAX)
			continue;
		x.t_ns = node_ready(o, q->head->n_gpus, now, &x.n);
		if (x.t_ns < best.t_ns)
			best = x;
	}
	if (best.t_ns == AIF_TIME_MAX)
		return;
	q->shadow_ns = best.t_ns;
	hold(k, &best, best.t_ns);
}

// The `need` nodes that will be empty first: a heap of that size with the last of
// them on top, through which all nodes pass.
static void
reserve_nodes(aif_cluster *k, aif_cluster_queue *q, aif_time now)
{
	uint32_t need = (uint32_t)((q->head->n_gpus + k->nodes.gpus - 1) / k->nodes.gpus);
	uint32_t n = 0;

	for (uint32_t i = 0; i < k->nodes.n; i++) {
		const aif_nodes_one *o = &k->nodes.node[i];
		aif_reserve_item x = { .node = i };

		if (!o->open || o->reserved_ns != AIF_TIME_MAX)
			continue;
		x.t_ns = node_empty(o, now);
		if (x.t_ns == AIF_TIME_MAX)
			continue;
		if (n < need) {
			k->heap[n++] = x;
			if (n == need)
				heapify(k->heap, n, after);
		} else if (before(&x, &k->heap[0])) {
			k->heap[0] = x;
			sift(k->heap, n, 0, after);
		}
	}
	if (n < need)
		return;
	q->shadow_ns = k->heap[0].t_ns;
	for (uint32_t i = 0; i < n; i++)
		hold(k, &k->heap[i], q->shadow_ns);
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
	if (k->sched.placement == 0 && q->head->n_gpus <= k->nodes.gpus) {
		reserve_one(k, q, now);
	} else if (k->sched.placement == 0) {
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
	for (uint32_t i = 0; i < k->n_held; i++) {
		aif_nodes_one *o = &k->nodes.node[k->held_node[i]];

		o->reserved_ns = AIF_TIME_MAX;
		o->room = 0;
	}
	k->n_held = 0;
}
