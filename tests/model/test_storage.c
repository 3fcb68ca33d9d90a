// Checkpoints through storage: stalls, contention, room, and what a restart reads.
#include "cluster_kit.h"

static uint32_t
store(bed *b, double capacity, double read, double write)
{
	uint32_t id = kit_add(b->s, "storage", "store", b->cluster);

	kit_num(b->s, id, "capacity", capacity);
	kit_num(b->s, id, "read", read);
	kit_num(b->s, id, "write", write);
	return id;
}

static aif_job *
put_ckpt(bed *b, double at_s, double work_s, double every_s, double bytes)
{
	aif_job *j = put(b, at_s, 8, work_s);

	j->ckpt_every_s = every_s;
	j->ckpt_bytes = bytes;
	return j;
}

// Work 1000, a checkpoint of 500 bytes at 10 bytes/s after each 300: three stalls
// of 50 s. Done at 1150; 150 x 8 GPU-s lost; three of them kept, dropped at the end.
static void
checkpoint_stops_the_gang_until_it_is_written(void **unused)
{
	bed b = bed_make(1, 8, 2000);
	uint32_t id = store(&b, 1e6, 20, 10);
	aif_job *j = put_ckpt(&b, 0, 1000, 300, 500);

	(void)unused;
	bed_run(&b);
	assert_near(b.p->end_s[0], 1150, 1e-6);
	assert_near(j->lost_gpu_s, 8 * 150, 1e-5);
	assert_near(j->useful_gpu_s, 8 * 1000, 1e-5);
	assert_near(kit_value(b.s, id, "written_bytes"), 1500, 0);
	assert_near(kit_integral(b.s, id, "load_bytes_s"), 1500, 1e-6);
	assert_near(kit_value(b.s, id, "used_bytes"), 0, 0);
	aif_sim_free(b.s);
}

// Two jobs write at the same time: each gets half the rate, 100 s instead of 50.
static void
checkpoints_at_one_time_share_the_rate(void **unused)
{
	bed b = bed_make(2, 8, 2000);

	(void)unused;
	store(&b, 1e6, 20, 10);
	put_ckpt(&b, 0, 500, 300, 500);
	put_ckpt(&b, 0, 500, 300, 500);
	bed_run(&b);
	assert_near(b.p->end_s[0], 600, 1e-6);
	assert_near(b.p->end_s[1], 600, 1e-6);
	aif_sim_free(b.s);
}

// Cut off at 400 (after the checkpoint at 300..350): 50 s of work lost. Up at 450,
// restart 10 s, reads 500 bytes at 20/s: 25 s, works from 300 at 485. The next
// checkpoint is at 600 (785..835), the end at 1000: 1235, with one at 900: 1285.
static void
restart_reads_the_checkpoint_back(void **unused)
{
	bed b = bed_make(1, 8, 3000);
	uint32_t id = store(&b, 1e6, 20, 10);
	aif_job *j = put_ckpt(&b, 0, 1000, 300, 500);

	(void)unused;
	j->restart_s = 10;
	tell(&b, 400, AIF_EV_NODE_DOWN, (aif_arg){ .i = 0 });
	tell(&b, 450, AIF_EV_NODE_UP, (aif_arg){ .i = 0 });
	bed_run(&b);
	assert_near(b.p->end_s[0], 485 + 300 + 50 + 300 + 50 + 100, 1e-6);
	assert_near(kit_value(b.s, id, "read_bytes"), 500, 0);
	// Lost: 3 writes, 35 s of restart, 50 s done twice.
	assert_near(j->lost_gpu_s, 8 * (150 + 35 + 50), 1e-5);
	aif_sim_free(b.s);
}

// A failure in the middle of a write: the checkpoint does not count, the transfer
// is given up, and the job begins anew (nothing else is safe).
static void
checkpoint_cut_off_half_way_is_not_safe(void **unused)
{
	bed b = bed_make(1, 8, 3000);
	uint32_t id = store(&b, 1e6, 20, 10);

	(void)unused;
	put_ckpt(&b, 0, 400, 300, 500);
	tell(&b, 320, AIF_EV_NODE_DOWN, (aif_arg){ .i = 0 });
	tell(&b, 400, AIF_EV_NODE_UP, (aif_arg){ .i = 0 });
	bed_run(&b);
	assert_near(b.p->end_s[0], 400 + 400 + 50, 1e-6);
	assert_near(kit_value(b.s, id, "written_bytes"), 200 + 500, 1e-6);
	assert_near(kit_value(b.s, id, "used_bytes"), 0, 0);
	aif_sim_free(b.s);
}

// Room for two of 500 bytes beside 200 of data: the third is refused and told once.
static void
full_storage_refuses_checkpoints(void **unused)
{
	bed b = bed_make(1, 8, 3000);
	uint32_t id = store(&b, 1400, 20, 10);
	const aif_row_event *e;
	size_t n;

	(void)unused;
	kit_num(b.s, id, "data", 200);
	put_ckpt(&b, 0, 1000, 200, 500);
	bed_run(&b);
	assert_near(b.p->end_s[0], 1100, 1e-6); // two writes of 50 s
	assert_near(kit_value(b.s, id, "refused"), 2, 0);
	e = aif_sim_rows(b.s, &aif_table_events, &n);
	assert_int_equal(n, 1);
	assert_string_equal(e[0].kind, "storage_full");
	aif_sim_free(b.s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checkpoint_stops_the_gang_until_it_is_written),
		cmocka_unit_test(checkpoints_at_one_time_share_the_rate),
		cmocka_unit_test(restart_reads_the_checkpoint_back),
		cmocka_unit_test(checkpoint_cut_off_half_way_is_not_safe),
		cmocka_unit_test(full_storage_refuses_checkpoints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
