// Scenarios broken at random: each is loaded and built, or refused with a place.
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "toyscenario.h"
#include "util/rng.h"

#ifndef N_TEXT
#define N_TEXT 3000
#endif

static const char seed_text[] = HORIZON
    "local growth = param('growth', 0.4, { min = 0, max = 3 })\n"
    "record { every = '6 h', '*.it_w' }\n"
    "site 'x' { interval = 15 * min,\n"
    "  feed 'u' { stage { firm = 14 * MW, on = date '2027-01-01' + 7 * month, slip = "
    "months(triangular(0, 9, 18)) } },\n"
    "  hall 'H1' { it = 10 * MW, supply = 24 * degC + 6 * K, ready = '2027-02-01', ups = '2N', "
    "liquid = true } }\n"
    "rack 'mine' (like 'R1' { servers = estimate(2, 'own', '2026-01') })\n"
    "for i = 1, 3 do cluster('c' .. i) { hall = 'H1', rack = 'mine', racks = 96, growth = growth,\n"
    "  repair = lognormal(36 * hour, 0.8), tiers = { 10 * TB, 2 * PB }, note = [[own]] } end\n"
    "strategy 'a' { own = { 'c1', 'c2' } } strategy 'b' { rent = 'c3' }\n"
    "finance { wacc = 10 * percent }\n";

// Pieces that are more likely to reach deep than single characters.
static const char *const pieces[] = { "{",
				      "}",
				      "(",
				      ")",
				      ",",
				      "=",
				      "'",
				      "\"",
				      "[[",
				      "--",
				      "\n",
				      " ",
				      "..",
				      " * W",
				      "1e999",
				      "-",
				      "nil",
				      "{}",
				      "0/0",
				      "'R1'",
				      "'H1'",
				      "'a.b'",
				      "'never'",
				      "like",
				      "cite",
				      "string.rep('x', 9)",
				      "\\0",
				      "\xff",
				      "site 'y' {}",
				      "for",
				      "while true do break end",
				      "3 * s",
				      "uniform(1, 2)" };

static uint32_t
draw(aif_rng *r, uint32_t n)
{
	return (uint32_t)(aif_rng_u01(r) * n);
}

static void
mutate(aif_rng *r, char *text, size_t cap)
{
	for (uint32_t k = 1 + draw(r, 3); k > 0; k--) {
		size_t n = strlen(text);
		uint32_t at = draw(r, (uint32_t)n);
		const char *piece = pieces[draw(r, sizeof pieces / sizeof *pieces)];
		uint32_t cut = draw(r, 3) ? draw(r, 8) : 0;

		if (at + cut > n)
			cut = (uint32_t)n - at;
		if (n + strlen(piece) + 1 >= cap)
			continue;
		memmove(text + at + strlen(piece), text + at + cut, n - at - cut + 1);
		memcpy(text + at, piece, strlen(piece));
	}
}

static void
build_all(toy *t)
{
	for (int i = 0; i < aif_scenario_n_variant(t->sc); i++) {
		aif_sim *sim = NULL;

		if (aif_scenario_build(t->sc, i, 1, 1, 1, &sim, &t->d) == AIF_OK)
			aif_sim_ready(sim, &t->d);
		else
			assert_int_not_equal(t->d.msg[0], '\0');
		aif_sim_free(sim);
	}
}

static void
scenario_survives_any_text(void **unused)
{
	const aif_rng_key key = { .seed = 1 };
	int good = 0, bad = 0;
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &key);
	for (int i = 0; i < N_TEXT; i++) {
		char text[4096];
		aif_scenario_opt opt = { .registry = &toys, .catalog = toy_catalog, .text = text };
		toy t = { .n_problem = 0 };

		strcpy(text, seed_text);
		if (i > 0)
			mutate(&r, text, sizeof text);
		if (aif_scenario_load(&t.sc, "x.lua", &opt, toy_report, &t, &t.d) == AIF_OK) {
			build_all(&t);
			good++;
		} else {
			if (i == 0)
				fail_msg("%s", t.problems);
			assert_int_equal(strncmp(t.problems, "x.lua:", 6), 0);
			assert_null(t.sc);
			bad++;
		}
		aif_scenario_free(t.sc);
	}
	// Both kinds must be met, or the mutations are of no use.
	if (good < 20 || bad < 500)
		fail_msg("%d good, %d bad", good, bad);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(scenario_survives_any_text) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
