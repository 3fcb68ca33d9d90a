// resolve.c - who stands in whom, what each is called, who means whom.
//
// Order of creation follows the text: top-level entities as they were declared,
// each followed by its children. Catalog entries come in only when an entity of
// the scenario refers to them, directly or through another entry, and then
// before those that refer to them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/load.h"
#include "lua/value.h"

static const char names_key = 0, catalog_key = 0; // addresses: maps in the registry

// --- maps -----------------------------------------------------------------------------

// The spec of that key in a map, or NULL.
static aif_spec *
lookup(lua_State *L, const void *map, const char *key)
{
	aif_spec *sp;

	if (lua_rawgetp(L, LUA_REGISTRYINDEX, map) != LUA_TTABLE) {
		lua_pop(L, 1);
		return NULL;
	}
	lua_getfield(L, -1, key);
	sp = lua_touserdata(L, -1);
	lua_pop(L, 2);
	return sp;
}

static void
enter(lua_State *L, const void *map, const char *key, aif_spec *sp)
{
	if (lua_rawgetp(L, LUA_REGISTRYINDEX, map) != LUA_TTABLE) {
		lua_pop(L, 1);
		lua_newtable(L);
		lua_pushvalue(L, -1);
		lua_rawsetp(L, LUA_REGISTRYINDEX, map);
	}
	lua_pushlightuserdata(L, sp);
	lua_setfield(L, -2, key);
	lua_pop(L, 1);
}

static void
catalog_name(const char *model, const char *name, char *out, size_t n)
{
	snprintf(out, n, "%s %s", model, name);
}

aif_spec *
aif_resolve_named(aif_load *ld, const char *name)
{
	return lookup(ld->L, &names_key, name);
}

aif_spec *
aif_resolve_ref(aif_load *ld, const char *name, const char *of)
{
	aif_spec *sp = lookup(ld->L, &names_key, name);
	char key[256];

	if (sp && aif_model_word(of, sp->ops->name, NULL))
		return sp;
	for (int i = 0; ld->sc->registry->models[i]; i++) {
		const char *model = ld->sc->registry->models[i]->name;

		catalog_name(model, name, key, sizeof key);
		if (aif_model_word(of, model, NULL) && (sp = lookup(ld->L, &catalog_key, key)))
			return sp;
	}
	return NULL;
}

aif_spec *
aif_resolve_entry(aif_load *ld, const char *name, const char *field, int *n)
{
	const char *colon = strchr(name, ':');
	aif_spec *found = NULL;
	char model[64] = "";

	if (colon && (size_t)(colon - name) < sizeof model) {
		memcpy(model, name, (size_t)(colon - name));
		model[colon - name] = '\0';
	}
	*n = 0;
	for (size_t i = 0; i < ld->n_spec; i++) {
		aif_spec *sp = ld->spec[i];

		if (!sp->is_catalog || !sp->name ||
		    (field && !aif_model_field(sp->ops->params, field)) ||
		    (strcmp(sp->name, name) != 0 && (!*model || strcmp(sp->ops->name, model) != 0 ||
						     strcmp(sp->name, colon + 1) != 0)))
			continue;
		found = sp;
		++*n;
	}
	return *n == 1 ? found : NULL;
}

aif_spec *
aif_resolve_like(aif_load *ld, const char *name, const aif_spec *sp)
{
	aif_spec *base = lookup(ld->L, &names_key, name);
	char key[256];

	if (base && base != sp && base->ops == sp->ops)
		return base;
	catalog_name(sp->ops->name, name, key, sizeof key);
	base = lookup(ld->L, &catalog_key, key);
	return base != sp ? base : NULL;
}

const char *
aif_resolve_near(aif_load *ld, const char *name, const char *of)
{
	const char **names = calloc(ld->n_spec + 1, sizeof *names);
	const char *near = NULL;
	int n = 0;

	for (size_t i = 0; names && i < ld->n_spec; i++) {
		const aif_spec *sp = ld->spec[i];

		if (sp->name && (of ? aif_model_word(of, sp->ops->name, NULL) : !sp->is_catalog))
			names[n++] = sp->name;
	}
	if (names)
		near = aif_err_nearest(name, names, n);
	free(names);
	return near;
}

// --- tree -------------------------------------------------------------------------------

// A model may stand at top level when it names no parent, or an empty one among
// others ("site|", "|site"), or "*".
static int
may_stand_alone(const aif_model_ops *m)
{
	return !m->within || aif_model_word(m->within, "", NULL) ||
	       aif_model_word(m->within, "*", NULL);
}

static void
adopt(aif_load *ld, aif_spec *sp, int i)
{
	aif_spec *kid = aif_declare_spec(ld->L, -1);
	char got[96];

	aif_value_show(ld->L, -1, got, sizeof got);
	if (!kid)
		aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line,
				"%s%s%s%s: item %d: expected an entity that stands in it, got %s",
				sp->ops->name, sp->name ? " '" : "", sp->name ? sp->name : "",
				sp->name ? "'" : "", i, got);
	else if (!kid->ops->within || (!aif_model_word(kid->ops->within, sp->ops->name, NULL) &&
				       !aif_model_word(kid->ops->within, "*", NULL)))
		aif_problem_add(ld, AIF_EPARSE, kid->file, kid->line,
				"%s%s%s%s can not stand in a %s (expected %s)", kid->ops->name,
				kid->name ? " '" : "", kid->name ? kid->name : "",
				kid->name ? "'" : "", sp->ops->name,
				kid->ops->within ? kid->ops->within : "top level");
	else if (kid->parent)
		aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line,
				"%s of line %d stands in two entities", kid->ops->name, kid->line);
	if (kid)
		kid->parent = sp;
}

static void
adopt_all(aif_load *ld, aif_spec *sp)
{
	int n;

	aif_declare_fields(ld, sp);
	n = (int)lua_rawlen(ld->L, -1);
	for (int i = 1; i <= n; i++) {
		lua_rawgeti(ld->L, -1, i);
		adopt(ld, sp, i);
		lua_pop(ld->L, 1);
	}
	lua_pop(ld->L, 1);
}

// --- names --------------------------------------------------------------------------------

static int
enter_name(aif_load *ld, aif_spec *sp)
{
	const aif_spec *other = lookup(ld->L, &names_key, sp->name);

	if (other) {
		aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line,
				"%s '%s': the name is taken by the %s of %s:%d", sp->ops->name,
				sp->name, other->ops->name, ld->file[other->file].path,
				other->line);
		return 0;
	}
	enter(ld->L, &names_key, sp->name, sp);
	return 1;
}

// "parent.model" for an only child without a name, "parent.model2" for others.
static const char *
make_name(aif_load *ld, const aif_spec *sp, int k, int of)
{
	char name[256];
	char num[16] = "";

	if (of > 1)
		snprintf(num, sizeof num, "%d", k);
	snprintf(name, sizeof name, "%s%s%s%s", sp->parent ? sp->parent->name : "",
		 sp->parent ? "." : "", sp->ops->name, num);
	return aif_arena_strdup(ld->arena, name);
}

// Names sp and what stands in it; first is the first of its siblings.
static void
name_family(aif_load *ld, aif_spec *sp, const aif_spec *first, int depth)
{
	int k = 1, of = 0;

	for (const aif_spec *x = first; !sp->name && x; x = x->next)
		if (x->ops == sp->ops && (!x->name || x->is_auto)) {
			of++;
			k += x->is_auto;
		}
	if (!sp->name) {
		sp->is_auto = 1;
		sp->name = make_name(ld, sp, k, sp->ops->unnamed && !sp->parent ? 1 : of);
	}
	if (!sp->name)
		aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
	else if (enter_name(ld, sp) && depth < 16)
		for (aif_spec *x = sp->kid; x; x = x->next)
			name_family(ld, x, sp->kid, depth + 1);
}

static void
enter_catalog(aif_load *ld, aif_spec *sp)
{
	char key[256];

	if (!sp->name || !sp->ops->catalog) {
		aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line,
				"%s: expected a named entry of a catalog model", sp->ops->name);
		return;
	}
	catalog_name(sp->ops->name, sp->name, key, sizeof key);
	if (lookup(ld->L, &catalog_key, key))
		aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line, "%s '%s' is declared twice",
				sp->ops->name, sp->name);
	enter(ld->L, &catalog_key, key, sp);
}

// Chains siblings in order of declaration, walking backwards.
static void
link_families(aif_load *ld)
{
	for (size_t i = ld->n_spec; i-- > 0;) {
		aif_spec *sp = ld->spec[i];
		aif_spec **head = sp->parent ? &sp->parent->kid : &ld->first;

		if (sp->is_catalog)
			continue;
		sp->next = *head;
		*head = sp;
	}
}

void
aif_resolve_names(aif_load *ld)
{
	int before = ld->n_problem;

	for (size_t i = 0; i < ld->n_spec; i++)
		if (ld->spec[i]->is_catalog)
			enter_catalog(ld, ld->spec[i]);
		else
			adopt_all(ld, ld->spec[i]);
	for (size_t i = 0; i < ld->n_spec; i++) {
		const aif_spec *sp = ld->spec[i];

		if (!sp->is_catalog && !sp->parent && !may_stand_alone(sp->ops))
			aif_problem_add(ld, AIF_EPARSE, sp->file, sp->line,
					"%s%s%s%s must stand in a %s", sp->ops->name,
					sp->name ? " '" : "", sp->name ? sp->name : "",
					sp->name ? "'" : "", sp->ops->within);
	}
	link_families(ld);
	// Not over a broken tree; but a file that could not be read breaks no tree.
	for (aif_spec *x = ld->first; ld->n_problem == before && x; x = x->next)
		name_family(ld, x, ld->first, 0);
}

// --- order of creation ------------------------------------------------------------------------

static void
list(aif_load *ld, aif_spec *sp)
{
	aif_scenario *sc = ld->sc;

	if (sp->is_listed)
		return;
	sp->is_listed = 1;
	for (uint32_t i = 0; sp->ops->catalog && i < sp->n_set; i++)
		for (uint32_t k = 0; k < sp->set[i].n && sp->set[i].ref; k++)
			if (sp->set[i].ref[k]->ops->catalog)
				list(ld, sp->set[i].ref[k]);
	if (sp->is_catalog && lookup(ld->L, &names_key, sp->name)) {
		char name[256];

		snprintf(name, sizeof name, "%s:%s", sp->ops->name, sp->name);
		sp->name = aif_arena_strdup(ld->arena, name);
	}
	if (!sp->name && ld->n_problem == 0) // else it has no name for a reason
		aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
	else if (sp->is_catalog)
		enter(ld->L, &names_key, sp->name, sp);
	sp->index = sc->n_spec;
	sc->spec[sc->n_spec++] = sp;
}

static void
list_family(aif_load *ld, aif_spec *sp)
{
	list(ld, sp);
	for (aif_spec *x = sp->kid; x; x = x->next)
		list_family(ld, x);
}

// In the order of the text: an entity before what stands in it.
static void
convert_family(aif_load *ld, aif_spec *sp)
{
	aif_entry_convert(ld, sp);
	for (aif_spec *x = sp->kid; x; x = x->next)
		convert_family(ld, x);
}

// The input that a setting is drawn by: its param's, or one of its own.
static aif_err
input_of(aif_load *ld, const aif_spec *sp, aif_setting *set, int *of_param)
{
	aif_scenario *sc = ld->sc;
	aif_scenario_input *x = &sc->input[sc->n_input];
	char name[256];

	if (set->param && of_param[set->param - 1]) {
		set->input = of_param[set->param - 1];
		return AIF_OK;
	}
	set->input = ++sc->n_input;
	if (set->param) {
		const aif_scenario_param *p = &sc->param[set->param - 1];

		*x = (aif_scenario_input){ p->name, p->unit, p->dist, 0 };
		of_param[set->param - 1] = set->input;
		return AIF_OK;
	}
	snprintf(name, sizeof name, "%s.%s", sp->name, set->field->name);
	*x = (aif_scenario_input){ aif_arena_strdup(ld->arena, name), set->field->unit, set->dist,
				   sp->is_catalog };
	return x->name ? AIF_OK : AIF_ENOMEM;
}

static int
is_drawn(const aif_setting *set)
{
	return set->field->type == AIF_F_NUM && set->dist.kind != AIF_DIST_CONST;
}

// Lists what is drawn, in the order of the specs.
static aif_err
inputs(aif_load *ld)
{
	aif_scenario *sc = ld->sc;
	int *of_param = aif_arena_alloc(ld->arena, ((size_t)sc->n_param + 1) * sizeof *of_param);
	size_t n = 0;
	aif_err err = AIF_OK;

	for (uint32_t i = 0; i < sc->n_spec; i++)
		for (uint32_t k = 0; k < sc->spec[i]->n_set; k++)
			n += (size_t)is_drawn(&sc->spec[i]->set[k]);
	sc->input = aif_arena_alloc(ld->arena, (n + 1) * sizeof *sc->input);
	if (!sc->input || !of_param)
		return AIF_ENOMEM;
	for (uint32_t i = 0; i < sc->n_spec; i++)
		for (uint32_t k = 0; k < sc->spec[i]->n_set && err == AIF_OK; k++)
			if (is_drawn(&sc->spec[i]->set[k]))
				err = input_of(ld, sc->spec[i], &sc->spec[i]->set[k], of_param);
	return err;
}

aif_err
aif_resolve_all(aif_load *ld)
{
	aif_scenario *sc = ld->sc;
	int more = 1;

	for (aif_spec *x = ld->first; x; x = x->next)
		convert_family(ld, x);
	while (more) {
		more = 0;
		for (size_t i = 0; i < ld->n_spec; i++)
			if (ld->spec[i]->is_queued && !ld->spec[i]->is_checked) {
				aif_entry_convert(ld, ld->spec[i]);
				more = 1;
			}
	}
	// Last, so that what is checked only brings nothing in.
	for (size_t i = 0; i < ld->n_spec; i++)
		if (ld->spec[i]->is_catalog && (ld->opt->whole_catalog || ld->opt->take_catalog))
			aif_entry_convert(ld, ld->spec[i]);
	sc->spec = aif_arena_alloc(ld->arena, (ld->n_spec + 1) * sizeof *sc->spec);
	if (!sc->spec)
		return AIF_ENOMEM;
	for (size_t i = 0; i < ld->n_spec; i++)
		if (ld->spec[i]->ops->catalog &&
		    (!ld->spec[i]->is_catalog || ld->spec[i]->is_queued || ld->opt->take_catalog))
			list(ld, ld->spec[i]);
	for (aif_spec *x = ld->first; x; x = x->next)
		list_family(ld, x);
	return inputs(ld);
}
