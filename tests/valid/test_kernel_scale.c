// test_kernel_scale.c - the scale of interpolation is the one with the least error.
//
// Every inner point of the measured grids is left out in turn and predicted from
// its two neighbours along the last axis, under four scales. What models/ktable.c
// does (ln of the ratio to the roofline, linear in ln of the size) must not lose.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/kroof.h"
#include "util/csv.h"
#include "util/embed.h"

enum { TIME_LIN, TIME_LOG, RATIO_LIN, RATIO_LOG, N_SCALE };

typedef struct acc {
	aif_kroof roof;
	double sum[N_SCALE], n;
} acc;

static double
guess(int scale, const double x[3], const double t[3], const double roof[3])
{
	double wlin = (x[1] - x[0]) / (x[2] - x[0]);
	double wlog = log(x[1] / x[0]) / log(x[2] / x[0]);

	switch (scale) {
	case TIME_LIN:
		return t[0] + wlin * (t[2] - t[0]);
	case TIME_LOG:
		return exp(log(t[0]) + wlog * log(t[2] / t[0]));
	case RATIO_LIN:
		return roof[1] * (t[0] / roof[0] + wlin * (t[2] / roof[2] - t[0] / roof[0]));
	default:
		return roof[1] *
		       exp(log(t[0] / roof[0]) + wlog * log(t[2] / roof[2] * roof[0] / t[0]));
	}
}

static aif_err
row(void *user, const aif_csv_row *r, aif_diag *d)
{
	acc *a = user;
	int t = aif_kernel_dtype_of(r->cell[0]), n_held = 0;
	double n, k, x[64], time[64], roof[64];

	assert_int_equal(aif_csv_num(r, 1, 0, NULL, &n, d), AIF_OK);
	assert_int_equal(aif_csv_num(r, 2, 0, NULL, &k, d), AIF_OK);
	for (int i = 3; i < r->n_cell; i++) {
		double us;

		assert_int_equal(aif_csv_num(r, i, 1, NULL, &us, d), AIF_OK);
		if (isnan(us))
			continue;
		x[n_held] = strtod(r->name[i], NULL);
		time[n_held] = us * 1e-6;
		roof[n_held] = aif_kroof_gemm(&a->roof, x[n_held], n, k, t);
		n_held++;
	}
	for (int i = 1; i + 1 < n_held; i++) {
		for (int s = 0; s < N_SCALE; s++)
			a->sum[s] +=
			    fabs(guess(s, x + i - 1, time + i - 1, roof + i - 1) / time[i] - 1);
		a->n++;
	}
	return AIF_OK;
}

static void
check(const char *set, const aif_kroof *roof)
{
	acc a = { .roof = *roof };
	char path[80];
	aif_embed f;
	aif_diag d = { 0 };

	snprintf(path, sizeof path, "models/calib/%s/gemm.csv", set);
	assert_true(aif_embed_find(path, &f));
	assert_int_equal(aif_csv_parse(path, f.data, f.n, NULL, row, &a, &d), AIF_OK);
	print_message(
	    "# %s, %.0f points, mean |error|: time %.1f %%, ln time %.1f %%, ratio %.1f %%, "
	    "ln ratio %.1f %%\n",
	    set, a.n, 100 * a.sum[TIME_LIN] / a.n, 100 * a.sum[TIME_LOG] / a.n,
	    100 * a.sum[RATIO_LIN] / a.n, 100 * a.sum[RATIO_LOG] / a.n);
	for (int s = 0; s < RATIO_LOG; s++)
		assert_true(a.sum[RATIO_LOG] <= 1.001 * a.sum[s]);
	assert_true(a.sum[RATIO_LOG] / a.n < 0.06);
}

static void
ln_of_the_ratio_over_ln_of_the_size_has_the_least_leave_one_out_error(void **state)
{
	aif_kroof h100 = { .hbm_bytes_s = 3.35e12, .floor_s = 2.535e-6 };
	aif_kroof b200 = { .hbm_bytes_s = 8e12, .floor_s = 1.708e-6 };

	(void)state;
	h100.flop_s[AIF_DT_BF16] = 794.5e12;
	h100.flop_s[AIF_DT_FP8] = h100.flop_s[AIF_DT_FP8_BLOCK] = 1402.6e12;
	b200.flop_s[AIF_DT_BF16] = 1745e12;
	b200.flop_s[AIF_DT_FP8] = b200.flop_s[AIF_DT_FP8_BLOCK] = 3432.5e12;
	b200.flop_s[AIF_DT_NVFP4] = 6865e12;
	check("h100_sxm", &h100);
	check("b200_sxm", &b200);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(
		    ln_of_the_ratio_over_ln_of_the_size_has_the_least_leave_one_out_error),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
