// hx.c - heat exchangers by effectiveness and number of transfer units.
#include "models/cooling/hx.h"

#include <math.h>

// Streams are taken as balanced below this difference: the limit's error is
// second order in it.
#define BALANCED 1e-6

double
aif_hx_eps(double ntu, double cr)
{
	double e;

	if (isinf(ntu))
		return 1;
	if (1 - cr < BALANCED)
		return ntu / (1 + ntu);
	e = exp(-ntu * (1 - cr));
	return (1 - e) / (1 - cr * e);
}

double
aif_hx_ntu(double eps, double cr)
{
	if (eps >= 1)
		return INFINITY;
	if (1 - cr < BALANCED)
		return eps / (1 - eps);
	return log((1 - cr * eps) / (1 - eps)) / (1 - cr);
}

double
aif_hx_heat_w(double eps, double c_min_w_k, double hot_in_c, double cold_in_c)
{
	return eps * c_min_w_k * (hot_in_c - cold_in_c);
}

double
aif_hx_ua(double ua_design_w_k, double hot_flow_frac, double cold_flow_frac)
{
	if (hot_flow_frac <= 0 || cold_flow_frac <= 0)
		return 0;
	return aif_hx_films_ua(ua_design_w_k, aif_hx_film(hot_flow_frac),
			       aif_hx_film(cold_flow_frac));
}

double
aif_hx_film(double flow_frac)
{
	return pow(flow_frac, -0.8);
}

double
aif_hx_films_ua(double ua_design_w_k, double hot_film, double cold_film)
{
	return ua_design_w_k * 2 / (hot_film + cold_film);
}

double
aif_hx_rise_k(double heat_w, double flow_m3_s, double rho_kg_m3, double cp_j_kg_k)
{
	return heat_w / (flow_m3_s * rho_kg_m3 * cp_j_kg_k);
}

double
aif_hx_flow_power_w(double flow_m3_s, double dp_pa, double eff)
{
	return flow_m3_s * dp_pa / eff;
}
