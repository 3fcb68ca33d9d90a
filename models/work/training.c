// training.c - campaigns that train a language model on a gang of GPUs.
//
// The step time comes once from the performance model (models/step.h) for the
// cluster's GPU; a campaign is as many steps as its tokens need, run as one gang
// with checkpoints of weights and optimizer state. What delays it (waiting,
// failures, checkpoint writes, power caps) is simulated by the cluster. A campaign
// may come again every so often, with a budget of tokens that grows.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/flow.h"
#include "models/gpower.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/search.h"
#include "models/step.h"
#include "models/swing.h"
#include "models/wire.h"
#include "models/work/work.h"

#define YEAR_S (365.25 * 86400.0)

enum { EV_CAMPAIGN = AIF_EV_PRIVATE, EV_DONE };

// A campaign under way, or free to be used.
typedef struct campaign {
	aif_job job; // first: the cluster hands back a pointer to it
	double tokens;
	int runs; // holds GPUs of the cluster now
	struct campaign *next;
} campaign;

typedef struct aif_training {
	// Parameters.
	uint32_t on, model, queue;
	double tokens, gpus, seq, global_batch, micro_batch;
	double tp, pp, cp, ep, vpp, zero_stage;
	int precision, recompute, lora, fused_experts, burst;
	double ckpt_every_s, restart_s, every_s, campaigns, growth, prio;
	double eval_every, eval_tokens;
	aif_time start_ns;

	// Outputs.
	aif_signal campaigns_started, campaigns_done, tokens_done;
	aif_signal step_s, swing_w, swing_duty, stop_w;

	aif_step_in in;
	aif_step_out step;
	aif_job_net net;
	uint16_t queue_index;
	int64_t n_made;
	struct campaign *out; // not back yet, newest first
	struct campaign *free;
	double busy_gpu_s, useful_gpu_s, work_gpu_s; // of those that came back

	// Plan zoom.
	aif_flow flow;
	aif_timer next_done;
	double per_gpu; // work a second and GPU of those that run, since flowed_ns
	double n_run;   // campaigns that run, oldest first
	aif_time flowed_ns;
} aif_training;

// The layout and its step: worked out once for all sims that ask for the same.
typedef struct step_key {
	aif_hw_gpu gpu;
	aif_xfmr_llm llm;
	aif_step_in in;
	aif_coll_net net;
} step_key;

// What a step stands on.
typedef struct step_site {
	const aif_hw_gpu *gpu;
	aif_xfmr_llm *llm;
	const aif_coll_net *net;
} step_site;

typedef struct step_answer {
	aif_step_in in;
	aif_step_out out;
} step_answer;

static aif_err
step_of(aif_training *p, aif_sim *s, const step_site *at, aif_diag *d)
{
	aif_memo *memo = aif_sim_options(s)->memo;
	const step_answer *known;
	step_answer *mine = aif_arena_alloc(aif_sim_arena(s), sizeof *mine);
	aif_kernel *kernel;
	aif_coll *coll;
	step_key key;
	aif_err err;

	memset(&key, 0, sizeof key);
	key.gpu = aif_hw_physics(at->gpu);
	key.llm = *at->llm;
	memcpy(&key.net, at->net, sizeof key.net);
	key.llm.name = ""; // of a sim
	memcpy(&key.in, &p->in, sizeof key.in);
	known = aif_memo_find(memo, "training.step", &key, sizeof key);
	if (known) {
		p->in = known->in;
		p->step = known->out;
		return AIF_OK;
	}
	if (!mine)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((err = aif_kernel_create(&kernel, aif_sim_arena(s), at->gpu, d)) ||
	    (err = aif_coll_create(&coll, aif_sim_arena(s), at->gpu, at->net, d)))
		return err;
	p->in.kernel = kernel;
	p->in.coll = coll;
	p->in.llm = at->llm;
	if ((err = aif_search_auto(&p->in, &p->step, d)) != AIF_OK)
		return err;
	*mine = (step_answer){ p->in, p->step };
	if (aif_memo_put(memo, "training.step", &key, sizeof key, mine) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

// The step as it may turn out to be: predictions have a band.
static void
step_error(aif_training *p, double score)
{
	double rate = exp(score * p->step.mark.band_frac);

	p->step.step_s /= rate;
	p->step.tokens_s_gpu *= rate;
	p->step.flop_s_gpu *= rate;
	p->step.mfu *= rate;
}

// The network of the cluster's fabric as one GPU sees it; the GPU's own without one.
static aif_coll_net
network(const aif_sim *s, uint32_t fabric, const aif_hw_unit *hw)
{
	uint32_t net = fabric == AIF_NONE ? AIF_NONE : aif_sim_ref(s, fabric, "network");
	double port, eff, nics = 0;

	if (net == AIF_NONE || !aif_sim_param(s, net, "port", &port) ||
	    !aif_sim_param(s, net, "efficiency", &eff))
		return (aif_coll_net){ 0 };
	aif_sim_param(s, fabric, "nics_per_server", &nics);
	if (nics <= 0)
		nics = hw->gpus_per_server;
	return (aif_coll_net){ .nic_bytes_s = port * nics / hw->gpus_per_server, .eff_frac = eff };
}

// How the step stretches when others leave it a share of the network. With nothing
// hidden, what half the bandwidth adds to a step is the time of its exchange between
// domains.
static aif_err
exchange(aif_training *p, aif_arena *a, const aif_coll_net *net, const aif_hw_gpu *g, aif_diag *d)
{
	double nic = net->nic_bytes_s > 0 ? net->nic_bytes_s : g->scaleout_bytes_s, bare[2];
	aif_step_in in = p->in;
	aif_step_out o;
	aif_coll *c;
	aif_err e;

	for (int i = 0; i < 2; i++) {
		if ((e = aif_coll_share(&c, a, p->in.coll, i ? 0.5 : 1, d)))
			return e;
		in.coll = c;
		in.no_overlap = 1;
		if ((e = aif_step_predict(&in, &o, d)))
			return e;
		bare[i] = o.step_s;
	}
	in.no_overlap = p->in.no_overlap;
	p->net.peak_bytes_s = nic * (net->eff_frac > 0 ? net->eff_frac : 0.94); // coll.c
	p->net.wait_w = aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });
	p->net.duty = fmin((bare[1] - bare[0]) / p->step.step_s, 1);
	for (int i = 0; i < AIF_JOB_SHARES; i++) {
		if ((e = aif_coll_share(&c, a, p->in.coll, aif_job_share(i), d)))
			return e;
		in.coll = c;
		if ((e = aif_step_predict(&in, &o, d)))
			return e;
		p->net.stretch[i] = o.step_s / p->step.step_s;
	}
	return AIF_OK;
}

static aif_err
training_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	static const aif_kernel_dtype dtype[] = { AIF_DT_BF16, AIF_DT_FP8, AIF_DT_FP8_BLOCK,
						  AIF_DT_MXFP8, AIF_DT_NVFP4 };
	aif_training *p = st;
	uint32_t rack = aif_sim_ref(s, p->on, "rack");
	uint32_t fabric = aif_sim_nth(s, "fabric", p->on, 0);
	aif_xfmr_llm *llm;
	aif_coll_net net;
	aif_hw_unit hw;
	aif_err err;

	(void)self;
	if (rack == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "cluster '%s' has no rack: the step time needs "
				    "a GPU (expected `rack`)",
				    aif_sim_name(s, p->on));
	llm = aif_arena_memdup(aif_sim_arena(s), aif_sim_state(s, p->model), sizeof *llm);
	if (!llm)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((err = aif_hw_resolve(s, rack, &hw, d)) || (err = aif_xfmr_check(llm, d)))
		return err;
	p->in = (aif_step_in){ .n_gpus = p->gpus,
			       .tp = p->tp,
			       .pp = p->pp,
			       .ep = p->ep,
			       .cp = p->cp,
			       .vpp = p->vpp,
			       .zero_stage = p->zero_stage,
			       .seq = p->seq,
			       .micro_batch = p->micro_batch,
			       .global_batch = p->global_batch,
			       .precision = dtype[p->precision],
			       .recompute = p->recompute,
			       .lora = p->lora,
			       .fused_experts = p->fused_experts };
	if (p->queue != AIF_NONE)
		p->queue_index = aif_job_queue(s, p->on, aif_sim_name(s, p->queue));
	net = network(s, fabric, &hw);
	if ((err = step_of(p, s, &(step_site){ hw.gpu, llm, &net }, d)) ||
	    (fabric != AIF_NONE && (err = exchange(p, aif_sim_arena(s), &net, hw.gpu, d))))
		return err;
	step_error(p, hw.gpu->train_error);
	return AIF_OK;
}

// --- campaigns -----------------------------------------------------------------

static void flow_changed(aif_training *p, aif_ctx *c);

// Evaluation after every so many tokens, a forward pass over its own, takes its share
// of the run; power is the mean over both.
static double
eval_share(const aif_training *p)
{
	double batch = p->global_batch * p->seq;

	if (p->eval_every <= 0)
		return 0;
	return p->step.fwd_s * (p->eval_tokens / batch) / (p->step.step_s * p->eval_every / batch);
}

static double
busy_w(const aif_training *p)
{
	double x = eval_share(p);

	return (p->step.gpu_w + x * p->step.fwd_w) / (1 + x);
}

static void
campaign_start(aif_training *p, aif_ctx *c)
{
	campaign *x = p->free ? p->free : aif_ctx_alloc(c, sizeof *x);
	double years = aif_time_to_s(aif_ctx_now(c) - p->start_ns) / YEAR_S;
	double per_step = p->global_batch * p->seq;

	if (p->free)
		p->free = x->next;
	*x = (campaign){ .tokens = p->tokens * pow(1 + p->growth, years) };
	x->job =
	    (aif_job){ .id = ((uint64_t)aif_ctx_self(c) << 40) + (uint64_t)p->n_made++,
		       .owner = aif_ctx_self(c),
		       .queue = p->queue_index,
		       .prio = (uint16_t)p->prio,
		       .kind = AIF_JOB_TRAIN,
		       .n_gpus = (int32_t)p->gpus,
		       .submit_ns = aif_ctx_now(c),
		       .work_s = ceil(x->tokens / per_step) * p->step.step_s * (1 + eval_share(p)),
		       .gpu_busy_w = busy_w(p),
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
		flow_changed(p, c);
		return;
	}
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_SUBMIT, (aif_arg){ .p = &x->job },
		     (aif_arg){ .u = 0 });
}

static void
campaign_await(aif_ctx *c, aif_time wait)
{
	aif_ctx_send(c, aif_ctx_self(c), wait, AIF_PRIO_NORMAL, EV_CAMPAIGN, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
account(aif_training *p, const campaign *x)
{
	p->busy_gpu_s += x->job.busy_gpu_s;
	p->useful_gpu_s += x->job.useful_gpu_s;
	p->work_gpu_s += x->job.peak_s * x->job.n_gpus;
	if (x->job.work_s > 0)
		aif_signal_add(&p->tokens_done, x->tokens * x->job.peak_s / x->job.work_s);
}

static void
campaign_back(aif_training *p, const aif_job *j, aif_job_end how)
{
	campaign **at = &p->out, *x;

	while (*at && &(*at)->job != j)
		at = &(*at)->next;
	x = *at;
	if (!x)
		return;
	*at = x->next;
	x->runs = 0;
	account(p, x);
	if (how == AIF_END_DONE)
		aif_signal_add(&p->campaigns_done, 1);
	x->next = p->free;
	p->free = x;
}

// --- swing -----------------------------------------------------------------------

// Power of all GPUs within a step: in the exposed exchange of gradients and the
// pipeline's bubble they wait, the rest of the step draws what makes up the mean.
// All swing together, which is the worst case and what synchronous training does.
// Returns high less low [W]; *duty: share of the step at high power.
static double
step_swing(const aif_training *p, double *duty)
{
	const aif_hw_gpu *g = aif_kernel_gpu(p->in.kernel);
	double low_s = p->step.dp_s + p->step.bubble_s;
	double low_w = aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });

	*duty = 1 - low_s / p->step.step_s;
	if (low_s <= 0)
		return 0;
	return p->gpus * fmax((p->step.gpu_w - low_w * (1 - *duty)) / *duty - low_w, 0);
}

// GPU power that goes when the job stops.
static double
stop_swing(const aif_training *p)
{
	return p->gpus * (p->step.gpu_w - aif_kernel_gpu(p->in.kernel)->idle_w);
}

// What swings now, for those who look at a window second by second.
static void
tell_swing(aif_training *p, aif_ctx *c)
{
	double duty, all_w = step_swing(p, &duty), n = 0;

	for (const campaign *x = p->out; x; x = x->next)
		n += x->runs;
	aif_ctx_set(c, &p->step_s, p->step.step_s);
	aif_ctx_set(c, &p->swing_duty, duty);
	aif_ctx_set(c, &p->swing_w, n * all_w);
	aif_ctx_set(c, &p->stop_w, n * stop_swing(p));
}

// --- plan zoom -----------------------------------------------------------------

// Campaigns are gangs of one flow: the oldest run, as many as the cluster gives GPUs for.
// A failure of any node stops the gang, which repeats half a checkpoint interval.

// Seconds to move `bytes` to or from the cluster's storage at `rate`.
static double
move_s(const aif_training *p, const aif_sim *s, const char *rate)
{
	uint32_t store = aif_sim_nth(s, "storage", p->on, 0);
	double nic = aif_kernel_gpu(p->in.kernel)->scaleout_bytes_s * p->gpus;

	if (store == AIF_NONE || !(p->ckpt_every_s > 0))
		return 0;
	return p->step.checkpoint_bytes / fmin(nic, aif_plan_param(s, store, rate, INFINITY));
}

static void
flow_start(aif_training *p, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	double work_s = ceil(p->tokens / (p->global_batch * p->seq)) * p->step.step_s;
	double again = p->ckpt_every_s > 0 ? fmin(p->ckpt_every_s, work_s) : work_s;

	p->flow = (aif_flow){ .owner = aif_ctx_self(c),
			      .queue = p->queue_index,
			      .prio = (uint16_t)p->prio,
			      .may_burst = p->burst,
			      .gang_gpus = p->gpus,
			      .gpu_w = busy_w(p),
			      .compute_frac = p->step.compute_frac,
			      .loss_work_s = p->gpus * again / 2,
			      .loss_idle_s = p->gpus * (p->restart_s + move_s(p, s, "read")) };
	if (p->ckpt_every_s > 0)
		p->flow.stall_frac = move_s(p, s, "write") / p->ckpt_every_s;
}

// The oldest campaign after x (NULL: of all).
static campaign *
older(const aif_training *p, const campaign *than)
{
	campaign *x = p->out;

	if (x == than)
		return NULL;
	while (x->next != than)
		x = x->next;
	return x;
}

// Books what the running campaigns have done since flowed_ns; those that are done leave.
static void
flow_book(aif_training *p, aif_time now)
{
	double dt = aif_time_to_s(now - p->flowed_ns), n = p->n_run;
	campaign *x = older(p, NULL), *after;

	aif_flow_book(&p->flow, now);
	p->flowed_ns = now;
	for (; x && n > 0; x = after, n--) {
		after = older(p, x);
		x->job.peak_s = fmin(x->job.peak_s + dt * p->per_gpu, x->job.work_s);
		x->job.busy_gpu_s += dt * x->job.n_gpus;
	}
}

static void
flow_end(aif_training *p)
{
	campaign **at = &p->out;

	while (*at) {
		campaign *x = *at;

		// A crumb of a microsecond may be left by the clock's rounding.
		if (x->job.peak_s < x->job.work_s - 1e-6 * fmax(p->per_gpu, 1)) {
			at = &x->next;
			continue;
		}
		x->job.peak_s = x->job.work_s;
		*at = x->next;
		account(p, x);
		aif_signal_add(&p->campaigns_done, 1);
		p->flow.done++;
		x->next = p->free;
		p->free = x;
	}
}

// What runs now, and when the first of it is done.
static void
flow_go(aif_training *p, aif_ctx *c)
{
	const aif_flow *f = &p->flow;
	double held = f->have_gpus + f->rented_gpus, least = INFINITY, n;

	p->n_run = floor(held / p->gpus + 1e-9);
	p->per_gpu = held > 0 ? aif_flow_rate(f) / held : 0;
	n = p->n_run;
	for (const campaign *x = older(p, NULL); x && n > 0; x = older(p, x), n--)
		least = fmin(least, (x->job.work_s - x->job.peak_s) / p->per_gpu);
	if (isfinite(least) && least < 9e9)
		aif_ctx_timer(c, &p->next_done, aif_time_of_s(least) + 1, AIF_PRIO_NORMAL, EV_DONE,
			      (aif_arg){ .u = 0 });
	else
		aif_ctx_cancel(c, &p->next_done);
}

static void
flow_changed(aif_training *p, aif_ctx *c)
{
	double n = 0;

	flow_book(p, aif_ctx_now(c));
	flow_end(p);
	for (const campaign *x = p->out; x; x = x->next)
		n++;
	p->flow.want_gpus = n * p->gpus;
	p->flow.queue_gpus = fmax(n * p->gpus - p->flow.have_gpus - p->flow.rented_gpus, 0);
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW, (aif_arg){ .p = &p->flow },
		     (aif_arg){ .u = 0 });
	flow_go(p, c);
}

// --- component -------------------------------------------------------------------

static void
training_start(void *st, aif_ctx *c)
{
	aif_training *p = st;

	if (aif_plan_zoom(aif_ctx_sim(c)) > 0)
		flow_start(p, c);
	if (p->start_ns < AIF_TIME_MAX)
		campaign_await(c, p->start_ns > 0 ? p->start_ns : 0);
}

static void
training_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_training *p = st;

	if (e->kind == EV_CAMPAIGN) {
		campaign_start(p, c);
		if (p->every_s > 0 && (double)p->n_made < p->campaigns)
			campaign_await(c, aif_time_of_s(p->every_s));
	} else if (e->kind == AIF_EV_STARTED || e->kind == AIF_EV_LOST) {
		campaign *x = e->a.p; // the job is its first member

		x->runs = e->kind == AIF_EV_STARTED && !x->job.on_rented;
		tell_swing(p, c);
	} else if (e->kind == EV_DONE) {
		flow_changed(p, c);
	} else if (e->kind == AIF_EV_FLOW) {
		flow_book(p, e->t_ns);
		flow_go(p, c);
	} else if (e->kind == AIF_EV_STOPPED) {
		campaign_back(p, e->a.p, (aif_job_end)e->b.i);
		tell_swing(p, c);
	}
}

static void
swing(const aif_training *p, aif_ctx *c)
{
	double duty, all_w = step_swing(p, &duty);

	aif_record_summary(c, "swing_stop", stop_swing(p), "W",
			   "GPU power that goes when the job stops: checkpoint, restart");
	if (duty >= 1)
		return;
	aif_record_summary(c, "swing_step", all_w, "W", "GPU power, high less low within a step");
	aif_record_summary(c, "swing_duty", duty, "1", "share of the step at high power");
	aif_record_summary(c, "swing_harmonic_1", aif_swing_harmonic_w(all_w, duty, 1), "W",
			   "amplitude at 1 / step_time");
	aif_record_summary(c, "swing_harmonic_2", aif_swing_harmonic_w(all_w, duty, 2), "W",
			   "amplitude at 2 / step_time");
	aif_record_summary(c, "swing_buffer", aif_swing_buffer_j(all_w, duty, p->step.step_s), "J",
			   "energy of a buffer that flattens the step");
}

// Power of a GPU in each phase of a step, with the phase's share in the note.
static void
phases(const aif_training *p, aif_ctx *c)
{
	const aif_hw_gpu *g = aif_kernel_gpu(p->in.kernel);
	const aif_step_out *o = &p->step;
	double comm = o->tp_s + o->ep_s + o->cp_s + o->dp_s + o->pp_s + o->bubble_s;
	const struct {
		const char *name;
		double s;
		aif_gpower_mix x;
	} phase[] = {
		{ "power_compute", o->compute_s, { .compute_frac = 1 } },
		{ "power_memory", o->mem_s + o->opt_s, { .memory_frac = 1 } },
		{ "power_exchange", comm, { .comm_frac = 1 } },
		{ "power_wait", 0, { .wait_frac = 1 } },
	};
	char note[80];

	for (size_t i = 0; i < sizeof phase / sizeof *phase; i++) {
		snprintf(note, sizeof note, "of a GPU in that phase, %.1f %% of a step",
			 100 * phase[i].s / o->step_s);
		aif_record_summary(c, phase[i].name, aif_gpower_w(g, &phase[i].x), "W", note);
	}
}

static void
training_finish(void *st, aif_ctx *c)
{
	aif_training *p = st;
	char note[128];

	if (aif_plan_zoom(aif_ctx_sim(c)) > 0)
		flow_book(p, aif_ctx_now(c));
	for (const campaign *x = p->out; x; x = x->next)
		account(p, x);
	snprintf(note, sizeof note, "tp %g, pp %g, cp %g, ep %g, dp %g, micro-batch %g; %s",
		 p->in.tp, p->in.pp, fmax(p->in.cp, 1), fmax(p->in.ep, 1), p->in.dp,
		 p->in.micro_batch, aif_kernel_how_name(p->step.mark.how));
	aif_record_summary(c, "step_time", p->step.step_s, "s", note);
	aif_record_summary(c, "mfu", p->step.mfu, "1",
			   "Model FLOPs over the datasheet's dense peak.");
	aif_record_summary(c, "tokens_per_gpu", p->step.tokens_s_gpu, "token/s",
			   "Per GPU, while it works.");
	aif_record_summary(c, "gpu_memory", p->step.memory_bytes, "byte", "Of the fullest GPU.");
	aif_record_summary(c, "checkpoint", p->step.checkpoint_bytes, "byte",
			   "Weights and optimizer state.");
	aif_record_summary(c, "tokens_done", p->tokens_done.value, "token",
			   "Trained for the first time, unfinished campaigns too.");
	aif_record_summary(c, "gpu_power", busy_w(p), "W", "mean of a GPU while it works");
	if (p->eval_every > 0)
		aif_record_summary(c, "evaluation", eval_share(p) / (1 + eval_share(p)), "1",
				   "share of the time at work");
	if (p->net.duty > 0)
		aif_record_summary(
		    c, "exchange", p->net.duty, "1",
		    "share of a step that sends between nodes, alone; hidden or not");
	phases(p, c);
	swing(p, c);
	if (p->busy_gpu_s > 0)
		aif_record_summary(c, "goodput", p->work_gpu_s / p->busy_gpu_s, "1",
				   "Work at full speed over GPU-hours held.");
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
	.wire = training_wire,
	.start = training_start,
	.event = training_event,
	.finish = training_finish,
};
