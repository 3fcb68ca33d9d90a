// plant.c - a cooling plant at one moment: heat and weather in, power and water out.
//
// Water flow follows the heat, so that the range is constant; pumps follow a
// system curve with a static part. Fans turn as fast as the supply temperature
// asks. As many chillers run as draw the least power. Left out: pad pressure drop, freezing.
#include "models/cooling/plant.h"

#include <math.h>
#include <string.h>

#include "models/cooling/freshair.h"
#include "models/cooling/hx.h"
#include "models/cooling/psychro.h"
#include "models/cooling/water.h"

#define AIR_RHO   1.2 // kg/m3, sea level, 20 degC: sizes fans only
#define FAN_LEAST 0.1

// Air that the coils meet on the design day.
static double
design_air_c(const aif_plant *p)
{
	if (p->kind == AIF_PLANT_ADIABATIC)
		return p->design_db_c - p->pad_eff * (p->design_db_c - p->design_wb_c);
	return p->design_db_c;
}

static aif_err
size_coil(aif_plant *p, aif_diag *d)
{
	double air_c = design_air_c(p);

	// With trim chillers the coil needs to hold the load only up to some air
	// temperature; beyond it they take over.
	if (p->trim_w > 0)
		air_c = fmin(air_c, p->supply_c - p->coil_gap_k);
	if (aif_drycooler_size(&p->coil, p->cap_w, p->supply_c, p->range_k,
			       (double[2]){ air_c, p->air_rise_k }, d) != AIF_OK) {
		aif_err_at(d,
			   "the design day (dry bulb %.1f, wet bulb %.1f degC) asks for "
			   "a warmer supply, a trim chiller or another kind",
			   p->design_db_c, p->design_wb_c);
		return AIF_ERANGE;
	}
	p->coil.air_min = FAN_LEAST;
	return AIF_OK;
}

double
aif_plant_intake_c(const aif_plant *p)
{
	if (p->room_cop > 0)
		return p->room.limit_c;
	return aif_room_intake_c(&p->room, p->supply_c) -
	       (p->kind == AIF_PLANT_AIR ? p->room.approach_k : 0);
}

// Outside air: room fans, exhaust fans, coils that are some degrees colder than the air.
static aif_err
size_fresh(aif_plant *p, aif_diag *d)
{
	aif_plant_air a = { .db_c = p->design_db_c, .wb_c = p->design_wb_c, .p_pa = 101325 };

	p->room_cop = p->pump_w = 0;
	p->te_c = p->supply_c - p->room.approach_k;
	p->lift = p->te_c < p->chiller.te_lo_c || p->te_c > p->chiller.te_hi_c;
	p->fan_w = aif_hx_flow_power_w(p->cap_w / p->room.rise_k / (AIR_RHO * AIF_PSYCHRO_CP),
				       p->fan_dp_pa, p->fan_eff);
	a.ratio = aif_psychro_ratio_wb(a.db_c, a.wb_c, a.p_pa);
	aif_plant_weather(p, &a);
	if (aif_plant_intake_c(p) > p->room.limit_c)
		return aif_err_fail(d, AIF_ERANGE,
				    "air of %.1f degC at the intake is beyond 'air_limit'",
				    aif_plant_intake_c(p));
	if (a.cap_w < (1 - 1e-9) * p->cap_w)
		return aif_err_fail(d, AIF_ERANGE,
				    "outside air of the design day (dry bulb %.1f, wet bulb %.1f "
				    "degC) takes %.4g of %.4g W (expected a warmer supply, pads or "
				    "trim = %.4g * W)",
				    a.db_c, a.wb_c, a.cap_w, p->cap_w,
				    p->cap_w * aif_freshair_at(p, &a).coil_frac);
	return AIF_OK;
}

aif_err
aif_plant_size(aif_plant *p, aif_diag *d)
{
	double air_w_k = p->cap_w / p->air_rise_k;
	double flow = p->cap_w / (p->range_k * AIF_HX_WATER_CP * AIF_HX_WATER_RHO);
	int chills = p->kind == AIF_PLANT_TOWER || p->kind == AIF_PLANT_CHILLER || p->trim_w > 0;

	p->crah_w_w = p->room.rise_k > 0 ? aif_room_fan_frac(&p->room) : 0;
	p->room_cop = p->room.rise_k > 0 ? aif_room_cop(&p->room, p->supply_c) : 0;
	if (chills && aif_chiller_fit(&p->chiller, d) != AIF_OK) {
		aif_err_at(d, "chiller");
		return AIF_ERANGE;
	}
	p->te_c = p->supply_c;
	p->lift = p->te_c < p->chiller.te_lo_c || p->te_c > p->chiller.te_hi_c;
	p->guess = 1;
	if (p->kind == AIF_PLANT_AIR)
		return size_fresh(p, d);
	if (p->kind == AIF_PLANT_TOWER && p->chiller.air)
		return aif_err_fail(d, AIF_EINVAL,
				    "towers cool condensers by water, the chiller is air-cooled "
				    "(expected trane-cvhe, ...)");
	if (p->kind == AIF_PLANT_DRY || p->kind == AIF_PLANT_ADIABATIC) {
		if (size_coil(p, d) != AIF_OK)
			return AIF_ERANGE;
	} else if (p->kind == AIF_PLANT_CHILLER && p->chiller.air) {
		air_w_k = 0; // its own fans stand in its COP
	} else if (p->kind == AIF_PLANT_CHILLER) {
		double cop = aif_chiller_cop(&p->chiller, p->lift, p->supply_c,
					     p->design_db_c + p->cond_gap_k, 1);

		air_w_k *= 1 + 1 / cop; // the condenser's air takes the compressor's heat too
	}
	p->fan_w = p->spare * aif_hx_flow_power_w(air_w_k / (AIR_RHO * AIF_PSYCHRO_CP),
						  p->fan_dp_pa, p->fan_eff);
	p->pump_w = aif_hx_flow_power_w(flow, p->pump_dp_pa, p->pump_eff);
	return AIF_OK;
}

void
aif_plant_weather(const aif_plant *p, aif_plant_air *a)
{
	double each = p->cap_w / p->spare, free_w;

	a->wet_c = a->db_c - p->pad_eff * (a->db_c - a->wb_c);
	a->cap_w = p->kind == AIF_PLANT_AIR ? aif_freshair_cap_w(p, a) : p->cap_w;
	if (p->kind != AIF_PLANT_DRY && p->kind != AIF_PLANT_ADIABATIC)
		return;
	free_w = aif_drycooler_cap_w(&p->coil, a->db_c, each);
	if (free_w < each && p->kind == AIF_PLANT_ADIABATIC)
		free_w = aif_drycooler_cap_w(&p->coil, a->wet_c, each);
	a->cap_w = fmin(p->cap_w, free_w * p->spare + p->trim_w);
}

// What the condensers of machines without towers meet: water behind a dry cooler, or air.
static double
condenser_c(const aif_plant *p, double db_c)
{
	return p->chiller.air ? db_c : db_c + p->cond_gap_k;
}

// Compressor power for heat q_w with condenser water of tc_c: the number of machines, of those
// that stand there, that draws least.
static double
compressor_w(const aif_plant *p, double q_w, double tc_c, double rated_w)
{
	double n = fmax(p->chillers, 1), least = INFINITY;

	if (!(q_w > 0))
		return 0;
	for (double k = fmin(fmax(ceil(q_w / rated_w * n - 1e-9), 1), n); k <= n; k++) {
		double load = fmin(q_w / rated_w * n / k, 1);
		double w = q_w / aif_chiller_cop(&p->chiller, p->lift, p->te_c, tc_c, load);

		least = fmin(least, w);
	}
	return least;
}

static void
evaporate(const aif_plant *p, double evap_kg_s, aif_plant_out *o)
{
	o->evap_kg_s = evap_kg_s;
	o->drift_kg_s = p->drift_frac * evap_kg_s;
	o->drain_kg_s = aif_water_blowdown(evap_kg_s, p->coc);
	o->water_kg_s = o->evap_kg_s + o->drain_kg_s + o->drift_kg_s;
}

// Share of heat q_w that the coils take at full fans, wet or dry, as in cap_w.
static void
run_dry(aif_plant *p, const aif_plant_air *a, double q_w, aif_plant_out *o)
{
	double each = q_w / p->spare, air_c = a->db_c;
	double x = aif_drycooler_air(&p->coil, each, air_c, &p->guess);

	o->mode = AIF_PLANT_FREE;
	if (x > 1 && p->kind == AIF_PLANT_ADIABATIC) {
		air_c = a->wet_c;
		x = aif_drycooler_air(&p->coil, each, air_c, &p->guess);
		o->mode = AIF_PLANT_WET;
	}
	if (x > 1) {
		double free_w = p->spare * aif_drycooler_cap_w(&p->coil, air_c, each);

		x = 1;
		if (p->trim_w > 0) {
			double q = fmin(q_w - free_w, p->trim_w);

			o->comp_w = compressor_w(p, q, condenser_c(p, a->db_c), p->trim_w);
			o->mode = free_w > 0 ? AIF_PLANT_PARTIAL : AIF_PLANT_MECH;
		}
	}
	o->fan_w = p->fan_w * aif_tower_fan_frac(x);
	if (air_c < a->db_c) {
		double dw = aif_psychro_ratio_wb(a->wet_c, a->wb_c, a->p_pa) - a->ratio;

		evaporate(p, fmax(dw, 0) * x * p->spare * p->coil.air_w_k / AIF_PSYCHRO_CP, o);
	}
}

static void
run_tower(const aif_plant *p, const aif_plant_air *a, double q_w, aif_plant_out *o)
{
	double y = q_w / (p->cap_w * p->spare), tc, mid, free = 0;
	double reach = p->supply_c - p->exchange_k - a->wb_c;
	double x = aif_tower_air(&p->tower, a->wb_c, p->range_k, y, reach, FAN_LEAST);

	o->mode = AIF_PLANT_FREE;
	if (x > 1) {
		x = 1;
		tc = a->wb_c + aif_tower_approach_k(&p->tower, a->wb_c, p->range_k, y, NULL);
		mid = tc + p->exchange_k;
		free = fmin(fmax((p->supply_c + p->range_k - mid) / p->range_k, 0), 1);
		// The tower also carries the compressor's heat: its range grows by it.
		for (int i = 0; i < 2; i++) {
			double r;

			o->comp_w = compressor_w(p, (1 - free) * q_w, tc, p->cap_w);
			r = p->range_k * (1 + o->comp_w / fmax(q_w, 1));
			tc = a->wb_c + aif_tower_approach_k(&p->tower, a->wb_c, r, y, NULL);
		}
		o->mode = free > 0 ? AIF_PLANT_PARTIAL : AIF_PLANT_MECH;
	}
	o->fan_w = p->fan_w * aif_tower_fan_frac(x);
	evaporate(p, aif_water_evap_kg_s(q_w + o->comp_w, p->latent_frac), o);
}

static void
run_chiller(const aif_plant *p, const aif_plant_air *a, double q_w, aif_plant_out *o)
{
	double x = fmin(fmax(q_w / (p->cap_w * p->spare), FAN_LEAST), 1);

	o->mode = AIF_PLANT_MECH;
	o->comp_w = compressor_w(p, q_w, condenser_c(p, a->db_c), p->cap_w);
	o->fan_w = p->fan_w * aif_tower_fan_frac(x);
}

// Exhaust fans move as much as comes in.
static void
run_fresh(const aif_plant *p, const aif_plant_air *a, double q_w, aif_plant_out *o)
{
	aif_freshair x = aif_freshair_at(p, a);
	double coil_w = x.coil_frac > 0 ? fmin(x.coil_frac * q_w, p->trim_w) : 0;

	o->mode = x.mode;
	if (coil_w > 0)
		o->comp_w = compressor_w(p, coil_w, condenser_c(p, a->db_c), p->trim_w);
	o->fan_w = p->fan_w * x.outside_frac * fmin(q_w / p->cap_w, 1);
	o->evap_kg_s = x.evap_kg_per_kg * q_w / (p->room.rise_k * AIF_PSYCHRO_CP);
	evaporate(p, o->evap_kg_s, o);
}

// Heat q_w into the weather.
static void
reject(aif_plant *p, const aif_plant_air *a, double q_w, aif_plant_out *out)
{
	switch (p->kind) {
	case AIF_PLANT_DRY:
	case AIF_PLANT_ADIABATIC:
		run_dry(p, a, q_w, out);
		break;
	case AIF_PLANT_TOWER:
		run_tower(p, a, q_w, out);
		break;
	case AIF_PLANT_CHILLER:
		run_chiller(p, a, q_w, out);
		break;
	case AIF_PLANT_AIR:
		run_fresh(p, a, q_w, out);
		break;
	}
}

void
aif_plant_run(aif_plant *p, const aif_plant_air *a, double liquid_w, double air_w,
	      aif_plant_out *out)
{
	double q_w = liquid_w + air_w, y = q_w / p->cap_w, room_w;
	aif_reuse_out reuse;

	memset(out, 0, sizeof *out);
	if (!(q_w > 0))
		return;
	out->crah_w = p->crah_w_w * air_w;
	out->pump_w = p->pump_w * y * (p->pump_static_frac + (1 - p->pump_static_frac) * y * y);
	if (p->kind == AIF_PLANT_TOWER)
		out->pump_w *= 2; // the tower's own loop moves the same flow
	out->pump_w += p->cdu_w_w * liquid_w;
	room_w = p->room_cop > 0 ? (air_w + out->crah_w) / p->room_cop : 0;
	q_w += out->crah_w + out->pump_w + room_w;
	out->heat_w = q_w;
	out->short_w = fmax(q_w - a->cap_w, 0);
	reuse = aif_reuse_run(&p->reuse, q_w, p->supply_c + p->range_k, a->db_c);
	out->reused_w = reuse.given_w;
	q_w -= reuse.taken_w;
	if (q_w > 1e-9 * out->heat_w) // else the network took all of it
		reject(p, a, q_w, out);
	out->rejected_w = q_w + out->comp_w;
	out->comp_w += room_w + reuse.elec_w;
	out->elec_w = out->fan_w + out->pump_w + out->crah_w + out->comp_w;
}
