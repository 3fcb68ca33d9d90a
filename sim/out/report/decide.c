// decide.c - which strategy, by how much, how surely.
#include "out/report/decide.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/breakeven.h"
#include "out/rentcurve.h"
#include "out/report/cash.h"
#include "out/report/tables.h"
#include "out/words.h"
#include "util/stat.h"

static void
put_name(aif_page *p, int s)
{
	aif_text_put(&p->t, "<strong>");
	aif_text_html(&p->t, aif_tables_shown(p->h->strategy[s]));
	aif_text_put(&p->t, "</strong>");
}

// Says when the cheap strategy is cheap because it does less.
static void
put_less_work(aif_page *p, const aif_words_verdict *v)
{
	int n = 0;

	for (int s = 0; s < p->h->n_strategy && s < 8; s++) {
		if (!(v->work_frac[s] < 0.95))
			continue;
		aif_text_put(&p->t, n++ ? "; " : " The strategies do not do the same work: ");
		put_name(p, s);
		aif_text_putf(&p->t, " did %.0f %% of the most useful GPU-hours",
			      100 * v->work_frac[s]);
	}
	aif_text_put(&p->t, n ? ", so total costs do not compare." : "");
}

// Requests that a strategy turned away or let wait are no cost in the ledger.
static void
put_unserved(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "summary", NULL);

	for (size_t i = 0; t && i < t->n_row; i++) {
		double share = aif_read_num(aif_read_column(t, "value"), i);

		if (strcmp(aif_read_text(aif_read_column(t, "name"), i), "served_share") != 0 ||
		    !(share < 0.99))
			continue;
		aif_text_put(&p->t, " <strong>");
		aif_text_html(&p->t, aif_tables_shown(aif_read_text(t->col, i)));
		aif_text_putf(&p->t, "</strong> serves %.1f %% of the requests of ", 100 * share);
		aif_text_html(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		aif_text_put(&p->t, ".");
	}
}

static void
put_verdict(aif_page *p, const aif_words_verdict *v)
{
	static const char *const what[] = { "net present cost", "total cost",
					    "cost per useful GPU-hour" };
	double least, next;
	const char *unit;
	char a[96];

	if (v->best < 0)
		return;
	least = aif_words_value(p->r, v->line, p->h->strategy[v->best], &unit);
	next = aif_words_value(p->r, v->line, p->h->strategy[v->second], &unit);
	aif_words_quantity(least, unit, a, sizeof a);
	aif_text_put(&p->t, "<p class=say>");
	put_name(p, v->best);
	aif_text_putf(&p->t, " has the least %s, %s", what[v->line], a);
	if (least > 0 && next > 0) {
		aif_text_putf(&p->t, "; %.1f %% less than ", 100 * (next - least) / next);
		put_name(p, v->second);
	}
	aif_text_put(&p->t, ".");
	put_less_work(p, v);
	put_unserved(p);
	aif_text_put(&p->t, "</p>\n");
}

static void
put_card(aif_page *p, int s, const aif_words_verdict *v)
{
	static const int side[] = { AIF_WORDS_NPV, AIF_WORDS_GPU_H, AIF_WORDS_TOKEN,
				    AIF_WORDS_USEFUL, AIF_WORDS_ENERGY };
	const char *label = p->h->strategy[s], *unit;
	int line = v->best >= 0 ? v->line : AIF_WORDS_NPV;
	double x = aif_words_value(p->r, line, label, &unit);
	char b[96];

	if (isnan(x))
		x = aif_words_value(p->r, line = AIF_WORDS_TCO, label, &unit);
	aif_words_quantity(x, unit, b, sizeof b);
	aif_text_putf(&p->t, "<div class=\"card%s\">%s<h3>", s == v->best ? " best" : "",
		      s == v->best ? "<span class=tag>least cost</span>" : "");
	aif_text_html(&p->t, aif_tables_shown(label));
	aif_text_putf(&p->t, "</h3><p class=big>%s</p><p class=what>%s</p><ul>", b,
		      aif_words_line_at(line)->label);
	for (size_t i = 0; i < sizeof side / sizeof *side; i++) {
		x = aif_words_value(p->r, side[i], label, &unit);
		if (!(x > 0) || side[i] == line)
			continue;
		aif_words_quantity(x, unit, b, sizeof b);
		aif_text_putf(&p->t, "<li>%s: <strong>%s</strong></li>",
			      aif_words_line_at(side[i])->label, b);
	}
	aif_text_put(&p->t, "</ul></div>\n");
}

static void
put_line(aif_page *p, int i, const aif_words_verdict *v)
{
	const aif_words_line *l = aif_words_line_at(i);
	double least = INFINITY;
	const char *unit;
	int known = 0, judged = i == v->line || i == AIF_WORDS_GPU_H || i == AIF_WORDS_TOKEN;

	for (int s = 0; s < p->h->n_strategy; s++) {
		double x = aif_words_value(p->r, i, p->h->strategy[s], &unit);

		known += !isnan(x);
		if (x < least)
			least = x;
	}
	if (!known)
		return;
	aif_text_putf(&p->t, "<tr><th scope=row>%s</th>", l->label);
	for (int s = 0; s < p->h->n_strategy; s++) {
		double x = aif_words_value(p->r, i, p->h->strategy[s], &unit);
		char b[96];

		aif_words_quantity(x, unit, b, sizeof b);
		aif_text_putf(&p->t, "<td class=\"n%s\">%s</td>",
			      judged && known > 1 && x <= least ? " best-cell" : "", b);
	}
	aif_text_putf(&p->t, "<td class=w>%s</td></tr>\n", l->note);
}

static void
put_even(aif_page *p)
{
	aif_text say = { 0 };
	int n;
	aif_column *c = aif_column_list(&p->r, 1, &n);

	if (c)
		aif_rentcurve_say(c, n, &say);
	if (say.n) {
		aif_text_put(&p->t, "<p class=say id=even>");
		aif_text_html(&p->t, say.s);
		aif_text_put(&p->t, "</p>\n");
	}
	aif_text_free(&say);
	free(c);
}

static void
put_paid_off(aif_page *p)
{
	aif_breakeven b[8];
	int n = aif_breakeven_find(p->r, b, 8);
	aif_text say = { 0 };

	for (int i = 0; i < n; i++) {
		aif_text_put(&p->t, i ? "<li>" : "<ul class=say id=break-even><li>");
		aif_breakeven_say(p->r, &b[i], &say);
		aif_text_html(&p->t, say.s ? say.s : "");
		aif_text_put(&p->t, "</li>\n");
		aif_text_free(&say);
	}
	aif_text_put(&p->t, n ? "</ul>\n" : "");
	put_even(p);
	aif_breakeven_say_late(p->r, p->in.lead, &say);
	if (say.n) {
		aif_text_put(&p->t, "<p class=say id=late>");
		aif_text_html(&p->t, say.s);
		aif_text_put(&p->t, "</p>\n");
	}
	aif_text_free(&say);
}

static void
put_convention(aif_page *p)
{
	int n;
	aif_column *c = aif_column_list(&p->r, 1, &n);

	if (c)
		aif_cash_convention(&p->t, c, n);
	free(c);
}

void
aif_decide_put(aif_page *p)
{
	aif_words_verdict v = aif_words_judge(p->r);

	aif_text_put(&p->t, "<section id=decision><h2>Decision</h2>\n");
	put_verdict(p, &v);
	aif_text_put(&p->t, "<div class=cards>\n");
	for (int s = 0; s < p->h->n_strategy; s++)
		put_card(p, s, &v);
	aif_text_put(&p->t, "</div>\n");
	put_paid_off(p);
	aif_text_put(&p->t, "<div class=scroll tabindex=0 role=region "
			    "aria-label=\"Strategies side by side\"><table>"
			    "<thead><tr><th scope=col>Figure</th>");
	for (int s = 0; s < p->h->n_strategy; s++) {
		aif_text_put(&p->t, "<th scope=col class=n>");
		aif_text_html(&p->t, aif_tables_shown(p->h->strategy[s]));
		aif_text_put(&p->t, "</th>");
	}
	aif_text_put(&p->t, "<th scope=col>Meaning</th></tr></thead><tbody>\n");
	for (int i = 0; aif_words_line_at(i); i++)
		put_line(p, i, &v);
	aif_tables_close(&p->t);
	put_convention(p);
	aif_text_put(&p->t, "</section>\n");
}

// --- uncertainty ------------------------------------------------------------------

// A quantile, and below it how far the 95 % interval goes that so many replicas leave.
static void
put_quantile(aif_page *p, const char *strategy, const char *figure, const char *column,
	     const char *unit)
{
	double x = aif_read_quantile(p->r, strategy, figure, column), by[2];
	char end[24], b[96];

	for (int k = 0; k < 2; k++) {
		snprintf(end, sizeof end, "%s_%s", column, k ? "high" : "low");
		by[k] = 100 * (aif_read_quantile(p->r, strategy, figure, end) / x - 1);
	}
	aif_words_quantity(x, unit, b, sizeof b);
	aif_text_put(&p->t, "<td class=n>");
	aif_text_html(&p->t, b);
	if (isfinite(by[0]) && isfinite(by[1]) && fabs(by[1] - by[0]) >= 0.05)
		aif_text_putf(&p->t, "<br><span class=note>%+.1f to %+.1f %%</span>", by[0], by[1]);
	aif_text_put(&p->t, "</td>");
}

static void
put_spread(aif_page *p, int line)
{
	static const char *const column[] = { "p10", "p50", "p90" };
	const aif_words_line *l = aif_words_line_at(line);

	for (int s = 0; s < p->h->n_strategy; s++) {
		const char *unit;
		double base = aif_words_value(p->r, line, p->h->strategy[s], &unit);

		if (isnan(aif_read_quantile(p->r, p->h->strategy[s], l->name, "p50")))
			continue;
		aif_text_putf(&p->t, "<tr><th scope=row>%s</th>", l->label);
		aif_tables_text(&p->t, aif_tables_shown(p->h->strategy[s]));
		aif_tables_num(&p->t, base, unit);
		for (size_t c = 0; c < sizeof column / sizeof *column; c++)
			put_quantile(p, p->h->strategy[s], l->name, column[c], unit);
		aif_text_put(&p->t, "</tr>\n");
	}
}

// Lower end of the 95 % interval of a share k of n. Source: Wilson 1927, JASA 22 (158).
static double
at_least(int k, int n)
{
	double z2 = 1.959964 * 1.959964, f = (double)k / n;

	return (f + z2 / (2 * n) - sqrt(z2 * (f * (1 - f) + z2 / (4.0 * n)) / n)) / (1 + z2 / n);
}

// "on-prem costs less than cloud in 50 of 50 replicas ...".
static void
put_sure(aif_page *p, int a, int b)
{
	int n = aif_read_ensemble_of(p->r)->n_replica, less = 0, known = 0;
	const aif_read_metric *x = aif_read_metric_of(p->r, p->h->strategy[a], "npv_cost_usd");
	const aif_read_metric *y = aif_read_metric_of(p->r, p->h->strategy[b], "npv_cost_usd");
	double *gap = calloc((size_t)n + 1, sizeof *gap);
	char usd[3][96];

	for (int i = 0; gap && x && y && i < n; i++)
		if (!isnan(gap[known] = y->x[i] - x->x[i]))
			less += gap[known++] > 0;
	if (known > 1) {
		size_t k = aif_stat_sort(gap, (size_t)known);

		for (int q = 0; q < 3; q++)
			aif_words_quantity(aif_stat_quantile(gap, k, 0.1 + 0.4 * q), "USD", usd[q],
					   sizeof usd[q]);
		aif_text_put(&p->t, "<li>");
		put_name(p, a);
		aif_text_putf(&p->t,
			      " has the lower net present cost in %d of %d replicas against ", less,
			      known);
		put_name(p, b);
		aif_text_putf(&p->t,
			      ", by %s at the median (P10 %s, P90 %s). With 95 %% confidence that "
			      "holds in at least %.0f %% of such futures.</li>\n",
			      usd[1], usd[0], usd[2], 100 * at_least(less, known));
	}
	free(gap);
}

// All inputs against and for the first strategy at once.
static void
put_cases(aif_page *p, const aif_read_ensemble *e)
{
	static const char *const name[] = { "Down", "Up" };
	char b[96];

	if (!e->cases || e->n_strategy != p->h->n_strategy || isnan(e->cases[0]))
		return;
	aif_text_put(&p->t, "<p id=cases>With every drawn input at once at its P10 or P90, "
			    "whichever is worse (down) or better (up) for ");
	put_name(p, 0);
	aif_text_put(&p->t, ", the net present cost is:</p>\n<ul>");
	for (int k = 0; k < 2; k++) {
		aif_text_putf(&p->t, "<li>%s: ", name[k]);
		for (int s = 0; s < e->n_strategy; s++) {
			aif_words_quantity(e->cases[k * e->n_strategy + s], "USD", b, sizeof b);
			aif_text_put(&p->t, s ? ", " : "");
			put_name(p, s);
			aif_text_putf(&p->t, " %s", b);
		}
		aif_text_put(&p->t, "</li>\n");
	}
	aif_text_put(&p->t, "</ul>\n<p class=note>Ends that no future is likely to reach: so many "
			    "inputs seldom fall to one side.</p>\n");
}

static double
most_rank(const aif_read_ensemble *e, int i)
{
	double most = 0;

	for (int s = 0; s < e->n_strategy; s++)
		if (!isnan(e->driver[i].npv[s].rank))
			most = fmax(most, fabs(e->driver[i].npv[s].rank));
	return most;
}

static void
put_rank_row(aif_page *p, const aif_read_ensemble *e, int i)
{
	const aif_read_driver *x = &e->driver[i];

	aif_text_put(&p->t, "<tr>");
	aif_tables_text(&p->t, x->name);
	aif_tables_num(&p->t, x->low, x->unit);
	aif_tables_num(&p->t, x->high, x->unit);
	for (int s = 0; s < e->n_strategy; s++)
		if (isnan(x->npv[s].rank))
			aif_text_put(&p->t, "<td class=n>-</td>");
		else
			aif_text_putf(&p->t, "<td class=n>%+.2f</td>", x->npv[s].rank);
	aif_text_put(&p->t, "</tr>\n");
}

// Inputs by the rank correlation of the net present cost with them, the strongest first.
static void
put_ranks(aif_page *p, const aif_read_ensemble *e)
{
	int *done = calloc((size_t)e->n_driver + 1, sizeof *done);
	aif_text heads = { 0 };

	if (!done || e->n_driver == 0 || e->n_strategy != p->h->n_strategy) {
		free(done);
		return;
	}
	aif_text_put(&p->t,
		     "<h3 id=ranks>What moves the net present cost</h3>\n<p class=note>Rank "
		     "correlation (Spearman) over the replicas: +1, the cost rises whenever the "
		     "input does; 0, it does not care.</p>\n");
	aif_text_put(&heads, "Input|>its P10|>its P90");
	for (int s = 0; s < e->n_strategy; s++)
		aif_text_putf(&heads, "|>%s", aif_tables_shown(p->h->strategy[s]));
	aif_tables_open(&p->t, "Rank sensitivity", heads.s ? heads.s : "Input", 1);
	for (int k = 0; k < e->n_driver; k++) {
		int best = -1;

		for (int i = 0; i < e->n_driver; i++)
			if (!done[i] && (best < 0 || most_rank(e, i) > most_rank(e, best)))
				best = i;
		done[best] = 1;
		put_rank_row(p, e, best);
	}
	aif_tables_close(&p->t);
	aif_text_free(&heads);
	free(done);
}

// How the replicas were played.
static void
put_zoom(aif_page *p, const aif_read_ensemble *e)
{
	aif_text_put(&p->t, "<p class=note>Only what the scenario draws moves: a figure given as "
			    "one number has no share in this spread.");
	if (e->zoom_s > 0)
		aif_text_putf(&p->t,
			      " Replicas were played at plan zoom, work as a fluid in steps of "
			      "%g h; what that is off by in the base case has been taken out of "
			      "them (/ensemble/control).",
			      e->zoom_s / 3600);
	aif_text_put(&p->t, "</p>\n");
}

void
aif_decide_spread(aif_page *p)
{
	const aif_read_ensemble *e = aif_read_ensemble_of(p->r);
	aif_words_verdict v = aif_words_judge(p->r);

	if (!e || e->n_replica < 2)
		return;
	aif_text_putf(&p->t,
		      "<section id=uncertainty><h2>Uncertainty</h2>\n<p>%d replicas with dates, "
		      "prices and failures drawn "
		      "anew; strategies share the same luck. Of ten futures one lies below P10, "
		      "one above P90; below each stand the ends of its 95 %% "
		      "confidence interval. The base case has "
		      "every distribution at its median.</p>\n",
		      e->n_replica);
	aif_text_put(&p->t, "<ul id=sure>");
	for (int s = 0; v.best >= 0 && s < p->h->n_strategy; s++)
		if (s != v.best)
			put_sure(p, v.best, s);
	aif_text_put(&p->t, "</ul>\n");
	put_cases(p, e);
	put_zoom(p, e);
	aif_tables_open(&p->t, "Uncertainty", "Figure|Strategy|>Base case|>P10|>P50|>P90", 1);
	for (int i = 0; aif_words_line_at(i); i++)
		put_spread(p, i);
	aif_tables_close(&p->t);
	put_convention(p);
	put_ranks(p, e);
	aif_text_put(&p->t, "</section>\n");
}
