// test_topo.c - counts of fat trees against published designs and closed forms.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "models/fabric/topo.h"

static aif_topo
tree(double gpus, double radix, double over)
{
	aif_topo_in in = { gpus, 8, 8, radix, over };
	aif_topo t;
	aif_diag d = { 0 };

	assert_int_equal(aif_topo_fat_tree(&in, &t, &d), AIF_OK);
	return t;
}

// DGX SuperPOD H100, four scalable units: 32 leaves, 16 spines.
static void
superpod_of_1024_gpus_has_32_leaves_and_16_spines(void **state)
{
	aif_topo t = tree(1024, 64, 1);

	(void)state;
	assert_int_equal(t.levels, 2);
	assert_true(t.leaf == 32 && t.spine == 16 && t.core == 0);
	// 1024 NICs, 32 leaves x 32 uplinks; two optics a cable.
	assert_true(t.links_server == 1024 && t.links_leaf == 1024);
	assert_true(t.optics == 2 * 2048);
}

static void
eight_servers_of_eight_fit_on_one_switch(void **state)
{
	aif_topo t = tree(64, 64, 1);

	(void)state;
	assert_true(t.levels == 1 && t.switches == 1 && t.cables == 64);
}

// Three levels without oversubscription: 5 N / k switches, 3 N cables.
static void
three_levels_need_five_switches_per_radix_of_hosts(void **state)
{
	aif_topo t = tree(16384, 64, 1);

	(void)state;
	assert_int_equal(t.levels, 3);
	assert_true(t.switches == 5 * 16384 / 64.0);
	assert_true(t.cables == 3 * 16384.0);
}

static void
oversubscription_saves_switches_and_halves_the_uplinks(void **state)
{
	// 64 ports at 3:1: 48 down, 16 up.
	aif_topo t = tree(1024, 64, 3);

	(void)state;
	assert_true(t.uplink_frac == 16.0 / 48);
	assert_true(t.leaf == 8 * 3 && t.spine == 24 * 16 / 64.0);
}

static void
more_than_three_levels_are_refused(void **state)
{
	// 8-port switches reach 8^3 / 4 = 128 NICs.
	aif_topo_in in = { 1024, 8, 8, 8, 1 };
	aif_topo t;
	aif_diag d = { 0 };

	(void)state;
	assert_int_equal(aif_topo_fat_tree(&in, &t, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "three levels"));
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(superpod_of_1024_gpus_has_32_leaves_and_16_spines),
		cmocka_unit_test(eight_servers_of_eight_fit_on_one_switch),
		cmocka_unit_test(three_levels_need_five_switches_per_radix_of_hosts),
		cmocka_unit_test(oversubscription_saves_switches_and_halves_the_uplinks),
		cmocka_unit_test(more_than_three_levels_are_refused),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
