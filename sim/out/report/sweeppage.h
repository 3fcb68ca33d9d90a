// sweeppage.h - the report of a merged sweep: a page and its points as CSV.
#ifndef AIF_OUT_REPORT_SWEEPPAGE_H
#define AIF_OUT_REPORT_SWEEPPAGE_H

#include "out/figsweep.h"

// Formats as of report.h: HTML and CSV, others are refused. result NULL: net present cost.
// note as of aif_page_write. Errors: AIF_EINVAL, AIF_ENOENT, AIF_EIO, AIF_EPARSE, AIF_ENOMEM.
aif_err aif_sweeppage_report(const char *path, const char *dir, unsigned formats,
			     const char *result, aif_text *note, aif_diag *d);

#endif
