// feedstage.c - one step of a staged grid connection.
#include "models/grid/feedstage.h"

#include "models/wire.h"

aif_time
aif_feedstage_date(const aif_feedstage *s)
{
	return s->on_ns == AIF_TIME_MAX ? s->on_ns : s->on_ns + aif_time_of_s(s->slip_s);
}

static const aif_field params[] = {
	AIF_P_REQ(aif_feedstage, firm_w, "firm", "W", 0, 1e11,
		  "Firm power that this stage adds to those before it."),
	AIF_P(aif_feedstage, flexible_w, "flexible", "W", 0, 0, 1e11,
	      "Power that it adds on interruptible terms."),
	AIF_P_DATE(aif_feedstage, on_ns, "on", AIF_REQUIRED, "Planned date of energisation."),
	AIF_P(aif_feedstage, slip_s, "slip", "s", 0, -1e9, 1e9,
	      "Delay of that date; a distribution is drawn once per run."),
	{ "order", "s", NAN, 0, 0, offsetof(aif_feedstage, order_ns),
	  "When the equipment was ordered or the study began; for the timeline.", AIF_F_DATE, NULL,
	  0, AIF_AGG_MEAN },
	AIF_P_OF(aif_feedstage, reason, "reason", AIF_F_TEXT, NULL, 0,
		 "What it waits for: substation, transformer, line."),
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
};
