// figworth.c - data of the figures about what is worth what.
#include "out/figworth.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/invest.h"
#include "out/rentcurve.h"
#include "util/cal.h"
#include "util/tvm.h"

#define HALF_MONTH_S (31557600.0 / 24)

// --- break-even ---------------------------------------------------------------------------

enum { ACROSS = 64, UP = 48 };

static const double least = 0.1; // utilization at the left edge

static void
put_map(aif_gnuplot *g, const aif_rentcurve *c, double most)
{
	aif_text *map = aif_gnuplot_file(g, "map"), *even = aif_gnuplot_file(g, "even");

	for (int j = 0; j <= UP; j++) {
		for (int i = 0; i <= ACROSS; i++) {
			double u = least + (1 - least) * i / ACROSS, usd = most * j / UP;

			aif_text_putf(map, "%.5g %.5g %.5g\n", 100 * u, usd,
				      usd - aif_rentcurve_usd(c, u));
		}
		aif_text_put(map, "\n");
	}
	for (int i = 0; i <= 4 * ACROSS; i++) {
		double u = least + (1 - least) * i / (4 * ACROSS);

		aif_text_putf(even, "%.5g %.5g\n", 100 * u, aif_rentcurve_usd(c, u));
	}
}

static aif_err
breakeven(const aif_column *c, int n, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	int own, rent;
	aif_rentcurve k;
	double even, most;
	aif_err e;

	if (!aif_rentcurve_pair(c, n, &own, &rent))
		return AIF_ENOENT;
	e = aif_rentcurve_make(&k, &c[own], &c[rent], d);
	if (e)
		return e;
	even = aif_rentcurve_usd(&k, k.util);
	if (!(even > 0) || !(k.paid_usd > 0))
		return AIF_ENOENT;
	most = ceil(1.6 * fmax(even, k.paid_usd));
	put_map(g, &k, most);
	aif_gnuplot_num(g, "most", most);
	aif_gnuplot_num(g, "util", 100 * k.util);
	aif_gnuplot_num(g, "paid", k.paid_usd);
	aif_gnuplot_num(g, "left", 100 * least);
	aif_gnuplot_text(g, "own", c[own].label);
	aif_gnuplot_text(g, "rent", c[rent].label);
	aif_text_putf(caption,
		      "What owning (%s) saves for each useful GPU-hour against renting it (%s) at "
		      "that price, all-in and before tax, when owned GPUs are used that much. On "
		      "the line both cost the same; the mark is this run: %.0f %% use, rent of "
		      "%.2f USD. Present values after tax.",
		      c[own].label, c[rent].label, 100 * k.util, k.paid_usd);
	return AIF_OK;
}

aif_err
aif_figworth_breakeven(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	int n;
	aif_read *r = in->r;
	aif_column *c = aif_column_list(&r, 1, &n);
	aif_err e = c ? breakeven(c, n, g, caption, d) : AIF_ENOMEM;

	free(c);
	return e;
}

// --- bridge -------------------------------------------------------------------------------

typedef struct step {
	const aif_column *c;
	double usd[AIF_MONEY_N], all; // present values
} step;

static void
present(step *s, const aif_column *c)
{
	const aif_read_table *t = aif_read_table_of(c->r, "ledger", NULL);
	int mid;
	double wacc = aif_invest_wacc(c->r, &mid);

	*s = (step){ .c = c };
	for (size_t i = 0; t && i < t->n_row; i++) {
		const char *a = aif_read_text(aif_read_column(t, "account"), i);
		double usd = aif_read_num(aif_read_column(t, "amount_usd"), i);
		double at = aif_read_num(aif_read_column(t, "time_s"), i);

		if (strcmp(aif_read_text(t->col, i), c->label) != 0 || isnan(usd))
			continue;
		if (mid && (strncmp(a, "opex.", 5) == 0 || strncmp(a, "revenue.", 8) == 0))
			at -= HALF_MONTH_S;
		usd *= aif_tvm_factor(wacc, at / AIF_TVM_YEAR_S);
		s->usd[aif_money_class_of(a)] += usd;
		s->all += usd;
	}
}

static int
dearest_first(const void *a, const void *b)
{
	double x = ((const step *)a)->all, y = ((const step *)b)->all;

	return (x < y) - (x > y);
}

static void
put_bar(aif_text *f, int at, double from, double to, int class, double by, const char *words)
{
	aif_text_putf(f, "%d %.6g %.6g %d %s\n", at, from * by, to * by, class + 1, words);
}

static void
put_steps(aif_gnuplot *g, const step *s, int n, double by, const char *unit)
{
	aif_text *f = aif_gnuplot_file(g, "data");
	int at = 1, used[AIF_MONEY_N] = { 0 }, total = 0;
	char name[24], words[32];

	for (int k = 0; k < n; k++) {
		double sum = k ? s[k - 1].all : 0;

		for (int c = 0; c < AIF_MONEY_N && k; c++) {
			double more = s[k].usd[c] - s[k - 1].usd[c];

			if (fabs(more) * by < 5e-4)
				continue;
			snprintf(words, sizeof words, "%+.*f", fabs(more) * by < 10, more * by);
			put_bar(f, at++, sum, sum + more, c, by, words);
			sum += more;
			used[c] = 1;
		}
		snprintf(words, sizeof words, "%.*f", fabs(s[k].all) * by < 10, s[k].all * by);
		snprintf(name, sizeof name, "total%d", ++total);
		aif_gnuplot_num(g, name, at);
		snprintf(name, sizeof name, "name%d", total);
		aif_gnuplot_text(g, name, *s[k].c->label ? s[k].c->label : "this plan");
		put_bar(f, at++, 0, s[k].all, -1, by, words);
	}
	for (int c = 0; c < AIF_MONEY_N; c++) {
		snprintf(name, sizeof name, "class%d", c + 1);
		aif_gnuplot_text(g, name, used[c] ? aif_money_label((aif_money_class)c) : "");
	}
	aif_gnuplot_num(g, "n_class", AIF_MONEY_N);
	aif_gnuplot_num(g, "n_total", total);
	aif_gnuplot_num(g, "n_bar", at - 1);
	aif_gnuplot_text(g, "unit", unit);
}

enum { MOST_STEPS = 4 };

aif_err
aif_figworth_bridge(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	int n, k = 0, mid;
	double max = 0, by;
	const char *unit;
	aif_read *r = in->r;
	step s[MOST_STEPS];
	aif_column *c = aif_column_list(&r, 1, &n);

	if (!c)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!isnan(aif_invest_wacc(r, &mid)))
		for (int i = 0; i < n && k < MOST_STEPS; i++)
			if (c[i].has_ledger)
				present(&s[k++], &c[i]);
	if (k >= 2) {
		qsort(s, (size_t)k, sizeof *s, dearest_first);
		for (int i = 0; i < k; i++)
			max = fmax(max, fabs(s[i].all));
		by = aif_figure_scale(max, "USD", &unit);
		put_steps(g, s, k, by, unit);
		aif_text_put(caption,
			     "From the dearest strategy to the cheapest: what each class of "
			     "account adds to the net present cost or takes off it.");
	}
	free(c);
	return k >= 2 ? AIF_OK : AIF_ENOENT;
}

// --- cost of tokens over time ---------------------------------------------------------------

typedef struct unit {
	double *cost, *useful, *serving, *prompts, *served, *output; // [axis.n]
} unit;

// Money of a year's depreciation, spread over the buckets of the year in the run.
static void
spread(const aif_figure_in *in, double year_s, double usd, double *cost)
{
	const aif_axis *a = &in->axis;
	double from = (double)a->start_unix_s + year_s, to, span;

	to = (double)aif_cal_month_start((int64_t)from, 12);
	from = fmax(from, a->edge[0]);
	to = fmin(to, a->edge[a->n]);
	span = to - from;
	for (size_t i = 0; i < a->n && span > 0; i++)
		cost[i] += usd * fmax(fmin(a->edge[i + 1], to) - fmax(a->edge[i], from), 0) / span;
}

static void
add_cost(const aif_figure_in *in, const char *strategy, double *cost)
{
	const aif_read_table *l = aif_read_table_of(in->r, "ledger", NULL);
	const aif_read_table *t = aif_read_table_of(in->r, "depreciation", NULL);

	for (size_t i = 0; l && i < l->n_row; i++) {
		const char *a = aif_read_text(aif_read_column(l, "account"), i);
		// What recurs stands on the first instant of the next month.
		long at =
		    aif_axis_find(&in->axis, aif_read_num(aif_read_column(l, "time_s"), i) - 1);

		if (at >= 0 && strcmp(aif_read_text(l->col, i), strategy) == 0 &&
		    strncmp(a, "opex.", 5) == 0 && strcmp(a, "opex.payables") != 0)
			cost[at] += aif_read_num(aif_read_column(l, "amount_usd"), i);
	}
	for (size_t i = 0; t && i < t->n_row; i++)
		if (strcmp(aif_read_text(t->col, i), strategy) == 0)
			spread(in, aif_read_num(aif_read_column(t, "year_s"), i),
			       aif_read_num(aif_read_column(t, "book_usd"), i), cost);
}

static int
look(const aif_figure_in *in, const char *strategy, unit *u)
{
	static const struct {
		const char *model, *output;
		aif_axis_how how;
	} of[] = { { "cluster", "useful_gpus", AIF_AXIS_MEAN },
		   { "service", "useful_gpus", AIF_AXIS_MEAN },
		   { "service", "prompt_gpus", AIF_AXIS_MEAN },
		   { "service", "served_tokens", AIF_AXIS_SUM },
		   { "service", "output_tokens", AIF_AXIS_SUM } };
	double *x[] = { u->useful, u->serving, u->prompts, u->served, u->output };

	for (int k = 0; k < 5; k++)
		if (aif_axis_series(&in->axis, in->r, strategy, of[k].model, of[k].output,
				    of[k].how, x[k]) <= 0)
			return 0;
	memset(u->cost, 0, in->axis.n * sizeof *u->cost);
	add_cost(in, strategy, u->cost);
	return 1;
}

static int
put_line(const aif_figure_in *in, const unit *u, int line, aif_gnuplot *g)
{
	// A long run by the quarter: campaigns come and go by the month.
	size_t by = in->axis.n > 24 ? 3 : 1;
	char name[24];
	aif_text *f;
	int n = 0;

	snprintf(name, sizeof name, "line%d", line);
	f = aif_gnuplot_file(g, name);
	for (size_t i = 0; f && i < in->axis.n; i += by) {
		size_t to = i + by < in->axis.n ? i + by : in->axis.n;
		double cost = 0, useful = 0, prompts = 0, serving = 0, in_m = 0, out_m = 0, each;

		for (size_t k = i; k < to; k++) {
			double h = in->axis.edge[k + 1] - in->axis.edge[k];

			cost += u->cost[k];
			useful += u->useful[k] * h;
			serving += u->serving[k] * h;
			prompts += fmin(u->prompts[k], u->serving[k]) * h;
			in_m += (u->served[k] - u->output[k]) / 1e6;
			out_m += u->output[k] / 1e6;
		}
		each = cost / useful;
		if (!(each > 0) || !(in_m > 0) || !(out_m > 0) ||
		    (by == 1 && !aif_axis_whole(&in->axis, i)))
			continue;
		aif_text_putf(f, "%.0f %.6g %.6g\n", 0.5 * (in->axis.edge[i] + in->axis.edge[to]),
			      each * prompts / in_m, each * (serving - prompts) / out_m);
		n++;
	}
	return n > 1;
}

aif_err
aif_figworth_tokens(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_read_head *h = aif_read_header(in->r);
	size_t n = in->axis.n;
	double *x = calloc(6 * n + 1, sizeof *x);
	unit u = { x, x + n, x + 2 * n, x + 3 * n, x + 4 * n, x + 5 * n };
	char name[24];
	int line = 0;

	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int s = 0; s < h->n_strategy && s < 6 && strcmp(in->axis.word, "month") == 0; s++) {
		if (!look(in, h->strategy[s], &u) || !put_line(in, &u, line + 1, g))
			continue;
		line++;
		snprintf(name, sizeof name, "name%d", line);
		aif_gnuplot_text(g, name, *h->strategy[s] ? h->strategy[s] : "this plan");
		snprintf(name, sizeof name, "hue%d", line);
		aif_gnuplot_num(g, name, s + 1);
	}
	free(x);
	aif_gnuplot_num(g, "n_line", line);
	aif_gnuplot_num(g, "t_from", in->axis.edge[0]);
	aif_gnuplot_num(g, "t_to", in->axis.edge[n]);
	aif_text_put(
	    caption,
	    "Operation, rent and the books' depreciation, before tax, by "
	    "useful GPU time; of a replica's time what goes into prompts is borne by input "
	    "tokens (dashed), the rest by output tokens.");
	return line ? AIF_OK : AIF_ENOENT;
}
