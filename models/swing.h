// swing.h - power that swings with training steps, and ramps: buffers and spectrum.
//
// A synchronous training job draws a square wave: high for the duty share of the
// step, low for the rest.
#ifndef AIF_MODELS_SWING_H
#define AIF_MODELS_SWING_H

// Energy [J] that a buffer must move to flatten one period: dP d (1 - d) T.
double aif_swing_buffer_j(double swing_w, double duty, double period_s);

// Amplitude [W] of the n-th harmonic, n >= 1, at n / period.
double aif_swing_harmonic_w(double swing_w, double duty, int n);

// Energy [J] to turn a step into a ramp of ramp_w_s [W/s]: dP^2 / (2 r).
double aif_swing_ramp_j(double step_w, double ramp_w_s);

#endif
