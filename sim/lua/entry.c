// entry.c - one entity's table: what it inherits, cites, lacks and has too much.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/convert.h"
#include "lua/value.h"

static const char cite_form[] = "field 'cite': expected { kind = \"measured|published|datasheet|"
				"estimate\", source = \"...\", as_of = \"2025-06\" }";

// Citation of the whole entry: cite = { kind, source, as_of }, or NULL.
static const aif_cite *
entry_cite(aif_load *ld, aif_spec *sp)
{
	lua_State *L = ld->L;
	const char *part[3] = { "", "", "" };
	static const char *const names[3] = { "kind", "source", "as_of" };
	aif_cite *c = NULL;

	lua_getfield(L, -1, "cite");
	if (lua_type(L, -1) == LUA_TTABLE) {
		for (int i = 0; i < 3; i++) {
			lua_getfield(L, -1, names[i]);
			if (lua_type(L, -1) == LUA_TSTRING)
				part[i] = aif_arena_strdup(ld->arena, lua_tostring(L, -1));
			lua_pop(L, 1);
		}
		c = aif_arena_alloc(ld->arena, sizeof *c);
		if (c && part[0] && part[1] && part[2]) {
			*c = (aif_cite){ part[0], part[1], part[2] };
			if (!aif_declare_cite_ok(c))
				aif_problem_field(ld, sp, "cite", cite_form);
		} else {
			aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
		}
	} else if (!lua_isnil(L, -1)) {
		aif_problem_field(ld, sp, "cite", cite_form);
	}
	lua_pop(L, 1);
	return c;
}

// Takes the fields of the entity named by `like` that sp does not give. The
// table of sp is on top.
static void
inherit(aif_load *ld, aif_spec *sp, int depth)
{
	lua_State *L = ld->L;
	int fields = lua_absindex(L, -1);
	aif_value v = { .tag = AIF_VALUE_CITED, .unit.factor = 1 };
	aif_spec *base;
	char what[256];

	lua_getfield(L, fields, "like");
	if (lua_isnil(L, -1)) {
		lua_pop(L, 1);
		return;
	}
	base = lua_type(L, -1) == LUA_TSTRING ? aif_resolve_like(ld, lua_tostring(L, -1), sp)
					      : aif_declare_spec(L, -1);
	if (!base || base == sp || base->ops != sp->ops || depth > 8) {
		snprintf(what, sizeof what, "field 'like': expected the name of another %s",
			 sp->ops->name);
		aif_problem_field(ld, sp, "like", what);
		lua_pop(L, 1);
		return;
	}
	lua_pop(L, 1);
	lua_pushnil(L);
	lua_setfield(L, fields, "like");
	aif_declare_fields(ld, base);
	inherit(ld, base, depth + 1);
	v.cite = entry_cite(ld, base);
	for (const aif_field *f = sp->ops->params; f && f->name; f++) {
		aif_value room;
		const aif_value *old;

		if (lua_getfield(L, fields, f->name) != LUA_TNIL ||
		    lua_getfield(L, -2, f->name) == LUA_TNIL) {
			lua_settop(L, fields + 1);
			continue;
		}
		old = aif_value_at(L, -1, &room);
		if (v.cite && !(old && old->tag == AIF_VALUE_CITED)) {
			aif_value_push(L, &v);
			lua_insert(L, -2);
			lua_setiuservalue(L, -2, 1);
		}
		lua_setfield(L, fields, f->name);
		lua_settop(L, fields + 1);
	}
	lua_settop(L, fields);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Reports the keys that are no field of the model. The table is on top.
static void
unknown_fields(aif_load *ld, const aif_spec *sp)
{
	lua_State *L = ld->L;
	const char *bad[AIF_LOAD_PROBLEMS];
	const char *names[256];
	size_t n_bad = 0;
	int n = 0;

	for (const aif_field *f = sp->ops->params; f && f->name && n < 256; f++)
		names[n++] = f->name;
	lua_pushnil(L);
	while (lua_next(L, -2)) {
		const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : NULL;

		lua_pop(L, 1);
		if (key && strcmp(key, "cite") != 0 && strcmp(key, "like") != 0 &&
		    !aif_model_field(sp->ops->params, key) && n_bad < AIF_LOAD_PROBLEMS)
			bad[n_bad++] = key;
	}
	qsort(bad, n_bad, sizeof *bad, by_text);
	for (size_t i = 0; i < n_bad; i++) {
		const char *near = aif_err_nearest(bad[i], names, n);
		char what[256];

		if (near)
			snprintf(what, sizeof what, "unknown field '%.60s' (did you mean '%s'?)",
				 bad[i], near);
		else
			snprintf(what, sizeof what, "unknown field '%.60s' (see: aifsim help %s)",
				 bad[i], sp->ops->name);
		aif_problem_field(ld, sp, bad[i], what);
	}
}

// The value of field f on top (its table below); unwraps a citation.
static const aif_cite *
unwrap(lua_State *L)
{
	const aif_cite *c = NULL;
	aif_value room;
	const aif_value *v = aif_value_at(L, -1, &room);

	while (v && v->tag == AIF_VALUE_CITED) {
		c = c ? c : v->cite;
		lua_getiuservalue(L, -1, 1);
		lua_replace(L, -2);
		v = aif_value_at(L, -1, &room);
	}
	return c;
}

// What the command line gives stands on nobody's word.
static const aif_cite at_hand = { "estimate", "--set", "" };

static void
one_field(const aif_convert *at, const aif_cite *whole)
{
	lua_State *L = at->ld->L;
	aif_setting set = { .field = at->f };
	aif_spec *sp = at->sp;
	char room[64], what[320];
	const aif_cite *c;

	lua_getfield(L, -1, at->f->name);
	c = unwrap(L);
	set.cite = c ? c : aif_override_key(at->ld, sp, at->f->name) ? &at_hand : whole;
	if (!lua_isnil(L, -1)) {
		if (aif_convert_field(at, &set))
			sp->set[sp->n_set++] = set;
		if (sp->is_catalog && !set.cite &&
		    (at->f->type == AIF_F_NUM || at->f->type == AIF_F_DIST ||
		     at->f->type == AIF_F_NUMS))
			aif_convert_wrong(
			    at, "no citation (write cite = { kind =, source =, as_of = } in the "
				"entry or published(value, source, as_of))");
	} else if (at->f->flags & AIF_REQUIRED) {
		snprintf(
		    what, sizeof what, "field '%s' is required (expected %s; %.160s)", at->f->name,
		    at->f->type == AIF_F_NUM ? aif_convert_expected(at->f->unit, room, sizeof room)
		    : at->f->type == AIF_F_DATE ? "a date such as \"2027-06-01\""
		    : at->f->of                 ? at->f->of
						: "a value",
		    at->f->doc ? at->f->doc : "");
		aif_problem_field(at->ld, sp, NULL, what);
	}
	lua_pop(L, 1);
}

void
aif_entry_convert(aif_load *ld, aif_spec *sp)
{
	const aif_cite *whole;
	char where[512];
	size_t n = 0;

	if (sp->is_checked || !sp->name)
		return;
	sp->is_checked = 1;
	for (const aif_field *f = sp->ops->params; f && f->name; f++)
		n++;
	sp->set = aif_arena_alloc(ld->arena, (n + 1) * sizeof *sp->set);
	snprintf(where, sizeof where, "%s:%d", sp->file >= 0 ? ld->file[sp->file].path : "",
		 sp->line);
	sp->where = aif_arena_strdup(ld->arena, where);
	if (!sp->set || !sp->where) {
		aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
		return;
	}
	aif_declare_fields(ld, sp);
	inherit(ld, sp, 0);
	unknown_fields(ld, sp);
	whole = entry_cite(ld, sp);
	for (const aif_field *f = sp->ops->params; f && f->name; f++)
		one_field(&(aif_convert){ ld, sp, f }, whole);
	lua_pop(ld->L, 1);
}
