// test_kernel_transfer.c - a GPU predicted without its own tables, and how wrong that is.
//
// B200 from H100's ratios on B200's measured ceilings and bandwidth, against
// B200's table: a generation apart, farther than any entry of the catalog is from
// its set. The band that transferred answers carry must hold two thirds of the
// points for matmuls of training size. H100 from A100, whose tables know neither
// fp8 nor sizes above 8192 tokens, is worse and stated.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/kernel.h"
#include "perf_gpu.h"
#include "util/csv.h"
#include "util/embed.h"

typedef struct acc {
	const aif_kernel *k;
	double least_m, e[40000];
	int n, in_band;
} acc;

static aif_err
row(void *user, const aif_csv_row *r, aif_diag *d)
{
	acc *a = user;
	int t = aif_kernel_dtype_of(r->cell[0]);
	double n, k;

	if (aif_kernel_rate(a->k, (aif_kernel_dtype)t) <= 0 || t == AIF_DT_NVFP4)
		return AIF_OK;
	assert_int_equal(aif_csv_num(r, 1, 0, NULL, &n, d), AIF_OK);
	assert_int_equal(aif_csv_num(r, 2, 0, NULL, &k, d), AIF_OK);
	for (int i = 3; i < r->n_cell && a->n < 40000; i++) {
		double us, m = strtod(r->name[i], NULL), p, e;
		aif_kernel_mark mark = { 0 };

		assert_int_equal(aif_csv_num(r, i, 1, NULL, &us, d), AIF_OK);
		if (isnan(us) || m < a->least_m || (a->least_m > 1 && n * k < 1e6))
			continue;
		p = aif_kernel_gemm_s(a->k, m, n, k, (aif_kernel_dtype)t, &mark);
		assert_int_equal(mark.how, AIF_HOW_TRANSFERRED);
		e = fabs(p / (us * 1e-6) - 1);
		a->in_band += e <= mark.band_frac;
		a->e[a->n++] = e;
	}
	return AIF_OK;
}

static int
up(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void
from(const aif_hw_gpu *of, const char *calib, const char *truth, double least_m, double need)
{
	aif_hw_gpu g = *of;
	acc *a = calloc(1, sizeof *a);
	aif_arena *arena = NULL;
	aif_kernel *k = NULL;
	aif_embed f;
	aif_diag d = { 0 };
	char path[80];

	assert_non_null(a);
	g.calib = calib;
	assert_int_equal(aif_arena_create(&arena), AIF_OK);
	assert_int_equal(aif_kernel_create(&k, arena, &g, &d), AIF_OK);
	a->k = k;
	a->least_m = least_m;
	snprintf(path, sizeof path, "models/calib/%s/gemm.csv", truth);
	assert_true(aif_embed_find(path, &f));
	assert_int_equal(aif_csv_parse(path, f.data, f.n, NULL, row, a, &d), AIF_OK);
	qsort(a->e, (size_t)a->n, sizeof *a->e, up);
	print_message("# %s from %s, m >= %.0f: %d points, median |error| %.1f %%, p90 %.1f %%, "
		      "in band %.0f %%\n",
		      g.name, calib, least_m, a->n, 100 * a->e[a->n / 2], 100 * a->e[a->n * 9 / 10],
		      100.0 * a->in_band / a->n);
	assert_true(a->n > 1000);
	assert_true(a->in_band >= need * a->n);
	aif_arena_free(arena);
	free(a);
}

static void
two_thirds_of_transferred_matmuls_of_training_size_lie_in_their_band(void **state)
{
	(void)state;
	from(&perf_b200, "h100_sxm", "b200_sxm", 1024, 2.0 / 3);
	from(&perf_h100, "a100_sxm", "h100_sxm", 1024, 0.4);
	from(&perf_b200, "h100_sxm", "b200_sxm", 1, 0.3);
	from(&perf_h100, "a100_sxm", "h100_sxm", 1, 0.3);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(
		    two_thirds_of_transferred_matmuls_of_training_size_lie_in_their_band),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
