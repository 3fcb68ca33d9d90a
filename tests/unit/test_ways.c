// test_ways.c - ways to shard and exchange in a training step, each against the other.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "models/step.h"
#include "perf_gpu.h"

typedef struct fix {
	aif_arena *a;
	aif_kernel *k;
	aif_coll *c;
	aif_xfmr_llm dense, moe;
} fix;

static fix f; // read only but by set_up

static int
set_up(void **state)
{
	aif_diag d = { 0 };

	(void)state;
	f.dense = (aif_xfmr_llm){ .name = "8b",
				  .layers = 32,
				  .hidden = 4096,
				  .heads = 32,
				  .kv_heads = 8,
				  .ffn = 14336,
				  .vocab = 128256 };
	f.moe = (aif_xfmr_llm){ .name = "shared",
				.layers = 32,
				.hidden = 4096,
				.heads = 32,
				.kv_heads = 8,
				.ffn = 14336,
				.vocab = 32000,
				.experts = 8,
				.experts_active = 2,
				.shared_experts = 1,
				.shared_expert_ffn = 14336 };
	return aif_arena_create(&f.a) || aif_kernel_create(&f.k, f.a, &perf_h100, &d) ||
	       aif_coll_create(&f.c, f.a, &perf_h100, NULL, &d) || aif_xfmr_check(&f.dense, &d) ||
	       aif_xfmr_check(&f.moe, &d);
}

static int
tear_down(void **state)
{
	(void)state;
	aif_arena_free(f.a);
	return 0;
}

static aif_step_in
sharded(double gpus)
{
	return (aif_step_in){ .kernel = f.k,
			      .coll = f.c,
			      .llm = &f.dense,
			      .n_gpus = gpus,
			      .tp = 1,
			      .pp = 1,
			      .zero_stage = 3,
			      .seq = 4096,
			      .micro_batch = 1,
			      .global_batch = gpus };
}

static aif_step_out
step(const aif_step_in *in)
{
	aif_step_out o;
	aif_diag d = { 0 };

	assert_int_equal(aif_step_predict(in, &o, &d), AIF_OK);
	return o;
}

// A node gathers from itself; what remains between nodes is a sum of 1/8 of a layer.
static void
sharding_within_a_node_moves_less_and_holds_more(void **state)
{
	aif_step_in in = sharded(256);
	aif_step_out all, node;

	(void)state;
	in.no_overlap = 1;
	all = step(&in);
	in.shard_gpus = 8;
	node = step(&in);
	assert_true(node.dp_s < all.dp_s);
	assert_true(node.optim_bytes > 31 * all.optim_bytes);
	// No free lunch: the sum over 32 nodes costs more than sharding in one node alone.
	in.n_gpus = in.global_batch = 8;
	assert_true(node.dp_s > 1.05 * step(&in).dp_s);
}

static void
a_group_that_divides_nothing_is_refused(void **state)
{
	aif_step_in in = sharded(64);
	aif_step_out o;
	aif_diag d = { 0 };

	(void)state;
	in.shard_gpus = 48;
	assert_int_equal(aif_step_predict(&in, &o, &d), AIF_EINVAL);
}

static void
without_prefetch_gathers_show_and_scatters_hide(void **state)
{
	aif_step_in in = sharded(64);
	double ahead = step(&in).dp_s, late, bare;

	(void)state;
	in.no_prefetch = 1;
	late = step(&in).dp_s;
	in.no_overlap = 1;
	bare = step(&in).dp_s;
	assert_true(ahead < late && late < bare);
}

// All-to-all: each of 4 ranks sends (32 + 2 x 8 + 32) / 32 hidden sizes of its quarter; the
// ring gathers 2 x 8 / 32 of the whole. With nothing hidden the ring moves
// 3 x 0.5 x 3/4 = 1.125, the other 2 x 2.5 / 4 x 3/4 = 0.94 of tokens x hidden.
static void
a_ring_hides_behind_attention_and_an_all_to_all_does_not(void **state)
{
	aif_step_in in = sharded(8);
	aif_step_out ring, a2a;

	(void)state;
	in.cp = 4;
	in.seq = 65536;
	in.global_batch = 2;
	ring = step(&in);
	in.cp_heads = 1;
	a2a = step(&in);
	assert_true(a2a.cp_s > ring.cp_s);
	in.no_overlap = 1;
	a2a = step(&in);
	in.cp_heads = 0;
	ring = step(&in);
	assert_true(a2a.cp_s < ring.cp_s && a2a.cp_s > 0.5 * ring.cp_s);
	// Heads that do not go round.
	in.cp_heads = 1;
	in.cp = 64;
	in.n_gpus = 64;
	in.global_batch = 1;
	assert_int_equal(aif_step_predict(&in, &ring, NULL), AIF_EINVAL);
}

static void
a_shared_expert_hides_the_exchange(void **state)
{
	aif_step_in in = sharded(8);
	double bare;

	(void)state;
	in.llm = &f.moe;
	in.ep = 8;
	bare = step(&in).ep_s;
	in.shared_overlap = 1;
	assert_true(step(&in).ep_s < 0.5 * bare && step(&in).ep_s > 0);
}

// 8 x 4096 tokens of 1 MB on 8 GPUs at 1 GB/s each: 4.1 s; the step before hides its own
// length of them.
static void
a_step_waits_for_data_that_come_too_slowly(void **state)
{
	aif_step_in in = sharded(8);
	aif_step_out without = step(&in), with;

	(void)state;
	in.token_bytes = 4;
	in.load_bytes_s = 1e9;
	assert_true(step(&in).load_s == 0);
	in.token_bytes = 1e6;
	with = step(&in);
	assert_true(fabs(with.load_s + without.step_s - 4.096) < 1e-9);
	assert_true(fabs(with.step_s - 4.096) < 1e-9);
}

// 30 layers on 4 stages: 8, 8, 8, 6, and the two that lack make room for the output layer.
// Said to be 6, 9, 9, 6, the inner stages rule; said to be 7, 8, 8, 7, both ends have room.
static void
stages_that_are_said_to_be_uneven(void **state)
{
	aif_step_in in = sharded(64);
	aif_step_out even, ends, worse, refused;

	(void)state;
	f.dense.layers = 30;
	in.zero_stage = 1;
	in.pp = 4;
	even = step(&in);
	in.first_layers = in.last_layers = 7;
	ends = step(&in);
	in.first_layers = in.last_layers = 6;
	worse = step(&in);
	in.last_layers = 31;
	assert_int_equal(aif_step_predict(&in, &refused, NULL), AIF_EINVAL);
	f.dense.layers = 32;
	assert_true(fabs(ends.mem_s / even.mem_s - 1) < 1e-9);
	assert_true(fabs(worse.mem_s / even.mem_s - 9.0 / 8) < 1e-9);
	// The output layer is worth 2.4 layers: 8 + 0.4, 8 + 1.4 and 9 of them.
	assert_true(even.compute_s < worse.compute_s && worse.compute_s < ends.compute_s);
}

static void
all_wait_for_the_rank_with_the_most_rows(void **state)
{
	aif_step_in in = sharded(8);
	aif_step_out even, skewed;

	(void)state;
	in.llm = &f.moe;
	in.ep = 8;
	in.zero_stage = 1;
	in.fused_experts = 1; // the host plays no part
	even = step(&in);
	in.expert_skew = 1;
	assert_true(fabs(step(&in).step_s / even.step_s - 1) < 1e-12);
	in.expert_skew = 2;
	skewed = step(&in);
	assert_true(skewed.ep_s > 1.8 * even.ep_s && skewed.compute_s > 1.3 * even.compute_s);
}

// 8 billion weights in 2 bytes or in 1.
static void
a_frozen_base_is_held_as_it_is_used(void **state)
{
	aif_step_in in = sharded(8);
	aif_step_out two, one;

	(void)state;
	in.zero_stage = 1;
	in.lora = 1;
	two = step(&in);
	in.precision = AIF_DT_FP8;
	one = step(&in);
	assert_true(fabs(two.weight_bytes / one.weight_bytes - 2) < 1e-12);
	in.lora = 0;
	assert_true(step(&in).weight_bytes == two.weight_bytes);
}

static void
a_compiled_stack_is_slower_and_an_eager_one_more_so(void **state)
{
	aif_step_in in = sharded(8), eager = in;
	aif_step_out fused = step(&in), compiled;

	(void)state;
	aif_step_compiled(&in);
	aif_step_eager(&eager);
	compiled = step(&in);
	assert_true(compiled.step_s > 1.02 * fused.step_s);
	assert_true(compiled.mem_s == fused.mem_s); // elementwise work is fused in both
	assert_true(compiled.dp_s > fused.dp_s);    // copies around the exchanges
	assert_true(step(&eager).step_s > 1.02 * compiled.step_s);
}

static aif_step_in
experts(void)
{
	return (aif_step_in){ .kernel = f.k,
			      .coll = f.c,
			      .llm = &f.moe,
			      .n_gpus = 8,
			      .tp = 1,
			      .pp = 1,
			      .ep = 8,
			      .zero_stage = 1,
			      .seq = 512,
			      .micro_batch = 1,
			      .global_batch = 64 };
}

// 512 tokens a GPU are little work: the host decides, unless graphs do without it. With 4096
// it is ahead but for the counts of rows, which it need not wait for where they are known.
static void
graphs_wait_for_no_launch_and_known_rows_for_no_counts(void **state)
{
	aif_step_in in = experts(), drop, graphs = in;
	double waits = step(&in).mem_s;

	(void)state;
	graphs.graphs = 1;
	assert_true(step(&graphs).mem_s < 0.5 * waits);
	in.seq = graphs.seq = 4096;
	drop = in;
	drop.capacity = 1;
	waits = step(&in).mem_s;
	assert_true(step(&drop).mem_s < waits);
	assert_true(step(&drop).mem_s == step(&graphs).mem_s);
}

// The slowest of n normal rates: 2.37 standard deviations at 64 (Blom: the quantile at
// 63.625 / 64.25 is 2.339), none at 1. Matmuls and attention take as much longer.
static void
a_step_waits_for_the_slowest_gpu(void **state)
{
	aif_step_in in = sharded(64);
	double same = step(&in).compute_s;

	(void)state;
	in.spread = 0.01;
	assert_true(fabs(step(&in).compute_s / same - 1.02339) < 1e-3);
	in = sharded(1);
	same = step(&in).step_s;
	in.spread = 0.01;
	assert_true(step(&in).step_s == same);
}

// One layer more, a second output layer, and the join of 2 h^2: in one stage they add, in a
// pipeline that has room on its last stage for them they cost its other stages nothing.
static void
predicting_farther_tokens_costs_a_layer_and_an_output(void **state)
{
	aif_xfmr_llm more = f.dense, l33 = f.dense;
	aif_step_in in = sharded(8);
	double h = 4096, one = step(&in).compute_s, layer, head, join;

	(void)state;
	more.mtp_layers = 1;
	l33.layers = 33;
	in.llm = &l33;
	layer = step(&in).compute_s - one;
	in.llm = &more;
	// Output layer, its loss aside: 3 x 2 x 128256 h a token; a layer 3 x 2 x 218 M and
	// attention: between one and two and a half layers more in all.
	head = step(&in).compute_s - one - layer;
	assert_true(head > 1.5 * layer && head < 3.5 * layer);
	join = aif_xfmr_params(&more) - aif_xfmr_params(&l33);
	assert_true(fabs(join / (2 * h * h) - 1) < 1e-9);
	in = (aif_step_in){ .kernel = f.k,
			    .coll = f.c,
			    .llm = &f.dense,
			    .n_gpus = 3,
			    .tp = 1,
			    .pp = 3,
			    .seq = 4096,
			    .global_batch = 30 };
	l33 = f.dense;
	l33.layers = 25; // 9 + 9 + 7: of a layer and two outputs four layers find no room
	more = l33;
	more.mtp_layers = 1;
	in.llm = &l33;
	one = step(&in).compute_s;
	in.llm = &more;
	assert_true(step(&in).compute_s > one);
	assert_true(step(&in).compute_s < one + 30 * 4.5 * layer);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(sharding_within_a_node_moves_less_and_holds_more),
		cmocka_unit_test(a_group_that_divides_nothing_is_refused),
		cmocka_unit_test(without_prefetch_gathers_show_and_scatters_hide),
		cmocka_unit_test(a_ring_hides_behind_attention_and_an_all_to_all_does_not),
		cmocka_unit_test(a_shared_expert_hides_the_exchange),
		cmocka_unit_test(a_step_waits_for_data_that_come_too_slowly),
		cmocka_unit_test(stages_that_are_said_to_be_uneven),
		cmocka_unit_test(all_wait_for_the_rank_with_the_most_rows),
		cmocka_unit_test(a_frozen_base_is_held_as_it_is_used),
		cmocka_unit_test(a_compiled_stack_is_slower_and_an_eager_one_more_so),
		cmocka_unit_test(graphs_wait_for_no_launch_and_known_rows_for_no_counts),
		cmocka_unit_test(a_step_waits_for_the_slowest_gpu),
		cmocka_unit_test(predicting_farther_tokens_costs_a_layer_and_an_output),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
