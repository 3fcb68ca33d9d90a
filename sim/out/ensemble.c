// ensemble.c - a matrix of summary values, replica by replica.
#include "out/ensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/record.h"

typedef struct metric {
	int variant;
	char name[80];
	char unit[16];
	double *x; // x[n_replica]
} metric;

struct aif_ensemble {
	metric *m;
	int n_metric, cap;
	int n_variant, n_replica;
	char (*label)[32];
	const aif_ensemble_run *run; // while playing
	int from;                    // first task of the batch
};

// "entity.name", or "name" when the strategy as a whole is meant.
static void
metric_name(const aif_sim *s, const aif_row_summary *row, char *out, size_t n)
{
	const char *entity = row->entity < aif_sim_n(s) ? aif_sim_name(s, row->entity) : "";

	snprintf(out, n, "%s%s%s", entity, entity[0] ? "." : "", row->name);
}

static metric *
find(const aif_ensemble *e, int variant, const char *name)
{
	for (int i = 0; i < e->n_metric; i++)
		if (e->m[i].variant == variant && strcmp(e->m[i].name, name) == 0)
			return &e->m[i];
	return NULL;
}

static aif_err
add(aif_ensemble *e, int variant, const char *name, const char *unit)
{
	metric *m = e->m;

	if (find(e, variant, name))
		return AIF_OK;
	if (e->n_metric == e->cap) {
		e->cap = e->cap ? 2 * e->cap : 64;
		m = realloc(m, (size_t)e->cap * sizeof *m);
		if (!m)
			return AIF_ENOMEM;
		e->m = m;
	}
	m += e->n_metric;
	*m = (metric){ .variant = variant };
	snprintf(m->name, sizeof m->name, "%s", name);
	snprintf(m->unit, sizeof m->unit, "%s", unit);
	m->x = malloc((size_t)e->n_replica * sizeof *m->x);
	if (!m->x)
		return AIF_ENOMEM;
	for (int r = 0; r < e->n_replica; r++)
		m->x[r] = NAN;
	e->n_metric++;
	return AIF_OK;
}

// Takes the summary of one finished sim as replica r. Only metrics that the base
// case has; each task writes cells of its own.
static void
take(aif_ensemble *e, const aif_sim *s, int variant, int r)
{
	size_t n;
	const aif_row_summary *row = aif_sim_kept(s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++) {
		char name[80];
		metric *m;

		metric_name(s, &row[i], name, sizeof name);
		m = find(e, variant, name);
		if (m)
			m->x[r] = row[i].value;
	}
}

aif_err
aif_ensemble_create(aif_ensemble **out, aif_sim *const *sims, int n, int n_replica)
{
	aif_ensemble *e = calloc(1, sizeof *e);
	aif_err err = AIF_OK;

	if (!e)
		return AIF_ENOMEM;
	e->n_variant = n;
	e->n_replica = n_replica;
	e->label = calloc((size_t)n, sizeof *e->label);
	if (!e->label)
		err = AIF_ENOMEM;
	for (int v = 0; v < n && err == AIF_OK; v++) {
		size_t n_row;
		const aif_row_summary *row = aif_sim_kept(sims[v], &aif_table_summary, &n_row);

		snprintf(e->label[v], sizeof e->label[v], "%s", aif_sim_options(sims[v])->label);
		for (size_t i = 0; i < n_row && err == AIF_OK; i++) {
			char name[80];

			metric_name(sims[v], &row[i], name, sizeof name);
			err = add(e, v, name, row[i].unit);
		}
		if (err == AIF_OK)
			take(e, sims[v], v, 0);
	}
	if (err != AIF_OK) {
		aif_ensemble_free(e);
		return err;
	}
	*out = e;
	return AIF_OK;
}

void
aif_ensemble_free(aif_ensemble *e)
{
	if (!e)
		return;
	for (int i = 0; i < e->n_metric; i++)
		free(e->m[i].x);
	free(e->m);
	free(e->label);
	free(e);
}

// Task i: strategy i % n_variant of replica 1 + i / n_variant.
static aif_err
play_one(void *user, int i)
{
	aif_ensemble *e = user;
	const aif_ensemble_run *run = e->run;
	int task = e->from + i;
	int v = task % e->n_variant;
	int r = 1 + task / e->n_variant;
	aif_sim *s = NULL;
	aif_err err = aif_scenario_build(run->scn, v, run->seed, (uint32_t)r, 1, &s, NULL);

	if (err == AIF_OK)
		err = aif_sim_ready(s, NULL);
	if (err == AIF_OK)
		err = aif_sim_run(s, aif_scenario_end(run->scn), run->stop);
	if (err == AIF_OK)
		err = aif_sim_finish(s);
	if (err == AIF_OK)
		take(e, s, v, r);
	aif_sim_free(s);
	return err;
}

aif_err
aif_ensemble_play(aif_ensemble *e, const aif_ensemble_run *run, aif_diag *d)
{
	int n = (e->n_replica - 1) * e->n_variant;
	int batch = 8 * run->n_threads;
	aif_err err = AIF_OK;

	e->run = run;
	for (e->from = 0; e->from < n && err == AIF_OK; e->from += batch) {
		int k = n - e->from < batch ? n - e->from : batch;

		err = aif_sim_each(k, run->n_threads, play_one, e);
		if (run->done)
			run->done(run->user, (double)(e->from + k) / n);
	}
	e->run = NULL;
	if (err != AIF_OK && err != AIF_ESTOP)
		aif_err_fail(d, err, "a replica failed: %s", aif_err_str(err));
	return err;
}

// For each USD metric of strategy v > 0 that the first one has too: the
// difference, replica by replica.
static aif_err
add_differences(aif_ensemble *e)
{
	int n = e->n_metric;

	for (int i = 0; i < n; i++) {
		const metric *base = find(e, 0, e->m[i].name);
		char name[80];
		metric *m;

		if (e->m[i].variant == 0 || !base || strcmp(e->m[i].unit, "USD") != 0)
			continue;
		snprintf(name, sizeof name, "%.40s minus %.31s", e->m[i].name, e->label[0]);
		if (add(e, e->m[i].variant, name, "USD") != AIF_OK)
			return AIF_ENOMEM;
		base = find(e, 0, e->m[i].name);
		m = find(e, e->m[i].variant, name);
		for (int r = 0; r < e->n_replica; r++)
			m->x[r] = e->m[i].x[r] - base->x[r];
	}
	return AIF_OK;
}

aif_err
aif_ensemble_write(const aif_ensemble *e, aif_result *r, aif_diag *d)
{
	aif_ensemble all = *e;
	aif_result_metric *m = NULL;
	aif_err err;

	// add_differences may move and grow the metrics: work on a copy of the list.
	all.m = calloc((size_t)(unsigned)e->cap + 1, sizeof *all.m);
	if (!all.m)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	memcpy(all.m, e->m, (size_t)e->n_metric * sizeof *all.m);
	err = add_differences(&all);
	if (err == AIF_OK) {
		m = calloc((size_t)(unsigned)all.n_metric + 1, sizeof *m);
		err = m ? AIF_OK : AIF_ENOMEM;
	}
	for (int i = 0; i < all.n_metric && err == AIF_OK; i++)
		m[i] = (aif_result_metric){ .strategy = e->label[all.m[i].variant],
					    .name = all.m[i].name,
					    .unit = all.m[i].unit,
					    .x = all.m[i].x };
	err = err == AIF_OK ? aif_result_ensemble(r, m, all.n_metric, e->n_replica, d)
			    : aif_err_fail(d, err, "out of memory");
	for (int i = e->n_metric; i < all.n_metric; i++)
		free(all.m[i].x);
	free(all.m);
	free(m);
	return err;
}
