// data.c - measured files: importers by name, include, and the trace of a replay.
//
// A scenario reads files of its own folder and nothing else: a path is relative,
// stays below the folder, and may not leave it by a link. A file is read once per
// scenario however often it is named. A file that can not be read is a problem
// of its line, and the scenario goes on with an empty one.
#define _XOPEN_SOURCE 700 // realpath
#include <lauxlib.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lua/load.h"
#include "lua/value.h"

static const char cache_key = 0; // address: loaded files in the registry

// --- paths -----------------------------------------------------------------------------

// How far rel climbs above its start at worst: 1 when it leaves the folder.
static int
climbs(const char *rel)
{
	int depth = 0;

	while (*rel) {
		size_t n = strcspn(rel, "/");

		if (n == 2 && rel[0] == '.' && rel[1] == '.')
			depth--;
		else if (n > 0 && !(n == 1 && rel[0] == '.'))
			depth++;
		if (depth < 0)
			return 1;
		rel += n + (rel[n] == '/');
	}
	return 0;
}

// Resolves rel within the scenario's folder to path[PATH_MAX]. noun: for messages.
static aif_err
resolve(aif_load *ld, const char *noun, const char *rel, char *path, aif_diag *d)
{
	char joined[PATH_MAX];
	const char *slash = strrchr(rel, '/');
	size_t n_dir = strlen(ld->dir);

	if (rel[0] == '/' || climbs(rel))
		return aif_err_fail(d, AIF_EPARSE,
				    "%s '%s': not allowed (a scenario reads files of its own "
				    "folder %s by relative paths)",
				    noun, rel, ld->shown_dir[0] ? ld->shown_dir : "./");
	snprintf(joined, sizeof joined, "%s/%s", ld->dir, rel);
	if (!realpath(joined, path))
		return aif_err_fail(d, AIF_ENOENT, "%s '%s': not found (looked in %s%.*s)", noun,
				    rel,
				    ld->shown_dir[0] ? ld->shown_dir
				    : slash          ? ""
						     : "./",
				    slash ? (int)(slash - rel + 1) : 0, rel);
	if (strncmp(path, ld->dir, n_dir) != 0 || (path[n_dir] != '/' && strcmp(ld->dir, "/") != 0))
		return aif_err_fail(d, AIF_EPARSE,
				    "%s '%s': not allowed (the link leads out of the scenario's "
				    "folder)",
				    noun, rel);
	return AIF_OK;
}

// --- importers ----------------------------------------------------------------------------

// "trace" for jobs and requests, else what the frame is.
static const char *
noun_of(const aif_importer *im)
{
	return aif_model_word("jobs|requests", im->yields, NULL) ? "trace" : im->yields;
}

// The frame of that file; NULL after a problem was reported.
static const aif_frame *
load(aif_load *ld, const aif_importer *im, const char *rel, const char *map, int is_free)
{
	char path[PATH_MAX];
	aif_frame *f = NULL;
	aif_diag d = { 0 };
	aif_err err = AIF_OK;
	int file, line;

	if (is_free)
		snprintf(path, sizeof path, "%s", rel);
	else
		err = resolve(ld, noun_of(im), rel, path, &d);
	// An importer may keep what it is given: Lua's own text would not last.
	if (err == AIF_OK && map && !(map = aif_arena_strdup(ld->arena, map)))
		err = AIF_ENOMEM;
	if (err == AIF_OK)
		err = im->load(path, map, ld->arena, &f, &d);
	if (err == AIF_OK && (f->path = aif_arena_strdup(ld->arena, rel)))
		return f;
	// The importer speaks of the real path; people know the one they wrote. A bad
	// row is told by its own line, all else by the line of the scenario.
	aif_state_where(ld->L, &file, &line);
	if (is_free)
		file = -1;
	if (!is_free && strncmp(d.msg, path, strlen(path)) == 0 && d.msg[strlen(path)] == ':')
		aif_problem_add(ld, err, -1, 0, "%s%s%s", ld->shown_dir, rel, d.msg + strlen(path));
	else
		aif_problem_add(ld, err, file, line, "%s", d.msg[0] ? d.msg : aif_err_str(err));
	return NULL;
}

static void
push_frame(aif_load *ld, const aif_importer *im, const char *rel, const char *map, int is_free)
{
	lua_State *L = ld->L;
	aif_value v = { .tag = AIF_VALUE_FRAME, .unit.factor = 1, .import = im };

	lua_rawgetp(L, LUA_REGISTRYINDEX, &cache_key);
	lua_pushfstring(L, "%s|%s|%s|%d", im->name, rel, map ? map : "", is_free);
	lua_pushvalue(L, -1);
	if (lua_rawget(L, -3) == LUA_TNIL) {
		lua_pop(L, 1);
		v.frame = load(ld, im, rel, map, is_free);
		aif_value_push(L, &v);
		lua_pushvalue(L, -2);
		lua_pushvalue(L, -2);
		lua_rawset(L, -5);
	}
	lua_replace(L, -3);
	lua_pop(L, 1);
}

// epw "file"; philly("file", { map = "..." }); csv_jobs { "file", map = "..." }.
static int
import(lua_State *L)
{
	const aif_importer *im = lua_touserdata(L, lua_upvalueindex(1));
	const char *map = NULL;

	lua_settop(L, 2);
	if (lua_type(L, 1) == LUA_TTABLE) {
		lua_pushvalue(L, 1);
		lua_replace(L, 2);
		lua_rawgeti(L, 1, 1);
		lua_replace(L, 1);
	}
	if (lua_type(L, 1) != LUA_TSTRING)
		aif_state_raise(L, "%s: expected a file name in quotes", im->name);
	if (lua_type(L, 2) == LUA_TTABLE) {
		lua_getfield(L, 2, "map");
		if (!lua_isnil(L, -1) && lua_type(L, -1) != LUA_TSTRING)
			aif_state_raise(L, "%s: expected map = \"name=COLUMN,...\"", im->name);
		map = lua_tostring(L, -1);
	}
	push_frame(aif_load_of(L), im, lua_tostring(L, 1), map, 0);
	return 1;
}

static const aif_importer *
format(aif_load *ld)
{
	const aif_importer *const *all = ld->sc->registry->importers;
	const aif_importer *im;
	const char *names[64];
	const char *near;
	int n = 0;

	if (!ld->opt->format)
		return NULL;
	im = aif_model_importer(ld->sc->registry, ld->opt->format);
	for (; all && all[n] && n < 64; n++)
		names[n] = all[n]->name;
	near = aif_err_nearest(ld->opt->format, names, n);
	if (!im)
		aif_problem_add(ld, AIF_EPARSE, -1, 0, "--format %s: unknown format%s%s%s",
				ld->opt->format, near ? " (did you mean '" : "", near ? near : "",
				near ? "'?)" : "");
	return im;
}

// replay_trace(default): the default, or the file that `aifsim replay` names.
static int
replay_trace(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	aif_value room;
	const aif_value *v = aif_value_at(L, 1, &room);
	const aif_importer *im;

	if (!lua_isnoneornil(L, 1) && (!v || v->tag != AIF_VALUE_FRAME))
		aif_state_raise(L, "replay_trace: expected a trace such as philly \"data/x.csv\"");
	if (!ld->opt->trace) {
		if (lua_isnoneornil(L, 1))
			aif_state_raise(L, "replay_trace: this scenario has no trace of its own "
					   "(run it by: aifsim replay --trace FILE --format NAME)");
		lua_settop(L, 1);
		return 1;
	}
	im = format(ld);
	if (!im && v)
		im = v->import;
	if (!im)
		aif_state_raise(L, "replay_trace: --format NAME is missing");
	push_frame(ld, im, ld->opt->trace, ld->opt->map, 1);
	return 1;
}

// --- include -------------------------------------------------------------------------------

aif_err
aif_data_read(aif_load *ld, const char *path, const char *shown, int *file, aif_diag *d)
{
	enum { MAX_TEXT = 16 << 20 };
	FILE *f = NULL;
	char *text;
	struct stat st;
	aif_err err = AIF_OK;

	if (ld->n_file == AIF_LOAD_FILES)
		return aif_err_fail(d, AIF_ERANGE, "more than %d files", AIF_LOAD_FILES);
	if (stat(path, &st) != 0)
		return aif_err_fail(d, AIF_ENOENT, "%s: not found", shown);
	if (!S_ISREG(st.st_mode) || st.st_size > MAX_TEXT)
		return aif_err_fail(d, AIF_EPARSE, "%s: not a scenario (expected a text file)",
				    shown);
	text = aif_arena_alloc(ld->arena, (size_t)st.st_size + 1);
	f = fopen(path, "rb");
	if (!text)
		err = aif_err_fail(d, AIF_ENOMEM, "out of memory");
	else if (!f || fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
		err = aif_err_fail(d, AIF_EIO, "%s: can not be read", shown);
	if (f)
		fclose(f);
	if (err != AIF_OK)
		return err;
	*file = ld->n_file++;
	ld->file[*file] =
	    (aif_file){ aif_arena_strdup(ld->arena, shown), text, (size_t)st.st_size, 0 };
	return AIF_OK;
}

// include "parts/halls.lua", require "parts.halls": runs the file once; its value.
static int
include(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	char rel[512], shown[1024], path[PATH_MAX];
	const char *name = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
	aif_diag d = { 0 };
	size_t n;
	int file;

	if (!name || strlen(name) > 400)
		aif_state_raise(L, "include: expected a file name in quotes");
	n = strlen(name);
	snprintf(rel, sizeof rel, "%s", name);
	if (n < 4 || strcmp(name + n - 4, ".lua") != 0) {
		for (char *p = rel; *p; p++)
			if (*p == '.' && p[1] != '.' && (p == rel || p[-1] != '.'))
				*p = '/';
		n = strlen(rel);
		snprintf(rel + n, sizeof rel - n, ".lua");
	}
	if (strncmp(rel, "models/catalog/", 15) == 0 || strncmp(rel, "catalog/", 8) == 0)
		return 0; // the built-in catalog is always there
	lua_rawgetp(L, LUA_REGISTRYINDEX, &cache_key);
	lua_pushstring(L, rel);
	if (lua_rawget(L, -2) != LUA_TNIL)
		return 1;
	snprintf(shown, sizeof shown, "%s%s", ld->shown_dir, rel);
	if (resolve(ld, "include", rel, path, &d) != AIF_OK ||
	    aif_data_read(ld, path, shown, &file, &d) != AIF_OK)
		aif_state_raise(L, "%s", d.msg);
	lua_pushstring(L, rel);
	lua_pushboolean(L, 1);
	lua_rawset(L, -4); // a file that includes itself gets true
	aif_state_push(L, file, 0);
	lua_call(L, 0, 1);
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		lua_pushboolean(L, 1);
	}
	lua_pushstring(L, rel);
	lua_pushvalue(L, -2);
	lua_rawset(L, -5);
	return 1;
}

void
aif_data_open(aif_load *ld)
{
	lua_State *L = ld->L;

	lua_newtable(L);
	lua_rawsetp(L, LUA_REGISTRYINDEX, &cache_key);
	for (int i = 0; ld->sc->registry->importers && ld->sc->registry->importers[i]; i++) {
		const aif_importer *im = ld->sc->registry->importers[i];
		char name[64];

		snprintf(name, sizeof name, "%s", im->name);
		for (char *p = name; *p; p++)
			if (*p == '-')
				*p = '_';
		lua_pushlightuserdata(L, (void *)(uintptr_t)im);
		lua_pushcclosure(L, import, 1);
		aif_state_set(L, name);
	}
	lua_pushcfunction(L, replay_trace);
	aif_state_set(L, "replay_trace");
	lua_pushcfunction(L, include);
	aif_state_set(L, "include");
	lua_pushcfunction(L, include);
	aif_state_set(L, "require");
}
