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

// h100_sxm/coll.csv: 256 MiB in 728.8 us, 512 MiB in 1402: the last 256 MiB took 673.2.
static void
beyond_the_largest_message_bytes_come_at_the_rate_of_the_last_octave(void **state)
{
	fix *f = *state;
	aif_kernel_mark m = { 0 };
	double t = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, 4 * 536870912.0, 8, 8, &m);

	assert_true(fabs(t / (1402e-6 + 6 * 673.2e-6) - 1) < 1e-6);
	assert_int_equal(m.how, AIF_HOW_EXTRAPOLATED);
}

// Property: more bytes never take less time beyond the noise of the tables (7 % between
// neighbours), and twice the bytes never much more than twice the time, whatever the
// number of GPUs and nodes.
static void
time_grows_with_bytes_and_no_faster_than_they_do(void **state)
{
	static const double n[][2] = { { 2, 2 }, { 3, 3 },  { 5, 5 },   { 8, 8 },    { 16, 8 },
				       { 8, 1 }, { 24, 8 }, { 256, 8 }, { 2048, 8 }, { 64, 4 } };
	fix *f = *state;
	const aif_coll *c[] = { f->h100, f->h200, f->bare };

	for (int g = 0; g < 3; g++)
		for (int op = 0; op <= AIF_COLL_SEND_RECV; op++)
			for (size_t i = 0; i < sizeof n / sizeof *n; i++)
				for (double b = 256; b < 32e9; b *= 1.7) {
					double t = aif_coll_s(c[g], (aif_coll_op)op, b, n[i][0],
							      n[i][1], NULL);
					double u = aif_coll_s(c[g], (aif_coll_op)op, 1.7 * b,
							      n[i][0], n[i][1], NULL);

					assert_true(t > 0 && isfinite(t));
					assert_true(u > 0.93 * t);
					assert_true(u < 1.7 * 1.2 * t);
				}
}

// No wire carries more than it can: bus bandwidth within a domain stays below it but for
// multicast (all-reduce of NVLink 4: 480 of 450 GB/s measured), and across domains below
// the ports of a domain's GPUs times (n - 1) / n over (d - 1) / d.
static void
nothing_is_faster_than_its_wire(void **state)
{
	fix *f = *state;

	for (int op = 0; op <= AIF_COLL_ALL_TO_ALL; op++)
		for (double b = 1024; b < 32e9; b *= 3) {
			for (double n = 2; n <= 8; n++) {
				double t = aif_coll_s(f->h100, (aif_coll_op)op, b, n, n, NULL);

				assert_true(aif_coll_bus_factor((aif_coll_op)op, n) * b / t <
					    1.1 * 450e9);
			}
			for (double d = 2; d <= 128; d *= 2) {
				double n = 8 * d,
				       t = aif_coll_s(f->h100, (aif_coll_op)op, b, n, 8, NULL);

				assert_true(aif_coll_bus_factor((aif_coll_op)op, n) * b / t <=
					    8 * 50e9 * (n - 1) / n * d / (d - 1));
			}
		}
}

// The rings of the tables at 2, 4 and 8 GPUs; in between no time lies outside.
static void
between_measured_numbers_of_gpus_time_lies_between(void **state)
{
	fix *f = *state;

	for (double b = 1024; b < 1e9; b *= 4)
		for (double n = 5; n < 8; n++) {
			double a = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, b, 4, 4, NULL);
			double x = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, b, n, n, NULL);
			double z = aif_coll_s(f->h100, AIF_COLL_ALL_GATHER, b, 8, 8, NULL);

			assert_true(x > 0.98 * fmin(a, z) && x < 1.02 * fmax(a, z));
		}
}

static void
larger_domains_add_a_step_of_latency_per_doubling(void **state)
{
	fix *f = *state;
	aif_coll_net net = { .domain_gpus = 64 };
	aif_coll *c;
	double step, a, b;

	// h100_sxm/coll.csv, 512 bytes: 7.07 us at 4 GPUs, 10.14 at 8.
	assert_int_equal(aif_coll_create(&c, f->a, &perf_h100, &net, NULL), AIF_OK);
	step = 10.14e-6 - 7.07e-6;
	a = aif_coll_s(c, AIF_COLL_ALL_GATHER, 512, 16, 16, NULL);
	b = aif_coll_s(c, AIF_COLL_ALL_GATHER, 512, 64, 64, NULL);
	assert_true(fabs((b - a) / (2 * step) - 1) < 0.01);
}

// 128 nodes: 2 x 127 steps of a ring or 14 of a tree at 0.92 of the rate. Small: tree.
// 64 GB: 2 x 127/128 x 8 GB a rail at 47 GB/s = 338 ms; a tenth of it is worth the steps.
static void
small_all_reduces_go_by_tree_and_large_ones_by_ring(void **state)
{
	fix *f = *state;

	assert_string_equal(aif_coll_algorithm(f->h100, AIF_COLL_ALL_REDUCE, 1e6, 1024, 8),
			    "hierarchical tree");
	assert_string_equal(aif_coll_algorithm(f->h100, AIF_COLL_ALL_REDUCE, 64e9, 1024, 8),
			    "hierarchical ring");
	assert_string_equal(aif_coll_algorithm(f->h100, AIF_COLL_ALL_REDUCE, 1e9, 8, 8), "nvls");
	assert_string_equal(aif_coll_algorithm(f->h100, AIF_COLL_ALL_REDUCE, 1e9, 4, 4), "ring");
	// Never slower than the ring that is asked for.
	for (double b = 1e3; b < 1e11; b *= 10)
		assert_true(aif_coll_s(f->h100, AIF_COLL_ALL_REDUCE, b, 1024, 8, NULL) <=
			    aif_coll_ring_s(f->h100, AIF_COLL_ALL_REDUCE, b, 1024, 8, NULL));
}

// Eight H200 as NCCL_ALGO=Ring: 367 GB/s of bus bandwidth at 16 GiB where multicast
// reaches 480. Source: stas00/ml-engineering 744d01e, network/benchmarks.
static void
a_ring_asked_for_does_without_multicast(void **state)
{
	fix *f = *state;
	double b = 17179869184.0;
	double ring = 1.75 * b / aif_coll_ring_s(f->h200, AIF_COLL_ALL_REDUCE, b, 8, 8, NULL);
	double nvls = 1.75 * b / aif_coll_s(f->h200, AIF_COLL_ALL_REDUCE, b, 8, 8, NULL);

	assert_true(fabs(ring / 367.2e9 - 1) < 0.1 && fabs(nvls / 480e9 - 1) < 0.1);
}

// Eight 400 Gbit/s ports at 94 % carry 376 GB/s; bus bandwidth of many nodes is
// that times (n-1)/n over (d-1)/d. Latency of 30 steps on the network and 224 hops
// within nodes: 1.2 of 81 ms.
static void
across_nodes_all_reduce_is_bound_by_the_ports(void **state)
{
	fix *f = *state;
	double n = 128, bytes = 16e9;
	double t = aif_coll_s(f->h100, AIF_COLL_ALL_REDUCE, bytes, n, 8, NULL);
	double bus = aif_coll_bus_factor(AIF_COLL_ALL_REDUCE, n) * bytes / t;
	double want = 8 * 50e9 * 0.94 * (127.0 / 128) / (15.0 / 16);

	assert_true(fabs(bus / want - 1) < 0.02);
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
		cmocka_unit_test(
		    beyond_the_largest_message_bytes_come_at_the_rate_of_the_last_octave),
		cmocka_unit_test(time_grows_with_bytes_and_no_faster_than_they_do),
		cmocka_unit_test(nothing_is_faster_than_its_wire),
		cmocka_unit_test(between_measured_numbers_of_gpus_time_lies_between),
		cmocka_unit_test(larger_domains_add_a_step_of_latency_per_doubling),
		cmocka_unit_test(small_all_reduces_go_by_tree_and_large_ones_by_ring),
		cmocka_unit_test(a_ring_asked_for_does_without_multicast),
		cmocka_unit_test(across_nodes_all_reduce_is_bound_by_the_ports),
		cmocka_unit_test(more_nodes_never_make_it_faster),
		cmocka_unit_test(a_gpu_without_tables_is_marked_as_roofline),
		cmocka_unit_test(a_share_of_the_network_costs_its_inverse),
		cmocka_unit_test(names_are_those_of_nccl_tests),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
