// delay.h - a factor that the slips of several projects share.
#ifndef AIF_SITE_DELAY_H
#define AIF_SITE_DELAY_H

#include "core/model.h"

extern const aif_model_ops aif_model_delay_factor;

#endif
