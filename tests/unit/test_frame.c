// Frames: columns by name, and means of series that repeat.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/cal.h"
#include "util/frame.h"

static aif_frame *
series(aif_arena *a, size_t n, double step_s)
{
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, a, 1, n), AIF_OK);
	f->col[0].name = "x";
	f->n_row = n;
	f->step_s = step_s;
	for (size_t i = 0; i < n; i++)
		f->col[0].x[i] = (double)i;
	return f;
}

static int64_t
unix_s(int y, int m, int d, int h)
{
	return aif_cal_unix_s(&(aif_cal){ .year = y, .month = m, .day = d, .hour = h });
}

static void
frame_finds_columns_by_name(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	assert_int_equal(aif_frame_create(&f, a, 2, 0), AIF_OK);
	f->col[0].name = "submit_s";
	f->col[1].name = "gpus";
	assert_ptr_equal(aif_frame_find(f, "gpus"), &f->col[1]);
	assert_null(aif_frame_find(f, "gpu"));
	assert_true(isnan(f->elevation_m));
	aif_arena_free(a);
}

// x = 0, 1, 2, 3 over steps of 10 s. [5, 20): (5*0 + 10*1)/15; a whole turn has
// mean 1.5 wherever it begins; before the start the series stands just as after.
static void
frame_mean_weighs_parts_of_steps_and_repeats(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	const aif_frame_col *c;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = series(a, 4, 10);
	c = &f->col[0];
	assert_float_equal(aif_frame_mean(f, c, 5, 20), 10.0 / 15, 1e-15);
	assert_float_equal(aif_frame_mean(f, c, 7, 47), 1.5, 1e-15);
	assert_float_equal(aif_frame_mean(f, c, 35, 45), 1.5, 1e-15); // half of 3, half of 0
	assert_float_equal(aif_frame_mean(f, c, -10, 0), 3, 1e-15);
	assert_float_equal(aif_frame_mean(f, c, 0, 4e6), 1.5, 1e-12);
	assert_float_equal(aif_frame_mean(f, c, 12, 12), 1, 1e-15); // an instant
	aif_arena_free(a);
}

static void
frame_mean_leaves_out_what_was_not_measured(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = series(a, 4, 10);
	f->col[0].x[1] = NAN;
	assert_float_equal(aif_frame_mean(f, &f->col[0], 0, 30), 1, 1e-15); // (0 + 2)/2
	assert_true(isnan(aif_frame_mean(f, &f->col[0], 10, 20)));
	aif_arena_free(a);
}

// Hour i of the series has value i. 8760 hours, row 0 = 1 January 2023 00:00 local
// at UTC-5. In 2024 (leap) 29 February repeats the 28th, 1 March is row 59 * 24,
// and the last hour of December is row 8759: seasons do not drift.
static void
frame_typical_year_repeats_each_calendar_year_without_drift(void **unused)
{
	aif_arena *a;
	aif_frame *f;
	const int zone = 5 * 3600;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = series(a, 8760, 3600);
	f->is_typical_year = 1;
	f->start_unix_s = unix_s(2023, 1, 1, 5);
#define AT(y, m, d, h)                                                                             \
	aif_frame_mean(f, &f->col[0], (double)(unix_s(y, m, d, h) + zone - f->start_unix_s),       \
		       (double)(unix_s(y, m, d, h) + zone - f->start_unix_s + 3600))
	assert_float_equal(AT(2023, 1, 1, 0), 0, 0);
	assert_float_equal(AT(2023, 12, 31, 23), 8759, 0);
	assert_float_equal(AT(2024, 1, 1, 0), 0, 0);
	assert_float_equal(AT(2024, 2, 28, 7), 58 * 24 + 7, 0);
	assert_float_equal(AT(2024, 2, 29, 7), 58 * 24 + 7, 0);
	assert_float_equal(AT(2024, 3, 1, 0), 59 * 24, 0);
	assert_float_equal(AT(2024, 12, 31, 23), 8759, 0);
	assert_float_equal(AT(2031, 7, 1, 12), 181 * 24 + 12, 0);
	assert_float_equal(AT(2020, 1, 1, 0), 0, 0); // before the series as well
	// A whole common year has the plain mean, (0 + 8759)/2.
	assert_float_equal(aif_frame_mean(f, &f->col[0], 0, 365 * 86400.0), 8759 / 2.0, 1e-9);
#undef AT
	aif_arena_free(a);
}

// East of Greenwich row 0 lies in the year before: UTC+1, 31 December 23:00 UTC.
static void
frame_typical_year_of_an_eastern_zone_starts_in_the_year_before(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = series(a, 8760, 3600);
	f->is_typical_year = 1;
	f->start_unix_s = unix_s(2000, 12, 31, 23);
	assert_float_equal(aif_frame_mean(f, &f->col[0],
					  (double)(unix_s(2027, 5, 31, 23) - f->start_unix_s),
					  (double)(unix_s(2027, 6, 1, 0) - f->start_unix_s)),
			   151 * 24, 0);
	aif_arena_free(a);
}

// 8784 hours of 2024 laid over 2023: 29 February is passed over.
static void
frame_leap_year_series_skips_its_29_february_in_common_years(void **unused)
{
	aif_arena *a;
	aif_frame *f;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	f = series(a, 8784, 3600);
	f->is_typical_year = 1;
	f->start_unix_s = unix_s(2024, 1, 1, 0);
#define AT(y, m, d)                                                                                \
	aif_frame_mean(f, &f->col[0], (double)(unix_s(y, m, d, 0) - f->start_unix_s),              \
		       (double)(unix_s(y, m, d, 1) - f->start_unix_s))
	assert_float_equal(AT(2025, 2, 28), 58 * 24, 0);
	assert_float_equal(AT(2025, 3, 1), 60 * 24, 0);
	assert_float_equal(AT(2025, 12, 31), 365 * 24, 0);
	assert_float_equal(AT(2028, 2, 29), 59 * 24, 0);
	// [28 Feb 12:00, 1 Mar 12:00) of 2025: rows 1404..1415 and 1440..1451.
	assert_float_equal(aif_frame_mean(f, &f->col[0],
					  (double)(unix_s(2025, 2, 28, 12) - f->start_unix_s),
					  (double)(unix_s(2025, 3, 1, 12) - f->start_unix_s)),
			   (1409.5 + 1445.5) / 2, 1e-9);
#undef AT
	aif_arena_free(a);
}

// Rows found by runs are those found one by one, through leap years and year ends, for
// series of 8760 and 8784 rows and one that is no typical year.
static void
frame_runs_find_the_rows_that_single_look_ups_find(void **unused)
{
	static const struct {
		size_t n;
		int typical, year;
	} c[] = { { 8760, 1, 2023 }, { 8784, 1, 2024 }, { 1000, 0, 2026 } };
	aif_arena *a;

	(void)unused;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	for (int k = 0; k < 3; k++) {
		aif_frame *f = series(a, c[k].n, 3600);
		aif_frame_run r = { 0 }, in = { 0 };
		int runs = 0;

		f->is_typical_year = c[k].typical;
		f->start_unix_s = unix_s(c[k].year, 1, 1, 5);
		for (double t = -400 * 86400.0 + 1800; t < 5 * 365 * 86400.0; t += 10800) {
			int64_t us = llround(t * 1e6);

			if (us < r.from_us || us >= r.until_us) {
				r = aif_frame_run_at(f, t);
				runs++;
			}
			assert_true(us >= r.from_us && us < r.until_us);
			assert_float_equal(aif_frame_mean_in(f, &f->col[0], &in, t, t + 10800),
					   aif_frame_mean(f, &f->col[0], t, t + 10800), 0);
			assert_float_equal((double)(r.row + (size_t)((us - r.from_us) / r.step_us)),
					   aif_frame_mean(f, &f->col[0], t, t + 1e-6), 0);
		}
		assert_true(runs < (c[k].typical ? 20 : 60));
	}
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frame_runs_find_the_rows_that_single_look_ups_find),
		cmocka_unit_test(frame_finds_columns_by_name),
		cmocka_unit_test(frame_mean_weighs_parts_of_steps_and_repeats),
		cmocka_unit_test(frame_mean_leaves_out_what_was_not_measured),
		cmocka_unit_test(frame_typical_year_repeats_each_calendar_year_without_drift),
		cmocka_unit_test(frame_typical_year_of_an_eastern_zone_starts_in_the_year_before),
		cmocka_unit_test(frame_leap_year_series_skips_its_29_february_in_common_years),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
