// The finance family in a whole simulation, against sums made by hand.
#include "aif_test.h"

#include <string.h>

#include "core/ctx.h"
#include "models/fin/fin.h"
#include "models/index.h"
#include "models/record.h"
#include "models/wire.h"
#include "util/tvm.h"

#define YEAR  AIF_FIN_YEAR_S
#define DAY   86400.0
#define HOUR  3600.0
#define Y2027 1798761600 // 2027-01-01

// --- a cluster that does as it is told ---------------------------------------------------

typedef struct cluster {
	double capex_usd, paid_s, run_s; // run_s: NAN for no milestone, 1e9 for never
	double n_owned, useful, n_rented, until_s, then;
	uint32_t rack;
	aif_signal owned_gpus, useful_gpus, rented_gpus;
} cluster;

static void
cluster_start(void *st, aif_ctx *c)
{
	cluster *p = st;

	aif_ctx_set(c, &p->owned_gpus, p->n_owned);
	aif_ctx_set(c, &p->useful_gpus, p->useful);
	aif_ctx_set(c, &p->rented_gpus, p->n_rented);
	if (p->capex_usd > 0)
		aif_record_ledger_at(c, aif_time_of_s(p->paid_s), "capex.gpu", p->capex_usd,
				     p->n_owned, "GPU", "estimate", "");
	if (!isnan(p->run_s)) {
		aif_row_milestone m;

		memset(&m, 0, sizeof m);
		m.start_s = p->run_s < 1e9 ? p->run_s : NAN;
		m.entity = aif_ctx_self(c);
		strcpy(m.step, "run");
		aif_ctx_emit(c, &aif_table_timeline, &m);
	}
	aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(p->until_s), AIF_PRIO_NORMAL, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
cluster_event(void *st, aif_ctx *c, const aif_ev *e)
{
	cluster *p = st;

	(void)e;
	aif_ctx_set(c, &p->rented_gpus, p->then);
}

static const aif_field cluster_params[] = {
	AIF_P(cluster, capex_usd, "capex", "USD", 0, 0, 1e12, "Cost."),
	AIF_P(cluster, paid_s, "paid", "s", 0, -1e9, 1e9, "When."),
	AIF_P(cluster, run_s, "run", "s", NAN, -1e9, 1e9, "In service."),
	AIF_P(cluster, n_owned, "owned", "1", 0, 0, 1e6, "Owned."),
	AIF_P(cluster, useful, "useful", "1", 0, 0, 1e6, "Useful."),
	AIF_P(cluster, n_rented, "rented", "1", 0, 0, 1e6, "Rented at first."),
	AIF_P(cluster, until_s, "until", "s", 1e9, 0, 1e9, "Until when."),
	AIF_P(cluster, then, "then", "1", 0, 0, 1e6, "Rented after."),
	AIF_P_OF(cluster, rack, "rack", AIF_F_REF, "rack", 0, "Its racks."),
	{ 0 },
};
static const aif_field cluster_outputs[] = {
	AIF_O(cluster, owned_gpus, "1", AIF_AGG_MEAN, "Owned."),
	AIF_O(cluster, useful_gpus, "1", AIF_AGG_MEAN, "Useful."),
	AIF_O(cluster, rented_gpus, "1", AIF_AGG_MEAN, "Rented."),
	{ 0 },
};
static const aif_model_ops model_cluster = { .name = "cluster",
					     .doc = "Test.",
					     .state_size = sizeof(cluster),
					     .params = cluster_params,
					     .outputs = cluster_outputs,
					     .place = AIF_PLACE_OWN,
					     .rank = AIF_RANK_IT,
					     .start = cluster_start,
					     .event = cluster_event };

// --- a service that serves from the start on ----------------------------------------------

typedef struct service {
	double n_gpus, tokens;
	aif_signal useful_gpus, served_tokens, output_tokens;
} service;

static void
service_start(void *st, aif_ctx *c)
{
	service *p = st;

	aif_ctx_set(c, &p->useful_gpus, p->n_gpus);
	aif_signal_add(&p->served_tokens, p->tokens);
	aif_signal_add(&p->output_tokens, p->tokens / 4);
}

static const aif_field service_params[] = {
	AIF_P(service, n_gpus, "gpus", "1", 0, 0, 1e6, "GPUs."),
	AIF_P(service, tokens, "tokens", "token", 0, 0, 1e15, "Tokens."),
	{ 0 },
};
static const aif_field service_outputs[] = {
	AIF_O(service, useful_gpus, "1", AIF_AGG_MEAN, "GPUs."),
	AIF_O(service, served_tokens, "token", AIF_AGG_SUM, "Tokens."),
	AIF_O(service, output_tokens, "token", AIF_AGG_SUM, "Output tokens."),
	{ 0 },
};
static const aif_model_ops model_service = { .name = "service",
					     .doc = "Test.",
					     .state_size = sizeof(service),
					     .params = service_params,
					     .outputs = service_outputs,
					     .rank = AIF_RANK_IT,
					     .start = service_start };

// --- a rack is a server is a GPU ----------------------------------------------------------

typedef struct part {
	uint32_t of;
} part;

static const aif_field rack_params[] = { AIF_P_OF(part, of, "server", AIF_F_REF, "server", 0, "."),
					 { 0 } };
static const aif_field server_params[] = { AIF_P_OF(part, of, "gpu", AIF_F_REF, "gpu", 0, "."),
					   { 0 } };
static const aif_model_ops model_rack = {
	.name = "rack", .doc = "Test.", .state_size = sizeof(part), .params = rack_params
};
static const aif_model_ops model_server = {
	.name = "server", .doc = "Test.", .state_size = sizeof(part), .params = server_params
};
static const aif_model_ops model_gpu = { .name = "gpu", .doc = "Test.", .state_size = 8 };

// --- building ----------------------------------------------------------------------------

typedef struct world {
	aif_registry registry;
	aif_sim *sim;
	uint32_t cluster, strategy, price, rules, finance;
	uint32_t one[1], lists[2];
} world;

static uint32_t
add(world *w, const aif_model_ops *m, const char *name)
{
	uint32_t id;

	assert_int_equal(aif_sim_add(w->sim, m, name, AIF_NONE, "", &id, NULL), AIF_OK);
	return id;
}

static void
set(world *w, uint32_t id, const char *field, double x)
{
	const aif_field *f = aif_model_field(aif_sim_model(w->sim, id)->params, field);
	char *at = (char *)aif_sim_state(w->sim, id) + f->off;

	if (f->type == AIF_F_NUM)
		*(double *)(void *)at = x;
	else if (f->type == AIF_F_CHOICE)
		*(int *)(void *)at = (int)x;
	else if (f->type == AIF_F_REF)
		*(uint32_t *)(void *)at = (uint32_t)x;
	else if (f->type == AIF_F_DATE)
		*(aif_time *)(void *)at = aif_time_of_s(x);
	else
		fail();
}

static const double resale[] = { 1, 0.78, 0.60, 0.46, 0.35 };

// One cluster, one strategy, and the money models, from 2027-01-01 for `days`.
static void
make(world *w, double days)
{
	aif_sim_opt opt = { .start_unix_s = Y2027,
			    .end_ns = aif_time_of_s(days * DAY),
			    .bin_ns = AIF_DAY,
			    .seed = 1,
			    .label = "" };
	aif_fin_rules *r;

	memset(w, 0, sizeof *w);
	w->registry.tables = aif_index.tables;
	opt.registry = &w->registry;
	assert_int_equal(aif_sim_create(&w->sim, &opt, NULL), AIF_OK);
	w->price = add(w, &aif_model_cloud_price, "cloud");
	w->rules = add(w, &aif_model_accounting, "rules");
	w->cluster = add(w, &model_cluster, "train");
	w->strategy = add(w, &aif_model_strategy, "way");
	w->finance = add(w, &aif_model_finance, "finance");
	w->one[0] = w->cluster;
	w->lists[0] = w->price;
	set(w, w->price, "on_demand", 3 / HOUR);
	set(w, w->price, "reserved_1y", 2 / HOUR);
	set(w, w->price, "spot", 1 / HOUR);
	set(w, w->finance, "wacc", 0.10);
	r = aif_sim_state(w->sim, w->rules);
	r->residual = (aif_nums){ 5, resale };
	for (int g = 0; g < AIF_FIN_GROUPS; g++)
		r->book_s[g] = r->class_s[g] = 5 * YEAR;
}

static void
rent(world *w, double reserved, double spot)
{
	aif_fin_strategy *p = aif_sim_state(w->sim, w->strategy);

	p->rent = (aif_refs){ 1, w->one };
	p->price = (aif_refs){ 1, w->lists };
	set(w, w->strategy, "reserved", reserved);
	set(w, w->strategy, "spot", spot);
}

static void
run(world *w)
{
	aif_diag d = { 0 };

	if (aif_sim_ready(w->sim, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(aif_sim_run(w->sim, aif_sim_options(w->sim)->end_ns, NULL), AIF_OK);
	assert_int_equal(aif_sim_finish(w->sim), AIF_OK);
}

// Sum of amounts (or quantities) of the accounts that begin with `account`.
static double
ledger(const world *w, const char *account, int quantity)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(w->sim, &aif_table_ledger, &n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		if (strncmp(r[i].account, account, strlen(account)) == 0)
			sum += quantity ? r[i].quantity : r[i].amount_usd;
	return sum;
}

static double
summary(const world *w, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_kept(w->sim, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].name, name) == 0)
			return r[i].value;
	fail_msg("no summary row '%s'", name);
	return NAN;
}

// Every audit passes; there are at least `least` of them.
static void
assert_audited(const world *w, size_t least)
{
	size_t n;
	const aif_row_audit *r = aif_sim_kept(w->sim, &aif_table_audit, &n);

	assert_true(n >= least);
	for (size_t i = 0; i < n; i++)
		if (!r[i].pass)
			fail_msg("%s: %.15g, %.15g", r[i].balance, r[i].left, r[i].right);
}

// --- renting -------------------------------------------------------------------------------

// 100 GPUs for two years (8760 + 8784 h). January (744 h) is on demand and spot by
// halves; from February 70 are reserved at 2, 15 on demand at 3, 15 on spot at 1; a tenth on top.
static void
rented_gpus_are_reserved_from_the_second_month_on(void **unused)
{
	double jan = 744, rest = 17544 - 744;
	double reserved = 70 * rest, demand = 50 * jan + 15 * rest;
	world w;

	(void)unused;
	make(&w, 731);
	set(&w, w.cluster, "rented", 100);
	set(&w, w.cluster, "useful", 80);
	set(&w, w.price, "addon", 0.1);
	rent(&w, 0.7, 0.5);
	run(&w);
	assert_rel(ledger(&w, "opex.rent.reserved", 1), reserved, 1e-12);
	assert_rel(ledger(&w, "opex.rent.reserved", 0), 2 * reserved, 1e-12);
	assert_rel(ledger(&w, "opex.rent.ondemand", 0), 3 * demand, 1e-12);
	assert_rel(ledger(&w, "opex.rent.spot", 0), demand, 1e-12);
	assert_rel(ledger(&w, "opex.rent.addon", 0), 0.1 * (2 * reserved + 4 * demand), 1e-12);
	assert_rel(summary(&w, "rent_usd"), 1.1 * (2 * reserved + 4 * demand), 1e-12);
	assert_rel(summary(&w, "tco_usd"), ledger(&w, "", 0), 1e-12);
	assert_rel(summary(&w, "rented_gpu_hours"), 1754400.0, 1e-12);
	assert_rel(summary(&w, "usd_per_useful_gpu_h_nominal"),
		   1.1 * (2 * reserved + 4 * demand) / (80 * 17544), 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// 100 GPUs until 00:30 on 1 March 2027 and none after. Reserved from 1 February: 70 GPUs
// for a year; what is not used is paid. The next year's mean is 100 * 28.02 / 365.25.
static void
reservations_are_paid_when_nothing_runs(void **unused)
{
	double used = 28 * 24 + 0.5, term = 8766, next = 0.7 * 100 * used / term;
	double left = 731 * 24 - 744 - term;
	world w;

	(void)unused;
	make(&w, 731);
	set(&w, w.cluster, "rented", 100);
	set(&w, w.cluster, "until", 59 * DAY + 1800);
	rent(&w, 0.7, 0);
	run(&w);
	assert_rel(ledger(&w, "opex.rent.reserved", 1), 70 * term + next * left, 1e-9);
	// The hour from 0:00 has a mean of 50 GPUs: all within the 70 that are reserved.
	assert_rel(ledger(&w, "opex.rent.ondemand", 1), 100 * 744 + 30 * 28 * 24.0, 1e-9);
	assert_rel(summary(&w, "reserved_unused_gpu_hours"),
		   70 * term - 70 * 28 * 24 - 50 * 1 + next * left, 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// Prices fall by 20 % a year: on demand each month pays its first day's level, and a
// reservation keeps the level of the day it was made.
static void
reservations_keep_the_price_of_their_day(void **unused)
{
	double demand = 0, at = pow(0.8, 31 / 365.25);
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	world w;
	int day = 0;

	(void)unused;
	make(&w, 365);
	set(&w, w.cluster, "rented", 10);
	set(&w, w.price, "drift", -0.2);
	rent(&w, 0.5, 0);
	run(&w);
	for (int m = 0; m < 12; m++) {
		demand += 3 * pow(0.8, day / 365.25) * days[m] * 24 * (m == 0 ? 10 : 5);
		day += days[m];
	}
	assert_rel(ledger(&w, "opex.rent.ondemand", 0), demand, 1e-9);
	assert_rel(ledger(&w, "opex.rent.reserved", 0), 2 * at * 5 * (365 - 31) * 24, 1e-9);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// Two clusters, two price lists: each is billed by the list of its own GPU, with a
// reservation of its own; a cluster of which nothing is known by the first list.
static void
each_cluster_is_billed_by_the_list_of_its_gpu(void **unused)
{
	aif_fin_strategy *p;
	uint32_t gpu, server, rack, clusters[3];
	world w;

	(void)unused;
	make(&w, 59);
	gpu = add(&w, &model_gpu, "new-gpu");
	server = add(&w, &model_server, "new-server");
	rack = add(&w, &model_rack, "new-rack");
	set(&w, server, "gpu", gpu);
	set(&w, rack, "server", server);
	rent(&w, 0.5, 0);
	clusters[0] = w.cluster;
	clusters[1] = add(&w, &model_cluster, "second");
	clusters[2] = add(&w, &model_cluster, "third");
	set(&w, clusters[0], "rented", 10);
	set(&w, clusters[1], "rented", 100);
	set(&w, clusters[2], "rented", 1);
	set(&w, clusters[1], "rack", rack);
	w.lists[1] = add(&w, &aif_model_cloud_price, "new-cloud");
	set(&w, w.lists[1], "gpu", gpu);
	set(&w, w.lists[1], "on_demand", 7 / HOUR);
	set(&w, w.lists[1], "reserved_1y", 5 / HOUR);
	p = aif_sim_state(w.sim, w.strategy);
	p->rent = (aif_refs){ 3, clusters };
	p->price.n = 2;
	run(&w);
	// January (744 h) on demand, February (672 h) half reserved.
	assert_rel(ledger(&w, "opex.rent.ondemand", 0),
		   (11 * 3 + 100 * 7) * 744.0 + (5.5 * 3 + 50 * 7) * 672, 1e-12);
	assert_rel(ledger(&w, "opex.rent.reserved", 0), (5.5 * 2 + 50 * 5) * 672, 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

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
	id = add(&w, &model_service, "chat");
	set(&w, id, "gpus", 20);
	set(&w, id, "tokens", 2e9);
	run(&w);
	assert_rel(summary(&w, "usd_per_mtoken_served"), 1e6 / 2000, 1e-12);
	assert_rel(summary(&w, "usd_per_mtoken_output"), 1e6 / 500, 1e-12);
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
	rent(&w, 0, 0);
	p = aif_sim_state(w.sim, w.strategy);
	p->price.n = 0;
	refuse(&w, "no `price`");
	make(&w, 31);
	rent(&w, 0, 0);
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
		cmocka_unit_test(rented_gpus_are_reserved_from_the_second_month_on),
		cmocka_unit_test(reservations_are_paid_when_nothing_runs),
		cmocka_unit_test(reservations_keep_the_price_of_their_day),
		cmocka_unit_test(each_cluster_is_billed_by_the_list_of_its_gpu),
		cmocka_unit_test(owned_gpus_are_written_off_taxed_and_sold),
		cmocka_unit_test(payment_service_and_upkeep_have_dates_of_their_own),
		cmocka_unit_test(what_never_runs_is_not_written_off),
		cmocka_unit_test(tokens_bear_the_cost_of_the_gpus_that_serve),
		cmocka_unit_test(staff_ramps_up_and_is_paid_each_month),
		cmocka_unit_test(what_can_not_be_meant_is_refused_with_a_remedy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
