// gpower.h - mean power of a GPU by what it does, and what a cap costs.
//
// Power is idle plus, per class of work, its share of time times the power that
// class draws above idle, never above the TDP. Under a cap the clocks fall until
// the power fits: static power stays, dynamic power goes with (f/f0)^gamma, and
// the clock-bound share of the time stretches by f0/f.
#ifndef AIF_MODELS_GPOWER_H
#define AIF_MODELS_GPOWER_H

#include "models/hw.h"

// Shares of a span of time, each 0..1; what is left is idle.
typedef struct aif_gpower_mix {
	double compute_frac; // matmul and attention near the ceiling
	double memory_frac;  // streaming weights, cache, optimizer
	double comm_frac;    // in a collective, and spinning for a pipeline neighbour
	double wait_frac;    // a live job's GPU without work: clocks up, nothing runs
} aif_gpower_mix;

// Splits a kernel of t seconds, whose work would keep the matmul units busy for
// flop_s and the memory for bytes_s at their ceilings, into shares of t: both
// units draw at once, so that a kernel at the knee draws more than either.
aif_gpower_mix aif_gpower_split(const aif_hw_gpu *g, double t, double flop_s, double bytes_s);

// What matmuls would draw at full clocks, idle aside, over what the limit leaves them: a job
// that sustains only `sustained` of their short-term rate is held to the limit by its clocks,
// P = Ps + Pd f^gamma. Work in between that draws less lends them its share: the limit holds
// for the mean over some tens of milliseconds, so that such a mix draws the limit.
double aif_gpower_free_frac(const aif_hw_gpu *g, double sustained);

// Mean power of one GPU [W].
double aif_gpower_w(const aif_hw_gpu *g, const aif_gpower_mix *x);
// Power that does not depend on clocks, of a GPU at work [W].
double aif_gpower_static_w(const aif_hw_gpu *g);

// Under cap_w a GPU that would draw power_w at full clocks, of whose time
// compute_frac is clock-bound, runs this many times longer (>= 1). clock_frac
// (may be NULL): f / f0. static_w: power that does not depend on clocks; gamma 2..3.
double aif_gpower_cap(double power_w, double static_w, double cap_w, double compute_frac,
		      double gamma, double *clock_frac);
// The same with the catalog's defaults for static power and gamma.
double aif_gpower_slowdown(const aif_hw_gpu *g, double power_w, double cap_w, double compute_frac);

#endif
