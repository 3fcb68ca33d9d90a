// Importers of job traces: what they read, what they leave out, what they say.
#include "trace_file.h"
#include "util/stat.h"

static void
philly_is_sorted_counts_from_the_first_submission_and_names_virtual_clusters(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_philly, NULL,
		       "timestamp,duration,num_gpus,gpu_time,cluster\n"
		       "2017-10-09 07:01:55,66.0,1,66.0,b\n"
		       "2017-10-09 07:00:55,10,8,80,a\n"
		       "2017-10-09 07:00:55,20,4,80,b\n"
		       "2017-10-09 07:00:50,20,0,0,c\n",
		       a);
	assert_int_equal(f->n_row, 3); // the last row asks for no GPU
	// 2017-10-09T07:00:55Z = 1507532455 s.
	assert_int_equal(f->start_unix_s, 1507532455);
	assert_near(trace_at(f, "submit_s", 0), 0, 0);
	assert_near(trace_at(f, "submit_s", 1), 0, 0);
	assert_near(trace_at(f, "submit_s", 2), 60, 0);
	assert_near(trace_at(f, "duration_s", 0), 10, 0); // equal times keep their order
	assert_near(trace_at(f, "duration_s", 1), 20, 0);
	assert_near(trace_at(f, "gpus", 0), 8, 0);
	assert_string_equal(trace_word(f, "queue", 0), "a");
	assert_string_equal(trace_word(f, "queue", 2), "b");
	assert_null(aif_frame_find(f, "start_s"));
	assert_string_equal(f->what, "philly");
	assert_string_equal(f->note, "3 jobs; left out: 1 rows without GPUs, 0 that never ran");
	aif_arena_free(a);
}

#define PHILLY "timestamp,duration,num_gpus,cluster\n2017-10-09 07:01:55,66,1,b\n"

static void
philly_tells_file_line_and_column_of_a_bad_cell(void **unused)
{
	const aif_importer *im = &aif_importer_philly;

	(void)unused;
	trace_bad(im, NULL, PHILLY "tomorrow,1,1,a\n",
		  "FILE:3: column 'timestamp': 'tomorrow' is not a time (expected seconds or ISO "
		  "8601)");
	trace_bad(im, NULL, PHILLY "2017-10-09 07:01:55,-5,1,a\n",
		  "FILE:3: column 'duration': '-5' is negative (expected seconds)");
	trace_bad(im, NULL, PHILLY "2017-10-09 07:01:55,5,two,a\n",
		  "FILE:3: column 'num_gpus': 'two' is not a number (expected a number of GPUs)");
	trace_bad(im, NULL, PHILLY "2017-10-09 07:01:55,5,-2,a\n",
		  "FILE:3: column 'num_gpus': '-2' is out of range (expected a number of GPUs)");
	trace_bad(
	    im, NULL, PHILLY "1507532515,5,1,a\n",
	    "FILE:3: column 'timestamp': '1507532515' is not a time (expected ISO 8601, as in "
	    "the rows before)");
	trace_bad(im, NULL, PHILLY "2017-10-09 07:01:55,5,1\n",
		  "FILE:3: 3 cells, expected 4 as in the header");
	trace_bad(im, NULL, "timestamp,duration,num_gpu,cluster\n2017-10-09 07:01:55,5,1,a\n",
		  "FILE: no column 'num_gpus' in the header (did you mean 'num_gpu'?)");
	trace_bad(im, NULL, "timestamp,duration,num_gpus,cluster\n",
		  "FILE: no jobs (0 rows without GPUs, 0 that never ran)");
}

static void
helios_keeps_measured_starts_and_leaves_out_what_never_ran(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_helios, NULL,
		       "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,"
		       "end_time,duration,queue\n"
		       "1,u1,v,8,4,1,COMPLETED,2020-04-01 00:00:00,2020-04-01 00:01:30,"
		       "2020-04-01 00:02:00,30,90\n"
		       "2,u2,v,8,4,1,CANCELLED,2020-04-01 00:00:10,None,None,,\n",
		       a);
	assert_int_equal(f->n_row, 1);
	assert_near(trace_at(f, "start_s", 0), 90, 0);
	assert_string_equal(trace_word(f, "user", 0), "u1");
	assert_string_equal(f->note, "1 jobs; left out: 0 rows without GPUs, 1 that never ran");
	aif_arena_free(a);
	trace_bad(
	    &aif_importer_acme, NULL,
	    "user,gpu_num,type,submit_time,start_time,duration\n"
	    "u,8,Debug,2023-03-01 00:00:10+08:00,2023-03-01 00:00:00+08:00,5\n",
	    "FILE:2: column 'start_time': '2023-03-01 00:00:00+08:00' is before the submission "
	    "(expected a start after it)");
}

// Fields: wait 3, run 4, allocated 5, requested 8, requested time 9, user 12, queue 15.
static void
swf_reads_waits_requests_and_the_start_of_the_log(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_swf, NULL,
		       "; Version: 2.2\n; UnixStartTime: 1000\n"
		       "1 50 7 30 -1 -1 -1 4 60 -1 1 3 -1 -1 2 -1 -1 -1\n"
		       "  2  40\t-1  30  8 -1 -1 4 -1 -1 1 3 -1 -1 2 -1 -1 -1\n\n"
		       "3 60 9 0 8 -1 -1 4 -1 -1 0 3 -1 -1 2 -1 -1 -1\n",
		       a);
	assert_int_equal(f->n_row, 2);
	assert_int_equal(f->start_unix_s, 1040);
	assert_near(trace_at(f, "gpus", 0), 8, 0);
	assert_near(trace_at(f, "gpus", 1), 4, 0); // none allocated: the requested
	assert_true(isnan(trace_at(f, "start_s", 0)));
	assert_near(trace_at(f, "start_s", 1), 17, 0);
	assert_near(trace_at(f, "estimate_s", 1), 60, 0);
	assert_string_equal(trace_word(f, "queue", 1), "2");
	aif_arena_free(a);
	trace_bad(&aif_importer_swf, NULL, "1 50 7 30\n", "FILE:1: 4 fields, expected 18");
	trace_bad(&aif_importer_swf, NULL, "; x\n1 50 x 30 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n",
		  "FILE:2: column 'wait time': 'x' is not a number (expected a number, -1 where "
		  "unknown)");
	trace_bad(&aif_importer_swf, NULL, "1 50 0 30 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n",
		  "FILE:1: more than 18 fields, expected 18");
}

static void
sacct_finds_gpus_in_tres_reads_spans_and_passes_over_steps(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(
	    &aif_importer_sacct, NULL,
	    "JobID|User|Partition|Submit|Start|End|Elapsed|Timelimit|ReqTRES|AllocTRES\n"
	    "7|u|gpu|2024-01-01T00:00:00|2024-01-01T01:00:00|Unknown|1-02:03:04|UNLIMITED|"
	    "cpu=1|billing=8,cpu=64,gres/gpu:h100=4,gres/gpu=8,node=1\n"
	    "7.batch|u|gpu|2024-01-01T00:00:00|2024-01-01T01:00:00|Unknown|00:01:00||"
	    "|cpu=64,gres/gpu=8\n"
	    "8|u|gpu|2024-01-01T00:00:05|2024-01-01T00:00:05|Unknown|01:30|2-00:00:00|"
	    "gres/gpu:a100=2,gres/gpu:h100=1|\n"
	    "9|u|gpu|2024-01-01T00:00:09|Unknown|Unknown|00:00:00|01:00:00|gres/gpu=1|\n"
	    "10|u|cpu|2024-01-01T00:00:09|2024-01-01T00:00:09|Unknown|00:00:01|01:00:00|"
	    "cpu=4|cpu=4\n",
	    a);
	assert_int_equal(f->n_row, 2);
	assert_near(trace_at(f, "gpus", 0), 8, 0); // the total, not the typed part
	assert_near(trace_at(f, "gpus", 1), 3, 0); // the sum over types
	assert_near(trace_at(f, "duration_s", 0), 86400 + 2 * 3600 + 3 * 60 + 4, 0);
	assert_near(trace_at(f, "duration_s", 1), 90, 0);
	assert_near(trace_at(f, "start_s", 0), 3600, 0);
	assert_true(isnan(trace_at(f, "estimate_s", 0)));
	assert_near(trace_at(f, "estimate_s", 1), 172800, 0);
	assert_string_equal(f->note, "2 jobs; left out: 1 rows without GPUs, 1 that never ran");
	aif_arena_free(a);
	trace_bad(&aif_importer_sacct, NULL,
		  "JobID|Submit|Start|Elapsed|AllocTRES\n"
		  "1|2024-01-01T00:00:00|2024-01-01T00:00:00|1:2:3:4|gres/gpu=1\n",
		  "FILE:2: column 'Elapsed': '1:2:3:4' is not a span of time (expected "
		  "[D-]HH:MM:SS)");
	trace_bad(&aif_importer_sacct, NULL,
		  "JobID|Submit|Start|Elapsed|AllocTRES\n"
		  "1|2024-01-01T00:00:00|2024-01-01T00:00:00|00:10|gres/gpu=x\n",
		  "FILE:2: column 'AllocTRES': 'gres/gpu=x' holds no count of GPUs (expected "
		  "gres/gpu=N)");
}

static void
alibaba_multiplies_containers_by_their_share_of_a_gpu(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_alibaba2023, NULL,
		       "name,num_gpu,gpu_milli,qos,creation_time,deletion_time,scheduled_time\n"
		       "p0,1,460,LS,100,200,130\np1,1,1000,BE,90,500,\np2,0,0,BE,90,500,91\n",
		       a);
	assert_int_equal(f->n_row, 1);
	assert_near(trace_at(f, "gpus", 0), 0.46, 1e-15);
	assert_near(trace_at(f, "start_s", 0), 30, 0);
	assert_near(trace_at(f, "duration_s", 0), 70, 0);
	aif_arena_free(a);

	// 5 instances of 50 % of a GPU each; a task that failed to start has no end.
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(&aif_importer_alibaba2020, NULL,
		       "j,t,5.0,Terminated,1000.0,1600.0,600,30,50.0,T4\n"
		       "j,u,1.0,Waiting,,,600,30,100.0,P100\nj,v,1,Failed,1,2,600,30,,CPU\n",
		       a);
	assert_int_equal(f->n_row, 1);
	assert_near(trace_at(f, "gpus", 0), 2.5, 0);
	assert_near(trace_at(f, "duration_s", 0), 600, 0);
	assert_string_equal(trace_word(f, "queue", 0), "T4");
	aif_arena_free(a);
}

static void
csv_map_makes_jobs_of_any_table_and_explains_a_bad_map(void **unused)
{
	const aif_importer *im = &aif_importer_csv;
	const char *text = "when,n,began,over\n100,2,110,200\n50.25,1,50.75,60\n";
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = trace_good(im, "submit=when,gpus=n,start=began,end=over", text, a);
	assert_near(trace_at(f, "duration_s", 0), 9.25, 0);
	assert_near(trace_at(f, "start_s", 0), 0.5, 0);
	assert_near(trace_at(f, "submit_s", 1), 49.75, 0);
	aif_arena_free(a);
	trace_bad(im, NULL, text,
		  "csv needs a map (expected submit=COL,gpus=COL,duration=COL for jobs or "
		  "arrival=COL,isl=COL,osl=COL for requests)");
	trace_bad(im, "submit=when,gpu=n", text, "map: unknown key 'gpu' (did you mean 'gpus'?)");
	trace_bad(im, "submit=when,gpus", text, "map: 'gpus' is no pair (expected KEY=COLUMN)");
	trace_bad(im, "submit=when,gpus=n", text,
		  "map: jobs need submit, gpus and duration (or start and end)");
	trace_bad(
	    im, "gpus=n", text,
	    "map: neither jobs nor requests (expected submit=COL,gpus=COL,duration=COL for jobs "
	    "or arrival=COL,isl=COL,osl=COL for requests)");
	trace_bad(im, "submit=when,gpus=n,duration=ovr", text,
		  "FILE: no column 'ovr' in the header (did you mean 'over'?)");
	trace_bad(im, "submit=when,gpus=n,duration=over", "when,n,over\n1600000000000,1,5\n",
		  "FILE:2: column 'when': '1600000000000' is not a time (expected seconds, not "
		  "milliseconds)");
}

static double
gpu_hours(const aif_frame *f)
{
	double sum = 0;

	for (size_t i = 0; i < f->n_row; i++)
		sum += trace_at(f, "gpus", i) * trace_at(f, "duration_s", i) / 3600;
	return sum;
}

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

// The figures are those that come with the traces (their truth.json); the
// tolerance is the rounding of the figures there.
static void
philly_of_the_scenarios_has_its_published_sums(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	aif_stat s;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_philly, "scenarios/data/philly.csv.gz", NULL, a);
	assert_int_equal(f->n_row, 82247);
	assert_int_equal(aif_stat_of(aif_frame_find(f, "duration_s")->x, f->n_row, &s), AIF_OK);
	assert_near(s.p90, 11264.8, 5e-2);
	assert_near(s.p95, 43646.2, 5e-2);
	assert_near(s.p99, 254758.42, 5e-3);
	assert_near(s.max, 4628226, 0);
	assert_near(gpu_hours(f), 978078.5, 0.05);
	assert_near(trace_mean(f, "duration_s"), 13135.9314, 5e-5);
	assert_near(trace_median(f, "duration_s"), 1144, 0);
	assert_near(trace_mean(f, "gpus"), 1.3038, 5e-5);
	assert_int_equal(aif_frame_find(f, "queue")->n_word, 15);
	aif_arena_free(a);
}

static void
philly_of_the_scenarios_is_the_whole_trace(void **unused)
{
	aif_arena *a;
	aif_frame *f, *g;

	(void)unused;
	need_shared("traces/gpu_jobs/philly.csv.gz");
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_philly, "scenarios/data/philly.csv.gz", NULL, a);
	g = load(&aif_importer_philly, "../shared/traces/gpu_jobs/philly.csv.gz", NULL, a);
	assert_int_equal(f->n_row, g->n_row);
	assert_int_equal(f->start_unix_s, g->start_unix_s);
	for (int c = 0; c < 3; c++)
		assert_memory_equal(f->col[c].x, g->col[c].x, f->n_row * sizeof(double));
	aif_arena_free(a);
}

static void
swf_logs_have_the_sums_that_come_with_them(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	double wait = 0;

	(void)unused;
	need_shared("traces/hpc_swf/hpc2n.swf.gz");
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_swf, "../shared/traces/hpc_swf/hpc2n.swf.gz", NULL, a);
	assert_int_equal(f->n_row, 3145);
	assert_near(gpu_hours(f), 139904.2, 0.05);
	assert_near(trace_mean(f, "duration_s"), 10128.2534, 5e-5);
	assert_near(trace_median(f, "duration_s"), 943, 0);
	for (size_t i = 0; i < f->n_row; i++)
		wait += trace_at(f, "start_s", i) - trace_at(f, "submit_s", i);
	assert_near(wait / 3145, 17285.4232, 5e-5);
	f = load(&aif_importer_swf, "../shared/traces/hpc_swf/NASA-iPSC-1993-3.1-cln.swf.gz", NULL,
		 a);
	assert_int_equal(f->n_row, 18066);
	assert_near(gpu_hours(f), 131732.8, 0.05);
	assert_null(aif_frame_find(f, "start_s"));
	aif_arena_free(a);
}

static void
pods_and_testbed_traces_have_the_sums_that_come_with_them(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	double wait = 0;

	(void)unused;
	need_shared("traces/gpu_jobs/alibaba_openb_v2023_pods.csv.gz");
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = load(&aif_importer_alibaba2023,
		 "../shared/traces/gpu_jobs/alibaba_openb_v2023_pods.csv.gz", NULL, a);
	assert_int_equal(f->n_row, 6203);
	assert_near(gpu_hours(f), 51470.7, 0.05);
	assert_near(trace_mean(f, "duration_s"), 30851.149, 5e-4);
	for (size_t i = 0; i < f->n_row; i++)
		wait += trace_at(f, "start_s", i) - trace_at(f, "submit_s", i);
	assert_near(wait / 6203, 69.9512, 5e-5);
	f = load(&aif_importer_gavel,
		 "../shared/traces/gpu_jobs/shockwave_tacc_32gpu_120jobs.trace", NULL, a);
	assert_int_equal(f->n_row, 120);
	// 400 jobs of Muri's testbed: mean first start delay 159329.7625 s.
	f = load(&aif_importer_csv, "../shared/traces/gpu_jobs/muri_testbed_SRTF_jobs.csv.gz",
		 "submit=submit_time,gpus=num_gpu,duration=duration,start=start_time", a);
	assert_int_equal(f->n_row, 400);
	assert_near(trace_mean(f, "start_s") - trace_mean(f, "submit_s"), 159329.7625, 5e-3);
	assert_near(gpu_hours(f), 61343.59, 5e-3);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    philly_is_sorted_counts_from_the_first_submission_and_names_virtual_clusters),
		cmocka_unit_test(philly_tells_file_line_and_column_of_a_bad_cell),
		cmocka_unit_test(helios_keeps_measured_starts_and_leaves_out_what_never_ran),
		cmocka_unit_test(swf_reads_waits_requests_and_the_start_of_the_log),
		cmocka_unit_test(sacct_finds_gpus_in_tres_reads_spans_and_passes_over_steps),
		cmocka_unit_test(alibaba_multiplies_containers_by_their_share_of_a_gpu),
		cmocka_unit_test(csv_map_makes_jobs_of_any_table_and_explains_a_bad_map),
		cmocka_unit_test(philly_of_the_scenarios_has_its_published_sums),
		cmocka_unit_test(philly_of_the_scenarios_is_the_whole_trace),
		cmocka_unit_test(swf_logs_have_the_sums_that_come_with_them),
		cmocka_unit_test(pods_and_testbed_traces_have_the_sums_that_come_with_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
