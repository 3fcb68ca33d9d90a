// Contracts, rules, fees, sales and debt in a whole simulation, against sums made by hand.
#include "fin_world.h"

#include "models/fin/finance.h"

#define MONTH (YEAR / 12)

// Appends an entity to a list of one.
static void
list(world *w, uint32_t id, const char *field, uint32_t *one, uint32_t of)
{
	const aif_field *f = aif_model_field(aif_sim_model(w->sim, id)->params, field);

	*one = of;
	*(aif_refs *)(void *)((char *)aif_sim_state(w->sim, id) + f->off) = (aif_refs){ 1, one };
}

// 1 M$ of GPUs on the first day, leased at 8 % over 48 months down to 20 %: the payment is
// (1 - 0.2 (1+r)^-48) r / (1 - (1+r)^-48), r = 1.08^(1/12) - 1. Sixty months are paid, the
// last twelve of them at half.
static void
a_lessor_buys_and_is_repaid_by_the_month(void **unused)
{
	double r = pow(1.08, 1 / 12.0) - 1, v = pow(1 + r, -48);
	double month = 1e6 * (1 - 0.2 * v) * r / (1 - v);
	uint32_t lease, own, leased;
	world w;

	(void)unused;
	make(&w, 1826.25);
	lease = add(&w, &aif_model_lease, "four-years");
	set(&w, lease, "rate", 0.08);
	set(&w, lease, "term", 48 * MONTH);
	set(&w, lease, "residual", 0.2);
	set(&w, lease, "renewal", 0.5);
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.cluster, "owned", 25);
	set(&w, w.finance, "tax", 0.25);
	set(&w, w.finance, "accounting", w.rules);
	set(&w, w.rules, "maintenance", 0.03);
	list(&w, w.strategy, "own", &own, w.cluster);
	list(&w, w.strategy, "lease", &leased, w.cluster);
	set(&w, w.strategy, "lease_terms", lease);
	run(&w);
	assert_near(ledger(&w, "capex", 0), 0, 0);
	assert_near(ledger(&w, "residual", 0), 0, 1e-6);
	assert_near(ledger(&w, "opex.maintenance", 0), 0, 0);
	assert_rel(ledger(&w, "opex.lease", 0), month * (48 + 0.5 * 12), 1e-9);
	assert_rel(summary(&w, "tco_usd"), 0.75 * month * 54, 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

typedef struct hall {
	double it_w;
	aif_signal ready;
} hall;

static void
hall_start(void *st, aif_ctx *c)
{
	hall *h = st;

	aif_ctx_set(c, &h->ready, 1);
	aif_record_ledger(c, "capex.building", 3e6, h->it_w, "W", "estimate", "");
	aif_record_ledger(c, "capex.plant", 7e6, h->it_w, "W", "estimate", "");
	aif_record_ledger(c, "opex.energy", 5e4, 1, "J", "measured", "");
}

static const aif_field hall_params[] = { AIF_P(hall, it_w, "it", "W", 0, 0, 1e9, "."), { 0 } };
static const aif_field hall_outputs[] = { AIF_O(hall, ready, "1", AIF_AGG_MEAN, "."), { 0 } };
static const aif_model_ops fake_hall = { .name = "hall",
					 .doc = "Test.",
					 .state_size = sizeof(hall),
					 .params = hall_params,
					 .outputs = hall_outputs,
					 .rank = AIF_RANK_HALL,
					 .start = hall_start };

// A hall of 1 MW at 150 $/kW-month: 150,000 $ a month of 365.25/12 days, for 365 days.
// Power passed through is paid as billed; all-in it is the seller's.
static void
colocation_houses_by_the_kilowatt_with_power_passed_through_or_all_in(void **unused)
{
	double rent = 150e3 * 365 * DAY / MONTH;

	(void)unused;
	for (int all_in = 0; all_in < 2; all_in++) {
		uint32_t colo, h, own;
		world w;

		make(&w, 365);
		colo = add(&w, &aif_model_colocation, "seller");
		set(&w, colo, "price", 150 / (1e3 * MONTH));
		set(&w, colo, "power", all_in);
		h = add(&w, &fake_hall, "H1");
		set(&w, h, "it", 1e6);
		list(&w, w.strategy, "own", &own, w.cluster);
		set(&w, w.strategy, "colo", colo);
		set(&w, w.cluster, "capex", 2e6);
		run(&w);
		assert_rel(ledger(&w, "opex.colocation", 0), rent, 1e-9);
		assert_rel(ledger(&w, "capex", 0), 2e6, 1e-12);
		assert_near(ledger(&w, "opex.energy", 0), all_in ? 0 : 5e4, 1e-9);
		assert_audited(&w, 7);
		aif_sim_free(w.sim);
	}
}

// 700 kW are contracted of a hall of 1 MW: 105,000 $ a month.
static void
colocation_is_paid_by_its_limit_where_it_has_one(void **unused)
{
	uint32_t colo, h, own;
	world w;

	(void)unused;
	make(&w, 365);
	colo = add(&w, &aif_model_colocation, "seller");
	set(&w, colo, "price", 150 / (1e3 * MONTH));
	set(&w, colo, "limit", 700e3);
	h = add(&w, &fake_hall, "H1");
	set(&w, h, "it", 1e6);
	list(&w, w.strategy, "own", &own, w.cluster);
	set(&w, w.strategy, "colo", colo);
	run(&w);
	assert_rel(ledger(&w, "opex.colocation", 0), 105e3 * 365 * DAY / MONTH, 1e-9);
	aif_sim_free(w.sim);
}

// 1 G tokens, a quarter of them output, at 0.5 and 2 $ a million: 375 + 500 $; no GPU of the
// seller is paid.
static void
tokens_of_a_seller_replace_the_gpus(void **unused)
{
	uint32_t price, chat, api;
	world w;

	(void)unused;
	make(&w, 31);
	price = add(&w, &aif_model_token_price, "api");
	set(&w, price, "input", 0.5e-6);
	set(&w, price, "output", 2e-6);
	chat = add(&w, &fake_service, "chat");
	set(&w, chat, "tokens", 1e9);
	set(&w, chat, "gpus", 8);
	set(&w, chat, "on", w.cluster);
	set(&w, w.cluster, "useful", 8);
	set(&w, w.cluster, "rented", 8);
	list(&w, w.strategy, "api", &api, w.cluster);
	set(&w, w.strategy, "token_price", price);
	run(&w);
	assert_rel(ledger(&w, "opex.rent.tokens.in", 0), 375, 1e-12);
	assert_rel(ledger(&w, "opex.rent.tokens.out", 0), 500, 1e-12);
	assert_rel(summary(&w, "tco_usd"), 875, 1e-12);
	assert_rel(summary(&w, "rent_usd"), 875, 1e-12);
	assert_rel(summary(&w, "usd_per_mtoken_served"), 0.875, 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// Revenue of 2 $ a useful GPU-hour against rent of 3: 20 GPUs for 31 days. A third of the
// revenue is tax. What the work costs does not depend on what it is sold for.
static void
sales_are_taxed_and_leave_unit_costs_alone(void **unused)
{
	double hours = 20 * 744.0;
	uint32_t sale;
	world w;

	(void)unused;
	make(&w, 31);
	rent(&w, 0);
	set(&w, w.cluster, "rented", 20);
	set(&w, w.cluster, "useful", 20);
	set(&w, w.finance, "tax", 0.3);
	set(&w, w.finance, "accounting", w.rules);
	sale = add(&w, &aif_model_sale, "hours");
	set(&w, sale, "cluster", w.cluster);
	set(&w, sale, "gpu", 2 / HOUR);
	run(&w);
	assert_rel(ledger(&w, "revenue.gpu", 0), -2 * hours, 1e-12);
	assert_rel(summary(&w, "revenue_usd"), -2 * hours, 1e-12);
	assert_rel(ledger(&w, "tax.revenue", 0), 0.3 * 2 * hours, 1e-12);
	assert_rel(summary(&w, "tco_usd"), 0.7 * hours, 1e-12);
	assert_rel(summary(&w, "usd_per_useful_gpu_h_nominal"), 0.7 * 3, 1e-12);
	assert_rel(summary(&w, "npv_usd"), -0.7 * hours * pow(1.1, -31 / 365.0), 1e-12);
	assert_audited(&w, 9);
	aif_sim_free(w.sim);
}

// 4,500 $ a year for each of 25 owned and 5 rented GPUs, 1 M$ of dismantling at the end,
// 10 k$ in the first month, all rising by 10 % a year; a fee of owners is not paid by others.
static void
fees_recur_by_the_gpu_once_and_at_the_end(void **unused)
{
	static const int days[] = { 31, 28 };
	double want = 0, day = 0;
	uint32_t fee, other;
	world w;

	(void)unused;
	make(&w, 59);
	set(&w, w.cluster, "owned", 25);
	set(&w, w.cluster, "rented", 5);
	set(&w, w.finance, "inflation", 0.1);
	fee = add(&w, &aif_model_fee, "suite");
	set(&w, fee, "what", 0);
	set(&w, fee, "per_gpu", 4500 / YEAR);
	set(&w, fee, "once", 1e4);
	set(&w, fee, "at_end", 1e6);
	other = add(&w, &aif_model_fee, "guards");
	set(&w, other, "rate", 1);
	set(&w, other, "when", 1);
	run(&w);
	for (int m = 0; m < 2; m++) {
		want += 30 * 4500 / 365.25 * days[m] * pow(1.1, day / 365.25);
		day += days[m];
	}
	assert_rel(ledger(&w, "opex.licence", 0), want + 1e4 + 1e6 * pow(1.1, 59 / 365.25), 1e-9);
	assert_near(ledger(&w, "opex.other", 0), 0, 0);
	assert_audited(&w, 7);
	aif_sim_free(w.sim);
}

// Bills of January (31 days at 10 $ an hour for a GPU) are paid 45 days after the month:
// the sum stays, and is worth less by 45 days.
static void
bills_paid_later_cost_the_same_and_weigh_less(void **unused)
{
	world w;

	(void)unused;
	make(&w, 365);
	rent(&w, 0);
	set(&w, w.cluster, "rented", 10);
	set(&w, w.cluster, "until", 31 * DAY);
	set(&w, w.finance, "payable", 45 * DAY);
	run(&w);
	assert_rel(summary(&w, "tco_usd"), 10 * 3 * 744, 1e-12);
	assert_near(ledger(&w, "opex.payables", 0), 0, 1e-9);
	assert_rel(summary(&w, "npv_cost_usd"), 22320 * pow(1.1, -76 / 365.0), 1e-9);
	assert_audited(&w, 7);
	aif_sim_free(w.sim);
}

// 10 GPU-hours at 2 $ an hour and hour, paid 15 days after each month but the last, which
// the run ends with: what came in for January is not asked for again with February.
static void
sales_are_paid_for_once_and_later(void **unused)
{
	static const double days[] = { 31, 28, 31 };
	double day = 0, pv = 0;
	uint32_t sale;
	world w;

	(void)unused;
	make(&w, 90);
	set(&w, w.cluster, "useful", 10);
	set(&w, w.finance, "receivable", 15 * DAY);
	sale = add(&w, &aif_model_sale, "hours");
	set(&w, sale, "cluster", w.cluster);
	set(&w, sale, "gpu", 2 / HOUR);
	run(&w);
	for (int m = 0; m < 3; m++) {
		day += days[m];
		pv -= 480 * days[m] * pow(1.1, -(day + (m < 2 ? 15 : 0)) / 365);
	}
	assert_rel(summary(&w, "tco_usd"), -480 * 90, 1e-12);
	assert_near(ledger(&w, "revenue.receivables", 0), 0, 1e-9);
	assert_rel(summary(&w, "npv_cost_usd"), pv, 1e-9);
	assert_audited(&w, 7);
	aif_sim_free(w.sim);
}

// 60 % of 1 M$ borrowed at 9 % for five years, after which nothing is owed; equity at 15 %
// and a tax of 25.7 % make a cost of capital of 10.0122 %. The ledger knows nothing of it.
static void
debt_is_repaid_beside_the_ledger_and_makes_the_cost_of_capital(void **unused)
{
	double r = pow(1.09, 1 / 12.0) - 1, pay = 6e5 * r / (1 - pow(1 + r, -60)), left = 6e5;
	size_t n;
	const aif_row_debt *d;
	world w;

	(void)unused;
	make(&w, 1857);
	set(&w, w.cluster, "capex", 1e6);
	set(&w, w.finance, "wacc", NAN);
	set(&w, w.finance, "tax", 0.257);
	set(&w, w.finance, "accounting", w.rules);
	set(&w, w.finance, "debt", 0.6);
	set(&w, w.finance, "cost_of_debt", 0.09);
	set(&w, w.finance, "cost_of_equity", 0.15);
	set(&w, w.finance, "debt_term", 60 * MONTH);
	set(&w, w.finance, "debt_fee", 0.01);
	run(&w);
	assert_near(((const aif_finance *)aif_sim_state(w.sim, w.finance))->wacc, 0.100122, 1e-9);
	d = aif_sim_kept(w.sim, &aif_table_debt, &n);
	assert_int_equal(n, 61);
	assert_near(d[0].left_usd, 6e5, 1e-9);
	for (size_t i = 1; i < n; i++) {
		assert_near(d[i].interest_usd, left * r, 1e-6);
		assert_near(d[i].interest_usd + d[i].repaid_usd, pay, 1e-6);
		left -= d[i].repaid_usd;
		assert_near(d[i].left_usd, left, 1e-6);
	}
	assert_near(left, 0, 1e-4);
	assert_rel(summary(&w, "interest_usd"), 60 * pay - 6e5, 1e-9);
	assert_rel(summary(&w, "debt_fees_usd"), 0.01 * 6e5, 1e-9);
	assert_near(summary(&w, "debt_peak_usd"), 6e5, 1e-9);
	assert_rel(summary(&w, "tco_usd"), ledger(&w, "", 0), 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// 1 M$ of plant with a credit of 30 %: 300 k$ at the year's end, and 850 k$ to deduct.
static void
an_investment_credit_cuts_the_basis_by_half_of_it(void **unused)
{
	uint32_t h;
	world w;

	(void)unused;
	make(&w, 365);
	h = add(&w, &fake_hall, "H1");
	set(&w, h, "it", 1e6);
	set(&w, w.finance, "tax", 0.25);
	set(&w, w.finance, "accounting", w.rules);
	set(&w, w.rules, "plant_itc", 0.3);
	set(&w, w.rules, "salvage", 0);
	run(&w);
	assert_rel(ledger(&w, "tax.credit", 0), -0.3 * 7e6, 1e-12);
	// All that is left is deducted at the horizon: 0.85 of the plant, all of the building.
	assert_rel(ledger(&w, "tax.dep", 0) + ledger(&w, "tax.disposal", 0),
		   -0.25 * (0.85 * 7e6 + 3e6), 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

static void
a_rule_forbids_a_leg_and_says_why(void **unused)
{
	uint32_t rule, of;
	aif_diag d = { 0 };
	world w;

	(void)unused;
	make(&w, 31);
	rent(&w, 0);
	rule = add(&w, &aif_model_rule, "residency");
	list(&w, rule, "of", &of, w.cluster);
	set(&w, rule, "rent", 0);
	assert_int_equal(aif_sim_ready(w.sim, &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "'residency': the strategy rents cluster 'train', which this "
				      "rule forbids"));
	aif_sim_free(w.sim);
}

// 100 TB in a cloud that owned GPUs read: 0.05 $/GB once; 1 MB/s is added.
static void
data_that_lie_in_a_cloud_cost_their_egress(void **unused)
{
	uint32_t data, of, own;
	world w;

	(void)unused;
	make(&w, 31);
	data = add(&w, &aif_model_dataset, "corpus");
	list(&w, data, "of", &of, w.cluster);
	list(&w, w.strategy, "own", &own, w.cluster);
	set(&w, data, "home", 1);
	set(&w, data, "size", 1e14);
	set(&w, data, "link", 1e9);
	set(&w, data, "growth", 1e6);
	set(&w, data, "egress", 0.05e-9);
	run(&w);
	assert_rel(ledger(&w, "opex.egress", 0), 5000 + 0.05e-9 * 1e6 * 31 * DAY, 1e-12);
	assert_audited(&w, 7);
	aif_sim_free(w.sim);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lessor_buys_and_is_repaid_by_the_month),
		cmocka_unit_test(
		    colocation_houses_by_the_kilowatt_with_power_passed_through_or_all_in),
		cmocka_unit_test(colocation_is_paid_by_its_limit_where_it_has_one),
		cmocka_unit_test(tokens_of_a_seller_replace_the_gpus),
		cmocka_unit_test(sales_are_taxed_and_leave_unit_costs_alone),
		cmocka_unit_test(fees_recur_by_the_gpu_once_and_at_the_end),
		cmocka_unit_test(bills_paid_later_cost_the_same_and_weigh_less),
		cmocka_unit_test(sales_are_paid_for_once_and_later),
		cmocka_unit_test(debt_is_repaid_beside_the_ledger_and_makes_the_cost_of_capital),
		cmocka_unit_test(an_investment_credit_cuts_the_basis_by_half_of_it),
		cmocka_unit_test(a_rule_forbids_a_leg_and_says_why),
		cmocka_unit_test(data_that_lie_in_a_cloud_cost_their_egress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
