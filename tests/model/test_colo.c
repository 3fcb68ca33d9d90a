// A colocation contract in a whole scenario: its dates, its PUE, what it costs to begin.
#include "sim_kit.h"

#include "lua/scenario.h"

#define DAY     86400.0
#define MONTH_S (365.25 / 12 * DAY)

// A hall that is ready all along, let from the 31st to the 90th day of 120.
static const char text[] =
    "horizon { from = \"2027-01-01\", to = \"2027-05-01\" }\n"
    "site \"site\" { interval = 1 * hour, install = 0 * s,\n"
    "  feed \"utility\" { stage { firm = 4 * MW, on = \"2026-12-01\" }, energy = 60 * USD / MWh "
    "},\n"
    "  cooling \"plant\" { kind = \"dry\", supply = 32 * degC, design_drybulb = 20 * degC },\n"
    "  hall \"H1\" { it = 2 * MW, ready = \"2026-12-01\" } }\n"
    "cluster \"c\" { hall = \"H1\", rack = \"HGX-H100x4\", racks = 30, order = \"2026-12-01\" }\n"
    "training \"t\" { on = \"c\", model = \"Llama-3.1-70B\", tokens = 1e15, seq = 8192,\n"
    "  global_batch = 512, gpus = 512 }\n"
    "colocation \"seller\" { price = 150 * USD / kW / month, pue = 1.5, adder = 10 * USD / MWh,\n"
    "  setup = 0.4 * USD / W, from = \"2027-02-01\", to = \"2027-04-01\" }\n"
    "strategy \"colo\" { own = { \"c\" }, colo = \"seller\" }\n"
    "finance { wacc = 0.1, tax = 0 }\n";

static double
sum(const aif_sim *s, const char *account, int within)
{
	size_t n;
	const aif_row_ledger *r = aif_sim_kept(s, &aif_table_ledger, &n);
	double usd = 0;

	for (size_t i = 0; i < n; i++)
		usd += strncmp(r[i].account, account, within ? strlen(account) : 24) == 0
			   ? r[i].amount_usd
			   : 0;
	return usd;
}

static void
colocation_begins_and_ends_by_date_and_bills_energy_by_its_pue(void **u)
{
	aif_scenario_opt opt = { .registry = &aif_index, .text = text };
	aif_scenario *sc = NULL;
	aif_sim *s = NULL;
	aif_diag d = { 0 };
	const aif_signal *racks, *it;
	double it_mwh;

	(void)u;
	if (aif_scenario_load(&sc, "colo.lua", &opt, NULL, NULL, &d) != AIF_OK ||
	    aif_scenario_build(sc, 0, 1, 0, 1, &s, &d) != AIF_OK || aif_sim_ready(s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	racks = aif_sim_signal(s, aif_sim_find(s, "site"), "running_racks");
	it = aif_sim_signal(s, aif_sim_find(s, "site"), "it_w");
	assert_int_equal(aif_sim_run(s, aif_time_of_s(30 * DAY), NULL), AIF_OK);
	assert_near(racks->value, 0, 0);
	assert_int_equal(aif_sim_run(s, aif_time_of_s(80 * DAY), NULL), AIF_OK);
	assert_near(racks->value, 30, 0);
	assert_int_equal(aif_sim_run(s, aif_scenario_end(sc), NULL), AIF_OK);
	assert_near(racks->value, 0, 0);
	it_mwh = aif_signal_integral(it, aif_sim_now(s)) / 3.6e9;
	aif_sim_finish(s);
	assert_true(it_mwh > 100);
	// 59 days of 2 MW, drawn or not; fit-out once.
	assert_rel(sum(s, "opex.colocation", 0), 150e-3 * 2e6 * 59 * DAY / MONTH_S, 1e-9);
	assert_rel(sum(s, "opex.colocation.setup", 0), 0.4 * 2e6, 1e-12);
	// The utility's bill is the seller's; ours is IT energy by 1.5 at 60 and 10 USD/MWh.
	// Outside of the contract the plant idles at his cost too: nothing is drawn by racks.
	assert_near(sum(s, "opex.energy", 0), 0, 1e-6);
	assert_rel(sum(s, "opex.energy.colocation", 0), it_mwh * 1.5 * 70, 1e-9);
	aif_sim_free(s);
	aif_scenario_free(sc);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(colocation_begins_and_ends_by_date_and_bills_energy_by_its_pue),
	};
	return cmocka_run_group_tests(t, NULL, NULL);
}
