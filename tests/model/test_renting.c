// Rented GPUs in a whole simulation, against sums made by hand.
#include "fin_world.h"

// 100 GPUs for two years (8760 + 8784 h), 20 of them on spot at 1. Of the other 80 January
// (744 h) is on demand at 3; from February 56 are reserved at 2; a tenth on top.
static void
rented_gpus_are_reserved_from_the_second_month_on(void **unused)
{
	double jan = 744, rest = 17544 - 744;
	double reserved = 56 * rest, demand = 80 * jan + 24 * rest, spot = 20 * 17544;
	world w;

	(void)unused;
	make(&w, 731);
	set(&w, w.cluster, "rented", 100);
	set(&w, w.cluster, "spot", 20);
	set(&w, w.cluster, "useful", 80);
	set(&w, w.price, "addon", 0.1);
	rent(&w, 0.7);
	run(&w);
	assert_rel(ledger(&w, "opex.rent.reserved", 1), reserved, 1e-12);
	assert_rel(ledger(&w, "opex.rent.reserved", 0), 2 * reserved, 1e-12);
	assert_rel(ledger(&w, "opex.rent.ondemand", 0), 3 * demand, 1e-12);
	assert_rel(ledger(&w, "opex.rent.spot", 0), spot, 1e-12);
	assert_rel(ledger(&w, "opex.rent.addon", 0), 0.1 * (2 * reserved + 3 * demand + spot),
		   1e-12);
	assert_rel(summary(&w, "rent_usd"), 1.1 * (2 * reserved + 3 * demand + spot), 1e-12);
	assert_rel(summary(&w, "tco_usd"), ledger(&w, "", 0), 1e-12);
	assert_rel(summary(&w, "rented_gpu_hours"), 1754400.0, 1e-12);
	assert_rel(summary(&w, "usd_per_useful_gpu_h_nominal"),
		   1.1 * (2 * reserved + 3 * demand + spot) / (80 * 17544), 1e-12);
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
	rent(&w, 0.7);
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
	rent(&w, 0.5);
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
	gpu = add(&w, &fake_gpu, "new-gpu");
	server = add(&w, &fake_server, "new-server");
	rack = add(&w, &fake_rack, "new-rack");
	set(&w, server, "gpu", gpu);
	set(&w, rack, "server", server);
	rent(&w, 0.5);
	clusters[0] = w.cluster;
	clusters[1] = add(&w, &fake_cluster, "second");
	clusters[2] = add(&w, &fake_cluster, "third");
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

// Sum of amounts of the accounts that begin with `account`, of the rows with this note.
static double
noted(const world *w, const char *account, const char *note)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(w->sim, &aif_table_ledger, &n);
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		if (strncmp(r[i].account, account, strlen(account)) == 0 &&
		    strcmp(r[i].note, note) == 0) {
			assert_int_equal(r[i].entity, w->finance);
			sum += r[i].amount_usd;
		}
	return sum;
}

// A second cluster of another GPU, and a price list of that GPU: 7 USD/h on demand, 5
// reserved. Both clusters are rented.
static uint32_t
second(world *w, uint32_t clusters[2])
{
	aif_fin_strategy *p = aif_sim_state(w->sim, w->strategy);
	uint32_t gpu, server, rack;

	clusters[0] = w->cluster;
	clusters[1] = add(w, &fake_cluster, "next");
	w->lists[1] = add(w, &aif_model_cloud_price, "new-cloud");
	gpu = add(w, &fake_gpu, "new-gpu");
	server = add(w, &fake_server, "new-server");
	rack = add(w, &fake_rack, "new-rack");
	set(w, server, "gpu", gpu);
	set(w, rack, "server", server);
	set(w, clusters[1], "rack", rack);
	set(w, w->lists[1], "gpu", gpu);
	set(w, w->lists[1], "on_demand", 7 / HOUR);
	set(w, w->lists[1], "reserved_1y", 5 / HOUR);
	p->rent = (aif_refs){ 2, clusters };
	return clusters[1];
}

// 59 days from 1 January. train, 10 GPUs at 3 on demand and 2 reserved: January (744 h)
// 10 * 3 * 744 = 22320; February (672 h) half and half: 5 * 3 * 672 = 10080 on demand and
// 5 * 2 * 672 = 6720 reserved. next, 100 GPUs at 7 and 5: 100 * 7 * 744 = 520800,
// 50 * 7 * 672 = 235200, 50 * 5 * 672 = 168000, and a tenth on top: 92400. Together
// 32400 + 6720 + 756000 + 168000 + 92400 = 1055520. Bursting is billed like renting.
static void
each_row_tells_its_cluster_price_list_and_gpu(void **unused)
{
	aif_fin_strategy *p;
	uint32_t clusters[2], next;
	world w;

	(void)unused;
	make(&w, 59);
	rent(&w, 0.5);
	next = second(&w, clusters);
	p = aif_sim_state(w.sim, w.strategy);
	p->price.n = 2;
	p->burst = p->rent;
	p->rent.n = 0;
	set(&w, w.cluster, "rented", 10);
	set(&w, next, "rented", 100);
	set(&w, w.lists[1], "addon", 0.1);
	run(&w);
	assert_rel(noted(&w, "opex.rent.ondemand", "train, cloud"), 32400.0, 1e-12);
	assert_rel(noted(&w, "opex.rent.reserved", "train, cloud"), 6720.0, 1e-12);
	assert_near(noted(&w, "opex.rent.addon", "train, cloud"), 0, 0);
	assert_rel(noted(&w, "opex.rent.ondemand", "next, new-cloud (new-gpu)"), 756000.0, 1e-12);
	assert_rel(noted(&w, "opex.rent.reserved", "next, new-cloud (new-gpu)"), 168000.0, 1e-12);
	assert_rel(noted(&w, "opex.rent.addon", "next, new-cloud (new-gpu)"), 92400.0, 1e-12);
	assert_rel(ledger(&w, "opex.rent", 0), 1055520.0, 1e-12);
	assert_rel(summary(&w, "rent_usd"), 1055520.0, 1e-12);
	assert_rel(summary(&w, "rented_gpu_hours"), 110 * 1416.0, 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// One price for both. train holds 10 GPUs in January and none after, next none in January
// and 10 after. From February train's 10 are reserved (2) and idle: 10 * 2 * 672 = 13440;
// next buys on demand (3): 10 * 3 * 672 = 20160. A shared reservation would have served.
static void
a_reservation_serves_its_own_cluster_alone(void **unused)
{
	uint32_t clusters[2], next;
	world w;

	(void)unused;
	make(&w, 59);
	rent(&w, 1);
	next = second(&w, clusters);
	set(&w, w.cluster, "rented", 10);
	set(&w, w.cluster, "until", 31 * DAY);
	set(&w, next, "until", 31 * DAY);
	set(&w, next, "then", 10);
	run(&w);
	assert_rel(noted(&w, "opex.rent.ondemand", "train, cloud"), 10 * 3 * 744.0, 1e-12);
	assert_rel(noted(&w, "opex.rent.reserved", "train, cloud"), 13440.0, 1e-12);
	assert_rel(noted(&w, "opex.rent.ondemand", "next, cloud"), 20160.0, 1e-12);
	assert_rel(summary(&w, "reserved_unused_gpu_hours"), 6720.0, 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

// Data leave the cloud at 1 GB/s and 0.05 USD/GB, once, however many clusters rent:
// 59 * 86400 * 0.05 = 254880.
static void
egress_is_paid_once_for_all_clusters(void **unused)
{
	uint32_t clusters[2], next;
	world w;

	(void)unused;
	make(&w, 59);
	rent(&w, 0);
	next = second(&w, clusters);
	set(&w, w.cluster, "rented", 10);
	set(&w, next, "rented", 10);
	set(&w, w.strategy, "egress", 0.05e-9);
	set(&w, w.strategy, "outflow", 1e9);
	run(&w);
	assert_rel(ledger(&w, "opex.rent.egress", 0), 254880.0, 1e-12);
	assert_audited(&w, 8);
	aif_sim_free(w.sim);
}

static void
a_rented_cluster_without_any_price_list_is_refused(void **unused)
{
	uint32_t clusters[2];
	aif_fin_strategy *p;
	aif_diag d = { 0 };
	world w;

	(void)unused;
	make(&w, 59);
	rent(&w, 0);
	second(&w, clusters);
	p = aif_sim_state(w.sim, w.strategy);
	p->price.n = 0;
	p->burst = p->rent;
	p->rent.n = 0;
	assert_int_equal(aif_sim_ready(w.sim, &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "cluster 'train' is rented and has no price list"));
	aif_sim_free(w.sim);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rented_gpus_are_reserved_from_the_second_month_on),
		cmocka_unit_test(reservations_are_paid_when_nothing_runs),
		cmocka_unit_test(reservations_keep_the_price_of_their_day),
		cmocka_unit_test(each_cluster_is_billed_by_the_list_of_its_gpu),
		cmocka_unit_test(each_row_tells_its_cluster_price_list_and_gpu),
		cmocka_unit_test(a_reservation_serves_its_own_cluster_alone),
		cmocka_unit_test(egress_is_paid_once_for_all_clusters),
		cmocka_unit_test(a_rented_cluster_without_any_price_list_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
