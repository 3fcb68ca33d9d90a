// Answers by the bytes of their questions.
#include "aif_test.h"
#include "util/memo.h"

static void
memo_finds_what_was_put_under_the_same_words_and_bytes(void **unused)
{
	const double key[2] = { 1, 2 }, near[2] = { 1, 3 };
	int answer = 1;
	aif_memo *m;

	(void)unused;
	assert_int_equal(aif_memo_create(&m, NULL), AIF_OK);
	assert_null(aif_memo_find(m, "a", key, sizeof key));
	assert_int_equal(aif_memo_put(m, "a", key, sizeof key, &answer), AIF_OK);
	assert_ptr_equal(aif_memo_find(m, "a", key, sizeof key), &answer);
	assert_null(aif_memo_find(m, "b", key, sizeof key));
	assert_null(aif_memo_find(m, "a", near, sizeof near));
	assert_null(aif_memo_find(m, "a", key, sizeof key / 2));
	// "ab" + "c" is another question than "a" + "bc".
	assert_int_equal(aif_memo_put(m, "ab", "c", 1, &answer), AIF_OK);
	assert_null(aif_memo_find(m, "a", "bc", 2));
	aif_memo_free(m);
}

static void
memo_keeps_the_first_answer_and_many(void **unused)
{
	static const int answer[1000];
	aif_memo *m;

	(void)unused;
	assert_int_equal(aif_memo_create(&m, NULL), AIF_OK);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(aif_memo_put(m, "i", &i, sizeof i, &answer[i]), AIF_OK);
	for (int i = 0; i < 1000; i++) {
		assert_int_equal(aif_memo_put(m, "i", &i, sizeof i, m), AIF_OK);
		assert_ptr_equal(aif_memo_find(m, "i", &i, sizeof i), &answer[i]);
	}
	aif_memo_free(m);
}

static void
memo_that_is_frozen_takes_nothing_and_none_is_fine(void **unused)
{
	int answer = 1;
	aif_memo *m;

	(void)unused;
	assert_int_equal(aif_memo_create(&m, NULL), AIF_OK);
	assert_int_equal(aif_memo_put(m, "a", "x", 1, &answer), AIF_OK);
	aif_memo_freeze(m);
	assert_int_equal(aif_memo_put(m, "a", "y", 1, &answer), AIF_OK);
	assert_null(aif_memo_find(m, "a", "y", 1));
	assert_ptr_equal(aif_memo_find(m, "a", "x", 1), &answer);
	aif_memo_free(m);
	assert_null(aif_memo_find(NULL, "a", "x", 1));
	assert_int_equal(aif_memo_put(NULL, "a", "x", 1, &answer), AIF_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memo_finds_what_was_put_under_the_same_words_and_bytes),
		cmocka_unit_test(memo_keeps_the_first_answer_and_many),
		cmocka_unit_test(memo_that_is_frozen_takes_nothing_and_none_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
