// versus.h - several results side by side.
#ifndef AIF_OUT_REPORT_VERSUS_H
#define AIF_OUT_REPORT_VERSUS_H

#include "out/read.h"
#include "out/text.h"

// r[n]: open results. A column per strategy of each: first the lines of
// words.h, then the ledger by class. Aligned text for a terminal.
void aif_versus_text(aif_read *const *r, int n, aif_text *out);

// The same as dir/compare.html.
aif_err aif_versus_page(aif_read *const *r, int n, const char *dir, aif_diag *d);

#endif
