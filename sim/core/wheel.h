// wheel.h - events by time in levels of 256 buckets (core only).
//
// A bucket of level 0 is 2^shift ns wide, one of level k is 256^k times wider.
// An event goes to the lowest level that tells its bucket from the present one,
// and moves down a level when the present time enters its bucket: an event far
// in the future is touched a few times, never scanned. Buckets are lists of
// fixed chunks, so that an empty bucket costs nothing and a full one no copying.
// Source: Varghese & Lauck 1987 (hierarchical timing wheels); the choice of
// level is that of radix heaps (Ahuja et al. 1990).
#ifndef AIF_CORE_WHEEL_H
#define AIF_CORE_WHEEL_H

#include "core/evq.h"

typedef struct aif_wheel aif_wheel;

aif_err aif_wheel_create(aif_wheel **out);
void aif_wheel_free(aif_wheel *w);

size_t aif_wheel_len(const aif_wheel *w);

// Sets bucket width and present bucket, that of t; the wheel must be empty.
void aif_wheel_set(aif_wheel *w, int shift, aif_time t);
int aif_wheel_shift(const aif_wheel *w);

// 1 when t lies in the present bucket or before it: such an event does not
// belong into the wheel.
int aif_wheel_is_past(const aif_wheel *w, aif_time t);

// Errors: AIF_ENOMEM.
aif_err aif_wheel_push(aif_wheel *w, const aif_ev *e);

// Bytes held.
size_t aif_wheel_bytes(const aif_wheel *w);

// Makes the first non-empty bucket the present one and moves its events, sorted,
// to (*ev)[*n]; *ev is grown by realloc (*cap elements). Returns AIF_OK with *n
// = 0 when the wheel is empty. When limit is not AIF_TIME_MAX, a bucket that
// begins at or after it is left alone. Errors: AIF_ENOMEM.
aif_err aif_wheel_open(aif_wheel *w, aif_time limit, aif_ev **ev, size_t *cap, size_t *n);

// Moves all events, in no order, to the end of (*ev)[*n].
aif_err aif_wheel_pour(aif_wheel *w, aif_ev **ev, size_t *cap, size_t *n);

#endif
