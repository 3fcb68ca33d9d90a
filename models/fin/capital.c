// capital.c - where the money comes from: bills paid later, and debt.
//
// Both read the months of the books. Source of the annuity: Brealey, Myers & Allen 2020,
// ch. 2; the cost of capital holds interest after tax, so flows to lenders are told
// beside the ledger and not in it (ch. 19).
#include "models/fin/capital.h"

#include <math.h>
#include <string.h>

#include "models/record.h"
#include "util/tvm.h"

#define MONTH_S (AIF_FIN_YEAR_S / 12)

static void
defer(aif_books *b, aif_ctx *c, aif_capital_post *post, int month, double usd, double by_s)
{
	double at = fmin(aif_books_month_start(b, month + 1), b->end_s);
	double then = fmin(at + by_s, b->end_s);
	const char *account = usd > 0 ? "opex.payables" : "revenue.receivables";

	if (!(then > at) || !(fabs(usd) > 0))
		return;
	post(b, c, at, account, -usd, usd > 0 ? "billed, not yet paid" : "sold, not yet paid for");
	post(b, c, then, account, usd, usd > 0 ? "paid" : "received");
}

void
aif_capital_work(const aif_finance *p, aif_books *b, aif_ctx *c, aif_capital_post *post)
{
	for (int k = 0; k < b->n_month; k++) {
		double billed = b->month[k].billed_usd, sold = b->month[k].sold_usd;

		if (p->payable_s > 0)
			defer(b, c, post, k, billed, p->payable_s);
		if (p->receivable_s > 0)
			defer(b, c, post, k, sold, p->receivable_s);
	}
}

// What a draw of month i owes in month k: interest and repayment of an annuity.
static void
service(double draw, double rate, double n, int age, double *interest, double *repaid)
{
	double pay = draw * aif_tvm_annuity(rate, n), grown = pow(1 + rate, age - 1);
	double left = draw * grown - (fabs(rate) > 0 ? pay * (grown - 1) / rate : pay * (age - 1));

	if (age < 1 || age > (int)n)
		return;
	*interest += left * rate;
	*repaid += pay - left * rate;
}

void
aif_capital_debt(const aif_finance *p, const aif_books *b, aif_ctx *c)
{
	double rate = aif_tvm_monthly(p->debt_rate), n = fmax(round(p->debt_term_s / MONTH_S), 1);
	double left = 0, most = 0, paid = 0, fees = 0, equity = 0, equity_most = 0;

	if (!(p->debt_frac > 0))
		return;
	for (int k = 0; k < b->n_month; k++) {
		aif_row_debt r;

		memset(&r, 0, sizeof r);
		r.month_s = aif_books_month_start(b, k);
		r.draw_usd = p->debt_frac * fmax(b->month[k].usd[AIF_BOOKS_CAPEX], 0);
		r.fee_usd = p->debt_fee_frac * r.draw_usd;
		for (int i = 0; i < k; i++)
			service(p->debt_frac * fmax(b->month[i].usd[AIF_BOOKS_CAPEX], 0), rate, n,
				k - i, &r.interest_usd, &r.repaid_usd);
		left += r.draw_usd - r.repaid_usd;
		r.left_usd = left;
		most = fmax(most, left);
		paid += r.interest_usd;
		fees += r.fee_usd;
		for (int i = 0; i < AIF_BOOKS_CLASSES; i++)
			equity += b->month[k].usd[i];
		equity += (r.interest_usd + r.fee_usd) * (1 - b->tax) + r.repaid_usd - r.draw_usd;
		r.equity_usd = equity;
		equity_most = fmax(equity_most, equity);
		aif_ctx_emit(c, &aif_table_debt, &r);
	}
	aif_record_summary(c, "debt_peak_usd", most, "USD", "largest balance at a month's end");
	aif_record_summary(c, "debt_left_usd", left, "USD", "balance at the horizon");
	aif_record_summary(c, "interest_usd", paid, "USD", "until the horizon; not in the ledger");
	aif_record_summary(c, "debt_fees_usd", fees, "USD", "on draws; not in the ledger");
	aif_record_summary(c, "peak_equity_usd", equity_most, "USD",
			   "largest sum spent less what is borrowed, interest and fees after tax");
}
