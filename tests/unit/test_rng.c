// Random streams: the published generator, and the independence that models rely on.
#include "aif_test.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <string.h>

#include "util/dist.h"
#include "util/rng.h"

// Source: Random123 kat_vectors, philox4x32 10 rounds.
static void
philox_gives_the_published_vectors(void **unused)
{
	static const struct {
		uint32_t ctr[4], key[2], want[4];
	} kat[] = {
		{ { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
		{ { ~0u, ~0u, ~0u, ~0u },
		  { ~0u, ~0u },
		  { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
		{ { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
		  { 0xa4093822, 0x299f31d0 },
		  { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof kat / sizeof *kat; i++) {
		uint32_t out[4];

		aif_rng_block(kat[i].ctr, kat[i].key, out);
		assert_memory_equal(out, kat[i].want, sizeof out);
	}
}

static void
streams_of_other_names_and_purposes_differ_and_repeat(void **unused)
{
	aif_rng_key k = { .seed = 1, .entity = aif_rng_hash("a") };
	aif_rng_key other = k;
	aif_rng a, b, c;

	(void)unused;
	other.purpose = 1;
	aif_rng_init(&a, &k);
	aif_rng_init(&b, &k);
	aif_rng_init(&c, &other);
	for (int i = 0; i < 100; i++) {
		double x = aif_rng_u01(&a);

		assert_true(x == aif_rng_u01(&b));
		assert_true(x != aif_rng_u01(&c));
		assert_true(x > 0 && x < 1);
	}
}

// The mean of n exponentials of mean 1 has standard error 1/sqrt(n) = 0.01;
// five of them is a chance of 6e-7 to fail by luck, and the seed is fixed.
static void
gsl_distributions_work_on_the_stream(void **unused)
{
	aif_rng_key k = { .seed = 7, .entity = aif_rng_hash("x") };
	aif_rng r;
	double sum = 0;

	(void)unused;
	aif_rng_init(&r, &k);
	for (int i = 0; i < 10000; i++)
		sum += gsl_ran_exponential(&r.gsl, 1);
	assert_near(sum / 10000, 1, 0.05);
}

// Known answers: triangular(8, 10, 15) P10 9.183216, P50 10.8167, P90 13.129171;
// PERT(8, 10, 15) mean 10.5. Source: closed forms.
static void
quantiles_match_their_closed_forms(void **unused)
{
	aif_dist tri = { AIF_DIST_TRIANGULAR, { 8, 10, 15 } };
	aif_dist pert = { AIF_DIST_PERT, { 8, 10, 15 } };
	aif_dist wei = { AIF_DIST_WEIBULL, { 2, 1 } };

	(void)unused;
	assert_near(aif_dist_quantile(&tri, 0.1), 9.183216, 1e-6);
	assert_near(aif_dist_quantile(&tri, 0.5), 10.8167, 1e-4);
	assert_near(aif_dist_quantile(&tri, 0.9), 13.129171, 1e-6);
	assert_near(aif_dist_mean(&pert), 10.5, 1e-12);
	// Weibull with shape 1 is exponential: median = scale ln 2.
	assert_near(aif_dist_quantile(&wei, 0.5), 2 * log(2), 1e-12);
}

static void
distributions_out_of_order_are_refused(void **unused)
{
	aif_dist x = { AIF_DIST_TRIANGULAR, { 3, 2, 1 } };
	aif_diag d = { 0 };

	(void)unused;
	assert_int_equal(aif_dist_check(&x, &d), AIF_ERANGE);
	assert_non_null(strstr(d.msg, "triangular"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(philox_gives_the_published_vectors),
		cmocka_unit_test(streams_of_other_names_and_purposes_differ_and_repeat),
		cmocka_unit_test(gsl_distributions_work_on_the_stream),
		cmocka_unit_test(quantiles_match_their_closed_forms),
		cmocka_unit_test(distributions_out_of_order_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
