// storage.h - the components of this folder.
#ifndef AIF_STORAGE_STORAGE_H
#define AIF_STORAGE_STORAGE_H

#include "core/model.h"

extern const aif_model_ops aif_model_storage, aif_model_storage_tier;

#endif
