// gas.c - gas-fired generation on the site: bridge power until the grid comes.
//
// Carries what the feeds may not, from one date to another, at one efficiency.
// Costs fuel by the energy made and a lease by the capacity. Left out: part-load
// efficiency, starts, ramps, outages (capacity is what redundancy leaves).
#include "models/grid/gas.h"

#include <math.h>

#include "core/ctx.h"
#include "models/grid/supply.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { EV_ON = AIF_EV_PRIVATE, EV_OFF, EV_DUE };

typedef struct gas {
	double capacity_w, slip_s, eff, fuel_usd_j, lease_usd_w_s, carbon_kg_j;
	aif_time from_ns, to_ns;
	uint32_t delay, type;
	aif_refs after;

	aif_signal contracted_w, firm_w, limit_w, import_w, loss_w, fuel_w, cost_usd, carbon_kg;

	aif_supply supply;
	int built;
	aif_time step, last, month_end, on_ns;
	double month_fuel_j, month_lease_w_s, billed_usd;
} gas;

static aif_err
gas_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	gas *g = st;
	const aif_gas_type *t = g->type == AIF_NONE ? NULL : aif_sim_state(sim, g->type);

	(void)self, (void)d;
	if (isnan(g->eff))
		g->eff = t ? t->eff : 0.40;
	if (isnan(g->carbon_kg_j))
		g->carbon_kg_j = t ? t->carbon_kg_j : 5.03e-8;
	return AIF_OK;
}

static aif_err
gas_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	gas *g = st;

	g->step = aif_plan_interval(sim, self);
	g->slip_s *= aif_plan_delay(sim, self);
	g->on_ns = aif_plan_later(g->from_ns, g->slip_s);
	if (g->on_ns < aif_plan_after(sim, self, 0))
		g->on_ns = aif_plan_after(sim, self, 0);
	g->built = aif_plan_built(sim, aif_sim_parent(sim, self));
	return aif_supply_bind(&g->supply, sim, aif_sim_parent(sim, self), d);
}

static void
set_on(gas *g, aif_ctx *c, int on)
{
	aif_ctx_set(c, &g->firm_w, on ? g->capacity_w : 0);
	aif_ctx_set(c, &g->limit_w, on ? g->capacity_w : 0);
	aif_record_event(c, on ? "energisation" : "retirement", aif_time_to_s(aif_ctx_now(c)),
			 g->capacity_w, "W", "on-site generation");
}

// Sends kind at date t, now if that is past.
static void
at(aif_ctx *c, aif_time t, uint16_t kind)
{
	if (t != AIF_TIME_MAX)
		aif_ctx_send(c, aif_ctx_self(c), t > 0 ? t : 0, AIF_PRIO_FIRST, kind,
			     (aif_arg){ 0 }, (aif_arg){ 0 });
}

static void
gas_start(void *st, aif_ctx *c)
{
	gas *g = st;
	aif_time on = g->on_ns;

	if (!g->built || g->capacity_w <= 0)
		return;
	at(c, g->from_ns, EV_DUE);
	if (on <= 0 && g->to_ns > 0)
		set_on(g, c, 1);
	else if (on < g->to_ns)
		at(c, on, EV_ON);
	if (on < g->to_ns && g->to_ns > 0)
		at(c, g->to_ns, EV_OFF);
	g->month_end = aif_meter_month_end(aif_ctx_sim(c), 0);
	aif_ctx_send(c, aif_ctx_self(c), g->step, AIF_PRIO_FEED, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
close_month(gas *g, aif_ctx *c, aif_time now)
{
	double fuel = g->month_fuel_j * g->fuel_usd_j;
	double lease = g->month_lease_w_s * g->lease_usd_w_s;

	if (fuel > 0)
		aif_record_ledger(c, "opex.fuel", fuel, g->month_fuel_j, "J", "estimate", "gas");
	if (lease > 0)
		aif_record_ledger(c, "opex.generation", lease, g->capacity_w, "W", "estimate",
				  "lease of on-site generation");
	g->billed_usd += fuel + lease;
	g->month_fuel_j = g->month_lease_w_s = 0;
	g->month_end = aif_meter_month_end(aif_ctx_sim(c), now);
}

static void
close_interval(gas *g, aif_ctx *c, aif_time now)
{
	double dt = aif_time_to_s(now - g->last), w, fuel_w;

	if (now <= g->last)
		return;
	w = aif_supply_gen_w(&g->supply, aif_supply_load_w(&g->supply, now, dt), &g->limit_w);
	fuel_w = w / g->eff;
	aif_signal_book(&g->import_w, g->last, now, w);
	aif_signal_book(&g->fuel_w, g->last, now, fuel_w);
	aif_signal_add(&g->cost_usd,
		       dt * (fuel_w * g->fuel_usd_j + g->limit_w.value * g->lease_usd_w_s));
	aif_signal_add(&g->carbon_kg, fuel_w * dt * g->carbon_kg_j);
	g->month_fuel_j += fuel_w * dt;
	g->month_lease_w_s += g->limit_w.value * dt;
	g->last = now;
	if (now >= g->month_end)
		close_month(g, c, now);
}

static void
gas_event(void *st, aif_ctx *c, const aif_ev *e)
{
	gas *g = st;

	switch (e->kind) {
	case AIF_EV_TICK:
		close_interval(g, c, e->t_ns);
		aif_ctx_send(c, e->dst, g->step, AIF_PRIO_FEED, AIF_EV_TICK, e->a, e->b);
		break;
	case EV_DUE:
		aif_ctx_set(c, &g->contracted_w, g->capacity_w);
		break;
	case EV_ON:
		set_on(g, c, 1);
		break;
	case EV_OFF:
		aif_ctx_set(c, &g->contracted_w, 0);
		set_on(g, c, 0);
		break;
	default:
		break;
	}
}

static void
gas_finish(void *st, aif_ctx *c)
{
	gas *g = st;
	aif_time now = aif_ctx_now(c);

	if (!g->built)
		return;
	close_interval(g, c, now);
	close_month(g, c, now);
	aif_record_audit(c, "generation bill", "USD", g->cost_usd.value, g->billed_usd, 1,
			 "metered cost = ledger lines");
	aif_record_summary(c, "generated_energy", aif_signal_integral(&g->import_w, now), "J", "");
	aif_record_summary(c, "generation_carbon", g->carbon_kg.value, "kg", "scope 1");
}

static const aif_field params[] = {
	AIF_P_REQ(gas, capacity_w, "capacity", "W", 0, 1e11, "Power after redundancy; 0: none."),
	AIF_P_DATE(gas, from_ns, "from", AIF_REQUIRED, "Planned start."),
	{ "to", "s", NAN, 0, 0, offsetof(gas, to_ns), "End of its use; default: never.", AIF_F_DATE,
	  NULL, 0, AIF_AGG_MEAN },
	AIF_P(gas, slip_s, "slip", "s", 0, -1e9, 1e9, "Delay of the start; may be drawn."),
	AIF_P_OF(gas, delay, "delay", AIF_F_REF, "delay_factor", 0,
		 "Delay factor that its slip is multiplied by, shared with others."),
	AIF_P_OF(gas, after, "after", AIF_F_REFS, "task", 0,
		 "Tasks that must have ended before it starts: air permit, gas line, engines."),
	AIF_P_OF(gas, type, "type", AIF_F_REF, "generator", 0,
		 "Engine, turbine or fuel cell of the catalog, for its efficiency and carbon."),
	AIF_P(gas, eff, "efficiency", "1", NAN, 0.1, 0.7,
	      "Power over fuel (higher heating value); default: of `type`, else 0.40, engines of "
	      "8500 Btu/kWh (estimate)."),
	AIF_P_REQ(gas, fuel_usd_j, "fuel", "USD/J", 0, 1e-6, "Price of gas by its heating value."),
	AIF_P(gas, lease_usd_w_s, "lease", "USD/W/s", 0, 0, 1, "Rent of the capacity."),
	AIF_P(gas, carbon_kg_j, "carbon", "kg/J", NAN, 0, 1e-6,
	      "Carbon per fuel energy; default: of `type`, else EPA 40 CFR 98 table C-1: natural "
	      "gas 53.06 kg/MMBtu."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(gas, contracted_w, "W", AIF_AGG_LAST, "Power due by plan."),
	AIF_O(gas, firm_w, "W", AIF_AGG_LAST, "Power that may be drawn."),
	AIF_O(gas, limit_w, "W", AIF_AGG_LAST, "The same."),
	AIF_O(gas, import_w, "W", AIF_AGG_MEAN, "Power made for the site."),
	AIF_O(gas, loss_w, "W", AIF_AGG_MEAN, "Lost on the way: none."),
	AIF_O(gas, fuel_w, "W", AIF_AGG_MEAN, "Fuel burnt, higher heating value."),
	AIF_O(gas, cost_usd, "USD", AIF_AGG_SUM, "Fuel and lease so far."),
	AIF_O(gas, carbon_kg, "kg", AIF_AGG_SUM, "Carbon so far, scope 1."),
	{ 0 },
};

const aif_model_ops aif_model_gas = {
	.name = "gas",
	.doc = "Gas-fired generation on the site that carries what the feeds may not, between two "
	       "dates.",
	.state_size = sizeof(gas),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_FEED,
	.init = gas_init,
	.wire = gas_wire,
	.start = gas_start,
	.event = gas_event,
	.finish = gas_finish,
};

static const aif_field type_params[] = {
	AIF_P_REQ(aif_gas_type, eff, "efficiency", "1", 0.1, 0.7,
		  "Power over fuel, higher heating value."),
	AIF_P(aif_gas_type, carbon_kg_j, "carbon", "kg/J", 5.03e-8, 0, 1e-6,
	      "Carbon per fuel energy; EPA 40 CFR 98 table C-1: natural gas 53.06 kg/MMBtu."),
	{ 0 },
};

const aif_model_ops aif_model_generator = {
	.name = "generator",
	.doc = "What generates on a site: engine, turbine, fuel cell.",
	.state_size = sizeof(aif_gas_type),
	.params = type_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
