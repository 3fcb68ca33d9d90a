// cmd_predict.c - `aifsim predict`: a table in, the same table with predictions out.
//
// Unknown columns are copied through. A row that can not be answered honestly has
// empty output cells and a reason in `refused`. Where the table holds a measured
// quantity the error is stated per row and summed up on stderr.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aifsim.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "cli/predict.h"
#include "models/index.h"
#include "util/csv.h"

// What the summary lines need of a row that was read.
typedef struct seen {
	const char *id, *by;
	double error[1 + AIF_PREDICT_OF]; // percent, of the first measured and of each; NaN: not
	int refused;
} seen;

typedef struct job {
	aif_predict p;
	const aif_predict_kind *kind;
	FILE *out;
	const char *by;
	int n_cols, started;
	seen *seen;
	size_t n, cap;
	long search; // layouts to list per row; 0: predict
} job;

// --- the catalog --------------------------------------------------------------------

aif_err
aif_predict_open(aif_predict *p, aif_scenario **sc, aif_diag *d)
{
	const aif_scenario_opt opt = { .registry = &aif_index,
				       .take_catalog = 1,
				       .text = "horizon { from = \"2027-01-01\", "
					       "to = \"2027-01-02\" }\n" };
	aif_err e = aif_arena_create(&p->arena);

	if (!e)
		e = aif_scenario_load(sc, "catalog", &opt, NULL, NULL, d);
	if (!e)
		e = aif_scenario_build(*sc, 0, 1, 0, 1, &p->catalog, d);
	if (!e)
		e = aif_sim_ready(p->catalog, d);
	return e;
}

static int
same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if ((*a | 32) != (*b | 32))
			return 0;
	return *a == *b;
}

const aif_hw_gpu *
aif_predict_hw(const aif_predict *p, const char *name)
{
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(p->catalog, "gpu", AIF_NONE, i)) != AIF_NONE; i++)
		if (same_name(aif_sim_name(p->catalog, id), name))
			return aif_sim_state(p->catalog, id);
	// A system: the GPU of that rack.
	for (uint32_t i = 0; (id = aif_sim_nth(p->catalog, "rack", AIF_NONE, i)) != AIF_NONE; i++) {
		aif_hw_unit u;

		if (same_name(aif_sim_name(p->catalog, id), name) &&
		    aif_hw_resolve(p->catalog, id, &u, NULL) == AIF_OK)
			return u.gpu;
	}
	return NULL;
}

// The set of a GPU in --calib's folder: under the GPU's name, else under that of the
// set the catalog gives it. AIF_ENOMEM apart, g is left as it is where there is none.
static aif_err
own_set(aif_predict *p, aif_hw_gpu *g, aif_diag *d)
{
	const char *word[] = { g->name, g->calib };

	for (int i = 0; i < 2 && p->calib; i++) {
		char path[4096], file[4200];
		FILE *f;

		snprintf(path, sizeof path, "%s%s/%s", strchr(p->calib, '/') ? "" : "./", p->calib,
			 word[i] ? word[i] : "");
		for (char *c = path + strlen(path) - strlen(word[i] ? word[i] : ""); *c; c++)
			*c = *c == '-' ? '_' : *c;
		snprintf(file, sizeof file, "%s/set.csv", path);
		if (!word[i] || !word[i][0] || !(f = fopen(file, "r")))
			continue;
		fclose(f);
		g->calib = aif_arena_strdup(p->arena, path);
		return g->calib ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	return AIF_OK;
}

aif_err
aif_predict_gpu(aif_predict *p, const char *name, const aif_kernel **k, const aif_coll **c,
		aif_diag *d)
{
	const aif_hw_gpu *g = aif_predict_hw(p, name);
	struct aif_predict_gpu *slot = p->gpu;
	aif_hw_gpu own;
	aif_err e;

	if (!g)
		return aif_err_fail(d, AIF_EREFUSED, "unknown gpu '%s'", name);
	for (; slot < p->gpu + p->n_gpu; slot++)
		if (slot->gpu == g)
			break;
	if (slot == p->gpu + p->n_gpu) {
		if (p->n_gpu == AIF_PREDICT_GPUS)
			return aif_err_fail(d, AIF_ERANGE, "more than %d kinds of GPU",
					    AIF_PREDICT_GPUS);
		own = *g;
		if (p->transfer && own.peak_fp4_flop_s > 0) {
			own.calib = "h100_sxm";
			own.sustained_frac = own.ceil_fp4_flop_s = 0;
		}
		if ((e = own_set(p, &own, d)) ||
		    (e = aif_kernel_create(&slot->kernel, p->arena, &own, d)) ||
		    (e = aif_coll_create(&slot->coll, p->arena, &own, NULL, d)))
			return e;
		slot->gpu = g;
		p->n_gpu++;
	}
	*k = slot->kernel;
	*c = slot->coll;
	return AIF_OK;
}

const aif_xfmr_llm *
aif_predict_llm(const aif_predict *p, const char *name)
{
	uint32_t id;

	for (int i = 0; i < p->n_added; i++)
		if (aif_xfmr_named(&p->added[i], name))
			return &p->added[i];
	for (uint32_t i = 0; (id = aif_sim_nth(p->catalog, "llm", AIF_NONE, i)) != AIF_NONE; i++) {
		const aif_xfmr_llm *m = aif_sim_state(p->catalog, id);

		if (aif_xfmr_named(m, name))
			return m;
	}
	return NULL;
}

// --- cells ----------------------------------------------------------------------------

const char *
aif_predict_text(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);

	return i < 0 ? "" : r->cell[i];
}

aif_err
aif_predict_num(const aif_csv_row *r, const char *col, double def, double *out, aif_diag *d)
{
	int i = aif_csv_col(r, col);
	aif_err e = i < 0 ? AIF_OK : aif_csv_num(r, i, 1, "a number", out, d);

	if (i < 0 || (!e && isnan(*out)))
		*out = def;
	return e;
}

static void
write_cell(FILE *f, const char *s, int first)
{
	if (!first)
		putc(',', f);
	aif_csv_put(f, s);
}

static void
write_header(job *j, const aif_csv_row *r)
{
	for (int i = 0; i < r->n_name; i++)
		write_cell(j->out, r->name[i], i == 0);
	fprintf(j->out, ",%s,error_pct,provenance,refused\n", j->kind->cols);
	j->started = 1;
}

static void
write_answer(const job *j, const aif_predict_ans *a, double error, const char *refused)
{
	char text[96];

	for (int i = 0; i < j->n_cols; i++) {
		text[0] = '\0';
		if (!refused && !a->text[i] && !isnan(a->x[i]))
			snprintf(text, sizeof text, "%.6g", a->x[i]);
		write_cell(j->out, !refused && a->text[i] ? a->text[i] : text, 0);
	}
	text[0] = '\0';
	if (!isnan(error))
		snprintf(text, sizeof text, "%.2f", fabs(error) < 0.005 ? 0 : error);
	write_cell(j->out, text, 0);
	text[0] = '\0';
	if (!refused)
		snprintf(text, sizeof text, "%s +-%.0f%%%s%s", aif_kernel_how_name(a->mark.how),
			 100 * a->mark.band_frac, a->note ? "; " : "", a->note ? a->note : "");
	write_cell(j->out, text, 0);
	write_cell(j->out, refused ? refused : "", 0);
	putc('\n', j->out);
}

static double
percent(double predicted, double measured)
{
	return measured > 0 ? 100 * (predicted / measured - 1) : NAN;
}

static aif_err
remember(job *j, const aif_csv_row *r, const aif_predict_ans *a, int refused, aif_diag *d)
{
	seen *s;

	if (j->n == j->cap) {
		size_t cap = j->cap ? 2 * j->cap : 256;
		void *p = realloc(j->seen, cap * sizeof *j->seen);

		if (!p)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		j->seen = p;
		j->cap = cap;
	}
	s = &j->seen[j->n++];
	s->id = aif_arena_strdup(j->p.arena, aif_predict_text(r, "id"));
	s->by = j->by ? aif_arena_strdup(j->p.arena, aif_predict_text(r, j->by)) : "";
	s->error[0] = refused ? NAN : percent(a->predicted, a->measured);
	for (int i = 0; i < AIF_PREDICT_OF; i++)
		s->error[1 + i] = refused ? NAN : percent(a->of[i].predicted, a->of[i].measured);
	s->refused = refused;
	return s->id && s->by ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

// With --search: lines of its own instead of the row's.
static aif_err
search_row(job *j, const aif_csv_row *r, aif_diag *d)
{
	aif_diag why = { 0 };
	aif_err e;

	if (!j->started)
		aif_predict_search_head(j->out);
	j->started = 1;
	e = aif_predict_search(&j->p, r, (int)j->search, j->out, &why);
	if (e == AIF_EREFUSED)
		fprintf(stderr, "%s:%ld: refused: %s\n", r->path, r->line, why.msg);
	else if (e)
		return aif_err_fail(d, e, "%s", why.msg);
	return AIF_OK;
}

static aif_err
one_row(void *user, const aif_csv_row *r, aif_diag *d)
{
	job *j = user;
	aif_predict_ans a = { .measured = NAN, .predicted = NAN };
	aif_diag why = { 0 };
	aif_err e;

	if (j->by && aif_csv_col(r, j->by) < 0)
		return aif_err_fail(d, AIF_EINVAL, "%s: no column '%s' for --by", r->path, j->by);
	if (j->search > 0)
		return search_row(j, r, d);
	for (int i = 0; i < AIF_PREDICT_COLS; i++)
		a.x[i] = NAN;
	for (int i = 0; i < AIF_PREDICT_OF; i++)
		a.of[i].measured = NAN;
	if (!j->started)
		write_header(j, r);
	e = j->kind->row(&j->p, r, &a, &why);
	if (e && e != AIF_EREFUSED)
		return aif_err_fail(d, e, "%s", why.msg);
	for (int i = 0; i < r->n_cell; i++)
		write_cell(j->out, r->cell[i], i == 0);
	write_answer(j, &a, e ? NAN : percent(a.predicted, a.measured), e ? why.msg : NULL);
	return remember(j, r, &a, e != AIF_OK, d);
}

// --- summary ----------------------------------------------------------------------------

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

// One line over the rows whose `by` is that value (NULL: all), of quantity `of` (0: the
// first that was measured).
static aif_err
summary(const job *j, const char *value, const char *label, int of)
{
	double *e = malloc((j->n + 1) * sizeof *e), worst = -1;
	const char *worst_id = "";
	size_t rows = 0, refused = 0, n = 0;

	if (!e)
		return AIF_ENOMEM;
	for (size_t i = 0; i < j->n; i++) {
		double x = fabs(j->seen[i].error[of]);

		if (value && strcmp(j->seen[i].by, value) != 0)
			continue;
		rows++;
		refused += (size_t)j->seen[i].refused;
		if (isnan(x))
			continue;
		e[n++] = x;
		if (x > worst) {
			worst = x;
			worst_id = j->seen[i].id;
		}
	}
	qsort(e, n, sizeof *e, by_size);
	fprintf(stderr, "%s: %zu rows, %zu predicted, %zu refused", label, rows, rows - refused,
		refused);
	if (n > 0) // median of an even number: the mean of the middle two
		fprintf(stderr, ", median |error| %.1f %%, p90 %.1f %%, worst %.1f %% (%s)",
			(e[(n - 1) / 2] + e[n / 2]) / 2, e[(size_t)ceil(0.9 * (double)n) - 1],
			worst, worst_id);
	fprintf(stderr, "\n");
	free(e);
	return AIF_OK;
}

// The lines of one value of --by, or of all: one for each quantity of the kind.
static aif_err
lines(const job *j, const char *value)
{
	const char *shown = !value ? "" : value[0] ? value : "(empty)";
	aif_err e = AIF_OK;
	int of = j->kind->of[0] ? 1 : 0;

	do {
		char label[160];

		snprintf(label, sizeof label, "%s%s%s%s%.99s", j->kind->name, of ? " " : "",
			 of ? j->kind->of[of - 1] : "", value ? " " : "", shown);
		e = summary(j, value, label, of);
	} while (!e && of && ++of <= AIF_PREDICT_OF);
	return e;
}

static aif_err
summaries(const job *j)
{
	aif_err err = AIF_OK;

	for (size_t i = 0; j->by && i < j->n && !err; i++) {
		size_t k = 0;

		while (strcmp(j->seen[k].by, j->seen[i].by) != 0)
			k++;
		if (k == i) // that value has had no line
			err = lines(j, j->seen[i].by);
	}
	return err ? err : lines(j, NULL);
}

// --- the command --------------------------------------------------------------------------

// NAME=config.json
static aif_err
add_models(aif_predict *p, const aif_opt_list *list, aif_diag *d)
{
	p->added = aif_arena_alloc(p->arena, (size_t)list->n * sizeof *p->added + 1);
	if (!p->added)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int i = 0; i < list->n; i++) {
		const char *eq = strchr(list->x[i], '=');
		char *name;
		aif_err e;

		if (!eq)
			return aif_err_fail(d, AIF_EINVAL, "--model %s: expected NAME=config.json",
					    list->x[i]);
		if ((e = aif_hfconfig_read(eq + 1, p->arena, &p->added[i], d)))
			return e;
		name = aif_arena_memdup(p->arena, list->x[i], (size_t)(eq - list->x[i]) + 1);
		if (!name)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		name[eq - list->x[i]] = '\0';
		p->added[i].name = name;
		p->n_added++;
	}
	return AIF_OK;
}

static const aif_predict_kind *
kind_of(const char *name)
{
	static const aif_predict_kind *const all[] = { &aif_predict_train, &aif_predict_serve,
						       &aif_predict_coll, &aif_predict_kernel };
	const char *names[4];
	const char *near;

	for (int i = 0; i < 4; i++) {
		names[i] = all[i]->name;
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	}
	near = aif_err_nearest(name, names, 4);
	fprintf(stderr,
		"aifsim predict: unknown kind '%s' (expected train, serve, collective or kernel)",
		name);
	if (near)
		fprintf(stderr, " (did you mean '%s'?)", near);
	fprintf(stderr, "\n");
	return NULL;
}

// The output is written beside its name and moved there when whole.
static aif_err
run(job *j, const char *table, const char *out, aif_diag *d)
{
	char tmp[4096];
	aif_err e;

	j->out = stdout;
	if (out) {
		snprintf(tmp, sizeof tmp, "%s.tmp", out);
		j->out = fopen(tmp, "w");
		if (!j->out)
			return aif_err_fail(d, AIF_EIO, "%s: can not be written", out);
	}
	e = aif_csv_read(table, NULL, one_row, j, d);
	if (!out)
		return e;
	if (fclose(j->out) != 0 && !e)
		e = aif_err_fail(d, AIF_EIO, "%s: can not be written", out);
	if (e)
		remove(tmp);
	else if (rename(tmp, out) != 0)
		e = aif_err_fail(d, AIF_EIO, "%s: can not be written", out);
	return e;
}

int
aif_cmd_predict(int argc, char **argv)
{
	const char *table = NULL, *out = NULL, *by = NULL, *calib = NULL, *pos[AIF_OPT_MAX];
	aif_opt_list models = { .n = 0 };
	job j = { 0 };
	const aif_opt opts[] = {
		{ "table", 't', AIF_OPT_TEXT, &table, "FILE.csv", "rows to predict", 0, 0 },
		{ "out", 'o', AIF_OPT_TEXT, &out, "OUT.csv", "where to write; else stdout", 0, 0 },
		{ "by", 0, AIF_OPT_TEXT, &by, "COLUMN", "a summary line per value of it", 0, 0 },
		{ "search", 0, AIF_OPT_INT, &j.search, "N",
		  "train: list the N fastest layouts of each row, and why", 1, 1000 },
		{ "model", 0, AIF_OPT_LIST, &models, "NAME=config.json",
		  "a model's Hugging Face configuration", 0, 0 },
		{ "calib", 0, AIF_OPT_TEXT, &calib, "DIR",
		  "calibration sets that come before the program's", 0, 0 },
		{ 0 },
	};
	aif_scenario *sc = NULL;
	aif_diag d = { 0 };
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
	aif_err e;

	if (n < 0)
		return aif_opt_status(n);
	if (!(j.kind = kind_of(pos[0])))
		return AIF_EXIT_USAGE;
	if (!table) {
		fprintf(stderr, "aifsim predict %s: --table FILE.csv is missing\n", pos[0]);
		return AIF_EXIT_USAGE;
	}
	if (j.search > 0 && j.kind != &aif_predict_train) {
		fprintf(stderr, "aifsim predict %s: --search is for train\n", pos[0]);
		return AIF_EXIT_USAGE;
	}
	j.by = by;
	j.p.calib = calib;
	j.n_cols = 1;
	for (const char *c = j.kind->cols; *c; c++)
		j.n_cols += *c == ',';
	e = aif_predict_open(&j.p, &sc, &d);
	if (!e)
		e = add_models(&j.p, &models, &d);
	if (!e)
		e = run(&j, table, out, &d);
	if (!e && j.search == 0)
		e = summaries(&j);
	if (e)
		fprintf(stderr, "%s\n", d.msg[0] ? d.msg : aif_err_str(e));
	free(j.seen);
	aif_sim_free(j.p.catalog);
	aif_scenario_free(sc);
	aif_arena_free(j.p.arena);
	return e == AIF_OK ? AIF_EXIT_OK : e == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
}
