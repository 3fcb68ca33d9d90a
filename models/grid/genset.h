// genset.h - standby generators: silent until the grid fails.
#ifndef AIF_GRID_GENSET_H
#define AIF_GRID_GENSET_H

#include "core/model.h"

extern const aif_model_ops aif_model_genset;

#endif
