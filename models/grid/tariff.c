// tariff.c - catalog entries of the grid: tariffs and lead times.
#include "models/grid/tariff.h"

#include <math.h>

#include "models/wire.h"

static void
inherit(double *own, const double *other)
{
	if (isnan(*own))
		*own = other && !isnan(*other) ? *other : 0;
}

void
aif_tariff_merge(aif_tariff *own, const aif_tariff *t)
{
	// The energy price stays NaN where neither states one: a series may.
	if (isnan(own->energy_usd_j) && t)
		own->energy_usd_j = t->energy_usd_j;
	inherit(&own->adder_usd_j, t ? &t->adder_usd_j : NULL);
	inherit(&own->demand_usd_w_s, t ? &t->demand_usd_w_s : NULL);
	inherit(&own->fixed_usd_s, t ? &t->fixed_usd_s : NULL);
	inherit(&own->min_take_frac, t ? &t->min_take_frac : NULL);
	inherit(&own->ramp_s, t ? &t->ramp_s : NULL);
	inherit(&own->ramp_first_frac, t ? &t->ramp_first_frac : NULL);
	inherit(&own->ratchet_frac, t ? &t->ratchet_frac : NULL);
	inherit(&own->escalation, t ? &t->escalation : NULL);
}

static const aif_field tariff_params[] = {
	AIF_TARIFF_FIELDS(aif_tariff, ),
	{ 0 },
};

static const aif_field lead_params[] = {
	AIF_P_REQ(aif_tariff_lead, typical_s, "typical", "s", 0, 1e10,
		  "From order to delivery, as planned."),
	AIF_P(aif_tariff_lead, lead_s, "lead", "s", NAN, 0, 1e10,
	      "As it comes, usually a distribution, drawn once per run and shared by all that wait "
	      "for it; default: as planned."),
	{ 0 },
};

const aif_model_ops aif_model_tariff = {
	.name = "tariff",
	.doc = "Terms of an electricity contract: energy, demand, minimum take, ratchet.",
	.state_size = sizeof(aif_tariff),
	.params = tariff_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};

const aif_model_ops aif_model_leadtime = {
	.name = "leadtime",
	.doc = "Time from order to delivery of equipment or of a grid connection.",
	.state_size = sizeof(aif_tariff_lead),
	.params = lead_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
