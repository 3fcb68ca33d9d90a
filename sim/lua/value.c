// value.c - arithmetic on quantities, distributions and dates, with their units.
//
// The rules are few: equal dimensions add, any multiply; a temperature in degC
// takes a difference in K; a distribution scales by a quantity and shifts by one
// of its own dimensions; a date moves by a span, by calendar months when the
// span is a whole number of months. Everything else is an error at its line.
#include "lua/value.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "util/cal.h"

static const char meta_key = 0; // address: key of the metatable

#define MONTH_S (365.25 / 12 * 86400)

// --- access -----------------------------------------------------------------------

const aif_value *
aif_value_at(lua_State *L, int i, aif_value *room)
{
	aif_value *v;
	int same;

	if (lua_type(L, i) == LUA_TNUMBER) {
		*room = (aif_value){ .tag = AIF_VALUE_NUMBER, .unit.factor = 1 };
		room->x.p[0] = lua_tonumber(L, i);
		return room;
	}
	if (lua_type(L, i) != LUA_TUSERDATA || !lua_getmetatable(L, i))
		return NULL;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &meta_key);
	same = lua_rawequal(L, -1, -2);
	lua_pop(L, 2);
	v = lua_touserdata(L, i);
	return same ? v : NULL;
}

static int
is_plain(const aif_unit *u)
{
	static const aif_unit one = { 1, { 0 } };

	return aif_unit_same_dim(u, &one);
}

void
aif_value_push(lua_State *L, const aif_value *v)
{
	aif_value *u;

	if (v->tag == AIF_VALUE_NUMBER || (v->tag == AIF_VALUE_QUANTITY && is_plain(&v->unit))) {
		lua_pushnumber(L, v->x.p[0]);
		return;
	}
	u = lua_newuserdatauv(L, sizeof *u, v->tag == AIF_VALUE_CITED);
	*u = *v;
	lua_rawgetp(L, LUA_REGISTRYINDEX, &meta_key);
	lua_setmetatable(L, -2);
}

void
aif_value_human(double si, const char *unit, char *out, size_t n)
{
	char *dot, *end, *e;

	aif_unit_human(si, unit, 7, out, n);
	dot = strchr(out, '.');
	end = strchr(out, ' ');
	if (!end)
		end = out + strlen(out);
	if (!dot || dot > end)
		return;
	for (e = end; e[-1] == '0'; e--)
		;
	if (e[-1] == '.')
		e--;
	memmove(e, end, strlen(end) + 1);
}

void
aif_value_show(lua_State *L, int i, char *out, size_t n)
{
	aif_value room;
	const aif_value *v = aif_value_at(L, i, &room);
	char unit[48];

	if (v && v->tag <= AIF_VALUE_QUANTITY) {
		aif_unit_print(&v->unit, unit, sizeof unit);
		aif_value_human(v->x.p[0], unit, out, n);
	} else if (v && v->tag == AIF_VALUE_DIST) {
		aif_unit_print(&v->unit, unit, sizeof unit);
		snprintf(out, n, "a %s distribution%s%s", aif_dist_name(v->x.kind),
			 is_plain(&v->unit) ? "" : " in ", is_plain(&v->unit) ? "" : unit);
	} else if (v && v->tag == AIF_VALUE_DATE) {
		aif_cal_format(v->unix_s, 0, out, n);
	} else if (v) {
		snprintf(out, n, "%s",
			 v->tag == AIF_VALUE_FRAME ? "a data file" : "a cited figure");
	} else if (lua_type(L, i) == LUA_TSTRING) {
		snprintf(out, n, "'%.40s'", lua_tostring(L, i));
	} else if (lua_isboolean(L, i)) {
		snprintf(out, n, "%s", lua_toboolean(L, i) ? "true" : "false");
	} else if (lua_isuserdata(L, i)) {
		snprintf(out, n, "an entity");
	} else {
		snprintf(out, n, "%s%s", lua_isnil(L, i) ? "" : "a ", luaL_typename(L, i));
	}
}

// --- arithmetic ---------------------------------------------------------------------

aif_dist
aif_value_scaled(const aif_dist *x, double k)
{
	aif_dist r = *x;

	r.p[0] *= k;
	if (x->kind == AIF_DIST_UNIFORM || x->kind == AIF_DIST_TRIANGULAR ||
	    x->kind == AIF_DIST_PERT || x->kind == AIF_DIST_NORMAL)
		r.p[1] *= k;
	r.p[2] *= k;
	return r;
}

static int
is_degc(const aif_value *v)
{
	return v->unit.dim[AIF_BASE_DEGC] != 0;
}

static void
refuse(lua_State *L, const char *verb)
{
	char a[96], b[96];

	aif_value_show(L, 1, a, sizeof a);
	aif_value_show(L, 2, b, sizeof b);
	aif_state_raise(L, "can not %s %s and %s", verb, a, b);
}

static void
operands(lua_State *L, const char *verb, aif_value *a, aif_value *b)
{
	const aif_value *p = aif_value_at(L, 1, a);
	const aif_value *q = aif_value_at(L, 2, b);

	if (!p || !q || p->tag >= AIF_VALUE_FRAME || q->tag >= AIF_VALUE_FRAME)
		refuse(L, verb);
	*a = *p;
	*b = *q;
}

static int
push_checked(lua_State *L, const aif_value *v)
{
	aif_diag d = { 0 };

	if (v->tag == AIF_VALUE_DIST && aif_dist_check(&v->x, &d) != AIF_OK)
		aif_state_raise(L, "%s", d.msg);
	aif_value_push(L, v);
	return 1;
}

static int
multiply(lua_State *L, const aif_value *a, const aif_value *b, const char *verb)
{
	aif_value r = { .tag = AIF_VALUE_QUANTITY, .unit = aif_unit_mul(&a->unit, &b->unit) };

	if (a->tag == AIF_VALUE_DATE || b->tag == AIF_VALUE_DATE ||
	    (a->tag == AIF_VALUE_DIST && b->tag == AIF_VALUE_DIST))
		refuse(L, verb);
	if ((is_degc(a) && !is_plain(&b->unit)) || (is_degc(b) && !is_plain(&a->unit)))
		aif_state_raise(L, "degC stands alone (write K for a temperature difference)");
	if (a->tag == AIF_VALUE_DIST || b->tag == AIF_VALUE_DIST) {
		const aif_value *dist = a->tag == AIF_VALUE_DIST ? a : b;
		const aif_value *k = dist == a ? b : a;

		r.tag = AIF_VALUE_DIST;
		r.param = dist->param;
		r.x = aif_value_scaled(&dist->x, k->x.p[0]);
	} else {
		r.x.p[0] = a->x.p[0] * b->x.p[0];
	}
	return push_checked(L, &r);
}

static int
value_mul(lua_State *L)
{
	aif_value a, b;

	operands(L, "multiply", &a, &b);
	return multiply(L, &a, &b, "multiply");
}

static int
value_div(lua_State *L)
{
	static const aif_unit one = { 1, { 0 } };
	aif_value a, b;

	operands(L, "divide", &a, &b);
	if (b.tag >= AIF_VALUE_DIST)
		refuse(L, "divide");
	if (is_degc(&b))
		aif_state_raise(L, "degC stands alone (write K for a temperature difference)");
	if (a.tag <= AIF_VALUE_QUANTITY && !is_degc(&a)) {
		a.tag = AIF_VALUE_QUANTITY;
		a.unit = aif_unit_div(&a.unit, &b.unit);
		a.x.p[0] /= b.x.p[0]; // rounded once
		return push_checked(L, &a);
	}
	b.x.p[0] = 1 / b.x.p[0];
	b.unit = aif_unit_div(&one, &b.unit);
	return multiply(L, &a, &b, "divide");
}

static int
value_pow(lua_State *L)
{
	aif_value a, b, r = { .tag = AIF_VALUE_QUANTITY, .unit.factor = 1 };

	operands(L, "raise", &a, &b);
	if (a.tag > AIF_VALUE_QUANTITY || b.tag != AIF_VALUE_NUMBER || is_degc(&a) ||
	    b.x.p[0] != floor(b.x.p[0]) || fabs(b.x.p[0]) > 9)
		refuse(L, "raise");
	for (int k = 0; k < (int)fabs(b.x.p[0]); k++)
		r.unit =
		    b.x.p[0] > 0 ? aif_unit_mul(&r.unit, &a.unit) : aif_unit_div(&r.unit, &a.unit);
	r.x.p[0] = pow(a.x.p[0], b.x.p[0]);
	return push_checked(L, &r);
}

static int
move_date(lua_State *L, const aif_value *date, const aif_value *span, int sign)
{
	aif_value r = *date;
	aif_unit s = { 1, { 1 } };
	double months = span->x.p[0] / MONTH_S;

	if (span->tag != AIF_VALUE_QUANTITY || !aif_unit_same_dim(&span->unit, &s))
		refuse(L, sign > 0 ? "add" : "subtract");
	if (fabs(months) < 12000 && fabs(months - round(months)) < 1e-9)
		r.unix_s = aif_cal_add_months(r.unix_s, sign * (int)round(months));
	else
		r.unix_s += sign * (int64_t)llround(span->x.p[0]);
	aif_value_push(L, &r);
	return 1;
}

// a + sign * b where one is a distribution: a location shift.
static int
shift(lua_State *L, aif_value *dist, const aif_value *by, int sign, const char *verb)
{
	int n = dist->x.kind == AIF_DIST_UNIFORM ? 2 : dist->x.kind == AIF_DIST_NORMAL ? 1 : 3;

	if (by->tag > AIF_VALUE_QUANTITY || dist->x.kind >= AIF_DIST_LOGNORMAL)
		refuse(L, verb);
	for (int i = 0; i < n; i++)
		dist->x.p[i] += sign * by->x.p[0];
	return push_checked(L, dist);
}

static int
sum(lua_State *L, int sign)
{
	const char *verb = sign > 0 ? "add" : "subtract";
	aif_value a, b, r = { .tag = AIF_VALUE_QUANTITY };
	aif_unit k = { 1, { [AIF_BASE_K] = 1 } };
	int a_c, b_c;

	operands(L, verb, &a, &b);
	if (a.tag == AIF_VALUE_DATE && b.tag == AIF_VALUE_DATE && sign < 0) {
		r.unit = (aif_unit){ 1, { 1 } };
		r.x.p[0] = (double)(a.unix_s - b.unix_s);
		return push_checked(L, &r);
	}
	if (a.tag == AIF_VALUE_DATE)
		return move_date(L, &a, &b, sign);
	if (b.tag == AIF_VALUE_DATE)
		refuse(L, verb);
	a_c = is_degc(&a);
	b_c = is_degc(&b);
	r.unit = a.unit;
	if (a_c && b_c) {
		if (sign > 0)
			aif_state_raise(L, "can not add two temperatures in degC (write K for a "
					   "temperature difference)");
		r.unit = k;
	} else if (b_c && sign > 0 && aif_unit_same_dim(&a.unit, &k)) {
		r.unit = b.unit;
	} else if (!(a_c && aif_unit_same_dim(&b.unit, &k)) &&
		   !aif_unit_same_dim(&a.unit, &b.unit)) {
		refuse(L, verb);
	}
	a.unit = b.unit = r.unit;
	if (a.tag == AIF_VALUE_DIST)
		return shift(L, &a, &b, sign, verb);
	if (b.tag == AIF_VALUE_DIST && sign > 0)
		return shift(L, &b, &a, 1, verb);
	if (b.tag == AIF_VALUE_DIST)
		refuse(L, verb);
	r.x.p[0] = a.x.p[0] + sign * b.x.p[0];
	return push_checked(L, &r);
}

static int
value_add(lua_State *L)
{
	return sum(L, 1);
}

static int
value_sub(lua_State *L)
{
	return sum(L, -1);
}

static int
value_unm(lua_State *L)
{
	aif_value a, b;

	operands(L, "negate", &a, &b);
	if (a.tag != AIF_VALUE_QUANTITY)
		refuse(L, "negate");
	a.x.p[0] = -a.x.p[0];
	aif_value_push(L, &a);
	return 1;
}

// --- comparison, text --------------------------------------------------------------------

// -1, 0, 1, or 2 when a NaN is among them.
static int
compare(lua_State *L)
{
	aif_value a, b;
	double x, y;

	operands(L, "compare", &a, &b);
	if (a.tag == AIF_VALUE_DATE && b.tag == AIF_VALUE_DATE)
		return (a.unix_s > b.unix_s) - (a.unix_s < b.unix_s);
	if (a.tag >= AIF_VALUE_DIST || b.tag >= AIF_VALUE_DIST ||
	    !aif_unit_same_dim(&a.unit, &b.unit))
		refuse(L, "compare");
	x = a.x.p[0];
	y = b.x.p[0];
	return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
}

static int
value_lt(lua_State *L)
{
	lua_pushboolean(L, compare(L) == -1);
	return 1;
}

static int
value_le(lua_State *L)
{
	lua_pushboolean(L, compare(L) <= 0);
	return 1;
}

static int
value_eq(lua_State *L)
{
	aif_value a, b;
	const aif_value *p = aif_value_at(L, 1, &a);
	const aif_value *q = aif_value_at(L, 2, &b);

	lua_pushboolean(L, p && q && p->tag == q->tag && p->tag != AIF_VALUE_CITED &&
			       aif_unit_same_dim(&p->unit, &q->unit) && p->x.kind == q->x.kind &&
			       memcmp(p->x.p, q->x.p, sizeof p->x.p) == 0 &&
			       p->unix_s == q->unix_s && p->frame == q->frame);
	return 1;
}

static int
value_tostring(lua_State *L)
{
	char s[128];

	aif_value_show(L, 1, s, sizeof s);
	lua_pushstring(L, s);
	return 1;
}

static int
value_index(lua_State *L)
{
	char s[128];

	aif_value_show(L, 1, s, sizeof s);
	aif_state_raise(L, "%s has no fields", s);
}

// --- makers ----------------------------------------------------------------------------

// Upvalue: kind. All parameters in one unit, or sigma and shape plain.
static int
make_dist(lua_State *L)
{
	aif_dist_kind kind = (aif_dist_kind)lua_tointeger(L, lua_upvalueindex(1));
	int n = aif_dist_arity(kind);
	aif_value r = { .tag = AIF_VALUE_DIST, .unit.factor = 1, .x.kind = kind };

	if (lua_gettop(L) != n)
		aif_state_raise(L, "%s takes %d parameters, got %d", aif_dist_name(kind), n,
				lua_gettop(L));
	for (int i = 0; i < n; i++) {
		int plain = i == 1 && (kind == AIF_DIST_LOGNORMAL || kind == AIF_DIST_WEIBULL);
		aif_value room;
		const aif_value *v = aif_value_at(L, i + 1, &room);
		char s[96];

		aif_value_show(L, i + 1, s, sizeof s);
		if (!v || v->tag > AIF_VALUE_QUANTITY || (plain && !is_plain(&v->unit)))
			aif_state_raise(L, "%s: parameter %d: expected a number%s, got %s",
					aif_dist_name(kind), i + 1, plain ? "" : " or a quantity",
					s);
		if (i == 0)
			r.unit = v->unit;
		else if (!plain && !aif_unit_same_dim(&v->unit, &r.unit))
			aif_state_raise(L, "%s: parameter %d: %s has another unit than the first",
					aif_dist_name(kind), i + 1, s);
		r.x.p[i] = v->x.p[0];
	}
	return push_checked(L, &r);
}

static int
make_date(lua_State *L)
{
	aif_value r = { .tag = AIF_VALUE_DATE, .unit.factor = 1 };
	aif_diag d = { 0 };

	if (lua_type(L, 1) != LUA_TSTRING)
		aif_state_raise(L, "date: expected a text such as date \"2028-07-01\"");
	if (aif_cal_parse(lua_tostring(L, 1), &r.unix_s, NULL, &d) != AIF_OK)
		aif_state_raise(L, "date: %s", d.msg);
	aif_value_push(L, &r);
	return 1;
}

void
aif_value_open(aif_load *ld)
{
	static const luaL_Reg meta[] = {
		{ "__add", value_add },     { "__sub", value_sub },
		{ "__mul", value_mul },     { "__div", value_div },
		{ "__pow", value_pow },     { "__unm", value_unm },
		{ "__lt", value_lt },       { "__le", value_le },
		{ "__eq", value_eq },       { "__tostring", value_tostring },
		{ "__index", value_index }, { NULL, NULL },
	};
	lua_State *L = ld->L;
	const char *name;
	aif_value v = { .tag = AIF_VALUE_QUANTITY };

	luaL_newlib(L, meta);
	lua_pushstring(L, "quantity");
	lua_setfield(L, -2, "__name");
	lua_rawsetp(L, LUA_REGISTRYINDEX, &meta_key);
	for (int i = 0; (name = aif_unit_symbol(i, &v.unit)); i++) {
		v.x.p[0] = v.unit.factor;
		v.unit.factor = 1;
		aif_value_push(L, &v);
		aif_state_set(L, name);
	}
	for (int k = AIF_DIST_UNIFORM; k < AIF_DIST_N; k++) {
		lua_pushinteger(L, k);
		lua_pushcclosure(L, make_dist, 1);
		aif_state_set(L, aif_dist_name((aif_dist_kind)k));
	}
	lua_pushcfunction(L, make_date);
	aif_state_set(L, "date");
}
