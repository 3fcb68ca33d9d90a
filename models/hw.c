// hw.c - catalog entries of accelerators, servers and racks.
#include "models/hw.h"

#include <math.h>
#include <string.h>

#include "models/record.h"
#include "models/wire.h"

static aif_err
gpu_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_hw_gpu *g = st;

	g->name = aif_sim_name(sim, self);
	if (!g->calib)
		g->calib = "";
	if (g->idle_w >= g->tdp_w)
		return aif_err_fail(d, AIF_ERANGE, "idle power %g W is not below the TDP %g W",
				    g->idle_w, g->tdp_w);
	if (g->ceil_bf16_flop_s > g->peak_bf16_flop_s || g->ceil_fp8_flop_s > g->peak_fp8_flop_s ||
	    g->ceil_fp4_flop_s > g->peak_fp4_flop_s)
		return aif_err_fail(d, AIF_ERANGE,
				    "a measured matmul ceiling is above the datasheet peak");
	return AIF_OK;
}

aif_hw_gpu
aif_hw_physics(const aif_hw_gpu *g)
{
	aif_hw_gpu x;

	memcpy(&x, g, sizeof x);
	x.price_usd = x.leak_k = x.train_error = x.serve_error = 0;
	x.name = ""; // of a sim
	return x;
}

static aif_err
server_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_hw_server *v = st;

	(void)sim;
	(void)self;
	if (v->gpus != floor(v->gpus))
		return aif_err_fail(d, AIF_ERANGE, "gpus %g is not a whole number", v->gpus);
	if (v->busy_w < v->base_w)
		return aif_err_fail(d, AIF_ERANGE, "busy_w %g W is below base_w %g W", v->busy_w,
				    v->base_w);
	if (v->fans_w > v->busy_w || v->fans_rest_w > v->base_w || v->fans_rest_w > v->fans_w)
		return aif_err_fail(d, AIF_ERANGE,
				    "fans of %g W (%g W at rest) are more than the server "
				    "without its GPUs, or less at work than at rest",
				    v->fans_w, v->fans_rest_w);
	if (v->case_c <= v->intake_ref_c)
		return aif_err_fail(d, AIF_ERANGE, "'case' is not above 'intake_ref'");
	return AIF_OK;
}

static aif_err
rack_init(void *st, aif_sim *sim, uint32_t self, aif_diag *d)
{
	aif_hw_rack *r = st;
	aif_hw_unit u;

	if (r->servers != floor(r->servers))
		return aif_err_fail(d, AIF_ERANGE, "servers %g is not a whole number", r->servers);
	return aif_hw_resolve(sim, self, &u, d);
}

aif_err
aif_hw_resolve(const aif_sim *s, uint32_t rack, aif_hw_unit *out, aif_diag *d)
{
	aif_hw_unit u = { 0 };

	if (rack == AIF_NONE || aif_sim_model(s, rack) != &aif_model_rack)
		return aif_err_fail(d, AIF_EINVAL, "not a rack (expected a catalog rack)");
	u.rack = aif_sim_state(s, rack);
	if (u.rack->server == AIF_NONE || aif_sim_model(s, u.rack->server) != &aif_model_server)
		return aif_err_fail(d, AIF_EINVAL, "rack '%s' names no server",
				    aif_sim_name(s, rack));
	u.server = aif_sim_state(s, u.rack->server);
	if (u.server->gpu == AIF_NONE || aif_sim_model(s, u.server->gpu) != &aif_model_gpu)
		return aif_err_fail(d, AIF_EINVAL, "server '%s' names no gpu",
				    aif_sim_name(s, u.rack->server));
	u.gpu = aif_sim_state(s, u.server->gpu);
	u.servers_per_rack = (int)u.rack->servers;
	u.gpus_per_server = (int)u.server->gpus;
	u.gpus_per_rack = u.servers_per_rack * u.gpus_per_server;
	u.rack_idle_w =
	    u.rack->servers * (u.server->base_w + u.server->gpus * u.gpu->idle_w) + u.rack->extra_w;
	u.rack_busy_w =
	    u.rack->servers * (u.server->busy_w + u.server->gpus * u.gpu->tdp_w) + u.rack->extra_w;
	u.rack_price_usd = u.rack->servers * u.server->price_usd + u.rack->price_usd +
			   u.gpus_per_rack * u.rack->network_usd_gpu;
	*out = u;
	return AIF_OK;
}

double
aif_hw_network_usd(const aif_sim *s, uint32_t cluster, const aif_hw_unit *u)
{
	uint32_t fabric = aif_sim_nth(s, "fabric", cluster, 0);
	double usd, racks;

	if (fabric != AIF_NONE && aif_sim_param(s, fabric, "price", &usd) && !isnan(usd) &&
	    aif_sim_param(s, cluster, "racks", &racks) && racks > 0)
		return usd / racks;
	return u->gpus_per_rack * u->rack->network_usd_gpu;
}

double
aif_hw_rack_usd(const aif_sim *s, uint32_t cluster, const aif_hw_unit *u)
{
	double usd, gpu_usd, level = 1;

	(void)aif_sim_param(s, cluster, "price_level", &level);
	if (aif_sim_param(s, cluster, "price", &usd) && !isnan(usd))
		return usd * level;
	usd = u->rack_price_usd - u->gpus_per_rack * u->rack->network_usd_gpu +
	      aif_hw_network_usd(s, cluster, u);
	if (aif_sim_param(s, cluster, "gpu_price", &gpu_usd) && !isnan(gpu_usd))
		usd += u->gpus_per_rack * (gpu_usd - u->gpu->price_usd);
	return level * usd;
}

const char *
aif_hw_rack_kind(const aif_sim *s, uint32_t cluster)
{
	static const char *const own[] = { "price", "gpu_price" };
	double usd;

	for (int i = 0; i < 2; i++)
		if (aif_sim_param(s, cluster, own[i], &usd) && !isnan(usd))
			return aif_record_kind(s, cluster, own[i]);
	return aif_record_kind(s, aif_sim_ref(s, aif_sim_ref(s, cluster, "rack"), "server"),
			       "price");
}

const char *
aif_hw_network_kind(const aif_sim *s, uint32_t cluster)
{
	uint32_t fabric = aif_sim_nth(s, "fabric", cluster, 0);
	double usd;

	if (fabric != AIF_NONE && aif_sim_param(s, fabric, "price", &usd) && !isnan(usd))
		return aif_record_kind(s, fabric, "price");
	return aif_record_kind(s, aif_sim_ref(s, cluster, "rack"), "network_per_gpu");
}

#define G(f, name, unit, lo, hi, doc) AIF_P(aif_hw_gpu, f, name, unit, 0, lo, hi, doc)
static const aif_field gpu_params[] = {
	AIF_P_OF(aif_hw_gpu, calib, "calib", AIF_F_TEXT, NULL, 0,
		 "Set of measured kernels of it or its nearest relative: one of the program's "
		 "(models/calib/) or, with a slash, a folder made by aifsim calibrate import."),
	G(peak_fp32_flop_s, "peak_fp32", "flop/s", 0, 1e18, "FP32 peak without tensor cores."),
	G(peak_tf32_flop_s, "peak_tf32", "flop/s", 0, 1e18, "Dense TF32 matmul peak, datasheet."),
	AIF_P_REQ(aif_hw_gpu, peak_bf16_flop_s, "peak_bf16", "flop/s", 1e9, 1e18,
		  "Dense BF16 matmul peak, datasheet."),
	G(peak_fp8_flop_s, "peak_fp8", "flop/s", 0, 1e18, "Dense FP8 peak; 0: no such unit."),
	G(peak_fp4_flop_s, "peak_fp4", "flop/s", 0, 1e18, "Dense NVFP4 peak; 0: no such unit."),
	G(ceil_bf16_flop_s, "ceil_bf16", "flop/s", 0, 1e18,
	  "Best BF16 matmul rate measured; 0: not known."),
	G(ceil_fp8_flop_s, "ceil_fp8", "flop/s", 0, 1e18,
	  "Best FP8 matmul rate measured; 0: not known."),
	G(ceil_fp4_flop_s, "ceil_fp4", "flop/s", 0, 1e18,
	  "Best NVFP4 matmul rate; 0: the share of the peak that FP8 reaches."),
	G(sustained_frac, "sustained", "1", 0, 1,
	  "Matmul rate in a long job, at the power limit and with data as they come, over that "
	  "of the short measurements behind `calib`; 0: not known."),
	G(exp_ratio, "exp_ratio", "1", 0, 100,
	  "Exponentials a second over those of the part behind `calib`, where that is another: "
	  "attention waits for them; 0: as many."),
	AIF_P_REQ(aif_hw_gpu, hbm_bytes, "hbm", "byte", 1e9, 1e13, "Memory."),
	AIF_P_REQ(aif_hw_gpu, hbm_bytes_s, "hbm_bw", "byte/s", 1e9, 1e15, "Memory bandwidth."),
	AIF_P_REQ(aif_hw_gpu, scaleup_bytes_s, "scaleup", "byte/s", 0, 1e15,
		  "NVLink bandwidth per GPU, one direction."),
	AIF_P(aif_hw_gpu, scaleup_gpus, "scaleup_gpus", "1", 8, 1, 1e5,
	      "GPUs in one scale-up domain; 8 in HGX boards."),
	AIF_P_REQ(aif_hw_gpu, scaleout_bytes_s, "scaleout", "byte/s", 0, 1e15,
		  "Network bandwidth per GPU, one direction."),
	AIF_P_REQ(aif_hw_gpu, tdp_w, "tdp", "W", 1, 1e5, "Power limit."),
	AIF_P_REQ(aif_hw_gpu, idle_w, "idle", "W", 0, 1e4, "Power at rest."),
	AIF_P(aif_hw_gpu, memory_power_frac, "memory_power", "1", 0.75, 0, 1,
	      "Share of (tdp - idle) drawn while streaming memory; H100: 486 W of 700 at batch 8 "
	      "of an 8B model, three quarters of it streaming, ml.energy leaderboard 2025."),
	AIF_P(aif_hw_gpu, comm_power_frac, "comm_power", "1", 0.45, 0, 1,
	      "The same while waiting in a collective; H100: what remains of 441 W at batch 8 of a "
	      "70B model on four, ml.energy leaderboard 2025."),
	AIF_P(aif_hw_gpu, wait_power_frac, "wait_power", "1", 0.09, 0, 1,
	      "The same in a live job that waits for its host: H100 servers draw 2.63 kW between "
	      "blocks of a run and 2.17 kW at rest, MLPerf Training v4.0 power logs, Supermicro, "
	      "LoRA on 8 nodes."),
	G(sm_count, "sms", "1", 0, 1e5, "Streaming multiprocessors."),
	{ "price", "USD", 0, 0, 1e7, offsetof(aif_hw_gpu, price_usd),
	  "Purchase price of one; that of a server holds it: `gpu_price` of a cluster changes "
	  "both.",
	  AIF_F_NUM, NULL, AIF_HELD, AIF_AGG_MEAN },
	AIF_P(aif_hw_gpu, leak_k, "leakage", "1/K", 0.005, 0, 0.05,
	      "More power per K of the air or water that cools it, above the server's reference: "
	      "0.005 to 0.01 in EnergyPlus ITE curves in use (unchecked)."),
	AIF_P(aif_hw_gpu, train_error, "train_error", "1", 0, -6, 6,
	      "Bands of the performance model by which true training rates lie above prediction: "
	      "the rate is the predicted one times exp(score x band)."),
	AIF_P(aif_hw_gpu, serve_error, "serve_error", "1", 0, -6, 6, "The same for serving."),
	{ 0 },
};
#undef G

static const aif_field server_params[] = {
	AIF_P_OF(aif_hw_server, gpu, "gpu", AIF_F_REF, "gpu", AIF_REQUIRED, "Its accelerator."),
	AIF_P_REQ(aif_hw_server, gpus, "gpus", "1", 1, 1024, "Accelerators in it."),
	AIF_P_REQ(aif_hw_server, base_w, "base", "W", 0, 1e6,
		  "All but the GPUs, at rest: processors, memory, NICs, fans."),
	AIF_P_REQ(aif_hw_server, busy_w, "busy", "W", 0, 1e6, "The same with every GPU busy."),
	AIF_P_REQ(aif_hw_server, max_w, "max", "W", 1, 1e6, "Rated input."),
	AIF_P_REQ(aif_hw_server, price_usd, "price", "USD", 0, 1e9,
		  "Complete with GPUs, without the network."),
	AIF_P(aif_hw_server, liquid_frac, "liquid", "1", 0, 0, 1,
	      "Share of its heat that goes to liquid; 0: air-cooled."),
	AIF_P(aif_hw_server, embodied_kg, "embodied", "kg", 0, 0, 1e6,
	      "CO2 of its making, GPUs included; 0: not known."),
	AIF_P(aif_hw_server, fans_w, "fans", "W", 0, 0, 1e5,
	      "Of `busy`, its fans at the reference intake; 0: none, or not known."),
	AIF_P(aif_hw_server, fans_rest_w, "fans_rest", "W", 0, 0, 1e5, "Of `base`, the same."),
	AIF_P(aif_hw_server, intake_ref_c, "intake_ref", "degC", 27, 0, 50,
	      "Air up to which fans keep their least speed and chips draw what the catalog says: "
	      "upper end of ASHRAE's recommended range."),
	AIF_P(aif_hw_server, water_ref_c, "water_ref", "degC", 30, 0, 60,
	      "Facility water at which chips on cold plates draw what the catalog says "
	      "(estimate)."),
	AIF_P(aif_hw_server, case_c, "case", "degC", 75, 30, 120,
	      "Temperature that its fans hold (estimate; puts a server with 13 % of fans into the "
	      "ranges of ASHRAE TC 9.9, models/intake.h)."),
	{ 0 },
};

static const aif_field rack_params[] = {
	AIF_P_OF(aif_hw_rack, server, "server", AIF_F_REF, "server", AIF_REQUIRED, "Its servers."),
	AIF_P_REQ(aif_hw_rack, servers, "servers", "1", 1, 1024, "Servers in it."),
	AIF_P(aif_hw_rack, extra_w, "extra", "W", 0, 0, 1e6,
	      "Switches, pumps and shelf losses in the rack; 0: none of its own."),
	AIF_P_REQ(aif_hw_rack, max_w, "max", "W", 1, 1e7, "What its feeder must be sized for."),
	AIF_P_REQ(aif_hw_rack, price_usd, "price", "USD", 0, 1e9,
		  "Rack, power shelves and in-rack network, without the servers."),
	AIF_P_REQ(aif_hw_rack, network_usd_gpu, "network_per_gpu", "USD", 0, 1e6,
		  "Scale-out network per GPU: NICs, switches, optics, cables."),
	{ 0 },
};

const aif_model_ops aif_model_gpu = {
	.name = "gpu",
	.doc = "An accelerator: datasheet peaks, measured ceilings, memory, links, power, price.",
	.state_size = sizeof(aif_hw_gpu),
	.params = gpu_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = gpu_init,
};

const aif_model_ops aif_model_server = {
	.name = "server",
	.doc = "A server: accelerators and the power, price and heat path of the rest.",
	.state_size = sizeof(aif_hw_server),
	.params = server_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = server_init,
};

const aif_model_ops aif_model_rack = {
	.name = "rack",
	.doc = "A rack as it is bought and fed: servers, in-rack equipment, network per GPU.",
	.state_size = sizeof(aif_hw_rack),
	.params = rack_params,
	.catalog = 1,
	.rank = AIF_RANK_DATA,
	.init = rack_init,
};
