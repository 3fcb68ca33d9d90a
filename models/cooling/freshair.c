// freshair.c - a hall cooled by outside air: economiser with mixing, pads, mechanical trim.
#include "models/cooling/freshair.h"

#include <math.h>

#include "models/cooling/psychro.h"

// 1 when air of that humidity may come in.
static int
is_dry_enough(const aif_plant *p, const aif_plant_air *a, double ratio)
{
	return ratio <= aif_psychro_ratio(p->dew_limit_c, 1, a->p_pa);
}

aif_freshair
aif_freshair_at(const aif_plant *p, const aif_plant_air *a)
{
	double rise = p->room.rise_k, back_c = p->supply_c + rise, in_c = a->db_c, least_c;
	aif_freshair x = { .mode = AIF_PLANT_MECH, .coil_frac = 1 };

	if (a->db_c >= back_c || !is_dry_enough(p, a, a->ratio))
		return x;
	x.outside_frac = fmin(rise / (back_c - a->db_c), 1);
	if (a->db_c <= p->supply_c) {
		x.mode = AIF_PLANT_FREE;
		x.coil_frac = 0;
		return x;
	}
	// Wetted as far as the supply asks and the dew point allows, along the wet bulb.
	least_c = fmax(a->wet_c, p->supply_c);
	if (p->wets && least_c < a->db_c) {
		double ratio = aif_psychro_ratio_wb(least_c, a->wb_c, a->p_pa);

		if (is_dry_enough(p, a, ratio)) {
			in_c = least_c;
			x.evap_kg_per_kg = fmax(ratio - a->ratio, 0);
		}
	}
	x.coil_frac = fmax(in_c - p->supply_c, 0) / rise;
	x.mode = x.coil_frac > 1e-9 ? AIF_PLANT_PARTIAL : AIF_PLANT_WET;
	return x;
}

double
aif_freshair_cap_w(const aif_plant *p, const aif_plant_air *a)
{
	aif_freshair x = aif_freshair_at(p, a);

	return x.coil_frac > 1e-9 ? fmin(p->trim_w / x.coil_frac, p->cap_w) : p->cap_w;
}
