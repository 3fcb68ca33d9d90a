// model.h - what a component model tells the core about itself.
//
// A model is one ops table. The same table drives validation of scenario
// parameters, the Lua constructor, `aifsim help MODEL`, the man page, and the
// names, units and descriptions of its datasets in the result file.
#ifndef AIF_CORE_MODEL_H
#define AIF_CORE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "core/evq.h"
#include "core/signal.h"
#include "core/table.h"
#include "util/arena.h"
#include "util/dist.h"
#include "util/err.h"
#include "util/frame.h"

typedef struct aif_sim aif_sim; // core/sim.h: the whole run, for init/wire
typedef struct aif_ctx aif_ctx; // core/ctx.h: what a handler may touch

#define AIF_NONE UINT32_MAX // no entity

// What a parameter is in the state, at its offset.
typedef enum aif_ftype {
	AIF_F_NUM,    // double, SI; a distribution is drawn once when the run is built (not
		      // given and no default: NAN as def)
	AIF_F_BOOL,   // int 0/1
	AIF_F_DATE,   // aif_time [ns]; may lie before the start; AIF_TIME_MAX: never
	AIF_F_TEXT,   // const char *, "" when not given
	AIF_F_CHOICE, // int: index into `of` "a|b|c"
	AIF_F_REF,    // uint32_t entity id of a model in `of` "cluster|hall"; AIF_NONE
	AIF_F_REFS,   // aif_refs
	AIF_F_DATA,   // const aif_frame *, of importers in `of` "epw|weather"; NULL
	AIF_F_DIST,   // aif_dist in the field's unit
	AIF_F_NUMS    // aif_nums in the field's unit
} aif_ftype;

typedef struct aif_refs {
	uint32_t n;
	const uint32_t *id;
} aif_refs;

typedef struct aif_nums {
	uint32_t n;
	const double *x;
} aif_nums;

enum { // aif_field.flags
	AIF_REQUIRED = 1,
	AIF_HELD = 2 // other figures of the catalog hold it: alone it may not be changed
};

// A parameter (set by the scenario or the catalog) or an output (a signal).
typedef struct aif_field {
	const char *name;
	const char *unit;   // as aif_unit_parse reads it; "1" when dimensionless
	double def, lo, hi; // parameters: default, least, most (NUM, NUMS, DIST); BOOL, CHOICE: def
	size_t off;         // offset in the state: see aif_ftype; outputs: aif_signal
	const char *doc;    // one sentence; where a default comes from
	aif_ftype type;
	const char *of; // CHOICE: "a|b|c"; REF(S): models; DATA: importers
	unsigned flags;
	aif_agg agg; // outputs: how a bin of time is made
} aif_field;

// Field tables. A parameter's name is what scenarios write, without unit suffix
// ("it", "ready"); the member carries the suffix (it_w, ready_ns). An output's
// name is its member's, with suffix.
// clang-format off
#define AIF_P(T, f, name, unit, def, lo, hi, doc)    { name, unit, def, lo, hi, offsetof(T, f), doc, AIF_F_NUM, NULL, 0, AIF_AGG_MEAN }
#define AIF_P_REQ(T, f, name, unit, lo, hi, doc)     { name, unit, 0, lo, hi, offsetof(T, f), doc, AIF_F_NUM, NULL, AIF_REQUIRED, AIF_AGG_MEAN }
#define AIF_P_OF(T, f, name, type, of, flags, doc)   { name, "1", 0, 0, 0, offsetof(T, f), doc, type, of, flags, AIF_AGG_MEAN }
#define AIF_P_DATE(T, f, name, flags, doc)           { name, "s", 0, 0, 0, offsetof(T, f), doc, AIF_F_DATE, NULL, flags, AIF_AGG_MEAN }
#define AIF_P_BOOL(T, f, name, def, doc)             { name, "1", def, 0, 1, offsetof(T, f), doc, AIF_F_BOOL, NULL, 0, AIF_AGG_MEAN }
#define AIF_P_CHOICE(T, f, name, def, of, doc)       { name, "1", def, 0, 0, offsetof(T, f), doc, AIF_F_CHOICE, of, 0, AIF_AGG_MEAN }
#define AIF_P_DIST(T, f, name, unit, def, lo, hi, doc) { name, unit, def, lo, hi, offsetof(T, f), doc, AIF_F_DIST, NULL, 0, AIF_AGG_MEAN }
#define AIF_P_NUMS(T, f, name, unit, lo, hi, doc)    { name, unit, 0, lo, hi, offsetof(T, f), doc, AIF_F_NUMS, NULL, 0, AIF_AGG_MEAN }
#define AIF_O(T, f, unit, agg, doc)                  { #f, unit, 0, 0, 0, offsetof(T, f), doc, AIF_F_NUM, NULL, 0, agg }
// clang-format on

// Where an entity's events run.
typedef enum aif_place {
	AIF_PLACE_PARENT, // with the entity it stands in; at top level: the global partition
	AIF_PLACE_OWN,    // a partition of its own, run in parallel with others
	AIF_PLACE_WITH    // with the entity that the REF field `with` names
} aif_place;

typedef struct aif_model_ops {
	const char *name; // as scenarios name it: cluster, feed, ...
	const char *doc;  // what is modelled, from which source, what is left out
	size_t state_size;

	const aif_field *params;  // ends with a NULL name; may be NULL
	const aif_field *outputs; // ends with a NULL name; may be NULL
	const char *within;       // models it may stand in: "site", "site|hall"; NULL: top level
	int unnamed;              // 1: written without a name (`finance { ... }`)
	int catalog;              // 1: entries of models/catalog may define it

	aif_place place;
	const char *with;
	int rank; // order of wire, start and finish: 0 first (see models/wire.h)

	// Checks and derives state once params are set, entity by entity in order of
	// creation (parents before children). May be NULL.
	aif_err (*init)(void *st, aif_sim *sim, uint32_t self, aif_diag *d);
	// All entities are inited: finds others, binds inputs, watches. May be NULL.
	aif_err (*wire)(void *st, aif_sim *sim, uint32_t self, aif_diag *d);
	// Simulated time stands at 0: sends the first events. May be NULL.
	void (*start)(void *st, aif_ctx *c);
	// Handles one event at simulated time e->t_ns. Must not fail, block, or read
	// anything but st, e and the context's services. NULL: passive data.
	void (*event)(void *st, aif_ctx *c, const aif_ev *e);
	// The horizon is reached and nothing runs: closes open intervals, emits
	// summary and audit rows; may read every entity's signals. May be NULL.
	void (*finish)(void *st, aif_ctx *c);
	// Releases what init took outside the arena. May be NULL.
	void (*fini)(void *st);
} aif_model_ops;

// Reads one kind of measured file into a frame (allocated in a).
typedef struct aif_importer {
	const char *name;   // as scenarios and --format name it: "epw", "philly"
	const char *yields; // what the frame is good for: "weather", "series", "jobs", "requests"
	const char *doc;    // columns, units, origin
	// map: "submit=COL,gpus=COL" for generic formats, else NULL.
	aif_err (*load)(const char *path, const char *map, aif_arena *a, aif_frame **out,
			aif_diag *d);
} aif_importer;

// What the program hands to the core: NULL-ended lists, in models/index.c.
typedef struct aif_registry {
	const aif_model_ops *const *models;
	const aif_importer *const *importers;
	const aif_table *const *tables;
} aif_registry;

const aif_model_ops *aif_model_find(const aif_registry *r, const char *name);
const aif_importer *aif_model_importer(const aif_registry *r, const char *name);
const aif_field *aif_model_field(const aif_field *fields, const char *name);

// 1 when name is one of the words of "a|b|c"; with at, its index there.
int aif_model_word(const char *words, const char *name, int *at);

#endif
