// test_coll_left_out.c - collectives within a node: what the tables say of points and of
// GPUs that they do not hold.
//
// Leave one size out: each inner column from its two neighbours, on the scale that the
// tables are read in. Leave one system out: a GPU's whole table from that of another on
// its own wire. Printed with the bound of each.
#include "aif_test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/coll.h"
#include "perf_gpu.h"
#include "util/csv.h"
#include "util/embed.h"
#include "util/stat.h"

enum { MOST = 32, POINTS = 4096 };

// A row of coll.csv: times of one operation and number of GPUs [s].
typedef struct line {
	int op;
	double n, bytes[MOST], t[MOST];
	int k;
} line;

typedef struct sheet {
	line l[64];
	int n;
} sheet;

static aif_err
read_line(void *user, const aif_csv_row *r, aif_diag *d)
{
	sheet *s = user;
	line *l = &s->l[s->n];
	aif_err e;

	l->op = aif_coll_op_of(r->cell[0]);
	if ((e = aif_csv_num(r, 1, 0, NULL, &l->n, d)))
		return e;
	for (int i = 2; i < r->n_cell; i++) {
		double us;

		if ((e = aif_csv_num(r, i, 1, NULL, &us, d)))
			return e;
		if (isnan(us))
			continue;
		l->bytes[l->k] = strtod(r->name[i], NULL);
		l->t[l->k++] = us * 1e-6;
	}
	s->n += l->op >= 0 && l->op != AIF_COLL_ALL_REDUCE_CUSTOM;
	if (l->op < 0 || l->op == AIF_COLL_ALL_REDUCE_CUSTOM)
		*l = (line){ 0 };
	return AIF_OK;
}

static void
load(const char *set, sheet *s)
{
	char path[64];
	aif_embed f;
	aif_diag d = { 0 };

	*s = (sheet){ 0 };
	snprintf(path, sizeof path, "models/calib/%s/coll.csv", set);
	assert_true(aif_embed_find(path, &f));
	if (aif_csv_parse(path, f.data, f.n, NULL, read_line, s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
}

typedef struct errors {
	double large[POINTS], small[POINTS];
	size_t n_large, n_small;
} errors;

static void
count(errors *e, double bytes, double predicted, double measured)
{
	double x = fabs(100 * (predicted / measured - 1));

	if (bytes >= 16777216)
		e->large[e->n_large++] = x;
	else if (bytes < 1048576)
		e->small[e->n_small++] = x;
}

static void
verdict(const char *what, errors *e, double large, double small)
{
	double l, s;

	aif_stat_sort(e->large, e->n_large);
	aif_stat_sort(e->small, e->n_small);
	l = aif_stat_quantile(e->large, e->n_large, 0.5);
	s = aif_stat_quantile(e->small, e->n_small, 0.5);
	print_message(
	    "%-28s 16 MiB and more: %3zu points, median %4.1f %%, p90 %4.1f; below 1 MiB: "
	    "%3zu, %4.1f, %4.1f\n",
	    what, e->n_large, l, aif_stat_quantile(e->large, e->n_large, 0.9), e->n_small, s,
	    aif_stat_quantile(e->small, e->n_small, 0.9));
	assert_true(l <= large);
	assert_true(s <= small);
}

static const struct {
	const char *set;
	const aif_hw_gpu *gpu;
	double alpha; // models/calib/index.csv
} gpus[] = { { "a100_sxm", &perf_a100, 8.9e-6 },
	     { "h100_sxm", &perf_h100, 5.14e-6 },
	     { "b200_sxm", &perf_b200, 8.56e-6 } };

static double
ln_ratio(const line *l, int i, double alpha, double wire)
{
	double roof = alpha + l->bytes[i] * aif_coll_bus_factor((aif_coll_op)l->op, l->n) / wire;

	return log(l->t[i] / roof);
}

static void
a_size_left_out_is_met_from_its_neighbours(void **u)
{
	errors *e = calloc(1, sizeof *e);
	sheet *s = malloc(sizeof *s);

	(void)u;
	assert_true(e && s);
	for (int g = 0; g < 3; g++) {
		double a = gpus[g].alpha, w = gpus[g].gpu->scaleup_bytes_s;

		load(gpus[g].set, s);
		*e = (errors){ .n_large = 0 };
		for (int i = 0; i < s->n; i++) {
			const line *l = &s->l[i];

			for (int k = 1; k < l->k - 1; k++) {
				double mid =
				    (ln_ratio(l, k - 1, a, w) + ln_ratio(l, k + 1, a, w)) / 2;

				count(e, l->bytes[k], exp(mid), exp(ln_ratio(l, k, a, w)));
			}
		}
		// The bounds that a table of measured points is held to.
		verdict(gpus[g].set, e, 5, 20);
	}
	free(s);
	free(e);
}

static void
a_system_left_out_is_met_from_another_one(void **u)
{
	errors *e = calloc(1, sizeof *e);
	sheet *s = malloc(sizeof *s);
	aif_arena *a = NULL;

	(void)u;
	assert_true(e && s);
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	for (int g = 0; g < 3; g++)
		for (int from = 0; from < 3; from++) {
			aif_hw_gpu gpu = *gpus[g].gpu;
			char what[64];
			aif_coll *c;

			if (from == g)
				continue;
			gpu.calib = gpus[from].set;
			assert_int_equal(aif_coll_create(&c, a, &gpu, NULL, NULL), AIF_OK);
			load(gpus[g].set, s);
			*e = (errors){ .n_large = 0 };
			for (int i = 0; i < s->n; i++)
				for (int k = 0; k < s->l[i].k; k++)
					count(e, s->l[i].bytes[k],
					      aif_coll_s(c, (aif_coll_op)s->l[i].op,
							 s->l[i].bytes[k], s->l[i].n, s->l[i].n,
							 NULL),
					      s->l[i].t[k]);
			snprintf(what, sizeof what, "%s from %s", gpus[g].set, gpus[from].set);
			// A generation or two apart; A100 has no multicast.
			verdict(what, e, 25, 60);
		}
	aif_arena_free(a);
	free(s);
	free(e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_size_left_out_is_met_from_its_neighbours),
		cmocka_unit_test(a_system_left_out_is_met_from_another_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
