// hw.h - what a GPU, a server and a rack are: catalog entries all families read.
//
// Quantities are per piece. Peaks are dense (no sparsity). Ceilings are the best
// matmul rate measured on the part, which is what models use; datasheet peaks
// serve MFU alone.
#ifndef AIF_MODELS_HW_H
#define AIF_MODELS_HW_H

#include "core/sim.h"

typedef struct aif_hw_gpu {
	const char *name;  // catalog name: "h100-sxm"
	const char *calib; // calibration set (models/calset.h), "" for none
	double peak_fp32_flop_s, peak_tf32_flop_s, peak_bf16_flop_s, peak_fp8_flop_s,
	    peak_fp4_flop_s; // 0: no such unit
	double ceil_bf16_flop_s, ceil_fp8_flop_s,
	    ceil_fp4_flop_s;   // measured matmul ceilings; 0 unknown
	double sustained_frac; // matmul rate of a long job over that of a short test; 0 unknown
	double exp_ratio;      // exponentials a second over those of calib's part; 0: as many
	double hbm_bytes, hbm_bytes_s;
	double scaleup_bytes_s;  // NVLink, one direction, per GPU
	double scaleup_gpus;     // GPUs in one scale-up domain
	double scaleout_bytes_s; // NIC bandwidth per GPU, one direction
	double tdp_w, idle_w;
	double sm_count;
	double memory_power_frac, comm_power_frac,
	    wait_power_frac; // of tdp - idle, while streaming; in a collective; waiting
	double price_usd;
	double leak_k; // more power per K of what cools it
	// Standard scores of what is not known: the true rate is the predicted one times
	// exp(score * band). 0 but in replicas.
	double train_error, serve_error;
} aif_hw_gpu;

typedef struct aif_hw_server {
	uint32_t gpu;               // entity of model gpu
	double gpus;                // GPUs in it
	double base_w;              // all but the GPUs, idle (CPU, memory, NICs, fans)
	double busy_w;              // the same with every GPU busy
	double max_w;               // rated input
	double price_usd;           // complete with GPUs, without network
	double liquid_frac;         // share of its heat that goes to liquid
	double embodied_kg;         // CO2 of its making; 0: not known
	double fans_w, fans_rest_w; // of busy_w and base_w, its fans
	double intake_ref_c, water_ref_c, case_c; // where these hold; what fans hold
} aif_hw_server;

typedef struct aif_hw_rack {
	uint32_t server; // entity of model server
	double servers;
	double extra_w;         // switches, CDU pumps, shelf losses in the rack
	double max_w;           // what the feeder must be sized for
	double price_usd;       // rack, power shelves, in-rack network
	double network_usd_gpu; // scale-out network per GPU (NICs, switches, optics, cables)
} aif_hw_rack;

// The rack of that entity resolved to its parts.
typedef struct aif_hw_unit {
	const aif_hw_gpu *gpu;
	const aif_hw_server *server;
	const aif_hw_rack *rack;
	int servers_per_rack, gpus_per_server, gpus_per_rack;
	double rack_idle_w, rack_busy_w; // all GPUs idle; all at TDP
	double rack_price_usd;           // servers, rack and network
} aif_hw_unit;

// Errors: AIF_EINVAL when rack is not a complete rack.
aif_err aif_hw_resolve(const aif_sim *s, uint32_t rack, aif_hw_unit *out, aif_diag *d);

// The part of g that performance follows from: the rest is 0. Equal bytes of two parts
// mean equal kernels.
aif_hw_gpu aif_hw_physics(const aif_hw_gpu *g);
// Price of a rack of that cluster, network included, and of its part of the network: that
// of the cluster's fabric where it has one, else the rack's network per GPU.
double aif_hw_rack_usd(const aif_sim *s, uint32_t cluster, const aif_hw_unit *u);
double aif_hw_network_usd(const aif_sim *s, uint32_t cluster, const aif_hw_unit *u);
// What those prices stand on ("estimate"), as record.h has it.
const char *aif_hw_rack_kind(const aif_sim *s, uint32_t cluster);
const char *aif_hw_network_kind(const aif_sim *s, uint32_t cluster);

extern const aif_model_ops aif_model_gpu, aif_model_server, aif_model_rack;

#endif
