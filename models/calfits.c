// calfits.c - which laws to fit to which tables of a set.
#include "models/calfits_in.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/coll.h"

aif_calfit *
aif_calfits_next(aif_calfits_job *j, const char *law, const char *fmt, ...)
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

void
aif_calfits_term(aif_calfit *f, const char *name, const char *unit)
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
saturation(aif_calfits_job *j, const char *of)
{
	aif_calfit *f = aif_calfits_next(j, "t = t0 + bytes / bw", "%s", of);

	if (!f)
		return;
	for (size_t i = 0; i < j->n_row; i++) {
		j->x[2 * i] = 1;
		j->x[2 * i + 1] = j->m[i];
		f->lo = i ? fmin(f->lo, j->m[i]) : j->m[i];
		f->hi = fmax(f->hi, j->m[i]);
	}
	aif_calfits_term(f, "t0", "s");
	aif_calfits_term(f, "bw", "byte/s");
	if (aif_calfit_linear(j->x, j->y, j->n_row, 2, 1, 1, f) || !(f->term[1].value > 0))
		return;
	invert(f, 1);
	// Half of bw is reached at this size.
	aif_calfits_term(f, "half", "byte");
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
typedef void cell_fn(aif_calfits_job *j, const aif_ktable_sub *s, const cell *c);

static void
each(aif_calfits_job *j, int table, const aif_ktable_sub *s, cell_fn *fn)
{
	size_t i = 0;

	j->n_row = 0;
	for (int a = 0; a < s->n[0]; a++)
		for (int b = 0; b < s->n[1]; b++)
			for (int c = 0; c < s->n[2]; c++, i++) {
				cell x = { { s->x[0][a], s->x[1][b], s->x[2][c] }, 0 };

				if (!s->held[i] || j->n_row == AIF_CALFITS_ROWS)
					continue;
				x.t_s = exp(s->v[i]) * aif_kspec_at(table)->roof(&j->set, s, x.x);
				fn(j, s, &x);
			}
}

static void
keep(aif_calfits_job *j, double bytes, double t_s)
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
weights(aif_calfits_job *j, const aif_ktable_sub *s, const cell *c)
{
	double bytes = c->x[0] * c->x[1] * aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 0));

	if (c->x[2] == 1)
		keep(j, bytes, c->t_s);
}

static void
cache(aif_calfits_job *j, const aif_ktable_sub *s, const cell *c)
{
	double kv = aif_kernel_dtype_bytes((aif_kernel_dtype)dtype(s, 1));
	double len = s->num[3] > 0 ? fmin(s->num[3], c->x[1]) : c->x[1];

	// One query per kv head reads it best; others share the read.
	if (c->x[0] == 1)
		keep(j, 2 * c->x[2] * len * s->num[2] * kv, c->t_s);
}

static void
moved(aif_calfits_job *j, const aif_ktable_sub *s, const cell *c)
{
	(void)s;
	keep(j, c->x[2], c->t_s);
}

// Matmuls that the tensor cores bound: twice the time of memory, three times the floor.
static void
compute(aif_calfits_job *j, const aif_ktable_sub *s, const cell *c)
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
surface(aif_calfits_job *j, const aif_ktable_sub *s)
{
	aif_calfit *f = aif_calfits_next(j, "t = 2mnk / ceiling (c0 + cm/m + cn/n + ck/k)",
					 "gemm %s surface", s->key[0]);
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
	aif_calfits_term(f, "c0", "1");
	aif_calfits_term(f, "cm", "1");
	aif_calfits_term(f, "cn", "1");
	aif_calfits_term(f, "ck", "1");
	if (!aif_calfit_linear(j->x, j->y, j->n_row, 4, 1, 1, f))
		j->out->n++;
}

// t = t0 + work / rate, work counted in whole waves of whole tiles (tm = 0: as it is).
static aif_err
waves(aif_calfits_job *j, double tm, double tn, aif_calfit *f)
{
	for (size_t i = 0; i < j->n_row; i++) {
		double tiles = tm > 0 ? ceil(j->m[i] / tm) * ceil(j->n[i] / tn) : 0;

		j->x[2 * i] = 1;
		j->x[2 * i + 1] = tm > 0 ? 2 * tm * tn * j->sms * ceil(tiles / j->sms) * j->k[i]
					 : 2 * j->m[i] * j->n[i] * j->k[i];
	}
	f->n_term = 0;
	aif_calfits_term(f, "t0", "s");
	aif_calfits_term(f, "rate", "flop/s");
	aif_err e = aif_calfit_linear(j->x, j->y, j->n_row, 2, 1, 1, f);

	if (!e)
		invert(f, 1);
	return e;
}

static void
tiles(aif_calfits_job *j, const aif_ktable_sub *s)
{
	static const double tile[][2] = { { 64, 64 },   { 64, 128 },  { 128, 64 },  { 64, 256 },
					  { 128, 128 }, { 128, 256 }, { 256, 128 }, { 256, 256 } };
	aif_calfit best = { 0 }, one = { 0 };
	aif_calfit *f =
	    aif_calfits_next(j, "t = t0 + 2mnk / rate", "gemm %s without tiles", s->key[0]);
	int at = -1;

	if (!f || waves(j, 0, 0, f))
		return;
	j->out->n++;
	for (size_t i = 0; i < sizeof tile / sizeof *tile; i++)
		if (!waves(j, tile[i][0], tile[i][1], &one) && (at < 0 || one.mean < best.mean)) {
			best = one;
			at = (int)i;
		}
	f = aif_calfits_next(j, "t = t0 + whole waves of whole tiles / rate", "gemm %s", s->key[0]);
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
gemm(aif_calfits_job *j, const aif_ktable_sub *s)
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
coll(aif_calfits_job *j, const aif_ktable_sub *s)
{
	for (int g = 0; g < s->n[0]; g++) {
		double n = s->x[0][g], factor = aif_coll_bus_factor((aif_coll_op)s->id, n);
		char of[96];

		j->n_row = 0;
		for (int c = 0; c < s->n[2] && j->n_row < AIF_CALFITS_ROWS; c++) {
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

static void
of_bytes(aif_calfits_job *j, const aif_ktable_sub *s, int table)
{
	char of[96];

	if (table == AIF_KSPEC_STREAM)
		snprintf(of, sizeof of, "stream %s %s", s->key[0], s->key[1]);
	else
		snprintf(of, sizeof of, "decode %s head %s window %s cache", s->key[1], s->key[2],
			 s->key[3]);
	each(j, table, s, table == AIF_KSPEC_STREAM ? moved : cache);
	saturation(j, of);
}

static aif_err
tables(aif_calfits_job *j, aif_arena *a, const char *set, aif_diag *d)
{
	static const int of[] = { AIF_KSPEC_GEMM, AIF_KSPEC_DECODE, AIF_KSPEC_STREAM,
				  AIF_KSPEC_COLL };
	aif_callaw *law = aif_arena_alloc(a, sizeof *law);
	aif_ktable t[4] = { 0 };

	if (!law)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int k = 0; k < 4; k++) {
		aif_err e = aif_kspec_load(&t[k], a, set, &j->set, of[k], d);

		if (e && e != AIF_ENOENT)
			return e;
		for (int i = 0; i < t[k].n_sub; i++)
			if (of[k] == AIF_KSPEC_GEMM)
				gemm(j, &t[k].sub[i]);
			else if (of[k] == AIF_KSPEC_COLL)
				coll(j, &t[k].sub[i]);
			else
				of_bytes(j, &t[k].sub[i], of[k]);
	}
	aif_callaw_of(law, j->out, &j->set);
	for (int k = 0; k < 3; k++)
		for (int i = 0; i < t[k].n_sub; i++)
			aif_caledge_fit(j, law, of[k], &t[k].sub[i]);
	return AIF_OK;
}

aif_err
aif_calfits_of(aif_calfits *out, aif_arena *a, const char *set, aif_diag *d)
{
	aif_calfits_job *j = calloc(1, sizeof *j);
	aif_err e;

	memset(out, 0, sizeof *out);
	if (!j)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	j->out = out;
	e = aif_calset_open(&j->set, set, d);
	j->sms = j->set.sms;
	if (!e)
		e = tables(j, a, set, d);
	if (!e)
		e = aif_calwatts_fit(j, set, d);
	free(j);
	return e;
}
