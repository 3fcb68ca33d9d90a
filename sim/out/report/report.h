// report.h - a result as page, CSV files and workbook, in one call.
#ifndef AIF_OUT_REPORT_REPORT_H
#define AIF_OUT_REPORT_REPORT_H

#include "out/read.h"
#include "out/text.h"

enum {
	AIF_REPORT_HTML = 1,
	AIF_REPORT_CSV = 2,
	AIF_REPORT_XLSX = 4,
	AIF_REPORT_FOCUS = 8,
	AIF_REPORT_PDF = 16
};

// "html,csv" as bits; 0 with d filled for a word that is none.
unsigned aif_report_formats(const char *words, aif_diag *d);

// Makes the folder dir (with its parents) where it is missing and writes
// report.html, *.csv, report.xlsx, focus.csv, report.pdf into it. note: what could not be drawn, a
// line each.
aif_err aif_report_write(aif_read *r, const char *dir, unsigned formats, aif_text *note,
			 aif_diag *d);

// r[n] side by side: compare.html, ledger.csv, compare.xlsx, focus.csv in dir, which is
// there. PDF is not written.
aif_err aif_report_compare(aif_read *const *r, int n, const char *dir, unsigned formats,
			   aif_diag *d);

// The folder a report of that result goes to when none is named: the path
// without ".h5".
void aif_report_folder(const char *path, char *out, size_t n);

// Makes a folder and its parents. Errors: AIF_EIO.
aif_err aif_report_mkdir(const char *dir, aif_diag *d);

#endif
