// cdu.h - a coolant distribution unit and the racks behind it.
#ifndef AIF_COOLING_CDU_H
#define AIF_COOLING_CDU_H

#include "core/model.h"

extern const aif_model_ops aif_model_cdu;

#endif
