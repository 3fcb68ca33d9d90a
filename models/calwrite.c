// calwrite.c - what a set is made of on disk, with where each part comes from.
#include "models/calwrite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/csv.h"

// --- facts -------------------------------------------------------------------------

static void
put(aif_calwrite_facts *x, const char *name, double value, const char *unit, const char *source)
{
	if (x->n == AIF_CALWRITE_FACTS || !(value > 0) || !isfinite(value))
		return;
	x->row[x->n].name = name;
	x->row[x->n].unit = unit;
	x->row[x->n].value = value;
	snprintf(x->row[x->n++].source, sizeof x->row[0].source, "%s", source);
}

static void
put_text(aif_calwrite_facts *x, const char *name, const char *text, const char *source)
{
	if (x->n == AIF_CALWRITE_FACTS || !text[0])
		return;
	x->row[x->n].name = name;
	x->row[x->n].unit = "";
	x->row[x->n].value = NAN;
	snprintf(x->row[x->n].text, sizeof x->row[0].text, "%s", text);
	snprintf(x->row[x->n++].source, sizeof x->row[0].source, "%s", source);
}

// What the points themselves say: best rates, shortest times.
typedef struct best {
	double flop_s[AIF_DT_N], stream, copy, floor, alpha;
} best;

static best
measured(const aif_calrun *r)
{
	const aif_calpoints *g = &r->table[AIF_KSPEC_GEMM];
	best b = { .floor = INFINITY, .alpha = INFINITY };

	for (size_t i = 0; i < g->n; i++) {
		const aif_calpoint *p = &g->p[i];
		int t = aif_kernel_dtype_of(g->key[p->key][0]);
		double rate = 2 * p->x[0] * p->x[1] * p->x[2] / p->t_s;
		double bytes = p->x[0] * p->x[1] * aif_kernel_dtype_bytes((aif_kernel_dtype)t);

		b.flop_s[t] = fmax(b.flop_s[t], rate);
		b.floor = fmin(b.floor, p->t_s);
		// A matrix far larger than the cache, read once.
		if (p->x[2] == 1 && bytes > 1e9)
			b.stream = fmax(b.stream, bytes / p->t_s);
	}
	for (size_t i = 0; i < r->table[AIF_KSPEC_STREAM].n; i++) {
		const aif_calpoint *p = &r->table[AIF_KSPEC_STREAM].p[i];

		b.floor = fmin(b.floor, p->t_s);
		if (p->x[2] > 2.5e8)
			b.copy = fmax(b.copy, p->x[2] / p->t_s);
	}
	for (size_t i = 0; i < r->table[AIF_KSPEC_COLL].n; i++) {
		const aif_calpoints *c = &r->table[AIF_KSPEC_COLL];

		if (strcmp(c->key[c->p[i].key][0], "all_reduce_custom") != 0)
			b.alpha = fmin(b.alpha, c->p[i].t_s);
	}
	for (int i = AIF_KSPEC_PREFILL; b.floor == INFINITY && i < AIF_KSPEC_STREAM; i++)
		for (size_t k = 0; k < r->table[i].n; k++)
			b.floor = fmin(b.floor, r->table[i].p[k].t_s);
	return b;
}

// Best of the single figures of a name: highest rate, shortest time.
static double
figure(const aif_calrun *r, const char *name, size_t *first)
{
	double x = NAN;

	for (size_t i = r->n_fact; i-- > 0;)
		if (strcmp(r->fact[i].name, name) == 0) {
			double v = r->fact[i].value;

			*first = i;
			x = isnan(x)                            ? v
			    : strcmp(r->fact[i].unit, "s") == 0 ? fmin(x, v)
								: fmax(x, v);
		}
	return x;
}

static const char *const rate_name[AIF_DT_N] = {
	[AIF_DT_BF16] = "bf16", [AIF_DT_FP8] = "fp8",   [AIF_DT_NVFP4] = "nvfp4",
	[AIF_DT_TF32] = "tf32", [AIF_DT_FP32] = "fp32", [AIF_DT_INT8] = "int8",
};

// Matmul ceilings: the catalog's, or the best measured.
static void
rates(aif_calwrite_facts *x, const aif_hw_gpu *g, const best *b)
{
	double *to = x->set.roof.flop_s;
	char from[160] = "best matmul rate measured";
	double reach8 = 0;

	if (g) {
		snprintf(from, sizeof from, "catalog '%s': measured ceiling", g->name);
		to[AIF_DT_BF16] = g->ceil_bf16_flop_s;
		to[AIF_DT_FP8] = g->ceil_fp8_flop_s;
		reach8 = g->peak_fp8_flop_s > 0 ? g->ceil_fp8_flop_s / g->peak_fp8_flop_s : 0;
	}
	for (int t = 0; t < AIF_DT_N; t++) {
		if (!rate_name[t])
			continue;
		if (t == AIF_DT_NVFP4 && reach8 > 0 && g->peak_fp4_flop_s > 0) {
			to[t] = reach8 * g->peak_fp4_flop_s;
			put(x, rate_name[t], to[t], "flop/s",
			    "estimate: datasheet peak x fp8 ceiling / fp8 peak");
		} else if (to[t] > 0) {
			put(x, rate_name[t], to[t], "flop/s", from);
		} else {
			to[t] = b->flop_s[t] > 0  ? b->flop_s[t]
				: t == AIF_DT_FP8 ? b->flop_s[AIF_DT_FP8_BLOCK]
						  : 0;
			put(x, rate_name[t], to[t], "flop/s", "best matmul rate measured");
		}
	}
	to[AIF_DT_FP8_BLOCK] = to[AIF_DT_MXFP8] = to[AIF_DT_FP8];
}

static aif_err
need(double v, const char *what, aif_diag *d)
{
	return v > 0 ? AIF_OK
		     : aif_err_fail(d, AIF_EREFUSED,
				    "%s: neither measured nor known (name a GPU of the catalog "
				    "with --gpu)",
				    what);
}

// Bandwidths and the shortest kernel; of: the base's facts, or infinite ones.
static void
memory(aif_calwrite_facts *x, const aif_calrun *r, const aif_hw_gpu *gpu, const best *b,
       const aif_calset *of)
{
	aif_kroof *to = &x->set.roof;
	char from[160] = "best copy measured";
	size_t at = 0;
	double read = figure(r, "cache_read_hbm", &at);

	if (gpu)
		snprintf(from, sizeof from, "catalog '%s': datasheet", gpu->name);
	to->hbm_bytes_s = gpu ? gpu->hbm_bytes_s : fmax(b->copy, fmax(b->stream, read));
	put(x, "hbm", to->hbm_bytes_s, "byte/s", from);
	if (b->stream > 0) {
		to->stream_bytes_s = b->stream;
		put(x, "stream", b->stream, "byte/s", "matrix-vector product over more than 1 GB");
	} else if (read > 0 || b->copy > 0) {
		to->stream_bytes_s = read > 0 ? read : b->copy;
		put(x, "stream", to->stream_bytes_s, "byte/s",
		    read > 0 ? "reading at the largest working set" : "best kernel over 250 MB");
	} else if (isfinite(of->roof.floor_s)) {
		to->stream_bytes_s =
		    of->roof.stream_bytes_s / of->roof.hbm_bytes_s * to->hbm_bytes_s;
		put(x, "stream", to->stream_bytes_s, "byte/s", "share of hbm of the base");
	}
	// Who measured only long kernels does not know the shortest.
	to->floor_s = fmin(b->floor, figure(r, "launch_graph", &at));
	put(x, "floor", fmin(to->floor_s, of->roof.floor_s), "s",
	    to->floor_s <= of->roof.floor_s ? "shortest kernel measured"
					    : "shortest kernel of the base");
	to->floor_s = fmin(to->floor_s, of->roof.floor_s);
}

aif_err
aif_calwrite_facts_of(aif_calwrite_facts *out, const aif_calrun *r, const aif_hw_gpu *gpu,
		      const char *base, aif_diag *d)
{
	best b = measured(r);
	aif_calset *s = &out->set, of;
	int kernels = 0;
	char from[160] = "";
	size_t at = 0;
	aif_err e;

	memset(out, 0, sizeof *out);
	memset(&of, 0, sizeof of);
	if (base[0] && (e = aif_calset_open(&of, base, d)))
		return e;
	if (!base[0])
		of.roof.floor_s = INFINITY;
	snprintf(s->base, sizeof s->base, "%s", base);
	rates(out, gpu, &b);
	if (gpu)
		snprintf(from, sizeof from, "catalog '%s': datasheet", gpu->name);
	memory(out, r, gpu, &b, &of);
	s->wire_bytes_s = gpu ? gpu->scaleup_bytes_s : 0;
	put(out, "wire", s->wire_bytes_s, "byte/s", from);
	s->alpha_s = isfinite(b.alpha) ? b.alpha : 0;
	put(out, "alpha", s->alpha_s, "s", "shortest collective measured");
	s->tdp_w = figure(r, "tdp", &at);
	if (!(s->tdp_w > 0) && gpu)
		s->tdp_w = gpu->tdp_w;
	s->sms = gpu ? gpu->sm_count : figure(r, "sms", &at);
	put(out, "sms", s->sms, "1", gpu ? from : "driver");
	put(out, "tdp", s->tdp_w, "W",
	    isnan(figure(r, "tdp", &at)) ? from : "limit while measured");
	for (size_t i = 0; i < r->n_fact; i++) {
		double v = figure(r, r->fact[i].name, &at);

		if (at == i && strcmp(r->fact[i].name, "tdp") != 0 &&
		    strcmp(r->fact[i].name, "sms") != 0)
			put(out, r->fact[i].name, v, r->fact[i].unit,
			    r->source[r->fact[i].source].path);
	}
	put_text(out, "base", base, "has the tables that this set lacks");
	for (int i = 0; i < AIF_KSPEC_COLL; i++)
		kernels |= r->table[i].n > 0;
	if (kernels && ((e = need(s->roof.flop_s[AIF_DT_BF16], "bf16 matmul rate", d)) ||
			(e = need(s->roof.hbm_bytes_s, "memory bandwidth", d)) ||
			(e = need(s->roof.stream_bytes_s, "rate of streaming memory", d))))
		return e;
	return r->table[AIF_KSPEC_COLL].n ? need(s->wire_bytes_s, "scale-up bandwidth", d) : AIF_OK;
}

// Intercept of time over n at fixed k and m, least squares of relative errors; NaN: fewer
// than 4 points.
static double
intercept(const aif_ktable_sub *s, const double *t_s, int k, int m)
{
	double n = 0, sw = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;

	for (int i = 0; i < s->n[0]; i++) {
		size_t c = ((size_t)i * (size_t)s->n[1] + (size_t)k) * (size_t)s->n[2] + (size_t)m;
		double x = s->x[0][i], w;

		if (!s->held[c])
			continue;
		w = 1 / (t_s[c] * t_s[c]);
		n++;
		sw += w;
		sx += w * x;
		sy += w * t_s[c];
		sxx += w * x * x;
		sxy += w * x * t_s[c];
	}
	return n < 4 ? NAN : (sy * sxx - sx * sxy) / (sw * sxx - sx * sx);
}

void
aif_calwrite_quant(aif_calwrite_facts *x, const aif_calgrid *gemm)
{
	static const struct {
		int t;
		const char *name;
	} of[] = { { AIF_DT_FP8, "quant8" }, { AIF_DT_NVFP4, "quant4" } };

	for (int f = 0; f < 2; f++)
		for (int b = 0; b < gemm->t.n_sub; b++) {
			const aif_ktable_sub *s = &gemm->t.sub[b];
			double bytes = 2 + aif_kernel_dtype_bytes((aif_kernel_dtype)of[f].t);
			double sum = 0, n = 0;

			for (int k = 0; k < s->n[1] && s->id == of[f].t; k++)
				for (int m = 0; m < s->n[2]; m++) {
					double mk = s->x[1][k] * s->x[2][m], t;

					if (s->x[2][m] < 8192 || s->x[1][k] < 2048 ||
					    s->x[1][k] > 16384)
						continue;
					t = intercept(s, gemm->t_s[b], k, m);
					if (isnan(t))
						continue;
					sum += t * x->set.roof.stream_bytes_s / (bytes * mk);
					n++;
				}
			if (n > 0 && sum / n > 0.1)
				put(x, of[f].name, sum / n, "1",
				    "intercept of time over n at m >= 8192, k 2048 to 16384, over "
				    "reading 2 bytes an element and writing the type's");
		}
}

// --- files ---------------------------------------------------------------------------

static const char *
last_of(const char *path)
{
	const char *s = strrchr(path, '/');

	return s ? s + 1 : path;
}

static int
feeds(const aif_calrun *r, int table, size_t source)
{
	const aif_calpoints *t = &r->table[table];

	for (size_t i = 0; i < t->n; i++)
		if (t->p[i].source == (int)source)
			return 1;
	return 0;
}

// A line per source.
static void
origin(const aif_calsource *s, FILE *f)
{
	fprintf(f, "# Origin: %s (%s)", last_of(s->path), s->format);
	if (s->device[0])
		fprintf(f, ", %s", s->device);
	if (s->driver[0])
		fprintf(f, ", driver %s", s->driver);
	if (s->cuda[0])
		fprintf(f, ", CUDA %s", s->cuda);
	if (s->library[0])
		fprintf(f, ", library %s", s->library);
	if (s->date[0])
		fprintf(f, ", %s", s->date);
	if (s->revision[0])
		fprintf(f, ", revision %s", s->revision);
	if (strcmp(s->format, "kernel table") == 0)
		fputs(", ai-dynamo/aiconfigurator, Apache-2.0", f);
	fputs(".\n", f);
	if (s->command[0])
		fprintf(f, "# Command: %s\n", s->command);
}

void
aif_calwrite_set(const aif_calwrite_facts *x, const aif_calrun *r, const char *name, FILE *f)
{
	fprintf(f, "# set.csv - the roofline that the ratios of %s stand on, and single figures.\n",
		name);
	for (size_t i = 0; i < r->n_source; i++)
		origin(&r->source[i], f);
	fputs("fact,value,unit,source\n", f);
	for (int i = 0; i < x->n; i++) {
		fprintf(f, "%s,", x->row[i].name);
		if (x->row[i].text[0])
			aif_csv_put(f, x->row[i].text);
		else
			fprintf(f, "%.5g", x->row[i].value);
		fprintf(f, ",%s,", x->row[i].unit);
		aif_csv_put(f, x->row[i].source);
		putc('\n', f);
	}
}

static void
judgement(const aif_calgrid *g, FILE *f)
{
	fprintf(f, "# Holds %zu cells of %zu points measured.", g->held, g->points);
	if (g->disturbed)
		fprintf(f, " Left out as disturbed (over 3 times what both sides say): %zu.",
			g->disturbed);
	if (g->loo.n)
		fprintf(
		    f,
		    " Leave one cell out (%zu): mean |error| %.1f %%, median %.1f %%, p90 %.1f %%.",
		    g->loo.n, 100 * g->loo.mean, 100 * g->loo.median, 100 * g->loo.p90);
	if (g->rest.n)
		fprintf(f,
			"\n# Points that it does not hold or averages (%zu): mean |error| %.1f %%, "
			"median %.1f %%, p90 %.1f %%.",
			g->rest.n, 100 * g->rest.mean, 100 * g->rest.median, 100 * g->rest.p90);
	putc('\n', f);
}

// Columns: all that any block has.
static size_t
columns(const aif_calgrid *g, double *col)
{
	size_t n = 0;

	for (int b = 0; b < g->t.n_sub; b++)
		for (int k = 0; k < g->t.sub[b].n[2]; k++) {
			double x = g->t.sub[b].x[2][k];
			size_t i = n;

			while (i > 0 && col[i - 1] > x)
				i--;
			if (i > 0 && col[i - 1] == x)
				continue;
			memmove(col + i + 1, col + i, (n - i) * sizeof *col);
			col[i] = x;
			n++;
		}
	return n;
}

// Microseconds in four digits, without an exponent where people would not write one.
static void
micro(FILE *f, double t_s)
{
	double us = t_s * 1e6;

	if (us >= 1e4)
		fprintf(f, "%.0f", us);
	else
		fprintf(f, "%.4g", us);
}

static void
row(const aif_calgrid *g, int b, int i, int j, const double *col, size_t n_col, FILE *f)
{
	const aif_ktable_sub *s = &g->t.sub[b];
	size_t base = ((size_t)i * (size_t)s->n[1] + (size_t)j) * (size_t)s->n[2];
	int any = 0, k = 0;

	for (int c = 0; c < s->n[2]; c++)
		any |= s->held[base + (size_t)c];
	if (!any)
		return;
	for (int c = 0; c < g->t.n_key; c++)
		fprintf(f, "%s%s", c ? "," : "", s->key[c]);
	if (g->t.n_axis > 0)
		fprintf(f, ",%.10g", s->x[0][i]);
	if (g->t.n_axis > 1)
		fprintf(f, ",%.10g", s->x[1][j]);
	for (size_t c = 0; c < n_col; c++) {
		putc(',', f);
		if (k < s->n[2] && s->x[2][k] == col[c]) {
			if (s->held[base + (size_t)k])
				micro(f, g->t_s[b][base + (size_t)k]);
			k++;
		}
	}
	putc('\n', f);
}

void
aif_calwrite_table(const aif_calgrid *g, const aif_calrun *r, const char *name, FILE *f)
{
	const aif_kspec *spec = aif_kspec_at(g->table);
	double *col = malloc((g->points + 1) * sizeof *col);
	size_t n_col;

	if (!col)
		return;
	n_col = columns(g, col);
	fprintf(f, "# %s.csv - %s: %s.\n# Unit: microsecond. Empty: not measured.\n", spec->file,
		name, spec->what);
	for (size_t i = 0; i < r->n_source; i++)
		if (feeds(r, g->table, i))
			origin(&r->source[i], f);
	judgement(g, f);
	for (int i = 0; i < spec->n_key + spec->n_axis; i++)
		fprintf(f, "%s%s", i ? "," : "", spec->name[i]);
	for (size_t c = 0; c < n_col; c++)
		fprintf(f, ",%.10g", col[c]);
	putc('\n', f);
	for (int b = 0; b < g->t.n_sub; b++)
		for (int i = 0; i < g->t.sub[b].n[0]; i++)
			for (int j = 0; j < g->t.sub[b].n[1]; j++)
				row(g, b, i, j, col, n_col, f);
	free(col);
}

static void
maybe(FILE *f, double x)
{
	putc(',', f);
	if (isfinite(x))
		fprintf(f, "%.6g", x);
}

static int
same_kind(const aif_calload *a, const aif_calload *b)
{
	return strcmp(a->activity, b->activity) == 0 && strcmp(a->type, b->type) == 0 &&
	       strcmp(a->data, b->data) == 0;
}

static void
write_load(const aif_calload *l, FILE *f)
{
	fprintf(f, "%s,%s,%s,%s", l->activity, l->data, l->type, l->shape);
	maybe(f, l->duty_frac);
	maybe(f, l->cap_w);
	maybe(f, l->power_w);
	maybe(f, l->sm_hz);
	maybe(f, l->temperature_c);
	maybe(f, l->flop_s);
	maybe(f, l->bytes_s);
	putc('\n', f);
}

void
aif_calwrite_loads(const aif_calrun *r, const char *name, FILE *f)
{
	fprintf(f, "# power.csv - %s: steady loads and what they drew.\n", name);
	for (size_t i = 0; i < r->n_source; i++)
		for (size_t k = 0; k < r->n_load; k++)
			if (r->load[k].source == (int)i) {
				origin(&r->source[i], f);
				break;
			}
	fputs("activity,data,dtype,shape,duty,cap_w,power_w,sm_hz,temperature_c,flop_s,bytes_s\n",
	      f);
	// Kinds in the order of their first; they were measured in a random order.
	for (size_t i = 0; i < r->n_load; i++) {
		size_t first = 0;

		while (!same_kind(&r->load[first], &r->load[i]))
			first++;
		for (size_t k = i; first == i && k < r->n_load; k++)
			if (same_kind(&r->load[k], &r->load[i]))
				write_load(&r->load[k], f);
	}
}

void
aif_calwrite_log(const aif_calrun *r, const char *name, FILE *f)
{
	fprintf(f, "# log.csv - %s: power over time. A meter is a GPU or a node of a source.\n",
		name);
	for (size_t i = 0; i < r->n_source; i++)
		for (size_t k = 0; k < r->n_sample; k++)
			if (r->sample[k].source == (int)i) {
				origin(&r->source[i], f);
				break;
			}
	fputs("source,meter,t_s,power_w,util,memory,sm_hz,temperature_c\n", f);
	for (size_t k = 0; k < r->n_sample; k++) {
		const aif_calsample *s = &r->sample[k];

		fprintf(f, "%d,%d,%.9g,%.6g", s->source, s->meter, s->t_s, s->power_w);
		maybe(f, s->util_frac);
		maybe(f, s->memory_frac);
		maybe(f, s->sm_hz);
		maybe(f, s->temperature_c);
		putc('\n', f);
	}
}
