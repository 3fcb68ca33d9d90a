// demand.c - how many requests come: a rate, its growth, its day.
#include "models/work/demand.h"

#include <math.h>

#define YEAR_S (365.25 * 86400.0)

// Demand by hour of the day over its mean: 43 clients of a production service over
// two weeks; the hours are taken as local. Source: Xiang et al. 2025, "ServeGen",
// m-small (Alibaba, Apache-2.0), hourly means of rate_rps.
static const double daily[24] = { 0.839, 0.714, 0.733, 0.676, 0.714, 0.660, 0.684, 0.855,
				  1.015, 1.054, 1.125, 1.093, 1.060, 1.073, 1.060, 1.047,
				  1.091, 1.079, 1.007, 1.229, 1.456, 1.402, 1.270, 1.063 };

double
aif_demand_trend_hz(const aif_demand *p, double now_s)
{
	return p->rate_hz * pow(1 + p->growth, now_s / YEAR_S);
}

double
aif_demand_shape(const aif_demand *p, const aif_sim *s, double now_s)
{
	double unix_s = (double)aif_sim_options(s)->start_unix_s + now_s + p->zone_s;
	int64_t hour = (int64_t)floor(unix_s / 3600) % 24;

	return p->shape == 1 ? 1 : daily[hour < 0 ? hour + 24 : hour];
}
