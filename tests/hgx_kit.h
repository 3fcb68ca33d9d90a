// hgx_kit.h - racks of HGX H100 servers and Llama-3.1-8B, without the catalog.
#ifndef AIF_TESTS_HGX_KIT_H
#define AIF_TESTS_HGX_KIT_H

#include "sim_kit.h"

#include "models/hw.h"
#include "models/xfmr.h"
#include "perf_gpu.h"

// A rack of so many servers of eight GPUs.
static inline uint32_t
hgx_rack(aif_sim *s, const char *name, int servers, double max_w)
{
	uint32_t gpu = kit_add(s, "gpu", "h100", AIF_NONE);
	uint32_t server = kit_add(s, "server", "hgx", AIF_NONE);
	uint32_t rack = kit_add(s, "rack", name, AIF_NONE);
	const struct {
		const char *name;
		double x;
	} g[] = { { "peak_bf16", perf_h100.peak_bf16_flop_s },
		  { "ceil_bf16", perf_h100.ceil_bf16_flop_s },
		  { "hbm", perf_h100.hbm_bytes },
		  { "hbm_bw", perf_h100.hbm_bytes_s },
		  { "scaleup", perf_h100.scaleup_bytes_s },
		  { "scaleout", perf_h100.scaleout_bytes_s },
		  { "tdp", perf_h100.tdp_w },
		  { "idle", perf_h100.idle_w } };

	for (size_t i = 0; i < sizeof g / sizeof *g; i++)
		kit_num(s, gpu, g[i].name, g[i].x);
	*(const char **)kit_at(s, gpu, "calib") = "h100_sxm";
	kit_ref(s, server, "gpu", gpu);
	kit_num(s, server, "gpus", 8);
	kit_num(s, server, "base", 2200);
	kit_num(s, server, "busy", 2900);
	kit_num(s, server, "max", 10200);
	kit_ref(s, rack, "server", server);
	kit_num(s, rack, "servers", servers);
	kit_num(s, rack, "max", max_w);
	return rack;
}

static inline uint32_t
hgx_llm(aif_sim *s)
{
	static const struct {
		const char *name;
		double x;
	} m[] = { { "layers", 32 },  { "hidden", 4096 }, { "heads", 32 },
		  { "kv_heads", 8 }, { "ffn", 14336 },   { "vocab", 128256 } };
	uint32_t llm = kit_add(s, "llm", "Llama-3.1-8B", AIF_NONE);

	for (size_t i = 0; i < sizeof m / sizeof *m; i++)
		kit_num(s, llm, m[i].name, m[i].x);
	return llm;
}

#endif
