// page.h - the report of one result: report.html, CSV files, a workbook.
#ifndef AIF_OUT_REPORT_PAGE_H
#define AIF_OUT_REPORT_PAGE_H

#include "out/figure.h"

// What the sections of a page share.
typedef struct aif_page {
	aif_text t;
	aif_figure_in in;
	aif_read *r;
	const aif_read_head *h;
} aif_page;

// Writes dir/report.html (dir exists). note gets a line per figure that could
// not be drawn; the page says so too. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_page_write(aif_read *r, const char *dir, aif_text *note, aif_diag *d);

// gnuplot's document without prolog, with an opening tag of ours: class "large" or "small".
typedef struct aif_page_figure {
	const char *name, *title;
} aif_page_figure;
void aif_page_svg(aif_text *t, const aif_text *svg, const aif_gnuplot_size *size, const char *class,
		  const aif_page_figure *f);

// The same skeleton for other pages: head with title and style; footer.
void aif_page_begin(aif_text *t, const char *title);
void aif_page_end(aif_text *t, const char *version);

#endif
