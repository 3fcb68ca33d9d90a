// depr.c - depreciation: what of an asset's cost is an expense in which year.
#include "models/fin/depr.h"

#include <math.h>

#include "util/tvm.h"

// Source: IRS Publication 946 (2024), appendix A, table A-1, half-year convention [%].
static const double macrs_3[] = { 33.33, 44.45, 14.81, 7.41 };
static const double macrs_5[] = { 20, 32, 19.2, 11.52, 11.52, 5.76 };
static const double macrs_7[] = { 14.29, 24.49, 17.49, 12.49, 8.93, 8.92, 8.93, 4.46 };
static const double macrs_10[] = { 10, 18, 14.4, 11.52, 9.22, 7.37, 6.55, 6.55, 6.56, 6.55, 3.28 };
static const double macrs_15[] = { 5,    9.5, 8.55, 7.7, 6.93, 6.23, 5.9,  5.9,
				   5.91, 5.9, 5.91, 5.9, 5.91, 5.9,  5.91, 2.95 };
static const double macrs_20[] = { 3.75,  7.219, 6.677, 6.177, 5.713, 5.285, 4.888,
				   4.522, 4.462, 4.461, 4.462, 4.461, 4.462, 4.461,
				   4.462, 4.461, 4.462, 4.461, 4.462, 4.461, 2.231 };

double
aif_depr_macrs(int class_year, int k)
{
	const double *t;

	switch (class_year) {
	case 3:
		t = macrs_3;
		break;
	case 5:
		t = macrs_5;
		break;
	case 7:
		t = macrs_7;
		break;
	case 10:
		t = macrs_10;
		break;
	case 15:
		t = macrs_15;
		break;
	case 20:
		t = macrs_20;
		break;
	default:
		return NAN;
	}
	return k < 0 || k > class_year ? 0 : t[k] / 100; // a class of n years ends in year n + 1
}

double
aif_depr_line(double life_year, double a0, double a1)
{
	double lo = fmin(fmax(a0, 0), life_year), hi = fmin(fmax(a1, 0), life_year);

	return (hi - lo) / life_year;
}

double
aif_depr_tax(const aif_depr *m, int k)
{
	int c = (int)lround(m->class_year);
	double plain = m->macrs && fabs(m->class_year - c) < 0.01 ? aif_depr_macrs(c, k) : NAN;

	if (isnan(plain))
		plain = aif_depr_line(m->class_year, k, k + 1);
	return (k == 0 ? m->bonus_frac : 0) + (1 - m->bonus_frac) * plain;
}

double
aif_depr_basis(const aif_depr *m)
{
	return 1 - m->itc_cut * m->itc_frac;
}

double
aif_depr_net_cost(const aif_depr *m, double tax, double rate)
{
	double basis = aif_depr_basis(m), net = 1 - m->itc_frac * aif_tvm_factor(rate, 1);

	for (int k = 0; k < ceil(m->class_year) + 1; k++)
		net -= tax * basis * aif_depr_tax(m, k) * aif_tvm_factor(rate, k + 1);
	return net;
}
