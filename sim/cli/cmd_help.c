// cmd_help.c - `aifsim help`: commands, models, importers, units; from their tables.
#include <stdio.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/describe.h"
#include "cli/opt.h"
#include "util/unit.h"

static void
overview(void)
{
	printf("aifsim %s - simulates and plans AI factories\n\n", AIF_VERSION);
	for (const aif_cmd *c = aif_cmd_all(); c->name; c++)
		printf("  aifsim %s %s\n      %s\n", c->name, c->args, c->help);
	printf("\nModels (aifsim help MODEL):");
	for (int i = 0; aif_index.models[i]; i++)
		printf(" %s", aif_index.models[i]->name);
	printf("\n");
}

static void
first_sentence(const char *doc)
{
	const char *stop = strstr(doc, ". ");

	printf("%.*s\n", stop ? (int)(stop - doc + 1) : (int)strlen(doc), doc);
}

static void
models(void)
{
	for (int i = 0; aif_index.models[i]; i++) {
		printf("%-16s ", aif_index.models[i]->name);
		first_sentence(aif_index.models[i]->doc);
	}
}

static void
importers(void)
{
	for (int i = 0; aif_index.importers[i]; i++)
		printf("%-14s %-10s %s\n", aif_index.importers[i]->name,
		       aif_index.importers[i]->yields, aif_index.importers[i]->doc);
}

static void
units(void)
{
	const char *name;
	char si[48];
	aif_unit u;

	for (int i = 0; (name = aif_unit_symbol(i, &u)); i++) {
		aif_unit_print(&u, si, sizeof si);
		printf("%-8s %.10g%s%s\n", name, u.factor, strcmp(si, "1") == 0 ? "" : " ",
		       strcmp(si, "1") == 0 ? "" : si);
	}
}

static int
unknown(const char *word)
{
	const char *names[256];
	const char *near;
	int n = 0;

	for (const aif_cmd *c = aif_cmd_all(); c->name; c++)
		names[n++] = c->name;
	for (int i = 0; aif_index.models[i] && n < 256; i++)
		names[n++] = aif_index.models[i]->name;
	near = aif_err_nearest(word, names, n);
	fprintf(stderr, "aifsim help: unknown command or model '%s'", word);
	if (near)
		fprintf(stderr, " (did you mean '%s'?)", near);
	fputc('\n', stderr);
	return AIF_EXIT_USAGE;
}

static int
topic(const char *word)
{
	static char help[] = "--help";
	const aif_model_ops *m = aif_model_find(&aif_index, word);
	const aif_cmd *c = aif_cmd_find(word);

	if (m) {
		aif_describe_model(stdout, m);
	} else if (strcmp(word, "models") == 0) {
		models();
	} else if (strcmp(word, "importers") == 0) {
		importers();
	} else if (strcmp(word, "units") == 0) {
		units();
	} else if (c) {
		char *argv[] = { (char *)(uintptr_t)c->name, help, NULL };

		return c->run(2, argv);
	} else {
		return unknown(word);
	}
	return AIF_EXIT_OK;
}

int
aif_cmd_help(int argc, char **argv)
{
	const char *word[AIF_OPT_MAX];
	int luals = 0, man = 0;
	const aif_opt opts[] = {
		{ "luals", 0, AIF_OPT_FLAG, &luals, NULL, "annotations for the Lua language server",
		  0, 0 },
		{ "man", 0, AIF_OPT_FLAG, &man, NULL, "the manual page's source", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 0, 1, word);

	if (n < 0)
		return aif_opt_status(n);
	if (luals)
		aif_describe_luals(stdout, &aif_index);
	else if (man)
		aif_describe_man(stdout, &aif_index);
	else if (n == 1)
		return topic(word[0]);
	else
		overview();
	return AIF_EXIT_OK;
}
