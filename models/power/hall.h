// hall.h - a data hall: racks behind busway, UPS and transformer.
#ifndef AIF_POWER_HALL_H
#define AIF_POWER_HALL_H

#include "core/model.h"

// What a hall draws from the feeds for it_w of IT power; st is a hall's state.
double aif_hall_in_w(const void *st, double it_w);

extern const aif_model_ops aif_model_hall;

#endif
