// slab.c - pages of equal blocks, each with a list of its free ones.
#define _DEFAULT_SOURCE // madvise
#include "core/slab.h"

#include <stdlib.h>
#include <sys/mman.h>

#define HUGE  ((size_t)2 << 20)
#define SMALL ((size_t)32 << 10)

typedef struct aif_slab_page {
	struct aif_slab_page *next, *prev; // in the list of pages with free blocks
	aif_slab_block *free;
	size_t n_free, n_block, bytes;
} page;

static void
link_page(aif_slab *s, page *p)
{
	p->prev = NULL;
	p->next = s->open;
	if (s->open)
		s->open->prev = p;
	s->open = p;
}

static void
unlink_page(aif_slab *s, page *p)
{
	if (p->prev)
		p->prev->next = p->next;
	else
		s->open = p->next;
	if (p->next)
		p->next->prev = p->prev;
}

static page *
new_page(const aif_slab *s, size_t bytes)
{
	page *p;

	if (s->space)
		return aif_space_realloc(s->space, NULL, bytes);
	p = aligned_alloc(bytes < HUGE ? 64 : HUGE, bytes);
#ifdef MADV_HUGEPAGE
	if (p && bytes == HUGE)
		(void)madvise(p, bytes, MADV_HUGEPAGE);
#endif
	return p;
}

// A new page, of an eighth of what there is.
static page *
add_page(aif_slab *s)
{
	size_t bytes = SMALL;
	page *p;
	char *at;

	while (bytes < HUGE && bytes < s->bytes / 8)
		bytes *= 2;
	p = new_page(s, bytes);
	if (!p)
		return NULL;
	*p = (page){ .n_block = (bytes - 64) / s->size, .bytes = bytes };
	at = (char *)p + 64 + p->n_block * s->size;
	for (size_t i = 0; i < p->n_block; i++) {
		aif_slab_block *b = (aif_slab_block *)(void *)(at -= s->size);

		*b = (aif_slab_block){ .next = p->free, .page = p };
		p->free = b;
	}
	p->n_free = p->n_block;
	s->n_block += p->n_block;
	s->n_free += p->n_block;
	s->bytes += bytes;
	s->n_page++;
	link_page(s, p);
	return p;
}

static void
drop_page(aif_slab *s, page *p)
{
	unlink_page(s, p);
	s->n_block -= p->n_block;
	s->n_free -= p->n_block;
	s->bytes -= p->bytes;
	s->n_page--;
	aif_space_release(s->space, p);
}

void *
aif_slab_take(aif_slab *s)
{
	page *p = s->open ? s->open : add_page(s);
	aif_slab_block *b;

	if (!p)
		return NULL;
	b = p->free;
	p->free = b->next;
	s->n_free--;
	if (--p->n_free == 0)
		unlink_page(s, p);
	return b;
}

// An empty page goes back when an eighth of all blocks is free without it.
void
aif_slab_give(aif_slab *s, void *block)
{
	aif_slab_block *b = block;
	page *p = b->page;

	b->next = p->free;
	p->free = b;
	s->n_free++;
	if (p->n_free++ == 0)
		link_page(s, p);
	if (p->n_free == p->n_block && 8 * (s->n_free - p->n_block) >= s->n_block - p->n_block)
		drop_page(s, p);
}

void
aif_slab_fini(aif_slab *s)
{
	for (page *p = s->open, *next; p; p = next) {
		next = p->next;
		aif_space_release(s->space, p);
	}
	*s = (aif_slab){ 0 };
}
