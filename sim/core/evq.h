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
#include "util/space.h"

// Payload word of an event; its meaning is private to the receiver's kind.
typedef union aif_arg {
	double x;
	int64_t i;
	uint64_t u;
	void *p; // must point into the run's arenas
} aif_arg;

// Delivery order: earliest t_ns, then lowest prio, then lowest src, then seq. 40
// bytes: a million pending events are 40 MB.
typedef struct aif_ev {
	aif_time t_ns;
	union {
		struct {
			uint64_t seq : 40;  // sender's own running count
			uint64_t prio : 8;  // 0 first; models use the AIF_PRIO_* constants
			uint64_t kind : 15; // AIF_EV_* of models/wire.h or private to dst's model
			uint64_t is_timer : 1; // cancellable, still queued: src is 1 + its slot,
					       // the sender is dst
		};
		uint64_t word; // the four at once, see aif_ev_word
	};
	uint32_t src; // id of the entity that sent it
	uint32_t dst; // id of the entity that gets it
	aif_arg a, b;
} aif_ev;

enum { AIF_EV_PRIO_MAX = 255, AIF_EV_KIND_MAX = 32767 };
#define AIF_EV_SEQ_MAX (((uint64_t)1 << 40) - 1)
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "aif_ev_word lays bits from the low end");

// aif_ev.word of an event that is no timer. An event written part by part and copied
// at once waits for its own stores: a word is one store.
static inline uint64_t
aif_ev_word(uint64_t seq, uint16_t prio, uint16_t kind)
{
	return (seq & AIF_EV_SEQ_MAX) | (uint64_t)prio << 40 | (uint64_t)kind << 48;
}

// Handle of a cancellable event; zero-initialised means none.
typedef struct aif_timer {
	uint32_t slot, gen;
} aif_timer;

typedef struct aif_evq aif_evq;

static inline uint32_t
aif_evq_src(const aif_ev *e)
{
	return e->is_timer ? e->dst : e->src;
}

// 1 when a comes before b.
static inline int
aif_evq_before(const aif_ev *a, const aif_ev *b)
{
	if (a->t_ns != b->t_ns)
		return a->t_ns < b->t_ns;
	if (a->prio != b->prio)
		return a->prio < b->prio;
	if (aif_evq_src(a) != aif_evq_src(b))
		return aif_evq_src(a) < aif_evq_src(b);
	return a->seq < b->seq;
}

// Makes an empty queue in space (NULL: malloc). Errors: AIF_ENOMEM. Free with
// aif_evq_free; NULL is a valid argument there.
aif_err aif_evq_create(aif_evq **out, aif_space *space);
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

// Keeps all events in the heap, however many; before the first push.
void aif_evq_heap_only(aif_evq *q);

// Events pending (cancelled ones not counted).
size_t aif_evq_len(const aif_evq *q);

// Bytes held, for benchmarks.
size_t aif_evq_bytes(const aif_evq *q);

#endif
