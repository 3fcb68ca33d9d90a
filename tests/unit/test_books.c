// The ledger by month, year and group.
#include "aif_test.h"

#include <string.h>

#include "models/fin/books.h"
#include "util/tvm.h"

#define YEAR AIF_FIN_YEAR_S
#define DAY  86400.0

static void
accounts_fall_into_classes_and_groups(void **unused)
{
	(void)unused;
	assert_int_equal(aif_books_class_of("capex.gpu"), AIF_BOOKS_CAPEX);
	assert_int_equal(aif_books_class_of("opex.energy"), AIF_BOOKS_ENERGY);
	assert_int_equal(aif_books_class_of("opex.demand.peak"), AIF_BOOKS_ENERGY);
	assert_int_equal(aif_books_class_of("opex.minimum_take"), AIF_BOOKS_ENERGY);
	assert_int_equal(aif_books_class_of("opex.rent.spot"), AIF_BOOKS_RENT);
	assert_int_equal(aif_books_class_of("opex.staff"), AIF_BOOKS_OPEX);
	assert_int_equal(aif_books_class_of("tax.opex"), AIF_BOOKS_TAX);
	assert_int_equal(aif_books_class_of("residual.it"), AIF_BOOKS_RESIDUAL);
	assert_int_equal(aif_fin_group_of("capex.gpu"), AIF_FIN_IT);
	assert_int_equal(aif_fin_group_of("capex.network.optics"), AIF_FIN_NETWORK);
	assert_int_equal(aif_fin_group_of("capex.hall"), AIF_FIN_SHELL);
	assert_int_equal(aif_fin_group_of("capex.land"), AIF_FIN_LAND);
	assert_int_equal(aif_fin_group_of("capex.ups"), AIF_FIN_PLANT);
}

static void
resale_follows_the_list_and_then_its_last_ratio(void **unused)
{
	static const double x[] = { 1, 0.78, 0.60, 0.46, 0.35 };
	aif_nums curve = { 5, x }, none = { 0, NULL };

	(void)unused;
	assert_near(aif_books_resale(&curve, 0), 1, 0);
	assert_near(aif_books_resale(&curve, -3), 1, 0);
	assert_near(aif_books_resale(&curve, 2.5), 0.53, 1e-12);
	assert_near(aif_books_resale(&curve, 4), 0.35, 1e-12);
	assert_near(aif_books_resale(&curve, 6), 0.35 * (0.35 / 0.46) * (0.35 / 0.46), 1e-12);
	assert_near(aif_books_resale(&none, 1), 0, 0);
}

static aif_row_ledger
row(double t_s, const char *account, double usd)
{
	aif_row_ledger r;

	memset(&r, 0, sizeof r);
	r.time_s = t_s;
	r.amount_usd = usd;
	snprintf(r.account, sizeof r.account, "%s", account);
	return r;
}

// From 2027-07-01 (1814400000 s since 1970) to 2029-07-01: 731 days, three calendar years.
static const double lives[AIF_FIN_GROUPS] = { 5 * YEAR, 5 * YEAR, 15 * YEAR, 39 * YEAR, 0 };
static const double resale[] = { 1, 0.5 };

static void
rows_land_in_their_month_and_are_written_off_by_calendar_year(void **unused)
{
	aif_fin_rules rules = { .residual = { 2, resale }, .salvage_frac = 1 };
	aif_books_month month[40] = { { .pv_usd = 0 } };
	aif_books_year year[4] = { { .opex_usd = 0 } };
	aif_books b = {
		.wacc = 0.1, .rules = &rules, .start_unix_s = 1814400000, .end_s = 731 * DAY
	};
	aif_row_ledger r[] = {
		row(-61 * DAY, "capex.gpu", 1000), // 2027-05-01
		row(31 * DAY, "opex.energy", 10),  // at the end of July: July's
		row(731 * DAY, "opex.energy", 20), // at the horizon: June 2029's
	};

	(void)unused;
	memcpy(rules.book_s, lives, sizeof lives);
	memcpy(rules.class_s, lives, sizeof lives);
	aif_books_span(&b, r, 3);
	// May 2027 to June 2029.
	assert_int_equal(b.n_month, 26);
	assert_int_equal(b.n_year, 3);
	b.month = month;
	b.year = year;
	// Came into service on 2027-07-01, later than it was paid.
	aif_books_add(&b, &r[0], 0);
	aif_books_add(&b, &r[1], NAN);
	aif_books_add(&b, &r[2], NAN);
	assert_near(month[0].usd[AIF_BOOKS_CAPEX], 1000, 0);
	assert_near(month[2].usd[AIF_BOOKS_ENERGY], 10, 0);
	assert_near(month[25].usd[AIF_BOOKS_ENERGY], 20, 0);
	// Paid 61 days early: worth more than its amount at the start.
	assert_near(month[0].pv_usd, 1000 * pow(1.1, 61 / 365.0), 1e-9);
	assert_near(b.pv_usd,
		    1000 * pow(1.1, 61 / 365.0) + 10 * pow(1.1, -31 / 365.0) +
			20 * pow(1.1, -731 / 365.0),
		    1e-9);
	// MACRS-5 by tax year; book: days in service over 5 years of 365.25 days.
	assert_near(year[0].tax_usd[AIF_FIN_IT], 200, 1e-9);
	assert_near(year[1].tax_usd[AIF_FIN_IT], 320, 1e-9);
	assert_near(year[2].tax_usd[AIF_FIN_IT], 192, 1e-9);
	assert_near(b.tax_left_usd[AIF_FIN_IT], 288, 1e-9);
	assert_near(year[0].book_usd[AIF_FIN_IT], 1000 * 184 / 1826.25, 1e-9);
	assert_near(b.book_left_usd[AIF_FIN_IT], 1000 - 1000 * 731 / 1826.25, 1e-9);
	assert_near(year[0].opex_usd, 10, 0);
	assert_near(year[2].opex_usd, 20, 0);
	// Sold at 731 days, 2.001 years: beyond the list, half per year.
	assert_near(b.residual_usd[AIF_FIN_IT], 1000 * pow(0.5, 731 / 365.25), 1e-9);
	assert_near(aif_books_year_end(&b, 2), 731 * DAY, 0);
	assert_near(aif_books_year_end(&b, 0), 184 * DAY, 0);
}

// As above, but sold on 2028-07-01 (day 366) for 0.9 of its worth: MACRS-5 gives 200 in the year of
// service and half of 320 in that of the sale, nothing after; the books write off 366 days.
static void
what_is_sold_before_the_horizon_leaves_the_books(void **unused)
{
	aif_fin_rules rules = { .residual = { 2, resale }, .salvage_frac = 1 };
	aif_books_month month[40] = { { .pv_usd = 0 } };
	aif_books_year year[4] = { { .opex_usd = 0 } };
	aif_books b = { .rules = &rules,
			.start_unix_s = 1814400000,
			.end_s = 731 * DAY,
			.sale_s = 366 * DAY,
			.sale_frac = 0.9 };
	aif_row_ledger r[] = { row(-61 * DAY, "capex.gpu", 1000) };

	(void)unused;
	memcpy(rules.book_s, lives, sizeof lives);
	memcpy(rules.class_s, lives, sizeof lives);
	aif_books_span(&b, r, 1);
	b.month = month;
	b.year = year;
	aif_books_add(&b, &r[0], 0);
	assert_near(year[0].tax_usd[AIF_FIN_IT], 200, 1e-9);
	assert_near(year[1].tax_usd[AIF_FIN_IT], 160, 1e-9);
	assert_near(year[2].tax_usd[AIF_FIN_IT], 0, 0);
	assert_near(year[1].gone_tax_usd[AIF_FIN_IT], 640, 1e-9);
	assert_near(year[0].book_usd[AIF_FIN_IT] + year[1].book_usd[AIF_FIN_IT],
		    1000 * 366 / 1826.25, 1e-9);
	assert_near(year[1].gone_usd[AIF_FIN_IT], 1000 - 1000 * 366 / 1826.25, 1e-9);
	assert_near(year[1].sold_usd[AIF_FIN_IT], 900 * pow(0.5, 366 / 365.25), 1e-9);
	assert_near(b.residual_usd[AIF_FIN_IT], 0, 0);
	assert_near(b.tax_left_usd[AIF_FIN_IT], 0, 0);
	assert_near(b.book_left_usd[AIF_FIN_IT], 0, 0);
}

static void
bonus_is_for_classes_up_to_twenty_years(void **unused)
{
	aif_fin_rules rules = { .bonus_frac = 1, .salvage_frac = 1 };
	aif_books_month month[40] = { { .pv_usd = 0 } };
	aif_books_year year[4] = { { .opex_usd = 0 } };
	aif_books b = { .rules = &rules, .start_unix_s = 1814400000, .end_s = 731 * DAY };
	aif_row_ledger r[] = { row(0, "capex.ups", 300), row(0, "capex.hall", 3900),
			       row(0, "capex.land", 50) };

	(void)unused;
	memcpy(rules.book_s, lives, sizeof lives);
	memcpy(rules.class_s, lives, sizeof lives);
	aif_books_span(&b, r, 3);
	b.month = month;
	b.year = year;
	for (int i = 0; i < 3; i++)
		aif_books_add(&b, &r[i], NAN);
	assert_near(year[0].tax_usd[AIF_FIN_PLANT], 300, 1e-9);
	assert_near(year[1].tax_usd[AIF_FIN_PLANT], 0, 1e-9);
	assert_near(year[0].tax_usd[AIF_FIN_SHELL], 100, 1e-9); // straight line over 39 years
	assert_near(b.tax_left_usd[AIF_FIN_SHELL], 3600, 1e-9);
	assert_near(b.tax_left_usd[AIF_FIN_LAND], 50, 0);
	assert_near(b.residual_usd[AIF_FIN_LAND], 50, 0);
	// The plant keeps its book value though nothing is left for tax.
	assert_near(b.residual_usd[AIF_FIN_PLANT], 300 - 300 * 731 / (15 * 365.25), 1e-9);
}

static void
mid_month_convention_moves_recurring_cash_alone(void **unused)
{
	aif_books_month month[40] = { { .pv_usd = 0 } };
	aif_books_year year[4] = { { .opex_usd = 0 } };
	aif_books b = { .wacc = 0.1, .mid = 1, .start_unix_s = 1814400000, .end_s = 731 * DAY };
	aif_row_ledger r[] = { row(365 * DAY, "opex.staff", 100),
			       row(365 * DAY, "capex.ups", 100) };

	(void)unused;
	aif_books_span(&b, r, 2);
	b.month = month;
	b.year = year;
	aif_books_add(&b, &r[0], NAN);
	assert_near(b.pv_usd, 100 * pow(1.1, -1 + 365.25 / 24 / 365), 1e-9);
	aif_books_add(&b, &r[1], NAN);
	assert_near(b.pv_usd, 100 * pow(1.1, -1 + 365.25 / 24 / 365) + 100 / 1.1, 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accounts_fall_into_classes_and_groups),
		cmocka_unit_test(resale_follows_the_list_and_then_its_last_ratio),
		cmocka_unit_test(rows_land_in_their_month_and_are_written_off_by_calendar_year),
		cmocka_unit_test(what_is_sold_before_the_horizon_leaves_the_books),
		cmocka_unit_test(bonus_is_for_classes_up_to_twenty_years),
		cmocka_unit_test(mid_month_convention_moves_recurring_cash_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
