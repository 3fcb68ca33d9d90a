// cal.c - civil dates by counting days in 400-year eras.
//
// Source of the day arithmetic: H. Hinnant, "chrono-compatible low-level date
// algorithms" (2013), days_from_civil and civil_from_days.
#include "util/cal.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t
floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;

	return q - (a % b != 0 && (a % b < 0) != (b < 0));
}

static int64_t
days_of_civil(int64_t y, int m, int d)
{
	int64_t era, yoe, doy, doe;

	y -= m <= 2;
	era = floor_div(y, 400);
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

static int
month_days(int y, int m)
{
	static const int n[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (m == 2 && (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)))
		return 29;
	return n[m - 1];
}

int64_t
aif_cal_unix_s(const aif_cal *c)
{
	return days_of_civil(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 +
	       (int64_t)c->second;
}

void
aif_cal_of_unix_s(int64_t t_s, aif_cal *out)
{
	int64_t z = floor_div(t_s, 86400);
	int64_t rest = t_s - z * 86400;
	int64_t era, doe, yoe, doy, mp;

	z += 719468;
	era = floor_div(z, 146097);
	doe = z - era * 146097;
	yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	mp = (5 * doy + 2) / 153;
	out->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	out->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	out->year = (int)(yoe + era * 400 + (out->month <= 2));
	out->hour = (int)(rest / 3600);
	out->minute = (int)(rest / 60 % 60);
	out->second = (double)(rest % 60);
}

// Exactly n digits at *p into *out; moves *p. Returns 0 when they are not there.
static int
digits(const char **p, int n, int *out)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (!isdigit((unsigned char)(*p)[i]))
			return 0;
		v = v * 10 + ((*p)[i] - '0');
	}
	*p += n;
	*out = v;
	return 1;
}

static int
parse_clock(const char **p, aif_cal *c)
{
	int s;

	if (!digits(p, 2, &c->hour) || **p != ':')
		return 0;
	++*p;
	if (!digits(p, 2, &c->minute))
		return 0;
	if (**p == ':') {
		++*p;
		if (!digits(p, 2, &s))
			return 0;
		c->second = s;
		if (**p == '.' && isdigit((unsigned char)(*p)[1])) {
			char *end;

			c->second += strtod(*p, &end);
			*p = end;
		}
	}
	return c->hour < 24 && c->minute < 60 && c->second < 61;
}

// "Z", "+05:30", "-0800" or nothing: minutes east of Greenwich.
static int
parse_zone(const char **p, int *east_min)
{
	int h, m, sign = **p == '-' ? -1 : 1;

	*east_min = 0;
	if (**p == 'Z' || **p == 'z') {
		++*p;
		return 1;
	}
	if (**p != '+' && **p != '-')
		return 1;
	++*p;
	if (!digits(p, 2, &h))
		return 0;
	if (**p == ':')
		++*p;
	if (!digits(p, 2, &m))
		return 0;
	*east_min = sign * (h * 60 + m);
	return h < 24 && m < 60;
}

static int
parse(const char *p, int64_t *unix_s, double *frac_s)
{
	aif_cal c = { .month = 1, .day = 1 };
	int east_min = 0;

	if (!digits(&p, 4, &c.year) || *p++ != '-' || !digits(&p, 2, &c.month))
		return 0;
	if (c.year < 1 || c.month < 1 || c.month > 12)
		return 0;
	if (*p == '-') {
		p++;
		if (!digits(&p, 2, &c.day))
			return 0;
	}
	if (c.day < 1 || c.day > month_days(c.year, c.month))
		return 0;
	if (*p == 'T' || (*p == ' ' && isdigit((unsigned char)p[1]))) {
		p++;
		if (!parse_clock(&p, &c) || !parse_zone(&p, &east_min))
			return 0;
	}
	p += strspn(p, " \t\r\n");
	if (*p != '\0')
		return 0;
	*unix_s = aif_cal_unix_s(&c) - east_min * 60;
	if (frac_s)
		*frac_s = c.second - floor(c.second);
	return 1;
}

aif_err
aif_cal_parse(const char *text, int64_t *unix_s, double *frac_s, aif_diag *d)
{
	if (parse(text, unix_s, frac_s))
		return AIF_OK;
	return aif_err_fail(d, AIF_EPARSE,
			    "'%.40s' is not a date (expected such as 2027-06-01 or "
			    "2027-06-01T12:30:00Z)",
			    text);
}

void
aif_cal_format(int64_t unix_s, int with_time, char *out, size_t n)
{
	aif_cal c;

	aif_cal_of_unix_s(unix_s, &c);
	if (with_time)
		snprintf(out, n, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
			 c.minute, (int)c.second);
	else
		snprintf(out, n, "%04d-%02d-%02d", c.year, c.month, c.day);
}

// Moves c by months, the day clipped to what the month has.
static void
move(aif_cal *c, int months)
{
	int64_t m = (int64_t)c->year * 12 + (c->month - 1) + months;

	c->year = (int)floor_div(m, 12);
	c->month = (int)(m - (int64_t)c->year * 12) + 1;
	if (c->day > month_days(c->year, c->month))
		c->day = month_days(c->year, c->month);
}

int64_t
aif_cal_month_start(int64_t t_s, int months)
{
	aif_cal c;

	aif_cal_of_unix_s(t_s, &c);
	c.day = 1;
	move(&c, months);
	return days_of_civil(c.year, c.month, 1) * 86400;
}

int64_t
aif_cal_add_months(int64_t t_s, int months)
{
	aif_cal c;

	aif_cal_of_unix_s(t_s, &c);
	move(&c, months);
	return aif_cal_unix_s(&c);
}

aif_err
aif_cal_span(const char *text, double *span_s, aif_diag *d)
{
	static const struct {
		const char *word;
		double s;
	} words[] = {
		{ "s", 1 },
		{ "sec", 1 },
		{ "second", 1 },
		{ "ms", 1e-3 },
		{ "us", 1e-6 },
		{ "min", 60 },
		{ "minute", 60 },
		{ "h", 3600 },
		{ "hour", 3600 },
		{ "d", 86400 },
		{ "day", 86400 },
		{ "week", 7 * 86400 },
		{ "month", 365.25 / 12 * 86400 },
		{ "year", 365.25 * 86400 },
	};
	char *end;
	double x = strtod(text, &end);

	if (end != text && isfinite(x)) {
		size_t n;

		end += strspn(end, " ");
		n = strcspn(end, " \t\r\n");
		for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
			size_t len = strlen(words[i].word);
			int plural = n == len + 1 && end[len] == 's' && len > 2;

			if (strncmp(end, words[i].word, len) == 0 && (n == len || plural) &&
			    end[n + strspn(end + n, " \t\r\n")] == '\0') {
				*span_s = x * words[i].s;
				return AIF_OK;
			}
		}
	}
	return aif_err_fail(d, AIF_EPARSE,
			    "'%.40s' is not a span of time (expected such as \"30 min\", \"36 h\", "
			    "\"5 days\", \"18 months\", \"2 years\")",
			    text);
}
