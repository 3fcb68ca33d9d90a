// test_kernel.c - kernel times against the measurements that made the tables.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/kernel.h"
#include "models/kroof.h"
#include "perf_gpu.h"
#include "util/csv.h"
#include "util/embed.h"

typedef struct fix {
	aif_arena *a;
	aif_kernel *a100, *h100, *h200, *b200, *bare;
} fix;

static int
set_up(void **state)
{
	static const char *const none = "";
	aif_hw_gpu bare = perf_h100;
	fix *f = calloc(1, sizeof *f);
	aif_diag d = { 0 };

	bare.calib = none;
	*state = f;
	return !f || aif_arena_create(&f->a) || aif_kernel_create(&f->a100, f->a, &perf_a100, &d) ||
	       aif_kernel_create(&f->h100, f->a, &perf_h100, &d) ||
	       aif_kernel_create(&f->h200, f->a, &perf_h200, &d) ||
	       aif_kernel_create(&f->b200, f->a, &perf_b200, &d) ||
	       aif_kernel_create(&f->bare, f->a, &bare, &d);
}

static int
tear_down(void **state)
{
	fix *f = *state;

	aif_arena_free(f->a);
	free(f);
	return 0;
}

static void
a_measured_point_of_the_table_comes_back(void **state)
{
	fix *f = *state;
	aif_kernel_mark k = { 0 };

	// h100_sxm/gemm.csv, bf16, n = k = 8192, m = 4096: 672.8 us (817 TFLOP/s).
	double t = aif_kernel_gemm_s(f->h100, 4096, 8192, 8192, AIF_DT_BF16, &k);

	assert_int_equal(k.how, AIF_HOW_MEASURED);
	assert_true(fabs(t - 672.8e-6) < 1e-12);
}

typedef struct grid_check {
	const aif_kernel *k;
	int table;
	double worst, n;
} grid_check;

static aif_err
every_gemm(void *user, const aif_csv_row *r, aif_diag *d)
{
	grid_check *g = user;
	int t = aif_kernel_dtype_of(r->cell[0]);
	double n, k;

	assert_int_equal(aif_csv_num(r, 1, 0, NULL, &n, d), AIF_OK);
	assert_int_equal(aif_csv_num(r, 2, 0, NULL, &k, d), AIF_OK);
	for (int i = 3; i < r->n_cell; i++) {
		aif_kernel_mark mark = { 0 };
		double us, t_s, e;

		assert_int_equal(aif_csv_num(r, i, 1, NULL, &us, d), AIF_OK);
		if (isnan(us))
			continue;
		t_s = aif_kernel_gemm_s(g->k, strtod(r->name[i], NULL), n, k, (aif_kernel_dtype)t,
					&mark);
		e = fabs(t_s / (us * 1e-6) - 1);
		g->worst = e > g->worst ? e : g->worst;
		g->n++;
		assert_int_equal(mark.how, AIF_HOW_MEASURED);
	}
	return AIF_OK;
}

static void
every_cell_of_the_matmul_table_comes_back_exactly(void **state)
{
	fix *f = *state;
	grid_check g = { f->b200, 0, 0, 0 };
	aif_embed file;
	aif_diag d = { 0 };

	assert_true(aif_embed_find("models/calib/b200_sxm/gemm.csv", &file));
	assert_int_equal(aif_csv_parse("gemm", file.data, file.n, NULL, every_gemm, &g, &d),
			 AIF_OK);
	assert_true(g.n > 30000);
	assert_true(g.worst < 1e-9);
}

static void
between_two_measured_sizes_the_time_lies_between_them(void **state)
{
	fix *f = *state;
	double a = aif_kernel_gemm_s(f->h100, 2048, 4096, 4096, AIF_DT_BF16, NULL);
	double b = aif_kernel_gemm_s(f->h100, 2500, 4096, 4096, AIF_DT_BF16, NULL);
	double c = aif_kernel_gemm_s(f->h100, 3072, 4096, 4096, AIF_DT_BF16, NULL);

	assert_true(a < b && b < c);
}

static void
beyond_the_table_the_answer_is_marked_and_its_band_widens(void **state)
{
	fix *f = *state;
	aif_kernel_mark in = { 0 }, out = { 0 };
	double a = aif_kernel_gemm_s(f->h100, 32768, 16384, 16384, AIF_DT_BF16, &in);
	double b = aif_kernel_gemm_s(f->h100, 131072, 16384, 16384, AIF_DT_BF16, &out);

	assert_int_equal(in.how, AIF_HOW_MEASURED);
	assert_int_equal(out.how, AIF_HOW_EXTRAPOLATED);
	assert_true(out.band_frac > in.band_frac);
	// The efficiency is held: four times the work, four times the time (the
	// weights' share of the bytes and the floor are below 1 %).
	assert_true(fabs(b / a / 4 - 1) < 0.01);
}

static void
a_relative_without_tables_is_marked_as_transferred(void **state)
{
	fix *f = *state;
	aif_kernel_mark k = { 0 };
	aif_kernel_attn q = {
		.batch = 64, .tokens = 4096, .heads = 64, .kv_heads = 8, .head_dim = 128
	};
	double h100 = aif_kernel_decode_s(f->h100, &q, NULL);
	double h200 = aif_kernel_decode_s(f->h200, &q, &k);

	assert_int_equal(k.how, AIF_HOW_TRANSFERRED);
	// Decode attention is bound by memory: 3.35 against 4.8 TB/s.
	assert_true(h200 < h100 && h200 > h100 * 3.35 / 4.8 * 0.99);
}

static void
a_gpu_without_calibration_answers_by_roofline_and_says_so(void **state)
{
	fix *f = *state;
	aif_kernel_mark k = { 0 };
	// max(flops / ceiling): 2 * 8192^3 / 794.5e12 = 1384 us; the knee adds little.
	double t = aif_kernel_gemm_s(f->bare, 8192, 8192, 8192, AIF_DT_BF16, &k);

	assert_int_equal(k.how, AIF_HOW_ROOFLINE);
	assert_true(t > 1384e-6 && t < 1400e-6);
}

static void
a_gpu_with_no_rates_at_all_is_refused(void **state)
{
	fix *f = *state;
	aif_hw_gpu none = { .name = "x", .calib = "" }, odd = perf_h100;
	aif_kernel *k = NULL;
	aif_diag d = { 0 };

	assert_int_equal(aif_kernel_create(&k, f->a, &none, &d), AIF_EREFUSED);
	assert_null(k);
	memset(&d, 0, sizeof d);
	odd.calib = "no_such_set";
	assert_int_equal(aif_kernel_create(&k, f->a, &odd, &d), AIF_EREFUSED);
	assert_non_null(strstr(d.msg, "no_such_set"));
}

static void
a_gpu_without_fp8_units_has_no_fp8_rate(void **state)
{
	fix *f = *state;

	assert_true(aif_kernel_rate(f->a100, AIF_DT_FP8) == 0);
	assert_true(aif_kernel_rate(f->h100, AIF_DT_FP8) > 1.4e15);
}

static void
prefill_grows_with_the_square_of_length_and_a_window_cuts_it(void **state)
{
	fix *f = *state;
	aif_kernel_attn q = {
		.batch = 1, .tokens = 8192, .heads = 32, .kv_heads = 8, .head_dim = 128
	};
	double a = aif_kernel_prefill_s(f->h100, &q, NULL), b, c;

	q.tokens = 16384;
	b = aif_kernel_prefill_s(f->h100, &q, NULL);
	q.window = 1024;
	c = aif_kernel_prefill_s(f->h100, &q, NULL);
	assert_true(b / a > 3.5 && b / a < 4.2);
	// A band of 16384 x 1024 is an eighth of the triangle's products; shorter runs
	// are less efficient.
	assert_true(c / b > 0.125 && c / b < 0.25);
}

static void
experts_cost_weights_when_few_and_work_when_many_tokens(void **state)
{
	fix *f = *state;
	aif_kernel_moe q = { .tokens = 64,
			     .hidden = 7168,
			     .inter = 2048,
			     .topk = 8,
			     .experts = 256,
			     .tp = 1,
			     .ep = 8,
			     .t = AIF_DT_FP8_BLOCK,
			     .balanced = 1 };
	double few = aif_kernel_moe_s(f->h100, &q, NULL), many;

	// 64 * 8 draws hit 256 (1 - (255/256)^512) = 221 experts, 27.7 of 32 here, of
	// 3 * 7168 * 2048 bytes each: 1.22 GB at 3.35 TB/s is 364 us.
	assert_true(few > 364e-6 && few < 4 * 364e-6);
	q.tokens = 16384;
	many = aif_kernel_moe_s(f->h100, &q, NULL);
	// 16384 * 8 / 8 tokens x 88.1 MFLOP = 1.44e12 FLOP at most 1402.6 TFLOP/s.
	assert_true(many > 1.02e-3 && many < 4 * 1.02e-3);
}

static void
a_lower_power_limit_slows_matmuls_and_not_memory(void **state)
{
	fix *f = *state;
	aif_hw_gpu g = perf_h100;
	aif_kernel *k = NULL;

	g.tdp_w = 500;
	assert_int_equal(aif_kernel_create(&k, f->a, &g, NULL), AIF_OK);
	// (500 - 150) / (700 - 150) to the power 1 / 2.5: clocks at 0.835.
	assert_true(fabs(aif_kernel_rate(k, AIF_DT_BF16) / 794.5e12 - 0.8346) < 1e-3);
	assert_true(aif_kernel_bw(k) == aif_kernel_bw(f->h100));
}

// Half of forward attention is exponentials: at twice the rate 3/4 of the time is left. A
// part with tables of its own has its rate in them.
static void
faster_exponentials_shorten_attention_where_tables_are_anothers(void **state)
{
	fix *f = *state;
	aif_kernel_attn q = {
		.batch = 4, .tokens = 8192, .heads = 32, .kv_heads = 8, .head_dim = 128
	};
	aif_hw_gpu g = perf_b200;
	aif_kernel *same, *like, *fast;

	g.exp_ratio = 2;
	assert_int_equal(aif_kernel_create(&same, f->a, &g, NULL), AIF_OK);
	assert_true(aif_kernel_prefill_s(same, &q, NULL) ==
		    aif_kernel_prefill_s(f->b200, &q, NULL));
	g.ceil_bf16_flop_s *= 1.1;
	assert_int_equal(aif_kernel_create(&fast, f->a, &g, NULL), AIF_OK);
	g.exp_ratio = 0;
	assert_int_equal(aif_kernel_create(&like, f->a, &g, NULL), AIF_OK);
	assert_true(
	    fabs(aif_kernel_prefill_s(fast, &q, NULL) / aif_kernel_prefill_s(like, &q, NULL) -
		 0.75) < 1e-12);
	assert_true(fabs(aif_kernel_exp_over(fast, AIF_KERNEL_EXP_BWD) - 6.0 / 7) < 1e-12);
	assert_true(aif_kernel_decode_s(fast, &q, NULL) == aif_kernel_decode_s(like, &q, NULL));
}

static void
marks_collect_the_worst_origin_and_the_widest_band(void **state)
{
	aif_kernel_mark m = { 0 };

	(void)state;
	aif_kernel_mark_join(&m, AIF_HOW_TRANSFERRED, 0.1);
	aif_kernel_mark_join(&m, AIF_HOW_MEASURED, 0.2);
	assert_int_equal(m.how, AIF_HOW_TRANSFERRED);
	assert_true(m.band_frac == 0.2);
	assert_string_equal(aif_kernel_how_name(m.how), "transferred");
}

static void
roofline_is_the_fourth_power_mean_over_the_floor(void **state)
{
	aif_kroof r = { .hbm_bytes_s = 1e12, .floor_s = 1e-6 };

	(void)state;
	r.flop_s[AIF_DT_BF16] = 1e14;
	// Compute 2*1e9/1e14 = 20 us; memory (2*(1e6+1e6)+2e6)/1e12 = 6 us:
	// 1 + (20^4 + 6^4)^(1/4) = 21.0403 us.
	assert_true(fabs(aif_kroof_gemm(&r, 1e3, 1e3, 1e3, AIF_DT_BF16) -
			 (1e-6 + pow(pow(20e-6, 4) + pow(6e-6, 4), 0.25))) < 1e-15);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_measured_point_of_the_table_comes_back),
		cmocka_unit_test(every_cell_of_the_matmul_table_comes_back_exactly),
		cmocka_unit_test(between_two_measured_sizes_the_time_lies_between_them),
		cmocka_unit_test(beyond_the_table_the_answer_is_marked_and_its_band_widens),
		cmocka_unit_test(a_relative_without_tables_is_marked_as_transferred),
		cmocka_unit_test(a_gpu_without_calibration_answers_by_roofline_and_says_so),
		cmocka_unit_test(a_gpu_with_no_rates_at_all_is_refused),
		cmocka_unit_test(a_gpu_without_fp8_units_has_no_fp8_rate),
		cmocka_unit_test(prefill_grows_with_the_square_of_length_and_a_window_cuts_it),
		cmocka_unit_test(experts_cost_weights_when_few_and_work_when_many_tokens),
		cmocka_unit_test(a_lower_power_limit_slows_matmuls_and_not_memory),
		cmocka_unit_test(faster_exponentials_shorten_attention_where_tables_are_anothers),
		cmocka_unit_test(marks_collect_the_worst_origin_and_the_widest_band),
		cmocka_unit_test(roofline_is_the_fourth_power_mean_over_the_floor),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
