// ramp.h - a limit on how fast a cluster's power may change, kept where the power is used.
//
// A connection may allow only so many watts per second, up and down (feed.ramp_limit). Kept by
// burning, racks that lose their jobs go on drawing and fall along the limit, and jobs that
// start are held back by their clocks until power has risen along it: energy and time are lost.
// Kept by a store behind the racks, neither is: the store gives and takes the difference, and
// loses its share. Swings within a training step are met the same way, as a mean: the least
// floor under the wave that keeps the limit, or a store that flattens it.
// Assumptions: jobs swing in step with one another, which is the worst case; power that is cut
// off is not ramped. Source: facts, facility-finance 1.5 (E = dP^2 / 2r; buffer d (1 - d) T dP).
#ifndef AIF_SCHED_RAMP_H
#define AIF_SCHED_RAMP_H

#include "core/ctx.h"
#include "models/swing.h"

enum { AIF_RAMP_BURN, AIF_RAMP_STORE }; // feed.ramp_by

// What the racks draw at the clocks they have, and would at those that a power cap alone
// leaves them; what supplies may give; swing_w: of load_w, for swings within steps.
typedef struct aif_ramp_load {
	double load_w, want_w, cap_w, swing_w;
	double slow_gpus; // GPUs that the limit holds back, by their clocks
} aif_ramp_load;

typedef struct aif_ramp {
	double limit_w_s; // the cluster's part of it; INFINITY: none
	int by;
	double eff; // of a store, there and back

	aif_ramp_load load; // since `since`
	double seen_w;      // by the connection, but for a store's loss
	double extra_w;     // burnt; lost by the store
	double step_s;      // between looks while power follows; 0: it has arrived
	aif_time since;
	aif_timer timer;
	double lost_j, swing_j, slow_gpu_s, jump_w; // so far
	double held_j, held_lo_j, held_hi_j;        // in the store; least, most so far
} aif_ramp;

// Limit, way and store of the site's feeds, shared by its clusters by rated power; watches the
// swing of training on it. Errors: AIF_ENOMEM.
aif_err aif_ramp_wire(aif_ramp *x, aif_sim *s, uint32_t cluster, aif_diag *d);

// Most that clocks may let the cluster draw now; INFINITY when power does not have to follow.
double aif_ramp_cap_w(const aif_ramp *x, aif_time now);

// What the connection sees, after counting what was lost since the last call. step_s says when
// to look again.
double aif_ramp_follow(aif_ramp *x, aif_time now, const aif_ramp_load *l);

// Mean power that a limit costs under a wave: burnt as a floor, or lost by a store.
double aif_ramp_swing_w(const aif_ramp *x, const aif_swing_wave *w, double limit_w_s);

// That of all training on the cluster.
double aif_ramp_swings_w(const aif_ramp *x, const aif_sim *s, uint32_t cluster);

// Counts up to now and writes the summary.
void aif_ramp_finish(aif_ramp *x, aif_ctx *c);

#endif
