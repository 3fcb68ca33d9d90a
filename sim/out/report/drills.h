// drills.h - the section of the page on scripted incidents.
#ifndef AIF_OUT_REPORT_DRILLS_H
#define AIF_OUT_REPORT_DRILLS_H

#include "out/report/page.h"

// What each drill struck, what was lost and for how long, what it cost, and what
// followed: who throttled, what tripped, which supply started. Nothing without drills.
void aif_drills_put(aif_page *p);

#endif
