// climate.c - a year of weather, as cooling plants need it.
#include "models/cooling/climate.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#include "models/cooling/psychro.h"

#define DESIGN_QUANTILE 0.996

static aif_err
fill(aif_plant_air *a, double db_c, double rh_frac, double p_pa, aif_diag *d)
{
	a->db_c = db_c;
	a->p_pa = p_pa;
	if (aif_psychro_wetbulb(db_c, rh_frac, p_pa, &a->wb_c, d) != AIF_OK)
		return AIF_ERANGE;
	a->ratio = aif_psychro_ratio(db_c, fmin(fmax(rh_frac, 0), 1), p_pa);
	return AIF_OK;
}

static aif_err
quantile(const aif_climate *c, int wet, double *out)
{
	double *x = malloc(c->n * sizeof *x);

	if (!x)
		return AIF_ENOMEM;
	for (size_t i = 0; i < c->n; i++)
		x[i] = wet ? c->air[i].wb_c : c->air[i].db_c;
	gsl_sort(x, 1, c->n);
	*out = gsl_stats_quantile_from_sorted_data(x, 1, c->n, DESIGN_QUANTILE);
	free(x);
	return AIF_OK;
}

// Relative humidity of row i: measured, or from the dew point.
static double
humidity(const aif_frame_col *rh, const aif_frame_col *dew, double db_c, size_t i)
{
	if (rh && !isnan(rh->x[i]))
		return rh->x[i];
	if (dew && !isnan(dew->x[i]))
		return aif_psychro_sat_pa(dew->x[i]) / aif_psychro_sat_pa(db_c);
	return NAN;
}

static aif_err
fill_rows(aif_climate *c, const aif_frame *f, double elevation_m, aif_diag *d)
{
	const aif_frame_col *db = aif_frame_find(f, "drybulb_c");
	const aif_frame_col *rh = aif_frame_find(f, "rh_frac");
	const aif_frame_col *dew = aif_frame_find(f, "dewpoint_c");
	const aif_frame_col *p = aif_frame_find(f, "pressure_pa");
	double std_pa;

	if (isnan(elevation_m))
		elevation_m = isnan(f->elevation_m) ? 0 : f->elevation_m;
	std_pa = aif_psychro_pressure_pa(elevation_m);
	if (!db || (!rh && !dew) || c->n == 0 || !(f->step_s > 0))
		return aif_err_fail(d, AIF_EINVAL,
				    "weather '%s' lacks rows or columns (expected a regular series "
				    "of drybulb_c and rh_frac or dewpoint_c)",
				    f->path);
	for (size_t i = 0; i < c->n; i++) {
		double pa = p && !isnan(p->x[i]) ? p->x[i] : std_pa;

		if (fill(&c->air[i], db->x[i], humidity(rh, dew, db->x[i], i), pa, d) != AIF_OK) {
			aif_err_at(d, "weather '%s', row %zu", f->path, i + 1);
			return AIF_ERANGE;
		}
	}
	return AIF_OK;
}

aif_err
aif_climate_load(aif_climate *c, const aif_frame *f, double elevation_m, aif_arena *a, aif_diag *d)
{
	aif_err err;

	*c = (aif_climate){ .n = f->n_row, .frame = f };
	c->air = aif_arena_alloc(a, c->n * sizeof *c->air + 1);
	if (!c->air)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	err = fill_rows(c, f, elevation_m, d);
	if (err == AIF_OK && (quantile(c, 0, &c->design_db_c) != AIF_OK ||
			      quantile(c, 1, &c->design_wb_c) != AIF_OK))
		err = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return err;
}

aif_err
aif_climate_fix(aif_climate *c, double db_c, double rh_frac, double elevation_m, aif_arena *a,
		aif_diag *d)
{
	*c = (aif_climate){ .n = 1 };
	c->air = aif_arena_alloc(a, sizeof *c->air);
	if (!c->air)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	c->design_db_c = db_c;
	if (fill(c->air, db_c, rh_frac, aif_psychro_pressure_pa(elevation_m), d) != AIF_OK)
		return AIF_ERANGE;
	c->design_wb_c = c->air->wb_c;
	return AIF_OK;
}

const aif_plant_air *
aif_climate_at(aif_climate *c, double unix_s)
{
	int64_t t_us;

	if (!c->frame)
		return c->air;
	t_us = llround((unix_s - (double)c->frame->start_unix_s) * 1e6);
	if (t_us < c->run.from_us || t_us >= c->run.until_us)
		c->run = aif_frame_run_at(c->frame, unix_s - (double)c->frame->start_unix_s);
	return &c->air[c->run.row + (size_t)((t_us - c->run.from_us) / c->run.step_us)];
}
