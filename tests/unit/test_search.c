// test_search.c - the fastest layouts of a step: order, fit, nothing better left out.
#include "aif_test.h"

#include <math.h>
#include <string.h>

#include "models/search.h"
#include "perf_gpu.h"

typedef struct fix {
	aif_arena *a;
	aif_step_in in; // 405B on 16,384 H100
	aif_xfmr_llm llm;
} fix;

static int
set_up(void **state)
{
	fix *f = calloc(1, sizeof *f);
	aif_kernel *k;
	aif_coll *c;

	*state = f;
	if (!f)
		return 1;
	f->llm = (aif_xfmr_llm){ .name = "405b",
				 .layers = 126,
				 .hidden = 16384,
				 .heads = 128,
				 .kv_heads = 8,
				 .ffn = 53248,
				 .vocab = 128256 };
	f->in = (aif_step_in){
		.llm = &f->llm, .n_gpus = 16384, .zero_stage = 1, .seq = 8192, .global_batch = 2048
	};
	if (aif_arena_create(&f->a) || aif_xfmr_check(&f->llm, NULL) ||
	    aif_kernel_create(&k, f->a, &perf_h100, NULL) ||
	    aif_coll_create(&c, f->a, &perf_h100, NULL, NULL))
		return 1;
	f->in.kernel = k;
	f->in.coll = c;
	return 0;
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
ten_layouts_of_405b_come_in_order_fit_and_use_all_gpus(void **state)
{
	fix *f = *state;
	aif_search_found top[10];
	aif_search_count c;

	assert_int_equal(aif_search_top(&f->in, top, 10, &c), 10);
	assert_true(c.tried > 1000 && c.odd + c.too_big < c.tried);
	for (int i = 0; i < 10; i++) {
		const aif_step_in *x = &top[i].in;
		aif_step_out o;

		assert_true(top[i].out.fits);
		assert_true(x->tp * x->pp * x->cp * x->dp == 16384);
		assert_true(i == 0 || top[i].out.step_s >= top[i - 1].out.step_s * (1 - 1e-9));
		// What is listed is what the step model says of that layout.
		assert_int_equal(aif_step_predict(x, &o, NULL), AIF_OK);
		assert_rel(o.step_s, top[i].out.step_s, 1e-12);
		for (int k = 0; k < i; k++)
			assert_true(top[k].in.tp != x->tp || top[k].in.pp != x->pp ||
				    top[k].in.vpp != x->vpp || top[k].in.cp != x->cp ||
				    top[k].in.micro_batch != x->micro_batch);
	}
}

// All of one small space by hand.
static void
the_first_is_the_least_of_all_that_fit(void **state)
{
	fix *f = *state;
	aif_step_in in = f->in;
	aif_search_found top[3];
	double least = INFINITY;

	in.n_gpus = 1024;
	in.vpp = in.cp = 1;
	for (double tp = 1; tp <= 8; tp *= 2)
		for (double pp = 1; pp <= 64; pp *= 2)
			for (double mb = 1; mb <= 8; mb *= 2)
				for (int r = 0; r < 3; r++) {
					aif_step_in x = in;
					aif_step_out o;

					x.tp = tp;
					x.pp = pp;
					x.micro_batch = mb;
					x.recompute = r;
					x.sp = tp > 1;
					if (!aif_step_predict(&x, &o, NULL) && o.fits)
						least = fmin(least, o.step_s);
				}
	assert_int_equal(aif_search_top(&in, top, 3, NULL), 3);
	assert_rel(top[0].out.step_s, least, 1e-12);
}

static void
what_is_given_is_kept(void **state)
{
	fix *f = *state;
	aif_step_in in = f->in;
	aif_search_found top[5];
	int n;

	in.tp = 8;
	in.pp = 16;
	in.micro_batch = 1;
	n = aif_search_top(&in, top, 5, NULL);
	assert_true(n > 0);
	for (int i = 0; i < n; i++)
		assert_true(top[i].in.tp == 8 && top[i].in.pp == 16 && top[i].in.micro_batch == 1);
}

static void
interleaving_takes_whole_rounds_of_micro_batches(void **state)
{
	fix *f = *state;
	aif_search_found top[200];
	int n = aif_search_top(&f->in, top, 200, NULL), some = 0;

	for (int i = 0; i < n; i++) {
		const aif_step_in *x = &top[i].in;

		if (x->vpp < 2)
			continue;
		some++;
		assert_true(fmod(x->global_batch / (x->dp * x->micro_batch), x->pp) == 0);
	}
	assert_true(some > 0);
}

static void
why_names_costs_memory_and_the_smaller_group(void **state)
{
	fix *f = *state;
	aif_search_found top[1];
	char why[256];

	assert_int_equal(aif_search_top(&f->in, top, 1, NULL), 1);
	aif_search_why(top, why, sizeof why);
	assert_non_null(strstr(why, " GB"));
	assert_non_null(strstr(why, "tp "));
	assert_non_null(strstr(why, "exchange"));
}

static void
what_does_not_fit_says_by_how_much(void **state)
{
	fix *f = *state;
	aif_step_in in = f->in;
	aif_search_count c;
	aif_search_found top[1];
	aif_step_out o;
	aif_diag d = { 0 };

	in.n_gpus = 8;
	in.global_batch = 8;
	assert_int_equal(aif_search_top(&in, top, 1, &c), 0);
	assert_true(c.least_bytes > 80e9);
	assert_int_equal(aif_search_auto(&in, &o, &d), AIF_EREFUSED);
	assert_non_null(strstr(d.msg, "does not fit: needs"));
}

// 8B on four stages: 8 layers each, and an output layer that is worth two and a half. With
// six on the last stage the others have 9 at most.
static void
the_last_stage_makes_room_for_a_large_vocabulary(void **state)
{
	fix *f = *state;
	aif_xfmr_llm m = { .name = "8b",
			   .layers = 32,
			   .hidden = 4096,
			   .heads = 32,
			   .kv_heads = 8,
			   .ffn = 14336,
			   .vocab = 128256 };
	aif_step_in in = f->in;
	aif_search_found top[1];
	aif_step_out even;

	assert_int_equal(aif_xfmr_check(&m, NULL), AIF_OK);
	in.llm = &m;
	in.n_gpus = in.pp = 4;
	in.tp = in.vpp = in.cp = in.micro_batch = 1;
	in.seq = 4096;
	in.global_batch = 64;
	assert_int_equal(aif_search_top(&in, top, 1, NULL), 1);
	assert_true(top[0].in.last_layers > 0 && top[0].in.last_layers < 8);
	in.recompute = top[0].in.recompute;
	in.sp = 0;
	assert_int_equal(aif_step_predict(&in, &even, NULL), AIF_OK);
	assert_true(top[0].out.step_s < even.step_s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_layouts_of_405b_come_in_order_fit_and_use_all_gpus),
		cmocka_unit_test(the_first_is_the_least_of_all_that_fit),
		cmocka_unit_test(what_is_given_is_kept),
		cmocka_unit_test(interleaving_takes_whole_rounds_of_micro_batches),
		cmocka_unit_test(why_names_costs_memory_and_the_smaller_group),
		cmocka_unit_test(what_does_not_fit_says_by_how_much),
		cmocka_unit_test(the_last_stage_makes_room_for_a_large_vocabulary),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
