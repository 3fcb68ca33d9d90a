// cooling.c - the cooling plant of a site as an entity.
//
// Each metering interval the heat of its halls and the weather of the hour go
// through the plant of plant.c. Weather is read from the parent site; wet bulbs
// and limits are worked out once per row when the run is built.
#include "models/cooling/cooling.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/cooling/climate.h"
#include "models/cooling/coolparts.h"
#include "models/cooling/hx.h"
#include "models/cooling/incident.h"
#include "models/cooling/ride.h"
#include "models/drill.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/redundancy.h"
#include "models/wire.h"

enum { N_MODE = AIF_PLANT_MECH + 1 };
enum { EV_STEP = AIF_EV_PRIVATE };

typedef struct hall {
	aif_meter liquid, air;
} hall;

typedef struct cooling {
	int kind;
	double units, volume_m3, ride_k, off_k, throttle_frac;
	double crah_dp_pa, crah_rise_k;
	const char *redundancy;
	uint32_t tower_ref, chiller_ref;
	aif_plant p; // most parameters stand here

	aif_signal elec_w, fan_w, comp_w, water_kg_s, evap_kg_s, drain_kg_s, drift_kg_s;
	aif_signal heat_w, rejected_w, cap_w, short_w, free_frac, cap_design_w, elec_design_frac;
	aif_signal rise_k, stress;

	aif_climate climate;
	hall *halls;
	uint32_t n_hall;
	double air_frac; // of the design heat
	aif_time step, last;
	double mode_s[N_MODE];
	aif_incident bad;
	aif_timer timer;
} cooling;

// --- build -----------------------------------------------------------------------

// The catalog entity named, else the usual one of that name, else none.
static uint32_t
pick(const aif_sim *sim, uint32_t ref, const char *usual)
{
	return ref != AIF_NONE ? ref : aif_sim_find(sim, usual);
}

static aif_err
read_parts(cooling *k, const aif_sim *sim, aif_diag *d)
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
read_climate(cooling *k, aif_sim *sim, uint32_t site, aif_diag *d)
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
find_halls(cooling *k, aif_sim *sim, uint32_t self, double *heat_w, aif_diag *d)
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

static aif_err
cooling_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	cooling *k = st;
	aif_redundancy r;

	(void)sim, (void)self;
	if (aif_redundancy_parse(k->redundancy[0] ? k->redundancy : "N+1", k->units, &r, d) !=
	    AIF_OK)
		return AIF_EPARSE;
	k->p.kind = (aif_plant_kind)k->kind;
	if (k->off_k < k->ride_k)
		return aif_err_fail(d, AIF_ERANGE, "'off' (%g K) is below 'ride' (%g K)", k->off_k,
				    k->ride_k);
	k->bad.loop = (aif_loop){ .mass_j_k = k->volume_m3 * AIF_HX_WATER_RHO * AIF_HX_WATER_CP,
				  .throttle_k = k->ride_k,
				  .off_k = k->off_k };
	k->p.spare = 1 / aif_redundancy_usable(&r);
	k->p.crah_w_w =
	    aif_hx_flow_power_w(1 / (1.2 * 1006 * k->crah_rise_k), k->crah_dp_pa, k->p.fan_eff);
	return AIF_OK;
}

// Share of a plant's capacity that is left for the halls: the rest is the heat of
// its own air handlers and pumps.
static double
net_frac(const cooling *k)
{
	double loops = k->p.kind == AIF_PLANT_TOWER ? 2 : 1;

	return 1 / (1 + k->p.crah_w_w * k->air_frac + loops * k->p.pump_w / k->p.cap_w);
}

static void
plan_design(cooling *k)
{
	aif_plant_air a = k->climate.air[0];
	aif_plant_out o;
	double heat_w = k->p.cap_w * net_frac(k);

	a.db_c = k->p.design_db_c;
	a.wb_c = k->p.design_wb_c;
	aif_plant_weather(&k->p, &a);
	aif_plant_run(&k->p, &a, (1 - k->air_frac) * heat_w, k->air_frac * heat_w, &o);
	aif_signal_set(&k->cap_design_w, 0, a.cap_w * net_frac(k));
	aif_signal_set(&k->elec_design_frac, 0, o.elec_w / heat_w);
}

// Sizes the plant and works out what each row of weather does to it.
static aif_err
size(cooling *k, aif_sim *sim, uint32_t site, double heat_w, aif_diag *d)
{
	if (read_climate(k, sim, site, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (k->n_hall == 0)
		return AIF_OK;
	if (isnan(k->p.design_db_c))
		k->p.design_db_c = k->climate.design_db_c;
	if (isnan(k->p.design_wb_c))
		k->p.design_wb_c = fmin(k->climate.design_wb_c, k->p.design_db_c);
	if (isnan(k->p.cap_w)) { // sized for its halls and its own heat
		k->p.cap_w = heat_w;
		if (aif_plant_size(&k->p, d) != AIF_OK)
			return d ? d->code : AIF_ERANGE;
		k->p.cap_w = heat_w / net_frac(k);
	}
	if (aif_plant_size(&k->p, d) != AIF_OK)
		return d ? d->code : AIF_ERANGE;
	for (size_t i = 0; i < k->climate.n; i++)
		aif_plant_weather(&k->p, &k->climate.air[i]);
	return AIF_OK;
}

// The same once for all sims with this plant in this weather.
static aif_err
size_once(cooling *k, aif_sim *sim, uint32_t site, double heat_w, aif_diag *d)
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

static aif_err
cooling_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	cooling *k = st;
	uint32_t site = aif_sim_parent(sim, self);
	double heat_w;

	k->step = aif_plan_interval(sim, self);
	if (find_halls(k, sim, self, &heat_w, d) != AIF_OK || read_parts(k, sim, d) != AIF_OK ||
	    size_once(k, sim, site, heat_w, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (k->n_hall == 0)
		return AIF_OK;
	plan_design(k);
	return AIF_OK;
}

// --- run -------------------------------------------------------------------------

static const aif_plant_air *
weather_at(cooling *k, const aif_sim *sim, aif_time t)
{
	return aif_climate_at(&k->climate,
			      (double)aif_sim_options(sim)->start_unix_s + aif_time_to_s(t));
}

static void
close_interval(cooling *k, const aif_sim *sim, aif_time now)
{
	aif_time t0 = k->last;
	double dt = aif_time_to_s(now - t0), liquid = 0, air = 0, taken;
	aif_plant_out o;

	if (now <= t0)
		return;
	for (uint32_t i = 0; i < k->n_hall; i++) {
		liquid += aif_meter_take(&k->halls[i].liquid, now) / dt;
		air += aif_meter_take(&k->halls[i].air, now) / dt;
	}
	// What warms the loop is not rejected now, but when it cools again.
	taken = aif_incident_close(&k->bad, (liquid + air) * dt);
	liquid *= taken;
	air *= taken;
	// The weather in the middle: of the one row that holds, or of a step of plan zoom.
	aif_plant_run(&k->p, weather_at(k, sim, t0 + (now - t0) / 2), liquid, air, &o);
	aif_signal_book(&k->elec_w, t0, now, o.elec_w);
	aif_signal_book(&k->fan_w, t0, now, o.fan_w);
	aif_signal_book(&k->comp_w, t0, now, o.comp_w);
	aif_signal_book(&k->heat_w, t0, now, liquid + air + o.crah_w + o.pump_w);
	aif_signal_book(&k->rejected_w, t0, now, o.rejected_w);
	aif_signal_book(&k->water_kg_s, t0, now, o.water_kg_s);
	aif_signal_book(&k->evap_kg_s, t0, now, o.evap_kg_s);
	aif_signal_book(&k->drain_kg_s, t0, now, o.drain_kg_s);
	aif_signal_book(&k->drift_kg_s, t0, now, o.drift_kg_s);
	aif_signal_book(&k->short_w, t0, now, o.short_w);
	aif_signal_book(&k->free_frac, t0, now, o.comp_w > 0 ? 0 : 1);
	k->mode_s[o.mode] += dt;
	k->last = now;
}

// Heat of halls that the whole plant can take now.
static double
whole_w(cooling *k, aif_ctx *c)
{
	return weather_at(k, aif_ctx_sim(c), aif_ctx_now(c))->cap_w * net_frac(k);
}

// While the loop rides through, racks are not told yet.
static void
look_ahead(cooling *k, aif_ctx *c)
{
	double lost = k->bad.lost && k->bad.loop.stress != AIF_LOOP_CALM ? k->bad.share : 0;

	aif_ctx_set(c, &k->cap_w, (1 - lost) * whole_w(k, c));
}

// --- incidents --------------------------------------------------------------------

static void
incident(cooling *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);

	aif_incident_step(&k->bad, now, whole_w(k, c));
	aif_ctx_set(c, &k->rise_k, aif_loop_rise_k(&k->bad.loop));
	if (k->stress.value != k->bad.loop.stress) {
		const char *kind = k->bad.loop.stress == AIF_LOOP_OFF        ? "too hot"
				   : k->bad.loop.stress == AIF_LOOP_THROTTLE ? "throttle"
									     : "cool again";

		look_ahead(k, c);
		aif_ctx_set(c, &k->stress, k->bad.loop.stress);
		aif_record_event(c, kind, aif_time_to_s(now), aif_time_to_s(now - k->bad.began),
				 "s", "after the plant lost capacity");
	}
	if (k->bad.active)
		aif_ctx_timer(c, &k->timer, aif_incident_next(&k->bad, whole_w(k, c)),
			      AIF_PRIO_NORMAL, EV_STEP, (aif_arg){ 0 });
}

static void
drill(cooling *k, aif_ctx *c, const aif_ev *e)
{
	const aif_drill *x = e->a.p;

	if (k->n_hall == 0)
		return;
	incident(k, c);
	if (e->b.i) {
		aif_incident_begin(&k->bad, aif_ctx_now(c), x->share);
		incident(k, c);
	} else {
		k->bad.lost = 0;
		look_ahead(k, c);
	}
	if (k->bad.active)
		aif_ctx_timer(c, &k->timer, aif_incident_next(&k->bad, whole_w(k, c)),
			      AIF_PRIO_NORMAL, EV_STEP, (aif_arg){ 0 });
}

static void
cooling_start(void *st, aif_ctx *c)
{
	cooling *k = st;

	if (k->n_hall == 0)
		return;
	look_ahead(k, c);
	aif_ctx_send(c, aif_ctx_self(c), k->step, AIF_PRIO_COOL, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
cooling_event(void *st, aif_ctx *c, const aif_ev *e)
{
	cooling *k = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		if (k->bad.active)
			incident(k, c);
		close_interval(k, aif_ctx_sim(c), e->t_ns);
		look_ahead(k, c);
		aif_ctx_send(c, e->dst, k->step, AIF_PRIO_COOL, AIF_EV_TICK, e->a, e->b);
		break;
	case AIF_EV_DRILL:
		drill(k, c, e);
		break;
	case EV_STEP:
		incident(k, c);
		break;
	default:
		break;
	}
}

static void
audit(cooling *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double in = aif_signal_integral(&k->elec_w, now) - aif_signal_integral(&k->fan_w, now);

	for (uint32_t i = 0; i < k->n_hall; i++)
		in += aif_meter_total(&k->halls[i].liquid, now) +
		      aif_meter_total(&k->halls[i].air, now);
	aif_record_audit(c, "heat", "J",
			 aif_signal_integral(&k->rejected_w, now) + k->bad.loop.stored_j, in, 1,
			 "rejected, left in the loop = halls, air handlers, pumps, compressors");
	aif_record_audit(c, "water", "kg", aif_signal_integral(&k->water_kg_s, now),
			 aif_signal_integral(&k->evap_kg_s, now) +
			     aif_signal_integral(&k->drain_kg_s, now) +
			     aif_signal_integral(&k->drift_kg_s, now),
			 1, "make-up = evaporation + blowdown + drift");
}

static void
summarize(const cooling *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double all = 0;

	for (int i = 0; i < N_MODE; i++)
		all += k->mode_s[i];
	if (!(all > 0))
		return;
	aif_record_summary(c, "cooling_energy", aif_signal_integral(&k->elec_w, now), "J",
			   "fans, pumps, air handlers, compressors");
	aif_record_summary(c, "cooling_water", aif_signal_integral(&k->water_kg_s, now), "kg",
			   "make-up");
	aif_record_summary(c, "free_cooling",
			   (k->mode_s[AIF_PLANT_FREE] + k->mode_s[AIF_PLANT_WET]) / all, "1",
			   "share of time without compressors");
	aif_record_summary(c, "design_drybulb", k->p.design_db_c, "degC", "design day");
	aif_record_summary(c, "design_wetbulb", k->p.design_wb_c, "degC", "design day");
	if (k->bad.worst_k > 0)
		aif_record_summary(c, "loop_rise", k->bad.worst_k, "K",
				   "warmest loop over its supply temperature, cooling lost");
	if (!isnan(k->bad.throttle_s))
		aif_record_summary(c, "time_to_throttle", k->bad.throttle_s, "s",
				   "from the loss of cooling, first incident that came so far");
	if (!isnan(k->bad.off_s))
		aif_record_summary(c, "time_to_off", k->bad.off_s, "s",
				   "from the loss of cooling, first incident that came so far");
	if (k->volume_m3 > 0)
		aif_record_summary(c, "ride_through",
				   aif_ride_s(k->bad.loop.mass_j_k, k->ride_k, k->p.cap_w), "s",
				   "loop water warms by `ride` at design heat, cooling lost");
}

static void
cooling_finish(void *st, aif_ctx *c)
{
	cooling *k = st;

	if (k->n_hall == 0)
		return;
	aif_incident_step(&k->bad, aif_ctx_now(c), whole_w(k, c));
	close_interval(k, aif_ctx_sim(c), aif_ctx_now(c));
	audit(k, c);
	summarize(k, c);
}

// --- tables ----------------------------------------------------------------------

static const aif_field params[] = {
	{ "kind", "1", 0, 0, 0, offsetof(cooling, kind),
	  "Dry: dry coolers; dry-adiabatic: with wetted pads; tower: economiser and chillers; "
	  "chiller: air-cooled condensers, no economiser.",
	  AIF_F_CHOICE, "dry|dry-adiabatic|tower|chiller", AIF_REQUIRED, AIF_AGG_MEAN },
	AIF_P_REQ(cooling, p.supply_c, "supply", "degC", 4, 60,
		  "Facility water to the halls (ASHRAE W classes: 17, 27, 32, 40, 45)."),
	AIF_P(cooling, p.range_k, "range", "K", 9.6, 3, 14,
	      "Return less supply; 1.5 L/min/kW (OCP OAI guideline) gives 9.6 K."),
	AIF_P(cooling, p.cap_w, "capacity", "W", NAN, 1e3, 1e11,
	      "Heat on the design day after redundancy; default: sized for its halls."),
	AIF_P_OF(cooling, redundancy, "redundancy", AIF_F_TEXT, NULL, 0,
		 "N, N+1 (when not given), 2N, ...: spare units run with the others."),
	AIF_P(cooling, units, "units", "1", 4, 1, 1000, "Units that carry the load (assumption)."),
	AIF_P(cooling, p.design_db_c, "design_drybulb", "degC", NAN, -60, 60,
	      "Default: exceeded in 0.4 % of the weather's hours (ASHRAE)."),
	AIF_P(cooling, p.design_wb_c, "design_wetbulb", "degC", NAN, -60, 60,
	      "Default: exceeded in 0.4 % of the weather's hours (ASHRAE)."),
	AIF_P(cooling, p.trim_w, "trim", "W", 0, 0, 1e11,
	      "Heat of trim chillers behind dry coolers."),
	AIF_P(cooling, p.coil_gap_k, "coil_gap", "K", 6, 1, 30,
	      "Least supply less air temperature that coils with trim chillers are sized for "
	      "(estimate)."),
	AIF_P(cooling, p.air_rise_k, "air_rise", "K", 10, 2, 25,
	      "Air warms by this in coils and towers at design (estimate)."),
	AIF_P(cooling, p.fan_dp_pa, "fan_pressure", "Pa", 150, 10, 1000,
	      "Pressure rise of outdoor fans at full speed (estimate)."),
	AIF_P(cooling, p.fan_eff, "fan_eff", "1", 0.6, 0.2, 0.9,
	      "Fan, motor and drive (estimate)."),
	AIF_P(cooling, p.pad_eff, "pad_eff", "1", 0.8, 0.3, 0.98,
	      "Saturation effectiveness of wetted pads; published range 0.7 to 0.9."),
	AIF_P(cooling, p.exchange_k, "exchanger", "K", 2, 0.5, 10,
	      "Approach of the economiser's plate exchanger (estimate)."),
	AIF_P(cooling, p.cond_gap_k, "condenser", "K", 10, 2, 25,
	      "Condenser water over dry bulb with dry condensers (estimate)."),
	AIF_P(cooling, p.pump_dp_pa, "pump_pressure", "Pa", 250e3, 1e4, 2e6,
	      "Head of the loop at design flow (estimate)."),
	AIF_P(cooling, p.pump_eff, "pump_eff", "1", 0.8, 0.2, 0.95,
	      "Pump, motor and drive (estimate)."),
	AIF_P(cooling, p.pump_static_frac, "pump_static", "1", 0.3, 0, 1,
	      "Share of the head that does not fall with flow (estimate)."),
	AIF_P(cooling, crah_dp_pa, "crah_pressure", "Pa", 400, 10, 2000,
	      "Pressure rise of air handlers (estimate); they are staged with the load."),
	AIF_P(cooling, crah_rise_k, "crah_rise", "K", 12, 3, 30,
	      "Room air warms by this in the racks (estimate)."),
	AIF_P(
	    cooling, p.latent_frac, "latent", "1", 0.85, 0.3, 1,
	    "Share of a tower's heat that leaves as vapour; 0.89 by the field rule 0.00085 R gpm."),
	AIF_P(cooling, p.coc, "cycles", "1", 4, 1.5, 20,
	      "Cycles of concentration; practice 3 to 8 by water quality."),
	AIF_P(cooling, p.drift_frac, "drift", "1", 0.0005, 0, 0.1,
	      "Drift relative to evaporation (estimate: 0.0005 % of flow with eliminators)."),
	AIF_P(cooling, volume_m3, "loop_volume", "m3", 0, 0, 1e6,
	      "Water in loop and tanks, for ride-through."),
	AIF_P(cooling, ride_k, "ride", "K", 10, 1, 40,
	      "Warming that the racks bear when cooling is lost, before they throttle (estimate)."),
	AIF_P(cooling, off_k, "off", "K", 20, 1, 80,
	      "Warming at which racks shut down (estimate)."),
	AIF_P(cooling, throttle_frac, "throttle", "1", 0.5, 0.1, 1,
	      "Share of rated IT power that throttled racks may draw where the plant could take "
	      "less (estimate)."),
	AIF_P_OF(cooling, tower_ref, "tower", AIF_F_REF, "tower", 0,
		 "Tower record, needed by kind tower: yorkcalc."),
	AIF_P_OF(cooling, chiller_ref, "chiller", AIF_F_REF, "chiller", 0,
		 "Chiller record, needed by kinds tower and chiller and by trim: trane-cvhe, ..."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(cooling, elec_w, "W", AIF_AGG_MEAN, "Power of the plant."),
	AIF_O(cooling, fan_w, "W", AIF_AGG_MEAN, "Of it, outdoor fans: their heat stays outdoors."),
	AIF_O(cooling, comp_w, "W", AIF_AGG_MEAN, "Of it, compressors."),
	AIF_O(cooling, water_kg_s, "kg/s", AIF_AGG_MEAN, "Make-up water."),
	AIF_O(cooling, evap_kg_s, "kg/s", AIF_AGG_MEAN, "Evaporated."),
	AIF_O(cooling, drain_kg_s, "kg/s", AIF_AGG_MEAN, "Blown down."),
	AIF_O(cooling, drift_kg_s, "kg/s", AIF_AGG_MEAN, "Lost as drift."),
	AIF_O(cooling, heat_w, "W", AIF_AGG_MEAN, "Heat taken: halls, air handlers and pumps."),
	AIF_O(cooling, rejected_w, "W", AIF_AGG_MEAN, "Heat rejected outdoors."),
	AIF_O(cooling, cap_w, "W", AIF_AGG_LAST, "Heat of halls it can take in this weather."),
	AIF_O(cooling, rise_k, "K", AIF_AGG_MAX, "Loop over its supply temperature."),
	AIF_O(cooling, stress, "1", AIF_AGG_MAX, "1: racks must throttle; 2: must be off."),
	AIF_O(cooling, short_w, "W", AIF_AGG_MEAN, "Heat beyond capacity: the loop warms."),
	AIF_O(cooling, free_frac, "1", AIF_AGG_MEAN, "Share of time without compressors."),
	AIF_O(cooling, cap_design_w, "W", AIF_AGG_LAST, "Heat of halls on the design day."),
	AIF_O(cooling, elec_design_frac, "1", AIF_AGG_LAST,
	      "Power per heat of halls at full load on the design day."),
	{ 0 },
};

const aif_model_ops aif_model_cooling = {
	.name = "cooling",
	.doc = "Cooling plant: dry and adiabatic coolers (e-NTU), towers (YorkCalc), chillers (EIR "
	       "records, lift law beyond them), pumps, air handlers, water; by the hour's "
	       "weather. A loss of capacity (drill) warms the loop "
	       "until racks throttle and shut down. Left out: controls, freezing, CDU detail.",
	.state_size = sizeof(cooling),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_COOL,
	.init = cooling_init,
	.wire = cooling_wire,
	.start = cooling_start,
	.event = cooling_event,
	.finish = cooling_finish,
};
