// test_calgrid.c - tables from points: cells, disturbed cells, duplicates, leave-one-out,
// and that what is written reads back.
#include "aif_test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "calib_text.h"
#include "models/calwrite.h"
#include "perf_gpu.h"

static aif_calset
facts(void)
{
	aif_calset c = { 0 };

	c.roof.flop_s[AIF_DT_BF16] = 800e12;
	c.roof.hbm_bytes_s = 3.35e12;
	c.roof.stream_bytes_s = 3e12;
	c.roof.floor_s = 2e-6;
	c.wire_bytes_s = 450e9;
	c.alpha_s = 5e-6;
	return c;
}

// A kernel table whose times are twice the roofline, but for one row times `off`.
static char *
table_of(const aif_calset *c, int odd, double off)
{
	char *text = malloc(1 << 16);
	size_t n;
	int row = 0;

	assert_non_null(text);
	n = (size_t)sprintf(text, "device,op_name,gemm_dtype,m,n,k,latency\n");
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++)
			for (int m = 1; m <= 1024; m *= 2, row++) {
				double nn = 1024 << i, k = 1024 << j;
				double t = 2 * aif_kroof_gemm(&c->roof, m, nn, k, AIF_DT_BF16);

				n += (size_t)sprintf(text + n, "D,gemm,bfloat16,%d,%g,%g,%.17g\n",
						     m, nn, k, 1e3 * t * (row == odd ? off : 1));
			}
	return text;
}

static void
build(aif_calgrid *g, aif_calrun *r, const char *text, const aif_calset *c, aif_err want,
      aif_diag *d)
{
	assert_int_equal(aif_calrun_create(r, NULL, d), AIF_OK);
	assert_int_equal(aif_calrun_parse(r, "F", text, strlen(text), d), AIF_OK);
	assert_int_equal(aif_calgrid_build(g, r, AIF_KSPEC_GEMM, c, d), want);
}

static void
what_follows_the_roofline_is_predicted_without_error(void **state)
{
	aif_calset c = facts();
	char *text = table_of(&c, -1, 1);
	aif_calgrid g;
	aif_calrun r;
	aif_diag d = { 0 };

	(void)state;
	build(&g, &r, text, &c, AIF_OK, &d);
	assert_int_equal(g.points, 99);
	assert_int_equal(g.held, 99);
	// 11 sizes of m in 9 rows: all have neighbours on both sides but the 8 corners.
	assert_int_equal(g.loo.n, 99 - 8);
	assert_true(g.loo.worst < 1e-9);
	assert_int_equal(g.disturbed, 0);
	aif_calrun_free(&r);
	free(text);
}

static void
a_cell_off_by_a_fifth_is_an_outlier_and_one_off_fourfold_is_left_out(void **state)
{
	aif_calset c = facts();
	char *text = table_of(&c, 50, 1.2);
	aif_calgrid g;
	aif_calrun r;
	aif_diag d = { 0 };

	(void)state;
	build(&g, &r, text, &c, AIF_OK, &d);
	assert_int_equal(g.disturbed, 0);
	assert_true(g.n_outlier >= 1);
	assert_int_equal(g.outlier[0].line, 52); // the header, and rows from 0
	assert_rel(g.outlier[0].off, 1.2, 1e-6);
	// Predicted 1 of 1.2.
	assert_rel(g.loo.worst, 1 - 1 / 1.2, 1e-6);
	aif_calrun_free(&r);
	free(text);
	text = table_of(&c, 50, 4);
	build(&g, &r, text, &c, AIF_OK, &d);
	assert_int_equal(g.disturbed, 1);
	assert_int_equal(g.held, 98);
	assert_true(g.loo.worst < 1e-9);
	aif_calrun_free(&r);
	free(text);
}

static void
the_same_row_twice_is_averaged_unless_the_two_disagree(void **state)
{
	static const char head[] = "device,op_name,gemm_dtype,m,n,k,latency\n";
	aif_calset c = facts();
	char text[512];
	aif_calgrid g;
	aif_calrun r;
	aif_diag d = { 0 };

	(void)state;
	snprintf(text, sizeof text,
		 "%sD,gemm,bfloat16,8,1024,1024,0.010\nD,gemm,bfloat16,8,1024,1024,0.012\n", head);
	build(&g, &r, text, &c, AIF_OK, &d);
	assert_int_equal(g.merged, 1);
	assert_rel(g.t_s[0][0], 11e-6, 1e-12);
	aif_calrun_free(&r);
	snprintf(text, sizeof text,
		 "%sD,gemm,bfloat16,8,1024,1024,0.010\nD,gemm,bfloat16,8,1024,1024,0.016\n", head);
	build(&g, &r, text, &c, AIF_EPARSE, &d);
	assert_string_equal(d.msg, "F:3: 16 us, but the same row in F:2 says 10 us");
	aif_calrun_free(&r);
}

static void
a_type_without_a_rate_is_refused(void **state)
{
	static const char text[] =
	    "device,op_name,gemm_dtype,m,n,k,latency\nD,gemm,fp8,8,1024,1024,0.01\n";
	aif_calset c = facts();
	aif_calgrid g;
	aif_calrun r;
	aif_diag d = { 0 };

	(void)state;
	build(&g, &r, text, &c, AIF_EPARSE, &d);
	assert_string_equal(d.msg,
			    "F:2: no rate of dtype 'fp8' to compare with (is it in the catalog?)");
	aif_calrun_free(&r);
}

// Writes a set into a fresh folder; path[n] gets its name.
static void
write_set(const char *text, const aif_hw_gpu *gpu, const char *base, char *path, size_t n)
{
	static aif_calwrite_facts x; // large
	aif_calgrid g;
	aif_calrun r;
	aif_diag d = { 0 };
	char file[256];
	FILE *f;

	snprintf(path, n, "/tmp/aifsim-calib-XXXXXX");
	assert_non_null(mkdtemp(path));
	assert_int_equal(aif_calrun_create(&r, NULL, &d), AIF_OK);
	assert_int_equal(aif_calrun_parse(&r, "F", text, strlen(text), &d), AIF_OK);
	if (aif_calwrite_facts_of(&x, &r, gpu, base, &d) ||
	    aif_calgrid_build(&g, &r, AIF_KSPEC_GEMM, &x.set, &d))
		fail_msg("%s", d.msg);
	snprintf(file, sizeof file, "%s/set.csv", path);
	assert_non_null(f = fopen(file, "w"));
	aif_calwrite_set(&x, &r, "mine", f);
	fclose(f);
	snprintf(file, sizeof file, "%s/gemm.csv", path);
	assert_non_null(f = fopen(file, "w"));
	aif_calwrite_table(&g, &r, "mine", f);
	fclose(f);
	aif_calrun_free(&r);
}

static void
remove_set(const char *path)
{
	char file[256];

	snprintf(file, sizeof file, "%s/set.csv", path);
	unlink(file);
	snprintf(file, sizeof file, "%s/gemm.csv", path);
	unlink(file);
	rmdir(path);
}

static void
a_set_on_disk_answers_and_its_base_fills_in_what_it_lacks(void **state)
{
	aif_calset c = facts();
	char *text = table_of(&c, -1, 1), path[64];
	aif_hw_gpu mine = perf_h100;
	aif_kernel *own, *builtin;
	aif_kernel_attn q = { 8, 2048, 32, 8, 128, 0, AIF_DT_BF16, AIF_DT_BF16, 0 };
	aif_kernel_mark mark = { 0 };
	aif_arena *a;
	aif_diag d = { 0 };

	(void)state;
	write_set(text, &perf_h100, "h100_sxm", path, sizeof path);
	assert_int_equal(aif_arena_create(&a), AIF_OK);
	mine.calib = path;
	if (aif_kernel_create(&own, a, &mine, &d))
		fail_msg("%s", d.msg);
	assert_int_equal(aif_kernel_create(&builtin, a, &perf_h100, &d), AIF_OK);
	// Its own matmul, to the four digits of the file.
	assert_rel(aif_kernel_gemm_s(own, 64, 2048, 2048, AIF_DT_BF16, &mark),
		   2 * aif_kroof_gemm(&c.roof, 64, 2048, 2048, AIF_DT_BF16), 1e-3);
	assert_int_equal(mark.how, AIF_HOW_MEASURED);
	// Attention from the base: the same as the built-in answer.
	assert_rel(aif_kernel_prefill_s(own, &q, &mark), aif_kernel_prefill_s(builtin, &q, NULL),
		   1e-6);
	assert_int_equal(mark.how, AIF_HOW_MEASURED);
	aif_arena_free(a);
	remove_set(path);
	free(text);
}

static void
without_a_catalog_entry_the_best_measured_rates_are_the_roofline(void **state)
{
	char path[64];
	aif_calset got;
	aif_diag d = { 0 };
	aif_calrun r;
	static aif_calwrite_facts x;

	(void)state;
	// The suite's two matmuls: 8.59e9 flop in 30 us, 1.72e10 in 40 us: 429 Tflop/s.
	assert_int_equal(aif_calrun_create(&r, NULL, &d), AIF_OK);
	assert_int_equal(aif_calrun_parse(&r, "F", calib_suite, strlen(calib_suite), &d), AIF_OK);
	assert_int_equal(aif_calwrite_facts_of(&x, &r, NULL, "", &d), AIF_EREFUSED);
	assert_string_equal(d.msg,
			    "memory bandwidth: neither measured nor known (name a GPU of the "
			    "catalog with --gpu)");
	assert_rel(x.set.roof.flop_s[AIF_DT_BF16], 17179869184 / 40e-6, 1e-9);
	aif_calrun_free(&r);
	write_set(calib_suite, &perf_h100, "h100_sxm", path, sizeof path);
	assert_int_equal(aif_calset_open(&got, path, &(aif_diag){ 0 }), AIF_OK);
	assert_rel(got.roof.flop_s[AIF_DT_BF16], perf_h100.ceil_bf16_flop_s, 1e-4);
	assert_near(got.tdp_w, 700, 0); // the limit in the file's header
	assert_string_equal(got.base, "h100_sxm");
	remove_set(path);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(what_follows_the_roofline_is_predicted_without_error),
		cmocka_unit_test(
		    a_cell_off_by_a_fifth_is_an_outlier_and_one_off_fourfold_is_left_out),
		cmocka_unit_test(the_same_row_twice_is_averaged_unless_the_two_disagree),
		cmocka_unit_test(a_type_without_a_rate_is_refused),
		cmocka_unit_test(a_set_on_disk_answers_and_its_base_fills_in_what_it_lacks),
		cmocka_unit_test(without_a_catalog_entry_the_best_measured_rates_are_the_roofline),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
