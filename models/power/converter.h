// converter.h - catalog entry of a conversion stage: its loss curve.
#ifndef AIF_POWER_CONVERTER_H
#define AIF_POWER_CONVERTER_H

#include "core/model.h"

typedef struct aif_converter {
	double no_load_frac, proportional_frac, square_frac; // of the rating
} aif_converter;

extern const aif_model_ops aif_model_converter;

#endif
