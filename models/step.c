// step.c - the time, memory and power of one training step.
//
// A step is m micro-batches through pp stages of layers (layer.c), the pipeline's
// fill, gradients over the data-parallel group, the optimizer.
//
// Assumptions: stages are equal but for the embedding on the first, the output layer on
// the last, and the layers that are said to stand there.
// Left out: evaluation.
#include "models/step.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "models/gpower.h"
#include "models/layer.h"

// Adam: reads master, two moments, gradient (fp32), writes three and the 2-byte
// weight. Source: Rajbhandari et al. 2020 (ZeRO), sec. 3.1, for the state.
static const double adam_bytes = 4 * 4 + 3 * 4 + 2, state_bytes = 12;
// Share of a data-parallel exchange that shows although it runs behind compute: it
// takes SMs and memory bandwidth. Prior. Fully sharded weights are cast, flattened and
// copied besides, and streams wait for one another; fit.
static const double dp_shown = 0.2, fsdp_shown = 0.62;

// From then on fused attention, fused elementwise kernels, sequence parallelism and
// exchanges behind matmuls were published. Source: Dao et al. 2022, FlashAttention (May);
// Korthikanti et al. 2022 (May).
static const double fused_since = 2022.4;

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

static double
one(double x)
{
	return x > 0 ? x : 1;
}

// --- checks -----------------------------------------------------------------------

static aif_err
divides(double a, double b, const char *what, aif_diag *d)
{
	if (a >= 1 && fmod(b, a) < 1e-9)
		return AIF_OK;
	return aif_err_fail(d, AIF_EINVAL, "%s: %g does not divide %g", what, a, b);
}

static aif_err
check(aif_layer_work *w, aif_diag *d)
{
	aif_step_in *in = &w->in;
	const aif_xfmr_llm *m = w->m;
	aif_err e;

	if (in->n_gpus < 1 || in->seq < 1 || in->global_batch < 1)
		return aif_err_fail(d, AIF_EINVAL, "n_gpus, seq and global_batch must be given");
	if (in->dp == 0)
		in->dp = in->n_gpus / (in->tp * in->pp * in->cp);
	if (fabs(in->tp * in->pp * in->cp * in->dp / in->n_gpus - 1) > 1e-9)
		return aif_err_fail(d, AIF_EINVAL, "tp %g x pp %g x cp %g x dp %g is not n_gpus %g",
				    in->tp, in->pp, in->cp, in->dp, in->n_gpus);
	if ((e = divides(in->tp * (in->cp_heads ? in->cp : 1), m->heads,
			 in->cp_heads ? "tp x cp of heads" : "tp of heads", d)) ||
	    (in->shard_gpus > 0 &&
	     (e = divides(in->shard_gpus, in->dp * in->cp, "sharding group of dp x cp", d))) ||
	    (e = divides(in->dp * in->micro_batch, in->global_batch,
			 "dp x micro_batch of global_batch", d)))
		return e;
	if (m->experts > 0 && (e = divides(in->ep, m->experts, "ep of experts", d)))
		return e;
	if (in->ep > in->tp * in->cp * in->dp)
		return aif_err_fail(d, AIF_EINVAL, "ep %g is more than tp x cp x dp %g", in->ep,
				    in->tp * in->cp * in->dp);
	if (in->pp > m->layers)
		return aif_err_fail(d, AIF_EINVAL, "pp %g is more than the %g layers", in->pp,
				    m->layers);
	if (in->first_layers + in->last_layers > m->layers ||
	    (in->pp < 2 && in->first_layers + in->last_layers > 0))
		return aif_err_fail(d, AIF_EINVAL,
				    "first_layers %g and last_layers %g do not go into %g layers "
				    "on %g stages",
				    in->first_layers, in->last_layers, m->layers, in->pp);
	if (aif_kernel_rate(in->kernel, in->precision) <= 0)
		return aif_err_fail(d, AIF_EREFUSED, "gpu '%s' has no rate for %s",
				    aif_kernel_gpu(in->kernel)->name,
				    aif_kernel_dtype_name(in->precision));
	return AIF_OK;
}

// Layers of the fullest stage: of those between the first and the last where these are
// said to have their own.
static double
fullest(const aif_layer_work *w)
{
	const aif_step_in *in = &w->in;
	double ends = (in->first_layers > 0) + (in->last_layers > 0), stage = 0;
	double inner = w->m->layers - in->first_layers - in->last_layers;

	if (in->pp > ends)
		stage = ceil(inner / ((in->pp - ends) * in->vpp) - 1e-9) * in->vpp;
	return most(stage, most(in->first_layers, in->last_layers));
}

// Standard deviations by which the slowest of n lies behind the mean of a normal.
// Source: Blom 1958.
static double
slowest(double n)
{
	return n > 1 ? gsl_cdf_ugaussian_Pinv((n - 0.375) / (n + 0.25)) : 0;
}

static void
prepare(aif_layer_work *w, const aif_step_in *in)
{
	double stage;

	w->in = *in;
	w->m = in->llm;
	w->in.tp = one(in->tp);
	w->in.pp = one(in->pp);
	w->in.ep = in->llm->experts > 0 ? one(in->ep) : 1;
	w->in.cp = one(in->cp);
	w->in.vpp = one(in->vpp);
	w->in.micro_batch = one(in->micro_batch);
	if (w->in.dp <= 0)
		w->in.dp = in->n_gpus / (w->in.tp * w->in.pp * w->in.cp);
	w->tokens = w->in.micro_batch * in->seq / w->in.cp;
	w->n_micro = in->global_batch / (w->in.dp * w->in.micro_batch);
	// The fullest stage; leading dense layers stand on the first and never all on
	// one, so that the mean mix is taken.
	stage = fullest(w);
	w->fill_layers = w->m->layers / w->in.pp;
	w->moe = stage * aif_xfmr_moe_layers(w->m) / w->m->layers;
	w->dense = stage - w->moe;
	// Layers that predict farther tokens stand behind the last.
	if (w->in.pp < 2 && w->m->experts > 0)
		w->moe += w->m->mtp_layers;
	else if (w->in.pp < 2)
		w->dense += w->m->mtp_layers;
	w->slow =
	    aif_layer_slow(aif_kernel_gpu(in->kernel)) * (1 + in->spread * slowest(in->n_gpus));
}

// --- the step -----------------------------------------------------------------------

// Layers that the first (end 0) and the last stage have less than the fullest.
static double
spare_layers(const aif_layer_work *w, int end)
{
	const aif_step_in *in = &w->in;
	double stage = w->dense + w->moe, spare = stage * in->pp - w->m->layers;
	double first = in->first_layers > 0 ? stage - in->first_layers : 0;

	if (!end)
		return first;
	return in->last_layers > 0    ? stage - in->last_layers
	       : in->first_layers > 0 ? spare - first
				      : spare;
}

// Weights of the fullest stage on one GPU: dense part and routed experts.
static void
local_params(const aif_layer_work *w, double *dense, double *expert)
{
	const aif_xfmr_llm *m = w->m;
	double embed = w->in.pp > 1 ? m->vocab * m->hidden : aif_xfmr_params_embed(m);
	double more = w->in.pp > 1 ? most(0, m->mtp_layers - spare_layers(w, 1)) : 0;
	double nd = w->dense + (w->moe > 0 ? 0 : more), nm = w->moe + (w->moe > 0 ? more : 0);
	double d = nd > 0 ? nd * aif_xfmr_params_layer(m, 0) : 0;

	if (nm > 0)
		d += nm * aif_xfmr_params_layer(m, 1);
	d += m->mtp_layers * 2 * m->hidden * m->hidden;
	*dense = (d + embed) / w->in.tp;
	*expert = nm * aif_xfmr_params_experts(m) / (w->in.ep > 1 ? w->in.ep : w->in.tp);
}

static double
grad_bytes(const aif_step_in *in)
{
	return in->half_grads ? 2 : 4;
}

// Gradient and weight exchange with ZeRO 0..2: behind the last micro-batch's
// backward pass and the first one's forward pass.
static double
dp_exposed(aif_layer_work *w, double dense, double expert, double fwd_s, double bwd_s)
{
	const aif_step_in *in = &w->in;
	double n = in->dp * in->cp, ne = n * (in->ep > 1 ? in->tp / in->ep : 1);
	double inner = in->tp, each = grad_bytes(in), grad, gather = 0;

	if (in->zero_stage >= 1) {
		grad = aif_layer_coll(w, AIF_COLL_REDUCE_SCATTER, each * dense, n, inner) +
		       aif_layer_coll(w, AIF_COLL_REDUCE_SCATTER, each * expert, ne, inner);
		gather = aif_layer_coll(w, AIF_COLL_ALL_GATHER, 2 * dense, n, inner) +
			 aif_layer_coll(w, AIF_COLL_ALL_GATHER, 2 * expert, ne, inner);
	} else {
		grad = aif_layer_coll(w, AIF_COLL_ALL_REDUCE, each * dense, n, inner) +
		       aif_layer_coll(w, AIF_COLL_ALL_REDUCE, each * expert, ne, inner);
	}
	if (in->no_overlap || (in->lacks & AIF_STEP_NO_DP_OVERLAP))
		return grad + gather;
	return most(dp_shown * grad, grad - bwd_s) + most(dp_shown * gather, gather - fwd_s);
}

// Fully sharded: each layer's weights are gathered before its forward and its
// backward pass and its gradient scattered after, behind the neighbour layer's
// work, in every micro-batch; between groups that shard alike the pieces of the gradient
// are summed. With gradients alone sharded the weights stay. Without prefetch the
// gathers stop the work.
static double
fsdp_exposed(aif_layer_work *w, double params, double fwd_s, double bwd_s)
{
	const aif_step_in *in = &w->in;
	double all = in->dp * in->cp, n = in->shard_gpus > 0 ? in->shard_gpus : all;
	double ag = aif_layer_coll(w, AIF_COLL_ALL_GATHER, 2 * params, n, in->tp);
	double rs = aif_layer_coll(w, AIF_COLL_REDUCE_SCATTER, 2 * params, n, in->tp);
	double again = in->zero_stage >= 3 ? ag : 0, back;
	double shown = in->lacks & AIF_STEP_COPIES ? fsdp_shown : dp_shown;

	rs += aif_layer_coll(w, AIF_COLL_ALL_REDUCE, 2 * params / n, all / n, in->tp * n);
	back = again + rs;
	if (in->no_overlap || (in->lacks & AIF_STEP_NO_DP_OVERLAP))
		return ag + back;
	if (in->no_prefetch)
		return ag + again + most(shown * rs, rs - bwd_s);
	return most(shown * ag, ag - fwd_s) + most(shown * back, back - bwd_s);
}

// Share of the layers that are done again as a whole.
static double
redone(const aif_layer_work *w)
{
	return w->in.recompute != 2 ? 0 : w->in.redone_frac > 0 ? w->in.redone_frac : 1;
}

// Matmuls and attention of one layer done again.
static double
redone_s(const aif_layer_work *w, const aif_layer *l)
{
	if (w->in.recompute == 1)
		return l->attn_f;
	return redone(w) * (l->gemm_f + l->attn_f - (w->in.redo_stops ? l->last_f : 0));
}

static double
fwd_of(const aif_layer *l)
{
	return l->gemm_f + l->attn_f + l->elem_f + l->host_f + l->tp_f + l->ep + l->cp_f;
}

// Backward: recomputation repeats the forward pass or its attention.
static double
bwd_of(const aif_layer_work *w, const aif_layer *l)
{
	double t = l->gemm_b + l->attn_b + l->elem_b + l->host_b + l->tp_b + l->ep + l->cp_b;

	return t + redone_s(w, l) + redone(w) * (fwd_of(l) - l->gemm_f - l->attn_f);
}

// Adds x layers of l, forward and backward of n micro-batches, to the breakdown.
static void
book(const aif_layer_work *w, const aif_layer *l, double x, aif_step_out *o)
{
	double again = redone(w), n = x * w->n_micro;

	o->compute_s += n * (l->gemm_f + l->attn_f + l->gemm_b + l->attn_b + redone_s(w, l));
	o->mem_s += n * ((1 + again) * (l->elem_f + l->host_f) + l->elem_b + l->host_b);
	o->tp_s += n * ((1 + again) * l->tp_f + l->tp_b);
	o->ep_s += n * (2 + again) * l->ep;
	o->cp_s += n * ((1 + again) * l->cp_f + l->cp_b);
}

// Activations kept for one micro-batch by the layers of a stage, per token.
static double
stage_act(const aif_layer_work *w, int recompute, double elem)
{
	const aif_step_in *in = &w->in;

	return w->dense * aif_xfmr_act_bytes(w->m, in->tp, in->sp, recompute, 0, elem) +
	       w->moe * aif_xfmr_act_bytes(w->m, in->tp, in->sp, recompute, 1, elem);
}

static void
memory(const aif_layer_work *w, double dense, double expert, aif_step_out *o)
{
	const aif_step_in *in = &w->in;
	double n = in->dp * in->cp, ne = most(1, n * (in->ep > 1 ? in->tp / in->ep : 1));
	double nz = in->shard_gpus > 0 ? in->shard_gpus : n, z = in->zero_stage, held, act;
	// What a matmul reads again in the backward pass is kept in its own type.
	double elem = least(2, aif_kernel_dtype_bytes(in->precision));
	// A frozen base has no copy of more bits to be made from: it is held as it is used.
	double each = in->lora ? elem : 2;

	o->weight_bytes = each * (dense + expert) / (z >= 3 ? nz : 1);
	if (z >= 3) // two layers gathered: the one that runs and the next
		o->weight_bytes += 2 * each * (dense + expert) / (w->dense + w->moe);
	o->grad_bytes = grad_bytes(in) * (z >= 2 ? dense / nz + expert / ne : dense + expert);
	o->optim_bytes = state_bytes * (z >= 1 ? dense / nz + expert / ne : dense + expert);
	if (in->lora) { // frozen base: the adapters' state is below 1 %
		o->grad_bytes = 0.01 * o->grad_bytes;
		o->optim_bytes = 0.01 * o->optim_bytes;
	}
	// Micro-batches in flight on the first stage.
	// Source: Narayanan et al. 2021, sec. 2.2 (1F1B, interleaved).
	held =
	    least(w->n_micro, in->pp) * (in->vpp > 1 ? 1 + (in->pp - 1) / (in->pp * in->vpp) : 1);
	act = redone(w) * stage_act(w, 2, elem) +
	      (1 - redone(w)) * stage_act(w, in->recompute == 1, elem);
	act *= held;
	if (in->recompute == 2) // the layer that is being redone
		act += aif_xfmr_act_bytes(w->m, in->tp, in->sp, 0, w->moe > 0, elem);
	// Logits in 2 and 4 bytes, where the stage has them.
	act += in->pp > 1 ? 0 : 6 * w->m->vocab / in->tp;
	o->act_bytes = act * w->tokens;
	o->memory_bytes = o->weight_bytes + o->grad_bytes + o->optim_bytes + o->act_bytes;
	o->fits = o->memory_bytes <= AIF_STEP_USABLE * aif_kernel_gpu(in->kernel)->hbm_bytes;
}

// Datasheet peak for the convention of MFU.
static double
peak(const aif_hw_gpu *g, aif_kernel_dtype t)
{
	switch (t) {
	case AIF_DT_FP8:
	case AIF_DT_FP8_BLOCK:
	case AIF_DT_MXFP8:
		return g->peak_fp8_flop_s;
	case AIF_DT_NVFP4:
		return g->peak_fp4_flop_s;
	case AIF_DT_TF32:
		return g->peak_tf32_flop_s;
	default:
		return g->peak_bf16_flop_s;
	}
}

// Mean power of a GPU over layers, whose kinds of work [s] alternate within milliseconds and
// share the power limit, and over low_s, where it spins in a receive.
static double
mixed_w(const aif_layer_work *w, const aif_gpower_mix *x, double low_s)
{
	const aif_hw_gpu *g = aif_kernel_gpu(w->in.kernel);
	double body = x->compute_frac + x->memory_frac + x->comm_frac;
	double low_w = aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });
	aif_gpower_mix mix = { .compute_frac = x->compute_frac / body *
					       aif_gpower_free_frac(g, 1 / aif_layer_slow(g)),
			       .memory_frac = x->memory_frac / body,
			       .comm_frac = x->comm_frac / body };

	return (body * aif_gpower_w(g, &mix) + low_s * low_w) / (body + low_s);
}

static void
power(const aif_layer_work *w, aif_step_out *o)
{
	double low = o->dp_s + o->pp_s + o->bubble_s + o->load_s, body = o->step_s - low;
	aif_gpower_mix x = { .compute_frac = o->compute_s,
			     .memory_frac = o->mem_s + o->opt_s,
			     .comm_frac = o->tp_s + o->ep_s + o->cp_s };

	o->gpu_w = mixed_w(w, &x, low);
	o->low_frac = low / (body + low);
	o->compute_frac = o->compute_s / o->step_s;
}

// Evaluation: the batch once through the pipeline, without gradients. Expects the
// weights where they are; of the output layer a third of the work.
static void
forward(const aif_layer_work *w, const aif_layer *ld, const aif_layer *lm, double head,
	aif_step_out *o)
{
	double d = w->dense, m = w->moe, n = w->n_micro;
	double compute =
	    n * (d * (ld->gemm_f + ld->attn_f) + m * (lm->gemm_f + lm->attn_f) + head / 3);
	double mem = n * (d * (ld->elem_f + ld->host_f) + m * (lm->elem_f + lm->host_f));
	double comm = n * (d * (ld->tp_f + ld->ep + ld->cp_f) + m * (lm->tp_f + lm->ep + lm->cp_f));
	double body = compute + mem + comm, low = o->pp_s / 2;

	low += (w->in.pp - 1) / w->in.vpp * (body + low) / n;
	o->fwd_s = body + low;
	o->fwd_w = mixed_w(w, &(aif_gpower_mix){ compute, mem, comm, 0 }, low);
}

static void
rates(const aif_layer_work *w, aif_step_out *o)
{
	const aif_step_in *in = &w->in;
	double tokens = in->global_batch * in->seq;
	double flop = aif_xfmr_train_flop(w->m, in->seq, AIF_XFMR_MODEL, in->recompute, in->lora);

	o->tokens_s_gpu = tokens / o->step_s / in->n_gpus;
	o->flop_s_gpu = flop * o->tokens_s_gpu;
	o->mfu = o->flop_s_gpu / peak(aif_kernel_gpu(in->kernel), in->precision);
	o->checkpoint_bytes = aif_xfmr_params(w->m) * (2 + state_bytes);
	o->mark = w->mark;
	// Beside its kernels the step rests on the overlap and layout assumed above.
	aif_kernel_mark_join(&o->mark, AIF_HOW_MEASURED, 0.1);
}

// Sends between stages: exposed in every micro-batch with one chunk a stage; in the
// interleaved schedule there are more, behind other chunks' work but for the fill, and
// show as gradient exchanges do.
static double
pipe_s(aif_layer_work *w)
{
	const aif_step_in *in = &w->in;
	double bytes = w->tokens * w->m->hidden * 2 / (in->sp ? in->tp : 1), one_way;
	double domain = aif_kernel_gpu(in->kernel)->scaleup_gpus, out;

	if (in->pp < 2 || !in->coll)
		return 0;
	// Stages are n_gpus / pp ranks apart: the share of neighbours in other domains.
	out = least(1, in->n_gpus / in->pp / domain);
	one_way = out * aif_coll_s(in->coll, AIF_COLL_SEND_RECV, bytes, 2, 1, &w->mark);
	if (out < 1)
		one_way +=
		    (1 - out) * aif_coll_s(in->coll, AIF_COLL_SEND_RECV, bytes, 2, 2, &w->mark);
	if (in->vpp <= 1)
		return 2 * one_way * (w->n_micro + in->pp - 1);
	return 2 * one_way * (in->pp - 1 + dp_shown * w->n_micro * in->vpp);
}

// What the ends of the pipeline add to a stage, for one micro-batch: output layers, losses
// and what predicts farther tokens on the last, embedding on the first, as far as a stage with
// fewer layers has no room for them. A single stage has both. layer_s: of one, both passes.
static double
ends_s(const aif_layer_work *w, double head_s, double embed_s, double layer_s)
{
	double last = w->m->mtp_layers - spare_layers(w, 1);

	if (w->in.pp < 2)
		return head_s + embed_s;
	return most(0, most(head_s + last * layer_s, embed_s - spare_layers(w, 0) * layer_s));
}

aif_err
aif_step_predict(const aif_step_in *in, aif_step_out *out, aif_diag *d)
{
	aif_layer_work w = { 0 };
	aif_step_out o = { 0 };
	aif_layer ld = { 0 }, lm = { 0 };
	double head, dense, expert, fwd, bwd, body, stages;
	aif_err e;

	prepare(&w, in);
	if ((e = check(&w, d)))
		return e;
	if (w.dense > 0)
		ld = aif_layer_of(&w, 0);
	if (w.moe > 0)
		lm = aif_layer_of(&w, 1);
	head = aif_layer_head_s(&w);
	if (w.m->mtp_layers > 0)
		head = (1 + w.m->mtp_layers) * head + w.m->mtp_layers * aif_layer_join_s(&w);
	local_params(&w, &dense, &expert);
	fwd = w.dense * fwd_of(&ld) + w.moe * fwd_of(&lm);
	bwd = w.dense * bwd_of(&w, &ld) + w.moe * bwd_of(&w, &lm);
	book(&w, &ld, w.dense, &o);
	book(&w, &lm, w.moe, &o);
	stages = (w.dense + w.moe);
	head = ends_s(&w, head, aif_layer_embed_s(&w), (fwd + bwd) / stages);
	o.compute_s += w.n_micro * head;
	if (w.in.zero_stage >= 3 || (w.in.zero_stage == 2 && w.in.pp <= 1)) {
		double p = (dense + expert) / stages;

		o.dp_s = w.n_micro * stages * fsdp_exposed(&w, p, fwd / stages, bwd / stages);
	} else if (!w.in.lora) {
		o.dp_s = dp_exposed(&w, dense, expert, fwd, bwd);
	}
	o.pp_s = pipe_s(&w);
	body = (fwd + bwd) * w.fill_layers / stages;
	o.bubble_s = (w.in.pp - 1) / w.in.vpp * body;
	if (!w.in.lora) {
		double n = w.in.zero_stage >= 1 ? w.in.dp * w.in.cp : 1;

		o.opt_s =
		    aif_kernel_bytes_s(w.in.kernel, adam_bytes * (dense + expert) / n, 10, &w.mark);
	}
	o.step_s = o.compute_s + o.mem_s + o.tp_s + o.ep_s + o.cp_s + o.pp_s + o.bubble_s + o.dp_s +
		   o.opt_s;
	// Data are read ahead, behind the step before.
	if (w.in.load_bytes_s > 0)
		o.load_s = most(0, w.in.global_batch * w.in.seq * w.in.token_bytes / w.in.n_gpus /
					   w.in.load_bytes_s -
				       o.step_s);
	o.step_s += o.load_s;
	memory(&w, dense, expert, &o);
	rates(&w, &o);
	power(&w, &o);
	forward(&w, &ld, &lm, head, &o);
	*out = o;
	return AIF_OK;
}

int
aif_step_lacks_in(double year)
{
	return year >= fused_since
		   ? 0
		   : AIF_STEP_NO_FUSED_ATTN | AIF_STEP_NO_FUSED_ELEM | AIF_STEP_NO_TP_OVERLAP |
			 AIF_STEP_NO_DP_OVERLAP | AIF_STEP_NO_FA3;
}

int
aif_step_half_grads(aif_kernel_dtype t)
{
	return aif_kernel_dtype_bytes(t) < 2;
}

void
aif_step_compiled(aif_step_in *in)
{
	in->lacks |= AIF_STEP_NO_TP_OVERLAP | AIF_STEP_NO_FA3 | AIF_STEP_COPIES;
	in->redo_stops = 1;
}

void
aif_step_eager(aif_step_in *in)
{
	aif_step_compiled(in);
	in->lacks |= AIF_STEP_NO_FUSED_ELEM;
}
