// run.h - the main loop: barriers, windows, threads (core only).
#ifndef AIF_CORE_RUN_H
#define AIF_CORE_RUN_H

#include "core/part.h"

// Brings s to time t: global events and bin edges up to and including t, all
// other events before t. Errors: AIF_ENOMEM, AIF_ESTOP.
aif_err aif_run_until(aif_sim *s, aif_time t, const volatile int *stop);

// See aif_sim_each and aif_sim_n_core.
aif_err aif_run_each(int n, int n_threads, aif_err (*fn)(void *user, int i), void *user);
int aif_run_n_core(void);

#endif
