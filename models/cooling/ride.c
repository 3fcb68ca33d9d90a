// ride.c - what the water in the loop buys when cooling is lost.
#include "models/cooling/ride.h"

#include <math.h>

double
aif_ride_s(double cap_j_k, double rise_k, double heat_w)
{
	return heat_w > 0 ? cap_j_k * rise_k / heat_w : INFINITY;
}

double
aif_ride_temp_c(double cap_j_k, double heat_w, double flow_w_k, double supply_c, double start_c,
		double t_s)
{
	double end_c;

	if (flow_w_k <= 0)
		return start_c + heat_w * t_s / cap_j_k;
	end_c = supply_c + heat_w / flow_w_k;
	return end_c + (start_c - end_c) * exp(-t_s * flow_w_k / cap_j_k);
}
