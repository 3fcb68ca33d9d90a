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

// One pass of the filter from *at_w on, exact for w constant within a sample; out is the
// filter's mean over it. Returns the range of the store's energy after the first half when
// it is to settle, else of the whole.
static double
pass(const double *w, size_t n, const double dt_tau[2], int settle, double *at_w, double *out_w)
{
	double dt = dt_tau[0], tau = dt_tau[1];
	double keep = tau > 0 ? exp(-dt / tau) : 0, e = 0, lo = 0, hi = 0;

	for (size_t i = 0; i < n; i++) {
		double next = w[i] + (*at_w - w[i]) * keep;
		double mean = w[i] + (*at_w - next) * tau / dt;

		if (out_w)
			out_w[i] = mean;
		*at_w = next;
		if (settle && i < n / 2)
			continue;
		e += (mean - w[i]) * dt;
		lo = fmin(lo, e);
		hi = fmax(hi, e);
	}
	return hi - lo;
}

double
aif_spectrum_ramp(const double *w, size_t n, const double dt_ramp[2], double start_w, double *out_w)
{
	double least = INFINITY, most = -INFINITY, at = start_w, sum = 0;
	double dt_tau[2] = { dt_ramp[0], 0 };

	for (size_t i = 0; i < n; i++) {
		least = fmin(least, w[i]);
		most = fmax(most, w[i]);
		sum += w[i];
	}
	if (!(most > least)) {
		for (size_t i = 0; i < n && out_w; i++)
			out_w[i] = w[i];
		return 0;
	}
	dt_tau[1] = (most - least) / dt_ramp[1];
	if (isnan(start_w))
		at = sum / (double)n;
	return pass(w, n, dt_tau, isnan(start_w), &at, out_w);
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
