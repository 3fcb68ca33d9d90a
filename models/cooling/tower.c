// tower.c - evaporative cooling tower by the YorkCalc correlation.
//
// The approach does not fall with water/air ratio (the polynomial does so up to
// the 40 K where the box ends; the tests walk it), so the two inverse questions are bisections.
#include "models/cooling/tower.h"

#include <math.h>
#include <stddef.h>

enum { BISECTIONS = 40 };

static double
clamp(double x, double lo, double hi, int *outside)
{
	if (x < lo || x > hi) {
		if (outside)
			*outside = 1;
		return x < lo ? lo : hi;
	}
	return x;
}

double
aif_tower_approach_k(const aif_tower_curve *t, double wb_c, double range_k, double lg, int *outside)
{
	double w = clamp(wb_c, t->wb_lo_c, t->wb_hi_c, outside);
	double r = clamp(range_k, t->range_lo_k, t->range_hi_k, outside);
	double l = clamp(lg, 0, t->lg_hi, outside);
	const double *c = t->c;
	double a[3];

	for (int i = 0; i < 3; i++, c += 9)
		a[i] = (c[0] + w * (c[1] + w * c[2])) + r * (c[3] + w * (c[4] + w * c[5])) +
		       r * r * (c[6] + w * (c[7] + w * c[8]));
	return clamp(a[0] + l * (a[1] + l * a[2]), t->approach_lo_k, t->approach_hi_k, outside);
}

double
aif_tower_air(const aif_tower_curve *t, double wb_c, double range_k, double water,
	      double approach_k, double air_min)
{
	double lo = fmin(fmax(air_min, water / t->lg_hi), 1), hi = 1;

	if (aif_tower_approach_k(t, wb_c, range_k, water, NULL) > approach_k)
		return 2;
	if (aif_tower_approach_k(t, wb_c, range_k, water / lo, NULL) <= approach_k)
		return lo;
	for (int i = 0; i < BISECTIONS; i++) {
		double mid = 0.5 * (lo + hi);

		if (aif_tower_approach_k(t, wb_c, range_k, water / mid, NULL) > approach_k)
			lo = mid;
		else
			hi = mid;
	}
	return hi;
}

double
aif_tower_water_max(const aif_tower_curve *t, double wb_c, double range_k, double approach_k)
{
	double lo = 0, hi = t->lg_hi;

	if (aif_tower_approach_k(t, wb_c, range_k, 0, NULL) > approach_k)
		return 0;
	if (aif_tower_approach_k(t, wb_c, range_k, hi, NULL) <= approach_k)
		return hi;
	for (int i = 0; i < BISECTIONS; i++) {
		double mid = 0.5 * (lo + hi);

		if (aif_tower_approach_k(t, wb_c, range_k, mid, NULL) > approach_k)
			hi = mid;
		else
			lo = mid;
	}
	return lo;
}

double
aif_tower_fan_frac(double air)
{
	return air * air * air;
}
