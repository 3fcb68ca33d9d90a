// layer.c - kernels and exchanges of one layer of a training step.
//
// Per layer: matmuls forward, and for the gradients of input and weight; fused
// attention; work bound by memory; tensor-, expert- and context-parallel exchanges.
//
// Assumptions: ranks are laid out tensor, context, data, pipeline, so that tensor
// groups stand in one scale-up domain where they fit; routing is even.
// Left out: sliding windows in the backward pass beyond their share, biases.
#include "models/layer.h"

#include <math.h>

#include "models/kgroup.h"
#include "models/launch.h"
#include "models/passes.h"

// Constants marked "fit" were set together on published training steps; how, and
// the error on sources left out, stands in models/README.md.

// Sustained over burst rate of matmuls where the GPU's entry does not say: between
// A100's and H100's.
static const double sustained_default = 0.87;
// Backward over forward of fused attention: 2.5 times the FLOPs (one recomputed
// and four new matmuls for two) at 63 / 73 of the rate.
// Source: Dao 2023, FlashAttention-2, sec. 3.1 and abstract. The tables' forward pass
// is an inference kernel's, faster yet than one that trains; fit, prior 1.1.
static const double attn_backward = 2.5 * 73 / 63 * 1.28;
// FlashAttention-2 over its successors on Hopper and later.
// Source: Shah et al. 2024, FlashAttention-3, abstract: 1.5 to 2.0 forward; fit.
static const double attn_fa2 = 1.8;
// Passes over the score matrix without fused attention, 2-byte elements and a
// byte of mask: product, softmax, dropout, product; their gradients.
// Source: counted after Korthikanti et al. 2022, eq. 1.
static const double score_passes_f = 5.5, score_passes_b = 9.5;
// Elementwise work in framework kernels that are not fused, over fused: each operation
// reads and writes memory, some in 4 bytes. Counted for GELU with bias, dropout and
// residual: 10 passes to 5.
static const double elem_unfused = 2.15;
// Elementwise kernels per layer and pass: two norms, rotary, activation, two bias
// or residual kernels.
static const double elem_launches = 6;
// Share of a tensor-parallel exchange that shows although it runs behind matmuls, beside
// the first chunk: it takes SMs and memory bandwidth from them. Fit.
static const double tp_shown = 0.15;
// The same of an exchange of experts behind another micro-batch. Fit.
static const double ep_shown = 0.15;

static double
most(double a, double b)
{
	return a > b ? a : b;
}

static double
least(double a, double b)
{
	return a < b ? a : b;
}

// How many of a group of n stand in one scale-up domain when `inner` ranks lie
// between neighbours of the group.
static double
per_domain(const aif_layer_work *w, double n, double inner)
{
	double domain = aif_kernel_gpu(w->in.kernel)->scaleup_gpus;

	return most(1, least(n, floor(domain / inner)));
}

double
aif_layer_coll(aif_layer_work *w, aif_coll_op op, double bytes, double n, double inner)
{
	if (n < 2 || bytes <= 0 || !w->in.coll)
		return 0;
	return aif_coll_s(w->in.coll, op, bytes, n, per_domain(w, n, inner), &w->mark);
}

// --- one layer ----------------------------------------------------------------------

// Matmul alone: the times of quantized types may hold the quantization of their input.
static double
matmul(aif_layer_work *w, double m, double n, double k, aif_kernel_dtype t)
{
	const aif_kernel *kn = w->in.kernel;
	double s = aif_kernel_gemm_s(kn, m, n, k, t, &w->mark);

	return w->slow * most(s / 2, s - aif_kernel_quant_s(kn, m, k, t));
}

// The gradient of a weight is added to a sum in 4 bytes: read and written where the
// table's matmul writes 2. Sharded gradients leave at once.
static double
gradient(aif_layer_work *w, double n, double k, double rows, double copies, aif_kernel_dtype t)
{
	double s = matmul(w, k, n, rows, t);
	double more = w->in.zero_stage >= 3 ? 0
					    : (w->in.half_grads ? 2 : 6) * copies * k * n /
						  aif_kernel_bw(w->in.kernel);

	return sqrt(sqrt(s * s * s * s + more * more * more * more));
}

// A weight [k, n]: forward; gradients of input and (unless frozen) weight.
static void
weight(aif_layer_work *w, double n, double k, aif_kernel_dtype t, aif_layer *l)
{
	double x = w->tokens;

	l->last_f = matmul(w, x, n, k, t);
	l->gemm_f += l->last_f;
	l->gemm_b += matmul(w, x, k, n, t);
	if (!w->in.lora)
		l->gemm_b += gradient(w, n, k, x, 1, t);
}

// Attention with its scores in memory: two products forward, four backward, over
// the whole square.
static void
scores(aif_layer_work *w, const aif_kernel_attn *q, aif_layer *l)
{
	const aif_kernel *kn = w->in.kernel;
	double ring = w->in.cp_heads ? 1 : w->in.cp;
	double cells = q->batch * q->heads * q->tokens * q->tokens * ring;
	double product = 2 * cells * q->head_dim / aif_kernel_rate(kn, AIF_DT_BF16);

	l->attn_f =
	    w->slow * 2 * product + aif_kernel_bytes_s(kn, score_passes_f * 2 * cells, 5, &w->mark);
	l->attn_b =
	    w->slow * 4 * product + aif_kernel_bytes_s(kn, score_passes_b * 2 * cells, 7, &w->mark);
}

static void
attention(aif_layer_work *w, aif_layer *l)
{
	const aif_xfmr_llm *m = w->m;
	double wide = 1 - m->window_layers / m->layers;
	// In a ring each of cp steps sees a block of the triangle as large as the causal half
	// of the rank's own square. Source: Liu et al. 2023 (ring attention), balanced. Behind
	// an all-to-all each rank has the whole sequence and its share of the heads.
	double ring = w->in.cp_heads ? 1 : w->in.cp, split = w->in.tp * w->in.cp / ring;
	aif_kernel_attn q = { .batch = w->in.micro_batch, .tokens = w->in.seq / ring };

	q.heads = m->heads / split;
	q.kv_heads = most(1, m->kv_heads / split);
	q.head_dim = m->head_dim;
	if (w->in.lacks & AIF_STEP_NO_FUSED_ATTN) {
		scores(w, &q, l);
		return;
	}
	if (m->kv_lora_rank > 0) {
		l->attn_f = aif_kernel_mla_prefill_s(w->in.kernel, &q, &w->mark);
	} else {
		l->attn_f = wide > 0 ? wide * aif_kernel_prefill_s(w->in.kernel, &q, &w->mark) : 0;
		q.window = m->window;
		if (wide < 1)
			l->attn_f += (1 - wide) * aif_kernel_prefill_s(w->in.kernel, &q, &w->mark);
	}
	l->attn_f *= w->slow * ring;
	if ((w->in.lacks & AIF_STEP_NO_FA3) && aif_kernel_gpu(w->in.kernel)->peak_fp8_flop_s > 0)
		l->attn_f *= attn_fa2;
	l->attn_b = l->attn_f * attn_backward *
		    aif_kernel_exp_over(w->in.kernel, AIF_KERNEL_EXP_BWD) /
		    aif_kernel_exp_over(w->in.kernel, AIF_KERNEL_EXP_FWD);
}

// Matmuls grouped over the GPU's experts: forward or for the input's gradient.
static double
grouped(aif_layer_work *w, double rows, double held, double n, double k)
{
	double all = aif_kgroup_rows(rows, held);

	return aif_kgroup_over(w->in.kernel, rows, held, n, k) *
	       matmul(w, all, n, k, w->in.precision);
}

// And for the gradients of their weights.
static double
grouped_gradient(aif_layer_work *w, double rows, double held, double n, double k)
{
	return aif_kgroup_grad_over(w->in.kernel, rows, held, n, k) *
	       gradient(w, n, k, rows, held, w->in.precision);
}

// Dispatch or combine. A token goes once to every rank that holds one of its experts,
// and over the network once to every domain that does.
// Source: DeepSeek-V3 2024, sec. 3.2.2.
static double
dispatch_s(aif_layer_work *w, double own)
{
	const aif_step_in *in = &w->in;
	double top = w->m->experts_active, size = own * w->m->hidden * 2;
	double near = per_domain(w, in->ep, 1), far = in->ep / near, a, b;
	double ranks = in->ep * (1 - pow(1 - 1 / in->ep, top));

	a = aif_layer_coll(w, AIF_COLL_ALL_TO_ALL, size * ranks, near, 1);
	if (far <= 1)
		return a;
	b = aif_coll_s(in->coll, AIF_COLL_ALL_TO_ALL, size * far * (1 - pow(1 - 1 / far, top)), far,
		       1, &w->mark);
	return most(a, b);
}

static void
experts(aif_layer_work *w, aif_layer *l)
{
	const aif_xfmr_llm *m = w->m;
	const aif_step_in *in = &w->in;
	// With expert parallelism each tensor rank routes its share of the sequence to
	// whole experts; without it experts are cut like any MLP.
	double own = in->ep > 1 ? w->tokens / in->tp : w->tokens;
	double f = in->ep > 1 ? m->expert_ffn : m->expert_ffn / in->tp;
	double skew = in->expert_skew > 0 ? in->expert_skew : 1;
	double rows = skew * own * m->experts_active, held = m->experts / in->ep;
	double gates = m->plain_mlp ? 1 : 2, h = m->hidden;

	l->last_f = grouped(w, rows, held, h, f);
	l->experts_f = grouped(w, rows, held, gates * f, h) + l->last_f;
	l->gemm_f += l->experts_f;
	l->gemm_b += grouped(w, rows, held, h, gates * f) + grouped(w, rows, held, f, h);
	if (!in->lora)
		l->gemm_b += grouped_gradient(w, rows, held, gates * f, h) +
			     grouped_gradient(w, rows, held, h, f);
	l->ep = 2 * dispatch_s(w, skew * own);
	// Where the exchange leaves the domain, a pipeline that interleaves runs the other
	// pass of another micro-batch meanwhile. Source: DeepSeek-V3 2024, sec. 3.2.1.
	if (in->pp > 1 && in->vpp > 1 && !in->no_overlap && per_domain(w, in->ep, 1) < in->ep)
		l->ep = most(ep_shown * l->ep,
			     l->ep - (l->gemm_f + l->attn_f + l->gemm_b + l->attn_b) / 2);
	// The shared expert needs none of it; the backward pass hides more than is taken here.
	if (in->shared_overlap && !in->no_overlap)
		l->ep = most(ep_shown * l->ep, l->ep - l->shared_f);
}

static void
host(const aif_layer_work *w, aif_layer *l)
{
	aif_launch q = { .held = w->m->experts / w->in.ep,
			 .latent = w->m->kv_lora_rank > 0,
			 .shared = w->m->shared_experts > 0,
			 .counted = w->in.capacity,
			 .exchange_s = l->ep,
			 .experts_s = l->experts_f,
			 .fwd_s = l->gemm_f + l->attn_f + l->elem_f + l->ep,
			 .bwd_s = l->gemm_b + l->attn_b + l->elem_b + l->ep };

	l->host_f = aif_launch_fwd_s(&q);
	l->host_b = aif_launch_bwd_s(&q);
}

// Context parallelism. A ring hands keys and values of the whole sequence round, behind
// the attention that uses them, backward their gradients too.
static void
ring(aif_layer_work *w, aif_layer *l)
{
	const aif_xfmr_llm *m = w->m;
	const aif_step_in *in = &w->in;
	double heads = m->kv_lora_rank > 0 ? m->heads / in->tp : most(1, m->kv_heads / in->tp);
	double kv = 2 * heads * m->head_dim * in->micro_batch * in->seq * 2;

	l->cp_f = aif_layer_coll(w, AIF_COLL_ALL_GATHER, kv, in->cp, in->tp);
	if (!in->no_overlap)
		l->cp_f = most(0, l->cp_f - l->attn_f);
	l->cp_b = 2 * l->cp_f;
}

// All-to-all: sequence against heads of queries, keys and values, and back for the
// outputs; attention needs all of it. Source: Jacobs et al. 2023 (DeepSpeed-Ulysses), sec. 3.
static void
heads(aif_layer_work *w, aif_layer *l)
{
	const aif_xfmr_llm *m = w->m;
	const aif_step_in *in = &w->in;
	double q = m->heads / in->tp, kv = most(in->cp, m->kv_heads / in->tp);
	double each = w->tokens * m->head_dim * 2;

	if (m->kv_lora_rank > 0)
		kv = q;
	l->cp_f = aif_layer_coll(w, AIF_COLL_ALL_TO_ALL, (q + 2 * kv) * each, in->cp, in->tp) +
		  aif_layer_coll(w, AIF_COLL_ALL_TO_ALL, q * each, in->cp, in->tp);
	l->cp_b = l->cp_f;
}

static double
behind(double tp_s, double matmuls_s, double tp)
{
	return most(tp_s / tp, tp_s - matmuls_s) + tp_shown * tp_s;
}

static void
exchanges(aif_layer_work *w, aif_layer *l)
{
	const aif_xfmr_llm *m = w->m;
	const aif_step_in *in = &w->in;
	double x = w->tokens * m->hidden * 2;

	// Two reductions per pass, or, with sequence parallelism, as many gathers and
	// scatters, and two gathers more for the gradients of weights (Korthikanti et al.
	// 2022, fig. 5), which then run in tp chunks behind the matmuls that make or take
	// them: the first chunk shows, and what is longer than they are. Source: NVIDIA
	// Transformer Engine user guide, overlap of tensor-parallel communication.
	if (in->sp) {
		double ag = aif_layer_coll(w, AIF_COLL_ALL_GATHER, x, in->tp, 1);

		l->tp_f = 2 * (ag + aif_layer_coll(w, AIF_COLL_REDUCE_SCATTER, x, in->tp, 1));
		l->tp_b = l->tp_f + (in->lora ? 0 : 2 * ag);
	} else {
		l->tp_f = l->tp_b = 2 * aif_layer_coll(w, AIF_COLL_ALL_REDUCE, x, in->tp, 1);
	}
	if (in->sp && !in->no_overlap && !(in->lacks & AIF_STEP_NO_TP_OVERLAP)) {
		l->tp_f = behind(l->tp_f, l->gemm_f, in->tp);
		l->tp_b = behind(l->tp_b, l->gemm_b, in->tp);
	}
	if (in->cp_heads)
		heads(w, l);
	else
		ring(w, l);
}

aif_layer
aif_layer_of(aif_layer_work *w, int moe)
{
	aif_xfmr_gemm g[AIF_XFMR_GEMM_MAX];
	aif_layer l = { 0 };
	int n = aif_xfmr_gemms(w->m, w->in.tp, moe, g);
	aif_passes e = aif_passes_elem(&w->in, moe), q = aif_passes_quant(&w->in, moe);

	for (int i = 0; i < n; i++) {
		double before = l.gemm_f;

		for (int c = 0; c < g[i].count; c++)
			weight(w, g[i].n, g[i].k,
			       g[i].part == AIF_XFMR_ROUTER ? AIF_DT_FP32 : w->in.precision, &l);
		if (moe && g[i].part == AIF_XFMR_MLP)
			l.shared_f += l.gemm_f - before;
	}
	attention(w, &l);
	if (moe)
		experts(w, &l);
	if (w->in.lacks & AIF_STEP_NO_FUSED_ELEM) {
		e.fwd *= elem_unfused;
		e.bwd *= elem_unfused;
	}
	if (moe) {
		aif_passes r = aif_passes_route(&w->in);

		e.fwd += r.fwd;
		e.bwd += r.bwd;
	}
	l.elem_f +=
	    aif_kernel_bytes_s(w->in.kernel, w->tokens * (e.fwd + q.fwd), elem_launches, &w->mark);
	l.elem_b +=
	    aif_kernel_bytes_s(w->in.kernel, w->tokens * (e.bwd + q.bwd), elem_launches, &w->mark);
	exchanges(w, &l);
	if (moe && w->in.ep > 1 && !w->in.fused_experts && !w->in.graphs)
		host(w, &l);
	return l;
}

// Output layer and loss of one micro-batch: logits in 2 bytes, read and written
// four times by the softmax and its gradient in fp32.
double
aif_layer_head_s(aif_layer_work *w)
{
	aif_layer l = { 0 };
	double v = w->m->vocab / w->in.tp;
	double more = w->in.lacks & AIF_STEP_NO_FUSED_ELEM ? elem_unfused : 1;

	weight(w, v, w->m->hidden, AIF_DT_BF16, &l);
	return l.gemm_f + l.gemm_b +
	       aif_kernel_bytes_s(w->in.kernel, more * w->tokens * v * 4 * 4, 4, &w->mark);
}

double
aif_layer_join_s(aif_layer_work *w)
{
	aif_layer l = { 0 };

	weight(w, w->m->hidden / w->in.tp, 2 * w->m->hidden, w->in.precision, &l);
	return l.gemm_f + l.gemm_b;
}

// Reads a row and writes it for each token; backward reads the gradient and adds it to a
// sum in 4 bytes.
double
aif_layer_embed_s(aif_layer_work *w)
{
	return aif_kernel_bytes_s(w->in.kernel, w->tokens * w->m->hidden * (2 + 2 + 2 + 8), 2,
				  &w->mark);
}

double
aif_layer_slow(const aif_hw_gpu *g)
{
	return 1 / (g->sustained_frac > 0 ? g->sustained_frac : sustained_default);
}
