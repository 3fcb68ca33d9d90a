// cal.h - the calendar: dates to simulated time and back (proleptic Gregorian, UTC).
//
// Simulated time is nanoseconds since the scenario's start; a month is a
// calendar month where a date is moved by it and 365.25/12 days where it is a
// plain span (the unit `month`).
#ifndef AIF_UTIL_CAL_H
#define AIF_UTIL_CAL_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

typedef struct aif_cal {
	int year, month, day; // month 1..12, day 1..31
	int hour, minute;
	double second;
} aif_cal;

// Seconds since 1970-01-01T00:00:00Z of a civil date, and back. Any year 1..9999.
int64_t aif_cal_unix_s(const aif_cal *c);
void aif_cal_of_unix_s(int64_t t_s, aif_cal *out);

// "2027-06-01", "2027-06", "2027-06-01T12:30:00Z", "2027-06-01 12:30:00.5",
// with an optional zone +hh:mm, to seconds since 1970 (fraction kept in *frac_s,
// which may be NULL). Errors: AIF_EPARSE.
aif_err aif_cal_parse(const char *text, int64_t *unix_s, double *frac_s, aif_diag *d);

// Writes "2027-06-01" (or "2027-06-01T12:30:00Z" when with_time) to out[n].
void aif_cal_format(int64_t unix_s, int with_time, char *out, size_t n);

// The first instant of the month `months` after that of t_s (may be negative).
int64_t aif_cal_month_start(int64_t t_s, int months);

// t_s moved by calendar months, the day clipped to the month's length.
int64_t aif_cal_add_months(int64_t t_s, int months);

// "18 months", "30 min", "2 years", "36 h", "5 days", "90 s" to seconds, by
// mean lengths of month and year. Errors: AIF_EPARSE with the known words.
aif_err aif_cal_span(const char *text, double *span_s, aif_diag *d);

#endif
