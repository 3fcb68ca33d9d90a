// incidents.c - scripted drills: what fails, and what the loss of it costs.
//
// A drill tells its target that it has failed, and later that it is back; the plant
// answers by itself (ride-through, throttling, loss of power). The drill counts what
// the clusters behind its target lose, against what they did in the day before it began:
// useful GPUs at the speed that their clocks leave, until power, clocks and restarts are back.
// Assumption: the work of that day would have gone on, usual failures included. A lost GPU-hour
// costs `value`, or else the capital cost of its rack: price (1 / life + WACC).
#include "models/site/incidents.h"

#include <math.h>
#include <string.h>

#include "core/ctx.h"
#include "models/drill.h"
#include "models/hw.h"
#include "models/meter.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

#define STEP_S   60.0
#define YEAR_S   (365.25 * 86400)
#define BEFORE   (24 * AIF_HOUR) // what would have been done is its mean
#define PATIENCE (24 * AIF_HOUR) // after the end of the incident

enum { EV_BEFORE = AIF_EV_PRIVATE, EV_BEGIN, EV_END, EV_LOOK };

typedef struct struck {
	uint32_t id;
	aif_meter useful, busy, unpowered, clock;
	double work0; // useful GPUs before, mean
	double useful0, busy0, unpowered0, clock0;
	double owed_gpu_s, counted_gpu_s; // lost so far; of it in the outputs
	double gpu_usd;                   // price of a GPU with its share of the rack
} struck;

typedef struct drill {
	uint32_t target;
	aif_time at_ns;
	double lasts_s, share, value_usd_s;

	aif_signal lost_gpu_s, unpowered_gpu_s, cost_usd;

	aif_drill what;
	struck *hit;
	uint32_t n_hit;
	double capital_s; // capital cost per USD of price and second
	aif_time last, until;
	int open;
} drill;

// --- who is struck -----------------------------------------------------------------

static int
is_hit(const aif_sim *s, uint32_t target, uint32_t cluster)
{
	const char *kind = aif_sim_model(s, target)->name;
	uint32_t hall = aif_sim_ref(s, cluster, "hall"), plant, site;

	if (target == cluster || target == hall || aif_sim_parent(s, target) == cluster)
		return 1;
	if (hall == AIF_NONE)
		return 0;
	site = aif_sim_parent(s, hall);
	if (strcmp(kind, "feed") == 0)
		return aif_sim_parent(s, target) == site;
	plant = aif_sim_ref(s, hall, "cooling");
	return target == (plant != AIF_NONE ? plant : aif_sim_nth(s, "cooling", site, 0));
}

static aif_err
strike(drill *x, aif_sim *s, uint32_t id, aif_diag *d)
{
	uint32_t rack = aif_sim_ref(s, id, "rack");
	struck *h = &x->hit[x->n_hit++];
	aif_hw_unit u;

	*h = (struck){ .id = id };
	aif_meter_bind(&h->useful, s, id, "useful_gpus");
	aif_meter_bind(&h->busy, s, id, "busy_gpus");
	aif_meter_bind(&h->unpowered, s, id, "unpowered_gpus");
	aif_meter_bind(&h->clock, s, id, "clock_frac");
	if (rack == AIF_NONE)
		return AIF_OK;
	if (aif_hw_resolve(s, rack, &u, d) != AIF_OK)
		return d ? d->code : AIF_EINVAL;
	h->gpu_usd = aif_hw_rack_usd(s, id, &u) / u.gpus_per_rack;
	return AIF_OK;
}

static aif_err
drill_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	drill *x = st;
	uint32_t n = 0, id, money = aif_sim_nth(s, "finance", AIF_NONE, 0), books;
	double life_s;

	(void)self;
	x->at_ns = x->at_ns < 0 ? 0 : x->at_ns;
	x->what = (aif_drill){ x->at_ns, x->at_ns + aif_time_of_s(x->lasts_s), x->share };
	while (aif_sim_nth(s, "cluster", AIF_NONE, n) != AIF_NONE)
		n++;
	x->hit = aif_arena_alloc(aif_sim_arena(s), n * sizeof *x->hit + 1);
	if (!x->hit)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (uint32_t i = 0; (id = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++)
		if (x->target != AIF_NONE && aif_plan_owned(s, id) && is_hit(s, x->target, id) &&
		    strike(x, s, id, d) != AIF_OK)
			return d ? d->code : AIF_EINVAL;
	books = money == AIF_NONE ? AIF_NONE : aif_sim_ref(s, money, "accounting");
	life_s = aif_plan_param(s, books, "it_life", INFINITY);
	x->capital_s = 1 / life_s + aif_plan_param(s, money, "wacc", 0) / YEAR_S;
	return AIF_OK;
}

// --- run -----------------------------------------------------------------------------

static void
send(aif_ctx *c, aif_time delay, uint16_t kind)
{
	aif_ctx_send(c, aif_ctx_self(c), delay, AIF_PRIO_FIRST, kind, (aif_arg){ 0 },
		     (aif_arg){ 0 });
}

static void
drill_start(void *st, aif_ctx *c)
{
	drill *x = st;

	if (x->n_hit == 0 || x->at_ns >= aif_sim_options(aif_ctx_sim(c))->end_ns)
		return;
	send(c, x->at_ns > BEFORE ? x->at_ns - BEFORE : 0, EV_BEFORE);
	send(c, x->at_ns, EV_BEGIN);
}

static void
tell(drill *x, aif_ctx *c, int on)
{
	aif_ctx_send(c, x->target, 0, AIF_PRIO_INPUT, AIF_EV_DRILL, (aif_arg){ .p = &x->what },
		     (aif_arg){ .i = on });
}

// From here on the mean of what is done counts.
static void
before(drill *x, aif_time now)
{
	for (uint32_t i = 0; i < x->n_hit; i++)
		aif_meter_take(&x->hit[i].useful, now);
	x->last = now;
}

static void
begin(drill *x, aif_ctx *c)
{
	aif_time now = aif_ctx_now(c);
	double dt = aif_time_to_s(now - x->last);

	for (uint32_t i = 0; i < x->n_hit; i++) {
		struck *h = &x->hit[i];

		double useful = aif_meter_take(&h->useful, now);

		h->work0 = dt > 0 ? useful / dt : aif_meter_value(&h->useful);
		aif_meter_take(&h->unpowered, now);
		h->useful0 = aif_meter_value(&h->useful);
		h->busy0 = aif_meter_value(&h->busy);
		h->unpowered0 = aif_meter_value(&h->unpowered);
		h->clock0 = h->clock.s ? aif_meter_value(&h->clock) : 1;
	}
	x->open = 1;
	x->last = now;
	tell(x, c, 1);
	send(c, x->what.end_ns - now, EV_END);
	send(c, aif_time_of_s(STEP_S), EV_LOOK);
}

// Adds up what was lost since the last look.
static void
count(drill *x, aif_time now)
{
	double dt = aif_time_to_s(now - x->last), lost = 0, dark = 0, usd = 0;

	if (now <= x->last)
		return;
	for (uint32_t i = 0; i < x->n_hit; i++) {
		struck *h = &x->hit[i];
		double did = aif_meter_take(&h->useful, now), gone;

		// Balanced over the incident: an unlucky minute before a lucky one is no loss.
		h->owed_gpu_s += h->work0 * dt - did;
		gone = fmax(h->owed_gpu_s - h->counted_gpu_s, 0);
		h->counted_gpu_s += gone;
		lost += gone;
		dark += fmax(aif_meter_take(&h->unpowered, now) - h->unpowered0 * dt, 0);
		usd += gone * (isnan(x->value_usd_s) ? h->gpu_usd * x->capital_s : x->value_usd_s);
	}
	aif_signal_add(&x->lost_gpu_s, lost);
	aif_signal_add(&x->unpowered_gpu_s, dark);
	aif_signal_add(&x->cost_usd, usd);
	x->last = now;
}

// 1 when power, clocks and restarts are as before.
static int
is_over(const drill *x)
{
	for (uint32_t i = 0; i < x->n_hit; i++) {
		const struck *h = &x->hit[i];
		double busy = aif_meter_value(&h->busy);
		double stalled = busy - aif_meter_value(&h->useful);

		if (aif_meter_value(&h->unpowered) > h->unpowered0 ||
		    (h->clock.s && aif_meter_value(&h->clock) < h->clock0) ||
		    stalled > fmax(h->busy0 - h->useful0, 0) + 0.01 * busy)
			return 0;
	}
	return 1;
}

static void
report(drill *x, aif_ctx *c)
{
	aif_row_event r;

	x->open = 0;
	x->until = x->last;
	memset(&r, 0, sizeof r);
	r.time_s = aif_time_to_s(x->at_ns);
	r.until_s = aif_time_to_s(x->until);
	r.size = x->lost_gpu_s.value / 3600;
	r.entity = x->target;
	strncpy(r.kind, "drill", sizeof r.kind - 1);
	strncpy(r.unit, "h", sizeof r.unit - 1);
	strncpy(r.note, "useful GPU-hours lost until all is as before", sizeof r.note - 1);
	aif_ctx_emit(c, &aif_table_events, &r);
}

static void
drill_event(void *st, aif_ctx *c, const aif_ev *e)
{
	drill *x = st;

	switch (e->kind) {
	case EV_BEFORE:
		before(x, e->t_ns);
		break;
	case EV_BEGIN:
		begin(x, c);
		break;
	case EV_END:
		tell(x, c, 0);
		break;
	case EV_LOOK:
		count(x, e->t_ns);
		if (e->t_ns > x->what.end_ns + PATIENCE || (e->t_ns > x->what.end_ns && is_over(x)))
			report(x, c);
		else
			send(c, aif_time_of_s(STEP_S), EV_LOOK);
		break;
	default:
		break;
	}
}

static void
drill_finish(void *st, aif_ctx *c)
{
	drill *x = st;

	if (x->open) {
		count(x, aif_ctx_now(c));
		report(x, c);
	}
	if (x->until == 0)
		return;
	aif_record_summary(c, "drill_lost", x->lost_gpu_s.value, "s",
			   "useful GPU-time lost, restarts included");
	aif_record_summary(c, "drill_unpowered", x->unpowered_gpu_s.value, "s",
			   "GPU-time without power, beyond that before");
	aif_record_summary(c, "drill_time", aif_time_to_s(x->until - x->at_ns), "s",
			   "until power, clocks and restarts were as before");
	aif_record_summary(c, "drill_cost", x->cost_usd.value, "USD",
			   "lost GPU-time at its value, else at its capital cost");
}

static const aif_field params[] = {
	AIF_P_OF(drill, target, "target", AIF_F_REF, "cooling|feed|hall|cluster|cdu", AIF_REQUIRED,
		 "What fails."),
	AIF_P_DATE(drill, at_ns, "at", AIF_REQUIRED, "When."),
	AIF_P_REQ(drill, lasts_s, "lasts", "s", 1, 1e8, "For how long."),
	AIF_P(drill, share, "share", "1", 1, 0, 1,
	      "Share of the capacity lost (cooling, feed, cdu), of a hall's UPS modules; clusters "
	      "fail "
	      "whole."),
	AIF_P(drill, value_usd_s, "value", "USD/s", NAN, 0, 1,
	      "Value of a GPU-hour; default: capital cost, price (1 / book life + WACC)."),
	{ 0 },
};

static const aif_field outputs[] = {
	AIF_O(drill, lost_gpu_s, "s", AIF_AGG_SUM, "Useful GPU-time lost."),
	AIF_O(drill, unpowered_gpu_s, "s", AIF_AGG_SUM, "GPU-time without power."),
	AIF_O(drill, cost_usd, "USD", AIF_AGG_SUM, "Cost of what was lost."),
	{ 0 },
};

const aif_model_ops aif_model_drill = {
	.name = "drill",
	.doc = "Scripted incident: a cooling plant, feed, hall or cluster fails for a while; what "
	       "the clusters behind it lose, until when, and what that costs.",
	.state_size = sizeof(drill),
	.params = params,
	.outputs = outputs,
	.rank = AIF_RANK_SITE,
	.wire = drill_wire,
	.start = drill_start,
	.event = drill_event,
	.finish = drill_finish,
};
