// bess.c - a battery on the site's bus that shaves peaks.
//
// Works on interval means, which is what a demand charge meters: E' = eta_c P_c -
// P_d / eta_d, with limits by state of charge that are linear in power, and fade by
// calendar and cycles. Where a feed is called or cut off, the battery carries what the supplies
// may not give, as far as it can. Where the sun shines on the site, the load is what solar leaves,
// and a battery may be kept to charge from it alone. Left out: swings within an interval (ripple.c
// sizes those), heat, replacement.
#include "models/power/bess.h"

#include <math.h>

#include "core/ctx.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define PRIO (AIF_PRIO_COOL + 5) // loads are known, feeds not yet
#define RANK (AIF_RANK_COOL + 5)

typedef struct bess {
	aif_bess_cell b;
	aif_bess_fade f;
	double target_w, soc_frac, usd_w, usd_j;
	aif_time on_ns;

	aif_signal net_w, loss_w, stored_j, give_w, health;

	aif_meter *load;
	aif_meter *supply, *sun;
	uint32_t n_sun;
	int from_sun;
	double *supply_net;
	uint32_t n_load, n_supply;
	double other_w;
	int built;
	aif_time step, last, day_begin, day_end;
	double day, day_charge_js, day_through_j, cycles; // of this day; so far
} bess;

double
aif_bess_step(const aif_bess_cell *b, double load_w, double target_w, double dt_s, double *stored_j)
{
	double w, cell_w;

	*stored_j *= exp(-b->leak_1_s * dt_s);
	if (load_w > target_w) {
		cell_w = *stored_j / (dt_s + b->taper_discharge_s);
		w = fmin(fmin(load_w - target_w, b->power_w), cell_w * b->discharge_frac);
		*stored_j = fmax(*stored_j - w * dt_s / b->discharge_frac, 0);
		return -w;
	}
	cell_w = fmax(b->energy_j - *stored_j, 0) / (dt_s + b->taper_charge_s);
	w = fmin(fmin(target_w - load_w, b->power_w), cell_w / b->charge_frac);
	*stored_j = fmin(*stored_j + w * dt_s * b->charge_frac, b->energy_j);
	return w;
}

double
aif_bess_fade_day(const aif_bess_fade *f, double day, double charge, double cycles)
{
	return f->calendar * f->exponent * charge * pow(day, f->exponent - 1) + f->cycle * cycles;
}

static aif_err
bess_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	bess *x = st;

	(void)sim, (void)self, (void)d;
	aif_signal_set(&x->stored_j, 0, x->soc_frac * x->b.energy_j);
	aif_signal_set(&x->health, 0, 1);
	return AIF_OK;
}

// What feeds and generators may give, as a mean over the interval.
static aif_err
bind_supply(bess *x, aif_sim *sim, uint32_t site, aif_diag *d)
{
	const char *kinds = "feed|gas|genset";
	uint32_t n = 0, id;

	while (aif_sim_nth(sim, kinds, site, n) != AIF_NONE)
		n++;
	x->supply = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x->supply + 1);
	x->supply_net = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x->supply_net + 1);
	for (n = 0; aif_sim_nth(sim, "solar", site, n) != AIF_NONE;)
		n++;
	x->sun = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x->sun + 1);
	if (!x->supply || !x->supply_net || !x->sun)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (; (id = aif_sim_nth(sim, "solar", site, x->n_sun)) != AIF_NONE; x->n_sun++)
		aif_meter_bind(&x->sun[x->n_sun], sim, id, "made_w");
	for (; (id = aif_sim_nth(sim, kinds, site, x->n_supply)) != AIF_NONE; x->n_supply++) {
		x->supply_net[x->n_supply] = 1 - aif_plan_param(sim, id, "loss", 0);
		aif_meter_bind(&x->supply[x->n_supply], sim, id,
			       aif_sim_signal(sim, id, "now_w") ? "now_w" : "limit_w");
	}
	return AIF_OK;
}

static aif_err
bess_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	bess *x = st;
	uint32_t site = aif_sim_parent(sim, self), id, n = 0;

	x->step = aif_plan_interval(sim, self);
	x->built = aif_plan_built(sim, site);
	x->other_w = aif_plan_param(sim, site, "other", 0);
	while (aif_sim_nth(sim, "hall|cooling", site, n) != AIF_NONE)
		n++;
	x->load = aif_arena_alloc(aif_sim_arena(sim), n * sizeof *x->load + 1);
	if (!x->load)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (x->n_load = 0; (id = aif_sim_nth(sim, "hall|cooling", site, x->n_load)) != AIF_NONE;
	     x->n_load++)
		aif_meter_bind(&x->load[x->n_load], sim, id,
			       aif_sim_signal(sim, id, "elec_w") ? "elec_w" : "in_w");
	return bind_supply(x, sim, site, d);
}

// A day older; at least 0.
static void
age(bess *x, aif_time now)
{
	double energy_j = x->b.energy_j, charge = x->day_charge_js / energy_j / 86400;
	double cycles = x->day_through_j / 2 / energy_j, left;

	x->day++;
	left = x->health.value - aif_bess_fade_day(&x->f, x->day, charge, cycles);
	aif_signal_book(&x->health, x->day_begin, now, fmax(left, 0));
	x->cycles += cycles;
	x->day_charge_js = x->day_through_j = 0;
	x->day_begin = now;
	x->day_end = now + 24 * AIF_HOUR;
}

static void
close_interval(bess *x, aif_time now)
{
	double dt = aif_time_to_s(now - x->last), w = 0, net = 0, was = x->stored_j.value;
	double stored = was, supply = 0, sun = 0, target;

	if (now <= x->last)
		return;
	for (uint32_t i = 0; i < x->n_load; i++)
		w += aif_meter_take(&x->load[i], now) / dt;
	for (uint32_t i = 0; i < x->n_supply; i++)
		supply += aif_meter_take(&x->supply[i], now) / dt * x->supply_net[i];
	for (uint32_t i = 0; i < x->n_sun; i++)
		sun += aif_meter_take(&x->sun[i], now) / dt;
	// Nothing to charge from before the halls draw.
	if (x->last >= x->on_ns && w > 0) {
		aif_bess_cell b = x->b;

		b.energy_j *= x->health.value;
		stored = fmin(stored, b.energy_j); // what no longer fits is lost
		w += x->other_w - sun;
		target = fmin(x->target_w, supply);
		if (x->from_sun && w < target)
			target = fmin(target, w + sun);
		net = aif_bess_step(&b, w, target, dt, &stored);
		x->day_charge_js += 0.5 * (was + stored) * dt;
		x->day_through_j += fabs(stored - was);
	}
	aif_signal_book(&x->net_w, x->last, now, net);
	aif_signal_book(&x->give_w, x->last, now, fmax(-net, 0));
	aif_signal_book(&x->loss_w, x->last, now, net - (stored - was) / dt);
	aif_signal_book(&x->stored_j, x->last, now, stored);
	x->last = now;
	if (now >= x->day_end && now > x->on_ns)
		age(x, now);
}

static void
bess_start(void *st, aif_ctx *c)
{
	bess *x = st;

	if (!x->built)
		return;
	if (x->on_ns < aif_sim_options(aif_ctx_sim(c))->end_ns)
		aif_record_ledger_at(c, x->on_ns, "capex.plant",
				     x->b.power_w * x->usd_w + x->b.energy_j * x->usd_j,
				     x->b.energy_j, "J", "published", "battery");
	x->day_end = (x->on_ns > 0 ? x->on_ns : 0) + 24 * AIF_HOUR;
	aif_ctx_send(c, aif_ctx_self(c), x->step, PRIO, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
bess_event(void *st, aif_ctx *c, const aif_ev *e)
{
	bess *x = st;

	if (e->kind != AIF_EV_TICK)
		return;
	close_interval(x, e->t_ns);
	aif_ctx_send(c, e->dst, x->step, PRIO, AIF_EV_TICK, e->a, e->b);
}

static void
bess_finish(void *st, aif_ctx *c)
{
	bess *x = st;
	aif_time now = aif_ctx_now(c);

	if (!x->built)
		return;
	close_interval(x, now);
	aif_record_summary(c, "battery_given", aif_signal_integral(&x->give_w, now), "J", "");
	aif_record_summary(c, "battery_loss", aif_signal_integral(&x->loss_w, now), "J",
			   "conversion, standby, and what no longer fits");
	aif_record_summary(c, "battery_health", x->health.value, "1", "capacity over new");
	aif_record_summary(c, "battery_cycles", x->cycles, "1", "equivalent full cycles");
}

static const aif_field params[] = {
	AIF_P_REQ(bess, b.power_w, "power", "W", 1e3, 1e10, "Charge and discharge power."),
	AIF_P_REQ(bess, b.energy_j, "energy", "J", 1e6, 1e15, "Usable energy."),
	AIF_P_REQ(bess, target_w, "target", "W", 0, 1e11, "Site load that it tries to hold."),
	AIF_P_CHOICE(bess, from_sun, "charge_from", 0, "any|solar",
		     "What it charges from: any supply while the load is below target, or no more "
		     "than the site's solar makes."),
	AIF_P_DATE(bess, on_ns, "on", 0, "In service; default: from the start."),
	AIF_P(bess, b.charge_frac, "charge", "1", 0.948, 0.5, 1,
	      "One-way efficiency charging; NREL REopt: rectifier 0.96, half of internal 0.975."),
	AIF_P(bess, b.discharge_frac, "discharge", "1", 0.948, 0.5, 1,
	      "One-way efficiency discharging; NREL REopt: inverter 0.96, half of internal 0.975."),
	AIF_P(
	    bess, b.taper_charge_s, "taper_charge", "s", 1315, 0, 1e5,
	    "Charging at P ends this much times P below full; C-L-C model of an LG M50 cell: 1.326 "
	    "Wh/A at 3.63 V (Kazhamiaka 2019; vessim)."),
	AIF_P(bess, b.taper_discharge_s, "taper_discharge", "s", 86, 0, 1e5,
	      "Discharging at P ends this much times P above empty; the same: 0.087 Wh/A."),
	AIF_P(bess, b.leak_1_s, "leak", "1/s", 0, 0, 1e-3, "Standby loss of what is stored."),
	AIF_P(bess, f.calendar, "fade_calendar", "1", 1.16e-3, 0, 0.1,
	      "Calendar fade coefficient, by charge and day^exponent; NREL REopt."),
	AIF_P(bess, f.exponent, "fade_exponent", "1", 0.428, 0.1, 2, "Its exponent; NREL REopt."),
	AIF_P(bess, f.cycle, "fade_cycle", "1", 2.46e-5, 0, 0.1,
	      "Fade per equivalent full cycle; NREL REopt."),
	AIF_P(bess, soc_frac, "soc", "1", 0.5, 0, 1, "Charge at the start."),
	AIF_P(bess, usd_w, "price_power", "USD/W", 0.968, 0, 100,
	      "NREL REopt default, 968 USD/kW."),
	AIF_P(bess, usd_j, "price_energy", "USD/J", 7.0278e-5, 0, 1,
	      "NREL REopt default, 253 USD/kWh."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(bess, net_w, "W", AIF_AGG_MEAN, "Drawn from the bus; negative when it gives."),
	AIF_O(bess, give_w, "W", AIF_AGG_MEAN, "Given to the bus."),
	AIF_O(bess, loss_w, "W", AIF_AGG_MEAN, "Lost in conversion and standby."),
	AIF_O(bess, health, "1", AIF_AGG_LAST, "Capacity over new."),
	AIF_O(bess, stored_j, "J", AIF_AGG_LAST, "Energy stored."),
	{ 0 },
};

const aif_model_ops aif_model_bess = {
	.name = "bess",
	.doc =
	    "Battery that shaves the site's load to a target, by metering interval; C-L-C limits, "
	    "fade.",
	.state_size = sizeof(bess),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = RANK,
	.init = bess_init,
	.wire = bess_wire,
	.start = bess_start,
	.event = bess_event,
	.finish = bess_finish,
};
