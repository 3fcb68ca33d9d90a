// A job trace as GPUs over time, against sums made by hand.
#include "job_kit.h"

#include "models/work/profile.h"

#define HOUR 3600.0

static aif_profile_in
ask(const aif_frame *f)
{
	return (aif_profile_in){ .trace = f,
				 .step_s = HOUR,
				 .gpu_scale = 1,
				 .speed = 1,
				 .max_gpus = 64,
				 .node_gpus = 8,
				 .ckpt_s = 1800,
				 .restart_s = 600 };
}

// 4 GPUs from 0:30 for 2 h: half of step 0, all of 1, half of 2. 100 GPUs are too many.
static void
profile_spreads_a_job_over_the_steps_it_runs_in(void **unused)
{
	double rows[][3] = { { 1800, 2 * HOUR, 4 }, { 3600, HOUR, 100 }, { 2 * HOUR, HOUR, 1 } };
	const double want[] = { 2, 4, 3, 0 };
	double gpus[4] = { 0 }, arrived[4] = { 0 }, ended[4] = { 0 };
	aif_profile_sums to = { 4, gpus, arrived, ended };
	aif_arena *a;
	aif_profile *p;
	aif_profile_in in;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	in = ask(kit_jobs(a, rows, 3));
	assert_int_equal(aif_profile_create(&p, &in, a), AIF_OK);
	aif_profile_add(p, &in, 0, 0, 1, &to);
	for (int i = 0; i < 4; i++)
		assert_near(gpus[i], want[i], 1e-12);
	assert_near(arrived[0], 1, 0);
	assert_near(arrived[2], 1, 0);
	assert_near(ended[2], 1, 0);
	assert_near(ended[3], 1, 0);
	// Twice as fast, three copies, an hour later: 3 x 4 GPUs over 1 h from 1:15.
	in.speed = 2;
	assert_int_equal(aif_profile_create(&p, &in, a), AIF_OK);
	memset(gpus, 0, sizeof gpus);
	aif_profile_add(p, &in, 0, HOUR, 3, &to);
	assert_near(gpus[1], 3 * 4 * 0.5, 1e-12);
	aif_arena_free(a);
}

// Weights are GPU-hours: 4 x 2 and 16 x 1. A failure hits max(n, 8) GPUs and loses half a
// checkpoint (15 min) of n GPUs' work and 10 min of restart.
static void
profile_means_weigh_jobs_by_their_gpu_hours(void **unused)
{
	double rows[][3] = { { 0, 2 * HOUR, 4 }, { 0, HOUR, 16 } };
	aif_arena *a;
	aif_profile *p;
	aif_profile_in in;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	in = ask(kit_jobs(a, rows, 2));
	assert_int_equal(aif_profile_create(&p, &in, a), AIF_OK);
	assert_rel(p->mean_s, (8 * 2 * HOUR + 16 * HOUR) / 24, 1e-12);
	assert_rel(p->loss_work_s, (8 * 8 + 16 * 16) / 24.0 * 900, 1e-12);
	assert_rel(p->loss_idle_s, (8 * 8 + 16 * 16) / 24.0 * 600, 1e-12);
	assert_rel(p->job_gpu_s, 24 * HOUR / 2, 1e-12);
	aif_arena_free(a);
}

// Classes: below 1 h (8 GPUs, 0.5 h), 1 to 4 h (4 GPUs, 2 h). Of what begins within an hour
// at its end g T (1 - exp(-1 h / T)) is there.
static void
profile_classes_share_what_begins_by_what_stays(void **unused)
{
	double rows[][3] = { { 0, HOUR / 2, 8 }, { 0, 2 * HOUR, 4 } };
	double s = 8 * 0.5 * (1 - exp(-2)), l = 4 * 2 * (1 - exp(-0.5));
	aif_arena *a;
	aif_profile *p;
	aif_profile_in in;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	in = ask(kit_jobs(a, rows, 2));
	assert_int_equal(aif_profile_create(&p, &in, a), AIF_OK);
	assert_near(p->stay_s[0], HOUR / 2, 1e-9);
	assert_near(p->stay_s[1], 2 * HOUR, 1e-9);
	assert_near(p->stay_frac[0], s / (s + l), 1e-12);
	assert_near(p->stay_frac[1], l / (s + l), 1e-12);
	for (int i = 2; i < AIF_FLOW_STAYS; i++)
		assert_near(p->stay_frac[i], 0, 0);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(profile_spreads_a_job_over_the_steps_it_runs_in),
		cmocka_unit_test(profile_means_weigh_jobs_by_their_gpu_hours),
		cmocka_unit_test(profile_classes_share_what_begins_by_what_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
