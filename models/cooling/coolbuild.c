// coolbuild.c - how a cooling plant finds its halls, weather and records, and is sized.
#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/cooling/cooling.h"
#include "models/cooling/coolparts.h"
#include "models/cooling/hx.h"
#include "models/cooling/psychro.h"
#include "models/plan.h"
#include "models/wire.h"

// The catalog entity named, else the usual one of that name, else none.
static uint32_t
pick(const aif_sim *sim, uint32_t ref, const char *usual)
{
	return ref != AIF_NONE ? ref : aif_sim_find(sim, usual);
}

static aif_err
read_parts(aif_cooling *k, const aif_sim *sim, aif_diag *d)
{
	int towers = k->kind == AIF_PLANT_TOWER;
	int chills = towers || k->kind == AIF_PLANT_CHILLER || k->p.trim_w > 0;
	uint32_t t = pick(sim, k->tower_ref, "yorkcalc");
	uint32_t c = pick(sim, k->chiller_ref, "trane-cvhe");

	if ((towers && t == AIF_NONE) || (chills && c == AIF_NONE))
		return aif_err_fail(d, AIF_EINVAL, "needs a %s record of the catalog (expected %s)",
				    towers && t == AIF_NONE ? "tower" : "chiller",
				    towers && t == AIF_NONE ? "tower = \"yorkcalc\""
							    : "chiller = \"trane-cvhe\"");
	if (towers && aif_coolparts_tower(sim, t, &k->p.tower, d) != AIF_OK)
		return AIF_EINVAL;
	return chills ? aif_coolparts_chiller(sim, c, &k->p.chiller, d) : AIF_OK;
}

static const aif_frame *
weather(const aif_sim *sim, uint32_t site)
{
	const aif_field *f = aif_model_field(aif_sim_model(sim, site)->params, "weather");

	if (!f || f->type != AIF_F_DATA)
		return NULL;
	return *(const aif_frame *const *)(const void *)((const char *)aif_sim_state(sim, site) +
							 f->off);
}

static aif_err
read_climate(aif_cooling *k, aif_sim *sim, uint32_t site, aif_diag *d)
{
	const aif_frame *w = weather(sim, site);
	double elevation = aif_plan_param(sim, site, "elevation", NAN);

	if (w)
		return aif_climate_load(&k->climate, w, elevation, aif_sim_arena(sim), d);
	if (isnan(k->p.design_db_c))
		return aif_err_fail(
		    d, AIF_EINVAL,
		    "the site has no weather (expected weather = epw \"...\", or "
		    "design_drybulb and design_wetbulb for a plant without seasons)");
	return aif_climate_fix(&k->climate, k->p.design_db_c, 0.4, isnan(elevation) ? 0 : elevation,
			       aif_sim_arena(sim), d);
}

static aif_err
find_halls(aif_cooling *k, aif_sim *sim, uint32_t self, double *heat_w, aif_diag *d)
{
	uint32_t site = aif_sim_parent(sim, self), h, ref;

	for (int pass = 0; pass < 2; pass++) {
		k->n_hall = 0;
		*heat_w = 0;
		k->air_frac = 0;
		for (uint32_t i = 0; (h = aif_sim_nth(sim, "hall", site, i)) != AIF_NONE; i++) {
			ref = aif_sim_ref(sim, h, "cooling");
			if (ref == AIF_NONE)
				ref = aif_sim_nth(sim, "cooling", site, 0);
			if (ref != self || aif_plan_cluster(sim, h, 0) == AIF_NONE)
				continue;
			if (pass) {
				aif_meter_bind(&k->halls[k->n_hall].liquid, sim, h,
					       "heat_liquid_w");
				aif_meter_bind(&k->halls[k->n_hall].air, sim, h, "heat_air_w");
				if (aif_incident_add(&k->bad, sim, h, d) != AIF_OK)
					return AIF_ENOMEM;
			}
			k->n_hall++;
			*heat_w += aif_sim_signal(sim, h, "heat_design_w")->value;
			k->air_frac += aif_sim_signal(sim, h, "heat_design_w")->value -
				       aif_sim_signal(sim, h, "liquid_design_w")->value;
		}
		if (!pass)
			k->halls =
			    aif_arena_alloc(aif_sim_arena(sim), k->n_hall * sizeof *k->halls + 1);
		if (!k->halls)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		if (!pass && aif_incident_room(&k->bad, sim, k->n_hall, d) != AIF_OK)
			return AIF_ENOMEM;
	}
	k->air_frac = *heat_w > 0 ? k->air_frac / *heat_w : 1;
	return AIF_OK;
}

double
aif_coolbuild_net_frac(const aif_cooling *k)
{
	double loops = k->p.kind == AIF_PLANT_TOWER ? 2 : 1;
	double room = k->p.crah_w_w + (k->p.room_cop > 0 ? (1 + k->p.crah_w_w) / k->p.room_cop : 0);

	return 1 / (1 + room * k->air_frac + k->p.cdu_w_w * (1 - k->air_frac) +
		    loops * k->p.pump_w / k->p.cap_w);
}

static void
plan_design(aif_cooling *k)
{
	aif_plant_air a = k->climate.air[0];
	aif_plant_out o;
	double heat_w = k->p.cap_w * aif_coolbuild_net_frac(k);

	a.db_c = k->p.design_db_c;
	a.wb_c = k->p.design_wb_c;
	a.ratio = aif_psychro_ratio_wb(a.db_c, a.wb_c, a.p_pa);
	aif_plant_weather(&k->p, &a);
	aif_plant_run(&k->p, &a, (1 - k->air_frac) * heat_w, k->air_frac * heat_w, &o);
	aif_signal_set(&k->cap_design_w, 0, a.cap_w * aif_coolbuild_net_frac(k));
	aif_signal_set(&k->elec_design_frac, 0, o.elec_w / heat_w);
	aif_signal_set(&k->supply_c, 0, k->p.supply_c);
	aif_signal_set(&k->intake_c, 0, aif_plant_intake_c(&k->p));
}

// The site's feeds and generators: the plant stops when none of them gives power.
static aif_err
watch_supply(aif_cooling *k, aif_sim *sim, uint32_t self, aif_diag *d)
{
	static const char *const what[2][2] = { { "feed", "now_w" }, { "genset", "limit_w" } };
	uint32_t site = aif_sim_parent(sim, self), id, n[2] = { 0, 0 };
	aif_arena *a = aif_sim_arena(sim);

	for (int w = 0; w < 2; w++)
		for (; (id = aif_sim_nth(sim, what[w][0], site, n[w])) != AIF_NONE; n[w]++)
			if (aif_sim_watch(sim, id, what[w][1], self, AIF_EV_CHANGED, AIF_PRIO_COOL,
					  d) != AIF_OK)
				return d ? d->code : AIF_ENOMEM;
	k->n_feed = n[0], k->n_genset = n[1];
	k->feed_now = aif_arena_alloc(a, n[0] * sizeof *k->feed_now + 1);
	k->feed_limit = aif_arena_alloc(a, n[0] * sizeof *k->feed_limit + 1);
	k->genset = aif_arena_alloc(a, n[1] * sizeof *k->genset + 1);
	if (!k->feed_now || !k->feed_limit || !k->genset)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < n[0]; i++) {
		id = aif_sim_nth(sim, "feed", site, i);
		aif_meter_bind(&k->feed_now[i], sim, id, "now_w");
		aif_meter_bind(&k->feed_limit[i], sim, id, "limit_w");
	}
	for (uint32_t i = 0; i < n[1]; i++)
		aif_meter_bind(&k->genset[i], sim, aif_sim_nth(sim, "genset", site, i), "limit_w");
	return AIF_OK;
}

// Sizes the plant and works out what each row of weather does to it.
static aif_err
size(aif_cooling *k, aif_sim *sim, uint32_t site, double heat_w, aif_diag *d)
{
	if (read_climate(k, sim, site, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (k->n_hall == 0)
		return AIF_OK;
	if (k->p.kind == AIF_PLANT_AIR && k->air_frac < 1)
		return aif_err_fail(d, AIF_EINVAL,
				    "outside air takes no heat of cold plates (expected racks "
				    "cooled by air, or another kind)");
	if (isnan(k->p.design_db_c))
		k->p.design_db_c = k->climate.design_db_c;
	if (isnan(k->p.design_wb_c))
		k->p.design_wb_c = fmin(k->climate.design_wb_c, k->p.design_db_c);
	if (isnan(k->p.cap_w)) { // sized for its halls and its own heat
		k->p.cap_w = heat_w;
		if (aif_plant_size(&k->p, d) != AIF_OK)
			return d ? d->code : AIF_ERANGE;
		k->p.cap_w = heat_w / aif_coolbuild_net_frac(k);
	}
	if (aif_plant_size(&k->p, d) != AIF_OK)
		return d ? d->code : AIF_ERANGE;
	for (size_t i = 0; i < k->climate.n; i++)
		aif_plant_weather(&k->p, &k->climate.air[i]);
	return AIF_OK;
}

// The same once for all sims with this plant in this weather.
static aif_err
size_once(aif_cooling *k, aif_sim *sim, uint32_t site, double heat_w, aif_diag *d)
{
	struct {
		aif_plant p;
		const aif_frame *weather;
		double elevation, heat_w, air_frac;
		int halls;
	} key;
	struct answer {
		aif_plant p;
		aif_climate climate;
	} * mine;
	const struct answer *known;
	aif_memo *memo = aif_sim_options(sim)->memo;

	memset(&key, 0, sizeof key);
	memcpy(&key.p, &k->p, sizeof key.p);
	key.weather = weather(sim, site);
	key.elevation = aif_plan_param(sim, site, "elevation", NAN);
	key.heat_w = heat_w;
	key.air_frac = k->air_frac;
	key.halls = k->n_hall > 0;
	known = aif_memo_find(memo, "cooling.climate", &key, sizeof key);
	if (known) {
		k->p = known->p;
		k->climate = known->climate; // its rows are shared, its place is not
		return AIF_OK;
	}
	if (size(k, sim, site, heat_w, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	mine = aif_arena_alloc(aif_sim_arena(sim), sizeof *mine);
	if (!mine)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	mine->p = k->p;
	mine->climate = k->climate;
	return aif_memo_put(memo, "cooling.climate", &key, sizeof key, mine) == AIF_OK
		   ? AIF_OK
		   : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

aif_err
aif_coolbuild_wire(aif_cooling *k, aif_sim *sim, uint32_t self, aif_diag *d)
{
	uint32_t site = aif_sim_parent(sim, self);
	double heat_w;

	k->step = aif_plan_interval(sim, self);
	if (find_halls(k, sim, self, &heat_w, d) != AIF_OK || read_parts(k, sim, d) != AIF_OK ||
	    size_once(k, sim, site, heat_w, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (k->n_hall == 0)
		return AIF_OK;
	if (!k->backed && watch_supply(k, sim, self, d) != AIF_OK)
		return d ? d->code : AIF_ENOMEM;
	plan_design(k);
	return AIF_OK;
}
