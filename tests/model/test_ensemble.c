// Replicas of a scenario whose costs are known multiples of what is drawn.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aif_test.h"
#include "models/index.h"
#include "out/chance.h"
#include "out/read.h"
#include "out/session.h"
#include "util/stat.h"

// Two strategies that run nothing: ten people at `pay` where the cluster is owned, four at
// `fee` where it is rented.
static const char scenario[] =
    "local pay = param(\"pay\", triangular(80, 100, 150), {})\n"
    "local fee = param(\"fee\", uniform(50, 250), {})\n"
    "horizon { from = \"2027-01-01\", to = \"2028-01-01\" }\n"
    "cluster \"c\" { nodes = 1, gpus_per_node = 8 }\n"
    "staff \"a\" { people = 10, salary = pay * kUSD / year, overhead = 0, when = \"own\" }\n"
    "staff \"b\" { people = 4, salary = fee * kUSD / year, overhead = 0, when = \"rent\" }\n"
    "strategy \"own\" { own = { \"c\" } }\n"
    "strategy \"rent\" { rent = { \"c\" }, price = \"cloud-h100\" }\n"
    "finance { wacc = 0.1, tax = 0, accounting = \"us-2026\" }\n";

enum { N = 401 };

static const aif_dist pay = { AIF_DIST_TRIANGULAR, { 80, 100, 150 } };
static const aif_dist fee = { AIF_DIST_UNIFORM, { 50, 250 } };

typedef struct bench {
	char dir[64], lua[96], h5[96];
	aif_read *r;
	const aif_read_ensemble *e;
	const aif_read_metric *own, *rent, *gap;
} bench;

static const aif_read_metric *
named(const aif_read_ensemble *e, const char *strategy, const char *part)
{
	for (int i = 0; i < e->n_metric; i++)
		if (strcmp(e->metric[i].strategy, strategy) == 0 && strstr(e->metric[i].name, part))
			return &e->metric[i];
	fail_msg("no %s of %s", part, strategy);
	return NULL;
}

static void
open_bench(bench *b, aif_sampling how)
{
	aif_session_opt opt = {
		.registry = &aif_index, .seed = 1, .n_threads = 2, .n_replica = N, .sampling = how
	};
	aif_session_end end;
	aif_diag d = { 0 };
	FILE *f;

	strcpy(b->dir, "/tmp/aifsim-test-XXXXXX");
	assert_non_null(mkdtemp(b->dir));
	snprintf(b->lua, sizeof b->lua, "%s/x.lua", b->dir);
	snprintf(b->h5, sizeof b->h5, "%s/x.h5", b->dir);
	f = fopen(b->lua, "w");
	assert_non_null(f);
	fputs(scenario, f);
	fclose(f);
	opt.scenario = b->lua;
	opt.out = b->h5;
	if (aif_session_run(&opt, NULL, &end, &d) != AIF_OK ||
	    aif_read_open(&b->r, b->h5, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	b->e = aif_read_ensemble_of(b->r);
	assert_non_null(b->e);
	b->own = named(b->e, "own", "npv_cost_usd");
	b->rent = named(b->e, "rent", "npv_cost_usd");
	b->gap = named(b->e, "rent", "npv_cost_usd minus own");
}

static void
close_bench(bench *b)
{
	aif_read_close(b->r);
	unlink(b->lua);
	unlink(b->h5);
	rmdir(b->dir);
}

// What one unit of an input costs: the base case stands at its median.
static double
per_unit(const aif_read_metric *m, const aif_dist *x)
{
	return m->x[0] / aif_dist_quantile(x, 0.5);
}

static const aif_read_driver *
driver(const bench *b, const char *name)
{
	for (int i = 0; i < b->e->n_driver; i++)
		if (strcmp(b->e->driver[i].name, name) == 0)
			return &b->e->driver[i];
	fail_msg("no driver %s", name);
	return NULL;
}

// Each replica costs its draw times the same factor, lies within what the draw may be, and
// the difference is that of the same replica.
static void
replicas_cost_what_they_draw_and_strategies_see_the_same_draw(void **unused)
{
	bench b;
	double a, c;

	(void)unused;
	open_bench(&b, AIF_SAMPLING_RANDOM);
	assert_int_equal(b.e->n_replica, N);
	a = per_unit(b.own, &pay);
	c = per_unit(b.rent, &fee);
	// Ten people for a year, the months paid and discounted at their ends: 5 % off or so.
	assert_true(a > 10e3 * 0.93 && a < 10e3 * 0.97);
	assert_rel(c, 0.4 * a, 1e-9);
	for (int i = 0; i < N; i++) {
		assert_true(b.own->x[i] > 80 * a && b.own->x[i] < 150 * a);
		assert_true(b.rent->x[i] > 50 * c && b.rent->x[i] < 250 * c);
		assert_rel(b.gap->x[i], b.rent->x[i] - b.own->x[i], 1e-12);
	}
	close_bench(&b);
}

// The rank of the true quantile among N - 1 draws is binomial: within 4 standard errors. The
// base case is one of the N values.
static void
quantiles_are_those_of_the_distribution_drawn(void **unused)
{
	static const struct {
		const char *name;
		double p;
	} q[] = { { "p10", 0.1 }, { "p50", 0.5 }, { "p90", 0.9 } };
	bench b;

	(void)unused;
	open_bench(&b, AIF_SAMPLING_RANDOM);
	for (int i = 0; i < 3; i++) {
		double band = 4 * sqrt(q[i].p * (1 - q[i].p) / N), a = per_unit(b.own, &pay);
		double x = aif_read_quantile(b.r, "own", "npv_cost_usd", q[i].name) / a;
		char low[16], high[16];

		assert_true(x > aif_dist_quantile(&pay, fmax(q[i].p - band, 0.001)));
		assert_true(x < aif_dist_quantile(&pay, fmin(q[i].p + band, 0.999)));
		snprintf(low, sizeof low, "%s_low", q[i].name);
		snprintf(high, sizeof high, "%s_high", q[i].name);
		assert_true(aif_read_quantile(b.r, "own", "npv_cost_usd", low) < x * a);
		assert_true(aif_read_quantile(b.r, "own", "npv_cost_usd", high) > x * a);
	}
	close_bench(&b);
}

// A quarter of the random band holds quasi-random quantiles: sixteen times the precision in
// replicas.
static void
quasi_random_quantiles_are_nearer(void **unused)
{
	static const aif_sampling how[] = { AIF_SAMPLING_SOBOL, AIF_SAMPLING_HALTON };
	static const char *const name[] = { "p10", "p50", "p90" };
	static const double p[] = { 0.1, 0.5, 0.9 };

	(void)unused;
	for (int k = 0; k < 2; k++) {
		bench b;

		open_bench(&b, how[k]);
		for (int i = 0; i < 3; i++) {
			double band = sqrt(p[i] * (1 - p[i]) / N), a = per_unit(b.own, &pay);
			double x = aif_read_quantile(b.r, "own", "npv_cost_usd", name[i]) / a;

			assert_true(x > aif_dist_quantile(&pay, p[i] - band));
			assert_true(x < aif_dist_quantile(&pay, p[i] + band));
		}
		close_bench(&b);
	}
}

// Tornado: own costs a times pay at its P10 and P90, and nothing of fee; ranks: pay orders
// the cost of own alone, and takes from the difference what fee adds.
static void
drivers_are_swings_and_ranks_of_the_inputs(void **unused)
{
	const aif_read_driver *dp, *df;
	bench b;
	double a, c;

	(void)unused;
	open_bench(&b, AIF_SAMPLING_RANDOM);
	a = per_unit(b.own, &pay);
	c = per_unit(b.rent, &fee);
	dp = driver(&b, "pay");
	df = driver(&b, "fee");
	assert_rel(dp->low, aif_dist_quantile(&pay, 0.1), 1e-12);
	assert_rel(df->high, 230, 1e-12);
	assert_rel(dp->npv[0].low, a * aif_dist_quantile(&pay, 0.1), 1e-9);
	assert_rel(dp->npv[0].high, a * aif_dist_quantile(&pay, 0.9), 1e-9);
	assert_rel(dp->npv[1].low, dp->npv[1].high, 1e-12);
	assert_rel(df->npv[0].low, b.own->x[0], 1e-9);
	assert_rel(df->npv[1].low, c * 70, 1e-9);
	assert_near(dp->npv[0].rank, 1, 1e-12);
	assert_true(fabs(df->npv[0].rank) < 4 / sqrt(N));
	assert_true(dp->npv[1].rank < 0 && df->npv[1].rank > 0.5);
	close_bench(&b);
}

// Own is hurt by dear pay and a low fee (its rival's cost), and the other way round.
static void
cases_put_every_input_against_and_for_the_first_strategy(void **unused)
{
	bench b;
	double a, c;

	(void)unused;
	open_bench(&b, AIF_SAMPLING_RANDOM);
	a = per_unit(b.own, &pay);
	c = per_unit(b.rent, &fee);
	assert_non_null(b.e->cases);
	assert_rel(b.e->cases[0], a * aif_dist_quantile(&pay, 0.9), 1e-9);
	assert_rel(b.e->cases[1], c * 70, 1e-9);
	assert_rel(b.e->cases[2], a * aif_dist_quantile(&pay, 0.1), 1e-9);
	assert_rel(b.e->cases[3], c * 230, 1e-9);
	close_bench(&b);
}

// Nothing here differs between the zooms.
static void
control_is_zero_where_the_zooms_agree(void **unused)
{
	bench b;

	(void)unused;
	open_bench(&b, AIF_SAMPLING_RANDOM);
	assert_non_null(b.e->control);
	for (int i = 0; i < b.e->n_metric; i++)
		if (strstr(b.e->metric[i].name, "npv_cost_usd"))
			assert_near(b.e->control[i], 0, 1e-6);
	close_bench(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replicas_cost_what_they_draw_and_strategies_see_the_same_draw),
		cmocka_unit_test(quantiles_are_those_of_the_distribution_drawn),
		cmocka_unit_test(quasi_random_quantiles_are_nearer),
		cmocka_unit_test(drivers_are_swings_and_ranks_of_the_inputs),
		cmocka_unit_test(cases_put_every_input_against_and_for_the_first_strategy),
		cmocka_unit_test(control_is_zero_where_the_zooms_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
