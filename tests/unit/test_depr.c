// Depreciation against IRS tables, REopt and an after-tax project known to the cent.
#include "aif_test.h"

#include "models/fin/depr.h"
#include "util/tvm.h"

// Declining balance (200 % to class 10, 150 % above), half a year in the first year,
// straight line over what is left as soon as that is more. The published tables are
// this, rounded to 0.01 points (class 20: 0.001) with the rests passed on.
static void
macrs_tables_follow_from_their_rule(void **unused)
{
	static const int classes[] = { 3, 5, 7, 10, 15, 20 };

	(void)unused;
	for (int c = 0; c < 6; c++) {
		int n = classes[c];
		double left = 1, sum = 0, rate = (n <= 10 ? 2.0 : 1.5) / n;

		for (int k = 0; k <= n; k++) {
			double years_left = k == 0 ? n : n - k + 0.5;
			double x = left * (years_left < 1 ? 1 : fmax(rate, 1 / years_left));

			if (k == 0)
				x *= 0.5;
			assert_near(aif_depr_macrs(n, k), x, 1.001e-4);
			left -= x;
			sum += aif_depr_macrs(n, k);
		}
		assert_near(sum, 1, 1e-12);
		assert_near(left, 0, 1e-12);
		assert_near(aif_depr_macrs(n, n + 1), 0, 0);
		assert_near(aif_depr_macrs(n, -1), 0, 0);
	}
	assert_true(isnan(aif_depr_macrs(6, 0)));
}

static void
straight_line_writes_off_by_age_and_stops_at_the_life(void **unused)
{
	(void)unused;
	assert_near(aif_depr_line(5, 0, 1), 0.2, 1e-15);
	assert_near(aif_depr_line(5, -1, 0.25), 0.05, 1e-15);
	assert_near(aif_depr_line(5, 4.5, 9), 0.1, 1e-15);
	assert_near(aif_depr_line(5, 6, 7), 0, 0);
}

static void
every_method_deducts_the_whole_basis_once(void **unused)
{
	static const aif_depr m[] = {
		{ .macrs = 1, .class_year = 5 },
		{ .macrs = 1, .class_year = 15, .bonus_frac = 0.4 },
		{ .macrs = 1, .class_year = 5, .bonus_frac = 1 },
		{ .macrs = 1, .class_year = 39 },
		{ .macrs = 0, .class_year = 5 },
		{ .macrs = 0, .class_year = 4.5 },
	};

	(void)unused;
	for (int i = 0; i < 6; i++) {
		double sum = 0;

		for (int k = 0; k < 60; k++)
			sum += aif_depr_tax(&m[i], k);
		assert_near(sum, 1, 1e-12);
	}
	// MACRS and straight line of the same life differ in the first year: 20 % and
	// 22.2 % of 4.5 years.
	assert_near(aif_depr_tax(&m[5], 0), 1 / 4.5, 1e-15);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(macrs_tables_follow_from_their_rule),
		cmocka_unit_test(straight_line_writes_off_by_age_and_stops_at_the_life),
		cmocka_unit_test(every_method_deducts_the_whole_basis_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
