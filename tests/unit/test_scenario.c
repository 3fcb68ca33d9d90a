// Scenarios of toy models: what is declared, converted and built.
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "toyscenario.h"

static const char campus[] = HORIZON
    "local growth = param('growth', 0.4, { min = 0, max = 3, doc = 'per year' })\n"
    "local size = param('size', 10 * MW, 'hall')\n"
    "site 'ashburn' { interval = 15 * min,\n"
    "  feed 'utility' {\n"
    "    stage { firm = 14 * MW, on = '2027-01-01' },\n"
    "    stage { firm = 36 * MW, on = date '2028-07-31' + 7 * month,\n"
    "      slip = triangular(0, 9, 18) * month } },\n"
    "  hall 'H1' { it = size, supply = 24 * degC + 6 * K, ready = '2027-02-01', ups = '2N', liquid "
    "= true },\n"
    "}\n"
    "cluster 'train' { hall = 'H1', rack = 'R1', racks = 96, growth = growth, tokens = 15e12,\n"
    "  repair = lognormal(36 * hour, 0.8), tiers = { 10 * TB, 2 * PB }, note = 'own' }\n"
    "cluster 'serve' { hall = 'H1', rack = 'R1' }\n"
    "strategy 'on-prem' { own = { 'train', 'serve' } }\n"
    "strategy 'cloud' { rent = { 'train', 'serve' } }\n"
    "strategy 'mixed' { own = 'train', rent = { 'serve' } }\n"
    "finance { wacc = 10 * percent }\n";

static void
scenario_fills_every_type_of_field(void **unused)
{
	toy t;
	aif_sim *sim = toy_build(&t, campus, NULL, 0, 0);
	const toy_hall *hall = toy_state(sim, "H1");
	const toy_cluster *train = toy_state(sim, "train");
	const toy_stage *stage = toy_state(sim, "utility.stage2");

	(void)unused;
	assert_true(((const toy_site *)toy_state(sim, "ashburn"))->interval_s == 900);
	assert_true(hall->it_w == 1e7);
	assert_true(hall->supply_c == 30);
	assert_int_equal(hall->ready_ns, 31 * AIF_DAY);
	assert_int_equal(hall->ups, 2);
	assert_int_equal(hall->liquid, 1);
	// 31 July 2028 + 7 months is 28 February 2029: 365 + 366 + 58 days in.
	assert_int_equal(stage->on_ns, 789 * AIF_DAY);
	// The median of triangular(0, 9, 18) is its mode.
	assert_true(fabs(stage->slip_s / (9 * 2629800.) - 1) < 1e-12);
	assert_true(train->racks == 96 && train->tokens == 15e12 && train->growth == 0.4);
	assert_int_equal(train->repair.kind, AIF_DIST_LOGNORMAL);
	assert_true(train->repair.p[0] == 36 * 3600 && train->repair.p[1] == 0.8);
	assert_int_equal(train->tiers.n, 2);
	assert_true(train->tiers.x[0] == 1e13 && train->tiers.x[1] == 2e15);
	assert_string_equal(train->note, "own");
	assert_int_equal(train->hall, aif_sim_find(sim, "H1"));
	assert_true(((const toy_finance *)toy_state(sim, "finance"))->wacc == 0.1);
	assert_int_equal(aif_sim_parent(sim, train->hall), aif_sim_find(sim, "ashburn"));
	assert_non_null(strstr(aif_sim_where(sim, train->hall), "/x.lua:9"));
	assert_int_equal(aif_sim_ready(sim, &t.d), AIF_OK);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_builds_one_strategy_and_the_sites_that_it_uses(void **unused)
{
	toy t;
	aif_sim *sim = toy_build(&t, campus, NULL, 0, 0);

	(void)unused;
	assert_int_equal(aif_scenario_n_variant(t.sc), 3);
	assert_string_equal(aif_scenario_variant(t.sc, 2), "mixed");
	assert_string_equal(aif_sim_options(sim)->label, "on-prem");
	assert_int_equal(aif_sim_find(sim, "cloud"), AIF_NONE);
	aif_sim_free(sim);
	// Cloud owns nothing in ashburn: no site, no hall, no feed.
	assert_int_equal(aif_scenario_build(t.sc, 1, 1, 0, 1, &sim, &t.d), AIF_OK);
	assert_string_equal(aif_sim_options(sim)->label, "cloud");
	assert_int_equal(aif_sim_find(sim, "ashburn"), AIF_NONE);
	assert_int_equal(aif_sim_find(sim, "utility.stage1"), AIF_NONE);
	assert_int_equal(((const toy_cluster *)toy_state(sim, "train"))->hall, AIF_NONE);
	assert_int_equal(((const toy_strategy *)toy_state(sim, "cloud"))->rent.n, 2);
	assert_int_equal(aif_sim_ready(sim, &t.d), AIF_OK);
	aif_sim_free(sim);
	assert_int_equal(aif_scenario_build(t.sc, 2, 1, 0, 1, &sim, &t.d), AIF_OK);
	assert_int_not_equal(aif_sim_find(sim, "ashburn"), AIF_NONE);
	assert_int_equal(((const toy_strategy *)toy_state(sim, "mixed"))->own.n, 1);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_takes_catalog_entries_that_are_referred_to_with_their_sources(void **unused)
{
	toy t;
	aif_sim *sim = toy_build(&t, campus, NULL, 0, 0);
	const aif_row_provenance *row;
	size_t n;

	(void)unused;
	assert_int_equal(aif_sim_find(sim, "R2"), AIF_NONE);
	assert_int_equal(aif_sim_find(sim, "g2"), AIF_NONE);
	assert_true(((const toy_rack *)toy_state(sim, "R1"))->power_w == 40e3);
	assert_int_equal(((const toy_rack *)toy_state(sim, "R1"))->gpu, aif_sim_find(sim, "g1"));
	// g1.tdp, R1.power, R1.price, in order of creation: the GPU before its rack.
	assert_int_equal(aif_sim_ready(sim, &t.d), AIF_OK);
	row = aif_sim_rows(sim, &toy_provenance, &n);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		if (strcmp(row[i].field, "price") == 0) {
			assert_string_equal(row[i].kind, "published");
			assert_string_equal(row[i].source, "list");
			assert_string_equal(row[i].as_of, "2025-03-01");
			assert_string_equal(row[i].unit, "USD");
			assert_true(row[i].value == 1e6);
		} else {
			assert_string_equal(row[i].kind,
					    strcmp(row[i].field, "tdp") ? "estimate" : "datasheet");
		}
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_may_change_a_catalog_entry_and_cite_its_own_figures(void **unused)
{
	toy t;
	aif_sim *sim = toy_build(
	    &t,
	    HORIZON "rack 'mine' (like 'R1' { servers = estimate(2, 'own survey', '2026-01') })\n"
		    "rack 'R2' { like = 'R2', power = 90 * kW }\n"
		    "cluster 'a' { rack = 'mine' } cluster 'b' { rack = 'R2' }\n",
	    NULL, 0, 0);
	const toy_rack *mine = toy_state(sim, "mine");
	const aif_row_provenance *row;
	size_t n, hits = 0;

	(void)unused;
	assert_true(mine->servers == 2 && mine->power_w == 40e3 && mine->price_usd == 1e6);
	assert_int_equal(mine->gpu, aif_sim_find(sim, "g1"));
	assert_true(((const toy_rack *)toy_state(sim, "R2"))->power_w == 90e3);
	assert_int_equal(((const toy_cluster *)toy_state(sim, "b"))->rack, aif_sim_find(sim, "R2"));
	assert_int_equal(aif_sim_ready(sim, &t.d), AIF_OK);
	row = aif_sim_rows(sim, &toy_provenance, &n);
	for (size_t i = 0; i < n; i++) {
		hits += strcmp(row[i].field, "servers") == 0 &&
			strcmp(row[i].source, "own survey") == 0;
		hits += strcmp(row[i].field, "power") == 0 && row[i].value == 40e3 &&
			strcmp(row[i].source, "survey") == 0;
		// The changed figure of R2 has no source and must not borrow one.
		hits += strcmp(row[i].field, "power") == 0 && row[i].value == 90e3 ? 10 : 0;
	}
	assert_int_equal(hits, 2);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_set_changes_parameters_and_single_fields(void **unused)
{
	static const char *const set[] = { "growth=0.6",
					   "size=20*MW",
					   "train.racks=200",
					   "utility.stage2.slip=2 * year",
					   "H1.ups=N+1",
					   "H1.ready=2027-03-01",
					   "finance.wacc=8*percent",
					   "train.rack=R2",
					   NULL };
	toy t;
	aif_sim *sim = toy_build(&t, campus, set, 0, 0);
	aif_scenario_param p;

	(void)unused;
	assert_true(((const toy_hall *)toy_state(sim, "H1"))->it_w == 2e7);
	assert_int_equal(((const toy_hall *)toy_state(sim, "H1"))->ups, 1);
	assert_int_equal(((const toy_hall *)toy_state(sim, "H1"))->ready_ns, 59 * AIF_DAY);
	assert_true(((const toy_cluster *)toy_state(sim, "train"))->growth == 0.6);
	assert_true(((const toy_cluster *)toy_state(sim, "train"))->racks == 200);
	assert_true(((const toy_stage *)toy_state(sim, "utility.stage2"))->slip_s == 2 * 31557600.);
	assert_true(((const toy_finance *)toy_state(sim, "finance"))->wacc == 0.08);
	assert_int_equal(((const toy_cluster *)toy_state(sim, "train"))->rack,
			 aif_sim_find(sim, "R2"));
	assert_int_equal(aif_scenario_param_at(t.sc, 1, &p), 1);
	assert_string_equal(p.name, "size");
	assert_string_equal(p.unit, "W");
	assert_true(p.value == 2e7 && p.is_set == 1 && p.line == 3);
	assert_int_equal(aif_scenario_param_at(t.sc, 2, &p), 0);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_set_reads_spans_and_dates_without_quotes(void **unused)
{
	static const char text[] = HORIZON
	    "local late = param('late', 3 * month) local when = param('when', date '2027-05-01')\n"
	    "feed 'u' { stage { firm = 1 * MW, on = when, slip = late } }\n";
	static const char *const set[] = { "late=18 months", "when=2027-03-01", NULL };
	toy t;
	aif_sim *sim = toy_build(&t, text, set, 0, 0);
	const toy_stage *stage = toy_state(sim, "u.stage");

	(void)unused;
	assert_true(stage->slip_s == 18 * 2629800.);
	assert_int_equal(stage->on_ns, 59 * AIF_DAY);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_draws_are_common_to_variants_and_differ_between_replicas(void **unused)
{
	toy t;
	aif_sim *a = toy_build(&t, campus, NULL, 0, 1);
	aif_sim *b, *c;
	double x, y, z;

	(void)unused;
	assert_int_equal(aif_scenario_build(t.sc, 2, 1, 1, 1, &b, &t.d), AIF_OK);
	assert_int_equal(aif_scenario_build(t.sc, 0, 1, 2, 1, &c, &t.d), AIF_OK);
	x = ((const toy_stage *)toy_state(a, "utility.stage2"))->slip_s;
	y = ((const toy_stage *)toy_state(b, "utility.stage2"))->slip_s;
	z = ((const toy_stage *)toy_state(c, "utility.stage2"))->slip_s;
	assert_true(x == y);
	assert_true(x != z);
	assert_true(x > 0 && x < 18 * 2629800. && z > 0 && z < 18 * 2629800.);
	aif_sim_free(a);
	aif_sim_free(b);
	aif_sim_free(c);
	toy_end(&t);
}

static void
scenario_records_what_is_asked_for(void **unused)
{
	toy t;
	aif_sim *sim =
	    toy_build(&t,
		      HORIZON "record { every = '6 h', '*.it_w', 'b.busy_gpus' }\n"
			      "cluster 'a' { rack = 'R1' } cluster 'b' { rack = 'R1' }\n",
		      NULL, 0, 0);

	(void)unused;
	assert_int_equal(aif_sim_n_series(sim), 3);
	assert_int_equal(aif_scenario_bin(t.sc), 6 * AIF_HOUR);
	assert_int_equal(aif_scenario_end(t.sc), 365 * AIF_DAY);
	aif_sim_free(sim);
	toy_end(&t);
	// Without record: every output; by hours for a year, by days for more.
	sim = toy_build(&t, HORIZON "cluster 'a' { rack = 'R1' }", NULL, 0, 0);
	assert_int_equal(aif_sim_n_series(sim), 2);
	assert_int_equal(aif_scenario_bin(t.sc), AIF_HOUR);
	aif_sim_free(sim);
	toy_end(&t);
	sim = toy_build(&t, "horizon { from = '2027-01-31', to = '25 months' }", NULL, 0, 0);
	assert_int_equal(aif_scenario_bin(t.sc), AIF_DAY);
	// 31 January 2027 + 25 months: 28 February 2029.
	assert_int_equal(aif_scenario_end(t.sc), (365 + 366 + 28) * AIF_DAY);
	aif_sim_free(sim);
	toy_end(&t);
}

static void
scenario_reads_files_of_its_folder_and_a_trace_of_replay(void **unused)
{
	static const char text[] =
	    HORIZON "include 'parts.lua'\n"
		    "site 'x' { weather = epw 'data/w.csv' }\n"
		    "cluster 'a' { rack = 'R1', trace = replay_trace(csv_jobs { 'data/j.csv', map "
		    "= 'gpus=n' }) }\n";
	aif_scenario_opt opt = { .registry = &toys, .catalog = toy_catalog };
	toy t;
	aif_sim *sim;
	char path[128];

	(void)unused;
	toy_begin(&t);
	snprintf(path, sizeof path, "%s/data", t.dir);
	assert_int_equal(mkdir(path, 0700), 0);
	toy_write(&t, "data/w.csv", "1\n");
	toy_write(&t, "data/j.csv", "1\n");
	toy_write(&t, "other.csv", "1\n");
	toy_write(&t, "parts.lua", "cluster 'b' { rack = 'R2' }");
	if (toy_load_text(&t, text, NULL) != AIF_OK)
		fail_msg("%s", t.problems);
	assert_int_equal(aif_scenario_build(t.sc, 0, 1, 0, 1, &sim, &t.d), AIF_OK);
	assert_string_equal(((const toy_cluster *)toy_state(sim, "a"))->trace->path, "data/j.csv");
	assert_string_equal(((const toy_cluster *)toy_state(sim, "a"))->trace->note, "gpus=n");
	assert_non_null(toy_state(sim, "b"));
	aif_sim_free(sim);
	aif_scenario_free(t.sc);
	t.sc = NULL;
	snprintf(path, sizeof path, "%s/other.csv", t.dir);
	opt.trace = path;
	opt.format = "philly";
	assert_int_equal(aif_scenario_load(&t.sc, t.path, &opt, NULL, NULL, &t.d), AIF_OK);
	assert_int_equal(aif_scenario_build(t.sc, 0, 1, 0, 1, &sim, &t.d), AIF_OK);
	assert_string_equal(((const toy_cluster *)toy_state(sim, "a"))->trace->path, path);
	aif_sim_free(sim);
	toy_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenario_fills_every_type_of_field),
		cmocka_unit_test(scenario_builds_one_strategy_and_the_sites_that_it_uses),
		cmocka_unit_test(
		    scenario_takes_catalog_entries_that_are_referred_to_with_their_sources),
		cmocka_unit_test(scenario_may_change_a_catalog_entry_and_cite_its_own_figures),
		cmocka_unit_test(scenario_set_changes_parameters_and_single_fields),
		cmocka_unit_test(scenario_set_reads_spans_and_dates_without_quotes),
		cmocka_unit_test(scenario_draws_are_common_to_variants_and_differ_between_replicas),
		cmocka_unit_test(scenario_records_what_is_asked_for),
		cmocka_unit_test(scenario_reads_files_of_its_folder_and_a_trace_of_replay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
