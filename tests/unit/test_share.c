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
	assert_int_equal(aif_share_create(&s, NULL), AIF_OK);
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
	assert_int_equal(aif_share_create(&s, NULL), AIF_OK);
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

		assert_int_equal(aif_share_create(&s, NULL), AIF_OK);
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

// --- against a solver that knows nothing but the definition ----------------------

enum { NET_LINK = 24, NET_FLOW = 60 };

typedef struct net {
	double cap[NET_LINK];
	struct {
		int id; // -1: not under way
		int n, on[4];
		double weight, limit, rate;
	} f[NET_FLOW];
} net;

// Progressive filling in its plainest form: raise the common level until a link is
// full or a flow at its limit, freeze, repeat.
static void
solve_plainly(net *w)
{
	int frozen[NET_FLOW];

	for (int f = 0; f < NET_FLOW; f++) {
		frozen[f] = w->f[f].id < 0;
		w->f[f].rate = 0;
	}
	for (;;) {
		double level = INFINITY;
		int at_link = -1, at_flow = -1;

		for (int l = 0; l < NET_LINK; l++) {
			double room = w->cap[l], weight = 0;

			for (int f = 0; f < NET_FLOW; f++)
				for (int k = 0; w->f[f].id >= 0 && k < w->f[f].n; k++)
					if (w->f[f].on[k] == l) {
						room -= frozen[f] ? w->f[f].rate : 0;
						weight += frozen[f] ? 0 : w->f[f].weight;
					}
			if (weight > 0 && fmax(room, 0) / weight < level) {
				level = fmax(room, 0) / weight;
				at_link = l;
			}
		}
		for (int f = 0; f < NET_FLOW; f++)
			if (!frozen[f] && w->f[f].limit / w->f[f].weight < level) {
				level = w->f[f].limit / w->f[f].weight;
				at_flow = f;
			}
		if (level == INFINITY)
			return;
		for (int f = 0; f < NET_FLOW; f++)
			for (int k = 0; !frozen[f] && k < w->f[f].n; k++)
				if (at_flow >= 0 ? f == at_flow : w->f[f].on[k] == at_link) {
					frozen[f] = 1;
					w->f[f].rate = level * w->f[f].weight;
				}
	}
}

static void
begin(net *w, int f, aif_share *s, aif_time now, aif_rng *r)
{
	int first = (int)(aif_rng_u01(r) * NET_LINK);
	int step = 1 + (int)(aif_rng_u01(r) * 5);

	w->f[f].n = 1 + (int)(aif_rng_u01(r) * 4);
	for (int k = 0; k < w->f[f].n; k++)
		w->f[f].on[k] = (first + k * step) % NET_LINK;
	w->f[f].weight = 1 + (int)(aif_rng_u01(r) * 3);
	w->f[f].limit = aif_rng_u01(r) < 0.2 ? aif_rng_u01(r) : INFINITY;
	w->f[f].id = aif_share_start(s, now, w->f[f].on, w->f[f].n, 50 * aif_rng_u01(r),
				     w->f[f].weight, w->f[f].limit, (uint64_t)f);
	assert_true(w->f[f].id >= 0);
}

// One random change at `now`: a flow comes or goes, or a link's capacity changes
// (now and then to nothing).
static void
change(net *w, aif_share *s, aif_time now, aif_rng *r)
{
	int f = (int)(aif_rng_u01(r) * NET_FLOW);
	int l = (int)(aif_rng_u01(r) * NET_LINK);
	double u = aif_rng_u01(r);

	if (u < 0.15) {
		w->cap[l] = u < 0.02 ? 0 : 10 * aif_rng_u01(r);
		aif_share_cap(s, now, l, w->cap[l]);
	} else if (w->f[f].id < 0) {
		begin(w, f, s, now, r);
	} else if (u < 0.5) {
		aif_share_stop(s, now, w->f[f].id);
		w->f[f].id = -1;
	}
}

static void
share_keeps_to_a_plain_solution_through_thousands_of_changes(void **unused)
{
	aif_rng_key key = { .seed = 12 };
	net w = { .cap = { 0 } };
	aif_time now = 0;
	int n_done = 0;
	aif_share *s;
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &key);
	assert_int_equal(aif_share_create(&s, NULL), AIF_OK);
	for (int l = 0; l < NET_LINK; l++) {
		w.cap[l] = 1 + 9 * aif_rng_u01(&r);
		assert_int_equal(aif_share_link(s, w.cap[l]), l);
	}
	for (int f = 0; f < NET_FLOW; f++)
		w.f[f].id = -1;
	for (int step = 0; step < 4000; step++) {
		aif_time next;
		uint64_t tag;

		// Several changes at one instant are solved together.
		for (int k = (int)(aif_rng_u01(&r) * 4); k >= 0; k--)
			change(&w, s, now, &r);
		solve_plainly(&w);
		for (int f = 0; f < NET_FLOW; f++)
			if (w.f[f].id >= 0)
				assert_near(aif_share_rate(s, w.f[f].id), w.f[f].rate,
					    1e-9 * (1 + w.f[f].rate));
		next = aif_share_next(s);
		if (next == AIF_TIME_MAX)
			continue;
		now = aif_rng_u01(&r) < 0.5 ? next : now + (next - now) / 2;
		while (aif_share_done(s, now, &tag)) {
			w.f[tag].id = -1;
			n_done++;
		}
	}
	assert_true(n_done > 500);
	aif_share_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(share_splits_a_link_by_weight),
		cmocka_unit_test(share_completes_flows_when_their_amount_is_through),
		cmocka_unit_test(share_is_max_min_fair_on_random_networks),
		cmocka_unit_test(share_keeps_to_a_plain_solution_through_thousands_of_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
