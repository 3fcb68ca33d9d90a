// toyscenario.h - a tiny registry and helpers for the tests of scenarios.
#ifndef AIF_TESTS_TOYSCENARIO_H
#define AIF_TESTS_TOYSCENARIO_H

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lua/scenario.h"
#include "toyregistry.h"

// --- a scenario in a folder of its own --------------------------------------------------

typedef struct toy {
	char dir[64], path[96];
	char problems[8192]; // one a line, the folder's name cut away
	int n_problem;
	aif_diag d;
	aif_scenario *sc;
} toy;

__attribute__((unused)) static void
toy_write(const toy *t, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
toy_report(void *user, const char *line)
{
	toy *t = user;
	size_t at = strlen(t->problems);
	size_t n = strlen(t->dir);

	t->n_problem++;
	for (; *line && at < sizeof t->problems - 2; line++) {
		while (n && strncmp(line, t->dir, n) == 0 && line[n] == '/')
			line += n + 1;
		t->problems[at++] = *line;
	}
	t->problems[at++] = '\n';
	t->problems[at] = '\0';
}

__attribute__((unused)) static void
toy_begin(toy *t)
{
	memset(t, 0, sizeof *t);
	strcpy(t->dir, "/tmp/aifsim-test-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->path, sizeof t->path, "%s/x.lua", t->dir);
}

static int
toy_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

__attribute__((unused)) static void
toy_end(toy *t)
{
	aif_scenario_free(t->sc);
	assert_int_equal(nftw(t->dir, toy_remove, 8, FTW_DEPTH | FTW_PHYS), 0);
}

// Loads text with --set options (NULL-ended, may be NULL).
__attribute__((unused)) static aif_err
toy_load_text(toy *t, const char *text, const char *const *set)
{
	aif_scenario_opt opt = { .registry = &toys, .set = set, .catalog = toy_catalog };

	while (set && set[opt.n_set])
		opt.n_set++;
	toy_write(t, "x.lua", text);
	return aif_scenario_load(&t->sc, t->path, &opt, toy_report, t, &t->d);
}

// Loads text and expects exactly these problems, one a line (NULL: any).
__attribute__((unused)) static void
toy_fails(const char *text, const char *const *set, const char *want)
{
	toy t;

	toy_begin(&t);
	assert_int_not_equal(toy_load_text(&t, text, set), AIF_OK);
	if (want)
		assert_string_equal(t.problems, want);
	assert_int_not_equal(t.problems[0], '\0');
	assert_null(t.sc);
	toy_end(&t);
}

// Loads text, which must be good, and builds its variant.
__attribute__((unused)) static aif_sim *
toy_build(toy *t, const char *text, const char *const *set, int variant, uint32_t replica)
{
	aif_sim *sim = NULL;

	toy_begin(t);
	if (toy_load_text(t, text, set) != AIF_OK)
		fail_msg("%s", t->problems);
	assert_int_equal(aif_scenario_build(t->sc, variant, 1, replica, 1, &sim, &t->d), AIF_OK);
	return sim;
}

__attribute__((unused)) static void *
toy_state(const aif_sim *sim, const char *name)
{
	uint32_t id = aif_sim_find(sim, name);

	assert_int_not_equal(id, AIF_NONE);
	return aif_sim_state(sim, id);
}

#define HORIZON "horizon { from = '2027-01-01', to = '2028-01-01' }\n"

#endif
