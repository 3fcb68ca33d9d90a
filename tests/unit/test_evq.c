// The queue's promise: order depends on the events, never on how they came.
#include "aif_test.h"

#include <stdlib.h>

#include "core/evq.h"
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
		aif_ev e;

		assert_int_equal(aif_evq_create(&q, 0), AIF_OK);
		for (int i = 0; i < 4; i++)
			assert_int_equal(aif_evq_push(q, &want[orders[k][i]]), AIF_OK);
		for (int i = 0; i < 4; i++) {
			assert_true(aif_evq_pop(q, &e));
			assert_int_equal(e.src, want[i].src);
			assert_int_equal(e.seq, want[i].seq);
		}
		aif_evq_free(q);
	}
}

static int
by_key(const void *a, const void *b)
{
	return aif_evq_before(a, b) ? -1 : 1;
}

// Against qsort over the same total order, with many ties and a third of the
// events cancelled.
static void
evq_delivers_what_sorting_would(void **unused)
{
	enum { N = 5000 };
	aif_ev *all = calloc(N, sizeof *all);
	aif_timer *h = calloc(N, sizeof *h);
	aif_rng_key key = { .seed = 3 };
	aif_rng r;
	aif_evq *q;
	aif_ev e;
	int n = 0;

	(void)unused;
	aif_rng_init(&r, &key);
	assert_int_equal(aif_evq_create(&q, 0), AIF_OK);
	for (int i = 0; i < N; i++) {
		all[i] = (aif_ev){ .t_ns = (aif_time)(aif_rng_u01(&r) * 50),
				   .prio = (uint16_t)(aif_rng_u01(&r) * 3),
				   .src = (uint32_t)(aif_rng_u01(&r) * 4),
				   .seq = (uint64_t)i };
		assert_int_equal(aif_evq_push_timer(q, &all[i], &h[i]), AIF_OK);
	}
	for (int i = 0; i < N; i++) {
		if (i % 3 == 0) {
			assert_true(aif_evq_cancel(q, &h[i]));
			assert_false(aif_evq_cancel(q, &h[i]));
		} else {
			all[n++] = all[i];
		}
	}
	assert_int_equal(aif_evq_len(q), n);
	qsort(all, (size_t)n, sizeof *all, by_key);
	for (int i = 0; i < n; i++) {
		assert_int_equal(aif_evq_next(q), all[i].t_ns);
		assert_true(aif_evq_pop(q, &e));
		assert_int_equal(e.seq, all[i].seq);
	}
	assert_false(aif_evq_pop(q, &e));
	assert_true(aif_evq_next(q) == AIF_TIME_MAX);
	aif_evq_free(q);
	free(all);
	free(h);
}

static void
evq_handle_of_a_delivered_event_cancels_nothing(void **unused)
{
	aif_ev first = { .t_ns = 1 }, second = { .t_ns = 2 }, e;
	aif_timer h, g;
	aif_evq *q;

	(void)unused;
	assert_int_equal(aif_evq_create(&q, 0), AIF_OK);
	assert_int_equal(aif_evq_push_timer(q, &first, &h), AIF_OK);
	assert_true(aif_evq_pop(q, &e));
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
		cmocka_unit_test(evq_delivers_what_sorting_would),
		cmocka_unit_test(evq_handle_of_a_delivered_event_cancels_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
