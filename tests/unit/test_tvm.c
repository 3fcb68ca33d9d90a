// Time value of money against spreadsheet examples, REopt and closed forms.
#include "aif_test.h"

#include "golden.h"
#include "util/tvm.h"

#define GOLDEN "tests/data/golden-finance.csv"
#define N(a)   (sizeof(a) / sizeof *(a))

// The golden row of that id and, where several share it, quantity or inputs.
static void
check(double got, const char *id, const char *inputs, const char *quantity)
{
	double tol, want = golden(GOLDEN, id, inputs, quantity, &tol);

	assert_near(got, want, tol);
}

// XIRR's documentation example; days since 2008-01-01 over 365.
static const double x_t[] = { 0, 60 / 365.0, 303 / 365.0, 411 / 365.0, 456 / 365.0 };
static const double x_a[] = { -10000, 2750, 4250, 3250, 2750 };

static void
present_values_match_the_spreadsheet_examples(void **unused)
{
	static const double a[] = { -10000, 3000, 4200, 6800 };

	(void)unused;
	// The spreadsheet's NPV discounts its first value by one period more than ours.
	check(aif_tvm_pv(0.10, NULL, a, N(a)) / 1.10, "X2", NULL, "npv");
	check(aif_tvm_pv(0.09, x_t, x_a, N(x_a)), "X4", NULL, "xnpv");
}

static void
rates_of_return_match_the_spreadsheet_examples(void **unused)
{
	static const double a[] = { -70000, 12000, 15000, 18000, 21000, 26000 };
	double r[4];
	size_t n;

	(void)unused;
	assert_int_equal(aif_tvm_irr(NULL, a, N(a), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 1);
	check(r[0], "X1", NULL, "irr");
	// The same flows after four years: -2.12 % in the documentation.
	assert_int_equal(aif_tvm_irr(NULL, a, 5, r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 1);
	assert_near(r[0], -0.0212448, 1e-7);
	assert_int_equal(aif_tvm_irr(x_t, x_a, N(x_a), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 1);
	check(r[0], "X3", NULL, "xirr");
}

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
	check(r[0], "X5", NULL, "roots");
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
	check(aif_tvm_worth(0.0624, 0.0166, 25, 1), "X10a", NULL, "pwf");
	check(aif_tvm_worth(0.0624, 0.0166, 25, 0), "X10b", NULL, "pwf");
	// Without growth the present worth is the inverse of the annuity.
	assert_near(aif_tvm_worth(0.08, 0, 12, 0) * aif_tvm_annuity(0.08, 12), 1, 1e-13);
	assert_near(aif_tvm_annuity(0, 8), 0.125, 0);
	check(aif_tvm_wacc(0.4, 0.15, 0.09, 0.257), "M3", NULL, "wacc");
	assert_near(pow(1 + aif_tvm_monthly(0.1), 12), 1.1, 1e-14);
}

// Hamilton's and Hennessy & Patterson's monthly cost of a data centre of 8 MW: each
// part is an annuity at 5 % / 12 a month over its own life.
static void
monthly_cost_of_a_data_centre_matches_the_published_models(void **unused)
{
	double r = 0.05 / 12, servers = 66.7e6 * aif_tvm_annuity(r, 36);
	double network = 12.81e6 * aif_tvm_annuity(r, 48);
	double plant = 72e6 * 0.82 * aif_tvm_annuity(r, 120), rest = plant * 18 / 82;
	double power = 8000 * 0.8 * 1.45 * 0.07 * 8760 / 12;

	(void)unused;
	check(servers, "Z1", NULL, "servers_per_month");
	check(network, "Z1", NULL, "network_per_month");
	check(plant, "Z1", NULL, "power_cooling_per_month");
	check(rest, "Z1", NULL, "other_infra_per_month");
	check(power, "Z1", NULL, "power_per_month");
	check(servers + network + plant + rest + power, "Z1", NULL, "total_per_month");
	check(servers + network + 88e6 * aif_tvm_annuity(r, 120) + power + 85000, "Z2", NULL,
	      "total_per_month");
}

// 1,024 GPUs at 38 k$, 15 % residual after 5 years at 10 %; 1.30 kW of IT each, 35 %
// of it idle, PUE 1.25, 0.07 $/kWh, 150 $/kW-month of space, 1.2 M$ of staff, 3 %
// maintenance a year.
static void
owned_gpu_hours_cost_less_the_more_they_are_used(void **unused)
{
	double n = 1024, capex = n * 38000, it_kw = 1.3 * n, hours = n * 8760;
	double capital = (capex - 0.15 * capex * aif_tvm_factor(0.1, 5)) * aif_tvm_annuity(0.1, 5);
	double energy = it_kw * 1.25 * 8760 * 0.07;
	double fixed = capital + it_kw * 150 * 12 + 1.2e6 + 0.03 * capex + 0.35 * energy;
	double used = 0.65 * energy;

	(void)unused;
	check(aif_tvm_unit_cost(fixed, used, hours, 0.4), "O1", "u=0.4", NULL);
	check(aif_tvm_unit_cost(fixed, used, hours, 0.6), "O1", "u=0.6", NULL);
	check(aif_tvm_unit_cost(fixed, used, hours, 0.8), "O1", "u=0.8", NULL);
	check(aif_tvm_unit_cost(fixed, used, hours, 0.95), "O1", "u=0.95", NULL);
	check(aif_tvm_unit_util(fixed, used, hours, 2), "O1b", "rent=2", NULL);
	check(aif_tvm_unit_util(fixed, used, hours, 2.35), "O1b", "rent=2.35", NULL);
	check(aif_tvm_unit_util(fixed, used, hours, 2.95), "O1b", "rent=2.95", NULL);
	check(aif_tvm_unit_util(fixed, used, hours, 3.9), "O1b", "rent=3.9", NULL);
	assert_true(isinf(aif_tvm_unit_util(fixed, used, hours, 0)));
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
		cmocka_unit_test(present_values_match_the_spreadsheet_examples),
		cmocka_unit_test(rates_of_return_match_the_spreadsheet_examples),
		cmocka_unit_test(every_rate_of_return_is_found_and_none_is_invented),
		cmocka_unit_test(rates_of_return_of_many_dated_flows_make_the_present_value_zero),
		cmocka_unit_test(rates_of_return_refuse_what_has_no_meaning),
		cmocka_unit_test(modified_return_is_unique_where_the_plain_one_is_not),
		cmocka_unit_test(payback_is_where_the_cumulative_flow_crosses_zero),
		cmocka_unit_test(annuities_and_escalation_match_reopt_and_its_alternative),
		cmocka_unit_test(monthly_cost_of_a_data_centre_matches_the_published_models),
		cmocka_unit_test(owned_gpu_hours_cost_less_the_more_they_are_used),
		cmocka_unit_test(breakeven_is_the_last_crossing_of_two_cumulative_costs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
