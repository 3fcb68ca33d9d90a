// coincident.h - what a site draws when the whole system peaks, billed a year later.
#ifndef AIF_GRID_COINCIDENT_H
#define AIF_GRID_COINCIDENT_H

#include "core/model.h"

typedef struct aif_coincident {
	aif_nums months; // of the year in which peaks count
	double charge_usd_w_s;
	const aif_frame *load; // of the system; NULL: the energy price stands for it
} aif_coincident;

// The year under way: the system's peak of the month, what was drawn then, and their mean.
typedef struct aif_coincident_year {
	double system, drawn_w; // of the month under way
	int seen;
	double sum_w;
	int n;
	double billed_w; // of the year before
} aif_coincident_year;

int aif_coincident_counts(const aif_coincident *k, int month);
void aif_coincident_see(aif_coincident_year *y, double system, double drawn_w);
void aif_coincident_end_month(aif_coincident_year *y);
void aif_coincident_end_year(aif_coincident_year *y);

extern const aif_model_ops aif_model_coincident;

#endif
