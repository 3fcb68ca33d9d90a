// cooling.h - the cooling plant of a site as an entity.
#ifndef AIF_COOLING_COOLING_H
#define AIF_COOLING_COOLING_H

#include "core/model.h"

extern const aif_model_ops aif_model_cooling;

#endif
