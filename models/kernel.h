// kernel.h - how long one kernel runs on one GPU: measured where it was measured.
//
// A set holds, per GPU, the compact tables of models/calib/ as ratios of measured
// time to a roofline. Inside a table the ratio is interpolated; beyond its edge it
// is held; for a GPU without a table the ratios of its nearest relative stand on
// the GPU's own roofline (measured matmul ceilings and memory bandwidth). Where
// not even that exists the bare roofline answers. Every answer says which.
#ifndef AIF_MODELS_KERNEL_H
#define AIF_MODELS_KERNEL_H

#include "models/hw.h"
#include "util/arena.h"

typedef struct aif_kernel aif_kernel;

typedef enum aif_kernel_dtype {
	AIF_DT_BF16, // and fp16: same units, same rates
	AIF_DT_FP8,
	AIF_DT_FP8_BLOCK, // 128 x 128 block scales
	AIF_DT_NVFP4,
	AIF_DT_TF32,
	AIF_DT_FP32,
	AIF_DT_MXFP8, // 32-element scales; priced as fp8
	AIF_DT_INT8,
	AIF_DT_N
} aif_kernel_dtype;

typedef enum aif_kernel_how {
	AIF_HOW_MEASURED, // interpolated between measurements of this GPU
	AIF_HOW_FIT,      // a law fitted to them (callaw.h), beyond the table's edge or without one
	AIF_HOW_EXTRAPOLATED, // beyond the edge of its table
	AIF_HOW_TRANSFERRED,  // ratio of a related GPU on this one's roofline
	AIF_HOW_ROOFLINE      // no measurement stands behind it
} aif_kernel_how;

// What an answer stands on. A mark collects the worst of several calls: start
// with { 0 }. band_frac: about two thirds of measurements lie within +- band.
typedef struct aif_kernel_mark {
	aif_kernel_how how;
	double band_frac;
} aif_kernel_mark;

const char *aif_kernel_how_name(aif_kernel_how h); // "measured", ...
// bf16|fp16|tf32|fp32|fp8|fp8_block|mxfp8|nvfp4|int8; -1 when unknown.
int aif_kernel_dtype_of(const char *name);
const char *aif_kernel_dtype_name(aif_kernel_dtype t);
double aif_kernel_dtype_bytes(aif_kernel_dtype t); // per element, scales included

// The set of a GPU, in arena a, with everything it needs read from the embedded
// tables: immutable from then on and free to be shared between threads. gpu is
// copied. Errors: AIF_EREFUSED (neither calibration nor datasheet), AIF_EPARSE.
aif_err aif_kernel_create(aif_kernel **out, aif_arena *a, const aif_hw_gpu *gpu, aif_diag *d);
const aif_hw_gpu *aif_kernel_gpu(const aif_kernel *k);

// mark may be NULL everywhere. All times [s].

// Dense matmul [m, k] x [k, n]: activations of m tokens times a weight.
double aif_kernel_gemm_s(const aif_kernel *k, double m, double n, double kk, aif_kernel_dtype t,
			 aif_kernel_mark *mark);

// Quantization of the [m, k] input that the time of a matmul in 8 or 4 bits holds: facts
// quant8 and quant4 of its set, over the time to move the bytes once. 0: none.
double aif_kernel_quant_s(const aif_kernel *k, double m, double kk, aif_kernel_dtype t);

typedef struct aif_kernel_attn {
	double batch;  // sequences
	double tokens; // prefill: new tokens per sequence; decode: context length
	double heads, kv_heads, head_dim; // of this GPU
	double window;                    // 0: none
	aif_kernel_dtype t, kv;
	int full; // prefill: 1 when every query sees every key
} aif_kernel_attn;

// Time over that of the part whose tables stand for this one, of work that spends
// `share` there on exponentials.
double aif_kernel_exp_over(const aif_kernel *k, double share);
// The share of forward and of backward attention.
#define AIF_KERNEL_EXP_FWD (1.0 / 2)
#define AIF_KERNEL_EXP_BWD (2.0 / 7)

// Fused attention over new sequences (forward); one token per sequence against
// its cache.
double aif_kernel_prefill_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark);
double aif_kernel_decode_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark);

// Multi-head latent attention of the DeepSeek family (latent 512 + 64); heads of
// this GPU; other fields of q unused.
double aif_kernel_mla_prefill_s(const aif_kernel *k, const aif_kernel_attn *q,
				aif_kernel_mark *mark);
double aif_kernel_mla_decode_s(const aif_kernel *k, const aif_kernel_attn *q,
			       aif_kernel_mark *mark);

typedef struct aif_kernel_moe {
	double tokens; // routed tokens before top-k, of the group of ep GPUs
	double hidden, inter, topk, experts;
	double tp, ep; // how the experts are sharded
	int plain;     // 1: two matrices an expert
	aif_kernel_dtype t;
	int balanced;   // 1: even routing; 0: a power law over experts
	double skew;    // its exponent; 0: 1.2
	int few_tokens; // 1: kernels made for few tokens
} aif_kernel_moe;

// Routed experts of one layer on the busiest GPU, without the exchange.
double aif_kernel_moe_s(const aif_kernel *k, const aif_kernel_moe *q, aif_kernel_mark *mark);

// Work that moves bytes and little else; n_launch kernels.
double aif_kernel_bytes_s(const aif_kernel *k, double bytes, double n_launch,
			  aif_kernel_mark *mark);

// One kernel of that name ("copy", "rmsnorm", "adam"), as measured; as
// aif_kernel_bytes_s where it was not.
double aif_kernel_stream_s(const aif_kernel *k, const char *op, aif_kernel_dtype t, double bytes,
			   aif_kernel_mark *mark);

// Shortest time of any kernel within a captured graph.
double aif_kernel_floor_s(const aif_kernel *k);
// Matmul rate and memory bandwidth that the roofline uses [FLOP/s, byte/s].
double aif_kernel_rate(const aif_kernel *k, aif_kernel_dtype t);
double aif_kernel_bw(const aif_kernel *k);

// Collects b into a: the worse origin, the wider band.
void aif_kernel_mark_join(aif_kernel_mark *a, aif_kernel_how how, double band_frac);

#endif
