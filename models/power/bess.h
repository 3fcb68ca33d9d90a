// bess.h - a battery on the site's bus that shaves peaks.
#ifndef AIF_POWER_BESS_H
#define AIF_POWER_BESS_H

#include "core/model.h"

typedef struct aif_bess_cell {
	double power_w, energy_j, charge_frac, discharge_frac; // one-way efficiencies
	double taper_charge_s,
	    taper_discharge_s; // C-L-C: room that a power leaves unused, per power
	double leak_1_s;       // standby loss of what is stored
} aif_bess_cell;

// Fade of a capacity of 1, day by day. Source: REopt, DegradationInputs (NREL).
typedef struct aif_bess_fade {
	double calendar, exponent; // calendar * exponent * charge * day^(exponent - 1)
	double cycle;              // per equivalent full cycle
} aif_bess_fade;

// What the day-th day (from 1) takes away, at that mean charge (0..1) and those cycles.
double aif_bess_fade_day(const aif_bess_fade *f, double day, double charge, double cycles);

// One interval of dt_s: holds load_w at target_w as far as power and charge allow,
// fills up below it. *stored_j is updated. Returns what the battery draws from the
// bus (negative: gives). Limits by state of charge are linear in power (C-L-C): charging at P
// ends at E <= energy - taper P, discharging at E >= taper P.
// Source: Kazhamiaka, Rosenberg & Keshav 2019, Tractable lithium-ion storage models.
double aif_bess_step(const aif_bess_cell *b, double load_w, double target_w, double dt_s,
		     double *stored_j);

extern const aif_model_ops aif_model_bess;

#endif
