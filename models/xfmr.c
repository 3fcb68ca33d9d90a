// xfmr.c - parameters, FLOPs, bytes and matmuls of a transformer.
//
// Left out: biases (below 0.1 % of weights), positional tables, linear and sparse
// attention, state-space layers, encoders.
#include "models/xfmr.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "models/wire.h"

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

static void
usual(aif_xfmr_llm *m)
{
	if (m->kv_heads == 0)
		m->kv_heads = m->heads;
	if (m->kv_lora_rank > 0) {
		// Source: DeepSeek-V2 2024, sec. 2.1.4: the family's widths.
		if (m->qk_nope_head_dim == 0)
			m->qk_nope_head_dim = 128;
		if (m->qk_rope_head_dim == 0)
			m->qk_rope_head_dim = 64;
		if (m->v_head_dim == 0)
			m->v_head_dim = 128;
		m->head_dim = m->qk_nope_head_dim + m->qk_rope_head_dim;
	}
	if (m->head_dim == 0 && m->heads > 0)
		m->head_dim = m->hidden / m->heads;
	if (m->experts > 0) {
		if (m->expert_ffn == 0)
			m->expert_ffn = m->ffn;
		if (m->experts_active == 0)
			m->experts_active = 1;
		if (m->shared_expert_ffn > 0 && m->shared_experts == 0)
			m->shared_experts = 1;
		if (m->shared_experts > 0 && m->shared_expert_ffn == 0)
			m->shared_expert_ffn = m->expert_ffn;
	}
	if (m->window > 0 && m->window_layers == 0)
		m->window_layers = m->layers;
}

aif_err
aif_xfmr_check(aif_xfmr_llm *m, aif_diag *d)
{
	const char *name = m->name ? m->name : "llm";

	if (m->layers < 1 || m->hidden < 1 || m->heads < 1 || m->vocab < 1)
		return aif_err_fail(d, AIF_EINVAL,
				    "%s: layers, hidden, heads and vocab must be given", name);
	usual(m);
	if (m->ffn <= 0 && (m->experts == 0 || m->first_dense_layers > 0))
		return aif_err_fail(d, AIF_EINVAL, "%s: ffn (width of the MLP) must be given",
				    name);
	if (m->experts > 0 && m->expert_ffn <= 0)
		return aif_err_fail(d, AIF_EINVAL, "%s: expert_ffn must be given", name);
	if (m->experts_active > m->experts)
		return aif_err_fail(d, AIF_ERANGE, "%s: %g experts active of %g", name,
				    m->experts_active, m->experts);
	if (m->first_dense_layers > m->layers || m->window_layers > m->layers)
		return aif_err_fail(d, AIF_ERANGE,
				    "%s: more dense or windowed layers than its %g layers", name,
				    m->layers);
	if (m->kv_heads > m->heads || fmod(m->heads, m->kv_heads) != 0)
		return aif_err_fail(d, AIF_ERANGE, "%s: kv_heads %g must divide heads %g", name,
				    m->kv_heads, m->heads);
	return AIF_OK;
}

// Compares without case, up to the end of word[n].
static int
same_word(const char *word, size_t n, const char *name)
{
	if (strlen(name) != n)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (tolower((unsigned char)word[i]) != tolower((unsigned char)name[i]))
			return 0;
	return 1;
}

// The part after the last '/', at most at end.
static const char *
base(const char *s, const char *end)
{
	const char *b = s;

	for (const char *p = s; p < end; p++)
		if (*p == '/')
			b = p + 1;
	return b;
}

int
aif_xfmr_named(const aif_xfmr_llm *m, const char *name)
{
	const char *list[2] = { m->name ? m->name : "", m->alias ? m->alias : "" };
	const char *bare = base(name, name + strlen(name));

	for (int i = 0; i < 2; i++)
		for (const char *p = list[i]; *p;) {
			size_t n = strcspn(p, "|");
			const char *b = base(p, p + n);

			// With an organisation given on both sides they must agree.
			if (same_word(p, n, name) || same_word(b, (size_t)(p + n - b), name) ||
			    (b == p && same_word(p, n, bare)))
				return 1;
			p += n + (p[n] == '|');
		}
	return 0;
}

// --- parameters -----------------------------------------------------------------

static double
mats(const aif_xfmr_llm *m)
{
	return m->plain_mlp ? 2 : 3;
}

static double
attn_params(const aif_xfmr_llm *m)
{
	double h = m->hidden, qk = m->qk_nope_head_dim + m->qk_rope_head_dim, q;

	if (m->kv_lora_rank == 0)
		return h * (2 * m->heads + 2 * m->kv_heads) * m->head_dim;
	q = m->q_lora_rank > 0 ? m->q_lora_rank * (h + m->heads * qk) : h * m->heads * qk;
	return q + h * (m->kv_lora_rank + m->qk_rope_head_dim) +
	       m->kv_lora_rank * m->heads * (m->qk_nope_head_dim + m->v_head_dim) +
	       m->heads * m->v_head_dim * h;
}

double
aif_xfmr_params_layer(const aif_xfmr_llm *m, int moe)
{
	double p = attn_params(m) + 2 * m->hidden;

	if (!moe)
		return p + mats(m) * m->hidden * m->ffn;
	return p + m->hidden * m->experts +
	       mats(m) * m->hidden * m->shared_experts * m->shared_expert_ffn;
}

double
aif_xfmr_params_experts(const aif_xfmr_llm *m)
{
	return m->experts * mats(m) * m->hidden * m->expert_ffn;
}

double
aif_xfmr_moe_layers(const aif_xfmr_llm *m)
{
	return m->experts > 0 ? m->layers - m->first_dense_layers : 0;
}

double
aif_xfmr_params_embed(const aif_xfmr_llm *m)
{
	return m->vocab * m->hidden * (m->tied ? 1 : 2);
}

// Joins the state before with the embedding of the token after, into one.
// Source: DeepSeek-V3 2024, sec. 2.2.
static double
join_params(const aif_xfmr_llm *m)
{
	return 2 * m->hidden * m->hidden;
}

// Layers and final norm, with `share` of each layer's routed experts.
static double
body_params(const aif_xfmr_llm *m, double share)
{
	// Farther predictions have layers like the last ones.
	double more = m->mtp_layers;
	double moe = aif_xfmr_moe_layers(m) + (m->experts > 0 ? more : 0);
	double dense = m->layers + more - moe;

	return (dense > 0 ? dense * aif_xfmr_params_layer(m, 0) : 0) +
	       moe * (aif_xfmr_params_layer(m, 1) + share * aif_xfmr_params_experts(m)) +
	       more * join_params(m) + m->hidden;
}

double
aif_xfmr_params(const aif_xfmr_llm *m)
{
	return body_params(m, 1) + aif_xfmr_params_embed(m);
}

double
aif_xfmr_params_active(const aif_xfmr_llm *m)
{
	double share = m->experts > 0 ? m->experts_active / m->experts : 0;

	return body_params(m, share) + aif_xfmr_params_embed(m);
}

// --- FLOPs ------------------------------------------------------------------------

double
aif_xfmr_matmul_flop(const aif_xfmr_llm *m)
{
	double share = m->experts > 0 ? m->experts_active / m->experts : 0;
	double norms = (2 * (m->layers + m->mtp_layers) + 1) * m->hidden;

	return 2 * (body_params(m, share) - norms + (1 + m->mtp_layers) * m->vocab * m->hidden);
}

double
aif_xfmr_attn_flop(const aif_xfmr_llm *m, double span)
{
	double width = m->kv_lora_rank > 0 ? m->head_dim + m->v_head_dim : 2 * m->head_dim;
	double wide = m->layers + m->mtp_layers - m->window_layers;
	double keys = wide * span + m->window_layers * least(span, m->window);

	return 2 * m->heads * width * keys;
}

double
aif_xfmr_train_flop(const aif_xfmr_llm *m, double seq, aif_xfmr_conv conv, int recompute, int lora)
{
	double mm = aif_xfmr_matmul_flop(m), at = aif_xfmr_attn_flop(m, seq);
	double f = (lora ? 2 : 3) * mm + 3 * at;

	if (conv == AIF_XFMR_6ND)
		return 6 * aif_xfmr_params_active(m);
	if (conv == AIF_XFMR_HARDWARE)
		f += recompute == 2 ? mm + at : recompute == 1 ? at : 0;
	return f;
}

// --- cache --------------------------------------------------------------------------

double
aif_xfmr_kv_bytes(const aif_xfmr_llm *m, double elem_bytes, double tp)
{
	if (m->kv_lora_rank > 0)
		return m->layers * (m->kv_lora_rank + m->qk_rope_head_dim) * elem_bytes;
	return m->layers * 2 * most(m->kv_heads / tp, 1) * m->head_dim * elem_bytes;
}

double
aif_xfmr_kv_span(const aif_xfmr_llm *m, double n)
{
	double wide = m->layers - m->window_layers;

	return (wide * n + m->window_layers * least(n, m->window)) / m->layers;
}

// --- matmuls --------------------------------------------------------------------------

static int
put(aif_xfmr_gemm *out, int n, aif_xfmr_gemm g)
{
	out[n] = g;
	return n + 1;
}

static int
mlp_gemms(const aif_xfmr_llm *m, double width, double tp, aif_xfmr_gemm *out, int n)
{
	double up = width / tp * (m->plain_mlp ? 1 : 2);

	n = put(out, n, (aif_xfmr_gemm){ up, m->hidden, 1, AIF_XFMR_MLP });
	return put(out, n, (aif_xfmr_gemm){ m->hidden, width / tp, 1, AIF_XFMR_MLP });
}

static int
mla_gemms(const aif_xfmr_llm *m, double tp, aif_xfmr_gemm *out, int n)
{
	double h = m->hidden, qk = m->qk_nope_head_dim + m->qk_rope_head_dim, hs = m->heads / tp;
	double down = m->q_lora_rank + m->kv_lora_rank + m->qk_rope_head_dim;

	n = put(out, n, (aif_xfmr_gemm){ down, h, 1, AIF_XFMR_ATTN });
	n = put(
	    out, n,
	    (aif_xfmr_gemm){ hs * qk, m->q_lora_rank > 0 ? m->q_lora_rank : h, 1, AIF_XFMR_ATTN });
	n = put(out, n,
		(aif_xfmr_gemm){ hs * (m->qk_nope_head_dim + m->v_head_dim), m->kv_lora_rank, 1,
				 AIF_XFMR_ATTN });
	return put(out, n, (aif_xfmr_gemm){ h, hs * m->v_head_dim, 1, AIF_XFMR_ATTN });
}

int
aif_xfmr_gemms(const aif_xfmr_llm *m, double tp, int moe, aif_xfmr_gemm *out)
{
	double h = m->hidden, hs = m->heads / tp, kv = most(m->kv_heads / tp, 1);
	int n = 0;

	if (m->kv_lora_rank > 0) {
		n = mla_gemms(m, tp, out, n);
	} else {
		n = put(out, n,
			(aif_xfmr_gemm){ (hs + 2 * kv) * m->head_dim, h, 1, AIF_XFMR_ATTN });
		n = put(out, n, (aif_xfmr_gemm){ h, hs * m->head_dim, 1, AIF_XFMR_ATTN });
	}
	if (!moe)
		return mlp_gemms(m, m->ffn, tp, out, n);
	if (m->shared_experts > 0)
		n = mlp_gemms(m, m->shared_experts * m->shared_expert_ffn, tp, out, n);
	return put(out, n, (aif_xfmr_gemm){ m->experts, h, 1, AIF_XFMR_ROUTER });
}

// --- bytes ------------------------------------------------------------------------------

double
aif_xfmr_elem_bytes(const aif_xfmr_llm *m, double tp, int sp, int moe)
{
	// Residual add fused with norm, twice: reads two, writes two.
	double norm = 8 * m->hidden / (sp ? tp : 1);
	double rope = 2 * (m->heads + m->kv_heads) * m->head_dim / tp;
	double act = m->plain_mlp ? 2 : 3; // reads one or two, writes one
	double mlp = act * m->ffn / tp;

	if (moe) // permute and unpermute move each routed token's vector twice
		mlp = act * m->shared_experts * m->shared_expert_ffn / tp +
		      m->experts_active * (4 * m->hidden + act * m->expert_ffn) / (sp ? tp : 1);
	return 2 * (norm + rope + mlp);
}

double
aif_xfmr_act_bytes(const aif_xfmr_llm *m, double tp, int sp, int recompute, int moe,
		   double elem_bytes)
{
	double whole = sp ? tp : 1, heads = m->heads * m->head_dim, kv = m->kv_heads * m->head_dim;
	// Input(s) of the activation function, and its output: a matmul's input.
	double act = (m->plain_mlp ? 2 : 4) + elem_bytes;
	double mlp = act * m->ffn / tp;

	if (recompute == 2)
		return 2 * m->hidden / whole;
	if (m->kv_lora_rank > 0)
		kv = heads;
	if (moe)
		mlp = act * m->shared_experts * m->shared_expert_ffn / tp +
		      m->experts_active * (elem_bytes * m->hidden + act * m->expert_ffn) / whole;
	// Inputs of two norms; of two projections; q, k, v; attention's output, which the
	// fused kernel keeps in 2 bytes whatever the projection after it takes.
	return (4 + 2 * elem_bytes) * m->hidden / whole + (4 * heads + 4 * kv) / tp + mlp;
}

// --- the catalog entry --------------------------------------------------------------------

static aif_err
llm_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_xfmr_llm *m = st;

	m->name = aif_sim_name(sim, self);
	return aif_xfmr_check(m, d);
}

#define D(f, lo, doc) AIF_P(aif_xfmr_llm, f, #f, "1", 0, lo, 1e9, doc)
static const aif_field llm_params[] = {
	AIF_P_OF(aif_xfmr_llm, alias, "alias", AIF_F_TEXT, NULL, 0, "Other names, a|b|c."),
	AIF_P_REQ(aif_xfmr_llm, layers, "layers", "1", 1, 1e4, "Transformer layers."),
	AIF_P_REQ(aif_xfmr_llm, hidden, "hidden", "1", 1, 1e6, "Width of the residual stream."),
	AIF_P_REQ(aif_xfmr_llm, heads, "heads", "1", 1, 1e4, "Attention heads."),
	D(kv_heads, 0, "Key-value heads; 0: as many as heads."),
	D(head_dim, 0, "Width of a head; 0: hidden / heads."),
	D(ffn, 0, "Width of a dense layer's MLP."),
	AIF_P_REQ(aif_xfmr_llm, vocab, "vocab", "1", 1, 1e7, "Vocabulary."),
	AIF_P_BOOL(aif_xfmr_llm, plain_mlp, "plain_mlp", 0, "Two matrices (GELU), not gated."),
	AIF_P_BOOL(aif_xfmr_llm, tied, "tied", 0, "Output shares the input embedding."),
	D(experts, 0, "Routed experts of a layer; 0: dense."),
	D(experts_active, 0, "Routed experts per token."),
	D(expert_ffn, 0, "Width of a routed expert; 0: ffn."),
	AIF_P_BOOL(aif_xfmr_llm, expert_bias, "expert_bias", 0, "The experts' matmuls add biases."),
	AIF_P_BOOL(aif_xfmr_llm, clamped, "clamped", 0, "The gated activation clamps its inputs."),
	D(shared_experts, 0, "Experts every token passes."),
	D(shared_expert_ffn, 0, "Width of a shared expert; 0: expert_ffn."),
	D(first_dense_layers, 0, "Leading layers without experts."),
	D(q_lora_rank, 0, "Rank of MLA's query projection; 0: none."),
	D(kv_lora_rank, 0, "Rank of MLA's latent; 0: no MLA."),
	D(qk_nope_head_dim, 0, "MLA: width without position; 0: 128."),
	D(qk_rope_head_dim, 0, "MLA: width with position; 0: 64."),
	D(v_head_dim, 0, "MLA: width of a value head; 0: 128."),
	D(mtp_layers, 0, "Layers that predict tokens farther on, trained beside; 0: none."),
	D(window, 0, "Sliding window [token]; 0: none."),
	D(window_layers, 0, "Layers with the window; 0: all when window is given."),
	D(max_context, 0, "Longest context [token]; 0: not stated."),
	{ 0 },
};
#undef D

const aif_model_ops aif_model_llm = {
	.name = "llm",
	.doc = "Dimensions of a transformer language model: dense or mixture of experts, MHA, GQA "
	       "or MLA. From the published configuration of each model.",
	.state_size = sizeof(aif_xfmr_llm),
	.params = llm_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = llm_init,
};
