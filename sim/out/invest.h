// invest.h - what a strategy earns on the money that it ties up.
//
// The flow is what another strategy costs less what this one costs, by date of the ledger:
// first more is paid, later less. Against nothing it is the strategy's own flow, which
// has returns only where it has revenue.
#ifndef AIF_OUT_INVEST_H
#define AIF_OUT_INVEST_H

#include "out/column.h"

enum { AIF_INVEST_RATES = 4 };

typedef struct aif_invest {
	double wacc;                    // that it is discounted at; NaN: the files do not agree
	double npv_usd;                 // of the flow
	double irr[AIF_INVEST_RATES];   // all internal rates of return, ascending
	size_t n_irr;                   // may be more than there is room for
	double mirr;                    // financed and reinvested at wacc; NaN without a cost
	double payback_y, payback_pv_y; // years from the start; INFINITY: not within the horizon
	double roi;                     // sum of the flow over the most that it ties up
	double most_usd;                // that
} aif_invest;

// against NULL: the strategy's own flow. Errors: AIF_ENOENT (a file without ledger or cost
// of capital, or another start), AIF_ENOMEM.
aif_err aif_invest_make(aif_invest *out, const aif_column *c, const aif_column *against,
			aif_diag *d);

// Cost of capital of a file, and whether what recurs is discounted in mid-month; NaN when
// it has no finance.
double aif_invest_wacc(aif_read *r, int *mid);

// A field of its finance as the first strategy used it; NaN when there is none. *text: where it
// is a word.
double aif_invest_term(aif_read *r, const char *name, const char **text);

#endif
