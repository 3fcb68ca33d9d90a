// sitecarbon.c - carbon of a site beyond its meters: what was built, and limits by year.
#include "models/site/sitecarbon.h"

#include <math.h>

#include "models/hw.h"
#include "models/plan.h"
#include "models/record.h"
#include "util/cal.h"

// First instant of the calendar year that comes `years` after that of t.
static aif_time
year_start(const aif_sim *sim, aif_time t, int years)
{
	int64_t start = aif_sim_options(sim)->start_unix_s;
	aif_cal at;

	aif_cal_of_unix_s(start + (int64_t)floor(aif_time_to_s(t)), &at);
	at = (aif_cal){ .year = at.year + years, .month = 1, .day = 1 };
	return (aif_cal_unix_s(&at) - start) * AIF_SECOND;
}

aif_err
aif_sitecarbon_wire(aif_sitecarbon *x, const aif_buildout *b, aif_sim *sim, aif_diag *d)
{
	aif_arena *a = aif_sim_arena(sim);
	aif_hw_unit u;

	x->rack_kg = aif_arena_alloc(a, b->n_cluster * sizeof *x->rack_kg + 1);
	x->most = aif_arena_alloc(a, b->n_cluster * sizeof *x->most + 1);
	x->hall_kg_w = aif_arena_alloc(a, b->n_hall * sizeof *x->hall_kg_w + 1);
	if (!x->rack_kg || !x->most || !x->hall_kg_w)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		uint32_t rack = aif_sim_ref(sim, b->cluster[i].id, "rack");

		if (aif_hw_resolve(sim, rack, &u, NULL) == AIF_OK)
			x->rack_kg[i] = u.servers_per_rack * u.server->embodied_kg;
	}
	for (uint32_t h = 0; h < b->n_hall; h++)
		x->hall_kg_w[h] = aif_plan_param(sim, b->hall[h].id, "embodied", 0);
	x->begin = year_start(sim, 0, 0);
	x->end = year_start(sim, 0, 1);
	return AIF_OK;
}

// --- limits by year --------------------------------------------------------------------

// Of the year under way; of a year that the run covers in part, its share.
static double
limit_kg(const aif_sitecarbon *x, const aif_sim *sim)
{
	aif_time from = x->begin > 0 ? x->begin : 0, last = aif_sim_options(sim)->end_ns;
	aif_time to = x->end < last ? x->end : last;
	uint32_t i = (uint32_t)x->year < x->limit_kg.n ? (uint32_t)x->year : x->limit_kg.n - 1;

	if (x->limit_kg.n == 0)
		return INFINITY;
	return x->limit_kg.x[i] * aif_time_to_s(to - from) / aif_time_to_s(x->end - x->begin);
}

double
aif_sitecarbon_pace_w(const aif_sitecarbon *x, const aif_sim *sim, aif_time now)
{
	aif_time last = aif_sim_options(sim)->end_ns, to = x->end < last ? x->end : last;
	double left_kg = limit_kg(x, sim) - x->year_kg, left_s = aif_time_to_s(to - now);

	if (!x->pace || isinf(left_kg) || !(x->year_j > 0) || !(x->year_kg > 0) || !(left_s > 0))
		return INFINITY;
	return fmax(left_kg, 0) / left_s / (x->year_kg / x->year_j);
}

static void
close_year(aif_sitecarbon *x, aif_ctx *c)
{
	double over = x->year_kg - limit_kg(x, aif_ctx_sim(c));

	// Pacing ends within an interval's carbon of the limit.
	if (over > 1e-6 * x->year_kg) {
		aif_record_event(c, "carbon limit", aif_time_to_s(aif_ctx_now(c)), over, "kg",
				 "beyond the limit of the year that ended");
		if (x->price_usd_kg > 0)
			aif_record_ledger(c, "opex.carbon", over * x->price_usd_kg, over, "kg",
					  "estimate", "beyond the year's limit");
		x->over_kg += over;
		x->usd += over * x->price_usd_kg;
		x->n_over++;
	}
	x->year_kg = x->year_j = 0;
	x->year++;
	x->begin = x->end;
	x->end = year_start(aif_ctx_sim(c), x->begin, 1);
}

// --- an interval -----------------------------------------------------------------------

static void
count_made(aif_sitecarbon *x, const aif_buildout *b, aif_time t0, double dt)
{
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		double racks = aif_buildout_delivered(b, i, t0, 0), more = racks - x->most[i];

		// What another site's or cluster's racks took was counted there.
		if (more > 0 && b->cluster[i].bought)
			x->made_kg += more * x->rack_kg[i];
		x->most[i] = fmax(x->most[i], racks);
		x->used_kg += racks * x->rack_kg[i] * dt / x->rack_life_s;
	}
	for (uint32_t h = 0; h < b->n_hall; h++)
		x->used_kg +=
		    aif_buildout_hall_w(b, h, t0, 0) * x->hall_kg_w[h] * dt / x->hall_life_s;
}

void
aif_sitecarbon_close(aif_sitecarbon *x, const aif_buildout *b, aif_ctx *c, aif_time t0,
		     const double kg_j[2])
{
	aif_time now = aif_ctx_now(c);

	count_made(x, b, t0, aif_time_to_s(now - t0));
	x->year_kg += kg_j[0];
	x->year_j += kg_j[1];
	if (now >= x->end)
		close_year(x, c);
}

void
aif_sitecarbon_end(aif_sitecarbon *x, const aif_buildout *b, aif_ctx *c)
{
	double halls_kg = 0;

	if (aif_ctx_now(c) > x->begin && x->year_kg > 0)
		close_year(x, c);
	for (uint32_t h = 0; h < b->n_hall; h++)
		halls_kg += aif_buildout_hall_w(b, h, aif_ctx_now(c), 0) * x->hall_kg_w[h];
	if (x->made_kg + halls_kg > 0) {
		aif_record_summary(c, "embodied_carbon", x->made_kg + halls_kg, "kg",
				   "making of racks delivered and halls handed over (scope 3)");
		aif_record_summary(c, "embodied_carbon_used", x->used_kg, "kg",
				   "of it, the share of life that the run used");
	}
	if (x->limit_kg.n > 0) {
		aif_record_summary(c, "carbon_over", x->over_kg, "kg", "beyond the years' limits");
		aif_record_summary(c, "carbon_over_years", x->n_over, "1", "years beyond them");
		aif_record_summary(c, "carbon_over_cost", x->usd, "USD", "at carbon_price");
	}
}
