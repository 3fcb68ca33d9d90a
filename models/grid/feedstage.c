// feedstage.c - one step of a staged grid connection.
#include "models/grid/feedstage.h"

#include <math.h>

#include "core/sim.h"
#include "models/grid/tariff.h"
#include "models/plan.h"
#include "models/wire.h"

aif_time
aif_feedstage_date(const aif_feedstage *s)
{
	aif_time t = aif_plan_later(s->on_ns, (s->slip_s + s->late_s) * s->delay_frac);

	return t > s->after_ns ? t : s->after_ns;
}

static aif_err
stage_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_feedstage *s = st;
	const aif_tariff_lead *l = s->needs == AIF_NONE ? NULL : aif_sim_state(sim, s->needs);

	s->delay_frac = aif_plan_delay(sim, self);
	if (l && !s->reason[0])
		s->reason = aif_sim_name(sim, s->needs);
	s->after_ns = aif_plan_after(sim, self, 0);
	if (s->on_ns == AIF_TIME_MAX && s->after.n > 0 && !l)
		s->on_ns = AIF_PLAN_PAST;
	if (s->on_ns < aif_plan_after(sim, self, 1))
		s->on_ns = aif_plan_after(sim, self, 1);
	if (s->on_ns != AIF_TIME_MAX)
		return AIF_OK;
	if (!l || s->order_ns == AIF_TIME_MAX)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no date (expected on = \"2028-07-01\", or order = with "
				    "needs = a lead time)");
	s->on_ns = s->order_ns + aif_time_of_s(l->typical_s);
	s->late_s = isnan(l->lead_s) ? 0 : l->lead_s - l->typical_s;
	return AIF_OK;
}

static const aif_field params[] = {
	AIF_P_REQ(aif_feedstage, firm_w, "firm", "W", 0, 1e11,
		  "Firm power that this stage adds to those before it."),
	AIF_P(aif_feedstage, flexible_w, "flexible", "W", 0, 0, 1e11,
	      "Power that it adds on interruptible terms."),
	{ "on", "s", NAN, 0, 0, offsetof(aif_feedstage, on_ns),
	  "Planned date of energisation; default: order and lead time of what it needs.",
	  AIF_F_DATE, NULL, 0, AIF_AGG_MEAN },
	AIF_P(aif_feedstage, slip_s, "slip", "s", 0, -1e9, 1e9,
	      "Delay of that date; a distribution is drawn once per run."),
	AIF_P_OF(aif_feedstage, delay, "delay", AIF_F_REF, "delay_factor", 0,
		 "Delay factor that its slip is multiplied by, shared with others."),
	{ "order", "s", NAN, 0, 0, offsetof(aif_feedstage, order_ns),
	  "When the equipment was ordered or the study began; for the timeline.", AIF_F_DATE, NULL,
	  0, AIF_AGG_MEAN },
	AIF_P_OF(
	    aif_feedstage, needs, "needs", AIF_F_REF, "leadtime", 0,
	    "What it waits for, with its lead time; its delay counts where `on` is not given."),
	AIF_P_OF(
	    aif_feedstage, after, "after", AIF_F_REFS, "task", 0,
	    "Tasks that must have ended before it is energised: permits, studies, transformers."),
	AIF_P_OF(aif_feedstage, reason, "reason", AIF_F_TEXT, NULL, 0,
		 "Why it may be late: substation, transformer, line; default: what it needs."),
	{ 0 },
};

const aif_model_ops aif_model_stage = {
	.name = "stage",
	.doc = "One step of a staged grid connection: power added from a date that may slip.",
	.state_size = sizeof(aif_feedstage),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
	.init = stage_init,
};
