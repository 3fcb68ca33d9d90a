// Importers of request traces.
#include "trace_file.h"

static aif_frame *
load(const aif_importer *im, const char *path, const char *map, aif_arena *a)
{
	aif_frame *f = NULL;
	aif_diag d = { 0 };
	aif_err err = im->load(path, map, a, &f, &d);

	assert_string_equal(d.msg, "");
	assert_int_equal(err, AIF_OK);
	return f;
}

// Arrivals 100 ns apart stay apart: times are kept relative to the first.
static void
azure_keeps_arrivals_to_100_ns(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_azure_llm, NULL,
		       "TIMESTAMP,ContextTokens,GeneratedTokens\n"
		       "2023-11-16 18:17:03.9799600,4808,10\n"
		       "2023-11-16 18:17:03.9799601,3180,8\n2023-11-16 18:17:04.0319600,7,9",
		       a);
	assert_near(trace_at(f, "arrival_s", 1), 1e-7, 1e-12);
	assert_near(trace_at(f, "arrival_s", 2), 0.052, 1e-12);
	assert_near(trace_at(f, "isl", 0), 4808, 0);
	assert_near(trace_at(f, "osl", 2), 9, 0);
	assert_string_equal(aif_frame_find(f, "isl")->unit, "token");
	assert_int_equal(f->start_unix_s, 1700158623);
	aif_arena_free(a);
	trace_bad(
	    &aif_importer_azure_llm, NULL,
	    "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 25:17:03,1,1\n",
	    "FILE:2: column 'TIMESTAMP': '2023-11-16 25:17:03' is not a time (expected seconds "
	    "or ISO 8601)");
	trace_bad(
	    &aif_importer_azure_llm, NULL,
	    "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 15:17:03,-1,1\n",
	    "FILE:2: column 'ContextTokens': '-1' is out of range (expected a number of tokens)");
}

static void
burstgpt_leaves_out_failures_and_names_models(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_burstgpt, NULL,
		       "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
		       "5,ChatGPT,472,18,490,Conversation log\n45,GPT-4,1087,0,1087,API log\n"
		       "118,GPT-4,417,276,693,Conversation log\n",
		       a);
	assert_int_equal(f->n_row, 2);
	assert_near(trace_at(f, "arrival_s", 1), 113, 0);
	assert_string_equal(trace_word(f, "model", 1), "GPT-4");
	assert_string_equal(f->note, "2 requests; left out: 1 without output");
	aif_arena_free(a);
}

// Blocks of 512: request 2 shares its first two, of 600 tokens at most; request 3
// begins with a new block, so that the known one behind it does not help.
static void
mooncake_counts_the_leading_blocks_seen_before(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(
	    &aif_importer_mooncake, NULL,
	    "{\"timestamp\": 1500, \"input_length\": 1200, \"output_length\": 6, \"hash_ids\": [0, "
	    "1, "
	    "2]}\n\n"
	    "{\"timestamp\": 2000, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [0, "
	    "1]}\n"
	    "{\"timestamp\": 2500, \"input_length\": 900, \"output_length\": 4, \"hash_ids\": [9, "
	    "1]}\n"
	    "{\"timestamp\": 2600, \"input_length\": 900, \"output_length\": 4, \"hash_ids\": [9, "
	    "7]}\n",
	    a);
	assert_int_equal(f->n_row, 4);
	assert_near(trace_at(f, "arrival_s", 1), 0.5, 0);
	assert_near(trace_at(f, "prefix", 0), 0, 0);
	assert_near(trace_at(f, "prefix", 1), 600, 0);
	assert_near(trace_at(f, "prefix", 2), 0, 0);
	assert_near(trace_at(f, "prefix", 3), 512, 0);
	aif_arena_free(a);
	trace_bad(&aif_importer_mooncake, NULL, "{\"timestamp\": 1}\n{\"timestamp\": \n",
		  "FILE:1: 'input_length' is missing or no number of at least 0");
	trace_bad(&aif_importer_mooncake, NULL, "\n{\"timestamp\": \n",
		  "FILE:2: not a JSON object (expected one per line)");
	trace_bad(&aif_importer_mooncake, NULL,
		  "{\"timestamp\":1,\"input_length\":9,\"output_length\":1,\"hash_ids\":[-1]}\n",
		  "FILE:1: a block id is not a whole number below 2^27");
}

static void
csv_map_makes_requests_of_any_table(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_csv, "arrival=t,isl=in,osl=out",
		       "out,in,t\n3,200,9.5\n4,100,8\n", a);
	assert_near(trace_at(f, "isl", 0), 100, 0);
	assert_near(trace_at(f, "arrival_s", 1), 1.5, 0);
	aif_arena_free(a);
	trace_bad(&aif_importer_csv, "arrival=t,isl=in", "out,in,t\n3,200,9.5\n",
		  "map: requests need arrival, isl and osl");
}

// The figures are those that come with the measured files.
static void
azure_of_the_scenarios_has_its_known_sums(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_azure_llm, "scenarios/data/azure-llm-code.csv.gz", NULL, a);
	assert_int_equal(f->n_row, 8819);
	assert_near(trace_mean(f, "isl"), 2047.8483, 5e-5);
	assert_near(trace_median(f, "isl"), 1469, 0);
	assert_near(trace_mean(f, "osl"), 27.8825, 5e-5);
	assert_near(trace_median(f, "osl"), 13, 0);
	assert_near(trace_at(f, "arrival_s", 8818), 3435.9, 0.05);
	aif_arena_free(a);
}

// hit ratio = blocks of prefix / blocks of all prompts, by hash_ids; a prompt of n
// tokens has ceil(n / 512) blocks.
static void
mooncake_trace_has_the_hit_ratio_that_comes_with_it(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	double hit = 0, all = 0;

	(void)unused;
	need_shared("traces/llm/mooncake_synthetic_trace.jsonl.gz");
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_mooncake, "../shared/traces/llm/mooncake_synthetic_trace.jsonl.gz",
		 NULL, a);
	assert_int_equal(f->n_row, 3993);
	assert_near(trace_mean(f, "isl"), 15325.4766, 5e-5);
	assert_near(trace_mean(f, "osl"), 149.119, 5e-4);
	assert_near(trace_median(f, "osl"), 69, 0);
	for (size_t i = 0; i < f->n_row; i++) {
		hit += ceil(trace_at(f, "prefix", i) / 512);
		all += ceil(trace_at(f, "isl", i) / 512);
	}
	assert_near(hit / all, 0.6396, 5e-5);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(azure_keeps_arrivals_to_100_ns),
		cmocka_unit_test(burstgpt_leaves_out_failures_and_names_models),
		cmocka_unit_test(mooncake_counts_the_leading_blocks_seen_before),
		cmocka_unit_test(csv_map_makes_requests_of_any_table),
		cmocka_unit_test(azure_of_the_scenarios_has_its_known_sums),
		cmocka_unit_test(mooncake_trace_has_the_hit_ratio_that_comes_with_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
