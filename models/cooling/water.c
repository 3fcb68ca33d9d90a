// water.c - water that an evaporative plant takes, loses and drains.
#include "models/cooling/water.h"

double
aif_water_evap_kg_s(double heat_w, double latent_frac)
{
	return heat_w * latent_frac / AIF_WATER_HFG;
}

double
aif_water_blowdown(double evap, double coc)
{
	return evap / (coc - 1);
}

double
aif_water_makeup(double evap, double coc, double drift)
{
	return evap * coc / (coc - 1) + drift;
}

double
aif_water_evap_gpm(double flow_gpm, double range_f)
{
	return 0.00085 * range_f * flow_gpm;
}
