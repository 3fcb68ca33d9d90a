// chance.h - what the replicas of a result say, in words and in order.
#ifndef AIF_OUT_CHANCE_H
#define AIF_OUT_CHANCE_H

#include "out/read.h"
#include "out/text.h"

// A driver and what it moves: net present cost of strategy s less that of the first (of the
// first itself: its cost) with it alone at P10 and at P90.
typedef struct aif_chance_driver {
	const aif_read_driver *in;
	double low_usd, high_usd, rank;
} aif_chance_driver;

// The at most n drivers that move strategy s most, largest first; those that move less
// than a hundredth of that are left out. Returns how many.
int aif_chance_drivers(aif_read *r, int s, aif_chance_driver *out, int n);

// Quantiles and chance of strategy s against the first, over the replicas.
typedef struct aif_chance_gap {
	int n;                  // replicas in which both are known
	int less;               // of these, in how many the first costs less
	double p10, p50, p90;   // net present cost of s less that of the first [USD]
	double low[3], high[3]; // 95 % confidence of the three
} aif_chance_gap;

// 0 when there is nothing to say.
int aif_chance_gap_of(aif_read *r, int s, aif_chance_gap *out);

// Lines for a terminal: gaps, chances, main drivers, zoom.
void aif_chance_say(aif_read *r, aif_text *to);

#endif
