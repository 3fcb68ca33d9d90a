// evq.c - a small heap in front of a wheel.
//
// Few events live in a 4-ary heap. Past a size they move to a wheel of buckets;
// then the heap holds only what arrives for the bucket that is already open, and
// the next event is the first of the open bucket and the heap. The bucket width
// follows the number of events a bucket had when it was opened. A cancelled
// event stays where it is, marked in its slot, until it is reached or until the
// dead outnumber the living.
#include "core/evq.h"

#include <stdlib.h>
#include <string.h>

#include "core/wheel.h"

enum {
	HEAP_MAX = 512,   // more: use the wheel
	OPEN_LEAST = 128, // events a bucket should have when opened: this, or
	OPEN_MOST = 2048, // a 512th of all pending up to this, so that most
	OPEN_PART = 512,  // events are never moved between levels
	OPEN_SLACK = 8,   // off by this factor (smoothed): change the width
	SHIFT_MAX = 54    // 208 days
};

typedef struct slot {
	uint32_t gen;
	int32_t next_free; // -1: the end; LIVE, DEAD when in use
} slot;

enum { LIVE = -2, DEAD = -3, NO_SLOT = -1 };

struct aif_evq {
	aif_evq_run run; // first member: see aif_evq_ahead
	aif_ev *heap;
	size_t n_heap, cap_heap;
	aif_wheel *wheel;
	int on_wheel;
	size_t open_goal;
	double open_size; // smoothed size of opened buckets
	aif_ev taken;     // last event taken from the heap
	slot *slot;
	size_t cap_slot;
	int32_t free_slot;
	size_t n_live, n_dead;
	aif_time now; // no event is pushed before it
};

aif_err
aif_evq_create(aif_evq **out)
{
	aif_evq *q = calloc(1, sizeof *q);

	if (!q || aif_wheel_create(&q->wheel) != AIF_OK) {
		free(q);
		return AIF_ENOMEM;
	}
	q->free_slot = NO_SLOT;
	*out = q;
	return AIF_OK;
}

void
aif_evq_free(aif_evq *q)
{
	if (!q)
		return;
	free(q->run.ev);
	free(q->heap);
	free(q->slot);
	aif_wheel_free(q->wheel);
	free(q);
}

// --- heap ----------------------------------------------------------------------

static aif_err
heap_push(aif_evq *q, const aif_ev *e)
{
	size_t i = q->n_heap;

	if (i == q->cap_heap) {
		size_t cap = q->cap_heap ? 2 * q->cap_heap : 32;
		aif_ev *heap = realloc(q->heap, cap * sizeof *heap);

		if (!heap)
			return AIF_ENOMEM;
		q->heap = heap;
		q->cap_heap = cap;
	}
	q->n_heap++;
	while (i > 0 && aif_evq_before(e, &q->heap[(i - 1) / 4])) {
		q->heap[i] = q->heap[(i - 1) / 4];
		i = (i - 1) / 4;
	}
	q->heap[i] = *e;
	return AIF_OK;
}

static void
heap_pop(aif_evq *q)
{
	const aif_ev *x = &q->heap[--q->n_heap];
	size_t i = 0;

	for (;;) {
		size_t c = 4 * i + 1;
		size_t end = c + 4 < q->n_heap ? c + 4 : q->n_heap;
		size_t best = c;

		if (c >= q->n_heap)
			break;
		for (size_t j = c + 1; j < end; j++)
			if (aif_evq_before(&q->heap[j], &q->heap[best]))
				best = j;
		if (!aif_evq_before(&q->heap[best], x))
			break;
		q->heap[i] = q->heap[best];
		i = best;
	}
	q->heap[i] = *x;
}

// --- slots of cancellable events --------------------------------------------------

static aif_err
take_slot(aif_evq *q, uint32_t *out)
{
	int32_t i = q->free_slot;

	if (i == NO_SLOT) {
		size_t cap = q->cap_slot ? 2 * q->cap_slot : 64;
		slot *s = realloc(q->slot, cap * sizeof *s);

		if (!s)
			return AIF_ENOMEM;
		for (size_t k = cap; k-- > q->cap_slot;) {
			s[k] = (slot){ .next_free = q->free_slot };
			q->free_slot = (int32_t)k;
		}
		q->slot = s;
		q->cap_slot = cap;
		i = q->free_slot;
	}
	q->free_slot = q->slot[i].next_free;
	q->slot[i].next_free = LIVE;
	*out = (uint32_t)i;
	return AIF_OK;
}

// Returns 1 when the event of the slot was still wanted.
static int
give_slot(aif_evq *q, uint32_t timer)
{
	slot *s = &q->slot[timer - 1];
	int wanted = s->next_free == LIVE;

	s->gen++;
	s->next_free = q->free_slot;
	q->free_slot = (int32_t)(timer - 1);
	return wanted;
}

// --- moving between heap and wheel --------------------------------------------------

// Puts ev[n] into an empty wheel whose buckets are 2^shift wide.
static aif_err
refill(aif_evq *q, const aif_ev *ev, size_t n, int shift)
{
	aif_err err = AIF_OK;

	aif_wheel_set(q->wheel, shift, q->now);
	for (size_t i = 0; i < n && err == AIF_OK; i++)
		err = aif_wheel_is_past(q->wheel, ev[i].t_ns) ? heap_push(q, &ev[i])
							      : aif_wheel_push(q->wheel, &ev[i]);
	return err;
}

// Width at which a bucket has about open_goal of ev[n]: by the median distance
// from now, which a few far events do not move.
static int
choose_shift(const aif_evq *q, const aif_ev *ev, size_t n)
{
	int hist[64] = { 0 };
	size_t below = 0;
	int bits = 0;
	int shift;

	for (size_t i = 0; i < n; i++)
		hist[63 - __builtin_clzll((uint64_t)(ev[i].t_ns - q->now) | 1)]++;
	while (bits < 63 && (below += (size_t)hist[bits]) < n / 2)
		bits++;
	shift = bits + 1;
	for (size_t k = n / 2; k > q->open_goal && shift > 0; k /= 2)
		shift--;
	return shift < SHIFT_MAX ? shift : SHIFT_MAX;
}

// Takes all events out of heap, run and wheel, drops the dead, and puts the
// rest into a wheel of that width (-1: one that suits them).
static aif_err
rebuild(aif_evq *q, int shift)
{
	aif_evq_run all = { 0 };
	size_t n = 0;
	aif_err err;

	all.cap = q->n_live + q->n_dead + 1;
	all.ev = malloc(all.cap * sizeof *all.ev);
	if (!all.ev)
		return AIF_ENOMEM;
	for (; q->run.at < q->run.n; q->run.at++)
		all.ev[all.n++] = q->run.ev[q->run.at];
	for (size_t i = 0; i < q->n_heap; i++)
		all.ev[all.n++] = q->heap[i];
	q->n_heap = 0;
	err = aif_wheel_pour(q->wheel, &all.ev, &all.cap, &all.n);
	for (size_t i = 0; i < all.n; i++) {
		uint32_t timer = all.ev[i].timer;

		if (!timer || q->slot[timer - 1].next_free == LIVE)
			all.ev[n++] = all.ev[i];
		else
			give_slot(q, timer);
	}
	q->n_dead = 0;
	q->on_wheel = n > HEAP_MAX / 2;
	q->open_goal = n / OPEN_PART < OPEN_LEAST ? OPEN_LEAST : n / OPEN_PART;
	if (q->open_goal > OPEN_MOST)
		q->open_goal = OPEN_MOST;
	q->open_size = (double)q->open_goal;
	if (err == AIF_OK && q->on_wheel)
		err = refill(q, all.ev, n, shift < 0 ? choose_shift(q, all.ev, n) : shift);
	for (size_t i = 0; i < n && err == AIF_OK && !q->on_wheel; i++)
		err = heap_push(q, &all.ev[i]);
	free(all.ev);
	return err;
}

// --- the queue ------------------------------------------------------------------

static aif_err
insert(aif_evq *q, const aif_ev *e)
{
	aif_err err;

	if (q->on_wheel && !aif_wheel_is_past(q->wheel, e->t_ns))
		err = aif_wheel_push(q->wheel, e);
	else
		err = heap_push(q, e);
	q->n_live += err == AIF_OK;
	if (err == AIF_OK && !q->on_wheel && q->n_heap > HEAP_MAX)
		err = rebuild(q, -1);
	return err;
}

aif_err
aif_evq_push(aif_evq *q, const aif_ev *e)
{
	return insert(q, e);
}

aif_err
aif_evq_push_timer(aif_evq *q, const aif_ev *e, aif_timer *h)
{
	aif_ev copy = *e;
	uint32_t i;
	aif_err err = take_slot(q, &i);

	if (err != AIF_OK)
		return err;
	copy.timer = i + 1;
	*h = (aif_timer){ .slot = i + 1, .gen = q->slot[i].gen };
	return insert(q, &copy);
}

int
aif_evq_cancel(aif_evq *q, aif_timer *h)
{
	aif_timer was = *h;
	slot *s;

	*h = (aif_timer){ 0 };
	if (was.slot == 0 || was.slot > q->cap_slot)
		return 0;
	s = &q->slot[was.slot - 1];
	if (s->gen != was.gen || s->next_free != LIVE)
		return 0;
	s->next_free = DEAD;
	q->n_live--;
	q->n_dead++;
	if (q->n_dead > 1024 && q->n_dead > q->n_live)
		(void)rebuild(q, q->on_wheel ? aif_wheel_shift(q->wheel) : -1);
	return 1;
}

// Opens the next bucket that begins before limit, and keeps the width fitting.
// *more: there may be events to look at now.
static aif_err
open_next(aif_evq *q, aif_time limit, int *more)
{
	int shift = aif_wheel_shift(q->wheel);
	aif_err err;

	q->run.at = q->run.n = 0;
	err = aif_wheel_open(q->wheel, limit, &q->run.ev, &q->run.cap, &q->run.n);
	*more = q->run.n > 0;
	if (err != AIF_OK || q->run.n == 0)
		return err;
	q->open_size += ((double)q->run.n - q->open_size) / 16;
	if (q->open_size > (double)(q->open_goal * OPEN_SLACK) && shift > 0)
		return rebuild(q, shift - 3 > 0 ? shift - 3 : 0);
	if (q->open_size * OPEN_SLACK < (double)q->open_goal && shift < SHIFT_MAX)
		return rebuild(q, shift + 3 < SHIFT_MAX ? shift + 3 : SHIFT_MAX);
	return AIF_OK;
}

// The first event of run and heap, opening buckets before limit; NULL for none.
static const aif_ev *
first(aif_evq *q, aif_time limit, aif_err *err)
{
	int more;

	for (;;) {
		const aif_ev *r = q->run.at < q->run.n ? &q->run.ev[q->run.at] : NULL;
		const aif_ev *h = q->n_heap ? q->heap : NULL;
		const aif_ev *e = r && (!h || aif_evq_before(r, h)) ? r : h;

		if (!e) {
			if (!q->on_wheel || aif_wheel_len(q->wheel) == 0)
				return NULL;
			*err = open_next(q, limit, &more);
			if (*err != AIF_OK || !more)
				return NULL;
			continue;
		}
		if (!e->timer || q->slot[e->timer - 1].next_free == LIVE)
			return e;
		give_slot(q, e->timer);
		q->n_dead--;
		if (e == r)
			q->run.at++;
		else
			heap_pop(q);
	}
}

aif_time
aif_evq_next(aif_evq *q)
{
	aif_err err = AIF_OK;
	const aif_ev *e = first(q, AIF_TIME_MAX, &err);

	return e ? e->t_ns : AIF_TIME_MAX;
}

const aif_ev *
aif_evq_take(aif_evq *q, aif_time t_end, aif_err *err)
{
	const aif_ev *e = first(q, t_end, err);

	if (!e || e->t_ns >= t_end)
		return NULL;
	q->now = e->t_ns;
	q->n_live--;
	if (e->timer)
		give_slot(q, e->timer);
	if (e != q->heap) {
		q->run.at++;
		return e;
	}
	q->taken = *e;
	heap_pop(q);
	return &q->taken;
}

size_t
aif_evq_len(const aif_evq *q)
{
	return q->n_live;
}

size_t
aif_evq_bytes(const aif_evq *q)
{
	return sizeof *q + aif_wheel_bytes(q->wheel) + q->cap_slot * sizeof *q->slot +
	       (q->cap_heap + q->run.cap) * sizeof(aif_ev);
}
