// ripple.h - a window in which a hall's power is looked at by frequency.
#ifndef AIF_POWER_RIPPLE_H
#define AIF_POWER_RIPPLE_H

#include "core/model.h"

extern const aif_model_ops aif_model_ripple;

#endif
