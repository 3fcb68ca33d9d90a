// cmd_run.c - `aifsim run`: a scenario, simulated into a result file.
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/progress.h"
#include "cli/stop.h"
#include "util/cal.h"

typedef struct run_args {
	const char *out, *until, *zoom, *sampling, *only, *snapshot_every;
	aif_opt_list set;
	long seed, n_threads, n_replicas;
	int quiet, resume;
} run_args;

// results/NAME.h5 for any/where/NAME.lua.
static void
default_out(const char *scenario, char *out, size_t n)
{
	const char *slash = strrchr(scenario, '/');
	const char *name = slash ? slash + 1 : scenario;
	const char *dot = strrchr(name, '.');
	int len = dot ? (int)(dot - name) : (int)strlen(name);

	snprintf(out, n, "results/%.*s.h5", len, name);
}

// The one-screen summary, read back from the file.
static void
summarize(const char *path)
{
	char word[] = "info";
	char name[4096];
	char *args[] = { word, name, NULL };

	snprintf(name, sizeof name, "%s", path);
	if (aif_cmd_info(2, args) == AIF_EXIT_OK)
		printf("result      %s\nnext        aifsim report %s\n", path, path);
}

// A span of simulated time; 0 with a complaint when it is none.
static int
span_of(const char *option, const char *text, aif_time *out)
{
	aif_diag d = { 0 };
	double s;

	*out = 0;
	if (!text)
		return 1;
	if (aif_cal_span(text, &s, &d) != AIF_OK || !(s > 0) || !(s < 1e10)) {
		fprintf(stderr, "aifsim run: %s: '%s' is not a span (expected \"30 days\")\n",
			option, text);
		return 0;
	}
	*out = aif_time_of_s(s);
	return 1;
}

static int
status(aif_err err, const aif_session_end *end)
{
	switch (err) {
	case AIF_OK:
		return AIF_EXIT_OK;
	case AIF_ESTOP:
		return aif_stop_status();
	case AIF_ENOMEM:
		return AIF_EXIT_INTERNAL;
	default:
		return end->n_audit_failed ? AIF_EXIT_BROKEN : AIF_EXIT_USAGE;
	}
}

int
aif_cmd_run(int argc, char **argv)
{
	run_args a = { .seed = 1 };
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &a.out, "FILE.h5", "result file (results/NAME.h5)", 0,
		  0 },
		{ "set", 0, AIF_OPT_LIST, &a.set, "KEY=VALUE", "change a parameter or a field", 0,
		  0 },
		{ "seed", 0, AIF_OPT_INT, &a.seed, "N", "seed of all random streams (1)", 0,
		  0x7fffffff },
		{ "threads", 0, AIF_OPT_INT, &a.n_threads, "N", "threads (one per core)", 1, 1024 },
		{ "replicas", 0, AIF_OPT_INT, &a.n_replicas, "N", "replicas for the ensemble (1)",
		  1, 1000000 },
		{ "strategy", 0, AIF_OPT_TEXT, &a.only, "NAME", "run this strategy alone", 0, 0 },
		{ "zoom", 0, AIF_OPT_TEXT, &a.zoom, "LEVEL",
		  "cluster: jobs are played; plan: work is a fluid; auto: plan for replicas (auto)",
		  0, 0 },
		{ "sampling", 0, AIF_OPT_TEXT, &a.sampling, "HOW",
		  "of replicas: random, sobol, halton (random)", 0, 0 },
		{ "until", 0, AIF_OPT_TEXT, &a.until, "DATE", "stop the horizon early", 0, 0 },
		{ "snapshot-every", 0, AIF_OPT_TEXT, &a.snapshot_every, "SPAN",
		  "of simulated time, \"30 days\": keep what --resume goes on from", 0, 0 },
		{ "resume", 0, AIF_OPT_FLAG, &a.resume, NULL,
		  "go on from the last snapshot of a run that was stopped", 0, 0 },
		{ "quiet", 'q', AIF_OPT_FLAG, &a.quiet, NULL, "no progress, no summary", 0, 0 },
		{ 0 },
	};
	const char *pos[AIF_OPT_MAX];
	char out[4096];
	aif_session_end end;
	aif_diag d = { 0 };
	aif_err err;
	aif_progress bar = { 0 };
	aif_time snapshot_every;
	double wall_s, n_event;
	int zoom = 0, sampling = 0;
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);

	if (n < 0)
		return aif_opt_status(n);
	if (!aif_opt_word("run", "zoom", "auto|cluster|plan", a.zoom, &zoom) ||
	    !aif_opt_word("run", "sampling", "random|sobol|halton", a.sampling, &sampling) ||
	    !span_of("--snapshot-every", a.snapshot_every, &snapshot_every))
		return AIF_EXIT_USAGE;
	default_out(pos[0], out, sizeof out);
	aif_progress_init(&bar, a.quiet);
	err = aif_session_run(&(aif_session_opt){ .registry = &aif_index,
						  .scenario = pos[0],
						  .out = a.out ? a.out : out,
						  .set = a.set.x,
						  .n_set = a.set.n,
						  .until = a.until,
						  .only = a.only,
						  .seed = (uint64_t)a.seed,
						  .n_threads = (int)a.n_threads,
						  .n_replica = (int)a.n_replicas,
						  .zoom = (aif_session_zoom)zoom,
						  .sampling = (aif_sampling)sampling,
						  .snapshot_every = snapshot_every,
						  .resume = a.resume,
						  .stop = aif_stop_flag(),
						  .report = aif_progress_report,
						  .progress = aif_progress_show,
						  .user = &bar },
			      NULL, &end, &d);
	wall_s = aif_progress_elapsed(&bar);
	aif_progress_end(&bar);
	if (err != AIF_OK && err != AIF_ESTOP && d.msg[0] && bar.n_error == 0)
		fprintf(stderr, "%s\n", d.msg);
	n_event = (double)(end.n_event - end.n_event_before);
	if (!a.quiet && n_event > 0)
		fprintf(stderr, "%.2f M events in %.1f s, %.2f M/s\n", n_event * 1e-6, wall_s,
			n_event * 1e-6 / wall_s);
	if (end.has_snapshot && !a.quiet)
		fprintf(stderr, "stopped; the same command with --resume goes on\n");
	if (!a.quiet && (err == AIF_OK || err == AIF_ESTOP || end.n_audit_failed))
		summarize(a.out ? a.out : out);
	return status(err, &end);
}
