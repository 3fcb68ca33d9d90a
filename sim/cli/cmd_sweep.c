// cmd_sweep.c - `aifsim sweep`: design points x replicas; `aifsim merge`: one file of them.
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "out/merge.h"
#include "out/report/report.h"
#include "out/sweep.h"

// "K/N", K in 1..N.
static int
read_shard(const char *text, int *k, int *n)
{
	char more;

	if (!text)
		return 1;
	if (sscanf(text, "%d/%d%c", k, n, &more) == 2 && *k >= 1 && *k <= *n)
		return 1;
	fprintf(stderr, "aifsim sweep: --shard: '%s' is no shard (expected K/N, as 1/4)\n", text);
	return 0;
}

static int
status(aif_err err)
{
	switch (err) {
	case AIF_OK:
		return AIF_EXIT_OK;
	case AIF_ESTOP:
		return aif_stop_status();
	case AIF_ENOMEM:
		return AIF_EXIT_INTERNAL;
	default:
		return AIF_EXIT_USAGE;
	}
}

static void
say(const aif_sweep_opt *o, const aif_sweep_end *end, aif_err err)
{
	if (err != AIF_OK && err != AIF_ESTOP)
		return;
	printf("points      %d x %d replicas in %d parts\n", end->n_point, o->n_replica,
	       end->n_part);
	if (o->n_shard > 1)
		printf("shard       %d/%d: %d parts\n", o->shard, o->n_shard, end->n_mine);
	printf("parts       %d played, %d were there, %d left\n", end->n_played, end->n_there,
	       end->n_mine - end->n_played - end->n_there);
	printf("next        aifsim merge %s -o OUT.h5\n", o->dir);
}

int
aif_cmd_sweep(int argc, char **argv)
{
	aif_opt_list set = { .n = 0 }, vary = { .n = 0 };
	const char *dir = NULL, *shard = NULL, *until = NULL, *zoom = NULL, *sampling = NULL;
	long samples = 0, seed = 1, n_threads = 0, n_replica = 1;
	int quiet = 0;
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "folder of the parts; goes on where one is", 0, 0 },
		{ "vary", 0, AIF_OPT_LIST, &vary, "KEY=VALUES",
		  "an axis: A,B,C or LOW..HIGH or LOW..HIGH*UNIT (the scenario's distributions)", 0,
		  0 },
		{ "samples", 0, AIF_OPT_INT, &samples, "N", "points that fill the ranges (64)", 1,
		  100000 },
		{ "replicas", 0, AIF_OPT_INT, &n_replica, "N", "replicas of each point (1)", 1,
		  1000000 },
		{ "shard", 0, AIF_OPT_TEXT, &shard, "K/N", "play the K-th of N shares only", 0, 0 },
		{ "set", 0, AIF_OPT_LIST, &set, "KEY=VALUE", "change a parameter or a field", 0,
		  0 },
		{ "seed", 0, AIF_OPT_INT, &seed, "N", "seed of all random streams (1)", 0,
		  0x7fffffff },
		{ "threads", 0, AIF_OPT_INT, &n_threads, "N", "threads (one per core)", 1, 1024 },
		{ "zoom", 0, AIF_OPT_TEXT, &zoom, "LEVEL",
		  "plan: work is a fluid; cluster: jobs are played (plan)", 0, 0 },
		{ "sampling", 0, AIF_OPT_TEXT, &sampling, "HOW",
		  "of replicas: random, sobol, halton (random)", 0, 0 },
		{ "until", 0, AIF_OPT_TEXT, &until, "DATE", "stop the horizon early", 0, 0 },
		{ "quiet", 'q', AIF_OPT_FLAG, &quiet, NULL, "no progress, no summary", 0, 0 },
		{ 0 },
	};
	const char *pos[AIF_OPT_MAX];
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
	int k = 1, of = 1, level = 0, how = 0;
	aif_progress bar = { 0 };
	aif_sweep_end end = { 0 };
	aif_diag d = { 0 };
	aif_sweep_opt o;
	aif_err err;

	if (n < 0)
		return aif_opt_status(n);
	if (!dir) {
		fprintf(stderr, "aifsim sweep: -o DIR is missing (expected a folder)\n");
		return AIF_EXIT_USAGE;
	}
	if (!read_shard(shard, &k, &of) ||
	    !aif_opt_word("sweep", "zoom", "plan|cluster", zoom, &level) ||
	    !aif_opt_word("sweep", "sampling", "random|sobol|halton", sampling, &how))
		return AIF_EXIT_USAGE;
	aif_progress_init(&bar, quiet);
	o = (aif_sweep_opt){ .registry = &aif_index,
			     .scenario = pos[0],
			     .dir = dir,
			     .set = set.x,
			     .vary = vary.x,
			     .n_set = set.n,
			     .n_vary = vary.n,
			     .samples = (int)samples,
			     .until = until,
			     .seed = (uint64_t)seed,
			     .n_threads = (int)n_threads,
			     .n_replica = (int)n_replica,
			     .shard = k,
			     .n_shard = of,
			     .zoom_ns = level == 0 ? AIF_SESSION_STEP : 0,
			     .sampling = (aif_sampling)how,
			     .stop = aif_stop_flag(),
			     .progress = aif_progress_show,
			     .report = aif_progress_report,
			     .user = &bar };
	err = aif_report_mkdir(dir, &d);
	if (err == AIF_OK)
		err = aif_sweep_run(&o, &end, &d);
	aif_progress_end(&bar);
	if (err != AIF_OK && err != AIF_ESTOP && d.msg[0] && bar.n_error == 0)
		fprintf(stderr, "%s\n", d.msg);
	if (!quiet)
		say(&o, &end, err);
	return status(err);
}

int
aif_cmd_merge(int argc, char **argv)
{
	const char *out = NULL, *dir[AIF_OPT_MAX];
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &out, "OUT.h5", "the merged file", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, dir);
	aif_merge_end end;
	aif_diag d = { 0 };

	if (n < 0)
		return aif_opt_status(n);
	if (!out) {
		fprintf(stderr, "aifsim merge: -o OUT.h5 is missing (expected a file)\n");
		return AIF_EXIT_USAGE;
	}
	if (aif_merge_write(dir, n, out, &end, &d) != AIF_OK) {
		fprintf(stderr, "%s\n", d.msg);
		return d.code == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
	}
	printf("merged      %d points x %d replicas of %d parts\nresult      %s\n", end.n_point,
	       end.n_replica, end.n_part, out);
	return AIF_EXIT_OK;
}
