// clock.c - the horizon, the width of a bin, and the outputs that are recorded.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lua/load.h"
#include "lua/value.h"
#include "util/cal.h"

// --- horizon ----------------------------------------------------------------------------

// The field `name` of the table on top as a date, or as a span after *from when
// from is given. Returns 0 and d when it is neither.
static int
instant(lua_State *L, const char *name, const int64_t *from, int64_t *out, aif_diag *d)
{
	aif_value room;
	const aif_value *v;
	aif_unit s = { 1, { 1 } };
	double span = NAN;
	char got[96];
	int ok = 0;

	lua_getfield(L, -1, name);
	v = aif_value_at(L, -1, &room);
	aif_value_show(L, -1, got, sizeof got);
	if (v && v->tag == AIF_VALUE_DATE) {
		*out = v->unix_s;
		ok = 1;
	} else if (lua_type(L, -1) == LUA_TSTRING) {
		const char *text = lua_tostring(L, -1);

		ok = aif_cal_parse(text, out, NULL, NULL) == AIF_OK;
		if (!ok && from && aif_cal_span(text, &span, NULL) != AIF_OK)
			span = NAN;
	} else if (from && v && v->tag == AIF_VALUE_QUANTITY && aif_unit_same_dim(&v->unit, &s)) {
		span = v->x.p[0];
	}
	if (!ok && from && span > 0) {
		double months = span / (365.25 / 12 * 86400);

		ok = 1;
		if (months < 12000 && fabs(months - round(months)) < 1e-9)
			*out = aif_cal_add_months(*from, (int)round(months));
		else
			*out = *from + (int64_t)fmin(span, 1e11);
	}
	lua_pop(L, 1);
	if (!ok)
		aif_err_fail(d, AIF_EPARSE, "expected a date such as \"2027-01-01\"%s, got %s",
			     from ? " or a span such as \"5 years\"" : "", got);
	return ok;
}

// Reports keys other than those of words; integers too unless list is set.
static void
check_keys(aif_load *ld, const char *what, int line, const char *words, int list)
{
	lua_State *L = ld->L;

	lua_pushnil(L);
	while (lua_next(L, -2)) {
		int is_text = lua_type(L, -2) == LUA_TSTRING;

		if (is_text ? !aif_model_word(words, lua_tostring(L, -2), NULL) : !list)
			aif_problem_add(ld, AIF_EPARSE, 0,
					is_text ? aif_source_line(&ld->file[0], line, what, NULL,
								  lua_tostring(L, -2))
						: line,
					"%s: unknown field '%s' (expected %s)", what,
					is_text ? lua_tostring(L, -2) : "1", words);
		lua_pop(L, 1);
	}
}

static void
horizon_field(aif_load *ld, const char *name, const int64_t *from, int64_t *out)
{
	aif_diag d = { 0 };

	if (!instant(ld->L, name, from, out, &d))
		aif_problem_add(
		    ld, AIF_EPARSE, 0,
		    aif_source_line(&ld->file[0], ld->horizon_line, "horizon", NULL, name),
		    "horizon: field '%s': %s", name, d.msg);
}

void
aif_clock_horizon(aif_load *ld)
{
	aif_scenario *sc = ld->sc;
	int64_t from = 0, to = 0, until;
	aif_diag d = { 0 };
	int before = ld->n_problem;

	if (!aif_declare_horizon(ld->L)) {
		aif_problem_add(ld, AIF_EPARSE, 0, 0,
				"the horizon is missing (write horizon { from = \"2027-01-01\", "
				"to = \"2032-01-01\" })");
		lua_pop(ld->L, 1);
		return;
	}
	check_keys(ld, "horizon", ld->horizon_line, "from|to", 0);
	horizon_field(ld, "from", NULL, &from);
	if (ld->n_problem == before)
		horizon_field(ld, "to", &from, &to);
	lua_pop(ld->L, 1);
	if (ld->n_problem > before)
		return;
	sc->start_unix_s = from;
	if (ld->opt->until) {
		if (aif_cal_parse(ld->opt->until, &until, NULL, &d) != AIF_OK)
			aif_problem_add(ld, AIF_EPARSE, -1, 0, "--until %s", d.msg);
		else
			to = until;
	}
	if (to <= from || to - from > 6311520000) // 200 years
		aif_problem_add(ld, AIF_ERANGE, 0, ld->horizon_line,
				"horizon: the end must lie after the start, by 200 years at most");
	else
		sc->end_ns = (aif_time)(to - from) * AIF_SECOND;
}

// --- record ---------------------------------------------------------------------------------

// 1 when text matches pattern, in which '*' stands for any run of characters.
static int
matches(const char *pattern, const char *text)
{
	const char *star = NULL, *back = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			back = text;
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++back;
		} else {
			return 0;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

// Calls for each output of each entity: fills names[n] ("entity.output", in the
// arena) when names is given, marks those that match pattern. Returns the count.
static size_t
each_output(aif_load *ld, const char *pattern, const char **names, unsigned char *marked)
{
	aif_scenario *sc = ld->sc;
	size_t n = 0, hits = 0;
	char full[300];

	for (uint32_t i = 0; i < sc->n_spec; i++) {
		const aif_spec *sp = sc->spec[i];

		for (const aif_field *f = sp->ops->outputs; f && f->name; f++, n++) {
			snprintf(full, sizeof full, "%s.%s", sp->name, f->name);
			if (names && !(names[n] = aif_arena_strdup(ld->arena, full)))
				names[n] = "";
			if (pattern && matches(pattern, full)) {
				marked[n] = 1;
				hits++;
			}
			if (!pattern && marked && !sp->ops->catalog)
				marked[n] = 1;
		}
	}
	return pattern ? hits : n;
}

static void
unknown_output(aif_load *ld, const char *pattern, size_t n)
{
	const char **names = calloc(n + 1, sizeof *names);
	const char *near = NULL;

	if (names) {
		each_output(ld, NULL, names, NULL);
		near = aif_err_nearest(pattern, names, (int)n);
	}
	free(names);
	aif_problem_add(
	    ld, AIF_EPARSE, 0, ld->record_line, "record: '%s' matches no output%s%s%s", pattern,
	    near ? " (did you mean '" : " (expected \"entity.output\", see: aifsim help MODEL)",
	    near ? near : "", near ? "'?)" : "");
}

// `every` of the table on top.
static void
bin_width(aif_load *ld)
{
	aif_scenario *sc = ld->sc;
	lua_State *L = ld->L;
	aif_value room;
	const aif_value *v;
	aif_unit s = { 1, { 1 } };
	double bin_s = NAN;
	char got[96];

	lua_getfield(L, -1, "every");
	v = aif_value_at(L, -1, &room);
	aif_value_show(L, -1, got, sizeof got);
	if (lua_type(L, -1) == LUA_TSTRING) {
		if (aif_cal_span(lua_tostring(L, -1), &bin_s, NULL) != AIF_OK)
			bin_s = NAN;
	} else if (v && v->tag == AIF_VALUE_QUANTITY && aif_unit_same_dim(&v->unit, &s)) {
		bin_s = v->x.p[0];
	}
	if (!lua_isnil(L, -1)) {
		if (bin_s > 0 && bin_s < 9e9 && aif_time_to_s(sc->end_ns) / bin_s <= 1e7)
			sc->bin_ns = aif_time_of_s(bin_s);
		else
			aif_problem_add(
			    ld, AIF_EPARSE, 0,
			    aif_source_line(&ld->file[0], ld->record_line, "record", NULL, "every"),
			    "record: field 'every': expected a span of time such as "
			    "\"1 h\" (ten million bins at most), got %s",
			    got);
	}
	lua_pop(L, 1);
}

static void
patterns(aif_load *ld, size_t n, unsigned char *marked)
{
	lua_State *L = ld->L;
	int k = (int)lua_rawlen(L, -1);

	for (int i = 1; i <= k; i++) {
		lua_rawgeti(L, -1, i);
		if (lua_type(L, -1) != LUA_TSTRING)
			aif_problem_add(ld, AIF_EPARSE, 0, ld->record_line,
					"record: item %d: expected a text such as \"site.*\"", i);
		else if (each_output(ld, lua_tostring(L, -1), NULL, marked) == 0)
			unknown_output(ld, lua_tostring(L, -1), n);
		lua_pop(L, 1);
	}
	if (k == 0)
		each_output(ld, NULL, NULL, marked);
}

void
aif_clock_record(aif_load *ld)
{
	aif_scenario *sc = ld->sc;
	size_t n = each_output(ld, NULL, NULL, NULL), at = 0;
	unsigned char *marked = aif_arena_alloc(ld->arena, n + 1);

	sc->record = aif_arena_alloc(ld->arena, (n + 1) * sizeof *sc->record);
	if (!marked || !sc->record) {
		aif_problem_add(ld, AIF_ENOMEM, -1, 0, "out of memory");
		return;
	}
	// A year by hours, ten years by days: some ten thousand bins at most.
	sc->bin_ns = sc->end_ns <= 400 * AIF_DAY ? AIF_HOUR : AIF_DAY;
	if (aif_declare_record(ld->L)) {
		check_keys(ld, "record", ld->record_line, "every", 1);
		bin_width(ld);
		patterns(ld, n, marked);
	} else {
		each_output(ld, NULL, NULL, marked);
	}
	lua_pop(ld->L, 1);
	for (uint32_t i = 0; i < sc->n_spec; i++)
		for (const aif_field *f = sc->spec[i]->ops->outputs; f && f->name; f++, at++)
			if (marked[at])
				sc->record[sc->n_record++] = (aif_output){ sc->spec[i], f->name };
}
