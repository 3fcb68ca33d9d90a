// calfit.h - laws fitted to measurements, each with its standard errors and the error
// on points that it did not see.
//
// Linear laws are least squares on relative errors (times) or plain ones (power), made
// robust by Tukey's bisquare, with coefficients held at 0 or above where physics says
// so. Of laws with one nonlinear parameter that parameter is searched and the others
// solved for.
#ifndef AIF_MODELS_CALFIT_H
#define AIF_MODELS_CALFIT_H

#include <stddef.h>

#include "util/err.h"

enum { AIF_CALFIT_TERMS = 5 };

typedef struct aif_calfit {
	char of[96];     // what was fitted: "gemm bf16"
	const char *law; // "t = t0 + bytes / bw"
	int n_term;
	struct {
		const char *name, *unit;
		double value, error; // standard error; NaN: held at its bound
	} term[AIF_CALFIT_TERMS];
	size_t n;            // points
	double median, mean; // |error| of points left out, as a fraction of their value
	double lo, hi;       // range of the law's variable, in its unit; 0, 0: several
} aif_calfit;

// y = sum c_j x[i * p + j]. relative: weights 1 / y^2. nonneg: c_j >= 0. Fills value
// and error of the first p terms, n, median, mean. Errors: AIF_ERANGE (fewer than
// p + 2 points, or no solution), AIF_ENOMEM.
aif_err aif_calfit_linear(const double *x, const double *y, size_t n, int p, int relative,
			  int nonneg, aif_calfit *out);

// P = P0 + a (f / f_max)^b, P0 and a >= 0, b within 0.5 to 6; terms P0, a, b. Fewer than 5
// points or clocks within 5 %: AIF_ERANGE.
aif_err aif_calfit_clock(const double *f, const double *p, size_t n, aif_calfit *out);

// P = P1 + (P0 - P1) exp(-t / tau); terms P0, P1, tau. t ascending from 0. AIF_ERANGE: fewer
// than 5 points, or tau not known to half of itself.
aif_err aif_calfit_step(const double *t, const double *p, size_t n, aif_calfit *out);

#endif
