// swing.h - power that swings with training steps, and ramps: buffers and spectrum.
//
// A synchronous training job draws a square wave: high for the duty share of the
// step, low for the rest.
#ifndef AIF_MODELS_SWING_H
#define AIF_MODELS_SWING_H

#include "core/sim.h"

// Energy [J] that a buffer must move to flatten one period: dP d (1 - d) T.
double aif_swing_buffer_j(double swing_w, double duty, double period_s);

// Amplitude [W] of the n-th harmonic, n >= 1, at n / period.
double aif_swing_harmonic_w(double swing_w, double duty, int n);

// Energy [J] to turn a step into a ramp of ramp_w_s [W/s]: dP^2 / (2 r).
double aif_swing_ramp_j(double step_w, double ramp_w_s);

// --- waves ------------------------------------------------------------------------

// A rectangular wave that begins with its high part at t = 0; mean 0.
typedef struct aif_swing_wave {
	double swing_w, duty, period_s;
} aif_swing_wave;

// Mean over [t0_s, t1_s), exact.
double aif_swing_mean_w(const aif_swing_wave *w, double t0_s, double t1_s);

// Waves of the training jobs that run on the cluster now. Reads signals: for the global
// partition. Returns how many (at most cap). *stop_w (may be NULL): what would go if all of
// them stopped.
int aif_swing_find(const aif_sim *s, uint32_t cluster, aif_swing_wave *wave, int cap,
		   double *stop_w);

#endif
