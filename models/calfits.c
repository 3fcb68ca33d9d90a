// calfits.c - which laws to fit to which rows of a set.
#include "models/calfits.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/coll.h"

enum { MOST = 4000, SMOOTH = 5 };

typedef struct job {
	aif_calfits *out;
	aif_calset set;
	double sms;
	double x[MOST * AIF_CALFIT_TERMS], y[MOST];
	double m[MOST], n[MOST], k[MOST];
	size_t n_row;
} job;

// The next fit, with its name and law; NULL when there is no room.
__attribute__((format(printf, 3, 4))) static aif_calfit *
next(job *j, const char *law, const char *fmt, ...)
{
	aif_calfit *f = &j->out->fit[j->out->n];
	va_list ap;

	if (j->out->n == AIF_CALFITS_MOST)
		return NULL;
	memset(f, 0, sizeof *f);
	f->law = law;
	va_start(ap, fmt);
	vsnprintf(f->of, sizeof f->of, fmt, ap);
	va_end(ap);
	return f;
}

static void
term(aif_calfit *f, const char *name, const char *unit)
{
	f->term[f->n_term].name = name;
	f->term[f->n_term++].unit = unit;
}

// A coefficient 1 / rate becomes the rate.
static void
invert(aif_calfit *f, int i)
{
	double v = f->term[i].value;

	f->term[i].error = v > 0 ? f->term[i].error / (v * v) : NAN;
	f->term[i].value = v > 0 ? 1 / v : INFINITY;
}

// t = t0 + bytes / bw over the job's rows: m holds bytes.
static void
saturation(job *j, const char *of)
{
	aif_calfit *f = next(j, "t = t0 + bytes / bw", "%s", of);

	if (!f)
		return;
	for (size_t i = 0; i < j->n_row; i++) {
		j->x[2 * i] = 1;
		j->x[2 * i + 1] = j->m[i];
		f->lo = i ? fmin(f->lo, j->m[i]) : j->m[i];
		f->hi = fmax(f->hi, j->m[i]);
	}
	term(f, "t0", "s");
	term(f, "bw", "byte/s");
	if (aif_calfit_linear(j->x, j->y, j->n_row, 2, 1, 1, f) || !(f->term[1].value > 0))
		return;
	invert(f, 1);
	// Half of bw is reached at this size.
	term(f, "half", "byte");
	f->term[2].value = f->term[0].value * f->term[1].value;
	f->term[2].error =
	    hypot(f->term[0].error * f->term[1].value, f->term[0].value * f->term[1].error);
	j->out->n++;
}

// --- tables ----------------------------------------------------------------------------

typedef struct cell {
	double x[3], t_s;
} cell;

// Calls fn for each measured cell of a block.
typedef void cell_fn(job *j, const aif_ktable_sub *s, const cell *c);

static void
each(job *j, int table, const aif_ktable_sub *s, cell_fn *fn)
{
	size_t i = 0;

	j->n_row = 0;
	for (int a = 0; a < s->n[0]; a++)
		for (int b = 0; b < s->n[1]; b++)
			for (int c = 0; c < s->n[2]; c++, i++) {
				cell x = { { s->x[0][a], s->x[1][b], s->x[2][c] }, 0 };

				if (!s->held[i] || j->n_row == MOST)
					continue;
				x.t_s = exp(s->v[i]) * aif_kspec_at(table)->roof(&j->set, s, x.x);
				fn(j, s, &x);
			}
}

static void
keep(job *j, double bytes, double t_s)
{
	j->m[j->n_row] = bytes;
	j->y[j->n_row++] = t_s;
}

static int
dtype(const aif_ktable_sub *s, int key)
{
	return aif_kernel_dtype_of(s->key[key]);
}

// Of one token: reading the weights.
static void
weights(job *j, const aif_ktable_sub *s, const cell *c)
{
	double bytes = c->x[0] * c->x[1] * aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 0));

	if (c->x[2] == 1)
		keep(j, bytes, c->t_s);
}

static void
cache(job *j, const aif_ktable_sub *s, const cell *c)
{
	double kv = aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 1));
	double len = s->num[3] > 0 ? fmin(s->num[3], c->x[1]) : c->x[1];

	// One query per kv head reads it best; others share the read.
	if (c->x[0] == 1)
		keep(j, 2 * c->x[2] * len * s->num[2] * kv, c->t_s);
}

static void
moved(job *j, const aif_ktable_sub *s, const cell *c)
{
	(void)s;
	keep(j, c->x[2], c->t_s);
}

// Matmuls that the tensor cores bound: twice the time of memory, three times the floor.
static void
compute(job *j, const aif_ktable_sub *s, const cell *c)
{
	int t = dtype(s, 0);
	double size = aif_kernel_dtype_bytes((aif_kernel_dtype)t), n = c->x[0], k = c->x[1],
	       m = c->x[2];
	double flop_s = 2 * m * n * k / j->set.roof.flop_s[t];
	double mem_s = ((m * k + n * k) * size + 2 * m * n) / j->set.roof.hbm_bytes_s;

	if (flop_s < 2 * mem_s || c->t_s < 3 * j->set.roof.floor_s)
		return;
	j->m[j->n_row] = m;
	j->n[j->n_row] = n;
	j->k[j->n_row] = k;
	j->y[j->n_row++] = c->t_s;
}

static void
surface(job *j, const aif_ktable_sub *s)
{
	aif_calfit *f =
	    next(j, "t = 2mnk / ceiling (c0 + cm/m + cn/n + ck/k)", "gemm %s surface", s->key[0]);
	double ceiling = j->set.roof.flop_s[dtype(s, 0)];

	if (!f)
		return;
	for (size_t i = 0; i < j->n_row; i++) {
		double t = 2 * j->m[i] * j->n[i] * j->k[i] / ceiling;

		j->x[4 * i] = t;
		j->x[4 * i + 1] = t / j->m[i];
		j->x[4 * i + 2] = t / j->n[i];
		j->x[4 * i + 3] = t / j->k[i];
	}
	term(f, "c0", "1");
	term(f, "cm", "1");
	term(f, "cn", "1");
	term(f, "ck", "1");
	if (!aif_calfit_linear(j->x, j->y, j->n_row, 4, 1, 1, f))
		j->out->n++;
}

// t = t0 + work / rate, work counted in whole waves of whole tiles (tm = 0: as it is).
static aif_err
waves(job *j, double tm, double tn, aif_calfit *f)
{
	for (size_t i = 0; i < j->n_row; i++) {
		double tiles = tm > 0 ? ceil(j->m[i] / tm) * ceil(j->n[i] / tn) : 0;

		j->x[2 * i] = 1;
		j->x[2 * i + 1] = tm > 0 ? 2 * tm * tn * j->sms * ceil(tiles / j->sms) * j->k[i]
					 : 2 * j->m[i] * j->n[i] * j->k[i];
	}
	f->n_term = 0;
	term(f, "t0", "s");
	term(f, "rate", "flop/s");
	aif_err e = aif_calfit_linear(j->x, j->y, j->n_row, 2, 1, 1, f);

	if (!e)
		invert(f, 1);
	return e;
}

static void
tiles(job *j, const aif_ktable_sub *s)
{
	static const double tile[][2] = { { 64, 64 },   { 64, 128 },  { 128, 64 },  { 64, 256 },
					  { 128, 128 }, { 128, 256 }, { 256, 128 }, { 256, 256 } };
	aif_calfit best = { 0 }, one;
	aif_calfit *f = next(j, "t = t0 + 2mnk / rate", "gemm %s without tiles", s->key[0]);
	int at = -1;

	if (!f || waves(j, 0, 0, f))
		return;
	j->out->n++;
	for (size_t i = 0; i < sizeof tile / sizeof *tile; i++)
		if (!waves(j, tile[i][0], tile[i][1], &one) && (at < 0 || one.mean < best.mean)) {
			best = one;
			at = (int)i;
		}
	f = next(j, "t = t0 + whole waves of whole tiles / rate", "gemm %s", s->key[0]);
	if (at < 0 || !f)
		return;
	memcpy(best.of, f->of, sizeof best.of);
	best.law = f->law;
	*f = best;
	snprintf(f->of, sizeof f->of, "gemm %s tile %gx%g on %g SMs", s->key[0], tile[at][0],
		 tile[at][1], j->sms);
	f->term[f->n_term].name = "tile_m";
	f->term[f->n_term].unit = "1";
	f->term[f->n_term].error = NAN;
	f->term[f->n_term++].value = tile[at][0];
	f->term[f->n_term].name = "tile_n";
	f->term[f->n_term].unit = "1";
	f->term[f->n_term].error = NAN;
	f->term[f->n_term++].value = tile[at][1];
	j->out->n++;
}

static void
gemm(job *j, const aif_ktable_sub *s)
{
	char of[96];

	each(j, AIF_KSPEC_GEMM, s, compute);
	surface(j, s);
	if (j->sms > 0)
		tiles(j, s);
	each(j, AIF_KSPEC_GEMM, s, weights);
	snprintf(of, sizeof of, "gemm %s weights of one token", s->key[0]);
	saturation(j, of);
}

// Each number of GPUs by itself: bytes that cross a GPU's links.
static void
coll(job *j, const aif_ktable_sub *s)
{
	for (int g = 0; g < s->n[0]; g++) {
		double n = s->x[0][g], factor = aif_coll_bus_factor((aif_coll_op)s->id, n);
		char of[96];

		j->n_row = 0;
		for (int c = 0; c < s->n[2] && j->n_row < MOST; c++) {
			const double x[3] = { n, 1, s->x[2][c] };
			size_t i = (size_t)g * (size_t)s->n[1] * (size_t)s->n[2] + (size_t)c;

			if (s->held[i])
				keep(j, x[2] * factor,
				     exp(s->v[i]) *
					 aif_kspec_at(AIF_KSPEC_COLL)->roof(&j->set, s, x));
		}
		snprintf(of, sizeof of, "coll %s on %g GPUs (bus)", s->key[0], n);
		saturation(j, of);
	}
}

static aif_err
tables(job *j, aif_arena *a, const char *set, aif_diag *d)
{
	static const int of_bytes[] = { AIF_KSPEC_DECODE, AIF_KSPEC_STREAM };
	aif_ktable t;
	char of[96];
	aif_err e = aif_kspec_load(&t, a, set, &j->set, AIF_KSPEC_GEMM, d);

	for (int i = 0; i < t.n_sub && !e; i++)
		gemm(j, &t.sub[i]);
	for (int k = 0; k < 2 && (!e || e == AIF_ENOENT); k++) {
		e = aif_kspec_load(&t, a, set, &j->set, of_bytes[k], d);
		for (int i = 0; i < t.n_sub && !e; i++) {
			const aif_ktable_sub *s = &t.sub[i];

			each(j, of_bytes[k], s, k ? moved : cache);
			if (k)
				snprintf(of, sizeof of, "stream %s %s", s->key[0], s->key[1]);
			else
				snprintf(of, sizeof of, "decode %s head %s window %s cache",
					 s->key[1], s->key[2], s->key[3]);
			saturation(j, of);
		}
	}
	if (!e || e == AIF_ENOENT)
		e = aif_kspec_load(&t, a, set, &j->set, AIF_KSPEC_COLL, d);
	for (int i = 0; i < t.n_sub && !e; i++)
		coll(j, &t.sub[i]);
	return e == AIF_ENOENT ? AIF_OK : e;
}

// --- power ---------------------------------------------------------------------------

typedef struct reading {
	char name[32];
	int source, meter;
	double t_s, power_w, util, memory, sm_hz, flop_s, bytes_s, cap_w;
} reading;

typedef struct readings {
	reading *p;
	size_t n, cap;
} readings;

static double
cell_of(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);
	double x;

	return i >= 0 && aif_csv_decimal(r->cell[i], &x) ? x : NAN;
}

static aif_err
one_reading(void *user, const aif_csv_row *r, aif_diag *d)
{
	readings *v = user;
	int word = aif_csv_col(r, "activity");
	reading x = { .source = (int)fmax(0, cell_of(r, "source")) };

	if (v->n == v->cap) {
		size_t cap = v->cap ? 2 * v->cap : 256;
		void *p = realloc(v->p, cap * sizeof *v->p);

		if (!p)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		v->p = p;
		v->cap = cap;
	}
	if (word >= 0)
		snprintf(x.name, sizeof x.name, "%s", r->cell[word]);
	x.meter = (int)fmax(0, cell_of(r, "meter"));
	x.t_s = cell_of(r, "t_s");
	x.power_w = cell_of(r, "power_w");
	x.util = cell_of(r, "util");
	x.memory = cell_of(r, "memory");
	x.sm_hz = cell_of(r, "sm_hz");
	x.flop_s = cell_of(r, "flop_s");
	x.bytes_s = cell_of(r, "bytes_s");
	x.cap_w = cell_of(r, "cap_w");
	if (!isfinite(x.power_w))
		return aif_csv_fail(r, aif_csv_col(r, "power_w"), "is not a power", "W", d);
	v->p[v->n++] = x;
	return AIF_OK;
}

// P = idle + a compute + b memory, shares of what the part can do.
static void
classes(job *j, const readings *v, int logged)
{
	aif_calfit *f = next(j, "P = idle + a compute + b memory", "power of %s",
			     logged ? "logged utilization" : "steady loads");
	double spread = 0, memory = 0;
	int p;

	j->n_row = 0;
	for (size_t i = 0; i < v->n && j->n_row < MOST; i++) {
		const reading *x = &v->p[i];
		double c = logged ? x->util : x->flop_s / j->set.roof.flop_s[AIF_DT_BF16];
		double m = logged ? x->memory : x->bytes_s / j->set.roof.hbm_bytes_s;

		if (!isfinite(c))
			continue;
		j->m[j->n_row] = c;
		j->n[j->n_row] = isfinite(m) ? m : 0;
		spread = fmax(spread, c);
		memory = fmax(memory, j->n[j->n_row]);
		j->y[j->n_row++] = x->power_w;
	}
	if (!f || spread <= 0)
		return;
	p = memory > 0 ? 3 : 2;
	for (size_t i = 0; i < j->n_row; i++) {
		j->x[i * (size_t)p] = 1;
		j->x[i * (size_t)p + 1] = j->m[i];
		if (p == 3)
			j->x[i * (size_t)p + 2] = j->n[i];
	}
	term(f, "idle", "W");
	term(f, "compute", "W");
	if (p == 3)
		term(f, "memory", "W");
	if (!aif_calfit_linear(j->x, j->y, j->n_row, p, 0, 1, f))
		j->out->n++;
}

// The clock law of each activity measured at several clocks (loads), or of busy
// readings (log).
static void
clocks(job *j, const readings *v, const char *name)
{
	aif_calfit *f = next(j, "", "clock law, %s", name ? name : "logged, utilization over 90 %");

	j->n_row = 0;
	for (size_t i = 0; i < v->n && j->n_row < MOST; i++) {
		const reading *x = &v->p[i];

		if (!(x->sm_hz > 0) || (name ? strcmp(x->name, name) != 0 : !(x->util > 0.9)))
			continue;
		j->m[j->n_row] = x->sm_hz;
		j->y[j->n_row++] = x->power_w;
	}
	if (f && !aif_calfit_clock(j->m, j->y, j->n_row, f))
		j->out->n++;
}

static void
loads(job *j, const readings *v)
{
	classes(j, v, 0);
	for (size_t i = 0; i < v->n; i++) {
		size_t k = 0;

		while (k < i && strcmp(v->p[k].name, v->p[i].name) != 0)
			k++;
		if (k == i && v->p[i].name[0])
			clocks(j, v, v->p[i].name);
	}
}

// The largest change between means of SMOOTH readings, and what follows until 80
// readings later: one step per meter.
static void
steps(job *j, const readings *v, int source, int meter)
{
	double best = 0, from = 0;
	size_t n = 0, at = 0, m = 0;
	aif_calfit *f;

	for (size_t i = 0; i < v->n && n < MOST; i++)
		if (v->p[i].source == source && v->p[i].meter == meter) {
			j->k[n] = v->p[i].t_s;
			j->n[n++] = v->p[i].power_w;
		}
	for (size_t i = SMOOTH; i + SMOOTH <= n; i++) {
		double before = 0, after = 0;

		for (size_t k = 0; k < SMOOTH; k++) {
			before += j->n[i - 1 - k] / SMOOTH;
			after += j->n[i + k] / SMOOTH;
		}
		if (fabs(after - before) > best) {
			best = fabs(after - before);
			from = before;
			at = i;
		}
	}
	// A trace of a step starts with it.
	if (n > SMOOTH && best < fabs(j->n[n - 1] - j->n[0]))
		at = 0;
	else if (best <= 0.1 * fabs(from))
		return;
	f = next(j, "", "step, source %d meter %d", source, meter);
	for (size_t i = at; i < n && m < 80; i++, m++) {
		j->m[m] = j->k[i] - j->k[at];
		j->y[m] = j->n[i];
	}
	if (f && !aif_calfit_step(j->m, j->y, m, f))
		j->out->n++;
}

static void
logs(job *j, const readings *v)
{
	classes(j, v, 1);
	clocks(j, v, NULL);
	for (size_t i = 0; i < v->n; i++) {
		size_t k = 0;

		while (k < i &&
		       (v->p[k].source != v->p[i].source || v->p[k].meter != v->p[i].meter))
			k++;
		if (k == i)
			steps(j, v, v->p[i].source, v->p[i].meter);
	}
}

aif_err
aif_calfits_of(aif_calfits *out, aif_arena *a, const char *set, aif_diag *d)
{
	job *j = calloc(1, sizeof *j);
	readings load = { 0 }, log = { 0 };
	aif_err e;

	memset(out, 0, sizeof *out);
	if (!j)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	j->out = out;
	e = aif_calset_open(&j->set, set, d);
	j->sms = j->set.sms;
	if (!e)
		e = tables(j, a, set, d);
	if (!e && (e = aif_calset_rows(set, "power", one_reading, &load, d)) == AIF_ENOENT)
		e = AIF_OK;
	if (!e && (e = aif_calset_rows(set, "log", one_reading, &log, d)) == AIF_ENOENT)
		e = AIF_OK;
	if (!e) {
		loads(j, &load);
		logs(j, &log);
	}
	free(load.p);
	free(log.p);
	free(j);
	return e;
}
