// A cluster: gangs and backfill, quotas, failures and checkpoints, caps, rent.
#include "cluster_kit.h"

#include "models/hw.h"

// A strategy with the fields a cluster looks for.
typedef struct way {
	aif_refs own, rent, burst;
	double when_queue_s, provision_s, speed, spot_frac, evict_hz;
} way;

static const aif_field way_params[] = {
	AIF_P_OF(way, own, "own", AIF_F_REFS, "cluster", 0, "Owned."),
	AIF_P_OF(way, rent, "rent", AIF_F_REFS, "cluster", 0, "Rented."),
	AIF_P_OF(way, burst, "burst", AIF_F_REFS, "cluster", 0, "Bursting."),
	AIF_P(way, when_queue_s, "when_queue", "s", 0, 0, 1e9, "Wait."),
	AIF_P(way, provision_s, "provision", "s", 0, 0, 1e9, "Fetch."),
	AIF_P(way, speed, "speed", "1", 1, 0, 100, "Speed."),
	AIF_P(way, spot_frac, "spot", "1", 0, 0, 1, "On spot."),
	AIF_P(way, evict_hz, "evict", "1/s", 0, 0, 1, "Evictions."),
	{ 0 }
};

static const aif_model_ops way_ops = {
	.name = "strategy", .state_size = sizeof(way), .params = way_params, .rank = AIF_RANK_DATA
};

// --- placement and order ------------------------------------------------------------

// Two nodes of 8. Job 0 leaves 2 free on node 0; job 1 wants 8 and takes node 1;
// job 2 wants 4, which is free nowhere in one node, until job 0 ends at 100.
static void
gang_within_a_node_waits_for_one_node(void **unused)
{
	bed b = bed_make(2, 8, 1000);

	(void)unused;
	put(&b, 0, 6, 100);
	put(&b, 1, 7, 500);
	put(&b, 2, 3, 50); // 2 + 1 free, not 3 together
	bed_run(&b);
	assert_near(b.p->start_s[2], 100, 1e-9);
	assert_near(b.p->end_s[2], 150, 1e-9);
	// 6*100 + 7*500 + 3*50 = 4250 of 16*1000 GPU-s.
	assert_near(kit_integral(b.s, b.cluster, "busy_gpus"), 4250, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "idle_gpus"), 16000 - 4250, 1e-6);
	aif_sim_free(b.s);
}

static void
placement_any_takes_gpus_across_nodes(void **unused)
{
	bed b = bed_make(2, 8, 1000);
	uint32_t sched = kit_add(b.s, "scheduler", "s", b.cluster);

	(void)unused;
	kit_word(b.s, sched, "placement", "any");
	put(&b, 0, 6, 100);
	put(&b, 1, 7, 500);
	put(&b, 2, 3, 50);
	bed_run(&b);
	assert_near(b.p->start_s[2], 2, 1e-9);
	aif_sim_free(b.s);
}

// One node of 10 GPUs. Job 0 holds 6 until 100; job 1 wants 8: reserved for 100,
// when 10 - 8 = 2 are left over. Job 2 (3 GPUs, 500 s) would delay it: waits. Job 3
// (2 GPUs, 500 s) uses what is left over. Job 4 (2 GPUs, 90 s) is gone by 96.
static void
easy_job_overtakes_only_where_it_does_not_delay_the_first(void **unused)
{
	static const char *const placement[] = { "pack", "any" };

	(void)unused;
	for (int i = 0; i < 4; i++) {
		int easy = i % 2;
		bed b = bed_make(1, 10, 2000);
		uint32_t sched = kit_add(b.s, "scheduler", "s", b.cluster);

		kit_word(b.s, sched, "policy", easy ? "easy" : "fifo");
		kit_word(b.s, sched, "placement", placement[i / 2]);
		put(&b, 0, 6, 100);
		put(&b, 1, 8, 100);
		put(&b, 4, 3, 500);
		put(&b, 5, 2, 500);
		put(&b, 6, 2, 90);
		bed_run(&b);
		assert_near(b.p->start_s[1], 100, 1e-9);
		assert_near(b.p->start_s[3], easy ? 5 : 200, 1e-9);
		assert_near(b.p->start_s[4], easy ? 6 : 200, 1e-9);
		assert_near(b.p->start_s[2], 200, 1e-9);
		aif_sim_free(b.s);
	}
}

// A queue with a quota of 4 holds back its own jobs, not those of others, and with
// EASY its reservation is in quota: job 2 (1 GPU, long) fits beside the first.
static void
quota_holds_back_its_own_queue_only(void **unused)
{
	bed b = bed_make(2, 8, 1000);
	uint32_t sched = kit_add(b.s, "scheduler", "s", b.cluster);
	uint32_t q = kit_add(b.s, "queue", "vc1", sched);

	(void)unused;
	kit_num(b.s, q, "quota", 4);
	kit_word(b.s, sched, "policy", "easy");
	put(&b, 0, 3, 100)->queue = 1;
	put(&b, 1, 2, 100)->queue = 1; // 3 + 2 > 4: waits until 100
	put(&b, 2, 1, 50)->queue = 1;  // gone by 52: overtakes
	put(&b, 3, 8, 100)->queue = 0; // another queue: at once
	put(&b, 4, 5, 10)->queue = 1;  // more than the quota ever: refused
	bed_run(&b);
	assert_near(b.p->start_s[1], 100, 1e-9);
	assert_near(b.p->start_s[2], 2, 1e-9);
	assert_near(b.p->start_s[3], 3, 1e-9);
	assert_int_equal(b.p->ended[4], 1 + AIF_END_REFUSED);
	aif_sim_free(b.s);
}

// Queue 1 has a quota of 4 of 16. With `borrow` it takes 12 while nobody else
// wants them; then queue 0 waits for 8 until they come back at 100.
static void
unused_quota_is_lent_until_the_job_ends(void **unused)
{
	bed b = bed_make(2, 8, 1000);
	uint32_t sched = kit_add(b.s, "scheduler", "s", b.cluster);
	uint32_t q = kit_add(b.s, "queue", "vc1", sched);

	(void)unused;
	kit_num(b.s, q, "quota", 4);
	kit_num(b.s, sched, "borrow", 1);
	put(&b, 0, 4, 100)->queue = 1;
	put(&b, 0, 8, 100)->queue = 1;
	put(&b, 10, 8, 100)->queue = 0;
	bed_run(&b);
	assert_near(b.p->start_s[1], 0, 1e-9);
	assert_near(b.p->start_s[2], 100, 1e-9);
	aif_sim_free(b.s);
}

// --- faults and checkpoints ------------------------------------------------------------

// 8 GPUs, work 1000 s, checkpoints each 300 s of work, no storage: they cost
// nothing. Node 0 fails at 700 (safe: 600, lost 100), repaired at 750; restart 20 s.
// Runs [0, 700), [750, 1170 = 750 + 20 + 400). Useful 1000 x 8; lost (20 + 100) x 8.
static void
cut_off_job_goes_on_from_its_last_checkpoint(void **unused)
{
	bed b = bed_make(1, 8, 2000);
	aif_job *j = put(&b, 0, 8, 1000);

	(void)unused;
	j->ckpt_every_s = 300;
	j->restart_s = 20;
	tell(&b, 700, AIF_EV_NODE_DOWN, (aif_arg){ .i = 0 });
	tell(&b, 750, AIF_EV_NODE_UP, (aif_arg){ .i = 0 });
	bed_run(&b);
	assert_near(b.p->end_s[0], 1170, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "useful_gpus"), 8000, 1e-5);
	assert_near(kit_integral(b.s, b.cluster, "busy_gpus"), 8 * (700 + 420), 1e-5);
	assert_near(kit_integral(b.s, b.cluster, "down_gpus"), 8 * 50, 1e-6);
	assert_near(j->lost_gpu_s, 8 * 120, 1e-5);
	aif_sim_free(b.s);
}

// Only the gang that has GPUs in the node is cut off; without checkpoints it
// begins anew, at the head of the queue.
static void
failure_stops_the_gangs_of_its_node_and_no_other(void **unused)
{
	bed b = bed_make(3, 8, 5000);

	(void)unused;
	put(&b, 0, 16, 1000); // nodes 0, 1
	put(&b, 0, 8, 1000);  // node 2
	put(&b, 1, 8, 1000);  // waits
	tell(&b, 500, AIF_EV_NODE_DOWN, (aif_arg){ .i = 1 });
	tell(&b, 600, AIF_EV_NODE_UP, (aif_arg){ .i = 1 });
	bed_run(&b);
	assert_near(b.p->end_s[1], 1000, 1e-6);
	assert_near(b.p->start_s[0], 600, 1e-6); // before job 2, that came later
	assert_near(b.p->end_s[0], 1600, 1e-6);
	assert_near(b.p->start_s[2], 1000, 1e-6);
	assert_near(kit_value(b.s, b.cluster, "restarts"), 1, 0);
	aif_sim_free(b.s);
}

static void
spare_node_stands_in_for_a_failed_one(void **unused)
{
	bed b = bed_make(4, 8, 1000);

	(void)unused;
	kit_num(b.s, b.cluster, "spares", 0.25);
	put(&b, 0, 24, 100); // all but the spare
	put(&b, 0, 1, 10);   // waits: the spare is not for it
	tell(&b, 50, AIF_EV_NODE_DOWN, (aif_arg){ .i = 1 });
	bed_run(&b);
	assert_near(b.p->end_s[0], 150, 1e-6); // began anew at 50 on 0, 2, 3
	assert_near(b.p->start_s[1], 150, 1e-6);
	aif_sim_free(b.s);
}

// --- power -------------------------------------------------------------------------------

typedef struct parts {
	uint32_t gpu, server, rack;
} parts;

// GPU 100 W idle, 700 W TDP; server of 8: 1000 W idle, 1400 W busy; rack of 2
// servers: 500 W more.
static parts
hardware(aif_sim *s)
{
	parts p = { .gpu = kit_add_ops(s, &aif_model_gpu, "g", AIF_NONE),
		    .server = kit_add_ops(s, &aif_model_server, "n", AIF_NONE),
		    .rack = kit_add_ops(s, &aif_model_rack, "r", AIF_NONE) };
	static const char *const rate[] = { "peak_bf16", "hbm_bw", "scaleup", "scaleout", NULL };

	for (int i = 0; rate[i]; i++)
		kit_num(s, p.gpu, rate[i], 1e11);
	kit_num(s, p.gpu, "hbm", 8e10);
	kit_num(s, p.server, "max", 1e4);
	kit_num(s, p.rack, "max", 2e4);
	kit_num(s, p.gpu, "idle", 100);
	kit_num(s, p.gpu, "tdp", 700);
	kit_ref(s, p.server, "gpu", p.gpu);
	kit_num(s, p.server, "gpus", 8);
	kit_num(s, p.server, "base", 1000);
	kit_num(s, p.server, "busy", 1400);
	kit_ref(s, p.rack, "server", p.server);
	kit_num(s, p.rack, "servers", 2);
	kit_num(s, p.rack, "extra", 500);
	return p;
}

static bed
bed_hw(int racks, double end_s)
{
	bed b = bed_make(1, 8, end_s);
	parts p = hardware(b.s);

	kit_num(b.s, b.cluster, "nodes", NAN);
	kit_ref(b.s, b.cluster, "rack", p.rack);
	kit_num(b.s, b.cluster, "racks", racks);
	return b;
}

// One rack. Idle: 500 + 2 x 1000 + 16 x 100 = 4100 W. A job on 8 GPUs at 600 W for
// 100 s adds 400 + 8 x 500 = 4400 W.
static void
power_is_the_sum_of_its_parts(void **unused)
{
	bed b = bed_hw(1, 1000);

	(void)unused;
	put(&b, 0, 8, 100)->gpu_busy_w = 600;
	bed_run(&b);
	assert_near(kit_integral(b.s, b.cluster, "it_w"), 4100 * 1000 + 4400 * 100, 1e-3);
	aif_sim_free(b.s);
}

// Cap 6500 W while 8500 W are wanted: of 600 W a GPU 150 of 700 are static, so that
// clocks move 8 x 450 = 3600 W and 1600 W are left: clock = (16/36)^(1/2) = 0.6667, in
// steps of 1/128: 85/128. Half of the time bound by clocks: speed 1 / (0.5 + 0.5 x 128/85).
static void
cap_slows_jobs_by_their_clock_bound_share_and_power_obeys(void **unused)
{
	bed b = bed_hw(1, 1000);
	aif_job *j = put(&b, 0, 8, 100);
	double speed = 1 / (0.5 + 0.5 * 128 / 85), want;

	(void)unused;
	j->gpu_busy_w = 600;
	j->compute_frac = 0.5;
	kit_num(b.s, b.cluster, "cap_exponent", 2);
	tell(&b, 50, AIF_EV_CAP, (aif_arg){ .x = 6500 });
	bed_run(&b);
	want = 50 + 50 / speed;
	assert_near(b.p->end_s[0], want, 1e-6);
	// Held for longer, it did 8 x 100 GPU-seconds of work: no more are useful.
	assert_rel(kit_integral(b.s, b.cluster, "busy_gpus"), 8 * want, 1e-9);
	assert_rel(kit_integral(b.s, b.cluster, "useful_gpus"), 8 * 100, 1e-6);
	// 4900 W that stay, and 3600 W x clock^2 <= 1600 W.
	assert_rel(kit_integral(b.s, b.cluster, "it_w"),
		   8500 * 50 + (4900 + 3600 * (85.0 / 128) * (85.0 / 128)) * (want - 50) +
		       4100 * (1000 - want),
		   1e-9);
	aif_sim_free(b.s);
}

// Cap 3300 W: one node at the lowest clocks fits (500 + 1400 + 8 x 150 + little),
// two do not. The job of 16 GPUs starts again when the cap is lifted.
static void
cap_below_idle_switches_nodes_off(void **unused)
{
	bed b = bed_hw(1, 1000);

	(void)unused;
	put(&b, 0, 16, 100)->gpu_busy_w = 700;
	kit_num(b.s, b.cluster, "clock_floor", 0.2);
	tell(&b, 50, AIF_EV_CAP, (aif_arg){ .x = 3300 });
	tell(&b, 150, AIF_EV_CAP, (aif_arg){ .x = INFINITY });
	bed_run(&b);
	assert_near(b.p->end_s[0], 250, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "unpowered_gpus"), 8 * 100, 1e-6);
	aif_sim_free(b.s);
}

static void
racks_run_when_they_are_delivered_and_granted(void **unused)
{
	bed b = bed_hw(2, 1000);

	(void)unused;
	kit_num(b.s, b.cluster, "order", 50);
	kit_num(b.s, b.cluster, "lead", 50);
	put(&b, 0, 32, 100);
	put(&b, 150, 8, 1000);
	tell(&b, 300, AIF_EV_GRANT, (aif_arg){ .i = 1 }); // one rack loses its right
	bed_run(&b);
	assert_near(b.p->start_s[0], 100, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "owned_gpus"), 32 * 900, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "unpowered_gpus"), 16 * 700, 1e-6);
	aif_sim_free(b.s);
}

// --- rent --------------------------------------------------------------------------------

static void
rented_cluster_starts_every_job_after_the_provision_time(void **unused)
{
	bed b = bed_make(1, 8, 1000);
	uint32_t w = kit_add_ops(b.s, &way_ops, "cloud", AIF_NONE);

	(void)unused;
	kit_refs(b.s, w, "rent", b.cluster);
	kit_num(b.s, w, "provision", 30);
	kit_num(b.s, w, "speed", 2);
	put(&b, 0, 8, 100);
	put(&b, 10, 64, 100);
	bed_run(&b);
	assert_near(b.p->start_s[1], 40, 1e-6);
	assert_near(b.p->end_s[1], 90, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "rented_gpus"), 50 * 72, 1e-6);
	assert_near(kit_integral(b.s, b.cluster, "owned_gpus"), 0, 0);
	aif_sim_free(b.s);
}

// Job 1 may burst and has waited 60 s at t = 60; job 2 may not and waits for job 0.
static void
job_that_waits_too_long_goes_to_rented_gpus(void **unused)
{
	bed b = bed_make(1, 8, 1000);
	uint32_t w = kit_add_ops(b.s, &way_ops, "hybrid", AIF_NONE);

	(void)unused;
	kit_refs(b.s, w, "own", b.cluster);
	kit_refs(b.s, w, "burst", b.cluster);
	kit_num(b.s, w, "when_queue", 60);
	kit_num(b.s, w, "provision", 5);
	put(&b, 0, 8, 200)->may_burst = 1;
	put(&b, 0, 8, 100)->may_burst = 1;
	put(&b, 1, 8, 100);
	bed_run(&b);
	assert_near(b.p->start_s[1], 65, 1e-6);
	assert_near(b.p->start_s[2], 200, 1e-6);
	aif_sim_free(b.s);
}

// A job of 500 s of work with a checkpoint each 10 s, on spot capacity that lasts 100 s on
// average: it takes 500 s, what each eviction loses (less than 10 s) and 5 s to fetch.
static void
spot_jobs_are_evicted_and_go_on_from_their_checkpoint(void **unused)
{
	bed b = bed_make(1, 8, 100000);
	uint32_t w = kit_add_ops(b.s, &way_ops, "cloud", AIF_NONE);
	double n, spot;

	(void)unused;
	kit_refs(b.s, w, "rent", b.cluster);
	kit_num(b.s, w, "provision", 5);
	kit_num(b.s, w, "spot", 1);
	kit_num(b.s, w, "evict", 0.01);
	for (int i = 0; i < 20; i++)
		put(&b, 0, 8, 500)->ckpt_every_s = 10;
	bed_run(&b);
	n = kit_value(b.s, b.cluster, "evictions");
	// Poisson of mean at least 20 * 500 / 100: within 4 standard deviations.
	assert_true(n > 60 && n < 155);
	assert_near(kit_value(b.s, b.cluster, "restarts"), n, 0);
	spot = kit_integral(b.s, b.cluster, "spot_gpus");
	assert_near(spot, kit_integral(b.s, b.cluster, "rented_gpus"), 1e-6);
	assert_true(spot >= 20 * 500 * 8.0 && spot < 20 * 500 * 8.0 + n * 10 * 8);
	for (int i = 0; i < 20; i++)
		assert_int_equal(b.p->ended[i], 1 + AIF_END_DONE);
	aif_sim_free(b.s);
}

// 1 TB over 10 GB/s: no rented GPU works before 100 s; owned ones do not wait.
static void
rented_gpus_wait_for_data_that_lie_on_the_site(void **unused)
{
	for (int rented = 0; rented < 2; rented++) {
		bed b = bed_make(1, 8, 1000);
		uint32_t w = kit_add_ops(b.s, &way_ops, "cloud", AIF_NONE);
		uint32_t data = kit_add(b.s, "dataset", "corpus", AIF_NONE);

		(void)unused;
		kit_refs(b.s, w, rented ? "rent" : "own", b.cluster);
		kit_refs(b.s, data, "of", b.cluster);
		kit_num(b.s, data, "size", 1e12);
		kit_num(b.s, data, "link", 1e10);
		put(&b, 0, 8, 50);
		put(&b, 200, 8, 50);
		bed_run(&b);
		assert_near(b.p->start_s[0], rented ? 100 : 0, 1e-6);
		assert_near(b.p->start_s[1], 200, 1e-6);
		aif_sim_free(b.s);
	}
}

// Encryption takes a fifth of the speed of owned GPUs and half of that of rented ones.
static void
rules_slow_the_legs_that_they_are_about(void **unused)
{
	for (int rented = 0; rented < 2; rented++) {
		bed b = bed_make(1, 8, 1000);
		uint32_t w = kit_add_ops(b.s, &way_ops, "cloud", AIF_NONE);
		uint32_t rule = kit_add(b.s, "rule", "privacy", AIF_NONE);

		(void)unused;
		kit_refs(b.s, w, rented ? "rent" : "own", b.cluster);
		kit_refs(b.s, rule, "of", b.cluster);
		kit_num(b.s, rule, "slow", 0.2);
		kit_num(b.s, rule, "slow_rented", 0.5);
		put(&b, 0, 8, 100);
		bed_run(&b);
		assert_near(b.p->end_s[0], rented ? 200 : 125, 1e-6);
		aif_sim_free(b.s);
	}
}

static void
withdrawn_jobs_leave_the_queue_or_the_nodes(void **unused)
{
	bed b = bed_make(1, 8, 1000);

	(void)unused;
	put(&b, 0, 8, 500);
	put(&b, 0, 8, 500);
	put(&b, 0, 8, 500);
	tell(&b, 100, AIF_EV_WITHDRAW, (aif_arg){ .p = &b.p->job[0] });
	tell(&b, 200, AIF_EV_WITHDRAW, (aif_arg){ .p = &b.p->job[2] });
	bed_run(&b);
	assert_near(b.p->start_s[1], 100, 1e-6);
	assert_int_equal(b.p->ended[0], 1 + AIF_END_KILLED);
	assert_int_equal(b.p->ended[2], 1 + AIF_END_KILLED);
	aif_sim_free(b.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gang_within_a_node_waits_for_one_node),
		cmocka_unit_test(placement_any_takes_gpus_across_nodes),
		cmocka_unit_test(easy_job_overtakes_only_where_it_does_not_delay_the_first),
		cmocka_unit_test(quota_holds_back_its_own_queue_only),
		cmocka_unit_test(unused_quota_is_lent_until_the_job_ends),
		cmocka_unit_test(cut_off_job_goes_on_from_its_last_checkpoint),
		cmocka_unit_test(failure_stops_the_gangs_of_its_node_and_no_other),
		cmocka_unit_test(spare_node_stands_in_for_a_failed_one),
		cmocka_unit_test(power_is_the_sum_of_its_parts),
		cmocka_unit_test(cap_slows_jobs_by_their_clock_bound_share_and_power_obeys),
		cmocka_unit_test(cap_below_idle_switches_nodes_off),
		cmocka_unit_test(racks_run_when_they_are_delivered_and_granted),
		cmocka_unit_test(rented_cluster_starts_every_job_after_the_provision_time),
		cmocka_unit_test(job_that_waits_too_long_goes_to_rented_gpus),
		cmocka_unit_test(spot_jobs_are_evicted_and_go_on_from_their_checkpoint),
		cmocka_unit_test(rented_gpus_wait_for_data_that_lie_on_the_site),
		cmocka_unit_test(rules_slow_the_legs_that_they_are_about),
		cmocka_unit_test(withdrawn_jobs_leave_the_queue_or_the_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
