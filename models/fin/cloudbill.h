// cloudbill.h - what the clusters of a simulation rent, metered and billed one by one.
//
// Each cluster that rents has a price list (aif_fin_price_of), a meter and a
// reservation of its own: what one has reserved does not serve another, even at the
// same price.
#ifndef AIF_FIN_CLOUDBILL_H
#define AIF_FIN_CLOUDBILL_H

#include "models/fin/fin.h"
#include "models/fin/rent.h"

typedef struct aif_cloudbill_rented {
	const aif_signal *held; // GPUs that the cluster rents
	const aif_signal *spot; // those of them on spot; may be NULL
	const aif_fin_cloud *price;
	uint32_t list;
	const char *note; // of its ledger rows: cluster, price list, GPU of the price
	aif_rent rent;
	double held_gpu_s, spot_gpu_s; // integrals when last metered
} aif_cloudbill_rented;

typedef struct aif_cloudbill {
	const aif_fin_strategy *way;
	aif_rent_terms terms;
	aif_cloudbill_rented *rented; // by cluster, in order of creation
	uint32_t n_rented;            // 0: nothing is rented
	aif_time metered_ns;
	double used_gpu_s, unused_gpu_s; // billed so far
} aif_cloudbill;

// Finds the clusters that may rent. Errors: AIF_ENOMEM.
aif_err aif_cloudbill_wire(aif_cloudbill *b, aif_sim *s, aif_diag *d);

// Books the billing interval that ends now.
void aif_cloudbill_meter(aif_cloudbill *b, aif_time now);

// Meters, and posts what was rented since the last call (since from_ns) at the price
// level of from_ns. Returns the sum posted.
double aif_cloudbill_post(aif_cloudbill *b, aif_ctx *c, aif_time from_ns);

// Integral of all rented GPUs [s].
double aif_cloudbill_held(const aif_cloudbill *b, aif_time now);

#endif
