// What a scenario's author reads when something is wrong, word by word.
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "toyscenario.h"

static void
problem_names_the_line_of_the_field_and_the_nearest_word(void **unused)
{
	(void)unused;
	toy_fails(HORIZON "cluster 'a' {\n"
			  "  rack = 'R1', -- rakcs = 3\n"
			  "  note = [[ rakcs = 3\n ]],\n"
			  "  rakcs = 3,\n"
			  "  hall = 'H9',\n"
			  "}\n"
			  "site 's' { hall 'H1' { it = 3 * s }, hall 'H2' { it = -3 * MW,\n"
			  "  ups = '2M' } }\n",
		  NULL,
		  "x.lua:6: cluster 'a': unknown field 'rakcs' (did you mean 'racks'?)\n"
		  "x.lua:7: cluster 'a': field 'hall': unknown hall 'H9' (did you mean 'H1'?)\n"
		  "x.lua:9: hall 'H1': field 'it': expected a power such as 10 * MW, got 3 s\n"
		  "x.lua:9: hall 'H2': field 'it': -3 MW is below 0 W\n"
		  "x.lua:10: hall 'H2': field 'ups': unknown choice '2M' (did you mean '2N'?)\n");
}

static void
problem_tells_what_each_type_of_field_expects(void **unused)
{
	(void)unused;
	toy_fails(
	    HORIZON "site 's' { interval = '3 parsecs',\n"
		    "  hall 'H1' { it = 10,\n"
		    "    supply = 300 * K,\n"
		    "    ready = 2027,\n"
		    "    ups = 2,\n"
		    "    liquid = 'yes' } }\n"
		    "cluster 'a' { rack = 'H1', racks = 3 * W,\n"
		    "  repair = 3 * W,\n"
		    "  tiers = { 1 * TB, 5 },\n"
		    "  note = 5,\n"
		    "  trace = 'jobs.csv' }\n"
		    "cluster 'b' { racks = 0/0 }\n"
		    "cluster 'c' { rack = 'R1', hall = 'Z', racks = uniform(0, 5) }\n",
	    NULL,
	    "x.lua:2: site 's': field 'interval': '3 parsecs' is not a span of time (expected such "
	    "as \"30 min\", \"36 h\", \"5 days\", \"18 months\", \"2 years\")\n"
	    "x.lua:3: hall 'H1': field 'it': expected a power such as 10 * MW, got 10 without a "
	    "unit\n"
	    "x.lua:4: hall 'H1': field 'supply': expected a temperature such as 30 * degC, got 300 "
	    "K\n"
	    "x.lua:5: hall 'H1': field 'ready': expected a date such as \"2027-06-01\", got 2027\n"
	    "x.lua:6: hall 'H1': field 'ups': expected one of N|N+1|2N, got 2\n"
	    "x.lua:7: hall 'H1': field 'liquid': expected true or false, got 'yes'\n"
	    "x.lua:8: cluster 'a': field 'rack': 'H1' is a hall (expected a rack)\n"
	    "x.lua:8: cluster 'a': field 'racks': expected a number, got 3 W\n"
	    "x.lua:9: cluster 'a': field 'repair': expected a span of time such as 30 * min or "
	    "\"18 months\", got 3 W\n"
	    "x.lua:10: cluster 'a': field 'tiers': expected an amount of data such as 80 * GB, got "
	    "5 "
	    "without a unit\n"
	    "x.lua:11: cluster 'a': field 'note': expected a text in quotes, got 5\n"
	    "x.lua:12: cluster 'a': field 'trace': expected a measured file (jobs), got "
	    "'jobs.csv'\n"
	    "x.lua:13: cluster 'b': field 'rack' is required (expected rack; Its rack.)\n"
	    "x.lua:13: cluster 'b': field 'racks': not a number (a division of 0 by 0?)\n"
	    "x.lua:14: cluster 'c': field 'hall': unknown hall 'Z'\n"
	    "x.lua:14: cluster 'c': field 'racks': 0 is below 1\n");
}

static void
problem_of_a_file_names_the_file_and_where_it_was_sought(void **unused)
{
	toy t;

	(void)unused;
	toy_begin(&t);
	assert_int_equal(
	    toy_load_text(&t,
			  HORIZON
			  "site 's' {\n"
			  "  weather = epw 'data/none.csv.gz' }\n"
			  "cluster 'a' { rack = 'R1', trace = philly '../up.csv' }\n"
			  "cluster 'b' { rack = 'R1', trace = philly '/etc/passwd' }\n"
			  "cluster 'c' { rack = 'R1', trace = philly('x.lua', { map = 'bad' }) }\n"
			  "cluster 'd' { rack = 'R1', trace = epw 'x.lua' }\n",
			  NULL),
	    AIF_ENOENT);
	assert_non_null(
	    strstr(t.problems, "x.lua:3: weather 'data/none.csv.gz': not found (looked in "));
	assert_non_null(strstr(t.problems, "x.lua:4: trace '../up.csv': not allowed"));
	assert_non_null(strstr(t.problems, "x.lua:5: trace '/etc/passwd': not allowed"));
	assert_non_null(strstr(t.problems, "x.lua:3: column 'x': 'abc' is not a number"));
	assert_non_null(strstr(t.problems,
			       "x.lua:7: cluster 'd': field 'trace': expected a measured "
			       "file (jobs), got epw (weather)\n"));
	toy_end(&t);
	toy_fails(HORIZON "site 's' { weather = philly 'x.lua' }", NULL,
		  "x.lua:2: site 's': field 'weather': expected a measured file (epw|weather), got "
		  "philly (jobs)\n");
}

static void
problem_of_a_link_that_leads_out_of_the_folder(void **unused)
{
	toy t;
	char path[128];

	(void)unused;
	toy_begin(&t);
	snprintf(path, sizeof path, "%s/out.csv", t.dir);
	assert_int_equal(symlink("/etc/hostname", path), 0);
	assert_int_not_equal(
	    toy_load_text(&t, HORIZON "site 's' { weather = epw 'out.csv' }", NULL), AIF_OK);
	assert_string_equal(t.problems,
			    "x.lua:2: weather 'out.csv': not allowed (the link leads out "
			    "of the scenario's folder)\n");
	toy_end(&t);
}

static void
problem_of_structure(void **unused)
{
	(void)unused;
	toy_fails(HORIZON "hall 'H1' { it = 1 * MW }", NULL,
		  "x.lua:2: hall 'H1' must stand in a site\n");
	toy_fails(HORIZON "site 's' {\n finance { wacc = 1 } }", NULL,
		  "x.lua:3: finance can not stand in a site (expected top level)\n");
	toy_fails(HORIZON "site 's' { 'H1' }", NULL,
		  "x.lua:2: site 's': item 1: expected an entity that stands in it, got 'H1'\n");
	toy_fails(HORIZON "site 's' {}\n\nsite 's' {}", NULL,
		  "x.lua:4: site 's': the name is taken by the site of x.lua:2\n");
	toy_fails(HORIZON "site 's'", NULL,
		  "x.lua:2: site 's': its fields are missing (write site \"s\" { ... })\n");
	toy_fails(HORIZON "finance 'f' { wacc = 1 }", NULL,
		  "x.lua:2: finance is written without a name: finance { ... }, got 'f'\n");
	toy_fails(HORIZON "site(3)", NULL,
		  "x.lua:2: site: expected a name or a table of fields, got 3\n");
	toy_fails(HORIZON "site 's' (3)", NULL,
		  "x.lua:2: site 's': expected a table of fields { ... }, got 3\n");
	toy_fails(HORIZON "rack 'r' { like = 'R9' }", NULL,
		  "x.lua:2: rack 'r': field 'like': expected the name of another rack\n"
		  "x.lua:2: rack 'r': field 'power' is required (expected a power such as 10 * MW; "
		  "Rated power.)\n");
	toy_fails("site 's' {}", NULL,
		  "x.lua: the horizon is missing (write horizon { from = \"2027-01-01\", to = "
		  "\"2032-01-01\" })\n");
	toy_fails("horizon { from = '2027-01-01',\n to = 'soon' }", NULL,
		  "x.lua:2: horizon: field 'to': expected a date such as \"2027-01-01\" or a span "
		  "such as \"5 years\", got 'soon'\n");
	toy_fails("horizon { from = '2027-01-01', to = '2026-01-01' }", NULL,
		  "x.lua:1: horizon: the end must lie after the start, by 200 years at most\n");
	toy_fails(HORIZON "record { 'a.it_x' }\ncluster 'a' { rack = 'R1' }", NULL,
		  "x.lua:2: record: 'a.it_x' matches no output (did you mean 'a.it_w'?)\n");
	toy_fails(HORIZON "record {\n every = '0 s' }", NULL,
		  "x.lua:3: record: field 'every': expected a span of time such as \"1 h\" (ten "
		  "million bins at most), got '0 s'\n");
}

static void
problem_of_an_expression_stops_at_its_line(void **unused)
{
	(void)unused;
	toy_fails(HORIZON "local x = 3 * W + 2 * s", NULL, "x.lua:2: can not add 3 W and 2 s\n");
	toy_fails(HORIZON "local x = 5 + 2 * s", NULL, "x.lua:2: can not add 5 and 2 s\n");
	toy_fails(HORIZON "local x = 20 * degC + 5 * degC", NULL,
		  "x.lua:2: can not add two temperatures in degC (write K for a temperature "
		  "difference)\n");
	toy_fails(HORIZON "local x = 20 * degC * W", NULL,
		  "x.lua:2: degC stands alone (write K for a temperature difference)\n");
	toy_fails(HORIZON "local x = 3 * W < 2", NULL, "x.lua:2: can not compare 3 W and 2\n");
	toy_fails(HORIZON "local x = '3' * W", NULL, "x.lua:2: can not multiply '3' and 1 W\n");
	toy_fails(HORIZON "local x = uniform(0, 1) * uniform(0, 1)", NULL,
		  "x.lua:2: can not multiply a uniform distribution and a uniform distribution\n");
	toy_fails(HORIZON "local x = triangular(3, 2, 1)", NULL,
		  "x.lua:2: triangular(3, 2, 1): parameters out of order or range (expected low <= "
		  "mode <= high; spreads >= 0)\n");
	toy_fails(HORIZON "local x = uniform(1 * W, 1 * s)", NULL,
		  "x.lua:2: uniform: parameter 2: 1 s has another unit than the first\n");
	toy_fails(HORIZON "local x = date 'soon'", NULL,
		  "x.lua:2: date: 'soon' is not a date (expected such as 2027-06-01 or "
		  "2027-06-01T12:30:00Z)\n");
	toy_fails(HORIZON "local x = measured(3, 'me')", NULL,
		  "x.lua:2: measured: expected a value, its source and the date of that, such as "
		  "measured(30 * kW, \"vendor datasheet\", \"2025-06\")\n");
	toy_fails(HORIZON "local x = 3 * MQ", NULL,
		  "x.lua:2: unknown name 'MQ' (did you mean 'MB'?)\n");
	toy_fails(HORIZON "x = 3", NULL,
		  "x.lua:2: assignment to global 'x' (write: local x = ...)\n");
	toy_fails(HORIZON "site 's' {", NULL, "x.lua:2: unexpected symbol near <eof>\n");
}

static void
problem_of_set_names_the_option(void **unused)
{
	static const char text[] =
	    HORIZON "param('growth', 0.4, { max = 3 }) param('size', 10 * MW)\n"
		    "cluster 'train' { rack = 'R1' }\n";
	static const char *const cases[][2] = {
		{ "grwoth=1", "--set grwoth: unknown parameter (did you mean 'growth'?)\n" },
		{ "trian.racks=1",
		  "--set trian.racks: unknown entity 'trian' (did you mean 'train'?)\n" },
		{ "train.rakcs=1", "--set train.rakcs: cluster 'train': unknown field 'rakcs' (did "
				   "you mean 'racks'?)\n" },
		{ "train.racks=0",
		  "--set train.racks: cluster 'train': field 'racks': 0 is below 1\n" },
		{ "growth=9", "x.lua:2: param 'growth': 9 is above 3\n" },
		{ "growth=2*W",
		  "x.lua:2: param 'growth': expected a value such as 0.4, got 2 W\n" },
		{ "size=lots",
		  "x.lua:2: param 'size': expected a value such as 10 MW, got 'lots'\n" },
		{ "size=2*MQ", "--set size=2*MQ: unknown name 'MQ' (did you mean 'MB'?)\n" },
		{ "size", "--set size: expected KEY=VALUE\n" },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const set[] = { cases[i][0], NULL };

		toy_fails(text, set, cases[i][1]);
	}
}

// Seconds of processor time that loading text takes; it must fail with want.
static double
seconds(const char *text, const char *want)
{
	clock_t t0 = clock();

	toy_fails(text, NULL, want);
	return (double)(clock() - t0) / CLOCKS_PER_SEC;
}

static void
sandbox_has_no_way_out(void **unused)
{
	static const char *const names[] = { "os",    "io",       "package",      "debug",
					     "load",  "loadfile", "dofile",       "collectgarbage",
					     "pcall", "xpcall",   "coroutine",    "setmetatable",
					     "print", "_G",       "getmetatable", "rawset" };
	char text[128], want[256];

	(void)unused;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(text, sizeof text, HORIZON "\n%s.execute('true')", names[i]);
		snprintf(
		    want, sizeof want,
		    "x.lua:3: '%s' is not available in a scenario (scenarios are data: no files, "
		    "clock, programs or code loading)\n",
		    names[i]);
		toy_fails(text, NULL, want);
	}
	toy_fails(HORIZON "local f = string.dump", NULL,
		  "x.lua:2: 'string.dump' is not available in a scenario\n");
	toy_fails(HORIZON "local f = ('x'):gsub('x', 'y')", NULL,
		  "x.lua:2: 'string.gsub' is not available in a scenario\n");
	toy_fails(HORIZON "local f = math.random(3)", NULL,
		  "x.lua:2: 'math.random' is not available in a scenario (write a distribution: "
		  "uniform(a, b), triangular(a, mode, b), normal(mean, sd), ...)\n");
	toy_fails(HORIZON "math.pi = 3", NULL, "x.lua:2: 'math' can not be changed\n");
	toy_fails("\033Lua", NULL, "x.lua: attempt to load a binary chunk (mode is 't')\n");
	toy_fails(HORIZON "include '../secret.lua'", NULL, NULL);
}

static void
sandbox_stops_endless_loops_and_giants_at_their_line(void **unused)
{
	(void)unused;
	assert_true(seconds(HORIZON "\nwhile true do end",
			    "x.lua:3: stopped after 100 million instructions (an endless loop? "
			    "scenarios are data and need far fewer)\n") < 5);
	assert_true(seconds(HORIZON "local x = string.rep('x', 1000000000)",
			    "x.lua:2: memory limit of 256 MB exceeded by string.rep\n") < 2);
	assert_true(
	    seconds(HORIZON "local x = string.rep('', 1e15)\nlocal s = 'x'\n"
			    "for i = 1, 40 do\n  s = s .. s\nend",
		    "x.lua:5: memory limit of 256 MB exceeded (a string or table of that size "
		    "has no place in a scenario)\n") < 5);
	assert_true(
	    seconds(HORIZON "local t = {}\nfor i = 1, 1e9 do t[i] = i end",
		    "x.lua:3: memory limit of 256 MB exceeded (a string or table of that size "
		    "has no place in a scenario)\n") < 5);
	toy_fails(HORIZON "local function f() return f() + 1 end f()", NULL, NULL);
}

static void
problems_are_collected_up_to_twenty(void **unused)
{
	toy t;

	(void)unused;
	toy_begin(&t);
	assert_int_equal(toy_load_text(&t,
				       HORIZON "for i = 1, 50 do cluster('c' .. i) { rack = 'R1', "
					       "bad = 1 } end",
				       NULL),
			 AIF_EPARSE);
	assert_int_equal(t.n_problem, 20);
	assert_non_null(strstr(t.d.msg, "x.lua:2: cluster 'c1': unknown field 'bad'"));
	toy_end(&t);
}

static void
catalog_without_citations_is_a_problem(void **unused)
{
	static const char text[] = "gpu 'g3' { tdp = 1 * W }\n";
	const aif_embed bad[] = {
		{ "models/catalog/bad.lua", (const unsigned char *)text, sizeof text - 1 },
		{ NULL, NULL, 0 },
	};
	aif_scenario_opt opt = { .registry = &toys, .catalog = bad, .whole_catalog = 1 };
	toy t;

	(void)unused;
	toy_begin(&t);
	toy_write(&t, "x.lua", HORIZON);
	assert_int_equal(aif_scenario_load(&t.sc, t.path, &opt, toy_report, &t, &t.d), AIF_EPARSE);
	assert_string_equal(
	    t.problems,
	    "models/catalog/bad.lua:1: gpu 'g3': field 'tdp': no citation (write cite = "
	    "{ kind =, source =, as_of = } in the entry or published(value, source, "
	    "as_of))\n");
	toy_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(problem_names_the_line_of_the_field_and_the_nearest_word),
		cmocka_unit_test(problem_tells_what_each_type_of_field_expects),
		cmocka_unit_test(problem_of_a_file_names_the_file_and_where_it_was_sought),
		cmocka_unit_test(problem_of_a_link_that_leads_out_of_the_folder),
		cmocka_unit_test(problem_of_structure),
		cmocka_unit_test(problem_of_an_expression_stops_at_its_line),
		cmocka_unit_test(problem_of_set_names_the_option),
		cmocka_unit_test(sandbox_has_no_way_out),
		cmocka_unit_test(sandbox_stops_endless_loops_and_giants_at_their_line),
		cmocka_unit_test(problems_are_collected_up_to_twenty),
		cmocka_unit_test(catalog_without_citations_is_a_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
