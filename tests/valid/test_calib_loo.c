// test_calib_loo.c - every cell of every calibration set predicted from the set without it.
//
// Method: a cell is left out, its ln ratio to the roofline is interpolated between its
// measured neighbours along each axis that has them on both sides (ktable.c, as holes are
// filled), and compared with what was measured. Error: mean of |predicted / measured - 1|.
// Then, where the full tables are at hand, all their points that the compact grid does not
// hold are predicted from it.
//
// Memory-bound: no set holds copies or norms, so it is what is measured of streaming:
// matmuls whose memory time is four times their compute time (weights, few tokens) and
// decode attention with eight query heads or fewer per kv head over at least 512 tokens
// (the cache), both at least as long as ten times the shortest kernel.
#include "aif_test.h"

#include <glob.h>
#include <string.h>

#include "models/calgrid.h"

static const char *const sets[] = { "a100_sxm", "h100_sxm", "b200_sxm", "gb200" };
enum { N_SET = sizeof sets / sizeof *sets };

static aif_calerr
loo(const char *set, int table, aif_calgrid_keep *keep)
{
	aif_arena *a;
	aif_calset facts;
	aif_ktable t;
	aif_calerr e = { 0 };
	aif_diag d = { 0 };

	assert_int_equal(aif_arena_create(&a), AIF_OK);
	assert_int_equal(aif_calset_open(&facts, set, &d), AIF_OK);
	assert_int_equal(aif_kspec_load(&t, a, set, &facts, table, &d), AIF_OK);
	assert_int_equal(aif_calgrid_loo(&t, keep, &facts, &e), AIF_OK);
	print_message("# %s %s: %zu cells, mean %.1f %%, median %.1f %%, p90 %.1f %%\n", set,
		      keep ? "memory-bound" : aif_kspec_at(table)->file, e.n, 100 * e.mean,
		      100 * e.median, 100 * e.p90);
	aif_arena_free(a);
	return e;
}

static void
all_sets(int table, size_t least, double bound)
{
	for (int i = 0; i < N_SET; i++) {
		aif_calerr e = loo(sets[i], table, NULL);

		assert_true(e.n >= least);
		assert_true(e.mean <= bound);
	}
}

static void
matmuls_left_out_are_within_seven_percent(void **state)
{
	(void)state;
	all_sets(AIF_KSPEC_GEMM, 8000, 0.07);
}

static void
attention_left_out_is_within_ten_percent(void **state)
{
	(void)state;
	all_sets(AIF_KSPEC_PREFILL, 900, 0.10);
	all_sets(AIF_KSPEC_DECODE, 1200, 0.10);
	all_sets(AIF_KSPEC_MLA_PREFILL, 1300, 0.10);
	all_sets(AIF_KSPEC_MLA_DECODE, 2800, 0.10);
}

static void
experts_left_out_are_within_twelve_percent(void **state)
{
	(void)state;
	all_sets(AIF_KSPEC_MOE, 2000, 0.12);
}

static int
weights(const void *user, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = user;
	int t = aif_kernel_dtype_of(s->key[0]);
	double size = aif_kernel_dtype_bytes((aif_kernel_dtype)t);
	double compute = 2 * x[0] * x[1] * x[2] / c->roof.flop_s[t];
	double memory = ((x[2] + x[0]) * x[1] * size + 2 * x[2] * x[0]) / c->roof.hbm_bytes_s;

	return memory > 4 * compute && memory > 10 * c->roof.floor_s;
}

static int
cache(const void *user, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = user;
	double size = aif_kernel_dtype_bytes((aif_kernel_dtype)aif_kernel_dtype_of(s->key[1]));
	double len = s->num[3] > 0 ? fmin(s->num[3], x[1]) : x[1];
	double memory = 2 * x[2] * len * s->num[2] * size / c->roof.hbm_bytes_s;

	return x[0] <= 8 && len >= 512 && memory > 10 * c->roof.floor_s;
}

static void
memory_bound_kernels_left_out_are_within_five_percent(void **state)
{
	(void)state;
	for (int i = 0; i < N_SET; i++) {
		aif_calerr w = loo(sets[i], AIF_KSPEC_GEMM, weights);
		aif_calerr c = loo(sets[i], AIF_KSPEC_DECODE, cache);

		assert_true(w.n >= 100 && c.n >= 30);
		assert_true((w.mean * (double)w.n + c.mean * (double)c.n) / (double)(w.n + c.n) <=
			    0.05);
	}
}

// --- against the full tables -----------------------------------------------------------

static aif_calerr
held_out(const char *set, const char *op, int table)
{
	aif_calrun r;
	aif_calset facts;
	aif_calgrid g;
	aif_diag d = { 0 };
	aif_calerr e;
	char pattern[256];
	glob_t found;

	snprintf(pattern, sizeof pattern, "../shared/kernels/%s_perf__%s__*.csv.gz", op, set);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_int_equal(aif_calrun_create(&r, set, &d), AIF_OK);
	assert_int_equal(aif_calset_open(&facts, set, &d), AIF_OK);
	assert_int_equal(aif_calrun_read(&r, found.gl_pathv[0], &d), AIF_OK);
	assert_int_equal(aif_calgrid_build(&g, &r, table, &facts, &d), AIF_OK);
	e = g.rest;
	print_message("# %s %s, points that the grid does not hold: %zu, mean %.1f %%, median "
		      "%.1f %%, p90 %.1f %%\n",
		      set, op, e.n, 100 * e.mean, 100 * e.median, 100 * e.p90);
	globfree(&found);
	aif_calrun_free(&r);
	return e;
}

static void
points_of_the_full_tables_that_no_cell_holds_keep_the_same_bounds(void **state)
{
	(void)state;
	need_shared("kernels/README.md");
	for (int i = 0; i < N_SET; i++) {
		assert_true(held_out(sets[i], "gemm", AIF_KSPEC_GEMM).mean <= 0.07);
		assert_true(held_out(sets[i], "context_attention", AIF_KSPEC_PREFILL).mean <= 0.10);
		assert_true(held_out(sets[i], "generation_attention", AIF_KSPEC_DECODE).mean <=
			    0.10);
	}
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(matmuls_left_out_are_within_seven_percent),
		cmocka_unit_test(attention_left_out_is_within_ten_percent),
		cmocka_unit_test(experts_left_out_are_within_twelve_percent),
		cmocka_unit_test(memory_bound_kernels_left_out_are_within_five_percent),
		cmocka_unit_test(points_of_the_full_tables_that_no_cell_holds_keep_the_same_bounds),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
