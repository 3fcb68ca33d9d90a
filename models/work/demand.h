// demand.h - how many requests come: a rate, its growth, its day.
#ifndef AIF_WORK_DEMAND_H
#define AIF_WORK_DEMAND_H

#include "core/sim.h"

typedef struct aif_demand {
	double rate_hz, growth, zone_s;
	int shape; // 0: the day of a measured service, 1: flat
} aif_demand;

// Requests per second at now_s by the growth alone.
double aif_demand_trend_hz(const aif_demand *p, double now_s);

// An hour of the day over the mean.
double aif_demand_shape(const aif_demand *p, const aif_sim *s, double now_s);

#endif
