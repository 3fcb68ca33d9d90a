// evq.c - a small heap in front of a wheel.
//
// Few events live in a 4-ary heap. Past a size they move to a wheel of buckets;
// then the heap holds only what arrives for the bucket that is already open, and
// the next event is the first of the open bucket and the heap. The bucket width
// follows the rate of deliveries, not the times of what is pending: many long waits
// beside a busy present must not make the present one bucket. A cancelled
// event stays where it is, marked in its slot, until it is reached or until the
// dead outnumber the living.
#include "core/evq.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/evq_in.h"

enum {
	HEAP_MAX = 32,    // more: use the wheel
	GOAL_LEAST = 128, // events that a bucket should deliver: this, or
	GOAL_MOST = 4096, // a 128th of all pending up to this, so that most
	GOAL_PART = 128,  // events are never moved between levels
	CHECK_EVERY = 64, // goals delivered: look at the width
	SHIFT_SLACK = 1,  // off by more powers of two: change it
	GUESS_SLACK = 64, // a bucket of so many goals shows that a guess was bad
	SHIFT_MAX = 54    // 208 days
};

enum { LIVE = -2, DEAD = -3, NO_CELL = -1 };

// What was in a queue: ev[n] and the chunks of a list, all full.
typedef struct aif_evq_bag {
	aif_ev *ev;
	size_t n, cap;
	aif_wheel_chunk *full;
} aif_evq_bag;

aif_err
aif_evq_create(aif_evq **out, aif_space *space)
{
	aif_evq *q = aif_space_alloc(space, sizeof *q);

	if (!q || aif_wheel_create(&q->wheel, space) != AIF_OK) {
		aif_space_release(space, q);
		return AIF_ENOMEM;
	}
	q->space = space;
	q->free_cell = NO_CELL;
	q->heap_max = HEAP_MAX;
	*out = q;
	return AIF_OK;
}

void
aif_evq_free(aif_evq *q)
{
	if (!q)
		return;
	aif_space_release(q->space, q->run);
	aif_space_release(q->space, q->heap);
	aif_space_release(q->space, q->cell);
	aif_wheel_free(q->wheel);
	aif_space_release(q->space, q);
}

void
aif_evq_heap_only(aif_evq *q)
{
	q->heap_max = SIZE_MAX;
}

// --- heap ----------------------------------------------------------------------

static aif_err
heap_push(aif_evq *q, const aif_ev *e)
{
	size_t i = q->n_heap;

	if (i == q->cap_heap) {
		size_t cap = q->cap_heap ? 2 * q->cap_heap : 32;
		aif_ev *heap = aif_space_realloc(q->space, q->heap, cap * sizeof *heap);

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

static aif_err
place(aif_evq *q, const aif_ev *e)
{
	aif_ev *to;

	if (!q->on_wheel || aif_wheel_is_past(q->wheel, e->t_ns))
		return heap_push(q, e);
	to = aif_wheel_slot(q->wheel, e->t_ns);
	if (!to)
		return AIF_ENOMEM;
	*to = *e;
	return AIF_OK;
}

// --- cells of cancellable events --------------------------------------------------

static aif_err
take_cell(aif_evq *q, uint32_t *out)
{
	int32_t i = q->free_cell;

	if (i == NO_CELL) {
		size_t cap = q->cap_cell ? 2 * q->cap_cell : 64;
		aif_evq_cell *s = aif_space_realloc(q->space, q->cell, cap * sizeof *s);

		if (!s)
			return AIF_ENOMEM;
		for (size_t k = cap; k-- > q->cap_cell;) {
			s[k] = (aif_evq_cell){ .next_free = q->free_cell };
			q->free_cell = (int32_t)k;
		}
		q->cell = s;
		q->cap_cell = cap;
		i = q->free_cell;
	}
	q->free_cell = q->cell[i].next_free;
	q->cell[i].next_free = LIVE;
	*out = (uint32_t)i;
	return AIF_OK;
}

// Returns 1 when the event of the slot was still wanted.
static int
give_cell(aif_evq *q, uint32_t timer)
{
	aif_evq_cell *s = &q->cell[timer - 1];
	int wanted = s->next_free == LIVE;

	s->gen++;
	s->next_free = q->free_cell;
	q->free_cell = (int32_t)(timer - 1);
	return wanted;
}

// --- moving between heap and wheel ------------------------------------------------

// 1 when e is wanted; the cell of one that is not is given back.
static int
is_wanted(aif_evq *q, const aif_ev *e)
{
	if (!e->is_timer || q->cell[e->src - 1].next_free == LIVE)
		return 1;
	give_cell(q, e->src);
	return 0;
}

// Width at which a bucket has about open_goal of the events: by the median distance
// from now, which a few far events do not move.
static int
choose_shift(const aif_evq *q, const aif_evq_bag *bag)
{
	int hist[64] = { 0 };
	size_t below = 0, n = bag->n;
	int bits = 0;
	int shift;

	for (size_t i = 0; i < bag->n; i++)
		hist[63 - __builtin_clzll((uint64_t)(bag->ev[i].t_ns - q->now) | 1)]++;
	for (const aif_wheel_chunk *c = bag->full; c; c = aif_wheel_after(c), n += AIF_WHEEL_CHUNK)
		for (int i = 0; i < AIF_WHEEL_CHUNK; i++)
			hist[63 - __builtin_clzll((uint64_t)(c->ev[i].t_ns - q->now) | 1)]++;
	while (bits < 63 && (below += (size_t)hist[bits]) < n / 2)
		bits++;
	shift = bits + 1;
	for (size_t k = n / 2; k > q->goal && shift > 0; k /= 2)
		shift--;
	return shift < SHIFT_MAX ? shift : SHIFT_MAX;
}

// Takes everything out of heap, run and wheel.
static aif_err
empty(aif_evq *q, aif_evq_bag *bag)
{
	size_t n_run = q->n_run - q->at;

	bag->cap = n_run + q->n_heap + 1;
	bag->ev = aif_space_realloc(q->space, NULL, bag->cap * sizeof *bag->ev);
	if (!bag->ev)
		return AIF_ENOMEM;
	if (n_run)
		memcpy(bag->ev, q->run + q->at, n_run * sizeof *bag->ev);
	if (q->n_heap)
		memcpy(bag->ev + n_run, q->heap, q->n_heap * sizeof *bag->ev);
	bag->n = n_run + q->n_heap;
	q->at = q->n_run = q->n_heap = 0;
	if (q->cap_heap > 4 * HEAP_MAX) { // a burst is over
		aif_space_release(q->space, q->heap);
		q->heap = NULL;
		q->cap_heap = 0;
	}
	return aif_wheel_pour(q->wheel, &bag->ev, &bag->cap, &bag->n, &bag->full);
}

// Puts ev[n] where they belong now, but for those that nobody wants.
static aif_err
refill(aif_evq *q, const aif_ev *ev, size_t n)
{
	aif_err err = AIF_OK;

	for (size_t i = 0; i < n && err == AIF_OK; i++)
		if (is_wanted(q, &ev[i]))
			err = place(q, &ev[i]);
	return err;
}

// Begins to count deliveries.
static void
count_anew(aif_evq *q)
{
	q->goal = q->n_live / GOAL_PART;
	if (q->goal < GOAL_LEAST)
		q->goal = GOAL_LEAST;
	if (q->goal > GOAL_MOST)
		q->goal = GOAL_MOST;
	q->n_done = 0;
	q->check = q->goal * CHECK_EVERY;
	q->mark = q->now;
}

// Takes all events out, drops the dead, and puts the rest into a wheel of that
// width (-1: one that suits them), or into the heap when they are few. Chunk by
// chunk, so that it takes no second copy of all.
static aif_err
rebuild(aif_evq *q, int shift)
{
	aif_evq_bag bag = { 0 };
	aif_err err = empty(q, &bag);

	q->on_wheel = q->n_live > q->heap_max / 2;
	count_anew(q);
	q->guessed = shift < 0;
	if (q->on_wheel)
		aif_wheel_set(q->wheel, shift < 0 ? choose_shift(q, &bag) : shift, q->now);
	if (err == AIF_OK)
		err = refill(q, bag.ev, bag.n);
	for (aif_wheel_chunk *c = bag.full, *next; c; c = next) {
		next = aif_wheel_after(c);
		if (err == AIF_OK)
			err = refill(q, c->ev, AIF_WHEEL_CHUNK);
		aif_wheel_give(q->wheel, c);
	}
	q->n_dead = 0;
	aif_space_release(q->space, bag.ev);
	return err;
}

// --- the queue ------------------------------------------------------------------

aif_err
aif_evq_push(aif_evq *q, const aif_ev *e)
{
	aif_err err = place(q, e);

	q->n_live += err == AIF_OK;
	if (err == AIF_OK && !q->on_wheel && q->n_heap > q->heap_max)
		err = rebuild(q, -1);
	return err;
}

aif_err
aif_evq_push_timer(aif_evq *q, const aif_ev *e, aif_timer *h)
{
	aif_ev copy = *e;
	uint32_t i;
	aif_err err = take_cell(q, &i);

	if (err != AIF_OK)
		return err;
	assert(e->src == e->dst); // the cell stands where the sender stood
	copy.is_timer = 1;
	copy.src = i + 1;
	*h = (aif_timer){ .slot = i + 1, .gen = q->cell[i].gen };
	return aif_evq_push(q, &copy);
}

int
aif_evq_cancel(aif_evq *q, aif_timer *h)
{
	aif_timer was = *h;
	aif_evq_cell *s;

	*h = (aif_timer){ 0 };
	if (was.slot == 0 || was.slot > q->cap_cell)
		return 0;
	s = &q->cell[was.slot - 1];
	if (s->gen != was.gen || s->next_free != LIVE)
		return 0;
	s->next_free = DEAD;
	q->n_live--;
	q->n_dead++;
	if (q->n_dead > 1024 && q->n_dead > q->n_live)
		(void)rebuild(q, q->on_wheel ? q->wheel->shift : -1);
	return 1;
}

// Opens the next bucket that begins before limit. *more: there may be events to look
// at now.
static aif_err
open_next(aif_evq *q, aif_time limit, int *more)
{
	aif_err err;

	q->at = q->n_run = 0;
	err = aif_wheel_open(q->wheel, limit, &q->run, &q->cap_run, &q->n_run);
	*more = q->n_run > 0;
	if (err == AIF_OK && q->guessed && q->n_run > q->goal * GUESS_SLACK) {
		err = rebuild(q, -1); // there are more of them by now
		q->guessed = 0;
	}
	return err;
}

// Fits the width to the rate of the deliveries counted.
static aif_err
adapt(aif_evq *q)
{
	double took = (double)(q->now - q->mark);
	double n = (double)q->n_done;
	int shift, slack;

	if (took <= 0) { // all at one instant: count on
		q->check *= 2;
		return AIF_OK;
	}
	count_anew(q);
	slack = q->guessed ? 0 : SHIFT_SLACK;
	q->guessed = 0;
	shift = ilogb(fmax(1, took * (double)q->goal / n));
	if (shift > SHIFT_MAX)
		shift = SHIFT_MAX;
	return abs(shift - q->wheel->shift) <= slack ? AIF_OK : rebuild(q, shift);
}

// The first event of run and heap, opening buckets before limit; NULL for none.
static aif_ev *
first(aif_evq *q, aif_time limit, aif_err *err)
{
	int more;

	for (;;) {
		aif_ev *r = q->at < q->n_run ? &q->run[q->at] : NULL;
		aif_ev *h = q->n_heap ? q->heap : NULL;
		aif_ev *e = r && (!h || aif_evq_before(r, h)) ? r : h;

		if (!e) {
			if (!q->on_wheel || q->wheel->n == 0)
				return NULL;
			*err = open_next(q, limit, &more);
			if (*err != AIF_OK || !more)
				return NULL;
			continue;
		}
		if (is_wanted(q, e))
			return e;
		q->n_dead--;
		if (e == r)
			q->at++;
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
	aif_ev *e;

	if (q->on_wheel && q->n_done >= q->check) {
		*err = adapt(q);
		if (*err != AIF_OK)
			return NULL;
	}
	e = first(q, t_end, err);
	if (!e || e->t_ns >= t_end)
		return NULL;
	q->now = e->t_ns;
	q->n_live--;
	q->n_done++;
	if (e->is_timer) {
		give_cell(q, e->src);
		e->src = e->dst;
		e->is_timer = 0;
	}
	if (e != q->heap) {
		q->at++;
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
	return sizeof *q + aif_wheel_bytes(q->wheel) + q->cap_cell * sizeof *q->cell +
	       (q->cap_heap + q->cap_run) * sizeof(aif_ev);
}
