// state.h - the sandbox in which scenarios run.
#ifndef AIF_LUA_STATE_H
#define AIF_LUA_STATE_H

#include "lua/load.h"

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

#endif
