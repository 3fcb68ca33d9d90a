// validate.h - suites of `aifsim validate` that are no table of rows to predict.
#ifndef AIF_CLI_VALIDATE_H
#define AIF_CLI_VALIDATE_H

#include "cli/predict.h"

// A line of measured against predicted. bound: 0 for none; noise: NaN when nothing
// is published. Returns 1 when the bound is broken.
typedef struct aif_validate_line {
	const char *suite, *name, *quantity;
	double measured, predicted; // in the unit that quantity names
	double bound, noise;        // [%]
} aif_validate_line;

void aif_validate_head(const char *suite);
int aif_validate_say(const aif_validate_line *l);

// Power of runs whose nodes were metered, of a fleet, and under a cap; dir holds the
// validation tables, ../traces beside it the traces. Returns 1 when a bound is broken;
// an error leaves d.
int aif_validate_power(aif_predict *p, const char *dir, aif_diag *d);
// Measured years as read, and plants of a year against what was published of such.
int aif_validate_facility(aif_predict *p, const char *dir, aif_diag *d);
// Power: its part on caps and fleets.
int aif_validate_fleet(aif_predict *p, const char *dir, aif_diag *d);

// A scenario at plan zoom against itself at cluster zoom ("measured").
int aif_validate_zoom(const char *scenario, aif_diag *d);

#endif
