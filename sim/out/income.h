// income.h - profit and loss of a strategy by calendar year, money in positive.
//
// Tax is as paid, by the tax ledger; what the books' own depreciation would have changed of
// it is told as deferred. At the horizon everything is sold: the gain is the price less what
// the books hold. Net income of all years is the cost with the sign turned. What lenders get
// comes after it: the cost of capital that discounts the ledger holds it, the ledger does not.
#ifndef AIF_OUT_INCOME_H
#define AIF_OUT_INCOME_H

#include "out/money.h"

typedef enum aif_income_line {
	AIF_INCOME_REVENUE,
	AIF_INCOME_ENERGY,
	AIF_INCOME_RENT,
	AIF_INCOME_STAFF,
	AIF_INCOME_OTHER,
	AIF_INCOME_OPERATING, // sum of those above
	AIF_INCOME_WRITTEN_OFF,
	AIF_INCOME_GAIN,
	AIF_INCOME_BEFORE_TAX,
	AIF_INCOME_TAX,
	AIF_INCOME_NET,
	AIF_INCOME_INTEREST, // of debt; this and the next three only where there is some
	AIF_INCOME_FEES,
	AIF_INCOME_SHIELD,   // tax that these two save
	AIF_INCOME_OWNERS,   // net income after them
	AIF_INCOME_DEFERRED, // beside the sums, as all that follow
	AIF_INCOME_SPENT,
	AIF_INCOME_BOOK_VALUE, // at the year's end, as the next
	AIF_INCOME_DEBT,
	AIF_INCOME_LINES
} aif_income_line;

enum { AIF_INCOME_YEARS = 22 };

typedef struct aif_income {
	int first, n; // first year, years
	int has_debt, has_books;
	double x[AIF_INCOME_LINES][AIF_INCOME_YEARS];
	double sum[AIF_INCOME_LINES]; // of the years; NaN of what stands at a year's end
} aif_income;

const char *aif_income_label(aif_income_line i);
int aif_income_is_total(aif_income_line i);
int aif_income_is_shown(const aif_income *p, aif_income_line i);

// The class of the ledger that a line is; AIF_MONEY_N: of no class.
aif_money_class aif_income_class(aif_income_line i);

// Years that a ledger spans. 0: none, or more than AIF_INCOME_YEARS.
int aif_income_years(aif_read *r, int *first, int *n);

// Of strategy no. s of the file, for years as aif_income_years has them. tax: its rate.
void aif_income_make(aif_income *p, aif_read *r, int s, double tax);

#endif
