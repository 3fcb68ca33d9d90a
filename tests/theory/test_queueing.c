// A cluster of single GPUs fed by a batch workload is a queue with known waiting.
#include "job_kit.h"

#include "util/rng.h"

enum { JOBS = 120000, WARM = 20000, BATCHES = 50 };

// Poisson arrivals at rate lambda; service exponential (or constant) of mean s.
static double (*make_jobs(double lambda, double mean_s, int constant, uint64_t seed))[3]
{
	double(*row)[3] = malloc(JOBS * sizeof *row);
	aif_rng_key key = { .seed = seed, .entity = aif_rng_hash("queueing") };
	aif_rng r;
	double t = 0;

	aif_rng_init(&r, &key);
	for (int i = 0; i < JOBS; i++) {
		t -= log(aif_rng_u01(&r)) / lambda;
		row[i][0] = t;
		row[i][1] = constant ? mean_s : -mean_s * log(aif_rng_u01(&r));
		row[i][2] = 1;
	}
	return row;
}

typedef struct waits {
	double mean_s, se_s, delayed;
	int fifo;
} waits;

// Mean wait with its standard error by batch means, after a warm-up.
static waits
simulate(double (*row)[3], int servers)
{
	aif_arena *a;
	aif_sim *s = kit_sim(NULL, row[JOBS - 1][0] + 1e5, 7);
	uint32_t cluster = kit_add(s, "cluster", "c", AIF_NONE);
	uint32_t batch = kit_add(s, "batch", "b", AIF_NONE);
	double sum[BATCHES] = { 0 }, *wait = malloc(JOBS * sizeof *wait), var = 0;
	waits w = { .fifo = 1 };
	const aif_row_job *job;
	size_t n;

	assert_int_equal(aif_arena_create(&a), AIF_OK);
	kit_num(s, cluster, "nodes", servers);
	kit_num(s, cluster, "gpus_per_node", 1);
	kit_ref(s, batch, "on", cluster);
	*(const aif_frame **)kit_at(s, batch, "trace") = kit_jobs(a, row, JOBS);
	kit_run(s);
	job = aif_sim_rows(s, &aif_table_jobs, &n);
	assert_int_equal(n, JOBS);
	for (size_t i = 0; i < n; i++)
		wait[job[i].id & 0xFFFFFFFFFF] = job[i].start_s - job[i].submit_s;
	for (int i = 1; i < JOBS; i++)
		w.fifo &= row[i][0] + wait[i] >= row[i - 1][0] + wait[i - 1] - 1e-6;
	for (int i = WARM; i < JOBS; i++) {
		sum[(i - WARM) / ((JOBS - WARM) / BATCHES)] += wait[i];
		w.delayed += wait[i] > 1e-6;
	}
	w.delayed /= JOBS - WARM;
	for (int i = 0; i < BATCHES; i++)
		w.mean_s += (sum[i] /= (double)(JOBS - WARM) / BATCHES) / BATCHES;
	for (int i = 0; i < BATCHES; i++)
		var += (sum[i] - w.mean_s) * (sum[i] - w.mean_s) / (BATCHES - 1);
	w.se_s = sqrt(var / BATCHES);
	assert_true(kit_audits(s) >= 4);
	aif_sim_free(s);
	aif_arena_free(a);
	free(wait);
	free(row);
	return w;
}

// Erlang C by the recursion of Erlang B: B(0) = 1, B(k) = a B / (k + a B);
// C = B / (1 - rho (1 - B)).
static double
erlang_c(double a, int c)
{
	double b = 1;

	for (int k = 1; k <= c; k++)
		b = a * b / (k + a * b);
	return b / (1 - a / c * (1 - b));
}

// Known answers (Q1): share of arrivals that wait at c servers with a Erlang.
static void
erlang_c_has_its_known_answers(void **unused)
{
	static const double row[][3] = { { 1, 0.5, 0.5 },        { 2, 1, 0.333333 },
					 { 3, 2, 0.444444 },     { 5, 4, 0.554113 },
					 { 10, 8, 0.40918 },     { 100, 90, 0.21694 },
					 { 1000, 950, 0.068253 } };

	(void)unused;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		assert_near(erlang_c(row[i][1], (int)row[i][0]), row[i][2], 1e-6);
}

// M/M/4, rho 0.8: W = C(4, 3.2) / (4 mu - lambda) = 0.5964 / 0.8 mu = 0.7455 / mu.
static void
waiting_with_four_servers_follows_erlang_c(void **unused)
{
	double mean_s = 100, lambda = 4 * 0.8 / mean_s;
	double c = erlang_c(3.2, 4), want = c / (4 / mean_s - lambda);
	waits w = simulate(make_jobs(lambda, mean_s, 0, 1), 4);

	(void)unused;
	assert_near(c, 0.5964, 5e-5);
	assert_true(w.se_s < 0.05 * want); // the check has teeth
	assert_near(w.mean_s, want, 3 * w.se_s);
	assert_near(w.delayed, c, 0.02);
}

// M/D/1, rho 0.7: Pollaczek-Khinchine, W = rho s / (2 (1 - rho)) = 0.7/0.6 s.
static void
waiting_with_constant_service_follows_pollaczek_khinchine(void **unused)
{
	waits w = simulate(make_jobs(0.7 / 60, 60, 1, 2), 1);

	(void)unused;
	assert_true(w.se_s < 0.05 * 70);
	assert_near(w.mean_s, 70, 3 * w.se_s);
}

static void
jobs_of_one_size_start_in_order_of_arrival(void **unused)
{
	waits w = simulate(make_jobs(3.8 / 100, 100, 0, 3), 4);

	(void)unused;
	assert_true(w.fifo);
	assert_true(w.delayed > 0.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(erlang_c_has_its_known_answers),
		cmocka_unit_test(waiting_with_four_servers_follows_erlang_c),
		cmocka_unit_test(waiting_with_constant_service_follows_pollaczek_khinchine),
		cmocka_unit_test(jobs_of_one_size_start_in_order_of_arrival),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
