// convert.c - a table of Lua values becomes settings, by the model's field table.
//
// This is the one place that knows what a scenario may write for each type of
// field, and the one that says so when it is something else.
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lua/convert.h"
#include "lua/value.h"
#include "util/cal.h"

// --- problems -----------------------------------------------------------------------------

int
aif_convert_wrong(const aif_convert *at, const char *fmt, ...)
{
	char what[320], text[380];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof what, fmt, ap);
	va_end(ap);
	snprintf(text, sizeof text, "field '%s': %s", at->f->name, what);
	aif_problem_field(at->ld, at->sp, at->f->name, text);
	return 0;
}

// How a value of that unit is written.
const char *
aif_convert_expected(const char *unit, char *room, size_t n)
{
	static const struct {
		const char *unit, *words;
	} all[] = {
		{ "1", "a number" },
		{ "W", "a power such as 10 * MW" },
		{ "J", "an energy such as 40 * MWh" },
		{ "s", "a span of time such as 30 * min or \"18 months\"" },
		{ "Hz", "a rate such as 0.1 / hour" },
		{ "USD", "an amount of money such as 30000 * USD" },
		{ "USD/J", "a price of energy such as 60 * USD / MWh" },
		{ "USD/W/s", "a price of power such as 12 * USD / kW / month" },
		{ "USD/W", "a price of power such as 900 * USD / kW" },
		{ "USD/s", "a rate of money such as 2.5 * USD / hour" },
		{ "USD/byte", "a price of data such as 0.08 * USD / GB" },
		{ "USD/token", "a price of tokens such as 2 * USD / Mtoken" },
		{ "byte", "an amount of data such as 80 * GB" },
		{ "byte/s", "a data rate such as 400 * Gbit / s" },
		{ "flop", "an amount of work such as 1 * Tflop" },
		{ "flop/s", "a rate of work such as 989 * Tflop / s" },
		{ "token", "a number of tokens" },
		{ "degC", "a temperature such as 30 * degC" },
		{ "K", "a temperature difference such as 5 * K" },
		{ "m", "a length such as 500 * m" },
		{ "m3", "a volume such as 10 * m3" },
		{ "kg", "a mass such as 900 * kg" },
		{ "kg/s", "a mass flow such as 2 * kg / s" },
		{ "kg/J", "an emission factor such as 350 * g / kWh" },
		{ "Pa", "a pressure such as 200 * kPa" },
	};
	aif_unit u, k;

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(all[i].unit, unit) == 0)
			return all[i].words;
	if (aif_unit_parse(unit, &u, NULL) == AIF_OK)
		for (size_t i = 0; i < sizeof all / sizeof *all; i++)
			if (aif_unit_parse(all[i].unit, &k, NULL) == AIF_OK &&
			    aif_unit_same_dim(&u, &k))
				return all[i].words;
	snprintf(room, n, "a quantity in %s", unit);
	return room;
}

static int
wrong_unit(const aif_convert *at)
{
	char room[64], got[96];
	aif_value v;
	const aif_value *x = aif_value_at(at->ld->L, -1, &v);
	aif_unit u;

	aif_value_show(at->ld->L, -1, got, sizeof got);
	if (x && x->tag == AIF_VALUE_NUMBER && aif_unit_parse(at->f->unit, &u, NULL) == AIF_OK)
		return aif_convert_wrong(at, "expected %s, got %s without a unit",
					 aif_convert_expected(at->f->unit, room, sizeof room), got);
	return aif_convert_wrong(at, "expected %s, got %s",
				 aif_convert_expected(at->f->unit, room, sizeof room), got);
}

// --- numbers ------------------------------------------------------------------------------

static int
in_range(const aif_convert *at, double x)
{
	const aif_field *f = at->f;
	char got[64], lim[64];

	if (isnan(x))
		return aif_convert_wrong(at, "not a number (a division of 0 by 0?)");
	if ((f->lo == 0 && f->hi == 0) || (x >= f->lo && x <= f->hi))
		return 1;
	aif_value_human(x, f->unit, got, sizeof got);
	aif_value_human(x < f->lo ? f->lo : f->hi, f->unit, lim, sizeof lim);
	return aif_convert_wrong(at, "%s is %s %s", got, x < f->lo ? "below" : "above", lim);
}

// A distribution's bounds, where it has any, and its median.
static int
dist_in_range(const aif_convert *at, const aif_dist *x)
{
	int n = x->kind == AIF_DIST_UNIFORM ? 2 : 3;

	if (x->kind == AIF_DIST_UNIFORM || x->kind == AIF_DIST_TRIANGULAR ||
	    x->kind == AIF_DIST_PERT)
		for (int i = 0; i < n; i++)
			if (!in_range(at, x->p[i]))
				return 0;
	return in_range(at, aif_dist_quantile(x, 0.5));
}

// The value on top in the field's unit.
static int
number(const aif_convert *at, aif_dist *out)
{
	lua_State *L = at->ld->L;
	aif_value room;
	const aif_value *v = aif_value_at(L, -1, &room);
	aif_unit want, s = { 1, { 1 } };
	aif_diag d = { 0 };
	double span;
	int is_count;

	if (aif_unit_parse(at->f->unit, &want, &d) != AIF_OK)
		return aif_convert_wrong(at, "%s", d.msg);
	if (lua_type(L, -1) == LUA_TSTRING && aif_unit_same_dim(&want, &s)) {
		if (aif_cal_span(lua_tostring(L, -1), &span, &d) != AIF_OK)
			return aif_convert_wrong(at, "%s", d.msg);
		*out = (aif_dist){ .kind = AIF_DIST_CONST, .p = { span / want.factor } };
		return in_range(at, out->p[0]);
	}
	// Tokens are counted: a plain number is clear enough.
	is_count = v && v->tag != AIF_VALUE_QUANTITY && strcmp(at->f->unit, "token") == 0;
	if (!v || v->tag > AIF_VALUE_DIST || (!aif_unit_same_dim(&v->unit, &want) && !is_count))
		return wrong_unit(at);
	if (v->tag != AIF_VALUE_DIST) {
		*out = (aif_dist){ .kind = AIF_DIST_CONST, .p = { v->x.p[0] / want.factor } };
		return in_range(at, out->p[0]);
	}
	*out = want.factor == 1 ? v->x : aif_value_scaled(&v->x, 1 / want.factor);
	return dist_in_range(at, out);
}

static int
numbers(const aif_convert *at, aif_setting *set)
{
	lua_State *L = at->ld->L;
	int is_list = lua_type(L, -1) == LUA_TTABLE;
	size_t n = is_list ? lua_rawlen(L, -1) : 1;
	double *x = aif_arena_alloc(at->ld->arena, (n + 1) * sizeof *x);
	aif_dist d;
	int ok = x ? 1 : aif_convert_wrong(at, "out of memory");

	for (size_t i = 0; ok && i < n; i++) {
		if (is_list)
			lua_rawgeti(L, -1, (lua_Integer)i + 1);
		ok = number(at, &d);
		if (ok && d.kind != AIF_DIST_CONST)
			ok = aif_convert_wrong(at, "a list takes no distributions");
		if (is_list)
			lua_pop(L, 1);
		if (ok)
			x[i] = d.p[0];
	}
	set->n = (uint32_t)n;
	set->x = x;
	return ok;
}

// --- the other types --------------------------------------------------------------------------

static int
date(const aif_convert *at, aif_setting *set)
{
	lua_State *L = at->ld->L;
	aif_value room;
	const aif_value *v = aif_value_at(L, -1, &room);
	aif_diag d = { 0 };
	double frac = 0;
	char got[96];
	int64_t t;

	if (lua_type(L, -1) == LUA_TSTRING) {
		if (strcmp(lua_tostring(L, -1), "never") == 0) {
			set->t_ns = AIF_TIME_MAX;
			return 1;
		}
		if (aif_cal_parse(lua_tostring(L, -1), &t, &frac, &d) != AIF_OK)
			return aif_convert_wrong(at, "%s", d.msg);
	} else if (v && v->tag == AIF_VALUE_DATE) {
		t = v->unix_s;
	} else {
		aif_value_show(L, -1, got, sizeof got);
		return aif_convert_wrong(at, "expected a date such as \"2027-06-01\", got %s", got);
	}
	t -= at->ld->sc->start_unix_s;
	if (t > 9000000000 || t < -9000000000)
		return aif_convert_wrong(at, "the date lies more than 285 years from the start");
	set->t_ns = (aif_time)t * AIF_SECOND + aif_time_of_s(frac);
	return 1;
}

// Nearest word of "a|b|c", or NULL. room[n] holds the answer.
static const char *
nearest_word(const char *words, const char *word, char *room, size_t n)
{
	const char *names[64];
	int k = 0;

	snprintf(room, n, "%s", words);
	for (char *p = room; p && k < 64; k++) {
		char *bar = strchr(p, '|');

		names[k] = p;
		if (bar)
			*bar++ = '\0';
		p = bar;
	}
	return aif_err_nearest(word, names, k);
}

static int
choice(const aif_convert *at, aif_setting *set)
{
	lua_State *L = at->ld->L;
	char room[320], got[96];
	const char *near;

	if (lua_type(L, -1) == LUA_TSTRING &&
	    aif_model_word(at->f->of, lua_tostring(L, -1), &set->i))
		return 1;
	aif_value_show(L, -1, got, sizeof got);
	near = lua_type(L, -1) == LUA_TSTRING
		   ? nearest_word(at->f->of, lua_tostring(L, -1), room, sizeof room)
		   : NULL;
	if (near)
		return aif_convert_wrong(at, "unknown choice %s (did you mean '%s'?)", got, near);
	return aif_convert_wrong(at, "expected one of %s, got %s", at->f->of, got);
}

// The entity that the value on top names.
static aif_spec *
reference(const aif_convert *at)
{
	lua_State *L = at->ld->L;
	aif_spec *sp = aif_declare_spec(L, -1);
	const char *name = sp                               ? sp->name
			   : lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1)
							    : NULL;
	const aif_spec *other;
	const char *near;
	char got[96];

	if (!name) {
		aif_value_show(L, -1, got, sizeof got);
		aif_convert_wrong(at, "expected the name of a %s, got %s", at->f->of, got);
		return NULL;
	}
	sp = aif_resolve_ref(at->ld, name, at->f->of);
	if (sp) {
		sp->is_queued |= !at->sp->is_catalog || at->sp->is_queued;
		return sp;
	}
	other = aif_resolve_named(at->ld, name);
	near = aif_resolve_near(at->ld, name, at->f->of);
	if (other)
		aif_convert_wrong(at, "'%s' is a %s (expected a %s)", name, other->ops->name,
				  at->f->of);
	else if (near && strcmp(near, name) == 0)
		return NULL; // it is declared: what is wrong with it has been said
	else if (near)
		aif_convert_wrong(at, "unknown %s '%s' (did you mean '%s'?)", at->f->of, name,
				  near);
	else
		aif_convert_wrong(at, "unknown %s '%s'", at->f->of, name);
	return NULL;
}

static int
references(const aif_convert *at, aif_setting *set)
{
	lua_State *L = at->ld->L;
	int is_list = at->f->type == AIF_F_REFS && lua_type(L, -1) == LUA_TTABLE;
	size_t n = is_list ? lua_rawlen(L, -1) : 1;
	int ok = 1;

	set->ref = aif_arena_alloc(at->ld->arena, (n + 1) * sizeof *set->ref);
	set->n = (uint32_t)n;
	if (!set->ref)
		return aif_convert_wrong(at, "out of memory");
	for (size_t i = 0; i < n; i++) {
		if (is_list)
			lua_rawgeti(L, -1, (lua_Integer)i + 1);
		set->ref[i] = reference(at);
		ok &= set->ref[i] != NULL;
		if (is_list)
			lua_pop(L, 1);
	}
	return ok;
}

static int
data(const aif_convert *at, aif_setting *set)
{
	lua_State *L = at->ld->L;
	aif_value room;
	const aif_value *v = aif_value_at(L, -1, &room);
	char got[96];

	aif_value_show(L, -1, got, sizeof got);
	if (!v || v->tag != AIF_VALUE_FRAME)
		return aif_convert_wrong(at, "expected a measured file (%s), got %s", at->f->of,
					 got);
	if (!aif_model_word(at->f->of, v->import->name, NULL) &&
	    !aif_model_word(at->f->of, v->import->yields, NULL))
		return aif_convert_wrong(at, "expected a measured file (%s), got %s (%s)",
					 at->f->of, v->import->name, v->import->yields);
	set->frame = v->frame;
	return v->frame != NULL; // else reported by the importer
}

static int
flag(const aif_convert *at, aif_setting *set)
{
	char got[96];

	aif_value_show(at->ld->L, -1, got, sizeof got);
	if (!lua_isboolean(at->ld->L, -1))
		return aif_convert_wrong(at, "expected true or false, got %s", got);
	set->i = lua_toboolean(at->ld->L, -1);
	return 1;
}

static int
text(const aif_convert *at, aif_setting *set)
{
	char got[96];

	aif_value_show(at->ld->L, -1, got, sizeof got);
	if (lua_type(at->ld->L, -1) != LUA_TSTRING)
		return aif_convert_wrong(at, "expected a text in quotes, got %s", got);
	set->text = aif_arena_strdup(at->ld->arena, lua_tostring(at->ld->L, -1));
	return set->text ? 1 : aif_convert_wrong(at, "out of memory");
}

int
aif_convert_field(const aif_convert *at, aif_setting *set)
{
	aif_value room;

	switch (at->f->type) {
	case AIF_F_NUM:
		if (!number(at, &set->dist))
			return 0;
		if (set->dist.kind != AIF_DIST_CONST)
			set->param = aif_value_at(at->ld->L, -1, &room)->param;
		return 1;
	case AIF_F_DIST:
		return number(at, &set->dist);
	case AIF_F_NUMS:
		return numbers(at, set);
	case AIF_F_BOOL:
		return flag(at, set);
	case AIF_F_DATE:
		return date(at, set);
	case AIF_F_TEXT:
		return text(at, set);
	case AIF_F_CHOICE:
		return choice(at, set);
	case AIF_F_REF:
	case AIF_F_REFS:
		return references(at, set);
	case AIF_F_DATA:
		return data(at, set);
	}
	return 0;
}
