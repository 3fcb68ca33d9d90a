// cluster_kit.h - a cluster under test, and a workload that plays a script on it.
#ifndef AIF_TESTS_CLUSTER_KIT_H
#define AIF_TESTS_CLUSTER_KIT_H

#include "sim_kit.h"

#include "models/job.h"
#include "models/wire.h"

// The script submits given jobs and sends given events at given times.
enum { MAX = 32 };

typedef struct script {
	uint32_t on;
	int n_job, n_ev;
	aif_job job[MAX];
	double at_s[MAX]; // of jobs
	struct {
		double t_s;
		uint16_t kind;
		aif_arg a;
	} ev[MAX];
	double start_s[MAX], end_s[MAX];
	int ended[MAX];
} script;

enum { EV_SUBMIT_ONE = AIF_EV_PRIVATE, EV_SEND_ONE };

static inline void
script_start(void *st, aif_ctx *c)
{
	script *p = st;

	for (int i = 0; i < p->n_job; i++)
		aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(p->at_s[i]), AIF_PRIO_NORMAL,
			     EV_SUBMIT_ONE, (aif_arg){ .i = i }, (aif_arg){ .u = 0 });
	for (int i = 0; i < p->n_ev; i++)
		aif_ctx_send(c, aif_ctx_self(c), aif_time_of_s(p->ev[i].t_s), AIF_PRIO_NORMAL,
			     EV_SEND_ONE, (aif_arg){ .i = i }, (aif_arg){ .u = 0 });
}

static inline void
script_event(void *st, aif_ctx *c, const aif_ev *e)
{
	script *p = st;
	double now = aif_time_to_s(aif_ctx_now(c));
	aif_job *j = e->a.p;

	if (e->kind == EV_SUBMIT_ONE) {
		j = &p->job[e->a.i];
		j->owner = aif_ctx_self(c);
		j->id = (uint64_t)e->a.i;
		j->submit_ns = aif_ctx_now(c);
		aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, AIF_EV_SUBMIT, (aif_arg){ .p = j },
			     (aif_arg){ .u = 0 });
	} else if (e->kind == EV_SEND_ONE) {
		aif_ctx_send(c, p->on, 0, AIF_PRIO_NORMAL, p->ev[e->a.i].kind, p->ev[e->a.i].a,
			     (aif_arg){ .u = 0 });
	} else if (e->kind == AIF_EV_STARTED) {
		p->start_s[j->id] = now;
	} else if (e->kind == AIF_EV_STOPPED) {
		p->end_s[j->id] = now;
		p->ended[j->id] = 1 + (int)e->b.i;
	}
}

static const aif_field script_params[] = {
	AIF_P_OF(script, on, "on", AIF_F_REF, "cluster", AIF_REQUIRED, "Cluster."), { 0 }
};

static const aif_model_ops script_ops = { .name = "script",
					  .state_size = sizeof(script),
					  .params = script_params,
					  .place = AIF_PLACE_WITH,
					  .with = "on",
					  .rank = AIF_RANK_IT,
					  .start = script_start,
					  .event = script_event };

typedef struct bed {
	aif_sim *s;
	uint32_t cluster, script_id;
	script *p;
} bed;

// A cluster of nodes x gpus without hardware, and an empty script on it.
static inline bed
bed_make(int nodes, int gpus, double end_s)
{
	bed b = { .s = kit_sim(NULL, end_s, 1) };

	b.cluster = kit_add(b.s, "cluster", "c", AIF_NONE);
	b.script_id = kit_add_ops(b.s, &script_ops, "w", AIF_NONE);
	b.p = aif_sim_state(b.s, b.script_id);
	b.p->on = b.cluster;
	kit_num(b.s, b.cluster, "nodes", nodes);
	kit_num(b.s, b.cluster, "gpus_per_node", gpus);
	return b;
}

static inline aif_job *
put(bed *b, double at_s, int gpus, double work_s)
{
	int i = b->p->n_job++;

	b->p->at_s[i] = at_s;
	b->p->job[i] = (aif_job){ .n_gpus = gpus, .work_s = work_s };
	return &b->p->job[i];
}

static inline void
tell(bed *b, double at_s, uint16_t kind, aif_arg a)
{
	int i = b->p->n_ev++;

	b->p->ev[i].t_s = at_s;
	b->p->ev[i].kind = kind;
	b->p->ev[i].a = a;
}

static inline void
bed_run(bed *b)
{
	kit_run(b->s);
	assert_true(kit_audits(b->s) >= 4);
}

#endif
