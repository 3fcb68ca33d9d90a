// trainsum.c - what a training job tells: how its power swings, rows of the summary.
#include <math.h>
#include <stdio.h>

#include "models/gpower.h"
#include "models/record.h"
#include "models/swing.h"
#include "models/work/training.h"
#include "models/work/work.h"

// Power of all GPUs within a step: in the exposed exchange of gradients, the pipeline's
// fill and its sends they wait, the rest of the step draws what makes up the mean.
// All swing together, which is the worst case and what synchronous training does.
// Returns high less low [W]; *duty: share of the step at high power.
static double
step_swing(const aif_training *p, double *duty)
{
	const aif_hw_gpu *g = aif_kernel_gpu(p->in.kernel);
	double low_w = aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });

	*duty = 1 - p->step.low_frac;
	if (*duty >= 1)
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
void
aif_trainsum_swing(aif_training *p, aif_ctx *c)
{
	double duty, all_w = step_swing(p, &duty), n = 0;

	for (const aif_campaign *x = p->out; x; x = x->next)
		n += x->runs;
	aif_ctx_set(c, &p->step_s, p->step.step_s);
	aif_ctx_set(c, &p->swing_duty, duty);
	aif_ctx_set(c, &p->swing_w, n * all_w);
	aif_ctx_set(c, &p->stop_w, n * stop_swing(p));
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

void
aif_trainsum_rows(const aif_training *p, aif_ctx *c)
{
	char note[128];

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
	aif_record_summary(c, "gpu_power", aif_training_busy_w(p), "W",
			   "mean of a GPU while it works");
	if (p->eval_every > 0)
		aif_record_summary(c, "evaluation",
				   aif_training_eval_share(p) / (1 + aif_training_eval_share(p)),
				   "1", "share of the time at work");
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
