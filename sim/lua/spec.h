// spec.h - what a loaded scenario is: specs (entities to be) and their settings.
//
// All of it lives in the scenario's arena and never changes after the load.
#ifndef AIF_LUA_SPEC_H
#define AIF_LUA_SPEC_H

#include <stddef.h>

#include "lua/scenario.h"

// Where a figure comes from.
typedef struct aif_cite {
	const char *kind, *source, *as_of;
} aif_cite;

typedef struct aif_spec aif_spec;

// One field of a spec, converted. The member in use follows from field->type.
typedef struct aif_setting {
	const aif_field *field;
	const aif_cite *cite; // NULL: none
	aif_dist dist;        // NUM (CONST or to be drawn), DIST: in the field's unit
	int param;            // NUM to be drawn: 1 + index of the param() that it is of, 0: none
	int input;            // the same: 1 + index among the scenario's inputs
	int i;                // BOOL, CHOICE
	aif_time t_ns;        // DATE
	const char *text;     // TEXT
	const aif_frame *frame;
	uint32_t n; // NUMS, REF, REFS
	const double *x;
	aif_spec **ref;
} aif_setting;

struct aif_spec {
	const aif_model_ops *ops;
	const char *name; // NULL until named
	const char *where;
	aif_spec *parent, *kid, *next; // first child, next sibling, as declared
	int file, line;                // of the constructor
	int is_catalog;                // declared by a catalog file
	int is_auto;                   // named by the loader
	int is_checked, is_queued, is_listed;
	uint32_t index; // in aif_scenario.spec once listed
	aif_setting *set;
	uint32_t n_set;
};

typedef struct aif_output {
	const aif_spec *spec;
	const char *output;
} aif_output;

struct aif_scenario {
	aif_space *space; // NULL: malloc
	aif_arena *arena;
	const aif_registry *registry;
	const char *path, *text;
	int64_t start_unix_s;
	int take_catalog; // every entry is built
	aif_time end_ns, bin_ns;
	aif_spec **spec; // in order of creation: catalog models first, parents before children
	uint32_t n_spec;
	const aif_spec **variant;
	int n_variant;
	aif_scenario_param *param;
	int n_param;
	aif_output *record;
	size_t n_record;
	aif_scenario_input *input;
	int n_input;
};

#endif
