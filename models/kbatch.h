// kbatch.h - products in batches, in groups, and around a softmax.
//
// What frameworks launch where no fused kernel serves: equal products at once, experts'
// products of unequal height, attention as two products and a softmax. From the tables of
// the CUDA suite; where a set has none, from the fitted laws of single products, groups from
// whole tiles of measured ones (kgroup.h).
#ifndef AIF_MODELS_KBATCH_H
#define AIF_MODELS_KBATCH_H

#include "models/kernel.h"
#include "models/kroof.h"

// `batch` products [m, k] x [k, n], each with operands of its own [s].
double aif_kbatch_batched_s(const aif_kernel *k, const double mnk[3], double batch,
			    aif_kernel_dtype t, aif_kernel_mark *mark);

// `groups` products in one call, mnk[0] the sum of their heights; ranked: heights as
// 1 / rank, else equal.
double aif_kbatch_grouped_s(const aif_kernel *k, const double mnk[3], double groups, int ranked,
			    aif_kernel_dtype t, aif_kernel_mark *mark);

// Attention over q->batch sequences of q->tokens that is not fused, or one of its kernels
// (AIF_KROOF_WHOLE ...); q->full: without a mask.
double aif_kbatch_unfused_s(const aif_kernel *k, int part, const aif_kernel_attn *q,
			    aif_kernel_mark *mark);

#endif
