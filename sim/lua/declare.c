// declare.c - what a scenario calls: constructors, horizon, record, param, citations.
//
// A model is a constructor: `hall "H1" { it = 10 * MW }`, or `stage { ... }` for
// one without a name. A call leaves a spec and remembers its table of fields;
// nothing is checked here but the form of the call, so that one run of the file
// finds all problems and --set can still change a field.
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "lua/load.h"
#include "lua/value.h"
#include "util/cal.h"

static const char spec_key = 0, horizon_key = 0, record_key = 0;

// Nothing in Lua may fail without a word when the arena is out of memory.
static void *
need(lua_State *L, void *p)
{
	if (!p)
		aif_state_raise(L, "out of memory");
	return p;
}

// --- specs -------------------------------------------------------------------------

aif_spec *
aif_declare_spec(lua_State *L, int i)
{
	int same;

	if (lua_type(L, i) != LUA_TUSERDATA || !lua_getmetatable(L, i))
		return NULL;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &spec_key);
	same = lua_rawequal(L, -1, -2);
	lua_pop(L, 2);
	return same ? *(aif_spec **)lua_touserdata(L, i) : NULL;
}

void
aif_declare_fields(aif_load *ld, const aif_spec *sp)
{
	lua_rawgetp(ld->L, LUA_REGISTRYINDEX, sp);
}

// Pushes a copy of the table at index i.
static void
push_copy(lua_State *L, int i)
{
	i = lua_absindex(L, i);
	lua_newtable(L);
	lua_pushnil(L);
	while (lua_next(L, i)) {
		lua_pushvalue(L, -2);
		lua_insert(L, -2);
		lua_rawset(L, -4);
	}
}

static void
remember(lua_State *L, aif_load *ld, aif_spec *sp)
{
	if (ld->n_spec == ld->cap_spec) {
		size_t cap = ld->cap_spec ? 2 * ld->cap_spec : 256;

		ld->spec = need(L, realloc(ld->spec, cap * sizeof(aif_spec *)));
		ld->cap_spec = cap;
	}
	ld->spec[ld->n_spec++] = sp;
}

// The spec of ops with the table at index i; leaves it on the stack.
static int
declare(lua_State *L, const aif_model_ops *ops, const char *name, int i, int file, int line)
{
	aif_load *ld = aif_load_of(L);
	aif_spec *sp = need(L, aif_arena_alloc(ld->arena, sizeof *sp));
	aif_spec **box;

	*sp = (aif_spec){ .ops = ops, .name = name, .file = file, .line = line };
	sp->is_catalog = file >= 0 && ld->file[file].is_catalog;
	push_copy(L, i);
	lua_rawsetp(L, LUA_REGISTRYINDEX, sp);
	remember(L, ld, sp);
	box = lua_newuserdatauv(L, sizeof(aif_spec *), 0);
	*box = sp;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &spec_key);
	lua_setmetatable(L, -2);
	return 1;
}

// hall "H1" {...}: the call with the table. Upvalue: index of the head.
static int
finish_head(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	aif_head *h = &ld->head[lua_tointeger(L, lua_upvalueindex(1))];

	if (lua_type(L, 1) != LUA_TTABLE) {
		char got[96];

		aif_value_show(L, 1, got, sizeof got);
		aif_state_raise(L, "%s '%s': expected a table of fields { ... }, got %s",
				h->ops->name, h->name, got);
	}
	h->is_closed = 1;
	return declare(L, h->ops, h->name, 1, h->file, h->line);
}

// Upvalue: the ops table.
static int
construct(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	const aif_model_ops *ops = lua_touserdata(L, lua_upvalueindex(1));
	char got[96];
	aif_head h = { .ops = ops };

	aif_state_where(L, &h.file, &h.line);
	if (lua_type(L, 1) == LUA_TTABLE)
		return declare(L, ops, NULL, 1, h.file, h.line);
	aif_value_show(L, 1, got, sizeof got);
	if (lua_type(L, 1) != LUA_TSTRING)
		aif_state_raise(L, "%s: expected a name or a table of fields, got %s", ops->name,
				got);
	if (ops->unnamed)
		aif_state_raise(L, "%s is written without a name: %s { ... }, got %s", ops->name,
				ops->name, got);
	if (lua_rawlen(L, 1) == 0)
		aif_state_raise(L, "%s: the name is empty", ops->name);
	h.name = need(L, aif_arena_strdup(ld->arena, lua_tostring(L, 1)));
	if (ld->n_head == ld->cap_head) {
		size_t cap = ld->cap_head ? 2 * ld->cap_head : 256;

		ld->head = need(L, realloc(ld->head, cap * sizeof(aif_head)));
		ld->cap_head = cap;
	}
	ld->head[ld->n_head] = h;
	lua_pushinteger(L, (lua_Integer)ld->n_head++);
	lua_pushcclosure(L, finish_head, 1);
	return 1;
}

void
aif_declare_close(aif_load *ld)
{
	for (size_t i = 0; i < ld->n_head; i++) {
		const aif_head *h = &ld->head[i];

		if (!h->is_closed)
			aif_problem_add(ld, AIF_EPARSE, h->file, h->line,
					"%s '%s': its fields are missing (write %s \"%s\" { ... })",
					h->ops->name, h->name, h->ops->name, h->name);
	}
}

static int
spec_index(lua_State *L)
{
	const aif_spec *sp = aif_declare_spec(L, 1);

	if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "name") == 0 && sp->name) {
		lua_pushstring(L, sp->name);
		return 1;
	}
	aif_state_raise(L, "the fields of a %s can not be read back", sp->ops->name);
}

// --- horizon, record -------------------------------------------------------------------

// Upvalues: registry key, name. Keeps the table; the second call is a mistake.
static int
keep_table(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	void *key = lua_touserdata(L, lua_upvalueindex(1));
	const char *name = lua_tostring(L, lua_upvalueindex(2));
	int *line = key == (const void *)&horizon_key ? &ld->horizon_line : &ld->record_line;
	int file;

	if (lua_type(L, 1) != LUA_TTABLE)
		aif_state_raise(L, "%s: expected a table %s { ... }", name, name);
	if (*line)
		aif_state_raise(L, "%s is declared twice (first on line %d)", name, *line);
	aif_state_where(L, &file, line);
	push_copy(L, 1);
	lua_rawsetp(L, LUA_REGISTRYINDEX, key);
	return 0;
}

int
aif_declare_horizon(lua_State *L)
{
	return lua_rawgetp(L, LUA_REGISTRYINDEX, &horizon_key) == LUA_TTABLE;
}

int
aif_declare_record(lua_State *L)
{
	return lua_rawgetp(L, LUA_REGISTRYINDEX, &record_key) == LUA_TTABLE;
}

// --- param --------------------------------------------------------------------------------

static int
same_kind(lua_State *L, int i, int j)
{
	aif_value a, b;
	const aif_value *p = aif_value_at(L, i, &a);
	const aif_value *q = aif_value_at(L, j, &b);

	if (!p || !q)
		return !p && !q && lua_type(L, i) == lua_type(L, j);
	if ((p->tag == AIF_VALUE_DATE) != (q->tag == AIF_VALUE_DATE))
		return 0;
	return p->tag < AIF_VALUE_FRAME && q->tag < AIF_VALUE_FRAME &&
	       aif_unit_same_dim(&p->unit, &q->unit);
}

// The value at index i against field `min` or `max` of the options at index 4.
static void
check_bound(lua_State *L, int i, const char *bound, int sign)
{
	aif_value a, b;
	const aif_value *v = aif_value_at(L, i, &a);
	const aif_value *m;
	char got[96], lim[96];

	lua_getfield(L, 4, bound);
	m = aif_value_at(L, -1, &b);
	aif_value_show(L, i, got, sizeof got);
	aif_value_show(L, -1, lim, sizeof lim);
	if (!lua_isnil(L, -1) &&
	    (!m || !v || m->tag > AIF_VALUE_QUANTITY || !aif_unit_same_dim(&v->unit, &m->unit)))
		aif_state_raise(L, "param '%s': %s = %s does not fit its value %s",
				lua_tostring(L, 1), bound, lim, got);
	if (m && v->tag <= AIF_VALUE_QUANTITY && sign * (v->x.p[0] - m->x.p[0]) > 0)
		aif_state_raise(L, "param '%s': %s is %s %s", lua_tostring(L, 1), got,
				sign > 0 ? "above" : "below", lim);
	lua_pop(L, 1);
}

static void
note_param(lua_State *L, int i, int is_set)
{
	aif_load *ld = aif_load_of(L);
	aif_scenario *sc = ld->sc;
	aif_scenario_param p = { .is_set = is_set };
	aif_value room;
	const aif_value *v = aif_value_at(L, i, &room);
	char unit[48];
	int file;

	if (!v || v->tag > AIF_VALUE_DIST)
		return; // words and dates are told by the source text
	if (sc->n_param == ld->cap_param) {
		int cap = ld->cap_param ? 2 * ld->cap_param : 32;
		aif_scenario_param *q = need(L, aif_arena_alloc(ld->arena, (size_t)cap * sizeof p));

		if (sc->n_param)
			memcpy(q, sc->param, (size_t)sc->n_param * sizeof p);
		sc->param = q;
		ld->cap_param = cap;
	}
	aif_unit_print(&v->unit, unit, sizeof unit);
	p.name = need(L, aif_arena_strdup(ld->arena, lua_tostring(L, 1)));
	p.unit = need(L, aif_arena_strdup(ld->arena, unit));
	p.value = aif_dist_quantile(&v->x, 0.5);
	p.dist = v->x;
	aif_state_where(L, &file, &p.line);
	sc->param[sc->n_param++] = p;
	if (v->tag == AIF_VALUE_DIST) { // wherever it is written, it is one draw
		aif_value mine = *v;

		mine.param = sc->n_param;
		aif_value_push(L, &mine);
		lua_replace(L, i);
	}
}

// A text on top becomes a date when the default (index 2) is one.
static void
date_of_text(lua_State *L)
{
	aif_value room, v = { .tag = AIF_VALUE_DATE, .unit.factor = 1 };
	const aif_value *want = aif_value_at(L, 2, &room);

	if (want && want->tag == AIF_VALUE_DATE && lua_type(L, -1) == LUA_TSTRING &&
	    aif_cal_parse(lua_tostring(L, -1), &v.unix_s, NULL, NULL) == AIF_OK) {
		aif_value_push(L, &v);
		lua_replace(L, -2);
	}
}

// param(name, default [, doc] [, { min = , max = , doc = }])
static int
param(lua_State *L)
{
	aif_load *ld = aif_load_of(L);
	char got[96], want[96];
	int is_set;

	if (lua_type(L, 1) != LUA_TSTRING || lua_isnoneornil(L, 2))
		aif_state_raise(
		    L, "param: expected param(\"name\", default, { min =, max =, doc = })");
	for (int i = 0; i < ld->sc->n_param; i++)
		if (strcmp(ld->sc->param[i].name, lua_tostring(L, 1)) == 0)
			aif_state_raise(L, "param '%s' is declared twice (first on line %d)",
					lua_tostring(L, 1), ld->sc->param[i].line);
	lua_settop(L, 4);
	if (lua_type(L, 3) == LUA_TTABLE)
		lua_copy(L, 3, 4);
	is_set = aif_override_push(ld, lua_tostring(L, 1));
	if (!is_set)
		lua_pushvalue(L, 2);
	date_of_text(L);
	aif_value_show(L, 5, got, sizeof got);
	aif_value_show(L, 2, want, sizeof want);
	if (!same_kind(L, 5, 2))
		aif_state_raise(L, "param '%s': expected a value such as %s, got %s",
				lua_tostring(L, 1), want, got);
	if (lua_type(L, 4) == LUA_TTABLE) {
		check_bound(L, 5, "min", -1);
		check_bound(L, 5, "max", 1);
	}
	note_param(L, 5, is_set);
	lua_settop(L, 5);
	return 1;
}

// --- citations -----------------------------------------------------------------------------

static int
is_as_of(const char *s)
{
	static const char shape[] = "dddd-dd-dd";
	size_t n = strlen(s);

	if (n != 4 && n != 7 && n != 10)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != '-')
			return 0;
	return 1;
}

int
aif_declare_cite_ok(const aif_cite *c)
{
	return aif_model_word("measured|published|datasheet|estimate", c->kind, NULL) &&
	       c->source[0] && is_as_of(c->as_of);
}

// measured(value, source, as_of). Upvalue: kind.
static int
cited(lua_State *L)
{
	aif_value v = { .tag = AIF_VALUE_CITED, .unit.factor = 1 };

	aif_load *ld = aif_load_of(L);
	const char *kind = lua_tostring(L, lua_upvalueindex(1));
	aif_cite *c = need(L, aif_arena_alloc(ld->arena, sizeof *c));

	lua_settop(L, 3);
	*c = (aif_cite){ kind, "", "" };
	if (lua_type(L, 2) == LUA_TSTRING && lua_type(L, 3) == LUA_TSTRING) {
		c->source = lua_tostring(L, 2);
		c->as_of = lua_tostring(L, 3);
	}
	if (lua_isnil(L, 1) || !aif_declare_cite_ok(c))
		aif_state_raise(L,
				"%s: expected a value, its source and the date of that, such as "
				"%s(30 * kW, \"vendor datasheet\", \"2025-06\")",
				kind, kind);
	c->kind = need(L, aif_arena_strdup(ld->arena, c->kind));
	c->source = need(L, aif_arena_strdup(ld->arena, c->source));
	c->as_of = need(L, aif_arena_strdup(ld->arena, c->as_of));
	v.cite = c;
	aif_value_push(L, &v);
	lua_pushvalue(L, 1);
	lua_setiuservalue(L, -2, 1);
	return 1;
}

// --- open ----------------------------------------------------------------------------------

static void
open_table(lua_State *L, const char *name, const void *key)
{
	lua_pushlightuserdata(L, (void *)(uintptr_t)key);
	lua_pushstring(L, name);
	lua_pushcclosure(L, keep_table, 2);
	aif_state_set(L, name);
}

void
aif_declare_open(aif_load *ld)
{
	static const char *const kinds[] = { "measured", "published", "datasheet", "estimate" };
	lua_State *L = ld->L;

	lua_newtable(L);
	lua_pushstring(L, "entity");
	lua_setfield(L, -2, "__name");
	lua_pushcfunction(L, spec_index);
	lua_setfield(L, -2, "__index");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &spec_key);
	open_table(L, "horizon", &horizon_key);
	open_table(L, "record", &record_key);
	lua_pushcfunction(L, param);
	aif_state_set(L, "param");
	for (int i = 0; i < 4; i++) {
		lua_pushstring(L, kinds[i]);
		lua_pushcclosure(L, cited, 1);
		aif_state_set(L, kinds[i]);
	}
	for (int i = 0; ld->sc->registry->models && ld->sc->registry->models[i]; i++) {
		const aif_model_ops *ops = ld->sc->registry->models[i];

		lua_pushlightuserdata(L, (void *)(uintptr_t)ops);
		lua_pushcclosure(L, construct, 1);
		aif_state_set(L, ops->name);
	}
}
