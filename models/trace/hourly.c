// hourly.c - an evenly spaced series of prices, carbon intensity, load, anything.
//
// The first column is the time. Other columns that hold dates are passed over,
// the rest are numbers in the unit that their name tells: "Price (USD/MWh)" or
// "ci_direct_g_per_kwh". They come out in SI under the name without the unit, in
// lower case; a file with a single such column calls it `value`.
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "models/trace/series.h"
#include "models/trace/trace.h"
#include "util/cal.h"
#include "util/lines.h"
#include "util/unit.h"

enum { NAME_MAX_BYTES = 48, UNIT_MAX_BYTES = 24 };

// Suffixes of column names, longest first where one ends another.
static const struct {
	const char *suffix, *unit;
} suffixes[] = {
	{ "_usd_per_mwh", "USD/MWh" },
	{ "_usd_per_kwh", "USD/kWh" },
	{ "_kg_per_mwh", "kg/MWh" },
	{ "_kg_per_kwh", "kg/kWh" },
	{ "_g_per_kwh", "g/kWh" },
	{ "_mwh", "MWh" },
	{ "_kwh", "kWh" },
	{ "_mw", "MW" },
	{ "_kw", "kW" },
	{ "_m_s", "m/s" },
	{ "_degc", "degC" },
	{ "_pct", "percent" },
	{ "_percent", "percent" },
	{ "_frac", "1" },
	{ "_pa", "Pa" },
	{ "_w", "W" },
	{ "_c", "degC" },
	{ "_s", "s" },
};

typedef struct column {
	char name[NAME_MAX_BYTES], unit[UNIT_MAX_BYTES];
	double factor;
	int cell;
} column;

typedef struct hourly {
	aif_collect g;
	column col[AIF_COLLECT_COLS];
	double step_s;
	int n_col;
} hourly;

// Cuts the unit off name (in place) into unit; "" when it tells none.
static void
split(char *name, char *unit)
{
	char *open = strrchr(name, '('), *close = open ? strchr(open, ')') : NULL;
	size_t n = strlen(name);

	unit[0] = '\0';
	if (close && close[1] == '\0' && (size_t)(close - open) < UNIT_MAX_BYTES) {
		memcpy(unit, open + 1, (size_t)(close - open) - 1);
		unit[close - open - 1] = '\0';
		*open = '\0';
		return;
	}
	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		size_t k = strlen(suffixes[i].suffix);

		if (n > k && strcmp(name + n - k, suffixes[i].suffix) == 0) {
			strcpy(unit, suffixes[i].unit);
			name[n - k] = '\0';
			return;
		}
	}
}

// Writes usual signs as symbols that aif_unit_parse knows.
static void
plain_unit(char *unit)
{
	static const char *const words[][2] = {
		{ "CO2eq", "" },
		{ "CO2e", "" },
		{ "CO2", "" },
		{ " ", "" },
	};

	if (strcmp(unit, "%") == 0)
		strcpy(unit, "percent");
	if (strcmp(unit, "C") == 0 || strcmp(unit, "\xc2\xb0"
						   "C") == 0)
		strcpy(unit, "degC");
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t n = strlen(words[i][0]);

		for (char *p; (p = strstr(unit, words[i][0])) != NULL;)
			memmove(p, p + n, strlen(p + n) + 1);
	}
	if (!*unit)
		strcpy(unit, "1");
}

// Lower case letters and digits, '_' for the rest, none at the ends.
static void
plain_name(char *name)
{
	size_t n = 0;

	for (size_t i = 0; name[i]; i++) {
		unsigned char c = (unsigned char)name[i];

		if (isalnum(c))
			name[n++] = (char)tolower(c);
		else if (n > 0 && name[n - 1] != '_')
			name[n++] = '_';
	}
	while (n > 0 && name[n - 1] == '_')
		n--;
	name[n] = '\0';
}

static int
is_date(const char *cell)
{
	int64_t s;
	aif_diag quiet = { 0 };
	double x;

	return !aif_csv_decimal(cell, &x) && aif_cal_parse(cell, &s, NULL, &quiet) == AIF_OK;
}

static aif_err
add_column(hourly *h, const aif_csv_row *row, int cell, aif_diag *d)
{
	column *c = &h->col[h->n_col];
	aif_unit u;
	aif_diag why = { 0 };
	char show[120];

	if (h->n_col == AIF_COLLECT_COLS)
		return aif_err_fail(d, AIF_EPARSE, "%.200s:1: more than %d columns", row->path,
				    AIF_COLLECT_COLS);
	snprintf(c->name, sizeof c->name, "%s", row->name[cell]);
	split(c->name, c->unit);
	plain_unit(c->unit);
	plain_name(c->name);
	if (aif_unit_parse(c->unit, &u, &why)) {
		aif_lines_show(why.msg, strlen(why.msg), show, sizeof show);
		return aif_err_fail(d, AIF_EPARSE, "%.200s:1: column %d: %s", row->path, cell + 1,
				    show);
	}
	c->factor = u.factor;
	c->cell = cell;
	aif_unit_print(&u, c->unit, sizeof c->unit);
	h->n_col++;
	return AIF_OK;
}

static aif_err
map_columns(hourly *h, const aif_csv_row *row, aif_diag *d)
{
	aif_err err;

	for (int i = 1; i < row->n_cell; i++)
		if (!is_date(row->cell[i]) && (err = add_column(h, row, i, d)))
			return err;
	if (h->n_col == 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: no column of numbers beside the time", row->path,
				    row->line);
	if (h->n_col == 1)
		strcpy(h->col[0].name, "value");
	for (int i = 0; i < h->n_col; i++)
		aif_collect_column(&h->g, h->col[i].name, h->col[i].unit, 0);
	return AIF_OK;
}

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	hourly *h = user;
	double t, v, *x;
	aif_err err;

	if (h->n_col == 0 && (err = map_columns(h, row, d)))
		return err;
	err = aif_collect_time(&h->g, row, 0, &t, d);
	if (err)
		return err;
	err = aif_series_row(&h->g, row, t, &h->step_s, &x, d);
	if (err)
		return err;
	for (int i = 0; i < h->n_col; i++) {
		err = aif_csv_num(row, h->col[i].cell, 1, NULL, &v, d);
		if (err)
			return err;
		x[i] = v * h->col[i].factor;
	}
	return AIF_OK;
}

static aif_err
load_hourly(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	hourly h = { .n_col = 0 };
	aif_series_end end = { .what = "hourly", .path = path, .head = "" };
	aif_err err;

	(void)map;
	err = aif_csv_read(path, NULL, take_row, &h, d);
	end.step_s = h.step_s;
	return aif_series_frame(&h.g, err, &end, a, out, d);
}

const aif_importer aif_importer_hourly = {
	.name = "hourly",
	.yields = "series",
	.doc =
	    "Evenly spaced series: first column the time (UTC unless it has a zone), others "
	    "numbers "
	    "in the unit of their name, as in \"Price (USD/MWh)\" or ci_direct_g_per_kwh; SI out, "
	    "named without the unit (value when there is one only). A series of one calendar "
	    "year repeats each year.",
	.load = load_hourly,
};
