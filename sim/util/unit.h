// unit.h - units of measure: parse, compare, convert, print.
//
// A unit is a factor to SI and exponents of eight bases. Angle, count and
// percent are dimensionless. Money, bytes, FLOP and tokens are bases, so that a
// price per MWh can not be mistaken for a price per GB. °C is kept apart from K:
// a temperature is not a temperature difference.
#ifndef AIF_UTIL_UNIT_H
#define AIF_UTIL_UNIT_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

typedef enum aif_unit_base {
	AIF_BASE_S,
	AIF_BASE_M,
	AIF_BASE_KG,
	AIF_BASE_K,
	AIF_BASE_USD,
	AIF_BASE_BYTE,
	AIF_BASE_FLOP,
	AIF_BASE_TOKEN,
	AIF_BASE_DEGC, // only with exponent 1 and alone
	AIF_BASE_N
} aif_unit_base;

typedef struct aif_unit {
	double factor; // 1 unit = factor SI units
	int8_t dim[AIF_BASE_N];
} aif_unit;

// "W", "USD/J", "kW", "USD/kW/month", "byte/s", "Gbit/s", "1", "degC", "kg/s",
// "g/kWh", "L/kWh": products with '*' or '.', quotients with '/', powers with
// '^'. Errors: AIF_EPARSE, naming the unknown symbol and the nearest known one.
aif_err aif_unit_parse(const char *text, aif_unit *out, aif_diag *d);

int aif_unit_same_dim(const aif_unit *a, const aif_unit *b);
aif_unit aif_unit_mul(const aif_unit *a, const aif_unit *b);
aif_unit aif_unit_div(const aif_unit *a, const aif_unit *b);

// Dimensions in words of SI ("kg m2 s-3" prints as "W" where it is a known
// one) to out[n].
void aif_unit_print(const aif_unit *u, char *out, size_t n);

// Symbols a scenario may use, in a fixed order: name and unit. NULL past the end.
const char *aif_unit_symbol(int i, aif_unit *out);

// A value in SI with the prefix that people read: (2.5e7, "W") -> "25.0 MW".
// Digits are significant ones.
void aif_unit_human(double si, const char *unit, int digits, char *out, size_t n);

#endif
