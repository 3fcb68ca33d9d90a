// Failures: how many, on which nodes, for how long.
#include "cluster_kit.h"

static uint32_t
faults(bed *b, double gpu_mtbf_s, double repair_s)
{
	uint32_t id = kit_add(b->s, "failures", "faults", b->cluster);

	kit_num(b->s, id, "gpu_mtbf", gpu_mtbf_s);
	kit_num(b->s, id, "repair", repair_s);
	return id;
}

// 100 nodes of 8 with 8e6 GPU-s between failures: 1e-4 a second. Over 1e7 s, with
// repairs of 1000 s (0.1 % of the time): 1000 +- 32 failures; 3 sigma = 95.
// Down: 1000 x 1000 x 8 GPU-s.
static void
failures_come_at_the_rate_of_the_powered_nodes(void **unused)
{
	bed b = bed_make(100, 8, 1e7);
	uint32_t id = faults(&b, 8e6, 1000);
	double n;

	(void)unused;
	bed_run(&b);
	n = kit_value(b.s, id, "failures");
	assert_near(n, 1000, 95);
	assert_rel(kit_integral(b.s, b.cluster, "down_gpus"), n * 8000, 2e-3);
	aif_sim_free(b.s);
}

// Half of the nodes without power: half of the failures.
static void
nodes_without_power_do_not_fail(void **unused)
{
	bed b = bed_make(100, 8, 1e7);
	uint32_t id = faults(&b, 8e6, 1000);

	(void)unused;
	tell(&b, 0, AIF_EV_GRANT, (aif_arg){ .i = 50 });
	bed_run(&b);
	assert_near(kit_value(b.s, id, "failures"), 500, 67);
	aif_sim_free(b.s);
}

// Renewals of a Weibull clock with mean 1e5 s a node: over 1e7 s with repairs of
// 1000 s, 100 nodes fail about 100 x 1e7 / 101000 = 9901 times; shape 2 has a
// coefficient of variation of 0.523: sigma = 0.523 sqrt(9901) = 52.
static void
weibull_clocks_keep_the_mean_time_between_failures(void **unused)
{
	bed b = bed_make(100, 8, 1e7);
	uint32_t id = faults(&b, 8e5, 1000);

	(void)unused;
	kit_num(b.s, id, "shape", 2);
	bed_run(&b);
	assert_near(kit_value(b.s, id, "failures"), 9901, 3 * 52 + 50);
	aif_sim_free(b.s);
}

// A tenth of the nodes fail 11 times as often: (0.1 x 11 + 0.9) = 2 times as many.
static void
lemons_add_to_the_rate(void **unused)
{
	bed b = bed_make(1000, 8, 1e6);
	uint32_t id = faults(&b, 8e6, 10);

	(void)unused;
	kit_num(b.s, id, "lemons", 0.1);
	kit_num(b.s, id, "lemon_factor", 11);
	bed_run(&b);
	// 1000 x 1e6 / 1e6 x 2 = 2000 +- 45, and the share of lemons is itself drawn:
	// 100 +- 9.5 nodes of weight 10 more: +- 95.
	assert_near(kit_value(b.s, id, "failures"), 2000, 3 * 105);
	aif_sim_free(b.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_come_at_the_rate_of_the_powered_nodes),
		cmocka_unit_test(nodes_without_power_do_not_fail),
		cmocka_unit_test(weibull_clocks_keep_the_mean_time_between_failures),
		cmocka_unit_test(lemons_add_to_the_rate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
