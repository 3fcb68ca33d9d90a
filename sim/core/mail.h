// mail.h - messages between partitions, handed over without a lock (core only).
//
// Within a window a partition posts what it sends to others. When it is done it
// sorts the post by receiving partition and leaves each part, a slice, in the
// receiver's box; the receiver empties it at the start of the next window. There are
// two of everything, for even and odd windows, so that nobody puts where another
// takes. Slices come in any order: the queue's total order makes that of no account.
#ifndef AIF_CORE_MAIL_H
#define AIF_CORE_MAIL_H

#include <stdatomic.h>
#include <stddef.h>

#include "core/evq.h"

typedef struct aif_mail_slice {
	struct aif_mail_slice *next;
	const aif_ev *ev;
	size_t n;
} aif_mail_slice;

// What others have sent; zero-initialised but for t_ns = AIF_TIME_MAX.
typedef struct aif_mail_box {
	_Atomic(aif_mail_slice *) first;
	_Atomic(aif_time) t_ns; // of its earliest event
} aif_mail_box;

// A sorted post.
typedef struct aif_mail_post {
	aif_ev *ev;
	aif_mail_slice *slice; // one per partition
	size_t cap;
} aif_mail_post;

// Zero-initialised but for the space.
typedef struct aif_mail_out {
	aif_space *space;
	aif_ev *ev; // posted in this window
	size_t n, cap;
	aif_mail_post sorted[2];
	size_t *count; // scratch, one per partition
	aif_time *t_ns;
} aif_mail_out;

// Room for one more event, to be written by the caller; NULL when memory is out.
aif_ev *aif_mail_slot(aif_mail_out *o);

// Sorts what was posted by part_of[dst] < n_part and leaves it in box(user, part), in
// a window of side 0 or 1. What was left on this side before must have been taken.
// Errors: AIF_ENOMEM.
typedef aif_mail_box *aif_mail_find(void *user, uint32_t part);
aif_err aif_mail_leave(aif_mail_out *o, int side, const uint32_t *part_of, uint32_t n_part,
		       aif_mail_find *box, void *user);

static inline int
aif_mail_waits(const aif_mail_box *b)
{
	return atomic_load_explicit(&b->first, memory_order_relaxed) != NULL;
}

// Moves everything from the box to the queue. Errors: AIF_ENOMEM.
aif_err aif_mail_take(aif_mail_box *b, aif_evq *q);

void aif_mail_free(aif_mail_out *o);

#endif
