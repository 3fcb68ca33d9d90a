// The cooling plant at one moment and the gate of a site: laws and small cases.
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "models/cooling/climate.h"
#include "models/cooling/plant.h"
#include "models/cooling/psychro.h"
#include "models/site/alloc.h"

static aif_plant
plant(aif_plant_kind kind)
{
	aif_plant p = {
		.kind = kind,
		.supply_c = 30,
		.range_k = 9.6,
		.cap_w = 10e6,
		.spare = 1.25,
		.design_db_c = kind == AIF_PLANT_DRY ? 24 : 34,
		.design_wb_c = kind == AIF_PLANT_DRY ? 18 : 24,
		.coil_gap_k = 6,
		.air_rise_k = 10,
		.fan_dp_pa = 150,
		.fan_eff = 0.6,
		.pad_eff = 0.8,
		.exchange_k = 2,
		.cond_gap_k = 10,
		.pump_dp_pa = 250e3,
		.pump_eff = 0.8,
		.pump_static_frac = 0.3,
		.room = { 5, 12, 35, 0, 0, 400, 0.6, 0.5 },
		.cdu_w_w = 0.008,
		.chillers = 4,
		.latent_frac = 0.85,
		.coc = 4,
		.drift_frac = 5e-4,
		.tower = york_calc,
		.chiller = trane_cvhe,
	};
	aif_diag d = { 0 };

	if (aif_plant_size(&p, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return p;
}

static void
plant_rejects_what_it_takes_and_what_it_adds(void **u)
{
	(void)u;
	for (int k = AIF_PLANT_DRY; k <= AIF_PLANT_CHILLER; k++)
		for (double t = -15; t <= 40; t += 5)
			for (double q = 0.5e6; q <= 10e6; q += 1.9e6) {
				aif_plant p = plant((aif_plant_kind)k);
				aif_plant_air a = coolplants_air(&p, t, 0.5);
				aif_plant_out o;

				aif_plant_run(&p, &a, 0.7 * q, 0.3 * q, &o);
				assert_rel(o.rejected_w, q + o.elec_w - o.fan_w, 1e-12);
				assert_rel(o.water_kg_s + 1,
					   o.evap_kg_s + o.drain_kg_s + o.drift_kg_s + 1, 1e-12);
				// PUE of the plant alone is above 1, and every part is there.
				assert_true(o.elec_w > 0 && o.fan_w > 0 && o.pump_w > 0 &&
					    o.crah_w > 0 && o.comp_w >= 0);
			}
}

static void
plant_without_heat_draws_nothing(void **u)
{
	aif_plant p = plant(AIF_PLANT_TOWER);
	aif_plant_air a = coolplants_air(&p, 20, 0.5);
	aif_plant_out o;

	(void)u;
	aif_plant_run(&p, &a, 0, 0, &o);
	assert_near(o.elec_w + o.water_kg_s + o.rejected_w, 0, 0);
}

// Colder outside air never costs more, at constant relative humidity. The pads are
// let out: they switch on at once and let the fans slow down.
static void
plant_needs_no_more_power_when_it_is_colder(void **u)
{
	static const aif_plant_kind kinds[] = { AIF_PLANT_DRY, AIF_PLANT_TOWER, AIF_PLANT_CHILLER };

	(void)u;
	for (int k = 0; k < 3; k++) {
		aif_plant p = plant(kinds[k]);
		double last = 0;

		for (double t = -15; t <= 36; t += 0.5) {
			aif_plant_air a = coolplants_air(&p, t, 0.5);
			aif_plant_out o;

			aif_plant_run(&p, &a, 6e6, 2e6, &o);
			assert_true(o.elec_w >= last * (1 - 1e-9));
			last = o.elec_w;
		}
	}
}

static void
plant_goes_from_free_cooling_to_chillers_as_it_warms(void **u)
{
	aif_plant p = plant(AIF_PLANT_TOWER);
	aif_plant_mode last = AIF_PLANT_FREE;
	int seen = 0;

	(void)u;
	for (double t = 0; t <= 42; t += 0.25) {
		aif_plant_air a = coolplants_air(&p, t, 0.6);
		aif_plant_out o;

		aif_plant_run(&p, &a, 9e6, 0, &o);
		assert_true(o.mode >= last);
		seen |= 1 << o.mode;
		last = o.mode;
	}
	assert_int_equal(seen & (1 << AIF_PLANT_FREE | 1 << AIF_PLANT_PARTIAL),
			 1 << AIF_PLANT_FREE | 1 << AIF_PLANT_PARTIAL);
}

static void
plant_wets_its_pads_only_when_dry_air_fails(void **u)
{
	aif_plant p = plant(AIF_PLANT_ADIABATIC);
	aif_plant_air cool = coolplants_air(&p, 10, 0.5), hot = coolplants_air(&p, 34, 0.43);
	aif_plant_out o;

	(void)u;
	aif_plant_run(&p, &cool, 9e6, 0, &o);
	assert_int_equal(o.mode, AIF_PLANT_FREE);
	assert_near(o.water_kg_s, 0, 0);
	aif_plant_run(&p, &hot, 9e6, 0, &o);
	assert_int_equal(o.mode, AIF_PLANT_WET);
	assert_true(o.water_kg_s > 0);
	// 9 MW of sensible heat to air that warms by some 10 K: evaporation cools that air
	// by 0.8 (34 - 24) = 8 K, so its latent heat is of the order of 9 MW * 8/10.
	assert_near(o.evap_kg_s * 2.43e6 / 9e6, 0.7, 0.4);
}

static void
plant_loses_capacity_beyond_its_design_day_unless_it_has_chillers(void **u)
{
	aif_plant dry = plant(AIF_PLANT_DRY), trim = dry;
	aif_plant_air a = coolplants_air(&dry, 28, 0.5), b;
	aif_plant_out o;

	(void)u;
	assert_true(a.cap_w < 8e6);
	aif_plant_run(&dry, &a, 10e6, 0, &o);
	assert_true(o.short_w > 2e6);
	trim.trim_w = 10e6;
	assert_int_equal(aif_plant_size(&trim, NULL), AIF_OK);
	b = coolplants_air(&trim, 28, 0.5);
	assert_near(b.cap_w, 10e6, 1);
	aif_plant_run(&trim, &b, 9e6, 0, &o);
	assert_true(o.comp_w > 0);
	assert_near(o.short_w, 0, 0);
}

// Without a place for the message too.
static void
plant_refuses_a_design_day_that_it_can_not_meet(void **u)
{
	aif_plant p = plant(AIF_PLANT_DRY);
	aif_diag d = { 0 };

	(void)u;
	p.supply_c = 20;
	assert_int_equal(aif_plant_size(&p, NULL), AIF_ERANGE);
	assert_int_equal(aif_plant_size(&p, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "design day"));
}

// Water of 40 degC makes air of 45: beyond the limit of 35 chillers lift the room's heat, from
// 30 to 40 degC: 0.5 (30 + 273.15 - 5) / (10 + 10) = 7.45. Liquid heat needs none.
static void
plant_lifts_room_heat_when_its_water_is_too_warm(void **u)
{
	aif_plant p = plant(AIF_PLANT_DRY);
	aif_plant_air a;
	aif_plant_out o;

	(void)u;
	assert_near(p.room_cop, 0, 0);
	p.supply_c = 40;
	assert_int_equal(aif_plant_size(&p, NULL), AIF_OK);
	assert_rel(p.room_cop, 0.5 * (30 + 273.15 - 5) / 20, 1e-12);
	a = coolplants_air(&p, 20, 0.5);
	aif_plant_run(&p, &a, 8e6, 0, &o);
	assert_near(o.comp_w, 0, 0);
	aif_plant_run(&p, &a, 4e6, 4e6, &o);
	assert_rel(o.comp_w, (4e6 + o.crah_w) / p.room_cop, 1e-12);
	// Exhaust that comes back warms the intake: 0.2 / 0.8 of 12 K is 3 K more lift.
	p.room.recirc_frac = 0.2;
	assert_int_equal(aif_plant_size(&p, NULL), AIF_OK);
	assert_rel(p.room_cop, 0.5 * (27 + 273.15 - 5) / 23, 1e-12);
}

// A passive rear door has no fans; air handlers move 1 / (1.2 * 1006 * 12) m3 per J at 400 Pa
// over 0.6, and one part in ten more when that share of air returns unused.
static void
plant_pays_for_air_that_it_moves(void **u)
{
	aif_plant p = plant(AIF_PLANT_DRY);

	(void)u;
	assert_rel(p.crah_w_w, 400 / 0.6 / (1.2 * 1006 * 12), 1e-12);
	p.room.bypass_frac = 0.1;
	assert_int_equal(aif_plant_size(&p, NULL), AIF_OK);
	assert_rel(p.crah_w_w, 400 / 0.6 / (1.2 * 1006 * 12) / 0.9, 1e-12);
	p.room.dp_pa = 0;
	assert_int_equal(aif_plant_size(&p, NULL), AIF_OK);
	assert_near(p.crah_w_w, 0, 0);
}

// At 2.5 degC half of the way to full demand: 0.15 + 0.85 / 2 of it. From a return of 39.6 to 68
// degC a heat pump reaches 0.5 * 341.15 / 28.4 = 6.0.
static void
plant_gives_heat_to_a_network_in_winter(void **u)
{
	aif_plant p = plant(AIF_PLANT_DRY);
	aif_plant_air cold, hot;
	aif_plant_out with, without;
	double cop = 0.5 * (68 + 273.15) / (68 - 39.6), given = 4e6 * (0.15 + 0.85 / 2);

	(void)u;
	cold = coolplants_air(&p, 2.5, 0.6);
	hot = coolplants_air(&p, 22, 0.5);
	aif_plant_run(&p, &cold, 8e6, 0, &without);
	p.reuse = (aif_reuse){ 4e6, 0.15, 15, -10, 65, 3, 0.5 };
	aif_plant_run(&p, &cold, 8e6, 0, &with);
	assert_rel(with.reused_w, given, 1e-9);
	assert_rel(with.comp_w, given / cop, 1e-9);
	assert_rel(with.rejected_w, without.rejected_w - given * (1 - 1 / cop), 1e-9);
	assert_true(with.fan_w < without.fan_w);
	aif_plant_run(&p, &hot, 8e6, 0, &with);
	assert_rel(with.reused_w, 0.15 * 4e6, 1e-9);
	// Warm enough as it is: no heat pump.
	p.reuse.need_c = 35;
	aif_plant_run(&p, &cold, 8e6, 0, &with);
	assert_near(with.comp_w, 0, 0);
}

// --- climate -------------------------------------------------------------------------

static void
climate_finds_the_hour_and_the_design_day(void **u)
{
	aif_arena *arena;
	aif_frame *f;
	aif_climate c;
	aif_diag d = { 0 };

	(void)u;
	assert_int_equal(aif_arena_create(&arena), AIF_OK);
	assert_int_equal(aif_frame_create(&f, arena, 2, 8760), AIF_OK);
	f->n_row = 8760;
	f->step_s = 3600;
	f->is_typical_year = 1;
	f->start_unix_s = 1672531200; // 2023-01-01
	f->col[0].name = "drybulb_c";
	f->col[1].name = "dewpoint_c";
	for (int i = 0; i < 8760; i++) {
		f->col[0].x[i] = (double)i / 8760 * 40;
		f->col[1].x[i] = f->col[0].x[i] - 5;
	}
	if (aif_climate_load(&c, f, 0, arena, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	// The 99.6 % quantile of a ramp from 0 to 40.
	assert_near(c.design_db_c, 0.996 * 40, 0.01);
	assert_true(c.design_wb_c < c.design_db_c);
	// 2027-01-01 00:00 is row 0, 05:59 row 5, 06:00 row 6.
	assert_near(aif_climate_at(&c, 1798761600)->db_c, 0, 1e-12);
	assert_near(aif_climate_at(&c, 1798761600 + 5 * 3600 + 3540)->db_c, 5.0 / 8760 * 40, 1e-12);
	assert_near(aif_climate_at(&c, 1798761600 + 6 * 3600)->db_c, 6.0 / 8760 * 40, 1e-12);
	f->col[0].x[100] = NAN;
	assert_int_equal(aif_climate_load(&c, f, 0, arena, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "row 101"));
	aif_arena_free(arena);
}

// --- gate ------------------------------------------------------------------------------

typedef struct gate {
	aif_alloc a;
	aif_alloc_hall hall[2];
	aif_alloc_cool cool[1];
	aif_alloc_cluster cluster[2];
	double left[3];
} gate;

// Two halls of 5 MW on one plant of 12 MW of heat, two clusters of 40 racks of 120 kW;
// 1 W of IT draws 1.05 W and warms the plant by 1.03 W, which takes 0.1 W/W.
static void
open_gate(gate *g)
{
	*g = (gate){ 0 };
	for (int i = 0; i < 2; i++) {
		g->hall[i] = (aif_alloc_hall){
			.ready = 1, .limit_w = 5e6, .in_frac = 1.05, .heat_frac = 1.03
		};
		g->cluster[i] = (aif_alloc_cluster){ .hall = (uint32_t)i,
						     .rack_w = 120e3,
						     .positions = 40,
						     .installed = 40,
						     .wanted = 40 };
	}
	g->cool[0] = (aif_alloc_cool){ 12e6, 0.1 };
	g->a = (aif_alloc){ .hall = g->hall,
			    .cool = g->cool,
			    .cluster = g->cluster,
			    .n_hall = 2,
			    .n_cool = 1,
			    .n_cluster = 2,
			    .supply_w = 20e6,
			    .hall_left_w = g->left,
			    .cool_left_w = g->left + 2 };
}

static void
alloc_names_the_first_limit_that_stops_a_cluster(void **u)
{
	gate g;

	(void)u;
	open_gate(&g);
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[0].granted + g.cluster[1].granted, 80, 0);
	g.hall[1].ready = 0;
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[1].granted, 0, 0);
	assert_int_equal(g.cluster[1].why, AIF_ALLOC_HALL);
	open_gate(&g);
	g.cluster[0].positions = 24;
	aif_alloc_grant(&g.a);
	assert_int_equal(g.cluster[0].why, AIF_ALLOC_RACKS);
	open_gate(&g);
	g.hall[0].limit_w = 2.4e6; // 20 racks
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[0].granted, 20, 0);
	assert_int_equal(g.cluster[0].why, AIF_ALLOC_UPS);
	open_gate(&g);
	// 6 MW of heat: 48 racks of 123.6 kW: 40 and 8.
	g.cool[0].cap_w = 6e6;
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[1].granted, 8, 0);
	assert_int_equal(g.cluster[1].why, AIF_ALLOC_COOLING);
	open_gate(&g);
	// 120 kW * (1.05 + 1.03 * 0.1) = 138.36 kW a rack: 10 MW feed 72.
	g.a.supply_w = 10e6;
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[1].granted, 32, 0);
	assert_int_equal(g.cluster[1].why, AIF_ALLOC_GRID);
	open_gate(&g);
	// Two feeds of 5 MW of which one may fail: 5 MW feed 36.
	g.a.supply_w = 10e6;
	g.a.spare_w = 5e6;
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[0].granted, 36, 0);
	assert_int_equal(g.cluster[0].why, AIF_ALLOC_FEED);
	open_gate(&g);
	// 6 MW let: 50 racks of 120 kW.
	g.a.contract_w = 6e6;
	aif_alloc_grant(&g.a);
	assert_near(g.cluster[1].granted, 10, 0);
	assert_int_equal(g.cluster[1].why, AIF_ALLOC_CONTRACT);
}

// Largest two of 3, 7, 5, 7: 14, of equal ones both.
static void
alloc_adds_the_largest_supplies(void **u)
{
	double w[] = { 3, 7, 5, 7 };

	(void)u;
	assert_near(aif_alloc_largest(w, 4, 0), 0, 0);
	assert_near(aif_alloc_largest(w, 4, 2), 14, 0);
	w[0] = 3, w[1] = 7, w[2] = 5, w[3] = 7;
	assert_near(aif_alloc_largest(w, 4, 9), 22, 0);
}

static void
alloc_never_grants_beyond_any_limit(void **u)
{
	unsigned x = 1;

	(void)u;
	for (int n = 0; n < 2000; n++) {
		double heat = 0, draw = 0;
		double r[8];
		gate g;

		open_gate(&g);
		for (int i = 0; i < 8; i++) {
			x = x * 1664525u + 1013904223u;
			r[i] = x / 4294967296.0;
		}
		g.a.supply_w = 15e6 * r[0];
		g.cool[0].cap_w = 15e6 * r[1];
		for (int i = 0; i < 2; i++) {
			g.hall[i].limit_w = 6e6 * r[2 + i];
			g.cluster[i].installed = floor(50 * r[4 + i]);
			g.cluster[i].positions = floor(50 * r[6 + i]);
		}
		aif_alloc_grant(&g.a);
		for (int i = 0; i < 2; i++) {
			double w = g.cluster[i].granted * 120e3;

			assert_true(g.cluster[i].granted >= 0);
			assert_true(g.cluster[i].granted <= g.cluster[i].installed);
			assert_true(g.cluster[i].granted <= g.cluster[i].positions);
			assert_true(w <= g.hall[i].limit_w * (1 + 1e-8));
			heat += w * 1.03;
			draw += w * aif_alloc_ratio(&g.a, (uint32_t)i);
		}
		assert_true(heat <= g.cool[0].cap_w * (1 + 1e-8));
		assert_true(draw <= g.a.supply_w * (1 + 1e-8));
	}
}

// 4.8 MW wanted and not granted in hall 2; 1 % of the demand is no constraint.
static void
alloc_binds_by_unmet_demand(void **u)
{
	double unmet[AIF_ALLOC_N] = { 0 };
	gate g;

	(void)u;
	open_gate(&g);
	g.hall[1].ready = 0;
	aif_alloc_grant(&g.a);
	aif_alloc_unmet(&g.a, 2, unmet);
	assert_near(unmet[AIF_ALLOC_HALL], 2 * 4.8e6, 1e-6);
	assert_int_equal(aif_alloc_worst(unmet, 2 * 9.6e6), AIF_ALLOC_HALL);
	assert_int_equal(aif_alloc_worst(unmet, 2 * 500e6), AIF_ALLOC_DEMAND);
	assert_string_equal(aif_alloc_name(AIF_ALLOC_GRID), "grid");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plant_rejects_what_it_takes_and_what_it_adds),
		cmocka_unit_test(plant_without_heat_draws_nothing),
		cmocka_unit_test(plant_needs_no_more_power_when_it_is_colder),
		cmocka_unit_test(plant_goes_from_free_cooling_to_chillers_as_it_warms),
		cmocka_unit_test(plant_wets_its_pads_only_when_dry_air_fails),
		cmocka_unit_test(plant_loses_capacity_beyond_its_design_day_unless_it_has_chillers),
		cmocka_unit_test(plant_refuses_a_design_day_that_it_can_not_meet),
		cmocka_unit_test(plant_lifts_room_heat_when_its_water_is_too_warm),
		cmocka_unit_test(plant_pays_for_air_that_it_moves),
		cmocka_unit_test(plant_gives_heat_to_a_network_in_winter),
		cmocka_unit_test(climate_finds_the_hour_and_the_design_day),
		cmocka_unit_test(alloc_names_the_first_limit_that_stops_a_cluster),
		cmocka_unit_test(alloc_adds_the_largest_supplies),
		cmocka_unit_test(alloc_never_grants_beyond_any_limit),
		cmocka_unit_test(alloc_binds_by_unmet_demand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
