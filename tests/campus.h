// campus.h - a small campus for tests: two halls, a plant, a feed in two stages.
#ifndef AIF_TESTS_CAMPUS_H
#define AIF_TESTS_CAMPUS_H

#include "coolplants.h"
#include "sim_kit.h"
#include "stub_cluster.h"

// Mild year: 12 degC +- 12 by season, +- 5 by hour, 60 % humidity.
static inline aif_frame *
weather(aif_sim *s)
{
	aif_frame *f;

	assert_int_equal(aif_frame_create(&f, aif_sim_arena(s), 2, 8760), AIF_OK);
	f->n_row = 8760;
	f->step_s = 3600;
	f->is_typical_year = 1;
	f->start_unix_s = 1798761600; // 2027-01-01
	f->path = "synthetic";
	f->elevation_m = 100;
	f->col[0].name = "drybulb_c";
	f->col[1].name = "rh_frac";
	for (int i = 0; i < 8760; i++) {
		f->col[0].x[i] =
		    12 - 12 * cos(2 * acos(-1.0) * i / 8760) - 5 * cos(2 * acos(-1.0) * i / 24);
		f->col[1].x[i] = 0.6;
	}
	return f;
}

typedef struct campus {
	aif_sim *s;
	uint32_t site, feed, stage[2], cool, hall[2], cluster[2], finance;
} campus;

// 6 + 10 MW of feed (the second from day 120, planned day 60), halls of 5 MW ready at
// once and on day 30, 40 and 60 racks of 120 kW ordered on day 0, ten days' lead.
static inline campus
build(double days, int kind, int owned)
{
	static const aif_refs none;
	campus k = { 0 };
	uint32_t gpu, server, rack, tower, chiller;
	aif_sim_opt o = { .registry = &aif_index,
			  .start_unix_s = 1798761600,
			  .end_ns = aif_time_of_s(days * DAY),
			  .bin_ns = AIF_HOUR,
			  .seed = 1 };
	aif_sim *s;

	assert_int_equal(aif_sim_create(&k.s, &o, NULL), AIF_OK);
	s = k.s;
	gpu = kit_add(s, "gpu", "gpu", AIF_NONE);
	kit_num(s, gpu, "tdp", 1000);
	kit_num(s, gpu, "idle", 100);
	server = kit_add(s, "server", "server", AIF_NONE);
	kit_ref(s, server, "gpu", gpu);
	kit_num(s, server, "gpus", 72);
	kit_num(s, server, "price", 3e6);
	kit_num(s, server, "liquid", 0.8);
	rack = kit_add(s, "rack", "rack", AIF_NONE);
	kit_ref(s, rack, "server", server);
	kit_num(s, rack, "servers", 1);
	kit_num(s, rack, "max", RACK_W);
	kit_num(s, rack, "network_per_gpu", 4000);
	tower = kit_add(s, "tower", "yorkcalc", AIF_NONE);
	*(aif_nums *)kit_at(s, tower, "coef") = (aif_nums){ 27, york_calc.c };
	*(aif_nums *)kit_at(s, tower, "wet_bulb") = (aif_nums){ 2, &york_calc.wb_lo_c };
	*(aif_nums *)kit_at(s, tower, "range") = (aif_nums){ 2, &york_calc.range_lo_k };
	*(aif_nums *)kit_at(s, tower, "approach") = (aif_nums){ 2, &york_calc.approach_lo_k };
	chiller = kit_add(s, "chiller", "trane-cvhe", AIF_NONE);
	kit_num(s, chiller, "cop", trane_cvhe.cop_ref);
	kit_num(s, chiller, "leaving_ref", trane_cvhe.te_ref_c);
	kit_num(s, chiller, "entering_ref", trane_cvhe.tc_ref_c);
	*(aif_nums *)kit_at(s, chiller, "cap") = (aif_nums){ 6, trane_cvhe.cap };
	*(aif_nums *)kit_at(s, chiller, "eir") = (aif_nums){ 6, trane_cvhe.eir };
	*(aif_nums *)kit_at(s, chiller, "plr") = (aif_nums){ 3, trane_cvhe.plr };
	*(aif_nums *)kit_at(s, chiller, "leaving") = (aif_nums){ 2, &trane_cvhe.te_lo_c };
	*(aif_nums *)kit_at(s, chiller, "entering") = (aif_nums){ 2, &trane_cvhe.tc_lo_c };
	*(aif_nums *)kit_at(s, chiller, "load") = (aif_nums){ 2, &trane_cvhe.plr_lo };

	k.site = kit_add(s, "site", "site", AIF_NONE);
	*(const aif_frame **)kit_at(s, k.site, "weather") = weather(s);
	kit_num(s, k.site, "other", 50e3);
	kit_num(s, k.site, "install", 5 * DAY);
	kit_num(s, k.site, "water_price", 1e-3);
	k.feed = kit_add(s, "feed", "feed", k.site);
	kit_num(s, k.feed, "energy", 60 / 3.6e9);
	kit_num(s, k.feed, "carbon_flat", 0.35 / 3.6e6);
	kit_num(s, k.feed, "demand_charge", 12e-3 / (365.25 / 12 * DAY));
	kit_num(s, k.feed, "minimum_take", 0.85);
	kit_num(s, k.feed, "loss", 0.01);
	for (int i = 0; i < 2; i++) {
		k.stage[i] = kit_add(s, "stage", i ? "stage2" : "stage1", k.feed);
		kit_num(s, k.stage[i], "firm", i ? 10e6 : 6e6);
		kit_num(s, k.stage[i], "on", (i ? 60 : -10) * DAY);
		kit_num(s, k.stage[i], "slip", i ? 60 * DAY : 0);
	}
	k.cool = kit_add(s, "cooling", "loop", k.site);
	*(int *)kit_at(s, k.cool, "kind") = kind;
	kit_num(s, k.cool, "supply", 32);
	for (int i = 0; i < 2; i++) {
		k.hall[i] = kit_add(s, "hall", i ? "H2" : "H1", k.site);
		kit_num(s, k.hall[i], "it", i ? 8e6 : 5e6);
		kit_num(s, k.hall[i], "ready", (i ? 30 : -5) * DAY);
		kit_num(s, k.hall[i], "busway", 1e6);
		k.cluster[i] = kit_add_ops(s, &stub_cluster, i ? "serve" : "train", AIF_NONE);
		kit_ref(s, k.cluster[i], "hall", k.hall[i]);
		kit_ref(s, k.cluster[i], "rack", rack);
		kit_num(s, k.cluster[i], "racks", i ? 60 : 40);
		kit_num(s, k.cluster[i], "lead", 10 * DAY);
	}
	k.finance = kit_add_ops(s, &stub_finance, "money", AIF_NONE);
	if (!owned)
		*(aif_refs *)kit_at(s, kit_add_ops(s, &stub_strategy, "cloud", AIF_NONE), "own") =
		    none;
	return k;
}

#endif
