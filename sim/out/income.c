// income.c - profit and loss from the ledger, the books' depreciation and the debt.
#include "out/income.h"

#include <math.h>
#include <string.h>

#include "util/cal.h"

static const struct {
	const char *label;
	aif_money_class class;
} line[AIF_INCOME_LINES] = {
	[AIF_INCOME_REVENUE] = { "Revenue", AIF_MONEY_REVENUE },
	[AIF_INCOME_ENERGY] = { "Energy and water", AIF_MONEY_ENERGY },
	[AIF_INCOME_RENT] = { "Cloud rent", AIF_MONEY_RENT },
	[AIF_INCOME_STAFF] = { "Staff", AIF_MONEY_STAFF },
	[AIF_INCOME_OTHER] = { "Other operation", AIF_MONEY_OPEX },
	[AIF_INCOME_OPERATING] = { "Operating income before depreciation", AIF_MONEY_N },
	[AIF_INCOME_WRITTEN_OFF] = { "Depreciation, by the books", AIF_MONEY_N },
	[AIF_INCOME_GAIN] = { "Resale less book value", AIF_MONEY_RESIDUAL },
	[AIF_INCOME_BEFORE_TAX] = { "Income before interest and tax", AIF_MONEY_N },
	[AIF_INCOME_TAX] = { "Income tax, as paid, before interest", AIF_MONEY_TAX },
	[AIF_INCOME_NET] = { "Net income before interest", AIF_MONEY_N },
	[AIF_INCOME_INTEREST] = { "Interest on debt", AIF_MONEY_N },
	[AIF_INCOME_FEES] = { "Fees on debt", AIF_MONEY_N },
	[AIF_INCOME_SHIELD] = { "Tax that interest and fees save", AIF_MONEY_N },
	[AIF_INCOME_OWNERS] = { "Net income", AIF_MONEY_N },
	[AIF_INCOME_DEFERRED] = { "Tax deferred in the year", AIF_MONEY_N },
	[AIF_INCOME_SPENT] = { "Capital spent", AIF_MONEY_CAPEX },
	[AIF_INCOME_BOOK_VALUE] = { "Book value at the year's end", AIF_MONEY_N },
	[AIF_INCOME_DEBT] = { "Debt at the year's end", AIF_MONEY_N },
};

const char *
aif_income_label(aif_income_line i)
{
	return line[i].label;
}

int
aif_income_is_total(aif_income_line i)
{
	return i == AIF_INCOME_OPERATING || i == AIF_INCOME_BEFORE_TAX || i == AIF_INCOME_NET ||
	       i == AIF_INCOME_OWNERS;
}

int
aif_income_is_shown(const aif_income *p, aif_income_line i)
{
	return p->has_debt ||
	       !((i >= AIF_INCOME_INTEREST && i <= AIF_INCOME_OWNERS) || i == AIF_INCOME_DEBT);
}

aif_money_class
aif_income_class(aif_income_line i)
{
	return line[i].class;
}

static int
year_of(const aif_read_head *h, double t_s)
{
	aif_cal c;

	aif_cal_of_unix_s(h->start_unix_s + (int64_t)floor(t_s), &c);
	return c.year;
}

static int
row_year(const aif_read_head *h, const aif_read_table *t, size_t i)
{
	aif_cal c;

	aif_cal_of_unix_s(aif_money_month_of(h, aif_read_text(aif_read_column(t, "account"), i),
					     aif_read_num(aif_read_column(t, "time_s"), i)),
			  &c);
	return c.year;
}

int
aif_income_years(aif_read *r, int *first, int *n)
{
	const aif_read_table *t = aif_read_table_of(r, "ledger", NULL);
	int last = 0;

	*first = *n = 0;
	for (size_t i = 0; t && i < t->n_row; i++) {
		int y = row_year(aif_read_header(r), t, i);

		*first = i == 0 || y < *first ? y : *first;
		last = i == 0 || y > last ? y : last;
	}
	if (!t || t->n_row == 0 || last - *first >= AIF_INCOME_YEARS)
		return 0;
	*n = last - *first + 1;
	return 1;
}

// What is billed and not yet paid moves no income.
static int
is_moved(const char *account)
{
	return strcmp(account, "opex.payables") == 0 || strcmp(account, "revenue.receivables") == 0;
}

static void
add_ledger(aif_income *p, aif_read *r, const char *strategy)
{
	const aif_read_table *t = aif_read_table_of(r, "ledger", NULL);
	const aif_read_col *ca = aif_read_column(t, "account"),
			   *cu = aif_read_column(t, "amount_usd");

	for (size_t k = 0; t && k < t->n_row; k++) {
		const char *account = aif_read_text(ca, k);
		aif_money_class c = aif_money_class_of(account);
		double usd = aif_read_num(cu, k);

		if (strcmp(aif_read_text(t->col, k), strategy) != 0 || is_moved(account) ||
		    isnan(usd))
			continue;
		for (int i = 0; i < AIF_INCOME_LINES; i++)
			if (line[i].class == c)
				p->x[i][row_year(aif_read_header(r), t, k) - p->first] +=
				    i == AIF_INCOME_SPENT ? usd : -usd;
	}
}

// Adds a column of a table by year; of `last` only the last month of the year.
static void
add_table(aif_income *p, aif_read *r, const char *strategy, const char *table, const char *col,
	  double *x, double sign, int last)
{
	const aif_read_table *t = aif_read_table_of(r, table, NULL);
	const char *when = strcmp(table, "debt") == 0 ? "month_s" : "year_s";

	for (size_t k = 0; t && k < t->n_row; k++) {
		int y = year_of(aif_read_header(r), aif_read_num(aif_read_column(t, when), k)) -
			p->first;
		double usd = aif_read_num(aif_read_column(t, col), k);

		if (strcmp(aif_read_text(t->col, k), strategy) != 0 || y < 0 || y >= p->n)
			continue;
		x[y] = sign * usd + (last ? 0 : x[y]);
	}
}

static void
add_debt(aif_income *p, aif_read *r, const char *strategy, double tax)
{
	add_table(p, r, strategy, "debt", "interest_usd", p->x[AIF_INCOME_INTEREST], -1, 0);
	add_table(p, r, strategy, "debt", "fee_usd", p->x[AIF_INCOME_FEES], -1, 0);
	add_table(p, r, strategy, "debt", "left_usd", p->x[AIF_INCOME_DEBT], 1, 1);
	for (int k = 0; k < p->n; k++)
		p->x[AIF_INCOME_SHIELD][k] =
		    -tax * (p->x[AIF_INCOME_INTEREST][k] + p->x[AIF_INCOME_FEES][k]);
}

static void
sum_lines(aif_income *p, double tax)
{
	for (int k = 0; k < p->n; k++) {
		double(*x)[AIF_INCOME_YEARS] = p->x;
		int end = k == p->n - 1;

		for (int i = 0; i <= AIF_INCOME_OTHER; i++)
			x[AIF_INCOME_OPERATING][k] += x[i][k];
		x[AIF_INCOME_BOOK_VALUE][k] = end ? 0 : x[AIF_INCOME_BOOK_VALUE][k];
		// What the books held of what is gone.
		if (p->has_books)
			x[AIF_INCOME_GAIN][k] -=
			    (k ? x[AIF_INCOME_BOOK_VALUE][k - 1] : 0) + x[AIF_INCOME_SPENT][k] +
			    x[AIF_INCOME_WRITTEN_OFF][k] - x[AIF_INCOME_BOOK_VALUE][k];
		for (int i = AIF_INCOME_OPERATING; i <= AIF_INCOME_GAIN; i++)
			x[AIF_INCOME_BEFORE_TAX][k] += x[i][k];
		x[AIF_INCOME_NET][k] = x[AIF_INCOME_BEFORE_TAX][k] + x[AIF_INCOME_TAX][k];
		for (int i = AIF_INCOME_NET; i <= AIF_INCOME_SHIELD; i++)
			x[AIF_INCOME_OWNERS][k] += x[i][k];
		x[AIF_INCOME_DEFERRED][k] =
		    -tax * x[AIF_INCOME_BEFORE_TAX][k] - x[AIF_INCOME_TAX][k];
	}
	for (int i = 0; i < AIF_INCOME_LINES; i++) {
		for (int k = 0; k < p->n; k++)
			p->sum[i] += p->x[i][k];
		if (i >= AIF_INCOME_BOOK_VALUE)
			p->sum[i] = (double)NAN;
	}
}

void
aif_income_make(aif_income *p, aif_read *r, int s, double tax)
{
	const char *strategy = aif_read_header(r)->strategy[s];

	*p = (aif_income){ .has_debt = aif_read_rows(r, "debt") > 0,
			   .has_books = aif_read_rows(r, "depreciation") > 0 };
	if (!aif_income_years(r, &p->first, &p->n))
		return;
	add_ledger(p, r, strategy);
	add_table(p, r, strategy, "depreciation", "book_usd", p->x[AIF_INCOME_WRITTEN_OFF], -1, 0);
	add_table(p, r, strategy, "depreciation", "book_left_usd", p->x[AIF_INCOME_BOOK_VALUE], 1,
		  0);
	add_debt(p, r, strategy, tax);
	sum_lines(p, tax);
}
