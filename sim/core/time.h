// time.h - the one clock: integer nanoseconds since the scenario's start.
#ifndef AIF_CORE_TIME_H
#define AIF_CORE_TIME_H

#include <stdint.h>

typedef int64_t aif_time; // [ns]; 292 years either way

#define AIF_TIME_MAX INT64_MAX
#define AIF_SECOND   ((aif_time)1000000000)
#define AIF_MINUTE   (60 * AIF_SECOND)
#define AIF_HOUR     (3600 * AIF_SECOND)
#define AIF_DAY      (24 * AIF_HOUR)

// Nearest nanosecond (without a call of llround); values beyond the range become AIF_TIME_MAX.
static inline aif_time
aif_time_of_s(double s)
{
	return s < 9.2e9 ? (aif_time)(s * 1e9 + (s < 0 ? -0.5 : 0.5)) : AIF_TIME_MAX;
}

static inline double
aif_time_to_s(aif_time t)
{
	return (double)t / 1e9;
}

#endif
