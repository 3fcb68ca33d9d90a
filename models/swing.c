// swing.c - power that swings with training steps, and ramps: buffers and spectrum.
#include "models/swing.h"

#include <math.h>

double
aif_swing_buffer_j(double swing_w, double duty, double period_s)
{
	return swing_w * duty * (1 - duty) * period_s;
}

double
aif_swing_harmonic_w(double swing_w, double duty, int n)
{
	const double pi = acos(-1.0);

	// Fourier series of a rectangular pulse train.
	return 2 * swing_w / (n * pi) * fabs(sin(n * pi * duty));
}

double
aif_swing_ramp_j(double step_w, double ramp_w_s)
{
	return step_w * step_w / (2 * ramp_w_s);
}
