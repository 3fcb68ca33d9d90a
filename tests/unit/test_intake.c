// What warmer air and water cost a server.
#include "aif_test.h"

#include "models/intake.h"

// HGX-H100 as the catalog has it: 8.4 kW at work, 1.1 kW of it fans, rated 10.2 kW.
static const aif_hw_gpu gpu = { .tdp_w = 700, .idle_w = 70, .leak_k = 0.005 };
static const aif_hw_server air = { .gpus = 8,
				   .base_w = 2200,
				   .busy_w = 2800,
				   .max_w = 10200,
				   .fans_w = 1100,
				   .fans_rest_w = 600,
				   .intake_ref_c = 27,
				   .water_ref_c = 30,
				   .case_c = 75 };

static double
power_w(const aif_hw_server *s, double air_c, double water_c)
{
	aif_hw_unit u = { .gpu = &gpu, .server = s };
	aif_intake x = aif_intake_of(&u, air_c, water_c);

	return s->busy_w - s->fans_w + aif_intake_fans_w(s, &x, 8) +
	       8 * gpu.tdp_w * (1 + x.leak_frac);
}

// Source: ASHRAE TC 9.9 2011: from 15 to 30 degC 4 to 8 % more, from 15 to 35 7 to 20 %.
static void
a_server_draws_more_within_ashraes_ranges(void **u)
{
	double cool = power_w(&air, 15, 20);

	(void)u;
	assert_near(cool, 8400, 1e-9);
	assert_in_range(1e4 * (power_w(&air, 30, 20) / cool - 1), 400, 800);
	assert_in_range(1e4 * (power_w(&air, 35, 20) / cool - 1), 700, 2000);
	// Fans by (48 / 45)^3.75, leakage 3 x 0.5 % of 5.6 kW.
	assert_rel(power_w(&air, 30, 20), 7300 + 1100 * pow(48.0 / 45, 3.75) + 84, 1e-12);
}

static void
power_rises_with_the_intake(void **u)
{
	(void)u;
	for (double t = -10; t < 90; t += 0.5)
		assert_true(power_w(&air, t + 0.5, 20) >= power_w(&air, t, 20) &&
			    (t < 27 || power_w(&air, t + 0.5, 20) > power_w(&air, t, 20)));
}

// Full speed is what the rated input leaves: 10.2 - 1.7 - 5.6 = 2.9 kW. Before it chips have
// their whole limit; beyond it the limit falls with the distance to the case, and goes on
// from where it was.
static void
at_full_speed_the_heat_gives(void **u)
{
	aif_hw_unit unit = { .gpu = &gpu, .server = &air };
	double full_c = 75 - 48 / pow(2900.0 / 1100, 1 / 3.75);
	aif_intake x = aif_intake_of(&unit, full_c - 1e-9, 0);

	(void)u;
	assert_rel(x.fan_ratio, 2900.0 / 1100, 1e-8);
	assert_near(x.heat_frac, 1, 1e-8);
	x = aif_intake_of(&unit, full_c + (75 - full_c) / 2, 0);
	assert_rel(x.fan_ratio, 2900.0 / 1100, 1e-12);
	assert_rel(x.heat_frac, 0.5, 1e-9);
	x = aif_intake_of(&unit, 80, 0);
	assert_near(x.heat_frac, 0, 0);
}

// Chips on cold plates feel the water, fans the air.
static void
cold_plates_feel_the_water(void **u)
{
	aif_hw_server wet = air;

	(void)u;
	wet.liquid_frac = 0.85;
	assert_rel(power_w(&wet, 20, 40) - power_w(&wet, 20, 30), 8 * 700 * 0.05, 1e-9);
	assert_rel(power_w(&wet, 40, 20) - power_w(&wet, 20, 20),
		   1100 * (fmin(pow(48.0 / 35, 3.75), 2900.0 / 1100) - 1), 1e-9);
}

// A third of the heat, by 3.75: what fans must do for it stays below their least speed.
static void
at_rest_fans_keep_their_least_speed(void **u)
{
	aif_hw_unit unit = { .gpu = &gpu, .server = &air };
	aif_intake x = aif_intake_of(&unit, 40, 20);

	(void)u;
	assert_near(aif_intake_fans_w(&air, &x, 0), 600, 1e-12);
	assert_rel(aif_intake_fans_w(&air, &x, 4), 300 + 550 * x.fan_ratio, 1e-12);
}

static void
a_server_without_known_fans_has_none(void **u)
{
	aif_hw_server plain = air;

	(void)u;
	plain.fans_w = plain.fans_rest_w = 0;
	assert_near(power_w(&plain, 60, 20), 2800 + 5600 * (1 + 0.005 * 33), 1e-9);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_server_draws_more_within_ashraes_ranges),
		cmocka_unit_test(power_rises_with_the_intake),
		cmocka_unit_test(at_full_speed_the_heat_gives),
		cmocka_unit_test(cold_plates_feel_the_water),
		cmocka_unit_test(at_rest_fans_keep_their_least_speed),
		cmocka_unit_test(a_server_without_known_fans_has_none),
	};
	return cmocka_run_group_tests(t, NULL, NULL);
}
