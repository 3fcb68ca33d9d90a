// enswrite.c - an ensemble as the result file wants it: differences, drivers, months.
#include "out/enswrite.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/ensstate.h"
#include "util/stat.h"

// For each USD metric of strategy v > 0 that the first one has too: the
// difference, replica by replica.
aif_err
aif_enswrite_differences(aif_ensemble *e)
{
	int n = e->n_metric;

	for (int i = 0; i < n; i++) {
		const aif_ensstate_metric *base = aif_ensemble_find(e, 0, e->m[i].name);
		char name[80];
		aif_ensstate_metric *m;

		if (e->m[i].variant == 0 || !base || strcmp(e->m[i].unit, "USD") != 0)
			continue;
		snprintf(name, sizeof name, "%.40s minus %.31s", e->m[i].name, e->label[0]);
		if (aif_ensemble_add(e, e->m[i].variant, name, "USD") != AIF_OK)
			return AIF_ENOMEM;
		base = aif_ensemble_find(e, 0, e->m[i].name);
		m = aif_ensemble_find(e, e->m[i].variant, name);
		for (int r = 0; r < e->n_replica; r++)
			m->x[r] = e->m[i].x[r] - base->x[r];
		m->base = e->m[i].base - base->base;
	}
	return AIF_OK;
}

// "npv_cost_usd" of a variant, whatever the entity is called that tells it.
static const aif_ensstate_metric *
net_cost(const aif_ensemble *e, int v)
{
	for (int i = 0; i < e->n_metric; i++) {
		const char *dot = strrchr(e->m[i].name, '.');

		if (e->m[i].variant == v &&
		    strcmp(dot ? dot + 1 : e->m[i].name, "npv_cost_usd") == 0)
			return &e->m[i];
	}
	return NULL;
}

// Rank correlation of an input with the net present cost of variant v; for v > 0 with the
// difference to the first variant.
static aif_err
rank(const aif_ensemble *e, const double *value, int v, double *out)
{
	const aif_ensstate_metric *m = net_cost(e, v), *first = net_cost(e, 0);
	size_t n = (size_t)e->n_replica - 1;
	double *y = malloc((n + 1) * sizeof *y);
	aif_err err = y ? AIF_OK : AIF_ENOMEM;

	*out = NAN;
	for (size_t r = 0; r < n && m && y; r++)
		y[r] = m->x[r + 1] - (v > 0 && first ? first->x[r + 1] : 0);
	if (err == AIF_OK && m && n > 2) // the base case is no draw
		err = aif_stat_spearman(value + 1, y, n, out);
	free(y);
	return err;
}

typedef struct drivers {
	aif_result_input *in;
	double *x; // per input: values, then low, high and rank by variant
} drivers;

static aif_err
drivers_make(const aif_ensemble *e, drivers *out)
{
	size_t n = (size_t)e->n_input, nr = (size_t)e->n_replica, nv = (size_t)e->n_variant;
	size_t each = nr + 3 * nv;
	aif_err err = AIF_OK;

	out->in = calloc(n + 1, sizeof *out->in);
	out->x = calloc(n * each + 1, sizeof *out->x);
	if (!out->in || !out->x)
		return AIF_ENOMEM;
	for (size_t k = 0; k < n && err == AIF_OK; k++) {
		double *x = out->x + k * each;
		aif_scenario_input in;

		aif_scenario_input_at(e->run.scn, (int)k, &in);
		out->in[k] = (aif_result_input){ .name = in.name,
						 .unit = in.unit,
						 .low = aif_dist_quantile(&in.dist, 0.1),
						 .high = aif_dist_quantile(&in.dist, 0.9),
						 .npv_low = x + nr,
						 .npv_high = x + nr + nv,
						 .rank = x + nr + 2 * nv,
						 .value = x };
		for (size_t r = 0; r < nr; r++)
			x[r] = aif_dist_quantile(&in.dist, e->u[r * n + k]);
		for (size_t v = 0; v < nv && err == AIF_OK; v++) {
			x[nr + v] = e->swing[(k * AIF_ENS_SIDES + AIF_ENS_LOW) * nv + v];
			x[nr + nv + v] = e->swing[(k * AIF_ENS_SIDES + AIF_ENS_HIGH) * nv + v];
			err = rank(e, x, (int)v, &x[nr + 2 * nv + v]);
		}
	}
	return err;
}

// Metrics with their differences, and what plan zoom is off by, as the writer wants them.
static aif_err
metrics_make(aif_ensemble *e, aif_result_metric **m, double **control)
{
	aif_err err = aif_enswrite_differences(e);

	*m = calloc((size_t)e->n_metric + 1, sizeof **m);
	*control = calloc((size_t)e->n_metric + 1, sizeof **control);
	if (err != AIF_OK || !*m || !*control)
		return AIF_ENOMEM;
	for (int i = 0; i < e->n_metric; i++) {
		const aif_ensstate_metric *x = &e->m[i];

		(*m)[i] = (aif_result_metric){ .strategy = e->label[x->variant],
					       .name = x->name,
					       .unit = x->unit,
					       .x = x->x };
		(*control)[i] = x->base - x->x[0];
	}
	return AIF_OK;
}

static aif_err
put(const aif_ensemble *e, aif_result_ensemble *out, aif_result *r, aif_diag *d)
{
	size_t n = (size_t)e->n_variant;
	const char **label = calloc(n, sizeof *label);
	const double **usd = calloc(2 * n, sizeof *usd);
	int *n_month = calloc(n, sizeof *n_month);
	aif_err err = label && usd && n_month ? AIF_OK : AIF_ENOMEM;

	for (size_t v = 0; v < n && err == AIF_OK; v++) {
		label[v] = e->label[v];
		usd[v] = e->fan[v].usd;
		usd[n + v] = e->fan[v].month_s;
		n_month[v] = e->fan[v].n;
	}
	out->strategy = label;
	out->n_strategy = e->n_variant;
	out->usd = usd;
	out->month_s = usd ? usd + n : NULL;
	out->n_month = n_month;
	err = err == AIF_OK ? aif_result_ensemble_write(r, out, d)
			    : aif_err_fail(d, err, "out of memory");
	free(label);
	free(usd);
	free(n_month);
	return err;
}

aif_err
aif_enswrite_put(aif_ensemble *e, aif_result *r, aif_diag *d)
{
	int played = e->n_replica > 1;
	aif_result_ensemble out = { .n_replica = e->n_replica,
				    .zoom_s = played ? aif_time_to_s(e->run.zoom_ns) : 0,
				    .sampling = aif_sampling_name(e->run.sampling) };
	aif_result_metric *m = NULL;
	double *control = NULL;
	drivers k = { 0 };
	aif_err err = metrics_make(e, &m, &control);

	if (err == AIF_OK && played)
		err = drivers_make(e, &k);
	out.metric = m;
	out.n_metric = e->n_metric;
	out.control = out.zoom_s > 0 ? control : NULL;
	out.input = k.in;
	out.cases = e->cases;
	out.n_input = played ? e->n_input : 0;
	err = err == AIF_OK ? put(e, &out, r, d) : aif_err_fail(d, err, "out of memory");
	free(m);
	free(control);
	free(k.in);
	free(k.x);
	return err;
}
