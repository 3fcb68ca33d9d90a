// column.h - the strategies of one or several results, side by side.
#ifndef AIF_OUT_COLUMN_H
#define AIF_OUT_COLUMN_H

#include "out/money.h"

typedef struct aif_column {
	aif_read *r;
	int strategy; // index in its file
	const char *label;
	char head[96];           // "a: cloud", or the label where there is one file
	double usd[AIF_MONEY_N]; // sums of the ledger by class
	int has_ledger;
} aif_column;

// A column per strategy of each of r[n], to be freed; *count of them. NULL: no memory.
aif_column *aif_column_list(aif_read *const *r, int n, int *count);

// Sum of all classes.
double aif_column_sum(const aif_column *c);

// Column that others are held against: the cheapest that buys nothing and rents, else the
// first. -1 when there are none with a ledger.
int aif_column_base(const aif_column *c, int count);

#endif
