// curtail.h - calls on a flexible connection: when the utility takes power back.
#ifndef AIF_GRID_CURTAIL_H
#define AIF_GRID_CURTAIL_H

#include "core/model.h"
#include "util/rng.h"

typedef struct aif_curtail {
	double depth_frac; // of the power energised; NaN: the stages' flexible power
	double year_s;     // seconds of calls a year
	double call_s, notice_s;
	double credit_usd_w_s;
} aif_curtail;

// Calls of a year whose hours cost price[n] (NULL: all alike), in order of time:
// start[] (hours from its beginning), at most cap. They fall within the dearest
// hours, four times as many as are called, and do not overlap. Returns how many.
int aif_curtail_draw(const aif_curtail *k, const double *price, int n, aif_rng *rng, int *start,
		     int cap);

extern const aif_model_ops aif_model_curtailable;

#endif
