// test_calrun.c - every format is read by its content, and refused with file and line.
#include "aif_test.h"

#include <stdlib.h>
#include <string.h>

#include "calib_text.h"
#include "models/calrun.h"

static aif_err
parse(aif_calrun *r, const char *text, aif_diag *d)
{
	assert_int_equal(aif_calrun_create(r, "h100_sxm", d), AIF_OK);
	return aif_calrun_parse(r, "F", text, strlen(text), d);
}

static void
reads(aif_calrun *r, const char *text)
{
	aif_diag d = { 0 };

	if (parse(r, text, &d))
		fail_msg("%s", d.msg);
}

static void
refuses(const char *text, const char *message)
{
	aif_calrun r;
	aif_diag d = { 0 };

	assert_int_not_equal(parse(&r, text, &d), AIF_OK);
	assert_string_equal(d.msg, message);
	aif_calrun_free(&r);
}

// The text with its first `from` put as `to`.
static char *
with(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out = malloc(strlen(text) + strlen(to) + 1);

	assert_non_null(at);
	assert_non_null(out);
	sprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return out;
}

static void
refuses_with(const char *text, const char *from, const char *to, const char *message)
{
	char *bad = with(text, from, to);

	refuses(bad, message);
	free(bad);
}

static void
a_suite_file_gives_points_with_provenance_and_leaves_out_what_failed(void **state)
{
	aif_calrun r;
	char *other;

	(void)state;
	reads(&r, calib_suite);
	assert_string_equal(r.source[0].driver, "580.65.06");
	assert_string_equal(r.source[0].date, "2027-01-31T12:00:00Z");
	assert_string_equal(r.source[0].revision, "abc123");
	assert_int_equal(r.source[0].rows, 7);
	assert_int_equal(r.source[0].bad, 1);
	assert_int_equal(r.table[AIF_KSPEC_GEMM].n, 3);
	assert_near(r.table[AIF_KSPEC_GEMM].p[0].t_s, 30e-6, 1e-15);
	assert_near(r.table[AIF_KSPEC_GEMM].p[0].spread_frac, 0.1, 1e-12); // (32 - 29) / 30
	assert_near(r.table[AIF_KSPEC_GEMM].p[1].x[2], 512, 0);
	aif_calrun_free(&r);
	reads(&r, calib_attention);
	assert_int_equal(r.table[AIF_KSPEC_UNFUSED].n, 2);
	assert_int_equal(r.table[AIF_KSPEC_DECODE].n, 1);
	aif_calrun_free(&r);
	reads(&r, calib_power);
	assert_int_equal(r.n_load, 2);
	assert_near(r.load[1].power_w, 690, 0);
	assert_near(r.load[1].flop_s, 1099511627776 / 1600e-6, 1e3);
	assert_int_equal(r.n_sample, 2);
	assert_near(r.sample[1].t_s, 0.1, 1e-12);
	assert_int_equal(r.sample[0].meter, 0);
	aif_calrun_free(&r);
	// Another kernel's step is another meter's.
	other = with(calib_power, "step_up,bf16,,,,,,,,,,,400,,1980,2619,33,,gemm",
		     "step_up,,,,,,,,,,,,400,,1980,2619,33,,triad");
	reads(&r, other);
	free(other);
	assert_int_equal(r.sample[1].meter, 2);
	aif_calrun_free(&r);
}

static void
a_suite_file_that_is_cut_reordered_unitless_or_nan_is_refused_at_its_line(void **state)
{
	char cut[4096];

	(void)state;
	snprintf(cut, sizeof cut, "%.*s", (int)(strstr(calib_suite, "# end") - calib_suite),
		 calib_suite);
	refuses(cut, "F:29: truncated: the last line '# end: ...' is missing");
	refuses_with(calib_suite, "# end: rows 7", "# end: rows 6", "F:30: 7 rows (expected 6)");
	refuses_with(calib_suite, ",n,k,", ",k,n,",
		     "F:21: column 'k' (expected 'n' here; the order of columns is fixed)");
	refuses_with(
	    calib_suite, "time_us_p50", "time_p50",
	    "F:21: column 'time_p50' (expected 'time_us_p50' here; the order of columns is "
	    "fixed)");
	refuses_with(calib_suite, ",30,29,32,", ",nan,29,32,",
		     "F:22: column 'time_us_p50': 'nan' is not a number");
	refuses_with(calib_suite, ",30,29,32,", ",-30,29,32,",
		     "F:22: column 'time_us_p50': '-30' is negative or not finite (expected 0 or "
		     "more)");
	refuses_with(calib_suite, ",30,29,32,", ",30,31,32,",
		     "F:22: quantiles out of order (p10 31, p50 30, p90 32)");
	refuses_with(calib_suite, "# suite: gemm\n# device", "# device: x\n# suite",
		     "F:2: expected the header line '# suite: ...'");
	refuses_with(
	    calib_suite, ",ok,tn", ",maybe,tn",
	    "F:22: column 'check': 'maybe' is not a verdict (expected ok, bad or nothing)");
	refuses_with(calib_suite, "aifsim-calib 1", "aifsim-calib 2",
		     "F:1: format 'aifsim-calib 2' (expected aifsim-calib 1)");
}

static void
a_kernel_table_takes_columns_in_any_order_but_no_other_device(void **state)
{
	aif_calrun r;

	(void)state;
	reads(&r, calib_kernel);
	assert_int_equal(r.table[AIF_KSPEC_GEMM].n, 2);
	assert_int_equal(r.source[0].unused, 1);
	assert_near(r.table[AIF_KSPEC_GEMM].p[0].t_s, 15.2e-6, 1e-15);
	aif_calrun_free(&r);
	reads(&r, "latency,k,n,m,gemm_dtype,op_name,device\n0.5,3,2,1,fp8,gemm,D\n");
	assert_near(r.table[AIF_KSPEC_GEMM].p[0].x[0], 2, 0);
	aif_calrun_free(&r);
	refuses_with(calib_kernel, "bfloat16,1,4096,4096,0.0152", "bfloat16,1,4096,4096,inf",
		     "F:2: column 'latency': 'inf' is not a number (expected milliseconds)");
	refuses_with(calib_kernel, "bfloat16,1,4096,4096,0.0152", "bfloat16,1,4096,4096,0",
		     "F:2: column 'latency': '0' is not a time (expected milliseconds, more than "
		     "0)");
	refuses_with(calib_kernel, "HBM3,gemm,torch_flow,int8", "HBM3e,gemm,torch_flow,int8",
		     "F:3: column 'device': 'NVIDIA H100 80GB HBM3e' is not the device of the rows "
		     "before (expected NVIDIA H100 80GB HBM3)");
	refuses_with(calib_kernel, ",0.0153\n", "\n", "F:4: 7 cells, expected 8 as in the header");
	refuses_with(calib_kernel, "gemm_dtype", "dtype",
		     "F:1: a kernel table without a type column (expected gemm_dtype, attn_dtype, "
		     "mla_dtype, moe_dtype or nccl_dtype)");
}

static void
of_several_library_versions_the_newest_counts(void **state)
{
	aif_calrun r;

	(void)state;
	reads(&r,
	      "system,src_framework,src_version,device,op_name,nccl_dtype,num_gpus,message_size,"
	      "latency\nh100_sxm,nccl,2.9.1,D,all_reduce,half,8,512,9\n"
	      "h100_sxm,nccl,2.29.2,D,all_reduce,half,8,512,7\n"
	      "b200_sxm,nccl,2.30.0,D,all_reduce,half,8,512,5\n");
	assert_int_equal(r.table[AIF_KSPEC_COLL].n, 1);
	assert_near(r.table[AIF_KSPEC_COLL].p[0].t_s, 7e-3, 1e-12);
	assert_near(r.table[AIF_KSPEC_COLL].p[0].x[2], 1024, 0); // elements of two bytes
	assert_string_equal(r.source[0].library, "2.29.2");
	aif_calrun_free(&r);
}

static void
an_nccl_log_is_held_to_its_own_arithmetic(void **state)
{
	aif_calrun r;

	(void)state;
	reads(&r, calib_nccl);
	assert_int_equal(r.table[AIF_KSPEC_COLL].n, 1); // the other row had a wrong result
	assert_int_equal(r.source[0].bad, 1);
	assert_near(r.table[AIF_KSPEC_COLL].p[0].x[0], 2, 0);
	assert_near(r.table[AIF_KSPEC_COLL].p[0].spread_frac, 0.05, 1e-12);
	assert_string_equal(r.source[0].device, "NVIDIA H100");
	aif_calrun_free(&r);
	refuses_with(calib_nccl, "# Avg bus", "# Avge bus",
		     "F:12: truncated: no line '# Avg bus bandwidth'");
	refuses_with(calib_nccl, "20.00 52.43 52.43", "52.43 20.00 52.43",
		     "F:9: busbw over algbw is 2.622, not the 1.000 of all_reduce on 2 GPUs");
	refuses_with(calib_nccl, "20.00 52.43", "10.00 52.43",
		     "F:9: algbw 52.43 GB/s is not size over time (104.858 GB/s): columns out of "
		     "order?");
}

static void
an_nccl_log_without_units_ranks_or_op_is_refused(void **state)
{
	(void)state;
	refuses_with(calib_nccl, "(us)", "",
		     "F:9: rows before the line of units (expected (B) ... (us) (GB/s) (GB/s))");
	refuses_with(calib_nccl, "all_reduce_perf", "",
		     "F:9: which collective? (expected all_reduce_perf or the like in the log or "
		     "the file's name)");
	refuses_with(calib_nccl, "#  Rank  1", "#  ", "F:9: 1 ranks listed (expected 2 or more)");
	refuses_with(calib_nccl, "1a:00] NVIDIA H100", "1a:00] NVIDIA A100",
		     "F:6: device 'NVIDIA A100', but rank 0 is a 'NVIDIA H100'");
	refuses_with(calib_nccl, "20.00", "nan",
		     "F:9: time (us): 'nan' is not a number of 0 or more");
	refuses_with(calib_nccl, " 49.93 0", " 49.93", "F:9: 12 columns (expected 13)");
}

static void
power_logs_of_all_kinds_give_readings_in_watts(void **state)
{
	const char *const text[] = { calib_smi,   calib_dcgm, calib_dmon,
				     calib_mllog, calib_ptd,  calib_meter };
	const size_t n[] = { 4, 2, 4, 2, 2, 4 };
	const double last[] = { 648, 640, 661.2, 6012, 512, 5100 };

	(void)state;
	for (int i = 0; i < 6; i++) {
		aif_calrun r;

		reads(&r, text[i]);
		assert_int_equal(r.n_sample, n[i]);
		assert_near(r.sample[n[i] - 1].power_w, last[i], 1e-9);
		assert_near(r.sample[n[i] - 1].t_s, i == 0 ? 1.001 : i == 5 ? 2 : 1, 1e-6);
		if (i == 0) {
			assert_near(r.sample[2].util_frac, 1, 0);
			assert_near(r.sample[2].memory_frac, 0.4, 1e-12);
			assert_near(r.sample[2].sm_hz, 1755e6, 1);
			assert_true(isnan(r.sample[3].sm_hz));
		}
		aif_calrun_free(&r);
	}
}

static void
power_without_a_unit_or_with_time_going_back_is_refused(void **state)
{
	(void)state;
	refuses_with(calib_smi, "power.draw [W]", "power.draw",
		     "F:1: column 'power.draw' has no unit or another (expected 'power.draw [W]')");
	refuses_with(calib_smi, "71.25 W", "71.25 kW",
		     "F:2: column 'power.draw [W]': '71.25 kW' is in another unit (expected W)");
	refuses_with(calib_smi, "71.25 W", "-5 W",
		     "F:2: column 'power.draw [W]': '-5 W' is negative (expected 0 or more)");
	refuses_with(
	    calib_smi, "71.25 W", "[N/A]",
	    "F:2: column 'power.draw [W]': '[N/A]' is not a power (expected a number of W)");
	refuses_with(calib_smi, "12:00:01.000", "11:59:59.000",
		     "F:4: time goes back (the reading before, line 2, is 1 s later)");
	refuses_with(calib_smi, "HBM3, 1, 72", "HBM2, 1, 72",
		     "F:3: column 'name': 'NVIDIA H100 80GB HBM2' is another device than the rows "
		     "before (expected NVIDIA H100 80GB HBM3)");
	refuses_with(calib_mllog, "power_measurement_stop", "power_stop",
		     "F:4: truncated: no power_measurement_stop");
	refuses_with(calib_dmon, "POWER", "TMPTR",
		     "F:1: the first column is not POWER (dcgmi dmon -e 155,...)");
	refuses_with(calib_dmon, "ID        W", "ID        mW", "F:2: power without its unit W");
	refuses("a,b\n1,2\n", "F:1: not a measurement (expected aifsim-calib, a kernel table, an "
			      "nccl-tests log or a power log)");
}

static void
two_files_of_different_devices_do_not_go_together(void **state)
{
	aif_calrun r;
	aif_diag d = { 0 };
	const char *device;

	(void)state;
	reads(&r, calib_kernel);
	assert_int_equal(aif_calrun_parse(&r, "G", calib_nccl, strlen(calib_nccl), &d), AIF_OK);
	assert_int_equal(aif_calrun_device(&r, &device, &d), AIF_EPARSE);
	assert_string_equal(d.msg,
			    "G:1: device 'NVIDIA H100', but F is of 'NVIDIA H100 80GB HBM3'");
	aif_calrun_free(&r);
}

int
main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(
		    a_suite_file_gives_points_with_provenance_and_leaves_out_what_failed),
		cmocka_unit_test(
		    a_suite_file_that_is_cut_reordered_unitless_or_nan_is_refused_at_its_line),
		cmocka_unit_test(a_kernel_table_takes_columns_in_any_order_but_no_other_device),
		cmocka_unit_test(of_several_library_versions_the_newest_counts),
		cmocka_unit_test(an_nccl_log_is_held_to_its_own_arithmetic),
		cmocka_unit_test(an_nccl_log_without_units_ranks_or_op_is_refused),
		cmocka_unit_test(power_logs_of_all_kinds_give_readings_in_watts),
		cmocka_unit_test(power_without_a_unit_or_with_time_going_back_is_refused),
		cmocka_unit_test(two_files_of_different_devices_do_not_go_together),
	};

	return cmocka_run_group_tests(t, NULL, NULL);
}
