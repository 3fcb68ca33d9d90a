// contract.h - what others pay for and are paid for: lessors, colocation, sellers of tokens.
//
// The plant and the clusters are simulated as they stand and post what they cost. A row
// that a contract covers is taken back by a row of the same date, account and entity
// ("paid by the lessor"), and the contract's own payment is posted month by month. So
// the ledger shows both, and every sum holds without any other family knowing of it.
#ifndef AIF_FIN_CONTRACT_H
#define AIF_FIN_CONTRACT_H

#include "models/fin/fin.h"
#include "models/record.h"

typedef struct aif_contract_service {
	const aif_signal *served, *output; // tokens of a service that is bought by the token
	double served_tokens, output_tokens;
} aif_contract_service;

typedef struct aif_contract {
	const aif_fin_strategy *way; // NULL: nothing to do
	const aif_fin_lease *lease;
	const aif_fin_colo *colo;
	const aif_fin_tokens *tokens;
	aif_contract_service *service;
	uint32_t n_service;
	size_t seen;                                 // ledger rows looked at
	double colo_w_s;                             // since the start, halls ready
	double passed_usd, it_j, facility_j, set_up; // passed_usd: of the month
} aif_contract;

// Errors: AIF_ENOMEM.
aif_err aif_contract_wire(aif_contract *k, aif_sim *s, aif_diag *d);

// 1 when somebody else pays this purchase, or the row takes such a one back.
int aif_contract_covers(const aif_contract *k, const aif_row_ledger *row);

// Takes back what has been posted since the last call and posts the payments of
// [from_ns, now). Returns the payments.
double aif_contract_post(aif_contract *k, aif_ctx *c, aif_time from_ns);

#endif
