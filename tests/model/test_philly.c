// The Philly job extract, 82 thousand jobs, on a cluster of its size.
#include "sim_kit.h"

#include <time.h>

#define TRACE "../shared/traces/gpu_jobs/philly.csv.gz"

typedef struct outcome {
	double gpu_s, wait_mean_s, done;
	uint64_t history;
} outcome;

static outcome
play(const char *policy, int nodes, int gpus)
{
	aif_sim *s = kit_sim(NULL, 200 * 86400.0, 1);
	uint32_t cluster = kit_add(s, "cluster", "philly", AIF_NONE);
	uint32_t sched = kit_add(s, "scheduler", "sched", cluster);
	uint32_t batch = kit_add(s, "batch", "jobs", AIF_NONE);
	aif_frame *f;
	aif_arena *a;
	aif_diag d = { 0 };
	outcome o = { 0 };
	const aif_row_job *job;
	clock_t t0;
	size_t n;

	assert_int_equal(aif_arena_create(&a), AIF_OK);
	if (aif_model_importer(&aif_index, "philly")->load(TRACE, NULL, a, &f, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	kit_num(s, cluster, "nodes", nodes);
	kit_num(s, cluster, "gpus_per_node", gpus);
	kit_word(s, sched, "policy", policy);
	kit_word(s, sched, "placement", "any");
	kit_ref(s, batch, "on", cluster);
	*(const aif_frame **)kit_at(s, batch, "trace") = f;
	t0 = clock();
	kit_run(s);
	print_message("%s %d x %d: %.3f s of processor, %lu events\n", policy, nodes, gpus,
		      (double)(clock() - t0) / CLOCKS_PER_SEC, (unsigned long)aif_sim_events(s));
	job = aif_sim_rows(s, &aif_table_jobs, &n);
	for (size_t i = 0; i < n; i++)
		o.wait_mean_s += (job[i].start_s - job[i].submit_s) / (double)n;
	o.gpu_s = kit_integral(s, cluster, "busy_gpus");
	o.done = kit_value(s, cluster, "jobs_done");
	o.history = aif_sim_history(s);
	assert_true(kit_audits(s) >= 4);
	aif_sim_free(s);
	aif_arena_free(a);
	return o;
}

// What runs is what was submitted: 978 078.5 GPU-hours in 82 247 jobs.
// Source: philly.truth.json beside the trace.
static void
replayed_jobs_use_the_measured_gpu_hours(void **unused)
{
	outcome o;

	(void)unused;
	need_shared("traces/gpu_jobs/philly.csv.gz");
	o = play("fifo", 423, 4);
	assert_near(o.done, 82247, 0);
	assert_rel(o.gpu_s / 3600, 978078.5, 1e-6);
}

// On 480 GPUs the extract queues for days: backfill must shorten the mean wait,
// and a second run must be the first again.
static void
backfill_shortens_long_queues_and_repeats_exactly(void **unused)
{
	outcome fifo, easy, again;

	(void)unused;
	need_shared("traces/gpu_jobs/philly.csv.gz");
	fifo = play("fifo", 60, 8);
	easy = play("easy", 60, 8);
	again = play("easy", 60, 8);
	assert_true(fifo.wait_mean_s > 3600);
	assert_true(easy.wait_mean_s < fifo.wait_mean_s);
	assert_true(easy.history == again.history);
	assert_near(easy.gpu_s, fifo.gpu_s, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replayed_jobs_use_the_measured_gpu_hours),
		cmocka_unit_test(backfill_shortens_long_queues_and_repeats_exactly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
