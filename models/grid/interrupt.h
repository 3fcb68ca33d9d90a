// interrupt.h - random outages of a grid connection.
#ifndef AIF_GRID_INTERRUPT_H
#define AIF_GRID_INTERRUPT_H

#include "core/model.h"
#include "util/dist.h"
#include "util/rng.h"

typedef struct aif_interrupt {
	double rate_hz; // outages per second
	aif_dist lasts; // s
	double share;
} aif_interrupt;

// Time to the next outage [s], from the end of the one before.
double aif_interrupt_gap_s(const aif_interrupt *k, aif_rng *rng);

extern const aif_model_ops aif_model_outages;

#endif
