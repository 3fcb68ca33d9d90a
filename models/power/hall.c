// hall.c - a data hall: racks behind busway, PDU, UPS and transformer.
//
// Each metering interval the mean IT power of its clusters goes up the chain; every
// installed unit runs and shares the load, so redundancy costs its no-load loss.
// Losses of busway and UPS warm the hall; transformers stand outdoors. Load is
// averaged over the interval: the square-law part is understated by the variance
// within it, below 1e-4 of the load for the curves of the catalog.
#include "models/power/hall.h"

#include <math.h>

#include "core/ctx.h"
#include "models/drill.h"
#include "models/hw.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/power/converter.h"
#include "models/power/stage.h"
#include "models/record.h"
#include "models/redundancy.h"
#include "models/wire.h"

enum { BUSWAY, PDU, UPS, TRANSFORMER, N_STAGE };

typedef struct load {
	aif_meter it;
	double liquid_frac;
} load;

typedef struct hall {
	double it_w, slip_s, units, busway_w, liquid_frac, build_usd_w, build_s, plant_frac;
	double air_w, rack_w;                             // the site's gate reads both
	double battery_s, blocks, block_s, embodied_kg_w; // embodied: for the site
	aif_time ready_ns;
	aif_refs after;
	const char *ups;
	uint32_t cooling, delay, stage_ref[N_STAGE];

	aif_signal sig_it_w, sig_in_w, sig_loss_w, sig_heat_air_w, sig_heat_liquid_w, sig_outdoor_w;
	aif_signal sig_limit_w, sig_ready, sig_heat_design_w, sig_in_design_w, sig_liquid_design_w;
	aif_signal sig_tripped;

	aif_stage stage[N_STAGE];
	load *loads;
	uint32_t n_load, n_feed;
	aif_meter *feeds;
	aif_time step, last, open_ns;
	double loss_j[N_STAGE], peak_w;
	aif_redundancy units_now; // total and needed
} hall;

// Curves where the scenario names none: estimates within vendors' figures (double
// conversion 96.5...97.5 % above half load; MV/LV transformer 99.3 % at best). The
// catalog (power.lua) holds the same with date and kind.
static const double published[N_STAGE][3] = {
	[BUSWAY] = { 0.001, 0, 0.006 },
	[PDU] = { 0, 0, 0 }, // busways instead of PDUs
	[UPS] = { 0.010, 0.005, 0.015 },
	[TRANSFORMER] = { 0.0015, 0, 0.0085 },
};

static void
set_curve(hall *h, aif_sim *sim, int i)
{
	const aif_converter *c;

	for (int k = 0; k < 3; k++)
		h->stage[i].k[k] = published[i][k];
	if (h->stage_ref[i] == AIF_NONE)
		return;
	c = aif_sim_state(sim, h->stage_ref[i]);
	h->stage[i].k[0] = c->no_load_frac;
	h->stage[i].k[1] = c->proportional_frac;
	h->stage[i].k[2] = c->square_frac;
}

static aif_err
hall_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	hall *h = st;
	aif_redundancy r;
	double out_w = h->it_w, heat_w = h->it_w;

	if (aif_redundancy_parse(h->ups[0] ? h->ups : "N+1", h->units, &r, d) != AIF_OK)
		return AIF_EPARSE;
	for (int i = 0; i < N_STAGE; i++) {
		set_curve(h, sim, i);
		h->stage[i].rated_w = out_w / (i < UPS ? 1 : aif_redundancy_usable(&r));
		out_w = aif_stage_in_w(&h->stage[i], out_w);
		if (i != TRANSFORMER)
			heat_w = out_w;
	}
	h->units_now = r;
	h->blocks = ceil(h->blocks);
	if (h->blocks > 1 && !(h->block_s > 0))
		return aif_err_fail(
		    d, AIF_EINVAL,
		    "has blocks without dates (expected block_every = \"3 months\")");
	if (h->ready_ns < aif_plan_after(sim, self, 1))
		h->ready_ns = aif_plan_after(sim, self, 1);
	h->open_ns = aif_plan_later(h->ready_ns, h->slip_s * aif_plan_delay(sim, self));
	if (h->open_ns < aif_plan_after(sim, self, 0))
		h->open_ns = aif_plan_after(sim, self, 0);
	aif_signal_set(&h->sig_heat_design_w, 0, heat_w);
	aif_signal_set(&h->sig_in_design_w, 0, out_w);
	return AIF_OK;
}

// Liquid share of a cluster's heat; *weight_w its rated power.
static double
liquid_of(const hall *h, const aif_sim *sim, uint32_t cluster, double *weight_w)
{
	uint32_t rack = aif_sim_ref(sim, cluster, "rack");
	double racks = aif_plan_param(sim, cluster, "racks", 1);
	aif_hw_unit u;

	*weight_w = racks;
	if (rack == AIF_NONE || aif_hw_resolve(sim, rack, &u, NULL) != AIF_OK)
		return isnan(h->liquid_frac) ? 0 : h->liquid_frac;
	*weight_w = racks * u.rack->max_w;
	return isnan(h->liquid_frac) ? u.server->liquid_frac : h->liquid_frac;
}

static aif_err
hall_wire(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	hall *h = st;
	uint32_t site = aif_sim_parent(sim, self);
	double all_w = 0, liquid_w = 0, w;

	h->step = aif_plan_interval(sim, self);
	while (aif_plan_cluster(sim, self, h->n_load) != AIF_NONE)
		h->n_load++;
	while (aif_sim_nth(sim, "feed|gas", site, h->n_feed) != AIF_NONE)
		h->n_feed++;
	h->loads = aif_arena_alloc(aif_sim_arena(sim), h->n_load * sizeof *h->loads + 1);
	h->feeds = aif_arena_alloc(aif_sim_arena(sim), h->n_feed * sizeof *h->feeds + 1);
	if (!h->loads || !h->feeds)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < h->n_load; i++) {
		uint32_t c = aif_plan_cluster(sim, self, i);

		aif_meter_bind(&h->loads[i].it, sim, c, "it_w");
		h->loads[i].liquid_frac = liquid_of(h, sim, c, &w);
		all_w += w;
		liquid_w += w * h->loads[i].liquid_frac;
	}
	aif_signal_set(&h->sig_liquid_design_w, 0, all_w > 0 ? h->it_w * liquid_w / all_w : 0);
	for (uint32_t i = 0; i < h->n_feed; i++)
		aif_meter_bind(&h->feeds[i], sim, aif_sim_nth(sim, "feed|gas", site, i), "firm_w");
	return AIF_OK;
}

// 1 when the hall is handed over and the site has power.
static int
is_live(const hall *h, aif_time now)
{
	double w = 0;

	for (uint32_t i = 0; i < h->n_feed; i++)
		w += aif_meter_value(&h->feeds[i]);
	return h->n_load > 0 && now >= h->open_ns && w > 0;
}

double
aif_hall_in_w(const void *st, double it_w)
{
	const hall *h = st;
	double w = it_w;

	for (int i = 0; i < N_STAGE; i++)
		w = aif_stage_in_w(&h->stage[i], w);
	return w;
}

static void
close_interval(hall *h, aif_time now)
{
	double dt = aif_time_to_s(now - h->last), it_w = 0, liquid_w = 0, out_w, heat_w;
	double built = h->sig_limit_w.value > 0 ? h->sig_limit_w.value / h->it_w : 1;

	if (now <= h->last)
		return;
	for (uint32_t i = 0; i < h->n_load; i++) {
		double w = aif_meter_take(&h->loads[i].it, now) / dt;

		it_w += w;
		liquid_w += w * h->loads[i].liquid_frac;
	}
	h->peak_w = fmax(h->peak_w, it_w);
	out_w = heat_w = it_w;
	if (h->sig_ready.value > 0 || it_w > 0)
		for (int i = 0; i < N_STAGE; i++) {
			aif_stage part = h->stage[i];
			double was_w = out_w;

			part.rated_w *= built;
			out_w = aif_stage_in_w(&part, out_w);
			h->loss_j[i] += (out_w - was_w) * dt;
			if (i != TRANSFORMER)
				heat_w = out_w;
		}
	aif_signal_book(&h->sig_it_w, h->last, now, it_w);
	aif_signal_book(&h->sig_in_w, h->last, now, out_w);
	aif_signal_book(&h->sig_loss_w, h->last, now, out_w - it_w);
	aif_signal_book(&h->sig_outdoor_w, h->last, now, out_w - heat_w);
	aif_signal_book(&h->sig_heat_liquid_w, h->last, now, liquid_w);
	aif_signal_book(&h->sig_heat_air_w, h->last, now, heat_w - liquid_w);
	h->last = now;
}

// Share of the hall that is handed over.
static double
handed_over(const hall *h, aif_time now)
{
	if (now < h->open_ns)
		return 0;
	if (h->blocks <= 1)
		return 1;
	return fmin(floor(aif_time_to_s(now - h->open_ns) / h->block_s + 1e-9) + 1, h->blocks) /
	       h->blocks;
}

static void
update_ready(hall *h, aif_ctx *c)
{
	int live = is_live(h, aif_ctx_now(c));

	aif_ctx_set(c, &h->sig_ready, live);
	aif_ctx_set(c, &h->sig_limit_w, handed_over(h, aif_ctx_now(c)) * h->it_w);
}

static void
hall_start(void *st, aif_ctx *c)
{
	hall *h = st;

	// Not built by this strategy: no load, no loss, no events.
	if (h->n_load == 0)
		return;
	update_ready(h, c);
	aif_ctx_send(c, aif_ctx_self(c), h->step, AIF_PRIO_IT, AIF_EV_TICK, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

// Share of the hall's power that goes with so much of its UPS modules, in whole modules: none
// while those that are left can carry the load.
static double
cut_off(const hall *h, double share)
{
	double lost = ceil(share * h->units_now.total - 1e-9);

	return fmax(1 - (h->units_now.total - lost) / h->units_now.need, 0);
}

static void
hall_event(void *st, aif_ctx *c, const aif_ev *e)
{
	hall *h = st;

	if (e->kind == AIF_EV_DRILL && h->n_load > 0)
		aif_ctx_set(c, &h->sig_tripped,
			    e->b.i ? cut_off(h, ((const aif_drill *)e->a.p)->share) : 0);
	if (e->kind != AIF_EV_TICK)
		return;
	close_interval(h, e->t_ns);
	update_ready(h, c);
	aif_ctx_send(c, e->dst, h->step, AIF_PRIO_IT, AIF_EV_TICK, e->a, e->b);
}

// Power of the busways in use that no whole rack can take: a busway holds racks of one cluster.
static double
stranded_w(const hall *h, const aif_sim *s, uint32_t self)
{
	double w = 0, bins = floor(h->it_w / h->busway_w * (1 + 1e-9));
	aif_hw_unit u;

	for (uint32_t i = 0; h->busway_w > 0 && i < h->n_load; i++) {
		uint32_t k = aif_plan_cluster(s, self, i), rack = aif_sim_ref(s, k, "rack");
		double per, used;

		if (rack == AIF_NONE || aif_hw_resolve(s, rack, &u, NULL) != AIF_OK)
			continue;
		per = aif_redundancy_racks(h->busway_w, u.rack->max_w);
		used = per > 0 ? fmin(ceil(aif_plan_param(s, k, "racks", 0) / per), bins) : 0;
		bins -= used;
		w += used * aif_redundancy_stranded(h->busway_w, u.rack->max_w) * h->busway_w;
	}
	return w;
}

// Rated power of the racks that will ever stand in it.
static double
racked_w(const hall *h, const aif_sim *s, uint32_t self)
{
	double w = 0;
	aif_hw_unit u;

	for (uint32_t i = 0; i < h->n_load; i++) {
		uint32_t k = aif_plan_cluster(s, self, i), rack = aif_sim_ref(s, k, "rack");

		if (rack != AIF_NONE && aif_hw_resolve(s, rack, &u, NULL) == AIF_OK)
			w += aif_plan_param(s, k, "racks", 0) * u.rack->max_w;
	}
	return w;
}

// From what is installed to what is drawn: where power that is paid for gets lost.
static void
tell_levels(const hall *h, aif_ctx *c)
{
	const aif_sim *s = aif_ctx_sim(c);
	uint32_t self = aif_ctx_self(c);

	aif_record_summary(c, "ups_installed", h->stage[UPS].rated_w, "W",
			   "UPS modules that stand there, output");
	aif_record_summary(c, "ups_usable",
			   h->stage[UPS].rated_w * aif_redundancy_usable(&h->units_now), "W",
			   "of it, so that the worst single failure overloads nothing");
	aif_record_summary(c, "stranded", stranded_w(h, s, self), "W",
			   "of the busways in use, no whole rack can take it");
	aif_record_summary(c, "racked", racked_w(h, s, self), "W",
			   "rated input of all racks that it is to hold, one after another too");
	aif_record_summary(c, "it_peak", h->peak_w, "W",
			   "highest mean of an interval: less than rated is headroom");
}

static void
summarize(const hall *h, aif_ctx *c)
{
	static const char *const name[N_STAGE] = { "loss_busway", "loss_pdu", "loss_ups",
						   "loss_transformer" };
	double sum = 0;

	for (int i = 0; i < N_STAGE; i++) {
		sum += h->loss_j[i];
		aif_record_summary(c, name[i], h->loss_j[i], "J", "lost in that stage");
	}
	tell_levels(h, c);
	aif_record_audit(c, "hall stages", "J", aif_signal_integral(&h->sig_loss_w, h->last), sum,
			 1, "lost in the hall = sum over its stages");
}

static void
hall_finish(void *st, aif_ctx *c)
{
	hall *h = st;

	aif_time now = aif_ctx_now(c);

	if (h->n_load == 0)
		return;
	close_interval(h, now);
	summarize(h, c);
	aif_record_audit(c, "hall power", "J", aif_signal_integral(&h->sig_in_w, now),
			 aif_signal_integral(&h->sig_heat_air_w, now) +
			     aif_signal_integral(&h->sig_heat_liquid_w, now) +
			     aif_signal_integral(&h->sig_outdoor_w, now),
			 1, "drawn = heat to air and liquid + lost outdoors");
}

static const aif_field params[] = {
	AIF_P_REQ(hall, it_w, "it", "W", 1e3, 1e11, "Design IT power, after redundancy."),
	AIF_P_DATE(hall, ready_ns, "ready", AIF_REQUIRED, "Planned hand-over."),
	AIF_P(hall, slip_s, "slip", "s", 0, -1e9, 1e9, "Delay of the hand-over; may be drawn."),
	AIF_P_OF(hall, delay, "delay", AIF_F_REF, "delay_factor", 0,
		 "Delay factor that its slip is multiplied by, shared with others."),
	AIF_P_OF(hall, after, "after", AIF_F_REFS, "task", 0,
		 "Tasks that must have ended before the hand-over: permits, switchgear, chillers."),
	AIF_P(hall, blocks, "blocks", "1", 1, 1, 1000,
	      "Modular: handed over and paid for in so many equal blocks of power, UPS and "
	      "transformers."),
	AIF_P(hall, block_s, "block_every", "s", 0, 0, 1e9, "From one block to the next."),
	AIF_P_OF(hall, ups, "ups", AIF_F_TEXT, NULL, 0,
		 "Redundancy of UPS and transformers: N, N+1 (when not given), 2N, 4N3, ..."),
	AIF_P(hall, units, "units", "1", 4, 1, 1000,
	      "Units that carry the load, for N+1 (assumption)."),
	AIF_P(hall, busway_w, "busway", "W", 0, 0, 1e9,
	      "Power of one busway or row: racks do not span two; 0: divisible."),
	AIF_P(hall, rack_w, "rack_limit", "W", 0, 0, 1e7,
	      "Largest rack that busways and floor take, as in a room that is there already; 0: "
	      "any."),
	AIF_P(hall, air_w, "air", "W", 0, 0, 1e10,
	      "Heat that the room's air handlers take; 0: as much as the racks give."),
	AIF_P(hall, liquid_frac, "liquid", "1", NAN, 0, 1,
	      "Share of IT heat that goes to liquid; default: of the servers."),
	AIF_P(hall, embodied_kg_w, "embodied", "kg/W", 0, 0, 100,
	      "CO2 of making building and plant per IT power; 0: not counted."),
	AIF_P_OF(hall, cooling, "cooling", AIF_F_REF, "cooling", 0,
		 "Cooling plant; default: the first of the site."),
	AIF_P_OF(hall, stage_ref[BUSWAY], "busway_type", AIF_F_REF, "converter", 0,
		 "Loss curve of the busway; default .001/0/.006 (estimate)."),
	AIF_P_OF(hall, stage_ref[PDU], "pdu_type", AIF_F_REF, "converter", 0,
		 "Loss curve of PDUs behind the busway (pdu-transformer, ...); default: none."),
	AIF_P_OF(hall, stage_ref[UPS], "ups_type", AIF_F_REF, "converter", 0,
		 "Loss curve of the UPS (ups-eco: on the mains); default .010/.005/.015, double "
		 "conversion (estimate)."),
	AIF_P_OF(hall, stage_ref[TRANSFORMER], "transformer_type", AIF_F_REF, "converter", 0,
		 "Loss curve of MV/LV transformers; default .0015/0/.0085 (estimate)."),
	AIF_P(hall, battery_s, "battery", "s", 300, 0, 86400,
	      "The UPS carries full load this long when all supplies fail (estimate)."),
	AIF_P(hall, build_usd_w, "build_cost", "USD/W", 11.7, 0, 1000,
	      "Shell, power and cooling per W of design IT power; Cushman & Wakefield 2025: US "
	      "average 11.7 M USD/MW, 9.3 to 15.0."),
	AIF_P(hall, build_s, "build_time", "s", 55231200, 0, 1e9,
	      "Payments run evenly over this time before the hand-over; 21 months from ground to "
	      "commissioning (constructionowners.com 2026)."),
	AIF_P(hall, plant_frac, "plant_share", "1", 0.82, 0, 1,
	      "Share of the cost that is power and cooling; Hamilton 2010, Hoelzle & Patterson."),
	{ 0 },
};

#define O(f, unit, agg, doc)                                                                       \
	{                                                                                          \
#f, unit, 0, 0, 0, offsetof(hall, sig_##f), doc, AIF_F_NUM, NULL, 0, agg           \
	}

static const aif_field outputs[] = {
	O(it_w, "W", AIF_AGG_MEAN, "IT power, at the rack input."),
	O(in_w, "W", AIF_AGG_MEAN, "Power drawn from the feeds."),
	O(loss_w, "W", AIF_AGG_MEAN, "Lost in busway, UPS and transformers."),
	O(heat_air_w, "W", AIF_AGG_MEAN, "Heat to room air."),
	O(heat_liquid_w, "W", AIF_AGG_MEAN, "Heat to cold plates."),
	O(outdoor_w, "W", AIF_AGG_MEAN, "Lost outdoors, in transformers."),
	O(limit_w, "W", AIF_AGG_LAST, "IT power that may be drawn: the design power once ready."),
	O(ready, "1", AIF_AGG_LAST, "1 when handed over and powered."),
	O(heat_design_w, "W", AIF_AGG_LAST, "Heat to the cooling plant at design IT power."),
	O(liquid_design_w, "W", AIF_AGG_LAST, "Heat to cold plates at design IT power."),
	O(tripped, "1", AIF_AGG_MAX, "Share of its power that is cut off: 1 while all is."),
	O(in_design_w, "W", AIF_AGG_LAST, "Power drawn at design IT power."),
	{ 0 },
};

const aif_model_ops aif_model_hall = {
	.name = "hall",
	.doc = "Data hall: design IT power, busway bins, UPS and transformers with load-dependent "
	       "losses and redundancy. Left out: PSU losses (inside the racks), power factor, "
	       "harmonics, battery recharge.",
	.state_size = sizeof(hall),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_HALL,
	.init = hall_init,
	.wire = hall_wire,
	.start = hall_start,
	.event = hall_event,
	.finish = hall_finish,
};
