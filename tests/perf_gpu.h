// perf_gpu.h - the GPUs of the catalog as plain structs, for tests of pure functions.
//
// Figures: stas00/ml-engineering 744d01e, as in models/catalog/gpu.lua.
#ifndef AIF_TESTS_PERF_GPU_H
#define AIF_TESTS_PERF_GPU_H

#include "models/hw.h"

static const aif_hw_gpu perf_a100 = {
	.name = "a100-sxm",
	.calib = "a100_sxm",
	.peak_tf32_flop_s = 156e12,
	.peak_bf16_flop_s = 312e12,
	.ceil_bf16_flop_s = 271.2e12,
	.hbm_bytes = 80e9,
	.hbm_bytes_s = 2.0e12,
	.scaleup_bytes_s = 300e9,
	.scaleup_gpus = 8,
	.scaleout_bytes_s = 25e9,
	.tdp_w = 400,
	.idle_w = 60,
	.sm_count = 108,
};
static const aif_hw_gpu perf_h100 = {
	.name = "h100-sxm",
	.calib = "h100_sxm",
	.peak_tf32_flop_s = 494.5e12,
	.peak_bf16_flop_s = 989e12,
	.peak_fp8_flop_s = 1979e12,
	.ceil_bf16_flop_s = 794.5e12,
	.ceil_fp8_flop_s = 1402.6e12,
	.hbm_bytes = 80e9,
	.hbm_bytes_s = 3.35e12,
	.scaleup_bytes_s = 450e9,
	.scaleup_gpus = 8,
	.scaleout_bytes_s = 50e9,
	.tdp_w = 700,
	.idle_w = 70,
	.sm_count = 132,
};
static const aif_hw_gpu perf_h200 = {
	.name = "h200-sxm",
	.calib = "h100_sxm",
	.peak_tf32_flop_s = 494.5e12,
	.peak_bf16_flop_s = 989e12,
	.peak_fp8_flop_s = 1979e12,
	.ceil_bf16_flop_s = 794.5e12,
	.ceil_fp8_flop_s = 1453.4e12,
	.hbm_bytes = 141e9,
	.hbm_bytes_s = 4.8e12,
	.scaleup_bytes_s = 450e9,
	.scaleup_gpus = 8,
	.scaleout_bytes_s = 50e9,
	.tdp_w = 700,
	.idle_w = 80,
	.sm_count = 132,
};
static const aif_hw_gpu perf_b200 = {
	.name = "b200-sxm",
	.calib = "b200_sxm",
	.peak_tf32_flop_s = 1125e12,
	.peak_bf16_flop_s = 2250e12,
	.peak_fp8_flop_s = 4500e12,
	.peak_fp4_flop_s = 9000e12,
	.ceil_bf16_flop_s = 1745e12,
	.ceil_fp8_flop_s = 3432.5e12,
	.hbm_bytes = 180e9,
	.hbm_bytes_s = 8e12,
	.scaleup_bytes_s = 900e9,
	.scaleup_gpus = 8,
	.scaleout_bytes_s = 50e9,
	.tdp_w = 1000,
	.idle_w = 140,
	.sm_count = 148,
};

#endif
