// epw.c - EnergyPlus weather files: a typical year, hour by hour.
//
// Eight lines of header, then 35 cells per hour in local standard time, hour 1
// being 00:00 to 01:00. Months may come from different years, so the years in the
// rows are passed over: the series is a year of its own, laid over every calendar
// year (util/frame.h).
// Source: EnergyPlus 9, Auxiliary Programs, "EnergyPlus Weather File (EPW) Data
// Dictionary": cells, units, marks of missing data, limits.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/trace/series.h"
#include "models/trace/trace.h"
#include "util/cal.h"
#include "util/lines.h"

enum { N_HEAD = 8, N_CELL = 35, MONTH = 1, DAY = 2, HOUR = 3 };

static const struct {
	const char *name, *unit;
	int cell;
	double missing, factor, lo, hi; // lo..hi as in the file
	const char *expected;
} fields[] = {
	{ "drybulb_c", "degC", 6, 99.9, 1, -70, 70, "a dry bulb of -70 to 70 degC" },
	{ "dewpoint_c", "degC", 7, 99.9, 1, -70, 70, "a dew point of -70 to 70 degC" },
	{ "rh_frac", "1", 8, 999, 0.01, 0, 110, "a relative humidity of 0 to 110 %" },
	{ "pressure_pa", "Pa", 9, 999999, 1, 31000, 120000, "a pressure of 31000 to 120000 Pa" },
	{ "ghi_w_m2", "W/m2", 13, 9999, 1, 0, 1500, "an irradiance of 0 to 1500 W/m2" },
	{ "wind_m_s", "m/s", 21, 999, 1, 0, 40, "a wind speed of 0 to 40 m/s" },
};

enum { N_FIELD = sizeof fields / sizeof *fields, DRYBULB = 0, DEWPOINT = 1, RH = 2, PRESSURE = 3 };

typedef struct epw {
	aif_collect g;
	char place[120];
	double zone_h, elevation_m;
	long n_head;
} epw;

// The n-th cell of a header line (no quotes there), cut to fit out.
static int
head_cell(const aif_line *line, int n, char *out, size_t cap)
{
	const char *p = line->text, *end = p + line->n, *comma;
	size_t len;

	for (; n > 0; n--) {
		comma = memchr(p, ',', (size_t)(end - p));
		if (!comma)
			return 0;
		p = comma + 1;
	}
	comma = memchr(p, ',', (size_t)(end - p));
	len = (size_t)((comma ? comma : end) - p);
	if (len >= cap)
		len = cap - 1;
	memcpy(out, p, len);
	out[len] = '\0';
	return 1;
}

// LOCATION,city,region,country,source,WMO,latitude,longitude,zone [h],elevation [m]
static aif_err
take_location(epw *e, const aif_line *line, aif_diag *d)
{
	char city[40] = "", region[24] = "", country[16] = "", raw[100], zone[24], elevation[24];

	if (line->n < 9 || memcmp(line->text, "LOCATION,", 9) != 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:1: not an EPW file (expected a line LOCATION,...)",
				    line->path);
	if (!head_cell(line, 8, zone, sizeof zone) ||
	    !head_cell(line, 9, elevation, sizeof elevation) ||
	    !aif_csv_decimal(zone, &e->zone_h) || fabs(e->zone_h) > 14 ||
	    !aif_csv_decimal(elevation, &e->elevation_m) || fabs(e->elevation_m) > 9000)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:1: LOCATION without time zone [h] and elevation [m] "
				    "(expected cells 9 and 10)",
				    line->path);
	head_cell(line, 1, city, sizeof city);
	head_cell(line, 2, region, sizeof region);
	head_cell(line, 3, country, sizeof country);
	snprintf(raw, sizeof raw, "%s, %s, %s", city, region, country);
	aif_lines_show(raw, strlen(raw), e->place, sizeof e->place);
	return AIF_OK;
}

// DATA PERIODS,n periods,records per hour,...
static aif_err
take_periods(const aif_line *line, aif_diag *d)
{
	char periods[8] = "", records[8] = "";

	head_cell(line, 1, periods, sizeof periods);
	head_cell(line, 2, records, sizeof records);
	if (line->n < 13 || memcmp(line->text, "DATA PERIODS,", 13) != 0 ||
	    strcmp(periods, "1") != 0 || strcmp(records, "1") != 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:8: expected DATA PERIODS,1,1,... (one period, one "
				    "record per hour)",
				    line->path);
	return AIF_OK;
}

static aif_err
take_head(void *user, const aif_line *line, aif_diag *d)
{
	epw *e = user;
	aif_err err = AIF_OK;

	e->n_head = line->no;
	if (line->no == 1)
		err = take_location(e, line, d);
	else if (line->no == N_HEAD)
		err = take_periods(line, d);
	return err ? err : line->no == N_HEAD ? AIF_ESTOP : AIF_OK;
}

// Hours since 1 January of row's month, day and hour, in a year with or without
// 29 February; -1 when the cells are no such thing.
static long
hour_of_year(const aif_csv_row *row, int leap)
{
	double m, day, h;
	aif_cal c = { .year = leap ? 2000 : 2001, .month = 1, .day = 1 };
	int64_t begin = aif_cal_unix_s(&c);

	if (!aif_csv_decimal(row->cell[MONTH], &m) || !aif_csv_decimal(row->cell[DAY], &day) ||
	    !aif_csv_decimal(row->cell[HOUR], &h))
		return -1;
	if (!(m >= 1 && m <= 12 && day >= 1 && day <= 31 && h >= 1 && h <= 24))
		return -1;
	c.month = (int)m;
	c.day = (int)day;
	return (long)((aif_cal_unix_s(&c) - begin) / 3600) + (long)h - 1;
}

static aif_err
take_hour(void *user, const aif_csv_row *row, aif_diag *d)
{
	epw *e = user;
	double *x;
	aif_err err;

	if (row->n_cell < N_CELL - 3) // the last three cells came with later versions
		return aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: %d cells, expected 35", row->path,
				    row->line, row->n_cell);
	if (hour_of_year(row, 0) != (long)e->g.n && hour_of_year(row, 1) != (long)e->g.n)
		return aif_csv_fail(row, HOUR, "does not follow the row before",
				    "month, day and hour 1 to 24 in order", d);
	x = aif_collect_row(&e->g);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", row->path);
	for (int i = 0; i < N_FIELD; i++) {
		double v;

		err = aif_csv_num(row, fields[i].cell, 1, fields[i].expected, &v, d);
		if (err)
			return err;
		if (isnan(v) || v == fields[i].missing)
			continue;
		if (v < fields[i].lo || v > fields[i].hi)
			return aif_csv_fail(row, fields[i].cell, "is out of range",
					    fields[i].expected, d);
		x[i] = v * fields[i].factor;
	}
	return AIF_OK;
}

// A column without any value is derived where physics allows it.
static void
derive(epw *e)
{
	int none[N_FIELD];

	for (int i = 0; i < N_FIELD; i++)
		none[i] = 1;
	for (size_t k = 0; k < e->g.n; k++)
		for (int i = 0; i < N_FIELD; i++)
			none[i] &= isnan(e->g.x[k * N_FIELD + (size_t)i]);
	for (size_t k = 0; k < e->g.n && none[PRESSURE]; k++)
		// Source: ASHRAE Handbook - Fundamentals 2017, ch. 1, eq. 3.
		e->g.x[k * N_FIELD + PRESSURE] =
		    101325 * pow(1 - 2.25577e-5 * e->elevation_m, 5.2559);
}

static aif_err
load_epw(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_csv_opt body = { .no_header = 1, .skip_lines = N_HEAD };
	epw e = { .elevation_m = NAN };
	aif_series_end end = { .what = "epw", .path = path, .head = e.place, .step_s = 3600 };
	const aif_cal begin = { .year = 2001, .month = 1, .day = 1 };
	const aif_cal leap = { .year = 2000, .month = 1, .day = 1 };
	aif_frame *f;
	aif_err err;

	(void)map;
	for (int i = 0; i < N_FIELD; i++)
		aif_collect_column(&e.g, fields[i].name, fields[i].unit, 0);
	err = aif_lines_read(path, 0, take_head, &e, d);
	if (err == AIF_OK)
		err = aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: the file ends in its header", path,
				   e.n_head);
	if (err == AIF_ESTOP)
		err = aif_csv_read(path, &body, take_hour, &e, d);
	if (!err && e.g.n != 8760 && e.g.n != 8784)
		err = aif_err_fail(d, AIF_EPARSE,
				   "%.200s: %zu hours (expected a whole year, 8760 or 8784)", path,
				   e.g.n);
	if (!err) {
		derive(&e);
		end.zone_s = llround(e.zone_h * 3600);
		e.g.base_s = aif_cal_unix_s(e.g.n == 8784 ? &leap : &begin) - end.zone_s;
	}
	err = aif_series_frame(&e.g, err, &end, a, &f, d);
	if (err)
		return err;
	f->elevation_m = e.elevation_m;
	*out = f;
	return AIF_OK;
}

const aif_importer aif_importer_epw = {
	.name = "epw",
	.yields = "weather",
	.doc = "EnergyPlus weather file: drybulb_c, dewpoint_c, rh_frac, pressure_pa, wind_m_s, "
	       "hourly, "
	       "a typical year in local standard time; elevation and place from LOCATION. Missing "
	       "hours (99.9, 999...) are interpolated up to a day.",
	.load = load_epw,
};
