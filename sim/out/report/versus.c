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
	aif_text_put(&t, "</header>\n<main><div class=scroll tabindex=0 role=region "
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
	aif_cash_totals(&t, c, count);
	aif_text_put(&t, "</main>\n");
	aif_page_end(&t, AIF_VERSION);
	snprintf(path, sizeof path, "%s/compare.html", dir);
	e = aif_text_save(&t, path, d);
	aif_text_free(&t);
	free(c);
	return e;
}
