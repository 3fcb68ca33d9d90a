// Laws of the facility that hold for any input: drawn at random, thousands of times.
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "models/cooling/plant.h"
#include "models/cooling/psychro.h"
#include "models/power/stage.h"
#include "util/rng.h"

enum { DRAWS = 4000 };

static aif_rng
stream(uint32_t purpose)
{
	aif_rng_key key = { .seed = 5, .entity = purpose };
	aif_rng r;

	aif_rng_init(&r, &key);
	return r;
}

static double
between(aif_rng *r, double lo, double hi)
{
	return lo + (hi - lo) * aif_rng_u01(r);
}

static aif_plant_air
weather(aif_rng *r, const aif_plant *p)
{
	aif_plant_air a = { .db_c = between(r, -30, 48), .p_pa = between(r, 70e3, 104e3) };
	double rh = between(r, 0.02, 1);

	assert_int_equal(aif_psychro_wetbulb(a.db_c, rh, a.p_pa, &a.wb_c, NULL), AIF_OK);
	a.ratio = aif_psychro_ratio(a.db_c, rh, a.p_pa);
	if (p)
		aif_plant_weather(p, &a);
	return a;
}

static void
law_wet_bulb_is_never_above_dry_bulb_and_grows_with_humidity(void **u)
{
	aif_rng r = stream(1);

	(void)u;
	for (int i = 0; i < DRAWS; i++) {
		double t = between(&r, -40, 55), p = between(&r, 60e3, 105e3), dry, wet;
		double rh = between(&r, 0, 1), more = between(&r, rh, 1);

		assert_int_equal(aif_psychro_wetbulb(t, rh, p, &dry, NULL), AIF_OK);
		assert_int_equal(aif_psychro_wetbulb(t, more, p, &wet, NULL), AIF_OK);
		assert_true(dry <= t && wet <= t);
		assert_true(wet >= dry - 1e-6);
		// Saturated air is its own wet bulb.
		assert_int_equal(aif_psychro_wetbulb(t, 1, p, &wet, NULL), AIF_OK);
		assert_near(wet, t, 1e-3);
	}
}

// Efficiency is at most 1, loss never falls with load, input and output are inverse.
static void
law_stages_lose_more_with_more_load_and_never_gain(void **u)
{
	aif_rng r = stream(2);

	(void)u;
	for (int i = 0; i < DRAWS; i++) {
		aif_stage s = { between(&r, 1e3, 1e9),
				{ between(&r, 0, 0.05), between(&r, 0, 0.05),
				  between(&r, 0, 0.05) } };
		double a = between(&r, 0, s.rated_w), b = between(&r, a, 1.2 * s.rated_w);

		assert_true(aif_stage_loss_w(&s, a) >= 0);
		assert_true(aif_stage_loss_w(&s, b) >= aif_stage_loss_w(&s, a));
		assert_true(aif_stage_eff(&s, b) <= 1);
		assert_near(aif_stage_out_w(&s, aif_stage_in_w(&s, a)), a, 1e-9 * s.rated_w);
		// Out + loss = in.
		assert_rel(a + aif_stage_loss_w(&s, a), aif_stage_in_w(&s, a), 1e-12);
	}
}

static void
law_cop_falls_with_lift(void **u)
{
	aif_chiller_curve c = trane_cvhe;
	aif_rng r = stream(3);

	(void)u;
	assert_int_equal(aif_chiller_fit(&c, NULL), AIF_OK);
	for (int i = 0; i < DRAWS; i++) {
		double te = between(&r, 4, 30), tc = between(&r, te + 1, 55),
		       warmer = tc + between(&r, 0.1, 5);
		aif_room room = { between(&r, 1, 10),
				  between(&r, 5, 20),
				  between(&r, 18, 45),
				  between(&r, 0, 0.3),
				  between(&r, 0, 0.3),
				  400,
				  0.6,
				  0.5 };
		double w = aif_room_water_c(&room) + between(&r, 0.1, 20);

		assert_true(aif_chiller_cop_lift(&c, te, warmer) <=
			    aif_chiller_cop_lift(&c, te, tc));
		assert_true(aif_room_cop(&room, w + 1) < aif_room_cop(&room, w));
		assert_near(aif_room_intake_c(&room, aif_room_water_c(&room)), room.limit_c, 1e-9);
	}
}

static int
draw_plant(aif_rng *r, aif_plant *p)
{
	memset(p, 0, sizeof *p);
	p->kind = (aif_plant_kind)(4 * aif_rng_u01(r));
	p->supply_c = between(r, 12, 46);
	p->range_k = between(r, 5, 13);
	p->cap_w = between(r, 1e5, 1e8);
	p->spare = between(r, 1, 2);
	p->design_db_c = between(r, 15, 42);
	p->design_wb_c = p->design_db_c - between(r, 2, 12);
	p->coil_gap_k = 6;
	p->air_rise_k = between(r, 6, 14);
	p->fan_dp_pa = 150;
	p->fan_eff = 0.6;
	p->pad_eff = between(r, 0.6, 0.95);
	p->exchange_k = 2;
	p->cond_gap_k = 10;
	p->pump_dp_pa = 250e3;
	p->pump_eff = 0.8;
	p->pump_static_frac = between(r, 0, 1);
	p->room =
	    (aif_room){ 5,   12, between(r, 24, 45), between(r, 0, 0.2), between(r, 0, 0.2), 400,
			0.6, 0.5 };
	p->cdu_w_w = between(r, 0, 0.02);
	p->chillers = floor(between(r, 1, 9));
	p->reuse =
	    (aif_reuse){ aif_rng_u01(r) < 0.5 ? 0 : between(r, 0, 5e7), 0.15, 15, -10, 65, 3, 0.5 };
	p->latent_frac = between(r, 0.6, 1);
	p->coc = between(r, 2, 8);
	p->drift_frac = 5e-4;
	p->tower = york_calc;
	p->chiller = trane_cvhe;
	return aif_plant_size(p, NULL) == AIF_OK;
}

// At every stage and in sum: heat in = heat out, water in = water out, PUE of the plant >= 1.
static void
law_plants_balance_heat_and_water_and_only_add_to_power(void **u)
{
	aif_rng r = stream(4);
	int n = 0;

	(void)u;
	for (int i = 0; i < DRAWS; i++) {
		aif_plant p;
		aif_plant_air a;
		aif_plant_out o;
		double q, air;

		if (!draw_plant(&r, &p))
			continue;
		n++;
		a = weather(&r, &p);
		q = between(&r, 0.02, 0.8) * p.cap_w;
		air = between(&r, 0, 1) * q;
		aif_plant_run(&p, &a, q - air, air, &o);
		assert_rel(o.rejected_w + o.reused_w, q + o.elec_w - o.fan_w, 1e-9);
		assert_rel(o.elec_w, o.fan_w + o.pump_w + o.crah_w + o.comp_w, 1e-12);
		assert_near(o.evap_kg_s + o.drain_kg_s + o.drift_kg_s, o.water_kg_s,
			    1e-9 * o.water_kg_s);
		assert_true(o.fan_w >= 0 && o.pump_w > 0 && o.crah_w >= 0 && o.comp_w >= 0);
		assert_true(o.evap_kg_s >= 0 && o.drain_kg_s >= 0 && o.water_kg_s >= 0);
		assert_true(o.rejected_w >= -1e-9 * q && o.reused_w >= 0 && o.short_w >= 0);
		assert_true((q + o.elec_w) / q >= 1); // plant's part of the PUE
		assert_true(a.cap_w <= p.cap_w * (1 + 1e-12));
	}
	assert_true(n > DRAWS / 2);
}

// More heat is never cheaper, in the same weather.
static void
law_plants_draw_no_less_for_more_heat(void **u)
{
	aif_rng r = stream(5);

	(void)u;
	for (int i = 0; i < DRAWS; i++) {
		aif_plant p;
		aif_plant_air a;
		aif_plant_out less, more;
		double q;

		if (!draw_plant(&r, &p))
			continue;
		p.reuse.most_w = 0;
		p.chillers = 1;
		a = weather(&r, &p);
		q = between(&r, 0.1, 0.5) * p.cap_w;
		aif_plant_run(&p, &a, 0.8 * q, 0.2 * q, &less);
		aif_plant_run(&p, &a, 1.2 * 0.8 * q, 1.2 * 0.2 * q, &more);
		if (less.mode == more.mode)
			assert_true(more.elec_w >= less.elec_w * (1 - 1e-6));
		assert_true(more.rejected_w > less.rejected_w);
	}
}

// Several chillers never draw more than one of the same size, and less at part load.
static void
law_staging_never_costs(void **u)
{
	aif_rng r = stream(6);
	double saved = 0;

	(void)u;
	for (int i = 0; i < DRAWS; i++) {
		aif_plant p;
		aif_plant_air a;
		aif_plant_out one, many;
		double q;

		if (!draw_plant(&r, &p) || p.kind < AIF_PLANT_TOWER)
			continue;
		a = weather(&r, &p);
		q = between(&r, 0.02, 0.8) * p.cap_w;
		p.chillers = 6;
		aif_plant_run(&p, &a, q, 0, &many);
		p.chillers = 1;
		aif_plant_run(&p, &a, q, 0, &one);
		assert_true(many.comp_w <= one.comp_w * (1 + 1e-9));
		saved = fmax(saved, 1 - many.comp_w / fmax(one.comp_w, 1));
	}
	assert_true(saved > 0.05);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(law_wet_bulb_is_never_above_dry_bulb_and_grows_with_humidity),
		cmocka_unit_test(law_stages_lose_more_with_more_load_and_never_gain),
		cmocka_unit_test(law_cop_falls_with_lift),
		cmocka_unit_test(law_plants_balance_heat_and_water_and_only_add_to_power),
		cmocka_unit_test(law_plants_draw_no_less_for_more_heat),
		cmocka_unit_test(law_staging_never_costs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
