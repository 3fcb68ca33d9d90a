// colo.h - space and power let by a landlord: what is paid instead of building.
#ifndef AIF_SITE_COLO_H
#define AIF_SITE_COLO_H

#include "core/model.h"

extern const aif_model_ops aif_model_colo, aif_model_neighbour;

#endif
