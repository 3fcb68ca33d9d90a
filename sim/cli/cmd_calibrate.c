// cmd_calibrate.c - `aifsim calibrate`: measurements to tables, fits and figures.
#include <stdlib.h>
#include <string.h>

#include "cli/calibrate.h"
#include "cli/cmd.h"
#include "models/calset.h"
#include "out/report/report.h"
#include "util/embed.h"

aif_err
aif_calibrate_set(const char *word, char *out, size_t n, aif_diag *d)
{
	char path[AIF_CALSET_PATH + 64];
	aif_embed f;
	FILE *there;

	snprintf(path, sizeof path, "models/calib/%s/set.csv", word);
	snprintf(out, n, "%s", word);
	if (!strchr(word, '/') && aif_embed_find(path, &f))
		return AIF_OK;
	snprintf(out, n, "%s%s", strchr(word, '/') ? "" : "./", word);
	for (size_t k = strlen(out); k > 1 && out[k - 1] == '/'; k--)
		out[k - 1] = '\0';
	if (!strchr(out, '/')) // "mine/"
		snprintf(out, n, "./%.*s", (int)strcspn(word, "/"), word);
	snprintf(path, sizeof path, "%s/set.csv", out);
	there = fopen(path, "r");
	if (!there)
		return aif_err_fail(d, AIF_ENOENT,
				    "'%s' is neither a set of the program nor a folder with a "
				    "set.csv",
				    word);
	fclose(there);
	return AIF_OK;
}

aif_err
aif_calibrate_open(aif_calibrate_file *x, const char *name, aif_diag *d)
{
	memset(x, 0, sizeof *x);
	snprintf(x->name, sizeof x->name, "%s", name);
	x->f = open_memstream(&x->text, &x->n);
	return x->f ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

aif_err
aif_calibrate_save(aif_calibrate_file *x, int n, const char *dir, aif_diag *d)
{
	aif_err e = AIF_OK;

	for (int i = 0; i < n; i++)
		if (fclose(x[i].f) != 0 && !e)
			e = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if (!e && n)
		e = aif_report_mkdir(dir, d);
	for (int i = 0; i < n; i++) {
		aif_text t = { x[i].text, x[i].n, x[i].n + 1, 0 };
		char path[4400];

		snprintf(path, sizeof path, "%s/%s", dir, x[i].name);
		if (!e)
			e = aif_text_save(&t, path, d);
		free(x[i].text);
	}
	return e;
}

int
aif_cmd_calibrate(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int argc, char **argv);
	} known[] = { { "import", aif_calibrate_import },
		      { "fit", aif_calibrate_fit },
		      { "show", aif_calibrate_show } };
	static const char *const names[] = { "import", "fit", "show" };
	const char *near;

	for (int i = 0; i < 3 && argc > 1; i++)
		if (strcmp(argv[1], known[i].name) == 0) {
			argv[1] = argv[0]; // options name the command `calibrate`
			return known[i].run(argc - 1, argv + 1);
		}
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return known[0].run(argc, argv);
	if (argc < 2) {
		fprintf(stderr, "aifsim calibrate: import, fit or show?\n");
		return AIF_EXIT_USAGE;
	}
	near = aif_err_nearest(argv[1], names, 3);
	fprintf(stderr, "aifsim calibrate: unknown verb '%s' (expected import, fit or show)",
		argv[1]);
	if (near)
		fprintf(stderr, " (did you mean '%s'?)", near);
	fputc('\n', stderr);
	return AIF_EXIT_USAGE;
}
