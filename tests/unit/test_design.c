// Points of a sweep, from axes as users write them.
#include <string.h>

#include "aif_test.h"
#include "models/index.h"
#include "out/design.h"

typedef struct desk {
	aif_arena *a;
	aif_scenario *sc;
	aif_design g;
	aif_diag d;
} desk;

static void
open_desk(desk *k, const char *text)
{
	aif_scenario_opt opt = { .registry = &aif_index, .text = text };

	*k = (desk){ 0 };
	assert_int_equal(aif_arena_create(&k->a), AIF_OK);
	if (aif_scenario_load(&k->sc, "test", &opt, NULL, NULL, &k->d) != AIF_OK)
		fail_msg("%s", k->d.msg);
}

static aif_err
make(desk *k, int n, const char *const *vary, int samples)
{
	k->d = (aif_diag){ 0 };
	return aif_design_make(&k->g, k->sc, vary, n, samples, k->a, &k->d);
}

static void
close_desk(desk *k)
{
	aif_scenario_free(k->sc);
	aif_arena_free(k->a);
}

#define FIXED "horizon { from = \"2027-01-01\", to = \"2027-02-01\" }\n"

static void
lists_are_crossed_with_the_last_turning_fastest(void **unused)
{
	const char *vary[] = { "a=1,2", "b=14*MW,20*MW,triangular(1,2,3)", "c=easy,\"x,y\"" };
	desk k;

	(void)unused;
	open_desk(&k, FIXED);
	assert_int_equal(make(&k, 3, vary, 0), AIF_OK);
	assert_int_equal(k.g.n_point, 12);
	assert_string_equal(k.g.line[0], "a=1 b=14*MW c=easy");
	assert_string_equal(k.g.line[1], "a=1 b=14*MW c=\"x,y\"");
	assert_string_equal(k.g.line[2], "a=1 b=20*MW c=easy");
	assert_string_equal(k.g.line[11], "a=2 b=triangular(1,2,3) c=\"x,y\"");
	assert_string_equal(k.g.unit[1], "MW");
	assert_near(k.g.x[2 * 3 + 1], 20, 0);
	assert_true(isnan(k.g.x[4 * 3 + 1]) && isnan(k.g.x[2]));
	close_desk(&k);
}

// The first points of Sobol's sequence are (1/2, 1/2), (3/4, 1/4), (1/4, 3/4).
static void
ranges_are_filled_together_and_crossed_with_lists(void **unused)
{
	const char *vary[] = { "a=0..8", "b=1,2", "c=10..20*kW" };
	desk k;

	(void)unused;
	open_desk(&k, FIXED);
	assert_int_equal(make(&k, 3, vary, 3), AIF_OK);
	assert_int_equal(k.g.n_point, 6);
	assert_string_equal(k.g.line[0], "a=4 b=1 c=15*kW");
	assert_string_equal(k.g.line[1], "a=6 b=1 c=12.5*kW");
	assert_string_equal(k.g.line[2], "a=2 b=1 c=17.5*kW");
	assert_string_equal(k.g.line[4], "a=6 b=2 c=12.5*kW");
	// More samples move none of them.
	assert_int_equal(make(&k, 3, vary, 7), AIF_OK);
	assert_string_equal(k.g.line[2], "a=2 b=1 c=17.5*kW");
	assert_string_equal(k.g.line[8], "a=6 b=2 c=12.5*kW");
	close_desk(&k);
}

// uniform(0.1, 0.2) at 1/2 and 3/4; the triangle at its quantiles 1/2 and 1/4.
static void
without_axes_the_distributions_are_the_ranges_in_probability(void **unused)
{
	desk k;

	(void)unused;
	open_desk(&k, FIXED "local a = param(\"a\", uniform(0.10, 0.20), {})\n"
			    "local b = param(\"b\", triangular(0, 0.4, 0.8), {})\n"
			    "finance { wacc = a, tax = b, inflation = param(\"c\", 0.02, {}), "
			    "accounting = \"us-2026\" }\n");
	assert_int_equal(make(&k, 0, NULL, 0), AIF_OK);
	assert_int_equal(k.g.n_axis, 2);
	assert_int_equal(k.g.n_point, AIF_DESIGN_SAMPLES);
	assert_string_equal(k.g.line[0], "a=0.15 b=0.4");
	assert_near(k.g.x[2], 0.175, 0);
	assert_near(k.g.x[3], 0.8 * sqrt(0.25 * 0.5), 1e-9); // cdf 2 (x / 0.8)^2 up to the mode
	close_desk(&k);
}

static void
axes_that_make_no_sense_are_refused_with_a_reason(void **unused)
{
	static const struct {
		const char *vary[2];
		int n, samples;
		const char *why;
	} c[] = {
		{ { "a" }, 1, 0, "--vary a: expected KEY=A,B,C or KEY=LOW..HIGH" },
		{ { "a=" }, 1, 0, "--vary a=: expected KEY=A,B,C or KEY=LOW..HIGH" },
		{ { "a=1,,2" }, 1, 0, "--vary a=1,,2: value 2 is empty" },
		{ { "a=2..1" }, 1, 0, "--vary a=2..1: expected the lower end first" },
		{ { "a=1,2", "a=3" }, 2, 0, "--vary a: given twice" },
		{ { "a=1..9" }, 1, 100001, "100001 points are too many (expected at most 100000)" },
		{ { NULL },
		  0,
		  0,
		  "test: nothing varies (expected --vary KEY=VALUES or a param() that is a "
		  "distribution)" },
	};
	desk k;

	(void)unused;
	open_desk(&k, FIXED);
	for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
		assert_true(make(&k, c[i].n, c[i].vary, c[i].samples) != AIF_OK);
		assert_string_equal(k.d.msg, c[i].why);
	}
	close_desk(&k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_are_crossed_with_the_last_turning_fastest),
		cmocka_unit_test(ranges_are_filled_together_and_crossed_with_lists),
		cmocka_unit_test(without_axes_the_distributions_are_the_ranges_in_probability),
		cmocka_unit_test(axes_that_make_no_sense_are_refused_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
