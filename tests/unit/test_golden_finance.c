// Every finance row of the known answers, each against what the library makes of it; the
// last test fails when a row of the file was not asked for.
#include "aif_test.h"

#include <stdlib.h>

#include "golden.h"
#include "models/fin/depr.h"
#include "util/dist.h"
#include "util/tvm.h"

#define GOLDEN "tests/data/golden-finance.csv"
#define N(a)   (sizeof(a) / sizeof *(a))

enum { MOST = 128 };
static struct {
	const char *id, *inputs, *quantity;
} asked[MOST];
static int n_asked;

static double
known(const char *id, const char *inputs, const char *quantity, double *tol)
{
	assert_true(n_asked < MOST);
	asked[n_asked].id = id;
	asked[n_asked].inputs = inputs;
	asked[n_asked++].quantity = quantity;
	return golden(GOLDEN, id, inputs, quantity, tol);
}

// The golden row of that id and, where several share it, quantity or inputs.
static void
check(double got, const char *id, const char *inputs, const char *quantity)
{
	double tol, want = known(id, inputs, quantity, &tol);

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

static void
triangular_quantiles_match_the_closed_form(void **unused)
{
	aif_dist x = { AIF_DIST_TRIANGULAR, { 8, 10, 15 } };

	(void)unused;
	check(aif_dist_quantile(&x, 0.1), "M2", NULL, "P10");
	check(aif_dist_quantile(&x, 0.5), "M2", NULL, "P50");
	check(aif_dist_quantile(&x, 0.9), "M2", NULL, "P90");
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

// The product of lognormals is lognormal: median 1 * 2, sigma sqrt(.2^2 + .3^2). The
// rank of a sample quantile is binomial: a band of 4 standard errors in rank holds
// the true quantile but once in 16,000 runs, and the stream is fixed.
static void
sampled_product_of_lognormals_has_the_right_quantiles(void **unused)
{
	enum { N = 20000 };
	static const char *const name[] = { "P10", "P50", "P90" };
	static const double p[] = { 0.1, 0.5, 0.9 };
	aif_dist a = { AIF_DIST_LOGNORMAL, { 1, 0.2 } }, b = { AIF_DIST_LOGNORMAL, { 2, 0.3 } };
	aif_rng_key ka = { .seed = 42, .entity = 1 }, kb = { .seed = 42, .entity = 2 };
	double *x = malloc(N * sizeof *x);
	aif_rng ra, rb;

	(void)unused;
	assert_non_null(x);
	aif_rng_init(&ra, &ka);
	aif_rng_init(&rb, &kb);
	for (int i = 0; i < N; i++)
		x[i] = aif_dist_sample(&a, &ra) * aif_dist_sample(&b, &rb);
	qsort(x, N, sizeof *x, ascending);
	for (int i = 0; i < 3; i++) {
		double band = 4 * sqrt(N * p[i] * (1 - p[i])), tol;
		double want = known("M1", NULL, name[i], &tol);

		assert_true(x[(int)(N * p[i] - band)] < want);
		assert_true(x[(int)(N * p[i] + band)] > want);
	}
	free(x);
}

static void
the_remaining_closed_forms_match(void **unused)
{
	static const double two[] = { -1000, 2300, -1320 }; // (1.1 - x)(1.2 - x), x = 1 + r
	double r[2];
	size_t n;

	(void)unused;
	assert_int_equal(aif_tvm_irr(NULL, two, N(two), r, N(r), &n, NULL), AIF_OK);
	assert_int_equal(n, 2);
	check(r[0], "X5", NULL, "roots");
	assert_near(r[1], 0.20, 1e-9);
	check(aif_tvm_worth(0.0624, 0.0166, 25, 1), "X10a", NULL, "pwf");
	check(aif_tvm_worth(0.0624, 0.0166, 25, 0), "X10b", NULL, "pwf");
	check(aif_tvm_wacc(0.4, 0.15, 0.09, 0.257), "M3", NULL, "wacc");
}

// Runs last.
static void
every_row_of_the_file_has_been_checked(void **unused)
{
	char line[512], *cell[8];
	FILE *f = fopen(GOLDEN, "r");
	int rows = 0;

	(void)unused;
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		int seen = 0;

		if (line[0] == '#' || golden_split(line, cell, 8) < 7 || !strcmp(cell[0], "id"))
			continue;
		rows++;
		for (int i = 0; i < n_asked; i++)
			seen |= strcmp(asked[i].id, cell[0]) == 0 &&
				(!asked[i].inputs || strstr(cell[2], asked[i].inputs)) &&
				(!asked[i].quantity || strcmp(asked[i].quantity, cell[3]) == 0);
		if (!seen)
			fail_msg("no test of %s, %s, %s", cell[0], cell[2], cell[3]);
	}
	fclose(f);
	assert_int_equal(rows, n_asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(present_values_match_the_spreadsheet_examples),
		cmocka_unit_test(rates_of_return_match_the_spreadsheet_examples),
		cmocka_unit_test(monthly_cost_of_a_data_centre_matches_the_published_models),
		cmocka_unit_test(owned_gpu_hours_cost_less_the_more_they_are_used),
		cmocka_unit_test(net_cost_after_credit_and_deductions_matches_reopt),
		cmocka_unit_test(after_tax_project_matches_under_three_methods),
		cmocka_unit_test(triangular_quantiles_match_the_closed_form),
		cmocka_unit_test(sampled_product_of_lognormals_has_the_right_quantiles),
		cmocka_unit_test(the_remaining_closed_forms_match),
		cmocka_unit_test(every_row_of_the_file_has_been_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
