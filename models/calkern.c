// calkern.c - reads kernel tables in the columns of aiconfigurator's measured ones.
//
// A row a kernel: `op_name`, dimensions, `latency` in milliseconds, `device`; the
// collectives' files hold several systems and library versions, of which the newest
// of the wanted system is taken. message_size is in elements.
// Source: ai-dynamo/aiconfigurator, systems/data (Apache-2.0).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/calrun.h"
#include "models/coll.h"
#include "util/lines.h"

typedef struct reader {
	aif_calrun *r;
	int src, table, custom;
	size_t from[AIF_KSPEC_N];
	char device[128];
} reader;

static const char *
cell(const aif_csv_row *r, const char *col)
{
	int i = aif_csv_col(r, col);

	return i < 0 ? "" : r->cell[i];
}

// A positive number of a column that must be there.
static aif_err
num(const aif_csv_row *r, const char *col, double *x, aif_diag *d)
{
	int i = aif_csv_col(r, col);
	aif_err e;

	if (i < 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:%ld: no column '%s'", r->path, r->line, col);
	if ((e = aif_csv_num(r, i, 0, NULL, x, d)))
		return e;
	if (!isfinite(*x) || *x < 0)
		return aif_csv_fail(r, i, "is not a size", "a number of 0 or more", d);
	return AIF_OK;
}

// The names of types as the tables here have them; NULL: of no use.
static const char *
type(const char *word)
{
	static const char *const name[][2] = {
		{ "bfloat16", "bf16" }, { "half", "bf16" },           { "float16", "bf16" },
		{ "fp8", "fp8" },       { "fp8_block", "fp8_block" }, { "nvfp4", "nvfp4" },
	};

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (strcmp(name[i][0], word) == 0)
			return name[i][1];
	return NULL;
}

// FNV-1a of all cells but the last, latency.
static uint64_t
shape_of(const aif_csv_row *r, int latency)
{
	uint64_t h = 14695981039346656037u;

	for (int i = 0; i < r->n_cell; i++)
		for (const char *s = i == latency ? "" : r->cell[i]; *s; s++)
			h = (h ^ (unsigned char)*s) * 1099511628211u;
	return h;
}

static aif_err
gemm(reader *k, const aif_csv_row *r, aif_calpoint *p, aif_diag *d)
{
	const char *key[] = { type(cell(r, "gemm_dtype")) };
	aif_err e;

	if (!key[0])
		return AIF_ENOENT;
	if ((e = num(r, "n", &p->x[0], d)) || (e = num(r, "k", &p->x[1], d)) ||
	    (e = num(r, "m", &p->x[2], d)))
		return e;
	return aif_calrun_point(k->r, AIF_KSPEC_GEMM, key, p, d);
}

static aif_err
attention(reader *k, const aif_csv_row *r, aif_calpoint *p, aif_diag *d)
{
	int decode = k->table == AIF_KSPEC_DECODE;
	const char *key[] = { type(cell(r, "attn_dtype")), type(cell(r, "kv_cache_dtype")),
			      cell(r, "head_dim"), cell(r, "window_size") };
	double batch, heads, kv, len, step = 0;
	aif_err e;

	if (!key[0] || !key[1] || !key[2][0])
		return AIF_ENOENT;
	if (!key[3][0])
		key[3] = "0";
	if ((e = num(r, "batch_size", &batch, d)) || (e = num(r, "num_heads", &heads, d)) ||
	    (e = num(r, "num_key_value_heads", &kv, d)) || (e = num(r, "isl", &len, d)) ||
	    (decode && (e = num(r, "step", &step, d))))
		return e;
	if (!decode && len < 16)
		return AIF_ENOENT;
	p->x[0] = floor(heads / kv);
	p->x[1] = len + step;
	p->x[2] = batch * (decode ? kv : heads);
	return aif_calrun_point(k->r, k->table, key, p, d);
}

static aif_err
mla(reader *k, const aif_csv_row *r, aif_calpoint *p, aif_diag *d)
{
	int decode = k->table == AIF_KSPEC_MLA_DECODE;
	const char *key[] = { type(cell(r, "mla_dtype")), type(cell(r, "kv_cache_dtype")) };
	double step = 0;
	aif_err e;

	if (!key[0] || !key[1])
		return AIF_ENOENT;
	if ((e = num(r, "num_heads", &p->x[0], d)) || (e = num(r, "isl", &p->x[1], d)) ||
	    (e = num(r, "batch_size", &p->x[2], d)) || (decode && (e = num(r, "step", &step, d))))
		return e;
	if (decode)
		p->x[1] = step + 1; // isl stands for what is in the cache before
	else if (p->x[1] < 16)
		return AIF_ENOENT;
	return aif_calrun_point(k->r, k->table, key, p, d);
}

static aif_err
moe(reader *k, const aif_csv_row *r, aif_calpoint *p, aif_diag *d)
{
	const char *dist = cell(r, "distribution");
	int low = strstr(cell(r, "kernel_source"), "min_latency") != NULL;
	const char *key[] = { type(cell(r, "moe_dtype")), cell(r, "hidden_size"),
			      cell(r, "inter_size"),      cell(r, "topk"),
			      cell(r, "num_experts"),     cell(r, "moe_tp_size"),
			      cell(r, "moe_ep_size"),     NULL };
	aif_err e;

	if (strcmp(dist, "balanced") == 0)
		key[7] = low ? "even_low" : "even";
	else if (strcmp(dist, "power_law_1.2") == 0)
		key[7] = low ? "power_low" : "power";
	else if (strcmp(dist, "power_law_1.01") == 0)
		key[7] = low ? "power_1.01_low" : "power_1.01";
	if (!key[0] || !key[7])
		return AIF_ENOENT;
	if ((e = num(r, "num_tokens", &p->x[2], d)))
		return e;
	return aif_calrun_point(k->r, AIF_KSPEC_MOE, key, p, d);
}

static aif_err
coll(reader *k, const aif_csv_row *r, aif_calpoint *p, aif_diag *d)
{
	const char *op = cell(r, "op_name");
	const char *dtype = cell(r, k->custom ? "allreduce_dtype" : "nccl_dtype"), *key[1];
	const char *maker = cell(r, "src_framework");
	aif_err e;

	if (k->r->set && strcmp(cell(r, "system"), k->r->set) != 0)
		return AIF_ENOENT;
	// Two-byte elements; of the engines' own kernels TensorRT-LLM's.
	if (k->custom ? strcmp(maker, "trtllm") != 0 || !type(dtype) : strcmp(dtype, "half") != 0)
		return AIF_ENOENT;
	key[0] = k->custom ? "all_reduce_custom" : strcmp(op, "alltoall") == 0 ? "all_to_all" : op;
	if (aif_coll_op_of(key[0]) < 0)
		return AIF_ENOENT;
	if ((e = num(r, "num_gpus", &p->x[0], d)) || (e = num(r, "message_size", &p->x[2], d)))
		return e;
	p->x[2] *= 2;
	p->version = aif_calrun_version(k->r, cell(r, "src_version"));
	return aif_calrun_point(k->r, AIF_KSPEC_COLL, key, p, d);
}

static aif_err
device(reader *k, const aif_csv_row *r, aif_diag *d)
{
	const char *name = cell(r, "device");
	char shown[sizeof k->device];

	aif_lines_show(name, strlen(name), shown, sizeof shown);
	if (!k->device[0])
		snprintf(k->device, sizeof k->device, "%s", shown);
	return strcmp(k->device, shown) == 0
		   ? AIF_OK
		   : aif_csv_fail(r, aif_csv_col(r, "device"),
				  "is not the device of the rows before", k->device, d);
}

static aif_err
row(void *user, const aif_csv_row *r, aif_diag *d)
{
	reader *k = user;
	aif_calsource *s = &k->r->source[k->src];
	int latency = aif_csv_col(r, "latency");
	aif_calpoint p = { .source = k->src, .line = r->line, .x = { 1, 1, 1 } };
	aif_err e;

	s->rows++;
	if (latency < 0)
		return aif_err_fail(d, AIF_EPARSE, "%s:1: no column 'latency'", r->path);
	if ((e = aif_csv_num(r, latency, 0, "milliseconds", &p.t_s, d)))
		return e;
	if (!isfinite(p.t_s) || p.t_s <= 0)
		return aif_csv_fail(r, latency, "is not a time", "milliseconds, more than 0", d);
	p.t_s *= 1e-3;
	p.spread_frac = NAN;
	p.shape = shape_of(r, latency);
	if (k->table == AIF_KSPEC_COLL)
		e = coll(k, r, &p, d);
	else if (!(e = device(k, r, d)))
		e = k->table == AIF_KSPEC_GEMM     ? gemm(k, r, &p, d)
		    : k->table == AIF_KSPEC_MOE    ? moe(k, r, &p, d)
		    : k->table <= AIF_KSPEC_DECODE ? attention(k, r, &p, d)
						   : mla(k, r, &p, d);
	if (e == AIF_ENOENT) { // of no table
		k->r->source[k->src].unused++;
		e = AIF_OK;
	}
	return e;
}

// Which table, by the header's type column and the first op's name.
static int
table_of(const char *head, const char *text)
{
	const char *end = text + strcspn(text, "\n");
	int gen = 0;

	if (*end) {
		size_t n = strcspn(end + 1, "\n");

		for (const char *s = end + 1; s + 10 <= end + 1 + n && !gen; s++)
			gen = strncmp(s, "generation", 10) == 0;
	}
	return strstr(head, "gemm_dtype")   ? AIF_KSPEC_GEMM
	       : strstr(head, "attn_dtype") ? (gen ? AIF_KSPEC_DECODE : AIF_KSPEC_PREFILL)
	       : strstr(head, "mla_dtype")  ? (gen ? AIF_KSPEC_MLA_DECODE : AIF_KSPEC_MLA_PREFILL)
	       : strstr(head, "moe_dtype")  ? AIF_KSPEC_MOE
	       : strstr(head, "nccl_dtype") || strstr(head, "allreduce_dtype") ? AIF_KSPEC_COLL
									       : -1;
}

aif_err
aif_calkern_parse(aif_calrun *r, int src, const char *text, size_t n, aif_diag *d)
{
	reader k = { .r = r, .src = src };
	const char *first = aif_calrun_head(text);
	char head[1024];
	aif_err e;

	snprintf(head, sizeof head, "%.*s", (int)strcspn(first, "\n"), first);
	k.table = table_of(head, first);
	k.custom = strstr(head, "allreduce_dtype") != NULL;
	if (k.table < 0)
		return aif_err_fail(d, AIF_EPARSE,
				    "%s:1: a kernel table without a type column (expected "
				    "gemm_dtype, attn_dtype, mla_dtype, moe_dtype or nccl_dtype)",
				    r->source[src].path);
	for (int i = 0; i < AIF_KSPEC_N; i++)
		k.from[i] = r->table[i].n;
	e = aif_csv_parse(r->source[src].path, text, n, NULL, row, &k, d);
	if (e)
		return e;
	r->dense |= k.table != AIF_KSPEC_COLL;
	r->source[src].device = aif_calrun_word(r, k.device);
	if (k.table == AIF_KSPEC_COLL)
		aif_calrun_newest(r, AIF_KSPEC_COLL, k.from[AIF_KSPEC_COLL]);
	return AIF_OK;
}
