// Rented GPUs in a whole simulation, against sums made by hand.
#include "fin_world.h"

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
	gpu = add(&w, &fake_gpu, "new-gpu");
	server = add(&w, &fake_server, "new-server");
	rack = add(&w, &fake_rack, "new-rack");
	set(&w, server, "gpu", gpu);
	set(&w, rack, "server", server);
	rent(&w, 0.5, 0);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rented_gpus_are_reserved_from_the_second_month_on),
		cmocka_unit_test(reservations_are_paid_when_nothing_runs),
		cmocka_unit_test(reservations_keep_the_price_of_their_day),
		cmocka_unit_test(each_cluster_is_billed_by_the_list_of_its_gpu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
