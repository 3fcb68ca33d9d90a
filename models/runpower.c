// runpower.c - power over the course of a training run: steps, evaluations, waits.
#include "models/runpower.h"

#include <math.h>
#include <stdlib.h>

#include "util/stat.h"

// Bins filled in order of time.
typedef struct bins {
	double *w; // energy of a bin, then its mean
	int n;
	double bin_s, t_s;
} bins;

static void
span(bins *b, double dt_s, double w)
{
	while (dt_s > 0) {
		int i = (int)(b->t_s / b->bin_s + 1e-9);
		double room = (i + 1) * b->bin_s - b->t_s, part = dt_s < room ? dt_s : room;

		if (i >= b->n)
			return;
		b->w[i] += part * w;
		b->t_s += part;
		dt_s -= part;
	}
}

void
aif_runpower_stat(double *x, int n, double bin_s, aif_runpower *out)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += x[i];
	aif_stat_sort(x, (size_t)n);
	out->run_s = n * bin_s;
	out->mean_w = n > 0 ? sum / n : NAN;
	out->energy_j = sum * bin_s;
	out->p5_w = aif_stat_quantile(x, (size_t)n, 0.05);
	out->p95_w = aif_stat_quantile(x, (size_t)n, 0.95);
	out->least_w = n > 0 ? x[0] : NAN;
	out->most_w = n > 0 ? x[n - 1] : NAN;
}

// Sequences from one number trained to another, in steps.
static void
train(bins *b, const aif_runpower_in *in, double from, double to)
{
	double step_s = in->step_seqs * in->seq_s, low_s = in->low_s;
	double high_w = in->train_w;

	if (step_s <= 0 || low_s <= 0 || low_s >= step_s || in->low_w >= in->train_w) {
		span(b, (to - from) * in->seq_s, in->train_w);
		return;
	}
	high_w += (in->train_w - in->low_w) * low_s / (step_s - low_s);
	while (from < to - 1e-9) {
		double n = fmin(in->step_seqs, to - from), part = n / in->step_seqs;

		span(b, part * (step_s - low_s), high_w);
		span(b, part * low_s, in->low_w);
		from += n;
	}
}

// Evaluations before the last sequence is trained, the one after it included.
static int
evaluations(const aif_runpower_in *in)
{
	if (in->every <= 0 || in->first > in->seqs)
		return 0;
	return 1 + (int)floor((in->seqs - in->first) / in->every + 1e-9);
}

aif_err
aif_runpower_of(const aif_runpower_in *in, double bin_s, aif_runpower *out, aif_diag *d)
{
	int n_eval = evaluations(in);
	double wait_s = n_eval > 0 ? in->wait_s : 0, done = 0;
	double run_s = in->seqs * in->seq_s + n_eval * (in->eval_s + in->pause_s) + wait_s;
	aif_runpower o = { .evals = n_eval };
	bins b = { .bin_s = bin_s };

	if (in->step_seqs > 0 && in->seqs / in->step_seqs > 1e7)
		return aif_err_fail(d, AIF_EINVAL, "a run of more than ten million steps");
	if (!(in->seqs > 0) || !(bin_s > 0) || !(run_s > 0) || run_s / bin_s > 1e7)
		return aif_err_fail(d, AIF_EINVAL, "a run needs sequences, and bins to put it in");
	b.n = (int)ceil(run_s / bin_s - 1e-9);
	b.w = calloc((size_t)b.n, sizeof *b.w);
	if (!b.w)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < n_eval; i++) {
		double to = in->first + i * in->every;

		train(&b, in, done, to);
		done = to;
		if (i == 0)
			span(&b, wait_s, in->wait_w);
		span(&b, in->pause_s, in->wait_w);
		span(&b, in->eval_s, in->eval_w);
	}
	train(&b, in, done, in->seqs);
	for (int i = 0; i < b.n; i++)
		b.w[i] /= i < b.n - 1 ? bin_s : run_s - (b.n - 1) * bin_s;
	aif_runpower_stat(b.w, b.n, bin_s, &o);
	free(b.w);
	// Exact over the run, not over whole bins.
	o.run_s = run_s;
	o.train_s = in->seqs * in->seq_s;
	o.eval_s = n_eval * in->eval_s;
	o.energy_j = o.train_s * in->train_w + o.eval_s * in->eval_w +
		     (wait_s + n_eval * in->pause_s) * in->wait_w;
	o.mean_w = o.energy_j / run_s;
	*out = o;
	return AIF_OK;
}
