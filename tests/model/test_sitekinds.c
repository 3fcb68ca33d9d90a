// Kinds of site: let by a landlord, a zone in a data centre that is there already.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/site/alloc.h"

static campus
let(double days, int all_in)
{
	campus k = build(days, AIF_PLANT_ADIABATIC, 1);
	uint32_t c = kit_add(k.s, "colo", "colo1", k.site);

	kit_num(k.s, k.stage[0], "firm", 30e6);
	kit_num(k.s, c, "power", 6e6);
	kit_num(k.s, c, "price", 0.184 / (365.25 / 12 * DAY)); // 184 USD/kW-month
	kit_num(k.s, c, "pue", 1.4);
	kit_num(k.s, c, "energy", all_in);
	ready(&k);
	run(&k, days);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	return k;
}

// 6 MW let: 50 racks of 120 kW, of 100. Rent 6000 kW * 184 USD for 12 months. Energy: IT * 1.4 at
// 60 USD/MWh. Halls, water and the feed's bill are not ours.
static void
colo_limits_power_and_bills_rent_and_energy(void **u)
{
	campus k = let(365, 0);

	(void)u;
	assert_near(now(&k, k.site, "running_racks"), 50, 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_CONTRACT, 0);
	assert_rel(ledger(&k, "opex.lease.colo"), 12 * 6000 * 184.0, 1e-9);
	assert_rel(ledger(&k, "opex.energy.colo"), total(&k, k.site, "it_w") * 1.4 * 60 / 3.6e9,
		   1e-9);
	assert_near(ledger(&k, "opex.energy"), 0, 0);
	assert_near(ledger(&k, "opex.demand"), 0, 0);
	assert_near(ledger(&k, "opex.water"), 0, 0);
	assert_near(ledger(&k, "capex.building"), 0, 0);
	assert_true(ledger(&k, "capex.gpu") > 0);
	assert_true(summary(&k, k.feed, "grid_cost") > 0); // the landlord's
	aif_sim_free(k.s);
}

static void
colo_with_energy_included_bills_rent_alone(void **u)
{
	campus k = let(365, 1);

	(void)u;
	assert_near(ledger(&k, "opex.energy.colo"), 0, 0);
	assert_rel(ledger(&k, "opex.lease.colo"), 12 * 6000 * 184.0, 1e-9);
	aif_sim_free(k.s);
}

// Idle halls are the landlord's: only racks count.
static void
colo_counts_no_idle_halls(void **u)
{
	campus k = let(200, 0);

	(void)u;
	assert_near(summary(&k, k.site, "delay_cost_halls"), 0, 0);
	aif_sim_free(k.s);
}

// 20 MW of feed of which neighbours draw 16: 4 * ... MW are left, as if the feed were 4 MW.
static void
neighbours_leave_less_power(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1), small = build(60, AIF_PLANT_ADIABATIC, 1);
	uint32_t n = kit_add(k.s, "neighbour", "neighbour1", k.site);

	(void)u;
	kit_num(k.s, k.stage[0], "firm", 20e6);
	kit_num(k.s, n, "power", 16e6 * 0.99); // after the feed's losses
	kit_num(small.s, small.stage[0], "firm", 4e6);
	ready(&k);
	ready(&small);
	run(&k, 50);
	run(&small, 50);
	assert_near(now(&k, k.site, "running_racks"), now(&small, small.site, "running_racks"), 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_GRID, 0);
	aif_sim_free(k.s);
	aif_sim_free(small.s);
}

// 20 % of 120 kW goes to air: air handlers of 480 kW take 20 racks.
static void
a_room_takes_as_much_heat_as_its_air_handlers(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1);

	(void)u;
	kit_num(k.s, k.stage[0], "firm", 30e6);
	kit_num(k.s, k.hall[0], "air", 480e3);
	ready(&k);
	run(&k, 50);
	assert_near(now(&k, k.cluster[0], "granted"), 20, 0);
	assert_near(now(&k, k.cluster[1], "granted"), 60, 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_AIR, 0);
	aif_sim_free(k.s);
}

static void
a_room_refuses_racks_beyond_its_busways(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1);

	(void)u;
	kit_num(k.s, k.stage[0], "firm", 30e6);
	kit_num(k.s, k.hall[0], "rack_limit", 50e3);
	ready(&k);
	run(&k, 50);
	assert_near(now(&k, k.cluster[0], "granted"), 0, 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_RACKS, 0);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colo_limits_power_and_bills_rent_and_energy),
		cmocka_unit_test(colo_with_energy_included_bills_rent_alone),
		cmocka_unit_test(colo_counts_no_idle_halls),
		cmocka_unit_test(neighbours_leave_less_power),
		cmocka_unit_test(a_room_takes_as_much_heat_as_its_air_handlers),
		cmocka_unit_test(a_room_refuses_racks_beyond_its_busways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
