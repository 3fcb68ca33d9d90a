// slab.h - blocks of one size, from slabs that are given back when empty (core only).
//
// A slab grows by pages of an eighth of its size, 32 KB to 2 MB; the largest lie on huge-page
// boundaries, which halves the cost of touching a million pending events. Not thread-safe.
#ifndef AIF_CORE_SLAB_H
#define AIF_CORE_SLAB_H

#include <stddef.h>

#include "util/space.h"

// The head of every block while it is in use or free; the rest is the user's.
typedef struct aif_slab_block {
	struct aif_slab_block *next; // the user's while in use
	struct aif_slab_page *page;
} aif_slab_block;

// Zero-initialise with size (a block's, head included) and space; aif_slab_fini frees all.
typedef struct aif_slab {
	size_t size;
	aif_space *space;
	struct aif_slab_page *open; // pages with free blocks
	size_t n_page, n_block, n_free;
	size_t bytes;
} aif_slab;

// NULL when memory is out.
void *aif_slab_take(aif_slab *s);
void aif_slab_give(aif_slab *s, void *block);

// Every block must have been given back.
void aif_slab_fini(aif_slab *s);

#endif
