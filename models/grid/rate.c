// rate.c - time of use: energy and demand priced by month, day of the week and hour.
//
// Periods may overlap; each adds its price of energy and bills its own peak. An interval
// belongs to the periods that hold at its beginning.
// Source: shape of the Utility Rate Database as NREL REopt's ElectricTariff reads it.
// Left out: tiers, holidays, daylight saving.
#include "models/grid/rate.h"

#include "models/wire.h"
#include "util/cal.h"

int
aif_rate_holds(const aif_rate *r, int64_t local_unix_s)
{
	aif_cal c;
	int64_t day;
	double of_day;
	int weekday, hit = r->months.n == 0;

	aif_cal_of_unix_s(local_unix_s, &c);
	for (uint32_t i = 0; i < r->months.n; i++)
		hit |= (int)r->months.x[i] == c.month;
	day = local_unix_s / 86400 - (local_unix_s % 86400 < 0);
	of_day = (double)(local_unix_s - day * 86400);
	weekday = (int)(((day + 4) % 7 + 7) % 7); // 0: Sunday; 1970-01-01 was a Thursday
	if (r->days == 1)
		hit &= weekday >= 1 && weekday <= 5;
	if (r->days == 2)
		hit &= weekday == 0 || weekday == 6;
	if (r->to_s > r->from_s)
		return hit && of_day >= r->from_s && of_day < r->to_s;
	return hit && (of_day >= r->from_s || of_day < r->to_s);
}

static const aif_field params[] = {
	AIF_P_NUMS(aif_rate, months, "months", "1", 1, 12,
		   "Months in which it holds; default: all."),
	AIF_P(aif_rate, from_s, "from", "s", 0, 0, 86400, "Hour of the day from which it holds."),
	AIF_P(aif_rate, to_s, "to", "s", 86400, 0, 86400,
	      "Hour until which it holds; before `from`: past midnight."),
	AIF_P_CHOICE(aif_rate, days, "days", 0, "all|weekdays|weekends", "Days of the week."),
	AIF_P(aif_rate, energy_usd_j, "energy", "USD/J", 0, -1e-3, 1e-3,
	      "Added to the energy price while it holds."),
	AIF_P(aif_rate, demand_usd_w_s, "demand_charge", "USD/W/s", 0, 0, 1,
	      "Charge on the month's highest mean of an interval in which it holds."),
	{ 0 },
};

const aif_model_ops aif_model_period = {
	.name = "period",
	.doc =
	    "Time-of-use period of a feed's tariff, in the feed's local time: energy on top of the "
	    "price and a demand charge of its own. Left out: tiers, holidays, daylight saving.",
	.state_size = sizeof(aif_rate),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
};
