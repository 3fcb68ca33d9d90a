// test_runpower.c - power over the course of a run: exact sums, bins, quantiles.
#include "aif_test.h"

#include <math.h>

#include "models/runpower.h"

static aif_runpower
run(aif_runpower_in in, double bin_s)
{
	aif_runpower o;
	aif_diag d = { 0 };

	assert_int_equal(aif_runpower_of(&in, bin_s, &o, &d), AIF_OK);
	return o;
}

// 100 sequences of 1 s at 1000 W, evaluations of 5 s at 400 W after 40, 60, 80 and
// 100, a wait of 10 s at 100 W: 130 s, 100000 + 8000 + 1000 J.
static const aif_runpower_in plain = { .seqs = 100,
				       .first = 40,
				       .every = 20,
				       .seq_s = 1,
				       .train_w = 1000,
				       .eval_s = 5,
				       .eval_w = 400,
				       .wait_s = 10,
				       .wait_w = 100 };

static void
energy_is_the_sum_over_phases(void **u)
{
	aif_runpower o = run(plain, 1);

	(void)u;
	assert_int_equal(o.evals, 4);
	assert_rel(o.run_s, 130, 1e-12);
	assert_rel(o.energy_j, 109000, 1e-12);
	assert_rel(o.mean_w, 109000 / 130.0, 1e-12);
	assert_true(o.least_w == 100 && o.most_w == 1000);
}

static void
quantiles_are_those_of_the_phases_by_their_share(void **u)
{
	// 10 of 130 bins wait, 20 evaluate: p5 is within the wait, p95 is training.
	aif_runpower o = run(plain, 1);

	(void)u;
	assert_true(o.p5_w == 100 && o.p95_w == 1000);
}

static void
a_bin_that_holds_two_phases_has_their_mean(void **u)
{
	aif_runpower_in in = plain;
	aif_runpower o;

	(void)u;
	in.wait_s = 0;
	// An evaluation fills half a bin of 10 s: (1000 + 400) / 2.
	o = run(in, 10);
	assert_rel(o.least_w, 700, 1e-9);
	assert_rel(o.energy_j, 108000, 1e-12);
}

// Steps of 10 s end in 2 s at 400 W: what makes up the mean of 1000 W is (10000 - 800) / 8 =
// 1150 W. Bins of a step see the mean.
static void
a_step_ends_low_and_draws_more_before(void **u)
{
	aif_runpower_in in = { .seqs = 100, .seq_s = 1, .train_w = 1000 };
	aif_runpower o;

	(void)u;
	in.step_seqs = 10;
	in.low_s = 2;
	in.low_w = 400;
	o = run(in, 1);
	assert_rel(o.energy_j, 100000, 1e-12);
	assert_true(o.p5_w == 400);
	assert_rel(o.p95_w, 1150, 1e-12);
	o = run(in, 10);
	assert_rel(o.p5_w, 1000, 1e-12);
	assert_rel(o.p95_w, 1000, 1e-12);
}

// Four pauses of 3 s at 100 W more than `plain`.
static void
each_evaluation_begins_with_a_pause(void **u)
{
	aif_runpower_in in = plain;
	aif_runpower o;

	(void)u;
	in.pause_s = 3;
	o = run(in, 1);
	assert_rel(o.run_s, 142, 1e-12);
	assert_rel(o.energy_j, 109000 + 1200, 1e-12);
}

static void
without_evaluations_power_is_that_of_training(void **u)
{
	aif_runpower_in in = { .seqs = 10, .seq_s = 2, .train_w = 500, .wait_s = 5 };
	aif_runpower o = run(in, 3);

	(void)u;
	assert_rel(o.run_s, 20, 1e-12);
	assert_true(o.p5_w == 500 && fabs(o.p95_w - 500) < 1e-9 && o.evals == 0);
}

static void
a_run_of_nothing_is_refused(void **u)
{
	aif_runpower_in in = { 0 };
	aif_runpower o;
	aif_diag d = { 0 };

	(void)u;
	assert_int_equal(aif_runpower_of(&in, 1, &o, &d), AIF_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(energy_is_the_sum_over_phases),
		cmocka_unit_test(quantiles_are_those_of_the_phases_by_their_share),
		cmocka_unit_test(a_bin_that_holds_two_phases_has_their_mean),
		cmocka_unit_test(without_evaluations_power_is_that_of_training),
		cmocka_unit_test(a_run_of_nothing_is_refused),
		cmocka_unit_test(a_step_ends_low_and_draws_more_before),
		cmocka_unit_test(each_evaluation_begins_with_a_pause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
