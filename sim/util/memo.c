// memo.c - answers in a hash table over the bytes of their questions.
#include "util/memo.h"

#include <string.h>

typedef struct item {
	uint64_t hash;
	size_t n;
	unsigned char *key; // tag, 0, key
	const void *answer;
} item;

struct aif_memo {
	aif_space *space;
	item *x; // x[n], in order of arrival; few: searched by hash
	size_t n, cap;
	int frozen;
};

// Source: Fowler, Noll & Vo, FNV-1a, 64 bit.
static uint64_t
hash_of(const char *tag, const unsigned char *key, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *tag; tag++)
		h = (h ^ (unsigned char)*tag) * 0x100000001b3u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ key[i]) * 0x100000001b3u;
	return h;
}

aif_err
aif_memo_create(aif_memo **out, aif_space *space)
{
	*out = aif_space_alloc(space, sizeof **out);
	if (!*out)
		return AIF_ENOMEM;
	(*out)->space = space;
	return AIF_OK;
}

void
aif_memo_free(aif_memo *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->n; i++)
		aif_space_release(m->space, m->x[i].key);
	aif_space_release(m->space, m->x);
	aif_space_release(m->space, m);
}

const void *
aif_memo_find(const aif_memo *m, const char *tag, const void *key, size_t n)
{
	uint64_t h = m ? hash_of(tag, key, n) : 0;
	size_t w = strlen(tag) + 1;

	for (size_t i = 0; m && i < m->n; i++) {
		const item *x = &m->x[i];

		if (x->hash == h && x->n == w + n && memcmp(x->key, tag, w) == 0 &&
		    memcmp(x->key + w, key, n) == 0)
			return x->answer;
	}
	return NULL;
}

aif_err
aif_memo_put(aif_memo *m, const char *tag, const void *key, size_t n, const void *answer)
{
	size_t w = strlen(tag) + 1;
	item x = { .n = w + n, .answer = answer };

	if (!m || m->frozen || aif_memo_find(m, tag, key, n))
		return AIF_OK;
	if (m->n == m->cap) {
		size_t cap = m->cap ? 2 * m->cap : 16;
		item *list = aif_space_realloc(m->space, m->x, cap * sizeof *list);

		if (!list)
			return AIF_ENOMEM;
		m->x = list;
		m->cap = cap;
	}
	x.hash = hash_of(tag, key, n);
	x.key = aif_space_realloc(m->space, NULL, x.n);
	if (!x.key)
		return AIF_ENOMEM;
	memcpy(x.key, tag, w);
	memcpy(x.key + w, key, n);
	m->x[m->n++] = x;
	return AIF_OK;
}

void
aif_memo_freeze(aif_memo *m)
{
	m->frozen = 1;
}
