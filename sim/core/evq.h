// evq.h - pending events of one partition under a total order.
//
// Two events never compare equal, so the order of delivery, and with it every
// result, is the same for any number of threads and any order of insertion.
// Not thread-safe: each partition owns one queue.
#ifndef AIF_CORE_EVQ_H
#define AIF_CORE_EVQ_H

#include <stddef.h>
#include <stdint.h>

#include "core/time.h"
#include "util/err.h"

// Payload word of an event; its meaning is private to the receiver's kind.
typedef union aif_arg {
	double x;
	int64_t i;
	uint64_t u;
	void *p; // must point into the run's arenas
} aif_arg;

// Delivery order: earliest t_ns, then lowest prio, then lowest src, then seq.
typedef struct aif_ev {
	aif_time t_ns;
	uint64_t seq;   // sender's own running count
	uint32_t src;   // id of the entity that sent it
	uint32_t dst;   // id of the entity that gets it
	uint16_t prio;  // 0 first; models use the AIF_PRIO_* constants
	uint16_t kind;  // AIF_EV_* of models/wire.h or private to dst's model
	uint32_t timer; // 1 + slot of a cancellable event, 0 for none; set by the queue
	aif_arg a, b;
} aif_ev;

// Handle of a cancellable event; zero-initialised means none.
typedef struct aif_timer {
	uint32_t slot, gen;
} aif_timer;

typedef struct aif_evq aif_evq;

// 1 when a comes before b.
static inline int
aif_evq_before(const aif_ev *a, const aif_ev *b)
{
	if (a->t_ns != b->t_ns)
		return a->t_ns < b->t_ns;
	if (a->prio != b->prio)
		return a->prio < b->prio;
	if (a->src != b->src)
		return a->src < b->src;
	return a->seq < b->seq;
}

// Makes an empty queue. Errors: AIF_ENOMEM. Free with aif_evq_free; NULL is a
// valid argument there.
aif_err aif_evq_create(aif_evq **out);
void aif_evq_free(aif_evq *q);

// Copies *e in. O(1) amortised. Errors: AIF_ENOMEM (queue unchanged).
aif_err aif_evq_push(aif_evq *q, const aif_ev *e);

// The same, cancellable through *h (overwritten).
aif_err aif_evq_push_timer(aif_evq *q, const aif_ev *e, aif_timer *h);

// Takes the event of *h back if it has not been delivered, clears *h. O(1).
// Returns 1 when an event was taken back.
int aif_evq_cancel(aif_evq *q, aif_timer *h);

// Time of the first event; AIF_TIME_MAX when empty, or when memory is out (then
// aif_evq_take says so).
aif_time aif_evq_next(aif_evq *q);

// Takes the first event if it is before t_end: NULL when there is none. It stays
// valid until the next take. *err becomes AIF_ENOMEM when memory is out.
const aif_ev *aif_evq_take(aif_evq *q, aif_time t_end, aif_err *err);

// What take will probably return k calls from now, for prefetching; may be NULL.
static inline const aif_ev *aif_evq_ahead(const aif_evq *q, size_t k);

// Events pending (cancelled ones not counted).
size_t aif_evq_len(const aif_evq *q);

// Bytes held, for benchmarks.
size_t aif_evq_bytes(const aif_evq *q);

// The head of every aif_evq: the opened bucket, in order.
typedef struct aif_evq_run {
	aif_ev *ev;
	size_t at, n, cap;
} aif_evq_run;

static inline const aif_ev *
aif_evq_ahead(const aif_evq *q, size_t k)
{
	const aif_evq_run *r = (const void *)q;

	return r->at + k < r->n ? &r->ev[r->at + k] : NULL;
}

#endif
