// service.c - a served language model whose replicas follow the demand.
//
// Each hour the service asks for as many replicas as the coming hour's mean demand
// needs; a replica is a gang of the cluster that loads its weights, serves until
// it is told to stop, and is lost and restarted by failures. In between, requests
// are a fluid: what the loaded replicas can not serve waits, and what would wait
// longer than `patience` is turned away. Capacity, power and time per token come
// from the performance model at the trace's mean lengths (replica.h). A few
// requests an hour are drawn from the trace and given the latencies of that model;
// they are a picture, not a simulation of single requests.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/flow.h"
#include "models/hw.h"
#include "models/job.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"
#include "models/work/service.h"
#include "models/work/users.h"
#include "models/work/work.h"

enum { EV_LOADED = AIF_EV_PRIVATE };

// --- demand --------------------------------------------------------------------

// Mean requests per second of the interval that begins now.
static double
demand_hz(const aif_service *p, const aif_ctx *c)
{
	double at = aif_time_to_s(aif_ctx_now(c)) + p->interval_s / 2;

	return aif_demand_trend_hz(&p->ask, at) * aif_demand_shape(&p->ask, aif_ctx_sim(c), at) +
	       aif_users_sent_hz(p, 0);
}

// Moves the fluid from since_ns to now at the rates that hold. The backlog is
// bounded by what can be served within patience.
void
aif_service_flow(aif_service *p, aif_time now)
{
	double dt = aif_time_to_s(now - p->since_ns);
	double in = p->demand_hz * dt, most = p->cap_hz * p->patience_s;
	double all = p->backlog + in;
	double served = fmin(all, p->cap_hz * dt);
	double left = all - served;
	double dropped = fmax(left - most, 0);
	double tokens = p->isl + p->osl;

	p->since_ns = now;
	p->backlog = left - dropped;
	p->arrived += in;
	p->served += served;
	p->dropped += dropped;
	aif_signal_add(&p->arrived_tokens, in * tokens);
	aif_signal_add(&p->arrived_requests, in);
	aif_signal_add(&p->served_tokens, served * tokens);
	aif_signal_add(&p->served_requests, served);
	aif_signal_add(&p->output_tokens, served * p->osl);
	aif_signal_add(&p->dropped_tokens, dropped * tokens);
}

void
aif_service_room(aif_service *p)
{
	double beta = p->unit.cap.compute_frac, clock = p->clock ? p->clock->value : 1;
	double gpus = p->busy && p->idle ? p->busy->value + p->idle->value : 0;
	double n = floor(gpus / p->unit.cap.gpus + 1e-9);

	p->room_hz = p->absent ? 0
		     : p->elastic
			 ? INFINITY
			 : aif_serveunit_most(p, n) * p->own_speed / ((1 - beta) + beta / clock);
}

double
aif_service_slack_s(const aif_service *p)
{
	return p->ttft_s > 0 ? p->ttft_s - p->unit.cap.ttft_s : INFINITY;
}

// Outputs of the present state, and the power of the replicas.
static void
settle(aif_service *p, aif_ctx *c)
{
	double n = (double)p->n_loaded, tokens = p->isl + p->osl, tpot, gpu_w, wait;
	double clock = p->clock ? p->clock->value : 1;
	double beta = p->unit.cap.compute_frac;
	double own = (n - (double)p->n_out) / ((1 - beta) + beta / clock);
	double served, full, speed;

	// In replicas at full clocks: a cap slows the owned ones, strategy and rules say how
	// fast the rented ones are.
	full = own * p->own_speed + (double)p->n_out * p->rent_speed;
	p->cap_hz = full * p->unit.cap.requests_s;
	served = p->backlog > 0 ? p->cap_hz : fmin(p->demand_hz, p->cap_hz);
	speed = n > 0 ? p->own_speed + (double)p->n_out / n * (p->rent_speed - p->own_speed) : 1;
	aif_replica_at(&p->unit, n > 0 ? served / (n * speed) : 0, &tpot, &gpu_w);
	wait = n > 0 ? aif_replica_wait_s(&p->unit, n, p->demand_hz, p->cv * p->cv, NULL) : 0;
	if (!isfinite(wait) || p->backlog > 0)
		wait = p->cap_hz > 0 ? fmin(p->backlog / p->cap_hz + 1 / p->cap_hz, p->patience_s)
				     : p->patience_s;
	aif_ctx_set(c, &p->demand_tokens_s, p->demand_hz * tokens);
	aif_ctx_set(c, &p->backlog_tokens, p->backlog * tokens);
	aif_ctx_set(c, &p->replicas, n);
	aif_ctx_set(c, &p->gpus, n * p->unit.cap.gpus);
	aif_ctx_set(c, &p->useful_gpus, (own + (double)p->n_out) * p->unit.cap.gpus);
	aif_ctx_set(c, &p->prompt_gpus, n * p->unit.cap.gpus * aif_serveunit_prompt_frac(p));
	aif_ctx_set(c, &p->ttft_est_s, n > 0 ? p->unit.cap.ttft_s + wait : 0);
	aif_ctx_set(c, &p->tpot_est_s, n > 0 ? tpot / speed : 0);
	aif_ctx_set(c, &p->utilization, p->cap_hz > 0 ? served / p->cap_hz : 0);
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_LOAD, (aif_arg){ .x = gpu_w },
		     (aif_arg){ .u = 0 });
}

// --- replicas ------------------------------------------------------------------

static void
replica_add(aif_service *p, aif_ctx *c)
{
	aif_service_replica *x = p->free;

	if (x)
		p->free = x->next;
	else
		x = aif_ctx_alloc(c, sizeof *x);
	*x = (aif_service_replica){ .next = p->all };
	x->job = (aif_job){ .id = ((uint64_t)aif_ctx_self(c) << 40) + (uint64_t)p->n_made++,
			    .owner = aif_ctx_self(c),
			    .queue = p->queue_index,
			    .prio = (uint16_t)p->prio,
			    .kind = AIF_JOB_SERVICE,
			    .n_gpus = (int32_t)p->unit.cap.gpus,
			    .submit_ns = aif_ctx_now(c),
			    .work_s = INFINITY,
			    .gpu_busy_w = p->unit.cap.gpu_w,
			    .compute_frac = p->unit.cap.compute_frac,
			    .restart_s = p->load_s,
			    .may_burst = p->burst };
	p->all = x;
	p->n_all++;
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_SUBMIT, (aif_arg){ .p = &x->job },
		     (aif_arg){ .u = 0 });
}

static void
replica_unload(aif_service *p, aif_ctx *c, aif_service_replica *x)
{
	aif_ctx_cancel(c, &x->loading);
	p->n_loaded -= x->loaded;
	p->n_out -= x->loaded && x->rented;
	x->loaded = 0;
}

static void
replica_drop(aif_service *p, aif_ctx *c, aif_service_replica *x)
{
	replica_unload(p, c, x);
	x->leaving = 1;
	p->n_all--;
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_WITHDRAW, (aif_arg){ .p = &x->job },
		     (aif_arg){ .u = 0 });
}

static void
replica_back(aif_service *p, aif_ctx *c, aif_service_replica *x)
{
	aif_service_replica **at = &p->all;

	while (*at && *at != x)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = x->next;
	if (!x->leaving) { // refused: the cluster can never hold it
		replica_unload(p, c, x);
		p->n_all--;
	}
	x->next = p->free;
	p->free = x;
}

// As many as wanted: those that still wait go first, then the newest.
static void
scale(aif_service *p, aif_ctx *c, int64_t want)
{
	while (p->n_all < want)
		replica_add(p, c);
	for (int loaded = 0; loaded < 2; loaded++)
		for (aif_service_replica *x = p->all; x && p->n_all > want; x = x->next)
			if (!x->leaving && x->loaded == loaded)
				replica_drop(p, c, x);
}

// --- requests ------------------------------------------------------------------

// A request of the past interval, with the latencies that hold now.
static void
request_emit(aif_service *p, aif_ctx *c)
{
	const aif_frame_col *isl = p->trace ? aif_frame_find(p->trace, "isl") : NULL;
	const aif_frame_col *osl = p->trace ? aif_frame_find(p->trace, "osl") : NULL;
	double u = aif_rng_u01(&p->draws), v = aif_rng_u01(&p->draws);
	size_t row = p->trace ? (size_t)(u * (double)p->trace->n_row) : 0;
	double wait, delayed, tpot = p->tpot_est_s.value;
	aif_row_request r = { .id = p->n_request++, .service = aif_ctx_self(c) };

	wait = aif_replica_wait_s(&p->unit, (double)p->n_loaded, p->demand_hz, p->cv * p->cv,
				  &delayed);
	if (isfinite(wait)) // exponential once it waits at all
		wait = v < delayed ? -wait / delayed * log(v / delayed) : 0;
	else
		wait = p->ttft_est_s.value - p->unit.cap.ttft_s;
	r.arrival_s = aif_time_to_s(aif_ctx_now(c)) - p->interval_s * aif_rng_u01(&p->draws);
	r.isl = (int32_t)(isl ? isl->x[row] : p->isl);
	r.osl = (int32_t)(osl ? osl->x[row] : p->osl);
	r.ttft_s = wait + p->unit.cap.iteration_s / 2 +
		   (p->unit.cap.ttft_s - p->unit.cap.iteration_s / 2) * r.isl / p->isl;
	r.tpot_s = tpot;
	r.e2e_s = r.ttft_s + fmax(r.osl - 1, 0) * tpot;
	snprintf(r.status, sizeof r.status, "sampled");
	aif_ctx_emit(c, &aif_table_requests, &r);
}

// --- component -----------------------------------------------------------------

static double
mean_of(const aif_frame *f, const char *name)
{
	const aif_frame_col *col = f ? aif_frame_find(f, name) : NULL;
	double sum = 0;

	if (!col || f->n_row == 0)
		return NAN;
	for (size_t i = 0; i < f->n_row; i++)
		sum += col->x[i];
	return sum / (double)f->n_row;
}

static aif_err
lengths(aif_service *p, aif_diag *d)
{
	const aif_frame_col *at = p->trace ? aif_frame_find(p->trace, "arrival_s") : NULL;

	if (isnan(p->isl))
		p->isl = mean_of(p->trace, "isl");
	if (isnan(p->osl))
		p->osl = mean_of(p->trace, "osl");
	if (isnan(p->ask.rate_hz) && p->n_from > 0)
		p->ask.rate_hz = 0; // what users send is all
	if (isnan(p->ask.rate_hz) && at && p->trace->n_row > 1)
		p->ask.rate_hz =
		    (double)(p->trace->n_row - 1) / (at->x[p->trace->n_row - 1] - at->x[0]);
	if (isnan(p->isl) || isnan(p->osl) || !isfinite(p->ask.rate_hz))
		return aif_err_fail(d, AIF_EINVAL,
				    "has no demand (expected a request `trace`, or "
				    "`rate`, `isl` and `osl`)");
	return AIF_OK;
}

static aif_err
service_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	aif_service *p = st;
	aif_err err;

	if (aif_sim_ref(s, p->on, "rack") == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "cluster '%s' has no rack: capacity needs a GPU "
				    "(expected `rack`)",
				    aif_sim_name(s, p->on));
	if ((err = aif_users_find(p, s, self, d)) || (err = lengths(p, d)) ||
	    (err = aif_serveunit_init(p, s, d)))
		return err;
	if (p->queue != AIF_NONE)
		p->queue_index = aif_job_queue(s, p->on, aif_sim_name(s, p->queue));
	p->clock = aif_sim_signal(s, p->on, "clock_frac");
	p->rent_speed = aif_job_leg_speed(s, p->on, 1);
	p->own_speed = aif_job_leg_speed(s, p->on, 0);
	p->planned_speed = aif_job_rented(s, p->on) ? p->rent_speed : p->own_speed;
	p->busy = aif_sim_signal(s, p->on, "busy_gpus");
	p->idle = aif_sim_signal(s, p->on, "idle_gpus");
	p->elastic = aif_job_rented(s, p->on) || (p->burst && aif_job_bursts(s, p->on));
	p->absent = !p->elastic && !aif_plan_owned(s, p->on);
	return AIF_OK;
}

static void
tick(aif_service *p, aif_ctx *c)
{
	double slack = aif_service_slack_s(p), want;

	aif_service_flow(p, aif_ctx_now(c));
	if (p->n_loaded > 0 && p->demand_hz > 0)
		for (int i = 0; i < (int)p->sample; i++)
			request_emit(p, c);
	p->demand_hz = demand_hz(p, c);
	want = aif_replica_need(&p->unit, p->demand_hz / p->planned_speed, p->most_frac, slack,
				p->cv * p->cv);
	want = fmax(want, p->min_replicas);
	aif_ctx_set(c, &p->wanted_replicas, want);
	scale(p, c, (int64_t)want);
	settle(p, c);
	aif_service_room(p);
	aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(p->interval_s), AIF_PRIO_INPUT, AIF_EV_TICK,
		     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

static void
service_start(void *st, aif_ctx *c)
{
	aif_ctx_stream(c, 1, &((aif_service *)st)->draws);
	if (aif_plan_zoom(aif_ctx_sim(c)) > 0)
		aif_serveplan_start(st, c);
	aif_ctx_send(c, aif_ctx_self(c), 0, AIF_PRIO_INPUT, AIF_EV_TICK, (aif_arg){ .u = 0 },
		     (aif_arg){ .u = 0 });
}

static void
service_event(void *st, aif_ctx *c, const aif_ev *e)
{
	aif_service *p = st;
	aif_service_replica *x = e->a.p;

	if (e->kind == AIF_EV_TICK && p->need) {
		aif_serveplan_step(p, c);
		return;
	}
	if (e->kind == AIF_EV_FLOW) {
		aif_serveplan_settle(p, c);
		return;
	}
	if (e->kind == AIF_EV_TICK) {
		tick(p, c);
		return;
	}
	if (e->kind == AIF_EV_STARTED) {
		if (!x->leaving)
			aif_ctx_timer(c, &x->loading, aif_time_of_s(p->load_s), AIF_PRIO_NORMAL,
				      EV_LOADED, (aif_arg){ .p = x });
		return;
	}
	aif_service_flow(p, aif_ctx_now(c));
	if (e->kind == EV_LOADED) {
		x->loaded = 1;
		x->rented = x->job.on_rented;
		p->n_loaded++;
		p->n_out += x->rented;
	} else if (e->kind == AIF_EV_LOST && !x->leaving) {
		replica_unload(p, c, x);
	} else if (e->kind == AIF_EV_STOPPED) {
		replica_back(p, c, x);
	}
	settle(p, c);
}

static void
service_finish(void *st, aif_ctx *c)
{
	aif_service *p = st;
	char note[128];

	if (p->need)
		aif_serveplan_close(p, aif_ctx_now(c));
	else
		aif_service_flow(p, aif_ctx_now(c));
	aif_record_audit(c, "requests", "1", p->served + p->dropped + p->backlog, p->arrived, 1,
			 "served + dropped + waiting = arrived");
	aif_record_audit(c, "tokens", "token",
			 p->served_tokens.value + p->dropped_tokens.value +
			     p->backlog * (p->isl + p->osl),
			 p->arrived_tokens.value, 1, "served + dropped + waiting = arrived");
	snprintf(note, sizeof note, "tp %g, pp %g, %g requests in flight; %s", p->unit.in.tp,
		 fmax(p->unit.in.pp, 1), p->unit.cap.batch,
		 aif_kernel_how_name(p->unit.cap.mark.how));
	aif_record_summary(c, "replica_requests_s", p->unit.cap.requests_s, "1/s", note);
	aif_record_summary(c, "served_share", p->arrived > 0 ? p->served / p->arrived : 1, "1",
			   "Requests served over arrived.");
	aif_record_summary(c, "served_tokens", p->served_tokens.value, "token",
			   "Input and output tokens.");
}

#define V aif_service
// clang-format off
static const aif_field service_params[] = {
	AIF_P_OF(V, on, "on", AIF_F_REF, "cluster", AIF_REQUIRED, "Cluster that serves."),
	AIF_P_OF(V, model, "model", AIF_F_REF, "llm", AIF_REQUIRED, "Model that is served."),
	AIF_P_OF(V, trace, "trace", AIF_F_DATA, "azure-llm|burstgpt|mooncake|csv", 0, "Measured requests: mean lengths, mean rate, lengths of the sampled ones."),
	AIF_P(V, ask.rate_hz, "rate", "1/s", NAN, 0, 1e9, "Requests per second at the start, mean of the day; when not given, 0 where users send theirs, else the trace's."),
	AIF_P(V, ask.growth, "growth", "1", 0, -0.99, 100, "Growth of the demand a year, compounded continuously."),
	AIF_P_CHOICE(V, ask.shape, "shape", 0, "daily|flat", "daily: the mean day of ServeGen's m-small service (Xiang et al. 2025), peak 1.46 of the mean; flat: constant."),
	AIF_P(V, ask.zone_s, "zone", "s", 0, -50400, 50400, "Local time of the users less UTC."),
	AIF_P(V, isl, "isl", "token", NAN, 1, 1e8, "Mean input tokens, instead of the trace's."),
	AIF_P(V, osl, "osl", "token", NAN, 1, 1e8, "Mean output tokens, instead of the trace's."),
	AIF_P(V, prefix_frac, "prefix", "1", 0, 0, 1, "Share of the input found in a prefix cache."),
	AIF_P(V, ttft_s, "ttft", "s", 0, 0, 1e6, "Target of the mean time to the first token; 0: none."),
	AIF_P(V, tpot_s, "tpot", "s", 0, 0, 1e6, "Target of the time per output token; 0: none, memory bounds the batch."),
	AIF_P(V, tp, "tp", "1", 0, 0, 1024, "Tensor parallel; 0: the size within a server that serves most per GPU."),
	AIF_P(V, pp, "pp", "1", 1, 1, 1024, "Pipeline parallel."),
	AIF_P(V, ep, "ep", "1", 1, 1, 1024, "Expert parallel within the tensor-parallel group."),
	AIF_P_CHOICE(V, precision, "precision", 0, "bf16|fp8|nvfp4", "Type of weights and matmuls."),
	AIF_P_CHOICE(V, kv, "kv", 0, "bf16|fp8", "Type of the key-value cache."),
	AIF_P(V, most_frac, "utilization", "1", 1, 0.01, 1, "Most of the capacity that the plan uses; 1: no more margin than `ttft` asks for."),
	AIF_P(V, cv, "arrival_cv", "1", 1, 0, 100, "Coefficient of variation of the time between requests; 1 is Poisson."),
	AIF_P(V, patience_s, "patience", "s", 60, 0, 1e9, "Requests that would wait longer are turned away; an operator's choice."),
	AIF_P(V, min_replicas, "min_replicas", "1", 1, 0, 1e6, "Fewest replicas."),
	AIF_P(V, load_s, "load_time", "s", 0, 0, 1e6, "From placement to service: start of the engine, loading of the weights."),
	AIF_P(V, interval_s, "interval", "s", 3600, 60, 86400, "How often the number of replicas is chosen."),
	AIF_P_OF(V, queue, "queue", AIF_F_REF, "queue", 0, "Virtual cluster."),
	AIF_P(V, prio, "prio", "1", 0, 0, 65535, "Priority within a queue; 0 goes first."),
	AIF_P_BOOL(V, burst, "burst", 1, "Replicas may run on rented GPUs when the strategy bursts."),
	AIF_P(V, sample, "sample", "1", 1, 0, 1e6, "Requests drawn for /requests per interval."),
	{ 0 },
};
static const aif_field service_outputs[] = {
	AIF_O(V, demand_tokens_s, "token/s", AIF_AGG_MEAN, "Input and output tokens asked for."),
	AIF_O(V, arrived_tokens, "token", AIF_AGG_SUM, "Tokens of the requests that came."),
	AIF_O(V, arrived_requests, "1", AIF_AGG_SUM, "Requests that came."),
	AIF_O(V, served_tokens, "token", AIF_AGG_SUM, "Tokens of the requests served."),
	AIF_O(V, served_requests, "1", AIF_AGG_SUM, "Requests served."),
	AIF_O(V, output_tokens, "token", AIF_AGG_SUM, "Output tokens of the requests served."),
	AIF_O(V, dropped_tokens, "token", AIF_AGG_SUM, "Tokens of the requests turned away."),
	AIF_O(V, backlog_tokens, "token", AIF_AGG_LAST, "Tokens of the requests that wait."),
	AIF_O(V, replicas, "1", AIF_AGG_MEAN, "Replicas that serve."),
	AIF_O(V, wanted_replicas, "1", AIF_AGG_MEAN, "Replicas that the demand needs."),
	AIF_O(V, gpus, "1", AIF_AGG_MEAN, "GPUs of the replicas that serve."),
	AIF_O(V, useful_gpus, "1", AIF_AGG_MEAN, "Of them, as finance reads it: at the speed that clocks leave them."),
	AIF_O(V, prompt_gpus, "1", AIF_AGG_MEAN, "Of these, by the share of a replica's time at capacity that goes into prompts."),
	AIF_O(V, ttft_est_s, "s", AIF_AGG_MEAN, "Mean time to the first token: prefill at capacity plus the wait for a slot (Halfin & Whitt 1981)."),
	AIF_O(V, tpot_est_s, "s", AIF_AGG_MEAN, "Time per output token at the present load."),
	AIF_O(V, utilization, "1", AIF_AGG_MEAN, "Served over capacity."),
	{ 0 },
};
// clang-format on
#undef V

const aif_model_ops aif_model_service = {
	.name = "service",
	.doc = "A language model served by replicas that follow the hourly demand. Left out: "
	       "forecast errors within the hour, routing, disaggregated prefill, the spread of "
	       "lengths in the capacity (means are used), single requests but for a sample.",
	.state_size = sizeof(aif_service),
	.params = service_params,
	.outputs = service_outputs,
	.place = AIF_PLACE_WITH,
	.with = "on",
	.rank = AIF_RANK_IT + 1,
	.wire = service_wire,
	.start = service_start,
	.event = service_event,
	.finish = service_finish,
};
