// Carbon of the small campus beyond its meters: what was built, limits by year.
#include "campus_run.h"
#include "models/cooling/plant.h"

static campus
campus_of_a_year(void)
{
	campus k = build(365, AIF_PLANT_DRY, 1);

	kit_num(k.s, k.stage[0], "firm", 30e6);
	return k;
}

static void
finish(campus *k)
{
	ready(k);
	run(k, 365);
	aif_sim_finish(k->s);
	audits_pass(k, 5);
}

// 100 racks of one server of 2 t, delivered on day 10; halls of 5 + 8 MW at 1.5 kg/W. Used of six
// and twenty years: 355 days of racks; hall 1 all 365 days, hall 2 335.
static void
embodied_carbon_is_counted_when_it_comes_and_as_it_ages(void **u)
{
	campus k = campus_of_a_year();
	uint32_t server = aif_sim_find(k.s, "server");
	double racks_kg = 100 * 2000.0, used;

	(void)u;
	kit_num(k.s, server, "embodied", 2000);
	for (int i = 0; i < 2; i++)
		kit_num(k.s, k.hall[i], "embodied", 1.5e-3);
	finish(&k);
	assert_rel(summary(&k, k.site, "embodied_carbon"), racks_kg + 13e6 * 1.5e-3, 1e-9);
	used =
	    racks_kg * 355 * DAY / 189345600 + 1.5e-3 * (5e6 * 365 + 8e6 * 335) * DAY / 631152000;
	assert_rel(summary(&k, k.site, "embodied_carbon_used"), used, 1e-6);
	aif_sim_free(k.s);
}

static double
carbon_without_limit(void)
{
	campus k = campus_of_a_year();
	double kg;

	finish(&k);
	kg = summary(&k, k.site, "site_carbon");
	aif_sim_free(k.s);
	return kg;
}

// What is beyond the limit is paid for; nobody is held back.
static void
carbon_beyond_a_limit_has_its_price(void **u)
{
	campus k = campus_of_a_year();
	double kg = carbon_without_limit(), limit[1] = { 0.4 * kg };

	(void)u;
	*(aif_nums *)kit_at(k.s, k.site, "carbon_limit") = (aif_nums){ 1, limit };
	kit_num(k.s, k.site, "carbon_price", 0.268);
	finish(&k);
	assert_rel(summary(&k, k.site, "site_carbon"), kg, 1e-9);
	assert_rel(summary(&k, k.site, "carbon_over"), 0.6 * kg, 1e-9);
	assert_near(summary(&k, k.site, "carbon_over_years"), 1, 0);
	assert_rel(ledger(&k, "opex.carbon"), 0.6 * kg * 0.268, 1e-9);
	aif_sim_free(k.s);
}

// Paced, the year ends at its limit within an interval's carbon, and racks were capped.
static void
a_paced_site_keeps_its_limit(void **u)
{
	campus k = campus_of_a_year();
	double kg = carbon_without_limit(), limit[1] = { 0.6 * kg };

	(void)u;
	*(aif_nums *)kit_at(k.s, k.site, "carbon_limit") = (aif_nums){ 1, limit };
	*(int *)kit_at(k.s, k.site, "carbon_pace") = 1;
	finish(&k);
	assert_rel(summary(&k, k.site, "site_carbon"), limit[0], 0.01);
	assert_true(summary(&k, k.site, "carbon_over") < 1e-3 * kg);
	assert_true(now(&k, k.cluster[1], "cap_w") > 0);
	aif_sim_free(k.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(embodied_carbon_is_counted_when_it_comes_and_as_it_ages),
		cmocka_unit_test(carbon_beyond_a_limit_has_its_price),
		cmocka_unit_test(a_paced_site_keeps_its_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
