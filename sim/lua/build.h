// build.h - entities of a sim from the specs of a scenario.
#ifndef AIF_LUA_BUILD_H
#define AIF_LUA_BUILD_H

#include "lua/spec.h"

// Makes a sim of scenario s in which the strategy of variant how->variant (when any is
// declared) is the only one. Reads s alone: may run at the same time for the same scenario.
aif_err aif_build_sim(const aif_scenario *s, const aif_scenario_how *how, const aif_sim_opt *opt,
		      aif_sim **out, aif_diag *d);

#endif
