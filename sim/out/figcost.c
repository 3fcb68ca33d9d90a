// figcost.c - data of the figures about money.
#include "out/figcost.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/column.h"
#include "util/cal.h"

#define MAX_LINE 6

static const char *
name_of(const aif_figure_in *in, int strategy)
{
	const char *s = aif_read_header(in->r)->strategy[strategy];

	return *s ? s : "this plan";
}

static void
put_classes(aif_gnuplot *g, const int *used)
{
	char name[24];

	for (int c = 0; c < AIF_MONEY_N; c++) {
		snprintf(name, sizeof name, "class%d", c + 1);
		aif_gnuplot_text(g, name, used[c] ? aif_money_label((aif_money_class)c) : "");
	}
	aif_gnuplot_num(g, "n_class", AIF_MONEY_N);
}

// Costs stack up from zero, money in stacks down: from, to per class.
static void
put_stack(aif_text *f, const double *usd, double by)
{
	double up = 0, down = 0;

	for (int c = 0; c < AIF_MONEY_N; c++) {
		double *side = usd[c] < 0 ? &down : &up, from = *side;

		*side += usd[c] * by;
		aif_text_putf(f, " %.6g %.6g", from, *side);
	}
}

aif_err
aif_figcost_tco(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_money *m = &in->money;
	int used[AIF_MONEY_N] = { 0 };
	double max = 0, by;
	const char *unit;
	char name[24];
	aif_text *f;

	(void)d;
	if (!m->axis.n)
		return AIF_ENOENT;
	for (int s = 0; s < m->n_strategy; s++)
		for (int c = 0; c < AIF_MONEY_N; c++) {
			max = fmax(max, fabs(m->total[s][c]));
			used[c] |= fabs(m->total[s][c]) > 0;
		}
	by = aif_figure_scale(max, "USD", &unit);
	f = aif_gnuplot_file(g, "data");
	for (int s = 0; s < m->n_strategy; s++) {
		snprintf(name, sizeof name, "name%d", s + 1);
		aif_gnuplot_text(g, name, name_of(in, s));
		aif_text_putf(f, "%d %.6g", s + 1, aif_money_sum(m, s) * by);
		put_stack(f, m->total[s], by);
		aif_text_put(f, "\n");
	}
	put_classes(g, used);
	aif_gnuplot_num(g, "n_strategy", m->n_strategy);
	aif_gnuplot_text(g, "unit", unit);
	aif_text_put(caption, "Sum of the ledger by class of account, undiscounted; money in "
			      "(resale, tax relief) counts down. "
			      "The mark and figure are the net total.");
	return AIF_OK;
}

aif_err
aif_figcost_cash(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_money *m = &in->money;
	double max = 0, by;
	char name[24];
	const char *unit;

	(void)d;
	if (!m->axis.n)
		return AIF_ENOENT;
	for (int s = 0; s < m->n_strategy; s++)
		max = fmax(max, fabs(aif_money_sum(m, s)));
	by = aif_figure_scale(max, "USD", &unit);
	for (int s = 0; s < m->n_strategy && s < MAX_LINE; s++) {
		double sum = 0;
		aif_text *f;

		snprintf(name, sizeof name, "line%d", s + 1);
		f = aif_gnuplot_file(g, name);
		aif_text_putf(f, "%.0f 0\n", m->axis.edge[0]);
		for (size_t i = 0; i < m->axis.n; i++) {
			for (int c = 0; c < AIF_MONEY_N; c++)
				sum += m->cell[(size_t)s * m->axis.n + i][c];
			aif_text_putf(f, "%.0f %.6g\n", m->axis.edge[i + 1], sum * by);
		}
		snprintf(name, sizeof name, "name%d", s + 1);
		aif_gnuplot_text(g, name, name_of(in, s));
	}
	aif_gnuplot_num(g, "n_line", m->n_strategy < MAX_LINE ? m->n_strategy : MAX_LINE);
	aif_gnuplot_num(g, "t_from", m->axis.edge[0]);
	aif_gnuplot_num(g, "t_to", m->axis.edge[m->axis.n]);
	aif_gnuplot_text(g, "unit", unit);
	aif_text_put(caption, "Sum of all payments since the first, undiscounted. Where two lines "
			      "cross, the cheaper strategy changes.");
	return AIF_OK;
}

// What strategy s has saved against base by each edge of the axis (saved[axis.n + 1]);
// returns the most that it cost more.
static double
saved_by(const aif_money *m, int s, int base, double *saved)
{
	double most = 0;

	saved[0] = 0;
	for (size_t i = 0; i < m->axis.n; i++) {
		saved[i + 1] = saved[i];
		for (int c = 0; c < AIF_MONEY_N; c++)
			saved[i + 1] += m->cell[(size_t)base * m->axis.n + i][c] -
					m->cell[(size_t)s * m->axis.n + i][c];
		most = fmax(most, -saved[i + 1]);
	}
	return most;
}

static int
base_of(const aif_figure_in *in)
{
	aif_read *const r[] = { in->r };
	int n, base = -1;
	aif_column *c = aif_column_list(r, 1, &n);

	if (c)
		base = aif_column_base(c, n);
	free(c);
	return base;
}

aif_err
aif_figcost_roi(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_money *m = &in->money;
	int base = m->n_strategy > 1 ? base_of(in) : -1, n = 0;
	double *saved;
	char name[24];

	if (!m->axis.n || base < 0)
		return AIF_ENOENT;
	saved = malloc((m->axis.n + 1) * sizeof *saved);
	if (!saved)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int s = 0; s < m->n_strategy && n < MAX_LINE; s++) {
		double most = s == base ? 0 : saved_by(m, s, base, saved);
		aif_text *f;

		if (!(most > 0))
			continue;
		snprintf(name, sizeof name, "line%d", ++n);
		f = aif_gnuplot_file(g, name);
		for (size_t i = 0; i <= m->axis.n; i++)
			aif_text_putf(f, "%.0f %.6g\n", m->axis.edge[i], 100 * saved[i] / most);
		snprintf(name, sizeof name, "name%d", n);
		aif_gnuplot_text(g, name, name_of(in, s));
		snprintf(name, sizeof name, "colour_of%d", n);
		aif_gnuplot_num(g, name, s + 1);
	}
	free(saved);
	if (n == 0)
		return AIF_ENOENT;
	aif_gnuplot_num(g, "n_line", n);
	aif_gnuplot_num(g, "t_from", m->axis.edge[0]);
	aif_gnuplot_num(g, "t_to", m->axis.edge[m->axis.n]);
	aif_text_putf(caption,
		      "What a strategy has saved against %s by a date, in percent of the most that "
		      "it had cost more, undiscounted: -100 is the deepest point, 0 is payback.",
		      name_of(in, base));
	return AIF_OK;
}

// One past the last month of the calendar year that month i is in.
static size_t
year_end(const aif_axis *a, size_t i)
{
	aif_cal first, c;

	aif_cal_of_unix_s((int64_t)a->edge[i], &first);
	do {
		i++;
		aif_cal_of_unix_s((int64_t)a->edge[i], &c);
	} while (i < a->n && c.year == first.year);
	return i;
}

// Sums over years (long runs) or single buckets of the lead strategy into
// cell[axis.n]; the bucket's last edge into to[]. Returns how many.
static size_t
by_year(const aif_money *m, int s, double (*cell)[AIF_MONEY_N], size_t *from, size_t *to)
{
	int yearly = m->axis.n > 24;
	size_t n = 0;

	for (size_t i = 0; i < m->axis.n; n++) {
		from[n] = i;
		to[n] = yearly ? year_end(&m->axis, i) : i + 1;
		for (; i < to[n]; i++)
			for (int c = 0; c < AIF_MONEY_N; c++)
				cell[n][c] += m->cell[(size_t)s * m->axis.n + i][c];
	}
	return n;
}

static void
put_spending(const aif_money *m, double (*cell)[AIF_MONEY_N], const size_t *from, const size_t *to,
	     size_t n, aif_gnuplot *g)
{
	int used[AIF_MONEY_N] = { 0 };
	double max = 0, by;
	const char *unit;
	aif_text *f = aif_gnuplot_file(g, "data");

	for (size_t i = 0; i < n; i++)
		for (int c = 0; c < AIF_MONEY_N; c++) {
			max = fmax(max, fabs(cell[i][c]));
			used[c] |= fabs(cell[i][c]) > 0;
		}
	by = aif_figure_scale(max, "USD", &unit);
	for (size_t i = 0; i < n; i++) {
		double a = m->axis.edge[from[i]], b = m->axis.edge[to[i]], gap = 0.04 * (b - a);

		aif_text_putf(f, "%.0f %.0f", a + gap, b - gap);
		put_stack(f, cell[i], by);
		aif_text_put(f, "\n");
	}
	put_classes(g, used);
	aif_gnuplot_text(g, "unit", unit);
}

aif_err
aif_figcost_spending(const aif_figure_in *in, aif_gnuplot *g, aif_text *caption, aif_diag *d)
{
	const aif_money *m = &in->money;
	int s = aif_money_strategy(in->r, in->lead);
	const char *word = m->axis.n > 24 ? "year" : m->axis.word;
	double(*cell)[AIF_MONEY_N] = calloc(m->axis.n + 1, sizeof *cell);
	size_t *edge = calloc(2 * m->axis.n + 1, sizeof *edge);
	aif_err e = m->axis.n && s >= 0 ? AIF_OK : AIF_ENOENT;

	if (!cell || !edge)
		e = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!e) {
		size_t n = by_year(m, s, cell, edge, edge + m->axis.n);

		put_spending(m, cell, edge, edge + m->axis.n, n, g);
		aif_gnuplot_num(g, "t_from", m->axis.edge[0]);
		aif_gnuplot_num(g, "t_to", m->axis.edge[m->axis.n]);
		aif_gnuplot_text(g, "bucket", word);
		aif_figure_name_lead(in, caption);
		aif_text_putf(caption,
			      "Payments of each %s by class of account; money in counts down.",
			      word);
	}
	free(edge);
	free(cell);
	return e;
}
