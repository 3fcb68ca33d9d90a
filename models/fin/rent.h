// rent.h - the bill for rented GPUs: reservations, on demand and spot.
//
// Rented GPUs are metered by billing intervals (an hour): within one, the mean
// number held counts. A reservation is a share of the mean need; it is made when
// the first month with any need has ended, holds for its term at the price of its
// day, is paid used or not, and is renewed with the mean of the term that ended.
// What it does not cover is on demand; spot capacity stands beside it.
// Pure: no entity, no clock but the spans that it is told.
#ifndef AIF_FIN_RENT_H
#define AIF_FIN_RENT_H

typedef struct aif_rent_terms {
	double reserved_frac, term_s;
} aif_rent_terms;

// GPU-seconds of a month (or any piece of time).
typedef struct aif_rent_bill {
	double reserved_gpu_s; // committed, used or not
	double unused_gpu_s;   // of those, idle
	double on_demand_gpu_s, spot_gpu_s;
	double span_s, reserved_usd;
} aif_rent_bill;

// Zero-initialise.
typedef struct aif_rent {
	double commit_gpus, price_usd_s; // present reservation; price per GPU
	double left_s;                   // of its term; 0: none yet
	double need_gpu_s, need_s;       // held since the reservation began
	aif_rent_bill bill;              // since the last aif_rent_close
} aif_rent;

// Books span_s seconds with a mean of `gpus` rented on terms that a reservation serves and
// spot_gpus on spot. reserved_usd_s: what a reservation made now would cost per GPU.
void aif_rent_book(aif_rent *r, const aif_rent_terms *t, double span_s, double gpus,
		   double spot_gpus, double reserved_usd_s);

// Hands out the bill since the last call, starts a new one and, when there has
// been need and no reservation is held, makes the first.
aif_rent_bill aif_rent_close(aif_rent *r, const aif_rent_terms *t, double reserved_usd_s);

#endif
