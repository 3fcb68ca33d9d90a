// spectrum.h - amplitudes of a power signal by frequency; limits on ramps.
//
// Samples are means over their interval (the box's own response is taken out again),
// weighted by a flat-top window, so that a sine between two lines of the transform still
// shows its amplitude within 0.1 %. Source of the window: Heinzel, Ruediger &
// Schilling 2002, "Spectrum and spectral density estimation by the DFT", HFT70.
#ifndef AIF_POWER_SPECTRUM_H
#define AIF_POWER_SPECTRUM_H

#include <stddef.h>

#include "util/err.h"

// amp_w[n/2 + 1]: amplitude at k / (n dt_s), mean first. n: a power of two >= 16.
// Errors: AIF_ENOMEM, AIF_EINVAL.
aif_err aif_spectrum_amplitudes(const double *w, size_t n, double dt_s, double *amp_w, aif_diag *d);

// A store behind which w[n] changes by at most ramp_w_s: a first-order filter of time constant
// range(w) / ramp_w_s, which keeps the mean, so that the store needs no energy of its own.
// From start_w on (NAN: from the mean, and the store counts after the first half, when the
// start is forgotten); out_w[n] may be NULL. Returns the
// energy range that the store moves [J]. One step P needs P^2 / r, twice what a store that knows
// the step beforehand would.
double aif_spectrum_ramp(const double *w, size_t n, const double dt_ramp[2], double start_w,
			 double *out_w);

// The same without a store, by burning power: the least curve at or above w that changes by no
// more than ramp_w_s. Returns its mean excess over w [W].
double aif_spectrum_burn_w(const double *w, size_t n, double dt_s, double ramp_w_s);

#endif
