// tablecsv.h - tables of a result as CSV files (RFC 4180).
#ifndef AIF_OUT_REPORT_TABLECSV_H
#define AIF_OUT_REPORT_TABLECSV_H

#include "out/read.h"
#include "out/text.h"

// One table: its columns in order, then `date` (ISO 8601) where the table is
// dated. The header names carry units: amount_usd, month_s. Lines end in CRLF.
void aif_tablecsv_put(const aif_read *r, const aif_read_table *t, aif_text *out);

// Writes ledger.csv, summary.csv, binding.csv, ... into dir: every table but the
// long ones (jobs, requests), which the result file has.
aif_err aif_tablecsv_write(aif_read *r, const char *dir, aif_diag *d);

#endif
