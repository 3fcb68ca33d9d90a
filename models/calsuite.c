// calsuite.c - reads `aifsim-calib 1`, the files of the CUDA benchmarks.
//
// The format is written down in scripts/calib/README.md and kept to the letter:
// header lines in their order, columns in theirs, a last line that says how many
// rows there are. A row whose result was wrong (`check` bad) is not used.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/calrun.h"
#include "models/coll.h"
#include "models/kroof.h"
#include "util/lines.h"

static const char *const header_key[] = {
	"format",
	"suite",
	"device",
	"gpu",
	"driver",
	"cuda",
	"library",
	"sm_clock_mhz",
	"mem_clock_mhz",
	"max_sm_clock_mhz",
	"max_mem_clock_mhz",
	"power_limit_w",
	"memory_gib",
	"sms",
	"l2_bytes",
	"date",
	"host_cpu",
	"command",
	"revision",
	"seed",
};
enum { N_HEADER = sizeof header_key / sizeof *header_key };

static const char common[] =
    "family,op,dtype,m,n,k,batch,bytes,flops,time_us_p50,time_us_p10,time_us_p90,runs,power_w,"
    "energy_j,sm_clock_mhz,mem_clock_mhz,temperature_c,check";
enum { M = 3, N, K, BATCH, BYTES, FLOPS, P50, P10, P90, RUNS, POWER, ENERGY, SM, MEM, TEMP, CHECK };

static const struct {
	const char *family, *own;
	int says; // how many of its own columns say what was run, not what came out
} families[] = {
	{ "gemm", "layout,skew,tile,stages,split_k,waves,error", 2 },
	{ "attention", "heads,kv_heads,head_dim,seq_q,seq_kv,causal,error", 6 },
	{ "memory", "error", 0 },
	{ "cache", "level,working_set_bytes,latency_ns", 2 },
	{ "launch", "nodes", 1 },
	{ "copy", "memory,src,dst,alone_copy_us,alone_kernel_us", 3 },
	{ "nccl", "n_gpus,algbw_gbytes_s,busbw_gbytes_s", 1 },
	{ "power", "activity,data,duty,period_ms,cap_w,t_s,power_max_w,throttle", 6 },
};

enum { TRACES = 16 };

typedef struct reader {
	aif_calrun *r;
	int src, family;
	long line, end_line, rows, first_data;
	char value[N_HEADER][256];
	char trace[TRACES][64]; // kernels whose power was followed over a step
	int n_trace;
} reader;

// --- the lines around the rows -------------------------------------------------------

static aif_err
header_line(reader *k, const aif_line *l, aif_diag *d)
{
	int i = (int)l->no - 1;
	size_t n_key = strlen(header_key[i]), off = n_key + 3;

	if (l->n < off || memcmp(l->text, "# ", 2) != 0 ||
	    memcmp(l->text + 2, header_key[i], n_key) != 0 || l->text[n_key + 2] != ':')
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: expected the header line '# %s: ...'",
				    l->path, l->no, header_key[i]);
	while (off < l->n && l->text[off] == ' ')
		off++;
	aif_lines_show(l->text + off, l->n - off, k->value[i], sizeof k->value[i]);
	return AIF_OK;
}

static aif_err
columns_line(reader *k, const aif_line *l, aif_diag *d)
{
	char want[512];
	const char *p = want;
	size_t at = 0;

	snprintf(want, sizeof want, "%s,%s", common, families[k->family].own);
	if (l->n == strlen(want) && memcmp(l->text, want, l->n) == 0)
		return AIF_OK;
	// The first column that is not the one expected.
	while (*p) {
		size_t n = strcspn(p, ","), m = 0;
		char have[44];

		while (at + m < l->n && l->text[at + m] != ',')
			m++;
		aif_lines_show(l->text + at, m, have, sizeof have);
		if (n != m || memcmp(p, l->text + at, n) != 0)
			return aif_err_fail(d, AIF_EPARSE,
					    "%s:%ld: column '%s' (expected '%.*s' here; the order "
					    "of columns is fixed)",
					    l->path, l->no, have, (int)n, p);
		p += n + (p[n] == ',');
		at += m + (at + m < l->n);
	}
	return aif_err_fail(d, AIF_EPARSE, "%s:%ld: more columns than family '%s' has", l->path,
			    l->no, families[k->family].family);
}

static aif_err
frame_line(void *user, const aif_line *l, aif_diag *d)
{
	reader *k = user;
	long rows;

	k->line = l->no;
	if (l->no <= N_HEADER) {
		aif_err e = header_line(k, l, d);

		if (e || l->no > 2)
			return e;
		if (l->no == 1)
			return strcmp(k->value[0], "aifsim-calib 1") == 0
				   ? AIF_OK
				   : aif_err_fail(d, AIF_EPARSE,
						  "%s:1: format '%s' (expected aifsim-calib 1)",
						  l->path, k->value[0]);
		for (k->family = 0; k->family < (int)(sizeof families / sizeof *families);
		     k->family++)
			if (strcmp(families[k->family].family, k->value[1]) == 0)
				return AIF_OK;
		return aif_err_fail(d, AIF_EPARSE, "%s:2: unknown suite '%s'", l->path,
				    k->value[1]);
	}
	if (l->no == N_HEADER + 1)
		return columns_line(k, l, d);
	if (k->end_line)
		return l->n == 0 ? AIF_OK
				 : aif_err_fail(d, AIF_EPARSE, "%s:%ld: text after the last line",
						l->path, l->no);
	if (l->n > 12 && memcmp(l->text, "# end: rows ", 12) == 0) {
		char word[32];

		aif_lines_show(l->text + 12, l->n - 12, word, sizeof word);
		rows = strtol(word, NULL, 10);
		k->end_line = l->no;
		return rows == k->rows
			   ? AIF_OK
			   : aif_err_fail(d, AIF_EPARSE, "%s:%ld: %ld rows (expected %ld)", l->path,
					  l->no, k->rows, rows);
	}
	k->rows += l->n > 0 && l->text[0] != '#';
	return AIF_OK;
}

// --- rows ------------------------------------------------------------------------------

static aif_err
positive(const aif_csv_row *r, int i, int empty_ok, double *x, aif_diag *d)
{
	aif_err e;

	if (!empty_ok || r->cell[i][0]) {
		if ((e = aif_csv_num(r, i, 0, NULL, x, d)))
			return e;
		return isfinite(*x) && *x >= 0
			   ? AIF_OK
			   : aif_csv_fail(r, i, "is negative or not finite", "0 or more", d);
	}
	*x = NAN;
	return AIF_OK;
}

static double
own(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);
	double x;

	return i >= 0 && aif_csv_decimal(r->cell[i], &x) ? x : NAN;
}

static const char *
word(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);

	return i < 0 ? "" : r->cell[i];
}

static const char *
size_word(reader *k, double x)
{
	char s[32];

	snprintf(s, sizeof s, "%.15g", x);
	return aif_calrun_word(k->r, s);
}

static aif_err
gemm(reader *k, const aif_csv_row *r, const double *x, aif_calpoint *p, aif_diag *d)
{
	const char *op = r->cell[1];
	const char *key[] = { r->cell[2], size_word(k, x[N]), size_word(k, x[K]),
			      size_word(k, x[BATCH]), own(r, "skew") < 1.5 ? "even" : "ranked" };

	// The layouts of a backward pass are of no table.
	if (strcmp(word(r, "layout"), "tn") != 0 || aif_kernel_dtype_of(key[0]) < 0)
		return AIF_ENOENT;
	if (strcmp(op, "batched") == 0) {
		p->x[0] = x[M];
		p->x[2] = x[BATCH];
		return aif_calrun_point(k->r, AIF_KSPEC_BATCHED, key, p, d);
	}
	if (strcmp(op, "grouped") == 0) {
		p->x[2] = x[M];
		return aif_calrun_point(k->r, AIF_KSPEC_GROUPED, key, p, d);
	}
	if (strcmp(op, "gemm") != 0)
		return AIF_ENOENT;
	p->x[0] = x[N];
	p->x[1] = x[K];
	p->x[2] = x[M];
	return aif_calrun_point(k->r, AIF_KSPEC_GEMM, key, p, d);
}

// The three kernels of attention that is not fused, and each alone.
static aif_err
unfused(reader *k, const aif_csv_row *r, const double *x, aif_calpoint *p, aif_diag *d)
{
	const char *op = r->cell[1];
	const char *key[] = { "bf16", strcmp(op, "prefill_unfused") == 0 ? "whole" : op,
			      word(r, "head_dim"), word(r, "causal") };
	int part = aif_kspec_part(key[1]);

	if (part < 0 || own(r, "seq_q") != own(r, "seq_kv"))
		return AIF_ENOENT;
	if (part == AIF_KROOF_QK || part == AIF_KROOF_PV)
		key[3] = "0"; // they work on what is masked, too
	p->x[0] = own(r, "seq_kv");
	p->x[2] = x[BATCH] * own(r, "heads");
	return aif_calrun_point(k->r, AIF_KSPEC_UNFUSED, key, p, d);
}

static aif_err
attention(reader *k, const aif_csv_row *r, const double *x, aif_calpoint *p, aif_diag *d)
{
	int decode = strcmp(r->cell[1], "decode") == 0;
	const char *key[] = { "bf16", "bf16", word(r, "head_dim"), "0" };
	double heads = own(r, "heads"), kv = own(r, "kv_heads");

	if (aif_kernel_dtype_of(r->cell[2]) != AIF_DT_BF16)
		return AIF_ENOENT;
	if (!decode && strcmp(r->cell[1], "prefill_fused") != 0)
		return unfused(k, r, x, p, d);
	if (!decode && own(r, "causal") != 1)
		return AIF_ENOENT;
	p->x[0] = floor(heads / kv);
	p->x[1] = own(r, decode ? "seq_kv" : "seq_q");
	p->x[2] = x[BATCH] * (decode ? kv : heads);
	return aif_calrun_point(k->r, decode ? AIF_KSPEC_DECODE : AIF_KSPEC_PREFILL, key, p, d);
}

static aif_err
memory(reader *k, const aif_csv_row *r, const double *x, aif_calpoint *p, aif_diag *d)
{
	const char *key[] = { r->cell[1], r->cell[2] };

	if (aif_kernel_dtype_of(key[1]) < 0)
		return AIF_ENOENT;
	p->x[2] = x[BYTES];
	return aif_calrun_point(k->r, AIF_KSPEC_STREAM, key, p, d);
}

static aif_err
nccl(reader *k, const aif_csv_row *r, const double *x, aif_calpoint *p, aif_diag *d)
{
	const char *op = r->cell[1];
	const char *key[] = { strcmp(op, "alltoall") == 0   ? "all_to_all"
			      : strcmp(op, "sendrecv") == 0 ? "send_recv"
							    : op };

	if (aif_coll_op_of(key[0]) < 0)
		return AIF_ENOENT;
	p->x[0] = own(r, "n_gpus");
	p->x[2] = x[BYTES];
	return aif_calrun_point(k->r, AIF_KSPEC_COLL, key, p, d);
}

// Figures that stand alone: the best of their name counts.
static aif_err
figure(reader *k, const aif_csv_row *r, const double *x, double t_s, aif_diag *d)
{
	const char *family = families[k->family].family, *op = r->cell[1];
	double nodes = own(r, "nodes"), ns = own(r, "latency_ns");
	char name[96];

	if (strcmp(family, "launch") == 0) {
		snprintf(name, sizeof name, "launch_%s", op);
		return aif_calrun_fact(k->r, k->src, name, nodes > 0 ? t_s / nodes : t_s, "s", d);
	}
	if (strcmp(family, "cache") == 0 && strstr(op, "latency")) {
		snprintf(name, sizeof name, "latency_%s", word(r, "level"));
		return ns > 0 ? aif_calrun_fact(k->r, k->src, name, ns * 1e-9, "s", d) : AIF_OK;
	}
	snprintf(name, sizeof name, "%s_%s_%s", family, op,
		 word(r, strcmp(family, "cache") == 0 ? "level" : "memory"));
	return x[BYTES] > 0 && t_s > 0
		   ? aif_calrun_fact(k->r, k->src, name, x[BYTES] / t_s, "byte/s", d)
		   : AIF_OK;
}

// One meter per trace, up and down: they follow one another in a file.
static int
trace_of(reader *k, const char *activity, const char *type)
{
	char name[64];
	int i = 0;

	snprintf(name, sizeof name, "%.40s %.16s", activity, type);
	while (i < k->n_trace && strcmp(k->trace[i], name) != 0)
		i++;
	if (i == k->n_trace && i < TRACES)
		memcpy(k->trace[k->n_trace++], name, sizeof name);
	return i < TRACES ? i : TRACES - 1;
}

static aif_err
power(reader *k, const aif_csv_row *r, const double *x, double t_s, aif_diag *d)
{
	const char *op = r->cell[1];
	char shape[80] = "";
	double nan = NAN;
	aif_calload l = { .power_w = x[POWER],
			  .sm_hz = x[SM] * 1e6,
			  .temperature_c = x[TEMP],
			  .source = k->src,
			  .line = r->line };
	aif_calsample s = { .source = k->src, .line = r->line, .power_w = x[POWER] };

	if (isnan(x[POWER]))
		return aif_csv_fail(r, POWER, "is missing", "W", d);
	if (strncmp(op, "step_", 5) == 0) {
		s.t_s = own(r, "t_s");
		s.meter =
		    2 * trace_of(k, word(r, "activity"), r->cell[2]) + (strcmp(op, "step_up") != 0);
		s.util_frac = s.memory_frac = nan;
		s.sm_hz = l.sm_hz;
		s.temperature_c = l.temperature_c;
		return aif_calrun_sample(k->r, &s, d);
	}
	l.activity = aif_calrun_word(k->r, word(r, "activity"));
	l.data = aif_calrun_word(k->r, word(r, "data"));
	l.type = aif_calrun_word(k->r, r->cell[2]);
	if (x[M] > 0)
		snprintf(shape, sizeof shape, "%.0fx%.0fx%.0f", x[M], x[N], x[K]);
	l.shape = aif_calrun_word(k->r, shape);
	l.duty_frac = own(r, "duty");
	l.cap_w = own(r, "cap_w");
	if (strcmp(op, "idle") == 0)
		l.duty_frac = 0;
	l.flop_s = t_s > 0 ? l.duty_frac * x[FLOPS] / t_s : 0;
	l.bytes_s = t_s > 0 ? l.duty_frac * x[BYTES] / t_s : 0;
	return aif_calrun_load(k->r, &l, d);
}

static aif_err
numbers(const aif_csv_row *r, int power_row, double *x, aif_diag *d)
{
	aif_err e = AIF_OK;

	for (int i = M; i < CHECK && !e; i++)
		e = positive(r, i, i != P50 || power_row, &x[i], d);
	for (int i = M; i <= FLOPS; i++)
		x[i] = isnan(x[i]) ? 0 : x[i];
	if (!e && !power_row && x[P50] <= 0)
		e = aif_csv_fail(r, P50, "is not a time", "microseconds, more than 0", d);
	if (!e && (x[P10] > x[P50] || x[P90] < x[P50]))
		e = aif_err_fail(d, AIF_EPARSE,
				 "%s:%ld: quantiles out of order (p10 %g, p50 %g, p90 %g)", r->path,
				 r->line, x[P10], x[P50], x[P90]);
	return e;
}

static aif_err
row(void *user, const aif_csv_row *r, aif_diag *d)
{
	reader *k = user;
	aif_calsource *s = &k->r->source[k->src];
	const char *family = families[k->family].family;
	int is_power = strcmp(family, "power") == 0;
	aif_calpoint p = { .source = k->src, .line = r->line, .x = { 1, 1, 1 } };
	double x[CHECK + 1];
	aif_err e;

	s->rows++;
	if (strcmp(r->cell[0], family) != 0)
		return aif_csv_fail(r, 0, "is not this file's suite", family, d);
	if ((e = numbers(r, is_power, x, d)))
		return e;
	if (strcmp(r->cell[CHECK], "bad") == 0) {
		s->bad++;
		s->unused++;
		return AIF_OK;
	}
	if (r->cell[CHECK][0] && strcmp(r->cell[CHECK], "ok") != 0)
		return aif_csv_fail(r, CHECK, "is not a verdict", "ok, bad or nothing", d);
	p.t_s = x[P50] * 1e-6;
	p.spread_frac = (x[P90] - x[P10]) / x[P50];
	p.shape = 14695981039346656037u;
	for (int i = 1; i <= CHECK + families[k->family].says && i < r->n_cell; i++)
		if (i < FLOPS || i > CHECK)
			for (const char *c = r->cell[i]; *c; c++)
				p.shape = (p.shape ^ (unsigned char)*c) * 1099511628211u;
	switch (k->family) {
	case 0:
		e = gemm(k, r, x, &p, d);
		break;
	case 1:
		e = attention(k, r, x, &p, d);
		break;
	case 2:
		e = memory(k, r, x, &p, d);
		break;
	case 6:
		e = nccl(k, r, x, &p, d);
		break;
	case 7:
		e = power(k, r, x, p.t_s, d);
		break;
	default:
		e = figure(k, r, x, p.t_s, d);
		k->r->source[k->src].used += !e;
	}
	if (e == AIF_ENOENT) {
		k->r->source[k->src].unused++;
		e = AIF_OK;
	}
	return e;
}

aif_err
aif_calsuite_parse(aif_calrun *r, int src, const char *text, size_t n, aif_diag *d)
{
	reader *k = calloc(1, sizeof *k);
	aif_calsource *s = &r->source[src];
	aif_err e;

	if (!k)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	k->r = r;
	k->src = src;
	e = aif_lines_parse(s->path, text, n, frame_line, k, d);
	if (!e && !k->end_line)
		e = aif_err_fail(d, AIF_EPARSE,
				 "%s:%ld: truncated: the last line '# end: ...' is missing",
				 s->path, k->line);
	if (!e) {
		s->device = aif_calrun_word(r, k->value[2]);
		s->gpu = aif_calrun_word(r, k->value[3]);
		s->driver = aif_calrun_word(r, k->value[4]);
		s->cuda = aif_calrun_word(r, k->value[5]);
		s->library = aif_calrun_word(r, k->value[6]);
		s->date = aif_calrun_word(r, k->value[15]);
		s->command = aif_calrun_word(r, k->value[17]);
		s->revision = aif_calrun_word(r, k->value[18]);
		double limit;

		if (aif_csv_decimal(k->value[11], &limit) && limit > 0)
			e = aif_calrun_fact(r, src, "tdp", limit, "W", d);
		if (!e && aif_csv_decimal(k->value[13], &limit) && limit > 0)
			e = aif_calrun_fact(r, src, "sms", limit, "1", d);
		if (!e)
			e = aif_csv_parse(s->path, text, n, NULL, row, k, d);
	}
	free(k);
	return e;
}
