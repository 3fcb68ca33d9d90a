// Workloads on a cluster of H100 servers: training campaigns, a service, a batch
// stretched from a small trace.
#include "job_kit.h"

#include "hgx_kit.h"
#include "models/wire.h"

typedef struct plant {
	aif_sim *s;
	uint32_t cluster, llm;
} plant;

// Racks of four servers of eight H100; Llama-3.1-8B.
static plant
plant_make(int racks, double end_s)
{
	plant p = { .s = kit_sim(NULL, end_s, 5) };
	uint32_t rack = hgx_rack(p.s, "rack4", 4, 41300);

	p.llm = hgx_llm(p.s);
	p.cluster = kit_add(p.s, "cluster", "c", AIF_NONE);
	kit_ref(p.s, p.cluster, "rack", rack);
	kit_num(p.s, p.cluster, "racks", racks);
	return p;
}

static double
summary(aif_sim *s, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_rows(s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary %s", name);
	return NAN;
}

// Two campaigns of 1000 steps of 512 x 8192 tokens on 64 GPUs, a day apart. Each
// takes 1000 steps' time; no failure, no checkpoint: goodput 1.
static void
campaign_takes_its_steps_times_the_step_time(void **unused)
{
	plant p = plant_make(2, 60 * 86400.0);
	uint32_t t = kit_add(p.s, "training", "t", AIF_NONE);
	double tokens = 1000.0 * 512 * 8192, step;
	const aif_row_job *job;
	size_t n;

	(void)unused;
	kit_ref(p.s, t, "on", p.cluster);
	kit_ref(p.s, t, "model", p.llm);
	kit_num(p.s, t, "tokens", tokens);
	kit_num(p.s, t, "gpus", 64);
	kit_num(p.s, t, "seq", 8192);
	kit_num(p.s, t, "global_batch", 512);
	kit_num(p.s, t, "every", 20 * 86400.0);
	kit_num(p.s, t, "campaigns", 2);
	kit_run(p.s);
	kit_audits(p.s);
	step = summary(p.s, "step_time");
	job = aif_sim_rows(p.s, &aif_table_jobs, &n);
	assert_int_equal(n, 2);
	assert_rel(job[0].end_s - job[0].start_s, 1000 * step, 1e-9);
	assert_near(job[1].submit_s, 20 * 86400.0, 1e-6);
	assert_rel(kit_value(p.s, t, "tokens_done"), 2 * tokens, 1e-12);
	assert_rel(summary(p.s, "goodput"), 1.0, 1e-9);
	// Published MFU of 8B models on H100 lies between 0.35 and 0.6 of 989 TFLOP/s.
	assert_true(summary(p.s, "mfu") > 0.3 && summary(p.s, "mfu") < 0.7);
	aif_sim_free(p.s);
}

static uint32_t
service(plant *p, double rate)
{
	uint32_t v = kit_add(p->s, "service", "chat", AIF_NONE);

	kit_ref(p->s, v, "on", p->cluster);
	kit_ref(p->s, v, "model", p->llm);
	kit_num(p->s, v, "rate", rate);
	kit_num(p->s, v, "isl", 1000);
	kit_num(p->s, v, "osl", 200);
	kit_num(p->s, v, "tpot", 0.05);
	kit_num(p->s, v, "ttft", 1);
	return v;
}

// One day at 100 requests a second on average: every request is served, replicas
// follow the day, and the mean of the daily shape is 1 within its rounding.
static void
service_follows_the_day_and_serves_all(void **unused)
{
	plant p = plant_make(4, 86400);
	uint32_t v = service(&p, 100);
	double arrived, most;

	(void)unused;
	kit_run(p.s);
	assert_true(kit_audits(p.s) >= 6);
	arrived = kit_value(p.s, v, "arrived_tokens");
	assert_rel(arrived, 100.0 * 86400 * 1200, 5e-4);
	assert_rel(kit_value(p.s, v, "served_tokens"), arrived, 1e-12);
	most = aif_signal_reset_max(aif_sim_signal(p.s, v, "replicas"));
	assert_true(most > 1.2 * kit_integral(p.s, v, "replicas") / 86400);
	assert_rel(kit_integral(p.s, v, "useful_gpus"), kit_integral(p.s, p.cluster, "busy_gpus"),
		   1e-9);
	aif_sim_free(p.s);
}

// One rack can not hold the demand: what is served is the capacity, the rest is
// turned away but for the backlog, and the books balance.
static void
overloaded_service_turns_requests_away(void **unused)
{
	plant p = plant_make(1, 86400);
	uint32_t v = service(&p, 2000);
	double cap;

	(void)unused;
	kit_word(p.s, v, "shape", "flat");
	kit_run(p.s);
	kit_audits(p.s);
	cap = summary(p.s, "replica_requests_s") * kit_value(p.s, v, "replicas");
	assert_rel(kit_value(p.s, v, "served_tokens"), cap * 86400 * 1200, 1e-3);
	assert_true(kit_value(p.s, v, "dropped_tokens") > 0);
	assert_rel(kit_value(p.s, v, "backlog_tokens"), cap * 60 * 1200, 1e-9);
	aif_sim_free(p.s);
}

// A loaded replica is lost with its node and serves again after repair and load.
static void
lost_replica_does_not_serve_until_it_is_loaded_again(void **unused)
{
	plant p = plant_make(1, 86400);
	uint32_t v = service(&p, 0.1);
	uint32_t f = kit_add(p.s, "failures", "f", p.cluster);
	double down;

	(void)unused;
	kit_num(p.s, v, "load_time", 100);
	kit_num(p.s, f, "gpu_mtbf", 8 * 40000.0); // a node: once in 11 hours
	kit_num(p.s, f, "repair", 1000);
	kit_run(p.s);
	kit_audits(p.s);
	// Each loss costs the replica 100 s of loading; it moves to another node.
	down = 86400 - kit_integral(p.s, v, "replicas");
	assert_near(down, 100 * (1 + kit_value(p.s, p.cluster, "restarts")), 1e-3);
	assert_true(kit_value(p.s, p.cluster, "restarts") >= 1);
	aif_sim_free(p.s);
}

// A trace of one week and two jobs, resampled over eight weeks: each week brings
// both again at the same weekday and hour, eight times in all.
static void
bootstrapped_weeks_keep_weekday_and_hour(void **unused)
{
	static double row[2][3] = { { 0, 100, 8 }, { 6 * 86400.0, 100, 8 } };
	plant p = plant_make(1, 56 * 86400.0);
	uint32_t b = kit_add(p.s, "batch", "b", AIF_NONE);
	aif_arena *a;
	aif_frame *f;
	const aif_row_job *job;
	size_t n;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = kit_jobs(a, row, 2);
	f->start_unix_s = 1504520441; // Monday 2017-09-04 10:20:41; the run starts on a Friday
	kit_ref(p.s, b, "on", p.cluster);
	kit_word(p.s, b, "stretch", "bootstrap-weeks");
	*(const aif_frame **)kit_at(p.s, b, "trace") = f;
	kit_run(p.s);
	kit_audits(p.s);
	job = aif_sim_rows(p.s, &aif_table_jobs, &n);
	assert_int_equal(n, 16);
	for (size_t i = 0; i < n; i++) {
		double t = 1798761600 + job[i].submit_s - 1504520441;
		double in_week = fmod(t, 604800);

		assert_true(fabs(in_week) < 1e-3 || fabs(in_week - 6 * 86400) < 1e-3);
	}
	aif_sim_free(p.s);
	aif_arena_free(a);
}

// Scale 2.5 on 400 jobs: 800 at once and about 200 more (sigma 10) within the hour.
static void
scaled_batch_submits_copies(void **unused)
{
	static double row[400][3];
	plant p = plant_make(1, 20 * 86400.0);
	uint32_t b = kit_add(p.s, "batch", "b", AIF_NONE);
	aif_arena *a;

	(void)unused;
	for (int i = 0; i < 400; i++) {
		row[i][0] = 3600.0 * i;
		row[i][1] = 60;
		row[i][2] = 1;
	}
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	kit_ref(p.s, b, "on", p.cluster);
	kit_num(p.s, b, "scale", 2.5);
	*(const aif_frame **)kit_at(p.s, b, "trace") = kit_jobs(a, row, 400);
	kit_run(p.s);
	assert_near(kit_value(p.s, b, "jobs_submitted"), 1000, 31);
	assert_near(kit_value(p.s, b, "jobs_ended"), kit_value(p.s, b, "jobs_submitted"), 0);
	aif_sim_free(p.s);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(campaign_takes_its_steps_times_the_step_time),
		cmocka_unit_test(service_follows_the_day_and_serves_all),
		cmocka_unit_test(overloaded_service_turns_requests_away),
		cmocka_unit_test(lost_replica_does_not_serve_until_it_is_loaded_again),
		cmocka_unit_test(bootstrapped_weeks_keep_weekday_and_hour),
		cmocka_unit_test(scaled_batch_submits_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
