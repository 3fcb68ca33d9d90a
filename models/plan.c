// plan.c - who is built where: the questions that halls, cooling, feeds and sites ask.
#include "models/plan.h"

#include <math.h>

aif_refs
aif_plan_refs(const aif_sim *s, uint32_t id, const char *field)
{
	const aif_field *f = aif_model_field(aif_sim_model(s, id)->params, field);

	if (!f || f->type != AIF_F_REFS)
		return (aif_refs){ 0 };
	return *(const aif_refs *)(const void *)((const char *)aif_sim_state(s, id) + f->off);
}

int
aif_plan_owned(const aif_sim *s, uint32_t cluster)
{
	uint32_t strategy = aif_sim_nth(s, "strategy", AIF_NONE, 0);
	aif_refs own;

	if (strategy == AIF_NONE)
		return 1;
	own = aif_plan_refs(s, strategy, "own");
	for (uint32_t i = 0; i < own.n; i++)
		if (own.id[i] == cluster)
			return 1;
	return 0;
}

uint32_t
aif_plan_cluster(const aif_sim *s, uint32_t hall, uint32_t i)
{
	uint32_t c;

	for (uint32_t k = 0; (c = aif_sim_nth(s, "cluster", AIF_NONE, k)) != AIF_NONE; k++)
		if (aif_sim_ref(s, c, "hall") == hall && aif_plan_owned(s, c) && i-- == 0)
			return c;
	return AIF_NONE;
}

int
aif_plan_built(const aif_sim *s, uint32_t site)
{
	uint32_t h;

	for (uint32_t k = 0; (h = aif_sim_nth(s, "hall", site, k)) != AIF_NONE; k++)
		if (aif_plan_cluster(s, h, 0) != AIF_NONE)
			return 1;
	return 0;
}

uint32_t
aif_plan_colo(const aif_sim *s)
{
	uint32_t strategy = aif_sim_nth(s, "strategy", AIF_NONE, 0);

	return strategy == AIF_NONE ? AIF_NONE : aif_sim_ref(s, strategy, "colo");
}

double
aif_plan_let_w(const aif_sim *s, uint32_t site)
{
	double limit_w = aif_plan_param(s, aif_plan_colo(s), "limit", INFINITY), here = 0, all = 0;
	uint32_t h;

	for (uint32_t i = 0; (h = aif_sim_nth(s, "hall", AIF_NONE, i)) != AIF_NONE; i++) {
		double it_w = aif_plan_param(s, h, "it", 0);

		all += it_w;
		here += aif_sim_parent(s, h) == site ? it_w : 0;
	}
	return isinf(limit_w) || all <= 0 ? INFINITY : limit_w * here / all;
}

int
aif_plan_let_at(const aif_sim *s, aif_time t)
{
	uint32_t colo = aif_plan_colo(s);
	aif_time from = aif_plan_date(s, colo, "from"), to = aif_plan_date(s, colo, "to");

	return (from == AIF_TIME_MAX || from <= t) && t < to;
}

aif_time
aif_plan_interval(const aif_sim *s, uint32_t id)
{
	aif_time at_least = aif_plan_zoom(s), t = 15 * AIF_MINUTE;
	double x;

	for (; id != AIF_NONE; id = aif_sim_parent(s, id))
		if (aif_sim_param(s, id, "interval", &x)) {
			t = aif_time_of_s(x);
			break;
		}
	return t > at_least ? t : at_least;
}

aif_time
aif_plan_zoom(const aif_sim *s)
{
	return aif_sim_options(s)->zoom_ns;
}

aif_time
aif_plan_next(const aif_sim *s, aif_time t)
{
	aif_time last = aif_sim_options(s)->end_ns - 1, step = aif_plan_zoom(s);
	aif_time next = (t / step + 1) * step;

	return t < last && next > last ? last : next;
}

double
aif_plan_param(const aif_sim *s, uint32_t id, const char *field, double def)
{
	double x;

	return id != AIF_NONE && aif_sim_param(s, id, field, &x) && !isnan(x) ? x : def;
}

double
aif_plan_delay(const aif_sim *s, uint32_t id)
{
	return aif_plan_param(s, aif_sim_ref(s, id, "delay"), "factor", 1);
}

aif_time
aif_plan_date(const aif_sim *s, uint32_t id, const char *field)
{
	return aif_time_of_s(aif_plan_param(s, id, field, INFINITY));
}

aif_time
aif_plan_later(aif_time t, double s)
{
	return t == AIF_TIME_MAX ? t : t + aif_time_of_s(s);
}

// What a lead time of the catalog takes; def where id names none.
static double
lead_s(const aif_sim *s, uint32_t id, int planned, double def)
{
	uint32_t lead = aif_sim_ref(s, id, "needs");
	double typical = aif_plan_param(s, lead, "typical", def);

	return planned ? typical : aif_plan_param(s, lead, "lead", typical);
}

static double
slip_s(const aif_sim *s, uint32_t id, int planned)
{
	return planned ? 0 : aif_plan_param(s, id, "slip", 0) * aif_plan_delay(s, id);
}

// Depth-first; a chain longer than there are entities has a circle.
static aif_time
task_end(const aif_sim *s, uint32_t id, int planned, uint32_t depth, aif_time *start)
{
	aif_refs after = aif_plan_refs(s, id, "after");
	aif_time t = aif_plan_date(s, id, "start");
	double takes = aif_plan_param(s, id, "takes", NAN);

	if (depth > aif_sim_n(s))
		return AIF_TIME_MAX;
	if (t == AIF_TIME_MAX && after.n > 0)
		t = AIF_PLAN_PAST;
	for (uint32_t i = 0; i < after.n; i++) {
		aif_time end = task_end(s, after.id[i], planned, depth + 1, NULL);

		t = end > t ? end : t;
	}
	if (start)
		*start = t;
	if (isnan(takes))
		takes = lead_s(s, id, planned, 0);
	return aif_plan_later(t, takes + slip_s(s, id, planned));
}

aif_time
aif_plan_task(const aif_sim *s, uint32_t task, int planned, aif_time *start)
{
	return task_end(s, task, planned, 0, start);
}

aif_time
aif_plan_after(const aif_sim *s, uint32_t id, int planned)
{
	aif_refs after = aif_plan_refs(s, id, "after");
	aif_time t = AIF_PLAN_PAST;

	for (uint32_t i = 0; i < after.n; i++) {
		aif_time end = task_end(s, after.id[i], planned, 0, NULL);

		t = end > t ? end : t;
	}
	return t;
}

aif_time
aif_plan_delivery(const aif_sim *s, uint32_t cluster, int planned)
{
	uint32_t from = aif_sim_ref(s, cluster, "from");
	aif_time t = aif_plan_date(s, from != AIF_NONE ? from : cluster,
				   from != AIF_NONE ? "retire" : "order");
	double lead = aif_plan_param(s, cluster, "lead", NAN);

	if (isnan(lead))
		lead = lead_s(s, cluster, planned, 0);
	return aif_plan_later(t, lead + slip_s(s, cluster, planned));
}
