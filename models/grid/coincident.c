// coincident.c - what a site draws when the whole system peaks, billed a year later.
//
// In each month that counts, the interval in which the system's load is highest sets the
// site's share; the mean over these months is billed throughout the next calendar year.
// The first year bills nothing: a new customer has no history.
// Source: ERCOT's four coincident peaks, 16 TAC 25.192 (June to September, 15 min).
// Left out: a customer that sees the peak coming and draws less.
#include "models/grid/coincident.h"

#include "models/wire.h"

int
aif_coincident_counts(const aif_coincident *k, int month)
{
	if (k->months.n == 0)
		return month >= 6 && month <= 9;
	for (uint32_t i = 0; i < k->months.n; i++)
		if ((int)k->months.x[i] == month)
			return 1;
	return 0;
}

void
aif_coincident_see(aif_coincident_year *y, double system, double drawn_w)
{
	if (y->seen && system <= y->system)
		return;
	y->seen = 1;
	y->system = system;
	y->drawn_w = drawn_w;
}

void
aif_coincident_end_month(aif_coincident_year *y)
{
	y->sum_w += y->seen ? y->drawn_w : 0;
	y->n += y->seen;
	y->seen = 0;
}

void
aif_coincident_end_year(aif_coincident_year *y)
{
	*y = (aif_coincident_year){ .billed_w = y->n > 0 ? y->sum_w / y->n : 0 };
}

static const aif_field params[] = {
	AIF_P_NUMS(aif_coincident, months, "months", "1", 1, 12,
		   "Months whose system peak counts; default 6 to 9, ERCOT's four."),
	AIF_P_REQ(aif_coincident, charge_usd_w_s, "charge", "USD/W/s", 0, 1,
		  "Charge on the mean of what was drawn at the peaks of the year before."),
	AIF_P_OF(aif_coincident, load, "load", AIF_F_DATA, "hourly", 0,
		 "Load of the system; its first column counts. Default: the hour of the highest "
		 "energy price stands for the peak."),
	{ 0 },
};

const aif_model_ops aif_model_coincident = {
	.name = "coincident",
	.doc =
	    "Coincident-peak charge of a feed: what is drawn in the hour of the system's monthly "
	    "peak is billed in the next calendar year. Left out: avoiding the peak.",
	.state_size = sizeof(aif_coincident),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
};
