// colo.c - space and power let by a landlord: what is paid instead of building.
//
// A site with a `colo` is the landlord's: halls, plants and feeds are simulated as they
// stand there, and their bills are his. The tenant may run so much IT power as the contract
// says, pays for it by the month, used or not, and for energy either nothing (all-in) or
// his metered IT energy times the contract's PUE at the feed's price (pass-through).
// A `neighbour` draws from the same feeds and warms the same plant: an AI zone in a data
// centre that is there already.
// Left out: power that is drawn beyond the contract, cross-connects, renewals, move-out.
#include "models/site/colo.h"

#include <math.h>

#include "core/ctx.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define MONTH_S (365.25 / 12 * 86400)
#define YEAR_S  (365.25 * 86400)
#define PRIO    (AIF_PRIO_SITE + 1) // the site has closed its interval

typedef struct colo {
	double power_w, price_usd_w_s, pue, adder_usd_j, setup_usd_w, escalation;
	int energy; // 0 pass-through, 1 all-in
	aif_time from_ns, to_ns;

	aif_signal cost_usd;

	aif_meter it;
	const aif_signal *price; // of the first feed
	int built;
	aif_time step, last, month_begin, month_end;
	double month_j, month_usd, billed_usd;
} colo;

static aif_err
colo_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	colo *x = st;
	uint32_t site = aif_sim_parent(sim, self), feed = aif_sim_nth(sim, "feed", site, 0);

	x->step = aif_plan_interval(sim, self);
	x->built = aif_plan_built(sim, site);
	aif_meter_bind(&x->it, sim, site, "it_w");
	x->price = feed == AIF_NONE ? NULL : aif_sim_signal(sim, feed, "price");
	if (x->energy == 0 && !x->price)
		return aif_err_fail(d, AIF_EINVAL,
				    "passes energy through, and the site has no feed (expected a "
				    "feed with a price, or energy = \"all-in\")");
	return AIF_OK;
}

static void
colo_start(void *st, aif_ctx *c)
{
	colo *x = st;

	if (!x->built)
		return;
	if (x->setup_usd_w > 0)
		aif_record_ledger_at(c, x->from_ns > 0 ? x->from_ns : 0, "opex.lease.setup",
				     x->setup_usd_w * x->power_w, x->power_w, "W", "estimate",
				     "fit-out of let space");
	x->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), x->step, PRIO, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
close_month(colo *x, aif_ctx *c, aif_time now)
{
	const aif_sim *sim = aif_ctx_sim(c);
	aif_time t0 = x->month_begin > x->from_ns ? x->month_begin : x->from_ns;
	aif_time t1 = now < x->to_ns ? now : x->to_ns;
	double full = aif_time_to_s(aif_meter_month_end(sim, x->month_begin) - x->month_begin);
	double share = t1 > t0 ? fmin(aif_time_to_s(t1 - t0) / fmax(full, 1), 1) : 0;
	double years = floor(aif_time_to_s(x->month_begin - x->from_ns) / YEAR_S);
	double grow = pow(1 + x->escalation, fmax(years, 0));
	double rent = x->power_w * x->price_usd_w_s * MONTH_S * share * grow;

	if (rent > 0)
		aif_record_ledger(c, "opex.lease.colo", rent, x->power_w, "W", "estimate",
				  "contracted power, used or not");
	if (x->month_usd > 0)
		aif_record_ledger(c, "opex.energy.colo", x->month_usd, x->month_j, "J", "estimate",
				  "metered IT energy times the contract's PUE");
	aif_signal_add(&x->cost_usd, rent);
	x->billed_usd += rent + x->month_usd;
	x->month_j = x->month_usd = 0;
	x->month_begin = now;
	x->month_end = aif_meter_month_end(sim, now);
}

static void
close_interval(colo *x, aif_ctx *c, aif_time now)
{
	double j, usd;

	if (now <= x->last)
		return;
	j = aif_meter_take(&x->it, now) * x->pue;
	if (x->energy == 0) {
		usd = j * (x->price->value + x->adder_usd_j);
		x->month_j += j;
		x->month_usd += usd;
		aif_signal_add(&x->cost_usd, usd);
	}
	x->last = now;
	if (now >= x->month_end)
		close_month(x, c, now);
}

static void
colo_event(void *st, aif_ctx *c, const aif_ev *e)
{
	if (e->kind != AIF_EV_TICK)
		return;
	close_interval(st, c, e->t_ns);
	aif_ctx_send(c, e->dst, ((colo *)st)->step, PRIO, AIF_EV_TICK, e->a, e->b);
}

static void
colo_finish(void *st, aif_ctx *c)
{
	colo *x = st;
	aif_time now = aif_ctx_now(c);

	if (!x->built)
		return;
	close_interval(x, c, now);
	if (now > x->month_begin)
		close_month(x, c, now);
	aif_record_audit(c, "lease bill", "USD", x->cost_usd.value, x->billed_usd, 1,
			 "rent and energy = ledger lines");
	aif_record_summary(c, "lease_cost", x->cost_usd.value, "USD",
			   "rent of power and energy passed through");
}

static const aif_field colo_params[] = {
	AIF_P_REQ(colo, power_w, "power", "W", 1e3, 1e10, "IT power contracted: no more may run."),
	AIF_P_REQ(colo, price_usd_w_s, "price", "USD/W/s", 0, 1,
		  "Rent of that power; 184 USD/kW-month for 250 to 500 kW in the United States, H2 "
		  "2024 (CBRE)."),
	AIF_P_CHOICE(colo, energy, "energy", 0, "pass-through|all-in",
		     "Energy on top of the rent, or within it."),
	AIF_P(colo, pue, "pue", "1", 1.4, 1, 3,
	      "Of the contract, for energy passed through; what the plant really takes is the "
	      "landlord's matter. 1.4: usual caps lie between 1.3 and 1.5 (estimate)."),
	AIF_P(colo, adder_usd_j, "adder", "USD/J", 0, 0, 1e-3,
	      "On top of the feed's energy price."),
	AIF_P(colo, setup_usd_w, "setup", "USD/W", 0, 0, 100, "Fit-out, paid once."),
	AIF_P(colo, escalation, "escalation", "1", 0, 0, 0.2,
	      "Growth of the rent, each year from `from`."),
	AIF_P_DATE(colo, from_ns, "from", 0,
		   "The rent begins; the start of the run when not given."),
	{ "to", "s", NAN, 0, 0, offsetof(colo, to_ns), "The rent ends; default: never.", AIF_F_DATE,
	  NULL, 0, AIF_AGG_MEAN },
	{ 0 },
};

static const aif_field colo_outputs[] = {
	AIF_O(colo, cost_usd, "USD", AIF_AGG_SUM, "Rent and energy so far."),
	{ 0 },
};

const aif_model_ops aif_model_colo = {
	.name = "colo",
	.doc =
	    "Colocation: the site is a landlord's. IT power is limited by contract and paid by the "
	    "month; energy is passed through or included; halls, feeds, water are his to pay.",
	.state_size = sizeof(colo),
	.params = colo_params,
	.outputs = colo_outputs,
	.within = "site",
	.unnamed = 1,
	.rank = AIF_RANK_SITE + 1,
	.wire = colo_wire,
	.start = colo_start,
	.event = colo_event,
	.finish = colo_finish,
};

// --- neighbour -----------------------------------------------------------------------

typedef struct neighbour {
	double power_w, heat_w, growth;
} neighbour;

static const aif_field neighbour_params[] = {
	AIF_P_REQ(neighbour, power_w, "power", "W", 0, 1e10,
		  "What others in the building draw from the same feeds at their peak."),
	AIF_P(neighbour, heat_w, "heat", "W", 0, 0, 1e10,
	      "Of it, heat to the first cooling plant of the site."),
	AIF_P(neighbour, growth, "growth", "1", 0, -0.5, 1, "Growth of both per year."),
	{ 0 },
};

const aif_model_ops aif_model_neighbour = {
	.name = "neighbour",
	.doc = "Others in the same building, as for an AI zone in a data centre that is there "
	       "already: "
	       "power and cooling that are not to be had. Their energy is theirs and stands in no "
	       "bill here.",
	.state_size = sizeof(neighbour),
	.params = neighbour_params,
	.within = "site",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
};
