// livecash.h - the workbook's cash flow by month, and totals by formula.
#ifndef AIF_OUT_REPORT_LIVECASH_H
#define AIF_OUT_REPORT_LIVECASH_H

#include "out/money.h"
#include "out/report/live.h"

// Sheet "Monthly cash flow": per strategy and month SUMIFS over the ledger's sheet
// by class, net, present value, and the sum so far. Errors: AIF_ENOMEM.
aif_err aif_livecash_put(aif_live *b);

// A formula for a figure of words.h: "npv_cost_usd", "tco_usd", "capex_usd",
// "rent_usd", "peak_funding_usd"; 0 when that figure has none or the workbook has no ledger.
int aif_livecash_sum(const aif_live *b, int strategy, const char *figure, char *out, size_t n);

// Its months, and the values that their formulas have: x[strategy * n + month] by class, and
// the present value.
typedef struct aif_livecash_months {
	int64_t first; // second since 1970
	size_t n, top; // top: line of the first strategy's first month
	double (*x)[AIF_MONEY_N + 1];
} aif_livecash_months;

// To be freed: x. Errors: AIF_ENOENT (no ledger), AIF_ENOMEM.
aif_err aif_livecash_months_of(const aif_live *b, aif_livecash_months *m);
// Net of a month, out positive, and where it stands in the workbook.
double aif_livecash_net(const aif_livecash_months *m, int strategy, size_t month);
void aif_livecash_net_at(const aif_livecash_months *m, int strategy, size_t month, char *out,
			 size_t n);

#endif
