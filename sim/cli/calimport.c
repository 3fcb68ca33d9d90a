// calimport.c - `aifsim calibrate import`: measured files to a calibration set.
//
// Everything is read and judged before anything is written.
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/calibrate.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/predict.h"
#include "models/calwrite.h"

enum { FILES = 256 };

typedef struct job {
	const char *gpu, *base, *dir;
	char set[64];
	char *file[FILES];
	int n_file;
	aif_predict p;
	aif_scenario *sc;
	const aif_hw_gpu *hw;
	aif_calrun run;
	aif_calwrite_facts facts;
	aif_calgrid grid[AIF_KSPEC_N];
} job;

// --- which files -------------------------------------------------------------------

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static aif_err
add_file(job *j, const char *path, aif_diag *d)
{
	if (j->n_file == FILES)
		return aif_err_fail(d, AIF_ERANGE, "more than %d files", FILES);
	j->file[j->n_file] = strdup(path);
	return j->file[j->n_file++] ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

// A file, or all measurements of a folder.
static aif_err
add_path(job *j, const char *path, aif_diag *d)
{
	static const char *const end[] = { ".csv", ".csv.gz", ".log", ".txt" };
	DIR *dir = opendir(path);
	int from = j->n_file;
	aif_err e = AIF_OK;

	if (!dir)
		return add_file(j, path, d);
	for (struct dirent *x; !e && (x = readdir(dir));) {
		size_t n = strlen(x->d_name);
		char whole[4096];

		for (size_t i = 0; i < 4; i++)
			if (n > strlen(end[i]) &&
			    strcmp(x->d_name + n - strlen(end[i]), end[i]) == 0) {
				snprintf(whole, sizeof whole, "%s/%s", path, x->d_name);
				e = add_file(j, whole, d);
				break;
			}
	}
	closedir(dir);
	qsort(j->file + from, (size_t)(j->n_file - from), sizeof *j->file, by_name);
	return !e && j->n_file == from
		   ? aif_err_fail(d, AIF_ENOENT, "%s: no .csv, .csv.gz, .log or .txt in it", path)
		   : e;
}

// --- which GPU ----------------------------------------------------------------------

// gemm_perf__h100_sxm__trtllm_1.0.csv.gz: h100_sxm.
static int
gpu_of_name(const char *path, char *out, size_t n)
{
	const char *a = strstr(path, "__"), *b = a ? strstr(a + 2, "__") : NULL;

	if (!b)
		return 0;
	snprintf(out, n, "%.*s", (int)(b - a - 2), a + 2);
	return 1;
}

static void
set_name(job *j, const char *gpu)
{
	snprintf(j->set, sizeof j->set, "%s", gpu);
	for (char *c = j->set; *c; c++)
		if (*c == '-' || *c == '/')
			*c = '_';
}

// The catalog's entry of a GPU or of a set's name; NULL.
static const aif_hw_gpu *
lookup(const job *j, const char *name)
{
	char dashed[64];
	const aif_hw_gpu *g = aif_predict_hw(&j->p, name);

	snprintf(dashed, sizeof dashed, "%s", name);
	for (char *c = dashed; *c; c++)
		if (*c == '_')
			*c = '-';
	return g ? g : aif_predict_hw(&j->p, dashed);
}

static aif_err
read_all(job *j, aif_diag *d)
{
	char name[64] = "";
	const char *device;
	aif_err e;

	for (int i = 0; i < j->n_file && !j->gpu; i++)
		if (gpu_of_name(j->file[i], name, sizeof name))
			j->gpu = name;
	if (j->gpu)
		set_name(j, j->gpu);
	if ((e = aif_calrun_create(&j->run, j->set[0] ? j->set : NULL, d)))
		return e;
	for (int i = 0; i < j->n_file && !e; i++)
		e = aif_calrun_read(&j->run, j->file[i], d);
	if (!e)
		e = aif_calrun_device(&j->run, &device, d);
	for (size_t i = 0; i < j->run.n_source && !e && !j->gpu; i++)
		if (j->run.source[i].gpu[0])
			j->gpu = j->run.source[i].gpu;
	if (!e && !j->gpu)
		return aif_err_fail(d, AIF_EINVAL,
				    "which GPU? (the files do not say: --gpu NAME, the catalog's "
				    "where it has one)");
	if (!e) {
		set_name(j, j->gpu);
		j->hw = lookup(j, j->gpu);
		j->gpu = NULL; // may point to name
	}
	return e;
}

// --- the report ----------------------------------------------------------------------

static void
report_sources(const job *j)
{
	for (size_t i = 0; i < j->run.n_source; i++) {
		const aif_calsource *s = &j->run.source[i];

		printf("%s: %s, %zu rows, %zu taken", s->path, s->format, s->rows, s->used);
		if (s->unused > s->bad)
			printf(", %zu that no table holds", s->unused - s->bad);
		if (s->bad)
			printf(", %zu that failed their check", s->bad);
		printf("%s%s\n", s->note[0] ? "; " : "", s->note);
	}
}

static void
report_errors(const char *what, const aif_calerr *x)
{
	if (x->n)
		printf(
		    "  %-34s %7zu  mean %5.1f %%  median %5.1f %%  p90 %5.1f %%  worst %6.1f %%\n",
		    what, x->n, 100 * x->mean, 100 * x->median, 100 * x->p90, 100 * x->worst);
}

static void
report_table(const aif_calgrid *g)
{
	const aif_kspec *s = aif_kspec_at(g->table);

	printf("%s.csv: %zu points in %zu of %zu cells", s->file, g->points, g->held, g->cells);
	if (g->merged)
		printf(", %zu averaged with others of their cell", g->merged);
	putchar('\n');
	if (g->disturbed)
		printf("  %zu cells left out as disturbed: over 3 times what both sides say\n",
		       g->disturbed);
	for (int a = 0; a < 3; a++)
		if (a == 2 || a < s->n_axis)
			printf("  %-16s %.10g to %.10g, %d points, largest step x%.3g\n",
			       s->name[s->n_key + (a == 2 ? s->n_axis : a)], g->axis[a].lo,
			       g->axis[a].hi, g->axis[a].n, g->axis[a].gap);
	report_errors("one cell left out, |error|", &g->loo);
	report_errors("points not held or averaged", &g->rest);
	if (isfinite(g->spread_median))
		printf("  spread of samples (p90 - p10)      median %.1f %%, p90 %.1f %%\n",
		       100 * g->spread_median, 100 * g->spread_p90);
	if (g->n_outlier)
		printf("  %zu outliers (5 scaled median deviations), the farthest:\n",
		       g->n_outlier);
	for (size_t i = 0; i < g->n_outlier && i < AIF_CALGRID_OUTLIERS; i++)
		printf("    %s:%ld: %.3g times what its neighbours say\n", g->outlier[i].path,
		       g->outlier[i].line, g->outlier[i].off);
}

static void
report(const job *j)
{
	report_sources(j);
	for (int i = 0; i < AIF_KSPEC_N; i++)
		if (j->grid[i].points)
			report_table(&j->grid[i]);
	if (j->run.n_load)
		printf("power.csv: %zu steady loads\n", j->run.n_load);
	if (j->run.n_sample)
		printf("log.csv: %zu readings\n", j->run.n_sample);
}

// --- files ---------------------------------------------------------------------------

static aif_err
write_all(const job *j, aif_diag *d)
{
	aif_calibrate_file file[AIF_KSPEC_N + 3];
	char dir[4096], name[64];
	aif_err e;
	int n = 0;

	snprintf(dir, sizeof dir, "%s/%s", j->dir, j->set);
	for (int i = 0; i < AIF_KSPEC_N; i++) {
		if (!j->grid[i].held)
			continue;
		snprintf(name, sizeof name, "%s.csv", aif_kspec_at(i)->file);
		if ((e = aif_calibrate_open(&file[n], name, d)))
			return e;
		aif_calwrite_table(&j->grid[i], &j->run, j->set, file[n++].f);
	}
	if (j->run.n_load && !(e = aif_calibrate_open(&file[n], "power.csv", d)))
		aif_calwrite_loads(&j->run, j->set, file[n++].f);
	if (j->run.n_sample && !(e = aif_calibrate_open(&file[n], "log.csv", d)))
		aif_calwrite_log(&j->run, j->set, file[n++].f);
	if ((e = aif_calibrate_open(&file[n], "set.csv", d)))
		return e;
	aif_calwrite_set(&j->facts, &j->run, j->set, file[n++].f);
	if (!(e = aif_calibrate_save(file, n, dir, d)))
		printf("%s: %d files\n", dir, n);
	return e ? e : aif_calibrate_laws(dir, d);
}

static aif_err
import(job *j, aif_diag *d)
{
	const char *base = j->base ? j->base : "";
	aif_calset of;
	aif_err e = aif_predict_open(&j->p, &j->sc, d);

	if (!e)
		e = read_all(j, d);
	for (int i = 0; i < AIF_KSPEC_N && !e && !j->base; i++)
		if (!j->run.table[i].n && i != AIF_KSPEC_STREAM && j->hw && j->hw->calib)
			base = j->hw->calib;
	if (base[0] && !j->base && aif_calset_open(&of, base, NULL)) // the first of its name
		base = "";
	if (!e)
		e = aif_calwrite_facts_of(&j->facts, &j->run, j->hw, base, d);
	for (int i = 0; i < AIF_KSPEC_N && !e; i++)
		e = aif_calgrid_build(&j->grid[i], &j->run, i, &j->facts.set, d);
	if (!e) {
		aif_calwrite_quant(&j->facts, &j->grid[AIF_KSPEC_GEMM]);
		report(j);
		e = write_all(j, d);
	}
	return e;
}

int
aif_calibrate_import(int argc, char **argv)
{
	const char *pos[AIF_OPT_MAX];
	job *j = calloc(1, sizeof *j);
	aif_diag d = { 0 };
	int n;
	aif_err e = AIF_OK;

	if (!j)
		return AIF_EXIT_INTERNAL;
	j->dir = "calib";
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &j->dir, "DIR",
		  "where the set's folder goes (default: calib)", 0, 0 },
		{ "gpu", 0, AIF_OPT_TEXT, &j->gpu, "NAME", "whose measurements they are", 0, 0 },
		{ "base", 0, AIF_OPT_TEXT, &j->base, "SET",
		  "set for what was not measured (default: the GPU's)", 0, 0 },
		{ 0 },
	};
	n = aif_opt_parse(argc, argv, opts, 1, AIF_OPT_MAX, pos);
	if (n < 0) {
		free(j);
		return aif_opt_status(n);
	}
	for (int i = 0; i < n && !e; i++)
		e = add_path(j, pos[i], &d);
	if (!e)
		e = import(j, &d);
	if (e)
		fprintf(stderr, "%s\n", d.msg[0] ? d.msg : aif_err_str(e));
	for (int i = 0; i < j->n_file; i++)
		free(j->file[i]);
	aif_calrun_free(&j->run);
	aif_sim_free(j->p.catalog);
	aif_scenario_free(j->sc);
	aif_arena_free(j->p.arena);
	free(j);
	return e == AIF_OK ? AIF_EXIT_OK : e == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
}
