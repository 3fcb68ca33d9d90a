// calpower.c - reads power logs: nvidia-smi, DCGM, MLPerf, meters.
//
//   nvidia-smi --query-gpu=timestamp,index,power.draw,... --format=csv
//   DCGM fields in a CSV (DCGM_FI_DEV_POWER_USAGE, ...), units as DCGM documents them
//   dcgmi dmon -e 155,203,204,100 (a reading a second, its default, as it prints no time)
//   MLPerf training: `:::MLLOG {... "key": "power_reading", "value": W ...}`
//   PTDaemon: Time,05-28-2024 12:00:00.000,Watts,335.2,...
//   any CSV with a column of time (_s) and columns of power (_W)
//
// Each GPU or node is a meter of its own; its time may not go back. A quantity
// without a unit is refused, the temperature of nvidia-smi, which has none, apart.
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/calrun.h"
#include "util/cal.h"
#include "util/lines.h"

enum { COLS = 64, TIME = 0, METER, POWER, UTIL, MEMORY, CLOCK, TEMPERATURE, DEVICE, OTHER };

typedef struct reader {
	aif_calrun *r;
	int src, mapped, n_col;
	int what[COLS], meter[COLS];
	double factor[COLS]; // to SI; 0: a date
	const char *unit[COLS];
	char device[128];

	double t0;
	int has_t0, n_power;
	long line, rows;
} reader;

// --- columns of a CSV -----------------------------------------------------------------

static const struct {
	const char *name, *unit;
	int what;
	double factor;
} field[] = {
	{ "timestamp", NULL, TIME, 0 },
	{ "datetime", NULL, OTHER, 0 },
	{ "index", NULL, METER, 1 },
	{ "gpu", NULL, METER, 1 },
	{ "GPU", NULL, METER, 1 },
	{ "name", NULL, DEVICE, 0 },
	{ "modelName", NULL, DEVICE, 0 },
	{ "power.draw", "W", POWER, 1 },
	{ "power.draw.instant", "W", POWER, 1 },
	{ "power.draw.average", "W", POWER, 1 },
	{ "utilization.gpu", "%", UTIL, 0.01 },
	{ "utilization.memory", "%", MEMORY, 0.01 },
	{ "clocks.sm", "MHz", CLOCK, 1e6 },
	{ "clocks.current.sm", "MHz", CLOCK, 1e6 },
	{ "temperature.gpu", NULL, TEMPERATURE, 1 },
	{ "DCGM_FI_DEV_POWER_USAGE", NULL, POWER, 1 },
	{ "DCGM_FI_DEV_GPU_UTIL", NULL, UTIL, 0.01 },
	{ "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE", NULL, UTIL, 1 },
	{ "DCGM_FI_DEV_MEM_COPY_UTIL", NULL, MEMORY, 0.01 },
	{ "DCGM_FI_PROF_DRAM_ACTIVE", NULL, MEMORY, 1 },
	{ "DCGM_FI_DEV_SM_CLOCK", NULL, CLOCK, 1e6 },
	{ "DCGM_FI_DEV_GPU_TEMP", NULL, TEMPERATURE, 1 },
};
enum { N_FIELD = sizeof field / sizeof *field };

static int
ends(const char *s, const char *with)
{
	size_t n = strlen(s), k = strlen(with);

	return n > k && strcmp(s + n - k, with) == 0;
}

// "power.draw [W]" is power in W; "node3_W" a meter of its own.
static aif_err
map_column(reader *k, const aif_csv_row *r, int i, aif_diag *d)
{
	const char *name = r->name[i], *open = strchr(name, '[');
	size_t n = open ? (size_t)(open - name) : strlen(name);

	while (n > 0 && name[n - 1] == ' ')
		n--;
	k->what[i] = OTHER;
	k->meter[i] = 0;
	for (int j = 0; j < N_FIELD; j++) {
		char want[16], shown[64];

		if (strlen(field[j].name) != n || memcmp(name, field[j].name, n) != 0)
			continue;
		snprintf(want, sizeof want, "[%s]", field[j].unit ? field[j].unit : "");
		aif_lines_show(name, strlen(name), shown, sizeof shown);
		if (field[j].unit && (!open || strcmp(open, want) != 0))
			return aif_err_fail(d, AIF_EPARSE,
					    "%s:%ld: column '%s' has no unit or another (expected "
					    "'%s %s')",
					    r->path, k->line, field[j].name, field[j].name, want);
		k->what[i] = field[j].what;
		k->factor[i] = field[j].factor;
		k->unit[i] = field[j].unit;
		break;
	}
	if (k->what[i] == OTHER && (ends(name, "_W") || ends(name, "_w") || ends(name, "_watts"))) {
		k->what[i] = POWER;
		k->factor[i] = 1;
		k->meter[i] = k->n_power;
	} else if (k->what[i] == OTHER && (strcmp(name, "t_s") == 0 || ends(name, "time_s") ||
					   strcmp(name, "time_seconds") == 0)) {
		k->what[i] = TIME;
		k->factor[i] = 1;
	}
	k->n_power += k->what[i] == POWER;
	return AIF_OK;
}

static aif_err
map(reader *k, const aif_csv_row *r, aif_diag *d)
{
	int time = 0;

	if (r->n_name > COLS)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: %d columns (at most %d)", r->path,
				    k->line, r->n_name, COLS);
	for (int i = 0; i < r->n_name; i++) {
		aif_err e = map_column(k, r, i, d);

		if (e)
			return e;
		time += k->what[i] == TIME;
	}
	if (k->n_power == 0 || time == 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: no column of %s with its unit", r->path,
				    k->line, time == 0 ? "time" : "power");
	k->mapped = 1;
	return AIF_OK;
}

// "2024/05/28 12:00:00.123", ISO 8601, seconds since 1970.
static int
instant(const char *s, double *t)
{
	char text[40];
	int64_t unix_s;
	double frac = 0;

	if (aif_csv_decimal(s, t))
		return 1;
	snprintf(text, sizeof text, "%s", s);
	for (char *c = text; *c && c < text + 10; c++)
		if (*c == '/')
			*c = '-';
	if (aif_cal_parse(text, &unix_s, &frac, NULL))
		return 0;
	*t = (double)unix_s + frac;
	return 1;
}

// "71.23 W": the number; the unit, where the cell has one, must be the column's.
// NaN for an empty cell and for what the driver does not know.
static aif_err
value(const reader *k, const aif_csv_row *r, int i, double *x, aif_diag *d)
{
	char text[48];
	const char *s = r->cell[i];
	size_t n = strcspn(s, " ");

	*x = NAN;
	if (!s[0] || s[0] == '[' || strcmp(s, "N/A") == 0)
		return k->what[i] == POWER && s[0]
			   ? aif_csv_fail(r, i, "is not a power", "a number of W", d)
			   : AIF_OK;
	snprintf(text, sizeof text, "%.*s", (int)n, s);
	if (s[n] && (!k->unit[i] || strcmp(s + n + 1, k->unit[i]) != 0))
		return aif_csv_fail(r, i, "is in another unit", k->unit[i] ? k->unit[i] : "none",
				    d);
	if (!aif_csv_decimal(text, x))
		return aif_csv_fail(r, i, "is not a number", k->unit[i], d);
	if (*x < 0)
		return aif_csv_fail(r, i, "is negative", "0 or more", d);
	*x *= k->factor[i];
	return AIF_OK;
}

static aif_err
device(reader *k, const aif_csv_row *r, int i, aif_diag *d)
{
	char shown[sizeof k->device];

	aif_lines_show(r->cell[i], strlen(r->cell[i]), shown, sizeof shown);
	if (!k->device[0])
		snprintf(k->device, sizeof k->device, "%s", shown);
	return strcmp(k->device, shown) == 0
		   ? AIF_OK
		   : aif_csv_fail(r, i, "is another device than the rows before", k->device, d);
}

static aif_err
csv_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	reader *k = user;
	aif_calsample x = { .source = k->src, .line = r->line };
	double *to[] = { [UTIL] = &x.util_frac,
			 [MEMORY] = &x.memory_frac,
			 [CLOCK] = &x.sm_hz,
			 [TEMPERATURE] = &x.temperature_c };
	double meter = 0;
	aif_err e = k->mapped ? AIF_OK : map(k, r, d);

	x.util_frac = x.memory_frac = x.sm_hz = x.temperature_c = NAN;
	k->r->source[k->src].rows++;
	for (int i = 0; i < r->n_cell && !e; i++) {
		if (k->what[i] == TIME) {
			if (!(k->factor[i] > 0 ? aif_csv_decimal(r->cell[i], &x.t_s)
					       : instant(r->cell[i], &x.t_s)))
				e = aif_csv_fail(r, i, "is not a time", "seconds or ISO 8601", d);
		} else if (k->what[i] == METER) {
			e = aif_csv_num(r, i, 0, "the GPU's number", &meter, d);
			if (!e && !(meter >= 0 && meter < 1e6))
				e = aif_csv_fail(r, i, "is not a GPU's number", NULL, d);
		} else if (k->what[i] == DEVICE) {
			e = device(k, r, i, d);
		} else if (k->what[i] >= UTIL && k->what[i] <= TEMPERATURE) {
			e = value(k, r, i, to[k->what[i]], d);
		}
	}
	if (!k->has_t0 && !e) {
		k->t0 = x.t_s;
		k->has_t0 = 1;
	}
	x.t_s -= k->t0;
	for (int i = 0; i < r->n_cell && !e; i++) {
		if (k->what[i] != POWER || (e = value(k, r, i, &x.power_w, d)) || isnan(x.power_w))
			continue;
		x.meter = (int)meter + k->meter[i];
		e = aif_calrun_sample(k->r, &x, d);
	}
	return e;
}

static aif_err
read_csv(reader *k, const char *text, size_t n, aif_diag *d)
{
	aif_csv_opt opt = { 0 };
	const char *first = text;

	// A remark in quotes may stand above the header.
	for (const char *s = text; s < aif_calrun_head(text); s++)
		opt.skip_lines += *s == '\n';
	first = aif_calrun_head(text);
	k->line = opt.skip_lines + 1;
	if (memchr(first, '\t', strcspn(first, "\n")))
		opt.sep = '\t';
	return aif_csv_parse(k->r->source[k->src].path, text, n, &opt, csv_row, k, d);
}

// --- logs by lines ---------------------------------------------------------------------

static aif_err
reading(reader *k, const aif_line *l, int meter, double t, double w, aif_diag *d)
{
	aif_calsample x = { .source = k->src, .line = l->no, .meter = meter, .power_w = w };

	if (!k->has_t0)
		k->t0 = t;
	k->has_t0 = 1;
	k->r->source[k->src].rows++;
	x.t_s = t - k->t0;
	x.util_frac = x.memory_frac = x.sm_hz = x.temperature_c = NAN;
	return aif_calrun_sample(k->r, &x, d);
}

// The number after "key": in a line of JSON.
static int
json_number(const char *s, const char *key, double *x)
{
	const char *at = strstr(s, key);
	char text[40];

	if (!at)
		return 0;
	at += strlen(key);
	at += strspn(at, "\": ");
	snprintf(text, sizeof text, "%.*s", (int)strcspn(at, ",}\" "), at);
	return aif_csv_decimal(text, x);
}

static aif_err
mlperf_line(void *user, const aif_line *l, aif_diag *d)
{
	reader *k = user;
	char text[1024];
	double ms, w;

	snprintf(text, sizeof text, "%.*s", (int)(l->n < sizeof text ? l->n : sizeof text - 1),
		 l->text);
	k->line = l->no;
	if (strstr(text, "power_measurement_stop"))
		k->rows = -1;
	if (!strstr(text, "power_reading"))
		return AIF_OK;
	if (!json_number(text, "\"time_ms\"", &ms) || !json_number(text, "\"value\"", &w))
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: a power_reading without time_ms and value", l->path,
				    l->no);
	return reading(k, l, 0, ms * 1e-3, w, d);
}

// Time,05-28-2024 12:00:00.000,Watts,335.2,Volts,...
static aif_err
ptd_line(void *user, const aif_line *l, aif_diag *d)
{
	reader *k = user;
	char text[512], day[11], hour[24], iso[40];
	const char *watts;
	double t, w;

	snprintf(text, sizeof text, "%.*s", (int)(l->n < sizeof text ? l->n : sizeof text - 1),
		 l->text);
	if (l->n == 0)
		return AIF_OK;
	watts = strstr(text, ",Watts,");
	if (sscanf(text, "Time,%10[0-9-] %23[0-9:.]", day, hour) != 2 || strlen(day) != 10 ||
	    !watts)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:%ld: expected Time,MM-DD-YYYY hh:mm:ss,Watts,...", l->path,
				    l->no);
	snprintf(iso, sizeof iso, "%s-%.2s-%.2s %s", day + 6, day, day + 3, hour);
	snprintf(text, sizeof text, "%.*s", (int)strcspn(watts + 7, ","), watts + 7);
	if (!instant(iso, &t) || !aif_csv_decimal(text, &w))
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: no time or no power", l->path, l->no);
	return reading(k, l, 0, t, w, d);
}

// #Entity  POWER  ...        ID  W  ...        GPU 0  71.5 ...
static aif_err
dmon_line(void *user, const aif_line *l, aif_diag *d)
{
	reader *k = user;
	char text[512], *save = NULL, *w, name[16] = "";
	int col = 0, gpu = -1;

	snprintf(text, sizeof text, "%.*s", (int)(l->n < sizeof text ? l->n : sizeof text - 1),
		 l->text);
	w = strtok_r(text, " \t", &save);
	if (!w)
		return AIF_OK;
	snprintf(name, sizeof name, "%s", w);
	if (strcmp(name, "ID") == 0) {
		w = strtok_r(NULL, " \t", &save);
		if (!w || strcmp(w, "W") != 0)
			return aif_err_fail(d, AIF_EPARSE, "%s:%ld: power without its unit W",
					    l->path, l->no);
		k->mapped = 1;
		return AIF_OK;
	}
	for (w = strtok_r(NULL, " \t", &save); w; w = strtok_r(NULL, " \t", &save), col++) {
		double x;

		if (strcmp(name, "#Entity") == 0) {
			if (col == 0 && strcmp(w, "POWER") != 0)
				return aif_err_fail(d, AIF_EPARSE,
						    "%s:%ld: the first column is not POWER (dcgmi "
						    "dmon -e 155,...)",
						    l->path, l->no);
			return AIF_OK;
		}
		if (strcmp(name, "GPU") != 0)
			return AIF_OK; // other entities
		if (!aif_csv_decimal(w, &x))
			return aif_err_fail(d, AIF_EPARSE, "%s:%ld: column %d is not a number",
					    l->path, l->no, col + 1);
		if (col == 0) {
			gpu = x >= 0 && x < 1e6 ? (int)x : -1;
			k->rows += gpu == 0;
		} else if (!k->mapped) {
			return aif_err_fail(
			    d, AIF_EPARSE,
			    "%s:%ld: readings before the line of units (expected ID "
			    "W ...)",
			    l->path, l->no);
		} else {
			return reading(k, l, gpu, (double)(k->rows > 0 ? k->rows - 1 : 0), x, d);
		}
	}
	return AIF_OK;
}

aif_err
aif_calpower_parse(aif_calrun *r, int src, const char *text, size_t n, aif_diag *d)
{
	reader *k = calloc(1, sizeof *k);
	aif_calsource *s = &r->source[src];
	aif_err e;

	if (!k)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	k->r = r;
	k->src = src;
	if (strcmp(s->format, "MLPerf log") == 0) {
		e = aif_lines_parse(s->path, text, n, mlperf_line, k, d);
		if (!e && k->rows >= 0 && strstr(text, "power_measurement_start"))
			e = aif_err_fail(d, AIF_EPARSE,
					 "%s:%ld: truncated: no power_measurement_stop", s->path,
					 k->line);
	} else if (strcmp(s->format, "PTDaemon log") == 0) {
		e = aif_lines_parse(s->path, text, n, ptd_line, k, d);
	} else if (strcmp(s->format, "dcgmi dmon") == 0) {
		e = aif_lines_parse(s->path, text, n, dmon_line, k, d);
		r->source[src].note = "dcgmi dmon prints no time: a reading a second, its default";
	} else {
		e = read_csv(k, text, n, d);
	}
	r->source[src].device = aif_calrun_word(r, k->device);
	free(k);
	return e;
}
