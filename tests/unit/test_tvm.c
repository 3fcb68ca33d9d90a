// Time value of money against spreadsheet examples, REopt and closed forms.
#include "aif_test.h"

#include "util/tvm.h"

#define N(a) (sizeof(a) / sizeof *(a))

static void
every_rate_of_return_is_found_and_none_is_invented(void **unused)
{
	static const double two[] = { -1000, 2300, -1320 }; // (1.1 - x)(1.2 - x), x = 1 + r
	static const double none[] = { 1, -2, 1.5 };        // discriminant 4 - 6 < 0
	static const double twice[] = { -1, 2.2, -1.21 };   // -(x - 1.1)^2
	static const double never[] = { -5, -1, -2 };
	// -(x - 0.9)(x - 1.05)(x - 1.4) by powers of x: three changes, three roots.
	static const double three[] = { -1, 3.35, -3.675, 1.323 };
	double r[4];
	size_t n;

	(void)unused;
	assert_int_equal(aif_tvm_irr(NULL, two, N(two), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 2);
	assert_near(r[0], 0.10, 1e-9);
	assert_near(r[1], 0.20, 1e-9);
	assert_int_equal(aif_tvm_irr(NULL, none, N(none), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 0);
	assert_int_equal(aif_tvm_irr(NULL, never, N(never), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 0);
	// A double root is known to the square root of the machine's precision.
	assert_int_equal(aif_tvm_irr(NULL, twice, N(twice), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 1);
	assert_near(r[0], 0.10, 1e-6);
	assert_int_equal(aif_tvm_irr(NULL, three, N(three), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 3);
	assert_near(r[0], -0.10, 1e-9);
	assert_near(r[1], 0.05, 1e-9);
	assert_near(r[2], 0.40, 1e-9);
	// More roots than room: the count is told, nothing is written past the end.
	r[1] = 7;
	assert_int_equal(aif_tvm_irr(NULL, three, N(three), r, 1, &n, NULL), AIF_OK);
	assert_int_equal(n, 3);
	assert_near(r[1], 7, 0);
}

static void
rates_of_return_of_many_dated_flows_make_the_present_value_zero(void **unused)
{
	double t[241], a[241], r[4];
	size_t n;

	(void)unused;
	// Twenty years by month: build for a year, earn for eighteen, dismantle for one.
	for (int i = 0; i < 241; i++) {
		t[i] = i / 12.0;
		a[i] = i < 12 ? -100 - i : i < 228 ? 9 + 0.01 * i : -30;
	}
	assert_int_equal(aif_tvm_irr(t, a, N(a), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 2);
	for (size_t i = 0; i < n; i++)
		assert_near(aif_tvm_pv(r[i], t, a, N(a)), 0, 1e-8);
	assert_true(r[0] < r[1]);
}

static void
rates_of_return_refuse_what_has_no_meaning(void **unused)
{
	static const double a[] = { -1, 2 }, back[] = { 1, 0 };
	aif_diag d = { 0 };
	double r;
	size_t n = 9;

	(void)unused;
	assert_int_equal(aif_tvm_irr(NULL, a, 1, &r, 1, &n, &d), AIF_EINVAL);
	assert_int_equal(aif_tvm_irr(back, a, 2, &r, 1, &n, NULL), AIF_EINVAL);
	assert_int_equal(n, 9);
	assert_string_not_equal(d.msg, "");
}

static void
modified_return_is_unique_where_the_plain_one_is_not(void **unused)
{
	static const double two[] = { -1000, 2300, -1320 };
	static const double a[] = { -120000, 39000, 30000, 21000, 37000, 46000 };

	(void)unused;
	// out = 1000 + 1320/1.1^2, in = 2300 * 1.1, over 2 years.
	assert_near(aif_tvm_mirr(NULL, two, N(two), 0.1, 0.1),
		    sqrt(2530 / (1000 + 1320 / 1.21)) - 1, 1e-12);
	// MIRR's documentation example: 10 % to finance, 12 % to reinvest: 12.61 %.
	assert_near(aif_tvm_mirr(NULL, a, N(a), 0.10, 0.12), 0.126094, 1e-6);
	assert_true(isnan(aif_tvm_mirr(NULL, a, 1, 0.1, 0.1)));
}

static void
payback_is_where_the_cumulative_flow_crosses_zero(void **unused)
{
	static const double a[] = { -100, 40, 40, 40 };

	(void)unused;
	assert_near(aif_tvm_payback(0, NULL, a, N(a)), 2.5, 1e-12);
	// At 10 %: 36.3636 + 33.0579 + 30.0526 = 99.4741 < 100: never.
	assert_true(isinf(aif_tvm_payback(0.10, NULL, a, N(a))));
	// At 5 %: 38.0952 + 36.2812 = 74.3764; the rest over 34.5535 in year 3.
	assert_near(aif_tvm_payback(0.05, NULL, a, N(a)), 2 + (100 - 74.3764172) / 34.5535040,
		    1e-8);
}

static void
annuities_and_escalation_match_reopt_and_its_alternative(void **unused)
{
	(void)unused;
	// 25 years that escalate in the first year, and from the second on (REopt, SAM).
	assert_near(aif_tvm_worth(0.0624, 0.0166, 25, 1), 14.8202551, 1e-6);
	assert_near(aif_tvm_worth(0.0624, 0.0166, 25, 0), 14.5782561, 1e-6);
	// Without growth the present worth is the inverse of the annuity.
	assert_near(aif_tvm_worth(0.08, 0, 12, 0) * aif_tvm_annuity(0.08, 12), 1, 1e-13);
	assert_near(aif_tvm_annuity(0, 8), 0.125, 0);
	assert_near(aif_tvm_wacc(0.4, 0.15, 0.09, 0.257), 0.4 * 0.15 + 0.6 * 0.09 * 0.743, 1e-15);
	assert_near(pow(1 + aif_tvm_monthly(0.1), 12), 1.1, 1e-14);
}

static void
breakeven_is_the_last_crossing_of_two_cumulative_costs(void **unused)
{
	static const double own[] = { 100, 110, 120, 130, 140 };
	static const double rent[] = { 30, 60, 90, 120, 150 };  // 140 - 130 = 10 -> half of month 4
	static const double wave[] = { 30, 115, 90, 130, 150 }; // crosses at 1, back, and at 3
	static const double cheap[] = { 1, 2, 3, 4, 5 };

	(void)unused;
	assert_near(aif_tvm_breakeven(own, rent, 5), 3.5, 1e-12);
	assert_near(aif_tvm_breakeven(own, wave, 5), 3, 1e-12);
	assert_near(aif_tvm_breakeven(cheap, rent, 5), 0, 0);
	assert_true(isnan(aif_tvm_breakeven(own, cheap, 5)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rate_of_return_is_found_and_none_is_invented),
		cmocka_unit_test(rates_of_return_of_many_dated_flows_make_the_present_value_zero),
		cmocka_unit_test(rates_of_return_refuse_what_has_no_meaning),
		cmocka_unit_test(modified_return_is_unique_where_the_plain_one_is_not),
		cmocka_unit_test(payback_is_where_the_cumulative_flow_crosses_zero),
		cmocka_unit_test(annuities_and_escalation_match_reopt_and_its_alternative),
		cmocka_unit_test(breakeven_is_the_last_crossing_of_two_cumulative_costs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
