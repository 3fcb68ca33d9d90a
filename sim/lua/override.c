// override.c - `--set KEY=VALUE`: parameters and single fields from the command line.
//
// VALUE is a Lua expression of numbers, units, dates and words ("0.6", "20*MW",
// "triangular(0,9,18)*month"). What is no expression but a single word is taken
// as text ("easy", "GB200-NVL72", "2028-07-01"), and a span as such ("18 months"), so that
// no quotes are needed.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/load.h"
#include "lua/value.h"
#include "util/cal.h"

static int
is_word(const char *s)
{
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.:+-/", *s))
			return 0;
	return 1;
}

static int
is_date(const char *s)
{
	return strlen(s) >= 7 && strspn(s, "0123456789") == 4 && s[4] == '-' &&
	       strspn(s + 5, "0123456789") == 2;
}

// Leaves the value of text on the stack; 0 and a message when there is none.
static int
evaluate(aif_load *ld, const char *text, char *msg, size_t n)
{
	lua_State *L = ld->L;
	aif_value v = { .tag = AIF_VALUE_QUANTITY, .unit = { 1, { 1 } } };

	if (aif_cal_span(text, &v.x.p[0], NULL) == AIF_OK) {
		aif_value_push(L, &v);
		return 1;
	}
	if (is_date(text)) {
		lua_pushstring(L, text);
		return 1;
	}
	if (aif_state_eval(ld, text, msg, n)) {
		int t = lua_type(L, -1);

		if (t != LUA_TFUNCTION && t != LUA_TNIL)
			return 1;
		lua_pop(L, 1);
		snprintf(msg, n, "expected a value");
	}
	if (*text && is_word(text)) {
		lua_pushstring(L, text);
		return 1;
	}
	return 0;
}

aif_err
aif_override_read(aif_load *ld)
{
	int n = ld->opt->n_set;

	ld->over = aif_arena_alloc(ld->arena, ((size_t)n + 1) * sizeof *ld->over);
	if (!ld->over)
		return AIF_ENOMEM;
	for (int i = 0; i < n; i++) {
		const char *set = ld->opt->set[i];
		const char *eq = strchr(set, '=');
		char msg[400];

		if (!eq || eq == set) {
			aif_problem_add(ld, AIF_EPARSE, -1, 0, "--set %s: expected KEY=VALUE", set);
			return AIF_EPARSE;
		}
		ld->over[i].key = aif_arena_memdup(ld->arena, set, (size_t)(eq - set) + 1);
		if (!ld->over[i].key)
			return AIF_ENOMEM;
		((char *)(uintptr_t)ld->over[i].key)[eq - set] = '\0';
		ld->over[i].text = eq + 1;
		if (!evaluate(ld, eq + 1, msg, sizeof msg)) {
			aif_problem_add(ld, AIF_EPARSE, -1, 0, "--set %s: %s", set, msg);
			return AIF_EPARSE;
		}
		lua_rawsetp(ld->L, LUA_REGISTRYINDEX, &ld->over[i]);
	}
	return AIF_OK;
}

int
aif_override_push(aif_load *ld, const char *name)
{
	int found = 0;

	for (int i = 0; i < ld->opt->n_set; i++)
		if (strcmp(ld->over[i].key, name) == 0) {
			if (found)
				lua_pop(ld->L, 1);
			lua_rawgetp(ld->L, LUA_REGISTRYINDEX, &ld->over[i]);
			ld->over[i].is_used = found = 1;
		}
	return found;
}

static void
unknown_key(aif_load *ld, const char *key)
{
	const char **names = calloc((size_t)ld->sc->n_param + 1, sizeof *names);
	const char *near = NULL;

	for (int i = 0; names && i < ld->sc->n_param; i++)
		names[i] = ld->sc->param[i].name;
	if (names)
		near = aif_err_nearest(key, names, ld->sc->n_param);
	free(names);
	aif_problem_add(ld, AIF_EPARSE, -1, 0, "--set %s: unknown parameter%s%s%s", key,
			near ? " (did you mean '"
			     : " (expected the name of a param() or entity.field)",
			near ? near : "", near ? "'?)" : "");
}

static void
unknown_entity(aif_load *ld, const char *key, const char *name, int n)
{
	const char *near = aif_resolve_near(ld, name, NULL), *dot = strrchr(key, '.');
	int known = 0;

	aif_resolve_entry(ld, name, NULL, &known);
	if (n == 0 && known > 0)
		aif_problem_add(ld, AIF_EPARSE, -1, 0,
				"--set %s: '%s' of the catalog has no field '%s'", key, name,
				dot + 1);
	else if (n > 1)
		aif_problem_add(ld, AIF_EPARSE, -1, 0,
				"--set %s: %d entries of the catalog are called '%s' (expected "
				"model:name)",
				key, n, name);
	else
		aif_problem_add(ld, AIF_EPARSE, -1, 0, "--set %s: unknown entity '%s'%s%s%s", key,
				name, near ? " (did you mean '" : "", near ? near : "",
				near ? "'?)" : "");
}

// The entity of the scenario, or the entry of the catalog, that is meant.
static aif_spec *
target(aif_load *ld, const char *key, const char *name, const char *field)
{
	aif_spec *sp = aif_resolve_named(ld, name);
	const aif_field *f;
	int n = 0;

	if (!sp)
		sp = aif_resolve_entry(ld, name, field, &n);
	if (!sp) {
		unknown_entity(ld, key, name, n);
		return NULL;
	}
	f = aif_model_field(sp->ops->params, field);
	if (sp->is_catalog && f && (f->flags & AIF_HELD)) {
		aif_problem_add(ld, AIF_EPARSE, -1, 0,
				"--set %s: other figures of the catalog hold it, so that alone it "
				"would change nothing. %s",
				key, f->doc);
		return NULL;
	}
	return sp;
}

void
aif_override_check(aif_load *ld)
{
	for (int i = 0; i < ld->opt->n_set; i++) {
		const aif_spec *sp = ld->over[i].spec;

		if (sp && sp->is_catalog && !sp->is_checked)
			aif_problem_add(ld, AIF_EPARSE, -1, 0,
					"--set %s: nothing in the scenario uses %s '%s'",
					ld->over[i].key, sp->ops->name, sp->name);
	}
}

void
aif_override_apply(aif_load *ld)
{
	for (int i = 0; i < ld->opt->n_set; i++) {
		aif_over *o = &ld->over[i];
		const char *dot = strrchr(o->key, '.');
		char name[256];

		if (o->is_used)
			continue;
		if (!dot || dot == o->key || (size_t)(dot - o->key) >= sizeof name) {
			unknown_key(ld, o->key);
			continue;
		}
		memcpy(name, o->key, (size_t)(dot - o->key));
		name[dot - o->key] = '\0';
		o->spec = target(ld, o->key, name, dot + 1);
		if (!o->spec)
			continue;
		o->field = dot + 1;
		aif_declare_fields(ld, o->spec);
		lua_rawgetp(ld->L, LUA_REGISTRYINDEX, o);
		lua_setfield(ld->L, -2, o->field);
		lua_pop(ld->L, 1);
	}
}

const char *
aif_override_key(const aif_load *ld, const aif_spec *sp, const char *field)
{
	for (int i = ld->opt->n_set; i-- > 0;)
		if (ld->over[i].spec == sp && strcmp(ld->over[i].field, field) == 0)
			return ld->over[i].key;
	return NULL;
}
