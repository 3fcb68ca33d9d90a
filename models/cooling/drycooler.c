// drycooler.c - water cooled by outside air through a finned coil, with fans.
//
// Heat at fan speed x and load y: Q = eps(NTU(x, y), cr) C_min (T_in - T_air) with
// film coefficients that follow flow^0.8. Q grows with x, so the inverse is a
// root; it is followed by regula falsi (Illinois) from the last answer, as load
// and weather change little between intervals.
#include "models/cooling/drycooler.h"

#include <math.h>

#include "models/cooling/hx.h"

enum { STEPS = 40 };

// Water flow over that of design, and what follows from it whatever the air does.
typedef struct water {
	double y, film;
} water;

static water
water_of(double y)
{
	return (water){ y, y > 0 ? aif_hx_film(y) : INFINITY };
}

// Heat over demanded heat, less 1, with air flow x (of design).
static double
surplus(const aif_drycooler *c, water w, double x, double air_c)
{
	double y = w.y;
	double cw = y * c->heat_w / c->range_k;
	double ca = x * c->air_w_k;
	double cmin = fmin(cw, ca), cr = cmin / fmax(cw, ca);
	double ntu = aif_hx_films_ua(c->ua_w_k, w.film, aif_hx_film(x)) / cmin;
	double q = aif_hx_heat_w(aif_hx_eps(ntu, cr), cmin, c->supply_c + c->range_k, air_c);

	return q / (y * c->heat_w) - 1;
}

aif_err
aif_drycooler_size(aif_drycooler *c, double heat_w, double supply_c, double range_k,
		   const double air[2], aif_diag *d)
{
	double air_c = air[0], rise_k = air[1];
	double cw = heat_w / range_k, ca = heat_w / rise_k;
	double cmin = fmin(cw, ca);
	double eps = heat_w / (cmin * (supply_c + range_k - air_c));
	double ntu = aif_hx_ntu(eps, cmin / fmax(cw, ca));

	if (!(supply_c > air_c) || !(eps > 0) || isinf(ntu))
		return aif_err_fail(d, AIF_ERANGE,
				    "air of %.1f degC can not make water of %.1f degC "
				    "(expected air below the supply temperature)",
				    air_c, supply_c);
	*c = (aif_drycooler){ heat_w, supply_c, range_k, ntu * cmin, ca, 0.1 };
	return AIF_OK;
}

double
aif_drycooler_cap_w(const aif_drycooler *c, double air_c, double most_w)
{
	double lo = 0, hi = most_w / c->heat_w;

	if (air_c >= c->supply_c)
		return 0;
	if (surplus(c, water_of(hi), 1, air_c) >= 0)
		return most_w;
	for (int i = 0; i < STEPS; i++) {
		double mid = 0.5 * (lo + hi);

		if (surplus(c, water_of(mid), 1, air_c) >= 0)
			lo = mid;
		else
			hi = mid;
	}
	return lo * c->heat_w;
}

double
aif_drycooler_air(const aif_drycooler *c, double heat_w, double air_c, double *guess)
{
	double y = heat_w / c->heat_w;
	double lo = c->air_min, hi = 1, flo, fhi, x, f;
	water w = water_of(y);
	int side = 0;

	if (y <= 0)
		return lo;
	flo = surplus(c, w, lo, air_c);
	if (flo >= 0)
		return lo;
	fhi = surplus(c, w, hi, air_c);
	if (fhi < 0)
		return 2;
	x = *guess;
	if (!(x > lo && x < hi))
		x = lo + (hi - lo) * flo / (flo - fhi);
	for (int i = 0; i < STEPS; i++) {
		f = surplus(c, w, x, air_c);
		if (fabs(f) < 1e-9)
			break;
		if (f > 0) {
			hi = x;
			fhi = f;
			flo *= side == 1 ? 0.5 : 1;
			side = 1;
		} else {
			lo = x;
			flo = f;
			fhi *= side == -1 ? 0.5 : 1;
			side = -1;
		}
		x = lo + (hi - lo) * flo / (flo - fhi);
	}
	*guess = x;
	return x;
}
