// layer.h - what one layer, and the output layer, of a training step cost on one GPU.
//
// The part of step.c that knows kernels and exchanges; internal to it.
#ifndef AIF_MODELS_LAYER_H
#define AIF_MODELS_LAYER_H

#include "models/step.h"

// Times of one layer for one micro-batch [s]; exchanges as far as they show.
typedef struct aif_layer {
	double gemm_f, gemm_b, attn_f, attn_b, elem_f, elem_b;
	double host_f, host_b; // waiting for the host to launch
	double tp_f, tp_b;
	double ep; // of one pass
	double cp_f, cp_b;
	double shared_f;  // matmuls of the shared expert, within gemm_f
	double experts_f; // matmuls of the experts, within gemm_f
	double last_f;    // the last matmul of the forward pass, within gemm_f
} aif_layer;

typedef struct aif_layer_work {
	aif_step_in in; // with zeros made ones
	const aif_xfmr_llm *m;
	double tokens;              // of a micro-batch on this GPU
	double n_micro, dense, moe; // micro-batches; layers of a stage
	double fill_layers;         // mean layers of a stage
	double slow;                // sustained over burst time of matmuls
	aif_kernel_mark mark;
} aif_layer_work;

// A dense or (moe) a mixture-of-experts layer.
aif_layer aif_layer_of(aif_layer_work *w, int moe);

// Output layer and loss of one micro-batch, both passes [s].
double aif_layer_head_s(aif_layer_work *w);

// Join before a layer that predicts farther tokens, of one micro-batch, both passes [s].
double aif_layer_join_s(aif_layer_work *w);

// Embedding of one micro-batch, both passes [s].
double aif_layer_embed_s(aif_layer_work *w);

// A collective of n ranks between which `inner` others lie; 0 for one.
double aif_layer_coll(aif_layer_work *w, aif_coll_op op, double bytes, double n, double inner);

// Sustained over burst time of matmuls (>= 1 but for a GPU that outdoes its relative).
double aif_layer_slow(const aif_hw_gpu *g);

#endif
