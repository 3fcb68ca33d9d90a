// aifsim.h - the one public header: everything a program needs to run scenarios
// and read results through libaifsim.
//
//	aif_session_opt opt = { .registry = &aif_index, .scenario = "campus.lua",
//				.out = "campus.h5", .seed = 1 };
//	aif_session_end end;
//	aif_diag d = { 0 };
//
//	if (aif_session_run(&opt, NULL, &end, &d) != AIF_OK)
//		fprintf(stderr, "%s\n", d.msg);
//
// Compile with `pkg-config --cflags --libs aifsim`. No function prints, exits or
// aborts; there are no mutable globals. Names not declared through this header
// may change.
#ifndef AIFSIM_H
#define AIFSIM_H

#ifdef __cplusplus
extern "C" {
#endif

#include "core/ctx.h"
#include "core/sim.h"
#include "lua/scenario.h"
#include "models/index.h"
#include "out/result.h"
#include "out/session.h"
#include "util/err.h"
#include "util/version.h"

#ifdef __cplusplus
}
#endif

#endif
