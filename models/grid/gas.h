// gas.h - gas-fired generation on the site: bridge power until the grid comes.
#ifndef AIF_GRID_GAS_H
#define AIF_GRID_GAS_H

#include "core/model.h"

// What generates: a catalog entry.
typedef struct aif_gas_type {
	double eff, carbon_kg_j;
} aif_gas_type;

extern const aif_model_ops aif_model_gas, aif_model_generator;

#endif
