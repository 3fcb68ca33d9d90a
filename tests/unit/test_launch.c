// test_launch.c - waiting for the host that launches experts: closed cases.
#include "aif_test.h"
#include "models/launch.h"

#define CLOSE(a, b) assert_true(fabs((a) - (b)) < 1e-12)

// 12.5 us a kernel; 15 + 10 x held + 15 + 35 + 50 kernels forward, 40 more if latent.
static void
a_gpu_with_nothing_to_do_waits_for_every_launch(void **state)
{
	aif_launch q = { .held = 16 };

	(void)state;
	CLOSE(aif_launch_fwd_s(&q), (115 + 160) * 12.5e-6);
	CLOSE(aif_launch_bwd_s(&q), 2 * (115 + 160) * 12.5e-6);
	q.latent = 1;
	CLOSE(aif_launch_fwd_s(&q), (155 + 160) * 12.5e-6);
}

static void
a_busy_gpu_waits_for_the_first_kernels_after_the_counts(void **state)
{
	aif_launch q = {
		.held = 4, .exchange_s = 2e-3, .experts_s = 10e-3, .fwd_s = 20e-3, .bwd_s = 40e-3
	};

	(void)state;
	CLOSE(aif_launch_fwd_s(&q), 5 * 12.5e-6);
	CLOSE(aif_launch_bwd_s(&q), 0); // the host is ahead
}

// No exchange to speak of: 15 + 5 x 64 launches before the first matmul can start, and
// then the GPU has more to do than the host has left to launch.
static void
many_experts_delay_their_first_matmul(void **state)
{
	aif_launch q = { .held = 64, .experts_s = 90e-3, .fwd_s = 100e-3, .bwd_s = 200e-3 };

	(void)state;
	CLOSE(aif_launch_fwd_s(&q), (15 + 5 * 64) * 12.5e-6);
}

static void
waiting_falls_with_work_and_rises_with_experts(void **state)
{
	double before = INFINITY, held = 0;

	(void)state;
	for (double s = 0; s < 30e-3; s += 1e-3) {
		aif_launch q = { .held = 32,
				 .exchange_s = s / 8,
				 .experts_s = s / 2,
				 .fwd_s = s,
				 .bwd_s = 2 * s };

		assert_true(aif_launch_fwd_s(&q) <= before);
		before = aif_launch_fwd_s(&q);
	}
	for (double n = 1; n < 128; n *= 2) {
		aif_launch q = { .held = n, .experts_s = 1e-3, .fwd_s = 2e-3 };

		assert_true(aif_launch_fwd_s(&q) > held);
		held = aif_launch_fwd_s(&q);
	}
}

// A shared expert adds 15 kernels. Where the rows are known the host does not stop: what
// counts is what it needs beyond the GPU's time.
static void
known_rows_leave_what_the_host_needs_beyond_the_gpu(void **state)
{
	aif_launch q = { .held = 16,
			 .shared = 1,
			 .exchange_s = 1e-3,
			 .experts_s = 1e-3,
			 .fwd_s = 3e-3,
			 .bwd_s = 6e-3 };
	double stopped = aif_launch_fwd_s(&q);

	(void)state;
	q.counted = 1;
	CLOSE(aif_launch_fwd_s(&q), (115 + 15 + 160) * 12.5e-6 - 3e-3);
	assert_true(aif_launch_fwd_s(&q) < stopped);
	q.fwd_s = 1;
	CLOSE(aif_launch_fwd_s(&q), 0);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_gpu_with_nothing_to_do_waits_for_every_launch),
		cmocka_unit_test(a_busy_gpu_waits_for_the_first_kernels_after_the_counts),
		cmocka_unit_test(many_experts_delay_their_first_matmul),
		cmocka_unit_test(waiting_falls_with_work_and_rises_with_experts),
		cmocka_unit_test(known_rows_leave_what_the_host_needs_beyond_the_gpu),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
