// calwatts.c - laws of power: by class of work, by share of time, by clock, after a step.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/calfits_in.h"

enum { SMOOTH = 5 };

typedef struct reading {
	char name[32], type[16], shape[48]; // activity; of its numbers; "MxNxK"; or ""
	int source, meter, zeros;
	double duty, t_s, power_w, util, memory, sm_hz, flop_s, bytes_s, cap_w;
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
	int word = aif_csv_col(r, "activity"), type = aif_csv_col(r, "dtype"),
	    shape = aif_csv_col(r, "shape");
	int data = aif_csv_col(r, "data");
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
	if (type >= 0)
		snprintf(x.type, sizeof x.type, "%s", r->cell[type]);
	if (shape >= 0)
		snprintf(x.shape, sizeof x.shape, "%s", r->cell[shape]);
	x.zeros = data >= 0 && strcmp(r->cell[data], "zeros") == 0;
	x.duty = cell_of(r, "duty");
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

static int
is(const reading *x, const char *const *of)
{
	while (*of && strcmp(x->name, *of) != 0)
		of++;
	return *of != NULL;
}

// Does a steady load tell what matmul units of a type and memory draw? Not those that work
// in caches or on other units, on zeros, or below the limit that most were measured under.
static int
tells(const reading *x, const char *type, double limit)
{
	static const char *const plain[] = { "idle", "triad", "read", NULL };
	static const char *const matmul[] = { "gemm", "gemm_skinny", "mixed", NULL };

	return !x->zeros && !(x->cap_w < 0.99 * limit) &&
	       (is(x, plain) || (is(x, matmul) && strcmp(x->type, type) == 0));
}

// P = idle + a compute + b memory, shares of what the part can do: of steady loads of a
// type, or (NULL) of logged utilization.
static void
classes(aif_calfits_job *j, const readings *v, const char *type)
{
	aif_calfit *f = aif_calfits_next(j, "P = idle + a compute + b memory", "power of %s",
					 type ? type : "logged utilization");
	double spread = 0, memory = 0, limit = 0;
	int p, t = type ? aif_kernel_dtype_of(type) : -1;

	for (size_t i = 0; i < v->n; i++)
		limit = fmax(limit, v->p[i].cap_w);
	j->n_row = 0;
	for (size_t i = 0; i < v->n && j->n_row < AIF_CALFITS_ROWS; i++) {
		const reading *x = &v->p[i];
		double c = t < 0 ? x->util : x->flop_s / j->set.roof.flop_s[t];
		double m = t < 0 ? x->memory : x->bytes_s / j->set.roof.hbm_bytes_s;

		if (!isfinite(c) || (type && !tells(x, type, limit)))
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
	aif_calfits_term(f, "idle", "W");
	aif_calfits_term(f, "compute", "W");
	if (p == 3)
		aif_calfits_term(f, "memory", "W");
	if (!aif_calfit_linear(j->x, j->y, j->n_row, p, 0, 1, f))
		j->out->n++;
}

// The same kernel on the same kind of data.
static int
same_work(const reading *a, const reading *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->type, b->type) == 0 &&
	       strcmp(a->shape, b->shape) == 0 && a->zeros == b->zeros;
}

// The next law, of a kernel's readings.
static aif_calfit *
of_work(aif_calfits_job *j, const char *law, const char *what, const reading *x)
{
	return aif_calfits_next(j, law, "%s %s%s%s%s%s%s", what, x->name, x->type[0] ? " " : "",
				x->type, x->shape[0] ? " " : "", x->shape,
				x->zeros ? " on zeros" : "");
}

// A kernel at several duty cycles: power goes straight with the share of time.
static void
duties(aif_calfits_job *j, const readings *v, const reading *of)
{
	aif_calfit *f = of_work(j, "P = idle + a duty", "duty of", of);

	j->n_row = 0;
	for (size_t i = 0; i < v->n && j->n_row < AIF_CALFITS_ROWS; i++) {
		const reading *x = &v->p[i];

		if (strcmp(x->name, "idle") != 0 && !(same_work(x, of) && x->duty < 1))
			continue;
		j->x[2 * j->n_row] = 1;
		j->x[2 * j->n_row + 1] = x->duty;
		j->y[j->n_row++] = x->power_w;
	}
	if (!f)
		return;
	aif_calfits_term(f, "idle", "W");
	aif_calfits_term(f, "full", "W");
	f->hi = 1;
	if (!aif_calfit_linear(j->x, j->y, j->n_row, 2, 0, 1, f))
		j->out->n++;
}

// The clock law of a kernel measured at several clocks (loads), or of busy readings (log).
static void
clocks(aif_calfits_job *j, const readings *v, const reading *of)
{
	aif_calfit *f = of ? of_work(j, "", "clock law,", of)
			   : aif_calfits_next(j, "", "clock law, logged, utilization over 90 %%");

	j->n_row = 0;
	for (size_t i = 0; i < v->n && j->n_row < AIF_CALFITS_ROWS; i++) {
		const reading *x = &v->p[i];

		if (!(x->sm_hz > 0) || (of ? !same_work(x, of) || x->duty < 1 : !(x->util > 0.9)))
			continue;
		j->m[j->n_row] = x->sm_hz;
		j->y[j->n_row++] = x->power_w;
	}
	if (f && !aif_calfit_clock(j->m, j->y, j->n_row, f))
		j->out->n++;
}

static void
loads(aif_calfits_job *j, const readings *v)
{
	for (size_t i = 0; i < v->n; i++) {
		const reading *x = &v->p[i];
		size_t k = 0, type = 0;

		while (k < i && !same_work(&v->p[k], x))
			k++;
		while (type < i && strcmp(v->p[type].type, x->type) != 0)
			type++;
		if (type == i && aif_kernel_dtype_of(x->type) >= 0)
			classes(j, v, x->type);
		if (k < i || !x->name[0] || strcmp(x->name, "idle") == 0)
			continue;
		duties(j, v, x);
		clocks(j, v, x);
	}
}

// The largest change between means of SMOOTH readings, and what follows until 80
// readings later: one step per meter.
static void
steps(aif_calfits_job *j, const readings *v, int source, int meter)
{
	double best = 0, from = 0;
	size_t n = 0, at = 0, m = 0;
	aif_calfit *f;

	for (size_t i = 0; i < v->n && n < AIF_CALFITS_ROWS; i++)
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
	f = aif_calfits_next(j, "", "step, source %d meter %d", source, meter);
	for (size_t i = at; i < n && m < 80; i++, m++) {
		j->m[m] = j->k[i] - j->k[at];
		j->y[m] = j->n[i];
	}
	if (f && !aif_calfit_step(j->m, j->y, m, f))
		j->out->n++;
}

static void
logs(aif_calfits_job *j, const readings *v)
{
	classes(j, v, NULL);
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
aif_calwatts_fit(aif_calfits_job *j, const char *set, aif_diag *d)
{
	readings load = { 0 }, log = { 0 };
	aif_err e = aif_calset_rows(set, "power", one_reading, &load, d);

	if (!e || e == AIF_ENOENT)
		e = aif_calset_rows(set, "log", one_reading, &log, d);
	if (!e || e == AIF_ENOENT) {
		e = AIF_OK;
		loads(j, &load);
		logs(j, &log);
	}
	free(load.p);
	free(log.p);
	return e;
}
