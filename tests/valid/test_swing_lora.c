// test_swing_lora.c - power of 64 H100 in a LoRA run: plateau and swing as measured.
//
// Llama-2-70B LoRA, FP8, 8192-token samples on 8 nodes, AC power of each node once a
// second (MLPerf Training v4.1, Dell XE9680, two of ten runs). The job stops between
// blocks of the run (evaluation, start), which is where the swing comes from. Nothing
// in the model was fitted to these runs.
#include "aif_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/scenario.h"
#include "models/index.h"

enum { N_NODE = 8, MAX_S = 4096 };

typedef struct watts {
	double p95, least, most;
} watts;

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

// Sum over the nodes, each held until its next reading, from run_start on.
static int
measured(const char *path, watts *out)
{
	FILE *f = fopen(path, "r");
	double last[N_NODE] = { 0 }, sum[MAX_S];
	char line[1024];
	int n = 0;

	if (!f)
		return 0;
	while (fgets(line, sizeof line, f) && n < MAX_S) {
		double t, w = 0;
		char *at = line;
		int seen = 0;

		if (line[0] != '-' && (line[0] < '0' || line[0] > '9'))
			continue;
		t = strtod(at, &at);
		for (int i = 0; i < N_NODE && *at == ','; i++) {
			double x = strtod(++at, &at);

			last[i] = x > 0 ? x : last[i];
			seen += last[i] > 0;
			w += last[i];
		}
		if (t >= 0 && t <= 294 && seen == N_NODE)
			sum[n++] = w;
	}
	fclose(f);
	if (n < 100)
		return 0;
	qsort(sum, (size_t)n, sizeof *sum, by_value);
	*out = (watts){ .p95 = sum[n - n / 20], .least = sum[0], .most = sum[n - 1] };
	return 1;
}

static double
power(aif_sim *s, double t_s)
{
	assert_int_equal(aif_sim_run(s, aif_time_of_s(t_s), NULL), AIF_OK);
	return aif_sim_signal(s, aif_sim_find(s, "c"), "it_w")->value;
}

static void
plateau_and_swing_of_lora_are_within_a_tenth(void **u)
{
	static const char text[] =
	    "horizon { from = \"2027-01-01\", to = \"2027-01-02\" }\n"
	    "cluster \"c\" { rack = \"HGX-H100x4\", racks = 2 }\n"
	    "training \"lora\" { on = \"c\", model = \"Llama-2-70B\", tokens = 5e8, gpus = 64,\n"
	    "  seq = 8192, global_batch = 64, precision = \"fp8\", lora = true }\n";
	static const char *const run[] = { "../shared/validation/power-dell8xH100-run0.csv",
					   "../shared/validation/power-dell8xH100-run3.csv" };
	aif_embed files[64] = { { 0 } };
	aif_scenario_opt opt = { .registry = &aif_index, .catalog = files, .text = text };
	aif_scenario *sc = NULL;
	aif_sim *sim = NULL;
	aif_diag d = { 0 };
	double high, low;
	watts m;

	(void)u;
	if (!measured(run[0], &m)) {
		print_message("%s is not there\n", run[0]);
		skip();
	}
	aif_embed_find("models/catalog/gpu.lua", &files[0]);
	aif_embed_find("models/catalog/server.lua", &files[1]);
	aif_embed_find("models/catalog/rack.lua", &files[2]);
	aif_embed_find("models/catalog/network.lua", &files[3]);
	aif_embed_find("models/catalog/llm.lua", &files[4]);
	if (aif_scenario_load(&sc, "test", &opt, NULL, NULL, &d) != AIF_OK ||
	    aif_scenario_build(sc, 0, 1, 0, 1, &sim, &d) != AIF_OK ||
	    aif_sim_ready(sim, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	high = power(sim, 600);
	low = power(sim, 80000);
	for (int i = 0; i < 2; i++) {
		assert_true(measured(run[i], &m));
		print_message("plateau %.1f kW, measured %.1f; swing %.1f kW, measured %.1f\n",
			      high * 1e-3, m.p95 * 1e-3, (high - low) * 1e-3,
			      (m.most - m.least) * 1e-3);
		assert_rel(high, m.p95, 0.10);
		assert_rel(high - low, m.most - m.least, 0.10);
	}
	aif_sim_free(sim);
	aif_scenario_free(sc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plateau_and_swing_of_lora_are_within_a_tenth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
