// neighbour.h - others in the same building.
#ifndef AIF_SITE_NEIGHBOUR_H
#define AIF_SITE_NEIGHBOUR_H

#include "core/model.h"

extern const aif_model_ops aif_model_neighbour;

#endif
