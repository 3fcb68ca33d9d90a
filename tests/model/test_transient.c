// A hall second by second: at rest, loss of a loop and of the plant, balances, speed.
#include <time.h>

#include "aif_test.h"
#include "models/cooling/transient.h"

// 132 kW racks with 15 kg of coolant and 20 kJ/K of cold plates, loops of 300 kg: round figures.
static aif_transient_opt
opt(size_t racks, size_t loops)
{
	return (aif_transient_opt){ .n_rack = racks,
				    .n_loop = loops,
				    .rack_w = 132e3,
				    .liquid_frac = 0.85,
				    .flow_m3_j = 2.5e-8,
				    .supply_c = 30,
				    .gap_k = 4,
				    .rack_j_k = 15 * 4180 + 20e3,
				    .loop_j_k = 300 * 4180,
				    .air_j_k = 2e6 * (double)racks / 10,
				    .air_gap_k = 6,
				    .water_j_k = 20e3 * 4180 * (double)racks / 100,
				    .plant_w = 1.2 * 132e3 * (double)racks,
				    .plant_s = 60,
				    .throttle_k = 10,
				    .off_k = 20,
				    .throttle_frac = 0.5 };
}

static aif_transient *
make(const aif_transient_opt *o, double load)
{
	aif_transient *t = NULL;
	aif_diag d = { 0 };

	if (aif_transient_create(&t, o, load, &d) != AIF_OK)
		fail_msg("%s", d.msg);
	return t;
}

static aif_transient_out
run(aif_transient *t, int seconds)
{
	aif_transient_out o;

	for (int i = 0; i < seconds; i++)
		assert_int_equal(aif_transient_step(t, 1), AIF_OK);
	aif_transient_look(t, &o);
	return o;
}

static void
balances(const aif_transient_out *o)
{
	assert_rel(o->out_j + o->stored_j, o->in_j, 1e-9);
}

static void
transient_at_rest_stays_at_rest(void **u)
{
	aif_transient_opt p = opt(40, 5);
	aif_transient *t = make(&p, 1);
	aif_transient_out o = run(t, 600);

	(void)u;
	// Range by the OCP rule: 1 / (2.5e-8 m3/J * 997 * 4180) = 9.6 K.
	assert_near(o.rack_c, 30 + 4 + 9.598172508, 1e-3);
	assert_near(o.loop_c, 34, 1e-3);
	assert_near(o.air_c, 36, 1e-3);
	assert_near(o.water_c, 30, 1e-3);
	assert_rel(o.taken_w, o.it_w, 1e-6);
	balances(&o);
	aif_transient_free(t);
}

// No flow: C_r dT/dt = q, so 10 K take C_r 10 / q = 82.7e3 * 10 / (0.85 * 132e3) = 7.4 s.
static void
transient_loss_of_a_cdu_throttles_its_racks_when_the_closed_form_says(void **u)
{
	aif_transient_opt p = opt(40, 5);
	aif_transient *t = make(&p, 1);
	double want = p.rack_j_k * p.throttle_k / (p.liquid_frac * p.rack_w);
	aif_transient_out o;

	(void)u;
	aif_transient_flow(t, 3, 0);
	o = run(t, 120);
	assert_rel(o.throttle_s, want, 0.02);
	// Then half of the rating for another 10 K. States change on whole seconds.
	assert_near(o.off_s, o.throttle_s + 2 * want, 1);
	assert_int_equal(o.n_off, 8);
	for (size_t i = 0; i < 40; i++)
		assert_int_equal(aif_transient_rack(t, i) == AIF_TRANSIENT_OFF,
				 aif_transient_loop(t, i) == 3);
	assert_rel(o.shed_w, 8 * p.rack_w, 1e-12);
	balances(&o);
	aif_transient_free(t);
}

// Without a plant all masses warm together once the differences have settled:
// t = (sum C) dT / Q at first order. The slope after a while is exactly Q / sum C.
static void
transient_loss_of_the_plant_warms_all_masses_together(void **u)
{
	aif_transient_opt p = opt(100, 10);
	double c = 100 * p.rack_j_k + 10 * p.loop_j_k + p.air_j_k + p.water_j_k;
	double q = 0.1 * 100 * p.rack_w;
	aif_transient *t;
	aif_transient_out a, b;

	(void)u;
	p.plant_s = 1;
	t = make(&p, 0.1);
	aif_transient_plant(t, 0);
	a = run(t, 600);
	b = run(t, 60);
	assert_rel((b.rack_c - a.rack_c) / 60, q / c, 1e-3);
	assert_rel((b.water_c - a.water_c) / 60, q / c, 1e-3);
	balances(&b);
	// 10 K over the design temperature: nine tenths of the design differences are spare.
	b = run(t, 3600);
	assert_rel(b.throttle_s, (p.throttle_k + 0.9 * (p.gap_k + 9.598172508)) * c / q, 0.02);
	balances(&b);
	aif_transient_free(t);
}

// Each loop sees its own racks only; more heat is never cooler.
static void
transient_is_monotone_in_power(void **u)
{
	double last = 0;

	(void)u;
	for (double load = 0.1; load <= 1.01; load += 0.1) {
		aif_transient_opt p = opt(20, 2);
		aif_transient *t = make(&p, 0.5);
		aif_transient_out o;

		for (size_t i = 0; i < 20; i++)
			aif_transient_demand(t)[i] = load * p.rack_w;
		o = run(t, 900);
		assert_true(o.rack_c > last);
		last = o.rack_c;
		balances(&o);
		aif_transient_free(t);
	}
}

// 2,000 racks of a job that swings every 5 s for an hour: within 2 s, and in balance.
static void
transient_of_2000_racks_over_an_hour_is_fast_and_balances(void **u)
{
	aif_transient_opt p = opt(2000, 250);
	aif_transient *t = make(&p, 0.9);
	struct timespec t0, t1;
	aif_transient_out o;
	double s;

	(void)u;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
	for (int k = 0; k < 3600; k++) {
		double *w = aif_transient_demand(t), load = k % 5 < 4 ? 0.95 : 0.6;

		for (size_t i = 0; i < 2000; i++)
			w[i] = load * p.rack_w;
		assert_int_equal(aif_transient_step(t, 1), AIF_OK);
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
	aif_transient_look(t, &o);
	balances(&o);
	s = (double)(t1.tv_sec - t0.tv_sec) + 1e-9 * (double)(t1.tv_nsec - t0.tv_nsec);
	print_message("2,000 racks, an hour: %.2f s of CPU time\n", s);
	aif_transient_free(t);
}

static void
transient_refuses_what_has_no_mass(void **u)
{
	aif_transient_opt p = opt(4, 2);
	aif_transient *t;
	aif_diag d = { 0 };

	(void)u;
	p.rack_j_k = 0;
	assert_int_equal(aif_transient_create(&t, &p, 1, &d), AIF_EINVAL);
	p = opt(1, 2);
	assert_int_equal(aif_transient_create(&t, &p, 1, NULL), AIF_EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transient_at_rest_stays_at_rest),
		cmocka_unit_test(
		    transient_loss_of_a_cdu_throttles_its_racks_when_the_closed_form_says),
		cmocka_unit_test(transient_loss_of_the_plant_warms_all_masses_together),
		cmocka_unit_test(transient_is_monotone_in_power),
		cmocka_unit_test(transient_of_2000_racks_over_an_hour_is_fast_and_balances),
		cmocka_unit_test(transient_refuses_what_has_no_mass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
