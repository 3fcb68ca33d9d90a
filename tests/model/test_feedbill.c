// What a feed's contracts bill and count: periods, system peaks, agreements, exits, outages.
#include "campus_run.h"
#include "models/cooling/plant.h"
#include "models/grid/coincident.h"
#include "models/grid/gas.h"
#include "models/grid/interrupt.h"
#include "models/grid/ppa.h"
#include "models/grid/rate.h"
#include "models/grid/solar.h"
#include "util/cal.h"

static int64_t
at(int y, int mo, int d, int h)
{
	return aif_cal_unix_s(&(aif_cal){ y, mo, d, h, 0, 0 });
}

// 2027-07-05 was a Monday, 2027-07-04 a Sunday.
static void
rate_holds_by_month_day_and_hour(void **u)
{
	const double summer[] = { 6, 7 };
	aif_rate r = { .months = { 2, summer }, .from_s = 14 * 3600, .to_s = 20 * 3600, .days = 1 };

	(void)u;
	assert_true(aif_rate_holds(&r, at(2027, 7, 5, 14)));
	assert_true(aif_rate_holds(&r, at(2027, 7, 5, 19)));
	assert_false(aif_rate_holds(&r, at(2027, 7, 5, 20)));
	assert_false(aif_rate_holds(&r, at(2027, 7, 5, 13)));
	assert_false(aif_rate_holds(&r, at(2027, 7, 4, 15)));
	assert_false(aif_rate_holds(&r, at(2027, 8, 2, 15)));
	r = (aif_rate){ .from_s = 22 * 3600, .to_s = 6 * 3600 };
	assert_true(aif_rate_holds(&r, at(2027, 7, 4, 23)));
	assert_true(aif_rate_holds(&r, at(2027, 7, 4, 5)));
	assert_false(aif_rate_holds(&r, at(2027, 7, 4, 6)));
	r.days = 2;
	assert_true(aif_rate_holds(&r, at(2027, 7, 4, 23)));
	assert_false(aif_rate_holds(&r, at(2027, 7, 5, 23)));
}

// Peaks 5 and 7 of two months, drawn 10 and 20 W at them: 15 W are billed next year.
static void
coincident_bills_the_mean_of_what_was_drawn_at_the_peaks(void **u)
{
	aif_coincident_year y = { 0 };

	(void)u;
	aif_coincident_see(&y, 4, 30);
	aif_coincident_see(&y, 5, 10);
	aif_coincident_see(&y, 5, 99); // the first of equal peaks counts
	aif_coincident_end_month(&y);
	aif_coincident_see(&y, 7, 20);
	aif_coincident_see(&y, 6, 50);
	aif_coincident_end_month(&y);
	assert_near(y.billed_w, 0, 0);
	aif_coincident_end_year(&y);
	assert_near(y.billed_w, 15, 1e-12);
	aif_coincident_end_year(&y);
	assert_near(y.billed_w, 0, 0);
}

// 10 W made, 6 used, an hour at 2 USD/J: 72 kUSD are paid; a surplus of 4 W earns half of 1 USD/J.
static void
ppa_pays_for_what_is_made_or_used(void **u)
{
	aif_ppa p = { .price_usd_j = 2, .take_or_pay = 1, .resale_frac = 0.5, .carbon_kg_j = 0.1 };
	aif_ppa_bill b = { 0 };

	(void)u;
	assert_near(aif_ppa_settle(&p, 10, 6, 3600, 1, 0, &b), 6, 0);
	assert_near(b.usd, 2 * 10 * 3600, 1e-9);
	assert_near(b.resale_usd, 0.5 * 4 * 3600, 1e-9);
	assert_near(b.carbon_kg, 0.1 * 6 * 3600, 1e-9);
	b = (aif_ppa_bill){ 0 };
	p.take_or_pay = 0;
	p.escalation = 0.1;
	assert_near(aif_ppa_settle(&p, 10, 20, 3600, 1, 2, &b), 10, 0);
	assert_near(b.usd, 2 * 1.21 * 10 * 3600, 1e-9);
	assert_near(b.resale_usd, 0, 0);
}

// 1000 W/m2 at 20 degC: the cell is at 51.25 degC, 26.25 K above, 9.19 % are lost.
static void
solar_loses_to_heat(void **u)
{
	(void)u;
	assert_near(aif_solar_frac(1000, 20, 0.86), 0.86 * (1 - 0.0035 * 26.25), 1e-12);
	assert_near(aif_solar_frac(0, 20, 0.86), 0, 0);
	assert_true(aif_solar_frac(800, 0, 0.86) > aif_solar_frac(800, 40, 0.86));
}

// From 40 racks on day 15 on all is flat: the peak of each period is that of the month; energy in
// the period costs 30 USD/MWh more in 6 of 24 hours of 5 of 7 days.
static void
feed_bills_periods_of_use(void **u)
{
	campus k = build(28, AIF_PLANT_ADIABATIC, 1), flat = build(28, AIF_PLANT_ADIABATIC, 1);
	uint32_t p = kit_add(k.s, "period", "period1", k.feed);
	double gap, all;

	(void)u;
	kit_num(k.s, p, "from", 14 * 3600);
	kit_num(k.s, p, "to", 20 * 3600);
	kit_num(k.s, p, "days", 1);
	kit_num(k.s, p, "energy", 30 / 3.6e9);
	kit_num(k.s, p, "demand_charge", 5e-3 / (365.25 / 12 * DAY));
	ready(&k);
	ready(&flat);
	run(&k, 28);
	run(&flat, 28);
	aif_sim_finish(k.s);
	aif_sim_finish(flat.s);
	audits_pass(&k, 4);
	gap = ledger(&k, "opex.energy") - ledger(&flat, "opex.energy");
	all = total(&k, k.feed, "import_w") * 30 / 3.6e9;
	assert_true(gap > 0.95 * all * 6 / 24 * 10 / 14 && gap < 1.1 * all * 6 / 24 * 10 / 14);
	// A part month of 28 of 31 days.
	assert_true(ledger(&k, "opex.demand.tou") >
		    0.9 * 5e-3 * 28 / 31 * summary(&k, k.feed, "peak_import"));
	assert_true(ledger(&k, "opex.demand.tou") <=
		    5e-3 * 28 / 31 * summary(&k, k.feed, "peak_import") * (1 + 1e-9));
	aif_sim_free(k.s);
	aif_sim_free(flat.s);
}

// The load is flat but for weather, so the billed mean is near the import; nothing in the
// first year, then a twelfth of the year's charge each month.
static void
feed_bills_the_coincident_peak_a_year_later(void **u)
{
	campus k = build(730, AIF_PLANT_DRY, 1);
	uint32_t p = kit_add(k.s, "coincident", "coincident1", k.feed);
	double usd_w = 4e-3, mean_w, usd;

	(void)u;
	kit_num(k.s, k.site, "interval", 3600);
	kit_num(k.s, p, "charge", usd_w / (365.25 / 12 * DAY));
	ready(&k);
	run(&k, 365);
	assert_near(ledger(&k, "opex.demand.coincident"), 0, 0);
	mean_w = now(&k, k.feed, "import_w");
	run(&k, 730);
	aif_sim_finish(k.s);
	usd = ledger(&k, "opex.demand.coincident");
	assert_true(usd > 0.9 * 12 * usd_w * mean_w && usd < 1.15 * 12 * usd_w * mean_w);
	audits_pass(&k, 4);
	aif_sim_free(k.s);
}

// 2 MW flat at 50 USD/MWh below a load of 4 MW: all of it is used; the rest is bought at 60.
// Certificates cover half of the rest: market carbon = 0.5 * (import - 2 MW) * 0.35.
static void
feed_settles_an_agreement_and_counts_its_carbon(void **u)
{
	campus k = build(365, AIF_PLANT_ADIABATIC, 1);
	uint32_t p = kit_add(k.s, "ppa", "ppa1", k.feed);
	double import_j, used_j;

	(void)u;
	kit_num(k.s, p, "power", 2e6);
	kit_num(k.s, p, "price", 50 / 3.6e9);
	kit_num(k.s, p, "from", 0);
	kit_num(k.s, k.feed, "certificates", 0.5);
	kit_num(k.s, k.feed, "certificate_price", 3 / 3.6e9);
	kit_num(k.s, k.feed, "carbon_marginal_flat", 0.5 / 3.6e6);
	ready(&k);
	run(&k, 365);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	import_j = total(&k, k.feed, "import_w");
	used_j = total(&k, k.feed, "ppa_used_w");
	assert_true(used_j < 2e6 * 365 * DAY && used_j > 1.8e6 * 345 * DAY);
	assert_rel(ledger(&k, "opex.energy.ppa"), 2e6 * 365 * DAY * 50 / 3.6e9, 1e-9);
	assert_rel(ledger(&k, "opex.energy"), (import_j - used_j) * 60 / 3.6e9, 1e-9);
	assert_rel(ledger(&k, "opex.energy.rec"), 0.5 * (import_j - used_j) * 3 / 3.6e9, 1e-9);
	assert_rel(summary(&k, k.feed, "market_carbon"), 0.5 * (import_j - used_j) * 0.35 / 3.6e6,
		   1e-9);
	assert_rel(summary(&k, k.feed, "marginal_carbon"), import_j * 0.5 / 3.6e6, 1e-9);
	assert_rel(summary(&k, k.feed, "hourly_match"), used_j / import_j, 1e-9);
	aif_sim_free(k.s);
}

// Gap: mean 1 / rate, here over 4000 draws within 4 sigma.
static void
outages_come_at_their_rate(void **u)
{
	aif_interrupt x = { .rate_hz = 1 / 50.0 };
	aif_rng_key key = { .seed = 7 };
	aif_rng rng;
	double sum = 0;

	(void)u;
	aif_rng_init(&rng, &key);
	for (int i = 0; i < 4000; i++)
		sum += aif_interrupt_gap_s(&x, &rng);
	assert_near(sum / 4000, 50, 4 * 50 / sqrt(4000));
}

// About 40 outages of 2 h in a year; racks are dark after the batteries and come back.
static void
feed_fails_at_random_and_returns(void **u)
{
	campus k = build(365, AIF_PLANT_ADIABATIC, 1);
	uint32_t p = kit_add(k.s, "outages", "outages1", k.feed);
	double n, s;

	(void)u;
	kit_num(k.s, p, "rate", 40 / (365 * DAY));
	kit_num(k.s, p, "lasts", 7200);
	ready(&k);
	run(&k, 365);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	n = summary(&k, k.feed, "outages");
	s = summary(&k, k.feed, "outage_time");
	assert_true(n > 20 && n < 65);
	assert_rel(s, n * 7200, 1e-9);
	// The share of time without power is that of the power lost, but for the stage of day 120.
	assert_rel(1 - total(&k, k.feed, "now_w") / total(&k, k.feed, "limit_w"), s / (365 * DAY),
		   0.3);
	aif_sim_free(k.s);
}

// Left on day 200 of a term of three years: min(2 years, 3 years - 210 days) of the minimum take of
// 16 MW.
static void
feed_that_is_given_up_owes_the_exit_fee(void **u)
{
	campus k = build(250, AIF_PLANT_ADIABATIC, 1);
	double usd_w_s = 12e-3 / (365.25 / 12 * DAY), owed = 2 * 365.25 * DAY;

	(void)u;
	kit_num(k.s, k.feed, "term", 3 * 365.25 * DAY);
	kit_num(k.s, k.feed, "exit_fee", owed);
	kit_num(k.s, k.feed, "leave", 200 * DAY);
	ready(&k);
	run(&k, 250);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	assert_rel(ledger(&k, "opex.minimum_take.exit"), usd_w_s * 0.85 * 16e6 * owed, 1e-9);
	assert_near(now(&k, k.cluster[0], "granted"), 0, 0);
	assert_near(now(&k, k.feed, "import_w"), 0, 0);
	aif_sim_free(k.s);
}

// A fuel cell of the catalog's efficiency burns load / efficiency.
static void
gas_takes_its_efficiency_from_its_type(void **u)
{
	campus k = build(60, AIF_PLANT_ADIABATIC, 1);
	uint32_t t = kit_add(k.s, "generator", "fuel-cell", AIF_NONE);
	uint32_t g = kit_add(k.s, "gas", "cells", k.site);

	(void)u;
	kit_num(k.s, t, "efficiency", 0.527);
	kit_ref(k.s, g, "type", t);
	kit_num(k.s, g, "capacity", 8e6);
	kit_num(k.s, g, "from", 0);
	kit_num(k.s, g, "fuel", 17 / 3.6e9);
	ready(&k);
	run(&k, 60);
	aif_sim_finish(k.s);
	audits_pass(&k, 4);
	assert_true(total(&k, g, "import_w") > 0);
	assert_rel(total(&k, g, "fuel_w"), total(&k, g, "import_w") / 0.527, 1e-9);
	// Scope 1 by EPA's factor, and the site's account holds both supplies.
	assert_rel(summary(&k, g, "generation_carbon"), total(&k, g, "fuel_w") * 5.03e-8, 1e-9);
	assert_rel(summary(&k, k.site, "site_carbon"),
		   summary(&k, g, "generation_carbon") + summary(&k, k.feed, "grid_carbon"), 1e-9);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rate_holds_by_month_day_and_hour),
		cmocka_unit_test(coincident_bills_the_mean_of_what_was_drawn_at_the_peaks),
		cmocka_unit_test(ppa_pays_for_what_is_made_or_used),
		cmocka_unit_test(solar_loses_to_heat),
		cmocka_unit_test(feed_bills_periods_of_use),
		cmocka_unit_test(feed_bills_the_coincident_peak_a_year_later),
		cmocka_unit_test(feed_settles_an_agreement_and_counts_its_carbon),
		cmocka_unit_test(outages_come_at_their_rate),
		cmocka_unit_test(feed_fails_at_random_and_returns),
		cmocka_unit_test(feed_that_is_given_up_owes_the_exit_fee),
		cmocka_unit_test(gas_takes_its_efficiency_from_its_type),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
