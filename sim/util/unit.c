// unit.c - units of measure as a factor and exponents of base quantities.
//
// One table holds every symbol a scenario, a field table or a dataset may use.
// Conversion is exact where the definition is (1 kWh = 3.6e6 J, 1 bit = 1/8
// byte); a month and a year are mean lengths of the Gregorian calendar as
// astronomers use them (365.25 days, a twelfth of it).
#include "util/unit.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Exponents of s, m, kg, K, USD, byte, flop, token, degC.
#define D_NONE   0, 0, 0, 0, 0, 0, 0, 0, 0
#define D_S      1, 0, 0, 0, 0, 0, 0, 0, 0
#define D_HZ     -1, 0, 0, 0, 0, 0, 0, 0, 0
#define D_M      0, 1, 0, 0, 0, 0, 0, 0, 0
#define D_M2     0, 2, 0, 0, 0, 0, 0, 0, 0
#define D_M3     0, 3, 0, 0, 0, 0, 0, 0, 0
#define D_KG     0, 0, 1, 0, 0, 0, 0, 0, 0
#define D_K      0, 0, 0, 1, 0, 0, 0, 0, 0
#define D_USD    0, 0, 0, 0, 1, 0, 0, 0, 0
#define D_BYTE   0, 0, 0, 0, 0, 1, 0, 0, 0
#define D_FLOP   0, 0, 0, 0, 0, 0, 1, 0, 0
#define D_TOKEN  0, 0, 0, 0, 0, 0, 0, 1, 0
#define D_DEGC   0, 0, 0, 0, 0, 0, 0, 0, 1
#define D_WATT   -3, 2, 1, 0, 0, 0, 0, 0, 0
#define D_JOULE  -2, 2, 1, 0, 0, 0, 0, 0, 0
#define D_PASCAL -2, -1, 1, 0, 0, 0, 0, 0, 0

static const struct {
	const char *name;
	aif_unit u;
} symbols[] = {
	{ "s", { 1, { D_S } } },
	{ "ns", { 1e-9, { D_S } } },
	{ "us", { 1e-6, { D_S } } },
	{ "ms", { 1e-3, { D_S } } },
	{ "min", { 60, { D_S } } },
	{ "hour", { 3600, { D_S } } },
	{ "h", { 3600, { D_S } } },
	{ "day", { 86400, { D_S } } },
	{ "week", { 7 * 86400, { D_S } } },
	{ "month", { 365.25 / 12 * 86400, { D_S } } },
	{ "year", { 365.25 * 86400, { D_S } } },
	{ "Hz", { 1, { D_HZ } } },
	{ "m", { 1, { D_M } } },
	{ "mm", { 1e-3, { D_M } } },
	{ "km", { 1e3, { D_M } } },
	{ "m2", { 1, { D_M2 } } },
	{ "m3", { 1, { D_M3 } } },
	{ "L", { 1e-3, { D_M3 } } },
	{ "kg", { 1, { D_KG } } },
	{ "g", { 1e-3, { D_KG } } },
	{ "t", { 1e3, { D_KG } } },
	{ "K", { 1, { D_K } } },
	{ "degC", { 1, { D_DEGC } } },
	{ "Pa", { 1, { D_PASCAL } } },
	{ "kPa", { 1e3, { D_PASCAL } } },
	{ "W", { 1, { D_WATT } } },
	{ "kW", { 1e3, { D_WATT } } },
	{ "MW", { 1e6, { D_WATT } } },
	{ "GW", { 1e9, { D_WATT } } },
	{ "J", { 1, { D_JOULE } } },
	{ "kJ", { 1e3, { D_JOULE } } },
	{ "MJ", { 1e6, { D_JOULE } } },
	{ "GJ", { 1e9, { D_JOULE } } },
	{ "Wh", { 3.6e3, { D_JOULE } } },
	{ "kWh", { 3.6e6, { D_JOULE } } },
	{ "MWh", { 3.6e9, { D_JOULE } } },
	{ "GWh", { 3.6e12, { D_JOULE } } },
	{ "byte", { 1, { D_BYTE } } },
	{ "KB", { 1e3, { D_BYTE } } },
	{ "MB", { 1e6, { D_BYTE } } },
	{ "GB", { 1e9, { D_BYTE } } },
	{ "TB", { 1e12, { D_BYTE } } },
	{ "PB", { 1e15, { D_BYTE } } },
	{ "EB", { 1e18, { D_BYTE } } },
	{ "KiB", { 1024., { D_BYTE } } },
	{ "MiB", { 1048576., { D_BYTE } } },
	{ "GiB", { 1073741824., { D_BYTE } } },
	{ "TiB", { 1099511627776., { D_BYTE } } },
	{ "PiB", { 1125899906842624., { D_BYTE } } },
	{ "bit", { 1. / 8, { D_BYTE } } },
	{ "Kbit", { 1e3 / 8, { D_BYTE } } },
	{ "Mbit", { 1e6 / 8, { D_BYTE } } },
	{ "Gbit", { 1e9 / 8, { D_BYTE } } },
	{ "Tbit", { 1e12 / 8, { D_BYTE } } },
	{ "flop", { 1, { D_FLOP } } },
	{ "Mflop", { 1e6, { D_FLOP } } },
	{ "Gflop", { 1e9, { D_FLOP } } },
	{ "Tflop", { 1e12, { D_FLOP } } },
	{ "Pflop", { 1e15, { D_FLOP } } },
	{ "Eflop", { 1e18, { D_FLOP } } },
	{ "token", { 1, { D_TOKEN } } },
	{ "Mtoken", { 1e6, { D_TOKEN } } },
	{ "USD", { 1, { D_USD } } },
	{ "kUSD", { 1e3, { D_USD } } },
	{ "MUSD", { 1e6, { D_USD } } },
	{ "percent", { 0.01, { D_NONE } } },
};

enum { N_SYMBOL = sizeof symbols / sizeof *symbols };

static const aif_unit one = { 1, { D_NONE } };

const char *
aif_unit_symbol(int i, aif_unit *out)
{
	if (i < 0 || i >= N_SYMBOL)
		return NULL;
	if (out)
		*out = symbols[i].u;
	return symbols[i].name;
}

int
aif_unit_same_dim(const aif_unit *a, const aif_unit *b)
{
	return memcmp(a->dim, b->dim, sizeof a->dim) == 0;
}

// a * b^power.
static aif_unit
scaled(const aif_unit *a, const aif_unit *b, int power)
{
	aif_unit r = { a->factor * pow(b->factor, power), { D_NONE } };

	for (int i = 0; i < AIF_BASE_N; i++)
		r.dim[i] = (int8_t)(a->dim[i] + power * b->dim[i]);
	return r;
}

aif_unit
aif_unit_mul(const aif_unit *a, const aif_unit *b)
{
	return scaled(a, b, 1);
}

aif_unit
aif_unit_div(const aif_unit *a, const aif_unit *b)
{
	aif_unit r = scaled(a, b, -1);

	r.factor = a->factor / b->factor;
	return r;
}

static aif_err
unknown_symbol(const char *text, const char *word, aif_diag *d)
{
	const char *names[N_SYMBOL];
	const char *near;

	for (int i = 0; i < N_SYMBOL; i++)
		names[i] = symbols[i].name;
	near = aif_err_nearest(word, names, N_SYMBOL);
	if (near)
		return aif_err_fail(d, AIF_EPARSE,
				    "unit '%s': unknown symbol '%s' (did you mean '%s'?)", text,
				    word, near);
	return aif_err_fail(d, AIF_EPARSE, "unit '%s': unknown symbol '%s'", text, word);
}

// Reads one symbol (or the digit 1) at *p and its power.
static aif_err
parse_factor(const char *text, const char **p, aif_unit *u, int *power, aif_diag *d)
{
	char word[32];
	size_t n = 0;
	const char *s = *p;
	int at = -1;

	while (isalnum((unsigned char)s[n]) && n < sizeof word - 1)
		n++;
	memcpy(word, s, n);
	word[n] = '\0';
	s += n;
	for (int i = 0; i < N_SYMBOL; i++)
		if (strcmp(word, symbols[i].name) == 0)
			at = i;
	if (n == 0)
		return aif_err_fail(d, AIF_EPARSE, "unit '%s': a symbol is missing", text);
	if (at < 0 && strcmp(word, "1") != 0)
		return unknown_symbol(text, word, d);
	*u = at < 0 ? one : symbols[at].u;
	*power = 1;
	if (*s == '^') {
		char *end;
		long e = strtol(s + 1, &end, 10);

		if (end == s + 1 || e < -9 || e > 9)
			return aif_err_fail(d, AIF_EPARSE,
					    "unit '%s': '^' needs a power from -9 to 9", text);
		*power = (int)e;
		s = end;
	}
	*p = s;
	return AIF_OK;
}

aif_err
aif_unit_parse(const char *text, aif_unit *out, aif_diag *d)
{
	aif_unit r = one;
	const char *p = text;
	int sign = 1;

	for (;;) {
		aif_unit u;
		int power;
		aif_err e;

		p += strspn(p, " ");
		e = parse_factor(text, &p, &u, &power, d);
		if (e != AIF_OK)
			return e;
		r = sign * power == 1    ? aif_unit_mul(&r, &u)
		    : sign * power == -1 ? aif_unit_div(&r, &u)
					 : scaled(&r, &u, sign * power);
		p += strspn(p, " ");
		if (*p == '\0')
			break;
		if (!strchr("*./", *p))
			return aif_err_fail(d, AIF_EPARSE,
					    "unit '%s': unexpected '%c' (expected * / or ^)", text,
					    *p);
		sign = *p++ == '/' ? -1 : 1;
	}
	if (r.dim[AIF_BASE_DEGC] != 0) {
		int sum = 0;

		for (int i = 0; i < AIF_BASE_N; i++)
			sum += abs(r.dim[i]);
		if (r.dim[AIF_BASE_DEGC] != 1 || sum != 1)
			return aif_err_fail(d, AIF_EPARSE,
					    "unit '%s': degC stands alone (use K in products)",
					    text);
	}
	*out = r;
	return AIF_OK;
}

// Compound units that people know by a name; the first with equal dimensions
// is printed.
static const char *const known[] = {
	"1",       "s",         "m",          "kg",         "K",       "USD",    "byte",   "flop",
	"token",   "degC",      "W",          "J",          "Pa",      "Hz",     "m2",     "m3",
	"byte/s",  "flop/s",    "USD/J",      "USD/W",      "USD/s",   "kg/s",   "kg/J",   "m3/s",
	"token/s", "USD/kg",    "USD/token",  "USD/byte",   "J/token", "J/flop", "J/byte", "J/K",
	"W/K",     "J/kg",      "J/kg/K",     "K/W",        "USD/m3",  "m3/J",   "USD/m2", "W/m2",
	"USD/K",   "flop/byte", "flop/token", "byte/token", "W/s",
};

void
aif_unit_print(const aif_unit *u, char *out, size_t n)
{
	static const char *const base[AIF_BASE_N] = { "s",    "m",    "kg",    "K",   "USD",
						      "byte", "flop", "token", "degC" };
	size_t at = 0;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		aif_unit k;

		if (aif_unit_parse(known[i], &k, NULL) == AIF_OK && aif_unit_same_dim(&k, u)) {
			snprintf(out, n, "%s", known[i]);
			return;
		}
	}
	if (n)
		out[0] = '\0';
	// Positive powers first, mass before length before time, as SI writes them.
	for (int pass = 0; pass < 2; pass++)
		for (int i = AIF_BASE_N - 1; i >= 0; i--) {
			if (u->dim[i] == 0 || (u->dim[i] > 0) != (pass == 0) || at >= n)
				continue;
			at += (size_t)snprintf(out + at, n - at, "%s%s", at ? " " : "", base[i]);
			if (u->dim[i] != 1 && at < n)
				at += (size_t)snprintf(out + at, n - at, "%d", u->dim[i]);
		}
}

// Ladders of what people read, largest first, per SI unit.
typedef struct rung {
	const char *si, *label;
	double from, factor; // used when |value| >= from
} rung;

#define YEAR_S  (365.25 * 86400)
#define MONTH_S (365.25 / 12 * 86400)

static const rung rungs[] = {
	{ "W", "GW", 1e9, 1e9 },
	{ "W", "MW", 1e6, 1e6 },
	{ "W", "kW", 1e3, 1e3 },
	{ "J", "GWh", 3.6e12, 3.6e12 },
	{ "J", "MWh", 3.6e9, 3.6e9 },
	{ "J", "kWh", 3.6e5, 3.6e6 },
	{ "J", "kJ", 1e3, 1e3 },
	{ "s", "years", 2 * YEAR_S, YEAR_S },
	{ "s", "days", 3 * 86400., 86400 },
	{ "s", "h", 2 * 3600., 3600 },
	{ "s", "min", 120, 60 },
	{ "s", "s", 1, 1 },
	{ "s", "ms", 1e-3, 1e-3 },
	{ "s", "us", 1e-6, 1e-6 },
	{ "s", "ns", 1e-30, 1e-9 },
	{ "byte", "EB", 1e18, 1e18 },
	{ "byte", "PB", 1e15, 1e15 },
	{ "byte", "TB", 1e12, 1e12 },
	{ "byte", "GB", 1e9, 1e9 },
	{ "byte", "MB", 1e6, 1e6 },
	{ "byte", "KB", 1e3, 1e3 },
	{ "byte/s", "TB/s", 1e12, 1e12 },
	{ "byte/s", "GB/s", 1e9, 1e9 },
	{ "byte/s", "MB/s", 1e6, 1e6 },
	{ "byte/s", "KB/s", 1e3, 1e3 },
	{ "flop/s", "Eflop/s", 1e18, 1e18 },
	{ "flop/s", "Pflop/s", 1e15, 1e15 },
	{ "flop/s", "Tflop/s", 1e12, 1e12 },
	{ "flop/s", "Gflop/s", 1e9, 1e9 },
	{ "flop", "Eflop", 1e18, 1e18 },
	{ "flop", "Pflop", 1e15, 1e15 },
	{ "flop", "Tflop", 1e12, 1e12 },
	{ "flop", "Gflop", 1e9, 1e9 },
	{ "USD", "billion USD", 1e9, 1e9 },
	{ "USD", "million USD", 1e6, 1e6 },
	{ "USD/J", "USD/MWh", 0, 1 / 3.6e9 },
	{ "USD/W/s", "USD/kW/month", 0, 1 / (1e3 * MONTH_S) },
	{ "USD/W", "USD/kW", 0, 1e-3 },
	{ "USD/s", "USD/h", 0, 1 / 3600. },
	{ "USD/token", "USD/Mtoken", 0, 1e-6 },
	{ "USD/byte", "USD/GB", 0, 1e-9 },
	{ "kg/J", "g/kWh", 0, 1e-3 / 3.6e6 },
	{ "m3/J", "L/kWh", 0, 1e-3 / 3.6e6 },
	{ "kg", "t", 1e3, 1e3 },
	{ "Pa", "kPa", 1e3, 1e3 },
	{ "token", "trillion tokens", 1e12, 1e12 },
	{ "token", "billion tokens", 1e9, 1e9 },
	{ "token", "million tokens", 1e6, 1e6 },
};

// x with that many significant digits, without an exponent for 1e-4..1e15.
static void
significant(double x, int digits, char *out, size_t n)
{
	int lead = x == 0 ? 0 : (int)floor(log10(fabs(x)));
	int after = digits - 1 - lead;

	if (!isfinite(x) || lead < -4 || lead > 14)
		snprintf(out, n, "%.*g", digits, x);
	else
		snprintf(out, n, "%.*f", after > 0 ? after : 0, x);
}

// The rung for x of unit `name`, or NULL.
static const rung *
rung_of(const char *name, double x)
{
	for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++)
		if (strcmp(rungs[i].si, name) == 0 && fabs(x) >= rungs[i].from)
			return &rungs[i];
	return NULL;
}

// USD/J and USD/W/s have equal dimensions and differ for people alone: a text
// that stands in the ladder goes before the name of its dimensions.
void
aif_unit_human(double si, const char *unit, int digits, char *out, size_t n)
{
	aif_unit u = one;
	char name[48] = "";
	char num[40];
	const rung *r;
	double x = si;

	if (digits < 1)
		digits = 1;
	r = rung_of(unit, x);
	if (!r && aif_unit_parse(unit, &u, NULL) == AIF_OK) {
		x = si * u.factor;
		aif_unit_print(&u, name, sizeof name);
		r = rung_of(name, x);
	} else if (!r) {
		snprintf(name, sizeof name, "%s", unit);
	}
	significant(r ? x / r->factor : x, digits, num, sizeof num);
	if (r)
		snprintf(out, n, "%s %s", num, r->label);
	else if (strcmp(name, "1") == 0)
		snprintf(out, n, "%s", num);
	else
		snprintf(out, n, "%s %s", num, name);
}
