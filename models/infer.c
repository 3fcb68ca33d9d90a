// infer.c - capacity of a replica: iteration times, cache, throughput, power.
//
// A steady state of b requests in flight: while each makes its osl tokens, b
// prompts are prefilled in between. So b requests take osl x D(b) + b x P, TPOT
// is that over osl, and throughput b over it.
// Left out: host scheduling between iterations, sampling, speculative decoding,
// variance of lengths (request-level simulation is another's).
#include "models/infer.h"

#include <math.h>
#include <string.h>

#include "models/gpower.h"

// Elementwise kernels of a layer in an inference engine: fused norm with residual
// twice, rotary with cache write, activation.
static const double launches = 4;
// Per GPU besides weights and cache: context, graphs, workspace. Source: vLLM
// and TensorRT-LLM start-up logs report 1.5 to 3 GB on 80 GB parts (estimate).
static const double workspace_bytes = 2e9;

// A sum of kernels, by what draws the power meanwhile [s].
typedef struct sum {
	double compute, memory, comm, wait;
	aif_kernel_mark mark;
} sum;

static double
most(double a, double b)
{
	return a > b ? a : b;
}

static double
one(double x)
{
	return x > 0 ? x : 1;
}

// GPUs of one pipeline stage.
static double
stage(const aif_infer_in *in)
{
	return in->tp * one(in->attn_dp);
}

static aif_kernel_dtype
expert_type(const aif_infer_in *in)
{
	return in->moe_own ? in->moe : in->weight;
}

static double
total(const sum *s)
{
	return s->compute + s->memory + s->comm + s->wait;
}

// Adds a kernel of t seconds whose work alone would take the matmul units flop_s
// and the memory bytes_s.
static void
add(const aif_infer_in *in, sum *s, double t, double flop_s, double bytes_s)
{
	aif_gpower_mix x = aif_gpower_split(aif_kernel_gpu(in->kernel), t, flop_s, bytes_s);

	s->compute += t * x.compute_frac;
	s->memory += t * x.memory_frac;
	s->wait += t * (1 - x.compute_frac - x.memory_frac);
}

static void
gemm(const aif_infer_in *in, double m, double n, double k, aif_kernel_dtype t, sum *s)
{
	double bytes = (m * k + n * k) * aif_kernel_dtype_bytes(t) + 2 * m * n;

	add(in, s, aif_kernel_gemm_s(in->kernel, m, n, k, t, &s->mark),
	    2 * m * n * k / aif_kernel_rate(in->kernel, t), bytes / aif_kernel_bw(in->kernel));
}

static void
all_reduce(const aif_infer_in *in, double bytes, sum *s)
{
	if (in->tp < 2 || !in->coll)
		return;
	s->comm +=
	    aif_coll_s(in->coll, AIF_COLL_ALL_REDUCE_CUSTOM, bytes, in->tp, in->tp, &s->mark);
}

// Attention of a layer: `wide` of its layers see all, the others a window.
static void
attention(const aif_infer_in *in, double batch, double tokens, int decode, sum *s)
{
	const aif_xfmr_llm *m = in->llm;
	double wide = 1 - m->window_layers / m->layers;
	aif_kernel_attn q = { .batch = batch, .tokens = tokens, .kv = in->kv };

	q.heads = m->heads / in->tp;
	q.kv_heads = most(1, m->kv_heads / in->tp);
	q.head_dim = m->head_dim;
	if (m->kv_lora_rank > 0) {
		double t = decode ? aif_kernel_mla_decode_s(in->kernel, &q, &s->mark)
				  : aif_kernel_mla_prefill_s(in->kernel, &q, &s->mark);

		add(in, s, t, decode ? 0 : t / 2, decode ? t : t / 2);
		return;
	}
	for (int windowed = 0; windowed < 2; windowed++) {
		double share = windowed ? 1 - wide : wide, t;

		if (share <= 0)
			continue;
		q.window = windowed ? m->window : 0;
		t = decode ? aif_kernel_decode_s(in->kernel, &q, &s->mark)
			   : aif_kernel_prefill_s(in->kernel, &q, &s->mark);
		t *= share;
		add(in, s, t, decode ? 0 : t / 2, decode ? t : t / 2);
	}
}

static void
experts(const aif_infer_in *in, double tokens, sum *s)
{
	const aif_xfmr_llm *m = in->llm;
	aif_kernel_dtype t = expert_type(in);
	double ep = one(in->ep), rate = aif_kernel_rate(in->kernel, t), routed, hit, w;
	aif_kernel_moe q = { .tokens = tokens, .hidden = m->hidden, .inter = m->expert_ffn };

	q.topk = m->experts_active;
	q.experts = m->experts;
	q.ep = ep;
	q.tp = stage(in) / ep;
	q.plain = m->plain_mlp;
	q.t = t;
	routed = tokens * q.topk / ep;
	hit = q.experts / ep * (1 - pow(1 - 1 / q.experts, tokens * q.topk));
	w = (q.plain ? 2 : 3) * q.hidden * q.inter / q.tp;
	add(in, s, aif_kernel_moe_s(in->kernel, &q, &s->mark), 2 * routed * w / rate,
	    hit * w * aif_kernel_dtype_bytes(t) / aif_kernel_bw(in->kernel));
}

// Tokens to the GPUs of their experts and back: each of attn_dp groups sends its own.
static void
exchange(const aif_infer_in *in, double tokens, sum *s)
{
	double n = stage(in), bytes = tokens * in->llm->experts_active * in->llm->hidden * 2;

	if (in->coll)
		s->comm += 2 * aif_coll_s(in->coll, AIF_COLL_ALL_TO_ALL, bytes, n, n, &s->mark);
}

// One layer over `batch` sequences of `tokens` (decode: one new token each, with
// that context), spread over attn_dp groups; the experts see them all.
static void
layer(const aif_infer_in *in, double batch, double tokens, int decode, int moe, sum *s)
{
	aif_xfmr_gemm g[AIF_XFMR_GEMM_MAX];
	double own = most(1, batch / one(in->attn_dp)), m = decode ? own : own * tokens;
	int n = aif_xfmr_gemms(in->llm, in->tp, moe, g), apart = moe && one(in->attn_dp) > 1;

	for (int i = 0; i < n; i++)
		gemm(in, m, g[i].n, g[i].k, g[i].part == AIF_XFMR_ROUTER ? AIF_DT_BF16 : in->weight,
		     s);
	attention(in, own, tokens, decode, s);
	if (moe)
		experts(in, decode ? batch : batch * tokens, s);
	s->memory += aif_kernel_bytes_s(
	    in->kernel, m * aif_xfmr_elem_bytes(in->llm, in->tp, 0, moe), launches, &s->mark);
	all_reduce(in, m * in->llm->hidden * 2, s);
	if (apart)
		exchange(in, m, s);
	else
		all_reduce(in, m * in->llm->hidden * 2, s);
}

static sum
times(double n, const sum *x)
{
	sum r = *x;

	r.compute *= n;
	r.memory *= n;
	r.comm *= n;
	r.wait *= n;
	return r;
}

static void
join(sum *a, const sum *b)
{
	a->compute += b->compute;
	a->memory += b->memory;
	a->comm += b->comm;
	a->wait += b->wait;
	aif_kernel_mark_join(&a->mark, b->mark.how, b->mark.band_frac);
}

static sum
pass(const aif_infer_in *in, double batch, double tokens, int decode)
{
	const aif_xfmr_llm *m = in->llm;
	double moe = aif_xfmr_moe_layers(m);
	sum s = { 0 };

	for (int kind = 0; kind < 2; kind++) {
		double n = kind ? moe : m->layers - moe;
		sum l = { 0 };

		if (n <= 0)
			continue;
		layer(in, batch, tokens, decode, kind, &l);
		l = times(n, &l);
		join(&s, &l);
	}
	gemm(in, most(1, batch / one(in->attn_dp)), m->vocab / in->tp, m->hidden, AIF_DT_BF16, &s);
	if (one(in->pp) > 1 && in->coll)
		s.comm +=
		    (in->pp - 1) * aif_coll_s(in->coll, AIF_COLL_SEND_RECV,
					      (decode ? batch : batch * tokens) * m->hidden * 2, 2,
					      2, &s.mark);
	return s;
}

// Stages work on their shares of the batch at the same time.
static sum
decode(const aif_infer_in *in, double batch, double context)
{
	double b = batch / one(in->pp);

	return pass(in, b < 1 ? 1 : b, context < 1 ? 1 : context, 1);
}

double
aif_infer_decode_s(const aif_infer_in *in, double batch, double context, aif_kernel_mark *mark)
{
	sum s = decode(in, batch, context);

	aif_kernel_mark_join(mark, s.mark.how, s.mark.band_frac);
	return total(&s);
}

double
aif_infer_prefill_s(const aif_infer_in *in, double batch, double tokens, aif_kernel_mark *mark)
{
	sum s = pass(in, batch, tokens < 1 ? 1 : tokens, 0);

	aif_kernel_mark_join(mark, s.mark.how, s.mark.band_frac);
	return total(&s);
}

// All but the experts once per group of tp.
double
aif_infer_weight_bytes(const aif_infer_in *in)
{
	const aif_xfmr_llm *m = in->llm;
	double embed = aif_xfmr_params_embed(m);
	double experts_n = m->experts > 0 ? aif_xfmr_moe_layers(m) * aif_xfmr_params_experts(m) : 0;
	double rest = aif_xfmr_params(m) - embed - experts_n;

	return one(in->attn_dp) * (rest * aif_kernel_dtype_bytes(in->weight) + 2 * embed) +
	       experts_n * aif_kernel_dtype_bytes(expert_type(in));
}

double
aif_infer_kv_bytes(const aif_infer_in *in)
{
	return in->tp * aif_xfmr_kv_bytes(in->llm, aif_kernel_dtype_bytes(in->kv), in->tp);
}

// --- capacity -----------------------------------------------------------------------

// Work of a steady state at batch b, per output token of one request.
typedef struct state {
	sum d, p; // one decode iteration; one prompt's share of a prefill of attn_dp at once
	double tpot_s;
} state;

static state
steady(const aif_infer_in *in, double b)
{
	double prompt = in->isl * (1 - in->prefix_frac);
	state s;

	s.d = decode(in, b, aif_xfmr_kv_span(in->llm, in->isl + in->osl / 2));
	s.p = pass(in, one(in->attn_dp), prompt < 1 ? 1 : prompt, 0);
	s.p = times(1 / one(in->attn_dp), &s.p);
	// Stages prefill different prompts at the same time.
	s.tpot_s = total(&s.d) + b * total(&s.p) / one(in->pp) / in->osl;
	return s;
}

static double
watts(const aif_infer_in *in, const state *s, double b)
{
	double share = b / one(in->pp) / in->osl;
	aif_gpower_mix x = { .compute_frac = (s->d.compute + share * s->p.compute) / s->tpot_s,
			     .memory_frac = (s->d.memory + share * s->p.memory) / s->tpot_s,
			     .comm_frac = (s->d.comm + share * s->p.comm) / s->tpot_s };

	return aif_gpower_w(aif_kernel_gpu(in->kernel), &x);
}

double
aif_infer_decode_w(const aif_infer_in *in, double batch, double context)
{
	sum s = decode(in, batch, context);
	double t = total(&s);
	aif_gpower_mix x = { .compute_frac = s.compute / t,
			     .memory_frac = s.memory / t,
			     .comm_frac = s.comm / t };

	return aif_gpower_w(aif_kernel_gpu(in->kernel), &x);
}

double
aif_infer_gpu_w(const aif_infer_in *in, double batch)
{
	state s;

	if (batch <= 0)
		return aif_kernel_gpu(in->kernel)->idle_w;
	s = steady(in, batch < 1 ? 1 : batch);
	// Below one request in flight the GPU rests in between.
	return batch < 1 ? batch * watts(in, &s, 1) + (1 - batch) * aif_infer_gpu_w(in, 0)
			 : watts(in, &s, batch);
}

static aif_err
check(const aif_infer_in *in, aif_diag *d)
{
	double experts_n = in->llm->experts, ep = one(in->ep);

	if (in->tp < 1 || in->isl < 1 || in->osl < 1)
		return aif_err_fail(d, AIF_EINVAL, "tp, isl and osl must be given");
	if (fmod(in->llm->heads, in->tp) != 0)
		return aif_err_fail(d, AIF_EINVAL, "tp %g does not divide the %g heads", in->tp,
				    in->llm->heads);
	if (experts_n > 0 && (fmod(stage(in), ep) != 0 || fmod(experts_n, ep) != 0))
		return aif_err_fail(d, AIF_EINVAL, "ep %g does not divide tp %g and %g experts", ep,
				    stage(in), experts_n);
	if (aif_kernel_rate(in->kernel, in->weight) <= 0)
		return aif_err_fail(d, AIF_EREFUSED, "gpu '%s' has no rate for %s",
				    aif_kernel_gpu(in->kernel)->name,
				    aif_kernel_dtype_name(in->weight));
	return AIF_OK;
}

// Largest whole batch in [1, most] that holds the TPOT, by bisection: TPOT grows
// with the batch.
static double
largest(const aif_infer_in *in, double top)
{
	double lo = 1, hi = top;

	if (in->tpot_s <= 0 || steady(in, top).tpot_s <= in->tpot_s)
		return top;
	while (hi - lo > 1) {
		double mid = floor((lo + hi) / 2);

		if (steady(in, mid).tpot_s <= in->tpot_s)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

static aif_err
cache(const aif_infer_in *in, aif_infer_out *o, aif_diag *d)
{
	const aif_hw_gpu *g = aif_kernel_gpu(in->kernel);
	double use = (in->mem_frac > 0 ? in->mem_frac : 0.9) * g->hbm_bytes - workspace_bytes;
	double left;

	o->gpus = stage(in) * one(in->pp);
	o->weight_bytes = aif_infer_weight_bytes(in);
	o->kv_bytes_token = aif_infer_kv_bytes(in);
	left = use * o->gpus - o->weight_bytes;
	if (left <= 0)
		return aif_err_fail(d, AIF_EREFUSED,
				    "does not fit: weights take %.1f GB, %g GPUs offer %.1f",
				    o->weight_bytes / 1e9, o->gpus, use * o->gpus / 1e9);
	o->kv_tokens = left / o->kv_bytes_token;
	o->batch_kv = o->kv_tokens / aif_xfmr_kv_span(in->llm, in->isl + in->osl);
	if (o->batch_kv < 1)
		return aif_err_fail(
		    d, AIF_EREFUSED,
		    "does not fit: the cache holds %.0f tokens, one request needs %.0f",
		    o->kv_tokens, in->isl + in->osl);
	return AIF_OK;
}

// What a steady state of o->batch requests gives.
static aif_err
settle(const aif_infer_in *in, aif_infer_out *o, aif_diag *d)
{
	state s = steady(in, o->batch);

	o->iteration_s = total(&s.d);
	o->prefill_s = total(&s.p) * one(in->attn_dp);
	o->tpot_s = s.tpot_s;
	o->ttft_s = o->prefill_s + o->iteration_s / 2;
	if (in->ttft_s > 0 && o->ttft_s > in->ttft_s)
		return aif_err_fail(d, AIF_EREFUSED,
				    "TTFT of a lone prompt is %.4g s, above %.4g s", o->ttft_s,
				    in->ttft_s);
	o->requests_s = o->batch / (s.tpot_s * in->osl);
	o->output_tokens_s = o->requests_s * in->osl;
	o->input_tokens_s = o->requests_s * in->isl;
	o->prefill_tokens_s = in->isl * one(in->pp) / total(&s.p);
	o->gpu_w = watts(in, &s, o->batch);
	o->compute_frac = (s.d.compute + o->batch / one(in->pp) / in->osl * s.p.compute) / s.tpot_s;
	o->mark = s.d.mark;
	aif_kernel_mark_join(&o->mark, s.p.mark.how, s.p.mark.band_frac);
	return AIF_OK;
}

aif_err
aif_infer_capacity(const aif_infer_in *in, aif_infer_out *out, aif_diag *d)
{
	aif_infer_out o = { 0 };
	double top, alone;
	state s;
	aif_err e = check(in, d);

	if (e || (e = cache(in, &o, d)))
		return e;
	s = steady(in, 1);
	alone = s.tpot_s;
	if (in->tpot_s > 0 && alone > in->tpot_s)
		return aif_err_fail(d, AIF_EREFUSED,
				    "no batch meets TPOT %.4g s: one request alone takes %.4g s",
				    in->tpot_s, alone);
	top = floor(o.batch_kv < one(in->max_batch > 0 ? in->max_batch : 512)
			? o.batch_kv
			: one(in->max_batch > 0 ? in->max_batch : 512));
	o.batch = largest(in, top);
	if (!(e = settle(in, &o, d)))
		*out = o;
	return e;
}

aif_err
aif_infer_loaded(const aif_infer_in *in, double batch, aif_infer_out *out, aif_diag *d)
{
	aif_infer_out o = { 0 };
	aif_err e = check(in, d);

	if (e || (e = cache(in, &o, d)))
		return e;
	o.batch = most(1, floor(o.batch_kv < batch ? o.batch_kv : batch));
	if (!(e = settle(in, &o, d)))
		*out = o;
	return e;
}

aif_err
aif_infer_auto(aif_infer_in *in, double max_gpus, double kv_frac, aif_infer_out *out, aif_diag *d)
{
	const aif_hw_gpu *g = aif_kernel_gpu(in->kernel);
	aif_infer_in x = *in;
	aif_diag last = { 0 };

	for (x.tp = 1; x.tp <= max_gpus; x.tp *= 2) {
		aif_infer_out o;

		memset(&last, 0, sizeof last);
		if (x.ep > x.tp)
			continue;
		if (aif_infer_capacity(&x, &o, &last))
			continue;
		if (o.kv_tokens * o.kv_bytes_token < kv_frac * g->hbm_bytes * o.gpus) {
			aif_err_fail(&last, AIF_EREFUSED,
				     "weights leave less than %.0f %% for the cache",
				     100 * kv_frac);
			continue;
		}
		*in = x;
		*out = o;
		return AIF_OK;
	}
	return aif_err_fail(d, AIF_EREFUSED,
			    "no group of up to %g GPUs serves it; at the largest: %s", max_gpus,
			    last.msg[0] ? last.msg : "ep is larger");
}
