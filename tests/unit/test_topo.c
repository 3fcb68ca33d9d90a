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

// k-ary fat tree: k^3 / 4 hosts, 5 k^2 / 4 switches, 3 k^3 / 4 cables, at every even k
// whose leaves the rails fill.
static void
a_full_k_ary_fat_tree_has_the_counts_of_al_fares(void **state)
{
	(void)state;
	for (double k = 16; k <= 64; k *= 2) {
		aif_topo t = tree(k * k * k / 4, k, 1);

		assert_int_equal(t.levels, 3);
		assert_true(t.switches == 5 * k * k / 4);
		assert_true(t.cables == 3 * k * k * k / 4);
		assert_true(t.core == k * k / 4 && t.optics == 2 * t.cables);
	}
}

// Dragonfly+ of radix k with g full groups: g k^2 / 4 hosts, g k switches, and per host
// a cable to the leaf, one to the spine, half of one to another group.
static void
a_full_dragonfly_has_four_switches_per_radix_of_hosts(void **state)
{
	(void)state;
	for (double g = 2; g <= 65; g *= 2) {
		double k = 32, n = g * k * k / 4;
		aif_topo_in in = { n, 8, 8, k, 1 };
		aif_topo t;

		assert_int_equal(aif_topo_dragonfly(&in, &t, NULL), AIF_OK);
		assert_true(t.groups == g && t.switches == g * k);
		assert_true(t.cables == 2.5 * n && t.hops == 4);
		assert_true(t.group_servers == k * k / 4 / 8 && t.uplink_frac == 1);
	}
}

static void
a_dragonfly_of_one_group_is_leaves_and_spines(void **state)
{
	aif_topo_in in = { 1024, 8, 8, 64, 1 };
	aif_topo a, b = tree(1024, 64, 1);

	(void)state;
	assert_int_equal(aif_topo_dragonfly(&in, &a, NULL), AIF_OK);
	assert_true(a.levels == 2 && a.switches == b.switches && a.cables == b.cables);
}

// 3:1 between groups of 256 NICs: 85 links each, so that 86 groups are the most.
static void
a_dragonfly_with_more_groups_than_links_is_refused(void **state)
{
	aif_topo_in in = { 86 * 256, 8, 8, 32, 3 };
	aif_topo t;
	aif_diag d = { 0 };

	(void)state;
	assert_int_equal(aif_topo_dragonfly(&in, &t, &d), AIF_OK);
	assert_true(t.uplink_frac == 1.0 / 3);
	in.gpus += 256;
	assert_int_equal(aif_topo_dragonfly(&in, &t, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "87 groups"));
}

// More GPUs never need less of anything.
static void
counts_grow_with_the_number_of_gpus(void **state)
{
	aif_topo last[2] = { { 0 }, { 0 } };

	(void)state;
	for (double n = 8; n <= 16384; n += 8 * 37) {
		aif_topo_in in = { n, 8, 8, 64, 1 };
		aif_topo t[2];

		assert_int_equal(aif_topo_fat_tree(&in, &t[0], NULL), AIF_OK);
		assert_int_equal(aif_topo_dragonfly(&in, &t[1], NULL), AIF_OK);
		for (int i = 0; i < 2; i++) {
			assert_true(t[i].leaf >= last[i].leaf && t[i].levels >= last[i].levels);
			assert_true(t[i].cables >= last[i].cables);
			last[i] = t[i];
		}
	}
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
		cmocka_unit_test(a_full_k_ary_fat_tree_has_the_counts_of_al_fares),
		cmocka_unit_test(a_full_dragonfly_has_four_switches_per_radix_of_hosts),
		cmocka_unit_test(a_dragonfly_of_one_group_is_leaves_and_spines),
		cmocka_unit_test(a_dragonfly_with_more_groups_than_links_is_refused),
		cmocka_unit_test(counts_grow_with_the_number_of_gpus),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
