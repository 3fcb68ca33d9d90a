// test_order.c - the sort of an opened bucket, on what buckets hold and on the worst.
#include "aif_test.h"

#include <stdlib.h>

#include "core/order.h"
#include "util/rng.h"

enum { N = 5000 };

static int
compare(const void *pa, const void *pb)
{
	return aif_evq_before(pa, pb) ? -1 : aif_evq_before(pb, pa);
}

// ev[N] by order.c is ev[N] by qsort.
static void
check(aif_ev *ev)
{
	aif_ev *want = malloc(N * sizeof *want);

	assert_non_null(want);
	for (int i = 0; i < N; i++)
		want[i] = ev[i];
	qsort(want, N, sizeof *want, compare);
	assert_int_equal(aif_order_nearly(ev, N), AIF_OK);
	for (int i = 0; i < N; i++) {
		assert_int_equal(ev[i].t_ns, want[i].t_ns);
		assert_int_equal(ev[i].a.u, want[i].a.u);
	}
	free(want);
}

// Events of times t(i), with few senders, priorities and timers among them.
static void
fill(aif_ev *ev, aif_rng *r, aif_time (*t)(aif_rng *, int))
{
	for (int i = 0; i < N; i++) {
		uint32_t who = (uint32_t)(aif_rng_u01(r) * 7);
		int timer = aif_rng_u01(r) < 0.3;

		ev[i] = (aif_ev){ .t_ns = t(r, i),
				  .seq = (uint64_t)i & AIF_EV_SEQ_MAX,
				  .prio = (unsigned char)(aif_rng_u01(r) * 3),
				  .is_timer = (unsigned)timer & 1u,
				  .src = timer ? (uint32_t)i + 1 : who,
				  .dst = who,
				  .a = { .u = (uint64_t)i } };
	}
}

static aif_time
ascending(aif_rng *r, int i)
{
	return 1000 * i + (aif_time)(aif_rng_u01(r) * 3000);
}

static aif_time
descending(aif_rng *r, int i)
{
	(void)r;
	return (aif_time)10 * (N - i);
}

static aif_time
same(aif_rng *r, int i)
{
	(void)r;
	(void)i;
	return 77;
}

static aif_time
skewed(aif_rng *r, int i)
{
	(void)i;
	return aif_rng_u01(r) < 0.01 ? (aif_time)(aif_rng_u01(r) * 9e18)
				     : (aif_time)(aif_rng_u01(r) * 50);
}

static void
any_bucket_comes_out_in_the_order_of_delivery(void **unused)
{
	aif_time (*const of[])(aif_rng *, int) = { ascending, descending, same, skewed };
	aif_ev *ev = malloc(N * sizeof *ev);
	const aif_rng_key key = { .seed = 5 };
	aif_rng r;

	(void)unused;
	assert_non_null(ev);
	aif_rng_init(&r, &key);
	for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
		fill(ev, &r, of[k]);
		check(ev);
	}
	free(ev);
}

static void
none_and_one_are_in_order(void **unused)
{
	aif_ev e = { .t_ns = 3 };

	(void)unused;
	assert_int_equal(aif_order_nearly(NULL, 0), AIF_OK);
	assert_int_equal(aif_order_nearly(&e, 1), AIF_OK);
	assert_int_equal(e.t_ns, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_bucket_comes_out_in_the_order_of_delivery),
		cmocka_unit_test(none_and_one_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
