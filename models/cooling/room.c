// room.c - what takes the heat that leaves racks with the air.
#include "models/cooling/room.h"

#include "models/cooling/hx.h"
#include "models/cooling/psychro.h"

#define GAP_K   10.0 // both exchangers of a small chiller, warming included (estimate)
#define AIR_RHO 1.2  // kg/m3, sea level, 20 degC

double
aif_room_intake_c(const aif_room *r, double water_c)
{
	return water_c + r->approach_k + r->recirc_frac / (1 - r->recirc_frac) * r->rise_k;
}

double
aif_room_water_c(const aif_room *r)
{
	return r->limit_c - aif_room_intake_c(r, 0);
}

// A share of Carnot's between refrigerant temperatures: each exchanger takes half of GAP.
double
aif_room_cop(const aif_room *r, double water_c)
{
	double cold_k = aif_room_water_c(r) + 273.15, lift = water_c - aif_room_water_c(r);

	return lift > 0 ? r->carnot_frac * (cold_k - GAP_K / 2) / (lift + GAP_K) : 0;
}

double
aif_room_fan_frac(const aif_room *r)
{
	double flow = 1 / (AIR_RHO * AIF_PSYCHRO_CP * r->rise_k) / (1 - r->bypass_frac);

	return aif_hx_flow_power_w(flow, r->dp_pa, r->eff);
}
