// focus.h - the ledger as FOCUS 1.2 cost data (FinOps Open Cost and Usage Specification).
//
// A row per ledger row, and where capital was written off, rows that spread it:
// then a purchase has an effective cost of zero and the year's depreciation, with
// what the books hold at the horizon, carries it. Billed and effective cost have
// the same sum, that of the ledger.
#ifndef AIF_OUT_REPORT_FOCUS_H
#define AIF_OUT_REPORT_FOCUS_H

#include "out/read.h"
#include "out/text.h"

// RFC 4180, CRLF; custom columns begin with x_. The header, and the rows of a strategy
// under that billing account: none when the file has no ledger.
void aif_focus_head(aif_text *out);
void aif_focus_rows(aif_read *r, int strategy, const char *account_id, aif_text *out);

// Writes dir/focus.csv. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_focus_write(aif_read *r, const char *dir, aif_diag *d);

#endif
