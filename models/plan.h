// plan.h - who is built where: the questions that halls, cooling, feeds and sites ask.
//
// A strategy owns some clusters and rents others; only owned ones stand in halls,
// and a site none of whose halls holds an owned cluster is not built at all.
#ifndef AIF_MODELS_PLAN_H
#define AIF_MODELS_PLAN_H

#include "core/sim.h"

// The members of a reference list of any entity; n is 0 when it has no such field.
aif_refs aif_plan_refs(const aif_sim *s, uint32_t id, const char *field);

// 1 when the simulation's strategy owns the cluster (or when there is no strategy).
int aif_plan_owned(const aif_sim *s, uint32_t cluster);

// i-th owned cluster whose hall is `hall`, in order of creation; AIF_NONE past the end.
uint32_t aif_plan_cluster(const aif_sim *s, uint32_t hall, uint32_t i);

// 1 when a hall of the site holds an owned cluster.
int aif_plan_built(const aif_sim *s, uint32_t site);

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

// A numeric parameter, or def when the entity is none, has no such field, or it is NaN.
double aif_plan_param(const aif_sim *s, uint32_t id, const char *field, double def);

#endif
