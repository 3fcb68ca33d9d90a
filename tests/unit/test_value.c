// The arithmetic of scenarios: quantities, dates, distributions, as their author sees it.
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "toyscenario.h"

// Runs a text whose asserts must hold.
static void
holds(const char *text)
{
	char whole[4096];
	toy t;

	snprintf(whole, sizeof whole, HORIZON "%s", text);
	toy_begin(&t);
	if (toy_load_text(&t, whole, NULL) != AIF_OK)
		fail_msg("%s", t.problems);
	toy_end(&t);
}

static void
value_quantities_add_multiply_and_cancel(void **unused)
{
	(void)unused;
	holds("assert((30 * kW) / (1 * kW) == 30)\n"
	      "assert(2 * kW < 3 * MW and 2 * kW <= 2 * kW and 2 * kW ~= 3 * kW)\n"
	      "assert(2000 * W == 2 * kW and 2000 * W ~= 2000 * s)\n"
	      "assert(tostring(2.5 * MW) == '2.5 MW')\n"
	      "assert(tostring((10 * MWh) / (2 * hour)) == '5 MW')\n"
	      "assert(tostring((2 * m) ^ 3) == '8 m3' and tostring((2 * s) ^ -1) == '0.5 Hz')\n"
	      "assert(tostring(1 * MW - 1 * kW) == '999 kW' and tostring(-(1 * MW)) == '-1 MW')\n"
	      "assert(30 * percent == 0.3)\n"
	      "assert(tostring(12 * USD / kW / month * (1 * kW * month)) == '12 USD')\n");
}

static void
value_temperatures_take_differences(void **unused)
{
	(void)unused;
	holds("local x = 30 * degC + 5 * K\n"
	      "assert(tostring(x) == '35 degC' and tostring(5 * K + 30 * degC) == '35 degC')\n"
	      "assert(tostring(x - 30 * degC) == '5 K' and tostring(x - 1 * K) == '34 degC')\n"
	      "assert(x > 30 * degC)\n");
}

static void
value_dates_move_by_calendar_months_and_by_plain_spans(void **unused)
{
	(void)unused;
	holds("assert(tostring(date '2028-01-31' + 1 * month) == '2028-02-29')\n"
	      "assert(tostring(date '2028-03-15' - 1 * year) == '2027-03-15')\n"
	      "assert(date '2028-02-01' - date '2028-01-31' == 1 * day)\n"
	      "assert(date '2028-02-01' + 36 * hour > date '2028-02-02')\n"
	      "assert(date '2028-02-01' == date '2028-02')\n");
}

static void
value_distributions_scale_and_shift(void **unused)
{
	(void)unused;
	holds("assert(triangular(0, 9, 18) * month == triangular(0 * s, 9 * month, 18 * month))\n"
	      "assert(months(uniform(1, 2)) == uniform(1 * month, 2 * month))\n"
	      "assert(normal(10, 2) * kW + 1 * kW == normal(11 * kW, 2 * kW))\n"
	      "assert(lognormal(36 * hour, 0.8) == lognormal(36, 0.8) * hour)\n"
	      "assert(weibull(2, 1.5) / 2 == weibull(1, 1.5))\n"
	      "assert(tostring(pert(0, 1, 2) * W) == 'a pert distribution in W')\n");
}

static void
value_helpers_and_libraries_work(void **unused)
{
	(void)unused;
	holds("assert(every '30 min' == '30 min' and years(2) == 2 * year)\n"
	      "assert(table.concat({ 1, 2 }, ',') == '1,2' and math.max(1, 2) == 2)\n"
	      "assert(('ab'):upper() == 'AB' and string.rep('ab', 2, '-') == 'ab-ab')\n"
	      "assert(string.rep('', 1e9) == '' and string.rep('x', -1) == '')\n"
	      "local a = site 's' {}\nassert(a.name == 's')\n");
	toy_fails(HORIZON "assert(1 == 2)", NULL, "x.lua:2: assertion failed\n");
	toy_fails(HORIZON "assert(false, 'too hot')", NULL, "x.lua:2: too hot\n");
	toy_fails(HORIZON "error('too cold')", NULL, "x.lua:2: too cold\n");
	// A mistake inside a helper is told at the line that called it.
	toy_fails(HORIZON "\nlocal x = months('x')", NULL,
		  "x.lua:3: can not multiply 'x' and 30.4375 days\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(value_quantities_add_multiply_and_cancel),
		cmocka_unit_test(value_temperatures_take_differences),
		cmocka_unit_test(value_dates_move_by_calendar_months_and_by_plain_spans),
		cmocka_unit_test(value_distributions_scale_and_shift),
		cmocka_unit_test(value_helpers_and_libraries_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
