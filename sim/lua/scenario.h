// scenario.h - a scenario file, checked, from which simulations are built.
//
// Loading runs the Lua file once in a sandbox and keeps what it declared: entity
// specs, parameters, horizon, strategies. Building turns the specs into entities
// of a sim, through the models' field tables and nothing else. One loaded
// scenario builds any number of sims (strategies, replicas), also concurrently:
// it is immutable after load.
#ifndef AIF_LUA_SCENARIO_H
#define AIF_LUA_SCENARIO_H

#include "core/sim.h"
#include "util/embed.h"

typedef struct aif_scenario aif_scenario;

typedef struct aif_scenario_opt {
	const aif_registry *registry;
	const char *const *set; // "KEY=VALUE" of --set, in order
	int n_set;
	const char *trace, *format, *map; // of `replay`; NULL otherwise
	const char *until;                // of --until; NULL otherwise
	const char *only;                 // of --strategy: the one to build; NULL: all
	const aif_embed *catalog; // catalog files, ended by a NULL path; NULL: those built in
	int whole_catalog;        // 1: check every entry, not only those referred to, strictly
	int take_catalog;         // 1: and build every entry, so that it can be looked up
	const char *text;         // the scenario itself, path being its name; NULL: read path
	aif_space *space;         // where the scenario lies; NULL: malloc
} aif_scenario_opt;

// Reads, runs and checks path. Every error found is reported through report
// (one line "file:line: ...", may be called up to 20 times; may be NULL); d
// keeps the first. Errors: AIF_EPARSE, AIF_ENOENT, AIF_ERANGE, AIF_ENOMEM.
aif_err aif_scenario_load(aif_scenario **out, const char *path, const aif_scenario_opt *opt,
			  void (*report)(void *user, const char *line), void *user, aif_diag *d);
void aif_scenario_free(aif_scenario *s); // NULL is fine; after the sims built from it

const char *aif_scenario_path(const aif_scenario *s);
const char *aif_scenario_text(const aif_scenario *s);
int64_t aif_scenario_start_unix_s(const aif_scenario *s);
aif_time aif_scenario_end(const aif_scenario *s);
aif_time aif_scenario_bin(const aif_scenario *s);

// Entities declared or drawn from the catalog, over all variants.
uint32_t aif_scenario_n_entity(const aif_scenario *s);

// Variants: the strategies it declares, in order; one unnamed when it declares none.
int aif_scenario_n_variant(const aif_scenario *s);
const char *aif_scenario_variant(const aif_scenario *s, int i);

// param() values after --set: name, value in SI, unit, line. 0 past the end.
typedef struct aif_scenario_param {
	const char *name, *unit;
	double value;
	int line;
	int is_set;
	aif_dist dist; // CONST, or what it is drawn from
} aif_scenario_param;
int aif_scenario_param_at(const aif_scenario *s, int i, aif_scenario_param *out);

// Inputs: what is drawn once per replica, a param() or a field given as a distribution.
typedef struct aif_scenario_input {
	const char *name, *unit; // "upgrade", "frontier.lead"
	aif_dist dist;           // in `unit`
	int of_catalog;          // of a catalog entry
} aif_scenario_input;
int aif_scenario_n_input(const aif_scenario *s);
int aif_scenario_input_at(const aif_scenario *s, int i, aif_scenario_input *out);
// Cumulative probability at which input i stands in a replica: 0.5 in replica 0, else from
// a stream of its own, the same in all variants.
double aif_scenario_u(const aif_scenario *s, int i, uint64_t seed, uint32_t replica);

// How a simulation is built.
typedef struct aif_scenario_how {
	int variant;
	uint64_t seed;
	uint32_t replica;
	int n_threads;
	aif_time zoom_ns; // as in aif_sim_opt
	aif_memo *memo;
	aif_space *space; // as in aif_sim_opt
	int lean;         // 1: no series, no provenance: only tables and the summary are wanted
	const double *u;  // u[n_input]: where inputs stand, instead of aif_scenario_u; may be NULL
} aif_scenario_how;
aif_err aif_scenario_make(const aif_scenario *s, const aif_scenario_how *how, aif_sim **out,
			  aif_diag *d);

// Builds variant i at cluster zoom: creates the sim, adds the entities, fills their fields,
// marks what is recorded, emits provenance rows. Not yet ready.
aif_err aif_scenario_build(const aif_scenario *s, int variant, uint64_t seed, uint32_t replica,
			   int n_threads, aif_sim **out, aif_diag *d);

#endif
