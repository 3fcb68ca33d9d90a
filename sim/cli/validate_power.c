// validate_power.c - `aifsim validate power`: metered training runs.
//
// What a run was is stated here: hardware, layout, sequences trained, when it
// evaluates. Times and powers of its phases come from the step model and the
// catalog; where the run's own times are given (short runs that mostly start up)
// the table says so and only power is on trial. No plateau is fitted to these runs.
// Read off them: the rest power of an air-cooled server (before LoRA's start), and what
// a waiting GPU draws (between blocks of immersed LoRA), so that LoRA's p5 is theirs.
// Noise is the difference of two runs of the same case.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/validate.h"
#include "models/gpower.h"
#include "models/hw.h"
#include "models/runpower.h"
#include "models/step.h"

enum { MOST_BINS = 4096, MOST_NODES = 8 };

typedef struct metered {
	const char *file; // below the folder of tables
	const char *run;  // of a file of many runs: what its name holds; NULL
	int skip;         // n-th such run
	double run_s;     // readings of [0, run_s); 0: all
} metered;

typedef struct run_case {
	const char *name, *gpu, *server, *model;
	aif_step_in in;
	double nodes, seqs, first, every, eval_seqs;
	double given_seq_s;    // measured time of a sequence; 0: predicted
	double given_run_s;    // what steps and evaluations leave of it is waiting; 0: nothing
	double tokens_s;       // measured over the whole run; 0: not known
	double train_tokens_s; // and between evaluations
	double bin_s;
	metered m[2];
	double bound[6]; // tokens/s, mean, p5, p95, swing, energy [%]; 0: none
} run_case;

// From training to evaluation and back the GPUs wait for the host: an evaluation of immersed
// LoRA on eight nodes takes 8.8 s (a block of 384 samples 40.0 s, 12.30 samples a second),
// its forward passes 7.0.
static const double pause_s = 1.8;

// GPT-3: logged throughput of the whole run, 354 thousand tokens a second, over 3412.7 s; the
// trace's 24 evaluations come every 24576 sequences, on 5760 (MLPerf Training rules,
// unchecked). Layout: NVIDIA's of the same size (v4.0, eos_n64), interleaving as in its v4.1
// row. LoRA: evaluation of 173 samples every 384 from 1536 on, 3072 in all; layout of
// NVIDIA's rows; logged samples a second (of Dell's: its row's step). On 512 GPUs, 64
// samples a step, the first evaluation comes after 3840 (44 s of the trace), six more follow.
// Run lengths: result logs; of one node the meter's.
#define LORA(name_, server_, seq_s_, run_s_)                                                       \
	.name = name_, .gpu = "h100-sxm", .server = server_, .model = "Llama-2-70B",               \
	.in = { .n_gpus = 64,                                                                      \
		.tp = 4,                                                                           \
		.cp = 2,                                                                           \
		.sp = 1,                                                                           \
		.lora = 1,                                                                         \
		.seq = 8192,                                                                       \
		.micro_batch = 1,                                                                  \
		.global_batch = 8,                                                                 \
		.precision = AIF_DT_FP8 },                                                         \
	.nodes = 8, .seqs = 3072, .first = 1536, .every = 384, .eval_seqs = 173,                   \
	.given_seq_s = seq_s_, .given_run_s = run_s_

static const run_case cases[] = {
	{ .name = "GPT-3, 512 H100, immersed",
	  .gpu = "h100-sxm",
	  .server = "HGX-H100-immersion",
	  .model = "GPT-3-175B",
	  .in = { .n_gpus = 512,
		  .tp = 4,
		  .pp = 8,
		  .zero_stage = 1,
		  .sp = 1,
		  .seq = 2048,
		  .micro_batch = 2,
		  .global_batch = 2048,
		  .half_grads = 1,
		  .precision = AIF_DT_FP8 },
	  .nodes = 64,
	  .seqs = 589824,
	  .first = 24576,
	  .every = 24576,
	  .eval_seqs = 5760,
	  .tokens_s = 354.04e3,
	  .train_tokens_s = 389.7e3,
	  .bin_s = 10,
	  .m = { { "power-smc512xH100-gpt3-run0.csv", NULL, 0, 0 },
		 { "power-smc512xH100-gpt3-run2.csv", NULL, 0, 0 } },
	  .bound = { 5, 5, 10, 5, 0, 5 } },
	{ LORA("LoRA, 64 H100, air *", "HGX-H100", 0.5526 / 8, 293.9), .bin_s = 1,
	  .m = { { "power-dell8xH100-run0.csv", NULL, 0, 293.9 },
		 { "power-dell8xH100-run3.csv", NULL, 0, 297.9 } },
	  .bound = { 0, 10, 15, 10, 10, 10 } },
	{ LORA("LoRA, 64 H100, immersed *", "HGX-H100-immersion", 1 / 12.30, 318.3), .bin_s = 2,
	  .m = { { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|8xSMC-H100-SXM-80GB|llama2_70b_lora|", 0, 0 },
		 { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|8xSMC-H100-SXM-80GB|llama2_70b_lora|", 5, 0 } },
	  .bound = { 0, 10, 10, 10, 10, 10 } },
	{ .name = "LoRA, 8 H100, immersed *",
	  .gpu = "h100-sxm",
	  .server = "HGX-H100-immersion",
	  .model = "Llama-2-70B",
	  .in = { .n_gpus = 8,
		  .tp = 4,
		  .sp = 1,
		  .lora = 1,
		  .seq = 8192,
		  .micro_batch = 1,
		  .global_batch = 8,
		  .precision = AIF_DT_FP8 },
	  .nodes = 1,
	  .seqs = 3072,
	  .first = 1536,
	  .every = 384,
	  .eval_seqs = 173,
	  .given_seq_s = 1 / 2.087,
	  .given_run_s = 1800,
	  .bin_s = 10,
	  .m = { { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|1xSMC-H100-SXM-80GB|llama2_70b_lora|", 0, 0 },
		 { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|1xSMC-H100-SXM-80GB|llama2_70b_lora|", 5, 0 } },
	  .bound = { 0, 10, 0, 10, 0, 10 } },
	{ .name = "LoRA, 512 H100, immersed *",
	  .gpu = "h100-sxm",
	  .server = "HGX-H100-immersion",
	  .model = "Llama-2-70B",
	  .in = { .n_gpus = 512,
		  .tp = 4,
		  .cp = 2,
		  .sp = 1,
		  .lora = 1,
		  .seq = 8192,
		  .micro_batch = 1,
		  .global_batch = 64,
		  .precision = AIF_DT_FP8 },
	  .nodes = 64,
	  .seqs = 6144,
	  .first = 3840,
	  .every = 384,
	  .eval_seqs = 173,
	  .given_seq_s = 1 / 90.0,
	  .given_run_s = 117.3,
	  .bin_s = 2,
	  .m = { { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|64xSMC-H100-SXM-80GB|llama2_70b_lora|", 0, 0 },
		 { "../traces/mlperf/mlperf_training_v4.0_power_timeseries.csv.gz",
		   "|64xSMC-H100-SXM-80GB|llama2_70b_lora|", 5, 0 } },
	  .bound = { 0, 10, 10, 10, 10, 10 } },
};
enum { N_CASES = sizeof cases / sizeof *cases };

// --- what was measured -----------------------------------------------------------

typedef struct reading {
	const metered *m;
	double last[MOST_NODES], x[MOST_BINS];
	char run[160];
	int n, nth;
} reading;

// Whole system of a row: a total, or the nodes' last readings.
static aif_err
row_total(reading *r, const aif_csv_row *row, double *w, aif_diag *d)
{
	int at = aif_csv_col(row, r->m->run ? "nodes_total_w" : "nodes_total_W");
	double sum = 0;

	if (at >= 0)
		return aif_csv_num(row, at, 0, "W", w, d);
	for (int i = 1; i < row->n_cell && i <= MOST_NODES; i++) {
		double x;
		aif_err e = aif_csv_num(row, i, 1, "W", &x, d);

		if (e)
			return e;
		if (!isnan(x))
			r->last[i - 1] = x;
		sum += r->last[i - 1] > 0 ? r->last[i - 1] : NAN;
	}
	*w = sum; // NaN until each node has been read once
	return AIF_OK;
}

static aif_err
read_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	reading *r = user;
	double t, w;
	aif_err e;

	if (r->m->run) {
		if (!strstr(row->cell[0], r->m->run))
			return AIF_OK;
		if (strcmp(row->cell[0], r->run) != 0) {
			snprintf(r->run, sizeof r->run, "%s", row->cell[0]);
			r->nth++;
		}
		if (r->nth != r->m->skip + 1)
			return AIF_OK;
	}
	if ((e = aif_csv_num(row, aif_csv_col(row, "t_s"), 0, "s", &t, d)) ||
	    (e = row_total(r, row, &w, d)))
		return e;
	if (isnan(w) || t < 0 || (r->m->run_s > 0 && t >= r->m->run_s) || r->n == MOST_BINS)
		return AIF_OK;
	r->x[r->n++] = w;
	return AIF_OK;
}

// 0: the file is not there.
static int
measure(const char *dir, const metered *m, double bin_s, aif_runpower *out, aif_diag *d)
{
	aif_csv_opt opt = { .skip_lines = m->run ? 0 : 1 }; // a quoted line of origin
	reading *r = calloc(1, sizeof *r);
	char path[4096];
	int there;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, m->file);
	f = r ? fopen(path, "rb") : NULL;
	there = f != NULL;
	if (f)
		fclose(f);
	if (!r)
		aif_err_fail(d, AIF_ENOMEM, "out of memory");
	else if (there) {
		r->m = m;
		if (aif_csv_read(path, &opt, read_row, r, d) == AIF_OK)
			aif_runpower_stat(r->x, r->n, bin_s, out);
	}
	there = there && r && r->n > 1;
	free(r);
	return there && !d->code;
}

// --- what is predicted -----------------------------------------------------------

static aif_err
power_of(aif_predict *p, const run_case *c, aif_runpower *out, aif_diag *d)
{
	uint32_t id = aif_sim_find(p->catalog, c->server);
	aif_step_in in = c->in;
	aif_step_out o;
	double base, busy, evals, run_s, late, idle_w;
	double over; // times given, of those predicted
	aif_runpower_in r = { .seqs = c->seqs, .first = c->first, .every = c->every };
	const aif_hw_gpu *g;
	aif_err e = aif_predict_gpu(p, c->gpu, &in.kernel, &in.coll, d);

	if (e)
		return e;
	in.llm = aif_predict_llm(p, c->model);
	if (id == AIF_NONE || !in.llm || !aif_sim_param(p->catalog, id, "base", &base) ||
	    !aif_sim_param(p->catalog, id, "busy", &busy))
		return aif_err_fail(d, AIF_EINVAL, "the catalog has no '%s' or '%s'", c->server,
				    c->model);
	if ((e = aif_step_predict(&in, &o, d)))
		return e;
	g = aif_kernel_gpu(in.kernel);
	r.seq_s = c->given_seq_s > 0 ? c->given_seq_s : o.step_s / in.global_batch;
	over = r.seq_s * in.global_batch / o.step_s;
	// What a given time has beyond the predicted one waits for the host.
	late = over > 1 ? 1 - 1 / over : 0;
	idle_w = aif_gpower_w(g, &(aif_gpower_mix){ .wait_frac = 1 });
	r.train_w = c->nodes * busy + in.n_gpus * (late * idle_w + (1 - late) * o.gpu_w);
	r.step_seqs = in.global_batch;
	r.low_s = over * (o.bubble_s + o.pp_s + o.dp_s);
	r.low_w =
	    c->nodes * busy + in.n_gpus * aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });
	// An evaluation takes whole batches.
	r.eval_s = over * o.fwd_s * ceil(c->eval_seqs / in.global_batch);
	r.eval_w = c->nodes * busy + in.n_gpus * (late * idle_w + (1 - late) * o.fwd_w);
	r.pause_s = pause_s;
	r.wait_w = c->nodes * base + in.n_gpus * idle_w;
	evals = 1 + floor((c->seqs - c->first) / c->every);
	run_s = r.seqs * r.seq_s + evals * (r.eval_s + r.pause_s);
	if (c->given_run_s > run_s)
		r.wait_s = c->given_run_s - run_s;
	return aif_runpower_of(&r, c->bin_s, out, d);
}

// --- the table -------------------------------------------------------------------

static double
apart(double a, double b)
{
	return 100 * fabs(b / a - 1);
}

static int
one_case(aif_predict *p, const char *dir, const run_case *c, aif_diag *d)
{
	aif_runpower m[2], o;
	double n = c->nodes, rate;
	int broken = 0;

	for (int i = 0; i < 2; i++)
		if (!measure(dir, &c->m[i], c->bin_s, &m[i], d)) {
			if (!d->code)
				printf("%-11s %-26s skipped: %s/%s is not there\n", "power",
				       c->name, dir, c->m[i].file);
			return 0;
		}
	if (power_of(p, c, &o, d))
		return 0;
	rate = c->seqs * c->in.seq / o.run_s;
	if (c->tokens_s > 0) {
		broken |= aif_validate_say(
		    &(aif_validate_line){ "power", c->name, "tokens/s, steps", c->train_tokens_s,
					  c->seqs * c->in.seq / o.train_s, c->bound[0], NAN });
		broken |= aif_validate_say(&(aif_validate_line){
		    "power", c->name, "tokens/s, run", c->tokens_s, rate, c->bound[0], NAN });
	}
	const struct {
		const char *what;
		double predicted, a, b;
	} q[] = {
		{ "mean, W a node", o.mean_w / n, m[0].mean_w / n, m[1].mean_w / n },
		{ "p5, W a node", o.p5_w / n, m[0].p5_w / n, m[1].p5_w / n },
		{ "p95, W a node", o.p95_w / n, m[0].p95_w / n, m[1].p95_w / n },
		{ "p95 less p5, W a node", (o.p95_w - o.p5_w) / n, (m[0].p95_w - m[0].p5_w) / n,
		  (m[1].p95_w - m[1].p5_w) / n },
		{ "energy, kWh", o.energy_j / 3.6e6, m[0].energy_j / 3.6e6, m[1].energy_j / 3.6e6 },
	};
	for (size_t i = 0; i < sizeof q / sizeof *q; i++)
		broken |= aif_validate_say(
		    &(aif_validate_line){ "power", c->name, q[i].what, q[i].a, q[i].predicted,
					  c->bound[i + 1], apart(q[i].a, q[i].b) });
	return broken;
}

void
aif_validate_head(const char *suite)
{
	printf("%-11s %-26s %-22s %10s %10s %16s %8s\n", suite, "case", "quantity", "measured",
	       "predicted", "error %", "noise %");
}

int
aif_validate_say(const aif_validate_line *l)
{
	double error = 100 * (l->predicted / l->measured - 1);
	int broken = l->bound > 0 && !(fabs(error) <= l->bound);

	printf("%-11s %-26s %-22s %10.5g %10.5g %8.1f", l->suite, l->name, l->quantity, l->measured,
	       l->predicted, error);
	if (l->bound > 0)
		printf(" <= %-4g", l->bound);
	else
		printf(" %7s", "");
	if (isnan(l->noise))
		printf(" %8s", "-");
	else
		printf(" %8.1f", l->noise);
	printf("%s\n", broken ? "  BROKEN" : "");
	return broken;
}

int
aif_validate_power(aif_predict *p, const char *dir, aif_diag *d)
{
	int broken = 0;

	aif_validate_head("suite");
	for (int i = 0; i < N_CASES && !d->code; i++)
		broken |= one_case(p, dir, &cases[i], d);
	if (!d->code)
		broken |= aif_validate_fleet(p, dir, d);
	printf("%-11s * times of steps and run as measured; the layout is not stated\n", "power");
	return broken;
}
