// predict_kernel.c - a row of a kernel table, in the columns of the measured tables.
#include <math.h>
#include <string.h>

#include "cli/predict.h"
#include "models/kbatch.h"
#include "models/kwatt.h"

enum { TIME, BOUND, POWER };

// A row: time and work go to w, the mark to mark.
typedef struct ask {
	const aif_csv_row *r;
	const aif_kernel *k;
	const char *op;
	aif_kwatt_work w;
	aif_kernel_mark mark;
} ask;

static aif_err
need(const ask *x, const char *col, double *v, aif_diag *d)
{
	aif_err e = aif_predict_num(x->r, col, NAN, v, d);

	if (!e && isnan(*v))
		return aif_err_fail(d, AIF_EREFUSED, "%s is not stated", col);
	return !e && *v <= 0 ? aif_err_fail(d, AIF_EREFUSED, "%s %g is not positive", col, *v) : e;
}

// The type in that column; "" is bf16. rate: it must have matmul units.
static aif_err
type(const ask *x, const char *col, int rate, aif_kernel_dtype *t, aif_diag *d)
{
	const char *word = aif_predict_text(x->r, col);
	int i = word[0] ? aif_kernel_dtype_of(word) : AIF_DT_BF16;

	if (i < 0 || (rate && aif_kernel_rate(x->k, (aif_kernel_dtype)i) <= 0))
		return aif_err_fail(d, AIF_EREFUSED, "no rate for %s '%s'", col, word);
	*t = (aif_kernel_dtype)i;
	return AIF_OK;
}

// m, n, k and type of a product, and the work of `batch` of them.
static aif_err
product(ask *x, double mnk[3], aif_diag *d)
{
	aif_err e;

	if ((e = need(x, "m", &mnk[0], d)) || (e = need(x, "n", &mnk[1], d)) ||
	    (e = need(x, "k", &mnk[2], d)) || (e = type(x, "gemm_dtype", 1, &x->w.t, d)))
		return e;
	x->w.flop = 2 * mnk[0] * mnk[1] * mnk[2];
	x->w.bytes =
	    (mnk[0] + mnk[1]) * mnk[2] * aif_kernel_dtype_bytes(x->w.t) + 2 * mnk[0] * mnk[1];
	return AIF_OK;
}

static aif_err
gemm(ask *x, aif_diag *d)
{
	double v[3];
	aif_err e = product(x, v, d);

	if (!e)
		x->w.time_s = aif_kernel_gemm_s(x->k, v[0], v[1], v[2], x->w.t, &x->mark);
	return e;
}

static aif_err
batched(ask *x, aif_diag *d)
{
	double v[3], batch;
	aif_err e = product(x, v, d);

	if (e || (e = need(x, "batch_size", &batch, d)))
		return e;
	x->w.time_s = aif_kbatch_batched_s(x->k, v, batch, x->w.t, &x->mark);
	x->w.flop *= batch;
	x->w.bytes *= batch;
	return AIF_OK;
}

// m: rows of all groups; distribution: balanced, or ranked (heights as 1 / rank).
static aif_err
grouped(ask *x, aif_diag *d)
{
	const char *spread = aif_predict_text(x->r, "distribution");
	double v[3], groups;
	aif_err e = product(x, v, d);

	if (e ||
	    (e = need(x, aif_predict_text(x->r, "groups")[0] ? "groups" : "batch", &groups, d)))
		return e;
	if (spread[0] && strcmp(spread, "balanced") != 0 && strcmp(spread, "ranked") != 0)
		return aif_err_fail(d, AIF_EREFUSED, "unknown distribution '%s'", spread);
	x->w.time_s =
	    aif_kbatch_grouped_s(x->k, v, groups, strcmp(spread, "ranked") == 0, x->w.t, &x->mark);
	x->w.bytes += (groups - 1) * v[1] * v[2] * aif_kernel_dtype_bytes(x->w.t);
	return AIF_OK;
}

static aif_err
attention(ask *x, int decode, aif_diag *d)
{
	aif_kernel_attn q = { 0 };
	double step, seen, kv;
	aif_err e;

	if ((e = need(x, "batch_size", &q.batch, d)) || (e = need(x, "isl", &q.tokens, d)) ||
	    (e = need(x, "num_heads", &q.heads, d)) ||
	    (e = need(x, "num_key_value_heads", &q.kv_heads, d)) ||
	    (e = need(x, "head_dim", &q.head_dim, d)) ||
	    (e = aif_predict_num(x->r, "window_size", 0, &q.window, d)) ||
	    (e = aif_predict_num(x->r, "step", 0, &step, d)) ||
	    (e = type(x, "attn_dtype", 1, &q.t, d)) || (e = type(x, "kv_cache_dtype", 0, &q.kv, d)))
		return e;
	kv = aif_kernel_dtype_bytes(q.kv);
	x->w.t = q.t;
	if (decode) {
		q.tokens += step;
		seen = q.window > 0 ? fmin(q.window, q.tokens) : q.tokens;
		x->w.time_s = aif_kernel_decode_s(x->k, &q, &x->mark);
		x->w.bytes = 2 * q.batch * q.kv_heads * seen * q.head_dim * kv;
	} else {
		seen = aif_kroof_seen(q.tokens, q.window);
		x->w.time_s = aif_kernel_prefill_s(x->k, &q, &x->mark);
		x->w.bytes =
		    q.batch * q.tokens * q.head_dim * (4 * q.heads + 2 * q.kv_heads * (2 + kv));
	}
	x->w.flop = 4 * q.batch * q.heads * seen * q.head_dim;
	return AIF_OK;
}

static aif_err
mla(ask *x, int decode, aif_diag *d)
{
	aif_kernel_attn q = { 0 };
	double step;
	aif_err e;

	if ((e = need(x, "batch_size", &q.batch, d)) || (e = need(x, "isl", &q.tokens, d)) ||
	    (e = need(x, "num_heads", &q.heads, d)) ||
	    (e = aif_predict_num(x->r, "step", 0, &step, d)) ||
	    (e = type(x, "kv_cache_dtype", 0, &q.kv, d)))
		return e;
	if (decode)
		q.tokens += step;
	x->w.time_s = decode ? aif_kernel_mla_decode_s(x->k, &q, &x->mark)
			     : aif_kernel_mla_prefill_s(x->k, &q, &x->mark);
	// Widths: aif_kroof_mla.
	x->w.flop = 2 * q.batch * q.heads *
		    (decode ? q.tokens * (576 + 512) : aif_kroof_seen(q.tokens, 0) * (192 + 128));
	x->w.bytes = decode ? q.batch * q.tokens * 576 * aif_kernel_dtype_bytes(q.kv)
			    : q.batch * q.tokens * q.heads * (192 + 128) * 4;
	return AIF_OK;
}

static aif_err
moe(ask *x, aif_diag *d)
{
	const char *spread = aif_predict_text(x->r, "distribution");
	aif_kernel_moe q = { 0 };
	double weights, hit;
	aif_err e;

	if ((e = need(x, "num_tokens", &q.tokens, d)) ||
	    (e = need(x, "hidden_size", &q.hidden, d)) ||
	    (e = need(x, "inter_size", &q.inter, d)) || (e = need(x, "topk", &q.topk, d)) ||
	    (e = need(x, "num_experts", &q.experts, d)) ||
	    (e = aif_predict_num(x->r, "moe_tp_size", 1, &q.tp, d)) ||
	    (e = aif_predict_num(x->r, "moe_ep_size", 1, &q.ep, d)) ||
	    (e = type(x, "moe_dtype", 1, &q.t, d)))
		return e;
	q.balanced = strcmp(spread, "balanced") == 0;
	q.skew = strcmp(spread, "power_law_1.01") == 0 ? 1.01 : 0;
	q.few_tokens = strstr(aif_predict_text(x->r, "kernel_source"), "min_latency") != NULL;
	x->w.time_s = aif_kernel_moe_s(x->k, &q, &x->mark);
	x->w.t = q.t;
	weights = 3 * q.hidden * q.inter / q.tp;
	hit = q.experts / q.ep * (1 - pow(1 - 1 / q.experts, q.tokens * q.topk));
	x->w.flop = 2 * weights * q.tokens * q.topk / q.ep;
	x->w.bytes = hit * weights * aif_kernel_dtype_bytes(q.t);
	return AIF_OK;
}

static aif_err
unfused(ask *x, int part, aif_diag *d)
{
	aif_kernel_attn q = { 0 };
	double causal, n;
	aif_err e;

	if ((e = need(x, "batch_size", &q.batch, d)) || (e = need(x, "isl", &q.tokens, d)) ||
	    (e = need(x, "num_heads", &q.heads, d)) || (e = need(x, "head_dim", &q.head_dim, d)) ||
	    (e = aif_predict_num(x->r, "causal", 1, &causal, d)) ||
	    (e = type(x, "attn_dtype", 1, &q.t, d)))
		return e;
	q.full = causal == 0;
	n = q.batch * q.heads * q.tokens;
	x->w.time_s = aif_kbatch_unfused_s(x->k, part, &q, &x->mark);
	x->w.t = q.t;
	for (int i = AIF_KROOF_QK; i <= AIF_KROOF_PV; i++) {
		if (part != AIF_KROOF_WHOLE && part != i)
			continue;
		x->w.bytes += i == AIF_KROOF_SOFTMAX ? 4 * n * q.tokens
						     : 2 * n * q.tokens + 4 * n * q.head_dim;
		x->w.flop += i == AIF_KROOF_SOFTMAX ? 0 : 2 * n * q.tokens * q.head_dim;
	}
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
stream(ask *x, aif_diag *d)
{
	aif_kernel_dtype t = AIF_DT_BF16;
	aif_err e;

	if ((e = need(x, "bytes", &x->w.bytes, d)) || (e = type(x, "dtype", 0, &t, d)))
		return e;
	x->w.time_s = aif_kernel_stream_s(x->k, x->op, t, x->w.bytes, &x->mark);
	return AIF_OK;
}

static aif_err
answer(ask *x, aif_diag *d)
{
	static const char *const parts[] = { [AIF_KROOF_WHOLE] = "unfused_attention",
					     [AIF_KROOF_QK] = "unfused_qk",
					     [AIF_KROOF_SOFTMAX] = "unfused_softmax",
					     [AIF_KROOF_PV] = "unfused_pv" };
	const char *op = x->op;

	if (strcmp(op, "gemm") == 0)
		return gemm(x, d);
	if (strcmp(op, "gemm_batched") == 0)
		return batched(x, d);
	if (strcmp(op, "gemm_grouped") == 0 || strcmp(op, "grouped_gemm") == 0 ||
	    strcmp(op, "grouped") == 0)
		return grouped(x, d);
	if (strcmp(op, "context_attention") == 0)
		return attention(x, 0, d);
	if (strcmp(op, "generation_attention") == 0)
		return attention(x, 1, d);
	if (strcmp(op, "mla_context") == 0 || strcmp(op, "context_mla") == 0)
		return mla(x, 0, d);
	if (strcmp(op, "mla_generation") == 0 || strcmp(op, "generation_mla") == 0)
		return mla(x, 1, d);
	if (strcmp(op, "moe") == 0)
		return moe(x, d);
	for (int i = 0; i < 4; i++)
		if (strcmp(op, parts[i]) == 0)
			return unfused(x, i, d);
	return is_stream(op) ? stream(x, d)
			     : aif_err_fail(d, AIF_EREFUSED, "unknown op_name '%s'", op);
}

// `power_cap_w`: under that limit.
static aif_err
row(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	ask x = { .r = r, .op = aif_predict_text(r, "op_name"), .w = { .t = AIF_DT_BF16 } };
	const aif_coll *c;
	double ms, cap;
	int fitted = 0;
	aif_err e = aif_predict_gpu(p, aif_predict_text(r, "gpu"), &x.k, &c, d);

	if (e || (e = aif_predict_num(r, "latency", NAN, &ms, d)) ||
	    (e = aif_predict_num(r, "power_cap_w", NAN, &cap, d)) || (e = answer(&x, d)))
		return e;
	a->x[POWER] = aif_kwatt_w(x.k, &x.w, &fitted);
	if (cap > 0) {
		x.w.time_s = aif_kwatt_capped_s(x.k, &x.w, cap, &fitted);
		a->x[POWER] = fmin(a->x[POWER], cap);
	}
	a->x[TIME] = x.w.time_s * 1e6;
	a->text[BOUND] = x.w.flop * aif_kernel_bw(x.k) > x.w.bytes * aif_kernel_rate(x.k, x.w.t)
			     ? "compute"
			     : "memory";
	a->note = fitted ? "power fit" : NULL;
	a->mark = x.mark;
	a->predicted = a->x[TIME];
	a->measured = ms * 1e3;
	return AIF_OK;
}

const aif_predict_kind aif_predict_kernel = {
	.name = "kernel",
	.cols = "time_us,bound,power_w",
	.row = row,
};
