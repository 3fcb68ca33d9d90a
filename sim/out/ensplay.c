// ensplay.c - replicas played in parallel, and the base case input by input.
#include "out/ensplay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/record.h"
#include "out/ensstate.h"

static aif_err
make(const aif_ensemble *e, int variant, int replica, const double *u, aif_sim **out, aif_diag *d)
{
	const aif_scenario_how how = { .variant = variant,
				       .seed = e->run.seed,
				       .replica = (uint32_t)replica,
				       .n_threads = 1,
				       .zoom_ns = e->run.zoom_ns,
				       .memo = e->run.memo,
				       .lean = 1,
				       .u = u };
	aif_err err = aif_scenario_make(e->run.scn, &how, out, d);

	return err == AIF_OK ? aif_sim_ready(*out, d) : err;
}

static aif_err
finish(const aif_ensemble *e, aif_sim *s)
{
	aif_err err = aif_sim_run(s, aif_scenario_end(e->run.scn), e->run.stop);

	return err == AIF_OK ? aif_sim_finish(s) : err;
}

// The base case at plan zoom: it fills the memo, one strategy after the other, and then
// is the control.
static aif_err
play_control(aif_ensemble *e, aif_diag *d)
{
	aif_err err = AIF_OK;

	for (int v = 0; v < e->n_variant && err == AIF_OK; v++) {
		err = make(e, v, 0, e->u, &e->sim[v], d);
		if (err == AIF_OK)
			err = finish(e, e->sim[v]);
		if (err == AIF_OK)
			aif_ensemble_take(e, e->sim[v], v, -1);
	}
	if (e->run.memo)
		aif_memo_freeze(e->run.memo);
	return err;
}

static aif_err
play_as(const aif_ensemble *e, int v, int r, const double *u, aif_sim **s)
{
	aif_err err = make(e, v, r, u, s, NULL);

	return err == AIF_OK ? finish(e, *s) : err;
}

aif_err
aif_ensplay_one(aif_ensemble *e, int v, int r)
{
	aif_sim *s = NULL;
	aif_err err = play_as(e, v, r, e->u + (size_t)r * (size_t)e->n_input, &s);

	if (err == AIF_OK) {
		aif_ensemble_take(e, s, v, r);
		e->done[r * e->n_variant + v] = 1;
	}
	aif_sim_free(s);
	return err;
}

// Task i: strategy i % n_variant of replica 1 + i / n_variant.
static aif_err
play_one(void *user, int i)
{
	aif_ensemble *e = user;
	int task = e->from + i;

	return aif_ensplay_one(e, task % e->n_variant, 1 + task / e->n_variant);
}

static double
net_cost(const aif_sim *s)
{
	size_t n;
	const aif_row_summary *row = aif_sim_kept(s, &aif_table_summary, &n);

	for (size_t j = 0; j < n; j++)
		if (strcmp(row[j].name, "npv_cost_usd") == 0)
			return row[j].value;
	return NAN;
}

// Task i: strategy i % n_variant, side and input from the rest, all else as in the base case.
static aif_err
play_side(void *user, int i)
{
	aif_ensemble *e = user;
	int task = e->from + i, v = task % e->n_variant, side = task / e->n_variant % AIF_ENS_SIDES;
	int k = task / e->n_variant / AIF_ENS_SIDES;
	double *u = malloc((size_t)e->n_input * sizeof *u);
	aif_sim *s = NULL;
	aif_err err = u ? AIF_OK : AIF_ENOMEM;

	for (int j = 0; j < e->n_input && u; j++)
		u[j] = j != k ? 0.5 : side == AIF_ENS_LOW ? 0.1 : 0.9;
	if (err == AIF_OK)
		err = play_as(e, v, 0, u, &s);
	if (err == AIF_OK)
		e->swing[task] = net_cost(s);
	aif_sim_free(s);
	free(u);
	return err;
}

// Net present cost of the second strategy less the first (of the only one, negative) with
// input k at a side: what favours the first strategy.
static double
favour(const aif_ensemble *e, int k, int side)
{
	const double *x = &e->swing[(k * AIF_ENS_SIDES + side) * e->n_variant];

	return e->n_variant > 1 ? x[1] - x[0] : -x[0];
}

// Task i: strategy i % n_variant with every input at its P10 or P90, whichever is worse
// (the first case) or better for the first strategy.
static aif_err
play_case(void *user, int i)
{
	aif_ensemble *e = user;
	int task = e->from + i, v = task % e->n_variant, better = task / e->n_variant;
	double *u = malloc(((size_t)e->n_input + 1) * sizeof *u);
	aif_sim *s = NULL;
	aif_err err = u ? AIF_OK : AIF_ENOMEM;

	for (int k = 0; k < e->n_input && u; k++) {
		int high = favour(e, k, AIF_ENS_HIGH) > favour(e, k, AIF_ENS_LOW);

		u[k] = high == better ? 0.9 : 0.1;
	}
	if (err == AIF_OK)
		err = play_as(e, v, 0, u, &s);
	if (err == AIF_OK)
		e->cases[task] = net_cost(s);
	aif_sim_free(s);
	free(u);
	return err;
}

// n tasks in batches; the share from0..to0 of the whole is told after each.
static aif_err
play_all(aif_ensemble *e, int n, aif_err (*fn)(void *user, int i), const double share[2])
{
	int batch = 64 * e->run.n_threads;
	aif_err err = AIF_OK;

	for (e->from = 0; e->from < n && err == AIF_OK; e->from += batch) {
		int k = n - e->from < batch ? n - e->from : batch;

		err = aif_sim_each(k, e->run.n_threads, fn, e);
		if (e->run.done)
			e->run.done(e->run.user,
				    share[0] + (share[1] - share[0]) * (e->from + k) / n);
	}
	return err;
}

// Moves replica from to replica to.
static void
move(aif_ensemble *e, int from, int to)
{
	size_t n = (size_t)e->n_input;

	for (int i = 0; i < e->n_metric; i++)
		e->m[i].x[to] = e->m[i].x[from];
	for (int v = 0; v < e->n_variant; v++) {
		size_t k = (size_t)e->fan[v].n;

		memmove(e->fan[v].usd + (size_t)to * k, e->fan[v].usd + (size_t)from * k,
			k * sizeof(double));
	}
	memmove(e->u + (size_t)to * n, e->u + (size_t)from * n, n * sizeof *e->u);
}

// Keeps the replicas that are complete.
static void
drop_undone(aif_ensemble *e)
{
	int n = 0;

	for (int r = 0; r < e->n_replica; r++) {
		int all = 1;

		for (int v = 0; v < e->n_variant; v++)
			all &= e->done[r * e->n_variant + v];
		if (all && n < r)
			move(e, r, n);
		n += all;
	}
	e->n_replica = n;
}

// The same of the net present costs of a variant with inputs at their ends.
static void
correct_sides(aif_ensemble *e, int v, double bias)
{
	for (int k = 0; k < e->n_input * AIF_ENS_SIDES; k++)
		e->swing[k * e->n_variant + v] -= bias;
	for (int k = 0; k < AIF_ENS_SIDES; k++)
		e->cases[k * e->n_variant + v] -= bias;
}

// Takes the bias of plan zoom at the base case out of the replicas.
static void
correct(aif_ensemble *e)
{
	for (int i = 0; i < e->n_metric; i++) {
		const aif_ensstate_metric *m = &e->m[i];
		const char *dot = strrchr(m->name, '.');

		if (strcmp(dot ? dot + 1 : m->name, "npv_cost_usd") == 0 && !isnan(m->base))
			correct_sides(e, m->variant, m->base - m->x[0]);
	}
	for (int i = 0; i < e->n_metric; i++)
		for (int r = 1; r < e->n_replica && !isnan(e->m[i].base); r++)
			e->m[i].x[r] += e->m[i].x[0] - e->m[i].base;
	for (int v = 0; v < e->n_variant; v++) {
		const aif_ensstate_fan *f = &e->fan[v];

		for (int r = 1; r < e->n_replica; r++)
			for (int k = 0; k < f->n; k++)
				f->usd[r * f->n + k] += f->usd[k] - f->base[k];
	}
}

aif_err
aif_ensplay_run(aif_ensemble *e, aif_diag *d)
{
	int n = (e->n_replica - 1) * e->n_variant,
	    n_side = e->n_input * AIF_ENS_SIDES * e->n_variant;
	double share = (double)n / (n + n_side + 1e-9);
	aif_err err = AIF_OK;

	if (n == 0)
		return AIF_OK;
	if (e->run.zoom_ns > 0)
		err = play_control(e, d);
	else if (e->run.memo)
		aif_memo_freeze(e->run.memo);
	if (err == AIF_OK)
		err = play_all(e, n, play_one, (double[]){ 0, e->run.zoom_ns > 0 ? share : 1 });
	if (err == AIF_OK && e->run.zoom_ns > 0)
		err = play_all(e, n_side, play_side, (double[]){ share, 1 });
	if (err == AIF_OK && n_side > 0 && e->run.zoom_ns > 0)
		err = play_all(e, AIF_ENS_SIDES * e->n_variant, play_case, (double[]){ 1, 1 });
	drop_undone(e);
	if (e->run.zoom_ns > 0)
		correct(e);
	if (err != AIF_OK && err != AIF_ESTOP)
		aif_err_fail(d, err, "a replica failed: %s", aif_err_str(err));
	return err;
}
