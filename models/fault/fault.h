// fault.h - the components of this folder.
#ifndef AIF_FAULT_FAULT_H
#define AIF_FAULT_FAULT_H

#include "core/model.h"

extern const aif_model_ops aif_model_failures, aif_model_failure_profile;

#endif
