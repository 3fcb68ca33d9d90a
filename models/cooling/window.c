// window.c - a window in which a hall is looked at second by second (model transient).
//
// At its date the power of the hall's clusters and the waves of their training jobs are taken as
// they are; racks, coolant loops, facility water and room follow from there (transient.h),
// and in the window some CDUs or a share of the plant may fail. What the rest of the run does
// is not touched: this is a lens, drills are what changes the run.
// Assumptions: the racks of a cluster share its power evenly, all racks of a hall have its mean
// rating, loops are equal; nothing else happens in the window.
#include "models/cooling/window.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/cooling/hx.h"
#include "models/cooling/transient.h"
#include "models/hw.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/swing.h"
#include "models/wire.h"

enum { EV_LOOK = AIF_EV_PRIVATE };
enum { WAVES = 32 };

typedef struct rack_row { // racks of one cluster
	uint32_t id;
	size_t n;
	double rack_w; // drawn by each, without swing
	aif_swing_wave wave[WAVES];
	int n_wave;
} rack_row;

typedef struct window {
	uint32_t hall;
	aif_time at_ns;
	double lasts_s, step_s, every_s;
	double cdu_w, gap_k, flow_m3_j, rack_j_k, cdu_m3, air_j_k, air_gap_k, water_m3, plant_s;
	double cdus_lost, plant_lost, fail_s, mend_s;

	aif_signal steps;

	uint32_t cool;
	aif_transient *t;
	aif_transient_opt o;
	rack_row *row;
	uint32_t n_row;
	int seen;
	double hottest_c, shed_j, throttled, off;
	aif_transient_out last;
} window;

// --- build ---------------------------------------------------------------------------

static aif_err
gather(window *x, aif_sim *s, double *rated_w, aif_diag *d)
{
	uint32_t id;
	aif_hw_unit u;

	while (aif_plan_cluster(s, x->hall, x->n_row) != AIF_NONE)
		x->n_row++;
	x->row = aif_arena_alloc(aif_sim_arena(s), x->n_row * sizeof *x->row + 1);
	if (!x->row)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; i < x->n_row; i++) {
		id = aif_plan_cluster(s, x->hall, i);
		if (aif_hw_resolve(s, aif_sim_ref(s, id, "rack"), &u, d) != AIF_OK)
			return d ? d->code : AIF_EINVAL;
		x->row[i] = (rack_row){ .id = id, .n = (size_t)aif_plan_param(s, id, "racks", 0) };
		x->o.n_rack += x->row[i].n;
		*rated_w += (double)x->row[i].n * u.rack->max_w;
	}
	return AIF_OK;
}

static aif_err
window_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	window *x = st;
	double rated_w = 0, it_w, liquid_w, heat_w, loop_m3;

	if (gather(x, s, &rated_w, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	if (x->n_row == 0 || x->o.n_rack == 0)
		return AIF_OK;
	x->cool = aif_sim_ref(s, x->hall, "cooling");
	if (x->cool == AIF_NONE)
		x->cool = aif_sim_nth(s, "cooling", aif_sim_parent(s, self), 0);
	it_w = aif_plan_param(s, x->hall, "it", 1);
	liquid_w = aif_sim_signal(s, x->hall, "liquid_design_w")->value;
	heat_w = aif_sim_signal(s, x->hall, "heat_design_w")->value;
	if (!(liquid_w > 0))
		return aif_err_fail(d, AIF_EINVAL, "hall '%s' has no racks with liquid cooling",
				    aif_sim_name(s, x->hall));
	loop_m3 = aif_plan_param(s, x->cool, "loop_volume", 0);
	if (isnan(x->water_m3))
		x->water_m3 = loop_m3 > 0 ? loop_m3 : 5e-6 * heat_w;
	x->o.rack_w = rated_w / (double)x->o.n_rack;
	x->o.n_loop = (size_t)fmax(ceil(rated_w * liquid_w / it_w / x->cdu_w - 1e-9), 1);
	x->o.n_loop = x->o.n_loop > x->o.n_rack ? x->o.n_rack : x->o.n_loop;
	x->o.liquid_frac = liquid_w / it_w;
	x->o.flow_m3_j = x->flow_m3_j;
	x->o.supply_c = aif_plan_param(s, x->cool, "supply", 30);
	x->o.gap_k = x->gap_k;
	x->o.rack_j_k = x->rack_j_k;
	x->o.loop_j_k = x->cdu_m3 * AIF_HX_WATER_RHO * AIF_HX_WATER_CP;
	x->o.air_j_k = x->air_j_k * (double)x->o.n_rack;
	x->o.air_gap_k = x->air_gap_k;
	x->o.water_j_k = x->water_m3 * AIF_HX_WATER_RHO * AIF_HX_WATER_CP;
	x->o.plant_s = x->plant_s;
	// The hall's part of what the plant can take on the design day.
	x->o.plant_w = fmax(aif_sim_signal(s, x->cool, "cap_design_w")->value, 0);
	if (!(x->o.plant_w > 0))
		x->o.plant_w = heat_w;
	x->o.throttle_k = aif_plan_param(s, x->cool, "ride", 10);
	x->o.off_k = aif_plan_param(s, x->cool, "off", 20);
	x->o.throttle_frac = aif_plan_param(s, x->cool, "throttle", 0.5);
	return aif_transient_create(&x->t, &x->o, 0, d);
}

static void
window_start(void *st, aif_ctx *c)
{
	const window *x = st;
	aif_time at = x->at_ns < 0 ? 0 : x->at_ns;

	if (x->t && at < aif_sim_options(aif_ctx_sim(c))->end_ns)
		aif_ctx_send(c, aif_ctx_self(c), at, AIF_PRIO_LAST, EV_LOOK, (aif_arg){ 0 },
			     (aif_arg){ 0 });
}

static void
window_fini(void *st)
{
	window *x = st;

	aif_transient_free(x->t);
}

// --- run -----------------------------------------------------------------------------

// Mean power of the hall's racks over their rating, and what swings.
static double
look_at_it(window *x, const aif_sim *s)
{
	double w = 0;

	for (uint32_t i = 0; i < x->n_row; i++) {
		rack_row *r = &x->row[i];
		double it_w = aif_sim_signal(s, r->id, "it_w")->value;

		w += it_w;
		r->rack_w = r->n > 0 ? it_w / (double)r->n : 0;
		r->n_wave = aif_swing_find(s, r->id, r->wave, WAVES, NULL);
	}
	return w / x->o.rack_w / (double)x->o.n_rack;
}

static void
set_demand(window *x, double t_s)
{
	double *w = aif_transient_demand(x->t);

	for (uint32_t i = 0; i < x->n_row; i++) {
		const rack_row *r = &x->row[i];
		double each = r->rack_w;

		for (int k = 0; k < r->n_wave; k++)
			each += aif_swing_mean_w(&r->wave[k], t_s, t_s + x->step_s) / (double)r->n;
		for (size_t k = 0; k < r->n; k++)
			*w++ = fmax(each, 0);
	}
}

static void
fail_and_mend(window *x, double t_s)
{
	int bad = t_s >= x->fail_s && !(t_s >= x->mend_s);
	size_t lost = (size_t)x->cdus_lost;

	for (size_t j = 0; j < x->o.n_loop && j < lost; j++)
		aif_transient_flow(x->t, j, bad ? 0 : 1);
	aif_transient_plant(x->t, bad ? 1 - x->plant_lost : 1);
}

static void
tell(window *x, aif_ctx *c, double t_s)
{
	aif_row_transient r;

	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(aif_ctx_now(c)) + t_s;
	r.it_w = x->last.it_w;
	r.shed_w = x->last.shed_w;
	r.taken_w = x->last.taken_w;
	r.water_c = x->last.water_c;
	r.air_c = x->last.air_c;
	r.loop_c = x->last.loop_c;
	r.rack_c = x->last.rack_c;
	r.throttled = (int32_t)x->last.n_throttled;
	r.off = (int32_t)x->last.n_off;
	r.entity = aif_ctx_self(c);
	aif_ctx_emit(c, &aif_table_transient, &r);
}

static void
window_event(void *st, aif_ctx *c, const aif_ev *e)
{
	window *x = st;
	double next = 0;

	if (e->kind != EV_LOOK)
		return;
	aif_transient_reset(x->t, look_at_it(x, aif_ctx_sim(c)));
	for (double t = 0; t < x->lasts_s - 1e-9 * x->step_s; t += x->step_s) {
		fail_and_mend(x, t);
		set_demand(x, t);
		if (aif_transient_step(x->t, x->step_s) != AIF_OK)
			break;
		aif_transient_look(x->t, &x->last);
		aif_signal_add(&x->steps, 1);
		x->hottest_c = fmax(x->hottest_c, x->last.rack_c);
		x->shed_j += x->last.shed_w * x->step_s;
		x->throttled = fmax(x->throttled, (double)x->last.n_throttled);
		x->off = fmax(x->off, (double)x->last.n_off);
		if (t + x->step_s >= next) {
			tell(x, c, t + x->step_s);
			next += x->every_s;
		}
	}
	x->seen = 1;
}

static void
window_finish(void *st, aif_ctx *c)
{
	const window *x = st;

	if (!x->seen)
		return;
	aif_record_audit(c, "transient heat", "J", x->last.in_j, x->last.out_j + x->last.stored_j,
			 1, "drawn by racks = taken by the plant + stored");
	aif_record_summary(c, "transient_racks", (double)x->o.n_rack, "1", "racks looked at");
	aif_record_summary(c, "transient_loops", (double)x->o.n_loop, "1", "coolant loops (CDUs)");
	aif_record_summary(c, "transient_hottest", x->hottest_c, "degC",
			   "coolant from the hottest rack");
	aif_record_summary(c, "transient_throttled", x->throttled, "1",
			   "most racks throttled at one time");
	aif_record_summary(c, "transient_off", x->off, "1", "racks off");
	aif_record_summary(c, "transient_shed", x->shed_j, "J", "IT energy not drawn for heat");
	if (!isnan(x->last.throttle_s))
		aif_record_summary(c, "transient_throttle", x->last.throttle_s - x->fail_s, "s",
				   "from the failure until the first rack throttles");
	if (!isnan(x->last.off_s))
		aif_record_summary(c, "transient_dark", x->last.off_s - x->fail_s, "s",
				   "from the failure until the first rack is off");
}

static const aif_field params[] = {
	AIF_P_OF(window, hall, "hall", AIF_F_REF, "hall", AIF_REQUIRED, "Hall that is looked at."),
	AIF_P_DATE(window, at_ns, "at", AIF_REQUIRED, "When the window begins."),
	AIF_P(window, lasts_s, "lasts", "s", 3600, 1, 1e6, "Width."),
	AIF_P(window, step_s, "step", "s", 1, 0.01, 60, "Step."),
	AIF_P(window, every_s, "every", "s", 1, 0, 3600, "Between rows of /transient."),
	AIF_P(window, cdus_lost, "cdus_lost", "1", 0, 0, 1e6, "CDUs whose pumps stop."),
	AIF_P(window, plant_lost, "plant_lost", "1", 0, 0, 1, "Share of the plant that fails."),
	AIF_P(window, fail_s, "after", "s", 0, 0, 1e6, "When they fail, from the begin."),
	AIF_P(window, mend_s, "mended", "s", NAN, 0, 1e6,
	      "When they are back, from the begin; default: not in the window."),
	AIF_P(window, cdu_w, "cdu", "W", 1.35e6, 1e4, 1e8,
	      "Heat of a CDU: row units of 1.3 to 2 MW are usual (estimate)."),
	AIF_P(window, gap_k, "cdu_approach", "K", 4, 0.5, 20,
	      "Coolant to racks over facility water at rating (estimate)."),
	AIF_P(window, flow_m3_j, "flow", "m3/J", 2.5e-8, 1e-9, 1e-6,
	      "Coolant per heat; OCP OAI guideline 1.5 L/min/kW, range 1.25 to 2."),
	AIF_P(window, rack_j_k, "rack_mass", "J/K", 80e3, 1e2, 1e8,
	      "Coolant and cold plates of a rack: 15 L and 20 kJ/K (estimate)."),
	AIF_P(window, cdu_m3, "cdu_volume", "m3", 0.3, 1e-3, 100,
	      "Coolant in a CDU and its manifolds (estimate)."),
	AIF_P(window, air_j_k, "air_mass", "J/K", 200e3, 1e2, 1e8,
	      "Air, steel and coils per rack: 400 kg of steel (estimate)."),
	AIF_P(window, air_gap_k, "air_approach", "K", 8, 0.5, 30,
	      "Room air over facility water at rating (estimate)."),
	AIF_P(window, water_m3, "water", "m3", NAN, 1e-3, 1e6,
	      "Facility water; default: the plant's loop volume, else 5 L/kW (estimate)."),
	AIF_P(window, plant_s, "plant_time", "s", 60, 0.1, 3600,
	      "Time constant of fans and compressors (estimate)."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(window, steps, "1", AIF_AGG_SUM, "Steps taken."),
	{ 0 },
};

const aif_model_ops aif_model_transient = {
	.name = "transient",
	.doc =
	    "A window in which a hall is looked at second by second: swing of training, coolant of "
	    "racks and CDUs, facility water, room; CDUs or a share of the plant may fail in it. "
	    "Into /transient. The run itself is not touched. Left out: transport delay in pipes, "
	    "controls beyond a time constant.",
	.state_size = sizeof(window),
	.params = params,
	.outputs = outputs,
	.within = "site",
	.rank = AIF_RANK_SITE,
	.wire = window_wire,
	.start = window_start,
	.event = window_event,
	.finish = window_finish,
	.fini = window_fini,
};
