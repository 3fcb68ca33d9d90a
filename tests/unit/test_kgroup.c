// test_kgroup.c - grouped matmuls: against one of the whole, against weights alone.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "models/kgroup.h"
#include "perf_gpu.h"

static aif_arena *arena;
static aif_kernel *kn;

static int
set_up(void **state)
{
	aif_diag d = { 0 };

	(void)state;
	return aif_arena_create(&arena) || aif_kernel_create(&kn, arena, &perf_h100, &d);
}

static int
tear_down(void **state)
{
	(void)state;
	aif_arena_free(arena);
	return 0;
}

static double
grouped(double rows, double groups)
{
	return aif_kgroup_s(kn, (double[]){ rows, groups, 4096, 4096 }, AIF_DT_BF16, NULL);
}

// 1000 rows in 8 groups: 125 each, a tile of 128.
static void
rows_are_filled_to_whole_tiles(void **state)
{
	(void)state;
	assert_true(aif_kgroup_rows(1000, 8) == 1024);
	assert_true(aif_kgroup_rows(1024, 8) == 1024);
	assert_true(aif_kgroup_rows(1, 8) == 1024);
}

static void
one_group_is_a_matmul(void **state)
{
	double plain = aif_kernel_gemm_s(kn, 8192, 4096, 4096, AIF_DT_BF16, NULL);

	(void)state;
	assert_true(fabs(grouped(8192, 1) / plain - 1) < 1e-12);
}

static void
more_groups_never_run_faster(void **state)
{
	double before = 0;

	(void)state;
	for (double n = 1; n <= 128; n *= 2) {
		double s = grouped(16384, n);

		assert_true(s >= before * 0.999);
		before = s;
		assert_true(aif_kgroup_grad_over(kn, 16384, n, 4096, 4096) >= 1);
	}
}

// A row for each of 64 experts: their weights must be read, 64 x 32 MiB.
static void
few_rows_read_all_weights(void **state)
{
	(void)state;
	assert_true(grouped(64, 64) > 64.0 * 4096 * 4096 * 2 / 3.35e12);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(rows_are_filled_to_whole_tiles),
		cmocka_unit_test(one_group_is_a_matmul),
		cmocka_unit_test(more_groups_never_run_faster),
		cmocka_unit_test(few_rows_read_all_weights),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
