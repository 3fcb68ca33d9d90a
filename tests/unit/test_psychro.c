// Moist air against tables, and the laws it may not break.
#include "aif_test.h"
#include "models/cooling/psychro.h"

static double
wet(double t, double rh, double p)
{
	double wb = NAN;
	aif_diag d = { 0 };

	assert_int_equal(aif_psychro_wetbulb(t, rh, p, &wb, &d), AIF_OK);
	return wb;
}

// Source: ASHRAE Handbook Fundamentals 2017, ch. 1, table 3.
static void
psychro_saturation_pressure_meets_the_tables(void **u)
{
	(void)u;
	assert_near(aif_psychro_sat_pa(0), 611.2, 0.2);
	assert_near(aif_psychro_sat_pa(20), 2338.9, 1.5);
	assert_near(aif_psychro_sat_pa(40), 7383.5, 5);
	assert_near(aif_psychro_sat_pa(-20), 103.26, 0.1);
	// The two branches meet at the triple point within 0.1 Pa.
	assert_near(aif_psychro_sat_pa(-1e-9), aif_psychro_sat_pa(1e-9), 0.1);
}

static void
psychro_pressure_falls_with_elevation(void **u)
{
	(void)u;
	assert_near(aif_psychro_pressure_pa(0), 101325, 1e-9);
	// US standard atmosphere at 1500 m: 84 556 Pa.
	assert_near(aif_psychro_pressure_pa(1500), 84556, 10);
}

// A wet bulb inverts the humidity ratio that defines it, on both sides of 0.
static void
psychro_wetbulb_inverts_the_humidity_ratio(void **u)
{
	(void)u;
	for (double t = -25; t <= 45; t += 2.5)
		for (double wb = t - 8; wb <= t; wb += 1) {
			double w = aif_psychro_ratio_wb(t, wb, 101325);
			double rh = w / (0.621945 + w) * 101325 / aif_psychro_sat_pa(t);

			if (w > 0 && rh <= 1 && !(wb < 0 && t > 0))
				assert_near(wet(t, rh, 101325), wb, 1e-4);
		}
}

static void
psychro_wetbulb_stays_at_or_below_the_dry_bulb_and_grows_with_humidity(void **u)
{
	(void)u;
	for (double p = 80000; p <= 101325; p += 21325)
		for (double t = -40; t <= 55; t += 1) {
			double last = -1e9;

			for (double rh = 0; rh <= 1.0001; rh += 0.05) {
				double wb = wet(t, rh, p);

				assert_true(wb <= t && wb >= last - 1e-6);
				last = wb;
			}
			assert_near(last, t, 1e-5);
		}
}

static void
psychro_wetbulb_refuses_what_is_no_air(void **u)
{
	aif_diag d = { 0 };
	double wb = -7;

	(void)u;
	assert_int_equal(aif_psychro_wetbulb(NAN, 0.5, 101325, &wb, &d), AIF_ERANGE);
	assert_int_equal(aif_psychro_wetbulb(20, 0.5, 0, &wb, NULL), AIF_ERANGE);
	assert_near(wb, -7, 0);
	assert_non_null(d.msg);
}

// Enthalpy of saturated air at 20 degC: 57.555 kJ/kg, density of the dry part
// 1/0.8498. Source: ASHRAE 2017, ch. 1, table 2.
static void
psychro_enthalpy_and_density_meet_the_tables(void **u)
{
	double w = aif_psychro_ratio(20, 1, 101325);

	(void)u;
	// The tables' 0.014758 holds the enhancement factor of real air, 1.004.
	assert_near(w * 1.004, 0.014758, 5e-6);
	assert_near(aif_psychro_enthalpy(20, w), 57555, 200);
	assert_near(1 / aif_psychro_density(20, w, 101325), 0.8498, 3e-4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(psychro_saturation_pressure_meets_the_tables),
		cmocka_unit_test(psychro_pressure_falls_with_elevation),
		cmocka_unit_test(psychro_wetbulb_inverts_the_humidity_ratio),
		cmocka_unit_test(
		    psychro_wetbulb_stays_at_or_below_the_dry_bulb_and_grows_with_humidity),
		cmocka_unit_test(psychro_wetbulb_refuses_what_is_no_air),
		cmocka_unit_test(psychro_enthalpy_and_density_meet_the_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
