// callaws.c - `aifsim calibrate fit`: laws of a set, as a table on stdout and fit.csv.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/calibrate.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "models/callaw.h"
#include "util/unit.h"

static void
print_fit(const aif_calfit *f)
{
	if (strncmp(f->of, "edge ", 5) == 0) { // a line each: there are many
		printf("%s, %zu cells:", f->of, f->n);
		for (int i = 0; i < f->n_term; i++)
			printf(" %s %.1f %%", f->term[i].name, 100 * f->term[i].value);
		putchar('\n');
		return;
	}
	printf("%s: %s\n   ", f->of, f->law);
	for (int i = 0; i < f->n_term; i++) {
		char v[32], e[32];

		aif_unit_human(f->term[i].value, f->term[i].unit, 4, v, sizeof v);
		aif_unit_human(f->term[i].error, f->term[i].unit, 2, e, sizeof e);
		if (isfinite(f->term[i].error))
			printf(" %s %s +- %s ", f->term[i].name, v, e);
		else
			printf(" %s %s ", f->term[i].name, v);
	}
	printf("\n    %zu points, left out one by one: median %.1f %%, mean %.1f %%\n", f->n,
	       100 * f->median, 100 * f->mean);
}

static aif_err
save(const aif_calfits *x, const char *set, const char *dir, aif_diag *d)
{
	aif_calibrate_file file;
	aif_err e = aif_calibrate_open(&file, "fit.csv", d);

	if (e)
		return e;
	aif_callaw_write(x, set, file.f);
	if (!(e = aif_calibrate_save(&file, 1, dir, d)))
		printf("%s/fit.csv: %d laws\n", dir, x->n);
	return e;
}

aif_err
aif_calibrate_laws(const char *dir, aif_diag *d)
{
	char set[4096], file[4200];
	aif_calfits *x = malloc(sizeof *x);
	aif_arena *a = NULL;
	aif_err e = !x || aif_arena_create(&a) ? aif_err_fail(d, AIF_ENOMEM, "out of memory")
					       : aif_calibrate_set(dir, set, sizeof set, d);

	if (!e)
		e = aif_calfits_of(x, a, set, d);
	snprintf(file, sizeof file, "%s/fit.csv", dir);
	if (!e && x->n > 0)
		e = save(x, set, dir, d);
	else if (!e)
		remove(file); // of measurements before these
	free(x);
	aif_arena_free(a);
	return e;
}

int
aif_calibrate_fit(int argc, char **argv)
{
	const char *pos[AIF_OPT_MAX], *dir = NULL;
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "where fit.csv goes (default: the set's folder)", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
	aif_calfits *x = n < 0 ? NULL : malloc(sizeof *x);
	aif_arena *a = NULL;
	char set[4096];
	aif_diag d = { 0 };
	aif_err e;

	if (n < 0)
		return aif_opt_status(n);
	e = !x || aif_arena_create(&a) ? aif_err_fail(&d, AIF_ENOMEM, "out of memory")
				       : aif_calibrate_set(pos[0], set, sizeof set, &d);
	if (!e)
		e = aif_calfits_of(x, a, set, &d);
	if (!e && x->n == 0)
		e = aif_err_fail(&d, AIF_EREFUSED, "%s: nothing in it to fit a law to", set);
	for (int i = 0; !e && i < x->n; i++)
		print_fit(&x->fit[i]);
	if (!e && (dir || strchr(set, '/')))
		e = save(x, set, dir ? dir : set, &d);
	if (e)
		fprintf(stderr, "%s\n", d.msg[0] ? d.msg : aif_err_str(e));
	free(x);
	aif_arena_free(a);
	return e == AIF_OK ? AIF_EXIT_OK : e == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
}
