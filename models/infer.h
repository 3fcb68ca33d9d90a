// infer.h - what one replica of a language model serves, from kernels.
//
// A replica is tp x pp GPUs. A decode iteration of batch b at mean context c is
// the sum of its kernels; prefill is the same sum over isl tokens; a replica
// that does both in turn (continuous batching) spends, per request, one prefill
// and osl iterations shared by b requests. Capacity is the largest batch whose
// TPOT holds the target and whose key-value cache fits.
#ifndef AIF_MODELS_INFER_H
#define AIF_MODELS_INFER_H

#include "models/coll.h"
#include "models/kernel.h"
#include "models/xfmr.h"

typedef struct aif_infer_in {
	const aif_kernel *kernel;
	const aif_coll *coll;    // may be NULL when tp = ep = 1
	const aif_xfmr_llm *llm; // checked
	double tp, pp, ep;       // ep: experts spread over ep of the group's GPUs; 0 is 1
	double attn_dp;          // groups of tp with own requests that share the experts; 0 is 1
	aif_kernel_dtype weight, kv; // weight also is the matmul's type
	aif_kernel_dtype moe;        // of the experts, where moe_own is set; else weight
	int moe_own;
	double isl, osl;    // mean prompt and answer [token]
	double tpot_s;      // target; 0: none, fill the memory
	double ttft_s;      // target of a lone prefill plus waiting; 0: none
	double mem_frac;    // of HBM the engine may use; 0: 0.9
	double max_batch;   // engine's limit; 0: 512
	double prefix_frac; // share of the prompt found in a prefix cache
} aif_infer_in;

typedef struct aif_infer_out {
	double batch;       // requests in flight at capacity
	double batch_kv;    // that the cache holds
	double iteration_s; // one decode iteration at that batch
	double prefill_s;   // one prompt's
	double tpot_s;      // with prefill work interleaved
	double ttft_s;      // one prompt: half an iteration's wait + its prefill
	double requests_s;  // replica's throughput
	double output_tokens_s, input_tokens_s;
	double prefill_tokens_s;                        // if it did nothing else
	double weight_bytes, kv_bytes_token, kv_tokens; // per replica
	double gpus;                                    // tp * pp * attn_dp
	double gpu_w;                                   // mean power per GPU at capacity
	double compute_frac;                            // share of time bound by clocks
	aif_kernel_mark mark;
} aif_infer_out;

// Errors: AIF_EREFUSED when the weights do not fit or no batch meets the target
// (the message says by how much), AIF_EINVAL.
aif_err aif_infer_capacity(const aif_infer_in *in, aif_infer_out *out, aif_diag *d);

// The same with `batch` requests always in flight (fewer where the cache holds fewer: out->batch).
aif_err aif_infer_loaded(const aif_infer_in *in, double batch, aif_infer_out *out, aif_diag *d);

// Smallest tensor-parallel group (1, 2, 4 ... up to max_gpus) that holds the
// weights with at least kv_frac of usable memory left for the cache and meets
// the targets; sets in->tp. Errors: AIF_EREFUSED.
aif_err aif_infer_auto(aif_infer_in *in, double max_gpus, double kv_frac, aif_infer_out *out,
		       aif_diag *d);

// Pieces, for request-level simulation.
double aif_infer_decode_s(const aif_infer_in *in, double batch, double context,
			  aif_kernel_mark *mark);
double aif_infer_prefill_s(const aif_infer_in *in, double batch, double tokens,
			   aif_kernel_mark *mark);
// Mean power of each GPU while it decodes so and does nothing else.
double aif_infer_decode_w(const aif_infer_in *in, double batch, double context);
// Weights of a replica and cache bytes per token of context, over all its GPUs.
double aif_infer_weight_bytes(const aif_infer_in *in);
double aif_infer_kv_bytes(const aif_infer_in *in);

// Mean power of each GPU at batch b in flight (0: idle) of a replica.
double aif_infer_gpu_w(const aif_infer_in *in, double batch);

#endif
