// test_coll.c - collectives: measured points, traffic, levels.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "models/coll.h"
#include "perf_gpu.h"

typedef struct fix {
	aif_arena *a;
	aif_coll *h100, *h200, *bare;
} fix;

static int
set_up(void **state)
{
	static const char *const none = "";
	aif_hw_gpu bare = perf_h100;
	fix *f = calloc(1, sizeof *f);
	aif_diag d = { 0 };

	bare.calib = none;
	*state = f;
	return !f || aif_arena_create(&f->a) ||
	       aif_coll_create(&f->h100, f->a, &perf_h100, NULL, &d) ||
	       aif_coll_create(&f->h200, f->a, &perf_h200, NULL, &d) ||
	       aif_coll_create(&f->bare, f->a, &bare, NULL, &d);
}

static int
tear_down(void **state)
{
	fix *f = *state;

	aif_arena_free(f->a);
	free(f);
	return 0;
}

static void
a_measured_all_reduce_comes_back(void **state)
{
	fix *f = *state;
	aif_kernel_mark m = { 0 };
	double t = aif_coll_s(f->h100, AIF_COLL_ALL_REDUCE, 536870912, 8, 8, &m);

	// h100_sxm/coll.csv: 2111 us, that is 2 x 7/8 x 512 MiB / t = 445 GB/s.
	assert_true(fabs(t - 2111e-6) < 1e-9);
	assert_int_equal(m.how, AIF_HOW_MEASURED);
}

static void
one_gpu_needs_no_time(void **state)
{
	fix *f = *state;

	assert_true(aif_coll_s(f->h100, AIF_COLL_ALL_REDUCE, 1e9, 1, 1, NULL) == 0);
}

static void
bandwidth_is_held_beyond_the_largest_message(void **state)
{
	fix *f = *state;
	aif_kernel_mark m = { 0 };
	double a = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, 536870912, 8, 8, NULL);
	double b = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, 4 * 536870912.0, 8, 8, &m);

	// The fixed latency is below 1 % there.
	assert_true(fabs(b / a / 4 - 1) < 0.01);
	assert_int_equal(m.how, AIF_HOW_EXTRAPOLATED);
}

// Eight 400 Gbit/s ports at 94 % carry 376 GB/s; bus bandwidth of many nodes is
// that times (n-1)/n over (d-1)/d.
static void
across_nodes_all_reduce_is_bound_by_the_ports(void **state)
{
	fix *f = *state;
	double n = 128, bytes = 16e9;
	double t = aif_coll_s(f->h100, AIF_COLL_ALL_REDUCE, bytes, n, 8, NULL);
	double bus = aif_coll_bus_factor(AIF_COLL_ALL_REDUCE, n) * bytes / t;
	double want = 8 * 50e9 * 0.94 * (127.0 / 128) / (15.0 / 16);

	assert_true(fabs(bus / want - 1) < 0.01);
	// DGX H100 as published: 380 GB/s.
	assert_true(bus > 0.9 * 380e9 && bus < 1.1 * 380e9);
}

static void
more_nodes_never_make_it_faster(void **state)
{
	fix *f = *state;

	for (int op = 0; op < AIF_COLL_SEND_RECV; op++) {
		double last = 0;

		for (double n = 8; n <= 1024; n *= 2) {
			double t = aif_coll_s(f->h100, (aif_coll_op)op, 64e6, n, 8, NULL);

			assert_true(t >= last * 0.999);
			last = t;
		}
	}
}

static void
a_gpu_without_tables_is_marked_as_roofline(void **state)
{
	fix *f = *state;
	aif_kernel_mark m = { 0 };

	// Latency 8 us and 7/8 of a GiB at 0.8 of 450 GB/s.
	double t = aif_coll_s(f->bare, AIF_COLL_ALL_GATHER, 1073741824, 8, 8, &m);

	assert_int_equal(m.how, AIF_HOW_ROOFLINE);
	assert_true(fabs(t - (8e-6 + 0.875 * 1073741824 / (0.8 * 450e9))) < 1e-9);
}

static void
a_share_of_the_network_costs_its_inverse(void **state)
{
	fix *f = *state;
	aif_coll_net half = { .share_frac = 0.5 };
	aif_coll *c;
	double a, b;

	assert_int_equal(aif_coll_create(&c, f->a, &perf_h100, &half, NULL), AIF_OK);
	a = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, 16e9, 64, 1, NULL);
	b = aif_coll_s(c, AIF_COLL_ALL_GATHER, 16e9, 64, 1, NULL);
	assert_true(fabs(b / a - 2) < 0.01);
}

static void
names_are_those_of_nccl_tests(void **state)
{
	(void)state;
	assert_int_equal(aif_coll_op_of("alltoall"), AIF_COLL_ALL_TO_ALL);
	assert_int_equal(aif_coll_op_of("all_reduce"), AIF_COLL_ALL_REDUCE);
	assert_int_equal(aif_coll_op_of("all_nonsense"), -1);
	assert_true(aif_coll_bus_factor(AIF_COLL_ALL_REDUCE, 8) == 1.75);
	assert_true(aif_coll_bus_factor(AIF_COLL_ALL_GATHER, 8) == 0.875);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_measured_all_reduce_comes_back),
		cmocka_unit_test(one_gpu_needs_no_time),
		cmocka_unit_test(bandwidth_is_held_beyond_the_largest_message),
		cmocka_unit_test(across_nodes_all_reduce_is_bound_by_the_ports),
		cmocka_unit_test(more_nodes_never_make_it_faster),
		cmocka_unit_test(a_gpu_without_tables_is_marked_as_roofline),
		cmocka_unit_test(a_share_of_the_network_costs_its_inverse),
		cmocka_unit_test(names_are_those_of_nccl_tests),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
