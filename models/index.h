// index.h - the list of everything built in, for the program and the tests.
#ifndef AIF_MODELS_INDEX_H
#define AIF_MODELS_INDEX_H

#include "core/model.h"

extern const aif_registry aif_index;

#endif
