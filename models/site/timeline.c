// timeline.c - the milestones of a site, and which of them were on the critical path.
//
// A milestone is critical when the last racks of a cluster waited for it: the gate says
// what a cluster waited for last (alloc.h); from there the path goes back through the
// tasks that ended last. Stages of feeds write their own rows.
// Source: critical path method, Kelley & Walker 1959.
#include "models/site/timeline.h"

#include <math.h>
#include <string.h>

#include "models/plan.h"
#include "models/record.h"

typedef struct span {
	aif_time plan0, plan1, t0, t1;
} span;

static double
or_nan(aif_time t)
{
	return t == AIF_TIME_MAX ? NAN : aif_time_to_s(t);
}

static void
step(aif_ctx *c, uint32_t entity, const char *name, const span *s, const char *reason, int critical)
{
	aif_row_milestone r;

	memset(&r, 0, sizeof r);
	r.plan_start_s = or_nan(s->plan0);
	r.plan_end_s = or_nan(s->plan1);
	r.start_s = or_nan(s->t0);
	r.end_s = or_nan(s->t1);
	r.entity = entity;
	r.critical = critical;
	strncpy(r.step, name, sizeof r.step - 1);
	strncpy(r.reason, reason, sizeof r.reason - 1);
	aif_ctx_emit(c, &aif_table_timeline, &r);
}

// Marks the tasks that id waited for until t, and those that they waited for.
static void
mark(const aif_sim *sim, uint32_t id, aif_time t, uint32_t depth, uint8_t *critical)
{
	aif_refs after = aif_plan_refs(sim, id, "after");

	for (uint32_t i = 0; i < after.n && depth <= aif_sim_n(sim); i++) {
		aif_time start;

		if (aif_plan_task(sim, after.id[i], 0, &start) < t)
			continue;
		critical[after.id[i]] = 1;
		mark(sim, after.id[i], start, depth + 1, critical);
	}
}

// What clusters waited for last: themselves, or their hall.
static void
mark_all(const aif_buildout *b, const aif_sim *sim, uint8_t *critical)
{
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		const aif_buildout_cluster *k = &b->cluster[i];

		if (k->late_why == AIF_ALLOC_HALL)
			critical[k->hall_id] = 1;
		if (k->late_why == AIF_ALLOC_DELIVERY || k->late_why == AIF_ALLOC_INSTALL ||
		    k->late_why == AIF_ALLOC_STAFF) {
			critical[k->id] = 1;
			mark(sim, k->id, k->real.install, 0, critical);
		}
	}
	for (uint32_t h = 0; h < b->n_hall; h++)
		if (critical[b->hall[h].id])
			mark(sim, b->hall[h].id, b->hall[h].open, 0, critical);
}

static void
tasks(const aif_sim *sim, aif_ctx *c, const uint8_t *critical)
{
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(sim, "task", aif_ctx_self(c), i)) != AIF_NONE; i++) {
		uint32_t needs = aif_sim_ref(sim, id, "needs");
		const aif_field *f = aif_model_field(aif_sim_model(sim, id)->params, "kind");
		const char *kind =
		    *(const char *const *)(const void *)((const char *)aif_sim_state(sim, id) +
							 f->off);
		span s;

		s.plan1 = aif_plan_task(sim, id, 1, &s.plan0);
		s.t1 = aif_plan_task(sim, id, 0, &s.t0);
		step(c, id, *kind ? kind : "task", &s,
		     s.t1 > s.plan1 && needs != AIF_NONE ? aif_sim_name(sim, needs) : "",
		     critical[id]);
	}
}

static void
clusters(const aif_buildout *b, aif_ctx *c, const uint8_t *critical)
{
	for (uint32_t i = 0; i < b->n_cluster; i++) {
		const aif_buildout_cluster *k = &b->cluster[i];
		int late = k->first > k->plan_first || k->full > k->plan_full;
		double n = ceil(k->racks / k->batch - 1e-9) - 1;
		aif_time ends[2][2] = {
			{ aif_plan_later(k->plan.deliver, n * k->batch_s),
			  aif_plan_later(k->real.deliver, n * k->batch_s) },
			{ aif_plan_later(k->plan.install, n * k->batch_s),
			  aif_plan_later(k->real.install, n * k->batch_s) },
		};

		step(c, k->id, "deliver", &(span){ k->order, ends[0][0], k->order, ends[0][1] },
		     ends[0][1] > ends[0][0] ? "delivery" : "", critical[k->id]);
		step(c, k->id, "install",
		     &(span){ k->plan.deliver, ends[1][0], k->real.deliver, ends[1][1] }, "",
		     critical[k->id]);
		step(c, k->id, "run", &(span){ k->plan_first, k->plan_full, k->first, k->full },
		     late ? aif_alloc_name(k->late_why) : "",
		     !critical[k->id] && k->late_why != AIF_ALLOC_DEMAND &&
			 k->late_why != AIF_ALLOC_FLEET);
		if (k->retire < AIF_TIME_MAX)
			step(c, k->id, "retire",
			     &(span){ k->retire, k->retire, k->retire, k->retire }, "", 0);
	}
}

void
aif_timeline_write(const aif_buildout *b, aif_ctx *c)
{
	const aif_sim *sim = aif_ctx_sim(c);
	uint8_t *critical = aif_ctx_alloc(c, aif_sim_n(sim));

	memset(critical, 0, aif_sim_n(sim));
	mark_all(b, sim, critical);
	tasks(sim, c, critical);
	for (uint32_t i = 0; i < b->n_hall; i++) {
		const aif_buildout_hall *h = &b->hall[i];
		aif_time from = aif_plan_later(h->plan, -h->build_s);
		double last = (h->blocks - 1) * h->block_s;

		step(c, h->id, "build",
		     &(span){ from, aif_plan_later(h->plan, last), from,
			      aif_plan_later(h->open, last) },
		     h->open > h->plan ? "construction" : "", critical[h->id]);
		step(c, h->id, "run", &(span){ h->plan, h->plan, h->open, h->open }, "", 0);
	}
	clusters(b, c, critical);
}
