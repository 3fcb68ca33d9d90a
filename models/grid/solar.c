// solar.c - photovoltaics on the site: power from the weather file's sunshine.
//
// Rated power times horizontal irradiance over 1000 W/m2, less losses and the cells' heat.
// It runs before all other supplies; what the site does not take is curtailed. It counts as no
// firm power: no rack is granted on it.
// Source: PVWatts version 5, Dobos 2014 (NREL/TP-6A20-62641): losses 14 %, -0.35 %/K above
// 25 degC (premium cells); cell temperature by the nominal operating temperature of 45 degC
// (Ross 1980). Left out: tilt and tracking (add 10 to 25 % at mid latitudes), shading, snow, age.
#include "models/grid/solar.h"

#include <math.h>

#include "core/ctx.h"
#include "models/grid/supply.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define LOSS_K  0.0035 // of power per K of the cell above 25 degC; Dobos 2014, table 2
#define NOCT_C  45.0   // cell at 800 W/m2 and 20 degC of air; Ross 1980
#define PERFECT 1000.0 // W/m2 at rated power

#define PRIO      (AIF_PRIO_COOL + 6) // loads and batteries are known, feeds not yet
#define PRIO_MADE (AIF_PRIO_COOL + 4) // batteries want to know what was made

enum { EV_MADE = AIF_EV_PRIVATE };

typedef struct solar {
	double power_w, performance, build_usd_w, upkeep_usd_w_s;
	aif_time from_ns;

	aif_signal contracted_w, firm_w, limit_w, now_w, made_w, import_w, loss_w, cost_usd,
	    carbon_kg;

	aif_supply supply;
	const aif_frame *weather;
	int built;
	aif_time step, last, made_ns, month_end;
	double month_w_s, billed_usd;
} solar;

double
aif_solar_frac(double ghi_w_m2, double air_c, double performance)
{
	double cell_c = air_c + ghi_w_m2 * (NOCT_C - 20) / 800;

	return fmax(performance * ghi_w_m2 / PERFECT * (1 - LOSS_K * (cell_c - 25)), 0);
}

double
aif_solar_mean(const aif_sim *sim, const aif_frame *weather, const aif_time t[2],
	       double performance)
{
	const aif_frame_col *ghi = weather ? aif_frame_find(weather, "ghi_w_m2") : NULL;
	const aif_frame_col *air = weather ? aif_frame_find(weather, "drybulb_c") : NULL;
	double base, t0, t1;

	if (!ghi || !air)
		return NAN;
	base = (double)(aif_sim_options(sim)->start_unix_s - weather->start_unix_s);
	t0 = base + aif_time_to_s(t[0]);
	t1 = base + aif_time_to_s(t[1]);
	return aif_solar_frac(aif_frame_mean(weather, ghi, t0, t1),
			      aif_frame_mean(weather, air, t0, t1), performance);
}

const aif_frame *
aif_solar_weather(const aif_sim *sim, uint32_t site)
{
	const aif_field *f = aif_model_field(aif_sim_model(sim, site)->params, "weather");
	const char *st = aif_sim_state(sim, site);

	if (!f || f->type != AIF_F_DATA)
		return NULL;
	return *(const aif_frame *const *)(const void *)(st + f->off);
}

static aif_err
solar_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	solar *x = st;
	uint32_t site = aif_sim_parent(sim, self);
	const aif_time hour[2] = { 0, AIF_HOUR };

	x->step = aif_plan_interval(sim, self);
	x->built = aif_plan_built(sim, site);
	x->weather = aif_solar_weather(sim, site);
	if (isnan(aif_solar_mean(sim, x->weather, hour, x->performance)))
		return aif_err_fail(d, AIF_EINVAL,
				    "the site's weather has no irradiance (expected weather = epw "
				    "\"...\")");
	return aif_supply_bind(&x->supply, sim, site, d);
}

static void
solar_start(void *st, aif_ctx *c)
{
	solar *x = st;

	if (!x->built || x->power_w <= 0)
		return;
	if (x->build_usd_w > 0 && x->from_ns < aif_sim_options(aif_ctx_sim(c))->end_ns)
		aif_record_ledger_at(c, x->from_ns, "capex.plant", x->build_usd_w * x->power_w,
				     x->power_w, "W", "estimate", "solar");
	x->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), x->step, PRIO_MADE, EV_MADE, (aif_arg){ 0 },
		     (aif_arg){ 0 });
	aif_ctx_send(c, aif_ctx_self(c), x->step, PRIO, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
book_made(solar *x, const aif_sim *sim, aif_time now)
{
	aif_time t[2] = { x->made_ns, now };

	if (now <= x->made_ns)
		return;
	aif_signal_book(
	    &x->made_w, t[0], now,
	    now > x->from_ns ? x->power_w * aif_solar_mean(sim, x->weather, t, x->performance) : 0);
	x->made_ns = now;
}

static void
close_month(solar *x, aif_ctx *c, aif_time now)
{
	double usd = x->month_w_s * x->upkeep_usd_w_s;

	if (usd > 0)
		aif_record_ledger(c, "opex.generation", usd, x->power_w, "W", "estimate",
				  "upkeep of solar");
	x->billed_usd += usd;
	x->month_w_s = 0;
	x->month_end = aif_meter_month_end(aif_ctx_sim(c), now);
}

static void
close_interval(solar *x, aif_ctx *c, aif_time now)
{
	double dt = aif_time_to_s(now - x->last), load;

	if (now <= x->last)
		return;
	book_made(x, aif_ctx_sim(c), now);
	load = aif_supply_gross_w(&x->supply, now, dt);
	aif_signal_book(&x->import_w, x->last, now,
			aif_supply_sun_w(&x->supply, load, x->made_w.value));
	if (now > x->from_ns) {
		aif_signal_add(&x->cost_usd, x->power_w * dt * x->upkeep_usd_w_s);
		x->month_w_s += x->power_w * dt;
	}
	x->last = now;
	if (now >= x->month_end)
		close_month(x, c, now);
}

static void
solar_event(void *st, aif_ctx *c, const aif_ev *e)
{
	solar *x = st;

	if (e->kind == EV_MADE) {
		book_made(x, aif_ctx_sim(c), e->t_ns);
		aif_ctx_send(c, e->dst, x->step, PRIO_MADE, EV_MADE, e->a, e->b);
	} else if (e->kind == AIF_EV_TICK) {
		close_interval(x, c, e->t_ns);
		aif_ctx_send(c, e->dst, x->step, PRIO, AIF_EV_TICK, e->a, e->b);
	}
}

static void
solar_finish(void *st, aif_ctx *c)
{
	solar *x = st;
	aif_time now = aif_ctx_now(c);
	double made, used;

	if (!x->built || x->power_w <= 0)
		return;
	close_interval(x, c, now);
	close_month(x, c, now);
	made = aif_signal_integral(&x->made_w, now);
	used = aif_signal_integral(&x->import_w, now);
	aif_record_audit(c, "solar bill", "USD", x->cost_usd.value, x->billed_usd, 1,
			 "metered cost = ledger lines");
	aif_record_summary(c, "solar_energy", used, "J", "used on the site");
	aif_record_summary(c, "solar_curtailed", made - used, "J", "more than the site took");
}

static const aif_field params[] = {
	AIF_P_REQ(solar, power_w, "power", "W", 0, 1e11, "Rated power; 0: none."),
	AIF_P_DATE(solar, from_ns, "from", 0, "First day; the start of the run when not given."),
	AIF_P(solar, performance, "performance", "1", 0.86, 0.3, 1,
	      "What is left after soiling, wiring and inverters; PVWatts version 5 default losses "
	      "of 14 %."),
	AIF_P_REQ(solar, build_usd_w, "build_cost", "USD/W", 0, 100, "Paid on the first day."),
	AIF_P(solar, upkeep_usd_w_s, "upkeep", "USD/W/s", 0, 0, 1, "By rated power and time."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(solar, contracted_w, "W", AIF_AGG_LAST, "Power due by plan: none."),
	AIF_O(solar, firm_w, "W", AIF_AGG_LAST, "Firm power: none."),
	AIF_O(solar, limit_w, "W", AIF_AGG_LAST, "Power that racks may count on: none."),
	AIF_O(solar, now_w, "W", AIF_AGG_LAST, "The same."),
	AIF_O(solar, made_w, "W", AIF_AGG_MEAN, "Power made."),
	AIF_O(solar, import_w, "W", AIF_AGG_MEAN, "Of it, what the site takes."),
	AIF_O(solar, loss_w, "W", AIF_AGG_MEAN, "Lost on the way: none."),
	AIF_O(solar, cost_usd, "USD", AIF_AGG_SUM, "Upkeep so far."),
	AIF_O(solar, carbon_kg, "kg", AIF_AGG_SUM, "Carbon so far: none where it is made."),
	{ 0 },
};

const aif_model_ops aif_model_solar = {
	.name = "solar",
	.doc =
	    "Photovoltaics on the site, by the weather file's horizontal irradiance: runs first, "
	    "surplus is curtailed, no firm power. Left out: tilt, tracking, shading, age.",
	.state_size = sizeof(solar),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_FEED - 1, // closes before the feeds
	.wire = solar_wire,
	.start = solar_start,
	.event = solar_event,
	.finish = solar_finish,
};
