// training.h - a training job as its files see it: training.c (component, campaigns),
// trainstep.c (step time and network at wiring), trainplan.c (plan zoom), trainsum.c
// (power swing, summary rows).
#ifndef AIF_TRAINING_H
#define AIF_TRAINING_H

#include "models/flow.h"
#include "models/job.h"
#include "models/step.h"
#include "models/wire.h"

enum { AIF_TRAINING_CAMPAIGN = AIF_EV_PRIVATE, AIF_TRAINING_DONE };

// A campaign under way, or free to be used.
typedef struct aif_campaign {
	aif_job job; // first: the cluster hands back a pointer to it
	double tokens;
	int runs; // holds GPUs of the cluster now
	struct aif_campaign *next;
} aif_campaign;

typedef struct aif_training {
	// Parameters.
	uint32_t on, model, queue;
	double tokens, gpus, seq, global_batch, micro_batch;
	double tp, pp, cp, ep, vpp, zero_stage;
	int precision, recompute, lora, fused_experts, stack, burst;
	int cp_kind, prefetch, overlap, shared_overlap, graphs, token_drop;
	double grad_bytes, gpu_spread;
	double shard, token_bytes, first_layers, last_layers, expert_skew;
	double ckpt_every_s, restart_s, every_s, campaigns, growth, prio;
	double eval_every, eval_tokens;
	aif_time start_ns;

	// Outputs.
	aif_signal campaigns_started, campaigns_done, tokens_done, useful_gpu_s;
	aif_signal step_s, swing_w, swing_duty, stop_w;

	aif_step_in in;
	aif_step_out step;
	aif_job_net net;
	uint16_t queue_index;
	int64_t n_made;
	struct aif_campaign *out; // not back yet, newest first
	struct aif_campaign *free;
	double busy_gpu_s, work_gpu_s; // of those that came back

	// Plan zoom.
	aif_flow flow;
	aif_timer next_done;
	double per_gpu; // work a second and GPU of those that run, since flowed_ns
	double n_run;   // campaigns that run, oldest first
	aif_time flowed_ns;
} aif_training;

// training.c
double aif_training_eval_share(const aif_training *p); // of the run, to evaluation
double aif_training_busy_w(const aif_training *p);     // of a GPU at work, mean
void aif_training_account(aif_training *p, const aif_campaign *x);

// trainstep.c
// Layout, step time, network use. AIF_EINVAL with a message, AIF_ENOMEM.
aif_err aif_trainstep_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d);

// trainplan.c
void aif_trainplan_start(aif_training *p, aif_ctx *c);
void aif_trainplan_book(aif_training *p, aif_time now);
void aif_trainplan_go(aif_training *p, aif_ctx *c);
void aif_trainplan_changed(aif_training *p, aif_ctx *c);

// trainsum.c
void aif_trainsum_swing(aif_training *p, aif_ctx *c);
void aif_trainsum_rows(const aif_training *p, aif_ctx *c);

#endif
