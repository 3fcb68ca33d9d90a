// rentcurve.h - the rent at which owning and renting cost the same, by utilization.
//
// Break-even is a curve over rent and utilization, never one number. What is owned costs the
// same whether used or not, but for the part of its energy that follows use; what is rented
// costs as much as it is used. Everything is present value after tax, from the ledgers of a
// strategy that owns and of one that rents and buys nothing; what the renter pays beside its
// rents (people, licences) is taken off the owner's cost.
#ifndef AIF_OUT_RENTCURVE_H
#define AIF_OUT_RENTCURVE_H

#include "out/column.h"
#include "out/text.h"

typedef struct aif_rentcurve {
	double util;       // useful GPU-hours over owned ones, in the run
	double fixed_usd;  // present cost of owning that use does not change
	double energy_usd; // present cost of its energy in the run, after tax
	double still_frac; // of that energy, what would be drawn without use
	double worth_h;    // present cost of 1 USD rent for each useful hour of the run, after tax
	double paid_usd;   // rent of a useful GPU-hour that the renter pays, levelised, all-in
} aif_rentcurve;

// Errors: AIF_ENOENT when own buys nothing or rents, rent buys or rents nothing, the files
// lack GPU-hours or a cost of capital, or start at different times; AIF_ENOMEM.
aif_err aif_rentcurve_make(aif_rentcurve *out, const aif_column *own, const aif_column *rent,
			   aif_diag *d);

// Rent of a useful GPU-hour, all-in and before tax, at which both cost the same when owned
// GPUs are used that much (0 to 1).
double aif_rentcurve_usd(const aif_rentcurve *c, double util);

// Utilization at which that rent is usd; INFINITY when no use makes owning as cheap.
double aif_rentcurve_util(const aif_rentcurve *c, double usd);

// The two of a list that the curve is about: the cheapest that owns and rents nothing, and
// the base of column.h; 0 when the list has not both.
int aif_rentcurve_pair(const aif_column *c, int count, int *own, int *rent);

// "on-prem against cloud: at 54 % use both cost the same at a rent of 4.11 USD ...". Puts
// nothing where a list has no such pair.
void aif_rentcurve_say(const aif_column *c, int count, aif_text *out);

#endif
