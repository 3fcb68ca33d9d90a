// dist.h - a probability distribution as a value.
//
// Scenarios may write a distribution wherever they may write a number; models
// keep one where they draw again and again. Parameters are in the field's unit.
#ifndef AIF_UTIL_DIST_H
#define AIF_UTIL_DIST_H

#include "util/err.h"
#include "util/rng.h"

typedef enum aif_dist_kind {
	AIF_DIST_CONST,       // p[0] value
	AIF_DIST_UNIFORM,     // p[0] low, p[1] high
	AIF_DIST_TRIANGULAR,  // p[0] low, p[1] mode, p[2] high
	AIF_DIST_PERT,        // p[0] low, p[1] mode, p[2] high (beta, lambda = 4)
	AIF_DIST_NORMAL,      // p[0] mean, p[1] standard deviation
	AIF_DIST_LOGNORMAL,   // p[0] median, p[1] sigma of ln x
	AIF_DIST_EXPONENTIAL, // p[0] mean
	AIF_DIST_WEIBULL,     // p[0] scale, p[1] shape
	AIF_DIST_N
} aif_dist_kind;

typedef struct aif_dist {
	aif_dist_kind kind;
	double p[3];
} aif_dist;

// Name as scenarios write it ("triangular"); number of parameters.
const char *aif_dist_name(aif_dist_kind k);
int aif_dist_arity(aif_dist_kind k);

// Errors: AIF_ERANGE with a message when the parameters are out of order.
aif_err aif_dist_check(const aif_dist *x, aif_diag *d);

// Value at cumulative probability u in (0, 1). Sampling is quantile(u01), so
// that one uniform is used per draw whatever the kind (common random numbers).
double aif_dist_quantile(const aif_dist *x, double u);
double aif_dist_sample(const aif_dist *x, aif_rng *r);
double aif_dist_mean(const aif_dist *x);

#endif
