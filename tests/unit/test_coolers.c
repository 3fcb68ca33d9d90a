// Exchangers, dry coolers, towers and chillers: closed forms and signs.
#include <string.h>

#include "aif_test.h"
#include "coolplants.h"
#include "models/cooling/chiller.h"
#include "models/cooling/drycooler.h"
#include "models/cooling/hx.h"
#include "models/cooling/ride.h"
#include "models/cooling/tower.h"
#include "models/cooling/water.h"

static void
hx_ntu_inverts_effectiveness(void **u)
{
	(void)u;
	for (double cr = 0; cr <= 1; cr += 0.125)
		for (double ntu = 0.1; ntu < 6; ntu += 0.3)
			assert_near(aif_hx_ntu(aif_hx_eps(ntu, cr), cr), ntu, 1e-7);
	// Cr = 0 (a condenser): 1 - exp(-NTU); Cr = 1: NTU/(1 + NTU).
	assert_near(aif_hx_eps(2, 0), 1 - exp(-2), 1e-12);
	assert_near(aif_hx_eps(3, 1), 0.75, 1e-12);
	// The balanced branch joins the general one.
	assert_near(aif_hx_eps(3, 1 - 2e-6), aif_hx_eps(3, 1), 1e-5);
}

static void
hx_conductance_is_the_design_one_at_design_flow_and_falls_with_either_flow(void **u)
{
	(void)u;
	assert_near(aif_hx_ua(5000, 1, 1), 5000, 1e-9);
	assert_true(aif_hx_ua(5000, 0.5, 1) < 5000 && aif_hx_ua(5000, 1, 0.5) < 5000);
	assert_near(aif_hx_ua(5000, 0, 1), 0, 0);
}

// 10 MW, 30 degC supply, 10 K range, design air 22 degC that warms by 8 K.
static aif_drycooler
dry(void)
{
	aif_drycooler c;

	assert_int_equal(aif_drycooler_size(&c, 10e6, 30, 10, (double[2]){ 22, 8 }, NULL), AIF_OK);
	return c;
}

static void
drycooler_meets_its_design_day_at_full_fans(void **u)
{
	aif_drycooler c = dry();
	double g = 1;

	(void)u;
	assert_near(aif_drycooler_cap_w(&c, 22, 40e6), 10e6, 1);
	assert_near(aif_drycooler_air(&c, 10e6 * (1 - 1e-9), 22, &g), 1, 1e-6);
	assert_true(aif_drycooler_air(&c, 10.1e6, 22, &g) > 1);
}

static void
drycooler_needs_less_air_when_it_is_colder_or_carries_less(void **u)
{
	aif_drycooler c = dry();
	double last = 0, g = 1;

	(void)u;
	for (double t = -10; t < 22; t += 0.5) {
		double x = aif_drycooler_air(&c, 8e6, t, &g);

		assert_true(x >= last - 1e-7 && x <= 1);
		last = x;
	}
	last = 0;
	for (double q = 0; q < 10e6; q += 2e5) {
		double x = aif_drycooler_air(&c, q, 20, &g);

		assert_true(x >= last - 1e-7 && x <= 1);
		last = x;
	}
}

static void
drycooler_answers_alike_from_any_guess(void **u)
{
	aif_drycooler c = dry();

	(void)u;
	for (double q = 2e6; q < 10e6; q += 1e6) {
		double g1 = 1, g2 = 0.11, g3 = NAN, x = aif_drycooler_air(&c, q, 18, &g1);

		assert_near(aif_drycooler_air(&c, q, 18, &g2), x, 1e-7);
		assert_near(aif_drycooler_air(&c, q, 18, &g3), x, 1e-7);
	}
}

static void
drycooler_refuses_air_warmer_than_its_water(void **u)
{
	aif_drycooler c = { 0 };
	aif_diag d = { 0 };

	(void)u;
	assert_int_equal(aif_drycooler_size(&c, 1e6, 30, 10, (double[2]){ 31, 8 }, &d), AIF_ERANGE);
	assert_near(aif_drycooler_cap_w(&(aif_drycooler){ 1e6, 30, 10, 1, 1, 0.1 }, 30, 4e6), 0, 0);
}

static void
tower_approach_does_not_fall_with_water_air_ratio_nor_rise_with_wet_bulb(void **u)
{
	(void)u;
	for (double r = 2; r <= 14; r += 4) {
		for (double wb = -30; wb <= 26; wb += 2) {
			double last = 0;

			for (double lg = 0.1; lg <= 8; lg += 0.1) {
				double a = aif_tower_approach_k(&york_calc, wb, r, lg, NULL);

				assert_true(a >= last - 1e-9);
				last = a;
			}
		}
		for (double wb = -30; wb < 26; wb += 2)
			assert_true(aif_tower_approach_k(&york_calc, wb, r, 1, NULL) >=
				    aif_tower_approach_k(&york_calc, wb + 2, r, 1, NULL) - 1e-9);
	}
}

static void
tower_inverse_questions_agree_with_the_approach(void **u)
{
	double water = aif_tower_water_max(&york_calc, 20, 8, 6);
	double air = aif_tower_air(&york_calc, 20, 8, 0.5, 6, 0.1);
	int outside = 0;

	(void)u;
	assert_near(aif_tower_approach_k(&york_calc, 20, 8, water, NULL), 6, 1e-6);
	assert_near(aif_tower_approach_k(&york_calc, 20, 8, 0.5 / air, NULL), 6, 1e-6);
	assert_true(aif_tower_air(&york_calc, 20, 8, water * 1.01, 6, 0.1) > 1);
	assert_near(aif_tower_fan_frac(0.5), 0.125, 1e-12);
	aif_tower_approach_k(&york_calc, 20, 8, 1, &outside);
	assert_int_equal(outside, 0);
	aif_tower_approach_k(&york_calc, 29, 8, 1, &outside);
	assert_int_equal(outside, 1);
}

static void
chiller_fit_finds_a_plausible_share_of_carnot(void **u)
{
	aif_chiller_curve c = trane_cvhe;

	(void)u;
	assert_int_equal(aif_chiller_fit(&c, NULL), AIF_OK);
	// Second-law efficiency of centrifugal machines: about 0.5...0.75.
	assert_near(c.carnot[0] + c.carnot[1] * 15, 0.65, 0.1);
	// At the machine's own reference the law is within 5 % of the record.
	assert_near(aif_chiller_cop_lift(&c, c.te_ref_c, c.tc_ref_c) / c.cop_ref, 1, 0.05);
}

static void
chiller_cop_falls_with_lift(void **u)
{
	aif_chiller_curve c = trane_cvhe;

	(void)u;
	assert_int_equal(aif_chiller_fit(&c, NULL), AIF_OK);
	for (double tc = 10; tc < 45; tc += 1)
		assert_true(aif_chiller_cop_lift(&c, 18, tc + 1) <=
			    aif_chiller_cop_lift(&c, 18, tc));
	for (double te = 6; te < 30; te += 1)
		assert_true(aif_chiller_cop_lift(&c, te + 1, 35) >=
			    aif_chiller_cop_lift(&c, te, 35));
	// The record itself above its knee: condenser water from 18 degC.
	for (double tc = 18; tc < 24; tc += 0.5)
		assert_true(aif_chiller_eir_frac(&c, 6, tc + 0.5) >=
			    aif_chiller_eir_frac(&c, 6, tc));
}

static void
chiller_cycles_below_its_least_load(void **u)
{
	aif_chiller_curve c = trane_cvhe;

	(void)u;
	// Straight to zero: half of the least load takes half of its power.
	assert_near(aif_chiller_plr_frac(&c, 0.15), 0.5 * aif_chiller_plr_frac(&c, 0.30), 1e-12);
	assert_near(aif_chiller_plr_frac(&c, 0), 0, 0);
}

// The record of the 1758 kW York YT gives an EIR of 1.0404 at its own reference.
static void
chiller_refuses_curves_that_are_not_1_at_their_reference(void **u)
{
	aif_chiller_curve c = york_yt_1758;
	aif_diag d = { 0 };

	(void)u;
	assert_int_equal(aif_chiller_fit(&c, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "1.04"));
}

// C dT/dt = Q - mc(T - Ts): after 60 C/(mc) the loop stands at Ts + Q/(mc).
static void
ride_temperature_follows_the_exact_solution(void **u)
{
	double c = 5 * 1000 * 4180.0, g = 1e5, q = 1e6;

	(void)u;
	assert_near(aif_ride_temp_c(c, q, g, 20, 20, 60 * c / g), 30, 1e-9);
	assert_near(aif_ride_temp_c(c, q, g, 20, 20, c / g), 20 + 10 * (1 - exp(-1)), 1e-9);
	// Cooling lost: straight up, and ride time is its inverse.
	assert_near(aif_ride_temp_c(c, q, 0, 20, 20, aif_ride_s(c, 10, q)), 30, 1e-9);
	assert_true(isinf(aif_ride_s(c, 10, 0)));
}

static void
water_balances(void **u)
{
	double e = aif_water_evap_kg_s(1e6, 0.85), b = aif_water_blowdown(e, 4);

	(void)u;
	assert_near(e, 1e6 * 0.85 / 2.43e6, 1e-12);
	assert_near(aif_water_makeup(e, 4, 0.01), e + b + 0.01, 1e-12);
	// Fewer cycles drain more.
	assert_true(aif_water_blowdown(e, 3) > b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hx_ntu_inverts_effectiveness),
		cmocka_unit_test(
		    hx_conductance_is_the_design_one_at_design_flow_and_falls_with_either_flow),
		cmocka_unit_test(drycooler_meets_its_design_day_at_full_fans),
		cmocka_unit_test(drycooler_needs_less_air_when_it_is_colder_or_carries_less),
		cmocka_unit_test(drycooler_answers_alike_from_any_guess),
		cmocka_unit_test(drycooler_refuses_air_warmer_than_its_water),
		cmocka_unit_test(
		    tower_approach_does_not_fall_with_water_air_ratio_nor_rise_with_wet_bulb),
		cmocka_unit_test(tower_inverse_questions_agree_with_the_approach),
		cmocka_unit_test(chiller_fit_finds_a_plausible_share_of_carnot),
		cmocka_unit_test(chiller_cop_falls_with_lift),
		cmocka_unit_test(chiller_cycles_below_its_least_load),
		cmocka_unit_test(chiller_refuses_curves_that_are_not_1_at_their_reference),
		cmocka_unit_test(ride_temperature_follows_the_exact_solution),
		cmocka_unit_test(water_balances),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
