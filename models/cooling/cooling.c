// cooling.c - the cooling plant of a site as an entity.
//
// Each metering interval the heat of its halls and the weather of the hour go
// through the plant of plant.c. Weather is read from the parent site; wet bulbs
// and limits are worked out once per row when the run is built.
#include "models/cooling/cooling.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/cooling/hx.h"
#include "models/cooling/ride.h"
#include "models/drill.h"
#include "models/record.h"
#include "models/redundancy.h"
#include "models/wire.h"

enum { EV_STEP = AIF_EV_PRIVATE };

// Warmest facility water of the classes. Source: ASHRAE TC 9.9, Thermal Guidelines, 5th ed. 2021.
static const double class_c[] = { 0, 17, 27, 32, 40, 45 };

static aif_err
cooling_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_cooling *k = st;
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
	k->p.chillers = round(k->units * k->p.spare);
	k->p.room.eff = k->p.fan_eff;
	// A door cools the exhaust where it leaves, before it can come back.
	if (k->air_by == 1)
		k->p.room.recirc_frac = k->p.room.bypass_frac = 0;
	if (isnan(k->p.room.dp_pa))
		k->p.room.dp_pa = k->air_by == 1 ? 60 : 400;
	if (isnan(k->p.supply_c) && k->class == 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no supply temperature (expected supply = 30 * degC "
				    "or class = \"W32\")");
	if (isnan(k->p.supply_c))
		k->p.supply_c = class_c[k->class];
	if (k->class > 0 && k->p.supply_c > class_c[k->class])
		return aif_err_fail(d, AIF_ERANGE,
				    "supply %g degC is warmer than its class allows (%g)",
				    k->p.supply_c, class_c[k->class]);
	if (k->p.reuse.full_c >= k->p.reuse.limit_c)
		return aif_err_fail(d, AIF_ERANGE, "'reuse_full' is not below 'reuse_limit'");
	return AIF_OK;
}

static aif_err
cooling_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	return aif_coolbuild_wire(st, sim, self, d);
}

// --- run -------------------------------------------------------------------------

static const aif_plant_air *
weather_at(aif_cooling *k, const aif_sim *sim, aif_time t)
{
	return aif_climate_at(&k->climate,
			      (double)aif_sim_options(sim)->start_unix_s + aif_time_to_s(t));
}

static void
close_interval(aif_cooling *k, const aif_sim *sim, aif_time now)
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
	aif_signal_book(&k->heat_w, t0, now, o.heat_w);
	aif_signal_book(&k->rejected_w, t0, now, o.rejected_w);
	aif_signal_book(&k->reused_w, t0, now, o.reused_w);
	k->reused_j += o.reused_w * dt;
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
whole_w(aif_cooling *k, aif_ctx *c)
{
	return weather_at(k, aif_ctx_sim(c), aif_ctx_now(c))->cap_w * aif_coolbuild_net_frac(k);
}

// While the loop rides through, racks are not told yet.
static void
look_ahead(aif_cooling *k, aif_ctx *c)
{
	double lost = k->bad.lost && k->bad.loop.stress != AIF_LOOP_CALM ? k->bad.share : 0;

	aif_ctx_set(c, &k->cap_w, (1 - lost) * whole_w(k, c));
}

// Heat sold, month by month.
static void
sell_heat(aif_cooling *k, aif_ctx *c, aif_time now)
{
	double usd = k->reused_j * k->reuse_usd_j;

	if (usd > 0)
		aif_record_ledger(c, "opex.heat", -usd, k->reused_j, "J", "estimate",
				  "heat given to a network");
	k->reused_usd += usd;
	k->reused_j = 0;
	k->month_end = aif_meter_month_end(aif_ctx_sim(c), now);
}

// --- incidents --------------------------------------------------------------------

static void
next_step(aif_cooling *k, aif_ctx *c)
{
	if (k->bad.active)
		aif_ctx_timer(c, &k->timer, aif_incident_next(&k->bad, whole_w(k, c)),
			      AIF_PRIO_NORMAL, EV_STEP, (aif_arg){ 0 });
}

static void
incident(aif_cooling *k, aif_ctx *c)
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
	next_step(k, c);
}

// Supplies have changed: fans and compressors stop when there is none at all.
static void
supply_changed(aif_cooling *k, aif_ctx *c)
{
	int had = 0, has = 0;

	for (uint32_t i = 0; i < k->n_feed; i++) {
		had |= aif_meter_value(&k->feed_limit[i]) > 0;
		has |= aif_meter_value(&k->feed_now[i]) > 0;
	}
	for (uint32_t i = 0; i < k->n_genset; i++)
		has |= aif_meter_value(&k->genset[i]) > 0;
	if (k->n_hall == 0 || k->dark == (had && !has))
		return;
	k->dark = !k->dark;
	incident(k, c);
	if (k->dark)
		aif_incident_begin(&k->bad, aif_ctx_now(c), 1);
	else if (k->drilled)
		k->bad.share = k->drill_frac;
	else
		k->bad.lost = 0;
	look_ahead(k, c);
	next_step(k, c);
}

static void
drill(aif_cooling *k, aif_ctx *c, const aif_ev *e)
{
	const aif_drill *x = e->a.p;

	if (k->n_hall == 0)
		return;
	incident(k, c);
	k->drilled = e->b.i != 0;
	k->drill_frac = x->share;
	if (k->drilled) {
		aif_incident_begin(&k->bad, aif_ctx_now(c), k->dark ? 1 : x->share);
		incident(k, c);
	} else {
		k->bad.lost = k->dark;
		look_ahead(k, c);
	}
	next_step(k, c);
}

static void
cooling_start(void *st, aif_ctx *c)
{
	aif_cooling *k = st;

	if (k->n_hall == 0)
		return;
	k->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	look_ahead(k, c);
	aif_ctx_send(c, aif_ctx_self(c), k->step, AIF_PRIO_COOL, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
cooling_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_cooling *k = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		if (k->bad.active)
			incident(k, c);
		close_interval(k, aif_ctx_sim(c), e->t_ns);
		if (e->t_ns >= k->month_end)
			sell_heat(k, c, e->t_ns);
		look_ahead(k, c);
		aif_ctx_send(c, e->dst, k->step, AIF_PRIO_COOL, AIF_EV_TICK, e->a, e->b);
		break;
	case AIF_EV_DRILL:
		drill(k, c, e);
		break;
	case EV_STEP:
		incident(k, c);
		break;
	case AIF_EV_CHANGED:
		supply_changed(k, c);
		break;
	default:
		break;
	}
}

static void
audit(aif_cooling *k, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double in = aif_signal_integral(&k->elec_w, now) - aif_signal_integral(&k->fan_w, now);

	for (uint32_t i = 0; i < k->n_hall; i++)
		in += aif_meter_total(&k->halls[i].liquid, now) +
		      aif_meter_total(&k->halls[i].air, now);
	aif_record_audit(c, "heat", "J",
			 aif_signal_integral(&k->rejected_w, now) +
			     aif_signal_integral(&k->reused_w, now) + k->bad.loop.stored_j,
			 in, 1,
			 "rejected, reused, left in the loop = halls, air handlers, pumps, "
			 "compressors");
	aif_record_audit(c, "water", "kg", aif_signal_integral(&k->water_kg_s, now),
			 aif_signal_integral(&k->evap_kg_s, now) +
			     aif_signal_integral(&k->drain_kg_s, now) +
			     aif_signal_integral(&k->drift_kg_s, now),
			 1, "make-up = evaporation + blowdown + drift");
}

static void
summarize(const aif_cooling *k, aif_ctx *c)
{
	static const char *const mode[AIF_COOLING_MODES] = { "mode_free", "mode_wet",
							     "mode_partial", "mode_chillers" };
	static const char *const what[AIF_COOLING_MODES] = {
		"share of time on outside air or towers alone", "share of time with wetted pads",
		"share of time in which chillers finish what free cooling begins",
		"share of time on chillers alone"
	};
	aif_time now = aif_ctx_now(c);
	double all = 0;

	for (int i = 0; i < AIF_COOLING_MODES; i++)
		all += k->mode_s[i];
	if (!(all > 0))
		return;
	aif_record_summary(c, "cooling_energy", aif_signal_integral(&k->elec_w, now), "J",
			   "fans, pumps, air handlers, compressors");
	aif_record_summary(c, "cooling_water", aif_signal_integral(&k->water_kg_s, now), "kg",
			   "make-up");
	for (int i = 0; i < AIF_COOLING_MODES; i++)
		if (k->mode_s[i] > 0)
			aif_record_summary(c, mode[i], k->mode_s[i] / all, "1", what[i]);
	aif_record_summary(c, "free_cooling",
			   (k->mode_s[AIF_PLANT_FREE] + k->mode_s[AIF_PLANT_WET]) / all, "1",
			   "share of time without compressors");
	aif_record_summary(c, "design_drybulb", k->p.design_db_c, "degC", "design day");
	aif_record_summary(c, "design_wetbulb", k->p.design_wb_c, "degC", "design day");
	aif_record_summary(c, "rack_intake", k->intake_c.value, "degC",
			   k->p.room_cop > 0 ? "air to racks, held by chillers in the room loop"
					     : "air to racks, by facility water alone");
	if (aif_signal_integral(&k->reused_w, now) > 0) {
		aif_record_summary(c, "heat_reused", aif_signal_integral(&k->reused_w, now), "J",
				   "given to a network (ERF: over the facility's energy)");
		aif_record_summary(c, "heat_income", k->reused_usd, "USD", "paid for it");
	}
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
	aif_cooling *k = st;

	if (k->n_hall == 0)
		return;
	aif_incident_step(&k->bad, aif_ctx_now(c), whole_w(k, c));
	close_interval(k, aif_ctx_sim(c), aif_ctx_now(c));
	sell_heat(k, c, aif_ctx_now(c));
	audit(k, c);
	summarize(k, c);
}

// --- tables ----------------------------------------------------------------------

static const aif_field params[] = {
	{ "kind", "1", 0, 0, 0, offsetof(aif_cooling, kind),
	  "Dry: dry coolers; dry-adiabatic: with wetted pads; tower: economiser and chillers; "
	  "chiller: air-cooled condensers, no economiser; outside-air: it goes to the racks, "
	  "`supply` is the air, `trim` what chillers take in hot or damp hours.",
	  AIF_F_CHOICE, "dry|dry-adiabatic|tower|chiller|outside-air", AIF_REQUIRED, AIF_AGG_MEAN },
	AIF_P(aif_cooling, p.supply_c, "supply", "degC", NAN, 4, 60,
	      "Facility water to the halls; default: the warmest of its class."),
	AIF_P_CHOICE(aif_cooling, class, "class", 0, "none|W17|W27|W32|W40|W45",
		     "ASHRAE class of the liquid-cooled racks: the warmest water they take. Beyond "
		     "45 degC (W+) give `supply`."),
	AIF_P(aif_cooling, p.range_k, "range", "K", 9.6, 3, 14,
	      "Return less supply; 1.5 L/min/kW (OCP OAI guideline) gives 9.6 K."),
	AIF_P(aif_cooling, p.cap_w, "capacity", "W", NAN, 1e3, 1e11,
	      "Heat on the design day after redundancy; default: sized for its halls."),
	AIF_P_OF(aif_cooling, redundancy, "redundancy", AIF_F_TEXT, NULL, 0,
		 "N, N+1 (when not given), 2N, ...: spare units run with the others."),
	AIF_P(aif_cooling, units, "units", "1", 4, 1, 1000,
	      "Units that carry the load (assumption)."),
	AIF_P(aif_cooling, p.design_db_c, "design_drybulb", "degC", NAN, -60, 60,
	      "Default: exceeded in 0.4 % of the weather's hours (ASHRAE)."),
	AIF_P(aif_cooling, p.design_wb_c, "design_wetbulb", "degC", NAN, -60, 60,
	      "Default: exceeded in 0.4 % of the weather's hours (ASHRAE)."),
	AIF_P(aif_cooling, p.trim_w, "trim", "W", 0, 0, 1e11,
	      "Heat of trim chillers behind dry coolers or outside air."),
	AIF_P(aif_cooling, p.coil_gap_k, "coil_gap", "K", 6, 1, 30,
	      "Least supply less air temperature that coils with trim chillers are sized for "
	      "(estimate)."),
	AIF_P(aif_cooling, p.air_rise_k, "air_rise", "K", 10, 2, 25,
	      "Air warms by this in coils and towers at design (estimate)."),
	AIF_P(aif_cooling, p.fan_dp_pa, "fan_pressure", "Pa", 150, 10, 1000,
	      "Pressure rise of outdoor fans at full speed (estimate)."),
	AIF_P(aif_cooling, p.fan_eff, "fan_eff", "1", 0.6, 0.2, 0.9,
	      "Fan, motor and drive (estimate)."),
	AIF_P(aif_cooling, p.pad_eff, "pad_eff", "1", 0.8, 0.3, 0.98,
	      "Saturation effectiveness of wetted pads; published range 0.7 to 0.9."),
	AIF_P_BOOL(aif_cooling, p.wets, "pads", 1,
		   "Kind outside-air: pads wet the air that comes in."),
	AIF_P(aif_cooling, p.dew_limit_c, "dew_limit", "degC", 21, 0, 40,
	      "Kind outside-air: dew point of the air that may come in. ASHRAE A2 allowable; "
	      "recommended 15, A1 17, A3 and A4 24."),
	AIF_P(aif_cooling, p.exchange_k, "exchanger", "K", 2, 0.5, 10,
	      "Approach of the economiser's plate exchanger (estimate)."),
	AIF_P(aif_cooling, p.cond_gap_k, "condenser", "K", 10, 2, 25,
	      "Condenser water over dry bulb with dry condensers behind water-cooled machines "
	      "(estimate)."),
	AIF_P(aif_cooling, p.pump_dp_pa, "pump_pressure", "Pa", 250e3, 1e4, 2e6,
	      "Head of the loop at design flow (estimate)."),
	AIF_P(aif_cooling, p.pump_eff, "pump_eff", "1", 0.8, 0.2, 0.95,
	      "Pump, motor and drive (estimate)."),
	AIF_P(aif_cooling, p.pump_static_frac, "pump_static", "1", 0.3, 0, 1,
	      "Share of the head that does not fall with flow (estimate)."),
	AIF_P_CHOICE(aif_cooling, air_by, "air_by", 0, "air-handler|rear-door",
		     "What takes the heat that leaves racks with the air."),
	AIF_P(
	    aif_cooling, p.room.dp_pa, "crah_pressure", "Pa", NAN, 0, 2000,
	    "Pressure rise of air handlers, staged with the load: 400 (estimate); of rear doors 60 "
	    "(estimate), 0 when passive."),
	AIF_P(aif_cooling, p.room.rise_k, "crah_rise", "K", 12, 3, 30,
	      "Room air warms by this in the racks (estimate)."),
	AIF_P(aif_cooling, p.room.approach_k, "air_approach", "K", 5, 0.5, 20,
	      "Cold air over facility water (estimate)."),
	AIF_P(aif_cooling, p.room.limit_c, "air_limit", "degC", 35, 15, 60,
	      "Warmest air to racks: beyond it chillers lift the room's heat into the loop. ASHRAE "
	      "A2 allowable; recommended 27, A1 32, A3 40, A4 45."),
	AIF_P(aif_cooling, p.room.carnot_frac, "air_carnot", "1", 0.5, 0.1, 0.8,
	      "COP of those chillers over Carnot's (estimate)."),
	AIF_P(aif_cooling, p.room.recirc_frac, "recirculation", "1", 0, 0, 0.5,
	      "Share of exhaust in the racks' intake; 0: full containment."),
	AIF_P(aif_cooling, p.room.bypass_frac, "bypass", "1", 0, 0, 0.8,
	      "Share of the handlers' air that returns unused."),
	AIF_P(
	    aif_cooling, p.cdu_w_w, "cdu_pump", "1", 0.008, 0, 0.1,
	    "Power of CDU pumps per heat to cold plates or immersion tanks; Frontier: 25 of 8473 W "
	    "for 26.5 MW (ExaDigiT/RAPS)."),
	AIF_P(
	    aif_cooling, p.latent_frac, "latent", "1", 0.85, 0.3, 1,
	    "Share of a tower's heat that leaves as vapour; 0.89 by the field rule 0.00085 R gpm."),
	AIF_P(aif_cooling, p.coc, "cycles", "1", 4, 1.5, 20,
	      "Cycles of concentration; practice 3 to 8 by water quality."),
	AIF_P(aif_cooling, p.drift_frac, "drift", "1", 0.0005, 0, 0.1,
	      "Drift relative to evaporation (estimate: 0.0005 % of flow with eliminators)."),
	AIF_P(aif_cooling, volume_m3, "loop_volume", "m3", 0, 0, 1e6,
	      "Water in loop and tanks, for ride-through."),
	AIF_P(aif_cooling, ride_k, "ride", "K", 10, 1, 40,
	      "Warming that the racks bear when cooling is lost, before they throttle (estimate)."),
	AIF_P(aif_cooling, off_k, "off", "K", 20, 1, 80,
	      "Warming at which racks shut down (estimate)."),
	AIF_P(aif_cooling, throttle_frac, "throttle", "1", 0.5, 0.1, 1,
	      "Share of rated IT power that throttled racks may draw where the plant could take "
	      "less (estimate)."),
	AIF_P_BOOL(
	    aif_cooling, backed, "backed", 1,
	    "The plant runs on through a loss of supply. 0: fans and compressors stop until "
	    "generators run or a feed is back, the loop rides through; pumps are on the UPS."),
	AIF_P(aif_cooling, p.reuse.most_w, "reuse", "W", 0, 0, 1e10,
	      "Heat that a network takes when it is cold."),
	AIF_P(aif_cooling, p.reuse.need_c, "reuse_at", "degC", 65, 20, 120,
	      "Delivery to it; 50 to 70 in 4th generation networks (Lund et al. 2014). Water below "
	      "it is "
	      "lifted by a heat pump."),
	AIF_P(aif_cooling, p.reuse.limit_c, "reuse_limit", "degC", 15, 0, 30,
	      "Outdoor air above which nobody heats (usual heating limit)."),
	AIF_P(aif_cooling, p.reuse.full_c, "reuse_full", "degC", -10, -40, 29,
	      "Outdoor air of the network's full demand (estimate)."),
	AIF_P(aif_cooling, p.reuse.base_frac, "reuse_base", "1", 0.15, 0, 1,
	      "Share of it all year, for hot water (estimate)."),
	AIF_P(aif_cooling, p.reuse.approach_k, "reuse_approach", "K", 3, 0.5, 20,
	      "Approach of the exchanger to the network (estimate)."),
	AIF_P(aif_cooling, p.reuse.carnot_frac, "reuse_carnot", "1", 0.5, 0.1, 0.8,
	      "Heat pump's COP over Carnot's; 0.4 to 0.6 (Arpagaus et al. 2018)."),
	AIF_P(aif_cooling, reuse_usd_j, "reuse_price", "USD/J", 0, 0, 1, "Paid by the network."),
	AIF_P_OF(aif_cooling, tower_ref, "tower", AIF_F_REF, "tower", 0,
		 "Tower record, needed by kind tower: yorkcalc."),
	AIF_P_OF(aif_cooling, chiller_ref, "chiller", AIF_F_REF, "chiller", 0,
		 "Chiller record, needed by kinds tower and chiller and by trim: trane-cvhe, ...; "
		 "air-screw: air-cooled, fans included."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(aif_cooling, elec_w, "W", AIF_AGG_MEAN, "Power of the plant."),
	AIF_O(aif_cooling, fan_w, "W", AIF_AGG_MEAN,
	      "Of it, outdoor fans: their heat stays outdoors."),
	AIF_O(aif_cooling, comp_w, "W", AIF_AGG_MEAN, "Of it, compressors."),
	AIF_O(aif_cooling, water_kg_s, "kg/s", AIF_AGG_MEAN, "Make-up water."),
	AIF_O(aif_cooling, evap_kg_s, "kg/s", AIF_AGG_MEAN, "Evaporated."),
	AIF_O(aif_cooling, drain_kg_s, "kg/s", AIF_AGG_MEAN, "Blown down."),
	AIF_O(aif_cooling, drift_kg_s, "kg/s", AIF_AGG_MEAN, "Lost as drift."),
	AIF_O(aif_cooling, heat_w, "W", AIF_AGG_MEAN,
	      "Heat taken: halls, air handlers, pumps, room chillers."),
	AIF_O(aif_cooling, rejected_w, "W", AIF_AGG_MEAN, "Heat rejected outdoors."),
	AIF_O(aif_cooling, reused_w, "W", AIF_AGG_MEAN, "Heat given to a network."),
	AIF_O(aif_cooling, cap_w, "W", AIF_AGG_LAST, "Heat of halls it can take in this weather."),
	AIF_O(aif_cooling, rise_k, "K", AIF_AGG_MAX, "Loop over its supply temperature."),
	AIF_O(aif_cooling, intake_c, "degC", AIF_AGG_LAST, "Air at the racks' intake."),
	AIF_O(aif_cooling, supply_c, "degC", AIF_AGG_LAST, "Water that it makes."),
	AIF_O(aif_cooling, stress, "1", AIF_AGG_MAX, "1: racks must throttle; 2: must be off."),
	AIF_O(aif_cooling, short_w, "W", AIF_AGG_MEAN, "Heat beyond capacity: the loop warms."),
	AIF_O(aif_cooling, free_frac, "1", AIF_AGG_MEAN, "Share of time without compressors."),
	AIF_O(aif_cooling, cap_design_w, "W", AIF_AGG_LAST, "Heat of halls on the design day."),
	AIF_O(aif_cooling, elec_design_frac, "1", AIF_AGG_LAST,
	      "Power per heat of halls at full load on the design day."),
	{ 0 },
};

const aif_model_ops aif_model_cooling = {
	.name = "cooling",
	.doc = "Cooling plant: dry and adiabatic coolers (e-NTU), towers (YorkCalc), outside air, "
	       "chillers (EIR "
	       "records, lift law beyond them), pumps, air handlers, water; by the hour's "
	       "weather. A loss of capacity (drill) warms the loop "
	       "until racks throttle and shut down. Heat of the return water may go to a network. "
	       "Left out: controls, freezing.",
	.state_size = sizeof(aif_cooling),
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
