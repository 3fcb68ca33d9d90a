// enswrite.h - writes an ensemble into a result.
#ifndef AIF_OUT_ENSWRITE_H
#define AIF_OUT_ENSWRITE_H

#include "out/ensemble.h"

// Writes /ensemble, with the differences of USD metrics to the first strategy.
aif_err aif_enswrite_put(aif_ensemble *e, aif_result *r, aif_diag *d);

// Makes these differences metrics of e, or anew when they are. Errors: AIF_ENOMEM.
aif_err aif_enswrite_differences(aif_ensemble *e);

#endif
