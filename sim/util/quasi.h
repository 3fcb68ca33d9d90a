// quasi.h - points that fill the unit cube more evenly than luck does.
//
// Low-discrepancy sequences of GSL, moved as a whole by a vector (each coordinate wraps
// around), so that estimates have no bias when the vector is random.
// Source: Sobol 1967, Halton 1960 (GSL qrng); Cranley & Patterson 1976 (the shift).
#ifndef AIF_UTIL_QUASI_H
#define AIF_UTIL_QUASI_H

#include <stddef.h>

#include "util/err.h"

typedef enum aif_quasi_kind { AIF_QUASI_SOBOL, AIF_QUASI_HALTON } aif_quasi_kind;

// Dimensions that a sequence has: Sobol 40, Halton 1229.
size_t aif_quasi_dimensions(aif_quasi_kind k);

// First n points of dim dimensions, moved by shift[dim] in [0, 1), into x[n][stride]; each
// coordinate in (0, 1). dim <= aif_quasi_dimensions(k), dim <= stride. Errors: AIF_ENOMEM.
aif_err aif_quasi_fill(aif_quasi_kind k, size_t dim, const double *shift, size_t n, double *x,
		       size_t stride);

#endif
