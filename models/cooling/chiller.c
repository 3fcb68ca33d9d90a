// chiller.c - vapour compression: published EIR curves, and a lift law beyond them.
#include "models/cooling/chiller.h"

#include <math.h>

// Difference between refrigerant and leaving water in each exchanger, and the
// condenser water's rise at reference: 10 degF, as in the rating conditions of
// AHRI 550/590. The former is the usual value of flooded exchangers.
#define PINCH_K     2.0
#define COND_RISE_K 5.56
// Condensing over outdoor air of an air-cooled machine at its rating: 25 degF, usual design value
// (ASHRAE Handbook, HVAC Systems and Equipment, condensers; unchecked).
#define AIR_GAP_K 13.9
#define GRID      5

static double
within(double x, double lo, double hi)
{
	return fmin(fmax(x, lo), hi);
}

static double
biquad(const double k[6], double e, double c)
{
	return k[0] + e * (k[1] + e * k[2]) + c * (k[3] + c * k[4]) + k[5] * e * c;
}

double
aif_chiller_cap_frac(const aif_chiller_curve *c, double te_c, double tc_c)
{
	return biquad(c->cap, within(te_c, c->te_lo_c, c->te_hi_c),
		      within(tc_c, c->tc_lo_c, c->tc_hi_c));
}

double
aif_chiller_eir_frac(const aif_chiller_curve *c, double te_c, double tc_c)
{
	return biquad(c->eir, within(te_c, c->te_lo_c, c->te_hi_c),
		      within(tc_c, c->tc_lo_c, c->tc_hi_c));
}

double
aif_chiller_plr_frac(const aif_chiller_curve *c, double plr)
{
	double x = within(plr, c->plr_lo, c->plr_hi);
	double f = c->plr[0] + x * (c->plr[1] + x * c->plr[2]);

	return plr < c->plr_lo ? f * plr / c->plr_lo : f;
}

// Refrigerant's lift over that between te and tc.
static double
gaps_k(const aif_chiller_curve *c)
{
	return c->air ? AIR_GAP_K + PINCH_K : COND_RISE_K + 2 * PINCH_K;
}

static double
carnot(const aif_chiller_curve *c, double te_c, double tc_c)
{
	double evap_k = te_c - PINCH_K + 273.15;
	double air_c = c->air ? fmax(tc_c, c->tc_lo_c) : tc_c;

	return evap_k / fmax(air_c + gaps_k(c) - te_c, COND_RISE_K);
}

aif_err
aif_chiller_fit(aif_chiller_curve *c, aif_diag *d)
{
	double cap = biquad(c->cap, c->te_ref_c, c->tc_ref_c);
	double eir = biquad(c->eir, c->te_ref_c, c->tc_ref_c);
	double sx = 0, sy = 0, sxx = 0, sxy = 0, n = GRID * GRID;

	if (!(c->te_hi_c > c->te_lo_c) || !(c->tc_hi_c > c->tc_lo_c) || !(c->plr_hi > c->plr_lo))
		return aif_err_fail(d, AIF_ERANGE, "the box of validity is empty");
	if (fabs(cap - 1) > 0.02 || fabs(eir - 1) > 0.02)
		return aif_err_fail(d, AIF_ERANGE,
				    "curves give %.4f and %.4f at their own reference "
				    "(expected 1 within 2 %%)",
				    cap, eir);
	for (int i = 0; i < GRID; i++)
		for (int j = 0; j < GRID; j++) {
			double e = c->te_lo_c + (c->te_hi_c - c->te_lo_c) * i / (GRID - 1);
			double t = c->tc_lo_c + (c->tc_hi_c - c->tc_lo_c) * j / (GRID - 1);
			double y = c->cop_ref / aif_chiller_eir_frac(c, e, t) / carnot(c, e, t);

			sx += t - e;
			sy += y;
			sxx += (t - e) * (t - e);
			sxy += (t - e) * y;
		}
	c->carnot[1] = (n * sxy - sx * sy) / (n * sxx - sx * sx);
	c->carnot[0] = (sy - c->carnot[1] * sx) / n;
	c->lift_lo_k = c->tc_lo_c - c->te_hi_c;
	c->lift_hi_k = c->tc_hi_c - c->te_lo_c;
	// (c0 + c1 L) / (L + const) falls with L when c0 > c1 * const.
	if (!(c->carnot[0] > c->carnot[1] * gaps_k(c)))
		return aif_err_fail(d, AIF_ERANGE, "the fitted COP would rise with lift");
	return AIF_OK;
}

double
aif_chiller_cop_lift(const aif_chiller_curve *c, double te_c, double tc_c)
{
	double lift = within(tc_c - te_c, c->lift_lo_k, c->lift_hi_k);

	return (c->carnot[0] + c->carnot[1] * lift) * carnot(c, te_c, tc_c);
}

double
aif_chiller_cop(const aif_chiller_curve *c, int lift, double te_c, double tc_c, double load_frac)
{
	double full = lift ? aif_chiller_cop_lift(c, te_c, tc_c)
			   : c->cop_ref / aif_chiller_eir_frac(c, te_c, tc_c);
	double cap = lift ? 1 : aif_chiller_cap_frac(c, te_c, tc_c);
	double plr = load_frac / cap;

	if (load_frac <= 0)
		return full;
	// P = Q_av / COP * f(plr) and Q = plr Q_av, so COP = COP_full plr / f(plr).
	return full * fmin(plr, c->plr_hi) / aif_chiller_plr_frac(c, plr);
}

// Source: EnergyPlus Input Output Reference, Chiller:Electric.
double
aif_chiller_blast_cop(const aif_chiller_blast *c, double air_c, double te_c, double load_frac)
{
	double d = (air_c - c->air_ref_c) / c->rise - (te_c - c->te_ref_c);
	double cap = c->cap[0] + d * (c->cap[1] + d * c->cap[2]);
	double full = c->power[0] + cap * (c->power[1] + cap * c->power[2]);
	double x = fmin(load_frac / cap, 1);

	return c->cop_ref * x / (full * (c->plr[0] + x * (c->plr[1] + x * c->plr[2])));
}
