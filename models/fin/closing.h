// closing.h - the end of the run in money: residuals, tax, tables, totals, proof.
#ifndef AIF_FIN_CLOSING_H
#define AIF_FIN_CLOSING_H

#include "models/fin/finance.h"

// When what an entity bought is sold, and the share of its resale value that is got: at its
// retirement, unless another cluster that is owned takes its racks over. 0: at the horizon.
double aif_closing_sale_s(const aif_sim *s, uint32_t entity, double *frac);

// At the horizon, when every other row stands in the ledger: posts residual values
// and taxes, writes the tables cashflow and depreciation, the summary and audits.
void aif_closing_post(const aif_finance *p, aif_ctx *c);

#endif
