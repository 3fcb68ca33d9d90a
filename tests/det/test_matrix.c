// The same history for any queue, any partitions, any threads; busy enough that
// windows are shared among threads, buckets used and stolen work likely.
#include "aif_test.h"

#include "core/phold.h"

enum { N_LP = 1500, N_BLOCK = 64 };

static uint64_t
play(aif_phold_opt o, uint64_t least)
{
	aif_diag d = { 0 };
	uint64_t h;
	aif_sim *s;

	assert_int_equal(aif_phold_create(&s, &o, &d), AIF_OK);
	assert_int_equal(aif_sim_run(s, aif_time_of_s(o.end_s), NULL), AIF_OK);
	assert_true(aif_sim_events(s) > least);
	h = aif_sim_history(s);
	aif_sim_free(s);
	return h;
}

static uint64_t
history(aif_phold_dist dist, int n_part, int n_threads, int heap_only)
{
	aif_phold_opt o = { .n_lp = N_LP,
			    .n_part = n_part,
			    .n_block = N_BLOCK,
			    .n_threads = n_threads,
			    .heap_only = heap_only,
			    .lookahead_s = 0.1,
			    .mean_s = dist == AIF_PHOLD_TIES ? 1 : 0.9,
			    .remote_frac = 0.25,
			    .dist = dist,
			    .end_s = 20,
			    .seed = 7 };

	return play(o, 10 * N_LP);
}

static void
check(aif_phold_dist dist)
{
	static const int part[] = { 1, 2, 3, 5, 16, 64 };
	uint64_t want = history(dist, 1, 1, 1);

	for (int heap_only = 0; heap_only < 2; heap_only++)
		for (size_t i = 0; i < sizeof part / sizeof *part; i++)
			for (int threads = 1; threads <= 4; threads *= 2)
				assert_true(history(dist, part[i], threads, heap_only) == want);
}

static void
history_is_the_same_for_any_queue_partitions_and_threads(void **unused)
{
	(void)unused;
	check(AIF_PHOLD_EXP);
}

// Three instants a second and 500 events at each: the order among equals decides.
static void
history_is_the_same_when_most_events_are_ties(void **unused)
{
	(void)unused;
	check(AIF_PHOLD_TIES);
}

static void
history_is_the_same_when_increments_are_bimodal(void **unused)
{
	(void)unused;
	check(AIF_PHOLD_BIMODAL);
}

// Every event goes to another process: some 2500 in one post from partition to partition.
static void
history_is_the_same_when_posts_are_large(void **unused)
{
	aif_phold_opt o = { .n_lp = 100000,
			    .n_block = 2,
			    .lookahead_s = 0.1,
			    .mean_s = 0.9,
			    .remote_frac = 1,
			    .end_s = 1,
			    .seed = 7 };
	uint64_t want;

	(void)unused;
	o.n_part = o.n_threads = 1;
	want = play(o, 50000);
	o.n_part = o.n_threads = 2;
	assert_true(play(o, 50000) == want);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_the_same_for_any_queue_partitions_and_threads),
		cmocka_unit_test(history_is_the_same_when_most_events_are_ties),
		cmocka_unit_test(history_is_the_same_when_increments_are_bimodal),
		cmocka_unit_test(history_is_the_same_when_posts_are_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
