// callaw.c - fit.csv: writing it, reading it, and times by its laws.
//
// Beyond a table's edge the measured time at the edge is carried on by the roofline's shape
// (its ratio held), by the law's factor, or by the law's difference, whichever did best in
// the last part of the table (caledge.c). So the answer is continuous, and a law that is
// off does no harm where holding is better. How good: tests/valid/test_kernel_fit.c.
#include "models/callaw.h"

#include <math.h>
#include <string.h>

// --- writing ---------------------------------------------------------------------------

// A rate whose reciprocal came out as 0 is no law.
static int
finite_terms(const aif_calfit *l)
{
	for (int t = 0; t < l->n_term; t++)
		if (!isfinite(l->term[t].value))
			return 0;
	return 1;
}

void
aif_callaw_write(const aif_calfits *x, const char *set, FILE *f)
{
	fprintf(
	    f,
	    "# fit.csv - %s: laws fitted by aifsim calibrate fit, standard errors, and error on "
	    "points left out.\nof,law,term,value,unit,std_error,points,loo_median_frac,"
	    "loo_mean_frac,from,to\n",
	    set);
	for (int i = 0; i < x->n; i++) {
		const aif_calfit *l = &x->fit[i];

		for (int t = 0; t < l->n_term && finite_terms(l); t++) {
			fprintf(f, "\"%s\",\"%s\",%s,%.6g,%s,", l->of, l->law, l->term[t].name,
				l->term[t].value, l->term[t].unit);
			if (isfinite(l->term[t].error))
				fprintf(f, "%.3g", l->term[t].error);
			fprintf(f, ",%zu,%.4g,%.4g,", l->n, l->median, l->mean);
			if (l->hi > 0)
				fprintf(f, "%.6g,%.6g", l->lo, l->hi);
			else
				putc(',', f);
			putc('\n', f);
		}
	}
}

// --- reading ---------------------------------------------------------------------------

typedef struct reader {
	aif_callaw *l;
	const aif_calset *facts;
} reader;

static int
ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static void
set_line(const reader *k, aif_callaw_line *x, const char *term, double v)
{
	if (strcmp(term, "t0") == 0)
		x->t0_s = v;
	else if (strcmp(term, "bw") == 0)
		x->reach = v / k->facts->roof.hbm_bytes_s;
}

static void
of_gemm(const reader *k, const char *of, const char *term, double v, double error)
{
	static const char *const c[] = { "c0", "cm", "cn", "ck" };
	char word[24] = "";
	int t;

	if (sscanf(of, "gemm %23s", word) != 1 || (t = aif_kernel_dtype_of(word)) < 0)
		return;
	if (ends(of, " weights of one token"))
		set_line(k, &k->l->gemm[t].weights, term, v);
	for (int i = 0; i < 4 && ends(of, " surface"); i++)
		if (strcmp(term, c[i]) == 0) {
			k->l->gemm[t].c[i] = v;
			k->l->gemm[t].error_frac = error;
		}
}

static void
of_bytes(const reader *k, const char *of, const char *term, double v)
{
	aif_callaw *l = k->l;
	int i = 0;

	if (strlen(of) >= sizeof l->line[0].of)
		return;
	while (i < l->n_line && strcmp(l->line[i].of, of) != 0)
		i++;
	if (i == AIF_CALLAW_LINES)
		return;
	if (i == l->n_line)
		snprintf(l->line[l->n_line++].of, sizeof l->line[0].of, "%s", of);
	set_line(k, &l->line[i].line, term, v);
}

static void
of_power(const reader *k, const char *of, const char *term, double v)
{
	char word[24] = "";
	int t;

	if (sscanf(of, "power of %23s", word) != 1 || (t = aif_kernel_dtype_of(word)) < 0)
		return;
	if (strcmp(term, "idle") == 0)
		k->l->power[t].idle_w = v;
	else if (strcmp(term, "compute") == 0)
		k->l->power[t].compute_w = v;
	else if (strcmp(term, "memory") == 0)
		k->l->power[t].memory_w = v;
}

static void
of_edge(const reader *k, const char *of, const char *term, double v)
{
	static const char *const way[] = { "held", "times", "plus" };
	aif_callaw *l = k->l;
	int i = 0;

	if (strlen(of) >= sizeof l->edge[0].of)
		return;
	while (i < l->n_edge && strcmp(l->edge[i].of, of) != 0)
		i++;
	if (i == AIF_CALLAW_EDGES)
		return;
	if (i == l->n_edge) {
		snprintf(l->edge[l->n_edge++].of, sizeof l->edge[0].of, "%s", of);
		for (int w = 0; w < AIF_CALLAW_WAYS; w++)
			l->edge[i].error[w] = NAN;
	}
	for (int w = 0; w < AIF_CALLAW_WAYS; w++)
		if (strcmp(term, way[w]) == 0)
			l->edge[i].error[w] = v;
}

static void
take(const reader *k, const char *of, const char *term, double v, double error)
{
	if (strncmp(of, "gemm ", 5) == 0)
		of_gemm(k, of, term, v, error);
	else if (strncmp(of, "stream ", 7) == 0 || strncmp(of, "decode ", 7) == 0)
		of_bytes(k, of, term, v);
	else if (strncmp(of, "edge ", 5) == 0)
		of_edge(k, of, term, v);
	else if (strncmp(of, "power of ", 9) == 0)
		of_power(k, of, term, v);
	else if (strncmp(of, "clock law, gemm bf16", 20) == 0 && strcmp(term, "P0") == 0)
		k->l->static_w = v;
	else if (strncmp(of, "clock law, gemm bf16", 20) == 0 && strcmp(term, "b") == 0)
		k->l->gamma = v;
}

static aif_err
row(void *user, const aif_csv_row *r, aif_diag *d)
{
	static const char *const name[] = { "of", "term", "value", "loo_mean_frac" };
	double v, error;
	int col[4];
	aif_err e;

	for (int i = 0; i < 4; i++)
		if ((col[i] = aif_csv_col(r, name[i])) < 0)
			return aif_err_fail(d, AIF_EPARSE, "%s:1: no column '%s'", r->path,
					    name[i]);
	if ((e = aif_csv_num(r, col[2], 0, NULL, &v, d)) ||
	    (e = aif_csv_num(r, col[3], 1, NULL, &error, d)))
		return e;
	if (!isfinite(v) || v < 0)
		return aif_csv_fail(r, col[2], "is negative or not finite", "0 or more", d);
	take(user, r->cell[col[0]], r->cell[col[1]], v, error);
	return AIF_OK;
}

void
aif_callaw_of(aif_callaw *out, const aif_calfits *x, const aif_calset *facts)
{
	reader k = { out, facts };

	memset(out, 0, sizeof *out);
	for (int i = 0; i < x->n; i++)
		for (int t = 0; t < x->fit[i].n_term && finite_terms(&x->fit[i]); t++)
			take(&k, x->fit[i].of, x->fit[i].term[t].name, x->fit[i].term[t].value,
			     x->fit[i].mean);
}

aif_err
aif_callaw_open(aif_callaw *out, const char *set, const aif_calset *facts, aif_diag *d)
{
	reader k = { out, facts };
	aif_err e;

	memset(out, 0, sizeof *out);
	e = aif_calset_rows(set, "fit", row, &k, d);
	return e == AIF_ENOENT ? AIF_OK : e;
}

// --- times -----------------------------------------------------------------------------

static double
line_s(const aif_callaw_line *x, const aif_kroof *r, double bytes)
{
	return x->t0_s + bytes / (x->reach * r->hbm_bytes_s);
}

double
aif_callaw_gemm_s(const aif_callaw *l, const aif_kroof *r, const double x[3], double batch, int t)
{
	const double *c = l->gemm[t].c, m = x[0], n = x[1], k = x[2];
	double bytes = (m * k + n * k) * aif_kernel_dtype_bytes((aif_kernel_dtype)t) + 2 * m * n;
	double work = batch * 2 * m * n * k / r->flop_s[t], move;

	if (!(c[0] > 0) || !(l->gemm[t].weights.reach > 0))
		return NAN;
	work *= c[0] + c[1] / m + c[2] / n + c[3] / k;
	move = line_s(&l->gemm[t].weights, r, batch * bytes);
	return sqrt(sqrt(work * work * work * work + move * move * move * move));
}

// Time by law at a point of a block; NaN.
static double
law_s(const aif_callaw_of_block *k, const double x[3])
{
	const aif_ktable_sub *s = k->s;
	const aif_calset *c = s->user;
	double bytes = x[2];

	if (k->table == AIF_KSPEC_GEMM)
		return aif_callaw_gemm_s(k->l, &c->roof, (double[]){ x[2], x[0], x[1] }, 1,
					 (int)s->id);
	if (!k->b->line)
		return NAN;
	if (k->table == AIF_KSPEC_DECODE) {
		int kv = (int)((s->id >> 32) % AIF_DT_N);
		double len = s->num[3] > 0 ? fmin(s->num[3], x[1]) : x[1];

		bytes = 2 * x[2] * len * s->num[2] * aif_kernel_dtype_bytes((aif_kernel_dtype)kv);
	}
	return line_s(k->b->line, &c->roof, bytes);
}

double
aif_callaw_step(const aif_callaw_of_block *k, const double y[3], const double z[3], double v,
		int way)
{
	const aif_ktable_sub *s = k->s;
	double from, to, roof;

	if (way == AIF_CALLAW_HELD)
		return v;
	from = law_s(k, y);
	to = law_s(k, z);
	roof = s->roof(s->user, s, z);
	if (way == AIF_CALLAW_PLUS)
		to = fmax(exp(v) * s->roof(s->user, s, y) + to - from, 0.1 * roof);
	else
		to *= exp(v) * s->roof(s->user, s, y) / from;
	return log(to / roof);
}

void
aif_callaw_edge(int table, const aif_ktable_sub *s, int axis, int above, char *out, size_t n)
{
	const aif_kspec *k = aif_kspec_at(table);
	size_t at = (size_t)snprintf(out, n, "edge %s", k->file);

	for (int i = 0; i < k->n_key && at < n; i++)
		at += (size_t)snprintf(out + at, n - at, " %.16s", s->key[i]);
	if (at < n)
		snprintf(out + at, n - at, " %s %s",
			 axis == 2          ? k->name[k->n_key + k->n_axis]
			 : axis < k->n_axis ? k->name[k->n_key + axis]
					    : "-",
			 above ? "above" : "below");
}

// A law is taken where it did clearly better than the ratio held.
static const double clearly = 0.75;

// The best way beyond an edge; -1: not tried.
static signed char
best_way(const aif_callaw *l, const char *edge, int ways, double *error)
{
	int i = 0, best = AIF_CALLAW_HELD;
	const double *e;

	while (i < l->n_edge && strcmp(l->edge[i].of, edge) != 0)
		i++;
	if (i == l->n_edge || isnan(l->edge[i].error[AIF_CALLAW_HELD]))
		return -1;
	e = l->edge[i].error;
	for (int w = AIF_CALLAW_TIMES; w < ways; w++)
		if (e[w] < clearly * e[AIF_CALLAW_HELD] &&
		    (best == AIF_CALLAW_HELD || e[w] < e[best]))
			best = w;
	*error = e[best];
	return (signed char)best;
}

aif_callaw_block
aif_callaw_block_of(const aif_callaw *l, int table, const aif_ktable_sub *s)
{
	aif_callaw_block b = { 0 };
	char of[72];

	for (int a = 0; a < 3; a++)
		for (int above = 0; above < 2; above++) {
			aif_callaw_edge(table, s, a, above, of, sizeof of);
			// Far above a matmul's edge a difference of laws is the law itself.
			b.way[a][above] = best_way(
			    l, of,
			    table == AIF_KSPEC_GEMM && above ? AIF_CALLAW_PLUS : AIF_CALLAW_WAYS,
			    &b.error[a][above]);
		}
	if (table == AIF_KSPEC_DECODE)
		snprintf(of, sizeof of, "decode %.8s head %.8s window %.8s cache", s->key[1],
			 s->key[2], s->key[3]);
	else if (table == AIF_KSPEC_STREAM)
		snprintf(of, sizeof of, "stream %.24s %.8s", s->key[0], s->key[1]);
	else
		return b;
	for (int i = 0; i < l->n_line; i++)
		if (strcmp(l->line[i].of, of) == 0 && l->line[i].line.reach > 0)
			b.line = &l->line[i].line;
	return b;
}

double
aif_callaw_beyond(const aif_callaw_of_block *k, const double x[3], double v, double *error,
		  int *law)
{
	const aif_ktable_sub *s = k->s;
	double y[3], z[3];

	*error = 0;
	*law = 0;
	for (int a = 0; a < 3; a++)
		z[a] = y[a] = fmin(fmax(x[a], s->x[a][0]), s->x[a][s->n[a] - 1]);
	for (int a = 0; a < 3; a++) {
		int above = x[a] > y[a], way = k->b->way[a][above];

		if (x[a] == y[a])
			continue;
		if (way < 0)
			return NAN;
		z[a] = x[a];
		v = aif_callaw_step(k, y, z, v, way);
		*law |= way != AIF_CALLAW_HELD;
		*error += k->b->error[a][above];
		y[a] = z[a];
	}
	return v;
}
