// cooling.h - the cooling plant of a site as an entity.
#ifndef AIF_COOLING_COOLING_H
#define AIF_COOLING_COOLING_H

#include "models/cooling/climate.h"
#include "models/cooling/incident.h"
#include "models/cooling/plant.h"

enum { AIF_COOLING_MODES = AIF_PLANT_MECH + 1 };

typedef struct aif_cooling_hall {
	aif_meter liquid, air;
} aif_cooling_hall;

typedef struct aif_cooling {
	int kind, class, backed, air_by;
	double units, volume_m3, ride_k, off_k, throttle_frac, reuse_usd_j;
	const char *redundancy;
	uint32_t tower_ref, chiller_ref;
	aif_plant p; // most parameters stand here

	aif_signal elec_w, fan_w, comp_w, water_kg_s, evap_kg_s, drain_kg_s, drift_kg_s;
	aif_signal heat_w, rejected_w, reused_w, cap_w, short_w, free_frac, cap_design_w;
	aif_signal elec_design_frac, rise_k, stress, intake_c, supply_c;

	aif_climate climate;
	aif_cooling_hall *halls;
	uint32_t n_hall;
	double air_frac; // of the design heat
	aif_time step, last;
	double mode_s[AIF_COOLING_MODES];
	aif_incident bad;
	aif_timer timer;
	aif_meter *feed_now, *feed_limit, *genset; // of the site, watched when not backed
	uint32_t n_feed, n_genset;
	int drilled, dark; // by a drill; for want of any supply
	double drill_frac;
	aif_time month_end;
	double reused_j, reused_usd; // reused_j: of this month
} aif_cooling;

// Finds halls, weather, catalog records and supplies; sizes the plant.
aif_err aif_coolbuild_wire(aif_cooling *k, aif_sim *sim, uint32_t self, aif_diag *d);

// Share of a plant's capacity that is left for the halls: the rest is the heat of its own
// air handlers, pumps and room chillers.
double aif_coolbuild_net_frac(const aif_cooling *k);

extern const aif_model_ops aif_model_cooling;

#endif
