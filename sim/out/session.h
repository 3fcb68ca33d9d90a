// session.h - a scenario from file to result: load, build, run, write.
//
// This is `aifsim run` as a function. Every strategy of the scenario is a
// simulation of its own with the same seed; strategies and replicas run in
// parallel, and the result is the same for any number of threads.
#ifndef AIF_OUT_SESSION_H
#define AIF_OUT_SESSION_H

#include "core/sim.h"
#include "out/sampling.h"

// For those who want more than the file (replay statistics).
typedef void aif_session_look(void *user, aif_sim *const *sims, int n);

typedef struct aif_session_state {
	const char *phase;   // "strategies", "replicas"
	double done_frac;    // 0..1
	int64_t date_unix_s; // simulated date
	uint64_t n_event;    // delivered so far, all simulations
} aif_session_state;

// Auto: the base case at cluster zoom, replicas beyond it at plan zoom.
typedef enum aif_session_zoom {
	AIF_SESSION_AUTO,
	AIF_SESSION_CLUSTER,
	AIF_SESSION_PLAN
} aif_session_zoom;

// For this long rates hold at plan zoom; and in replicas from which the bias of the base
// case is taken out. There the longer step costs nothing: over 8 replicas of the default
// scenario it is off from cluster zoom by 0.06 standard deviations of the difference of
// two strategies at most (root mean square), the shorter one by 0.08.
#define AIF_SESSION_STEP   (3 * AIF_HOUR)
#define AIF_SESSION_COARSE (6 * AIF_HOUR)

typedef struct aif_session_opt {
	const aif_registry *registry;
	const char *scenario;   // path
	const char *out;        // path of the result; NULL: nothing is written
	const char *const *set; // --set KEY=VALUE
	int n_set;
	const char *trace, *format, *map, *until, *only; // as in aif_scenario_opt
	uint64_t seed;
	int n_threads;         // 0: one per core
	int n_replica;         // 0 and 1: the base case alone
	aif_session_zoom zoom; // of the base case and the replicas
	aif_sampling sampling; // of the replicas
	// A snapshot beside `out` whenever this much simulated time has passed, and when the
	// run is stopped; 0: none. resume: go on from there.
	aif_time snapshot_every;
	int resume;
	const volatile int *stop; // becomes non-zero to stop early; may be NULL
	void (*progress)(void *user, const aif_session_state *st); // may be NULL
	void (*report)(void *user, const char *line);              // scenario errors; may be NULL
	// Called before rows are taken to the file and dropped from memory, for those
	// who want them too; not called when `out` is NULL. May be NULL.
	aif_session_look *before_flush;
	void *user;
} aif_session_opt;

// What a run came to, beyond its file.
typedef struct aif_session_end {
	uint64_t n_event;
	aif_time reached_ns;
	uint64_t n_event_before; // of these, delivered before it was resumed
	int has_snapshot;        // it was stopped and can be resumed
	int n_sim;
	int n_audit, n_audit_failed; // balances checked, and broken
} aif_session_end;

// look: called with the finished sims of the base case before they are freed; may be
// NULL. Errors: those of loading and writing; AIF_ESTOP after a stop, with all that
// was simulated saved; AIF_ERANGE when an audit is broken (end->n_audit_failed).
aif_err aif_session_run(const aif_session_opt *opt, aif_session_look *look, aif_session_end *end,
			aif_diag *d);

#endif
