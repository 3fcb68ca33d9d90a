// loop.c - the water of a loop as one thermal mass, and what racks do as it warms.
//
// Exact for heat that is constant within a step.
#include "models/cooling/loop.h"

#include <math.h>

// A limit counts as reached within this share of it: steps end on limits, up to
// rounding.
#define SLACK 1e-9

double
aif_loop_rise_k(const aif_loop *l)
{
	if (l->stored_j <= 0)
		return 0;
	return l->mass_j_k > 0 ? l->stored_j / l->mass_j_k : INFINITY;
}

double
aif_loop_step(aif_loop *l, double heat_w, double remove_w, double dt_s)
{
	double in = l->stored_j + heat_w * dt_s, out = fmin(remove_w * dt_s, in), rise;

	l->stored_j = in - out;
	rise = aif_loop_rise_k(l);
	if (rise >= l->off_k * (1 - SLACK))
		l->stress = AIF_LOOP_OFF;
	else if (rise >= l->throttle_k * (1 - SLACK) && l->stress == AIF_LOOP_CALM)
		l->stress = AIF_LOOP_THROTTLE;
	else if (rise <= 0)
		l->stress = AIF_LOOP_CALM;
	return out;
}

double
aif_loop_next_s(const aif_loop *l, double heat_w, double remove_w)
{
	double net_w = heat_w - remove_w;
	double limit_k = l->stress == AIF_LOOP_CALM ? l->throttle_k : l->off_k;

	if (net_w < 0)
		return l->stored_j > 0 ? l->stored_j / -net_w : INFINITY;
	if (net_w == 0 || l->stress == AIF_LOOP_OFF)
		return INFINITY;
	return fmax(limit_k * l->mass_j_k - l->stored_j, 0) / net_w;
}
