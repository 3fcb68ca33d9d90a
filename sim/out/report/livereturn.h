// livereturn.h - the workbook's sheets Returns and Return flows: NPV, IRR, MIRR and payback
// of what a strategy saves, as formulas over the monthly cash flow.
#ifndef AIF_OUT_REPORT_LIVERETURN_H
#define AIF_OUT_REPORT_LIVERETURN_H

#include "out/report/live.h"

// Nothing where there is no finance, or nothing to hold a strategy against.
// Errors: AIF_ENOMEM.
aif_err aif_livereturn_put(aif_live *b);

#endif
