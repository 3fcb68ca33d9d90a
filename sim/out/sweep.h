// sweep.h - design points x replicas, in parts that any process may play.
//
// A part is some replicas of one point, all strategies, and a file of its own in the
// sweep's folder; which parts there are follows from the scenario and the options alone. A
// part that is there is not played again, so a sweep that was stopped goes on, and shards
// on other machines may share the folder or be copied together. merge.h makes one file of
// the parts, the same bytes whoever played them.
#ifndef AIF_OUT_SWEEP_H
#define AIF_OUT_SWEEP_H

#include "out/design.h"
#include "out/sampling.h"
#include "out/session.h"

enum { AIF_SWEEP_BLOCK = 50 }; // replicas of a part at most

typedef struct aif_sweep_opt {
	const aif_registry *registry;
	const char *scenario, *dir; // dir: is there
	const char *const *set, *const *vary;
	int n_set, n_vary, samples; // vary, samples: as in design.h
	const char *until;
	uint64_t seed;
	int n_threads;      // 0: one per core
	int n_replica;      // of each point, the base case included; at least 1
	int shard, n_shard; // shard 1..n_shard of the parts
	aif_time zoom_ns;
	aif_sampling sampling;
	const volatile int *stop;
	void (*progress)(void *user, const aif_session_state *st); // may be NULL
	void (*report)(void *user, const char *line);              // scenario errors; may be NULL
	void *user;
} aif_sweep_opt;

typedef struct aif_sweep_end {
	int n_point, n_part;   // of the whole sweep
	int n_mine;            // parts of this shard
	int n_there, n_played; // of these: found, played now
	uint64_t n_event;
} aif_sweep_end;

// Errors: those of loading and writing; AIF_EINVAL when dir holds another sweep;
// AIF_ESTOP after a stop, with all whole parts saved.
aif_err aif_sweep_run(const aif_sweep_opt *opt, aif_sweep_end *end, aif_diag *d);

#endif
