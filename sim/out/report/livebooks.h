// livebooks.h - the workbook's sheets Depreciation, and Profit and loss.
#ifndef AIF_OUT_REPORT_LIVEBOOKS_H
#define AIF_OUT_REPORT_LIVEBOOKS_H

#include "out/report/live.h"

// Columns of the sheet Depreciation: seven planned, the factor, seven that follow it.
enum {
	AIF_LIVEBOOKS_STRATEGY,
	AIF_LIVEBOOKS_YEAR,
	AIF_LIVEBOOKS_ENTITY,
	AIF_LIVEBOOKS_GROUP,
	AIF_LIVEBOOKS_PLAN,
	AIF_LIVEBOOKS_FACTOR = AIF_LIVEBOOKS_PLAN + 7,
	AIF_LIVEBOOKS_BOOK,
	AIF_LIVEBOOKS_TAX,
	AIF_LIVEBOOKS_BOOK_LEFT,
	AIF_LIVEBOOKS_TAX_LEFT,
	AIF_LIVEBOOKS_CREDIT,
	AIF_LIVEBOOKS_GONE,
	AIF_LIVEBOOKS_GONE_TAX
};

// Book and tax ledger of what each entity bought, by calendar year.
void aif_livebooks_depreciation(aif_live *b);

// Income by calendar year and strategy, with the books' depreciation, and the book value of
// what is owned. Summed over the years it is what the ledger has, with the sign turned.
void aif_livebooks_income(aif_live *b);

#endif
