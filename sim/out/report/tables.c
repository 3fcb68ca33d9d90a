// tables.c - the plant month by month, and what the figures stand on.
#include "out/report/tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/report/cash.h"
#include "out/words.h"

#define MOST_ROWS 400 // of a register on the page; the file has all

void
aif_tables_text(aif_text *t, const char *s)
{
	aif_text_put(t, strlen(s) > 24 ? "<td class=w>" : "<td>");
	aif_text_html(t, s);
	aif_text_put(t, "</td>");
}

void
aif_tables_num(aif_text *t, double x, const char *unit)
{
	char b[96];

	aif_words_quantity(x, unit, b, sizeof b);
	aif_text_put(t, "<td class=n>");
	aif_text_html(t, b);
	aif_text_put(t, "</td>");
}

static void
date_cell(aif_page *p, double t_s)
{
	char b[32];

	aif_words_date(p->h, t_s, b, sizeof b);
	aif_tables_text(&p->t, b);
}

const char *
aif_tables_shown(const char *strategy)
{
	return *strategy ? strategy : "this plan";
}

void
aif_tables_open(aif_text *t, const char *label, const char *heads, int tall)
{
	aif_text_putf(
	    t,
	    "<div class=\"scroll%s\" tabindex=0 role=region aria-label=\"%s\"><table><thead><tr>",
	    tall ? " tall" : "", label);
	for (const char *s = heads; *s;) {
		size_t n = strcspn(s, "|");

		aif_text_put(t, *s == '>' ? "<th scope=col class=n>" : "<th scope=col>");
		aif_text_putn(t, *s == '>' ? s + 1 : s, *s == '>' ? n - 1 : n);
		aif_text_put(t, "</th>");
		s += n + (s[n] == '|');
	}
	aif_text_put(t, "</tr></thead><tbody>\n");
}

void
aif_tables_close(aif_text *t)
{
	aif_text_put(t, "</tbody></table></div>\n");
}

// --- plant ------------------------------------------------------------------------

void
aif_tables_binding(aif_page *p)
{
	static const char *const watts[] = { "grid_w",      "feed_w",   "ups_w", "cooling_w",
					     "delivered_w", "demand_w", "used_w" };
	const aif_read_table *t = aif_read_table_of(p->r, "binding", NULL);
	const aif_read_col *cs = aif_read_column(t, "strategy"),
			   *ci = aif_read_column(t, "idle_capital_usd"),
			   *cw = aif_read_column(t, "delay_usd_week");
	double idle = 0;
	char b[96];

	if (!t || t->n_row == 0)
		return;
	aif_text_put(&p->t,
		     "<section id=binding><h2>What binds, month by month</h2>\n<p>The IT "
		     "power that each link of "
		     "the chain allows, and what stopped most of the demand. Feeds: all supplies, "
		     "after the loss of those that must be survived. Idle capital is the "
		     "cost of racks and halls paid for and not running; lost a week is the "
		     "part of it that the plan would have run.</p>\n");
	aif_tables_open(
	    &p->t, "Binding constraint by month",
	    "Month|Site|Binds|>Grid|>Feeds|>UPS|>Cooling|>Racks|>Demand|>Used|>Idle capital|"
	    ">Lost a week",
	    1);
	for (size_t i = 0; i < t->n_row; i++) {
		if (strcmp(aif_read_text(cs, i), p->in.lead) != 0)
			continue;
		aif_text_put(&p->t, "<tr>");
		date_cell(p, aif_read_num(aif_read_column(t, "month_s"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "site"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "binds"), i));
		for (size_t k = 0; k < sizeof watts / sizeof *watts; k++)
			aif_tables_num(&p->t, aif_read_num(aif_read_column(t, watts[k]), i), "W");
		aif_tables_num(&p->t, aif_read_num(ci, i), "USD");
		aif_tables_num(&p->t, cw ? aif_read_num(cw, i) : (double)NAN, "USD");
		aif_text_put(&p->t, "</tr>\n");
		idle += isnan(aif_read_num(ci, i)) ? 0 : aif_read_num(ci, i);
	}
	aif_tables_close(&p->t);
	aif_words_quantity(idle, "USD", b, sizeof b);
	aif_text_put(&p->t, "<p class=note>");
	if (p->h->n_strategy > 1) {
		aif_text_put(&p->t, "Strategy ");
		aif_text_html(&p->t, p->in.lead);
		aif_text_put(&p->t, ". ");
	}
	aif_text_putf(&p->t, "Idle capital in all: %s.</p></section>\n", b);
}

void
aif_tables_milestones(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "timeline", NULL);

	if (!t || t->n_row == 0)
		return;
	aif_text_put(&p->t, "<section id=milestones><h2>Milestones</h2>\n");
	aif_tables_open(&p->t, "Milestones",
			"Strategy|Where|Step|Planned end|Actual end|>Late|Critical|Reason", 1);
	for (size_t i = 0; i < t->n_row && i < MOST_ROWS; i++) {
		double plan = aif_read_num(aif_read_column(t, "plan_end_s"), i);
		double real = aif_read_num(aif_read_column(t, "end_s"), i);

		aif_text_put(&p->t, "<tr>");
		aif_tables_text(&p->t, aif_tables_shown(aif_read_text(t->col, i)));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "step"), i));
		date_cell(p, plan);
		date_cell(p, real);
		if (real - plan > 43200)
			aif_tables_num(&p->t, real - plan, "s");
		else
			aif_text_put(&p->t, "<td class=n></td>");
		aif_tables_text(&p->t,
				aif_read_num(aif_read_column(t, "critical"), i) > 0 ? "yes" : "");
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "reason"), i));
		aif_text_put(&p->t, "</tr>\n");
	}
	aif_tables_close(&p->t);
	aif_text_put(&p->t, "</section>\n");
}

// --- what it stands on ------------------------------------------------------------

void
aif_tables_audit(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "audit", NULL);
	const aif_read_col *cp = aif_read_column(t, "pass");
	size_t failed = 0;

	if (!t || t->n_row == 0)
		return;
	for (size_t i = 0; i < t->n_row; i++)
		failed += !(aif_read_num(cp, i) > 0);
	aif_text_putf(&p->t,
		      "<section id=audit><h2>Audit</h2>\n<p>%zu balances were checked at the end "
		      "of the run: ",
		      t->n_row);
	if (failed)
		aif_text_putf(&p->t, "<span class=fail>%zu do not hold</span>.</p>\n", failed);
	else
		aif_text_put(&p->t, "<span class=pass>all hold</span>.</p>\n");
	aif_tables_open(&p->t, "Audit",
			"Result|Strategy|Entity|Balance|>Left|>Right|Unit|>Relative error|How", 1);
	for (size_t i = 0; i < t->n_row && i < MOST_ROWS; i++) {
		int ok = aif_read_num(cp, i) > 0;

		aif_text_putf(&p->t, "<tr><td class=%s>%s</td>", ok ? "pass" : "fail",
			      ok ? "pass" : "FAIL");
		aif_tables_text(&p->t, aif_tables_shown(aif_read_text(t->col, i)));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "balance"), i));
		aif_text_putf(&p->t, "<td class=n>%.10g</td><td class=n>%.10g</td>",
			      aif_read_num(aif_read_column(t, "left"), i),
			      aif_read_num(aif_read_column(t, "right"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "unit"), i));
		aif_text_putf(&p->t, "<td class=n>%.1e</td>",
			      aif_read_num(aif_read_column(t, "rel_error"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "note"), i));
		aif_text_put(&p->t, "</tr>\n");
	}
	aif_tables_close(&p->t);
	aif_text_put(&p->t, "</section>\n");
}

// Rows of the first strategy stand for all: they share the catalog.
static int
is_first(const aif_page *p, const aif_read_table *t, size_t i)
{
	return strcmp(aif_read_text(t->col, i), p->h->strategy[0]) == 0;
}

static void
put_shares(aif_page *p, const aif_read_table *t)
{
	static const char *const kind[] = { "measured", "published", "datasheet", "estimate",
					    "other" };
	const aif_read_col *ck = aif_read_column(t, "kind");
	size_t n[5] = { 0 }, all = 0;

	for (size_t i = 0; i < t->n_row; i++) {
		int k = 0;

		if (!is_first(p, t, i))
			continue;
		while (k < 4 && strcmp(aif_read_text(ck, i), kind[k]) != 0)
			k++;
		n[k]++;
		all++;
	}
	if (!all)
		return;
	aif_text_put(&p->t,
		     "<div class=bar role=img aria-label=\"Shares of the figures by kind\">");
	for (int k = 0; k < 5; k++)
		if (n[k])
			aif_text_putf(&p->t, "<span class=%s style=\"flex:%zu\"></span>", kind[k],
				      n[k]);
	aif_text_put(&p->t, "</div><ul class=keys>");
	for (int k = 0; k < 5; k++)
		if (n[k])
			aif_text_putf(&p->t, "<li><i class=%s></i>%s: %zu (%.0f %%)</li>", kind[k],
				      kind[k], n[k], 100 * (double)n[k] / (double)all);
	aif_text_put(&p->t, "</ul>\n");
}

// By money first: what the cost rests on.
static void
put_costs(aif_page *p)
{
	int count;
	aif_column *c = aif_column_list(&p->r, 1, &count);

	if (c)
		aif_cash_kinds(&p->t, c, count);
	free(c);
	aif_text_put(&p->t, "<p>The figures themselves, by number:</p>\n");
}

void
aif_tables_provenance(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "provenance", NULL);
	size_t shown_rows = 0;

	if (!t || t->n_row == 0)
		return;
	aif_text_put(&p->t, "<section id=provenance><h2>Where the figures come from</h2>\n<p>Every "
			    "catalog or calibration "
			    "figure that the run used, by what it stands on.</p>\n");
	put_costs(p);
	put_shares(p, t);
	aif_text_put(&p->t, "<details><summary>Assumption register</summary>\n");
	aif_tables_open(&p->t, "Assumption register", "Entity|Field|>Value|Kind|As of|Source", 1);
	for (size_t i = 0; i < t->n_row && shown_rows < MOST_ROWS; i++) {
		if (!is_first(p, t, i))
			continue;
		shown_rows++;
		aif_text_put(&p->t, "<tr>");
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "field"), i));
		aif_tables_num(&p->t, aif_read_num(aif_read_column(t, "value"), i),
			       aif_read_text(aif_read_column(t, "unit"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "kind"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "as_of"), i));
		aif_text_put(&p->t, "<td class=w>");
		aif_text_html(&p->t, aif_read_text(aif_read_column(t, "source"), i));
		aif_text_put(&p->t, "</td></tr>\n");
	}
	aif_tables_close(&p->t);
	if (shown_rows == MOST_ROWS)
		aif_text_put(
		    &p->t,
		    "<p class=note>The first rows; the result file has all in /provenance.</p>");
	aif_text_put(&p->t, "</details></section>\n");
}

static void
put_param(aif_page *p, const aif_read_table *t, size_t i)
{
	const char *text = aif_read_text(aif_read_column(t, "text"), i), *slash;
	const char *file = aif_read_text(aif_read_column(t, "file"), i);

	slash = strrchr(file, '/');
	aif_text_put(&p->t, "<tr>");
	aif_tables_text(&p->t, aif_read_text(t->col, i));
	aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
	aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "model"), i));
	aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "field"), i));
	if (*text)
		aif_tables_text(&p->t, text);
	else
		aif_tables_num(&p->t, aif_read_num(aif_read_column(t, "value"), i),
			       aif_read_text(aif_read_column(t, "unit"), i));
	aif_text_put(&p->t, "<td>");
	aif_text_html(&p->t, slash ? slash + 1 : file);
	if (aif_read_num(aif_read_column(t, "line"), i) > 0)
		aif_text_putf(&p->t, ":%.0f", aif_read_num(aif_read_column(t, "line"), i));
	aif_text_put(&p->t, "</td></tr>\n");
}

void
aif_tables_inputs(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "scenario/parameters", NULL);
	size_t n = 0, left = 0;

	aif_text_put(&p->t, "<section id=inputs><h2>Inputs</h2>\n");
	if (t && t->n_row) {
		aif_text_put(&p->t, "<details><summary>Parameters as resolved</summary>\n");
		aif_tables_open(&p->t, "Parameters",
				"Strategy|Entity|Model|Field|>Value|Declared at", 1);
		for (size_t i = 0; i < t->n_row; i++) {
			const char *text = aif_read_text(aif_read_column(t, "text"), i);

			if (strstr(aif_read_text(aif_read_column(t, "file"), i), "catalog/") ||
			    (!*text && isnan(aif_read_num(aif_read_column(t, "value"), i))) ||
			    n >= 2 * MOST_ROWS) {
				left++;
				continue;
			}
			put_param(p, t, i);
			n++;
		}
		aif_tables_close(&p->t);
		if (left)
			aif_text_putf(&p->t,
				      "<p class=note>%zu further rows (catalog entries, fields not "
				      "given) are in the "
				      "result file, /scenario/parameters.</p>",
				      left);
		aif_text_put(&p->t, "</details>\n");
	}
	if (*p->h->text) {
		aif_text_put(&p->t, "<details><summary>Scenario source</summary><pre>");
		aif_text_html(&p->t, p->h->text);
		aif_text_put(&p->t, "</pre></details>\n");
	}
	aif_text_put(&p->t, "</section>\n");
}

void
aif_tables_summary(aif_page *p)
{
	const aif_read_table *t = aif_read_table_of(p->r, "summary", NULL);

	if (!t || t->n_row == 0)
		return;
	aif_text_put(&p->t, "<section id=figures-all><h2>All figures</h2><details><summary>Every "
			    "figure of the run</summary>\n");
	aif_tables_open(&p->t, "All figures", "Strategy|Entity|Figure|>Value|Meaning", 1);
	for (size_t i = 0; i < t->n_row && i < 2 * MOST_ROWS; i++) {
		aif_text_put(&p->t, "<tr>");
		aif_tables_text(&p->t, aif_tables_shown(aif_read_text(t->col, i)));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "entity"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "name"), i));
		aif_tables_num(&p->t, aif_read_num(aif_read_column(t, "value"), i),
			       aif_read_text(aif_read_column(t, "unit"), i));
		aif_tables_text(&p->t, aif_read_text(aif_read_column(t, "note"), i));
		aif_text_put(&p->t, "</tr>\n");
	}
	aif_tables_close(&p->t);
	aif_text_put(&p->t, "</details></section>\n");
}
