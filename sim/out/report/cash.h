// cash.h - money of strategies side by side: returns, and totals to the cent.
#ifndef AIF_OUT_REPORT_CASH_H
#define AIF_OUT_REPORT_CASH_H

#include "out/column.h"
#include "out/text.h"

// What each strategy earns against the one that it is held against, as a table.
// Nothing when there is nothing to compare.
void aif_cash_returns(aif_text *t, const aif_column *c, int count);

// The ledger by class, to the cent: what every other format sums up to.
// Profit and loss by calendar year.
void aif_cash_income(aif_text *t, const aif_column *c, int count);

void aif_cash_totals(aif_text *t, const aif_column *c, int count);

// How a table of present values discounts; nothing where the file has no cost of capital.
void aif_cash_convention(aif_text *t, const aif_column *c, int count);

// How much of what is paid stands on measurements, publications, datasheets, estimates.
void aif_cash_kinds(aif_text *t, const aif_column *c, int count);

// Shares of the payments (all but tax and money in) of a column by kind: measured,
// published, datasheet, estimate, other. 0 when there are none.
int aif_cash_kind_shares(const aif_column *c, double share[5]);

#endif
