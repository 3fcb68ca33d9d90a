// training.c - campaigns that train a language model on a gang of GPUs.
//
// The step time comes once from the performance model (models/step.h) for the
// cluster's GPU; a campaign is as many steps as its tokens need, run as one gang
// with checkpoints of weights and optimizer state. What delays it (waiting,
// failures, checkpoint writes, power caps) is simulated by the cluster. A campaign
// may come again every so often, with a budget of tokens that grows.
#include <math.h>

#include "models/plan.h"
#include "models/wire.h"
#include "models/work/training.h"
#include "models/work/work.h"

#define YEAR_S (365.25 * 86400.0)

// Evaluation after every so many tokens, a forward pass over its own, takes its share
// of the run; power is the mean over both.
double
aif_training_eval_share(const aif_training *p)
{
	double batch = p->global_batch * p->seq;

	if (p->eval_every <= 0)
		return 0;
	return p->step.fwd_s * (p->eval_tokens / batch) / (p->step.step_s * p->eval_every / batch);
}

double
aif_training_busy_w(const aif_training *p)
{
	double x = aif_training_eval_share(p);

	return (p->step.gpu_w + x * p->step.fwd_w) / (1 + x);
}

static void
campaign_start(aif_training *p, aif_ctx *c)
{
	aif_campaign *x = p->free ? p->free : aif_ctx_alloc(c, sizeof *x);
	double years = aif_time_to_s(aif_ctx_now(c) - p->start_ns) / YEAR_S;
	double per_step = p->global_batch * p->seq;

	if (p->free)
		p->free = x->next;
	*x = (aif_campaign){ .tokens = p->tokens * pow(1 + p->growth, years) };
	x->job = (aif_job){ .id = ((uint64_t)aif_ctx_self(c) << 40) + (uint64_t)p->n_made++,
			    .owner = aif_ctx_self(c),
			    .queue = p->queue_index,
			    .prio = (uint16_t)p->prio,
			    .kind = AIF_JOB_TRAIN,
			    .n_gpus = (int32_t)p->gpus,
			    .submit_ns = aif_ctx_now(c),
			    .work_s = ceil(x->tokens / per_step) * p->step.step_s *
				      (1 + aif_training_eval_share(p)),
			    .gpu_busy_w = aif_training_busy_w(p),
			    .compute_frac = p->step.compute_frac,
			    .ckpt_every_s = p->ckpt_every_s,
			    .ckpt_bytes = p->step.checkpoint_bytes,
			    .restart_s = p->restart_s,
			    .may_burst = p->burst,
			    .net = p->net.duty > 0 ? &p->net : NULL };
	x->next = p->out;
	p->out = x;
	aif_signal_add(&p->campaigns_started, 1);
	if (aif_plan_zoom(aif_ctx_sim(c)) > 0) {
		p->flow.arrived++;
		aif_trainplan_changed(p, c);
		return;
	}
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_SUBMIT, (aif_arg){ .p = &x->job },
		     (aif_arg){ .u = 0 });
}

static void
campaign_await(aif_ctx *c, aif_time wait)
{
	aif_ctx_send(c, aif_ctx_self(c), wait, AIF_PRIO_NORMAL, AIF_TRAINING_CAMPAIGN,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

void
aif_training_account(aif_training *p, const aif_campaign *x)
{
	p->busy_gpu_s += x->job.busy_gpu_s;
	aif_signal_add(&p->useful_gpu_s, x->job.useful_gpu_s);
	p->work_gpu_s += x->job.peak_s * x->job.n_gpus;
	if (x->job.work_s > 0)
		aif_signal_add(&p->tokens_done, x->tokens * x->job.peak_s / x->job.work_s);
}

static void
campaign_back(aif_training *p, const aif_job *j, aif_job_end how)
{
	aif_campaign **at = &p->out, *x;

	while (*at && &(*at)->job != j)
		at = &(*at)->next;
	x = *at;
	if (!x)
		return;
	*at = x->next;
	x->runs = 0;
	aif_training_account(p, x);
	if (how == AIF_END_DONE)
		aif_signal_add(&p->campaigns_done, 1);
	x->next = p->free;
	p->free = x;
}

// --- component -------------------------------------------------------------------

static void
training_start(void *st, aif_ctx *c)
{
	aif_training *p = st;

	if (aif_plan_zoom(aif_ctx_sim(c)) > 0)
		aif_trainplan_start(p, c);
	if (p->start_ns < AIF_TIME_MAX)
		campaign_await(c, p->start_ns > 0 ? p->start_ns : 0);
}

static void
training_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_training *p = st;

	if (e->kind == AIF_TRAINING_CAMPAIGN) {
		campaign_start(p, c);
		if (p->every_s > 0 && (double)p->n_made < p->campaigns)
			campaign_await(c, aif_time_of_s(p->every_s));
	} else if (e->kind == AIF_EV_STARTED || e->kind == AIF_EV_LOST) {
		aif_campaign *x = e->a.p; // the job is its first member

		x->runs = e->kind == AIF_EV_STARTED && !x->job.on_rented;
		aif_trainsum_swing(p, c);
	} else if (e->kind == AIF_TRAINING_DONE) {
		aif_trainplan_changed(p, c);
	} else if (e->kind == AIF_EV_FLOW) {
		aif_trainplan_book(p, e->t_ns);
		aif_trainplan_go(p, c);
	} else if (e->kind == AIF_EV_STOPPED) {
		campaign_back(p, e->a.p, (aif_job_end)e->b.i);
		aif_trainsum_swing(p, c);
	}
}

static void
training_finish(void *st, aif_ctx *c)
{
	aif_training *p = st;

	if (aif_plan_zoom(aif_ctx_sim(c)) > 0)
		aif_trainplan_book(p, aif_ctx_now(c));
	for (const aif_campaign *x = p->out; x; x = x->next)
		aif_training_account(p, x);
	aif_trainsum_rows(p, c);
}

#define T aif_training
// clang-format off
static const aif_field training_params[] = {
	AIF_P_OF(T, on, "on", AIF_F_REF, "cluster", AIF_REQUIRED, "Cluster that trains."),
	AIF_P_OF(T, model, "model", AIF_F_REF, "llm", AIF_REQUIRED, "Model that is trained."),
	AIF_P_REQ(T, tokens, "tokens", "token", 1, 1e18, "Tokens of a campaign."),
	AIF_P_REQ(T, gpus, "gpus", "1", 1, 1e6, "GPUs of the gang."),
	AIF_P_REQ(T, seq, "seq", "token", 1, 1e8, "Tokens of a sequence."),
	AIF_P_REQ(T, global_batch, "global_batch", "1", 1, 1e7, "Sequences of a step."),
	AIF_P(T, micro_batch, "micro_batch", "1", 0, 0, 1e5, "Sequences at one time per replica; 0: the fastest that fits."),
	AIF_P(T, tp, "tp", "1", 0, 0, 1024, "Tensor parallel; 0: the fastest that fits."),
	AIF_P(T, pp, "pp", "1", 0, 0, 1024, "Pipeline parallel; 0: the fastest that fits."),
	AIF_P(T, cp, "cp", "1", 1, 1, 1024, "Context parallel."),
	AIF_P(T, ep, "ep", "1", 0, 0, 1024, "Expert parallel; 0: the fastest that fits."),
	AIF_P(T, vpp, "vpp", "1", 1, 1, 64, "Interleaved stages per GPU."),
	AIF_P(T, zero_stage, "zero", "1", 1, 0, 3, "What data-parallel ranks shard: 1 optimizer, 2 gradients too, 3 weights too."),
	AIF_P_CHOICE(T, precision, "precision", 0, "bf16|fp8|fp8_block|mxfp8|nvfp4", "Type of the matmuls."),
	AIF_P_CHOICE(T, recompute, "recompute", 0, "auto|selective|full", "Activations made again in the backward pass; auto: the fastest that fits."),
	AIF_P_BOOL(T, lora, "lora", 0, "The base is frozen: no weight gradients for it."),
	AIF_P(T, first_layers, "first_layers", "1", 0, 0, 1e4, "Layers of the first stage; 0: as many as the others."),
	AIF_P(T, last_layers, "last_layers", "1", 0, 0, 1e4, "Layers of the last stage; 0: what is left."),
	AIF_P(T, expert_skew, "expert_skew", "1", 1, 1, 100, "Rows of the fullest expert rank over the mean: all wait for it."),
	AIF_P_CHOICE(T, cp_kind, "cp_kind", 0, "ring|all_to_all", "Context parallel hands keys round, or exchanges sequence for heads."),
	AIF_P(T, shard, "shard", "1", 0, 0, 1e6, "GPUs over which `zero` shards; 0: all that hold the same layers."),
	AIF_P_BOOL(T, prefetch, "prefetch", 1, "Sharded weights of the next layer are gathered behind the work of this one."),
	AIF_P_BOOL(T, overlap, "overlap", 1, "Exchanges run behind computation where they can."),
	AIF_P_BOOL(T, shared_overlap, "shared_overlap", 0, "The exchange of experts runs behind the shared expert."),
	AIF_P(T, token_bytes, "token_bytes", "byte", 4, 0, 1e9, "Read from storage for each token; text: one number of 4 bytes."),
	AIF_P_CHOICE(T, stack, "stack", 0, "fused|eager|compiled", "What runs the step: fused kernels, PyTorch's eager ones, or PyTorch's with elementwise work fused by a compiler."),
	AIF_P(T, grad_bytes, "grad_bytes", "byte", 0, 0, 4, "Type in which gradients are summed and exchanged; 0: 4 bytes, 2 for matmuls in 8 bits and less."),
	AIF_P_BOOL(T, graphs, "cuda_graphs", 0, "Layers are captured into graphs: nothing waits for launches."),
	AIF_P_BOOL(T, token_drop, "token_drop", 0, "Tokens beyond an expert's capacity are dropped, so that the host knows its rows."),
	AIF_P(T, gpu_spread, "gpu_spread", "1", 0, 0, 1, "Standard deviation of the rates of GPUs: a step waits for the slowest."),
	AIF_P_BOOL(T, fused_experts, "fused_experts", 0, "Activation, biases and quantization of experts run within their grouped matmuls, whose kernels read the row counts on the GPU."),
	AIF_P_OF(T, queue, "queue", AIF_F_REF, "queue", 0, "Virtual cluster."),
	AIF_P(T, prio, "prio", "1", 5, 0, 65535, "Priority within a queue; 0 goes first."),
	AIF_P_BOOL(T, burst, "burst", 0, "May run on rented GPUs when the strategy bursts."),
	AIF_P(T, ckpt_every_s, "checkpoint", "s", 0, 0, 1e9, "Work between checkpoints; 0: none, a failure begins anew."),
	AIF_P(T, eval_every, "eval_every", "token", 0, 0, 1e18, "Tokens trained between evaluations; 0: none, or not counted."),
	AIF_P(T, eval_tokens, "eval_tokens", "token", 0, 0, 1e18, "Tokens of an evaluation, a forward pass."),
	AIF_P(T, restart_s, "restart", "s", 0, 0, 1e9, "From new placement to reading the checkpoint: detection, launch, warm-up."),
	AIF_P_DATE(T, start_ns, "start", 0, "First campaign; the start of the run when not given."),
	AIF_P(T, every_s, "every", "s", 0, 0, 1e10, "From one campaign's start to the next's; 0: one only."),
	AIF_P(T, campaigns, "campaigns", "1", 1e9, 1, 1e9, "Most campaigns."),
	AIF_P(T, growth, "growth", "1", 0, -0.99, 100, "Growth of a campaign's tokens a year."),
	{ 0 },
};
static const aif_field training_outputs[] = {
	AIF_O(T, campaigns_started, "1", AIF_AGG_SUM, "Campaigns submitted."),
	AIF_O(T, campaigns_done, "1", AIF_AGG_SUM, "Campaigns that reached their tokens."),
	AIF_O(T, useful_gpu_s, "s", AIF_AGG_SUM, "Useful GPU-time, booked likewise."),
	AIF_O(T, step_s, "s", AIF_AGG_LAST, "Time of a step at full clocks, once it has run."),
	AIF_O(T, swing_w, "W", AIF_AGG_MEAN, "GPU power, high less low within a step, of what runs."),
	AIF_O(T, swing_duty, "1", AIF_AGG_LAST, "Share of the step at high power."),
	AIF_O(T, stop_w, "W", AIF_AGG_MEAN, "GPU power that would go if what runs stopped."),
	AIF_O(T, tokens_done, "token", AIF_AGG_SUM, "Tokens trained, booked when a campaign comes back or the run ends."),
	{ 0 },
};
// clang-format on
#undef T

const aif_model_ops aif_model_training = {
	.name = "training",
	.doc =
	    "Pretraining, fine-tuning or adapter campaigns of a language model. Step time, power "
	    "and memory: models/step.h; jobs that share uplinks of a fabric slow one another. Left "
	    "out: "
	    "change of batch size or sequence during a campaign, elastic gangs.",
	.state_size = sizeof(aif_training),
	.params = training_params,
	.outputs = training_outputs,
	.place = AIF_PLACE_WITH,
	.with = "on",
	.rank = AIF_RANK_IT + 1, // finishes after its cluster has booked what runs
	.wire = aif_trainstep_wire,
	.start = training_start,
	.event = training_event,
	.finish = training_finish,
};
