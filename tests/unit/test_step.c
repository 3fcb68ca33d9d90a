// test_step.c - a training step: what must hold by construction.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "models/search.h"
#include "models/step.h"
#include "perf_gpu.h"

typedef struct fix {
	aif_arena *a;
	aif_kernel *k;
	aif_coll *c;
	aif_kernel *a100;
	aif_xfmr_llm dense, moe;
} fix;

static int
set_up(void **state)
{
	fix *f = calloc(1, sizeof *f);
	aif_diag d = { 0 };

	*state = f;
	if (!f)
		return 1;
	f->dense = (aif_xfmr_llm){ .name = "70b",
				   .layers = 80,
				   .hidden = 8192,
				   .heads = 64,
				   .kv_heads = 8,
				   .ffn = 28672,
				   .vocab = 128256 };
	f->moe = (aif_xfmr_llm){ .name = "8x7b",
				 .layers = 32,
				 .hidden = 4096,
				 .heads = 32,
				 .kv_heads = 8,
				 .ffn = 14336,
				 .vocab = 32000,
				 .experts = 8,
				 .experts_active = 2 };
	return aif_arena_create(&f->a) || aif_kernel_create(&f->k, f->a, &perf_h100, &d) ||
	       aif_kernel_create(&f->a100, f->a, &perf_a100, &d) ||
	       aif_coll_create(&f->c, f->a, &perf_h100, NULL, &d) ||
	       aif_xfmr_check(&f->dense, &d) || aif_xfmr_check(&f->moe, &d);
}

static int
tear_down(void **state)
{
	fix *f = *state;

	aif_arena_free(f->a);
	free(f);
	return 0;
}

static aif_step_in
usual(const fix *f)
{
	return (aif_step_in){ .kernel = f->k,
			      .coll = f->c,
			      .llm = &f->dense,
			      .n_gpus = 64,
			      .tp = 8,
			      .pp = 4,
			      .zero_stage = 1,
			      .seq = 4096,
			      .micro_batch = 1,
			      .global_batch = 128,
			      .sp = 1 };
}

static aif_step_out
step(const aif_step_in *in)
{
	aif_step_out o;
	aif_diag d = { 0 };
	aif_err e = aif_step_predict(in, &o, &d);

	if (e)
		print_message("%s\n", d.msg);
	assert_int_equal(e, AIF_OK);
	return o;
}

static void
the_parts_add_up_to_the_step(void **state)
{
	aif_step_in in = usual(*state);
	aif_step_out o = step(&in);
	double sum = o.compute_s + o.mem_s + o.tp_s + o.ep_s + o.cp_s + o.pp_s + o.bubble_s +
		     o.dp_s + o.opt_s;

	assert_true(fabs(sum / o.step_s - 1) < 1e-12);
	assert_true(fabs(o.tokens_s_gpu * o.step_s * 64 / (128 * 4096.0) - 1) < 1e-12);
	assert_true(o.mfu > 0.2 && o.mfu < 0.65);
}

// 1F1B: the bubble is (p - 1) / m of the work of all micro-batches; interleaved over
// v chunks a v-th of that. Source: Narayanan et al. 2021, sec. 2.2.
static void
the_bubble_is_p_minus_one_over_m(void **state)
{
	aif_step_in in = usual(*state), other;
	aif_step_out a = step(&in), b, c;

	other = in; // m: 64 micro-batches -> 128
	other.global_batch = 256;
	b = step(&other);
	assert_true(fabs(b.bubble_s / a.bubble_s - 1) < 1e-9); // it does not grow with m
	other = in;
	other.vpp = 5; // 80 layers: 4 stages of 5 chunks
	c = step(&other);
	assert_true(fabs(c.bubble_s / a.bubble_s - 0.2) < 1e-9);
}

static void
twice_the_batch_takes_twice_the_compute(void **state)
{
	aif_step_in in = usual(*state), twice = in;
	aif_step_out a = step(&in), b;

	twice.global_batch = 256;
	b = step(&twice);
	assert_true(fabs(b.compute_s / a.compute_s - 2) < 1e-9);
	assert_true(b.step_s < 2 * a.step_s); // bubble, optimizer and gradients do not double
}

static void
full_recomputation_trades_a_forward_pass_for_memory(void **state)
{
	aif_step_in in = usual(*state), full = in;
	aif_step_out a = step(&in), b;

	full.recompute = 2;
	b = step(&full);
	// A forward pass more: a third, less of attention whose backward is 2.9 forwards.
	assert_true(b.compute_s / a.compute_s > 1.27 && b.compute_s / a.compute_s < 1.36);
	assert_true(b.act_bytes < 0.3 * a.act_bytes);
}

// Adam in mixed precision: 2 + 4 + 12 bytes a parameter; stage 1 shards the twelve,
// stage 2 the gradients too, stage 3 all. Source: Rajbhandari et al. 2020, fig. 1,
// with fp32 gradients.
static void
zero_stages_shard_what_they_say(void **state)
{
	fix *f = *state;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .llm = &f->dense,
			   .n_gpus = 64,
			   .dp = 64,
			   .seq = 2048,
			   .micro_batch = 1,
			   .global_batch = 64 };
	double p = aif_xfmr_params(&f->dense) - f->dense.hidden;
	aif_step_out o = step(&in);

	assert_true(fabs(o.weight_bytes / (2 * p) - 1) < 1e-6);
	assert_true(fabs(o.grad_bytes / (4 * p) - 1) < 1e-6);
	assert_true(fabs(o.optim_bytes / (12 * p) - 1) < 1e-6);
	assert_int_equal(o.fits, 0);
	in.zero_stage = 1;
	o = step(&in);
	assert_true(fabs(o.optim_bytes / (12 * p / 64) - 1) < 1e-6);
	in.zero_stage = 2;
	o = step(&in);
	assert_true(fabs(o.grad_bytes / (4 * p / 64) - 1) < 1e-6);
	in.zero_stage = 3;
	o = step(&in);
	// And two gathered layers of 80.
	assert_true(fabs(o.weight_bytes / (2 * p / 64 + 4 * p / 80) - 1) < 1e-6);
}

static void
overlap_never_costs_and_exposure_never_helps(void **state)
{
	aif_step_in in = usual(*state), bare = in;

	bare.no_overlap = 1;
	assert_true(step(&bare).step_s > step(&in).step_s);
}

static void
lora_leaves_out_weight_gradients_and_the_optimizer(void **state)
{
	fix *f = *state;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .llm = &f->dense,
			   .n_gpus = 8,
			   .tp = 4,
			   .zero_stage = 1,
			   .seq = 8192,
			   .micro_batch = 1,
			   .global_batch = 8,
			   .sp = 1 };
	aif_step_out full = step(&in), o;

	in.lora = 1;
	o = step(&in);
	assert_true(o.opt_s == 0 && o.dp_s == 0);
	assert_true(o.compute_s < 0.75 * full.compute_s);
	assert_true(o.optim_bytes < 0.02 * full.optim_bytes);
}

static void
experts_cost_an_exchange_and_less_compute_than_their_weights(void **state)
{
	fix *f = *state;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .llm = &f->moe,
			   .n_gpus = 64,
			   .ep = 8,
			   .zero_stage = 1,
			   .seq = 4096,
			   .micro_batch = 1,
			   .global_batch = 256 };
	aif_step_out o = step(&in);

	assert_true(o.ep_s > 0);
	// 12.9 of 46.7 billion parameters work: MFU counts those only.
	assert_true(o.mfu > 0.1 && o.mfu < 0.7);
	in.ep = 3;
	assert_int_equal(aif_step_predict(&in, &o, NULL), AIF_EINVAL);
}

static void
what_does_not_multiply_or_divide_is_refused(void **state)
{
	fix *f = *state;
	aif_step_in in = usual(f);
	aif_step_out o;
	aif_diag d = { 0 };

	in.dp = 3;
	assert_int_equal(aif_step_predict(&in, &o, &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "n_gpus 64"));
	in = usual(f);
	in.global_batch = 127;
	assert_int_equal(aif_step_predict(&in, &o, NULL), AIF_EINVAL);
	in = usual(f);
	in.kernel = f->a100;
	in.precision = AIF_DT_FP8;
	memset(&d, 0, sizeof d);
	assert_int_equal(aif_step_predict(&in, &o, &d), AIF_EREFUSED);
	assert_non_null(strstr(d.msg, "fp8"));
}

static void
the_search_finds_a_layout_that_fits_and_none_of_its_neighbours_is_better(void **state)
{
	fix *f = *state;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .llm = &f->dense,
			   .n_gpus = 256,
			   .zero_stage = 1,
			   .seq = 4096,
			   .global_batch = 512 },
		    x;
	aif_step_out o, p;
	aif_diag d = { 0 };

	assert_int_equal(aif_search_auto(&in, &o, &d), AIF_OK);
	assert_int_equal(o.fits, 1);
	assert_true(in.tp * in.pp * in.dp == 256);
	for (int i = 0; i < 4; i++) {
		x = in;
		x.tp *= i == 0 ? 2 : i == 1 ? 0.5 : 1;
		x.pp *= i == 2 ? 2 : i == 3 ? 0.5 : 1;
		x.dp = 0;
		x.sp = x.tp > 1;
		if (x.tp < 1 || x.pp < 1 || aif_step_predict(&x, &p, NULL))
			continue;
		assert_true(!p.fits || p.step_s >= o.step_s);
	}
	in.n_gpus = 2;
	in.tp = in.pp = in.dp = 0;
	assert_int_equal(aif_search_auto(&in, &o, &d), AIF_EREFUSED);
	assert_non_null(strstr(d.msg, "does not fit"));
}

static void
each_thing_a_stack_lacks_costs_time_and_age_only_adds_to_it(void **state)
{
	static const int one[] = { AIF_STEP_NO_FUSED_ATTN, AIF_STEP_NO_FUSED_ELEM,
				   AIF_STEP_NO_TP_OVERLAP, AIF_STEP_NO_DP_OVERLAP,
				   AIF_STEP_NO_FA3 };
	aif_step_in in = usual(*state), x = in;
	double today = step(&in).step_s, before;

	for (size_t i = 0; i < sizeof one / sizeof *one; i++) {
		x.lacks = one[i];
		assert_true(step(&x).step_s > today);
	}
	assert_int_equal(aif_step_lacks_in(2026), 0);
	before = today;
	for (double year = 2025; year > 2020; year--) {
		x.lacks = aif_step_lacks_in(year);
		assert_true(step(&x).step_s >= before);
		before = step(&x).step_s;
	}
	// FlashAttention-2 is Ampere's best: its successor changes nothing there.
	in.kernel = x.kernel = ((const fix *)*state)->a100;
	x.lacks = AIF_STEP_NO_FA3;
	assert_true(step(&x).step_s == step(&in).step_s);
}

// At the same tokens per micro-batch the matmuls stay, and attention, whose scores are
// tokens x s, grows with s: T(s) = M + A s, so that T(16) - T(4) is four times T(4) - T(1).
static void
unfused_attention_grows_with_the_sequence_at_the_same_tokens(void **state)
{
	aif_step_in in = usual(*state);
	double t[3];

	in.lacks = AIF_STEP_NO_FUSED_ATTN;
	for (int i = 0; i < 3; i++) {
		double f = i == 0 ? 1 : i == 1 ? 4 : 16;

		in.seq = 4096 * f;
		in.micro_batch = 16 / f;
		in.global_batch = 128 / f;
		t[i] = step(&in).compute_s;
	}
	assert_true(t[1] > 1.05 * t[0]);
	assert_true(fabs((t[2] - t[1]) / (t[1] - t[0]) - 4) < 0.05);
}

// Memory is linear in the share of layers that are redone, but for the one in work.
static void
redoing_half_the_layers_costs_half_a_forward_pass(void **state)
{
	aif_step_in in = usual(*state);
	aif_step_out none = step(&in), half, all;

	in.recompute = 2;
	all = step(&in);
	in.redone_frac = 0.5;
	half = step(&in);
	assert_true(fabs((half.compute_s - none.compute_s) / (all.compute_s - none.compute_s) -
			 0.5) < 1e-9);
	assert_true(half.act_bytes < none.act_bytes && half.act_bytes > all.act_bytes);
}

// The time to launch a layer does not shrink with the tokens: a sixteenth of the tokens
// takes more than a sixteenth of the time where experts are many.
static void
few_tokens_wait_for_the_host(void **state)
{
	fix *f = *state;
	aif_xfmr_llm m = f->moe;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .llm = &m,
			   .n_gpus = 8,
			   .ep = 8,
			   .zero_stage = 1,
			   .seq = 4096,
			   .micro_batch = 4,
			   .global_batch = 128 };
	double large, small, graph;

	m.experts = 128;
	m.expert_ffn = 768;
	large = step(&in).step_s;
	in.seq = 256;
	small = step(&in).step_s;
	assert_true(small > large / 8);
	// Launches of 115 + 10 x 16 kernels at 12 us, forward and twice backward, are the
	// least time of a layer.
	assert_true(small >= 4 * 32 * 3 * 275 * 12e-6);
	in.fused_experts = 1; // kernels that read the experts' rows on the GPU: nothing waits
	graph = step(&in).step_s;
	assert_true(graph < small / 2);
}

// Biases and clamps in kernels of their own pass every routed row through memory.
static void
eager_experts_with_biases_cost_more_and_fused_ones_the_same(void **state)
{
	fix *f = *state;
	aif_xfmr_llm plain = f->moe, odd = f->moe;
	aif_step_in in = { .kernel = f->k,
			   .coll = f->c,
			   .n_gpus = 8,
			   .ep = 8,
			   .zero_stage = 1,
			   .seq = 4096,
			   .micro_batch = 4,
			   .global_batch = 128 };
	double eager[2], fused[2];

	odd.expert_bias = odd.clamped = 1;
	for (int i = 0; i < 2; i++) {
		in.llm = i ? &odd : &plain;
		in.fused_experts = 0;
		eager[i] = step(&in).mem_s;
		in.fused_experts = 1;
		fused[i] = step(&in).mem_s;
	}
	assert_true(eager[1] > 1.5 * eager[0]);
	assert_true(fabs(fused[1] / fused[0] - 1) < 1e-12);
	assert_true(fused[0] < eager[0]);
}

// The last matmul, h x 3.5 h of 11.75 h^2 forward, is not done again.
static void
recomputation_that_stops_early_saves_the_last_matmul(void **state)
{
	aif_step_in in = usual(*state);
	double none = step(&in).compute_s, all, some;

	in.recompute = 2;
	all = step(&in).compute_s;
	in.redo_stops = 1;
	some = step(&in).compute_s;
	assert_true((all - some) / (all - none) > 0.2 && (all - some) / (all - none) < 0.4);
}

// 81 layers on 4 stages leave three places open, which the output layer takes.
static void
an_uneven_last_stage_makes_room_for_the_output_layer(void **state)
{
	fix *f = *state;
	aif_xfmr_llm m = f->dense;
	aif_step_in in = usual(f);
	double full, room;

	m.layers = 84;
	in.llm = &m;
	full = step(&in).compute_s; // 21 a stage, and the output layer
	m.layers = 81;
	room = step(&in).compute_s; // 21 on three stages, 18 and the output layer
	assert_true(room < full);
	m.layers = 83;
	assert_true(step(&in).compute_s >= room);
}

static void
gradients_in_two_bytes_halve_memory_and_exchange(void **state)
{
	aif_step_in in = usual(*state);
	aif_step_out a, b;

	in.zero_stage = 0;
	in.no_overlap = 1;
	a = step(&in);
	in.half_grads = 1;
	b = step(&in);
	assert_true(fabs(b.grad_bytes / a.grad_bytes - 0.5) < 1e-12);
	assert_true(b.dp_s < 0.7 * a.dp_s);
}

// More chunks, more sends: what shows of them grows with vpp and the micro-batches.
static void
interleaving_sends_more_and_waits_less(void **state)
{
	aif_step_in in = usual(*state);
	aif_step_out a, b;

	in.vpp = 2;
	a = step(&in);
	in.vpp = 10;
	b = step(&in);
	assert_true(b.bubble_s < a.bubble_s && b.pp_s > a.pp_s);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(the_parts_add_up_to_the_step),
		cmocka_unit_test(the_bubble_is_p_minus_one_over_m),
		cmocka_unit_test(twice_the_batch_takes_twice_the_compute),
		cmocka_unit_test(full_recomputation_trades_a_forward_pass_for_memory),
		cmocka_unit_test(zero_stages_shard_what_they_say),
		cmocka_unit_test(overlap_never_costs_and_exposure_never_helps),
		cmocka_unit_test(lora_leaves_out_weight_gradients_and_the_optimizer),
		cmocka_unit_test(experts_cost_an_exchange_and_less_compute_than_their_weights),
		cmocka_unit_test(each_thing_a_stack_lacks_costs_time_and_age_only_adds_to_it),
		cmocka_unit_test(unfused_attention_grows_with_the_sequence_at_the_same_tokens),
		cmocka_unit_test(redoing_half_the_layers_costs_half_a_forward_pass),
		cmocka_unit_test(few_tokens_wait_for_the_host),
		cmocka_unit_test(eager_experts_with_biases_cost_more_and_fused_ones_the_same),
		cmocka_unit_test(recomputation_that_stops_early_saves_the_last_matmul),
		cmocka_unit_test(an_uneven_last_stage_makes_room_for_the_output_layer),
		cmocka_unit_test(gradients_in_two_bytes_halve_memory_and_exchange),
		cmocka_unit_test(interleaving_sends_more_and_waits_less),
		cmocka_unit_test(what_does_not_multiply_or_divide_is_refused),
		cmocka_unit_test(
		    the_search_finds_a_layout_that_fits_and_none_of_its_neighbours_is_better),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
