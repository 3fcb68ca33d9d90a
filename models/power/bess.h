// bess.h - a battery on the site's bus that shaves peaks.
#ifndef AIF_POWER_BESS_H
#define AIF_POWER_BESS_H

#include "core/model.h"

typedef struct aif_bess_cell {
	double power_w, energy_j, charge_frac, discharge_frac; // one-way efficiencies
} aif_bess_cell;

// One interval of dt_s: holds load_w at target_w as far as power and charge allow,
// fills up below it. *stored_j is updated. Returns what the battery draws from the
// bus (negative: gives).
double aif_bess_step(const aif_bess_cell *b, double load_w, double target_w, double dt_s,
		     double *stored_j);

extern const aif_model_ops aif_model_bess;

#endif
