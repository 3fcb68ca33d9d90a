// replaystat.c - figures of a job replay.
#include "cli/replaystat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/truth.h"

aif_err
aif_replaystat_add(aif_replaystat_jobs *j, double submit_s, double start_s, double end_s,
		   double gpus, double held_s)
{
	double **const col[] = { &j->submit_s, &j->start_s, &j->end_s, &j->gpus, &j->held_s };
	const double x[] = { submit_s, start_s, end_s, gpus, held_s };

	if (j->n == j->cap) {
		size_t cap = j->cap ? 2 * j->cap : 1024;

		for (int c = 0; c < 5; c++) {
			double *p = realloc(*col[c], cap * sizeof *p);

			if (!p)
				return AIF_ENOMEM;
			*col[c] = p;
		}
		j->cap = cap;
	}
	for (int c = 0; c < 5; c++)
		(*col[c])[j->n] = x[c];
	j->n++;
	return AIF_OK;
}

void
aif_replaystat_free(aif_replaystat_jobs *j)
{
	free(j->submit_s);
	free(j->start_s);
	free(j->end_s);
	free(j->gpus);
	free(j->held_s);
	*j = (aif_replaystat_jobs){ 0 };
}

// GPU time of the jobs within [first, last submission] over all there is.
static double
utilization(const aif_replaystat_jobs *j, double total_gpus)
{
	double first = INFINITY, last = -INFINITY, busy = 0;

	for (size_t i = 0; i < j->n; i++) {
		first = fmin(first, j->submit_s[i]);
		last = fmax(last, j->submit_s[i]);
	}
	for (size_t i = 0; i < j->n; i++) {
		double end = fmin(j->start_s[i] + j->held_s[i], last);

		if (!isnan(j->start_s[i]) && end > j->start_s[i])
			busy += (end - j->start_s[i]) * j->gpus[i];
	}
	return busy > 0 && last > first && total_gpus > 0 ? busy / ((last - first) * total_gpus)
							  : NAN;
}

aif_err
aif_replaystat_of(const aif_replaystat_jobs *j, double total_gpus, aif_replaystat *out)
{
	double *wait = malloc((j->n + 1) * sizeof *wait);
	double *complete = malloc((j->n + 1) * sizeof *complete);
	aif_err err = AIF_ENOMEM;
	size_t n;

	*out = (aif_replaystat){ .n_job = j->n };
	if (!wait || !complete)
		goto out;
	for (size_t i = 0; i < j->n; i++) {
		wait[i] = j->start_s[i] - j->submit_s[i];
		complete[i] = j->end_s[i] - j->submit_s[i];
		if (!isnan(j->held_s[i]))
			out->gpu_s += j->held_s[i] * j->gpus[i];
	}
	if ((err = aif_stat_of(wait, j->n, &out->wait_s)) ||
	    (err = aif_stat_of(complete, j->n, &out->complete_s)))
		goto out;
	out->utilization = utilization(j, total_gpus);
	n = aif_stat_sort(complete, j->n);
	out->complete_p95_s = aif_stat_quantile(complete, n, 0.95);
	aif_stat_sort(wait, j->n);
	out->wait = wait;
	wait = NULL;
out:
	free(wait);
	free(complete);
	return err;
}

void
aif_replaystat_fini(aif_replaystat *s)
{
	free(s->wait);
	s->wait = NULL;
}

static void
cell(double x)
{
	if (isnan(x))
		printf(" %14s", "-");
	else if (x == floor(x) && fabs(x) < 1e9)
		printf(" %14.0f", x);
	else if (fabs(x) < 10)
		printf(" %14.4f", x);
	else
		printf(" %14.1f", x);
}

static void
row(const char *name, const char *unit, double sim, double measured, double truth)
{
	printf("%-20s %-6s", name, unit);
	cell(sim);
	cell(measured);
	cell(truth);
	putchar('\n');
}

void
aif_replaystat_print(const aif_replaystat *sim, const aif_replaystat *measured,
		     const aif_truth *truth)
{
	static const aif_replaystat none = {
		.utilization = NAN,
		.complete_p95_s = NAN,
		.wait_s = { .mean = NAN, .median = NAN, .p95 = NAN, .p99 = NAN },
		.complete_s = { .mean = NAN }
	};
	const aif_replaystat *m = measured ? measured : &none;
	double published = aif_truth_get(truth, "gpu_hours|cpu_hours");

	printf("%-20s %-6s %14s %14s %14s\n", "figure", "unit", "simulated", "measured",
	       "published");
	row("jobs", "1", (double)sim->n_job, measured ? (double)m->n_job : NAN,
	    aif_truth_get(truth, "jobs_used|jobs|rows"));
	row("gpu_hours", "h", sim->gpu_s / 3600, measured ? m->gpu_s / 3600 : NAN, published);
	row("wait_mean", "s", sim->wait_s.mean, m->wait_s.mean,
	    aif_truth_get(truth, "wait_s.mean|queue_delay_s.mean|mean_queue_delay_s_littles_law"));
	row("wait_median", "s", sim->wait_s.median, m->wait_s.median,
	    aif_truth_get(truth, "wait_s.median|queue_delay_s.median"));
	row("wait_p95", "s", sim->wait_s.p95, m->wait_s.p95,
	    aif_truth_get(truth, "wait_s.p95|queue_delay_s.p95"));
	row("wait_p99", "s", sim->wait_s.p99, m->wait_s.p99,
	    aif_truth_get(truth, "wait_s.p99|queue_delay_s.p99"));
	row("completion_mean", "s", sim->complete_s.mean, m->complete_s.mean,
	    aif_truth_get(truth, "avg_jct_s|jct_s.mean"));
	row("completion_p95", "s", sim->complete_p95_s, m->complete_p95_s,
	    aif_truth_get(truth, "jct_s.p95"));
	row("utilization", "1", sim->utilization, m->utilization,
	    aif_truth_get(truth, "utilisation_first_to_last_submit|utilisation|"
				 "mean_node_occupancy"));
	row("wait_ks_distance", "1",
	    measured && m->wait_s.n > 0
		? aif_stat_ks(sim->wait, sim->wait_s.n, m->wait, m->wait_s.n)
		: NAN,
	    NAN, NAN);
}
