// Owning, tax, people and mistakes in a whole simulation, against sums made by hand.
#include "fin_world.h"

// --- owning --------------------------------------------------------------------------------

// 1 M$ of GPUs on 2027-01-01, sold on 2032-01-01 (1826 days: 4.9993 years of age, beyond
// the list at its last ratio). Tax 25.7 %: MACRS-5 deductions at each year's end, the rest
// of the basis and the sale in the last.
static void
owned_gpus_are_written_off_taxed_and_sold(void **unused)
{
	static const double macrs[] = { 0.2, 0.32, 0.192, 0.1152, 0.1152 };
	static const double end[] = { 365, 731, 1096, 1461, 1826 };
	double sold = 1e6 * 0.35 * pow(0.35 / 0.46, 1826 / 365.25 - 4), pv = 1e6;
	double hours = 0;
	size_t n;
	const aif_row_cashflow *m;
	world w;

	(void)unused;
	make(&w, 1826);
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.cluster, "owned", 25);
	set(&w, w.cluster, "useful", 20);
	set(&w, w.finance, "tax", 0.257);
	set(&w, w.finance, "accounting", w.rules);
	run(&w);
	for (int k = 0; k < 5; k++)
		pv -= 0.257 * 1e6 * macrs[k] * pow(1.1, -end[k] / 365);
	pv += (0.257 * (sold - 0.0576 * 1e6) - sold) * pow(1.1, -1826 / 365.0);
	assert_rel(summary(&w, "npv_cost_usd"), pv, 1e-9);
	assert_rel(summary(&w, "residual_usd"), -sold, 1e-12);
	// Undiscounted: tax is its rate times the money that went out.
	assert_rel(summary(&w, "tco_usd"), (1 - 0.257) * (1e6 - sold), 1e-9);
	assert_rel(summary(&w, "owned_gpu_hours"), 25 * 1826 * 24.0, 1e-12);
	m = aif_sim_kept(w.sim, &aif_table_cashflow, &n);
	assert_int_equal(n, 60);
	assert_near(m[0].capex_usd, 1e6, 0);
	assert_near(summary(&w, "peak_funding_usd"), 1e6, 1e-6); // before any tax is saved
	assert_rel(m[59].total_usd, (1 - 0.257) * (1e6 - sold), 1e-9);
	// Levelised: hours are discounted at the ends of their months.
	for (size_t i = 0; i < n; i++) {
		double t0 = m[i].month_s / DAY, t1 = i + 1 < n ? m[i + 1].month_s / DAY : 1826;

		hours += 20 * 24 * (t1 - t0) * pow(1.1, -t1 / 365);
	}
	assert_rel(summary(&w, "usd_per_useful_gpu_h"), pv / hours, 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// Paid 100 days before the start, in service in the second year: the payment is worth more
// than its amount, deductions begin a year later, and upkeep is due from the start on.
static void
payment_service_and_upkeep_have_dates_of_their_own(void **unused)
{
	double upkeep = 1e6 * 0.03 * (365 + 366) / 365.25;
	size_t n;
	const aif_row_depreciation *y;
	world w;

	(void)unused;
	make(&w, 731);
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.cluster, "paid", -100 * DAY);
	set(&w, w.cluster, "run", 400 * DAY);
	set(&w, w.finance, "accounting", w.rules);
	set(&w, w.rules, "maintenance", 0.03);
	run(&w);
	y = aif_sim_kept(w.sim, &aif_table_depreciation, &n);
	assert_int_equal(n, 3); // 2026, 2027, 2028
	assert_near(y[0].tax_usd + y[1].tax_usd, 0, 0);
	assert_near(y[2].tax_usd, 200000, 1e-6);
	assert_near(y[2].book_usd, 1e6 * 331 / 1826.25, 1e-6);
	assert_near(y[2].tax_left_usd, 800000, 1e-6);
	assert_near(y[0].year_s, -365 * DAY, 0);
	assert_rel(ledger(&w, "opex.maintenance", 0), upkeep, 1e-9);
	assert_rel(ledger(&w, "residual.it", 0), -1e6 * (1 - 0.22 * 331 / 365.25), 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);

	make(&w, 365); // upkeep begins with the month that follows the payment of 15 March
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.cluster, "paid", 73 * DAY);
	set(&w, w.finance, "accounting", w.rules);
	set(&w, w.rules, "maintenance", 0.03);
	set(&w, w.rules, "insurance", 0.01);
	run(&w);
	assert_rel(ledger(&w, "opex.maintenance", 0), 1e6 * 0.03 * (365 - 90) / 365.25, 1e-9);
	assert_rel(ledger(&w, "opex.insurance", 0), 1e6 * 0.01 * (365 - 90) / 365.25, 1e-9);
	aif_sim_free(w.sim);
}

// Bought and never switched on: nothing is written off; it is worth what it cost.
static void
what_never_runs_is_not_written_off(void **unused)
{
	size_t n;
	const aif_row_depreciation *y;
	world w;

	(void)unused;
	make(&w, 731);
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.cluster, "run", 1e9);
	set(&w, w.finance, "tax", 0.3);
	set(&w, w.finance, "accounting", w.rules);
	run(&w);
	y = aif_sim_kept(w.sim, &aif_table_depreciation, &n);
	assert_int_equal(n, 2);
	assert_near(y[0].tax_usd + y[1].tax_usd + y[0].book_usd + y[1].book_usd, 0, 0);
	assert_near(ledger(&w, "residual.it", 0), -1e6, 0);
	assert_near(summary(&w, "tax_usd"), 0, 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// A quarter of the useful GPUs serve: they bear a quarter of the cost.
static void
tokens_bear_the_cost_of_the_gpus_that_serve(void **unused)
{
	world w;
	uint32_t id;

	(void)unused;
	make(&w, 31);
	set(&w, w.cluster, "capex", 4e6);
	set(&w, w.cluster, "useful", 80);
	id = add(&w, &fake_service, "chat");
	set(&w, id, "gpus", 20);
	set(&w, id, "tokens", 2e9);
	run(&w);
	assert_rel(summary(&w, "usd_per_mtoken_served"), 1e6 / 2000, 1e-12);
	assert_rel(summary(&w, "usd_per_mtoken_output"), 1e6 / 500, 1e-12);
	// Two fifths of its time go into three quarters of the tokens.
	assert_rel(summary(&w, "usd_per_mtoken_in"), 4e5 / 1500, 1e-12);
	assert_rel(summary(&w, "usd_per_mtoken_out"), 6e5 / 500, 1e-12);
	aif_sim_free(w.sim);
}

// --- people --------------------------------------------------------------------------------

// Ten people at 120 k$ with a quarter on top, from day 100, all there after 100 days more:
// 10 * (365 - 100 - 50) person-days. Pay rises by 10 % a year, month by month.
static void
staff_ramps_up_and_is_paid_each_month(void **unused)
{
	world w;
	uint32_t id;

	(void)unused;
	make(&w, 365);
	id = add(&w, &aif_model_staff, "ops");
	set(&w, id, "people", 10);
	set(&w, id, "salary", 120e3 / YEAR);
	set(&w, id, "overhead", 0.25);
	set(&w, id, "from", 100 * DAY);
	set(&w, id, "ramp", 100 * DAY);
	run(&w);
	assert_rel(ledger(&w, "opex.staff", 1), 2150 / (365.25 / 12), 1e-12);
	assert_rel(ledger(&w, "opex.staff", 0), 2150 * 150e3 / 365.25, 1e-12);
	assert_rel(summary(&w, "opex_usd"), 2150 * 150e3 / 365.25, 1e-12);
	assert_audited(&w, 6);
	aif_sim_free(w.sim);

	make(&w, 59); // January and February, the second 31 days up the slope
	id = add(&w, &aif_model_staff, "ops");
	set(&w, id, "people", 1);
	set(&w, id, "salary", 365.25 / YEAR);
	set(&w, w.finance, "inflation", 0.10);
	run(&w);
	assert_rel(ledger(&w, "opex.staff", 0), 31 + 28 * pow(1.1, 31 / 365.25), 1e-12);
	aif_sim_free(w.sim);

	make(&w, 59); // people of owners are not paid by those who own nothing
	id = add(&w, &aif_model_staff, "ops");
	set(&w, id, "people", 1);
	set(&w, id, "salary", 1);
	set(&w, id, "when", 1);
	run(&w);
	assert_near(ledger(&w, "opex.staff", 0), 0, 0);
	aif_sim_free(w.sim);
}

// --- mistakes ------------------------------------------------------------------------------

static void
refuse(world *w, const char *why)
{
	aif_diag d = { 0 };

	assert_int_not_equal(aif_sim_ready(w->sim, &d), AIF_OK);
	if (!strstr(d.msg, why))
		fail_msg("%s", d.msg);
	aif_sim_free(w->sim);
}

static void
what_can_not_be_meant_is_refused_with_a_remedy(void **unused)
{
	aif_fin_strategy *p;
	world w;

	(void)unused;
	make(&w, 31);
	rent(&w, 0);
	p = aif_sim_state(w.sim, w.strategy);
	p->price.n = 0;
	refuse(&w, "cluster 'train' is rented and has no price list");
	make(&w, 31);
	rent(&w, 0);
	p = aif_sim_state(w.sim, w.strategy);
	p->own = p->rent;
	refuse(&w, "stands in `rent` and in `own`");
	make(&w, 31);
	set(&w, w.finance, "tax", 0.2);
	refuse(&w, "expected `accounting`");
	make(&w, 31);
	add(&w, &aif_model_finance, "finance2");
	refuse(&w, "more than one");
	make(&w, 31);
	set(&w, add(&w, &aif_model_staff, "ops"), "people", 3);
	refuse(&w, "no pay");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owned_gpus_are_written_off_taxed_and_sold),
		cmocka_unit_test(payment_service_and_upkeep_have_dates_of_their_own),
		cmocka_unit_test(what_never_runs_is_not_written_off),
		cmocka_unit_test(tokens_bear_the_cost_of_the_gpus_that_serve),
		cmocka_unit_test(staff_ramps_up_and_is_paid_each_month),
		cmocka_unit_test(what_can_not_be_meant_is_refused_with_a_remedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
