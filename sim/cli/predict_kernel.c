// predict_kernel.c - a row of a kernel table, in the columns of the measured tables.
#include <math.h>
#include <string.h>

#include "cli/predict.h"
#include "models/kgroup.h"

enum { TIME, BOUND };

static aif_err
need(const aif_csv_row *r, const char *col, double *x, aif_diag *d)
{
	aif_err e = aif_predict_num(r, col, NAN, x, d);

	if (!e && isnan(*x))
		return aif_err_fail(d, AIF_EREFUSED, "%s is not stated", col);
	return e;
}

// The type in that column; "" is bf16.
static aif_err
type(const aif_csv_row *r, const char *col, const aif_kernel *k, aif_kernel_dtype *t, aif_diag *d)
{
	const char *word = aif_predict_text(r, col);
	int i = word[0] ? aif_kernel_dtype_of(word) : AIF_DT_BF16;

	if (i < 0 || (k && aif_kernel_rate(k, (aif_kernel_dtype)i) <= 0))
		return aif_err_fail(d, AIF_EREFUSED, "no rate for %s '%s'", col, word);
	*t = (aif_kernel_dtype)i;
	return AIF_OK;
}

static aif_err
gemm(const aif_csv_row *r, const aif_kernel *k, aif_predict_ans *a, aif_diag *d)
{
	double m, n, kk, compute, memory;
	aif_kernel_dtype t;
	aif_err e;

	if ((e = need(r, "m", &m, d)) || (e = need(r, "n", &n, d)) || (e = need(r, "k", &kk, d)) ||
	    (e = type(r, "gemm_dtype", k, &t, d)))
		return e;
	a->x[TIME] = aif_kernel_gemm_s(k, m, n, kk, t, &a->mark) * 1e6;
	compute = 2 * m * n * kk / aif_kernel_rate(k, t);
	memory = ((m * kk + n * kk) * aif_kernel_dtype_bytes(t) + 2 * m * n) / aif_kernel_bw(k);
	a->text[BOUND] = compute > memory ? "compute" : "memory";
	return AIF_OK;
}

// m rows in all, in as many groups as `batch` (or `groups`) says, each with its weight.
static aif_err
grouped(const aif_csv_row *r, const aif_kernel *k, aif_predict_ans *a, aif_diag *d)
{
	double x[4], compute, memory; // rows, groups, n, k
	aif_kernel_dtype t;
	aif_err e;

	if ((e = need(r, "m", &x[0], d)) ||
	    (e = need(r, aif_predict_text(r, "groups")[0] ? "groups" : "batch", &x[1], d)) ||
	    (e = need(r, "n", &x[2], d)) || (e = need(r, "k", &x[3], d)) ||
	    (e = type(r, aif_predict_text(r, "dtype")[0] ? "dtype" : "gemm_dtype", k, &t, d)))
		return e;
	if (!(x[0] >= 1) || !(x[1] >= 1))
		return aif_err_fail(d, AIF_EREFUSED, "m and groups must be 1 or more");
	a->x[TIME] = 1e6 * aif_kgroup_s(k, x, t, &a->mark);
	compute = 2 * x[0] * x[2] * x[3] / aif_kernel_rate(k, t);
	memory =
	    ((x[0] * x[3] + x[1] * x[2] * x[3]) * aif_kernel_dtype_bytes(t) + 2 * x[0] * x[2]) /
	    aif_kernel_bw(k);
	a->text[BOUND] = compute > memory ? "compute" : "memory";
	return AIF_OK;
}

static aif_err
attention(const aif_csv_row *r, const aif_kernel *k, int decode, aif_predict_ans *a, aif_diag *d)
{
	aif_kernel_attn q = { 0 };
	double step;
	aif_err e;

	if ((e = need(r, "batch_size", &q.batch, d)) || (e = need(r, "isl", &q.tokens, d)) ||
	    (e = need(r, "num_heads", &q.heads, d)) ||
	    (e = need(r, "num_key_value_heads", &q.kv_heads, d)) ||
	    (e = need(r, "head_dim", &q.head_dim, d)) ||
	    (e = aif_predict_num(r, "window_size", 0, &q.window, d)) ||
	    (e = aif_predict_num(r, "step", 0, &step, d)) ||
	    (e = type(r, "attn_dtype", k, &q.t, d)) ||
	    (e = type(r, "kv_cache_dtype", NULL, &q.kv, d)))
		return e;
	if (decode)
		q.tokens += step;
	a->x[TIME] = 1e6 * (decode ? aif_kernel_decode_s(k, &q, &a->mark)
				   : aif_kernel_prefill_s(k, &q, &a->mark));
	a->text[BOUND] = decode ? "memory" : "compute";
	return AIF_OK;
}

static aif_err
mla(const aif_csv_row *r, const aif_kernel *k, int decode, aif_predict_ans *a, aif_diag *d)
{
	aif_kernel_attn q = { 0 };
	double step;
	aif_err e;

	if ((e = need(r, "batch_size", &q.batch, d)) || (e = need(r, "isl", &q.tokens, d)) ||
	    (e = need(r, "num_heads", &q.heads, d)) ||
	    (e = aif_predict_num(r, "step", 0, &step, d)) ||
	    (e = type(r, "kv_cache_dtype", NULL, &q.kv, d)))
		return e;
	if (decode)
		q.tokens += step;
	a->x[TIME] = 1e6 * (decode ? aif_kernel_mla_decode_s(k, &q, &a->mark)
				   : aif_kernel_mla_prefill_s(k, &q, &a->mark));
	a->text[BOUND] = decode ? "memory" : "compute";
	return AIF_OK;
}

static aif_err
moe(const aif_csv_row *r, const aif_kernel *k, aif_predict_ans *a, aif_diag *d)
{
	aif_kernel_moe q = { 0 };
	double per_expert;
	aif_err e;

	if ((e = need(r, "num_tokens", &q.tokens, d)) ||
	    (e = need(r, "hidden_size", &q.hidden, d)) ||
	    (e = need(r, "inter_size", &q.inter, d)) || (e = need(r, "topk", &q.topk, d)) ||
	    (e = need(r, "num_experts", &q.experts, d)) ||
	    (e = aif_predict_num(r, "moe_tp_size", 1, &q.tp, d)) ||
	    (e = aif_predict_num(r, "moe_ep_size", 1, &q.ep, d)) ||
	    (e = type(r, "moe_dtype", k, &q.t, d)))
		return e;
	q.balanced = strcmp(aif_predict_text(r, "distribution"), "balanced") == 0;
	q.skew = strcmp(aif_predict_text(r, "distribution"), "power_law_1.01") == 0 ? 1.01 : 0;
	q.few_tokens = strstr(aif_predict_text(r, "kernel_source"), "min_latency") != NULL;
	a->x[TIME] = 1e6 * aif_kernel_moe_s(k, &q, &a->mark);
	per_expert = q.tokens * q.topk / q.experts;
	a->text[BOUND] = 2 * per_expert / aif_kernel_rate(k, q.t) >
				 aif_kernel_dtype_bytes(q.t) / aif_kernel_bw(k)
			     ? "compute"
			     : "memory";
	return AIF_OK;
}

// Work that moves bytes: the ops of the CUDA suite's `memory`.
static int
is_stream(const char *op)
{
	static const char *const name[] = { "copy",      "triad",     "add",    "rmsnorm",
					    "layernorm", "softmax",   "swiglu", "gelu",
					    "rope",      "embedding", "adam" };

	for (size_t i = 0; i < sizeof name / sizeof *name; i++)
		if (strcmp(name[i], op) == 0)
			return 1;
	return 0;
}

static aif_err
stream(const aif_csv_row *r, const aif_kernel *k, const char *op, aif_predict_ans *a, aif_diag *d)
{
	double bytes;
	aif_kernel_dtype t = AIF_DT_BF16;
	aif_err e;

	if ((e = need(r, "bytes", &bytes, d)) || (e = type(r, "dtype", NULL, &t, d)))
		return e;
	a->x[TIME] = 1e6 * aif_kernel_stream_s(k, op, t, bytes, &a->mark);
	a->text[BOUND] = "memory";
	return AIF_OK;
}

static aif_err
answer(const aif_csv_row *r, const aif_kernel *k, aif_predict_ans *a, aif_diag *d)
{
	const char *op = aif_predict_text(r, "op_name");

	if (strcmp(op, "gemm") == 0)
		return gemm(r, k, a, d);
	if (strcmp(op, "grouped") == 0 || strcmp(op, "grouped_gemm") == 0)
		return grouped(r, k, a, d);
	if (strcmp(op, "context_attention") == 0)
		return attention(r, k, 0, a, d);
	if (strcmp(op, "generation_attention") == 0)
		return attention(r, k, 1, a, d);
	if (strcmp(op, "mla_context") == 0 || strcmp(op, "context_mla") == 0)
		return mla(r, k, 0, a, d);
	if (strcmp(op, "mla_generation") == 0 || strcmp(op, "generation_mla") == 0)
		return mla(r, k, 1, a, d);
	if (strcmp(op, "moe") == 0)
		return moe(r, k, a, d);
	if (is_stream(op))
		return stream(r, k, op, a, d);
	return aif_err_fail(d, AIF_EREFUSED, "unknown op_name '%s'", op);
}

static aif_err
row(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	const aif_kernel *k;
	const aif_coll *c;
	double ms;
	aif_err e = aif_predict_gpu(p, aif_predict_text(r, "gpu"), &k, &c, d);

	if (e || (e = aif_predict_num(r, "latency", NAN, &ms, d)) || (e = answer(r, k, a, d)))
		return e;
	a->predicted = a->x[TIME];
	a->measured = ms * 1e3;
	return AIF_OK;
}

const aif_predict_kind aif_predict_kernel = { "kernel", "time_us,bound", row };
