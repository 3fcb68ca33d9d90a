// wheel.c - buckets of chunks, opened one at a time.
#include "core/wheel.h"

#include <stdlib.h>
#include <string.h>

#include "core/slab.h"

enum { BITS = 8, N_BUCKET = 1 << BITS, N_LEVEL = 8, N_WORD = N_BUCKET / 64, CHUNK = 42 };

typedef struct chunk {
	aif_slab_block head; // head.next: the bucket's next chunk, which is full
	aif_ev ev[CHUNK];
} chunk;

// Chunks of one bucket; only the first may be partly filled, with n events.
typedef struct bucket {
	chunk *first;
	size_t n;
} bucket;

typedef struct level {
	bucket bucket[N_BUCKET];
	uint64_t full[N_WORD]; // bit per non-empty bucket
} level;

struct aif_wheel {
	level lv[N_LEVEL];
	uint64_t cur; // present bucket of level 0: time >> shift
	int shift;
	size_t n;
	aif_slab slab;   // of chunks
	uint32_t *count; // scratch of the sort
	size_t cap_count;
};

aif_err
aif_wheel_create(aif_wheel **out)
{
	aif_wheel *w = calloc(1, sizeof *w);

	if (!w)
		return AIF_ENOMEM;
	w->slab.size = sizeof(chunk);
	*out = w;
	return AIF_OK;
}

static chunk *
after(const chunk *c)
{
	return (chunk *)(void *)c->head.next;
}

static void
give_list(aif_wheel *w, chunk *c)
{
	for (chunk *next; c; c = next) {
		next = after(c);
		aif_slab_give(&w->slab, c);
	}
}

void
aif_wheel_free(aif_wheel *w)
{
	if (!w)
		return;
	for (int k = 0; k < N_LEVEL; k++)
		for (int i = 0; i < N_BUCKET; i++)
			give_list(w, w->lv[k].bucket[i].first);
	aif_slab_fini(&w->slab);
	free(w->count);
	free(w);
}

size_t
aif_wheel_len(const aif_wheel *w)
{
	return w->n;
}

size_t
aif_wheel_bytes(const aif_wheel *w)
{
	return sizeof *w + w->slab.bytes + w->cap_count * sizeof *w->count;
}

void
aif_wheel_set(aif_wheel *w, int shift, aif_time t)
{
	w->shift = shift;
	w->cur = (uint64_t)t >> shift;
}

int
aif_wheel_shift(const aif_wheel *w)
{
	return w->shift;
}

int
aif_wheel_is_past(const aif_wheel *w, aif_time t)
{
	return (uint64_t)t >> w->shift <= w->cur;
}

// Level at which bucket `at` differs from the present one.
static int
level_of(const aif_wheel *w, uint64_t at)
{
	uint64_t diff = at ^ w->cur;

	return diff ? (63 - __builtin_clzll(diff)) / BITS : 0;
}

aif_err
aif_wheel_push(aif_wheel *w, const aif_ev *e)
{
	uint64_t at = (uint64_t)e->t_ns >> w->shift;
	int k = level_of(w, at);
	unsigned i = (unsigned)(at >> (k * BITS)) & (N_BUCKET - 1);
	bucket *b = &w->lv[k].bucket[i];

	if (!b->first || b->n == CHUNK) {
		chunk *c = aif_slab_take(&w->slab);

		if (!c)
			return AIF_ENOMEM;
		c->head.next = (aif_slab_block *)b->first;
		*b = (bucket){ .first = c };
		w->lv[k].full[i / 64] |= (uint64_t)1 << (i % 64);
	}
	b->first->ev[b->n++] = *e;
	w->n++;
	return AIF_OK;
}

// First non-empty bucket of level k at or after i; N_BUCKET for none.
static unsigned
find(const level *lv, unsigned i)
{
	unsigned word = i / 64;
	uint64_t bits;

	if (i >= N_BUCKET)
		return N_BUCKET;
	bits = lv->full[word] & (~(uint64_t)0 << (i % 64));
	while (!bits && ++word < N_WORD)
		bits = lv->full[word];
	return bits ? word * 64 + (unsigned)__builtin_ctzll(bits) : N_BUCKET;
}

static bucket
detach(level *lv, unsigned i)
{
	bucket b = lv->bucket[i];

	lv->bucket[i] = (bucket){ 0 };
	lv->full[i / 64] &= ~((uint64_t)1 << (i % 64));
	return b;
}

// Moves bucket i of level k one level down or more. The present bucket is its
// first one.
static aif_err
cascade(aif_wheel *w, int k, unsigned i)
{
	bucket b = detach(&w->lv[k], i);
	aif_err err = AIF_OK;

	for (chunk *c = b.first; c; c = after(c)) {
		for (size_t j = 0; j < b.n && err == AIF_OK; j++)
			err = aif_wheel_push(w, &c->ev[j]);
		w->n -= b.n;
		b.n = CHUNK;
	}
	give_list(w, b.first);
	return err;
}

// Moves the present bucket forward to the first non-empty one of level 0 that
// begins before limit. Returns its index there, or N_BUCKET.
static unsigned
advance(aif_wheel *w, aif_time limit, aif_err *err)
{
	while (w->n > 0) {
		unsigned i = find(&w->lv[0], (unsigned)w->cur & (N_BUCKET - 1));
		int k = 0;

		while (i == N_BUCKET && ++k < N_LEVEL)
			i = find(&w->lv[k],
				 ((unsigned)(w->cur >> (k * BITS)) & (N_BUCKET - 1)) + 1);
		if (k == N_LEVEL)
			break;
		uint64_t low = ((uint64_t)1 << (k * BITS)) - 1;
		uint64_t at = (w->cur & ~(low | (uint64_t)(N_BUCKET - 1) << (k * BITS))) |
			      (uint64_t)i << (k * BITS);

		if (limit != AIF_TIME_MAX && (aif_time)(at << w->shift) >= limit)
			break;
		w->cur = at;
		if (k == 0)
			return i;
		*err = cascade(w, k, i);
		if (*err != AIF_OK)
			break;
	}
	return N_BUCKET;
}

static int
by_order(const void *a, const void *b)
{
	return aif_evq_before(a, b) ? -1 : 1;
}

// Insertion sort of what the scatter left nearly in order; a long way out of
// order (ties, skewed times) is left to qsort. O(n) or O(n log n).
static void
tidy(aif_ev *ev, size_t n)
{
	enum { FAR = 48 };

	for (size_t i = 1; i < n; i++) {
		size_t j = i;
		aif_ev e;

		if (!aif_evq_before(&ev[i], &ev[i - 1]))
			continue;
		e = ev[i];
		while (j > 0 && i - j < FAR && aif_evq_before(&e, &ev[j - 1])) {
			ev[j] = ev[j - 1];
			j--;
		}
		ev[j] = e;
		if (i - j == FAR) {
			qsort(ev, n, sizeof *ev, by_order);
			return;
		}
	}
}

// Scatters the n events of one bucket into ev[n] by time with counting sort.
static void
scatter(aif_wheel *w, const bucket *b, aif_ev *ev, size_t n, aif_time t0)
{
	int bits = 0;
	int down;
	uint32_t *count = w->count;
	uint32_t at = 0;
	size_t k = b->n;

	while (((size_t)1 << bits) < n && bits < 16)
		bits++;
	down = w->shift > bits ? w->shift - bits : 0;
	memset(count, 0, ((size_t)1 << bits) * sizeof *count);
	for (const chunk *c = b->first; c; c = after(c), k = CHUNK) {
		__builtin_prefetch(after(c));
		for (size_t j = 0; j < k; j++)
			count[(uint64_t)(c->ev[j].t_ns - t0) >> down]++;
	}
	for (size_t i = 0; i < (size_t)1 << bits; i++) {
		uint32_t m = count[i];

		count[i] = at;
		at += m;
	}
	k = b->n;
	for (const chunk *c = b->first; c; c = after(c), k = CHUNK)
		for (size_t j = 0; j < k; j++)
			ev[count[(uint64_t)(c->ev[j].t_ns - t0) >> down]++] = c->ev[j];
}

static aif_err
reserve(aif_ev **ev, size_t *cap, size_t need)
{
	size_t want = *cap ? *cap : 256;
	aif_ev *p;

	if (need <= *cap)
		return AIF_OK;
	while (want < need)
		want *= 2;
	p = realloc(*ev, want * sizeof *p);
	if (!p)
		return AIF_ENOMEM;
	*ev = p;
	*cap = want;
	return AIF_OK;
}

static aif_err
reserve_count(aif_wheel *w, size_t n)
{
	size_t want = 256;
	uint32_t *p;

	while (want < n)
		want *= 2;
	if (want <= w->cap_count)
		return AIF_OK;
	p = realloc(w->count, want * sizeof *p);
	if (!p)
		return AIF_ENOMEM;
	w->count = p;
	w->cap_count = want;
	return AIF_OK;
}

aif_err
aif_wheel_open(aif_wheel *w, aif_time limit, aif_ev **ev, size_t *cap, size_t *n)
{
	aif_err err = AIF_OK;
	unsigned i = advance(w, limit, &err);
	size_t k = 0;
	bucket b;

	*n = 0;
	if (err != AIF_OK || i == N_BUCKET)
		return err;
	b = w->lv[0].bucket[i];
	for (const chunk *c = b.first; c; c = after(c))
		k += c == b.first ? b.n : CHUNK;
	if (reserve(ev, cap, k) != AIF_OK || reserve_count(w, k) != AIF_OK)
		return AIF_ENOMEM;
	scatter(w, &b, *ev, k, (aif_time)(w->cur << w->shift));
	tidy(*ev, k);
	(void)detach(&w->lv[0], i);
	give_list(w, b.first);
	w->n -= k;
	*n = k;
	return AIF_OK;
}

aif_err
aif_wheel_pour(aif_wheel *w, aif_ev **ev, size_t *cap, size_t *n)
{
	if (reserve(ev, cap, *n + w->n) != AIF_OK)
		return AIF_ENOMEM;
	for (int k = 0; k < N_LEVEL; k++)
		for (unsigned i = find(&w->lv[k], 0); i < N_BUCKET; i = find(&w->lv[k], i + 1)) {
			bucket b = detach(&w->lv[k], i);

			for (const chunk *c = b.first; c; c = after(c), b.n = CHUNK) {
				memcpy(*ev + *n, c->ev, b.n * sizeof *c->ev);
				*n += b.n;
			}
			give_list(w, b.first);
		}
	w->n = 0;
	return AIF_OK;
}
