// usage.c - PUE, WUE and CUE, defined once; ratios of sums, never means of ratios.
#include "models/site/usage.h"

void
aif_usage_add(aif_usage *sum, const aif_usage *x)
{
	sum->it_j += x->it_j;
	sum->facility_j += x->facility_j;
	sum->water_kg += x->water_kg;
	sum->carbon_kg += x->carbon_kg;
}

static double
per_it(double x, double it_j)
{
	return it_j > 0 ? x / it_j : 0;
}

double
aif_usage_pue(const aif_usage *u)
{
	return per_it(u->facility_j, u->it_j);
}

double
aif_usage_tue(const aif_usage *u, double fan_j)
{
	return per_it(u->facility_j, u->it_j - fan_j);
}

double
aif_usage_wue_kg_j(const aif_usage *u)
{
	return per_it(u->water_kg, u->it_j);
}

double
aif_usage_cue_kg_j(const aif_usage *u)
{
	return per_it(u->carbon_kg, u->it_j);
}

double
aif_usage_wue_source_kg_j(const aif_usage *u, double ewif_kg_j)
{
	return aif_usage_wue_kg_j(u) + aif_usage_pue(u) * ewif_kg_j;
}
