// The line of the progress bar.
#include "aif_test.h"

#include <string.h>

#include "cli/progress.c"

// A quarter done in 3 s, from nothing: 9 s are left. 1.2 M events in 3 s: 400 k/s.
static void
the_line_says_date_share_rate_and_time_left(void **unused)
{
	aif_session_state st = { "strategies", 0.25, 1835481600, 1200000 };
	char b[160];

	(void)unused;
	aif_progress_line(&st, 3, 0, b, sizeof b);
	assert_string_equal(
	    b, "strategies 2028-03-01  25 % [######..................] 400 k events/s  ETA 0:09");
}

// From 50 % to 75 % in 100 s: 100 s are left, whatever came before.
static void
a_phase_is_timed_from_where_it_began(void **unused)
{
	aif_session_state st = { "replicas", 0.75, 1835481600, 10 };
	char b[160];

	(void)unused;
	aif_progress_line(&st, 100, 0.5, b, sizeof b);
	assert_non_null(strstr(b, "ETA 1:40"));
	st.done_frac = 1;
	aif_progress_line(&st, 200, 0.5, b, sizeof b);
	assert_non_null(strstr(b, "100 % [########################]"));
	assert_null(strstr(b, "ETA"));
}

static void
nothing_is_drawn_when_quiet(void **unused)
{
	aif_session_state st = { "strategies", 0.25, 0, 1 };
	aif_progress p;

	(void)unused;
	aif_progress_init(&p, 1);
	assert_null(p.to);
	aif_progress_show(&p, &st);
	assert_int_equal(p.width, 0);
	aif_progress_end(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_says_date_share_rate_and_time_left),
		cmocka_unit_test(a_phase_is_timed_from_where_it_began),
		cmocka_unit_test(nothing_is_drawn_when_quiet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
