// converter.c - catalog entry of a conversion stage: its loss curve.
#include "models/power/converter.h"

#include "models/wire.h"

static const aif_field params[] = {
	AIF_P_REQ(aif_converter, no_load_frac, "no_load", "1", 0, 0.2,
		  "Loss without load, relative to the rating."),
	AIF_P(aif_converter, proportional_frac, "proportional", "1", 0, 0, 0.2,
	      "Loss proportional to load, at the rating."),
	AIF_P(aif_converter, square_frac, "square", "1", 0, 0, 0.2,
	      "Loss with the square of load, at the rating."),
	{ 0 },
};

const aif_model_ops aif_model_converter = {
	.name = "converter",
	.doc = "Loss curve of a conversion stage (UPS, transformer, busway): rating * (no_load + "
	       "proportional L + square L^2), L = load / rating. Source of the form: Schneider "
	       "Electric white paper 113.",
	.state_size = sizeof(aif_converter),
	.params = params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
};
