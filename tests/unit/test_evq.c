// The queue's promise: order depends on the events, never on how they came.
#include "aif_test.h"

#include <stdlib.h>

#include "core/evq_in.h"
#include "util/rng.h"

// Equal times: lower prio first, then lower src, then lower seq. The three
// insertion orders must therefore give one and the same sequence.
static void
evq_breaks_ties_by_prio_then_src_then_seq(void **unused)
{
	static const aif_ev want[] = {
		{ .t_ns = 5, .prio = 0, .src = 9, .seq = 9 },
		{ .t_ns = 5, .prio = 1, .src = 2, .seq = 7 },
		{ .t_ns = 5, .prio = 1, .src = 3, .seq = 0 },
		{ .t_ns = 5, .prio = 1, .src = 3, .seq = 1 },
	};
	static const int orders[][4] = { { 0, 1, 2, 3 }, { 3, 2, 1, 0 }, { 2, 0, 3, 1 } };

	(void)unused;
	for (int k = 0; k < 3; k++) {
		aif_evq *q;
		const aif_ev *e;
		aif_err err = AIF_OK;

		assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
		for (int i = 0; i < 4; i++)
			assert_int_equal(aif_evq_push(q, &want[orders[k][i]]), AIF_OK);
		for (int i = 0; i < 4; i++) {
			e = aif_evq_take(q, AIF_TIME_MAX, &err);
			assert_non_null(e);
			assert_int_equal(e->src, want[i].src);
			assert_int_equal(e->seq, want[i].seq);
		}
		aif_evq_free(q);
	}
}

typedef aif_time increment(aif_rng *r);

static aif_time
few_integers(aif_rng *r)
{
	return (aif_time)(aif_rng_u01(r) * 5);
}

static aif_time
exponential(aif_rng *r)
{
	return (aif_time)(-log(aif_rng_u01(r)) * 1e9);
}

// One in ten is a thousand times farther.
static aif_time
bimodal(aif_rng *r)
{
	return exponential(r) * (aif_rng_u01(r) < 0.1 ? 1000 : 1);
}

// Bursts at one instant, and now and then something years ahead.
static aif_time
bursty(aif_rng *r)
{
	double u = aif_rng_u01(r);

	return u < 0.6 ? 0 : u < 0.99 ? AIF_SECOND : u < 0.999 ? 1000 * AIF_DAY : (aif_time)1 << 62;
}

typedef struct pending {
	aif_ev ev;
	aif_timer h;
	int gone;
} pending;

// The first of all that is pending, by looking at everything.
static pending *
first_of(pending *all, int n)
{
	pending *best = NULL;

	for (int i = 0; i < n; i++)
		if (!all[i].gone && (!best || aif_evq_before(&all[i].ev, &best->ev)))
			best = &all[i];
	return best;
}

// The hold model against exhaustive search: take the first, insert another one
// later, cancel a random one at times. 1,500 pending uses the wheel, 100 the heap.
static void
hold(increment *inc, int n_pending)
{
	enum { STEPS = 6000 };
	int cap = n_pending + STEPS + 1;
	pending *all = calloc((size_t)cap, sizeof *all);
	aif_rng_key key = { .seed = 3, .replica = (uint32_t)n_pending };
	aif_time now = 0;
	aif_err err = AIF_OK;
	int n = 0;
	int live = 0;
	aif_rng r;
	aif_evq *q;

	aif_rng_init(&r, &key);
	assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
	for (int step = -n_pending; step < STEPS; step++) {
		pending *p = &all[n];

		if (step >= 0) {
			pending *want = first_of(all, n);
			const aif_ev *got = aif_evq_take(q, AIF_TIME_MAX, &err);

			assert_non_null(got);
			assert_int_equal(got->seq, want->ev.seq);
			now = got->t_ns;
			want->gone = 1;
			live--;
		}
		p->ev = (aif_ev){ .t_ns = now + inc(&r),
				  .prio = (unsigned char)(aif_rng_u01(&r) * 2),
				  .src = (uint32_t)(aif_rng_u01(&r) * 3),
				  .seq = (unsigned)n };
		p->ev.dst = p->ev.src;
		assert_int_equal(aif_evq_push_timer(q, &p->ev, &p->h), AIF_OK);
		n++;
		live++;
		if (live > n_pending / 2 && aif_rng_u01(&r) < 0.2) {
			p = &all[(int)(aif_rng_u01(&r) * n)];
			assert_int_equal(aif_evq_cancel(q, &p->h), !p->gone);
			live -= !p->gone;
			p->gone = 1;
		}
		assert_int_equal(aif_evq_len(q), live);
	}
	aif_evq_free(q);
	free(all);
}

static void
evq_delivers_what_exhaustive_search_would(void **unused)
{
	static increment *const inc[] = { few_integers, exponential, bimodal, bursty };

	(void)unused;
	for (int i = 0; i < 4; i++) {
		hold(inc[i], 100);
		hold(inc[i], 1500);
	}
}

// An event at the end of a window is not taken, and one that comes later but
// lies before it is taken first.
static void
evq_leaves_what_is_not_before_the_end(void **unused)
{
	aif_ev late = { .t_ns = 10 }, early = { .t_ns = 7 };
	aif_err err = AIF_OK;
	aif_evq *q;

	(void)unused;
	assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
	assert_int_equal(aif_evq_push(q, &late), AIF_OK);
	assert_null(aif_evq_take(q, 10, &err));
	assert_int_equal(aif_evq_push(q, &early), AIF_OK);
	assert_int_equal(aif_evq_next(q), 7);
	assert_int_equal(aif_evq_take(q, 11, &err)->t_ns, 7);
	assert_int_equal(aif_evq_take(q, 11, &err)->t_ns, 10);
	assert_true(aif_evq_next(q) == AIF_TIME_MAX);
	aif_evq_free(q);
}

// A million events and then ten: what the million took has gone back.
static void
evq_gives_memory_back_after_a_burst(void **unused)
{
	enum { BURST = 1000000, FEW = 10 };
	aif_err err = AIF_OK;
	size_t full;
	aif_evq *q;

	(void)unused;
	assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
	for (uint64_t i = 0; i < BURST; i++) {
		aif_ev e = { .t_ns = (aif_time)(i * 2654435761u % 1000000007u),
			     .seq = i & AIF_EV_SEQ_MAX };

		assert_int_equal(aif_evq_push(q, &e), AIF_OK);
	}
	full = aif_evq_bytes(q);
	assert_true(full >= BURST * sizeof(aif_ev));
	assert_true(full <= 64 * (size_t)BURST); // all told
	for (int i = 0; i < BURST - FEW; i++)
		assert_non_null(aif_evq_take(q, AIF_TIME_MAX, &err));
	assert_int_equal(aif_evq_len(q), FEW);
	assert_true(aif_evq_bytes(q) < full / 20);
	aif_evq_free(q);
}

// 200 waits of days beside 30 events that each come back within 2 ms. At 30 000
// deliveries a second a bucket of 128 is 4 ms (2^22 ns) wide; by the median of what is
// pending it would be a day.
static void
evq_width_follows_the_rate_of_deliveries(void **unused)
{
	const aif_time day = 86400 * AIF_SECOND;
	const aif_rng_key key = { .seed = 1 };
	aif_err err = AIF_OK;
	const aif_ev *e;
	uint64_t n = 0;
	aif_evq *q;
	aif_rng r;

	(void)unused;
	aif_rng_init(&r, &key);
	assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
	for (int i = 1; i <= 230; i++) {
		aif_ev x = { .t_ns = i <= 200 ? i * day : i, .seq = n++ & AIF_EV_SEQ_MAX };

		assert_int_equal(aif_evq_push(q, &x), AIF_OK);
	}
	for (int i = 0; i < 100000; i++) {
		aif_ev x = { .seq = n++ & AIF_EV_SEQ_MAX };

		e = aif_evq_take(q, AIF_TIME_MAX, &err);
		assert_non_null(e);
		x.t_ns = e->t_ns + (aif_time)(2e6 * aif_rng_u01(&r));
		assert_int_equal(aif_evq_push(q, &x), AIF_OK);
	}
	assert_true(q->wheel->shift >= 21 && q->wheel->shift <= 23);
	assert_int_equal(aif_evq_len(q), 230);
	aif_evq_free(q);
}

static void
evq_handle_of_a_delivered_event_cancels_nothing(void **unused)
{
	aif_ev first = { .t_ns = 1 }, second = { .t_ns = 2 };
	aif_err err = AIF_OK;
	aif_timer h, g;
	aif_evq *q;

	(void)unused;
	assert_int_equal(aif_evq_create(&q, NULL), AIF_OK);
	assert_int_equal(aif_evq_push_timer(q, &first, &h), AIF_OK);
	assert_non_null(aif_evq_take(q, AIF_TIME_MAX, &err));
	// The slot is used again; the old handle must not reach the new event.
	assert_int_equal(aif_evq_push_timer(q, &second, &g), AIF_OK);
	assert_false(aif_evq_cancel(q, &h));
	assert_int_equal(aif_evq_len(q), 1);
	aif_evq_free(q);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evq_breaks_ties_by_prio_then_src_then_seq),
		cmocka_unit_test(evq_delivers_what_exhaustive_search_would),
		cmocka_unit_test(evq_leaves_what_is_not_before_the_end),
		cmocka_unit_test(evq_gives_memory_back_after_a_burst),
		cmocka_unit_test(evq_width_follows_the_rate_of_deliveries),
		cmocka_unit_test(evq_handle_of_a_delivered_event_cancels_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
