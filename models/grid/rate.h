// rate.h - time of use: energy and demand priced by month, day of the week and hour.
#ifndef AIF_GRID_RATE_H
#define AIF_GRID_RATE_H

#include <stdint.h>

#include "core/model.h"

typedef struct aif_rate {
	aif_nums months;     // 1..12; none: all
	double from_s, to_s; // of the day, local time; to <= from: past midnight
	int days;            // 0 all, 1 weekdays, 2 weekends
	double energy_usd_j, demand_usd_w_s;
} aif_rate;

// 1 when an instant of local time falls into the period.
int aif_rate_holds(const aif_rate *r, int64_t local_unix_s);

extern const aif_model_ops aif_model_period;

#endif
