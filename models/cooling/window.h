// window.h - a window in which a hall is looked at second by second.
#ifndef AIF_COOLING_WINDOW_H
#define AIF_COOLING_WINDOW_H

#include "core/model.h"

extern const aif_model_ops aif_model_transient;

#endif
