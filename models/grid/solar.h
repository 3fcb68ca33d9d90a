// solar.h - photovoltaics on the site: power from the weather file's sunshine.
#ifndef AIF_GRID_SOLAR_H
#define AIF_GRID_SOLAR_H

#include "core/sim.h"

// AC power per rated power at a horizontal irradiance [W/m2] and air temperature [degC].
double aif_solar_frac(double ghi_w_m2, double air_c, double performance);

// Mean of that over [t0, t1) by the weather of a site; NaN without irradiance.
double aif_solar_mean(const aif_sim *sim, const aif_frame *weather, const aif_time t[2],
		      double performance);

// Weather of a site; NULL when it has none.
const aif_frame *aif_solar_weather(const aif_sim *sim, uint32_t site);

extern const aif_model_ops aif_model_solar;

#endif
