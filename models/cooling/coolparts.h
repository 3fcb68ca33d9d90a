// coolparts.h - catalog entries of cooling equipment: tower and chiller records.
#ifndef AIF_COOLING_COOLPARTS_H
#define AIF_COOLING_COOLPARTS_H

#include "core/model.h"
#include "models/cooling/chiller.h"
#include "models/cooling/tower.h"

// The curve of a catalog entity. Errors: AIF_EINVAL when a list has the wrong length.
aif_err aif_coolparts_tower(const aif_sim *s, uint32_t id, aif_tower_curve *out, aif_diag *d);
aif_err aif_coolparts_chiller(const aif_sim *s, uint32_t id, aif_chiller_curve *out, aif_diag *d);

extern const aif_model_ops aif_model_tower, aif_model_chiller;

#endif
