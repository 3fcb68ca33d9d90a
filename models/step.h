// step.h - one step of training a transformer, in seconds, bytes and watts.
//
// Tensor (with sequence), pipeline (1F1B, interleaved), data (ZeRO 0-3, FSDP),
// expert and context parallelism; micro-batches; recomputation; overlap of
// communication. A closed sum over kernels and collectives: no search, no event.
#ifndef AIF_MODELS_STEP_H
#define AIF_MODELS_STEP_H

#include "models/coll.h"
#include "models/kernel.h"
#include "models/xfmr.h"

// What an older or plainer software stack does not do.
enum {
	AIF_STEP_NO_FUSED_ATTN = 1, // scores go through memory
	AIF_STEP_NO_FUSED_ELEM = 2, // each elementwise operation a kernel of its own
	AIF_STEP_NO_TP_OVERLAP = 4,
	AIF_STEP_NO_DP_OVERLAP = 8,
	AIF_STEP_NO_FA3 = 16, // attention on Hopper and later as made for Ampere
	AIF_STEP_COPIES = 32  // sharded weights and gradients are copied around each exchange
};

// Memory that the job may fill: contexts and communication buffers take the rest.
// Source: 3 to 4 GB of 80 in torchtitan's and Megatron's published peaks.
#define AIF_STEP_USABLE 0.95

typedef struct aif_step_in {
	const aif_kernel *kernel;
	const aif_coll *coll;
	const aif_xfmr_llm *llm; // checked
	double n_gpus;
	double tp, pp, dp, ep, cp, vpp;   // 0: 1; dp 0: n_gpus / (tp pp cp)
	double zero_stage;                // 0..3 (3: FSDP)
	double first_layers, last_layers; // of the first and the last stage; 0: as the others
	double expert_skew; // rows of the fullest rank over the mean; 0: 1, even routing
	double shard_gpus;  // GPUs over which ZeRO shards; 0: all of dp x cp
	double seq, micro_batch, global_batch; // [token], [sequence], [sequence]
	aif_kernel_dtype precision;
	int sp;              // sequence parallel
	int recompute;       // 0 none, 1 selective, 2 full
	int lora;            // frozen base
	double redone_frac;  // recompute 2: share of the layers; 0: all
	int no_overlap;      // 1: expose every collective
	int no_prefetch;     // 1: a layer's sharded weights are gathered when it is their turn
	int cp_heads;        // 1: context parallel by all-to-all over heads; 0: ring over keys
	int shared_overlap;  // 1: the exchange of experts runs behind the shared expert
	double token_bytes;  // that are read for a token of the data set; 0: nothing waits for data
	double load_bytes_s; // storage's rate for one GPU; 0: nothing waits for data
	// 1: activation, biases and quantization of experts within their grouped matmuls, whose
	// kernels read the row counts on the GPU. Nothing chooses it by date.
	int fused_experts;
	int graphs;     // 1: layers are captured into graphs: nothing waits for launches
	int capacity;   // 1: tokens beyond an expert's capacity are dropped: its rows are known
	double spread;  // standard deviation of the rates of GPUs, all of which a step waits for
	int half_grads; // gradients are summed and exchanged in 2 bytes
	int redo_stops; // recomputation ends before the last matmul, whose output nothing keeps
	int lacks;      // of AIF_STEP_NO_*; 0: a tuned stack of today
} aif_step_in;

typedef struct aif_step_out {
	double step_s;
	double tokens_s_gpu, flop_s_gpu, mfu; // model convention, MFU of the datasheet peak
	double compute_s, mem_s;              // matmul and attention; memory-bound and launch
	double tp_s, ep_s, cp_s, pp_s, bubble_s, dp_s, opt_s; // exposed
	double load_s;                                        // waiting for data
	double memory_bytes;                                  // of the fullest GPU
	double weight_bytes, grad_bytes, optim_bytes, act_bytes;
	int fits;
	double gpu_w;            // mean power of a GPU over the step
	double fwd_s, fwd_w;     // the same batch forward only: time; mean power of a GPU
	double low_frac;         // share of the step in its low phases: fill, exchange of gradients
	double compute_frac;     // share of the step bound by clocks
	double checkpoint_bytes; // whole job: weights and optimizer state
	aif_kernel_mark mark;
} aif_step_out;

// Errors: AIF_EINVAL (parallelism does not multiply to n_gpus, does not divide
// the model), AIF_EREFUSED (precision that the GPU lacks). A step that does not
// fit is computed all the same with fits = 0.
aif_err aif_step_predict(const aif_step_in *in, aif_step_out *out, aif_diag *d);

// What nobody's stack had in that year (2024.5: the middle of 2024): techniques that were
// not published yet.
int aif_step_lacks_in(double year);

// Do jobs in that type sum and exchange gradients in 2 bytes? fp16 aside, in 8 bits and less.
// Source: Megatron-LM, accumulate_allreduce_grads_in_fp32 with bf16; Peng et al. 2023
// (FP8-LM) goes down to 1.
int aif_step_half_grads(aif_kernel_dtype t);

// Adds what PyTorch's own modules lack when a compiler has fused their elementwise work:
// tensor-parallel exchanges stop the matmuls, attention on Hopper is as made for Ampere,
// sharded tensors are copied; recomputation stops early.
void aif_step_compiled(aif_step_in *in);

// And without a compiler: elementwise work runs operation by operation.
void aif_step_eager(aif_step_in *in);

#endif
