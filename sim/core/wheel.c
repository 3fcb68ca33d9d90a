// wheel.c - buckets of chunks, opened one at a time.
#include "core/wheel.h"

#include <stdlib.h>
#include <string.h>

#include "core/order.h"

typedef aif_wheel_chunk chunk;
typedef aif_wheel_bucket bucket;
typedef aif_wheel_level level;

enum { CHUNK = AIF_WHEEL_CHUNK, N_LEVEL = AIF_WHEEL_LEVELS };

static aif_err
create_level(level *lv, aif_space *space, int bits, int down)
{
	size_t n = (size_t)1 << bits;

	lv->bucket = aif_space_alloc(space, n * sizeof *lv->bucket);
	lv->full = aif_space_alloc(space, n / 64 * sizeof *lv->full);
	lv->mask = n - 1;
	lv->down = down;
	return lv->bucket && lv->full ? AIF_OK : AIF_ENOMEM;
}

aif_err
aif_wheel_create(aif_wheel **out, aif_space *space)
{
	aif_wheel *w = aif_space_alloc(space, sizeof *w);
	aif_err err = AIF_ENOMEM;

	if (w) {
		w->slab = (aif_slab){ .size = sizeof(chunk), .space = space };
		err = create_level(&w->lv[0], space, AIF_WHEEL_BITS0, 0);
	}
	for (int k = 1; k < N_LEVEL && err == AIF_OK; k++)
		err = create_level(&w->lv[k], space, AIF_WHEEL_BITS,
				   AIF_WHEEL_BITS0 + (k - 1) * AIF_WHEEL_BITS);
	if (err != AIF_OK) {
		aif_wheel_free(w);
		return err;
	}
	*out = w;
	return AIF_OK;
}

static void
give_list(aif_wheel *w, chunk *c)
{
	for (chunk *next; c; c = next) {
		next = aif_wheel_after(c);
		aif_slab_give(&w->slab, c);
	}
}

void
aif_wheel_give(aif_wheel *w, aif_wheel_chunk *c)
{
	aif_slab_give(&w->slab, c);
}

void
aif_wheel_free(aif_wheel *w)
{
	aif_space *space = w ? w->slab.space : NULL;

	if (!w)
		return;
	for (int k = 0; k < N_LEVEL; k++) {
		for (size_t i = 0; w->lv[k].bucket && i <= w->lv[k].mask; i++)
			give_list(w, w->lv[k].bucket[i].first);
		aif_space_release(space, w->lv[k].bucket);
		aif_space_release(space, w->lv[k].full);
	}
	aif_slab_fini(&w->slab);
	aif_space_release(space, w->count);
	aif_space_release(space, w);
}

size_t
aif_wheel_bytes(const aif_wheel *w)
{
	size_t n = sizeof *w + w->slab.bytes + w->cap_count * sizeof *w->count;

	for (int k = 0; k < N_LEVEL; k++)
		n += (w->lv[k].mask + 1) * sizeof(bucket) + (w->lv[k].mask + 1) / 8;
	return n;
}

void
aif_wheel_set(aif_wheel *w, int shift, aif_time t)
{
	w->shift = shift;
	w->cur = (uint64_t)t >> shift;
}

aif_wheel_chunk *
aif_wheel_grow(aif_wheel *w, aif_wheel_level *lv, uint64_t i)
{
	bucket *b = &lv->bucket[i];
	chunk *c = aif_slab_take(&w->slab);

	if (!c)
		return NULL;
	lv->n_full += !b->first;
	c->head.next = (aif_slab_block *)b->first;
	*b = (bucket){ .first = c, .n_full = b->first ? b->n_full + 1 : 0 };
	lv->full[i / 64] |= (uint64_t)1 << (i % 64);
	return c;
}

// First non-empty bucket of a level at or after the absolute bucket `from`, as an
// absolute bucket; UINT64_MAX for none. A level holds `from`'s next mask + 1.
static uint64_t
find(const level *lv, uint64_t from)
{
	uint64_t n_word = (lv->mask + 1) / 64;
	uint64_t i = from & lv->mask;
	uint64_t word = i / 64;
	uint64_t bits = lv->full[word] & (~(uint64_t)0 << (i % 64));

	for (uint64_t k = 0; lv->n_full && k <= n_word; k++) {
		if (bits) {
			uint64_t at = word * 64 + (uint64_t)__builtin_ctzll(bits);

			return from + ((at - i) & lv->mask);
		}
		word = (word + 1) % n_word;
		bits = lv->full[word];
	}
	return UINT64_MAX;
}

static bucket
detach(level *lv, uint64_t at)
{
	uint64_t i = at & lv->mask;
	bucket b = lv->bucket[i];

	lv->n_full--;
	lv->bucket[i] = (bucket){ 0 };
	lv->full[i / 64] &= ~((uint64_t)1 << (i % 64));
	return b;
}

// Moves a bucket of level k one level down or more. The present bucket is its
// first one.
static aif_err
cascade(aif_wheel *w, int k, uint64_t at)
{
	bucket b = detach(&w->lv[k], at);

	for (chunk *c = b.first; c; c = aif_wheel_after(c), b.n = CHUNK)
		for (size_t j = 0; j < b.n; j++) {
			aif_ev *to = aif_wheel_slot(w, c->ev[j].t_ns);

			if (!to)
				return AIF_ENOMEM;
			*to = c->ev[j];
			w->n--; // was counted before
		}
	give_list(w, b.first);
	return AIF_OK;
}

// Moves the present bucket forward to the first non-empty one of level 0 that
// begins before limit: 1 when there is one. A wider bucket that begins no later
// is moved down first.
static int
advance(aif_wheel *w, aif_time limit, aif_err *err)
{
	while (w->n > 0) {
		uint64_t best = UINT64_MAX;
		int at_level = 0;

		for (int k = 0; k < N_LEVEL; k++) {
			uint64_t at = find(&w->lv[k], w->cur >> w->lv[k].down);
			uint64_t start = at == UINT64_MAX ? at : at << w->lv[k].down;

			if (at != UINT64_MAX && start <= best) {
				best = start;
				at_level = k;
			}
		}
		if (limit != AIF_TIME_MAX && (aif_time)(best << w->shift) >= limit)
			return 0;
		w->cur = best;
		if (at_level == 0)
			return 1;
		*err = cascade(w, at_level, best >> w->lv[at_level].down);
		if (*err != AIF_OK)
			return 0;
	}
	return 0;
}

// --- opening -------------------------------------------------------------------

static int
bits_of(size_t n)
{
	int bits = 0;

	while (((size_t)1 << bits) < n && bits < 16)
		bits++;
	return bits;
}

// Brings the first lines of a chunk into the cache; the processor sees the rest coming.
static inline __attribute__((always_inline)) void
fetch(const chunk *c)
{
	for (int i = 0; i < 4; i++)
		__builtin_prefetch((const char *)c + i * AIF_WHEEL_LINE);
}

// Scatters the n events of one bucket into ev[n] by time with counting sort.
static void
scatter(aif_wheel *w, const bucket *b, aif_ev *ev, size_t n, aif_time t0)
{
	int bits = bits_of(n);
	int down = w->shift > bits ? w->shift - bits : 0;
	uint32_t *count = w->count;
	uint32_t at = 0;
	size_t k = b->n;

	memset(count, 0, ((size_t)1 << bits) * sizeof *count);
	for (const chunk *c = b->first; c; c = aif_wheel_after(c), k = CHUNK) {
		fetch(aif_wheel_after(c));
		for (size_t j = 0; j < k; j++)
			count[(uint64_t)(c->ev[j].t_ns - t0) >> down]++;
	}
	for (size_t i = 0; i < (size_t)1 << bits; i++) {
		uint32_t m = count[i];

		count[i] = at;
		at += m;
	}
	k = b->n;
	for (const chunk *c = b->first; c; c = aif_wheel_after(c), k = CHUNK)
		for (size_t j = 0; j < k; j++)
			ev[count[(uint64_t)(c->ev[j].t_ns - t0) >> down]++] = c->ev[j];
}

// Room for need events; much too large an array is given back.
static aif_err
reserve(const aif_wheel *w, aif_ev **ev, size_t *cap, size_t need)
{
	size_t want = 256;
	aif_ev *p;

	if (need <= *cap && (*cap <= 8192 || need > *cap / 8))
		return AIF_OK;
	while (want < need)
		want *= 2;
	p = aif_space_realloc(w->slab.space, *ev, want * sizeof *p);
	if (!p)
		return AIF_ENOMEM;
	*ev = p;
	*cap = want;
	return AIF_OK;
}

static aif_err
reserve_count(aif_wheel *w, size_t n)
{
	size_t want = (size_t)1 << bits_of(n);
	uint32_t *p;

	if (want <= w->cap_count)
		return AIF_OK;
	p = aif_space_realloc(w->slab.space, w->count, want * sizeof *p);
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
	size_t k;
	bucket b;

	*n = 0;
	if (!advance(w, limit, &err))
		return err;
	b = w->lv[0].bucket[w->cur & w->lv[0].mask];
	k = b.n + (size_t)b.n_full * CHUNK;
	if (reserve(w, ev, cap, k) != AIF_OK || reserve_count(w, k) != AIF_OK)
		return AIF_ENOMEM;
	scatter(w, &b, *ev, k, (aif_time)(w->cur << w->shift));
	err = aif_order_nearly(*ev, k);
	(void)detach(&w->lv[0], w->cur);
	give_list(w, b.first);
	fetch(w->lv[0].bucket[(w->cur + 1) & w->lv[0].mask].first);
	w->n -= k;
	*n = k;
	return err;
}

aif_err
aif_wheel_pour(aif_wheel *w, aif_ev **ev, size_t *cap, size_t *n, aif_wheel_chunk **full)
{
	*full = NULL;
	for (int k = 0; k < N_LEVEL; k++)
		for (uint64_t i = find(&w->lv[k], 0); i != UINT64_MAX; i = find(&w->lv[k], 0)) {
			bucket b = detach(&w->lv[k], i);
			chunk *c = b.first;

			if (b.n < CHUNK) {
				if (*n + b.n > *cap && reserve(w, ev, cap, *n + b.n) != AIF_OK)
					return AIF_ENOMEM;
				memcpy(*ev + *n, c->ev, b.n * sizeof *c->ev);
				*n += b.n;
				c = aif_wheel_after(c);
				aif_slab_give(&w->slab, b.first);
			}
			for (chunk *next; c; c = next) {
				next = aif_wheel_after(c);
				c->head.next = (aif_slab_block *)*full;
				*full = c;
			}
		}
	w->n = 0;
	return AIF_OK;
}
