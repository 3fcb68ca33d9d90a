// ride.h - what the water in the loop buys when cooling is lost.
//
// One well-mixed volume: C dT/dt = Q - m c (T - T_supply).
#ifndef AIF_COOLING_RIDE_H
#define AIF_COOLING_RIDE_H

// Seconds until a volume of heat capacity cap_j_k warms by rise_k under heat_w with
// no cooling at all; INFINITY without heat.
double aif_ride_s(double cap_j_k, double rise_k, double heat_w);

// Temperature after t_s, from start_c, with a flow of flow_w_k [W/K] at supply_c
// (0: cooling lost). Exact solution.
double aif_ride_temp_c(double cap_j_k, double heat_w, double flow_w_k, double supply_c,
		       double start_c, double t_s);

#endif
