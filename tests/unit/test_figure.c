// What figures and tables stand on: months, classes of account, who has paid off when.
#include "report_kit.h"

#include "out/breakeven.h"
#include "out/column.h"
#include "out/figure.h"
#include "out/money.h"

// January: 744 hours. busy = 100 + h % 24 + 0.007 h for h = 0..743: mean
// 100 + 11.5 + 0.007 * 371.5 = 114.1005.
static void
months_are_calendar_months(void **state)
{
	const place *p = *state;
	double x[32];
	aif_diag d = { 0 };
	aif_axis a;

	assert_int_equal(aif_axis_create(&a, p->r, &d), AIF_OK);
	assert_string_equal(a.word, "month");
	assert_int_equal(a.n, 14); // 400 days from January: into February of next year
	assert_near(a.edge[2] - a.edge[1], 28 * 86400.0, 0);
	assert_int_equal(
	    aif_axis_series(&a, p->r, "on-prem", "cluster", "busy_gpus", AIF_AXIS_MEAN, x), 1);
	assert_rel(x[0], 114.1005, 1e-12);
	assert_int_equal(
	    aif_axis_series(&a, p->r, "on-prem", "cluster", "busy_gpus", AIF_AXIS_MAX, x), 1);
	assert_rel(x[0], 100 + 23 + 0.007 * 743, 1e-12);
	// served = 1e9 + (h % 24) * 1e7 an hour; what comes at an edge belongs to the bin before
	// it, so January has hours 0..744: 745e9 + 31 * 276e7
	assert_int_equal(
	    aif_axis_series(&a, p->r, "cloud", "service", "served_tokens", AIF_AXIS_SUM, x), 1);
	assert_rel(x[0], 745e9 + 31 * 276e7, 1e-12);
	assert_int_equal(aif_axis_series(&a, p->r, "cloud", "battery", "x", AIF_AXIS_SUM, x), 0);
	aif_axis_free(&a);
}

// On-prem: 9 M (before the start) + 15 M capital, -2 M residual, 14 months of staff at 150 k.
static void
classes_of_account_add_up(void **state)
{
	const place *p = *state;
	aif_diag d = { 0 };
	double cells = 0;
	aif_money m;

	assert_int_equal(aif_money_create(&m, p->r, &d), AIF_OK);
	assert_near(m.total[0][AIF_MONEY_CAPEX], 24e6, 0);
	assert_near(m.total[0][AIF_MONEY_RESIDUAL], -2e6, 0);
	assert_near(m.total[0][AIF_MONEY_STAFF], 14 * 150e3, 0);
	assert_near(m.total[1][AIF_MONEY_CAPEX], 0, 0);
	assert_true(m.total[1][AIF_MONEY_RENT] > 0);
	for (size_t i = 0; i < m.axis.n; i++)
		for (int c = 0; c < AIF_MONEY_N; c++)
			cells += m.cell[i][c];
	assert_rel(cells, aif_money_sum(&m, 0), 1e-12);
	assert_int_equal(aif_money_class_of("opex.demand"), AIF_MONEY_ENERGY);
	assert_int_equal(aif_money_class_of("opex.rent.spot"), AIF_MONEY_RENT);
	assert_int_equal(aif_money_class_of("opex.rental"), AIF_MONEY_OPEX);
	aif_money_free(&m);
}

// After month k owning has cost 24 + (k + 1), renting 3 (k + 1): equal at k = 11, the
// 8030th hour, in 2027-12. Discounted: 24 + S <= 3 S with S = (1 - 0.99^(k+1)) / 0.01, so
// 0.99^(k+1) <= 0.88, k = 12: hour 8760, 2028-01. In the end 42 - (24 + 14 - 2) = 6 M below.
static void
owning_has_paid_off_in_the_month_the_sums_say(void **state)
{
	const place *p = *state;
	aif_breakeven b[4];
	aif_text say = { 0 };

	assert_int_equal(aif_breakeven_find(p->r, b, 4), 1);
	assert_int_equal(b[0].own, 0);
	assert_int_equal(b[0].rent, 1);
	assert_near(b[0].plain_s, 8030 * 3600.0, 0);
	assert_near(b[0].present_s, 8760 * 3600.0, 0);
	assert_near(b[0].plain_usd, 6e6, 1e-6);
	assert_near(b[0].present_usd, 200e6 * (1 - pow(0.99, 14)) - 24e6 + 2e6 * pow(0.99, 13),
		    1e-3);
	aif_breakeven_say(p->r, &b[0], &say);
	assert_string_equal(
	    say.s, "on-prem against cloud: costs less for good from 2027-12; discounted, from "
		   "2028-01. It ends 6.00 million USD below (discounted 4.01 million USD below).");
	aif_text_free(&say);
	b[0].plain_s = b[0].present_s = (double)NAN;
	b[0].plain_usd = -1e6;
	aif_breakeven_say(p->r, &b[0], &say);
	assert_non_null(strstr(say.s,
			       "does not break even within the horizon. It ends 1.00 million "
			       "USD above"));
	aif_text_free(&say);
	b[0].plain_s = b[0].present_s = b[0].last_s;
	aif_breakeven_say(p->r, &b[0], &say);
	assert_non_null(strstr(say.s, "from 2028-01, with the resale value of the last month;"));
	aif_text_free(&say);
}

// The grid binds in months 6 to 13 (8), with 0.2 M idle in all but the first.
static void
what_binds_is_said_with_its_cost(void **state)
{
	const place *p = *state;
	aif_text say = { 0 };

	aif_breakeven_say_late(p->r, "on-prem", &say);
	assert_string_equal(say.s, "From 2027-07 to 2028-01 the grid binds: 8 months; capital that "
				   "stands idle costs 1.40 million USD. ");
	aif_text_free(&say);
	aif_breakeven_say_late(p->r, "no such strategy", &say);
	assert_null(say.s);
}

// The line of each strategy has its deepest point at -100 % and ends at what it has saved in
// all, by the sums of the ledger, over what it tied up.
static void
the_return_over_time_ends_at_what_was_saved(void **state)
{
	const place *p = *state;
	aif_read *const r[] = { p->r };
	aif_text caption = { 0 };
	aif_gnuplot g = { 0 };
	aif_diag d = { 0 };
	aif_figure_in in;
	int n, n_line = 0;
	aif_column *c = aif_column_list(r, 1, &n);
	int base = aif_column_base(c, n);

	assert_int_equal(aif_figure_open(&in, p->r, &d), AIF_OK);
	assert_int_equal(aif_figure_find("roi")->build(&in, &g, &caption, &d), AIF_OK);
	for (int k = 0; k < n; k++) {
		double t, x = 0, least = 0, saved = 0, most = 0;

		for (size_t i = 0; k != base && i < in.money.axis.n; i++) {
			for (int a = 0; a < AIF_MONEY_N; a++)
				saved += in.money.cell[(size_t)base * in.money.axis.n + i][a] -
					 in.money.cell[(size_t)k * in.money.axis.n + i][a];
			most = fmax(most, -saved);
		}
		if (!(most > 0))
			continue;
		for (const char *s = g.file[n_line].text.s; *s; s = strchr(s, '\n') + 1) {
			assert_int_equal(sscanf(s, "%lf %lf", &t, &x), 2);
			least = fmin(least, x);
		}
		assert_near(least, -100, 1e-3);
		saved = aif_column_sum(&c[base]) - aif_column_sum(&c[k]);
		assert_rel(x, 100 * saved / most, 1e-5);
		n_line++;
	}
	assert_true(n_line > 0 && n_line == g.n_file);
	free(c);
	aif_figure_close(&in);
	aif_gnuplot_free(&g);
	aif_text_free(&caption);
}

static void
a_figure_says_what_it_needs(void **state)
{
	const place *p = *state;
	aif_gnuplot_size size = { "svg", 400, 300, 13 };
	aif_figure f = *aif_figure_find("power");
	aif_text out = { 0 }, caption = { 0 };
	aif_diag d = { 0 };
	aif_figure_in in;

	assert_int_equal(aif_figure_open(&in, p->r, &d), AIF_OK);
	assert_string_equal(in.lead, "on-prem");
	in.lead = "no such strategy";
	assert_int_equal(aif_figure_draw(&f, &in, &size, 1, &out, &caption, &d), AIF_ENOENT);
	assert_non_null(strstr(d.msg, "figure 'power' needs series of site"));
	assert_null(aif_figure_find("powr"));
	aif_figure_close(&in);
	aif_text_free(&caption);
}

// A name of a strategy goes to gnuplot as text, whatever it holds.
static void
text_for_gnuplot_is_quoted(void **state)
{
	aif_text t = { 0 };

	(void)state;
	aif_gnuplot_quote(&t, "a_b'; !rm \\ {x}\n`y`");
	assert_string_equal(t.s, "'a\\_b''; !rm \\\\ \\{x\\} `y`'");
	aif_text_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_are_calendar_months),
		cmocka_unit_test(classes_of_account_add_up),
		cmocka_unit_test(owning_has_paid_off_in_the_month_the_sums_say),
		cmocka_unit_test(what_binds_is_said_with_its_cost),
		cmocka_unit_test(the_return_over_time_ends_at_what_was_saved),
		cmocka_unit_test(a_figure_says_what_it_needs),
		cmocka_unit_test(text_for_gnuplot_is_quoted),
	};

	return cmocka_run_group_tests(tests, make_result, drop_result);
}
