// kroof.h - the least time that a kernel could take: the base of measured ratios.
//
// Shared by kernel.c and what checks it.
#ifndef AIF_MODELS_KROOF_H
#define AIF_MODELS_KROOF_H

#include "models/kernel.h"

// What a roofline needs of a GPU.
typedef struct aif_kroof {
	double flop_s[AIF_DT_N]; // matmul ceilings; 0: no such unit
	double hbm_bytes_s;      // datasheet
	double stream_bytes_s;   // reached by a long read
	double floor_s;          // shortest kernel
} aif_kroof;

// [m, k] x [k, n] of type t, 2-byte output.
double aif_kroof_gemm(const aif_kroof *r, double m, double n, double k, int t);
// `batch` of them in one call; `groups` of them, m the sum of their heights.
double aif_kroof_batched(const aif_kroof *r, const double mnk[3], double batch, int t);
double aif_kroof_grouped(const aif_kroof *r, const double mnk[3], double groups, int t);
// Attention in three kernels, or one of them: over n = batch x heads squares of s scores.
enum { AIF_KROOF_WHOLE, AIF_KROOF_QK, AIF_KROOF_SOFTMAX, AIF_KROOF_PV };
double aif_kroof_unfused(const aif_kroof *r, int part, double n, double s, double dim, int t);

// Keys that causal queries see, summed over s of them; each at most the last
// `window` (0: all).
double aif_kroof_seen(double s, double window);

typedef struct aif_kroof_attn {
	double n;      // prefill: batch x heads; decode: batch x kv heads
	double grp;    // heads per kv head
	double s;      // prefill: new tokens; decode: context
	double dim;    // width of a head
	double window; // 0: none
	int t, kv;     // types
} aif_kroof_attn;

double aif_kroof_prefill(const aif_kroof *r, const aif_kroof_attn *q);
double aif_kroof_decode(const aif_kroof *r, const aif_kroof_attn *q);

// A kernel that moves bytes and little else.
double aif_kroof_stream(const aif_kroof *r, double bytes);

// x = { heads, length, batch }.
double aif_kroof_mla(const aif_kroof *r, const double x[3], int decode, int t, int kv);

double aif_kroof_moe(const aif_kroof *r, const aif_kernel_moe *q, int t);

#endif
