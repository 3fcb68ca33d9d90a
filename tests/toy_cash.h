// toy_cash.h - months and books of the toy plant.
#ifndef AIF_TESTS_TOY_CASH_H
#define AIF_TESTS_TOY_CASH_H

#include "toy_fields.h"

// 14 months: who owns pays 24 M first, 1 M a month and gets 2 M in the end; who
// rents pays 3 M a month. Present values fall by 1 % a month.
static void
toy_cash(aif_ctx *c, double x)
{
	double total = 0, by = 1;

	for (int k = 0; k < 14; k++, by *= 0.99) {
		aif_row_cashflow r;

		memset(&r, 0, sizeof r);
		r.month_s = k * 730 * 3600.0;
		r.capex_usd = x > 0 && k == 0 ? 24e6 : 0;
		r.opex_usd = x > 0 ? 1e6 : 0;
		r.rent_usd = x > 0 ? 0 : 3e6;
		r.residual_usd = x > 0 && k == 13 ? -2e6 : 0;
		r.net_usd = r.capex_usd + r.opex_usd + r.rent_usd + r.residual_usd;
		r.pv_usd = by * r.net_usd;
		r.total_usd = total += r.net_usd;
		aif_ctx_emit(c, &aif_table_cashflow, &r);
	}
}

// 24 M bought: 8 M and 6 M written off, 10 M left.
static void
toy_books(aif_ctx *c)
{
	aif_row_depreciation r;

	memset(&r, 0, sizeof r);
	strcpy(r.group, "it");
	r.book_usd = 8e6;
	r.book_left_usd = 16e6;
	aif_ctx_emit(c, &aif_table_depreciation, &r);
	r.year_s = 365 * 86400.0;
	r.book_usd = 6e6;
	r.book_left_usd = 10e6;
	aif_ctx_emit(c, &aif_table_depreciation, &r);
}

#endif
