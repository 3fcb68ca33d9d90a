// freshair.h - a hall cooled by outside air: economiser with mixing, pads, mechanical trim.
//
// Supply air of supply_c comes back rise_k warmer. As long as outside air is cold enough it is
// mixed with return air; when it is not, pads wet it as far as needed; beyond that coils cool what
// is left, of outside air while that is cooler than return air, else of return air alone. Air
// that would bring a dew point beyond the limit stays outside.
// Source: ASHRAE 90.1 airside economisers by dry bulb; dew points of ASHRAE TC 9.9 classes. Left
// out: humidifying in winter, moisture taken out by coils, filters beyond their pressure.
#ifndef AIF_COOLING_FRESHAIR_H
#define AIF_COOLING_FRESHAIR_H

#include "models/cooling/plant.h"

typedef struct aif_freshair {
	aif_plant_mode mode;
	double outside_frac;   // of the air moved, 0..1
	double coil_frac;      // of the heat, that coils take
	double evap_kg_per_kg; // water into the air moved
} aif_freshair;

// What the weather leaves to do.
aif_freshair aif_freshair_at(const aif_plant *p, const aif_plant_air *a);

// Heat that it can take in that weather: coils take no more than p->trim_w.
double aif_freshair_cap_w(const aif_plant *p, const aif_plant_air *a);

#endif
