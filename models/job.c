// job.c - how workloads and clusters find queues and strategies by name; how a
// job slows when its network is shared.
#include "models/job.h"

#include <math.h>
#include <string.h>

#include "models/plan.h"

uint32_t
aif_job_queue_at(const aif_sim *s, uint32_t cluster, uint32_t i)
{
	uint32_t sched = aif_sim_nth(s, "scheduler", cluster, 0);

	// The scheduler's queues first, then those that stand in the cluster.
	for (uint32_t k = 0; sched != AIF_NONE; k++) {
		uint32_t q = aif_sim_nth(s, "queue", sched, k);

		if (q == AIF_NONE) {
			i -= k;
			break;
		}
		if (k == i)
			return q;
	}
	return aif_sim_nth(s, "queue", cluster, i);
}

// Is word the whole name or what follows its last '.' or '/'?
static int
named(const char *name, const char *word)
{
	size_t n = strlen(name), w = strlen(word);

	if (w == 0 || w > n || strcmp(name + n - w, word) != 0)
		return 0;
	return n == w || name[n - w - 1] == '.' || name[n - w - 1] == '/';
}

uint16_t
aif_job_queue(const aif_sim *s, uint32_t cluster, const char *name)
{
	uint32_t q;

	if (!name)
		return 0;
	for (uint32_t i = 0; (q = aif_job_queue_at(s, cluster, i)) != AIF_NONE; i++)
		if (named(aif_sim_name(s, q), name))
			return (uint16_t)(i + 1);
	return 0;
}

static int
lists(const aif_refs *r, uint32_t id)
{
	for (uint32_t i = 0; i < r->n; i++)
		if (r->id[i] == id)
			return 1;
	return 0;
}

int
aif_job_listed(const aif_sim *s, const char *list, uint32_t id)
{
	uint32_t strategy = aif_sim_nth(s, "strategy", AIF_NONE, 0);
	const aif_field *f;
	const aif_refs *r;

	if (strategy == AIF_NONE)
		return 0;
	f = aif_model_field(aif_sim_model(s, strategy)->params, list);
	if (!f || f->type != AIF_F_REFS)
		return 0;
	r = (const aif_refs *)(const void *)((const char *)aif_sim_state(s, strategy) + f->off);
	return lists(r, id);
}

int
aif_job_rented(const aif_sim *s, uint32_t cluster)
{
	return aif_job_listed(s, "rent", cluster) || aif_job_listed(s, "api", cluster);
}

int
aif_job_bursts(const aif_sim *s, uint32_t cluster)
{
	return aif_job_listed(s, "burst", cluster);
}

double
aif_job_leg_speed(const aif_sim *s, uint32_t cluster, int rented)
{
	uint32_t way = aif_sim_nth(s, "strategy", AIF_NONE, 0), id;
	double speed = rented ? aif_plan_param(s, way, "speed", 1) : 1;

	for (uint32_t i = 0; (id = aif_sim_nth(s, "rule", AIF_NONE, i)) != AIF_NONE; i++) {
		aif_refs of = aif_plan_refs(s, id, "of");

		if (lists(&of, cluster))
			speed *= 1 - aif_plan_param(s, id, rented ? "slow_rented" : "slow", 0);
	}
	return speed;
}

double
aif_job_data_s(const aif_sim *s, uint32_t cluster)
{
	double wait = 0;
	uint32_t id;

	for (uint32_t i = 0; (id = aif_sim_nth(s, "dataset", AIF_NONE, i)) != AIF_NONE; i++) {
		aif_refs of = aif_plan_refs(s, id, "of");
		double link = aif_plan_param(s, id, "link", INFINITY);

		// Home 0 is one's own site: there the owned GPUs stand.
		if (lists(&of, cluster) && aif_plan_param(s, id, "home", 0) < 0.5)
			wait = fmax(wait, aif_plan_param(s, id, "size", 0) / link);
	}
	return wait;
}

static const double inverse[AIF_JOB_SHARES] = { 1, 1.25, 1.0 / 0.6, 2.5, 5, 10, 20 };

double
aif_job_share(int i)
{
	return 1 / inverse[i];
}

double
aif_job_stretch(const aif_job_net *net, double share)
{
	double x = share > 0 ? 1 / share : INFINITY;
	int i = 1;

	if (!net || x <= 1)
		return 1;
	while (i < AIF_JOB_SHARES - 1 && x > inverse[i])
		i++;
	return net->stretch[i - 1] + (net->stretch[i] - net->stretch[i - 1]) *
					 (x - inverse[i - 1]) / (inverse[i] - inverse[i - 1]);
}
