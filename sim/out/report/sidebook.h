// sidebook.h - several results side by side as a workbook and as CSV.
#ifndef AIF_OUT_REPORT_SIDEBOOK_H
#define AIF_OUT_REPORT_SIDEBOOK_H

#include "out/column.h"

// path: a workbook of the sheets Totals (formulas over the ledger), Bridge (differences to
// the first column), Monthly (net by month) and Ledger. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_sidebook_write(const aif_column *c, int count, const char *path, aif_diag *d);

// dir/ledger.csv: every ledger row with the column `result` before it; dir/focus.csv: the
// same as FOCUS 1.2 with the result as billing account.
aif_err aif_sidebook_csv(const aif_column *c, int count, const char *dir, aif_diag *d);
aif_err aif_sidebook_focus(const aif_column *c, int count, const char *dir, aif_diag *d);

#endif
