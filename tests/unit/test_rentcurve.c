// The rent at which owning and renting cost the same, by utilization.
#include "aif_test.h"

#include "out/rentcurve.h"

// Owning costs 100 and energy of 10 at half use, of which 4 without any; a dollar of rent for
// each useful hour at that use costs 50.
static const aif_rentcurve made = {
	.util = 0.5, .fixed_usd = 100, .energy_usd = 10, .still_frac = 0.4, .worth_h = 50
};

static void
more_use_spreads_what_is_fixed_and_draws_more_energy(void **unused)
{
	(void)unused;
	assert_near(aif_rentcurve_usd(&made, 0.5), 110 / 50.0, 1e-12);
	// Twice the use: 4 + 12 of energy, over twice the hours.
	assert_near(aif_rentcurve_usd(&made, 1), 116 / 100.0, 1e-12);
	assert_near(aif_rentcurve_usd(&made, 0.25), 107 / 25.0, 1e-12);
}

static void
the_utilization_of_a_rent_is_the_inverse(void **unused)
{
	(void)unused;
	for (double u = 0.05; u <= 1; u += 0.05)
		assert_near(aif_rentcurve_util(&made, aif_rentcurve_usd(&made, u)), u, 1e-12);
	// Energy alone costs 6 / 50 for each hour: no use makes owning as cheap as that.
	assert_true(isinf(aif_rentcurve_util(&made, 0.12)));
	assert_true(aif_rentcurve_util(&made, 0.13) > 1);
}

// 1,024 GPUs, own against rent (tests/data/golden-finance.csv, O1): cost of a GPU-hour at
// 40 and 95 % use makes the curve, the rest must lie on it.
static void
the_known_case_of_owning_and_renting_lies_on_one_curve(void **unused)
{
	static const double util[] = { 0.6, 0.8 }, usd[] = { 2.7549, 2.0847 };
	static const double rent[] = { 2.00, 2.35, 2.95, 3.90 };
	static const double even[] = { 0.8352, 0.7067, 0.5593, 0.4204 };
	// usd(u) = a / u + b
	double a = (4.0954 - 1.7672) / (1 / 0.4 - 1 / 0.95), b = 1.7672 - a / 0.95;
	aif_rentcurve c = { .util = 1, .fixed_usd = a, .energy_usd = b, .worth_h = 1 };

	(void)unused;
	for (int i = 0; i < 2; i++)
		assert_near(aif_rentcurve_usd(&c, util[i]), usd[i], 2e-4);
	for (int i = 0; i < 4; i++)
		assert_near(aif_rentcurve_util(&c, rent[i]), even[i], 2e-4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_use_spreads_what_is_fixed_and_draws_more_energy),
		cmocka_unit_test(the_utilization_of_a_rent_is_the_inverse),
		cmocka_unit_test(the_known_case_of_owning_and_renting_lies_on_one_curve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
