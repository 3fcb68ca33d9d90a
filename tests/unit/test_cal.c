// The calendar against known instants and against itself.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "util/cal.h"

static int64_t
at(const char *text)
{
	int64_t t = -1;
	aif_diag d = { 0 };

	assert_int_equal(aif_cal_parse(text, &t, NULL, &d), AIF_OK);
	return t;
}

// Known: `date -u -d ... +%s`.
static void
cal_parses_dates_times_and_zones(void **unused)
{
	double frac = -1;
	int64_t t;

	(void)unused;
	assert_int_equal(at("1970-01-01"), 0);
	assert_int_equal(at("2027-06-01"), 1811808000);
	assert_int_equal(at("2027-06"), 1811808000);
	assert_int_equal(at("2027-06-01T12:30:00Z"), 1811853000);
	assert_int_equal(at("2027-06-01 12:30"), 1811853000);
	assert_int_equal(at("2027-06-01T12:30:00+05:30"), 1811853000 - 19800);
	assert_int_equal(at("2027-06-01T12:30:00-0800"), 1811853000 + 28800);
	assert_int_equal(at("1969-12-31T23:59:59Z"), -1);
	assert_int_equal(at("2000-02-29"), 951782400);
	assert_int_equal(at("0001-01-01"), -62135596800);
	assert_int_equal(at("9999-12-31"), 253402214400);
	assert_int_equal(aif_cal_parse("2027-06-01 12:30:00.5", &t, &frac, NULL), AIF_OK);
	assert_int_equal(t, 1811853000);
	assert_true(fabs(frac - 0.5) < 1e-12);
}

static void
cal_refuses_what_is_not_a_date(void **unused)
{
	static const char *const bad[] = {
		"tomorrow",         "2027",       "2027-13-01",       "2027-02-29",
		"1900-02-29",       "2027-06-31", "2027-6-1",         "2027-06-01x",
		"2027-06-01T25:00", "",           "2027-06-01T12:60", "0000-01-01"
	};

	(void)unused;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t t = 42;
		aif_diag d = { 0 };

		assert_int_equal(aif_cal_parse(bad[i], &t, NULL, &d), AIF_EPARSE);
		assert_non_null(strstr(d.msg, "is not a date"));
		assert_int_equal(t, 42);
	}
}

// Every day of 1899-2101, both ways; leap years by the Gregorian rule.
static void
cal_goes_there_and_back_for_every_day_of_two_centuries(void **unused)
{
	int64_t t = at("1899-01-01");
	int leap = 0;

	(void)unused;
	for (; t < at("2101-01-01"); t += 86400) {
		aif_cal c;

		aif_cal_of_unix_s(t + 86399, &c);
		assert_int_equal(aif_cal_unix_s(&c), t + 86399);
		assert_int_equal(c.hour, 23);
		leap += c.month == 2 && c.day == 29;
	}
	// 1904, 1908 ... 2096: 49 years, 2000 among them; 1900 is none.
	assert_int_equal(leap, 49);
}

static void
cal_moves_by_months_and_clips_the_day(void **unused)
{
	(void)unused;
	assert_int_equal(aif_cal_add_months(at("2027-01-31"), 1), at("2027-02-28"));
	assert_int_equal(aif_cal_add_months(at("2028-01-31"), 1), at("2028-02-29"));
	assert_int_equal(aif_cal_add_months(at("2028-07-01T06:00"), 9), at("2029-04-01T06:00"));
	assert_int_equal(aif_cal_add_months(at("2028-03-15"), -3), at("2027-12-15"));
	assert_int_equal(aif_cal_add_months(at("2028-03-15"), -15), at("2026-12-15"));
	assert_int_equal(aif_cal_month_start(at("2028-03-15T11:00"), 0), at("2028-03-01"));
	assert_int_equal(aif_cal_month_start(at("2028-12-15"), 1), at("2029-01-01"));
	assert_int_equal(aif_cal_month_start(at("2028-01-01"), -1), at("2027-12-01"));
}

static void
cal_formats_dates_with_and_without_time(void **unused)
{
	char s[32];

	(void)unused;
	aif_cal_format(1811853000, 0, s, sizeof s);
	assert_string_equal(s, "2027-06-01");
	aif_cal_format(1811853000, 1, s, sizeof s);
	assert_string_equal(s, "2027-06-01T12:30:00Z");
}

static void
cal_reads_spans_in_words(void **unused)
{
	static const struct {
		const char *text;
		double s;
	} good[] = {
		{ "18 months", 18 * 2629800. },
		{ "30 min", 1800 },
		{ "2 years", 2 * 31557600. },
		{ "36 h", 129600 },
		{ "5 days", 432000 },
		{ "90 s", 90 },
		{ "1 week", 604800 },
		{ "0.5 hours", 1800 },
		{ "15min", 900 },
		{ "250 ms", 0.25 },
	};
	static const char *const bad[] = { "18", "months", "3 parsecs", "3 h 5 min",
					   "",   "nan s",  "2 ss" };
	double x;

	(void)unused;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(aif_cal_span(good[i].text, &x, NULL), AIF_OK);
		assert_true(fabs(x / good[i].s - 1) < 1e-14);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		aif_diag d = { 0 };

		x = 42;
		assert_int_equal(aif_cal_span(bad[i], &x, &d), AIF_EPARSE);
		assert_non_null(strstr(d.msg, "is not a span of time"));
		assert_true(x == 42);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cal_parses_dates_times_and_zones),
		cmocka_unit_test(cal_refuses_what_is_not_a_date),
		cmocka_unit_test(cal_goes_there_and_back_for_every_day_of_two_centuries),
		cmocka_unit_test(cal_moves_by_months_and_clips_the_day),
		cmocka_unit_test(cal_formats_dates_with_and_without_time),
		cmocka_unit_test(cal_reads_spans_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
