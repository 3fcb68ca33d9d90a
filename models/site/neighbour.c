// neighbour.c - others in the same building, as for an AI zone in a data centre that is there.
//
// A neighbour draws from the same feeds and warms the same plant; its energy stands in no bill
// here. That halls, power and cooling are a landlord's is a matter of the strategy (`colo`), not
// of the site, which is simulated as it stands.
#include "models/site/neighbour.h"

#include <stddef.h>

#include "models/wire.h"

typedef struct neighbour {
	double power_w, heat_w, growth;
} neighbour;

static const aif_field neighbour_params[] = {
	AIF_P_REQ(neighbour, power_w, "power", "W", 0, 1e10,
		  "What others in the building draw from the same feeds at their peak."),
	AIF_P(neighbour, heat_w, "heat", "W", 0, 0, 1e10,
	      "Of it, heat to the first cooling plant of the site."),
	AIF_P(neighbour, growth, "growth", "1", 0, -0.5, 1, "Growth of both per year."),
	{ 0 },
};

const aif_model_ops aif_model_neighbour = {
	.name = "neighbour",
	.doc = "Others in the same building, as for an AI zone in a data centre that is there "
	       "already: "
	       "power and cooling that are not to be had. Their energy is theirs and stands in no "
	       "bill here.",
	.state_size = sizeof(neighbour),
	.params = neighbour_params,
	.within = "site",
	.unnamed = 1,
	.rank = AIF_RANK_DATA,
};
