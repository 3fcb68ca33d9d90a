// gas.h - gas-fired generation on the site: bridge power until the grid comes.
#ifndef AIF_GRID_GAS_H
#define AIF_GRID_GAS_H

#include "core/model.h"

extern const aif_model_ops aif_model_gas;

#endif
