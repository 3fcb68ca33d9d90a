// task.h - one piece of work of a buildout: a permit, a delivery, a crew to be hired.
#ifndef AIF_SITE_TASK_H
#define AIF_SITE_TASK_H

#include "core/model.h"

extern const aif_model_ops aif_model_task;

#endif
