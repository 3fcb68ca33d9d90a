// liveledger.h - the workbook's sheet Ledger.
#ifndef AIF_OUT_REPORT_LIVELEDGER_H
#define AIF_OUT_REPORT_LIVELEDGER_H

#include "out/report/live.h"

// A row of the sheet for each of the ledger, its amount by formula.
void aif_liveledger_put(aif_live *b);

#endif
