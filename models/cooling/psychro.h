// psychro.h - moist air: saturation, humidity ratio, wet bulb, enthalpy.
//
// Temperatures in degC, pressures in Pa, relative humidity as a fraction 0..1,
// humidity ratio in kg of vapour per kg of dry air. Pure functions.
// Source: ASHRAE Handbook Fundamentals 2017, ch. 1 (Hyland & Wexler 1983).
#ifndef AIF_COOLING_PSYCHRO_H
#define AIF_COOLING_PSYCHRO_H

#include "util/err.h"

// Specific heat of dry air at constant pressure [J/(kg K)], as in the enthalpy.
#define AIF_PSYCHRO_CP 1006.0

// Saturation pressure of water vapour [Pa], over ice below 0 degC; -100...200 degC.
double aif_psychro_sat_pa(double t_c);

// Pressure of the standard atmosphere at an elevation [Pa].
double aif_psychro_pressure_pa(double elevation_m);

// Humidity ratio at dry bulb t_c and relative humidity; saturated for rh_frac 1.
double aif_psychro_ratio(double t_c, double rh_frac, double p_pa);

// Humidity ratio of air of dry bulb t_c and wet bulb wb_c (may be negative when
// no such air exists). Source: ibid., eq. 33 (water) and 35 (ice).
double aif_psychro_ratio_wb(double t_c, double wb_c, double p_pa);

// Thermodynamic wet bulb, never above t_c. rh_frac is held within 0..1. Found by
// Brent's method to 1e-6 K. Errors: AIF_ENOMEM; AIF_ERANGE outside -90...100 degC.
aif_err aif_psychro_wetbulb(double t_c, double rh_frac, double p_pa, double *wb_c, aif_diag *d);

// Stull's fit at sea level, 5...99 % and -20...50 degC; about 0.3 K off at worst.
// Source: Stull 2011, J. Appl. Meteor. Climatol. 50, eq. 1.
double aif_psychro_stull_c(double t_c, double rh_frac);

// Density of dry air in the mixture [kg dry air / m3].
double aif_psychro_density(double t_c, double ratio, double p_pa);

// Enthalpy per kg of dry air [J/kg], 0 for dry air at 0 degC.
double aif_psychro_enthalpy(double t_c, double ratio);

#endif
