// The pipeline of a site: batches, crews, tasks, refresh, modular halls, feed redundancy.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/plan.h"
#include "models/site/alloc.h"
#include "models/site/buildout.h"

static int
bound(const campus *k)
{
	return (int)now(k, k->site, "binding");
}

static void
set_refs(campus *k, uint32_t id, const char *field, const uint32_t *to, uint32_t n)
{
	*(aif_refs *)kit_at(k->s, id, field) = (aif_refs){ n, to };
}

// One cluster of 10 racks in deliveries of 4 every 10 days from day 0, 1 day to install,
// one rack commissioned a day.
static aif_buildout
pipeline(aif_buildout_cluster *k, double crew_per_day)
{
	*k = (aif_buildout_cluster){ .racks = 10,
				     .batch = 4,
				     .batch_s = 10 * DAY,
				     .retire = aif_time_of_s(100 * DAY),
				     .real = { .install = aif_time_of_s(DAY),
					       .fabric = AIF_PLAN_PAST,
					       .storage = AIF_PLAN_PAST } };
	return (aif_buildout){ .cluster = k, .n_cluster = 1, .crew_racks_s = crew_per_day / DAY };
}

// Delivered: 4, 8, 10 on days 0, 10, 20. The crew takes one at once and one a day: 4 racks
// by day 4; the third batch's two by day 22.
static void
buildout_commissions_batches_one_after_another(void **u)
{
	static const struct {
		double day, there, runs;
		aif_alloc_bind few;
	} want[] = { { 0.5, 4, 0, AIF_ALLOC_INSTALL },  { 1, 4, 1, AIF_ALLOC_STAFF },
		     { 3.5, 4, 3, AIF_ALLOC_STAFF },    { 4, 4, 4, AIF_ALLOC_DELIVERY },
		     { 10.5, 8, 4, AIF_ALLOC_INSTALL }, { 12, 8, 6, AIF_ALLOC_STAFF },
		     { 19, 8, 8, AIF_ALLOC_DELIVERY },  { 22, 10, 10, AIF_ALLOC_FLEET },
		     { 99.5, 10, 10, AIF_ALLOC_FLEET }, { 100, 0, 0, AIF_ALLOC_FLEET } };
	aif_buildout_cluster k;
	aif_buildout b = pipeline(&k, 1);
	aif_alloc_bind few;

	(void)u;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		aif_time t = aif_time_of_s(want[i].day * DAY);

		assert_near(aif_buildout_delivered(&b, 0, t, 0), want[i].there, 0);
		assert_near(aif_buildout_installed(&b, 0, t, 0, &few), want[i].runs, 0);
		assert_int_equal(few, want[i].few);
	}
}

static void
buildout_waits_for_fabric_and_storage(void **u)
{
	aif_buildout_cluster k;
	aif_buildout b = pipeline(&k, 0);
	aif_alloc_bind few;

	(void)u;
	k.real.fabric = aif_time_of_s(30 * DAY);
	k.real.storage = aif_time_of_s(40 * DAY);
	assert_near(aif_buildout_installed(&b, 0, aif_time_of_s(25 * DAY), 0, &few), 0, 0);
	assert_int_equal(few, AIF_ALLOC_FABRIC);
	assert_near(aif_buildout_installed(&b, 0, aif_time_of_s(35 * DAY), 0, &few), 0, 0);
	assert_int_equal(few, AIF_ALLOC_STORAGE);
	assert_near(aif_buildout_installed(&b, 0, aif_time_of_s(40 * DAY), 0, &few), 10, 0);
}

// 12 MW in three blocks, one each 30 days from day 10.
static void
buildout_hands_modular_halls_over_block_by_block(void **u)
{
	aif_buildout_hall h = {
		.open = aif_time_of_s(10 * DAY), .it_w = 12e6, .blocks = 3, .block_s = 30 * DAY
	};
	aif_buildout b = { .hall = &h, .n_hall = 1 };

	(void)u;
	assert_near(aif_buildout_hall_w(&b, 0, aif_time_of_s(9 * DAY), 0), 0, 0);
	assert_rel(aif_buildout_hall_w(&b, 0, aif_time_of_s(10 * DAY), 0), 4e6, 1e-12);
	assert_rel(aif_buildout_hall_w(&b, 0, aif_time_of_s(40 * DAY), 0), 8e6, 1e-12);
	assert_rel(aif_buildout_hall_w(&b, 0, aif_time_of_s(400 * DAY), 0), 12e6, 1e-12);
}

// Hall 2 of 8 MW in four blocks of 2 MW from day 30, 30 days each: 16 racks of 120 kW a block.
static void
site_fills_a_modular_hall_as_its_blocks_come(void **u)
{
	campus k = build(160, AIF_PLANT_ADIABATIC, 1);

	(void)u;
	kit_num(k.s, k.hall[1], "blocks", 4);
	kit_num(k.s, k.hall[1], "block_every", 30 * DAY);
	kit_num(k.s, k.stage[0], "firm", 30e6);
	ready(&k);
	run(&k, 31);
	assert_near(now(&k, k.cluster[1], "granted"), 16, 0);
	assert_int_equal(bound(&k), AIF_ALLOC_UPS);
	run(&k, 61);
	assert_near(now(&k, k.cluster[1], "granted"), 33, 0); // 4 MW / 120 kW
	run(&k, 121);
	assert_near(now(&k, k.cluster[1], "granted"), 60, 0);
	run(&k, 160);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	assert_rel(ledger(&k, "capex.building") + ledger(&k, "capex.plant"), 13e6 * 11.7, 1e-9);
	aif_sim_free(k.s);
}

// A permit of 20 days, then switchgear of 40: the hall planned for day 30 opens on day 60,
// and 10 days later when the switchgear slips.
static void
hall_waits_for_its_tasks_and_they_are_critical(void **u)
{
	campus k = build(120, AIF_PLANT_ADIABATIC, 1);
	uint32_t permit, gear, idle_task, to[2];
	const aif_row_milestone *m;
	size_t n;
	int seen = 0;

	(void)u;
	permit = kit_add(k.s, "task", "permit", k.site);
	kit_num(k.s, permit, "start", 0);
	kit_num(k.s, permit, "takes", 20 * DAY);
	gear = kit_add(k.s, "task", "gear", k.site);
	kit_num(k.s, gear, "takes", 40 * DAY);
	kit_num(k.s, gear, "slip", 10 * DAY);
	set_refs(&k, gear, "after", &permit, 1);
	idle_task = kit_add(k.s, "task", "paint", k.site);
	kit_num(k.s, idle_task, "start", 0);
	kit_num(k.s, idle_task, "takes", DAY);
	to[0] = gear, to[1] = idle_task;
	set_refs(&k, k.hall[1], "after", to, 2);
	kit_num(k.s, k.stage[0], "firm", 30e6);
	ready(&k);
	run(&k, 69);
	assert_near(now(&k, k.cluster[1], "granted"), 0, 0);
	assert_int_equal(bound(&k), AIF_ALLOC_HALL);
	run(&k, 70.1);
	assert_near(now(&k, k.cluster[1], "granted"), 60, 0);
	run(&k, 120);
	aif_sim_finish(k.s);
	m = aif_sim_kept(k.s, &aif_table_timeline, &n);
	for (size_t i = 0; i < n; i++) {
		if (m[i].entity == gear) {
			assert_near(m[i].plan_end_s, 60 * DAY, 1e-6);
			assert_near(m[i].end_s, 70 * DAY, 1e-6);
		}
		seen |= m[i].entity == permit && m[i].critical ? 1 : 0;
		seen |= m[i].entity == gear && m[i].critical ? 2 : 0;
		seen |= m[i].entity == k.hall[1] && m[i].critical ? 4 : 0;
		seen |= m[i].entity == idle_task && m[i].critical ? 8 : 0;
	}
	assert_int_equal(seen, 7);
	aif_sim_free(k.s);
}

static void
task_that_waits_for_itself_is_refused(void **u)
{
	campus k = build(10, AIF_PLANT_ADIABATIC, 1);
	uint32_t a = kit_add(k.s, "task", "a", k.site), b = kit_add(k.s, "task", "b", k.site);
	aif_diag d = { 0 };

	(void)u;
	kit_num(k.s, a, "takes", DAY);
	kit_num(k.s, b, "takes", DAY);
	set_refs(&k, a, "after", &b, 1);
	set_refs(&k, b, "after", &a, 1);
	assert_int_equal(aif_sim_ready(k.s, &d), AIF_EINVAL);
	assert_non_null(strstr(d.msg, "waits for itself"));
	aif_sim_free(k.s);
}

// Two feeds of 6 and 10 MW of which the loss of the larger must be survived leave 6 MW:
// 6 * 0.99 - 0.05 MW at the plant's ratio, for 100 racks that want 12 MW.
static void
site_keeps_a_feed_in_reserve(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1);
	uint32_t two, st;
	double most, both;

	(void)u;
	kit_num(k.s, k.stage[1], "firm", 0);
	two = kit_add(k.s, "feed", "second", k.site);
	kit_num(k.s, two, "energy", 60 / 3.6e9);
	kit_num(k.s, two, "loss", 0.01);
	st = kit_add(k.s, "stage", "second1", two);
	kit_num(k.s, st, "firm", 10e6);
	kit_num(k.s, st, "on", -DAY);
	kit_num(k.s, k.site, "spare_feeds", 1);
	ready(&k);
	run(&k, 50);
	most = now(&k, k.site, "running_racks");
	both = now(&k, k.site, "limit_w");
	assert_int_equal(bound(&k), AIF_ALLOC_FEED);
	assert_true(both < 6e6 && both > 4.5e6);
	aif_sim_free(k.s);
	// Without reserve nothing is short.
	k = build(60, AIF_PLANT_ADIABATIC, 1);
	kit_num(k.s, k.stage[0], "firm", 16e6);
	ready(&k);
	run(&k, 50);
	assert_near(now(&k, k.site, "running_racks"), 100, 0);
	assert_true(most < 50);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buildout_commissions_batches_one_after_another),
		cmocka_unit_test(buildout_waits_for_fabric_and_storage),
		cmocka_unit_test(buildout_hands_modular_halls_over_block_by_block),
		cmocka_unit_test(site_fills_a_modular_hall_as_its_blocks_come),
		cmocka_unit_test(hall_waits_for_its_tasks_and_they_are_critical),
		cmocka_unit_test(task_that_waits_for_itself_is_refused),
		cmocka_unit_test(site_keeps_a_feed_in_reserve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
