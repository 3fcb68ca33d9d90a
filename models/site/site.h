// site.h - a site: what may run where and when, what limits it, what it costs.
#ifndef AIF_SITE_SITE_H
#define AIF_SITE_SITE_H

#include "core/ctx.h"
#include "models/meter.h"
#include "models/site/alloc.h"
#include "models/site/buildout.h"
#include "models/site/usage.h"

// Signals of a cluster that the site reads.
typedef struct aif_site_cluster {
	aif_meter it, wanted;
	double granted, cap_w; // last told
} aif_site_cluster;

typedef struct aif_site_hall {
	aif_meter it, loss, limit;
} aif_site_hall;

typedef struct aif_site_cool {
	aif_meter elec, water, cap;
} aif_site_cool;

typedef struct aif_site_bess {
	aif_meter loss, stored;
	double first_j;
} aif_site_bess;

typedef struct aif_site_feed {
	aif_meter import, loss, firm, limit, contracted, carbon;
	double loss_frac;
} aif_site_feed;

// Sums over the month under way, times seconds.
typedef struct aif_site_month {
	aif_time begin, end;
	double limit_ws[AIF_ALLOC_N], firm_ws, unmet_ws[AIF_ALLOC_N], used_ws, wanted_ws;
	double idle_usd, water_kg;
} aif_site_month;

typedef struct aif_site {
	// Parameters.
	const aif_frame *weather;
	double interval_s, elevation_m, other_w, water_usd_kg, provision_frac;
	double install_s, crew_racks_s;
	aif_nums pay;

	aif_signal it_w, facility_w, pue, wue, contracted_w, energised_w, used_w, limit_w, binding;
	aif_signal idle_capital_usd, delay_usd, water_kg, carbon_kg, other_used_w, running_racks;

	aif_alloc alloc;
	aif_buildout build;
	aif_site_cluster *cluster;
	aif_site_hall *hall;
	aif_site_cool *cool;
	aif_site_feed *feed;
	aif_site_bess *bess;
	uint32_t n_feed, n_bess;
	double wacc;
	int built;
	aif_time step, last;
	aif_site_month month;
	aif_usage total;
	double cool_heat_frac; // latest plant power per heat, at least the design's
} aif_site;

// campus.c: finds everything that stands in the site and fills alloc and build.
aif_err aif_campus_gather(aif_site *s, aif_sim *sim, uint32_t self, aif_diag *d);

extern const aif_model_ops aif_model_site;

#endif
