// Importers when memory runs out: every allocation fails in turn; each failure is
// reported and nothing is leaked.
#include "oom.h"
#include "trace_file.h"
#include "util/stat.h"

static const struct seed {
	const aif_importer *im;
	const char *map, *text;
} seeds[] = {
	{ &aif_importer_philly, NULL,
	  "timestamp,duration,num_gpus,cluster\n2017-10-09 07:01:55,66,1,a\n"
	  "2017-10-09 06:13:03,2951,4,b\n" },
	{ &aif_importer_alibaba2020, NULL,
	  "j,t,5,Terminated,1000,1600,600,30,50,T4\nj,u,1,Run,9,10,600,30,100,P100\n" },
	{ &aif_importer_alibaba2023, NULL,
	  "num_gpu,gpu_milli,qos,creation_time,deletion_time,scheduled_time\n1,460,LS,100,200,"
	  "130\n" },
	{ &aif_importer_swf, NULL, "1 50 7 30 -1 -1 -1 4 60 -1 1 3 -1 -1 2 -1 -1 -1\n" },
	{ &aif_importer_sacct, NULL,
	  "JobID|User|Submit|Start|Elapsed|AllocTRES\n"
	  "7|u|2024-01-01T00:00:00|2024-01-01T01:00:00|1-02:03:04|gres/gpu=8\n" },
	{ &aif_importer_gavel, NULL, "LM\tp\tlm\t--steps\t1\t13\t1\tgns\t1\t-1.0\t1418\t0\n" },
	{ &aif_importer_burstgpt, NULL,
	  "Timestamp,Model,Request tokens,Response tokens\n5,ChatGPT,472,18\n4,GPT-4,41,27\n" },
	{ &aif_importer_csv, "submit=a,gpus=b,duration=c,queue=d",
	  "a,b,c,d\n4,2,3,\"x\"\n1,5,6,z\n" },
	{ &aif_importer_hourly, NULL, "t,x (W),y\n0,1,2\n10,,3\n20,5,6\n" },
	{ &aif_importer_weather, NULL,
	  "time,temperature_2m,relative_humidity_2m,windspeed_10m\n"
	  "2023-01-01T00:00,25,50,36\n2023-01-01T01:00,3,100,0\n" },
	{ &aif_importer_mooncake, NULL,
	  "{\"timestamp\": 0, \"input_length\": 1200, \"output_length\": 6, \"hash_ids\": [0, "
	  "1]}\n" },
};

static long n_failed; // loads that ended in an error

// Loads path with the n-th allocation failing. Returns 1 when none failed.
static int
fails_at(long n, const struct seed *s, const char *path)
{
	aif_arena *a = NULL;
	aif_frame *f = NULL;
	aif_diag d = { 0 };
	long live = fault_live;
	aif_err err;
	int hit;

	fault_arm(n);
	err = aif_arena_create(&a);
	if (!err)
		err = s->im->load(path, s->map, a, &f, &d);
	fault_left = -1;
	hit = fault_hit;
	if (err) {
		assert_null(f);
		assert_true(!a || d.msg[0] != '\0');
	} else {
		assert_non_null(f);
	}
	aif_arena_free(a);
	assert_int_equal(fault_live, live);
	assert_true(hit || !err);
	n_failed += err != AIF_OK;
	return !hit;
}

static void
importers_report_every_failed_allocation_and_leak_nothing(void **unused)
{
	(void)unused;
#ifdef FAULT_OFF
	skip();
#endif
	for (size_t k = 0; k < sizeof seeds / sizeof *seeds; k++) {
		char path[] = "/tmp/aif_fault_XXXXXX";
		int fd = mkstemp(path);
		size_t n = strlen(seeds[k].text);
		long at = 0;

		n_failed = 0;

		assert_true(fd >= 0);
		assert_int_equal(write(fd, seeds[k].text, n), (ssize_t)n);
		close(fd);
		while (!fails_at(at, &seeds[k], path))
			assert_true(++at < 1000);
		// libcsv tries again with less: all other failures must show.
		assert_true(n_failed >= at - 3 && n_failed > 10);
		remove(path);
	}
}

static void
statistics_report_a_failed_allocation(void **unused)
{
	const double x[] = { 1, 2 };
	aif_stat s;
	double d;
	long live = fault_live;

	(void)unused;
#ifdef FAULT_OFF
	skip();
#endif
	for (long n = 0; n < 3; n++) {
		aif_err err;

		fault_arm(n);
		err = n == 0 ? aif_stat_of(x, 2, &s) : aif_stat_distance(x, 2, x, 2, &d);
		fault_arm(-1);
		assert_int_equal(err, n < 2 ? AIF_ENOMEM : AIF_OK);
		assert_int_equal(fault_live, live);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(importers_report_every_failed_allocation_and_leak_nothing),
		cmocka_unit_test(statistics_report_a_failed_allocation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
