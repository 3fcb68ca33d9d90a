// test_kernel_scale.c - the scale of interpolation is the one with the least error.
//
// Every inner cell of the measured grids of all sets is left out in turn and predicted
// from its two neighbours along one axis, under four scales: time or its ratio to the
// roofline, linear in the size or logarithm over logarithm. The scale that kspec.c takes for
// the axis must be the best or within a tenth of it.
#include "aif_test.h"

#include <string.h>

#include "models/kspec.h"

enum { TIME_LIN, TIME_LOG, RATIO_LIN, RATIO_LOG, N_SCALE };

typedef struct acc {
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

static void
cell(const aif_ktable_sub *s, int table, const aif_calset *c, const int at[3], int axis, acc *a)
{
	double x[3], t[3], roof[3];

	for (int k = 0; k < 3; k++) {
		int i[3] = { at[0], at[1], at[2] };
		double p[3];
		size_t cell;

		i[axis] += k - 1;
		if (i[axis] < 0 || i[axis] >= s->n[axis])
			return;
		cell = ((size_t)i[0] * (size_t)s->n[1] + (size_t)i[1]) * (size_t)s->n[2] +
		       (size_t)i[2];
		if (!s->held[cell])
			return;
		for (int b = 0; b < 3; b++)
			p[b] = s->x[b][i[b]];
		x[k] = p[axis];
		roof[k] = aif_kspec_at(table)->roof(c, s, p);
		t[k] = exp(s->v[cell]) * roof[k];
	}
	for (int k = 0; k < N_SCALE; k++)
		a->sum[k] += fabs(guess(k, x, t, roof) / t[1] - 1);
	a->n++;
}

static void
walk(const aif_ktable *t, int table, const aif_calset *c, int axis, acc *a)
{
	for (int b = 0; b < t->n_sub; b++) {
		const aif_ktable_sub *s = &t->sub[b];
		int i[3];

		for (i[0] = 0; i[0] < s->n[0]; i[0]++)
			for (i[1] = 0; i[1] < s->n[1]; i[1]++)
				for (i[2] = 0; i[2] < s->n[2]; i[2]++)
					cell(s, table, c, i, axis, a);
	}
}

static void
add(const char *set, int table, acc a[3])
{
	aif_calset c;
	aif_arena *arena;
	aif_ktable t;
	aif_diag d = { 0 };

	assert_int_equal(aif_arena_create(&arena), AIF_OK);
	assert_int_equal(aif_calset_open(&c, set, &d), AIF_OK);
	assert_int_equal(aif_kspec_load(&t, arena, set, &c, table, &d), AIF_OK);
	for (int axis = 0; axis < 3; axis++)
		walk(&t, table, &c, axis, &a[axis]);
	aif_arena_free(arena);
}

static void
the_scale_of_each_axis_is_within_a_tenth_of_the_best(void **state)
{
	static const char *const set[] = { "a100_sxm", "h100_sxm", "b200_sxm", "gb200" };

	(void)state;
	for (int t = AIF_KSPEC_GEMM; t <= AIF_KSPEC_MOE; t++) {
		const aif_kspec *spec = aif_kspec_at(t);
		acc a[3] = { 0 };

		for (int i = 0; i < 4; i++)
			add(set[i], t, a);
		for (int axis = spec->n_axis ? 0 : 2; axis < 3; axis++) {
			int at = spec->n_key + (axis == 2 ? spec->n_axis : axis);
			double chosen, best = INFINITY, *sum = a[axis].sum, n = a[axis].n;

			chosen = sum[spec->linear >> axis & 1 ? TIME_LIN : RATIO_LOG];
			for (int k = 0; k < N_SCALE; k++)
				best = sum[k] < best ? sum[k] : best;
			print_message("# %s over %s, %.0f cells: time %.1f, ln time %.1f, ratio "
				      "%.1f, ln ratio %.1f %%; taken: %s\n",
				      spec->file, spec->name[at], n, 100 * sum[TIME_LIN] / n,
				      100 * sum[TIME_LOG] / n, 100 * sum[RATIO_LIN] / n,
				      100 * sum[RATIO_LOG] / n,
				      spec->linear >> axis & 1 ? "time" : "ln ratio");
			assert_true(n > 1000);
			// Heads per kv head are powers of two, and all are measured.
			if (strcmp(spec->name[at], "group") != 0)
				assert_true(chosen <= 1.1 * best);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(the_scale_of_each_axis_is_within_a_tenth_of_the_best),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
