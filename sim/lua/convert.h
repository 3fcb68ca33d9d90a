// convert.h - one field: from a Lua value to a setting.
#ifndef AIF_LUA_CONVERT_H
#define AIF_LUA_CONVERT_H

#include "lua/load.h"

// The field being converted; its value is on top of the Lua stack.
typedef struct aif_convert {
	aif_load *ld;
	aif_spec *sp;
	const aif_field *f;
} aif_convert;

// Fills set from the value on top. Returns 0 after reporting what is wrong.
int aif_convert_field(const aif_convert *at, aif_setting *set);

// Reports "field 'name': <what>"; returns 0.
__attribute__((format(printf, 2, 3))) int aif_convert_wrong(const aif_convert *at, const char *fmt,
							    ...);

// How a value of that unit is written: "a power such as 10 * MW". room[n] may be used.
const char *aif_convert_expected(const char *unit, char *room, size_t n);

#endif
