// money.h - the ledger of a result by strategy, class of account and month.
#ifndef AIF_OUT_MONEY_H
#define AIF_OUT_MONEY_H

#include "out/axis.h"

typedef enum aif_money_class {
	AIF_MONEY_CAPEX,
	AIF_MONEY_ENERGY, // energy, demand charges, fuel, water
	AIF_MONEY_RENT,
	AIF_MONEY_STAFF,
	AIF_MONEY_OPEX,     // everything else that recurs
	AIF_MONEY_RESIDUAL, // money in: negative
	AIF_MONEY_TAX,
	AIF_MONEY_REVENUE, // money in: negative
	AIF_MONEY_N
} aif_money_class;

// Of an account ("opex.energy"), and its words for people ("Energy").
aif_money_class aif_money_class_of(const char *account);
const char *aif_money_label(aif_money_class c);

typedef struct aif_money {
	int n_strategy;
	double (*total)[AIF_MONEY_N]; // total[n_strategy], USD
	aif_axis axis;                // months from the first payment to the last
	double (*cell)[AIF_MONEY_N];  // cell[strategy * axis.n + month]
} aif_money;

// Errors: AIF_ENOENT when the file has no ledger, AIF_ENOMEM, AIF_EIO.
aif_err aif_money_create(aif_money *out, aif_read *r, aif_diag *d);
void aif_money_free(aif_money *m);

double aif_money_sum(const aif_money *m, int strategy); // all classes

// First second, since 1970, of the month that a row of an account at t_s belongs to: what
// recurs stands on the first instant of the next month; nothing lies beyond the horizon.
int64_t aif_money_month_of(const aif_read_head *h, const char *account, double t_s);

// Index of a strategy label in the file; -1 when it has none of that name.
int aif_money_strategy(const aif_read *r, const char *label);

#endif
