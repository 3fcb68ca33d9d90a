// water.h - water that an evaporative plant takes, loses and drains.
#ifndef AIF_COOLING_WATER_H
#define AIF_COOLING_WATER_H

// Heat of vaporisation near 30 degC [J/kg]. Source: IAPWS-95 steam tables.
#define AIF_WATER_HFG 2.43e6

// Water evaporated [kg/s] when latent_frac of heat_w leaves as vapour.
double aif_water_evap_kg_s(double heat_w, double latent_frac);

// Drained to hold the solids at coc (> 1) times those of the make-up. Drift is
// not credited: the field formula below adds it on top.
double aif_water_blowdown(double evap, double coc);

// Make-up for evaporation, blowdown and drift: M = E CoC/(CoC - 1) + D.
double aif_water_makeup(double evap, double coc, double drift);

// Field rule in IP units [gpm]: E = 0.00085 R[degF] gpm. Source: Cooling Technology
// Institute practice, as quoted by water treaters.
double aif_water_evap_gpm(double flow_gpm, double range_f);

#endif
