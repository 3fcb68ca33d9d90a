// wheel.h - events by time in levels of buckets (core only).
//
// A bucket of level 0 is 2^shift ns wide, and level 0 holds the next 2048 of them;
// a bucket of level k is 2048 * 256^(k-1) times wider. An event goes to the lowest
// level that reaches it and moves down when the present time enters its bucket: an
// event far in the future is touched a few times, never scanned. Buckets are lists
// of fixed chunks, so that an empty bucket costs nothing and a full one no copying.
// Source: Varghese & Lauck 1987 (hierarchical timing wheels).
#ifndef AIF_CORE_WHEEL_H
#define AIF_CORE_WHEEL_H

#include "core/evq.h"
#include "core/slab.h"

enum {
	AIF_WHEEL_BITS0 = 11, // log2 of the buckets of level 0
	AIF_WHEEL_BITS = 8,   // of each level above
	AIF_WHEEL_LEVELS = 8,
	AIF_WHEEL_CHUNK = 50, // events; 2016 bytes
	AIF_WHEEL_LINE = 64   // bytes of a cache line
};

typedef struct aif_wheel aif_wheel;

typedef struct aif_wheel_chunk {
	aif_slab_block head; // head.next: the bucket's next chunk, which is full
	aif_ev ev[AIF_WHEEL_CHUNK];
} aif_wheel_chunk;

// Chunks of one bucket: the first, with n events, and n_full that are full.
typedef struct aif_wheel_bucket {
	aif_wheel_chunk *first;
	uint32_t n, n_full;
} aif_wheel_bucket;

typedef struct aif_wheel_level {
	aif_wheel_bucket *bucket;
	uint64_t *full; // a bit per non-empty bucket
	uint64_t mask;  // buckets - 1
	size_t n_full;  // non-empty buckets
	int down;       // a bucket spans 2^down buckets of level 0
} aif_wheel_level;

struct aif_wheel {
	aif_wheel_level lv[AIF_WHEEL_LEVELS];
	uint64_t cur; // present bucket of level 0: time >> shift
	int shift;
	size_t n;
	aif_slab slab;   // of chunks
	uint32_t *count; // scratch of the sort
	size_t cap_count;
};

// Memory from space, NULL: malloc.
aif_err aif_wheel_create(aif_wheel **out, aif_space *space);
void aif_wheel_free(aif_wheel *w);

// Sets bucket width and present bucket, that of t; the wheel must be empty.
void aif_wheel_set(aif_wheel *w, int shift, aif_time t);

// 1 when t lies in the present bucket or before it: such an event does not
// belong into the wheel.
static inline int
aif_wheel_is_past(const aif_wheel *w, aif_time t)
{
	return (uint64_t)t >> w->shift <= w->cur;
}

// A fresh chunk in front of b, bucket i of level lv. NULL when memory is out.
aif_wheel_chunk *aif_wheel_grow(aif_wheel *w, aif_wheel_level *lv, uint64_t i);

// Room for one event of time t, to be written by the caller; NULL when memory is
// out.
static inline aif_ev *
aif_wheel_slot(aif_wheel *w, aif_time t)
{
	uint64_t at = (uint64_t)t >> w->shift;
	aif_wheel_level *lv = w->lv;
	aif_wheel_bucket *b;
	aif_ev *e;
	uint64_t i;

	while ((at >> lv->down) - (w->cur >> lv->down) > lv->mask)
		lv++;
	i = (at >> lv->down) & lv->mask;
	b = &lv->bucket[i];
	if (__builtin_expect(!b->first || b->n == AIF_WHEEL_CHUNK, 0) && !aif_wheel_grow(w, lv, i))
		return NULL;
	w->n++;
	e = &b->first->ev[b->n++];
	__builtin_prefetch((const char *)e + 2 * AIF_WHEEL_LINE, 1); // where the next but one goes
	return e;
}

// Bytes held.
size_t aif_wheel_bytes(const aif_wheel *w);

// Makes the first non-empty bucket the present one and moves its events, sorted,
// to (*ev)[*n]; *ev is grown in the wheel's space (*cap elements). Returns AIF_OK with *n
// = 0 when the wheel is empty. When limit is not AIF_TIME_MAX, a bucket that
// begins at or after it is left alone. Errors: AIF_ENOMEM.
aif_err aif_wheel_open(aif_wheel *w, aif_time limit, aif_ev **ev, size_t *cap, size_t *n);

// Empties the wheel: events of partly filled chunks go to the end of (*ev)[*n], the
// full chunks come back as a list; each is to be given back with aif_wheel_give.
aif_err aif_wheel_pour(aif_wheel *w, aif_ev **ev, size_t *cap, size_t *n, aif_wheel_chunk **full);
void aif_wheel_give(aif_wheel *w, aif_wheel_chunk *c);

static inline aif_wheel_chunk *
aif_wheel_after(const aif_wheel_chunk *c)
{
	return (aif_wheel_chunk *)(void *)c->head.next;
}

#endif
