// arena.c - chunks of growing size, bump allocation. Large chunks ask for huge
// pages: the state of many entities is touched at random.
#define _DEFAULT_SOURCE // madvise
#include "util/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CHUNK_MIN = 1 << 14, CHUNK_MAX = 1 << 23, HUGE = 1 << 21 };

typedef struct chunk {
	struct chunk *next;
	size_t size;
} chunk;

struct aif_arena {
	aif_space *space;
	chunk *head;
	unsigned char *at, *end;
	size_t next_size;
	size_t bytes;
};

aif_err
aif_arena_create(aif_arena **out)
{
	return aif_arena_create_in(out, NULL);
}

aif_err
aif_arena_create_in(aif_arena **out, aif_space *space)
{
	aif_arena *a = aif_space_alloc(space, sizeof *a);

	if (!a)
		return AIF_ENOMEM;
	a->space = space;
	a->next_size = CHUNK_MIN;
	*out = a;
	return AIF_OK;
}

void
aif_arena_free(aif_arena *a)
{
	if (!a)
		return;
	for (chunk *c = a->head, *next; c; c = next) {
		next = c->next;
		aif_space_release(a->space, c);
	}
	aif_space_release(a->space, a);
}

static chunk *
make_chunk(aif_space *space, size_t size)
{
	chunk *c;

	if (space || size < HUGE)
		return aif_space_alloc(space, size);
	c = aligned_alloc(HUGE, size);
	if (!c)
		return NULL;
#ifdef MADV_HUGEPAGE
	(void)madvise(c, size, MADV_HUGEPAGE);
#endif
	return memset(c, 0, size);
}

static int
grow(aif_arena *a, size_t need)
{
	size_t size = a->next_size;
	chunk *c;

	while (size < need + sizeof *c + 64) {
		if (size > SIZE_MAX / 2)
			return 0;
		size *= 2;
	}
	c = make_chunk(a->space, size);
	if (!c)
		return 0;
	c->next = a->head;
	c->size = size;
	a->head = c;
	a->at = (unsigned char *)(c + 1);
	a->end = (unsigned char *)c + size;
	a->bytes += size;
	if (a->next_size < CHUNK_MAX)
		a->next_size *= 2;
	return 1;
}

static unsigned char *
align_up(unsigned char *p, size_t to)
{
	return p + (to - (uintptr_t)p % to) % to;
}

void *
aif_arena_alloc(aif_arena *a, size_t n)
{
	size_t to = n >= 64 ? 64 : 16;
	unsigned char *p;

	if (n > SIZE_MAX / 4)
		return NULL;
	p = a->at ? align_up(a->at, to) : NULL;
	if (!p || p > a->end || (size_t)(a->end - p) < n) {
		if (!grow(a, n))
			return NULL;
		p = align_up(a->at, to);
	}
	a->at = p + n;
	return p;
}

void *
aif_arena_memdup(aif_arena *a, const void *p, size_t n)
{
	void *q = aif_arena_alloc(a, n ? n : 1);

	if (q && n)
		memcpy(q, p, n);
	return q;
}

char *
aif_arena_strdup(aif_arena *a, const char *s)
{
	return aif_arena_memdup(a, s, strlen(s) + 1);
}

size_t
aif_arena_bytes(const aif_arena *a)
{
	return a->bytes;
}
