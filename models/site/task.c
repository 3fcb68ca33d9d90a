// task.c - one piece of work of a buildout: a permit, a delivery, a crew to be hired.
//
// A task begins at its date or when the tasks before it have ended, whichever is later,
// and ends when its time and its slip are over. Halls, stages, engines and clusters
// that name it in `after` wait for it. Dates are pure functions of parameters
// (plan.h), so that the plan and what comes are one rule with two sets of figures.
// Source: critical path method, Kelley & Walker 1959. Left out: crews shared by tasks.
#include "models/site/task.h"

#include <math.h>

#include "models/plan.h"
#include "models/wire.h"

typedef struct task {
	aif_time start_ns;
	double takes_s, slip_s;
	uint32_t needs, delay;
	aif_refs after;
	const char *kind;
} task;

static aif_err
task_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	const task *t = st;

	if (t->start_ns == AIF_TIME_MAX && t->after.n == 0)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no beginning (expected start = \"2027-01-01\", or after = "
				    "{ \"permit\" })");
	if (isnan(t->takes_s) && t->needs == AIF_NONE)
		return aif_err_fail(
		    d, AIF_EINVAL,
		    "has no length (expected takes = \"6 months\", or needs = a lead "
		    "time)");
	if (aif_plan_task(sim, self, 1, NULL) == AIF_TIME_MAX)
		return aif_err_fail(d, AIF_EINVAL, "waits for itself (see `after`)");
	return AIF_OK;
}

static const aif_field params[] = {
	{ "start", "s", NAN, 0, 0, offsetof(task, start_ns),
	  "Not before this date; default: when what stands in `after` has ended.", AIF_F_DATE, NULL,
	  0, AIF_AGG_MEAN },
	AIF_P(task, takes_s, "takes", "s", NAN, 0, 1e10, "How long it takes by plan."),
	AIF_P_OF(task, needs, "needs", AIF_F_REF, "leadtime", 0,
		 "Lead time of the catalog, where `takes` is not given: as planned and as drawn."),
	AIF_P_OF(task, after, "after", AIF_F_REFS, "task", 0, "Tasks that must have ended."),
	AIF_P(task, slip_s, "slip", "s", 0, -1e9, 1e9, "Delay of its end; may be drawn."),
	AIF_P_OF(task, delay, "delay", AIF_F_REF, "delay_factor", 0,
		 "Delay factor that its slip is multiplied by, shared with others."),
	AIF_P_OF(task, kind, "kind", AIF_F_TEXT, NULL, 0,
		 "What it is, for the timeline: permit, switchgear, crew; default: task."),
	{ 0 },
};

const aif_model_ops aif_model_task = {
	.name = "task",
	.doc =
	    "One piece of work of a buildout: a permit, a delivery of plant, a crew to be hired. "
	    "Halls, stages, engines, clusters and other tasks wait for it (`after`). Left out: "
	    "crews shared by tasks.",
	.state_size = sizeof(task),
	.params = params,
	.within = "site",
	.rank = AIF_RANK_DATA,
	.init = task_init,
};
