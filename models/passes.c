// passes.c - reads and writes of the work between matmuls, counted.
//
// Unit of the counts: elements of 2 bytes per token. A tensor that a kernel reads and
// one that it writes count once each; what a matmul itself reads and writes belongs to
// the matmul (kroof.c).
#include "models/passes.h"

#include <math.h>

// One copy of a tensor quantized along rows and one along columns, as the forward
// product and the weight's gradient need it: reads 2 bytes an element, writes 1 + 1.
// Source: Micikevicius et al. 2022, sec. 3; OCP MX 1.0 scales along the reduced
// dimension.
static const double quant_passes = 2;
// In 4 bits: a pass for the range, a Hadamard transform of the column-wise copy, and
// half a byte for each. Source: NVIDIA 2025, "Pretraining with NVFP4", sec. 4.
static const double quant4_passes = 3;

// What experts with biases cost where each operation is a kernel of its own, per
// element of a matmul's output. Forward: bias times probability (writes 4 bytes), sum
// (reads 6, writes 4), join of the experts' parts (8), to 2 bytes (6). Backward: from 2
// bytes (6), gradients of bias and of probability (12 each), to 2 bytes (6).
static const double bias_fwd = 14, bias_bwd = 18;
// And an activation that clamps its inputs, per element of its output: two clamps,
// scale, sigmoid, sum (2 elements each), two products (3 each), times probability in 4
// bytes and back (6). Backward: back and probability (14), products (12), sigmoid,
// scale and the sum of two gradients (8), clamps (6), join of the halves (4).
static const double clamp_fwd = 22, clamp_bwd = 44;

typedef struct widths {
	double hid;        // residual stream on this GPU between tensor-parallel regions
	double qkv, heads; // outputs of the projection and of attention
	double act;        // of the activation function, dense or shared
	double rows;       // routed copies of a token
} widths;

static widths
widths_of(const aif_step_in *in, int moe)
{
	const aif_xfmr_llm *m = in->llm;
	double whole = in->sp ? in->tp : 1, v = m->kv_lora_rank > 0 ? m->v_head_dim : m->head_dim;
	widths w;

	w.hid = m->hidden / whole;
	w.heads = m->heads * v / in->tp;
	w.qkv = (m->heads + 2 * m->kv_heads) * m->head_dim / in->tp;
	if (m->kv_lora_rank > 0) // what is projected up from the latents
		w.qkv = m->heads * (m->head_dim + m->qk_nope_head_dim + v) / in->tp;
	w.act = (moe ? m->shared_experts * m->shared_expert_ffn : m->ffn) / in->tp;
	w.rows = moe ? m->experts_active / (in->ep > 1 ? in->tp : 1) : 0;
	return w;
}

// Width of a routed expert on this GPU.
static double
expert_width(const aif_step_in *in)
{
	return in->llm->expert_ffn / (in->ep > 1 ? 1 : in->tp);
}

// The routed experts' own, per row: activation and biases. A grouped matmul that does
// them as it writes leaves nothing.
static aif_passes
expert_elem(const aif_step_in *in)
{
	const aif_xfmr_llm *m = in->llm;
	double f = expert_width(in), out = (m->plain_mlp ? 1 : 2) * f + m->hidden;
	aif_passes p = { 0, 0 };

	if (in->fused_experts)
		return p;
	p.fwd = f * (m->plain_mlp ? 2 : m->clamped ? clamp_fwd : 3);
	p.bwd = f * (m->plain_mlp ? 3 : m->clamped ? clamp_bwd : 5);
	if (m->expert_bias) {
		p.fwd += bias_fwd * out;
		p.bwd += bias_bwd * out;
	}
	return p;
}

aif_passes
aif_passes_elem(const aif_step_in *in, int moe)
{
	int plain = in->llm->plain_mlp;
	widths w = widths_of(in, moe);
	// Residual add with norm, twice: reads two, writes two; backward the same number.
	// Activation: reads one or two, writes one; backward reads the gradient too, writes
	// one or two. Rotary and the layout of queries and keys are in the tables' attention.
	double both = 8 * w.hid;
	// Adapters beside the two projections of attention: dropout of the input (reads
	// and writes), sum of the outputs (reads two, writes one); backward the same.
	// Source: Hu et al. 2022 (LoRA), sec. 4.2, which adapts attention alone.
	double lora =
	    in->lora ? 2 * (in->llm->hidden + w.heads) + 3 * (w.qkv + in->llm->hidden) : 0;
	aif_passes x = { 0, 0 }, p;

	both += lora;
	if (moe)
		x = expert_elem(in);
	p.fwd = 2 * (both + (plain ? 2 : 3) * w.act + w.rows * x.fwd);
	p.bwd = 2 * (both + (plain ? 3 : 5) * w.act + w.rows * x.bwd);
	return p;
}

aif_passes
aif_passes_quant(const aif_step_in *in, int moe)
{
	widths w = widths_of(in, moe);
	double gates = in->llm->plain_mlp ? 1 : 2, f = moe ? expert_width(in) : 0;
	double each = in->precision == AIF_DT_NVFP4 ? quant4_passes : quant_passes;
	double rows = in->fused_experts ? 0 : w.rows;
	aif_passes p = { 0, 0 };

	if (aif_kernel_dtype_bytes(in->precision) >= 2)
		return p;
	if (in->lora) // frozen weights need no copy for their gradient
		each -= 0.5;
	// Norms write what they make in the matmul's type at no more bytes. Left: inputs
	// of the output projection, of the second MLP matrix and of the experts; backward
	// the gradient of every matmul's output.
	p.fwd = 2 * each * (w.heads + w.act + rows * (in->llm->hidden + f));
	p.bwd =
	    2 * each * (2 * w.hid + w.qkv + gates * w.act + rows * (in->llm->hidden + gates * f));
	return p;
}

aif_passes
aif_passes_route(const aif_step_in *in)
{
	widths w = widths_of(in, 1);
	// A token goes once to every rank that wants it (layer.c). There it is copied out of
	// the exchange's buffer and into the order of experts; the same way back. An exchange
	// that sorts as it sends leaves the first.
	double top = in->llm->experts_active, kept = in->fused_experts || in->ep <= 1;
	double ranks = kept ? 0 : in->ep * (1 - pow(1 - 1 / in->ep, top)) / top * w.rows;
	double b = 2 * 2 * 2 * (ranks + w.rows) * in->llm->hidden;

	return (aif_passes){ b, b };
}
