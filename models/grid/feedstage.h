// feedstage.h - one step of a staged grid connection.
#ifndef AIF_GRID_FEEDSTAGE_H
#define AIF_GRID_FEEDSTAGE_H

#include "core/model.h"

typedef struct aif_feedstage {
	double firm_w, flexible_w, slip_s;
	aif_refs after;
	aif_time after_ns;        // latest end of those tasks, as it comes
	aif_time on_ns, order_ns; // on: planned, filled from order and needs where not given
	uint32_t needs, delay;
	double delay_frac; // the factor that all who share it slip by
	double late_s;     // lead time as it comes less as planned
	const char *reason;
} aif_feedstage;

// When it is energised, slips included; AIF_TIME_MAX: never.
aif_time aif_feedstage_date(const aif_feedstage *s);

extern const aif_model_ops aif_model_stage;

#endif
