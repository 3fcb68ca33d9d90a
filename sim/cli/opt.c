// opt.c - options by table, with errors that say what was expected.
#include "cli/opt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "core/model.h"
#include "util/err.h"

static void
usage(FILE *to, const char *cmd)
{
	const aif_cmd *c = aif_cmd_find(cmd);

	if (c)
		fprintf(to, "usage: aifsim %s %s\n", c->name, c->args);
}

static int
explain(const char *cmd, const aif_opt *opts)
{
	const aif_cmd *c = aif_cmd_find(cmd);

	usage(stdout, cmd);
	if (c)
		printf("%s\n", c->help);
	for (; opts && opts->name; opts++) {
		char left[64];

		snprintf(left, sizeof left, "%c%c%s--%s%s%s", opts->letter ? '-' : ' ',
			 opts->letter ? opts->letter : ' ', opts->letter ? ", " : "  ", opts->name,
			 opts->arg ? " " : "", opts->arg ? opts->arg : "");
		printf("  %-28s %s\n", left, opts->help);
	}
	return -2;
}

static int
unknown(const char *cmd, const char *word, const aif_opt *opts)
{
	const char *names[AIF_OPT_MAX];
	const char *near;
	int n = 0;

	for (; opts && opts->name && n < AIF_OPT_MAX - 1; opts++)
		names[n++] = opts->name;
	names[n++] = "help";
	near = strncmp(word, "--", 2) == 0 ? aif_err_nearest(word + 2, names, n) : NULL;
	fprintf(stderr, "aifsim %s: unknown option '%s'", cmd, word);
	if (near)
		fprintf(stderr, " (did you mean '--%s'?)", near);
	fputc('\n', stderr);
	usage(stderr, cmd);
	return -1;
}

static const aif_opt *
find(const aif_opt *opts, const char *word)
{
	size_t n = strcspn(word, "=");

	for (; opts && opts->name; opts++) {
		if (word[1] == '-' && strlen(opts->name) == n - 2 &&
		    strncmp(opts->name, word + 2, n - 2) == 0)
			return opts;
		if (word[1] != '-' && opts->letter && word[1] == opts->letter)
			return opts;
	}
	return NULL;
}

static int
store(const char *cmd, const aif_opt *o, const char *value)
{
	aif_opt_list *list = o->to;
	char *end;
	long x;

	switch (o->type) {
	case AIF_OPT_FLAG:
		*(int *)o->to = 1;
		break;
	case AIF_OPT_TEXT:
		*(const char **)o->to = value;
		break;
	case AIF_OPT_LIST:
		if (list->n == AIF_OPT_MAX) {
			fprintf(stderr, "aifsim %s: option '--%s': more than %d\n", cmd, o->name,
				AIF_OPT_MAX);
			return -1;
		}
		list->x[list->n++] = value;
		break;
	case AIF_OPT_INT:
		errno = 0;
		x = strtol(value, &end, 10);
		if (end == value || *end || errno) {
			fprintf(stderr, "aifsim %s: option '--%s': '%s' is not a whole number\n",
				cmd, o->name, value);
			return -1;
		}
		if ((o->lo != 0 || o->hi != 0) && (x < o->lo || x > o->hi)) {
			fprintf(stderr, "aifsim %s: option '--%s': %ld is not from %ld to %ld\n",
				cmd, o->name, x, o->lo, o->hi);
			return -1;
		}
		*(long *)o->to = x;
		break;
	}
	return 0;
}

// Takes the option at argv[i]; returns how many words it used, or -1, -2.
static int
take(int argc, char **argv, int i, const aif_opt *opts)
{
	const char *word = argv[i];
	const char *eq = word[1] == '-' ? strchr(word, '=') : NULL;
	const aif_opt *o;

	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return explain(argv[0], opts);
	o = find(opts, word);
	if (!o)
		return unknown(argv[0], word, opts);
	if (o->type == AIF_OPT_FLAG) {
		if (eq || (word[1] != '-' && word[2]))
			return unknown(argv[0], word, opts);
		return store(argv[0], o, NULL) < 0 ? -1 : 1;
	}
	if (eq)
		return store(argv[0], o, eq + 1) < 0 ? -1 : 1;
	if (word[1] != '-' && word[2])
		return store(argv[0], o, word + 2) < 0 ? -1 : 1;
	if (i + 1 >= argc) {
		fprintf(stderr, "aifsim %s: option '%s': expected %s\n", argv[0], word, o->arg);
		return -1;
	}
	return store(argv[0], o, argv[i + 1]) < 0 ? -1 : 2;
}

int
aif_opt_parse(int argc, char **argv, const aif_opt *opts, int min_pos, int max_pos,
	      const char **pos)
{
	int n = 0, ended = 0;

	for (int i = 1; i < argc;) {
		int used = 1;

		if (!ended && strcmp(argv[i], "--") == 0) {
			ended = 1;
		} else if (!ended && argv[i][0] == '-' && argv[i][1]) {
			used = take(argc, argv, i, opts);
			if (used < 0)
				return used;
		} else if (n < max_pos && n < AIF_OPT_MAX) {
			pos[n++] = argv[i];
		} else {
			fprintf(stderr, "aifsim %s: unexpected argument '%s'\n", argv[0], argv[i]);
			usage(stderr, argv[0]);
			return -1;
		}
		i += used;
	}
	if (n < min_pos) {
		fprintf(stderr, "aifsim %s: an argument is missing\n", argv[0]);
		usage(stderr, argv[0]);
		return -1;
	}
	return n;
}

int
aif_opt_word(const char *command, const char *option, const char *words, const char *word, int *at)
{
	if (!word || aif_model_word(words, word, at))
		return 1;
	fprintf(stderr, "aifsim %s: --%s: '%s' is not known (expected %s)\n", command, option, word,
		words);
	return 0;
}

int
aif_opt_status(int n)
{
	return n == -2 ? AIF_EXIT_OK : AIF_EXIT_USAGE;
}
