// main.c - the program aifsim: finds the command and runs it.
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"

static const aif_cmd commands[] = {
	{ "run", aif_cmd_run,
	  "SCENARIO.lua [-o OUT.h5] [--set KEY=VALUE]... [--seed N] [--threads N] [--replicas N] "
	  "[--zoom LEVEL] [--sampling HOW]",
	  "simulate a scenario into a result file" },
	{ "check", aif_cmd_check, "SCENARIO.lua... [--set KEY=VALUE]...",
	  "validate only: every error with file:line, nothing is run" },
	{ "replay", aif_cmd_replay,
	  "SCENARIO.lua [--trace FILE --format NAME [--map ...]] [--truth FILE] [-o OUT.h5]",
	  "drive a cluster with a measured trace and compare" },
	{ "predict", aif_cmd_predict,
	  "train|serve|collective|kernel --table FILE.csv [-o OUT.csv] [--by COLUMN] [--calib DIR]",
	  "one row in, one prediction out" },
	{ "calibrate", aif_cmd_calibrate,
	  "import FILE... [-o DIR] [--gpu NAME] | fit SET [-o DIR] | show SET [-o DIR] [--format "
	  "svg,png]",
	  "measured kernels, nccl-tests logs, power logs to tables, fits and figures" },
	{ "validate", aif_cmd_validate,
	  "[train] [collective] [serve] [curves] [power] [facility] [zoom] [--data DIR]",
	  "predicted against measured, with bounds; exit 1 where one is broken" },
	{ "sweep", aif_cmd_sweep,
	  "SCENARIO.lua -o DIR [--vary KEY=VALUES]... [--samples N] [--replicas N] [--shard K/N]",
	  "design points x replicas, in parts; goes on where it was stopped" },
	{ "merge", aif_cmd_merge, "DIR... -o OUT.h5", "one file of the parts of a sweep" },
	{ "report", aif_cmd_report, "FILE.h5... [-o DIR] [--format html,csv,xlsx]",
	  "one page with figures, the tables as CSV, a workbook" },
	{ "compare", aif_cmd_compare, "A.h5 B.h5... [-o DIR]", "results side by side" },
	{ "plot", aif_cmd_plot, "FILE.h5 [NAME...] [-o DIR] [--format svg,png,pdf]",
	  "figures as files" },
	{ "info", aif_cmd_info, "FILE.h5...", "what is in a result, in words" },
	{ "bench", aif_cmd_bench,
	  "[phold|hold|flows|train|facility] [--threads N] [--lps N] [--dist NAME]...",
	  "how fast the parts are: name, value, unit" },
	{ "help", aif_cmd_help, "[COMMAND|MODEL|models|importers|units] [--luals] [--man]",
	  "what there is: commands, models, their fields and units" },
	{ 0 },
};

const aif_cmd *
aif_cmd_all(void)
{
	return commands;
}

const aif_cmd *
aif_cmd_find(const char *name)
{
	for (const aif_cmd *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int
unknown(const char *word)
{
	const char *names[64];
	const char *near;
	int n = 0;

	for (const aif_cmd *c = commands; c->name && n < 64; c++)
		names[n++] = c->name;
	near = aif_err_nearest(word, names, n);
	fprintf(stderr, "aifsim: unknown command '%s'", word);
	if (near)
		fprintf(stderr, " (did you mean '%s'?)", near);
	fprintf(stderr, "\nsee: aifsim help\n");
	return AIF_EXIT_USAGE;
}

int
main(int argc, char **argv)
{
	static char help[] = "help";
	char *only_help[] = { help, NULL };
	const aif_cmd *c;

	if (argc < 2) {
		aif_cmd_help(1, only_help);
		return AIF_EXIT_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		printf("aifsim %s\n", AIF_VERSION);
		return AIF_EXIT_OK;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return aif_cmd_help(1, only_help);
	c = aif_cmd_find(argv[1]);
	return c ? c->run(argc - 1, argv + 1) : unknown(argv[1]);
}
