// SHA-256 against the example vectors of NIST (FIPS 180-2 appendix B and the
// CAVP short messages), whole and fed in pieces.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "util/sha256.h"

static void
check(const char *text, size_t n, const char *want)
{
	char got[65];

	aif_sha256_hex(text, n, got);
	assert_string_equal(got, want);
}

static void
digests_equal_the_nist_vectors(void **unused)
{
	(void)unused;
	check("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	check("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	check("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
	      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	check("\xbd", 1, "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
}

static void
a_million_letters_in_uneven_pieces_give_the_nist_digest(void **unused)
{
	static const char want[] =
	    "\xcd\xc7\x6e\x5c\x99\x14\xfb\x92\x81\xa1\xc7\xe2\x84\xd7\x3e\x67"
	    "\xf1\x80\x9a\x48\xa4\x97\x20\x0e\x04\x6d\x39\xcc\xc7\x11\x2c\xd0";
	char a[997];
	uint8_t got[32];
	aif_sha256 s;
	size_t left = 1000000;

	(void)unused;
	memset(a, 'a', sizeof a);
	aif_sha256_init(&s);
	while (left) {
		size_t n = left < sizeof a ? left : sizeof a;

		aif_sha256_add(&s, a, n);
		left -= n;
	}
	aif_sha256_done(&s, got);
	assert_memory_equal(got, want, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_equal_the_nist_vectors),
		cmocka_unit_test(a_million_letters_in_uneven_pieces_give_the_nist_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
