// arena.h - memory that lives and dies together.
//
// A run owns one arena; everything built for the run comes from it and is
// released at once. Not thread-safe: one arena per partition and per builder.
#ifndef AIF_UTIL_ARENA_H
#define AIF_UTIL_ARENA_H

#include <stddef.h>

#include "util/err.h"
#include "util/space.h"

typedef struct aif_arena aif_arena;

// Errors: AIF_ENOMEM. Free with aif_arena_free; NULL is a valid argument there.
aif_err aif_arena_create(aif_arena **out);
// The same, its memory taken from a space (NULL: as above).
aif_err aif_arena_create_in(aif_arena **out, aif_space *space);
void aif_arena_free(aif_arena *a);

// n zeroed bytes, aligned to 16 (to 64 when n >= 64). NULL when memory is out.
// The block lives as long as the arena. O(1).
void *aif_arena_alloc(aif_arena *a, size_t n);

// Copy of s, or NULL when memory is out.
char *aif_arena_strdup(aif_arena *a, const char *s);

// Copy of n bytes at p, or NULL when memory is out.
void *aif_arena_memdup(aif_arena *a, const void *p, size_t n);

// Bytes taken from the system so far.
size_t aif_arena_bytes(const aif_arena *a);

#endif
