// xfmr.h - the arithmetic of a transformer: parameters, FLOPs, bytes, matmuls.
//
// Dense (MHA, GQA, MLA; gated or plain MLP; tied embeddings) and mixture of
// experts (top-k, shared experts, leading dense layers). Pure functions of the
// dimensions; what a matmul costs is kernel.h's matter.
//
// FLOPs: one multiply-add is two. `model` convention: matmuls of the forward pass
// once and of the backward pass twice, attention with the whole score matrix
// (no credit for the causal half), no recomputation, logits included.
// Source: Korthikanti et al. 2022, "Reducing activation recomputation", sec. 4.
#ifndef AIF_MODELS_XFMR_H
#define AIF_MODELS_XFMR_H

#include "core/sim.h"

// State of model `llm`; plain numbers, so that it may be filled without a sim.
// 0 means "none" or, where aif_xfmr_check says so, "the usual".
typedef struct aif_xfmr_llm {
	const char *name;  // of the catalog entry
	const char *alias; // other names, "a|b|c"
	double layers, hidden, heads;
	double kv_heads; // usual: heads
	double head_dim; // usual: hidden / heads
	double ffn;      // width of a dense layer's MLP
	double vocab;
	int plain_mlp; // 1: two matrices (GELU); 0: gated, three matrices
	int tied;      // 1: output shares the input embedding
	double experts, experts_active, expert_ffn; // experts 0: dense
	double shared_experts, shared_expert_ffn;
	int expert_bias; // 1: the experts' matmuls add biases
	int clamped;     // 1: the gated activation clamps its inputs
	double first_dense_layers;
	double q_lora_rank, kv_lora_rank; // MLA when kv_lora_rank > 0
	double qk_nope_head_dim, qk_rope_head_dim, v_head_dim;
	double mtp_layers;    // layers with an output of their own that predict tokens farther on
	double window;        // sliding window of the windowed layers [token]; 0: none
	double window_layers; // layers that use it
	double max_context;
} aif_xfmr_llm;

extern const aif_model_ops aif_model_llm;

// Fills the usual values and checks. Errors: AIF_EINVAL, AIF_ERANGE.
aif_err aif_xfmr_check(aif_xfmr_llm *m, aif_diag *d);

// Is name the entry's name or one of its aliases (case does not matter; an
// organisation before '/' may be left out)?
int aif_xfmr_named(const aif_xfmr_llm *m, const char *name);

double aif_xfmr_params(const aif_xfmr_llm *m);        // all weights
double aif_xfmr_params_active(const aif_xfmr_llm *m); // those one token passes through
double aif_xfmr_params_embed(const aif_xfmr_llm *m);  // input and, if untied, output embedding
// One layer outside the experts (attention, norms, dense or shared MLP, router);
// and all routed experts of one layer (0 in a dense layer).
double aif_xfmr_params_layer(const aif_xfmr_llm *m, int moe);
double aif_xfmr_params_experts(const aif_xfmr_llm *m);
double aif_xfmr_moe_layers(const aif_xfmr_llm *m);

// FLOPs of the forward pass per token at context seq: matmuls with weights; the
// two attention products over `span` keys per query (seq: whole matrix; seq/2:
// causal).
double aif_xfmr_matmul_flop(const aif_xfmr_llm *m);
double aif_xfmr_attn_flop(const aif_xfmr_llm *m, double span);

typedef enum aif_xfmr_conv { AIF_XFMR_MODEL, AIF_XFMR_HARDWARE, AIF_XFMR_6ND } aif_xfmr_conv;
// FLOPs of one training step per token under a convention. recompute: 0 none, 1
// selective, 2 full (counts under AIF_XFMR_HARDWARE only). lora: no weight
// gradients for the base.
double aif_xfmr_train_flop(const aif_xfmr_llm *m, double seq, aif_xfmr_conv conv, int recompute,
			   int lora);

// Key-value cache of one token over all layers, at bytes per element; of one GPU
// in a tensor-parallel group of tp. MLA keeps its latent once per GPU. A window
// is not credited here: see aif_xfmr_kv_span.
double aif_xfmr_kv_bytes(const aif_xfmr_llm *m, double elem_bytes, double tp);
// Mean tokens kept per layer for a context of n tokens (windowed layers keep less).
double aif_xfmr_kv_span(const aif_xfmr_llm *m, double n);

// The matmuls of one layer on one GPU, for activations of t tokens.
typedef enum aif_xfmr_part {
	AIF_XFMR_ATTN, // projections
	AIF_XFMR_MLP,  // dense or shared
	AIF_XFMR_ROUTER,
	AIF_XFMR_HEAD // logits
} aif_xfmr_part;

typedef struct aif_xfmr_gemm {
	double n, k;
	int count; // of this shape in the layer
	aif_xfmr_part part;
} aif_xfmr_gemm;

enum { AIF_XFMR_GEMM_MAX = 10 };

// Projections, dense or shared MLP and router of one layer sharded over tp;
// routed experts apart (kernel.h prices them grouped). moe: is it a MoE layer.
// Returns how many were written to out[AIF_XFMR_GEMM_MAX].
int aif_xfmr_gemms(const aif_xfmr_llm *m, double tp, int moe, aif_xfmr_gemm *out);

// Bytes that elementwise work (norms, residuals, rotary, activation function,
// router) of one layer moves through memory per token in the forward pass, at 2
// bytes an element, sharded over tp; sp: sequence-parallel norms.
double aif_xfmr_elem_bytes(const aif_xfmr_llm *m, double tp, int sp, int moe);

// Activations kept for the backward pass per token and layer, one GPU, 2-byte
// elements but for inputs of matmuls (elem_bytes each), with fused attention (no
// score matrix): recompute 0 none, 1 selective, 2 full. Source: Korthikanti et al. 2022, eq. 1-4,
// generalised to the MLP width, grouped heads and experts.
double aif_xfmr_act_bytes(const aif_xfmr_llm *m, double tp, int sp, int recompute, int moe,
			  double elem_bytes);

#endif
