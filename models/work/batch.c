// batch.c - jobs of a measured trace, played once, again and again, or resampled.
//
// A trace is shorter than a plan. `repeat` plays it in periods of whole weeks;
// `bootstrap-weeks` draws weeks of it with replacement, so that a year is made of
// measured weeks in random order. Where the trace is dated, weekday and hour are
// kept. Load grows by copies: at scale 1.4 each job comes once and, with
// probability 0.4, once more within the hour after. Only the next arrival is in
// the event queue; jobs are reused.
// Source of the resampling: Kuensch 1989, "The jackknife and the bootstrap for
// general stationary observations" (blocks of a week).
#include <math.h>
#include <string.h>

#include "models/flow.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"
#include "models/work/profile.h"
#include "models/work/work.h"

#define WEEK_S 604800.0
#define YEAR_S (365.25 * 86400.0)
// Copies of a job come within this time of it: an hour keeps the daily shape.
#define COPY_SPREAD_S 3600.0

enum { ONCE, REPEAT, BOOTSTRAP };
enum { EV_NEXT = AIF_EV_PRIVATE, EV_COPY };

typedef struct aif_batch {
	// Parameters.
	uint32_t on, queue;
	const aif_frame *trace;
	int stretch, by_queue, burst;
	double scale, growth, gpu_scale, speed, prio;
	double load_frac, gpu_w, compute_frac, ckpt_every_s, ckpt_bytes, restart_s;

	// Outputs.
	aif_signal jobs_submitted, jobs_ended, gpu_s_submitted;

	const aif_frame_col *submit, *duration, *gpus, *estimate, *word;
	uint16_t *queue_of; // of a word of the queue column
	uint16_t queue_index;
	double job_w;
	aif_rng weeks, copies;
	double base_s;       // simulated time of the trace's second 0 in this cycle
	double week_s;       // simulated time at which the drawn week began
	size_t row, row_end; // next row, end of the cycle's rows
	int64_t n_made;
	aif_job *free;

	// Plan zoom.
	aif_flow flow;
	aif_profile_in ask;
	const aif_profile *profile;
	aif_profile_sums want;            // by step of the whole plan
	size_t step;                      // now
	double node_gpus, all_gpus;       // of the cluster
	double backlog_gpu_s, work_gpu_s; // waiting; done until the last look
	double due, submitted_gpu_s;      // jobs that would have ended had none waited
} aif_batch;

// --- the stretched trace ------------------------------------------------------

// First row submitted at or after t_s.
static size_t
row_at(const aif_batch *b, double t_s)
{
	size_t lo = 0, hi = b->trace->n_row;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (b->submit->x[mid] < t_s)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static double
span_s(const aif_batch *b)
{
	return b->submit->x[b->trace->n_row - 1];
}

// How far the trace's first second lies behind the run's start within a week.
static double
phase_s(const aif_batch *b, const aif_sim *s)
{
	double x;

	if (b->trace->start_unix_s == 0)
		return 0;
	x = fmod((double)(b->trace->start_unix_s - aif_sim_options(s)->start_unix_s), WEEK_S);
	return x < 0 ? x + WEEK_S : x;
}

static void
week_draw(aif_batch *b, double start_s)
{
	double n = fmax(floor(span_s(b) / WEEK_S), 1);
	double week = floor(aif_rng_u01(&b->weeks) * n);

	b->week_s = start_s;
	b->base_s = start_s - week * WEEK_S;
	b->row = row_at(b, week * WEEK_S);
	b->row_end = row_at(b, (week + 1) * WEEK_S);
}

static void
cycle_begin(aif_batch *b, const aif_sim *s)
{
	double phase = phase_s(b, s);

	b->row = 0;
	b->row_end = b->trace->n_row;
	b->base_s = 0;
	if (b->stretch == REPEAT)
		b->base_s = phase > 0 ? phase - ceil((span_s(b) + 1) / WEEK_S) * WEEK_S : 0;
	else if (b->stretch == BOOTSTRAP)
		week_draw(b, phase > 0 ? phase - WEEK_S : 0);
}

// Goes on to the next cycle; 0 when there is none.
static int
cycle_next(aif_batch *b)
{
	if (b->stretch == ONCE)
		return 0;
	if (b->stretch == REPEAT) {
		b->base_s += ceil((span_s(b) + 1) / WEEK_S) * WEEK_S;
		b->row = 0;
	} else {
		week_draw(b, b->week_s + WEEK_S);
	}
	return 1;
}

// --- jobs -----------------------------------------------------------------------

static aif_job *
job_take(aif_batch *b, aif_ctx *c)
{
	enum { MANY = 64 };
	aif_job *j = b->free;

	if (!j) {
		j = aif_ctx_alloc(c, MANY * sizeof *j);
		for (int i = 1; i < MANY; i++)
			j[i].next = i + 1 < MANY ? &j[i + 1] : NULL;
		b->free = &j[1];
	} else {
		b->free = j->next;
	}
	return j;
}

static void
job_submit(aif_batch *b, aif_ctx *c, size_t row)
{
	aif_job *j = job_take(b, c);
	double gpus = ceil(b->gpus->x[row] * b->gpu_scale - 1e-9);
	double word = b->word ? b->word->x[row] : NAN;

	*j = (aif_job){
		.id = ((uint64_t)aif_ctx_self(c) << 40) + (uint64_t)b->n_made++,
		.owner = aif_ctx_self(c),
		.queue = isnan(word) ? b->queue_index : b->queue_of[(int)word],
		.prio = (uint16_t)b->prio,
		.kind = AIF_JOB_BATCH,
		.n_gpus = (int32_t)fmax(gpus, 1),
		.submit_ns = aif_ctx_now(c),
		.work_s = b->duration->x[row] / b->speed,
		.gpu_busy_w = b->job_w,
		.compute_frac = b->compute_frac,
		.ckpt_every_s = b->ckpt_every_s,
		.ckpt_bytes = b->ckpt_bytes,
		.restart_s = b->restart_s,
		.may_burst = b->burst,
	};
	if (b->estimate && b->estimate->x[row] > 0)
		j->estimate_s = b->estimate->x[row] / b->speed;
	aif_signal_add(&b->jobs_submitted, 1);
	aif_signal_add(&b->gpu_s_submitted, j->work_s * j->n_gpus);
	aif_ctx_send(c, b->on, 0, AIF_PRIO_NORMAL, AIF_EV_SUBMIT, (aif_arg){ .p = j },
		     (aif_arg){ .u = 0 });
}

// The row's job, as often as the load wants it.
static void
arrive(aif_batch *b, aif_ctx *c, size_t row)
{
	double years = aif_time_to_s(aif_ctx_now(c)) / YEAR_S;
	double times = b->scale * pow(1 + b->growth, years);
	double n = times == 1 ? 1 : floor(times + aif_rng_u01(&b->copies));

	if (n >= 1)
		job_submit(b, c, row);
	for (double i = 1; i < n; i++)
		aif_ctx_send(c, aif_ctx_self(c),
			     aif_time_of_s(COPY_SPREAD_S * aif_rng_u01(&b->copies)),
			     AIF_PRIO_NORMAL, EV_COPY, (aif_arg){ .u = row }, (aif_arg){ .u = 0 });
}

// Sends oneself the next arrival, passing over what lies before the start.
static void
await(aif_batch *b, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	aif_time end = aif_sim_options(aif_ctx_sim(c))->end_ns;

	for (;;) {
		aif_time at;

		if (b->row == b->row_end) {
			// A drawn week may be empty; cycles end at the horizon.
			double begun_s = b->stretch == BOOTSTRAP ? b->week_s : b->base_s;

			if (aif_time_of_s(begun_s) > end || !cycle_next(b))
				return;
			continue;
		}
		at = aif_time_of_s(b->base_s + b->submit->x[b->row]);
		if (at > end)
			return;
		if (at >= now) {
			aif_ctx_send(c, aif_ctx_self(c), at - now, AIF_PRIO_NORMAL, EV_NEXT,
				     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
			return;
		}
		b->row++;
	}
}

// --- plan zoom ----------------------------------------------------------------------

// How many jobs come for each measured one at t_s.
static double
times(const aif_batch *b, double t_s)
{
	return b->scale * pow(1 + b->growth, fmax(t_s, 0) / YEAR_S);
}

// The profile of the trace: the same for all sims of a scenario, so it is shared.
static aif_err
profile(aif_batch *b, aif_sim *s, aif_diag *d)
{
	aif_memo *memo = aif_sim_options(s)->memo;
	double phase = b->stretch == ONCE ? 0 : phase_s(b, s);
	aif_profile *p;

	memset(&b->ask, 0, sizeof b->ask);
	b->ask.trace = b->trace;
	b->ask.step_s = aif_time_to_s(aif_plan_zoom(s));
	b->ask.offset_s = fmod(phase, b->ask.step_s);
	b->ask.gpu_scale = b->gpu_scale;
	b->ask.speed = b->speed;
	b->ask.max_gpus = INFINITY;
	if (!aif_job_listed(s, "rent", b->on) && !(b->burst && aif_job_listed(s, "burst", b->on)))
		b->ask.max_gpus = b->all_gpus;
	b->ask.node_gpus = b->node_gpus;
	b->ask.ckpt_s = b->ckpt_every_s;
	b->ask.restart_s = b->restart_s;
	b->profile = aif_memo_find(memo, "batch.profile", &b->ask, sizeof b->ask);
	if (b->profile)
		return AIF_OK;
	if (aif_profile_create(&p, &b->ask, aif_sim_arena(s)) != AIF_OK ||
	    aif_memo_put(memo, "batch.profile", &b->ask, sizeof b->ask, p) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	b->profile = p;
	return AIF_OK;
}

// Lays the weeks of the plan end to end, the same weeks as at cluster zoom.
static void
lay(aif_batch *b, const aif_sim *s)
{
	double end = aif_time_to_s(aif_sim_options(s)->end_ns), weeks = (double)b->profile->n_week;
	double phase = phase_s(b, s), start = 0, w = 0;
	double whole = fmax(floor(span_s(b) / WEEK_S), 1);

	if (b->stretch == REPEAT && phase > 0)
		start = phase - weeks * WEEK_S;
	else if (b->stretch == BOOTSTRAP && phase > 0)
		start = phase - WEEK_S;
	for (; start < end; start += WEEK_S, w++) {
		if (b->stretch == ONCE && w >= weeks)
			break;
		if (b->stretch == BOOTSTRAP)
			w = floor(aif_rng_u01(&b->weeks) * whole);
		else if (w >= weeks)
			w = 0;
		if (start > -WEEK_S)
			aif_profile_add(b->profile, &b->ask, (size_t)w, start,
					times(b, start + WEEK_S / 2), &b->want);
	}
}

static void
plan_start(aif_batch *b, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);

	b->want.n = (size_t)ceil(aif_time_to_s(aif_sim_options(s)->end_ns) / b->ask.step_s);
	b->want.gpus = aif_ctx_alloc(c, 3 * b->want.n * sizeof(double));
	b->want.arrived = b->want.gpus + b->want.n;
	b->want.ended = b->want.arrived + b->want.n;
	lay(b, s);
	b->flow = (aif_flow){ .owner = aif_ctx_self(c),
			      .queue = b->queue_index,
			      .prio = (uint16_t)b->prio,
			      .may_burst = b->burst,
			      .stretches = 1,
			      .gpu_w = b->job_w,
			      .compute_frac = b->compute_frac,
			      .loss_work_s = b->profile->loss_work_s,
			      .loss_idle_s = b->profile->loss_idle_s };
	memcpy(b->flow.stay_s, b->profile->stay_s, sizeof b->flow.stay_s);
	memcpy(b->flow.stay_frac, b->profile->stay_frac, sizeof b->flow.stay_frac);
	aif_ctx_send(c, aif_ctx_self(c), 0, AIF_PRIO_NORMAL, AIF_EV_TICK, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

// Closes the step that ends now: what was wanted and not done waits.
static void
plan_close(aif_batch *b, aif_time now)
{
	double dt = aif_time_to_s(now) - (double)b->step * b->ask.step_s;
	double part = fmin(dt / b->ask.step_s, 1), waiting;

	aif_flow_book(&b->flow, now);
	b->backlog_gpu_s += b->want.gpus[b->step] * dt - (b->flow.work_gpu_s - b->work_gpu_s);
	b->submitted_gpu_s += b->want.gpus[b->step] * dt;
	b->work_gpu_s = b->flow.work_gpu_s;
	b->flow.arrived += part * b->want.arrived[b->step];
	b->due += part * b->want.ended[b->step];
	waiting = b->profile->job_gpu_s > 0 ? b->backlog_gpu_s / b->profile->job_gpu_s : 0;
	b->flow.done = fmax(b->flow.done, b->due - fmax(waiting, 0));
	aif_signal_add(&b->jobs_submitted, b->flow.arrived - b->jobs_submitted.value);
	aif_signal_add(&b->jobs_ended, b->flow.done - b->jobs_ended.value);
	aif_signal_add(&b->gpu_s_submitted, b->want.gpus[b->step] * dt);
}

// The step that begins now: its own work, and what waits as fast as there is room.
static void
plan_step(aif_batch *b, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	aif_time now = aif_ctx_now(c), next = aif_plan_next(s, now);
	double left = fmax(b->backlog_gpu_s, 0);

	if (now > 0)
		plan_close(b, now);
	left = fmax(b->backlog_gpu_s, 0);
	b->step = (size_t)(now / aif_plan_zoom(s));
	b->flow.want_gpus = b->want.gpus[b->step] + left / aif_time_to_s(next - now);
	b->flow.queue_gpus = b->profile->mean_s > 0 ? left / b->profile->mean_s : 0;
	aif_ctx_send(c, b->on, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW, (aif_arg){ .p = &b->flow },
		     (aif_arg){ .u = 0 });
	if (next > now && next < aif_sim_options(s)->end_ns - 1)
		aif_ctx_send(c, aif_ctx_self(c), next - now, AIF_PRIO_NORMAL, AIF_EV_TICK,
			     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

// --- component --------------------------------------------------------------------

static aif_err
batch_power(aif_batch *b, const aif_sim *s, aif_diag *d)
{
	uint32_t rack = aif_sim_ref(s, b->on, "rack");
	aif_hw_unit hw;

	b->job_w = isnan(b->gpu_w) ? 0 : b->gpu_w;
	b->node_gpus = aif_plan_param(s, b->on, "gpus_per_node", 1);
	b->all_gpus = b->node_gpus * aif_plan_param(s, b->on, "nodes", 1);
	if (rack == AIF_NONE)
		return AIF_OK;
	if (aif_hw_resolve(s, rack, &hw, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	b->node_gpus = hw.gpus_per_server;
	b->all_gpus = hw.gpus_per_rack * aif_plan_param(s, b->on, "racks", 1);
	if (!isnan(b->gpu_w))
		return AIF_OK;
	b->job_w = fmax(b->load_frac * hw.gpu->tdp_w, hw.gpu->idle_w);
	return AIF_OK;
}

static aif_err
batch_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_batch *b = st;

	(void)self;
	if (!b->trace || b->trace->n_row == 0)
		return aif_err_fail(d, AIF_EINVAL, "has no jobs (expected a trace with rows)");
	b->submit = aif_frame_find(b->trace, "submit_s");
	b->duration = aif_frame_find(b->trace, "duration_s");
	b->gpus = aif_frame_find(b->trace, "gpus");
	b->estimate = aif_frame_find(b->trace, "estimate_s");
	b->word = b->by_queue ? aif_frame_find(b->trace, "queue") : NULL;
	if (!b->submit || !b->duration || !b->gpus)
		return aif_err_fail(d, AIF_EINVAL,
				    "trace '%s' is not a job trace (expected columns submit_s, "
				    "duration_s, gpus)",
				    b->trace->path);
	if (b->word && b->word->n_word > 0) {
		b->queue_of = aif_arena_alloc(aif_sim_arena(s),
					      (size_t)b->word->n_word * sizeof *b->queue_of);
		if (!b->queue_of)
			return aif_err_fail(d, AIF_ENOMEM, "out of memory");
		for (int i = 0; i < b->word->n_word; i++)
			b->queue_of[i] = aif_job_queue(s, b->on, b->word->word[i]);
	}
	b->queue_index =
	    b->queue == AIF_NONE ? 0 : aif_job_queue(s, b->on, aif_sim_name(s, b->queue));
	if (batch_power(b, s, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	return aif_plan_zoom(s) > 0 ? profile(b, s, d) : AIF_OK;
}

static void
batch_start(void *st, aif_ctx *c)
{
	aif_batch *b = st;

	aif_ctx_stream(c, 1, &b->weeks);
	aif_ctx_stream(c, 2, &b->copies);
	if (b->profile) {
		plan_start(b, c);
		return;
	}
	cycle_begin(b, aif_ctx_sim(c));
	await(b, c);
}

static void
batch_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_batch *b = st;
	aif_job *j = e->a.p;

	switch (e->kind) {
	case AIF_EV_TICK:
		plan_step(b, c);
		break;
	case EV_NEXT:
		arrive(b, c, b->row++);
		await(b, c);
		break;
	case EV_COPY:
		job_submit(b, c, (size_t)e->a.u);
		break;
	case AIF_EV_STOPPED:
		aif_signal_add(&b->jobs_ended, 1);
		j->next = b->free;
		b->free = j;
		break;
	default:
		break;
	}
}

static void
batch_finish(void *st, aif_ctx *c)
{
	aif_batch *b = st;

	if (b->profile) {
		plan_close(b, aif_ctx_now(c));
		aif_record_audit(c, "gpu_work", "s", b->flow.work_gpu_s + b->backlog_gpu_s,
				 b->submitted_gpu_s, 1, "done + waiting = submitted");
	}
	aif_record_summary(c, "jobs_submitted", b->jobs_submitted.value, "1",
			   "Jobs of the stretched trace up to the horizon.");
	aif_record_summary(c, "gpu_s_submitted", b->gpu_s_submitted.value, "s",
			   "Their GPUs times their run time at speed 1.");
}

#define B aif_batch
// clang-format off
static const aif_field batch_params[] = {
	AIF_P_OF(B, on, "on", AIF_F_REF, "cluster", AIF_REQUIRED, "Cluster that runs the jobs."),
	AIF_P_OF(B, trace, "trace", AIF_F_DATA, "philly|helios|acme|alibaba2020|alibaba2023|swf|sacct|gavel|csv", AIF_REQUIRED, "Measured jobs: submission, GPUs, run time."),
	AIF_P_CHOICE(B, stretch, "stretch", 0, "once|repeat|bootstrap-weeks", "once: as measured, the first job at the start; repeat: again and again in whole weeks; bootstrap-weeks: weeks drawn with replacement (Kuensch 1989)."),
	AIF_P(B, scale, "scale", "1", 1, 0, 1e6, "Jobs for each measured one; below 1 jobs are left out at random."),
	AIF_P(B, growth, "growth", "1", 0, -0.99, 100, "Growth of the number of jobs a year, compounded continuously."),
	AIF_P(B, gpu_scale, "gpu_scale", "1", 1, 1e-3, 1e4, "GPUs of a job relative to the trace, rounded up."),
	AIF_P(B, speed, "speed", "1", 1, 1e-3, 1e4, "How many times faster a job runs than in the trace (newer GPUs)."),
	AIF_P_OF(B, queue, "queue", AIF_F_REF, "queue", 0, "Virtual cluster of the jobs that the trace gives none."),
	AIF_P_BOOL(B, by_queue, "by_queue", 1, "Jobs go to the cluster's queue of the name that the trace gives, where there is one."),
	AIF_P(B, prio, "prio", "1", 10, 0, 65535, "Priority within a queue; 0 goes first."),
	AIF_P_BOOL(B, burst, "burst", 1, "Jobs may run on rented GPUs when the strategy bursts."),
	AIF_P(B, load_frac, "load", "1", 0.76, 0, 1, "Mean power of a busy GPU over its TDP; heavy training takes 76 % of a server's rating (8 x H100 server, measured by LBNL and BNL)."),
	AIF_P(B, gpu_w, "gpu_power", "W", NAN, 0, 1e5, "Mean power of a busy GPU, instead of `load`."),
	AIF_P(B, compute_frac, "compute_bound", "1", 1, 0, 1, "Share of the time bound by GPU clocks, which stretches under a power cap; 1 is the worst case."),
	AIF_P(B, ckpt_every_s, "checkpoint", "s", 0, 0, 1e9, "Work between checkpoints; 0: a job that is cut off begins anew."),
	AIF_P(B, ckpt_bytes, "checkpoint_size", "byte", 0, 0, 1e18, "Written per checkpoint; 0 costs no time."),
	AIF_P(B, restart_s, "restart", "s", 0, 0, 1e9, "From new placement to work after a job was cut off."),
	{ 0 },
};
static const aif_field batch_outputs[] = {
	AIF_O(B, jobs_submitted, "1", AIF_AGG_SUM, "Jobs submitted."),
	AIF_O(B, jobs_ended, "1", AIF_AGG_SUM, "Jobs that came back: done, killed or refused."),
	AIF_O(B, gpu_s_submitted, "s", AIF_AGG_SUM, "GPU-seconds of work submitted."),
	{ 0 },
};
// clang-format on
#undef B

const aif_model_ops aif_model_batch = {
	.name = "batch",
	.doc =
	    "Jobs of a measured trace, stretched to the plan's horizon, scaled and growing. Left "
	    "out: users who wait for results before they submit again (arrivals do not react "
	    "to the queue), jobs that fail by themselves (their measured run time counts).",
	.state_size = sizeof(aif_batch),
	.params = batch_params,
	.outputs = batch_outputs,
	.place = AIF_PLACE_WITH,
	.with = "on",
	.rank = AIF_RANK_IT,
	.wire = batch_wire,
	.start = batch_start,
	.event = batch_event,
	.finish = batch_finish,
};
