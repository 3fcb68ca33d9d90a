// ramp.c - a limit on how fast a cluster's power may change, kept where the power is used.
#include "models/sched/ramp.h"

#include <math.h>

#include "models/hw.h"
#include "models/plan.h"
#include "models/record.h"
#include "models/wire.h"

enum { WAVES = 32, STAIRS = 16 }; // STAIRS: steps of a ramp

// --- build ---------------------------------------------------------------------------

static double
rated_w(const aif_sim *s, uint32_t cluster)
{
	aif_hw_unit u;

	if (aif_hw_resolve(s, aif_sim_ref(s, cluster, "rack"), &u, NULL) != AIF_OK)
		return 0;
	return aif_plan_param(s, cluster, "racks", 0) * u.rack->max_w;
}

// Share of the site's rated power that is the cluster's.
static double
share(const aif_sim *s, uint32_t site, uint32_t cluster)
{
	double all = 0;
	uint32_t k, hall;

	for (uint32_t i = 0; (k = aif_sim_nth(s, "cluster", AIF_NONE, i)) != AIF_NONE; i++) {
		hall = aif_sim_ref(s, k, "hall");
		if (hall != AIF_NONE && aif_sim_parent(s, hall) == site && aif_plan_owned(s, k))
			all += rated_w(s, k);
	}
	return all > 0 ? rated_w(s, cluster) / all : 1;
}

aif_err
aif_ramp_wire(aif_ramp *x, aif_sim *s, uint32_t cluster, aif_diag *d)
{
	uint32_t hall = aif_sim_ref(s, cluster, "hall"), site, id;
	double all = 0;

	x->limit_w_s = INFINITY;
	site = hall == AIF_NONE ? AIF_NONE : aif_sim_parent(s, hall);
	for (uint32_t i = 0; site != AIF_NONE && (id = aif_sim_nth(s, "feed", site, i)) != AIF_NONE;
	     i++) {
		double w_s = aif_plan_param(s, id, "ramp_limit", INFINITY);

		all += w_s;
		if (isinf(w_s))
			continue;
		x->by = (int)aif_plan_param(s, id, "ramp_by", AIF_RAMP_BURN);
		x->eff = aif_plan_param(s, id, "ramp_efficiency", 1);
	}
	if (!(all > 0) || isinf(all))
		return AIF_OK;
	x->limit_w_s = all * share(s, site, cluster);
	for (uint32_t i = 0; (id = aif_sim_nth(s, "training", AIF_NONE, i)) != AIF_NONE; i++)
		if (aif_sim_ref(s, id, "on") == cluster &&
		    aif_sim_watch(s, id, "swing_w", cluster, AIF_EV_CHANGED, AIF_PRIO_NORMAL, d) !=
			AIF_OK)
			return AIF_ENOMEM;
	return AIF_OK;
}

// --- follow --------------------------------------------------------------------------

// Change that the limit allows now: a second's worth when power has been steady, else that of
// the time since the last look.
static double
room_w(const aif_ramp *x, aif_time now)
{
	return x->limit_w_s * fmin(aif_time_to_s(now - x->since), x->step_s > 0 ? x->step_s : 1);
}

double
aif_ramp_cap_w(const aif_ramp *x, aif_time now)
{
	if (isinf(x->limit_w_s) || x->by == AIF_RAMP_STORE)
		return INFINITY;
	return x->seen_w + room_w(x, now);
}

static void
count(aif_ramp *x, double dt)
{
	x->lost_j += x->extra_w * dt;
	x->swing_j += x->load.swing_w * dt;
	x->slow_gpu_s += x->load.slow_gpus * dt;
	if (x->by == AIF_RAMP_STORE) {
		x->held_j += (x->seen_w - x->load.load_w) * dt;
		x->held_lo_j = fmin(x->held_lo_j, x->held_j);
		x->held_hi_j = fmax(x->held_hi_j, x->held_j);
	}
}

double
aif_ramp_follow(aif_ramp *x, aif_time now, const aif_ramp_load *l)
{
	double room, gap;

	if (isinf(x->limit_w_s))
		return l->load_w;
	room = room_w(x, now);
	count(x, aif_time_to_s(now - x->since));
	if (x->by == AIF_RAMP_BURN && l->load_w > x->seen_w + room)
		x->jump_w = fmax(x->jump_w, l->load_w - x->seen_w - room);
	if (x->by == AIF_RAMP_BURN)
		x->seen_w = fmax(l->load_w, fmin(x->seen_w - room, l->cap_w));
	else
		x->seen_w = fmin(fmin(fmax(l->load_w, x->seen_w - room), x->seen_w + room),
				 fmax(l->cap_w, l->load_w));
	x->since = now;
	x->load = *l;
	gap = fmax(x->seen_w - l->load_w, l->want_w - x->seen_w);
	x->step_s = gap > 1e-6 * fmax(x->seen_w, 1) ? fmax(gap / x->limit_w_s / STAIRS, 1) : 0;
	// A store draws beside what it gives what it loses of it.
	x->extra_w = x->by == AIF_RAMP_BURN ? x->seen_w - l->load_w
					    : fmax(l->load_w - x->seen_w, 0) * (1 / x->eff - 1);
	return x->seen_w + (x->by == AIF_RAMP_BURN ? 0 : x->extra_w);
}

// --- swing -----------------------------------------------------------------------------

double
aif_ramp_swing_w(const aif_ramp *x, const aif_swing_wave *w, double limit_w_s)
{
	double gap_s = (1 - w->duty) * w->period_s, drop_w = limit_w_s * gap_s / 2;

	if (x->by == AIF_RAMP_STORE)
		return w->swing_w * w->duty * (1 - w->duty) * (1 / x->eff - 1);
	// The floor falls and rises along the limit between two highs: a triangle, or a
	// trapezium when it reaches the low.
	if (drop_w > w->swing_w)
		return w->swing_w * w->swing_w / limit_w_s / w->period_s;
	return (w->swing_w * gap_s - drop_w * gap_s / 2) / w->period_s;
}

double
aif_ramp_swings_w(const aif_ramp *x, const aif_sim *s, uint32_t cluster)
{
	aif_swing_wave w[WAVES];
	double all = 0, sum = 0;
	int n;

	if (isinf(x->limit_w_s))
		return 0;
	n = aif_swing_find(s, cluster, w, WAVES, NULL);
	for (int i = 0; i < n; i++)
		all += w[i].swing_w;
	for (int i = 0; i < n; i++)
		sum += aif_ramp_swing_w(x, &w[i], x->limit_w_s * w[i].swing_w / all);
	return sum;
}

void
aif_ramp_finish(aif_ramp *x, aif_ctx *c)
{
	if (isinf(x->limit_w_s))
		return;
	count(x, aif_time_to_s(aif_ctx_now(c) - x->since));
	x->since = aif_ctx_now(c);
	aif_record_summary(c, "ramp_limit", x->limit_w_s, "W/s", "its part of the connection's");
	aif_record_summary(c, "ramp_lost", x->lost_j, "J",
			   x->by == AIF_RAMP_BURN ? "burnt so that power falls along the limit"
						  : "lost by the store at starts and stops");
	aif_record_summary(c, "ramp_swing", x->swing_j, "J",
			   "burnt or lost for swings within training steps");
	if (x->by == AIF_RAMP_STORE) {
		aif_record_summary(c, "ramp_held", x->held_hi_j - x->held_lo_j, "J",
				   "size of the store that starts and stops asked for");
		return;
	}
	aif_record_summary(c, "ramp_slow", x->slow_gpu_s, "s",
			   "GPU-time held back while power rose along the limit");
	aif_record_summary(c, "ramp_jump", x->jump_w, "W",
			   "largest rise that clocks at their lowest could not hold back");
}
