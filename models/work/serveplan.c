// serveplan.c - a service at plan zoom: replicas are a fluid.
//
// One step is several of the service's intervals, each with its own demand and need; the
// replicas held are their mean. Of the time that they are held they load: when they are
// new, and when a node fails. Latencies are not told at this zoom.
#include <math.h>

#include "models/plan.h"
#include "models/wire.h"
#include "models/work/service.h"
#include "models/work/users.h"

void
aif_serveplan_start(aif_service *p, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t fault = aif_sim_nth(s, "failures", p->on, 0);

	if (fault != AIF_NONE)
		p->fail_hz = aif_sim_signal(s, fault, "rate_hz")->value;
	p->flow = (aif_flow){ .owner = aif_ctx_self(c),
			      .queue = p->queue_index,
			      .prio = (uint16_t)p->prio,
			      .may_burst = p->burst,
			      .compute_frac = p->unit.cap.compute_frac };
}

// Of a mean replica held, relative to an owned one at full clocks.
static double
speed_of(const aif_service *p)
{
	double beta = p->unit.cap.compute_frac, own = p->own_speed;
	double all = p->flow.have_gpus + p->flow.rented_gpus;

	if (p->clock)
		own /= (1 - beta) + beta / p->clock->value;
	return all > 0 ? (p->flow.have_gpus * own + p->flow.rented_gpus * p->rent_speed) / all
		       : own;
}

// Closes the step that ends now.
void
aif_serveplan_close(aif_service *p, aif_time now)
{
	double want = p->wanted_replicas.value, rate = p->unit.cap.requests_s, have, fails;
	double len = aif_time_to_s(now - p->since_ns) / fmax(p->n_part, 1);
	aif_time t0 = p->since_ns;

	if (now <= t0)
		return;
	have = want > 0 ? (p->flow.have_gpus + p->flow.rented_gpus) / p->unit.cap.gpus / want : 0;
	// A replica that a failure hits restarts and loads again.
	fails = p->fail_hz * fmax(p->unit.cap.gpus, p->node_gpus) * 2 * p->load_s;
	rate *= speed_of(p);
	for (int i = 0; i < p->n_part; i++) {
		double here = p->part_need[i], more = fmax(here - p->before, 0);

		p->flow.arrived += more;
		p->flow.done += fmax(p->before - here, 0);
		p->before = here;
		p->demand_hz = p->part_hz[i];
		p->cap_hz = fmax(have * here - more * p->load_s / len - here * fails, 0) * rate;
		aif_service_flow(p, i + 1 < p->n_part ? t0 + aif_time_of_s((i + 1) * len) : now);
	}
}

int
aif_serveplan_parts(double dt_s, double interval_s)
{
	return (int)fmin(fmax(round(dt_s / interval_s), 1), AIF_SERVICE_PARTS);
}

// Demand and need by part of the step [now, next); *gpu_w: mean power of a GPU. Returns the
// mean need.
static double
look_ahead(aif_service *p, const aif_ctx *c, aif_time next, double *gpu_w)
{
	aif_time now = aif_ctx_now(c);
	double dt = aif_time_to_s(next - now), sum = 0, w = 0, one_w;
	double trend = aif_demand_trend_hz(&p->ask, aif_time_to_s(now) + dt / 2);

	p->n_part = aif_serveplan_parts(dt, p->interval_s);
	for (int i = 0; i < p->n_part; i++) {
		double at = aif_time_to_s(now) + (i + 0.5) * dt / p->n_part;
		double hz = trend * aif_demand_shape(&p->ask, aif_ctx_sim(c), at), n;

		hz += aif_users_sent_hz(p, i);
		n = aif_serveunit_need(p, hz / p->planned_speed);

		aif_replica_at(&p->unit, fmin(hz / n, p->unit.cap.requests_s), NULL, &one_w);
		p->part_hz[i] = hz;
		p->part_need[i] = n;
		sum += n;
		w += n * one_w;
	}
	*gpu_w = w / sum;
	return sum / p->n_part;
}

void
aif_serveplan_step(aif_service *p, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c), next = aif_plan_next(aif_ctx_sim(c), now);
	double n, hz = 0;

	aif_serveplan_close(p, now);
	n = look_ahead(p, c, next, &p->flow.gpu_w);
	for (int i = 0; i < p->n_part; i++)
		hz += p->part_hz[i] / p->n_part;
	p->flow.want_gpus = n * p->unit.cap.gpus;
	aif_ctx_set(c, &p->wanted_replicas, n);
	aif_ctx_set(c, &p->demand_tokens_s, hz * (p->isl + p->osl));
	aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_FLOW, (aif_arg){ .p = &p->flow },
		     (aif_arg){ .u = 0 });
	if (next < aif_sim_options(aif_ctx_sim(c))->end_ns - 1)
		aif_ctx_send(c, aif_ctx_self(c), next - now, AIF_PRIO_INPUT, AIF_EV_TICK,
			     (aif_arg){ .u = 0 }, (aif_arg){ .u = 0 });
}

// What the cluster gives: outputs of the present state.
void
aif_serveplan_settle(aif_service *p, aif_ctx *c)
{
	double gpus = p->flow.have_gpus + p->flow.rented_gpus, n = gpus / p->unit.cap.gpus;
	double most = n * p->unit.cap.requests_s * (p->isl + p->osl);

	aif_ctx_set(c, &p->replicas, n);
	aif_ctx_set(c, &p->gpus, gpus);
	aif_ctx_set(c, &p->useful_gpus,
		    p->flow.have_gpus * p->flow.clock_frac + p->flow.rented_gpus);
	aif_ctx_set(c, &p->prompt_gpus, gpus * aif_serveunit_prompt_frac(p));
	aif_service_room(p);
	aif_ctx_set(c, &p->utilization, most > 0 ? fmin(p->demand_tokens_s.value / most, 1) : 0);
}
