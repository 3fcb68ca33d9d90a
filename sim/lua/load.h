// load.h - what the files of sim/lua share while a scenario is being loaded.
//
// The Lua file declares specs (an entity to be) whose fields are Lua values;
// conversion turns each into a setting (a field and its C value). Specs and
// settings live in the scenario's arena and never change after the load; the Lua
// state is closed before the load returns.
#ifndef AIF_LUA_LOAD_H
#define AIF_LUA_LOAD_H

#include <lua.h>
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
	aif_spec *parent;
	int file, line; // of the constructor
	int is_catalog; // declared by a catalog file
	int is_auto;    // named by the loader
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
	aif_arena *arena;
	const aif_registry *registry;
	const char *path, *text;
	int64_t start_unix_s;
	aif_time end_ns, bin_ns;
	aif_spec **spec; // in order of creation: catalog models first, parents before children
	uint32_t n_spec;
	const aif_spec **variant;
	int n_variant;
	aif_scenario_param *param;
	int n_param;
	aif_output *record;
	size_t n_record;
};

typedef struct aif_file {
	const char *path; // as people know it
	const char *text;
	size_t n;
	int is_catalog; // 1: of the catalog; -1: the prelude
} aif_file;

// A constructor called with a name and waiting for its table.
typedef struct aif_head {
	const aif_model_ops *ops;
	const char *name;
	int file, line, is_closed;
} aif_head;

// A --set option.
typedef struct aif_over {
	const char *key, *text;
	const aif_spec *spec; // once applied to an entity
	const char *field;
	int is_used;
} aif_over;

enum { AIF_LOAD_FILES = 96, AIF_LOAD_PROBLEMS = 20 };

typedef struct aif_load {
	aif_scenario *sc;
	const aif_scenario_opt *opt;
	aif_arena *arena;
	lua_State *L;
	void (*report)(void *user, const char *line);
	void *user;
	aif_diag *d;
	int n_problem;
	aif_err code; // of the first problem

	size_t used, limit; // Lua's memory [bytes]
	long long n_instr;  // instructions run, in steps of the hook
	int denied_file, denied_line, is_denied;

	aif_file file[AIF_LOAD_FILES];
	int n_file;
	char *dir;             // real path of the scenario's folder, malloced
	const char *shown_dir; // the same as people know it: "scenarios/" or ""

	aif_spec **spec; // every spec declared, catalog included; malloced
	size_t n_spec, cap_spec;
	aif_head *head; // malloced
	size_t n_head, cap_head;
	aif_over *over; // over[opt->n_set]
	int cap_param;
	int horizon_line, record_line; // 0: not declared
} aif_load;

static inline aif_load *
aif_load_of(lua_State *L)
{
	return *(aif_load **)lua_getextraspace(L);
}

// --- state.c: the sandbox ------------------------------------------------------

// Creates ld->L with its limits and an environment of harmless functions.
aif_err aif_state_create(aif_load *ld);
// Compiles and runs file `file` of ld with that environment, leaving one result
// on the stack. On failure reports the problem.
aif_err aif_state_run(aif_load *ld, int file, int lenient);
// Compiles file `file` and pushes it as a function; raises Lua's error.
void aif_state_push(lua_State *L, int file, int lenient);
// Calls the function below its n_arg arguments; on failure reports.
aif_err aif_state_call(aif_load *ld, int n_arg, int n_res);
// Evaluates an expression: its value on the stack (1), or msg[n] (0).
int aif_state_eval(aif_load *ld, const char *text, char *msg, size_t n);
// Sets name in the environment to the value on top (popped).
void aif_state_set(lua_State *L, const char *name);
// File and line of the scenario code that is running (prelude skipped).
void aif_state_where(lua_State *L, int *file, int *line);
// Raises "file:line: ..." at the scenario code that is running.
__attribute__((format(printf, 2, 3), noreturn)) void aif_state_raise(lua_State *L, const char *fmt,
								     ...);

// --- problem.c ------------------------------------------------------------------

// Reports one problem; file < 0: no place (fmt says it).
__attribute__((format(printf, 5, 6))) void aif_problem_add(aif_load *ld, aif_err code, int file,
							   int line, const char *fmt, ...);

// --- source.c -------------------------------------------------------------------

// Line on which `field =` stands in the table of the constructor `model` that
// starts on `line`; `line` itself when it can not be found.
int aif_source_line(const aif_file *f, int line, const char *model, const char *name,
		    const char *field);

// --- declare.c, data.c -----------------------------------------------------------

// Constructors, horizon, record, param, cite wrappers.
void aif_declare_open(aif_load *ld);
// Reports constructors that never got their table.
void aif_declare_close(aif_load *ld);
// Pushes the Lua table of fields of a spec.
void aif_declare_fields(aif_load *ld, const aif_spec *sp);
// The spec at stack index i, or NULL.
aif_spec *aif_declare_spec(lua_State *L, int i);
// Pushes the table of horizon, of record; 0 (and nil) when it was not declared.
int aif_declare_horizon(lua_State *L);
int aif_declare_record(lua_State *L);
// 1 when kind, source and date are as they should be.
int aif_declare_cite_ok(const aif_cite *c);
// Importers by name, include, replay_trace.
void aif_data_open(aif_load *ld);
// Reads a text file into ld->file[*file], known to people as `shown`.
aif_err aif_data_read(aif_load *ld, const char *path, const char *shown, int *file, aif_diag *d);

// --- override.c ------------------------------------------------------------------

// Evaluates the values of --set.
aif_err aif_override_read(aif_load *ld);
// Value of --set for param `name` pushed (1) or nothing (0).
int aif_override_push(aif_load *ld, const char *name);
// Applies --set entity.field=value; reports unknown keys.
void aif_override_apply(aif_load *ld);
// "--set a.b" when the field was overridden, else NULL.
const char *aif_override_key(const aif_load *ld, const aif_spec *sp, const char *field);

// --- resolve.c, convert.c ----------------------------------------------------------

// Names all specs, checks who stands in whom.
void aif_resolve_names(aif_load *ld);
// The entity of that name and of one of the models in `of`; a catalog entry is
// queued for conversion. NULL when there is none.
aif_spec *aif_resolve_ref(aif_load *ld, const char *name, const char *of);
// The entity of the scenario of that name, or NULL.
aif_spec *aif_resolve_named(aif_load *ld, const char *name);
// Another entity or catalog entry of sp's model, or NULL.
aif_spec *aif_resolve_like(aif_load *ld, const char *name, const aif_spec *sp);
// Nearest name for a suggestion (of NULL: any entity), or NULL.
const char *aif_resolve_near(aif_load *ld, const char *name, const char *of);
// Converts declared specs and the catalog entries that they need, lists them.
aif_err aif_resolve_all(aif_load *ld);
// Converts one spec.
void aif_convert_spec(aif_load *ld, aif_spec *sp);

// --- clock.c -----------------------------------------------------------------------

// Start, end of the horizon; later the recorded outputs and the bin.
void aif_clock_horizon(aif_load *ld);
void aif_clock_record(aif_load *ld);

#endif
