// books.c - the ledger turned into months, years, depreciation, residuals and tax.
#include "models/fin/books.h"

#include <math.h>
#include <string.h>

#include "util/cal.h"
#include "util/tvm.h"

#define HALF_MONTH_S (AIF_FIN_YEAR_S / 24)

static int
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

aif_books_class
aif_books_class_of(const char *account)
{
	char word[24];

	if (starts(account, "capex."))
		return AIF_BOOKS_CAPEX;
	if (starts(account, "residual."))
		return AIF_BOOKS_RESIDUAL;
	if (starts(account, "tax."))
		return AIF_BOOKS_TAX;
	if (starts(account, "revenue."))
		return AIF_BOOKS_REVENUE;
	aif_fin_word(account, word, sizeof word);
	if (strcmp(word, "rent") == 0)
		return AIF_BOOKS_RENT;
	// What a utility or a fuel dealer bills.
	if (aif_model_word("energy|demand|minimum_take|feed_fixed|fuel|gas|water|carbon", word,
			   NULL))
		return AIF_BOOKS_ENERGY;
	return AIF_BOOKS_OPEX;
}

// --- calendar ----------------------------------------------------------------------

static int
month_no(const aif_books *b, double t_s)
{
	aif_cal c;

	aif_cal_of_unix_s(b->start_unix_s + (int64_t)floor(t_s), &c);
	return c.year * 12 + c.month - 1;
}

// Month that a row belongs to. What recurs is posted when its month has ended, at
// the first instant of the next one.
static int
row_month(const aif_books *b, const aif_row_ledger *row)
{
	double t = row->time_s;
	double last = b->end_s - 1;

	if (aif_books_class_of(row->account) != AIF_BOOKS_CAPEX)
		t -= 1;
	return month_no(b, t < last ? t : last);
}

static double
month_start(const aif_books *b, int no)
{
	aif_cal c = { .year = no / 12, .month = no % 12 + 1, .day = 1 };

	return (double)(aif_cal_unix_s(&c) - b->start_unix_s);
}

double
aif_books_month_start(const aif_books *b, int k)
{
	return month_start(b, b->first_month + k);
}

double
aif_books_year_start(const aif_books *b, int k)
{
	return month_start(b, 12 * (b->first_year + k));
}

double
aif_books_year_end(const aif_books *b, int k)
{
	return fmin(aif_books_year_start(b, k + 1), b->end_s);
}

void
aif_books_span(aif_books *b, const aif_row_ledger *row, size_t n)
{
	int last = month_no(b, b->end_s - 1);

	b->first_month = month_no(b, 0);
	for (size_t i = 0; i < n; i++) {
		int m = row_month(b, &row[i]);

		b->first_month = m < b->first_month ? m : b->first_month;
	}
	b->n_month = last - b->first_month + 1;
	b->first_year = b->first_month / 12;
	b->n_year = last / 12 - b->first_year + 1;
}

// --- assets ------------------------------------------------------------------------

double
aif_books_resale(const aif_nums *curve, double age_year)
{
	double age = fmax(age_year, 0);
	uint32_t n = curve->n;
	uint32_t i = age < n ? (uint32_t)age : n;

	if (n == 0)
		return 0;
	if (i + 1 < n)
		return curve->x[i] + (age - i) * (curve->x[i + 1] - curve->x[i]);
	if (n == 1 || !(curve->x[n - 2] > 0))
		return curve->x[n - 1];
	// Beyond the list: it keeps falling at its last yearly ratio.
	return curve->x[n - 1] * pow(curve->x[n - 1] / curve->x[n - 2], age - (n - 1));
}

static void
write_off(aif_books *b, aif_fin_group g, double usd, double service_s)
{
	const aif_fin_rules *r = b->rules;
	aif_depr m = { .macrs = r->method == 0, .class_year = r->class_s[g] / AIF_FIN_YEAR_S };
	double life = r->book_s[g] / AIF_FIN_YEAR_S;
	double book_left = usd, tax_left = usd, basis, end = b->end_s, worth;
	int early = b->sale_s > 0 && b->sale_s < end && g != AIF_FIN_LAND;
	int used, last = b->n_year - 1;
	int first;

	if (early) {
		end = b->sale_s;
		// A sale at a year's first instant is the old year's, as its row in the ledger is.
		last = month_no(b, end - 1) / 12 - b->first_year;
	}
	used = g != AIF_FIN_LAND && service_s < end;
	first = used ? month_no(b, service_s) / 12 - b->first_year : b->n_year;
	if (m.class_year < 20.5)
		m.bonus_frac = r->bonus_frac;
	if (g == AIF_FIN_PLANT && used) {
		m.itc_frac = r->plant_itc;
		m.itc_cut = 0.5; // Source: Internal Revenue Code, sec. 50(c)(3)
		b->year[first].credit_usd += usd * m.itc_frac;
		b->credit_usd += usd * m.itc_frac;
	}
	tax_left *= aif_depr_basis(&m);
	basis = tax_left;
	for (int k = first; k <= last; k++) {
		double a0 = (aif_books_year_start(b, k) - service_s) / AIF_FIN_YEAR_S;
		double a1 = (fmin(aif_books_year_end(b, k), end) - service_s) / AIF_FIN_YEAR_S;
		double book = usd * aif_depr_line(life, a0, a1);
		double tax = basis * aif_depr_tax(&m, k - first);

		if (early && k == last)
			tax *= k == first ? 0 : 0.5;
		b->year[k].book_usd[g] += book;
		b->year[k].tax_usd[g] += tax;
		book_left -= book;
		tax_left -= tax;
	}
	worth = r->salvage_frac * book_left;
	if (g == AIF_FIN_IT)
		worth = usd * (1 - b->resale_less) *
			aif_books_resale(&r->residual, (end - service_s) / AIF_FIN_YEAR_S);
	if (early) {
		b->year[last].sold_usd[g] += b->sale_frac * worth;
		b->year[last].gone_usd[g] += book_left;
		b->year[last].gone_tax_usd[g] += tax_left;
		return;
	}
	b->book_left_usd[g] += book_left;
	b->tax_left_usd[g] += tax_left;
	b->residual_usd[g] += worth;
}

// What only moves a payment within the run changes no year's income.
static int
is_deferral(const aif_row_ledger *row)
{
	return strcmp(row->account, "opex.payables") == 0 ||
	       strcmp(row->account, "revenue.receivables") == 0;
}

static void
add_year(aif_books *b, const aif_row_ledger *row, aif_books_class k)
{
	aif_books_year *y = &b->year[row_month(b, row) / 12 - b->first_year];

	if (is_deferral(row))
		return;
	if (k == AIF_BOOKS_REVENUE)
		y->revenue_usd += row->amount_usd;
	else
		y->opex_usd += row->amount_usd;
}

void
aif_books_add(aif_books *b, const aif_row_ledger *row, double service_s)
{
	aif_books_class k = aif_books_class_of(row->account);
	aif_books_month *m = &b->month[row_month(b, row) - b->first_month];
	int recurs = k == AIF_BOOKS_ENERGY || k == AIF_BOOKS_RENT || k == AIF_BOOKS_OPEX ||
		     k == AIF_BOOKS_REVENUE;
	double t = row->time_s - (b->mid && recurs ? HALF_MONTH_S : 0);
	double pv = row->amount_usd * aif_tvm_factor(b->wacc, t / AIF_TVM_YEAR_S);

	m->usd[k] += row->amount_usd;
	m->pv_usd += pv;
	b->usd[k] += row->amount_usd;
	b->pv_usd += pv;
	if (recurs)
		add_year(b, row, k);
	if (recurs && k != AIF_BOOKS_REVENUE && strcmp(row->account, "opex.staff") != 0 &&
	    !is_deferral(row))
		m->billed_usd += row->amount_usd;
	if (k == AIF_BOOKS_REVENUE && !is_deferral(row))
		m->sold_usd += row->amount_usd;
	if (k == AIF_BOOKS_REVENUE || strcmp(row->account, "tax.revenue") == 0)
		b->pv_revenue_usd += pv;
	if (k == AIF_BOOKS_CAPEX) {
		aif_fin_group g = aif_fin_group_of(row->account);

		b->cost_usd[g] += row->amount_usd;
		b->year[row_month(b, row) / 12 - b->first_year].cost_usd[g] += row->amount_usd;
		if (b->rules)
			write_off(b, g, row->amount_usd,
				  service_s > row->time_s ? service_s : row->time_s);
	}
}
