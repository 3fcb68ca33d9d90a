// drill.h - a scripted incident, as the drill tells it to what it strikes.
#ifndef AIF_MODELS_DRILL_H
#define AIF_MODELS_DRILL_H

#include "core/time.h"

typedef struct aif_drill {
	aif_time begin_ns, end_ns;
	double share; // of the capacity that is lost, 0..1
} aif_drill;

#endif
