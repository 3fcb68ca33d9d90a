// book.h - the workbook of a result: Summary, Monthly cash flow, Ledger, Audit, Inputs.
#ifndef AIF_OUT_REPORT_BOOK_H
#define AIF_OUT_REPORT_BOOK_H

#include "out/read.h"

// Writes path (.xlsx). Totals are SUM formulas that carry their value. Errors:
// AIF_EIO, AIF_ENOMEM.
aif_err aif_book_write(aif_read *r, const char *path, aif_diag *d);

#endif
