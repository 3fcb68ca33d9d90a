// pages.h - report.pdf: the decision, the money and every figure, a page each.
#ifndef AIF_OUT_REPORT_PAGES_H
#define AIF_OUT_REPORT_PAGES_H

#include "out/read.h"
#include "out/text.h"

// Writes dir/report.pdf by gnuplot; without it note says so and nothing is written. note also
// gets a line per figure that could not be drawn. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_pages_write(aif_read *r, const char *dir, aif_text *note, aif_diag *d);

#endif
