// plan.h - who is built where: the questions that halls, cooling, feeds and sites ask.
//
// A strategy owns some clusters and rents others; only owned ones stand in halls,
// and a site none of whose halls holds an owned cluster is not built at all.
#ifndef AIF_MODELS_PLAN_H
#define AIF_MODELS_PLAN_H

#include "core/sim.h"

#define AIF_PLAN_PAST (-(AIF_TIME_MAX / 4)) // before all there is

// The members of a reference list of any entity; n is 0 when it has no such field.
aif_refs aif_plan_refs(const aif_sim *s, uint32_t id, const char *field);

// 1 when the simulation's strategy owns the cluster (or when there is no strategy).
int aif_plan_owned(const aif_sim *s, uint32_t cluster);

// i-th owned cluster whose hall is `hall`, in order of creation; AIF_NONE past the end.
uint32_t aif_plan_cluster(const aif_sim *s, uint32_t hall, uint32_t i);

// 1 when a hall of the site holds an owned cluster.
int aif_plan_built(const aif_sim *s, uint32_t site);

// The `colocation` on whose terms the strategy houses what it owns; AIF_NONE without one.
uint32_t aif_plan_colo(const aif_sim *s);
// IT power that it lets at that site: its limit, by the halls' power; INFINITY for no limit.
double aif_plan_let_w(const aif_sim *s, uint32_t site);
// 1 when that contract runs at t (or there is none).
int aif_plan_let_at(const aif_sim *s, aif_time t);

// Control and metering interval of the site that id stands in (any depth); at plan zoom
// at least the time for which rates hold.
aif_time aif_plan_interval(const aif_sim *s, uint32_t id);

// Time for which rates hold at plan zoom; 0 at cluster zoom, where jobs are played.
aif_time aif_plan_zoom(const aif_sim *s);
// The next instant of plan zoom's clock after t, the last one just before the horizon.
aif_time aif_plan_next(const aif_sim *s, aif_time t);

// What the slip of id is multiplied by: the delay factor that it shares with others
// (field `delay`), 1 without one.
double aif_plan_delay(const aif_sim *s, uint32_t id);

// Latest end of the tasks in the list `after` of id, as planned or as it comes (slips
// and lead times as drawn); a date long past when there are none, AIF_TIME_MAX for a
// task that has no date.
aif_time aif_plan_after(const aif_sim *s, uint32_t id, int planned);

// Start and end of a task. *start may be NULL.
aif_time aif_plan_task(const aif_sim *s, uint32_t task, int planned, aif_time *start);

// When the first racks of a cluster are delivered: order, lead time and slip, or the
// retirement of the cluster that they come from.
aif_time aif_plan_delivery(const aif_sim *s, uint32_t cluster, int planned);

// A date parameter; AIF_TIME_MAX when it is never or there is none.
aif_time aif_plan_date(const aif_sim *s, uint32_t id, const char *field);

// t + s seconds; never stays never.
aif_time aif_plan_later(aif_time t, double s);

// A numeric parameter, or def when the entity is none, has no such field, or it is NaN.
double aif_plan_param(const aif_sim *s, uint32_t id, const char *field, double def);

#endif
