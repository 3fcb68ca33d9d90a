// gpower.c - GPU power by activity, and the cost of a cap.
//
// Each class of work has a power of its own: the same utilization draws 441 to
// 637 W on an H100 depending on what it does (ml.energy leaderboard 2025).
// Coefficients are fields of the catalog's GPUs with their measurements.
#include "models/gpower.h"

#include <math.h>

// Defaults of the catalog's fields of the same name, see models/hw.c.
static const double memory_default = 0.75, comm_default = 0.45, wait_default = 0.09;

// Power that does not fall with the clocks, of the TDP, and the exponent of the
// rest. Source: middle of the published 2..3 for gamma; 150 of 700 W.
static const double static_frac = 150.0 / 700, gamma_default = 2.5;

aif_gpower_mix
aif_gpower_split(const aif_hw_gpu *g, double t, double flop_s, double bytes_s)
{
	double mem = g->memory_power_frac > 0 ? g->memory_power_frac : memory_default;
	double p = flop_s / t + mem * bytes_s / t;
	aif_gpower_mix x = { 0 };

	if (p > 1)
		p = 1;
	// The same power from time in the two classes; below pure streaming part of
	// the time waits.
	if (p >= mem && mem < 1) {
		x.compute_frac = (p - mem) / (1 - mem);
		x.memory_frac = 1 - x.compute_frac;
	} else {
		x.memory_frac = p / mem;
	}
	return x;
}

double
aif_gpower_w(const aif_hw_gpu *g, const aif_gpower_mix *x)
{
	double mem = g->memory_power_frac > 0 ? g->memory_power_frac : memory_default;
	double comm = g->comm_power_frac > 0 ? g->comm_power_frac : comm_default;
	double wait = g->wait_power_frac > 0 ? g->wait_power_frac : wait_default;
	double busy =
	    x->compute_frac + mem * x->memory_frac + comm * x->comm_frac + wait * x->wait_frac;

	return g->idle_w + (g->tdp_w - g->idle_w) * (busy < 1 ? busy : 1);
}

double
aif_gpower_free_frac(const aif_hw_gpu *g, double sustained)
{
	double still = aif_gpower_static_w(g), all = g->tdp_w - g->idle_w;

	if (!(sustained > 0 && sustained < 1) || all <= 0)
		return 1;
	return (still + (g->tdp_w - still) / pow(sustained, gamma_default) - g->idle_w) / all;
}

double
aif_gpower_static_w(const aif_hw_gpu *g)
{
	double w = static_frac * g->tdp_w;

	return w > g->idle_w ? w : g->idle_w;
}

double
aif_gpower_cap(double power_w, double static_w, double cap_w, double compute_frac, double gamma,
	       double *clock_frac)
{
	double f = 1;

	if (power_w > cap_w && power_w > static_w)
		f = cap_w > static_w ? pow((cap_w - static_w) / (power_w - static_w), 1 / gamma)
				     : 0;
	// Below a tenth of the clocks no part runs: the cap can not be met by clocks.
	if (f < 0.1)
		f = 0.1;
	if (clock_frac)
		*clock_frac = f;
	return 1 - compute_frac + compute_frac / f;
}

double
aif_gpower_slowdown(const aif_hw_gpu *g, double power_w, double cap_w, double compute_frac)
{
	return aif_gpower_cap(power_w, aif_gpower_static_w(g), cap_w, compute_frac, gamma_default,
			      NULL);
}
