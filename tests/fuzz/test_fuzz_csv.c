// Damaged traces: thousands of small mutations of valid files, always the same
// ones, must end in a sound frame or in one line of valid text that names the file.
#include <time.h>

#include "fuzz_kit.h"
#include "trace_file.h"
#include "util/csv.h"
#include "util/rng.h"

#include <zlib.h>

enum { PER_SEED = 1000, CSV_ROUNDS = 20000, SECONDS_MAX = 60 };

static const struct seed {
	const aif_importer *im;
	const char *map, *text;
} seeds[] = {
	{ &aif_importer_philly, NULL,
	  "timestamp,duration,num_gpus,gpu_time,cluster\n2017-10-09 07:01:55,66.0,1,66.0,11cb48\n"
	  "2017-10-09 06:13:03,2951.0,4,2951.0,6214e9\n2017-10-10 06:13:03,12,8,96,\"62,14\"\n" },
	{ &aif_importer_helios, NULL,
	  "job_id,user,vc,gpu_num,submit_time,start_time,duration\n"
	  "1,u,v,8,2020-04-01 00:00:00,2020-04-01 00:01:30,30\n2,u,w,0,2020-04-01 "
	  "00:00:10,None,\n" },
	{ &aif_importer_acme, NULL,
	  "user,gpu_num,type,submit_time,start_time,duration\n"
	  "u,8,Debug,2023-03-01 00:00:10+08:00,2023-03-01 00:00:20+08:00,5\n"
	  "u,16,Eval,2023-03-01 00:00:30+08:00,2023-03-01 00:01:20+08:00,5.5\n" },
	{ &aif_importer_alibaba2020, NULL,
	  "j,t,5.0,Terminated,1000.0,1600.0,600,30,50.0,T4\nj,u,1,Waiting,,,600,30,100.0,P100\n" },
	{ &aif_importer_alibaba2023, NULL,
	  "name,num_gpu,gpu_milli,qos,creation_time,deletion_time,scheduled_time\n"
	  "p0,1,460,LS,100,200,130\np1,1,1000,BE,90,500,\np2,0,0,BE,90,500,91\n" },
	{ &aif_importer_swf, NULL,
	  "; UnixStartTime: 1000\n1 50 7 30 -1 -1 -1 4 60 -1 1 3 -1 -1 2 -1 -1 -1\n"
	  "  2  40\t-1  30  8 -1 -1 4 -1 -1 1 3 -1 -1 2 -1 -1 -1\n" },
	{ &aif_importer_sacct, NULL,
	  "JobID|User|Partition|Submit|Start|End|Elapsed|Timelimit|ReqTRES|AllocTRES\n"
	  "7|u|gpu|2024-01-01T00:00:00|2024-01-01T01:00:00|Unknown|1-02:03:04|UNLIMITED|cpu=1|"
	  "cpu=64,gres/gpu:h100=4,gres/gpu=8\n7.batch|u|gpu|2024-01-01T00:00:00|"
	  "2024-01-01T01:00:00|Unknown|00:01:00|||gres/gpu=8\n" },
	{ &aif_importer_gavel, NULL,
	  "LM (batch size 10)\tpython3 main.py\tlm\t--steps\t1\t134583\t1\tgns\t1\t-1.0\t1418\t0\n"
	  "ResNet-18\tmain\tcifar\t--n\t1\t143450\t2\tacc\t1\t-1.0\t3338\t55\n" },
	{ &aif_importer_azure_llm, NULL,
	  "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,4808,10\n"
	  "2023-11-16 18:17:04.0319600,3180,8\n" },
	{ &aif_importer_burstgpt, NULL,
	  "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
	  "5,ChatGPT,472,18,490,Conversation log\n118,GPT-4,417,276,693,API log\n" },
	{ &aif_importer_mooncake, NULL,
	  "{\"timestamp\": 0, \"input_length\": 1200, \"output_length\": 6, \"hash_ids\": [0, 1]}\n"
	  "{\"timestamp\": 20, \"input_length\": 600, \"output_length\": 5, \"hash_ids\": [0, "
	  "7]}\n" },
	{ &aif_importer_csv, "submit=a,gpus=b,duration=c,queue=d",
	  "\xef\xbb\xbf# note\na,b,c,d\r\n1,2,3,\"x\"\"y\n\"\r\n4,5,6,z\r\n" },
	{ &aif_importer_csv, "arrival=a,isl=b,osl=c", "a,b,c\n1,2,3\n4,5,6\n" },
	{ &aif_importer_hourly, NULL,
	  "Datetime (UTC),Datetime (Local),Price (USD/MWh),ci_direct_g_per_kwh\n"
	  "2023-01-01 00:00:00+00:00,2022-12-31 19:00:00-05:00,36,1\n"
	  "2023-01-01 01:00:00+00:00,2022-12-31 20:00:00-05:00,-3.6,2\n"
	  "2023-01-01 02:00:00+00:00,2022-12-31 21:00:00-05:00,,3\n" },
	{ &aif_importer_weather, NULL,
	  "time,temperature_2m,relative_humidity_2m,cloudcover,windspeed_10m\n"
	  "2023-01-01T00:00,25,50,0,36\n2023-01-01T01:00,3,100,0,0\n" },
	{ &aif_importer_epw, NULL,
	  "LOCATION,Town,VA,USA,src,1,39.0,-77.5,-5.0,119.0\n2\n3\n4\n5\n6\n7\n"
	  "DATA PERIODS,1,1,Data,Sunday,1/ "
	  "1,12/31\n2010,1,1,1,0,?9,1,-1.0,50,100000,0,0,0,0,0,0,0,0,"
	  "0,0,0,3.5,0,0,0,0,0,0,0,0,0,0,0,0,0\n" },
};

enum { N_SEED = sizeof seeds / sizeof *seeds };

static const char *const nasty[] = {
	"\"",       "\n",       "\r",   ",",          ",,,,",
	"1e999",    "-1",       "nan",  "-",          "99999999999999999999999999999",
	"1e-400",   "\xff\xfe", "\xc3", "%s%n",       "\t",
	"|",        ";",        "#",    "None",       "0x10",
	"\x7f",     "1;2",      "--5",  "2023-02-30", "{",
	"[[[[[[[[", "="
};
static const fuzz_words words = { nasty, sizeof nasty / sizeof *nasty };

static void
frame_is_sound(const aif_frame *f)
{
	const aif_frame_col *t = aif_frame_find(f, "submit_s");
	const char *const positive[] = { "duration_s", "gpus", "isl", "osl", "estimate_s" };

	assert_true(f->n_row > 0 && f->n_col > 0);
	if (!t)
		t = aif_frame_find(f, "arrival_s");
	for (size_t i = 1; t && i < f->n_row; i++)
		assert_true(t->x[i] >= t->x[i - 1]);
	for (int c = 0; c < f->n_col; c++)
		for (size_t i = 0; i < f->n_row; i++) {
			assert_true(!isinf(f->col[c].x[i]));
			if (f->col[c].word && !isnan(f->col[c].x[i]))
				assert_true(f->col[c].x[i] >= 0 &&
					    f->col[c].x[i] < f->col[c].n_word);
		}
	for (size_t k = 0; k < sizeof positive / sizeof *positive; k++) {
		const aif_frame_col *c = aif_frame_find(f, positive[k]);

		for (size_t i = 0; c && i < f->n_row; i++)
			assert_false(c->x[i] < 0);
	}
}

static void
import(const struct seed *s, const void *text, size_t n)
{
	aif_arena *a;
	aif_frame *f = NULL;
	aif_diag d;
	aif_err err;

	assert_int_equal(aif_arena_create(&a), AIF_OK);
	err = trace_load(s->im, s->map, text, n, a, &f, &d);
	if (err) {
		assert_int_equal(err, d.code);
		assert_null(f);
		fuzz_message_is_well_formed(d.msg);
		assert_int_equal(strncmp(d.msg, "FILE:", 5), 0);
	} else {
		assert_string_equal(d.msg, "");
		frame_is_sound(f);
	}
	aif_arena_free(a);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void
importers_survive_damaged_text(void **unused)
{
	char *text = malloc(FUZZ_TEXT_MAX);
	double begin = seconds();
	aif_rng r;

	(void)unused;
	assert_non_null(text);
	aif_rng_init(&r, &(aif_rng_key){ .seed = 1 });
	for (int k = 0; k < N_SEED; k++)
		for (int i = 0; i < PER_SEED; i++) {
			size_t n = strlen(seeds[k].text), times = 1 + fuzz_below(&r, 4);

			memcpy(text, seeds[k].text, n);
			for (size_t t = 0; t < times; t++)
				n = fuzz_mutate(&r, &words, text, n);
			import(&seeds[k], text, n);
		}
	free(text);
	assert_true(seconds() - begin < SECONDS_MAX);
}

// The same files packed, then damaged: gzip's checksum lets none of them pass as
// something else unless the damage lies in what it does not cover.
static void
importers_survive_damaged_gzip(void **unused)
{
	char *text = malloc(FUZZ_TEXT_MAX);
	aif_rng r;

	(void)unused;
	assert_non_null(text);
	aif_rng_init(&r, &(aif_rng_key){ .seed = 2 });
	for (int k = 0; k < N_SEED; k++)
		for (int i = 0; i < PER_SEED / 4; i++) {
			z_stream z = { 0 };
			size_t n;

			assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
			z.next_in = (unsigned char *)(uintptr_t)seeds[k].text;
			z.avail_in = (unsigned)strlen(seeds[k].text);
			z.next_out = (unsigned char *)text;
			z.avail_out = FUZZ_TEXT_MAX;
			assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
			n = z.total_out;
			deflateEnd(&z);
			n = fuzz_mutate(&r, &words, text, n);
			import(&seeds[k], text, n);
		}
	free(text);
}

static aif_err
touch(void *user, const aif_csv_row *row, aif_diag *d)
{
	long *last = user;
	double x;
	aif_diag quiet = { 0 };

	(void)d;
	assert_true(row->line > *last);
	*last = row->line;
	for (int i = 0; i < row->n_cell; i++) {
		assert_true(strlen(row->cell[i]) < FUZZ_TEXT_MAX);
		if (aif_csv_num(row, i, 1, "a number", &x, &quiet) == AIF_OK)
			assert_true(!isinf(x));
	}
	if (quiet.code)
		fuzz_message_is_well_formed(quiet.msg);
	return AIF_OK;
}

static void
csv_survives_damaged_text_in_memory(void **unused)
{
	char *text = malloc(FUZZ_TEXT_MAX);
	double begin = seconds();
	aif_rng r;

	(void)unused;
	assert_non_null(text);
	aif_rng_init(&r, &(aif_rng_key){ .seed = 3 });
	for (int i = 0; i < CSV_ROUNDS; i++) {
		const char *seed = seeds[fuzz_below(&r, N_SEED)].text;
		size_t n = strlen(seed), times = 1 + fuzz_below(&r, 8);
		aif_csv_opt opt = { .no_header = (int)fuzz_below(&r, 2),
				    .sep = ",\t|"[fuzz_below(&r, 3)],
				    .skip_lines = (int)fuzz_below(&r, 3) };
		long last = 0;
		aif_diag d = { 0 };
		aif_err err;

		memcpy(text, seed, n);
		for (size_t t = 0; t < times; t++)
			n = fuzz_mutate(&r, &words, text, n);
		err = aif_csv_parse("FILE", text, n, &opt, touch, &last, &d);
		assert_int_equal(err, d.code);
		if (err)
			fuzz_message_is_well_formed(d.msg);
	}
	free(text);
	assert_true(seconds() - begin < SECONDS_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(importers_survive_damaged_text),
		cmocka_unit_test(importers_survive_damaged_gzip),
		cmocka_unit_test(csv_survives_damaged_text_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
