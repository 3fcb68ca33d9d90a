// calshow.c - `aifsim calibrate show`: figures of a calibration set.
//
// roofline, gemm (share of the ceiling over tokens and weight), bandwidth (weights of
// one token, cache of decode, kernels that move bytes), collective (bus bandwidth),
// power (over activity), log (over time); what the set has nothing for is passed over.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/calibrate.h"
#include "cli/cmd.h"
#include "cli/opt.h"
#include "models/coll.h"
#include "models/kspec.h"
#include "out/gnuplot.h"
#include "out/report/report.h"

typedef struct job {
	const char *set;
	aif_calset facts;
	aif_arena *a;
	aif_gnuplot g;
	aif_text *file; // being filled
	int n_line;
	const char *col[3]; // of a row of points
	char last[64];
} job;

// A further line of the figure; NULL when there are too many.
static aif_text *
line(job *j, const char *name)
{
	char file[24], var[24];

	snprintf(file, sizeof file, "line%d", j->n_line + 1);
	snprintf(var, sizeof var, "name%d", j->n_line + 1);
	j->file = aif_gnuplot_file(&j->g, file);
	if (j->file) {
		aif_gnuplot_text(&j->g, var, name);
		j->n_line++;
	}
	return j->file;
}

static double
cell_s(const job *j, int table, const aif_ktable_sub *s, const int i[3], double x[3])
{
	size_t at =
	    ((size_t)i[0] * (size_t)s->n[1] + (size_t)i[1]) * (size_t)s->n[2] + (size_t)i[2];

	for (int a = 0; a < 3; a++)
		x[a] = s->x[a][i[a]];
	return s->held[at] ? exp(s->v[at]) * aif_kspec_at(table)->roof(&j->facts, s, x) : NAN;
}

// fn for every cell of a block that was measured.
typedef void point_fn(job *j, const aif_ktable_sub *s, const double x[3], double t_s);

static void
each(job *j, int table, const aif_ktable_sub *s, point_fn *fn)
{
	int i[3];

	for (i[0] = 0; i[0] < s->n[0]; i[0]++)
		for (i[1] = 0; i[1] < s->n[1]; i[1]++)
			for (i[2] = 0; i[2] < s->n[2]; i[2]++) {
				double x[3], t = cell_s(j, table, s, i, x);

				if (t > 0)
					fn(j, s, x, t);
			}
}

static int
dtype(const aif_ktable_sub *s, int key)
{
	int t = aif_kernel_dtype_of(s->key[key]);

	return t < 0 ? AIF_DT_BF16 : t;
}

// --- figures -----------------------------------------------------------------------

static void
roof_point(job *j, const aif_ktable_sub *s, const double x[3], double t_s)
{
	double size = aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 0));
	double flop = 2 * x[0] * x[1] * x[2];
	double bytes = (x[2] * x[1] + x[0] * x[1]) * size + 2 * x[2] * x[0];

	aif_text_putf(j->file, "%.5g %.5g\n", flop / bytes, flop / t_s * 1e-12);
}

static aif_err
roofline(job *j, aif_diag *d)
{
	aif_ktable t;
	aif_err e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_GEMM, d);

	for (int b = 0; b < t.n_sub && !e; b++) {
		char name[24];

		if (!line(j, t.sub[b].key[0]))
			break;
		snprintf(name, sizeof name, "ceil%d", j->n_line);
		aif_gnuplot_num(&j->g, name, j->facts.roof.flop_s[dtype(&t.sub[b], 0)] * 1e-12);
		each(j, AIF_KSPEC_GEMM, &t.sub[b], roof_point);
	}
	aif_gnuplot_num(&j->g, "bw", j->facts.roof.hbm_bytes_s * 1e-12);
	return e;
}

static void
ticks(job *j, const char *name, const char *axis, const double *x, int n)
{
	aif_text t = { 0 };

	aif_text_putf(&t, "set %stics (", axis);
	for (int i = 0; i < n; i++)
		aif_text_putf(&t, "%s\"%.10g\" %d", i ? ", " : "", x[i], i);
	aif_text_put(&t, ")");
	aif_gnuplot_text(&j->g, name, t.s ? t.s : "");
	aif_text_free(&t);
}

// Square weights of the first type.
static aif_err
gemm(job *j, aif_diag *d)
{
	aif_ktable t;
	aif_err e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_GEMM, d);
	const aif_ktable_sub *s = e ? NULL : &t.sub[0];
	double rows[64] = { 0 };
	int n = 0;

	if (e || !(j->file = aif_gnuplot_file(&j->g, "cells")))
		return e;
	for (int a = 0; a < s->n[0] && n < 64; a++)
		for (int b = 0; b < s->n[1]; b++) {
			int any = 0;

			if (s->x[0][a] != s->x[1][b])
				continue;
			for (int c = 0; c < s->n[2]; c++) {
				const int i[3] = { a, b, c };
				double x[3], t_s = cell_s(j, AIF_KSPEC_GEMM, s, i, x);

				if (!(t_s > 0))
					continue;
				any = 1;
				aif_text_putf(j->file, "%d %d %.4f\n", c, n,
					      2 * x[0] * x[1] * x[2] / t_s /
						  j->facts.roof.flop_s[dtype(s, 0)]);
			}
			if (any)
				rows[n++] = s->x[0][a];
		}
	ticks(j, "ticks_x", "x", s->x[2], s->n[2]);
	ticks(j, "ticks_y", "y", rows, n);
	aif_gnuplot_num(&j->g, "n_x", s->n[2]);
	aif_gnuplot_num(&j->g, "n_y", n);
	return n > 1 ? AIF_OK : AIF_ENOENT;
}

static void
moved(job *j, double bytes, double t_s)
{
	aif_text_putf(j->file, "%.5g %.5g\n", bytes * 1e-6, bytes / t_s * 1e-9);
}

static void
weights_point(job *j, const aif_ktable_sub *s, const double x[3], double t_s)
{
	if (x[2] == 1)
		moved(j, x[0] * x[1] * aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 0)), t_s);
}

static void
cache_point(job *j, const aif_ktable_sub *s, const double x[3], double t_s)
{
	if (x[0] == 1 && x[1] >= 1024 && x[2] >= 256) // enough to fill the part
		moved(j,
		      2 * x[2] * x[1] * s->num[2] *
			  aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 1)),
		      t_s);
}

static void
stream_point(job *j, const aif_ktable_sub *s, const double x[3], double t_s)
{
	(void)s;
	moved(j, x[2], t_s);
}

static aif_err
bandwidth(job *j, aif_diag *d)
{
	aif_ktable t;
	char name[96];
	aif_err e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_GEMM, d);

	aif_gnuplot_num(&j->g, "wire", j->facts.roof.hbm_bytes_s * 1e-9);
	aif_gnuplot_num(&j->g, "joined", 0);
	aif_gnuplot_text(&j->g, "wire_name", "memory, datasheet or best");
	aif_gnuplot_text(&j->g, "x_label", "bytes moved / MB");
	aif_gnuplot_text(&j->g, "y_label", "bandwidth / GB/s");
	if (!e && line(j, "weights of one token, first type"))
		each(j, AIF_KSPEC_GEMM, &t.sub[0], weights_point);
	if (!e || e == AIF_ENOENT)
		e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_DECODE, d);
	for (int b = 0; b < t.n_sub && !e; b++)
		if (t.sub[b].num[3] == 0 && t.sub[b].num[2] == 128) {
			snprintf(name, sizeof name, "cache of 256 kv heads and more, %s",
				 t.sub[b].key[1]);
			if (line(j, name))
				each(j, AIF_KSPEC_DECODE, &t.sub[b], cache_point);
		}
	if (!e || e == AIF_ENOENT)
		e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_STREAM, d);
	for (int b = 0; b < t.n_sub && !e; b++) {
		snprintf(name, sizeof name, "%s %s", t.sub[b].key[0], t.sub[b].key[1]);
		if (line(j, name))
			each(j, AIF_KSPEC_STREAM, &t.sub[b], stream_point);
	}
	if (!e || e == AIF_ENOENT)
		e = j->n_line ? AIF_OK : AIF_ENOENT;
	return e;
}

static aif_err
collective(job *j, aif_diag *d)
{
	aif_ktable t;
	aif_err e = aif_kspec_load(&t, j->a, j->set, &j->facts, AIF_KSPEC_COLL, d);

	aif_gnuplot_num(&j->g, "wire", j->facts.wire_bytes_s * 1e-9);
	aif_gnuplot_num(&j->g, "joined", 1);
	aif_gnuplot_text(&j->g, "wire_name", "links of a GPU, one direction");
	aif_gnuplot_text(&j->g, "x_label", "buffer / MB");
	aif_gnuplot_text(&j->g, "y_label", "bus bandwidth / GB/s");
	for (int b = 0; b < t.n_sub && !e; b++) {
		const aif_ktable_sub *s = &t.sub[b];
		int i[3] = { s->n[0] - 1, 0, 0 };
		char name[64];

		snprintf(name, sizeof name, "%s, %g GPUs", s->key[0], s->x[0][i[0]]);
		for (char *c = name; *c; c++)
			if (*c == '_')
				*c = '-';
		if (!line(j, name))
			break;
		for (; i[2] < s->n[2]; i[2]++) {
			double x[3], t_s = cell_s(j, AIF_KSPEC_COLL, s, i, x);

			if (t_s > 0)
				aif_text_putf(j->file, "%.5g %.5g\n", x[2] * 1e-6,
					      x[2] * aif_coll_bus_factor((aif_coll_op)s->id, x[0]) /
						  t_s * 1e-9);
		}
	}
	return e;
}

static double
number(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);
	double x;

	return i >= 0 && aif_csv_decimal(r->cell[i], &x) ? x : NAN;
}

// A line per activity, or per source and meter.
static void
line_of(job *j, const aif_csv_row *r)
{
	int a = aif_csv_col(r, "activity"), t = aif_csv_col(r, "dtype");
	int data = aif_csv_col(r, "data");
	char name[64];

	if (a >= 0)
		snprintf(name, sizeof name, "%s %s%s", r->cell[a], t >= 0 ? r->cell[t] : "",
			 data >= 0 && strcmp(r->cell[data], "zeros") == 0 ? " zeros" : "");
	else
		snprintf(name, sizeof name, "source %g meter %g", number(r, "source"),
			 number(r, "meter"));
	if (strcmp(name, j->last) == 0)
		return;
	snprintf(j->last, sizeof j->last, "%s", name);
	line(j, name);
}

static aif_err
load_point(void *user, const aif_csv_row *r, aif_diag *d)
{
	job *j = user;
	int type = aif_csv_col(r, "dtype");
	int t = type < 0 ? AIF_DT_BF16 : aif_kernel_dtype_of(r->cell[type]);
	double rate = j->facts.roof.flop_s[t < 0 ? AIF_DT_BF16 : t];
	double c = rate > 0 ? number(r, "flop_s") / rate : 0;
	double m = number(r, "bytes_s") / j->facts.roof.hbm_bytes_s;

	(void)d;
	line_of(j, r);
	if (j->file)
		aif_text_putf(j->file, "%.5g %.6g\n", fmax(c, m), number(r, "power_w"));
	return AIF_OK;
}

static aif_err
use_point(void *user, const aif_csv_row *r, aif_diag *d)
{
	job *j = user;

	(void)d;
	if (isnan(number(r, "util")))
		return AIF_OK;
	line_of(j, r);
	if (j->file)
		aif_text_putf(j->file, "%.5g %.6g\n", number(r, "util"), number(r, "power_w"));
	return AIF_OK;
}

static aif_err
power(job *j, aif_diag *d)
{
	aif_err e = aif_calset_rows(j->set, "power", load_point, j, d);

	aif_gnuplot_text(&j->g, "x_label", e ? "utilization" : "share of the ceiling that binds");
	aif_gnuplot_num(&j->g, "limit", j->facts.tdp_w);
	if (e == AIF_ENOENT)
		e = aif_calset_rows(j->set, "log", use_point, j, d);
	return e ? e : j->n_line ? AIF_OK : AIF_ENOENT;
}

static aif_err
log_point(void *user, const aif_csv_row *r, aif_diag *d)
{
	job *j = user;

	(void)d;
	if (j->n_line == AIF_GNUPLOT_FILES && !j->file)
		return AIF_OK;
	for (int k = 0; k < j->n_line; k++) {
		char want[96], name[64];

		snprintf(name, sizeof name, "source %g meter %g", number(r, "source"),
			 number(r, "meter"));
		snprintf(want, sizeof want, "name%d = '%s'\n", k + 1, name);
		if (strstr(j->g.def.s, want)) {
			j->file = &j->g.file[k].text;
			snprintf(j->last, sizeof j->last, "%s", name);
		}
	}
	line_of(j, r);
	if (j->file)
		aif_text_putf(j->file, "%.7g %.6g\n", number(r, "t_s"), number(r, "power_w"));
	return AIF_OK;
}

static aif_err
power_log(job *j, aif_diag *d)
{
	aif_gnuplot_text(&j->g, "unit", "W");
	return aif_calset_rows(j->set, "log", log_point, j, d);
}

static const struct {
	const char *name, *script, *title;
	aif_err (*build)(job *j, aif_diag *d);
} figure[] = {
	{ "roofline", "calroofline", "Matmuls on the roofline", roofline },
	{ "gemm", "calgemm", "Share of the matmul ceiling", gemm },
	{ "bandwidth", "calbandwidth", "Memory bandwidth reached", bandwidth },
	{ "collective", "calbandwidth", "Collectives within a node", collective },
	{ "power", "calpower", "Power by activity", power },
	{ "log", "callog", "Power over time", power_log },
};

// --- the command ---------------------------------------------------------------------

static aif_err
draw(job *j, int i, const char *term, const char *dir, aif_diag *d)
{
	aif_gnuplot_size size = { term, 860, 480, 14 };
	char path[4400], title[160];
	aif_text out = { 0 };
	aif_err e;

	memset(&j->g, 0, sizeof j->g);
	j->file = NULL;
	j->n_line = 0;
	j->last[0] = '\0';
	j->g.script = figure[i].script;
	snprintf(title, sizeof title, "%s, %s", figure[i].title, j->set);
	aif_gnuplot_text(&j->g, "title", title);
	e = figure[i].build(j, d);
	aif_gnuplot_num(&j->g, "n_line", j->n_line);
	if (!e)
		e = aif_gnuplot_draw(&j->g, &size, 1, &out, d);
	snprintf(path, sizeof path, "%s/%s.%s", dir, figure[i].name, term);
	if (!e && !(e = aif_text_save(&out, path, d)))
		printf("%s\n", path);
	aif_text_free(&out);
	aif_gnuplot_free(&j->g);
	return e == AIF_ENOENT && !d->code ? AIF_OK : e; // nothing of it in the set
}

static aif_err
draw_all(job *j, const char *terms, const char *dir, aif_diag *d)
{
	aif_err e = aif_calset_open(&j->facts, j->set, d);

	if (!e)
		e = aif_report_mkdir(dir, d);
	for (const char *s = terms; *s && !e;) {
		size_t n = strcspn(s, ",");
		char term[8];

		snprintf(term, sizeof term, "%.*s", n < 7 ? (int)n : 7, s);
		if (strcmp(term, "svg") != 0 && strcmp(term, "png") != 0 &&
		    strcmp(term, "pdf") != 0)
			return aif_err_fail(d, AIF_EINVAL,
					    "unknown format '%s' (known: svg, png, pdf)", term);
		for (size_t i = 0; i < sizeof figure / sizeof *figure && !e; i++)
			e = draw(j, (int)i, term, dir, d);
		s += n + (s[n] == ',');
	}
	return e;
}

int
aif_calibrate_show(int argc, char **argv)
{
	const char *pos[AIF_OPT_MAX], *dir = NULL, *terms = "svg", *last;
	const aif_opt opts[] = {
		{ "out", 'o', AIF_OPT_TEXT, &dir, "DIR",
		  "folder of the figures (default: results/calib/SET)", 0, 0 },
		{ "format", 0, AIF_OPT_TEXT, &terms, "svg,png,pdf", "what to write (default: svg)",
		  0, 0 },
		{ 0 },
	};
	int n = aif_opt_parse(argc, argv, opts, 1, 1, pos);
	char set[4096], folder[4200];
	job j = { 0 };
	aif_diag d = { 0 };
	aif_err e;

	if (n < 0)
		return aif_opt_status(n);
	e = aif_arena_create(&j.a) ? aif_err_fail(&d, AIF_ENOMEM, "out of memory")
				   : aif_calibrate_set(pos[0], set, sizeof set, &d);
	j.set = set;
	last = strrchr(e ? "" : set, '/');
	snprintf(folder, sizeof folder, "results/calib/%s", last ? last + 1 : set);
	if (!e)
		e = draw_all(&j, terms, dir ? dir : folder, &d);
	if (e)
		fprintf(stderr, "%s\n", d.msg[0] ? d.msg : aif_err_str(e));
	aif_arena_free(j.a);
	return e == AIF_OK ? AIF_EXIT_OK : e == AIF_ENOMEM ? AIF_EXIT_INTERNAL : AIF_EXIT_USAGE;
}
