// unitcost.h - the totals of a strategy, and what a unit of its work costs.
#ifndef AIF_FIN_UNITCOST_H
#define AIF_FIN_UNITCOST_H

#include "models/fin/books.h"
#include "models/fin/finance.h"

// The rows of /summary that follow from closed books.
void aif_unitcost_put(const aif_finance *p, const aif_books *b, aif_ctx *c);

#endif
