// ensemble.c - a matrix of summary values, replica by replica.
#include "out/ensemble.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/record.h"
#include "out/ensstate.h"

// "entity.name", or "name" when the strategy as a whole is meant.
static void
metric_name(const aif_sim *s, const aif_row_summary *row, char *out, size_t n)
{
	const char *entity = row->entity < aif_sim_n(s) ? aif_sim_name(s, row->entity) : "";

	snprintf(out, n, "%s%s%s", entity, entity[0] ? "." : "", row->name);
}

aif_ensstate_metric *
aif_ensemble_find(const aif_ensemble *e, int variant, const char *name)
{
	for (int i = 0; i < e->n_metric; i++)
		if (e->m[i].variant == variant && strcmp(e->m[i].name, name) == 0)
			return &e->m[i];
	return NULL;
}

aif_err
aif_ensemble_add(aif_ensemble *e, int variant, const char *name, const char *unit)
{
	aif_ensstate_metric *m = e->m;

	if (aif_ensemble_find(e, variant, name))
		return AIF_OK;
	if (e->n_metric == e->cap) {
		e->cap = e->cap ? 2 * e->cap : 64;
		m = realloc(m, (size_t)e->cap * sizeof *m);
		if (!m)
			return AIF_ENOMEM;
		e->m = m;
	}
	m += e->n_metric;
	*m = (aif_ensstate_metric){ .variant = variant, .base = NAN };
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

// Takes the months of a finished sim into usd[n]: months that it has before the first one
// of the base case are in the sum of the first.
static void
take_months(const aif_ensemble *e, const aif_sim *s, int variant, double *usd)
{
	const aif_ensstate_fan *f = &e->fan[variant];
	size_t n, k = 0;
	const aif_row_cashflow *row = aif_sim_kept(s, &aif_table_cashflow, &n);
	double sum = 0;

	for (int i = 0; i < f->n; i++) {
		for (; k < n && row[k].month_s <= f->month_s[i]; k++)
			sum = row[k].total_usd;
		usd[i] = sum;
	}
}

void
aif_ensemble_take(aif_ensemble *e, const aif_sim *s, int variant, int r)
{
	aif_ensstate_fan *f = &e->fan[variant];

	size_t n;
	const aif_row_summary *row = aif_sim_kept(s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++) {
		char name[80];
		aif_ensstate_metric *m;

		metric_name(s, &row[i], name, sizeof name);
		m = aif_ensemble_find(e, variant, name);
		if (m)
			*(r < 0 ? &m->base : &m->x[r]) = row[i].value;
	}
	if (f->n > 0)
		take_months(e, s, variant, r < 0 ? f->base : f->usd + (size_t)r * (size_t)f->n);
}

static aif_err
take_names(aif_ensemble *e, const aif_sim *s, int v)
{
	size_t n_row, n_month;
	const aif_row_summary *row = aif_sim_kept(s, &aif_table_summary, &n_row);
	const aif_row_cashflow *month = aif_sim_kept(s, &aif_table_cashflow, &n_month);
	aif_ensstate_fan *f = &e->fan[v];
	aif_err err = AIF_OK;

	snprintf(e->label[v], sizeof e->label[v], "%s", aif_sim_options(s)->label);
	for (size_t i = 0; i < n_row && err == AIF_OK; i++) {
		char name[80];

		metric_name(s, &row[i], name, sizeof name);
		err = aif_ensemble_add(e, v, name, row[i].unit);
	}
	f->n = (int)n_month;
	f->month_s = calloc(n_month * ((size_t)e->n_replica + 2) + 1, sizeof *f->month_s);
	if (!f->month_s)
		return AIF_ENOMEM;
	f->base = f->month_s + n_month;
	f->usd = f->base + n_month;
	for (size_t i = 0; i < n_month; i++)
		f->month_s[i] = month[i].month_s;
	return err;
}

aif_err
aif_ensemble_create(aif_ensemble **out, aif_sim *const *sims, int n, const aif_ensemble_run *run)
{
	aif_ensemble *e = calloc(1, sizeof *e);
	aif_err err = AIF_OK;

	if (!e)
		return AIF_ENOMEM;
	e->run = *run;
	e->n_variant = n;
	e->n_replica = run->n_replica > 1 ? run->n_replica : 1;
	e->n_input = aif_scenario_n_input(run->scn);
	e->label = calloc((size_t)n, sizeof *e->label);
	e->fan = calloc((size_t)n, sizeof *e->fan);
	e->sim = calloc((size_t)n, sizeof(aif_sim *));
	e->done = calloc((size_t)n * (size_t)e->n_replica, 1);
	e->swing = calloc((size_t)e->n_input * AIF_ENS_SIDES * (size_t)n + 1, sizeof *e->swing);
	e->cases = calloc(AIF_ENS_SIDES * (size_t)n, sizeof *e->cases);
	if (!e->cases || !e->label || !e->fan || !e->sim || !e->done || !e->swing)
		err = AIF_ENOMEM;
	for (int i = 0; i < e->n_input * AIF_ENS_SIDES * n && err == AIF_OK; i++)
		e->swing[i] = NAN;
	if (err == AIF_OK)
		for (int i = 0; i < AIF_ENS_SIDES * n; i++)
			e->cases[i] = NAN;
	if (err == AIF_OK)
		err = aif_sampling_fill(run->scn, run->sampling, run->seed, e->n_replica, &e->u);
	for (int v = 0; v < n && err == AIF_OK; v++) {
		err = take_names(e, sims[v], v);
		if (err == AIF_OK)
			aif_ensemble_take(e, sims[v], v, 0);
		e->done[v] = 1;
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
	for (int v = 0; v < e->n_variant; v++) {
		if (e->fan)
			free(e->fan[v].month_s);
		if (e->sim)
			aif_sim_free(e->sim[v]);
	}
	free(e->m);
	free(e->label);
	free(e->fan);
	free(e->sim);
	free(e->done);
	free(e->swing);
	free(e->cases);
	free(e->u);
	free(e);
}
