// genset.h - standby generators: silent until the grid fails.
#ifndef AIF_GRID_GENSET_H
#define AIF_GRID_GENSET_H

#include "core/model.h"

// Fuel [W] for w out of units of rated_w that run: a line through efficiency `eff` at full and
// `eff_half` (NAN: the same) at half load. Source: NREL REopt, electric_efficiency_full_load,
// electric_efficiency_half_load.
double aif_genset_fuel_w(double rated_w, double w, double eff, double eff_half);

extern const aif_model_ops aif_model_genset;

#endif
