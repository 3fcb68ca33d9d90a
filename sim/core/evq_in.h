// evq_in.h - inside of a queue: what every send and delivery runs (core only).
#ifndef AIF_CORE_EVQ_IN_H
#define AIF_CORE_EVQ_IN_H

#include "core/wheel.h"

typedef struct aif_evq_cell {
	uint32_t gen;
	int32_t next_free; // -1: the end; below: in use
} aif_evq_cell;

struct aif_evq {
	aif_space *space;
	aif_ev *run; // the opened bucket, in order: run[at..n_run-1] are pending
	size_t at, n_run, cap_run;
	aif_wheel *wheel;
	int on_wheel;
	aif_ev *heap;
	size_t n_heap, cap_heap;
	size_t heap_max; // more: use the wheel
	size_t goal;     // events that a bucket's width should deliver
	size_t n_done;   // delivered since mark, by which the rate is known
	size_t check;    // n_done at which the width is looked at again
	aif_time mark;
	int guessed;        // the width is a guess, no rate is known yet
	aif_ev taken;       // last event taken from the heap
	aif_evq_cell *cell; // of cancellable events
	size_t cap_cell;
	int32_t free_cell;
	size_t n_live, n_dead;
	aif_time now; // no event is pushed before it
};

// What take will probably return k calls from now, for prefetching; may be NULL.
static inline const aif_ev *
aif_evq_ahead(const aif_evq *q, size_t k)
{
	return q->at + k < q->n_run ? &q->run[q->at + k] : NULL;
}

// The same as aif_evq_push for an event of time t_ns that the caller then writes
// where the result points; NULL: push it.
static inline aif_ev *
aif_evq_slot(aif_evq *q, aif_time t_ns)
{
	aif_ev *e;

	if (!q->on_wheel || aif_wheel_is_past(q->wheel, t_ns))
		return NULL;
	e = aif_wheel_slot(q->wheel, t_ns);
	q->n_live += e != NULL;
	return e;
}

// The same as aif_evq_take. Most events are no timers, wait in the opened bucket, and
// nothing arrived for that bucket since.
static inline const aif_ev *
aif_evq_take_in(aif_evq *q, aif_time t_end, aif_err *err)
{
	const aif_ev *e = q->at < q->n_run ? &q->run[q->at] : NULL;

	if (!e || q->n_heap > 0 || e->is_timer)
		return aif_evq_take(q, t_end, err);
	if (e->t_ns >= t_end)
		return NULL;
	q->now = e->t_ns;
	q->n_live--;
	q->n_done++;
	q->at++;
	return e;
}

#endif
