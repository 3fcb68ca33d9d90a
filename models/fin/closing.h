// closing.h - the end of the run in money: residuals, tax, tables, totals, proof.
#ifndef AIF_FIN_CLOSING_H
#define AIF_FIN_CLOSING_H

#include "models/fin/finance.h"

// At the horizon, when every other row stands in the ledger: posts residual values
// and taxes, writes the tables cashflow and depreciation, the summary and audits.
void aif_closing_post(const aif_finance *p, aif_ctx *c);

#endif
