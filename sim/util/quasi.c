// quasi.c - points that fill the unit cube more evenly than luck does.
#include "util/quasi.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>

static const gsl_qrng_type *
type_of(aif_quasi_kind k)
{
	return k == AIF_QUASI_SOBOL ? gsl_qrng_sobol : gsl_qrng_halton;
}

size_t
aif_quasi_dimensions(aif_quasi_kind k)
{
	return type_of(k)->max_dimension;
}

aif_err
aif_quasi_fill(aif_quasi_kind k, size_t dim, const double *shift, size_t n, double *x,
	       size_t stride)
{
	gsl_qrng *q;
	double *p;

	if (dim == 0)
		return AIF_OK;
	q = gsl_qrng_alloc(type_of(k), (unsigned)dim);
	p = malloc(dim * sizeof *p);
	for (size_t i = 0; i < n && q && p; i++) {
		gsl_qrng_get(q, p);
		for (size_t d = 0; d < dim; d++) {
			double v = p[d] + shift[d];

			x[i * stride + d] = fmin(fmax(v - floor(v), 0x1p-53), 1 - 0x1p-53);
		}
	}
	if (q)
		gsl_qrng_free(q);
	free(p);
	return q && p ? AIF_OK : AIF_ENOMEM;
}
