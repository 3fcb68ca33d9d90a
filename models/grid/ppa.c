// ppa.c - a power purchase agreement: energy of one plant at one price.
//
// The plant's output is delivered through the feed, hour by hour. What the site uses of it is
// not bought at the market; what is left over is sold there (`resale`) or curtailed, and
// paid for all the same under take or pay. Network charges stay what they are. Energy so
// matched counts at the plant's carbon in the market-based account.
// Source: GHG Protocol Scope 2 Guidance 2015, ch. 6 (market-based method). Left out: virtual
// contracts in another zone, shape and credit premia, curtailment by the grid operator.
#include "models/grid/ppa.h"

#include <math.h>

#include "models/grid/bill.h"
#include "models/grid/solar.h"
#include "models/wire.h"

enum { FLAT, SOLAR, PROFILE };

double
aif_ppa_made_w(const aif_ppa *p, const aif_sim *sim, uint32_t site, const aif_time t[2])
{
	double base, x = 1;

	if (t[0] < p->from_ns || t[0] >= p->to_ns)
		return 0;
	if (p->kind == SOLAR)
		x = aif_solar_mean(sim, aif_solar_weather(sim, site), t, p->performance);
	if (p->kind == PROFILE) {
		base = (double)(aif_sim_options(sim)->start_unix_s - p->shape->start_unix_s);
		x = aif_frame_mean(p->shape, &p->shape->col[0], base + aif_time_to_s(t[0]),
				   base + aif_time_to_s(t[1]));
	}
	return p->power_w * (isnan(x) ? 0 : fmax(x, 0));
}

double
aif_ppa_settle(const aif_ppa *p, double made_w, double load_w, double dt, double market_usd_j,
	       double years, aif_ppa_bill *b)
{
	double used_w = fmin(made_w, fmax(load_w, 0)), over_w = made_w - used_w;
	double price = aif_bill_escalated(p->price_usd_j, p->escalation, years);

	b->made_j += made_w * dt;
	b->used_j += used_w * dt;
	b->usd += price * (p->take_or_pay ? made_w : used_w) * dt;
	if (p->take_or_pay)
		b->resale_usd += p->resale_frac * market_usd_j * over_w * dt;
	b->carbon_kg += p->carbon_kg_j * used_w * dt;
	return used_w;
}

static aif_err
ppa_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	const aif_ppa *p = st;
	uint32_t site = aif_sim_parent(sim, aif_sim_parent(sim, self));
	const aif_time hour[2] = { 0, AIF_HOUR };

	if (p->kind == PROFILE && !p->shape)
		return aif_err_fail(d, AIF_EINVAL,
				    "has no shape (expected shape = hourly \"...\": output over "
				    "rated power)");
	if (p->kind == SOLAR &&
	    isnan(aif_solar_mean(sim, aif_solar_weather(sim, site), hour, p->performance)))
		return aif_err_fail(d, AIF_EINVAL,
				    "is solar, and the site's weather has no irradiance (expected "
				    "weather = epw \"...\")");
	return AIF_OK;
}

static const aif_field params[] = {
	AIF_P_REQ(aif_ppa, power_w, "power", "W", 0, 1e11, "Rated power contracted."),
	AIF_P_REQ(aif_ppa, price_usd_j, "price", "USD/J", 0, 1e-3, "Price of its energy."),
	AIF_P_CHOICE(aif_ppa, kind, "kind", FLAT, "flat|solar|profile",
		     "Output: at rated power always, by the site's sunshine, or by `shape`."),
	AIF_P_OF(aif_ppa, shape, "shape", AIF_F_DATA, "hourly", 0,
		 "Output over rated power by hour; the first column counts, a year repeats."),
	AIF_P(aif_ppa, performance, "performance", "1", 0.86, 0.3, 1,
	      "Solar: what is left after soiling, wiring and inverters; PVWatts version 5 "
	      "default losses of 14 %."),
	AIF_P_BOOL(aif_ppa, take_or_pay, "take_or_pay", 1,
		   "1: all that is made is paid for; 0: only what is used."),
	AIF_P(aif_ppa, resale_frac, "resale", "1", 0, 0, 1,
	      "Share of the market's price that surplus earns; 0: it is curtailed."),
	AIF_P(aif_ppa, escalation, "escalation", "1", 0, -0.2, 0.5,
	      "Growth of its price per year."),
	AIF_P(aif_ppa, carbon_kg_j, "carbon", "kg/J", 0, 0, 1e-5,
	      "Of its energy, market based; 0: renewable or nuclear."),
	AIF_P_DATE(aif_ppa, from_ns, "from", 0,
		   "First delivery; the start of the run when not given."),
	{ "to", "s", NAN, 0, 0, offsetof(aif_ppa, to_ns), "End; default: never.", AIF_F_DATE, NULL,
	  0, AIF_AGG_MEAN },
	{ 0 },
};

const aif_model_ops aif_model_ppa = {
	.name = "ppa",
	.doc =
	    "Power purchase agreement of a feed: a plant's energy at one price, take or pay or as "
	    "used, surplus sold or curtailed, matched hour by hour in the market-based carbon "
	    "account. Left out: virtual contracts, shape premia, curtailment by the operator.",
	.state_size = sizeof(aif_ppa),
	.params = params,
	.within = "feed",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
	.init = ppa_init,
};
