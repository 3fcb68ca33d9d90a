// Max-min shares against their definition.
#include "aif_test.h"

#include "core/share.h"
#include "util/rng.h"

enum { N_LINK = 6, N_FLOW = 24 };

// Two flows on one link of 10: 5 each; a third of weight 2: 2.5, 2.5, 5.
static void
share_splits_a_link_by_weight(void **unused)
{
	aif_share *s;
	int l, a, b, c;

	(void)unused;
	assert_int_equal(aif_share_create(&s), AIF_OK);
	l = aif_share_link(s, 10);
	a = aif_share_start(s, 0, &l, 1, 100, 1, INFINITY, 1);
	b = aif_share_start(s, 0, &l, 1, 100, 1, INFINITY, 2);
	assert_near(aif_share_rate(s, a), 5, 1e-12);
	c = aif_share_start(s, 0, &l, 1, 100, 2, INFINITY, 3);
	assert_near(aif_share_rate(s, b), 2.5, 1e-12);
	assert_near(aif_share_rate(s, c), 5, 1e-12);
	assert_near(aif_share_load(s, l), 10, 1e-12);
	aif_share_free(s);
}

// 100 units at 5/s beside another flow: the first, of 50 units, is done at 10 s;
// the second then has 50 left at 10/s: done at 15 s.
static void
share_completes_flows_when_their_amount_is_through(void **unused)
{
	aif_share *s;
	uint64_t tag;
	int l;

	(void)unused;
	assert_int_equal(aif_share_create(&s), AIF_OK);
	l = aif_share_link(s, 10);
	aif_share_start(s, 0, &l, 1, 50, 1, INFINITY, 1);
	aif_share_start(s, 0, &l, 1, 100, 1, INFINITY, 2);
	assert_true(aif_share_next(s) == 10 * AIF_SECOND);
	assert_true(aif_share_done(s, 10 * AIF_SECOND, &tag));
	assert_int_equal(tag, 1);
	assert_false(aif_share_done(s, 10 * AIF_SECOND, &tag));
	assert_true(aif_share_next(s) == 15 * AIF_SECOND);
	assert_true(aif_share_done(s, 15 * AIF_SECOND, &tag));
	assert_int_equal(aif_share_n_flow(s), 0);
	aif_share_free(s);
}

// The definition: no link is overloaded, and every flow is at its own limit or
// crosses a saturated link on which no flow has a larger rate per weight.
static void
share_is_max_min_fair_on_random_networks(void **unused)
{
	aif_rng_key key = { .seed = 11 };
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &key);
	for (int round = 0; round < 200; round++) {
		double cap[N_LINK], load[N_LINK] = { 0 };
		double weight[N_FLOW], limit[N_FLOW];
		int id[N_FLOW], on[N_FLOW][3], n_on[N_FLOW];
		aif_share *s;

		assert_int_equal(aif_share_create(&s), AIF_OK);
		for (int i = 0; i < N_LINK; i++) {
			cap[i] = 1 + 9 * aif_rng_u01(&r);
			aif_share_link(s, cap[i]);
		}
		for (int f = 0; f < N_FLOW; f++) {
			int first = (int)(aif_rng_u01(&r) * N_LINK);

			n_on[f] = 1 + (int)(aif_rng_u01(&r) * 3);
			for (int k = 0; k < n_on[f]; k++)
				on[f][k] = (first + k) % N_LINK;
			weight[f] = 1 + (int)(aif_rng_u01(&r) * 3);
			limit[f] = aif_rng_u01(&r) < 0.3 ? aif_rng_u01(&r) : INFINITY;
			id[f] = aif_share_start(s, 0, on[f], n_on[f], 1e6, weight[f], limit[f], 0);
			assert_true(id[f] >= 0);
		}
		// Some leave again, so that removal is tried too.
		for (int f = 0; f < N_FLOW; f += 5) {
			aif_share_stop(s, 0, id[f]);
			id[f] = -1;
		}
		for (int f = 0; f < N_FLOW; f++)
			for (int k = 0; id[f] >= 0 && k < n_on[f]; k++)
				load[on[f][k]] += aif_share_rate(s, id[f]);
		for (int i = 0; i < N_LINK; i++)
			assert_true(load[i] <= cap[i] * (1 + 1e-9));
		for (int f = 0; f < N_FLOW; f++) {
			double mine = id[f] < 0 ? 0 : aif_share_rate(s, id[f]) / weight[f];
			int fair = id[f] < 0 || mine * weight[f] >= limit[f] * (1 - 1e-9);

			for (int k = 0; !fair && k < n_on[f]; k++) {
				int l = on[f][k];

				fair = load[l] >= cap[l] * (1 - 1e-9);
				for (int g = 0; fair && g < N_FLOW; g++)
					for (int j = 0; id[g] >= 0 && j < n_on[g]; j++)
						if (on[g][j] == l &&
						    aif_share_rate(s, id[g]) / weight[g] >
							mine * (1 + 1e-9))
							fair = 0;
			}
			assert_true(fair);
		}
		aif_share_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(share_splits_a_link_by_weight),
		cmocka_unit_test(share_completes_flows_when_their_amount_is_through),
		cmocka_unit_test(share_is_max_min_fair_on_random_networks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
