// versus.c - a table of results, as text and as a page.
#include "out/report/versus.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/column.h"
#include "out/report/cash.h"
#include "out/report/page.h"
#include "out/report/tables.h"
#include "out/words.h"
#include "util/version.h"

typedef aif_column column;

// Words of a cell: line i of words.h, beyond them class i - lines of the ledger.
static int
cell(const column *c, int i, int n_line, char *out, size_t n)
{
	const char *unit = "USD";
	double x = (double)NAN;

	if (i < n_line)
		x = aif_words_value(c->r, i, c->label, &unit);
	else if (c->has_ledger)
		x = c->usd[i - n_line];
	aif_words_quantity(x, unit, out, n);
	return !isnan(x) && (i < n_line || fabs(x) > 0);
}

static int
n_lines(void)
{
	int n = 0;

	while (aif_words_line_at(n))
		n++;
	return n;
}

static const char *
label(int i, int n_line, char *b, size_t n)
{
	if (i < n_line)
		return aif_words_line_at(i)->label;
	snprintf(b, n, "Ledger: %s", aif_money_label((aif_money_class)(i - n_line)));
	return b;
}

static int
is_known(const column *c, int count, int i, int n_line)
{
	char b[96];
	int known = 0;

	for (int k = 0; k < count; k++)
		known |= cell(&c[k], i, n_line, b, sizeof b);
	return known;
}

// "the cost of delay is 3.2 million USD instead of 85 million USD", when they differ by 1 %.
static int
put_change(const column *a, const column *b, const char *name, const char *what, aif_text *out)
{
	const char *unit = "USD";
	char t[2][96];
	double x[2];

	for (int i = 0; aif_words_line_at(i); i++) {
		if (strcmp(aif_words_line_at(i)->name, name) != 0)
			continue;
		x[0] = aif_words_value(a->r, i, a->label, &unit);
		x[1] = aif_words_value(b->r, i, b->label, &unit);
		if (isnan(x[0]) || isnan(x[1]) || fabs(x[1] - x[0]) < 0.01 * fabs(x[0]))
			return 0;
		aif_words_quantity(x[0], unit, t[0], sizeof t[0]);
		aif_words_quantity(x[1], unit, t[1], sizeof t[1]);
		aif_text_putf(out, "%s is %s instead of %s", what, t[1], t[0]);
		return 1;
	}
	return 0;
}

// What column b would change against a.
static void
put_against(const column *a, const column *b, aif_text *out)
{
	static const char *const what[][2] = {
		{ "delay_cost", "cost of delay" },
		{ "npv_cost_usd", "net present cost" },
		{ "useful_gpu_hours", "useful work" },
		{ "usd_per_useful_gpu_h", "cost per useful GPU-hour" },
		{ "carbon_kg", "carbon dioxide" },
	};
	aif_text s = { 0 };
	int n = 0;

	for (size_t k = 0; k < sizeof what / sizeof *what; k++) {
		aif_text one = { 0 };

		if (put_change(a, b, what[k][0], what[k][1], &one))
			aif_text_putf(&s, "%s%s", n++ ? "; " : "", one.s);
		aif_text_free(&one);
	}
	aif_text_putf(out, "%s against %s: %s.", b->head, a->head, n ? s.s : "no difference");
	aif_text_free(&s);
}

// One sentence for each later column of the strategy that the first file has too.
static void
put_changes(const column *c, int count, int as_list, aif_text *out)
{
	for (int k = 1; k < count; k++) {
		aif_text t = { 0 };

		if (c[k].r == c[0].r)
			continue;
		for (int i = 0; i < k && c[i].r == c[0].r; i++)
			if (strcmp(c[i].label, c[k].label) == 0)
				put_against(&c[i], &c[k], &t);
		if (t.n && as_list) {
			aif_text_put(out, "<li>");
			aif_text_html(out, t.s);
			aif_text_put(out, "</li>\n");
		} else if (t.n) {
			aif_text_putf(out, "%s\n", t.s);
		}
		aif_text_free(&t);
	}
}

void
aif_versus_text(aif_read *const *r, int n, aif_text *out)
{
	int count, n_line = n_lines();
	column *c = aif_column_list(r, n, &count);
	char b[96], lab[64];

	if (!c) {
		out->bad = 1;
		return;
	}
	aif_text_putf(out, "%-26s", "");
	for (int k = 0; k < count; k++)
		aif_text_putf(out, "  %20.20s", c[k].head);
	aif_text_put(out, "\n");
	for (int i = 0; i < n_line + AIF_MONEY_N; i++) {
		if (!is_known(c, count, i, n_line))
			continue;
		aif_text_putf(out, "%-26s", label(i, n_line, lab, sizeof lab));
		for (int k = 0; k < count; k++) {
			cell(&c[k], i, n_line, b, sizeof b);
			aif_text_putf(out, "  %20s", b);
		}
		aif_text_put(out, "\n");
	}
	put_changes(c, count, 0, out);
	free(c);
}

static void
put_files(aif_text *t, aif_read *const *r, int n)
{
	char from[32], to[32];

	aif_text_put(t, "<ul>");
	for (int i = 0; i < n; i++) {
		const aif_read_head *h = aif_read_header(r[i]);

		aif_words_date(h, 0, from, sizeof from);
		aif_words_date(h, h->until_s, to, sizeof to);
		aif_text_put(t, "<li><code>");
		aif_text_html(t, h->path);
		aif_text_put(t, "</code>: scenario <code>");
		aif_text_html(t, h->scenario);
		aif_text_putf(t, "</code>, %s to %s, seed %lld%s</li>\n", from, to,
			      (long long)h->seed,
			      h->complete ? "" : ", <strong>stopped before its end</strong>");
	}
	aif_text_put(t, "</ul>\n");
}

aif_err
aif_versus_page(aif_read *const *r, int n, const char *dir, aif_diag *d)
{
	int count, n_line = n_lines();
	column *c = aif_column_list(r, n, &count);
	char b[96], lab[64], path[4096];
	aif_text t = { 0 };
	aif_err e;

	if (!c)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	aif_page_begin(&t, "Comparison - aifsim");
	aif_text_put(&t, "<header><h1>Side by side</h1>\n");
	put_files(&t, r, n);
	aif_text_put(&t, "</header>\n<main><ul class=say>\n");
	put_changes(c, count, 1, &t);
	aif_text_put(&t, "</ul>\n<div class=scroll tabindex=0 role=region "
			 "aria-label=Comparison><table><thead><tr>"
			 "<th scope=col>Figure</th>");
	for (int k = 0; k < count; k++) {
		aif_text_put(&t, "<th scope=col class=n>");
		aif_text_html(&t, c[k].head);
		aif_text_put(&t, "</th>");
	}
	aif_text_put(&t, "</tr></thead><tbody>\n");
	for (int i = 0; i < n_line; i++) {
		if (!is_known(c, count, i, n_line))
			continue;
		aif_text_putf(&t, "<tr><th scope=row>%s</th>", label(i, n_line, lab, sizeof lab));
		for (int k = 0; k < count; k++) {
			cell(&c[k], i, n_line, b, sizeof b);
			aif_text_putf(&t, "<td class=n>%s</td>", b);
		}
		aif_text_put(&t, "</tr>\n");
	}
	aif_text_put(&t, "</tbody></table></div>\n");
	aif_cash_returns(&t, c, count);
	aif_cash_income(&t, c, count);
	aif_cash_totals(&t, c, count);
	aif_text_put(&t, "</main>\n");
	aif_page_end(&t, AIF_VERSION);
	snprintf(path, sizeof path, "%s/compare.html", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	free(c);
	return e;
}
