// Units: what is parsed, refused, compared and printed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "util/unit.h"

// A few units in the last place.
static const double REL = 1e-14;

static void
expect(const char *text, double factor, const char *same_as)
{
	aif_unit u, v;
	aif_diag d = { 0 };

	assert_int_equal(aif_unit_parse(text, &u, &d), AIF_OK);
	assert_int_equal(aif_unit_parse(same_as, &v, &d), AIF_OK);
	assert_true(fabs(u.factor / factor - 1) < REL);
	assert_true(aif_unit_same_dim(&u, &v));
}

static void
unit_converts_products_quotients_and_powers_to_si(void **unused)
{
	(void)unused;
	expect("kW", 1e3, "W");
	expect("USD/MWh", 1 / 3.6e9, "USD/J");
	// 1 USD/kW/month = 1 / (1e3 W * 365.25/12 * 86400 s)
	expect("USD/kW/month", 1 / (1e3 * 2629800.), "USD/W/s");
	// 400 Gbit/s is 50 GB/s: 1 Gbit = 1e9/8 byte
	expect("Gbit/s", 1.25e8, "byte/s");
	expect("g/kWh", 1e-3 / 3.6e6, "kg/J");
	expect("L/kWh", 1e-3 / 3.6e6, "m3/J");
	expect("W * s", 1, "J");
	expect("kg*m^2*s^-3", 1, "W");
	expect("kg.m2/s^2", 1, "J");
	expect("1/s", 1, "Hz");
	expect("percent", 0.01, "1");
	expect("GiB", 1073741824, "byte");
	expect("year", 31557600, "s");
	expect("week", 604800, "s");
}

static void
unit_dimensions_tell_money_bytes_and_tokens_apart(void **unused)
{
	aif_unit a, b;

	(void)unused;
	assert_int_equal(aif_unit_parse("USD/J", &a, NULL), AIF_OK);
	assert_int_equal(aif_unit_parse("USD/byte", &b, NULL), AIF_OK);
	assert_false(aif_unit_same_dim(&a, &b));
	assert_int_equal(aif_unit_parse("K", &a, NULL), AIF_OK);
	assert_int_equal(aif_unit_parse("degC", &b, NULL), AIF_OK);
	assert_false(aif_unit_same_dim(&a, &b));
}

static void
refused(const char *text, const char *part)
{
	aif_unit u = { 42, { 0 } };
	aif_diag d = { 0 };

	assert_int_equal(aif_unit_parse(text, &u, &d), AIF_EPARSE);
	assert_non_null(strstr(d.msg, part));
	assert_true(u.factor == 42);
}

static void
unit_refuses_what_it_does_not_know_and_suggests(void **unused)
{
	(void)unused;
	refused("kWhr", "unknown symbol 'kWhr' (did you mean 'kWh'?)");
	refused("", "a symbol is missing");
	refused("W//s", "a symbol is missing");
	refused("W^x", "'^' needs a power");
	refused("W s", "unexpected 's'");
	refused("degC/s", "degC stands alone");
	refused("degC*W", "degC stands alone");
}

static void
unit_multiplication_and_division_undo_each_other(void **unused)
{
	aif_unit a, b, c;

	(void)unused;
	assert_int_equal(aif_unit_parse("USD/kW/month", &a, NULL), AIF_OK);
	assert_int_equal(aif_unit_parse("kW*month", &b, NULL), AIF_OK);
	c = aif_unit_mul(&a, &b);
	assert_true(c.dim[AIF_BASE_USD] == 1 && c.dim[AIF_BASE_S] == 0);
	assert_true(fabs(c.factor - 1) < REL);
	c = aif_unit_div(&c, &b);
	assert_true(aif_unit_same_dim(&c, &a));
	assert_true(fabs(c.factor / a.factor - 1) < REL);
}

static void
unit_symbols_are_listed_and_each_parses_to_itself(void **unused)
{
	aif_unit u, v;
	const char *name;
	int n = 0;

	(void)unused;
	for (; (name = aif_unit_symbol(n, &u)); n++) {
		assert_int_equal(aif_unit_parse(name, &v, NULL), AIF_OK);
		assert_true(u.factor == v.factor && aif_unit_same_dim(&u, &v));
		for (int i = 0; i < n; i++)
			assert_string_not_equal(name, aif_unit_symbol(i, NULL));
	}
	assert_true(n > 50);
	assert_null(aif_unit_symbol(-1, NULL));
}

static void
prints(const char *text, const char *want)
{
	aif_unit u;
	char s[64];

	assert_int_equal(aif_unit_parse(text, &u, NULL), AIF_OK);
	aif_unit_print(&u, s, sizeof s);
	assert_string_equal(s, want);
}

static void
unit_prints_known_names_and_si_bases_otherwise(void **unused)
{
	char s[4];
	aif_unit u;

	(void)unused;
	prints("MW", "W");
	prints("kWh", "J");
	prints("USD/MWh", "USD/J");
	prints("percent", "1");
	prints("Gbit/s", "byte/s");
	prints("USD*m", "USD m");
	prints("kg^2/s", "kg2 s-1");
	// A small buffer is filled, not overrun.
	assert_int_equal(aif_unit_parse("kg^2/s", &u, NULL), AIF_OK);
	aif_unit_print(&u, s, sizeof s);
	assert_string_equal(s, "kg2");
}

static void
reads(double si, const char *unit, int digits, const char *want)
{
	char s[64];

	aif_unit_human(si, unit, digits, s, sizeof s);
	assert_string_equal(s, want);
}

static void
unit_human_picks_the_prefix_that_people_read(void **unused)
{
	(void)unused;
	reads(2.5e7, "W", 3, "25.0 MW");
	reads(-3e6, "W", 1, "-3 MW");
	reads(0, "W", 3, "0.00 W");
	reads(3.6e9, "J", 3, "1.00 MWh");
	reads(90, "s", 2, "90 s");
	reads(1800, "s", 2, "30 min");
	reads(5 * 86400, "s", 2, "5.0 days");
	reads(0.05, "s", 2, "50 ms");
	reads(60 / 3.6e9, "USD/J", 3, "60.0 USD/MWh");
	reads(12 / (1e3 * 2629800.), "USD/W/s", 3, "12.0 USD/kW/month");
	reads(8e10, "byte", 2, "80 GB");
	reads(30, "degC", 2, "30 degC");
	reads(0.257, "1", 3, "0.257");
	reads(2, "kW", 2, "2.0 kW");
	reads(2.5e6, "USD", 3, "2.50 million USD");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unit_converts_products_quotients_and_powers_to_si),
		cmocka_unit_test(unit_dimensions_tell_money_bytes_and_tokens_apart),
		cmocka_unit_test(unit_refuses_what_it_does_not_know_and_suggests),
		cmocka_unit_test(unit_multiplication_and_division_undo_each_other),
		cmocka_unit_test(unit_symbols_are_listed_and_each_parses_to_itself),
		cmocka_unit_test(unit_prints_known_names_and_si_bases_otherwise),
		cmocka_unit_test(unit_human_picks_the_prefix_that_people_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
