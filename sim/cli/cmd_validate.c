// cmd_validate.c - `aifsim validate`: predicted against measured, with bounds.
//
// A suite is a table of published measurements and the groups of its rows that a
// bound is set on. Beside each error stands the spread of the measurements
// themselves. A table that is not there is skipped, and said so.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/predict.h"
#include "cli/validate.h"

typedef struct group {
	const char *name;
	int (*holds)(const aif_csv_row *r);
	double median, p90, refused; // bounds [%]; 0: none
	double noise;                // spread of the measurements [%]
	const char *noise_of;
} group;

typedef struct suite {
	const char *name, *file;
	const aif_predict_kind *kind;
	const group *groups;
	int n_groups;
	int transfer; // aif_predict.transfer
} suite;

enum { MOST_GROUPS = 4 };

typedef struct tally {
	double *error; // |%|
	size_t n, cap, refused;
} tally;

typedef struct job {
	aif_predict *p;
	const suite *s;
	tally t[MOST_GROUPS];
} job;

// --- groups -----------------------------------------------------------------------

static double
number(const aif_csv_row *r, const char *col)
{
	return strtod(aif_predict_text(r, col), NULL);
}

// Dimensions and layout are stated, and somebody read the source.
static int
stated(const aif_csv_row *r)
{
	return number(r, "layers") > 0 && number(r, "tp") > 0 && number(r, "pp") > 0 &&
	       strcmp(aif_predict_text(r, "verified"), "memory") != 0;
}

static int
dense(const aif_csv_row *r)
{
	return stated(r) && number(r, "experts") == 0;
}

static int
sparse(const aif_csv_row *r)
{
	return stated(r) && number(r, "experts") > 0;
}

// Not from the measurer of models/calib, whose points the tables hold.
static int
foreign(const aif_csv_row *r)
{
	return strstr(aif_predict_text(r, "source"), "aiconfigurator") == NULL;
}

static int
large(const aif_csv_row *r)
{
	return number(r, "bytes") >= 16777216;
}

static int
small(const aif_csv_row *r)
{
	return number(r, "bytes") < 1048576;
}

static int
large_foreign(const aif_csv_row *r)
{
	return large(r) && foreign(r);
}

static int
small_foreign(const aif_csv_row *r)
{
	return small(r) && foreign(r);
}

static int
offline(const aif_csv_row *r)
{
	return strcmp(aif_predict_text(r, "concurrency"), "inf") == 0;
}

static int
whole(const aif_csv_row *r)
{
	return strcmp(aif_predict_text(r, "mode"), "agg") == 0;
}

static int
whole_hopper(const aif_csv_row *r)
{
	return whole(r) && aif_predict_text(r, "gpu")[0] == 'h';
}

static int
apart(const aif_csv_row *r)
{
	return strcmp(aif_predict_text(r, "mode"), "disagg") == 0;
}

static int
b200(const aif_csv_row *r)
{
	return stated(r) && strcmp(aif_predict_text(r, "gpu"), "b200-sxm") == 0;
}

static int
gb200(const aif_csv_row *r)
{
	return stated(r) && strcmp(aif_predict_text(r, "gpu"), "gb200-nvl72") == 0;
}

// Noise. train: the same configuration in consecutive releases of Megatron-Bridge, 45
// configurations, median of largest over smallest. collective: large messages over
// repetitions of one test; of small ones none is published.
static const group train_groups[] = {
	{ "dense, stated layout", dense, 5, 12, 5, 6.2, "consecutive releases" },
	{ "mixture of experts", sparse, 10, 25, 5, 6.2, "consecutive releases" },
};
// On H100's tables: what a part may expect before anybody has measured it.
static const group transfer_groups[] = {
	{ "B200 without tables", b200, 0, 0, 0, 6.2, "consecutive releases" },
	{ "GB200 without tables", gb200, 0, 0, 0, 6.2, "consecutive releases" },
};
static const group coll_groups[] = {
	{ "16 MiB and more", large, 5, 0, 0, 3, "nccl-tests" },
	{ "below 1 MiB", small, 20, 0, 0, 0, "not published" },
	{ "16 MiB on, not calib", large_foreign, 0, 0, 0, 3, "nccl-tests" },
	{ "below 1 MiB, not calib", small_foreign, 0, 0, 0, 0, "not published" },
};
// Throughput of offline runs; time per output token of loaded deployments, whose engines
// differ by more than their noise: without bounds until requests are simulated one by one.
static const group serve_groups[] = {
	{ "offline throughput", offline, 0, 0, 0, 2.1, "ten vendors, MLPerf v4.1" },
};
static const group curve_groups[] = {
	{ "TPOT, one replica", whole, 0, 0, 0, 0, "not published" },
	{ "the same, Hopper", whole_hopper, 0, 0, 0, 0, "not published" },
	{ "TPOT, disaggregated", apart, 0, 0, 0, 0, "not published" },
};
static const suite suites[] = {
	{ "train", "train.csv", &aif_predict_train, train_groups, 2, 0 },
	{ "transfer", "train.csv", &aif_predict_train, transfer_groups, 2, 1 },
	{ "collective", "collective.csv", &aif_predict_coll, coll_groups, 4, 0 },
	{ "serve", "serve.csv", &aif_predict_serve, serve_groups, 1, 0 },
	{ "curves", "serve-curves.csv", &aif_predict_serve, curve_groups, 3, 0 },
};
enum { N_SUITES = sizeof suites / sizeof *suites };

// --- one table ----------------------------------------------------------------------

static aif_err
keep(tally *t, double error, aif_diag *d)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? 2 * t->cap : 128;
		double *p = realloc(t->error, cap * sizeof *p);

		if (!p)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		t->error = p;
		t->cap = cap;
	}
	t->error[t->n++] = error;
	return AIF_OK;
}

static aif_err
one_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	job *j = user;
	aif_predict_ans a = { .measured = NAN, .predicted = NAN };
	aif_diag why = { 0 };
	aif_err e = j->s->kind->row(j->p, r, &a, &why);

	if (e && e != AIF_EREFUSED)
		return aif_err_fail(d, e, "%s", why.msg);
	for (int i = 0; i < j->s->n_groups; i++) {
		if (!j->s->groups[i].holds(r))
			continue;
		if (e)
			j->t[i].refused++;
		else if (a.measured > 0 &&
			 keep(&j->t[i], 100 * fabs(a.predicted / a.measured - 1), d))
			return AIF_ENOMEM;
	}
	return AIF_OK;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
bounded(double x, double bound)
{
	if (bound > 0)
		printf(" %8.1f <= %-3g", x, bound);
	else
		printf(" %8.1f %6s", x, "");
}

// Prints a group's line. Returns 1 when a bound is broken.
static int
verdict(const char *name, const group *g, const tally *t)
{
	double rows = (double)(t->n + t->refused), median, p90, refused;
	int broken;

	if (t->n == 0) {
		printf("%-11s %-22s no rows\n", name, g->name);
		return 0;
	}
	qsort(t->error, t->n, sizeof *t->error, by_size);
	median = (t->error[(t->n - 1) / 2] + t->error[t->n / 2]) / 2;
	p90 = t->error[(size_t)ceil(0.9 * (double)t->n) - 1];
	refused = 100 * (double)t->refused / rows;
	broken = (g->median > 0 && median > g->median) || (g->p90 > 0 && p90 > g->p90) ||
		 (g->refused > 0 && refused > g->refused);
	printf("%-11s %-22s %5.0f", name, g->name, rows);
	bounded(refused, g->refused);
	bounded(median, g->median);
	bounded(p90, g->p90);
	if (g->noise > 0)
		printf(" %7.1f", g->noise);
	else
		printf(" %7s", "-");
	printf("  %s%s\n", g->noise_of, broken ? "  BROKEN" : "");
	return broken;
}

// Returns 1 when a bound is broken; an error leaves d.
static int
run_suite(aif_predict *p, const suite *s, const char *dir, aif_diag *d)
{
	job j = { .p = p, .s = s };
	char path[4096];
	int broken = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, s->file);
	f = fopen(path, "r");
	if (!f) {
		printf("%-11s skipped: %s is not there\n", s->name, path);
		return 0;
	}
	fclose(f);
	p->transfer = s->transfer;
	p->n_gpu = 0; // kernels of other suites may be others
	if (aif_csv_read(path, NULL, one_row, &j, d) == AIF_OK)
		for (int i = 0; i < s->n_groups; i++)
			broken |= verdict(s->name, &s->groups[i], &j.t[i]);
	for (int i = 0; i < s->n_groups; i++)
		free(j.t[i].error);
	return broken;
}

// --- the command ----------------------------------------------------------------------

// Suites with a table of their own.
static const struct {
	const char *name;
	int (*run)(aif_predict *p, const char *dir, aif_diag *d);
} own[] = { { "power", aif_validate_power }, { "facility", aif_validate_facility } };
enum { N_OWN = sizeof own / sizeof *own };

static int
known(const char *name)
{
	for (int i = 0; i < N_OWN; i++)
		if (strcmp(own[i].name, name) == 0)
			return 1;
	if (strcmp(name, "zoom") == 0)
		return 1;
	for (int i = 0; i < N_SUITES; i++)
		if (strcmp(suites[i].name, name) == 0)
			return 1;
	fprintf(stderr, "aifsim validate: unknown suite '%s' (expected", name);
	for (int i = 0; i < N_SUITES; i++)
		fprintf(stderr, "%s %s", i ? "," : "", suites[i].name);
	for (int i = 0; i < N_OWN; i++)
		fprintf(stderr, ", %s", own[i].name);
	fprintf(stderr, ", zoom)\n");
	return 0;
}

static int
wanted(const char *name, char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return 1;
	return n == 0;
}

int
aif_cmd_validate(int argc, char **argv)
{
	const char *dir = "../shared/validation", *calib = NULL, *pos[AIF_OPT_MAX];
	const char *scenario = "scenarios/default.lua";
	const aif_opt opts[] = {
		{ "data", 0, AIF_OPT_TEXT, &dir, "DIR", "where the tables are", 0, 0 },
		{ "calib", 0, AIF_OPT_TEXT, &calib, "DIR",
		  "calibration sets that come before the program's", 0, 0 },
		{ "scenario", 0, AIF_OPT_TEXT, &scenario, "FILE.lua",
		  "of zoom (scenarios/default.lua)", 0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 0, N_SUITES + N_OWN + 1, pos), broken = 0;
	aif_predict p = { 0 };
	aif_scenario *sc = NULL;
	aif_diag d = { 0 };

	if (n < 0)
		return aif_opt_status(n);
	for (int i = 0; i < n; i++)
		if (!known(pos[i]))
			return AIF_EXIT_USAGE;
	p.calib = calib;
	if (aif_predict_open(&p, &sc, &d) == AIF_OK) {
		int head = 0;

		for (int i = 0; i < N_SUITES && !d.code; i++) {
			if (!wanted(suites[i].name, (char *const *)pos, n))
				continue;
			if (!head++)
				printf("%-11s %-22s %5s %15s %15s %15s %7s  of\n", "suite", "rows",
				       "n", "refused %", "median %", "p90 %", "noise %");
			broken |= run_suite(&p, &suites[i], dir, &d);
		}
		for (int i = 0; i < N_OWN && !d.code; i++)
			if (wanted(own[i].name, (char *const *)pos, n))
				broken |= own[i].run(&p, dir, &d);
		if (!d.code && wanted("zoom", (char *const *)pos, n))
			broken |= aif_validate_zoom(scenario, &d);
	}
	if (d.code)
		fprintf(stderr, "aifsim validate: %s\n", d.msg);
	aif_sim_free(p.catalog);
	aif_scenario_free(sc);
	aif_arena_free(p.arena);
	return d.code ? AIF_EXIT_USAGE : broken ? AIF_EXIT_BROKEN : AIF_EXIT_OK;
}
