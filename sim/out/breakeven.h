// breakeven.h - when owning has paid off against renting, and what a late plant costs.
//
// From /cashflow: costs summed up month by month. Resale counts where the ledger
// has it, at the horizon: the file does not know what an asset would fetch before.
#ifndef AIF_OUT_BREAKEVEN_H
#define AIF_OUT_BREAKEVEN_H

#include "out/read.h"
#include "out/text.h"

typedef struct aif_breakeven {
	int own, rent;             // strategies
	double plain_s, present_s; // first second of the month from which `own` stays at or below
				   // `rent`, undiscounted and discounted; NaN: not by the horizon
	double plain_usd, present_usd; // by how much `own` ends below `rent`
	double last_s;                 // first second of the last month
	int resale;                    // the last month of `own` has money from resale
} aif_breakeven;

// Every strategy that buys against the cheapest of those that rent and buy
// nothing. Returns how many, at most cap; 0 when there is nothing to compare.
int aif_breakeven_find(aif_read *r, aif_breakeven *out, int cap);

// "on-prem costs less than cloud for good from 2029-11 (discounted: 2030-02) ...".
void aif_breakeven_say(const aif_read *r, const aif_breakeven *b, aif_text *out);

// "From 2028-07 to 2029-03 the grid binds: 9 months; ...", from /binding and
// /summary of a strategy. Puts nothing when nothing but demand and delivery binds.
void aif_breakeven_say_late(aif_read *r, const char *strategy, aif_text *out);

#endif
