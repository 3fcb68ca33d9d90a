// sweepsay.h - what a sweep came to, in words.
#ifndef AIF_OUT_SWEEPSAY_H
#define AIF_OUT_SWEEPSAY_H

#include "out/sweepfile.h"
#include "out/text.h"

// Net present cost by point (all of few points, else the ends) and strategy: the median
// over the replicas; and at how many points each strategy costs least.
void aif_sweepsay_put(const aif_sweepfile *f, aif_text *to);

#endif
