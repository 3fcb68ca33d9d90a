// test_passes.c - bytes between the matmuls of a training step, counted by hand.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "models/passes.h"

// h 1000, 10 heads of 100, 2 kv heads, f 3000; experts: 8, 2 of them, f 500.
static aif_xfmr_llm m = { .name = "m",
			  .layers = 2,
			  .hidden = 1000,
			  .heads = 10,
			  .kv_heads = 2,
			  .head_dim = 100,
			  .ffn = 3000,
			  .vocab = 1000,
			  .experts = 8,
			  .experts_active = 2,
			  .expert_ffn = 500 };

static aif_step_in
one_gpu(void)
{
	return (aif_step_in){ .llm = &m, .tp = 1, .ep = 1, .precision = AIF_DT_BF16 };
}

static void
same(double a, double b)
{
	assert_true(fabs(a - b) < 1e-9 * fabs(b) + 1e-12);
}

// Forward: 8 h of norms, 3 f of the gated activation; backward 5 f. Two bytes each.
static void
a_dense_layer_moves_norms_and_activation(void **state)
{
	aif_step_in in = one_gpu();
	aif_passes p = aif_passes_elem(&in, 0);

	(void)state;
	same(p.fwd, 2 * (8 * 1000 + 3 * 3000));
	same(p.bwd, 2 * (8 * 1000 + 5 * 3000));
	m.plain_mlp = 1;
	p = aif_passes_elem(&in, 0);
	same(p.fwd, 2 * (8 * 1000 + 2 * 3000));
	m.plain_mlp = 0;
}

// Sequence parallelism divides the norms, tensor parallelism the rest.
static void
tensor_parallelism_divides_what_it_cuts(void **state)
{
	aif_step_in in = one_gpu();

	(void)state;
	in.tp = 2;
	same(aif_passes_elem(&in, 0).fwd, 2 * (8 * 1000 + 3 * 1500));
	in.sp = 1;
	same(aif_passes_elem(&in, 0).fwd, 2 * (8 * 500 + 3 * 1500));
}

// fp8: 4 bytes an element. Forward: attention's output (1000) and the activation's (3000).
// Backward: gradients of proj (1000), down (1000), qkv (1400), up and gate (6000).
static void
quantization_reads_two_bytes_and_writes_two(void **state)
{
	aif_step_in in = one_gpu();
	aif_passes p = aif_passes_quant(&in, 0);

	(void)state;
	assert_true(p.fwd == 0 && p.bwd == 0);
	in.precision = AIF_DT_FP8;
	p = aif_passes_quant(&in, 0);
	same(p.fwd, 4 * (1000 + 3000));
	same(p.bwd, 4 * (1000 + 1000 + 1400 + 6000));
	in.lora = 1; // one copy instead of two
	same(aif_passes_quant(&in, 0).fwd, 3 * (1000 + 3000));
}

// Two rows a token of 1000 elements, read and written twice (into the ranks' order and
// the experts'), the same way back: 4 x 2 x 2 bytes; fused half of it.
static void
routing_moves_every_row(void **state)
{
	aif_step_in in = one_gpu();

	(void)state;
	in.ep = 4;
	// Of 4 ranks 4 (1 - (3/4)^2) = 1.75 hold one of a token's two experts: as many copies
	// out of the buffer, and two into order, each read and written in 2 bytes, both ways.
	same(aif_passes_route(&in).fwd, (1.75 + 2) * 2 * 2 * 2 * 1000);
	in.fused_experts = 1;
	same(aif_passes_route(&in).fwd, 2 * 4 * 2 * 1000);
}

// Eager experts: 3 f a row forward; with biases 14 elements for each of 2 f + h outputs;
// a clamped activation 22 f instead of 3 f.
static void
eager_experts_add_their_own(void **state)
{
	aif_step_in in = one_gpu();
	double norms = 2 * 8 * 1000;

	(void)state;
	in.fused_experts = 1;
	same(aif_passes_elem(&in, 1).fwd, norms);
	in.fused_experts = 0;
	same(aif_passes_elem(&in, 1).fwd, norms + 2 * 2 * 3 * 500);
	m.expert_bias = m.clamped = 1;
	same(aif_passes_elem(&in, 1).fwd, norms + 2 * 2 * (22 * 500 + 14 * (2 * 500 + 1000)));
	m.expert_bias = m.clamped = 0;
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_dense_layer_moves_norms_and_activation),
		cmocka_unit_test(tensor_parallelism_divides_what_it_cuts),
		cmocka_unit_test(quantization_reads_two_bytes_and_writes_two),
		cmocka_unit_test(routing_moves_every_row),
		cmocka_unit_test(eager_experts_add_their_own),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
