// evq.c - a 4-ary heap of (time, slot) over a pool of events.
//
// Heap entries are 16 bytes, so that a node's four children lie in one cache
// line; ties go to the pool for the rest of the key. A cancelled event stays
// until it reaches the top, or until half of the heap is dead, when the heap is
// made anew.
#include "core/evq.h"

#include <stdlib.h>
#include <string.h>

typedef struct node {
	aif_time t_ns;
	uint32_t slot;
	uint32_t pad;
} node;

struct aif_evq {
	node *heap;
	aif_ev *pool;   // pool[cap]; ev.timer is the slot's generation
	uint32_t *free; // stack of free slots
	size_t n, n_free, n_dead, cap;
};

enum { DEAD = UINT16_MAX }; // aif_ev.kind of a cancelled event

static aif_err
resize(aif_evq *q, size_t cap)
{
	node *heap = realloc(q->heap, cap * sizeof *heap);
	aif_ev *pool;
	uint32_t *stack;

	if (!heap)
		return AIF_ENOMEM;
	q->heap = heap;
	pool = realloc(q->pool, cap * sizeof *pool);
	if (!pool)
		return AIF_ENOMEM;
	q->pool = pool;
	stack = realloc(q->free, cap * sizeof *stack);
	if (!stack)
		return AIF_ENOMEM;
	q->free = stack;
	memset(pool + q->cap, 0, (cap - q->cap) * sizeof *pool);
	for (size_t i = cap; i-- > q->cap;)
		q->free[q->n_free++] = (uint32_t)i;
	q->cap = cap;
	return AIF_OK;
}

aif_err
aif_evq_create(aif_evq **out, size_t cap)
{
	aif_evq *q = calloc(1, sizeof *q);

	if (!q)
		return AIF_ENOMEM;
	if (resize(q, cap < 64 ? 64 : cap) != AIF_OK) {
		aif_evq_free(q);
		return AIF_ENOMEM;
	}
	*out = q;
	return AIF_OK;
}

void
aif_evq_free(aif_evq *q)
{
	if (!q)
		return;
	free(q->heap);
	free(q->pool);
	free(q->free);
	free(q);
}

static int
less(const aif_evq *q, const node *a, const node *b)
{
	if (a->t_ns != b->t_ns)
		return a->t_ns < b->t_ns;
	return aif_evq_before(&q->pool[a->slot], &q->pool[b->slot]);
}

static void
sift_up(aif_evq *q, size_t i, node x)
{
	while (i > 0) {
		size_t up = (i - 1) / 4;

		if (!less(q, &x, &q->heap[up]))
			break;
		q->heap[i] = q->heap[up];
		i = up;
	}
	q->heap[i] = x;
}

static void
sift_down(aif_evq *q, size_t i, node x)
{
	for (;;) {
		size_t c = 4 * i + 1;
		size_t end = c + 4 < q->n ? c + 4 : q->n;
		size_t best = c;

		if (c >= q->n)
			break;
		for (size_t j = c + 1; j < end; j++)
			if (less(q, &q->heap[j], &q->heap[best]))
				best = j;
		if (!less(q, &q->heap[best], &x))
			break;
		q->heap[i] = q->heap[best];
		i = best;
	}
	q->heap[i] = x;
}

static void
release(aif_evq *q, uint32_t slot)
{
	q->pool[slot].timer++;
	q->free[q->n_free++] = slot;
}

// Takes the top out of the heap; its slot stays taken.
static uint32_t
drop_top(aif_evq *q)
{
	uint32_t slot = q->heap[0].slot;

	q->n--;
	if (q->n > 0)
		sift_down(q, 0, q->heap[q->n]);
	return slot;
}

// Makes the heap anew from the living events.
static void
bury(aif_evq *q)
{
	size_t n = 0;

	for (size_t i = 0; i < q->n; i++) {
		if (q->pool[q->heap[i].slot].kind == DEAD)
			release(q, q->heap[i].slot);
		else
			q->heap[n++] = q->heap[i];
	}
	q->n = n;
	q->n_dead = 0;
	for (size_t i = n / 4 + 1; i-- > 0;)
		if (i < n)
			sift_down(q, i, q->heap[i]);
}

static aif_err
insert(aif_evq *q, const aif_ev *e, uint32_t *slot)
{
	uint32_t s;
	uint32_t gen;

	if (q->n_free == 0 && resize(q, q->cap * 2) != AIF_OK)
		return AIF_ENOMEM;
	s = q->free[--q->n_free];
	gen = q->pool[s].timer;
	q->pool[s] = *e;
	q->pool[s].timer = gen;
	q->n++;
	sift_up(q, q->n - 1, (node){ .t_ns = e->t_ns, .slot = s });
	*slot = s;
	return AIF_OK;
}

aif_err
aif_evq_push(aif_evq *q, const aif_ev *e)
{
	uint32_t slot;

	return insert(q, e, &slot);
}

aif_err
aif_evq_push_timer(aif_evq *q, const aif_ev *e, aif_timer *h)
{
	uint32_t slot;
	aif_err err = insert(q, e, &slot);

	if (err == AIF_OK)
		*h = (aif_timer){ .slot = slot + 1, .gen = q->pool[slot].timer };
	return err;
}

int
aif_evq_cancel(aif_evq *q, aif_timer *h)
{
	uint32_t slot = h->slot - 1;
	uint32_t gen = h->gen;

	*h = (aif_timer){ 0 };
	if (slot >= q->cap || q->pool[slot].timer != gen || q->pool[slot].kind == DEAD)
		return 0;
	q->pool[slot].kind = DEAD;
	q->n_dead++;
	if (q->n_dead > 64 && q->n_dead > q->n / 2)
		bury(q);
	return 1;
}

// Drops dead events from the top.
static void
settle(aif_evq *q)
{
	while (q->n > 0 && q->pool[q->heap[0].slot].kind == DEAD) {
		release(q, drop_top(q));
		q->n_dead--;
	}
}

aif_time
aif_evq_next(aif_evq *q)
{
	settle(q);
	return q->n > 0 ? q->heap[0].t_ns : AIF_TIME_MAX;
}

int
aif_evq_pop(aif_evq *q, aif_ev *out)
{
	uint32_t slot;

	settle(q);
	if (q->n == 0)
		return 0;
	slot = drop_top(q);
	*out = q->pool[slot];
	release(q, slot);
	return 1;
}

size_t
aif_evq_len(const aif_evq *q)
{
	return q->n - q->n_dead;
}
