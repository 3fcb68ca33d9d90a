// cmd_check.c - `aifsim check`: is the scenario whole? Nothing is run.
//
// Loads the file, builds every strategy and lets every entity check itself and
// find the others.
#include <stdio.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "util/cal.h"

static void
report(void *user, const char *line)
{
	(void)user;
	fprintf(stderr, "%s\n", line);
}

// Makes variant i ready and drops it. Reports what is wrong.
static int
try_variant(const aif_scenario *sc, int i)
{
	aif_sim *sim = NULL;
	aif_diag d = { 0 };
	aif_err err = aif_scenario_build(sc, i, 1, 0, 1, &sim, &d);

	if (err == AIF_OK)
		err = aif_sim_ready(sim, &d);
	aif_sim_free(sim);
	if (err != AIF_OK)
		fprintf(stderr, "%s\n", d.msg);
	return err == AIF_OK;
}

static int
check(const char *path, const aif_scenario_opt *opt)
{
	aif_scenario *sc = NULL;
	aif_diag d = { 0 };
	char from[32], to[32];
	int n, ok = 1;

	if (aif_scenario_load(&sc, path, opt, report, NULL, &d) != AIF_OK)
		return 0;
	n = aif_scenario_n_variant(sc);
	for (int i = 0; ok && i < n; i++)
		ok = try_variant(sc, i);
	if (ok) {
		int64_t start = aif_scenario_start_unix_s(sc);

		aif_cal_format(start, 0, from, sizeof from);
		aif_cal_format(start + aif_scenario_end(sc) / AIF_SECOND, 0, to, sizeof to);
		if (!aif_scenario_variant(sc, 0)[0])
			n = 0;
		printf("%s: ok: %u entities, %d strategies, from %s to %s\n", path,
		       aif_scenario_n_entity(sc), n, from, to);
	}
	aif_scenario_free(sc);
	return ok;
}

int
aif_cmd_check(int argc, char **argv)
{
	aif_opt_list set = { .n = 0 };
	aif_scenario_opt opt = { .registry = &aif_index };
	const char *path[AIF_OPT_MAX];
	const aif_opt opts[] = {
		{ "set", 0, AIF_OPT_LIST, &set, "KEY=VALUE",
		  "change a param() or entity.field (20*MW, 2028-07-01, easy)", 0, 0 },
		{ "trace", 0, AIF_OPT_TEXT, &opt.trace, "FILE", "as for replay", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &opt.format, "NAME", "format of the trace", 0, 0 },
		{ "map", 0, AIF_OPT_TEXT, &opt.map, "A=COL,...", "columns of a csv trace", 0, 0 },
		{ "until", 0, AIF_OPT_TEXT, &opt.until, "DATE", "another end", 0, 0 },
		{ "catalog", 0, AIF_OPT_FLAG, &opt.whole_catalog, NULL,
		  "check every entry of the catalog too", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, path);
	int bad = 0;

	if (n < 0)
		return aif_opt_status(n);
	opt.set = set.x;
	opt.n_set = set.n;
	for (int i = 0; i < n; i++)
		bad += !check(path[i], &opt);
	return bad ? AIF_EXIT_USAGE : AIF_EXIT_OK;
}
