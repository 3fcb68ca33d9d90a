// Warmer air and water in a whole site: servers draw more, the plant less, the sum has an
// optimum.
#include "sim_kit.h"

#include "lua/scenario.h"

// July in Virginia: forty racks of HGX H100 behind air-cooled chillers.
static const char text[] =
    "horizon { from = \"2027-07-01\", to = \"2027-08-01\" }\n"
    "site \"site\" { weather = epw \"data/leesburg.epw.gz\", interval = 1 * hour, install = 0 * "
    "s,\n"
    "  feed \"utility\" { stage { firm = 40 * MW, on = \"2026-12-01\" }, energy = 60 * USD / MWh "
    "},\n"
    "  cooling \"plant\" { kind = \"%s\", supply = %g * degC, chiller = \"air-screw\",\n"
    "    air_limit = 60 * degC },\n"
    "  hall \"H1\" { it = 2.2 * MW, ready = \"2026-12-01\" } }\n"
    "cluster \"c\" { hall = \"H1\", rack = \"%s\", racks = %d, order = \"2026-12-01\" }\n"
    "training \"t\" { on = \"c\", model = \"Llama-3.1-70B\", tokens = 1e15, seq = 8192,\n"
    "  global_batch = 1024, gpus = 1024 }\n";

typedef struct month {
	double it_j, facility_j, fan_j, leak_j, usd, useful_gpu_s, clock;
} month;

static double
total(const aif_sim *s, const char *entity, const char *output)
{
	return aif_signal_integral(aif_sim_signal(s, aif_sim_find(s, entity), output),
				   aif_sim_now(s));
}

static month
run(const char *kind, double supply_c, const char *rack, int racks)
{
	char source[1500];
	aif_scenario_opt opt = { .registry = &aif_index, .text = source };
	aif_scenario *sc = NULL;
	aif_sim *s = NULL;
	aif_diag d = { 0 };
	month m = { 0 };
	const aif_row_ledger *r;
	const aif_row_audit *a;
	size_t n;

	snprintf(source, sizeof source, text, kind, supply_c, rack, racks);
	if (aif_scenario_load(&sc, "scenarios/warm.lua", &opt, NULL, NULL, &d) != AIF_OK ||
	    aif_scenario_build(sc, 0, 1, 0, 1, &s, &d) != AIF_OK || aif_sim_ready(s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(aif_sim_run(s, aif_scenario_end(sc), NULL), AIF_OK);
	m.it_j = total(s, "c", "it_w");
	m.facility_j = total(s, "site", "facility_w");
	m.fan_j = total(s, "c", "fan_w");
	m.leak_j = total(s, "c", "leak_w");
	m.useful_gpu_s = total(s, "c", "useful_gpus");
	m.clock = total(s, "c", "clock_frac") / aif_time_to_s(aif_sim_now(s));
	aif_sim_finish(s);
	a = aif_sim_kept(s, &aif_table_audit, &n);
	for (size_t i = 0; i < n; i++)
		if (!a[i].pass)
			fail_msg("%s: %g", a[i].balance, a[i].rel_error);
	r = aif_sim_kept(s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++)
		m.usd += strcmp(r[i].account, "opex.energy") == 0 ? r[i].amount_usd : 0;
	aif_sim_free(s);
	aif_scenario_free(sc);
	return m;
}

// Intake is supply and 5 K: fans and leakage begin to grow at 22 degC of supply, chillers win
// with every K. Neither end is best, for energy as for money.
static void
the_sum_has_an_optimum_in_the_supply_temperature(void **u)
{
	month was = run("chiller", 10, "HGX-H100x4", 40), first = was, x;
	double least = was.facility_j, usd = was.usd, at = 10, more;

	(void)u;
	for (double t = 14; t <= 30; t += 4) {
		x = run("chiller", t, "HGX-H100x4", 40);
		assert_true(x.it_j >= was.it_j * (1 - 1e-12));
		assert_true(x.facility_j / x.it_j < was.facility_j / was.it_j);
		if (t > 22)
			assert_true(x.it_j > was.it_j && x.fan_j > was.fan_j &&
				    x.leak_j > was.leak_j);
		if (x.facility_j < least)
			least = x.facility_j, at = t, usd = x.usd;
		was = x;
	}
	assert_true(at > 14 && at < 30);
	assert_true(usd < 0.97 * first.usd && usd < 0.97 * was.usd);
	// What servers draw more is fans and leakage. Chips that work at their limit pay the
	// leakage with their clocks: no more is drawn for it.
	more = was.fan_j - first.fan_j;
	assert_true(was.it_j - first.it_j <= (more + was.leak_j) * (1 + 1e-9));
	assert_true(was.it_j - first.it_j >= more * (1 - 1e-9));
	assert_true(was.clock > 0.97 && was.clock <= 1);
}

// Intake of 43 degC: full fans do not keep the chips within their limit, and work slows.
static void
a_hot_intake_lowers_clocks(void **u)
{
	month cool = run("chiller", 20, "HGX-H100x4", 40),
	      hot = run("chiller", 38, "HGX-H100x4", 40);

	(void)u;
	assert_true(hot.clock < 0.95 && cool.clock == 1);
	assert_true(hot.useful_gpu_s < 0.98 * cool.useful_gpu_s);
}

// Chips on cold plates leak by the water; their trays' few fans feel the air.
static void
liquid_racks_draw_more_with_warmer_water(void **u)
{
	month cool = run("dry", 36, "GB200-NVL72", 16), warm = run("dry", 44, "GB200-NVL72", 16);

	(void)u;
	assert_true(warm.leak_j > cool.leak_j && warm.it_j > 1.01 * cool.it_j);
	assert_true(warm.fan_j < 0.1 * warm.it_j);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(the_sum_has_an_optimum_in_the_supply_temperature),
		cmocka_unit_test(a_hot_intake_lowers_clocks),
		cmocka_unit_test(liquid_racks_draw_more_with_warmer_water),
	};
	return cmocka_run_group_tests(t, NULL, NULL);
}
