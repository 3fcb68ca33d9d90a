// validfac.h - the suite `facility` of `aifsim validate`.
#ifndef AIF_CLI_VALIDFAC_H
#define AIF_CLI_VALIDFAC_H

#include "util/err.h"

// Prints a line per figure: ours, published with its range, what is allowed. dir: where
// the tables of the other suites are; weather and prices stand beside it, in
// ../traces/facility. Returns 1 when a bound is broken; a mishap leaves d.
int aif_validfac_run(const char *dir, aif_diag *d);

#endif
