// design.h - which points of a scenario's parameters a sweep plays.
//
// An axis is a KEY of --set with the values it takes: a list ("0.2,0.5,0.8", also of
// words), or a range ("0.2..0.8", "10..20*USD/kW/month"). Lists are crossed with one
// another; ranges are filled together by points of a low-discrepancy sequence, and these
// crossed with the lists. Without axes the scenario's own distributions are the ranges,
// in probability.
#ifndef AIF_OUT_DESIGN_H
#define AIF_OUT_DESIGN_H

#include "lua/scenario.h"
#include "util/arena.h"

enum { AIF_DESIGN_SAMPLES = 64 }; // points in ranges when nobody says how many

typedef struct aif_design {
	int n_axis, n_point;
	const char *const *axis; // axis[n_axis]: keys
	const char *const *unit; // of the numbers in x; "1" without
	const double *x;         // x[n_point][n_axis]; NaN: no number
	const char *const *set;  // set[n_point][n_axis]: "KEY=VALUE" for --set
	const char *const *line; // line[n_point]: those of a point, with blanks between
} aif_design;

// vary[n]: "KEY=VALUES". samples: points in the ranges; 0: AIF_DESIGN_SAMPLES. s: the
// scenario as it is without axes. Memory from a. Errors: AIF_EPARSE (an axis),
// AIF_EINVAL (nothing varies, too many points), AIF_ENOMEM.
aif_err aif_design_make(aif_design *out, const aif_scenario *s, const char *const *vary, int n,
			int samples, aif_arena *a, aif_diag *d);

#endif
