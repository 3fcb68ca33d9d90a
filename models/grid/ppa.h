// ppa.h - a power purchase agreement: energy of one plant at one price.
#ifndef AIF_GRID_PPA_H
#define AIF_GRID_PPA_H

#include "core/sim.h"

typedef struct aif_ppa {
	double power_w, price_usd_j, resale_frac, escalation, carbon_kg_j, performance;
	int kind;               // 0 flat, 1 solar, 2 profile
	const aif_frame *shape; // first column: output over rated
	int take_or_pay;        // 1: all that is made is paid for
	aif_time from_ns, to_ns;
} aif_ppa;

// Of an interval or a month.
typedef struct aif_ppa_bill {
	double made_j, used_j, usd, resale_usd, carbon_kg;
} aif_ppa_bill;

// Mean power [W] that the plant makes over [t[0], t[1]).
double aif_ppa_made_w(const aif_ppa *p, const aif_sim *sim, uint32_t site, const aif_time t[2]);

// Adds what made_w for dt seconds costs a load of load_w at the market's price. Returns
// what the load used of it [W].
double aif_ppa_settle(const aif_ppa *p, double made_w, double load_w, double dt,
		      double market_usd_j, double years, aif_ppa_bill *b);

extern const aif_model_ops aif_model_ppa;

#endif
