// reuse.c - heat of the return water given to a network instead of the weather.
#include "models/cooling/reuse.h"

#include <math.h>

#define KELVIN 273.15

double
aif_reuse_demand_w(const aif_reuse *r, double air_c)
{
	double cold = (r->limit_c - air_c) / (r->limit_c - r->full_c);

	return r->most_w * (r->base_frac + (1 - r->base_frac) * fmin(fmax(cold, 0), 1));
}

double
aif_reuse_cop(const aif_reuse *r, double return_c)
{
	double hot_k = r->need_c + r->approach_k + KELVIN, lift = hot_k - (return_c + KELVIN);

	// Source: Carnot; real machines reach 0.4 to 0.6 of it (Arpagaus et al. 2018).
	return lift > 0 ? fmax(r->carnot_frac * hot_k / lift, 1) : INFINITY;
}

aif_reuse_out
aif_reuse_run(const aif_reuse *r, double heat_w, double return_c, double air_c)
{
	double cop, share;
	aif_reuse_out o = { 0 };

	if (!(r->most_w > 0) || !(heat_w > 0))
		return o;
	cop = aif_reuse_cop(r, return_c);
	share = isinf(cop) ? 0 : 1 / cop; // of what is delivered, from the heat pump
	o.given_w = aif_reuse_demand_w(r, air_c);
	if (share < 1)
		o.given_w = fmin(o.given_w, heat_w / (1 - share));
	o.elec_w = share * o.given_w;
	o.taken_w = o.given_w - o.elec_w;
	return o;
}
