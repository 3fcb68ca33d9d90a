// test_kbatch.c - what the CUDA suite measures beyond single products, from its file to answers:
// batches, groups, unfused attention, int8, power by class and under a limit.
#include "aif_test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calib_text.h"
#include "models/callaw.h"
#include "models/calwrite.h"
#include "models/kbatch.h"
#include "models/kwatt.h"
#include "perf_gpu.h"

static char dir[64], text[1 << 20];
static size_t used;

__attribute__((format(printf, 1, 2))) static void
say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	used += (size_t)vsnprintf(text + used, sizeof text - used, fmt, ap);
	va_end(ap);
	assert_true(used < sizeof text);
}

static const aif_kroof *
roof(void)
{
	static const aif_kroof r = {
		.flop_s = { [AIF_DT_BF16] = 794.5e12, [AIF_DT_INT8] = 1500e12 },
		.hbm_bytes_s = 3.35e12,
		.stream_bytes_s = 3e12,
		.floor_s = 2e-6,
	};

	return &r;
}

static int rows;

static void
gemm_row(const char *op, const char *type, const double x[3], double batch, double skew, double s)
{
	double us = s * 1e6;

	say("gemm,%s,%s,%.0f,%.0f,%.0f,%.0f,1000,1000,%.9g,%.9g,%.9g,9,,,,,,ok,tn,", op, type, x[0],
	    x[1], x[2], batch, us, us, us);
	if (skew > 0)
		say("%g", skew);
	say(",,,,,\n");
	rows++;
}

// Times are 1.5 times the roofline of products, 2 times of int8, 3 of batches, 4 and 5 of groups.
static void
gemms(void)
{
	static const double side[] = { 256, 512, 1024, 2048, 4096, 8192 };

	used = 0;
	rows = 0;
	say("%s%s%s", CALIB_SUITE_HEAD("gemm"), CALIB_COMMON,
	    "layout,skew,tile,stages,split_k,waves,error\n");
	for (int n = 0; n < 6; n++)
		for (int m = 0; m < 6; m++) {
			const double x[3] = { side[m], side[n], 4096 };
			const aif_kroof *r = roof();

			gemm_row("gemm", "bf16", x, 1, 0,
				 1.5 * aif_kroof_gemm(r, x[0], x[1], x[2], AIF_DT_BF16));
			gemm_row("gemm", "int8", x, 1, 0,
				 2 * aif_kroof_gemm(r, x[0], x[1], x[2], AIF_DT_INT8));
			if (m == n)
				for (double b = 2; b <= 128; b *= 4)
					gemm_row("batched", "bf16", x, b, 0,
						 3 * aif_kroof_batched(r, x, b, AIF_DT_BF16));
			if (n == 4)
				for (double skew = 1; skew < 4; skew += 2)
					gemm_row("grouped", "bf16", x, 8, skew,
						 (skew > 1.5 ? 5 : 4) *
						     aif_kroof_grouped(r, x, 8, AIF_DT_BF16));
		}
	say("# end: rows %d, planned %d, skipped 0, bad 0, reason done\n", rows, rows);
}

// The whole takes 2 rooflines, each part 1.25.
static void
attentions(void)
{
	static const char *const op[] = { "prefill_unfused", "qk", "softmax", "pv" };

	used = 0;
	rows = 0;
	say("%s%s%s", CALIB_SUITE_HEAD("attention"), CALIB_COMMON,
	    "heads,kv_heads,head_dim,seq_q,seq_kv,causal,error\n");
	for (int part = 0; part < 4; part++)
		for (double s = 256; s <= 4096; s *= 2)
			for (double batch = 1; batch <= 4; batch *= 2) {
				double us = 1e6 * (part ? 1.25 : 2) *
					    aif_kroof_unfused(roof(), part, batch * 32, s, 128,
							      AIF_DT_BF16);

				say("attention,%s,bf16,%.0f,%.0f,128,%.0f,1,1,%.9g,%.9g,%.9g,9,,,,,"
				    ","
				    "ok,32,32,128,%.0f,%.0f,%d,\n",
				    op[part], batch * 32 * s, s, batch, us, us, us, s, s,
				    part != 1);
				rows++;
			}
	say("# end: rows %d, planned %d, skipped 0, bad 0, reason done\n", rows, rows);
}

// P = 80 + 450 c + 250 m at the full limit; under less, 150 + dynamic (f / 1980)^2.5.
static void
powers(void)
{
	static const double c[] = { 0.9, 0.7, 0.5, 0.3, 0.6 }, m[] = { 0.1, 0.2, 0.4, 0.6, 0.3 };

	used = 0;
	rows = 1;
	say("%s%s%s", CALIB_SUITE_HEAD("power"), CALIB_COMMON,
	    "activity,data,duty,period_ms,cap_w,t_s,power_max_w,throttle\n");
	say("power,idle,,,,,,0,0,,,,,80,1,345,2619,31,,idle,,0,,700,,80,0\n");
	for (int i = 0; i < 5; i++, rows++) // 1 s a call, so that work is rate
		say("power,steady,bf16,8,8,8,1,%.9g,%.9g,1000000,1000000,1000000,9,%.9g,1,1980,"
		    "2619,60,ok,gemm,random,1,,700,,700,0\n",
		    m[i] * 3.35e12, c[i] * 794.5e12, 80 + 450 * c[i] + 250 * m[i]);
	for (double f = 1.0; f >= 0.4; f -= 0.1, rows++)
		say("power,steady,bf16,9,8,8,1,1,1,1000000,1000000,1000000,9,%.9g,1,%.9g,2619,60,"
		    "ok,"
		    "gemm,random,1,,%g,,700,0\n",
		    150 + 360 * pow(f, 2.5), 1980 * f, 150 + 360 * pow(f, 2.5));
	// Of no use for the law: zeros, and work inside the caches.
	say("power,steady,bf16,8,8,8,1,1e9,1e14,1e6,1e6,1e6,9,300,1,1980,2619,60,ok,gemm,zeros,1,,"
	    "700,"
	    ",700,0\n");
	say("power,steady,,,,,,9e12,0,1e6,1e6,1e6,9,300,1,1980,2619,60,ok,l2,random,1,,700,,700,"
	    "0\n");
	rows += 2;
	say("# end: rows %d, planned %d, skipped 0, bad 0, reason done\n", rows, rows);
}

static FILE *
file(const char *name)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s.csv", dir, name);
	assert_non_null(f = fopen(path, "w"));
	return f;
}

static int
set_up(void **state)
{
	static void (*const make[])(void) = { gemms, attentions, powers };
	static aif_calwrite_facts x;
	static aif_calfits fits;
	aif_calrun r;
	aif_diag d = { 0 };
	FILE *f;

	(void)state;
	snprintf(dir, sizeof dir, "/tmp/aifsim-kbatch-XXXXXX");
	assert_non_null(mkdtemp(dir));
	assert_int_equal(aif_calrun_create(&r, NULL, &d), AIF_OK);
	for (int i = 0; i < 3; i++) {
		make[i]();
		if (aif_calrun_parse(&r, "F", text, used, &d))
			fail_msg("%s", d.msg);
	}
	if (aif_calwrite_facts_of(&x, &r, &perf_h100, "h100_sxm", &d))
		fail_msg("%s", d.msg);
	f = file("set");
	aif_calwrite_set(&x, &r, "mine", f);
	fclose(f);
	for (int t = 0; t < AIF_KSPEC_N; t++) {
		aif_calgrid g;

		if (aif_calgrid_build(&g, &r, t, &x.set, &d))
			fail_msg("%s", d.msg);
		if (g.held == 0)
			continue;
		f = file(aif_kspec_at(t)->file);
		aif_calwrite_table(&g, &r, "mine", f);
		fclose(f);
	}
	f = file("power");
	aif_calwrite_loads(&r, "mine", f);
	fclose(f);
	if (aif_calfits_of(&fits, r.a, dir, &d))
		fail_msg("%s", d.msg);
	f = file("fit");
	aif_callaw_write(&fits, dir, f);
	fclose(f);
	aif_calrun_free(&r);
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const name[] = { "set",     "gemm",  "batched", "grouped",
					    "unfused", "power", "fit" };

	(void)state;
	for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
		char path[128];

		snprintf(path, sizeof path, "%s/%s.csv", dir, name[i]);
		assert_int_equal(unlink(path), 0); // each was written
	}
	return rmdir(dir);
}

static aif_kernel *
mine(aif_arena *a, const char *calib)
{
	aif_hw_gpu g = perf_h100;
	aif_kernel *k = NULL;
	aif_diag d = { 0 };

	g.calib = calib;
	if (aif_kernel_create(&k, a, &g, &d))
		fail_msg("%s", d.msg);
	return k;
}

static void
int8_batches_and_groups_of_the_suite_come_back(void **state)
{
	const double x[3] = { 1024, 1024, 4096 }, group[3] = { 2048, 4096, 4096 };
	aif_kernel_mark mark = { 0 };
	aif_arena *a;
	aif_kernel *k;

	(void)state;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	k = mine(a, dir);
	// The facts' int8 rate is the best that was measured: half the roofline above.
	assert_rel(aif_kernel_gemm_s(k, 1024, 1024, 4096, AIF_DT_INT8, &mark),
		   2 * aif_kroof_gemm(roof(), 1024, 1024, 4096, AIF_DT_INT8), 1e-3);
	assert_rel(aif_kbatch_batched_s(k, x, 32, AIF_DT_BF16, &mark),
		   3 * aif_kroof_batched(roof(), x, 32, AIF_DT_BF16), 1e-3);
	assert_rel(aif_kbatch_grouped_s(k, group, 8, 0, AIF_DT_BF16, &mark),
		   4 * aif_kroof_grouped(roof(), group, 8, AIF_DT_BF16), 1e-3);
	assert_rel(aif_kbatch_grouped_s(k, group, 8, 1, AIF_DT_BF16, &mark),
		   5 * aif_kroof_grouped(roof(), group, 8, AIF_DT_BF16), 1e-3);
	assert_int_equal(mark.how, AIF_HOW_MEASURED);
	// A shape between two that were measured goes by the nearest, and says so.
	aif_kbatch_batched_s(k, (double[]){ 1024, 1500, 4096 }, 32, AIF_DT_BF16, &mark);
	assert_int_equal(mark.how, AIF_HOW_EXTRAPOLATED);
	aif_arena_free(a);
}

static void
unfused_attention_comes_back_whole_and_in_parts(void **state)
{
	aif_kernel_attn q = { .batch = 2, .tokens = 1024, .heads = 32, .head_dim = 128 };
	aif_kernel_mark mark = { 0 };
	aif_arena *a;
	aif_kernel *k;

	(void)state;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	k = mine(a, dir);
	for (int part = 0; part < 4; part++)
		assert_rel(aif_kbatch_unfused_s(k, part, &q, &mark),
			   (part ? 1.25 : 2) *
			       aif_kroof_unfused(roof(), part, 64, 1024, 128, AIF_DT_BF16),
			   1e-3);
	assert_int_equal(mark.how, AIF_HOW_MEASURED);
	aif_arena_free(a);
}

static void
without_tables_the_law_of_single_products_answers_and_without_a_set_the_roofline(void **state)
{
	const double one[3] = { 4096, 4096, 4096 }, each[3] = { 512, 4096, 4096 };
	aif_kernel_attn q = { .batch = 2, .tokens = 1024, .heads = 32, .head_dim = 128 };
	aif_kernel_mark mark = { 0 }, bare = { 0 };
	aif_arena *a;
	aif_kernel *k;

	(void)state;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	k = mine(a, "h100_sxm");
	// A batch of one is a product: within the law's error of the measured one.
	assert_rel(aif_kbatch_batched_s(k, one, 1, AIF_DT_BF16, &mark),
		   aif_kernel_gemm_s(k, 4096, 4096, 4096, AIF_DT_BF16, NULL), 0.1);
	assert_int_equal(mark.how, AIF_HOW_FIT);
	// Eight groups of 512 rows are nearly a batch of eight, and no faster than the whole.
	assert_rel(aif_kbatch_grouped_s(k, one, 8, 0, AIF_DT_BF16, &mark),
		   aif_kbatch_batched_s(k, each, 8, AIF_DT_BF16, NULL), 0.2);
	assert_true(aif_kbatch_grouped_s(k, one, 8, 0, AIF_DT_BF16, NULL) >=
		    aif_kernel_gemm_s(k, 4096, 4096, 4096, AIF_DT_BF16, NULL));
	// The whole is its parts.
	assert_rel(aif_kbatch_unfused_s(k, AIF_KROOF_WHOLE, &q, &mark),
		   aif_kbatch_unfused_s(k, AIF_KROOF_QK, &q, NULL) +
		       aif_kbatch_unfused_s(k, AIF_KROOF_SOFTMAX, &q, NULL) +
		       aif_kbatch_unfused_s(k, AIF_KROOF_PV, &q, NULL),
		   1e-12);
	aif_kbatch_batched_s(mine(a, ""), one, 4, AIF_DT_BF16, &bare);
	assert_int_equal(bare.how, AIF_HOW_ROOFLINE);
	aif_arena_free(a);
}

static void
power_follows_the_law_of_the_loads_and_a_limit_that_of_the_clocks(void **state)
{
	aif_kwatt_work w = { .time_s = 1, .t = AIF_DT_BF16 };
	int fitted = 0;
	aif_arena *a;
	aif_kernel *k;

	(void)state;
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	k = mine(a, dir);
	w.flop = 0.5 * 794.5e12;
	w.bytes = 0.2 * 3.35e12;
	assert_rel(aif_kwatt_w(k, &w, &fitted), 80 + 450 * 0.5 + 250 * 0.2, 0.01);
	assert_true(fitted);
	// All compute: 150 + 380 (f / f0)^2.5 = 300 W; time goes with 1 / f.
	w.flop = 794.5e12;
	w.bytes = 0;
	assert_rel(aif_kwatt_capped_s(k, &w, 300, &fitted), pow(380.0 / 150, 1 / 2.5), 0.03);
	assert_true(fitted);
	// The catalog's figures where no watts were measured.
	aif_kwatt_w(mine(a, "h100_sxm"), &w, &fitted);
	assert_false(fitted);
	aif_arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(int8_batches_and_groups_of_the_suite_come_back),
		cmocka_unit_test(unfused_attention_comes_back_whole_and_in_parts),
		cmocka_unit_test(
		    without_tables_the_law_of_single_products_answers_and_without_a_set_the_roofline),
		cmocka_unit_test(power_follows_the_law_of_the_loads_and_a_limit_that_of_the_clocks),
	};

	return cmocka_run_group_tests(t, set_up, tear_down);
}
