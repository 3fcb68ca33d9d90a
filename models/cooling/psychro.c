// psychro.c - moist air: saturation, humidity ratio, wet bulb, enthalpy.
//
// The wet bulb is the root of the humidity ratio that it implies less the one the
// air has. That function has a step down at 0 degC, where ice becomes water, so
// the side is chosen first and the root is unique.
#include "models/cooling/psychro.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

#define KELVIN      273.15
#define RATIO_VAPOR 0.621945 // molar mass of water over that of dry air; ASHRAE 2017
#define GAS_DRY     287.042  // J/(kg K); ASHRAE 2017, eq. 1

double
aif_psychro_sat_pa(double t_c)
{
	double t = t_c + KELVIN;

	// Source: Hyland & Wexler 1983; ASHRAE 2017, eq. 5 (ice) and 6 (water).
	if (t_c < 0)
		return exp(-5.6745359e3 / t + 6.3925247 +
			   t * (-9.677843e-3 +
				t * (6.2215701e-7 + t * (2.0747825e-9 - t * 9.484024e-13))) +
			   4.1635019 * log(t));
	return exp(-5.8002206e3 / t + 1.3914993 +
		   t * (-4.8640239e-2 + t * (4.1764768e-5 - t * 1.4452093e-8)) +
		   6.5459673 * log(t));
}

double
aif_psychro_pressure_pa(double elevation_m)
{
	// Source: ASHRAE 2017, eq. 3.
	return 101325 * pow(1 - 2.25577e-5 * elevation_m, 5.2559);
}

double
aif_psychro_ratio(double t_c, double rh_frac, double p_pa)
{
	double pw = rh_frac * aif_psychro_sat_pa(t_c);

	return RATIO_VAPOR * pw / (p_pa - pw); // Source: ASHRAE 2017, eq. 20
}

double
aif_psychro_ratio_wb(double t_c, double wb_c, double p_pa)
{
	double ws = aif_psychro_ratio(wb_c, 1, p_pa);

	if (wb_c < 0)
		return ((2830 - 0.24 * wb_c) * ws - 1.006 * (t_c - wb_c)) /
		       (2830 + 1.86 * t_c - 2.1 * wb_c);
	return ((2501 - 2.326 * wb_c) * ws - 1.006 * (t_c - wb_c)) /
	       (2501 + 1.86 * t_c - 4.186 * wb_c);
}

typedef struct air {
	double t_c, ratio, p_pa;
} air;

static double
excess(double wb_c, void *user)
{
	const air *a = user;

	return aif_psychro_ratio_wb(a->t_c, wb_c, a->p_pa) - a->ratio;
}

aif_err
aif_psychro_wetbulb(double t_c, double rh_frac, double p_pa, double *wb_c, aif_diag *d)
{
	double rh = fmin(fmax(rh_frac, 0), 1);
	air a = { t_c, 0, p_pa };
	gsl_function f = { excess, &a };
	double lo = t_c - 70, hi = t_c;
	gsl_root_fsolver *s;

	if (!(t_c >= -90 && t_c <= 100) || !(p_pa > 2e4 && p_pa < 2e5) || isnan(rh_frac))
		return aif_err_fail(d, AIF_ERANGE, "no wet bulb for air of %g degC, %g Pa, %g %%",
				    t_c, p_pa, rh_frac * 100);
	a.ratio = aif_psychro_ratio(t_c, rh, p_pa);
	if (t_c > 0) {
		if (excess(0, &a) <= 0)
			lo = 0;
		else
			hi = -1e-12;
	}
	if (excess(hi, &a) <= 0) { // saturated
		*wb_c = hi;
		return AIF_OK;
	}
	if (excess(lo, &a) >= 0) {
		*wb_c = lo;
		return AIF_OK;
	}
	s = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
	if (!s)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	gsl_root_fsolver_set(s, &f, lo, hi);
	for (int i = 0; i < 100; i++) {
		gsl_root_fsolver_iterate(s);
		if (gsl_root_test_interval(gsl_root_fsolver_x_lower(s), gsl_root_fsolver_x_upper(s),
					   1e-6, 0) == GSL_SUCCESS)
			break;
	}
	*wb_c = fmin(gsl_root_fsolver_root(s), t_c);
	gsl_root_fsolver_free(s);
	return AIF_OK;
}

double
aif_psychro_stull_c(double t_c, double rh_frac)
{
	double rh = rh_frac * 100;

	return t_c * atan(0.151977 * sqrt(rh + 8.313659)) + atan(t_c + rh) - atan(rh - 1.676331) +
	       0.00391838 * pow(rh, 1.5) * atan(0.023101 * rh) - 4.686035;
}

double
aif_psychro_density(double t_c, double ratio, double p_pa)
{
	// Source: ASHRAE 2017, eq. 26: inverse of the specific volume.
	return p_pa / (GAS_DRY * (t_c + KELVIN) * (1 + 1.607858 * ratio));
}

double
aif_psychro_enthalpy(double t_c, double ratio)
{
	return AIF_PSYCHRO_CP * t_c + ratio * (2.501e6 + 1860 * t_c); // Source: ibid., eq. 30
}
