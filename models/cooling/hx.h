// hx.h - heat exchangers by effectiveness and number of transfer units.
//
// Capacity rates C = mass flow * specific heat, in W/K.
// Source: Kays & London, Compact Heat Exchangers, 3rd ed., ch. 2.
#ifndef AIF_COOLING_HX_H
#define AIF_COOLING_HX_H

// Water near 30 degC: specific heat [J/(kg K)] and density [kg/m3].
// Source: IAPWS-95 at 0.1 MPa, rounded as usual in plant design.
#define AIF_HX_WATER_CP  4180.0
#define AIF_HX_WATER_RHO 997.0

// Effectiveness of a counterflow exchanger; cr = C_min / C_max, 0..1.
double aif_hx_eps(double ntu, double cr);

// NTU that gives effectiveness eps (0 <= eps < 1); INFINITY when none does.
double aif_hx_ntu(double eps, double cr);

// Heat from the hot to the cold stream [W].
double aif_hx_heat_w(double eps, double c_min_w_k, double hot_in_c, double cold_in_c);

// Conductance [W/K] with both streams away from their design flow: each side's
// film goes with flow^0.8 and the two films weigh alike at design.
// Source: Dittus & Boelter 1930 (exponent); the even split is an assumption.
double aif_hx_ua(double ua_design_w_k, double hot_flow_frac, double cold_flow_frac);
// The same from the films' resistances over those at design.
double aif_hx_film(double flow_frac); // flow_frac > 0
double aif_hx_films_ua(double ua_design_w_k, double hot_film, double cold_film);

// Temperature rise [K] of a liquid that takes heat_w at flow_m3_s.
double aif_hx_rise_k(double heat_w, double flow_m3_s, double rho_kg_m3, double cp_j_kg_k);

// Shaft power [W] of a pump or fan; efficiency of the whole drive.
double aif_hx_flow_power_w(double flow_m3_s, double dp_pa, double eff);

#endif
