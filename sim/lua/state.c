// state.c - the sandbox: a Lua state that can compute and nothing else.
//
// No files, clock, programs, byte code, coroutines, metatables or error traps:
// functions are listed one by one, and what is missing is answered by name.
// Memory is counted by the allocator, time by instructions (so that a limit is
// hit at the same place on every machine). Pattern functions (string.find and
// its kin), table.move and string.dump are left out because they can run
// long inside one instruction or load code.
//
// A chunk is named "=@N", N being its index in ld->file: messages that Lua makes
// then start with "@N:line:", which is turned into the path here (Lua itself
// would cut long paths). The prelude is "@p".
#include "lua/state.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MEMORY_LIMIT = 256 << 20,      // bytes
	HOOK_STEP = 1000000,           // instructions between looks
	INSTRUCTION_LIMIT = 100000000, // some 0.5 to 1 s
};

static const char env_key = 0; // address: key of the environment in the registry

// --- limits ----------------------------------------------------------------------

static int
where_of(const lua_Debug *ar, int *file, int *line)
{
	if (strncmp(ar->source, "=@", 2) != 0 || ar->source[2] == 'p' || ar->currentline <= 0)
		return 0;
	*file = atoi(ar->source + 2);
	*line = ar->currentline;
	return 1;
}

void
aif_state_where(lua_State *L, int *file, int *line)
{
	lua_Debug ar;

	*file = -1;
	*line = 0;
	for (int level = 0; lua_getstack(L, level, &ar); level++)
		if (lua_getinfo(L, "Sl", &ar) && where_of(&ar, file, line))
			return;
}

// A refusal makes Lua collect its garbage and ask again; only when it is refused
// for good is LUA_ERRMEM raised, and then the place noted last is the culprit's.
static void *
allocate(void *user, void *p, size_t old, size_t n)
{
	aif_load *ld = user;
	void *q;

	if (!p)
		old = 0;
	if (n == 0) {
		free(p);
		ld->used -= old;
		return NULL;
	}
	q = n > old && ld->used + (n - old) > ld->limit ? NULL : realloc(p, n);
	if (q) {
		ld->used = ld->used - old + n;
		return q;
	}
	ld->is_denied = 1;
	if (ld->L)
		aif_state_where(ld->L, &ld->denied_file, &ld->denied_line);
	return NULL;
}

static void
count(lua_State *L, lua_Debug *ar)
{
	aif_load *ld = aif_load_of(L);

	(void)ar;
	ld->n_instr += HOOK_STEP;
	if (ld->n_instr >= INSTRUCTION_LIMIT)
		aif_state_raise(L,
				"stopped after %d million instructions (an endless loop? "
				"scenarios are data and need far fewer)",
				INSTRUCTION_LIMIT / 1000000);
}

// --- errors ------------------------------------------------------------------------

void
aif_state_raise(lua_State *L, const char *fmt, ...)
{
	char what[512];
	va_list ap;
	int file, line;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	aif_state_where(L, &file, &line);
	if (file >= 0)
		lua_pushfstring(L, "@%d:%d: %s", file, line, what);
	else
		lua_pushstring(L, what);
	lua_error(L);
	abort(); // not reached: lua_error does not return
}

// Reports the error value on top and pops it.
static aif_err
report(aif_load *ld, int status)
{
	const char *msg = lua_tostring(ld->L, -1);
	char *end;
	long file, line = 0;

	if (status == LUA_ERRMEM) {
		aif_problem_add(ld, ld->is_denied ? AIF_ERANGE : AIF_ENOMEM, ld->denied_file,
				ld->denied_line,
				"memory limit of %d MB exceeded (a string or table of that size "
				"has no place in a scenario)",
				MEMORY_LIMIT >> 20);
	} else if (!msg) {
		aif_problem_add(ld, AIF_EPARSE, 0, 0, "error of type %s", luaL_typename(ld->L, -1));
	} else if (msg[0] == '@' && (file = strtol(msg + 1, &end, 10), *end == ':') &&
		   file < ld->n_file) {
		line = strtol(end + 1, &end, 10);
		aif_problem_add(ld, AIF_EPARSE, (int)file, (int)line, "%s",
				end + strspn(end, ": "));
	} else {
		aif_problem_add(ld, AIF_EPARSE, 0, 0, "%s", msg);
	}
	lua_pop(ld->L, 1);
	return AIF_EPARSE;
}

aif_err
aif_state_call(aif_load *ld, int n_arg, int n_res)
{
	int status = lua_pcall(ld->L, n_arg, n_res, 0);

	return status == LUA_OK ? AIF_OK : report(ld, status);
}

// --- environment ---------------------------------------------------------------------

static const char *const allowed[] = { "error",    "ipairs",   "next", "pairs", "select",
				       "tonumber", "tostring", "type", NULL };
static const char *const allowed_string[] = { "byte", "char",    "format", "len",   "lower",
					      "rep",  "reverse", "sub",    "upper", NULL };
static const char *const allowed_table[] = { "concat", "insert", "pack", "remove",
					     "sort",   "unpack", NULL };
static const char *const allowed_math[] = { "abs",        "acos", "asin",  "atan",      "ceil",
					    "cos",        "exp",  "floor", "fmod",      "huge",
					    "log",        "max",  "min",   "modf",      "pi",
					    "sin",        "sqrt", "tan",   "tointeger", "type",
					    "maxinteger", NULL };
static const char *const forbidden[] = {
	"os",           "io",           "package",        "debug",  "load",     "loadfile",
	"loadstring",   "dofile",       "collectgarbage", "pcall",  "xpcall",   "coroutine",
	"setmetatable", "getmetatable", "rawget",         "rawset", "rawequal", "rawlen",
	"print",        "utf8",         "warn",           "_G",     "_ENV",     NULL,
};

static int
listed(const char *const *list, const char *name)
{
	for (; *list; list++)
		if (strcmp(*list, name) == 0)
			return 1;
	return 0;
}

// Nearest string key of the table at index i, or NULL.
static const char *
nearest_key(lua_State *L, int i, const char *name)
{
	const char *names[1024];
	int n = 0;

	i = lua_absindex(L, i);
	lua_pushnil(L);
	while (lua_next(L, i)) {
		lua_pop(L, 1);
		if (lua_type(L, -1) == LUA_TSTRING && n < 1024)
			names[n++] = lua_tostring(L, -1);
	}
	// The order of a Lua table is no order: sort for one answer everywhere.
	for (int a = 1; a < n; a++)
		for (int b = a; b > 0 && strcmp(names[b - 1], names[b]) > 0; b--) {
			const char *t = names[b];

			names[b] = names[b - 1];
			names[b - 1] = t;
		}
	return aif_err_nearest(name, names, n);
}

static int
nothing(lua_State *L)
{
	lua_pushcfunction(L, nothing);
	return 1;
}

// __index of an environment. Upvalues: the table of values, lenient (catalog: a
// constructor that this registry lacks declares nothing).
static int
env_index(lua_State *L)
{
	const char *name = luaL_checkstring(L, 2);
	const char *near;

	lua_pushvalue(L, 2);
	lua_rawget(L, lua_upvalueindex(1));
	if (!lua_isnil(L, -1))
		return 1;
	if (listed(forbidden, name))
		aif_state_raise(L,
				"'%s' is not available in a scenario (scenarios are data: no "
				"files, clock, programs or code loading)",
				name);
	if (lua_toboolean(L, lua_upvalueindex(2)))
		return nothing(L);
	near = nearest_key(L, lua_upvalueindex(1), name);
	if (near)
		aif_state_raise(L, "unknown name '%s' (did you mean '%s'?)", name, near);
	aif_state_raise(L, "unknown name '%s' (expected a constructor, a unit or a local)", name);
}

static int
env_newindex(lua_State *L)
{
	const char *name = luaL_checkstring(L, 2);

	aif_state_raise(L, "assignment to global '%s' (write: local %s = ...)", name, name);
}

// __index of math, string and table. Upvalue: the library's name.
static int
lib_index(lua_State *L)
{
	const char *lib = lua_tostring(L, lua_upvalueindex(1));
	const char *name = luaL_tolstring(L, 2, NULL);

	if (strcmp(lib, "math") == 0 && strncmp(name, "random", 6) == 0)
		aif_state_raise(L,
				"'math.%s' is not available in a scenario (write a distribution: "
				"uniform(a, b), triangular(a, mode, b), normal(mean, sd), ...)",
				name);
	aif_state_raise(L, "'%s.%s' is not available in a scenario", lib, name);
}

static int
lib_newindex(lua_State *L)
{
	aif_state_raise(L, "'%s' can not be changed", lua_tostring(L, lua_upvalueindex(1)));
}

// Sets environment[lib] to a read-only table of the allowed functions.
static void
open_lib(lua_State *L, const char *lib, lua_CFunction open, const char *const *names)
{
	lua_pushcfunction(L, open);
	lua_call(L, 0, 1);
	lua_newtable(L); // what the scenario sees: empty, with a metatable
	lua_newtable(L); // the functions
	for (; *names; names++) {
		lua_getfield(L, -3, *names);
		lua_setfield(L, -2, *names);
	}
	lua_newtable(L); // of the functions' table
	lua_pushstring(L, lib);
	lua_pushcclosure(L, lib_index, 1);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	lua_newtable(L); // of what the scenario sees
	lua_insert(L, -2);
	lua_setfield(L, -2, "__index");
	lua_pushstring(L, lib);
	lua_pushcclosure(L, lib_newindex, 1);
	lua_setfield(L, -2, "__newindex");
	lua_setmetatable(L, -2);
	lua_remove(L, -2);
	aif_state_set(L, lib);
}

void
aif_state_set(lua_State *L, const char *name)
{
	lua_rawgetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_insert(L, -2);
	lua_setfield(L, -2, name);
	lua_pop(L, 1);
}

// string.rep with its result bounded before it starts: Lua's own would loop for
// ever over an empty string.
static int
string_rep(lua_State *L)
{
	size_t n, n_sep = 0;
	const char *s = luaL_checklstring(L, 1, &n);
	lua_Integer k = luaL_checkinteger(L, 2);
	const char *sep = luaL_optlstring(L, 3, "", &n_sep);
	luaL_Buffer b;

	if (k > 0 && (n + n_sep) > (size_t)MEMORY_LIMIT / (size_t)k)
		aif_state_raise(L, "memory limit of %d MB exceeded by string.rep",
				MEMORY_LIMIT >> 20);
	luaL_buffinit(L, &b);
	for (; k > 0 && n + n_sep > 0; k--) {
		luaL_addlstring(&b, s, n);
		if (k > 1)
			luaL_addlstring(&b, sep, n_sep);
	}
	luaL_pushresult(&b);
	return 1;
}

// Lua's own gives no place.
static int
assert_true(lua_State *L)
{
	luaL_checkany(L, 1);
	if (!lua_toboolean(L, 1))
		aif_state_raise(L, "%s", luaL_optstring(L, 2, "assertion failed"));
	return lua_gettop(L);
}

static int
open_all(lua_State *L)
{
	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &env_key);
	open_lib(L, "math", luaopen_math, allowed_math);
	open_lib(L, "table", luaopen_table, allowed_table);
	open_lib(L, "string", luaopen_string, allowed_string);
	lua_pushcfunction(L, luaopen_base);
	lua_call(L, 0, 1);
	for (const char *const *name = allowed; *name; name++) {
		lua_getfield(L, -1, *name);
		aif_state_set(L, *name);
	}
	lua_pop(L, 1);
	lua_pushcfunction(L, assert_true);
	aif_state_set(L, "assert");
	// Methods of strings are those of the sandbox's table; no coercions.
	lua_rawgetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_getfield(L, -1, "string");
	lua_getmetatable(L, -1);
	lua_getfield(L, -1, "__index");
	lua_pushcfunction(L, string_rep);
	lua_setfield(L, -2, "rep");
	lua_pushstring(L, "");
	lua_newtable(L);
	lua_pushvalue(L, -3);
	lua_setfield(L, -2, "__index");
	lua_setmetatable(L, -2);
	return 0;
}

aif_err
aif_state_create(aif_load *ld)
{
	lua_State *L;

	ld->limit = MEMORY_LIMIT;
	L = lua_newstate(allocate, ld);
	if (!L)
		return AIF_ENOMEM;
	ld->L = L;
	*(aif_load **)lua_getextraspace(L) = ld;
	lua_pushcfunction(L, open_all);
	if (aif_state_call(ld, 0, 0) != AIF_OK)
		return AIF_ENOMEM;
	lua_sethook(L, count, LUA_MASKCOUNT, HOOK_STEP);
	return AIF_OK;
}

void
aif_state_push(lua_State *L, int file, int lenient)
{
	const aif_file *f = &aif_load_of(L)->file[file];
	char name[16];

	snprintf(name, sizeof name, f->is_catalog >= 0 ? "=@%d" : "=@p", file);
	if (luaL_loadbufferx(L, f->text, f->n, name, "t") != LUA_OK)
		lua_error(L);
	lua_newtable(L); // the environment: empty, so that every access is seen
	lua_newtable(L);
	lua_rawgetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_pushboolean(L, lenient);
	lua_pushcclosure(L, env_index, 2);
	lua_setfield(L, -2, "__index");
	if (f->is_catalog >= 0)
		lua_pushcfunction(L, env_newindex);
	else // the prelude defines names
		lua_rawgetp(L, LUA_REGISTRYINDEX, &env_key);
	lua_setfield(L, -2, "__newindex");
	lua_setmetatable(L, -2);
	if (!lua_setupvalue(L, -2, 1))
		lua_pop(L, 1);
}

// Arguments: file index, lenient.
static int
compile(lua_State *L)
{
	aif_state_push(L, (int)lua_tointeger(L, 1), lua_toboolean(L, 2));
	return 1;
}

aif_err
aif_state_run(aif_load *ld, int file, int lenient)
{
	lua_pushcfunction(ld->L, compile);
	lua_pushinteger(ld->L, file);
	lua_pushboolean(ld->L, lenient);
	if (aif_state_call(ld, 2, 1) != AIF_OK)
		return AIF_EPARSE;
	return aif_state_call(ld, 0, 1);
}

static int
compile_text(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	const char *text = lua_tostring(L, 1);

	if (ld->n_file == AIF_LOAD_FILES)
		return luaL_error(L, "too many files");
	// A slot that is free for a moment; as part of the prelude it has no place.
	ld->file[ld->n_file] = (aif_file){ "", text, strlen(text), -1 };
	aif_state_push(L, ld->n_file, 0);
	lua_call(L, 0, 1);
	return 1;
}

int
aif_state_eval(aif_load *ld, const char *text, char *msg, size_t n)
{
	lua_State *L = ld->L;
	const char *e;

	lua_pushcfunction(L, compile_text);
	lua_pushfstring(L, "return %s", text);
	if (lua_pcall(L, 1, 1, 0) == LUA_OK)
		return 1;
	e = lua_tostring(L, -1);
	if (e && strncmp(e, "@p:1: ", 6) == 0)
		e += 6;
	snprintf(msg, n, "%s", e ? e : "not a value");
	lua_pop(L, 1);
	return 0;
}
