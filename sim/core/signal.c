// signal.c - exact integrals by compensated summation.
#include "core/signal.h"

#include <math.h>

// Source: Neumaier 1974, ZAMM 54: the larger operand keeps its low bits.
static void
accumulate(aif_signal *s, double x)
{
	double t = s->sum + x;

	if (fabs(s->sum) >= fabs(x))
		s->carry += (s->sum - t) + x;
	else
		s->carry += (x - t) + s->sum;
	s->sum = t;
}

void
aif_signal_set(aif_signal *s, aif_time now, double value)
{
	if (now > s->t_ns)
		accumulate(s, s->value * aif_time_to_s(now - s->t_ns));
	s->t_ns = now;
	s->value = value;
	if (value > s->max)
		s->max = value;
}

void
aif_signal_book(aif_signal *s, aif_time t0, aif_time t1, double value)
{
	accumulate(s, value * aif_time_to_s(t1 - t0));
	s->t_ns = t1;
	s->value = value;
	if (value > s->max)
		s->max = value;
}

void
aif_signal_add(aif_signal *s, double x)
{
	// A counter keeps its total in sum and carry; value is their rounded sum.
	accumulate(s, x);
	s->value = s->sum + s->carry;
	s->max = s->value;
}

double
aif_signal_integral(const aif_signal *s, aif_time now)
{
	return s->sum + (s->carry + s->value * aif_time_to_s(now - s->t_ns));
}

double
aif_signal_reset_max(aif_signal *s)
{
	double m = s->max;

	s->max = s->value;
	return m;
}
