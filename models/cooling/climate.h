// climate.h - a year of weather, as cooling plants need it.
#ifndef AIF_COOLING_CLIMATE_H
#define AIF_COOLING_CLIMATE_H

#include "models/cooling/plant.h"
#include "util/arena.h"
#include "util/frame.h"

typedef struct aif_climate {
	size_t n;
	aif_plant_air *air;              // air[n], one per row of the frame
	const aif_frame *frame;          // whose rows they are; NULL: one row for ever
	aif_frame_run run;               // of the last look-up
	double design_db_c, design_wb_c; // exceeded in 0.4 % of the hours
} aif_climate;

// Reads drybulb_c and rh_frac (or dewpoint_c) and pressure_pa (or elevation_m; NAN:
// the frame's own) of f; wet bulbs are computed once per row. Errors: AIF_ENOMEM,
// AIF_EINVAL (columns), AIF_ERANGE (a row that is no air).
// Source of the design percentile: ASHRAE Fundamentals 2017, ch. 14 (0.4 %).
aif_err aif_climate_load(aif_climate *c, const aif_frame *f, double elevation_m, aif_arena *a,
			 aif_diag *d);

// One unchanging row, for sites without a weather file.
aif_err aif_climate_fix(aif_climate *c, double db_c, double rh_frac, double elevation_m,
			aif_arena *a, aif_diag *d);

// The row that holds at unix_s. Amortised O(1).
const aif_plant_air *aif_climate_at(aif_climate *c, double unix_s);

#endif
