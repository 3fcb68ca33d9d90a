// run.h - the main loop: barriers, windows, threads (core only).
#ifndef AIF_CORE_RUN_H
#define AIF_CORE_RUN_H

#include "core/part.h"

// Brings s to time t: global events and bin edges up to and including t, all
// other events before t. Errors: AIF_ENOMEM, AIF_ESTOP.
aif_err aif_run_until(aif_sim *s, aif_time t, const volatile int *stop);

#endif
