// meter.h - reading another entity's signal between two instants; calendar months.
//
// Plant entities tick once per metering interval and need the integral of a signal
// over it. Differences of one running integral telescope, so nothing is lost.
#ifndef AIF_MODELS_METER_H
#define AIF_MODELS_METER_H

#include "core/ctx.h"
#include "util/cal.h"

typedef struct aif_meter {
	const aif_signal *s; // NULL reads 0
	double last;
} aif_meter;

// Binds to an output of id (which may be AIF_NONE, or lack it).
static inline void
aif_meter_bind(aif_meter *m, const aif_sim *sim, uint32_t id, const char *output)
{
	m->s = id == AIF_NONE ? NULL : aif_sim_signal(sim, id, output);
	m->last = 0;
}

// Integral since the last call [unit * s].
static inline double
aif_meter_take(aif_meter *m, aif_time now)
{
	double was = m->last;

	if (!m->s)
		return 0;
	m->last = aif_signal_integral(m->s, now);
	return m->last - was;
}

// Integral since the start.
static inline double
aif_meter_total(const aif_meter *m, aif_time now)
{
	return m->s ? aif_signal_integral(m->s, now) : 0;
}

// Present value.
static inline double
aif_meter_value(const aif_meter *m)
{
	return m->s ? m->s->value : 0;
}

// First instant of the calendar month after that of t.
static inline aif_time
aif_meter_month_end(const aif_sim *sim, aif_time t)
{
	int64_t start = aif_sim_options(sim)->start_unix_s;
	int64_t sec = t / AIF_SECOND - (t % AIF_SECOND < 0);

	return (aif_cal_month_start(start + sec, 1) - start) * AIF_SECOND;
}

#endif
