// A simulation saved in the midst of it and brought back goes on as if nothing had been:
// the same history, wherever it was cut, with mail under way, timers and full buckets.
#include "aif_test.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/phold.h"

static char *
file(void)
{
	static char path[64];

	snprintf(path, sizeof path, "/tmp/aifsim-snapshot-%ld", (long)getpid());
	return path;
}

static aif_sim *
make(aif_space *space, aif_phold_dist dist, int n_part, int n_threads)
{
	aif_phold_opt o = { .n_lp = 3000,
			    .n_part = n_part,
			    .n_block = 16,
			    .n_threads = n_threads,
			    .lookahead_s = 0.1,
			    .mean_s = dist == AIF_PHOLD_TIES ? 1 : 0.9,
			    .remote_frac = 0.25,
			    .dist = dist,
			    .end_s = 20,
			    .seed = 3,
			    .space = space };
	aif_diag d = { 0 };
	aif_sim *s;

	assert_int_equal(aif_phold_create(&s, &o, &d), AIF_OK);
	return s;
}

static aif_time
end(void)
{
	return aif_time_of_s(20);
}

static uint64_t
never_stopped(aif_phold_dist dist)
{
	aif_sim *s = make(NULL, dist, 1, 1);
	uint64_t h;

	assert_int_equal(aif_sim_run(s, end(), NULL), AIF_OK);
	h = aif_sim_history(s);
	aif_sim_free(s);
	return h;
}

// Saves what lies in *space, forgets it and brings it back.
static aif_sim *
there_and_back(aif_space **space, aif_sim *s)
{
	aif_diag d = { 0 };

	aif_space_set_root(*space, s);
	assert_int_equal(aif_space_save(*space, file(), &d), AIF_OK);
	aif_space_free(*space);
	assert_int_equal(aif_space_load(space, file(), &d), AIF_OK);
	unlink(file());
	return aif_space_root(*space);
}

static void
check(aif_phold_dist dist)
{
	uint64_t want = never_stopped(dist);

	for (int n_part = 1; n_part <= 16; n_part *= 4) {
		aif_space *space = NULL;
		aif_sim *s;

		assert_int_equal(aif_space_create(&space), AIF_OK);
		s = make(space, dist, n_part, 1);
		for (double t = 0; t < 20; t += 3.7) {
			assert_int_equal(aif_sim_run(s, aif_time_of_s(t), NULL), AIF_OK);
			s = there_and_back(&space, s);
			aif_sim_set_threads(s, 1 + (int)t % 3);
		}
		assert_int_equal(aif_sim_run(s, end(), NULL), AIF_OK);
		assert_true(aif_sim_history(s) == want);
		aif_sim_free(s);
		aif_space_free(space);
	}
}

static void
a_run_goes_on_from_its_snapshots(void **unused)
{
	(void)unused;
	check(AIF_PHOLD_EXP);
	check(AIF_PHOLD_BIMODAL);
	check(AIF_PHOLD_TIES);
}

static volatile int stop;

static void *
stop_soon(void *unused)
{
	nanosleep(&(struct timespec){ .tv_nsec = 700000 }, NULL);
	stop = 1;
	return unused;
}

// A stop ends a window in its midst, in each partition somewhere else.
static void
a_run_that_was_stopped_goes_on_from_there(void **unused)
{
	uint64_t want = never_stopped(AIF_PHOLD_EXP);
	aif_space *space = NULL;
	aif_sim *s;

	(void)unused;
	assert_int_equal(aif_space_create(&space), AIF_OK);
	s = make(space, AIF_PHOLD_EXP, 2, 2);
	for (aif_err err = AIF_ESTOP; err != AIF_OK;) {
		pthread_t t;

		stop = 0;
		assert_int_equal(pthread_create(&t, NULL, stop_soon, NULL), 0);
		err = aif_sim_run(s, end(), &stop);
		pthread_join(t, NULL);
		s = there_and_back(&space, s);
	}
	assert_true(aif_sim_history(s) == want);
	aif_sim_free(s);
	aif_space_free(space);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_run_goes_on_from_its_snapshots),
		cmocka_unit_test(a_run_that_was_stopped_goes_on_from_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
