// passes.h - what a training step moves through memory between its matmuls.
//
// Counted, operation by operation, as reads and writes of each operand: norms with
// their residuals, rotary, activation function, quantization of what enters a matmul,
// routing of tokens to experts and back. Internal to step.c and layer.c.
#ifndef AIF_MODELS_PASSES_H
#define AIF_MODELS_PASSES_H

#include "models/step.h"

// Bytes of one layer per token on one GPU.
typedef struct aif_passes {
	double fwd, bwd;
} aif_passes;

// Work in 2-byte elements, kernels fused as tuned stacks fuse them; moe: which kind of
// layer. in: with zeros made ones.
aif_passes aif_passes_elem(const aif_step_in *in, int moe);

// Quantization for 8- and 4-bit matmuls: 0 in types of 2 bytes.
aif_passes aif_passes_quant(const aif_step_in *in, int moe);

// Routing: rows that are written in the order of the experts, and back.
aif_passes aif_passes_route(const aif_step_in *in);

#endif
