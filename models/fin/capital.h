// capital.h - where the money comes from: bills paid later, and debt.
#ifndef AIF_FIN_CAPITAL_H
#define AIF_FIN_CAPITAL_H

#include "models/fin/books.h"
#include "models/fin/finance.h"

// Called with (b, c, time, account, usd, note): posts a row and adds it to the books.
typedef void aif_capital_post(aif_books *b, aif_ctx *c, double t_s, const char *account, double usd,
			      const char *note);

// Working capital: what sellers bill in a month is paid `payable` later, what is sold
// is paid for `receivable` later, at the horizon at the latest. Two rows each, of sum zero.
void aif_capital_work(const aif_finance *p, aif_books *b, aif_ctx *c, aif_capital_post *post);

// Debt of `debt` of each month's capex at `cost_of_debt`, repaid in equal monthly payments:
// the table /debt and its sums. No part of the ledger: WACC holds what it costs.
void aif_capital_debt(const aif_finance *p, const aif_books *b, aif_ctx *c);

#endif
