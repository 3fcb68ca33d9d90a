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
