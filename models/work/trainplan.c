// trainplan.c - training at plan zoom.
//
// Campaigns are gangs of one flow: the oldest run, as many as the cluster gives GPUs
// for. A failure of any node stops the gang, which repeats half a checkpoint interval.
#include <math.h>

#include "models/plan.h"
#include "models/work/training.h"
#include "models/work/work.h"

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

void
aif_trainplan_start(aif_training *p, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	double work_s = ceil(p->tokens / (p->global_batch * p->seq)) * p->step.step_s;
	double again = p->ckpt_every_s > 0 ? fmin(p->ckpt_every_s, work_s) : work_s;

	p->flow = (aif_flow){ .owner = aif_ctx_self(c),
			      .queue = p->queue_index,
			      .prio = (uint16_t)p->prio,
			      .may_burst = p->burst,
			      .gang_gpus = p->gpus,
			      .gpu_w = aif_training_busy_w(p),
			      .compute_frac = p->step.compute_frac,
			      .loss_work_s = p->gpus * again / 2,
			      .loss_idle_s = p->gpus * (p->restart_s + move_s(p, s, "read")) };
	if (p->ckpt_every_s > 0)
		p->flow.stall_frac = move_s(p, s, "write") / p->ckpt_every_s;
}

// The oldest campaign after x (NULL: of all).
static aif_campaign *
older(const aif_training *p, const aif_campaign *than)
{
	aif_campaign *x = p->out;

	if (x == than)
		return NULL;
	while (x->next != than)
		x = x->next;
	return x;
}

// Books what the running campaigns have done since flowed_ns; those that are done leave.
void
aif_trainplan_book(aif_training *p, aif_time now)
{
	double dt = aif_time_to_s(now - p->flowed_ns), n = p->n_run;
	double held = p->flow.have_gpus + p->flow.rented_gpus;
	aif_campaign *x = older(p, NULL), *after;

	aif_flow_book(&p->flow, now);
	p->flowed_ns = now;
	for (; x && n > 0 && held > 0; x = after, n--) {
		after = older(p, x);
		x->job.peak_s = fmin(x->job.peak_s + dt * p->per_gpu, x->job.work_s);
		x->job.busy_gpu_s += dt * x->job.n_gpus;
		x->job.useful_gpu_s += dt * x->job.n_gpus * aif_flow_useful(&p->flow) / held;
	}
}

static void
flow_end(aif_training *p)
{
	aif_campaign **at = &p->out;

	while (*at) {
		aif_campaign *x = *at;

		// A crumb of a microsecond may be left by the clock's rounding.
		if (x->job.peak_s < x->job.work_s - 1e-6 * fmax(p->per_gpu, 1)) {
			at = &x->next;
			continue;
		}
		x->job.peak_s = x->job.work_s;
		*at = x->next;
		aif_training_account(p, x);
		aif_signal_add(&p->campaigns_done, 1);
		p->flow.done++;
		x->next = p->free;
		p->free = x;
	}
}

// What runs now, and when the first of it is done.
void
aif_trainplan_go(aif_training *p, aif_ctx *c)
{
	const aif_flow *f = &p->flow;
	double held = f->have_gpus + f->rented_gpus, least = INFINITY, n;

	p->n_run = floor(held / p->gpus + 1e-9);
	p->per_gpu = held > 0 ? aif_flow_rate(f) / held : 0;
	n = p->n_run;
	for (const aif_campaign *x = older(p, NULL); x && n > 0; x = older(p, x), n--)
		least = fmin(least, (x->job.work_s - x->job.peak_s) / p->per_gpu);
	if (isfinite(least) && least < 9e9)
		aif_ctx_timer(c, &p->next_done, aif_time_of_s(least) + 1, AIF_PRIO_NORMAL,
			      AIF_TRAINING_DONE, (aif_arg){ .u = 0 });
	else
		aif_ctx_cancel(c, &p->next_done);
}

void
aif_trainplan_changed(aif_training *p, aif_ctx *c)
{
	double n = 0;

	aif_trainplan_book(p, aif_ctx_now(c));
	flow_end(p);
	for (const aif_campaign *x = p->out; x; x = x->next)
		n++;
	p->flow.want_gpus = n * p->gpus;
	p->flow.queue_gpus = fmax(n * p->gpus - p->flow.have_gpus - p->flow.rented_gpus, 0);
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW, (aif_arg){ .p = &p->flow },
		     (aif_arg){ .u = 0 });
	aif_trainplan_go(p, c);
}
