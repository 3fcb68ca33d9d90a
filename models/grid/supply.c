// supply.c - how a site's load is split over its feeds and generators.
#include "models/grid/supply.h"

#include <math.h>

#include "models/plan.h"

// Adds the named output of every entity of `model` in the site.
static void
add(aif_meter *m, uint32_t *n, const aif_sim *sim, uint32_t site, const char *model,
    const char *output)
{
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(sim, model, site, i)) != AIF_NONE; i++)
		aif_meter_bind(&m[(*n)++], sim, id, output);
}

static uint32_t
count(const aif_sim *sim, uint32_t site, const char *models)
{
	uint32_t n = 0;

	while (aif_sim_nth(sim, models, site, n) != AIF_NONE)
		n++;
	return n;
}

aif_err
aif_supply_bind(aif_supply *s, aif_sim *sim, uint32_t site, aif_diag *d)
{
	aif_arena *a = aif_sim_arena(sim);

	s->load = aif_arena_alloc(a, count(sim, site, "hall|cooling|bess") * sizeof *s->load + 1);
	s->feed = aif_arena_alloc(a, count(sim, site, "feed") * sizeof *s->feed + 1);
	s->feed_net = aif_arena_alloc(a, count(sim, site, "feed") * sizeof *s->feed_net + 1);
	s->gen = aif_arena_alloc(a, count(sim, site, "gas|genset") * sizeof *s->gen + 1);
	s->feed_w = aif_arena_alloc(a, count(sim, site, "feed") * sizeof *s->feed_w + 1);
	s->gen_w = aif_arena_alloc(a, count(sim, site, "gas|genset") * sizeof *s->gen_w + 1);
	s->sun = aif_arena_alloc(a, count(sim, site, "solar") * sizeof *s->sun + 1);
	if (!s->sun || !s->load || !s->feed || !s->feed_net || !s->gen || !s->feed_w || !s->gen_w)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	add(s->load, &s->n_load, sim, site, "hall", "in_w");
	add(s->load, &s->n_load, sim, site, "cooling", "elec_w");
	add(s->load, &s->n_load, sim, site, "bess", "net_w");
	add(s->feed, &s->n_feed, sim, site, "feed", "now_w");
	add(s->gen, &s->n_gen, sim, site, "gas|genset", "limit_w");
	add(s->sun, &s->n_sun, sim, site, "solar", "made_w");
	for (uint32_t i = 0; i < s->n_feed; i++)
		s->feed_net[i] =
		    1 - aif_plan_param(sim, aif_sim_nth(sim, "feed", site, i), "loss", 0);
	s->other_w = aif_plan_param(sim, site, "other", 0);
	return AIF_OK;
}

static double
feeds_w(const aif_supply *s)
{
	double w = 0;

	for (uint32_t i = 0; i < s->n_feed; i++)
		w += s->feed_w[i] * s->feed_net[i];
	return w;
}

static double
gens_w(const aif_supply *s)
{
	double w = 0;

	for (uint32_t i = 0; i < s->n_gen; i++)
		w += s->gen_w[i];
	return w;
}

double
aif_supply_gross_w(aif_supply *s, aif_time now, double dt)
{
	double w = 0;

	for (uint32_t i = 0; i < s->n_feed; i++)
		s->feed_w[i] = aif_meter_take(&s->feed[i], now) / dt;
	for (uint32_t i = 0; i < s->n_gen; i++)
		s->gen_w[i] = aif_meter_take(&s->gen[i], now) / dt;
	for (uint32_t i = 0; i < s->n_load; i++)
		w += aif_meter_take(&s->load[i], now) / dt;
	s->sun_w = 0;
	for (uint32_t i = 0; i < s->n_sun; i++)
		s->sun_w += aif_meter_take(&s->sun[i], now) / dt;
	return feeds_w(s) + gens_w(s) > 0 ? w + s->other_w : w;
}

double
aif_supply_load_w(aif_supply *s, aif_time now, double dt)
{
	double w = aif_supply_gross_w(s, now, dt);

	return w - fmin(fmax(w, 0), s->sun_w);
}

double
aif_supply_sun_w(const aif_supply *s, double gross_w, double made_w)
{
	return s->sun_w > 0 ? fmin(fmax(gross_w, 0), s->sun_w) * made_w / s->sun_w : 0;
}

double
aif_supply_feed_w(const aif_supply *s, double load_w, const aif_signal *own)
{
	double all = feeds_w(s);

	if (gens_w(s) > 0)
		load_w = fmin(load_w, all);
	for (uint32_t i = 0; i < s->n_feed; i++)
		if (s->feed[i].s == own)
			return all > 0 ? load_w * s->feed_w[i] * s->feed_net[i] / all
				       : (i == 0 ? load_w : 0);
	return 0;
}

double
aif_supply_gen_w(const aif_supply *s, double load_w, const aif_signal *own)
{
	double all = gens_w(s);

	for (uint32_t i = 0; i < s->n_gen; i++)
		if (s->gen[i].s == own && all > 0)
			return fmax(load_w - feeds_w(s), 0) * s->gen_w[i] / all;
	return 0;
}
