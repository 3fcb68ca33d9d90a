// figmc.c - data of the figures over replicas.
//
// The distribution function of n values in order: value i stands at i / n. All
// strategies see the same draws in a replica (common random numbers), so that the
// difference of two within a replica has less spread than either.
#include "out/figmc.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/chance.h"
#include "util/stat.h"

#define MAX_LINE 6

// Values of strategy s over the replicas, less those of base where it is not
// NULL, in order; returns how many, 0 when the file has none.
static size_t
values(aif_read *r, const char *strategy, const char *base, double *x)
{
	const aif_read_metric *m = aif_read_metric_of(r, strategy, "npv_cost_usd");
	const aif_read_metric *b = base ? aif_read_metric_of(r, base, "npv_cost_usd") : NULL;
	int n = aif_read_ensemble_of(r)->n_replica;

	if (!m || (base && !b))
		return 0;
	for (int i = 0; i < n; i++)
		x[i] = m->x[i] - (b ? b->x[i] : 0);
	return aif_stat_sort(x, (size_t)n);
}

static aif_err
distribution(const aif_figure_in *in, aif_gnuplot *g, int delta)
{
	const aif_read_head *h = aif_read_header(in->r);
	const aif_read_ensemble *e = aif_read_ensemble_of(in->r);
	double *x = e ? calloc((size_t)e->n_replica + 1, sizeof *x) : NULL, max = 0, by;
	const char *base = delta ? h->strategy[0] : NULL, *unit;
	char name[24];
	int line = 0;

	if (!x || e->n_replica < 2) {
		free(x);
		return AIF_ENOENT;
	}
	for (int s = delta; s < h->n_strategy && s < MAX_LINE; s++) {
		size_t n = values(in->r, h->strategy[s], base, x);

		if (n)
			max = fmax(max, fmax(fabs(x[0]), fabs(x[n - 1])));
	}
	by = aif_figure_scale(max, "USD", &unit);
	for (int s = delta; s < h->n_strategy && s < MAX_LINE; s++) {
		size_t n = values(in->r, h->strategy[s], base, x);
		aif_text *f;

		if (!n)
			continue;
		snprintf(name, sizeof name, "line%d", ++line);
		f = aif_gnuplot_file(g, name);
		aif_text_putf(f, "%.9g 0\n", x[0] * by);
		for (size_t i = 0; i < n; i++)
			aif_text_putf(f, "%.9g %.6g\n", x[i] * by,
				      100 * (double)(i + 1) / (double)n);
		snprintf(name, sizeof name, "name%d", line);
		aif_gnuplot_text(g, name, *h->strategy[s] ? h->strategy[s] : "this plan");
		snprintf(name, sizeof name, "hue%d", line);
		aif_gnuplot_num(g, name, s + 1);
	}
	free(x);
	aif_gnuplot_num(g, "n_line", line);
	aif_gnuplot_num(g, "delta", delta);
	aif_gnuplot_text(g, "unit", unit);
	return line ? AIF_OK : AIF_ENOENT;
}

aif_err
aif_figmc_spread(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	aif_err e = distribution(in, g, 0);

	(void)d;
	if (!e)
		aif_text_putf(caption,
			      "Share of the %d replicas with a net present cost of at most so "
			      "much. Steep: what is drawn moves the cost little.",
			      aif_read_ensemble_of(in->r)->n_replica);
	return e;
}

aif_err
aif_figmc_delta(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	aif_err e = distribution(in, g, 1);

	(void)d;
	g->script = "spread";
	if (!e)
		aif_text_putf(caption,
			      "Net present cost less that of %s in the same replica: right of zero "
			      "%s is the cheaper.",
			      aif_read_header(in->r)->strategy[0],
			      aif_read_header(in->r)->strategy[0]);
	return e;
}

// --- drivers -----------------------------------------------------------------------

// A name as people say it: "rent_drift" -> "rent drift".
static void
put_name(aif_gnuplot *g, int k, const char *name)
{
	char text[64], key[24];

	snprintf(text, sizeof text, "%s", name);
	for (char *c = text; *c; c++)
		if (*c == '_')
			*c = ' ';
	snprintf(key, sizeof key, "name%d", k);
	aif_gnuplot_text(g, key, text);
}

static double
base_of(const aif_figure_in *in, int s)
{
	const aif_read_head *h = aif_read_header(in->r);
	const aif_read_metric *a = aif_read_metric_of(in->r, h->strategy[0], "npv_cost_usd");
	const aif_read_metric *b = aif_read_metric_of(in->r, h->strategy[s], "npv_cost_usd");

	if (!a || !b)
		return NAN;
	return s > 0 ? b->x[0] - a->x[0] : a->x[0];
}

// The sides stand at plan zoom, the base at cluster zoom: this much they are off.
static double
off_of(const aif_read_ensemble *e, const aif_read_head *h, int s)
{
	double x = 0;

	for (int i = 0; i < e->n_metric && e->control; i++) {
		const char *dot = strrchr(e->metric[i].name, '.');

		if (strcmp(dot ? dot + 1 : e->metric[i].name, "npv_cost_usd") != 0)
			continue;
		if (strcmp(e->metric[i].strategy, h->strategy[s]) == 0)
			x += e->control[i];
		if (s > 0 && strcmp(e->metric[i].strategy, h->strategy[0]) == 0)
			x -= e->control[i];
	}
	return x;
}

static aif_err
tornado(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, int s)
{
	enum { MOST = 10 };
	const aif_read_head *h = aif_read_header(in->r);
	const aif_read_ensemble *e = aif_read_ensemble_of(in->r);
	aif_chance_driver x[MOST];
	int n = e && s < h->n_strategy ? aif_chance_drivers(in->r, s, x, MOST) : 0;
	double base = n > 0 ? base_of(in, s) : 0, off, by, max = 0, widest = 0;
	const char *unit;
	aif_text *f;

	if (n == 0 || isnan(base))
		return AIF_ENOENT;
	off = off_of(e, h, s);
	for (int k = 0; k < n; k++)
		max = fmax(max, fmax(fabs(x[k].low_usd), fabs(x[k].high_usd)));
	by = aif_figure_scale(max, "USD", &unit);
	f = aif_gnuplot_file(g, "data");
	for (int k = 0; k < n; k++) {
		char value[2][32];

		snprintf(value[0], sizeof value[0], "%.3g", x[k].in->low);
		snprintf(value[1], sizeof value[1], "%.3g", x[k].in->high);
		aif_text_putf(f, "%d %.6g %.6g %s %s\n", n - k, (x[k].low_usd - off) * by,
			      (x[k].high_usd - off) * by, value[0], value[1]);
		put_name(g, n - k, x[k].in->name);
		widest = fmax(widest, (double)strlen(x[k].in->name));
	}
	aif_gnuplot_num(g, "n_bar", n);
	aif_gnuplot_num(g, "widest", widest);
	aif_gnuplot_num(g, "base", base * by);
	aif_gnuplot_num(g, "delta", s > 0);
	aif_gnuplot_text(g, "unit", unit);
	g->script = "tornado";
	if (s > 0)
		aif_text_putf(caption,
			      "Net present cost of %s less %s, with one input at a time at its P10 "
			      "and P90 (values at the ends) and all others at their median; right "
			      "of zero %s is the cheaper.",
			      h->strategy[s], h->strategy[0], h->strategy[0]);
	else
		aif_text_put(caption,
			     "Net present cost with one input at a time at its P10 and P90 (values "
			     "at the ends) and all others at their median.");
	return AIF_OK;
}

aif_err
aif_figmc_tornado(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	(void)d;
	return tornado(in, g, caption, aif_read_header(in->r)->n_strategy > 1);
}

aif_err
aif_figmc_tornado2(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	(void)d;
	return tornado(in, g, caption, 2);
}

// --- fan ---------------------------------------------------------------------------

aif_err
aif_figmc_fan(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	enum { MONTH, P05, P10, P25, P50, P75, P90, P95, BASE };
	const aif_read_head *h = aif_read_header(in->r);
	const aif_read_ensemble *e = aif_read_ensemble_of(in->r);
	double max = 0, first = INFINITY, by, unix_s = (double)h->start_unix_s;
	const char *unit;
	char name[24];
	int line = 0;

	(void)d;
	for (int s = 0; e && s < h->n_strategy && s < MAX_LINE; s++)
		for (size_t i = 0; i < e->n_month[s]; i++) {
			max = fmax(max, fabs(e->fan[s][i * AIF_READ_FAN + P90]));
			first = fmin(first, e->fan[s][i * AIF_READ_FAN + MONTH]);
		}
	by = aif_figure_scale(max, "USD", &unit);
	for (int s = 0; e && s < h->n_strategy && s < MAX_LINE; s++) {
		aif_text *f;

		if (e->n_month[s] == 0)
			continue;
		snprintf(name, sizeof name, "line%d", ++line);
		f = aif_gnuplot_file(g, name);
		for (size_t i = 0; i < e->n_month[s]; i++) {
			const double *x = e->fan[s] + i * AIF_READ_FAN;
			double end = i + 1 < e->n_month[s] ? x[AIF_READ_FAN + MONTH] : h->end_s;

			aif_text_putf(f, "%.0f %.6g %.6g %.6g\n", unix_s + end, x[P10] * by,
				      x[P50] * by, x[P90] * by);
		}
		snprintf(name, sizeof name, "name%d", line);
		aif_gnuplot_text(g, name, *h->strategy[s] ? h->strategy[s] : "this plan");
	}
	if (line == 0)
		return AIF_ENOENT;
	aif_gnuplot_num(g, "n_line", line);
	aif_gnuplot_num(g, "t_from", unix_s + first);
	aif_gnuplot_num(g, "t_to", unix_s + h->end_s);
	aif_gnuplot_text(g, "unit", unit);
	aif_text_putf(
	    caption,
	    "Sum of all payments since the first, undiscounted: median of %d replicas, and "
	    "the band in which eight of ten lie.",
	    e->n_replica);
	return AIF_OK;
}
