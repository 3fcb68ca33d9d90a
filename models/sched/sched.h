// sched.h - the components of this folder.
#ifndef AIF_SCHED_SCHED_H
#define AIF_SCHED_SCHED_H

#include "core/model.h"

extern const aif_model_ops aif_model_cluster, aif_model_scheduler, aif_model_queue;

#endif
