// hall.h - a data hall: racks behind busway, UPS and transformer.
#ifndef AIF_POWER_HALL_H
#define AIF_POWER_HALL_H

#include "core/model.h"

extern const aif_model_ops aif_model_hall;

#endif
