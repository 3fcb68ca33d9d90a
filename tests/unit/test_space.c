// test_space.c - a space saved and brought back.
#include "aif_test.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "util/arena.h"
#include "util/space.h"

typedef struct node {
	struct node *next;
	const char *name; // in the program
	uint64_t x;
} node;

static const char *const name = "of the program";

static char *
file(void)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/aifsim-space-%ld", (long)getpid());
	return path;
}

static size_t
resident(void)
{
	unsigned long all = 0, here = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%lu %lu", &all, &here), 2);
	fclose(f);
	return here * (size_t)sysconf(_SC_PAGESIZE);
}

static void
what_is_taken_is_zeroed_and_aligned_also_when_it_was_used_before(void **state)
{
	aif_space *s = NULL;

	(void)state;
	assert_int_equal(aif_space_create(&s), AIF_OK);
	for (int round = 0; round < 3; round++)
		for (size_t n = 1; n < 3000000; n = 3 * n + 1) {
			unsigned char *p = aif_space_alloc(s, n);

			assert_non_null(p);
			assert_int_equal((uintptr_t)p % 64, 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xee, n);
			aif_space_release(s, p);
		}
	aif_space_free(s);
}

static void
a_block_keeps_its_bytes_as_it_grows_and_shrinks(void **state)
{
	static const size_t size[] = { 10, 100, 1000, 100000, 3000000, 70000, 12 };
	aif_space *s = NULL;
	unsigned char *p = NULL;
	size_t kept = 0;

	(void)state;
	assert_int_equal(aif_space_create(&s), AIF_OK);
	for (size_t k = 0; k < sizeof size / sizeof *size; k++) {
		p = aif_space_realloc(s, p, size[k]);
		assert_non_null(p);
		kept = kept < size[k] ? kept : size[k];
		for (size_t i = 0; i < kept; i++)
			assert_int_equal(p[i], (unsigned char)(i * 7));
		for (size_t i = 0; i < size[k]; i++)
			p[i] = (unsigned char)(i * 7);
		kept = size[k];
	}
	aif_space_free(s);
}

static void
large_blocks_given_back_return_their_memory(void **state)
{
	enum { N = 64, SIZE = 1 << 20 };
	aif_space *s = NULL;
	void *p[N];
	size_t full;

	(void)state;
	assert_int_equal(aif_space_create(&s), AIF_OK);
	for (int i = 0; i < N; i++) {
		p[i] = aif_space_alloc(s, SIZE);
		assert_non_null(p[i]);
		memset(p[i], 1, SIZE);
	}
	full = resident();
	for (int i = 0; i < N; i++)
		aif_space_release(s, p[i]);
	assert_true(resident() < full - N / 2 * SIZE);
	aif_space_free(s);
}

static void
pointers_hold_after_saving_and_loading(void **state)
{
	aif_space *s = NULL;
	aif_arena *a = NULL;
	node *first = NULL;
	aif_diag d = { 0 };
	uint64_t sum = 0;
	int n = 0;

	(void)state;
	assert_int_equal(aif_space_create(&s), AIF_OK);
	assert_int_equal(aif_arena_create_in(&a, s), AIF_OK);
	for (uint64_t i = 0; i < 100000; i++) {
		node *x = aif_arena_alloc(a, sizeof *x);

		assert_non_null(x);
		*x = (node){ first, name, i };
		first = x;
	}
	aif_space_set_root(s, first);
	assert_int_equal(aif_space_save(s, file(), &d), AIF_OK);
	aif_space_free(s);

	assert_int_equal(aif_space_load(&s, file(), &d), AIF_OK);
	for (const node *x = aif_space_root(s); x; x = x->next, n++) {
		assert_ptr_equal(x->name, name);
		sum += x->x;
	}
	assert_int_equal(n, 100000);
	assert_true(sum == (uint64_t)99999 * 50000);
	assert_non_null(aif_arena_alloc(a, 1 << 20)); // and the arena goes on
	aif_space_free(s);
	unlink(file());
}

// A file that is cut, of another format or not there is refused with its name.
static void
a_damaged_file_is_refused(void **state)
{
	aif_space *s = NULL;
	aif_diag d = { 0 };

	(void)state;
	assert_int_equal(aif_space_load(&s, "/nowhere/x.snap", &d), AIF_EIO);
	assert_non_null(strstr(d.msg, "/nowhere/x.snap"));

	assert_int_equal(aif_space_create(&s), AIF_OK);
	assert_non_null(aif_space_alloc(s, 100000));
	assert_int_equal(aif_space_save(s, file(), NULL), AIF_OK);
	aif_space_free(s);
	assert_int_equal(truncate(file(), 50000), 0);
	d = (aif_diag){ 0 };
	assert_int_equal(aif_space_load(&s, file(), &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "cut short"));

	assert_int_equal(truncate(file(), 0), 0);
	d = (aif_diag){ 0 };
	assert_int_equal(aif_space_load(&s, file(), &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "not a snapshot"));
	unlink(file());
}

static void
a_place_that_can_not_be_written_leaves_nothing(void **state)
{
	aif_space *s = NULL;
	aif_diag d = { 0 };

	(void)state;
	assert_int_equal(aif_space_create(&s), AIF_OK);
	assert_int_equal(aif_space_save(s, "/nowhere/x.snap", &d), AIF_EIO);
	assert_non_null(strstr(d.msg, "/nowhere/x.snap"));
	aif_space_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_taken_is_zeroed_and_aligned_also_when_it_was_used_before),
		cmocka_unit_test(a_block_keeps_its_bytes_as_it_grows_and_shrinks),
		cmocka_unit_test(large_blocks_given_back_return_their_memory),
		cmocka_unit_test(pointers_hold_after_saving_and_loading),
		cmocka_unit_test(a_damaged_file_is_refused),
		cmocka_unit_test(a_place_that_can_not_be_written_leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
