// weather.c - hourly weather of a real year as Open-Meteo gives it.
//
// Columns time (local), temperature_2m [degC], relative_humidity_2m [%] and
// windspeed_10m [km/h]; the dew point follows from the first two. The file holds
// neither zone nor elevation: the clock is taken as it stands.
#include <math.h>

#include "models/trace/series.h"
#include "models/trace/trace.h"

enum { DRYBULB, DEWPOINT, RH, WIND, N_COL };

typedef struct weather {
	aif_collect g;
	double step_s;
	int time, drybulb, rh, wind;
	int mapped;
} weather;

// Dew point over water [degC]; rh in (0, 1].
// Source: Magnus form, constants of Alduchov & Eskridge 1996, eq. 21 (0.06 K).
static double
dewpoint_c(double t_c, double rh)
{
	double g = log(rh) + 17.625 * t_c / (243.04 + t_c);

	return 243.04 * g / (17.625 - g);
}

static aif_err
value(const aif_csv_row *row, int i, double lo, double hi, const char *expected, double *out,
      aif_diag *d)
{
	aif_err err = aif_csv_num(row, i, 1, expected, out, d);

	if (!err && (*out < lo || *out > hi))
		return aif_csv_fail(row, i, "is out of range", expected, d);
	return err;
}

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	weather *w = user;
	double t, drybulb, rh, wind, *x;
	aif_err err;

	if (!w->mapped) {
		if ((err = aif_collect_need(row, "time", &w->time, d)) ||
		    (err = aif_collect_need(row, "temperature_2m", &w->drybulb, d)) ||
		    (err = aif_collect_need(row, "relative_humidity_2m", &w->rh, d)))
			return err;
		w->wind = aif_csv_col(row, "windspeed_10m");
		if (w->wind < 0 && (err = aif_collect_need(row, "wind_speed_10m", &w->wind, d)))
			return err;
		w->mapped = 1;
	}
	if ((err = aif_collect_time(&w->g, row, w->time, &t, d)) ||
	    (err = value(row, w->drybulb, -90, 70, "a temperature in degC", &drybulb, d)) ||
	    (err = value(row, w->rh, 0, 110, "a relative humidity in %", &rh, d)) ||
	    (err = value(row, w->wind, 0, 400, "a wind speed in km/h", &wind, d)))
		return err;
	err = aif_series_row(&w->g, row, t, &w->step_s, &x, d);
	if (err)
		return err;
	x[DRYBULB] = drybulb;
	x[RH] = fmin(rh, 100) / 100;
	x[DEWPOINT] = dewpoint_c(drybulb, fmax(x[RH], 0.01));
	x[WIND] = wind / 3.6;
	return AIF_OK;
}

static aif_err
load_weather(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	weather w = { .step_s = 0 };
	aif_series_end end = { .what = "weather", .path = path, .head = "" };
	aif_err err;

	(void)map;
	aif_collect_column(&w.g, "drybulb_c", "degC", 0);
	aif_collect_column(&w.g, "dewpoint_c", "degC", 0);
	aif_collect_column(&w.g, "rh_frac", "1", 0);
	aif_collect_column(&w.g, "wind_m_s", "m/s", 0);
	err = aif_csv_read(path, NULL, take_row, &w, d);
	end.step_s = w.step_s;
	return aif_series_frame(&w.g, err, &end, a, out, d);
}

const aif_importer aif_importer_weather = {
	.name = "weather",
	.yields = "weather",
	.doc = "Hourly weather of Open-Meteo: time (local, taken as it stands), temperature_2m "
	       "[degC], "
	       "relative_humidity_2m [%], windspeed_10m [km/h]; dew point by the Magnus form. No "
	       "pressure: it follows from the site's elevation.",
	.load = load_weather,
};
