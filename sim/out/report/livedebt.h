// livedebt.h - the workbook's sheet Debt: borrowing by month, as formulas.
#ifndef AIF_OUT_REPORT_LIVEDEBT_H
#define AIF_OUT_REPORT_LIVEDEBT_H

#include "out/report/live.h"

enum {
	AIF_LIVEDEBT_STRATEGY,
	AIF_LIVEDEBT_MONTH,
	AIF_LIVEDEBT_YEAR,
	AIF_LIVEDEBT_NUMBER, // of the month
	AIF_LIVEDEBT_BOUGHT,
	AIF_LIVEDEBT_DRAW,
	AIF_LIVEDEBT_FEE,
	AIF_LIVEDEBT_PAYMENT,
	AIF_LIVEDEBT_INTEREST,
	AIF_LIVEDEBT_REPAID,
	AIF_LIVEDEBT_LEFT
};

// Nothing where the run has no debt.
void aif_livedebt_put(aif_live *b);

#endif
