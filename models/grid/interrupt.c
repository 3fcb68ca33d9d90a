// interrupt.c - random outages of a grid connection.
//
// A Poisson process: exponential gaps between outages, durations as given, drawn from the
// feed's own stream, so that strategies and options see the same outages. Listed outages
// are drills: at("2028-02-01", trip "utility", { hours = 6 }).
// Left out: outages that come in storms, or with the season.
#include "models/grid/interrupt.h"

#include <math.h>

#include "models/wire.h"

double
aif_interrupt_gap_s(const aif_interrupt *k, aif_rng *rng)
{
	return k->rate_hz > 0 ? -log(aif_rng_u01(rng)) / k->rate_hz : INFINITY;
}

static const aif_field params[] = {
	AIF_P_REQ(
	    aif_interrupt, rate_hz, "rate", "1/s", 0, 1e-3,
	    "Outages per time; customers in the United States had 1.4 a year in 2022 (EIA-861, "
	    "SAIFI with major events), loads at transmission voltage have fewer."),
	AIF_P_DIST(
	    aif_interrupt, lasts, "lasts", "s", NAN, 0, 1e8,
	    "How long one lasts, drawn for each; 5.5 h a year in all in 2022 (EIA-861, SAIDI), "
	    "hence a mean of 4 h where it is not given (exponential)."),
	AIF_P(aif_interrupt, share, "share", "1", 1, 0, 1, "Of the power that is lost."),
	{ 0 },
};

static aif_err
outages_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_interrupt *k = st;

	(void)sim, (void)self, (void)d;
	if (k->lasts.kind == AIF_DIST_CONST && isnan(k->lasts.p[0]))
		k->lasts = (aif_dist){ .kind = AIF_DIST_EXPONENTIAL, .p = { 4 * 3600.0 } };
	return AIF_OK;
}

const aif_model_ops aif_model_outages = {
	.name = "outages",
	.doc =
	    "Random outages of a feed: a Poisson process with durations drawn for each. Left out: "
	    "storms and seasons.",
	.state_size = sizeof(aif_interrupt),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
	.init = outages_init,
};
