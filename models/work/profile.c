// profile.c - what the weeks of a job trace ask for, as GPUs over time.
//
// A failure of a node stops every job on it. A job of n GPUs, in nodes of g, is stopped
// by failures of max(n, g) GPUs, and then loses n GPUs for half a checkpoint interval
// (half its run time when it is shorter, or takes none) and the restart.
// Source: Young 1974 (half an interval is lost in the mean).
#include "models/work/profile.h"

#include <math.h>

typedef struct job {
	double at_s, run_s, gpus;
} job;

static double
gpus_of(const aif_profile_in *in, const aif_frame_col *gpus, size_t row)
{
	return fmax(ceil(gpus->x[row] * in->gpu_scale - 1e-9), 1);
}

static job
job_at(const aif_profile_in *in, size_t row)
{
	const aif_frame *f = in->trace;

	return (job){ aif_frame_find(f, "submit_s")->x[row],
		      aif_frame_find(f, "duration_s")->x[row] / in->speed,
		      gpus_of(in, aif_frame_find(f, "gpus"), row) };
}

// First row submitted at or after t_s.
static size_t
row_at(const aif_frame *f, double t_s)
{
	const double *x = aif_frame_find(f, "submit_s")->x;
	size_t lo = 0, hi = f->n_row;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (x[mid] < t_s)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

// Spreads a job that begins at t_s (since step 0) over the steps.
static void
spread(const aif_profile_in *in, const job *j, double t_s, double k, aif_profile_sums *to)
{
	double end_s = t_s + j->run_s, n = (double)to->n;
	double first = fmax(floor(t_s / in->step_s), 0), last = floor(end_s / in->step_s);

	if (first < n)
		to->arrived[(size_t)first] += k;
	if (last < n)
		to->ended[(size_t)fmax(last, 0)] += k;
	for (double i = first; i <= last && i < n; i++) {
		double a = fmax(t_s, i * in->step_s), b = fmin(end_s, (i + 1) * in->step_s);

		to->gpus[(size_t)i] += k * j->gpus * fmax(b - a, 0) / in->step_s;
	}
}

static aif_err
make_week(const aif_profile_in *in, size_t w, aif_profile_week *out, aif_arena *a)
{
	double base = (double)w * AIF_PROFILE_WEEK_S - in->offset_s, end = 0;
	size_t lo = row_at(in->trace, (double)w * AIF_PROFILE_WEEK_S);
	size_t hi = row_at(in->trace, (double)(w + 1) * AIF_PROFILE_WEEK_S);
	aif_profile_sums to;

	for (size_t i = lo; i < hi; i++) {
		job j = job_at(in, i);

		if (j.gpus <= in->max_gpus)
			end = fmax(end, j.at_s - base + j.run_s);
	}
	out->n = (size_t)floor(end / in->step_s) + 1;
	out->gpus = aif_arena_alloc(a, 3 * out->n * sizeof *out->gpus);
	if (!out->gpus)
		return AIF_ENOMEM;
	out->arrived = out->gpus + out->n;
	out->ended = out->arrived + out->n;
	to = (aif_profile_sums){ out->n, out->gpus, out->arrived, out->ended };
	for (size_t i = lo; i < hi; i++) {
		job j = job_at(in, i);

		if (j.gpus <= in->max_gpus)
			spread(in, &j, j.at_s - base, 1, &to);
	}
	return AIF_OK;
}

// Class of a run time: below a step, below 4, 16, ... steps.
static int
class_of(double run_s, double step_s)
{
	int k = 0;

	for (double most = step_s; k + 1 < AIF_FLOW_STAYS && run_s >= most; most *= 4)
		k++;
	return k;
}

static void
classes(const aif_profile_in *in, aif_profile *p)
{
	double gpus[AIF_FLOW_STAYS] = { 0 }, all = 0;

	for (size_t i = 0; i < in->trace->n_row; i++) {
		job j = job_at(in, i);
		int k = class_of(j.run_s, in->step_s);

		if (j.gpus > in->max_gpus)
			continue;
		gpus[k] += j.gpus;
		p->stay_s[k] += j.gpus * j.run_s;
	}
	for (int k = 0; k < AIF_FLOW_STAYS; k++) {
		double run_s = gpus[k] > 0 ? p->stay_s[k] / gpus[k] : 0;

		p->stay_s[k] = run_s;
		p->stay_frac[k] = run_s > 0 ? gpus[k] * run_s * (1 - exp(-in->step_s / run_s)) : 0;
		all += p->stay_frac[k];
	}
	for (int k = 0; k < AIF_FLOW_STAYS && all > 0; k++)
		p->stay_frac[k] /= all;
}

static void
means(const aif_profile_in *in, aif_profile *p)
{
	double all = 0, n = 0, run = 0, work = 0, idle = 0;

	for (size_t i = 0; i < in->trace->n_row; i++) {
		job j = job_at(in, i);
		double w = j.gpus * j.run_s, hit = fmax(j.gpus, in->node_gpus);
		double step = in->ckpt_s > 0 ? fmin(in->ckpt_s, j.run_s) : j.run_s;

		if (j.gpus > in->max_gpus)
			continue;
		n++;
		all += w;
		run += w * j.run_s;
		work += w * hit * step / 2;
		idle += w * hit * in->restart_s;
	}
	if (!(all > 0))
		return;
	p->mean_s = run / all;
	p->loss_work_s = work / all;
	p->loss_idle_s = idle / all;
	p->job_gpu_s = all / n;
}

aif_err
aif_profile_create(aif_profile **out, const aif_profile_in *in, aif_arena *a)
{
	const double *submit = aif_frame_find(in->trace, "submit_s")->x;
	aif_profile *p = aif_arena_alloc(a, sizeof *p);

	if (!p)
		return AIF_ENOMEM;
	p->n_week = (size_t)floor(submit[in->trace->n_row - 1] / AIF_PROFILE_WEEK_S) + 1;
	p->week = aif_arena_alloc(a, p->n_week * sizeof *p->week);
	if (!p->week)
		return AIF_ENOMEM;
	for (size_t w = 0; w < p->n_week; w++)
		if (make_week(in, w, &p->week[w], a) != AIF_OK)
			return AIF_ENOMEM;
	means(in, p);
	classes(in, p);
	*out = p;
	return AIF_OK;
}

// A week that began before time 0: job by job, those of its past left out.
static void
add_late(const aif_profile_in *in, size_t w, double start_s, double k, aif_profile_sums *to)
{
	double base = (double)w * AIF_PROFILE_WEEK_S;
	size_t i = row_at(in->trace, base - start_s);
	size_t hi = row_at(in->trace, base + AIF_PROFILE_WEEK_S);

	for (; i < hi; i++) {
		job j = job_at(in, i);

		if (j.gpus <= in->max_gpus)
			spread(in, &j, start_s + j.at_s - base, k, to);
	}
}

void
aif_profile_add(const aif_profile *p, const aif_profile_in *in, size_t w, double start_s, double k,
		aif_profile_sums *to)
{
	const aif_profile_week *x = &p->week[w];
	size_t at, n;

	if (start_s < 0) {
		add_late(in, w, start_s, k, to);
		return;
	}
	at = (size_t)llround((start_s - in->offset_s) / in->step_s);
	n = at < to->n ? to->n - at : 0;
	n = n < x->n ? n : x->n;
	for (size_t i = 0; i < n; i++) {
		to->gpus[at + i] += k * x->gpus[i];
		to->arrived[at + i] += k * x->arrived[i];
		to->ended[at + i] += k * x->ended[i];
	}
}
