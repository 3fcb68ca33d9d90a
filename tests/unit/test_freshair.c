// A hall cooled by outside air: modes, capacity, balances.
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "models/cooling/freshair.h"
#include "models/cooling/psychro.h"

static const aif_plant proto = {
	.kind = AIF_PLANT_AIR,
	.supply_c = 24,
	.range_k = 9.6,
	.cap_w = 2e6,
	.trim_w = 2e6,
	.spare = 1,
	.design_db_c = 35,
	.design_wb_c = 25,
	.fan_dp_pa = 150,
	.fan_eff = 0.6,
	.pad_eff = 0.8,
	.wets = 1,
	.dew_limit_c = 21,
	.room = { 5, 12, 35, 0, 0, 400, 0.6, 0.5 },
	.chillers = 4,
	.coc = 4,
	.drift_frac = 5e-4,
};

static aif_plant
plant(double trim_w, int wets)
{
	aif_plant p = proto;
	aif_diag d = { 0 };

	p.trim_w = trim_w;
	p.wets = wets;
	p.chiller = trane_cvhe;
	if (aif_plant_size(&p, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return p;
}

static aif_plant_out
out(aif_plant *p, double db_c, double rh)
{
	aif_plant_air a = coolplants_air(p, db_c, rh);
	aif_plant_out o;

	aif_plant_run(p, &a, 0, 1.5e6, &o);
	return o;
}

// Supply of 24 degC comes back at 36.
static void
it_goes_from_mixing_to_pads_to_coils(void **u)
{
	aif_plant p = plant(2e6, 1), bare = plant(2e6, 0);
	aif_freshair x;
	aif_plant_air a = coolplants_air(&p, 12, 0.5);

	(void)u;
	// Half outside, half return: (12 + 36) / 2.
	x = aif_freshair_at(&p, &a);
	assert_int_equal(x.mode, AIF_PLANT_FREE);
	assert_near(x.outside_frac, 0.5, 1e-12);
	assert_int_equal(out(&p, 24, 0.4).mode, AIF_PLANT_FREE);
	assert_int_equal(out(&p, 30, 0.3).mode, AIF_PLANT_WET);
	assert_int_equal(out(&bare, 30, 0.3).mode, AIF_PLANT_PARTIAL);
	assert_int_equal(out(&p, 40, 0.1).mode, AIF_PLANT_MECH);
	// 27 degC at 80 %: dew point 23.3, beyond 21.
	assert_int_equal(out(&p, 27, 0.8).mode, AIF_PLANT_MECH);
	// Without pads air of 30 degC has half of the rise still to be cooled away.
	a = coolplants_air(&bare, 30, 0.3);
	assert_near(aif_freshair_at(&bare, &a).coil_frac, 0.5, 1e-12);
}

static void
what_comes_in_goes_out(void **u)
{
	aif_plant p = plant(2e6, 1);

	(void)u;
	for (double t = -20; t <= 44; t += 2)
		for (double rh = 0.1; rh < 1; rh += 0.2) {
			aif_plant_out o = out(&p, t, rh);

			assert_rel(o.rejected_w, 1.5e6 + o.elec_w - o.fan_w, 1e-12);
			assert_rel(o.water_kg_s + 1e-30,
				   o.evap_kg_s + o.drain_kg_s + o.drift_kg_s + 1e-30, 1e-12);
			assert_true(o.elec_w > 0 && o.pump_w == 0 && o.short_w == 0);
		}
}

// Water brings the air moved from 30 degC to 24 along its wet bulb: sensible heat of 6 K goes into
// evaporation, to the percent (the water's own heat).
static void
pads_evaporate_what_they_cool(void **u)
{
	aif_plant p = plant(2e6, 1);
	aif_plant_out o = out(&p, 30, 0.3);
	double air_kg_s = o.heat_w / (12 * AIF_PSYCHRO_CP);

	(void)u;
	assert_near(o.evap_kg_s * 2.44e6 / (air_kg_s * AIF_PSYCHRO_CP * 6), 1, 0.02);
}

static void
hotter_air_is_never_better(void **u)
{
	aif_plant p = plant(2e6, 0), small = plant(2e6, 0);
	double was_w = 0, was_cap = INFINITY;

	(void)u;
	small.trim_w = 1e6;
	for (double t = 24; t <= 44; t += 1) {
		aif_plant_air a = coolplants_air(&small, t, 0.2);
		aif_plant_out o = out(&p, t, 0.2);

		// Return air has 36 degC: from there on exhaust fans stand still.
		assert_true(o.elec_w > was_w || t == 36);
		assert_true(a.cap_w <= was_cap);
		was_w = o.elec_w;
		was_cap = a.cap_w;
	}
	assert_near(was_cap, 1e6, 1e-6);
}

static void
a_design_day_beyond_its_means_is_refused_with_what_it_takes(void **u)
{
	aif_plant p = proto;
	aif_diag d = { 0 };

	(void)u;
	p.chiller = trane_cvhe;
	p.trim_w = 1e5;
	assert_int_equal(aif_plant_size(&p, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "trim = "));
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(it_goes_from_mixing_to_pads_to_coils),
		cmocka_unit_test(what_comes_in_goes_out),
		cmocka_unit_test(pads_evaporate_what_they_cool),
		cmocka_unit_test(hotter_air_is_never_better),
		cmocka_unit_test(a_design_day_beyond_its_means_is_refused_with_what_it_takes),
	};
	return cmocka_run_group_tests(t, NULL, NULL);
}
