// signal.h - a quantity that is constant between changes, integrated exactly.
//
// Every output of a model is a signal. Its integral is a sum over changes (with
// compensated summation), never over samples, so energy balances to rounding.
// A counter (aggregation SUM) is a signal that only grows by aif_signal_add.
#ifndef AIF_CORE_SIGNAL_H
#define AIF_CORE_SIGNAL_H

#include "core/time.h"

typedef enum aif_agg {
	AIF_AGG_MEAN, // W, fraction, GPUs in use: time mean over a bin
	AIF_AGG_SUM,  // counters: increase over a bin
	AIF_AGG_LAST, // state at the end of a bin
	AIF_AGG_MAX   // largest value held within a bin
} aif_agg;

typedef struct aif_signal {
	double value;   // now
	double sum;     // integral up to t_ns [unit * s]
	double carry;   // compensation of sum (Neumaier)
	double max;     // largest value since the last aif_signal_reset_max
	aif_time t_ns;  // when value began to hold
	uint32_t watch; // 1 + index of the first watcher, 0 for none
	uint32_t owner; // entity id
} aif_signal;

// New value from now on. Within a handler use aif_ctx_set, which also tells the
// watchers; this is the bare mechanism.
void aif_signal_set(aif_signal *s, aif_time now, double value);

// Books value for the span [t0, t1) after the fact: for quantities that are
// only known when an interval has ended (15-minute demand, hourly energy). Spans
// must follow one another.
void aif_signal_book(aif_signal *s, aif_time t0, aif_time t1, double value);

// Counter: value grows by x (compensated). A counter has no integral; it must
// not be set.
void aif_signal_add(aif_signal *s, double x);

// Integral from the start until now [unit * s].
double aif_signal_integral(const aif_signal *s, aif_time now);

// Largest value since the last call; starts a new maximum at the present value.
double aif_signal_reset_max(aif_signal *s);

#endif
