// cash.c - money of strategies side by side: returns, and totals to the cent.
#include "out/report/cash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "out/income.h"
#include "out/invest.h"
#include "out/report/tables.h"
#include "out/words.h"

static void
put_heads(aif_text *t, const char *label, const char *first, const aif_column *c, int count)
{
	aif_text_putf(
	    t,
	    "<div class=scroll tabindex=0 role=region aria-label=\"%s\"><table><thead><tr>"
	    "<th scope=col>%s</th>",
	    label, first);
	for (int k = 0; k < count; k++) {
		aif_text_put(t, "<th scope=col class=n>");
		aif_text_html(t, c[k].head);
		aif_text_put(t, "</th>");
	}
	aif_text_put(t, "</tr></thead><tbody>\n");
}

// --- to the cent --------------------------------------------------------------------------

void
aif_cash_totals(aif_text *t, const aif_column *c, int count)
{
	char b[96];
	int any = 0;

	for (int k = 0; k < count; k++)
		any |= c[k].has_ledger;
	if (!any)
		return;
	aif_text_put(t, "<section id=cents><h2>Money to the cent</h2>\n<p>Sums of the ledger in US "
			"dollars, undiscounted, money in taken off (in parentheses). Workbook, "
			"CSV, FOCUS and result file add up to the same.</p>\n");
	put_heads(t, "Money to the cent", "USD", c, count);
	for (int i = 0; i <= AIF_MONEY_N; i++) {
		int used = i == AIF_MONEY_N;

		for (int k = 0; k < count && !used; k++)
			used = fabs(c[k].usd[i]) > 0;
		if (!used)
			continue;
		aif_text_putf(t, "<tr><th scope=row>%s</th>",
			      i < AIF_MONEY_N ? aif_money_label((aif_money_class)i) : "Total cost");
		for (int k = 0; k < count; k++) {
			double x = i < AIF_MONEY_N ? c[k].usd[i] : aif_column_sum(&c[k]);

			aif_words_cents(c[k].has_ledger ? x : (double)NAN, b, sizeof b);
			aif_text_putf(t, "<td class=n>%s</td>", b);
		}
		aif_text_put(t, "</tr>\n");
	}
	aif_tables_close(t);
	aif_text_put(t, "</section>\n");
}

// --- profit and loss ----------------------------------------------------------------------

// Whole dollars, money out in parentheses.
static void
put_dollars(aif_text *t, double x)
{
	char b[96];

	aif_words_cents(round(x), b, sizeof b);
	aif_text_put(t, "<td class=n>");
	for (const char *s = b; *s; s += *s == '.' ? 3 : 1) // without cents
		if (*s != '.')
			aif_text_putf(t, "%c", *s);
	aif_text_put(t, "</td>");
}

static void
put_income(aif_text *t, const aif_column *c, const aif_income *x)
{
	aif_text_put(t, "<h3>");
	aif_text_html(t, c->head);
	aif_text_put(t, "</h3>\n<div class=scroll tabindex=0 role=region aria-label=\"Profit and "
			"loss of ");
	aif_text_html(t, c->head);
	aif_text_put(t, "\"><table><thead><tr><th scope=col>USD, money in positive</th>");
	for (int k = 0; k < x->n; k++)
		aif_text_putf(t, "<th scope=col class=n>%d</th>", x->first + k);
	aif_text_put(t, "<th scope=col class=n>all years</th></tr></thead><tbody>\n");
	for (int i = 0; i < AIF_INCOME_LINES; i++) {
		double any = 0;

		for (int k = 0; k < x->n; k++)
			any += fabs(x->x[i][k]);
		if (!aif_income_is_shown(x, (aif_income_line)i) || !(any > 0))
			continue;
		aif_text_putf(t, "<tr%s><th scope=row>%s</th>",
			      aif_income_is_total((aif_income_line)i) ? " class=sum" : "",
			      aif_income_label((aif_income_line)i));
		for (int k = 0; k < x->n; k++)
			put_dollars(t, x->x[i][k]);
		if (isnan(x->sum[i]))
			aif_text_put(t, "<td class=n></td>");
		else
			put_dollars(t, x->sum[i]);
		aif_text_put(t, "</tr>\n");
	}
	aif_tables_close(t);
}

void
aif_cash_income(aif_text *t, const aif_column *c, int count)
{
	const char *text;
	int any = 0, debt = 0;

	for (int k = 0; k < count; k++) {
		double tax = aif_invest_term(c[k].r, "tax", &text);
		aif_income x;

		if (!c[k].has_ledger || isnan(tax))
			continue;
		aif_income_make(&x, c[k].r, c[k].strategy, tax);
		if (x.n == 0)
			continue;
		if (!any++)
			aif_text_put(t,
				     "<section id=income><h2>Profit and loss</h2>\n<p>By "
				     "calendar year, undiscounted. All that is left is sold at the "
				     "horizon; net income before interest is, over all "
				     "years, the total cost with "
				     "the sign turned.</p>\n");
		put_income(t, &c[k], &x);
		debt |= x.has_debt;
	}
	if (debt)
		aif_text_put(t, "<p class=note>Interest and fees are no part of the ledger nor of "
				"the net present cost: the cost of capital that discounts both "
				"holds them.</p>\n");
	if (any)
		aif_text_put(t, "</section>\n");
}

// --- returns --------------------------------------------------------------------------------

static void
put_rate(aif_text *t, double x)
{
	if (isfinite(x))
		aif_text_putf(t, "%.2f %%", 100 * x);
	else
		aif_text_put(t, "-");
}

static void
put_rates(aif_text *t, const aif_invest *v)
{
	size_t n = v->n_irr < AIF_INVEST_RATES ? v->n_irr : AIF_INVEST_RATES;

	if (n == 0)
		aif_text_put(t, "none");
	for (size_t i = 0; i < n; i++) {
		aif_text_put(t, i ? ", " : "");
		put_rate(t, v->irr[i]);
	}
	if (v->n_irr > 1)
		aif_text_putf(t, " (%zu roots: use MIRR)", v->n_irr);
}

static void
put_years(aif_text *t, double y)
{
	if (isfinite(y))
		aif_text_putf(t, "%.2f years", y);
	else
		aif_text_put(t, "not within the horizon");
}

static void
put_cell(aif_text *t, const aif_invest *v, int line)
{
	char b[96];

	// Who saves from the first day has no money out that a rate could be of.
	if (line > 0 && !(v->most_usd > 0)) {
		aif_text_put(t, line == 3 || line == 4 ? "at once" : line == 5 ? "0" : "-");
		return;
	}
	switch (line) {
	case 0:
		aif_words_quantity(v->npv_usd, "USD", b, sizeof b);
		aif_text_put(t, b);
		break;
	case 1:
		put_rates(t, v);
		break;
	case 2:
		put_rate(t, v->mirr);
		break;
	case 3:
		put_years(t, v->payback_y);
		break;
	case 4:
		put_years(t, v->payback_pv_y);
		break;
	case 5:
		aif_words_quantity(v->most_usd, "USD", b, sizeof b);
		aif_text_put(t, b);
		break;
	default:
		put_rate(t, v->roi);
	}
}

static void
put_returns(aif_text *t, const aif_column *c, int count, int base)
{
	static const char *const line[] = { "Net present value of the difference",
					    "Internal rate of return",
					    "Modified rate of return",
					    "Payback",
					    "Payback, discounted",
					    "Most that it ties up",
					    "Return on that, undiscounted" };
	aif_diag d;

	put_heads(t, "Returns", "Return", c, count);
	for (int i = 0; i < 7; i++) {
		aif_text_putf(t, "<tr><th scope=row>%s</th>", line[i]);
		for (int k = 0; k < count; k++) {
			aif_invest v;

			aif_text_put(t, "<td class=n>");
			if (k == base)
				aif_text_put(t, "base");
			else if (aif_invest_make(&v, &c[k], base < 0 ? NULL : &c[base], &d) ==
				 AIF_OK)
				put_cell(t, &v, i);
			else
				aif_text_put(t, "-");
			aif_text_put(t, "</td>");
		}
		aif_text_put(t, "</tr>\n");
	}
	aif_tables_close(t);
}

void
aif_cash_convention(aif_text *t, const aif_column *c, int count)
{
	int mid;
	double wacc = count > 0 ? aif_invest_wacc(c->r, &mid) : (double)NAN;

	if (!isnan(wacc))
		aif_text_putf(t,
			      "<p class=note>Discounted at %.4g %% a year, act/365 from the start, "
			      "each amount at its date%s; what is not said to be discounted is "
			      "not.</p>\n",
			      100 * wacc, mid ? ", what recurs in mid-month" : "");
}

void
aif_cash_returns(aif_text *t, const aif_column *c, int count)
{
	int base = aif_column_base(c, count), sold = 0, mid;

	for (int k = 0; k < count; k++)
		sold |= c[k].usd[AIF_MONEY_REVENUE] < 0;
	if (base < 0 || isnan(aif_invest_wacc(c[base].r, &mid)) || (count < 2 && !sold))
		return;
	aif_text_put(t, "<section id=returns><h2>Returns</h2>\n");
	if (count > 1) {
		aif_text_put(t, "<p>What each strategy saves against <strong>");
		aif_text_html(t, c[base].head);
		aif_text_put(t, "</strong> on what it costs more at first.</p>\n");
		put_returns(t, c, count, base);
	}
	if (sold) {
		aif_text_put(t, "<p>Each strategy for itself: revenue less cost, against doing "
				"nothing.</p>\n");
		put_returns(t, c, count, -1);
	}
	aif_cash_convention(t, &c[base], 1);
	aif_text_put(t,
		     "<p class=note>Rates of return and payback are from monthly flows at the ends "
		     "of months.</p>\n");
	aif_text_put(t, "</section>\n");
}

// --- what it stands on ------------------------------------------------------------------------

static const char *const kind[] = { "measured", "published", "datasheet", "estimate", "other" };

int
aif_cash_kind_shares(const aif_column *c, double share[5])
{
	const aif_read_table *t = aif_read_table_of(c->r, "ledger", NULL);
	double sum = 0;

	memset(share, 0, 5 * sizeof *share);
	for (size_t i = 0; t && i < t->n_row; i++) {
		double usd = aif_read_num(aif_read_column(t, "amount_usd"), i);
		const char *account = aif_read_text(aif_read_column(t, "account"), i);
		int k = 0;

		if (strcmp(aif_read_text(t->col, i), c->label) != 0 || isnan(usd) ||
		    (strncmp(account, "capex.", 6) != 0 && strncmp(account, "opex.", 5) != 0) ||
		    strcmp(account, "opex.payables") == 0)
			continue;
		while (k < 4 && strcmp(aif_read_text(aif_read_column(t, "kind"), i), kind[k]) != 0)
			k++;
		share[k] += usd;
		sum += usd;
	}
	for (int k = 0; k < 5; k++)
		share[k] = sum > 0 ? share[k] / sum : 0;
	return sum > 0;
}

void
aif_cash_kinds(aif_text *t, const aif_column *c, int count)
{
	for (int k = 0; k < count; k++) {
		double share[5];

		if (!aif_cash_kind_shares(&c[k], share))
			continue;
		aif_text_put(t, "<p><strong>");
		aif_text_html(t, c[k].head);
		aif_text_putf(t, "</strong>: %.0f %% of this cost rests on estimates.</p>\n",
			      100 * share[3]);
		aif_text_put(t,
			     "<div class=bar role=img aria-label=\"Shares of the cost by what its "
			     "price stands on\">");
		for (int i = 0; i < 5; i++)
			if (share[i] > 0)
				aif_text_putf(t, "<span class=%s style=\"flex:%.4f\"></span>",
					      kind[i], share[i]);
		aif_text_put(t, "</div><ul class=keys>");
		for (int i = 0; i < 5; i++)
			if (share[i] > 0)
				aif_text_putf(t, "<li><i class=%s></i>%s: %.1f %%</li>", kind[i],
					      kind[i], 100 * share[i]);
		aif_text_put(t, "</ul>\n");
	}
}
