// finance.h - state of the finance entity, shared by its running and its closing.
#ifndef AIF_FIN_FINANCE_H
#define AIF_FIN_FINANCE_H

#include "models/fin/fin.h"
#include "models/fin/rent.h"

typedef struct aif_finance {
	double wacc, tax, inflation_frac;
	uint32_t accounting;
	int timing;
	aif_signal posted_usd;

	// Found at wire.
	const aif_fin_strategy *way; // NULL: the scenario declares none
	const aif_fin_cloud *price;  // NULL: nothing is rented
	const aif_fin_rules *rules;  // NULL: nothing is written off
	aif_signal **rented, **useful, **owned;
	uint32_t n_rented, n_cluster;
	aif_rent_terms terms;

	// Kept while running.
	aif_rent rent;
	aif_time metered_ns, month_ns;
	double held_gpu_s;                // integral of rented GPUs when last metered
	double used_gpu_s, unused_gpu_s;  // billed so far
	double useful_gpu_s, owned_gpu_s; // integrals at month_ns
	double pv_useful_gpu_s, pv_owned_gpu_s;
} aif_finance;

#endif
