// calfits_in.h - what the files of calfits share: rows to fit to, and the next law.
#ifndef AIF_MODELS_CALFITS_IN_H
#define AIF_MODELS_CALFITS_IN_H

#include "models/calfits.h"
#include "models/callaw.h"

enum { AIF_CALFITS_ROWS = 4000 };

typedef struct aif_calfits_job {
	aif_calfits *out;
	aif_calset set;
	double sms;
	double x[AIF_CALFITS_ROWS * AIF_CALFIT_TERMS], y[AIF_CALFITS_ROWS];
	double m[AIF_CALFITS_ROWS], n[AIF_CALFITS_ROWS], k[AIF_CALFITS_ROWS];
	size_t n_row;
} aif_calfits_job;

// The next fit, with its name and law; NULL when there is no room. It counts once
// out->n does.
__attribute__((format(printf, 3, 4))) aif_calfit *aif_calfits_next(aif_calfits_job *j,
								   const char *law, const char *fmt,
								   ...);
void aif_calfits_term(aif_calfit *f, const char *name, const char *unit);

// What to do beyond the edges of a block, tried with the laws found so far (caledge.c).
void aif_caledge_fit(aif_calfits_job *j, const aif_callaw *l, int table, const aif_ktable_sub *s);

// Laws of power.csv and log.csv (calwatts.c).
aif_err aif_calwatts_fit(aif_calfits_job *j, const char *set, aif_diag *d);

#endif
