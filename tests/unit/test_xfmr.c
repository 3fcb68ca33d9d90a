// test_xfmr.c - parameters, FLOPs and bytes against published figures.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "models/xfmr.h"

static aif_xfmr_llm llama70 = { .name = "Llama-3.1-70B",
				.alias = "meta-llama/Llama-3.1-70B|Llama-3-70B",
				.layers = 80,
				.hidden = 8192,
				.heads = 64,
				.kv_heads = 8,
				.ffn = 28672,
				.vocab = 128256 };
static aif_xfmr_llm gpt175 = { .name = "GPT-3",
			       .layers = 96,
			       .hidden = 12288,
			       .heads = 96,
			       .ffn = 49152,
			       .vocab = 51200,
			       .plain_mlp = 1,
			       .tied = 1 };
static aif_xfmr_llm deepseek = { .name = "DeepSeek-V3",
				 .layers = 61,
				 .hidden = 7168,
				 .heads = 128,
				 .ffn = 18432,
				 .vocab = 129280,
				 .experts = 256,
				 .experts_active = 8,
				 .expert_ffn = 2048,
				 .shared_experts = 1,
				 .first_dense_layers = 3,
				 .q_lora_rank = 1536,
				 .kv_lora_rank = 512 };

static void
near(double a, double b, double rel)
{
	assert_true(fabs(a - b) <= rel * fabs(b));
}

static int
set_up(void **state)
{
	(void)state;
	return aif_xfmr_check(&llama70, NULL) || aif_xfmr_check(&gpt175, NULL) ||
	       aif_xfmr_check(&deepseek, NULL);
}

static void
parameters_are_those_published(void **state)
{
	(void)state;
	near(aif_xfmr_params(&llama70), 70.55e9, 1e-3);      // model card
	near(aif_xfmr_params(&gpt175), 174.6e9, 2e-3);       // Brown et al. 2020, table 2.1
	near(aif_xfmr_params(&deepseek), 671e9, 1e-3);       // technical report: 671 B
	near(aif_xfmr_params_active(&deepseek), 37e9, 0.02); // and 37 B activated
}

// 72 L h^2 (1 + s / 6h + V / 12 L h). Source: Korthikanti et al. 2022, eq. 7.
static void
training_flops_of_a_gpt_follow_the_published_formula(void **state)
{
	double L = 96, h = 12288, s = 2048, V = 51200;
	double want = 72 * L * h * h * (1 + s / (6 * h) + V / (12 * L * h));

	(void)state;
	near(aif_xfmr_train_flop(&gpt175, s, AIF_XFMR_MODEL, 2, 0), want, 1e-12);
	near(want, 1.0764e12, 1e-4);
}

// Hardware FLOPs with full recomputation: a second forward pass, 4/3.
static void
full_recomputation_adds_a_third_of_hardware_flops(void **state)
{
	double model = aif_xfmr_train_flop(&gpt175, 2048, AIF_XFMR_MODEL, 2, 0);

	(void)state;
	near(aif_xfmr_train_flop(&gpt175, 2048, AIF_XFMR_HARDWARE, 2, 0), model * 4 / 3, 1e-12);
	near(aif_xfmr_train_flop(&gpt175, 2048, AIF_XFMR_HARDWARE, 0, 0), model, 1e-12);
	near(aif_xfmr_train_flop(&gpt175, 2048, AIF_XFMR_6ND, 0, 0), 6 * aif_xfmr_params(&gpt175),
	     1e-12);
}

static void
a_frozen_base_has_no_weight_gradients(void **state)
{
	// 2 of 3 parts of the matmuls, all of attention.
	double mm = aif_xfmr_matmul_flop(&llama70), at = aif_xfmr_attn_flop(&llama70, 8192);

	(void)state;
	near(aif_xfmr_train_flop(&llama70, 8192, AIF_XFMR_MODEL, 0, 1), 2 * mm + 3 * at, 1e-12);
}

static void
cache_bytes_per_token_are_the_known_ones(void **state)
{
	aif_xfmr_llm w = llama70;

	(void)state;
	// 80 layers x 2 x 8 heads x 128 x 2 bytes.
	near(aif_xfmr_kv_bytes(&llama70, 2, 1), 327680, 0);
	// Sixteen ranks share eight heads: each still holds one.
	near(aif_xfmr_kv_bytes(&llama70, 2, 16), 80 * 2 * 128 * 2, 0);
	// 61 x (512 + 64) x 2 bytes, on every rank.
	near(aif_xfmr_kv_bytes(&deepseek, 2, 8), 70272, 0);
	// Half the layers keep 128 tokens of 1000.
	w.window = 128;
	w.window_layers = 40;
	near(aif_xfmr_kv_span(&w, 1000), 564, 0);
}

// Sum over a layer's matmuls of 2 n k, times tp, is its share of the FLOPs.
static void
matmuls_of_all_ranks_add_up_to_the_flops(void **state)
{
	aif_xfmr_gemm g[AIF_XFMR_GEMM_MAX];
	double tp = 8, sum = 0;
	int n = aif_xfmr_gemms(&llama70, tp, 0, g);

	(void)state;
	for (int i = 0; i < n; i++)
		sum += 2 * g[i].n * g[i].k * g[i].count * tp;
	near(80 * sum + 2 * 128256.0 * 8192, aif_xfmr_matmul_flop(&llama70), 1e-12);
}

// s b h (10 + 24 / t) without the two dropout masks and with the sequence split:
// (8 + 24) h / t. Source: Korthikanti et al. 2022, eq. 4, table 2.
static void
activations_of_a_gpt_layer_follow_the_published_formula(void **state)
{
	(void)state;
	near(aif_xfmr_act_bytes(&gpt175, 8, 1, 0, 0, 2), 32 * 12288 / 8.0, 1e-12);
	near(aif_xfmr_act_bytes(&gpt175, 8, 0, 0, 0, 2), 8 * 12288 + 24 * 12288 / 8.0, 1e-12);
	near(aif_xfmr_act_bytes(&gpt175, 1, 0, 2, 0, 2), 2 * 12288, 1e-12);
}

static void
names_match_without_case_and_without_the_organisation(void **state)
{
	(void)state;
	assert_true(aif_xfmr_named(&llama70, "llama-3.1-70b"));
	assert_true(aif_xfmr_named(&llama70, "meta-llama/Llama-3.1-70B"));
	assert_true(aif_xfmr_named(&llama70, "nvidia/Llama-3.1-70B"));
	assert_true(aif_xfmr_named(&llama70, "LLAMA-3-70B"));
	assert_false(aif_xfmr_named(&llama70, "Llama-3.1-7"));
	assert_false(aif_xfmr_named(&llama70, ""));
}

static void
impossible_dimensions_are_refused_with_the_reason(void **state)
{
	aif_xfmr_llm m = llama70;
	aif_diag d = { 0 };

	(void)state;
	m.kv_heads = 7;
	assert_int_equal(aif_xfmr_check(&m, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "kv_heads 7"));
	m = deepseek;
	m.experts_active = 300;
	memset(&d, 0, sizeof d);
	assert_int_equal(aif_xfmr_check(&m, &d), AIF_ERANGE);
	m = (aif_xfmr_llm){ .layers = 1 };
	assert_int_equal(aif_xfmr_check(&m, NULL), AIF_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(parameters_are_those_published),
		cmocka_unit_test(training_flops_of_a_gpt_follow_the_published_formula),
		cmocka_unit_test(full_recomputation_adds_a_third_of_hardware_flops),
		cmocka_unit_test(a_frozen_base_has_no_weight_gradients),
		cmocka_unit_test(cache_bytes_per_token_are_the_known_ones),
		cmocka_unit_test(matmuls_of_all_ranks_add_up_to_the_flops),
		cmocka_unit_test(activations_of_a_gpt_layer_follow_the_published_formula),
		cmocka_unit_test(names_match_without_case_and_without_the_organisation),
		cmocka_unit_test(impossible_dimensions_are_refused_with_the_reason),
	};

	return cmocka_run_group_tests(t, set_up, NULL);
}
