// incidents.h - scripted drills: what fails, and what the loss of it costs.
#ifndef AIF_SITE_INCIDENTS_H
#define AIF_SITE_INCIDENTS_H

#include "core/model.h"

extern const aif_model_ops aif_model_drill;

#endif
