// load.h - what the files of sim/lua share while a scenario is being loaded.
//
// The Lua file declares specs whose fields are Lua values; conversion turns each
// into a setting. The Lua state is closed before the load returns.
#ifndef AIF_LUA_LOAD_H
#define AIF_LUA_LOAD_H

#include <lua.h>
#include <stddef.h>

#include "lua/spec.h"

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
	aif_spec *first; // top-level entities, chained by next
	aif_head *head;  // malloced
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

// --- problem.c ------------------------------------------------------------------

// Reports one problem; file < 0: no place (fmt says it).
__attribute__((format(printf, 5, 6))) void aif_problem_add(aif_load *ld, aif_err code, int file,
							   int line, const char *fmt, ...);

// The same as "model 'name': <what>" at the line of that field (NULL: the entity's).
void aif_problem_field(aif_load *ld, const aif_spec *sp, const char *field, const char *what);

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
// Reports what was set of catalog entries that nothing uses.
void aif_override_check(aif_load *ld);
// "a.b" of --set when the field was overridden, else NULL.
const char *aif_override_key(const aif_load *ld, const aif_spec *sp, const char *field);

// --- resolve.c, entry.c ----------------------------------------------------------

// Names all specs, checks who stands in whom.
void aif_resolve_names(aif_load *ld);
// The entity of that name and of one of the models in `of`; a catalog entry is
// queued for conversion. NULL when there is none.
aif_spec *aif_resolve_ref(aif_load *ld, const char *name, const char *of);
// The entity of the scenario of that name, or NULL.
aif_spec *aif_resolve_named(aif_load *ld, const char *name);
// The catalog entry "name", or "model:name", that has the field (NULL: any); NULL when there
// is none, or (*n > 1) several.
aif_spec *aif_resolve_entry(aif_load *ld, const char *name, const char *field, int *n);
// Another entity or catalog entry of sp's model, or NULL.
aif_spec *aif_resolve_like(aif_load *ld, const char *name, const aif_spec *sp);
// Nearest name for a suggestion (of NULL: any entity), or NULL.
const char *aif_resolve_near(aif_load *ld, const char *name, const char *of);
// Converts declared specs and the catalog entries that they need, lists them.
aif_err aif_resolve_all(aif_load *ld);
// Converts one spec.
void aif_entry_convert(aif_load *ld, aif_spec *sp);

// --- clock.c -----------------------------------------------------------------------

// Start, end of the horizon; later the recorded outputs and the bin.
void aif_clock_horizon(aif_load *ld);
void aif_clock_record(aif_load *ld);

#endif
