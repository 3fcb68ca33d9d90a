// books.h - the ledger turned into months, years, depreciation, residuals and tax.
//
// Every ledger row is added once. Months hold cash by class; calendar years hold
// what may be deducted; asset groups hold cost, book value and tax basis. What
// follows from the rows (residual value, tax) is posted as rows and added too, so
// that months and totals hold the whole ledger.
//
// Conventions: a row is discounted at its own date (act/365) from the start of
// the run; with `mid`, recurring rows, which stand at the end of their month, are
// taken half a month earlier. A deduction is worth tax * amount at the end of its
// calendar year: the firm has other income. At the horizon everything is sold at
// its residual value and what is left of the tax basis is deducted; what is sold before
// is so in the year of its sale, which deducts half of the year's allowance (none in the
// year of purchase). Source: IRS Publication 946 (2024), ch. 4, half-year convention.
#ifndef AIF_FIN_BOOKS_H
#define AIF_FIN_BOOKS_H

#include "models/fin/depr.h"
#include "models/fin/fin.h"
#include "models/record.h"

typedef enum aif_books_class {
	AIF_BOOKS_CAPEX,
	AIF_BOOKS_ENERGY,
	AIF_BOOKS_RENT,
	AIF_BOOKS_OPEX,
	AIF_BOOKS_RESIDUAL,
	AIF_BOOKS_TAX,
	AIF_BOOKS_REVENUE,
	AIF_BOOKS_CLASSES
} aif_books_class;

typedef struct aif_books_month {
	double usd[AIF_BOOKS_CLASSES], pv_usd;
	double billed_usd; // by sellers: energy, rent and opex but staff
	double sold_usd;   // to customers; negative, as revenue is
} aif_books_month;

typedef struct aif_books_year {
	double opex_usd;                 // deductible in the year
	double revenue_usd;              // taxed in the year; negative
	double credit_usd;               // of investment
	double cost_usd[AIF_FIN_GROUPS]; // bought
	double book_usd[AIF_FIN_GROUPS], tax_usd[AIF_FIN_GROUPS];
	// Of what was sold before the horizon: proceeds, book value and tax basis left.
	double sold_usd[AIF_FIN_GROUPS], gone_usd[AIF_FIN_GROUPS], gone_tax_usd[AIF_FIN_GROUPS];
} aif_books_year;

typedef struct aif_books {
	double wacc, tax; // set by the user, as the next five
	int mid;
	double resale_less;         // 1 less what resale values of IT are multiplied by
	const aif_fin_rules *rules; // NULL: nothing is written off or resold
	int64_t start_unix_s;
	double end_s;
	// Of the rows added next: when what they buy is sold, 0 for the horizon, and the share
	// of its resale value that is got.
	double sale_s, sale_frac;

	int first_month, n_month; // months since year 0
	int first_year, n_year;
	aif_books_month *month; // month[n_month], year[n_year]: zeroed, given by the user
	aif_books_year *year;
	double usd[AIF_BOOKS_CLASSES], pv_usd;
	double pv_revenue_usd; // of pv_usd, revenue after its tax
	double credit_usd;
	double cost_usd[AIF_FIN_GROUPS], residual_usd[AIF_FIN_GROUPS];
	double book_left_usd[AIF_FIN_GROUPS], tax_left_usd[AIF_FIN_GROUPS];
} aif_books;

aif_books_class aif_books_class_of(const char *account);

// Sets first_ and n_ from the rows; month and year must then be given.
void aif_books_span(aif_books *b, const aif_row_ledger *row, size_t n);

// Adds one row. service_s: when the asset of a capex row came into service: its date
// when that is later or unknown (NAN), never when INFINITY.
void aif_books_add(aif_books *b, const aif_row_ledger *row, double service_s);

// Last instant of year k (of n_year) within the run, seconds since the start.
double aif_books_year_end(const aif_books *b, int k);
// First instants of month and year k, seconds since the start.
double aif_books_month_start(const aif_books *b, int k);
double aif_books_year_start(const aif_books *b, int k);

// Resale value at age_year of an asset of 1, from values at ages 0, 1, 2, ...
double aif_books_resale(const aif_nums *curve, double age_year);

#endif
