// dist.c - quantiles of the distributions, by GSL where it has them.
#include "util/dist.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

static const struct {
	const char *name;
	int arity;
} kinds[AIF_DIST_N] = {
	[AIF_DIST_CONST] = { "const", 1 },
	[AIF_DIST_UNIFORM] = { "uniform", 2 },
	[AIF_DIST_TRIANGULAR] = { "triangular", 3 },
	[AIF_DIST_PERT] = { "pert", 3 },
	[AIF_DIST_NORMAL] = { "normal", 2 },
	[AIF_DIST_LOGNORMAL] = { "lognormal", 2 },
	[AIF_DIST_EXPONENTIAL] = { "exponential", 1 },
	[AIF_DIST_WEIBULL] = { "weibull", 2 },
};

const char *
aif_dist_name(aif_dist_kind k)
{
	return kinds[k].name;
}

int
aif_dist_arity(aif_dist_kind k)
{
	return kinds[k].arity;
}

aif_err
aif_dist_check(const aif_dist *x, aif_diag *d)
{
	const double *p = x->p;
	int good = 1;

	for (int i = 0; i < kinds[x->kind].arity; i++)
		good &= isfinite(p[i]) != 0;
	switch (x->kind) {
	case AIF_DIST_UNIFORM:
		good &= p[0] <= p[1];
		break;
	case AIF_DIST_TRIANGULAR:
	case AIF_DIST_PERT:
		good &= p[0] <= p[1] && p[1] <= p[2];
		break;
	case AIF_DIST_NORMAL:
		good &= p[1] >= 0;
		break;
	case AIF_DIST_LOGNORMAL:
		good &= p[0] > 0 && p[1] >= 0;
		break;
	case AIF_DIST_EXPONENTIAL:
		good &= p[0] > 0;
		break;
	case AIF_DIST_WEIBULL:
		good &= p[0] > 0 && p[1] > 0;
		break;
	default:
		break;
	}
	if (good)
		return AIF_OK;
	return aif_err_fail(d, AIF_ERANGE,
			    "%s(%g, %g, %g): parameters out of order or range "
			    "(expected low <= mode <= high; spreads >= 0)",
			    kinds[x->kind].name, p[0], p[1], p[2]);
}

static double
triangular_quantile(double a, double m, double b, double u)
{
	double cut = b > a ? (m - a) / (b - a) : 0;

	if (u < cut)
		return a + sqrt(u * (b - a) * (m - a));
	return b - sqrt((1 - u) * (b - a) * (b - m));
}

// Source: Vose 2008: alpha = 1 + 4 (mode - low) / (high - low).
static double
pert_quantile(double a, double m, double b, double u)
{
	if (b <= a)
		return a;
	return a +
	       (b - a) * gsl_cdf_beta_Pinv(u, 1 + 4 * (m - a) / (b - a), 1 + 4 * (b - m) / (b - a));
}

double
aif_dist_quantile(const aif_dist *x, double u)
{
	const double *p = x->p;

	switch (x->kind) {
	case AIF_DIST_UNIFORM:
		return p[0] + (p[1] - p[0]) * u;
	case AIF_DIST_TRIANGULAR:
		return triangular_quantile(p[0], p[1], p[2], u);
	case AIF_DIST_PERT:
		return pert_quantile(p[0], p[1], p[2], u);
	case AIF_DIST_NORMAL:
		return p[0] + p[1] * gsl_cdf_ugaussian_Pinv(u);
	case AIF_DIST_LOGNORMAL:
		return p[0] * exp(p[1] * gsl_cdf_ugaussian_Pinv(u));
	case AIF_DIST_EXPONENTIAL:
		return -p[0] * log1p(-u);
	case AIF_DIST_WEIBULL:
		return p[0] * pow(-log1p(-u), 1 / p[1]);
	default:
		return p[0];
	}
}

double
aif_dist_sample(const aif_dist *x, aif_rng *r)
{
	return aif_dist_quantile(x, aif_rng_u01(r));
}

double
aif_dist_mean(const aif_dist *x)
{
	const double *p = x->p;

	switch (x->kind) {
	case AIF_DIST_UNIFORM:
		return (p[0] + p[1]) / 2;
	case AIF_DIST_TRIANGULAR:
		return (p[0] + p[1] + p[2]) / 3;
	case AIF_DIST_PERT:
		return (p[0] + 4 * p[1] + p[2]) / 6;
	case AIF_DIST_LOGNORMAL:
		return p[0] * exp(p[1] * p[1] / 2);
	case AIF_DIST_WEIBULL:
		return p[0] * gsl_sf_gamma(1 + 1 / p[1]);
	default:
		return p[0];
	}
}
