// Waves, their spectrum, and what a ramp limit asks for.
#include <stdlib.h>

#include "aif_test.h"
#include "models/power/spectrum.h"
#include "models/swing.h"

enum { N = 1 << 14 };

static const aif_swing_wave b2 = { 40e6, 0.8, 2 }; // golden rows B2

static void
fill(double *w, const aif_swing_wave *v, double base_w, double dt_s)
{
	for (size_t i = 0; i < N; i++)
		w[i] = base_w + aif_swing_mean_w(v, (double)i * dt_s, (double)(i + 1) * dt_s);
}

// Over whole periods the mean is 0; at the start it is high for 1.6 s, then low.
static void
swing_mean_is_exact_over_any_interval(void **u)
{
	(void)u;
	assert_near(aif_swing_mean_w(&b2, 3, 13), 0, 1e-6);
	assert_rel(aif_swing_mean_w(&b2, 0, 1.6), 40e6 * 0.2, 1e-12);
	assert_rel(aif_swing_mean_w(&b2, 1.6, 2), -40e6 * 0.8, 1e-12);
	// Half a second of high, half of low.
	assert_rel(aif_swing_mean_w(&b2, 1.1, 2.1), 40e6 * ((0.5 + 0.1) - 0.8), 1e-9);
}

// The transform finds the Fourier series: harmonics of 14.97, 12.11, ... MW at 0.5, 1, ... Hz,
// in any window, whether it holds whole periods or not.
static void
spectrum_of_a_square_wave_is_its_fourier_series(void **u)
{
	double *w = malloc(N * sizeof *w), *a = malloc((N / 2 + 1) * sizeof *a);

	(void)u;
	for (int odd = 0; odd < 2; odd++) {
		double dt = odd ? 0.0151 : 1 / 64.0;

		fill(w, &b2, 100e6, dt);
		assert_int_equal(aif_spectrum_amplitudes(w, N, dt, a, NULL), AIF_OK);
		for (int n = 1; n <= 4; n++) {
			size_t k = (size_t)lround(n * 0.5 * N * dt);

			assert_rel(a[k], aif_swing_harmonic_w(40e6, 0.8, n), odd ? 2e-3 : 1e-3);
		}
		// The fifth vanishes: sin(5 pi 0.8) = 0.
		assert_true(a[lround(2.5 * N * dt)] < 40e6 * 1e-3);
		assert_rel(a[0], 100e6, 1e-2);
	}
	free(w);
	free(a);
}

static void
spectrum_refuses_lengths_that_are_no_power_of_two(void **u)
{
	double w[24] = { 0 }, a[13];

	(void)u;
	assert_int_equal(aif_spectrum_amplitudes(w, 24, 1, a, NULL), AIF_EINVAL);
	assert_int_equal(aif_spectrum_amplitudes(w, 8, 1, a, NULL), AIF_EINVAL);
}

// One step of 100 MW at 10 MW/min: P^2 / r, twice the 8.333 MWh of a store that knows it
// beforehand (golden row B1). Burnt instead of stored: that triangle.
static void
ramp_limit_of_a_step_needs_the_closed_form_of_energy(void **u)
{
	double *w = malloc(N * sizeof *w), *out = malloc(N * sizeof *out);
	double r = 10e6 / 60, known = aif_swing_ramp_j(100e6, r), e;

	(void)u;
	for (int i = 0; i < N; i++)
		w[i] = i < 10 ? 100e6 : 0;
	e = aif_spectrum_ramp(w, N, (double[2]){ 0.5, r }, w[0], out);
	assert_rel(e, 2 * known, 2e-3);
	for (int i = 1; i < N; i++)
		assert_true(fabs(out[i] - out[i - 1]) <= r * 0.5 * (1 + 1e-9));
	assert_rel(aif_spectrum_burn_w(w, N, 0.5, r) * N * 0.5, known, 2e-3);
	free(w);
	free(out);
}

// Behind a limit that hardly moves, the swing is gone and the store moves one period's worth,
// P d (1 - d) T; behind none, nothing changes.
static void
ramp_limit_flattens_a_swing(void **u)
{
	double *w = malloc(N * sizeof *w), *out = malloc(N * sizeof *out), lo = INFINITY, hi = 0, e;

	(void)u;
	fill(w, &b2, 100e6, 0.05);
	assert_near(aif_spectrum_ramp(w, N, (double[2]){ 0.05, 1e14 }, NAN, out) / 40e6, 0, 1e-6);
	e = aif_spectrum_ramp(w, N, (double[2]){ 0.05, 1e6 }, NAN, out);
	assert_rel(e, aif_swing_buffer_j(40e6, 0.8, 2), 0.05);
	for (int i = N / 2; i < N; i++) {
		lo = fmin(lo, out[i]);
		hi = fmax(hi, out[i]);
	}
	assert_true(hi - lo < 0.02 * 40e6);
	// Less ramp never burns less.
	for (double r = 1e8, burnt = 0; r > 1e5; r /= 3) {
		double b = aif_spectrum_burn_w(w, N, 0.05, r);

		assert_true(b >= burnt);
		burnt = b;
	}
	free(w);
	free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(swing_mean_is_exact_over_any_interval),
		cmocka_unit_test(spectrum_of_a_square_wave_is_its_fourier_series),
		cmocka_unit_test(spectrum_refuses_lengths_that_are_no_power_of_two),
		cmocka_unit_test(ramp_limit_of_a_step_needs_the_closed_form_of_energy),
		cmocka_unit_test(ramp_limit_flattens_a_swing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
