// Contention: jobs that share uplinks slow one another, and a cap slows a training, as
// the closed forms and the step model say.
#include <math.h>

#include "cluster_kit.h"

#include "lua/scenario.h"
#include "models/gpower.h"
#include "models/step.h"
#include "util/embed.h"

// --- closed forms ------------------------------------------------------------------

// Twelve servers of 8 GPUs and one NIC on 4-port switches. Oversubscribed 3:1 a leaf
// has three servers and one uplink, so that a group's uplinks carry N, what one NIC does.
// A GPU sends N / 8 at its peak.
static const double nic = 1e9;

static bed
bed_net(double over, double balance, double end_s)
{
	bed b = { .s = kit_sim(NULL, end_s, 1) };
	uint32_t gpu = kit_add(b.s, "gpu", "g", AIF_NONE), net, fabric;
	uint32_t server = kit_add(b.s, "server", "n", AIF_NONE);
	uint32_t rack = kit_add(b.s, "rack", "r", AIF_NONE);
	static const char *const rate[] = { "peak_bf16", "hbm",      "hbm_bw",
					    "scaleup",   "scaleout", NULL };

	for (int i = 0; rate[i]; i++)
		kit_num(b.s, gpu, rate[i], 1e11);
	kit_num(b.s, gpu, "idle", 100);
	kit_num(b.s, gpu, "tdp", 700);
	kit_ref(b.s, server, "gpu", gpu);
	kit_num(b.s, server, "gpus", 8);
	kit_num(b.s, server, "max", 1e4);
	kit_ref(b.s, rack, "server", server);
	kit_num(b.s, rack, "servers", 1);
	kit_num(b.s, rack, "max", 2e4);
	net = kit_add(b.s, "network", "e", AIF_NONE);
	kit_num(b.s, net, "port", nic);
	kit_num(b.s, net, "radix", 4);
	kit_num(b.s, net, "efficiency", 1);
	kit_num(b.s, net, "balance", balance);
	b.cluster = kit_add(b.s, "cluster", "c", AIF_NONE);
	kit_ref(b.s, b.cluster, "rack", rack);
	kit_num(b.s, b.cluster, "racks", 12);
	fabric = kit_add(b.s, "fabric", "c.f", b.cluster);
	kit_ref(b.s, fabric, "network", net);
	kit_num(b.s, fabric, "oversubscription", over);
	kit_num(b.s, fabric, "nics_per_server", 1);
	b.script_id = kit_add_ops(b.s, &script_ops, "w", AIF_NONE);
	b.p = aif_sim_state(b.s, b.script_id);
	b.p->on = b.cluster;
	return b;
}

static double
summary(aif_sim *s, const char *entity, const char *name)
{
	size_t n;
	const aif_row_summary *r = aif_sim_rows(s, &aif_table_summary, &n);

	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].name, name) == 0 &&
		    strcmp(aif_sim_name(s, r[i].entity), entity) == 0)
			return r[i].value;
	fail_msg("no %s of %s", name, entity);
	return 0;
}

// A job that shows its whole exchange: 1 - duty + duty / share times as long.
static aif_job_net
shows(double duty)
{
	aif_job_net n = { .peak_bytes_s = nic / 8, .duty = duty };

	for (int i = 0; i < AIF_JOB_SHARES; i++)
		n.stretch[i] = 1 - duty + duty / aif_job_share(i);
	return n;
}

// A on servers 0..4, B on 5..8: both in group 1. Asked for at the peak: A 24 GPUs x 2/5
// and 16 x 3/5, both 1.2 N; B 8 x 3/4 and 24 x 1/4, both 0.75 N. In the mean A 0.6 N, B
// 0.3 N: 0.1 N is left over. Alone A gets N of 1.2 N; beside B (0.6 + 0.1) / 1.2, and B
// (0.3 + 0.1) / 0.75.
static void
two_jobs_under_one_leaf_slow_as_the_closed_form_says(void **u)
{
	bed b = bed_net(3, 1, 5000);
	aif_job_net na = shows(0.5), nb = shows(0.4);
	double alone = 0.5 + 0.5 * 1.2, beside = 0.5 + 0.5 * 1.2 / 0.7;
	double b_s = 200 * (0.6 + 0.4 * 0.75 / 0.4);
	double left = 1000 - 100 / alone - b_s / beside;

	(void)u;
	put(&b, 0, 40, 1000)->net = &na;
	put(&b, 100, 32, 200)->net = &nb;
	kit_run(b.s);
	assert_near(b.p->end_s[1], 100 + b_s, 1e-6);
	assert_near(b.p->end_s[0], 100 + b_s + left * alone, 1e-6);
	aif_sim_free(b.s);
}

// Always exchanging, both ask for more than there is: N is split 1.2 to 0.75, each
// gets 1 / 1.95 of its peak. What B leaves when it goes is A's again.
static void
a_link_that_is_too_small_in_the_mean_is_split_max_min(void **u)
{
	bed b = bed_net(3, 1, 20000);
	aif_job_net n = shows(1);

	(void)u;
	put(&b, 0, 40, 1000)->net = &n;
	put(&b, 0, 32, 1000)->net = &n;
	kit_run(b.s);
	assert_near(b.p->end_s[1], 1950, 1e-6);
	assert_near(b.p->end_s[0], 1950, 1e-6);
	aif_sim_free(b.s);
}

static void
a_fabric_that_does_not_block_slows_nobody(void **u)
{
	bed b = bed_net(1, 1, 5000);
	aif_job_net n = shows(1);

	(void)u;
	put(&b, 0, 40, 1000)->net = &n;
	put(&b, 0, 32, 1000)->net = &n;
	kit_run(b.s);
	assert_near(b.p->end_s[0], 1000, 1e-6);
	assert_near(b.p->end_s[1], 1000, 1e-6);
	aif_sim_free(b.s);
}

// One to one, leaves of two servers; hashing reaches 0.4 of the uplinks, 0.8 N a group. A
// on servers 0..4 asks 16 GPUs x 3/5 = 1.2 N of each full leaf.
static void
collisions_slow_a_job_on_a_fabric_that_would_not_block(void **u)
{
	bed b = bed_net(1, 0.4, 5000);
	aif_job_net n = shows(0.5);

	(void)u;
	put(&b, 0, 40, 1000)->net = &n;
	kit_run(b.s);
	assert_near(b.p->end_s[0], 1000 * (0.5 + 0.5 * 1.2 / 0.8), 1e-6);
	aif_sim_free(b.s);
}

static void
a_job_within_a_group_is_alone_on_its_links(void **u)
{
	bed b = bed_net(3, 1, 20000);
	aif_job_net n = shows(1);

	(void)u;
	put(&b, 0, 24, 1000)->net = &n; // servers 0..2
	put(&b, 0, 72, 1000)->net = &n; // the rest
	kit_run(b.s);
	assert_near(b.p->end_s[0], 1000, 1e-6);
	// 24 GPUs of 72 in each of three groups: 24 x 2/3 / 8 = 2 N of N.
	assert_near(b.p->end_s[1], 2000, 1e-6);
	aif_sim_free(b.s);
}

// Alone A gets N of 1.2 N: of 1.1 s for a second's work 0.1 s are spent waiting at 200 W,
// the rest at 600 W. 40 GPUs, idle 100 W each.
static void
a_job_that_waits_for_its_exchange_draws_less(void **u)
{
	bed b = bed_net(3, 1, 5000);
	aif_job_net n = shows(0.5);
	aif_job *j = put(&b, 0, 40, 1000);
	double mean_w = (600 + 0.1 * 200) / 1.1;

	(void)u;
	n.wait_w = 200;
	j->net = &n;
	j->gpu_busy_w = 600;
	kit_run(b.s);
	assert_rel(kit_integral(b.s, b.cluster, "it_w"),
		   96 * 100 * 5000.0 + 40 * (mean_w - 100) * 1100, 1e-6);
	aif_sim_free(b.s);
}

// 12 links at one failure in 1e5 s, an hour each: 1200 failures in 1e7 s and 1200 x 8 GPU
// hours down, but for failures of what is down already, 0.4 %. Four sigma are 12 %.
static void
links_fail_at_their_rate_and_take_their_server_down(void **u)
{
	bed b = bed_net(1, 1, 1e7);
	uint32_t f = aif_sim_find(b.s, "c.f");

	(void)u;
	kit_num(b.s, f, "link_mtbf", 1e5);
	kit_num(b.s, f, "repair", 3600);
	kit_run(b.s);
	assert_rel(summary(b.s, "c.f", "fabric_failures"), 1200, 0.12);
	assert_rel(kit_integral(b.s, b.cluster, "down_gpus"), 1200 * 8 * 3600.0, 0.13);
	aif_sim_free(b.s);
}

// Leaves of three servers: four of them, each failure takes 24 GPUs for an hour.
static void
a_leaf_takes_all_servers_below_it(void **u)
{
	bed b = bed_net(3, 1, 1e7);
	uint32_t f = aif_sim_find(b.s, "c.f");
	double n;

	(void)u;
	kit_num(b.s, f, "leaf_mtbf", 1e5);
	kit_num(b.s, f, "repair", 3600);
	kit_run(b.s);
	n = summary(b.s, "c.f", "fabric_failures");
	assert_rel(n, 400, 0.2);
	assert_rel(kit_integral(b.s, b.cluster, "down_gpus"), n * 24 * 3600, 0.05);
	aif_sim_free(b.s);
}

// 3:1 on 4-port switches: 4 leaves, 1 spine, 12 + 4 cables of two transceivers, 12 NICs.
static void
a_network_may_cost_its_parts(void **u)
{
	bed b = bed_net(3, 1, 5000);
	uint32_t net = aif_sim_find(b.s, "e");
	const aif_row_ledger *r;
	double paid = 0;
	size_t n;

	(void)u;
	kit_num(b.s, net, "switch_price", 1000);
	kit_num(b.s, net, "optic_price", 100);
	kit_num(b.s, net, "cable_price", 10);
	kit_num(b.s, net, "nic_price", 1);
	kit_num(b.s, aif_sim_find(b.s, "r"), "network_per_gpu", 77);
	kit_num(b.s, aif_sim_find(b.s, "r"), "price", 5000);
	kit_num(b.s, aif_sim_find(b.s, "c.f"), "parts", 1);
	kit_run(b.s);
	r = aif_sim_rows(b.s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(r[i].account, "capex.network") == 0)
			paid += r[i].amount_usd;
		else if (strcmp(r[i].account, "capex.gpu") == 0)
			assert_rel(r[i].amount_usd, 12 * 5000, 1e-9);
	assert_rel(paid, 5 * 1000 + 32 * 100 + 16 * 10 + 12, 1e-9);
	aif_sim_free(b.s);
}

static void
stretch_is_linear_in_the_inverse_share(void **u)
{
	aif_job_net n = shows(0.3);

	(void)u;
	for (double s = 0.02; s <= 1; s += 0.01)
		assert_rel(aif_job_stretch(&n, s), 0.7 + 0.3 / s, 1e-12);
	assert_true(aif_job_stretch(NULL, 0.1) == 1);
}

// --- trainings -----------------------------------------------------------------------

static const char head[] = "horizon { from = \"2027-01-01\", to = \"2027-01-03\" }\n";

// The scenario, with a script that sends the cluster a cap at once; NAN: none.
static aif_sim *
scenario(aif_scenario **sc, const char *text, double cap_w)
{
	static const char *const file[] = { "gpu", "server", "rack", "network", "llm" };
	aif_embed files[8] = { { 0 } };
	aif_scenario_opt opt = { .registry = &aif_index, .catalog = files, .text = text };
	aif_sim *s = NULL;
	aif_diag d = { 0 };
	char path[64];

	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof path, "models/catalog/%s.lua", file[i]);
		assert_true(aif_embed_find(path, &files[i]));
	}
	if (aif_scenario_load(sc, "test", &opt, NULL, NULL, &d) != AIF_OK ||
	    aif_scenario_build(*sc, 0, 1, 0, 1, &s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	if (isfinite(cap_w)) {
		bed b = { .s = s, .script_id = kit_add_ops(s, &script_ops, "w", AIF_NONE) };

		b.p = aif_sim_state(s, b.script_id);
		b.p->on = aif_sim_find(s, "c");
		tell(&b, 0, AIF_EV_CAP, (aif_arg){ .x = cap_w });
	}
	kit_run(s);
	return s;
}

// Llama 70B on 512 H100, its layout given, as the scenarios below state it.
static void
predict(aif_arena *a, const aif_sim *s, double share, aif_step_out *o)
{
	aif_coll_net net = { .nic_bytes_s = 50e9, .eff_frac = 0.94, .share_frac = share };
	aif_step_in in = { .n_gpus = 512, .tp = 8, .pp = 1, .ep = 1, .cp = 1, .vpp = 1 };
	aif_xfmr_llm m = *(const aif_xfmr_llm *)aif_sim_state(s, aif_sim_find(s, "Llama-3.1-70B"));
	const aif_hw_gpu *g = aif_sim_state(s, aif_sim_find(s, "h100-sxm"));
	aif_kernel *k;
	aif_coll *c;

	assert_int_equal(aif_kernel_create(&k, a, g, NULL), AIF_OK);
	assert_int_equal(aif_coll_create(&c, a, g, &net, NULL), AIF_OK);
	assert_int_equal(aif_xfmr_check(&m, NULL), AIF_OK);
	in.kernel = k;
	in.coll = c;
	in.llm = &m;
	in.zero_stage = 1;
	in.seq = 8192;
	in.micro_batch = 1;
	in.global_batch = 512;
	in.sp = 1;
	assert_int_equal(aif_step_predict(&in, o, NULL), AIF_OK);
}

#define JOB                                                                                        \
	"{ on = \"c\", model = \"Llama-3.1-70B\", tokens = 1e13, gpus = 512, seq = 8192,\n"        \
	"  global_batch = 512, precision = \"bf16\", tp = 8, pp = 1, micro_batch = 1 }\n"

// Leaves of 60 servers whose uplinks carry a fifteenth; the first 30 servers are taken, so
// that a training on the next 64 stands half and half and crosses with 240 x 272 / 512 GPUs
// what carries 32: what it does in two days is what the step model says at that share.
static void
a_contended_link_slows_a_training_as_predict_says(void **u)
{
	aif_scenario *sc = NULL;
	aif_step_out full, part;
	aif_arena *a = NULL;
	char text[1024];
	double share;
	aif_sim *s;

	(void)u;
	snprintf(
	    text, sizeof text,
	    "%scluster \"c\" { rack = \"HGX-H100x4\", racks = 32,\n"
	    "  fabric { network = \"IB-NDR\", oversubscription = 15 } }\n"
	    "training \"pad\" { on = \"c\", model = \"Llama-3.1-8B\", tokens = 1e14, gpus = 240,\n"
	    "  seq = 8192, global_batch = 240, tp = 8, pp = 1 }\n"
	    "training \"x\" " JOB,
	    head);
	s = scenario(&sc, text, NAN);
	share = summary(s, "c.fabric", "fabric_share");
	// 32 GPUs' worth to 240 x 272 / 512.
	assert_rel(share, 32 / (240 * 272 / 512.0), 1e-9);
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	predict(a, s, 1, &full);
	assert_rel(summary(s, "x", "step_time"), full.step_s, 1e-9);
	// Shares of the table's points are met exactly, between them within a percent.
	predict(a, s, share, &part);
	assert_true(part.step_s > 1.2 * full.step_s);
	assert_rel(summary(s, "x", "tokens_done"), 2 * 86400 / part.step_s * 512 * 8192, 0.01);
	aif_arena_free(a);
	aif_sim_free(s);
	aif_scenario_free(sc);
}

// 64 nodes under a cap: clocks fall until the load fits; a step stretches as gpower's law
// says at the power that the cap leaves a GPU. Clocks move in steps of 1/128.
static void
a_cap_slows_a_training_as_predict_says(void **u)
{
	aif_scenario *sc = NULL;
	aif_arena *a = NULL;
	aif_step_out full;
	char text[1024];
	double cap_w = 440e3, fixed_w, gpu_w, slow;
	const aif_hw_gpu *g;
	aif_sim *s;

	(void)u;
	snprintf(text, sizeof text,
		 "%scluster \"c\" { rack = \"HGX-H100x4\", racks = 16 }\ntraining \"x\" " JOB,
		 head);
	s = scenario(&sc, text, cap_w);
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	predict(a, s, 1, &full);
	g = aif_sim_state(s, aif_sim_find(s, "h100-sxm"));
	// Beside the GPUs: 64 servers at 2800 W, 16 racks at 350 W.
	fixed_w = 64 * 2800 + 16 * 350;
	gpu_w = (cap_w - fixed_w) / 512;
	slow = aif_gpower_slowdown(g, full.gpu_w, gpu_w, full.compute_frac);
	assert_true(slow > 1.05);
	assert_rel(summary(s, "x", "tokens_done"), 2 * 86400 / (full.step_s * slow) * 512 * 8192,
		   0.01);
	// It draws the cap, less what a step of the clocks is worth.
	assert_rel(kit_value(s, aif_sim_find(s, "c"), "it_w"), cap_w, 0.015);
	assert_true(kit_value(s, aif_sim_find(s, "c"), "it_w") <= cap_w);
	aif_arena_free(a);
	aif_sim_free(s);
	aif_scenario_free(sc);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_jobs_under_one_leaf_slow_as_the_closed_form_says),
		cmocka_unit_test(a_link_that_is_too_small_in_the_mean_is_split_max_min),
		cmocka_unit_test(a_fabric_that_does_not_block_slows_nobody),
		cmocka_unit_test(collisions_slow_a_job_on_a_fabric_that_would_not_block),
		cmocka_unit_test(a_job_within_a_group_is_alone_on_its_links),
		cmocka_unit_test(a_job_that_waits_for_its_exchange_draws_less),
		cmocka_unit_test(links_fail_at_their_rate_and_take_their_server_down),
		cmocka_unit_test(a_leaf_takes_all_servers_below_it),
		cmocka_unit_test(a_network_may_cost_its_parts),
		cmocka_unit_test(stretch_is_linear_in_the_inverse_share),
		cmocka_unit_test(a_contended_link_slows_a_training_as_predict_says),
		cmocka_unit_test(a_cap_slows_a_training_as_predict_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
