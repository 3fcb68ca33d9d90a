// Conversion stages, redundancy, outages, swings, bills and PUE.
#include "aif_test.h"
#include "models/grid/bill.h"
#include "models/power/outage.h"
#include "models/power/stage.h"
#include "models/redundancy.h"
#include "models/site/usage.h"
#include "models/swing.h"

static const aif_stage ups = { 10e6, { 0.010, 0.005, 0.015 } };

static void
stage_output_inverts_its_input(void **u)
{
	(void)u;
	for (double p = 0; p <= 12e6; p += 5e5)
		assert_near(aif_stage_out_w(&ups, aif_stage_in_w(&ups, p)), p, 1e-3);
	// Less than the no-load loss gives nothing.
	assert_near(aif_stage_out_w(&ups, 0.9e5), 0, 0);
}

// d eff/dL = 0 at L = sqrt(k0/k2) = 0.8165: the best point lies inside.
static void
stage_is_best_where_no_load_and_square_losses_are_equal(void **u)
{
	double best = aif_stage_eff(&ups, sqrt(0.010 / 0.015) * 10e6);

	(void)u;
	for (double l = 0.05; l <= 1.2; l += 0.05)
		assert_true(aif_stage_eff(&ups, l * 10e6) <= best);
	assert_true(aif_stage_eff(&ups, 0.3 * 10e6) < aif_stage_eff(&ups, 0.6 * 10e6));
}

static void
redundancy_reads_the_usual_words(void **u)
{
	static const struct {
		const char *text;
		double usable;
	} want[] = {
		{ "N", 1 }, { "N+1", 0.8 }, { "2N", 0.5 }, { "2(N+1)", 0.4 }, { "4N3", 0.75 }
	};
	aif_redundancy r;
	aif_diag d = { 0 };

	(void)u;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		assert_int_equal(aif_redundancy_parse(want[i].text, 4, &r, &d), AIF_OK);
		assert_near(aif_redundancy_usable(&r), want[i].usable, 1e-12);
	}
	assert_int_equal(aif_redundancy_parse("3N4", 4, &r, &d), AIF_EPARSE);
	assert_int_equal(aif_redundancy_parse("N+", 4, &r, NULL), AIF_EPARSE);
	assert_int_equal(aif_redundancy_parse("", 4, &r, NULL), AIF_EPARSE);
}

// A row of 1 MW: 40 kW racks 0 %, 120 -> 4.0 %, 132 -> 7.6 %, 142 -> 0.6 %, 600 -> 40 %.
static void
redundancy_strands_what_no_whole_rack_fills(void **u)
{
	(void)u;
	assert_near(aif_redundancy_stranded(1e6, 40e3), 0, 1e-9);
	assert_near(aif_redundancy_stranded(1e6, 120e3), 0.040, 1e-9);
	assert_near(aif_redundancy_stranded(1e6, 132e3), 0.076, 1e-9);
	assert_near(aif_redundancy_stranded(1e6, 142e3), 0.006, 1e-9);
	assert_near(aif_redundancy_stranded(1e6, 600e3), 0.400, 1e-9);
	assert_near(aif_redundancy_racks(1e6, 1.1e6), 0, 0);
}

static void
redundancy_k_of_n_is_a_binomial_tail(void **u)
{
	(void)u;
	// 2 of 3 at p: 3p^2(1-p) + p^3
	assert_near(aif_redundancy_k_of_n(2, 3, 0.9), 3 * 0.81 * 0.1 + 0.729, 1e-12);
	assert_near(aif_redundancy_k_of_n(0, 3, 0.9), 1, 0);
	assert_near(aif_redundancy_k_of_n(4, 3, 0.9), 0, 0);
}

// No generators, a battery of exactly three hours: survives three, not four.
static void
outage_battery_alone_lasts_its_energy(void **u)
{
	const aif_outage_gen none = { 0, 0, 1, 0, 1 };
	const aif_outage_store b = { 3e6 * 3600, 1e6, 1, 0, 1, 1 };
	const double load[4] = { 1e6, 1e6, 1e6, 1e6 };
	double p = -1;

	(void)u;
	assert_int_equal(aif_outage_survival(&none, &b, load, 3, 3600, &p, NULL), AIF_OK);
	assert_near(p, 1, 1e-12);
	assert_int_equal(aif_outage_survival(&none, &b, load, 4, 3600, &p, NULL), AIF_OK);
	assert_near(p, 0, 1e-12);
}

static void
outage_survival_grows_with_battery_and_generators(void **u)
{
	const double load[6] = { 1e6, 2e6, 2e6, 2e6, 2e6, 1e6 };
	double last = -1;

	(void)u;
	for (int n = 2; n < 6; n++) {
		aif_outage_gen g = { n, 1e6, 0.98, 0.02, 20 * 3600.0 };
		aif_outage_store b = { n * 1e6 * 3600, 1e6, 1, 0.2, 0.98, 0.98 };
		double p = 0;

		assert_int_equal(aif_outage_survival(&g, &b, load, 6, 3600, &p, NULL), AIF_OK);
		assert_true(p > last && p <= 1);
		last = p;
	}
}

static void
swing_harmonics_vanish_where_the_duty_cycle_is_whole(void **u)
{
	(void)u;
	// duty 1/2: even harmonics are zero; n = 1 is 2/pi of the swing.
	assert_near(aif_swing_harmonic_w(1, 0.5, 2), 0, 1e-12);
	assert_near(aif_swing_harmonic_w(1, 0.5, 1), 2 / acos(-1.0), 1e-12);
	assert_near(aif_swing_buffer_j(40e6, 0, 2), 0, 0);
	assert_near(aif_swing_ramp_j(100e6, 10e6 / 60) / 3.6e9, 8.3333333333, 1e-9);
}

static void
bill_takes_the_largest_of_peak_floor_and_ratchet(void **u)
{
	(void)u;
	assert_near(aif_bill_demand_w(40, 100, 0.85, 0, 0), 85, 0);
	assert_near(aif_bill_demand_w(95, 100, 0.85, 0, 0), 95, 0);
	assert_near(aif_bill_demand_w(40, 100, 0, 98, 0.6), 58.8, 1e-12);
	assert_near(aif_bill_ramp_w(20, 100, 25, 100), 40, 1e-12);
	assert_near(aif_bill_ramp_w(20, 100, 25, 0), 100, 0);
	assert_near(aif_bill_ramp_w(20, 100, -5, 100), 20, 0);
	assert_near(aif_bill_escalated(10, 0.03, 2), 10.609, 1e-12);
}

static void
usage_sums_energy_before_it_divides(void **u)
{
	aif_usage a = { 50, 75, 10, 5 }, b = { 100, 110, 20, 10 };

	(void)u;
	aif_usage_add(&a, &b);
	assert_near(aif_usage_pue(&a), 185.0 / 150, 1e-12);
	assert_near(aif_usage_wue_kg_j(&a), 30.0 / 150, 1e-12);
	assert_near(aif_usage_cue_kg_j(&a), 15.0 / 150, 1e-12);
	assert_near(aif_usage_wue_source_kg_j(&a, 2), 0.2 + 2 * 185.0 / 150, 1e-12);
	assert_near(aif_usage_pue(&(aif_usage){ 0 }), 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stage_output_inverts_its_input),
		cmocka_unit_test(stage_is_best_where_no_load_and_square_losses_are_equal),
		cmocka_unit_test(redundancy_reads_the_usual_words),
		cmocka_unit_test(redundancy_strands_what_no_whole_rack_fills),
		cmocka_unit_test(redundancy_k_of_n_is_a_binomial_tail),
		cmocka_unit_test(outage_battery_alone_lasts_its_energy),
		cmocka_unit_test(outage_survival_grows_with_battery_and_generators),
		cmocka_unit_test(swing_harmonics_vanish_where_the_duty_cycle_is_whole),
		cmocka_unit_test(bill_takes_the_largest_of_peak_floor_and_ratchet),
		cmocka_unit_test(usage_sums_energy_before_it_divides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
