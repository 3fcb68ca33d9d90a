// livecash.h - the workbook's cash flow by month, and totals by formula.
#ifndef AIF_OUT_REPORT_LIVECASH_H
#define AIF_OUT_REPORT_LIVECASH_H

#include "out/report/live.h"

// Sheet "Monthly cash flow": per strategy and month SUMIFS over the ledger's sheet
// by class, net, present value, and the sum so far. Errors: AIF_ENOMEM.
aif_err aif_livecash_put(aif_live *b);

// A formula for a figure of words.h: "npv_cost_usd", "tco_usd", "capex_usd",
// "rent_usd", "peak_funding_usd"; 0 when that figure has none or the workbook has no ledger.
int aif_livecash_sum(const aif_live *b, int strategy, const char *figure, char *out, size_t n);

#endif
