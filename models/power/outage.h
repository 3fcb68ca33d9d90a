// outage.h - will generators and a battery outlast a grid outage?
//
// Generators start or fail to, then fail at a constant rate per hour; a battery
// covers what is missing. The answer is the chance that every hour's load is
// met. Source: method of REopt's backup_reliability (Markov, hour by hour).
#ifndef AIF_POWER_OUTAGE_H
#define AIF_POWER_OUTAGE_H

#include "util/err.h"

// n equal generators.
typedef struct aif_outage_gen {
	int n;
	double power_w;
	double available;  // not in maintenance, 0..1
	double fail_start; // of those
	double mttf_s;     // while running
} aif_outage_gen;

typedef struct aif_outage_store {
	double energy_j, power_w;           // 0: none
	double soc, soc_min;                // at the start; least
	double charge_frac, discharge_frac; // one-way efficiencies
} aif_outage_store;

// Probability that `working` units of g start.
double aif_outage_start_prob(const aif_outage_gen *g, int working);

// Survival of load_w[n] over n steps of step_s. The battery's charge is held on a
// grid of 4001 points. Errors: AIF_ENOMEM, AIF_EINVAL (no generator entry).
aif_err aif_outage_survival(const aif_outage_gen *g, const aif_outage_store *b,
			    const double *load_w, int n, double step_s, double *out, aif_diag *d);

#endif
