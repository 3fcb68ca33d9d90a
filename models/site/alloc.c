// alloc.c - which racks may run: power, halls, cooling and deliveries in one gate.
#include "models/site/alloc.h"

#include <math.h>

#define SLACK 1e-9 // 10 MW / 100 kW is 100 racks, not 99

const char *
aif_alloc_name(aif_alloc_bind b)
{
	static const char *const name[AIF_ALLOC_N] = { "demand",  "delivery", "hall",   "racks",
						       "ups",     "cooling",  "grid",   "feed",
						       "install", "staff",    "fabric", "storage",
						       "fleet",   "contract", "air" };

	return name[b];
}

double
aif_alloc_largest(double *w, uint32_t n, double k)
{
	double sum = 0;

	for (uint32_t i = 0; i < n && i < k; i++) {
		uint32_t at = i;

		for (uint32_t j = i + 1; j < n; j++)
			at = w[j] > w[at] ? j : at;
		sum += w[at];
		w[at] = w[i];
	}
	return sum;
}

double
aif_alloc_ratio(const aif_alloc *a, uint32_t hall)
{
	const aif_alloc_hall *h = &a->hall[hall];

	return h->in_frac + h->heat_frac * a->cool[h->cool].elec_frac;
}

static double
whole(double left_w, double each_w)
{
	return fmax(floor(left_w / each_w * (1 + SLACK)), 0);
}

static void
lower(aif_alloc_cluster *c, double racks, aif_alloc_bind why)
{
	if (racks < c->granted) {
		c->granted = racks;
		c->why = why;
	}
}

static double
let_w(const aif_alloc *a)
{
	if (a->closed)
		return 0;
	return a->contract_w > 0 ? a->contract_w : INFINITY;
}

void
aif_alloc_grant(aif_alloc *a)
{
	double supply_w = a->supply_w, left_w = let_w(a);

	for (uint32_t i = 0; i < a->n_hall; i++)
		a->hall_left_w[i] = a->hall[i].limit_w;
	for (uint32_t i = 0; i < a->n_hall && a->air_left_w; i++)
		a->air_left_w[i] = a->hall[i].air_w > 0 ? a->hall[i].air_w : INFINITY;
	for (uint32_t i = 0; i < a->n_cool; i++)
		a->cool_left_w[i] = a->cool[i].cap_w;
	for (uint32_t i = 0; i < a->n_cluster; i++) {
		aif_alloc_cluster *c = &a->cluster[i];
		const aif_alloc_hall *h = &a->hall[c->hall];
		double heat_w = c->rack_w * h->heat_frac;
		double site_w = c->rack_w * aif_alloc_ratio(a, c->hall);
		double air_w = c->rack_w * c->air_frac;

		c->granted = c->installed;
		c->why = c->few != AIF_ALLOC_DEMAND ? c->few : AIF_ALLOC_DELIVERY;
		if (!h->ready)
			lower(c, 0, AIF_ALLOC_HALL);
		lower(c, c->positions, AIF_ALLOC_RACKS);
		lower(c, whole(a->hall_left_w[c->hall], c->rack_w), AIF_ALLOC_UPS);
		lower(c, whole(a->cool_left_w[h->cool], heat_w), AIF_ALLOC_COOLING);
		if (a->air_left_w && air_w > 0)
			lower(c, whole(a->air_left_w[c->hall], air_w), AIF_ALLOC_AIR);
		lower(c, whole(left_w, c->rack_w), AIF_ALLOC_CONTRACT);
		lower(c, whole(supply_w, site_w), AIF_ALLOC_GRID);
		lower(c, whole(supply_w - a->spare_w, site_w), AIF_ALLOC_FEED);
		a->hall_left_w[c->hall] -= c->granted * c->rack_w;
		a->cool_left_w[h->cool] -= c->granted * heat_w;
		supply_w -= c->granted * site_w;
		left_w -= c->granted * c->rack_w;
		if (a->air_left_w)
			a->air_left_w[c->hall] -= c->granted * air_w;
	}
}

void
aif_alloc_limits(const aif_alloc *a, double limit[AIF_ALLOC_N])
{
	double it_w = 0, site_w = 0, heat_w = 0;

	for (int b = 0; b < AIF_ALLOC_N; b++)
		limit[b] = 0;
	for (uint32_t i = 0; i < a->n_cluster; i++) {
		const aif_alloc_cluster *c = &a->cluster[i];
		double all_w = c->positions * c->rack_w;

		limit[AIF_ALLOC_DEMAND] += c->wanted * c->rack_w;
		limit[AIF_ALLOC_DELIVERY] += c->installed * c->rack_w;
		limit[AIF_ALLOC_RACKS] += all_w;
		limit[AIF_ALLOC_HALL] += a->hall[c->hall].ready ? all_w : 0;
		it_w += all_w;
		site_w += all_w * aif_alloc_ratio(a, c->hall);
		heat_w += all_w * a->hall[c->hall].heat_frac;
	}
	for (uint32_t i = 0; i < a->n_hall; i++)
		limit[AIF_ALLOC_UPS] += a->hall[i].ready ? a->hall[i].limit_w : 0;
	for (uint32_t i = 0; i < a->n_cool; i++)
		limit[AIF_ALLOC_COOLING] += a->cool[i].cap_w;
	// Over all racks planned: mean heat and site power per IT power.
	limit[AIF_ALLOC_COOLING] *= heat_w > 0 ? it_w / heat_w : 0;
	limit[AIF_ALLOC_GRID] = site_w > 0 ? a->supply_w * it_w / site_w : 0;
	limit[AIF_ALLOC_FEED] = site_w > 0 ? fmax(a->supply_w - a->spare_w, 0) * it_w / site_w : 0;
	limit[AIF_ALLOC_AIR] = INFINITY;
	limit[AIF_ALLOC_CONTRACT] = let_w(a);
}

void
aif_alloc_unmet(const aif_alloc *a, double weight, double unmet[AIF_ALLOC_N])
{
	for (uint32_t i = 0; i < a->n_cluster; i++) {
		const aif_alloc_cluster *c = &a->cluster[i];

		if (c->wanted > c->granted)
			unmet[c->why] += weight * (c->wanted - c->granted) * c->rack_w;
	}
}

aif_alloc_bind
aif_alloc_worst(const double unmet[AIF_ALLOC_N], double wanted)
{
	aif_alloc_bind best = AIF_ALLOC_DEMAND;
	double most = 0, all = 0;

	for (int b = AIF_ALLOC_DELIVERY; b < AIF_ALLOC_N; b++) {
		all += unmet[b];
		if (unmet[b] > most) {
			most = unmet[b];
			best = (aif_alloc_bind)b;
		}
	}
	return all > 0.01 * wanted ? best : AIF_ALLOC_DEMAND;
}
