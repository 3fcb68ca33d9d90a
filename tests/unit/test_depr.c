// Depreciation against IRS tables, REopt and an after-tax project known to the cent.
#include "aif_test.h"

#include "golden.h"
#include "models/fin/depr.h"
#include "util/tvm.h"

#define GOLDEN "tests/data/golden-finance.csv"

static void
check(double got, const char *id, const char *inputs, const char *quantity)
{
	double tol, want = golden(GOLDEN, id, inputs, quantity, &tol);

	assert_near(got, want, tol);
}

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

static void
net_cost_after_credit_and_deductions_matches_reopt(void **unused)
{
	aif_depr macrs = { .macrs = 1, .class_year = 5, .itc_cut = 0.5 }, bonus = macrs, credit;

	(void)unused;
	bonus.bonus_frac = 1;
	credit = bonus;
	credit.itc_frac = 0.3;
	check(1000 * aif_depr_net_cost(&macrs, 0.21, 0.08), "X6", NULL, "net");
	check(1000 * aif_depr_net_cost(&bonus, 0.21, 0.08), "X7", NULL, "net");
	check(253 * aif_depr_net_cost(&credit, 0.26, 0.0624), "X8", NULL, "net");
	check(968 * aif_depr_net_cost(&credit, 0.26, 0.0624), "X9", NULL, "net");
}

// Capex 100 M; revenue 48 M falling by 18 % a year; costs 12 M rising by 3 %; tax
// 25.7 %; sold for 10 M in year 5, taxed; what is left to deduct is deducted on.
static void
project(const aif_depr *m, double cf[7])
{
	double tax = 0.257;

	cf[0] = -100e6;
	for (int y = 1; y <= 6; y++) {
		double gain = y < 6 ? 48e6 * pow(0.82, y - 1) - 12e6 * pow(1.03, y - 1) : 0;

		if (y == 5)
			gain += 10e6;
		cf[y] = gain * (1 - tax) + tax * 100e6 * aif_depr_tax(m, y - 1);
	}
}

static void
after_tax_project_matches_under_three_methods(void **unused)
{
	static const char *const name[] = { "MACRS5", "bonus100", "SL5" };
	static const aif_depr m[] = { { .macrs = 1, .class_year = 5 },
				      { .macrs = 1, .class_year = 5, .bonus_frac = 1 },
				      { .macrs = 0, .class_year = 5 } };

	(void)unused;
	for (int i = 0; i < 3; i++) {
		double cf[7], r[2], sum = 0;
		size_t n;

		project(&m[i], cf);
		for (int y = 0; y < 7; y++)
			sum += cf[y];
		check(aif_tvm_pv(0.10, NULL, cf, 7), "N1", name[i], "npv10");
		assert_int_equal(aif_tvm_irr(NULL, cf, 7, r, 2, &n, NULL), AIF_OK);
		assert_int_equal(n, 1);
		check(r[0], "N1", name[i], "irr");
		check(aif_tvm_payback(0, NULL, cf, 7), "N1", name[i], "payback");
		// A method moves deductions in time and can not make any.
		assert_near(sum, 10471157.52, 0.01);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(macrs_tables_follow_from_their_rule),
		cmocka_unit_test(straight_line_writes_off_by_age_and_stops_at_the_life),
		cmocka_unit_test(every_method_deducts_the_whole_basis_once),
		cmocka_unit_test(net_cost_after_credit_and_deductions_matches_reopt),
		cmocka_unit_test(after_tax_project_matches_under_three_methods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
