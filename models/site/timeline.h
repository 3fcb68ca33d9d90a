// timeline.h - the milestones of a site, and which of them were on the critical path.
#ifndef AIF_SITE_TIMELINE_H
#define AIF_SITE_TIMELINE_H

#include "models/site/buildout.h"

// Rows of /timeline for tasks, clusters and halls; feeds write those of their stages.
void aif_timeline_write(const aif_buildout *b, aif_ctx *c);

#endif
