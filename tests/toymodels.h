// toymodels.h - models that compute nothing, for the tests of scenarios: a site with
// halls, feeds and stages, clusters on racks of a catalog, strategies, a finance.
#ifndef AIF_TESTS_TOYMODELS_H
#define AIF_TESTS_TOYMODELS_H

#include <math.h>

#include "core/sim.h"

// clang-format off
typedef struct toy_site {
	const aif_frame *weather;
	double interval_s;
	aif_signal facility_w;
} toy_site;
typedef struct toy_hall {
	double it_w, supply_c;
	aif_time ready_ns;
	int ups, liquid;
	aif_signal it_out_w;
} toy_hall;
typedef struct toy_stage {
	double firm_w, slip_s;
	aif_time on_ns;
} toy_stage;
typedef struct toy_rack {
	double power_w, price_usd, servers;
	uint32_t gpu;
} toy_rack;
typedef struct toy_gpu {
	double tdp_w;
} toy_gpu;
typedef struct toy_cluster {
	uint32_t hall, rack;
	double racks, growth, tokens;
	aif_dist repair;
	aif_nums tiers;
	const char *note;
	const aif_frame *trace;
	aif_signal it_w, busy_gpus;
} toy_cluster;
typedef struct toy_strategy {
	aif_refs own, rent;
} toy_strategy;
typedef struct toy_finance {
	double wacc;
} toy_finance;
static const aif_field toy_site_params[] = {
	AIF_P_OF(toy_site, weather, "weather", AIF_F_DATA, "epw|weather", 0, "Weather."),
	AIF_P(toy_site, interval_s, "interval", "s", 900, 1, 86400, "Metering interval."),
	{ 0 },
};
static const aif_field toy_site_outputs[] = {
	AIF_O(toy_site, facility_w, "W", AIF_AGG_MEAN, "Power of all."),
	{ 0 },
};
static const aif_field toy_hall_params[] = {
	AIF_P_REQ(toy_hall, it_w, "it", "W", 0, 1e9, "IT power."),
	AIF_P(toy_hall, supply_c, "supply", "degC", 30, 5, 60, "Supply temperature."),
	AIF_P_DATE(toy_hall, ready_ns, "ready", 0, "First day."),
	AIF_P_CHOICE(toy_hall, ups, "ups", 1, "N|N+1|2N", "Redundancy."),
	AIF_P_BOOL(toy_hall, liquid, "liquid", 0, "Liquid loop."),
	{ 0 },
};
static const aif_field toy_hall_outputs[] = {
	AIF_O(toy_hall, it_out_w, "W", AIF_AGG_MEAN, "IT power."),
	{ 0 },
};
static const aif_field toy_stage_params[] = {
	AIF_P_REQ(toy_stage, firm_w, "firm", "W", 0, 1e10, "Firm power."),
	AIF_P(toy_stage, slip_s, "slip", "s", 0, 0, 3e8, "Delay."),
	AIF_P_DATE(toy_stage, on_ns, "on", AIF_REQUIRED, "Date."),
	{ 0 },
};
static const aif_field toy_rack_params[] = {
	AIF_P_REQ(toy_rack, power_w, "power", "W", 0, 1e6, "Rated power."),
	AIF_P(toy_rack, price_usd, "price", "USD", 0, 0, 1e9, "Price."),
	AIF_P(toy_rack, servers, "servers", "1", 4, 1, 100, "Servers in it."),
	AIF_P_OF(toy_rack, gpu, "gpu", AIF_F_REF, "gpu", 0, "Its GPU."),
	{ 0 },
};
static const aif_field toy_gpu_params[] = {
	AIF_P_REQ(toy_gpu, tdp_w, "tdp", "W", 0, 1e5, "Thermal design power."),
	{ 0 },
};
static const aif_field toy_cluster_params[] = {
	AIF_P_OF(toy_cluster, hall, "hall", AIF_F_REF, "hall", 0, "Where it stands."),
	AIF_P_OF(toy_cluster, rack, "rack", AIF_F_REF, "rack", AIF_REQUIRED, "Its rack."),
	AIF_P(toy_cluster, racks, "racks", "1", 1, 1, 1e6, "How many."),
	AIF_P(toy_cluster, growth, "growth", "1", 0, -1, 10, "Growth per year."),
	AIF_P(toy_cluster, tokens, "tokens", "token", 0, 0, 1e20, "Tokens."),
	AIF_P_DIST(toy_cluster, repair, "repair", "s", 3600, 0, 1e9, "Time to repair."),
	AIF_P_NUMS(toy_cluster, tiers, "tiers", "byte", 0, 1e20, "Storage tiers."),
	AIF_P_OF(toy_cluster, note, "note", AIF_F_TEXT, NULL, 0, "A remark."),
	AIF_P_OF(toy_cluster, trace, "trace", AIF_F_DATA, "jobs", 0, "Jobs."),
	{ 0 },
};
static const aif_field toy_cluster_outputs[] = {
	AIF_O(toy_cluster, it_w, "W", AIF_AGG_MEAN, "IT power."),
	AIF_O(toy_cluster, busy_gpus, "1", AIF_AGG_MEAN, "GPUs in use."),
	{ 0 },
};
static const aif_field toy_strategy_params[] = {
	AIF_P_OF(toy_strategy, own, "own", AIF_F_REFS, "cluster", 0, "Owned."),
	AIF_P_OF(toy_strategy, rent, "rent", AIF_F_REFS, "cluster", 0, "Rented."),
	{ 0 },
};
static const aif_field toy_finance_params[] = {
	AIF_P_REQ(toy_finance, wacc, "wacc", "1", 0, 1, "Cost of capital."),
	{ 0 },
};
static const aif_model_ops toy_model_site = {
	.name = "site", .doc = "Site.", .state_size = sizeof(toy_site), .params = toy_site_params, .outputs = toy_site_outputs
};
static const aif_model_ops toy_model_hall = {
	.name = "hall", .doc = "Hall.", .state_size = sizeof(toy_hall), .params = toy_hall_params, .outputs = toy_hall_outputs, .within = "site"
};
static const aif_model_ops toy_model_feed = {
	.name = "feed", .doc = "Feed.", .state_size = 8, .within = "site|"
};
static const aif_model_ops toy_model_stage = {
	.name = "stage", .doc = "Stage.", .state_size = sizeof(toy_stage), .params = toy_stage_params, .within = "feed"
};
static const aif_model_ops toy_model_gpu = {
	.name = "gpu", .doc = "GPU.", .state_size = sizeof(toy_gpu), .params = toy_gpu_params, .catalog = 1
};
static const aif_model_ops toy_model_rack = {
	.name = "rack", .doc = "Rack.", .state_size = sizeof(toy_rack), .params = toy_rack_params, .catalog = 1
};
static const aif_model_ops toy_model_cluster = {
	.name = "cluster", .doc = "Cluster.", .state_size = sizeof(toy_cluster), .params = toy_cluster_params, .outputs = toy_cluster_outputs, .place = AIF_PLACE_OWN
};
static const aif_model_ops toy_model_strategy = {
	.name = "strategy", .doc = "Strategy.", .state_size = sizeof(toy_strategy), .params = toy_strategy_params
};
static const aif_model_ops toy_model_finance = {
	.name = "finance", .doc = "Finance.", .state_size = sizeof(toy_finance), .params = toy_finance_params, .unnamed = 1
};
static const aif_model_ops *const toy_models[] = {
	&toy_model_site,    &toy_model_hall,
	&toy_model_feed,    &toy_model_stage,
	&toy_model_gpu,     &toy_model_rack,
	&toy_model_cluster, &toy_model_strategy,
	&toy_model_finance, NULL,
};
// clang-format on

#endif
