// Kinds of site: let by a landlord, a zone in a data centre that is there already.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/site/alloc.h"

// A strategy that houses both clusters on contracted power; 0: as much as the halls hold.
static campus
let(double days, double limit_w)
{
	campus k = build(days, AIF_PLANT_ADIABATIC, 1);
	uint32_t c = kit_add_ops(k.s, &stub_colocation, "seller", AIF_NONE);
	uint32_t strategy = kit_add_ops(k.s, &stub_strategy, "let", AIF_NONE);

	*(aif_refs *)kit_at(k.s, strategy, "own") =
	    (aif_refs){ 2, aif_arena_memdup(aif_sim_arena(k.s), k.cluster, sizeof k.cluster) };
	kit_ref(k.s, strategy, "colo", c);
	if (limit_w > 0)
		kit_num(k.s, c, "limit", limit_w);
	kit_num(k.s, k.stage[0], "firm", 30e6);
	ready(&k);
	run(&k, days);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	return k;
}

// 6.5 MW let, shared by halls of 5 and 8 MW of one site: 54 racks of 120 kW, of 100.
static void
colocation_limits_power(void **u)
{
	campus k = let(200, 6.5e6);

	(void)u;
	assert_near(now(&k, k.site, "running_racks"), 54, 0);
	assert_near(now(&k, k.site, "binding"), AIF_ALLOC_CONTRACT, 0);
	aif_sim_free(k.s);
	k = let(200, 0);
	assert_near(now(&k, k.site, "running_racks"), 100, 0);
	aif_sim_free(k.s);
}

// Idle halls are the landlord's: only racks count.
static void
colocation_counts_no_idle_halls(void **u)
{
	campus k = let(200, 6.5e6);

	(void)u;
	assert_near(summary(&k, k.site, "delay_cost_halls"), 0, 0);
	assert_true(summary(&k, k.site, "idle_capital") > 0);
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
		cmocka_unit_test(colocation_limits_power),
		cmocka_unit_test(colocation_counts_no_idle_halls),
		cmocka_unit_test(neighbours_leave_less_power),
		cmocka_unit_test(a_room_takes_as_much_heat_as_its_air_handlers),
		cmocka_unit_test(a_room_refuses_racks_beyond_its_busways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
