// value.h - Lua values of our own: quantities, distributions, dates, data, cited figures.
//
// All share one metatable, so that any mixture in an expression is answered by
// one rule. A quantity whose dimensions cancel is a plain Lua number.
#ifndef AIF_LUA_VALUE_H
#define AIF_LUA_VALUE_H

#include <lua.h>

#include "lua/state.h"
#include "util/unit.h"

typedef enum aif_value_tag {
	AIF_VALUE_NUMBER, // a plain number: x.p[0]
	AIF_VALUE_QUANTITY,
	AIF_VALUE_DIST,
	AIF_VALUE_DATE,
	AIF_VALUE_FRAME,
	AIF_VALUE_CITED // the figure is its user value
} aif_value_tag;

typedef struct aif_value {
	aif_value_tag tag;
	aif_unit unit;              // dimensions; factor 1
	aif_dist x;                 // NUMBER, QUANTITY: p[0] in SI; DIST: in SI
	int64_t unix_s;             // DATE
	const aif_frame *frame;     // FRAME; NULL when it could not be read (reported)
	const aif_importer *import; // FRAME
	const aif_cite *cite;       // CITED
	int param;                  // DIST: 1 + index of the param() that it is of, 0: none
} aif_value;

// Metatable, unit symbols, distributions, `date`.
void aif_value_open(aif_load *ld);
// The value at stack index i (a number counts); NULL for anything else. A number
// is written to *room.
const aif_value *aif_value_at(lua_State *L, int i, aif_value *room);
// Pushes a value; a dimensionless quantity as a number.
void aif_value_push(lua_State *L, const aif_value *v);
// "3 s", "'text'", "true", "a table": for messages.
void aif_value_show(lua_State *L, int i, char *out, size_t n);
// Number in a unit without needless zeros: "-3 MW".
void aif_value_human(double si, const char *unit, char *out, size_t n);
// x with its scale multiplied by k.
aif_dist aif_value_scaled(const aif_dist *x, double k);

#endif
