// work.h - the components of this folder.
#ifndef AIF_WORK_WORK_H
#define AIF_WORK_WORK_H

#include "core/model.h"

extern const aif_model_ops aif_model_batch, aif_model_training, aif_model_service, aif_model_users;

#endif
