// memo.h - what is worked out once and used by many simulations.
//
// Replicas of a scenario repeat costly preparations whose inputs do not change:
// kernel tables, wet bulbs, profiles of a trace. The first simulation that needs an
// answer works it out and puts it here under the bytes that it follows from; later
// ones find it. A memo is filled by one thread and then frozen: from there on it is
// only read, by any number of threads, and who finds nothing works it out for himself.
#ifndef AIF_UTIL_MEMO_H
#define AIF_UTIL_MEMO_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/space.h"

typedef struct aif_memo aif_memo;

aif_err aif_memo_create(aif_memo **out, aif_space *space); // NULL: malloc
void aif_memo_free(aif_memo *m);                           // NULL is fine

// The answer put under the same words and the same n bytes of key, or NULL. m may be
// NULL. tag names what is asked for.
const void *aif_memo_find(const aif_memo *m, const char *tag, const void *key, size_t n);

// Remembers a pointer under tag and key, whose bytes are copied; the first one put
// stays. The answer is borrowed: it must outlive the memo. No-op when m is NULL or
// frozen. Errors: AIF_ENOMEM.
aif_err aif_memo_put(aif_memo *m, const char *tag, const void *key, size_t n, const void *answer);

void aif_memo_freeze(aif_memo *m);

#endif
