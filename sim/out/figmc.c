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
