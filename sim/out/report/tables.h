// tables.h - the sections of the page that are tables.
#ifndef AIF_OUT_REPORT_TABLES_H
#define AIF_OUT_REPORT_TABLES_H

#include "out/report/page.h"

void aif_tables_binding(aif_page *p); // what binds, by month
void aif_tables_milestones(aif_page *p);
void aif_tables_audit(aif_page *p);
void aif_tables_provenance(aif_page *p); // assumption register
void aif_tables_inputs(aif_page *p);     // parameters, scenario text
void aif_tables_summary(aif_page *p);    // every row of /summary

// A table in a box that scrolls. heads: "Month|Binds|>Grid", '>' marks a column of
// numbers. tall: limited in height on screens.
void aif_tables_open(aif_text *t, const char *label, const char *heads, int tall);
void aif_tables_close(aif_text *t);
// A strategy's label for people: "this plan" where there is none.
const char *aif_tables_shown(const char *strategy);
// Cells, escaped: <td>text</td>; numbers in words, right-aligned.
void aif_tables_text(aif_text *t, const char *s);
void aif_tables_num(aif_text *t, double x, const char *unit);

#endif
