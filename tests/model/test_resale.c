// Racks that retire before the horizon: sold then, or when who takes them over retires.
#include "sim_kit.h"

#include "lua/scenario.h"

static const char text[] =
    "horizon { from = \"2027-01-01\", to = \"2031-01-01\" }\n"
    "cluster \"old\" { rack = \"HGX-H100x4\", racks = 10, retire = \"2029-01-01\", price = 1e6 * "
    "USD }\n"
    "cluster \"heir\" { rack = \"HGX-H100x4\", racks = 10, from = \"old\", lead = 0 * s,\n"
    "  retire = \"2030-01-01\", resell = 0.5 }\n"
    "strategy \"sell\" { own = { \"old\" } }\n"
    "strategy \"hand over\" { own = { \"old\", \"heir\" } }\n"
    "finance { wacc = 0.1, tax = 0.25, accounting = \"us-2026-no-bonus\" }\n";

typedef struct books {
	double sold_usd, sold_s, tax_usd, upkeep_usd, gone_usd, left_usd;
} books;

static books
run(int variant)
{
	aif_scenario_opt opt = { .registry = &aif_index, .text = text };
	aif_scenario *sc = NULL;
	aif_sim *s = NULL;
	aif_diag d = { 0 };
	const aif_row_ledger *r;
	const aif_row_audit *a;
	const aif_row_depreciation *y;
	books b = { 0 };
	size_t n;

	if (aif_scenario_load(&sc, "resale.lua", &opt, NULL, NULL, &d) != AIF_OK ||
	    aif_scenario_build(sc, variant, 1, 0, 1, &s, &d) != AIF_OK ||
	    aif_sim_ready(s, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	assert_int_equal(aif_sim_run(s, aif_scenario_end(sc), NULL), AIF_OK);
	aif_sim_finish(s);
	r = aif_sim_kept(s, &aif_table_ledger, &n);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(r[i].account, "residual.it") == 0) {
			b.sold_usd -= r[i].amount_usd;
			b.sold_s = r[i].time_s;
		}
		b.tax_usd += strcmp(r[i].account, "tax.disposal") == 0 ? r[i].amount_usd : 0;
		b.upkeep_usd += strcmp(r[i].account, "opex.maintenance") == 0 ? r[i].amount_usd : 0;
	}
	y = aif_sim_kept(s, &aif_table_depreciation, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(y[i].group, "it") == 0) {
			b.gone_usd += y[i].gone_usd;
			b.left_usd = y[i].book_left_usd;
		}
	a = aif_sim_kept(s, &aif_table_audit, &n);
	for (size_t i = 0; i < n; i++)
		if (!a[i].pass)
			fail_msg("%s: %g", a[i].balance, a[i].rel_error);
	aif_sim_free(s);
	aif_scenario_free(sc);
	return b;
}

// 10 racks of 1 MUSD, of which the network (6.5 kUSD x 32 GPUs) is an asset of its own: 7.92 MUSD
// of IT. Two years old (731 days) they fetch what lies between 0.60 and 0.46; MACRS-5 leaves
// 1 - 0.2 - 0.32 / 2, as the turn of the year belongs to the old one, that of the sale.
static void
racks_are_sold_when_they_retire(void **u)
{
	double it = 10 * (1e6 - 32 * 6500), age = 731 / 365.25, net = 10 * 32 * 6500;
	double worth = it * (0.60 - 0.14 * (age - 2)), left = 1 - 0.2 - 0.16;
	double book = 1 - age / 5;
	books b = run(0);

	(void)u;
	assert_rel(b.sold_usd, worth, 1e-9);
	assert_near(b.sold_s, 731 * 86400.0, 1e-6);
	assert_rel(b.gone_usd, it * book, 1e-9);
	assert_near(b.left_usd, 0, 1e-6);
	// Proceeds less basis left, of racks and network (which fetches its book value).
	assert_rel(b.tax_usd, 0.25 * (worth - it * left + net * (book - left)), 1e-6);
}

// The heir keeps them for another year and gets half of what they are worth.
static void
racks_that_are_handed_over_are_sold_by_the_heir(void **u)
{
	double it = 10 * (1e6 - 32 * 6500), age = 1096 / 365.25;
	books b = run(1), sold = run(0);

	(void)u;
	assert_rel(b.sold_usd, 0.5 * it * (0.46 - 0.11 * (age - 3)), 1e-9);
	assert_near(b.sold_s, 1096 * 86400.0, 1e-6);
	// A year more of upkeep: three for two.
	assert_rel(b.upkeep_usd / sold.upkeep_usd, 1096.0 / 731, 1e-3);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(racks_are_sold_when_they_retire),
		cmocka_unit_test(racks_that_are_handed_over_are_sold_by_the_heir),
	};
	return cmocka_run_group_tests(t, NULL, NULL);
}
