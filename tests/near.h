// near.h - comparison of doubles in tests: within tol, and never NaN.
#ifndef AIF_TESTS_NEAR_H
#define AIF_TESTS_NEAR_H

#include <math.h>
#include <stdio.h>

#define near(x, want, tol) near_at(x, want, tol, __FILE__, __LINE__)

static inline void
near_at(double x, double want, double tol, const char *file, int line)
{
	char msg[128];

	if (fabs(x - want) <= tol)
		return;
	snprintf(msg, sizeof msg, "%.12g is not %.12g within %g", x, want, tol);
	print_error("%s\n", msg);
	_fail(file, line);
}

#endif
