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

// Time at high power in [0, t).
static double
high_s(const aif_swing_wave *w, double t)
{
	double n = floor(t / w->period_s), rest = t - n * w->period_s;

	return (n * w->duty + fmin(rest / w->period_s, w->duty)) * w->period_s;
}

double
aif_swing_mean_w(const aif_swing_wave *w, double t0_s, double t1_s)
{
	double high = (high_s(w, t1_s) - high_s(w, t0_s)) / (t1_s - t0_s);

	return w->swing_w * (high - w->duty);
}

static double
value(const aif_sim *s, uint32_t id, const char *output)
{
	const aif_signal *x = aif_sim_signal(s, id, output);

	return x ? x->value : 0;
}

int
aif_swing_find(const aif_sim *s, uint32_t cluster, aif_swing_wave *wave, int cap, double *stop_w)
{
	uint32_t id;
	int n = 0;

	if (stop_w)
		*stop_w = 0;
	for (uint32_t i = 0; (id = aif_sim_nth(s, "training", AIF_NONE, i)) != AIF_NONE; i++) {
		aif_swing_wave w = { value(s, id, "swing_w"), value(s, id, "swing_duty"),
				     value(s, id, "step_s") };

		if (aif_sim_ref(s, id, "on") != cluster)
			continue;
		if (stop_w)
			*stop_w += value(s, id, "stop_w");
		if (n < cap && w.swing_w > 0 && w.period_s > 0 && w.duty > 0 && w.duty < 1)
			wave[n++] = w;
	}
	return n;
}
