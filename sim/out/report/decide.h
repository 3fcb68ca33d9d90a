// decide.h - the first section of the page: the decision, and how sure it is.
#ifndef AIF_OUT_REPORT_DECIDE_H
#define AIF_OUT_REPORT_DECIDE_H

#include "out/report/page.h"

void aif_decide_put(aif_page *p);    // verdict, cards, strategies side by side
void aif_decide_spread(aif_page *p); // quantiles over replicas, where there are some

#endif
