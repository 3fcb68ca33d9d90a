// aif_test.h - cmocka with its prerequisites, and the few helpers tests share.
#ifndef AIF_TESTS_AIF_TEST_H
#define AIF_TESTS_AIF_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <math.h>

// |got - want| <= tol, absolute; says both values when not.
#define assert_near(got, want, tol)                                                                \
	do {                                                                                       \
		double got_ = (got), want_ = (want), tol_ = (tol);                                 \
		if (!(fabs(got_ - want_) <= tol_))                                                 \
			fail_msg("%s = %.12g, expected %.12g within %g", #got, got_, want_, tol_); \
	} while (0)

// Relative to the expected value.
#define assert_rel(got, want, rel) assert_near(got, want, fabs((double)(want)) * (rel))

// Measured data that users do not have lie beside the tree; tests that want them
// skip with a message where they are absent.
#define need_shared(path)                                                                          \
	do {                                                                                       \
		FILE *f_ = fopen("../shared/" path, "rb");                                         \
		if (!f_) {                                                                         \
			print_message("skipped: ../shared/%s is absent\n", path);                  \
			skip();                                                                    \
		}                                                                                  \
		fclose(f_);                                                                        \
	} while (0)

#endif
