// finance.h - state of the finance entity, shared by its running and its closing.
#ifndef AIF_FIN_FINANCE_H
#define AIF_FIN_FINANCE_H

#include "models/fin/cloudbill.h"
#include "models/fin/contract.h"

typedef struct aif_finance {
	double wacc, tax, inflation_frac, resale_frac;
	double debt_frac, debt_rate, debt_term_s, debt_fee_frac, equity_rate, payable_s,
	    receivable_s;
	uint32_t accounting;
	int timing;
	aif_signal posted_usd;

	// Found at wire.
	const aif_fin_rules *rules; // NULL: nothing is written off
	aif_signal **useful, **owned;
	uint32_t n_cluster;
	aif_cloudbill cloud;
	aif_contract contract;

	// Kept while running.
	aif_time month_ns;
	double useful_gpu_s, owned_gpu_s; // integrals at month_ns
	double pv_useful_gpu_s, pv_owned_gpu_s;
} aif_finance;

#endif
