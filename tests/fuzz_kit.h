// fuzz_kit.h - small mutations of valid texts, always the same ones.
#ifndef AIF_TESTS_FUZZ_KIT_H
#define AIF_TESTS_FUZZ_KIT_H

#include "aif_test.h"

#include <string.h>

#include "util/rng.h"

enum { FUZZ_TEXT_MAX = 1 << 14 };

// What is put into a text to hurt its reader.
typedef struct fuzz_words {
	const char *const *x;
	size_t n;
} fuzz_words;

// Below n, from one stream for all tests of a run.
static inline size_t
fuzz_below(aif_rng *r, size_t n)
{
	return (size_t)(aif_rng_u01(r) * (double)n);
}

// One mutation of text[n] in place; returns the new length.
static inline size_t
fuzz_mutate(aif_rng *r, const fuzz_words *w, char *text, size_t n)
{
	const char *word = w->x[fuzz_below(r, w->n)];
	size_t at = n ? fuzz_below(r, n) : 0;
	size_t len = n - at ? 1 + fuzz_below(r, n - at < 24 ? n - at : 24) : 0;
	size_t k = strlen(word);

	switch (fuzz_below(r, 6)) {
	case 0: // another byte
		if (n)
			text[at] = (char)fuzz_below(r, 256);
		return n;
	case 1: // a piece is lost
		memmove(text + at, text + at + len, n - at - len);
		return n - len;
	case 2: // a piece comes twice
		if (n + len >= FUZZ_TEXT_MAX)
			return n;
		memmove(text + at + len, text + at, n - at);
		return n + len;
	case 3: // cut short
		return at;
	default: // a nasty word comes in
		if (n + k >= FUZZ_TEXT_MAX)
			return n;
		memmove(text + at + k, text + at, n - at);
		memcpy(text + at, word, k);
		return n + k;
	}
}

// One line of printable UTF-8.
static inline void
fuzz_message_is_well_formed(const char *msg)
{
	assert_true(msg[0] != '\0');
	for (const unsigned char *p = (const unsigned char *)msg; *p;) {
		int n = *p < 0x80 ? 1 : *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2;

		assert_true(*p >= 0x20 && *p != 0x7f && (*p < 0x80 || *p >= 0xc2) && *p < 0xf5);
		for (int i = 1; i < n; i++)
			assert_true((p[i] & 0xc0) == 0x80);
		p += n;
	}
}

#endif
