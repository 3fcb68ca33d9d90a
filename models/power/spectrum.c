// spectrum.c - amplitudes of a power signal by frequency; limits on ramps.
#include "models/power/spectrum.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_fft_real.h>

// Source: Heinzel et al. 2002, table of HFT70: 1 - 1.90796 cos z + 1.07349 cos 2z -
// 0.18199 cos 3z; mean 1, largest amplitude error 0.07 %.
static double
flat_top(double z)
{
	return 1 - 1.90796 * cos(z) + 1.07349 * cos(2 * z) - 0.18199 * cos(3 * z);
}

aif_err
aif_spectrum_amplitudes(const double *w, size_t n, double dt_s, double *amp_w, aif_diag *d)
{
	const double pi = acos(-1.0);
	double *x, mean = 0;

	if (n < 16 || (n & (n - 1)) != 0 || !(dt_s > 0))
		return aif_err_fail(d, AIF_EINVAL, "a spectrum needs 2^k samples, at least 16");
	x = malloc(n * sizeof *x);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		mean += w[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		x[i] = (w[i] - mean) * flat_top(2 * pi * (double)i / (double)n);
	gsl_fft_real_radix2_transform(x, 1, n);
	amp_w[0] = mean;
	for (size_t k = 1; k <= n / 2; k++) {
		double re = x[k], im = k < n / 2 ? x[n - k] : 0;
		double z = pi * (double)k / (double)n; // pi f dt

		amp_w[k] = (k < n / 2 ? 2 : 1) * hypot(re, im) / (double)n * z / sin(z);
	}
	free(x);
	return AIF_OK;
}

double
aif_spectrum_ramp(const double *w, size_t n, double dt_s, double ramp_w_s, double *out_w)
{
	double at = n > 0 ? w[0] : 0, e = 0, lo = 0, hi = 0, most = ramp_w_s * dt_s;

	for (size_t i = 0; i < n; i++) {
		at += fmin(fmax(w[i] - at, -most), most);
		if (out_w)
			out_w[i] = at;
		e += (at - w[i]) * dt_s;
		lo = fmin(lo, e);
		hi = fmax(hi, e);
	}
	return hi - lo;
}

double
aif_spectrum_burn_w(const double *w, size_t n, double dt_s, double ramp_w_s)
{
	double most = ramp_w_s * dt_s, at = 0, sum = 0, *back;

	// Least curve above w: after[i] = max(w[i], after[i-1] - most) going forth for the fall,
	// and the same going back for the rise; their maximum meets both.
	back = malloc((n + 1) * sizeof *back);
	if (!back)
		return NAN;
	for (size_t i = n; i-- > 0;)
		back[i] = at = i + 1 < n ? fmax(w[i], at - most) : w[i];
	for (size_t i = 0; i < n; i++) {
		at = i > 0 ? fmax(back[i], at - most) : back[i];
		sum += at - w[i];
	}
	free(back);
	return n > 0 ? sum / (double)n : 0;
}
