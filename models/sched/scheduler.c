// scheduler.c - the parameters of a cluster's scheduler and of its virtual clusters.
//
// Both are data: the cluster they stand in runs the passes (pass.c).
#include <math.h>

#include "models/sched/cluster.h"
#include "models/sched/sched.h"

#define S aif_scheduler
// clang-format off
static const aif_field scheduler_params[] = {
	AIF_P_CHOICE(S, policy, "policy", 0, "fifo|easy", "fifo: in order of arrival within each queue; easy: later jobs may overtake the first waiting one when, by the estimates, they do not delay it (Lifka 1995)."),
	AIF_P_CHOICE(S, placement, "placement", 0, "pack|any", "pack: a gang stays in one node or takes whole ones; any: it takes free GPUs wherever they are when it finds no such place."),
	AIF_P_BOOL(S, borrow, "borrow", 0, "GPUs that no queue wants within its quota are lent to queues beyond theirs, until the job ends (no preemption)."),
	AIF_P(S, depth, "backfill_depth", "1", 100, 0, 1e9, "Waiting jobs of a queue looked at by easy before something is freed; a bound of work, as default_queue_depth of Slurm, whose default it has."),
	{ 0 },
};
// clang-format on
#undef S

const aif_model_ops aif_model_scheduler = {
	.name = "scheduler",
	.doc =
	    "Decides which waiting job starts where: gangs, first in first out or EASY backfill, "
	    "virtual clusters with quotas. Left out: preemption, fair share, latency of a "
	    "decision.",
	.state_size = sizeof(aif_scheduler),
	.params = scheduler_params,
	.within = "cluster",
	.unnamed = 1,
	.rank = AIF_RANK_IT,
};

static aif_err
queue_init(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	const aif_queue *q = st;

	(void)s;
	(void)self;
	if (!isnan(q->quota) && !isnan(q->share_frac))
		return aif_err_fail(d, AIF_EINVAL, "has both `quota` and `share` (expected one)");
	return AIF_OK;
}

#define S aif_queue
// clang-format off
static const aif_field queue_params[] = {
	AIF_P(S, quota, "quota", "1", NAN, 1, 1e9, "Most GPUs that its jobs may hold at one time; none: no bound."),
	AIF_P(S, share_frac, "share", "1", NAN, 0, 1, "The same as a share of the cluster's GPUs."),
	{ 0 },
};
// clang-format on
#undef S

const aif_model_ops aif_model_queue = {
	.name = "queue",
	.doc = "A virtual cluster: jobs that carry its name wait in a line of their own and may "
	       "hold as many GPUs as its quota. Owned GPUs only; rented ones do not count.",
	.state_size = sizeof(aif_queue),
	.params = queue_params,
	.within = "scheduler|cluster",
	.rank = AIF_RANK_IT,
	.init = queue_init,
};
