// The bill of rented GPUs, by hand.
#include "aif_test.h"

#include "models/fin/rent.h"

// A term of 10 s, 60 % reserved.
static const aif_rent_terms terms = { 0.6, 10 };

static void
first_piece_is_not_reserved_and_sets_the_reservation(void **unused)
{
	aif_rent r = { 0 };
	aif_rent_bill b;

	(void)unused;
	aif_rent_book(&r, &terms, 4, 0, 0, 2); // before the first need: not in the mean
	aif_rent_book(&r, &terms, 4, 100, 25, 2);
	b = aif_rent_close(&r, &terms, 2);
	assert_near(b.reserved_gpu_s, 0, 0);
	assert_near(b.spot_gpu_s, 100, 1e-12); // 4 s of 25, beside the mean
	assert_near(b.on_demand_gpu_s, 400, 1e-12);
	assert_near(b.span_s, 8, 1e-12);
	assert_near(r.commit_gpus, 60, 1e-12); // 0.6 * 100
	assert_near(r.left_s, 10, 0);
}

static void
reservation_is_paid_unused_and_renewed_with_the_mean_of_its_term(void **unused)
{
	aif_rent r = { 0 };
	aif_rent_bill b;

	(void)unused;
	aif_rent_book(&r, &terms, 1, 100, 0, 2);
	aif_rent_close(&r, &terms, 2); // 60 GPUs at 2 for 10 s
	aif_rent_book(&r, &terms, 5, 20, 0, 3);
	aif_rent_book(&r, &terms, 10, 80, 7, 3); // 5 s end the term, 5 s are the next
	b = aif_rent_close(&r, &terms, 9);
	// Term one: 5 s at 20 (40 unused), 5 s at 80 (20 over). Mean (100+400)/10 = 50:
	// term two reserves 30 at 3; 50 over.
	assert_near(r.commit_gpus, 30, 1e-12);
	assert_near(b.reserved_gpu_s, 60 * 10 + 30 * 5, 1e-9);
	assert_near(b.reserved_usd, 600 * 2 + 150 * 3, 1e-9);
	assert_near(b.unused_gpu_s, 40 * 5, 1e-9);
	assert_near(b.on_demand_gpu_s, 20 * 5 + 50 * 5, 1e-9);
	assert_near(b.spot_gpu_s, 7 * 10, 1e-9);
	assert_near(r.left_s, 5, 1e-12);
	// Used is what was held: 5 * 20 + 10 * 87.
	assert_near(b.reserved_gpu_s - b.unused_gpu_s + b.spot_gpu_s + b.on_demand_gpu_s, 970,
		    1e-9);
}

static void
nothing_is_reserved_where_nothing_is_needed_or_asked_for(void **unused)
{
	static const aif_rent_terms none = { 0, 10 };
	aif_rent r = { 0 }, idle = { 0 };

	(void)unused;
	aif_rent_book(&r, &none, 5, 100, 0, 2);
	aif_rent_close(&r, &none, 2);
	aif_rent_book(&r, &none, 5, 100, 0, 2);
	assert_near(r.bill.on_demand_gpu_s, 500, 1e-12);
	assert_near(r.bill.reserved_gpu_s, 0, 0);
	// A term without any need ends without another one.
	aif_rent_book(&idle, &terms, 1, 10, 0, 2);
	aif_rent_close(&idle, &terms, 2);
	aif_rent_book(&idle, &terms, 15, 0, 0, 2);
	assert_near(idle.bill.reserved_gpu_s, 6 * 10, 1e-12);
	assert_near(idle.left_s, 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_piece_is_not_reserved_and_sets_the_reservation),
		cmocka_unit_test(reservation_is_paid_unused_and_renewed_with_the_mean_of_its_term),
		cmocka_unit_test(nothing_is_reserved_where_nothing_is_needed_or_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
