// delay.c - a factor that the slips of several projects share.
//
// Stages, halls and engines that name the same factor slip together: each slip is its
// own draw times the factor's one draw. With a median of 1 each project's median
// stays what it was, and log slips correlate by var f / (var f + var own).
#include "models/site/delay.h"

#include "models/wire.h"

typedef struct delay {
	double factor;
} delay;

static const aif_field params[] = {
	AIF_P_REQ(
	    delay, factor, "factor", "1", 0, 100,
	    "Multiplies every slip that names it; a distribution such as lognormal(1, 0.4) is "
	    "drawn once per run."),
	{ 0 },
};

const aif_model_ops aif_model_delay_factor = {
	.name = "delay_factor",
	.doc = "A factor that the slips of several stages, halls and engines share: markets for "
	       "transformers and crews are one for all of them.",
	.state_size = sizeof(delay),
	.params = params,
	.rank = AIF_RANK_DATA,
};
