// cmd_replay.c - `aifsim replay`: a cluster driven by a measured trace, and how what
// came out compares with what was measured.
//
// The trace takes the place of the scenario's replay_trace(). Each batch workload of
// each strategy gets a table; measured figures stand beside simulated ones where the
// trace has start times.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/replaystat.h"
#include "cli/truth.h"
#include "models/record.h"

enum { MAX_SIM = 16 };

// The rows of all strategies, gathered as they come.
typedef struct replay {
	aif_row_job *row[MAX_SIM];
	size_t n[MAX_SIM], cap[MAX_SIM];
	const aif_truth *truth;
	int failed;  // out of memory
	int n_error; // lines that report has printed
} replay;

static void
report(void *user, const char *line)
{
	replay *r = user;

	r->n_error++;
	fprintf(stderr, "%s\n", line);
}

// Takes the job rows that are in memory and not yet taken.
static void
gather(void *user, aif_sim *const *sims, int n)
{
	replay *r = user;

	for (int i = 0; i < n && i < MAX_SIM; i++) {
		size_t k;
		const aif_row_job *row = aif_sim_rows(sims[i], &aif_table_jobs, &k);

		if (r->n[i] + k > r->cap[i]) {
			size_t cap = 2 * (r->n[i] + k);
			aif_row_job *p = realloc(r->row[i], cap * sizeof *p);

			if (!p) {
				r->failed = 1;
				continue;
			}
			r->row[i] = p;
			r->cap[i] = cap;
		}
		if (k)
			memcpy(r->row[i] + r->n[i], row, k * sizeof *row);
		r->n[i] += k;
	}
}

// The job trace of a batch workload.
static const aif_frame *
trace_of(const aif_sim *s, uint32_t batch)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, batch)->params, "trace");

	if (!f || f->type != AIF_F_DATA)
		return NULL;
	return *(const aif_frame *const *)(const void *)((const char *)aif_sim_state(s, batch) +
							 f->off);
}

static aif_err
measured_jobs(const aif_frame *f, aif_replaystat_jobs *out)
{
	const aif_frame_col *submit = aif_frame_find(f, "submit_s");
	const aif_frame_col *run = aif_frame_find(f, "duration_s");
	const aif_frame_col *gpus = aif_frame_find(f, "gpus");
	const aif_frame_col *start = aif_frame_find(f, "start_s");
	aif_err err = AIF_OK;

	for (size_t i = 0; submit && run && gpus && i < f->n_row && err == AIF_OK; i++) {
		double at = start ? start->x[i] : NAN;

		err = aif_replaystat_add(out, submit->x[i], at, at + run->x[i], gpus->x[i],
					 run->x[i]);
	}
	return err;
}

// GPUs that the cluster of a batch workload owns.
static double
cluster_gpus(const aif_sim *s, uint32_t batch)
{
	uint32_t c = aif_sim_ref(s, batch, "on");
	const aif_signal *n = c == AIF_NONE ? NULL : aif_sim_signal(s, c, "node_count");
	const aif_signal *g = c == AIF_NONE ? NULL : aif_sim_signal(s, c, "node_gpus");

	return n && g ? n->value * g->value : 0;
}

static aif_err
table(const replay *r, const aif_sim *s, int i, uint32_t batch)
{
	aif_replaystat_jobs sim = { 0 }, real = { 0 };
	aif_replaystat a = { 0 }, b = { 0 };
	const aif_frame *f = trace_of(s, batch);
	size_t refused = 0, open = 0, restarted = 0;
	aif_err err = AIF_OK;

	for (size_t k = 0; k < r->n[i] && err == AIF_OK; k++) {
		const aif_row_job *x = &r->row[i][k];
		int done = strcmp(x->status, "done") == 0;

		if (x->workload != batch)
			continue;
		refused += strcmp(x->status, "refused") == 0;
		open += strcmp(x->status, "running") == 0 || strcmp(x->status, "waiting") == 0;
		restarted += x->restarts > 0;
		err = aif_replaystat_add(&sim, x->submit_s, x->start_s, done ? x->end_s : NAN,
					 x->gpus, x->run_s);
	}
	if (err == AIF_OK)
		err = aif_replaystat_of(&sim, cluster_gpus(s, batch), &a);
	if (err == AIF_OK && f)
		err = measured_jobs(f, &real);
	if (err == AIF_OK)
		err = aif_replaystat_of(&real, cluster_gpus(s, batch), &b);
	if (err == AIF_OK) {
		const char *label = aif_sim_options(s)->label;

		printf("%s%s%s on %g GPUs: %s\n", label ? label : "", label && *label ? ": " : "",
		       aif_sim_name(s, batch), cluster_gpus(s, batch), f ? f->path : "");
		if (refused + open + restarted > 0)
			printf("refused %zu, unfinished at the horizon %zu, cut off at least once "
			       "%zu\n",
			       refused, open, restarted);
		aif_replaystat_print(&a, f ? &b : NULL, r->truth);
	}
	aif_replaystat_fini(&a);
	aif_replaystat_fini(&b);
	aif_replaystat_free(&sim);
	aif_replaystat_free(&real);
	return err;
}

static void
tables(void *user, aif_sim *const *sims, int n)
{
	replay *r = user;

	gather(user, sims, n);
	for (int i = 0; i < n && i < MAX_SIM; i++)
		for (uint32_t k = 0, id; !r->failed; k++) {
			id = aif_sim_nth(sims[i], "batch", AIF_NONE, k);
			if (id == AIF_NONE)
				break;
			r->failed = table(r, sims[i], i, id) != AIF_OK;
		}
}

static int
finish(const replay *r, const aif_session_end *end, aif_err err, const aif_diag *d)
{
	if (err != AIF_OK && end->n_audit_failed == 0) {
		if (d->msg[0] && r->n_error == 0)
			fprintf(stderr, "aifsim: %s\n", d->msg);
		return err == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
	}
	if (r->failed) {
		fprintf(stderr, "aifsim: out of memory\n");
		return AIF_EXIT_INTERNAL;
	}
	fflush(stdout);
	fprintf(stderr, "%" PRIu64 " events, %d of %d balances hold\n", end->n_event,
		end->n_audit - end->n_audit_failed, end->n_audit);
	return end->n_audit_failed ? AIF_EXIT_BROKEN : AIF_EXIT_OK;
}

int
aif_cmd_replay(int argc, char **argv)
{
	aif_opt_list set = { .n = 0 };
	replay r = { .failed = 0 };
	aif_session_opt opt = { .registry = &aif_index, .report = report, .user = &r };
	aif_session_end end = { 0 };
	const char *pos[AIF_OPT_MAX], *truth_path = NULL;
	long seed = 1, threads = 0;
	const aif_opt opts[] = {
		{ "trace", 0, AIF_OPT_TEXT, &opt.trace, "FILE", "measured jobs, plain or gzip", 0,
		  0 },
		{ "format", 0, AIF_OPT_TEXT, &opt.format, "NAME", "philly, swf, csv, ...", 0, 0 },
		{ "map", 0, AIF_OPT_TEXT, &opt.map, "A=COL,...",
		  "csv: submit=,gpus=,duration= and start=,queue=,user=", 0, 0 },
		{ "truth", 0, AIF_OPT_TEXT, &truth_path, "FILE.json", "published figures beside", 0,
		  0 },
		{ "out", 'o', AIF_OPT_TEXT, &opt.out, "OUT.h5", "result file", 0, 0 },
		{ "set", 0, AIF_OPT_LIST, &set, "KEY=VALUE", "change a param() or entity.field", 0,
		  0 },
		{ "until", 0, AIF_OPT_TEXT, &opt.until, "DATE", "another end", 0, 0 },
		{ "seed", 0, AIF_OPT_INT, &seed, "N", "of all random numbers", 0, 0 },
		{ "threads", 0, AIF_OPT_INT, &threads, "N", "0: one per core", 0, 1024 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
	aif_truth *truth = NULL;
	aif_diag d = { 0 };
	aif_err err;

	if (n < 0)
		return aif_opt_status(n);
	if (truth_path && aif_truth_read(&truth, truth_path, &d) != AIF_OK) {
		fprintf(stderr, "%s\n", d.msg);
		return AIF_EXIT_USAGE;
	}
	opt.scenario = pos[0];
	opt.set = set.x;
	opt.n_set = set.n;
	opt.seed = (uint64_t)seed;
	opt.n_threads = (int)threads;
	opt.before_flush = gather;
	r.truth = truth;
	err = aif_session_run(&opt, tables, &end, &d);
	aif_truth_free(truth);
	for (int i = 0; i < MAX_SIM; i++)
		free(r.row[i]);
	return finish(&r, &end, err, &d);
}
