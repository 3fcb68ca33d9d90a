// site.h - a site: what may run where and when, what limits it, what it costs.
#ifndef AIF_SITE_SITE_H
#define AIF_SITE_SITE_H

#include "core/ctx.h"
#include "models/meter.h"
#include "models/site/alloc.h"
#include "models/site/buildout.h"
#include "models/site/sitecarbon.h"
#include "models/site/usage.h"
#include "models/wire.h"

// Signals of a cluster that the site reads.
typedef struct aif_site_cluster {
	aif_meter it, fan, wanted, busy, clock, unpowered;
	double granted, cap_w; // last told
} aif_site_cluster;

typedef struct aif_site_hall {
	aif_meter it, loss, limit, tripped;
	double battery_s;
} aif_site_hall;

typedef struct aif_site_cool {
	aif_meter elec, water, cap, stress;
	double throttle_frac;
	double design_w; // capacity on the design day, neighbours included
} aif_site_cool;

typedef struct aif_site_bess {
	aif_meter loss, stored;
	double first_j, power_w, discharge_frac;
} aif_site_bess;

typedef struct aif_site_feed {
	aif_meter import, loss, firm, limit, now, contracted, carbon;
	double loss_frac;
	int stands; // a connection or bridge engines; not standby, not the sun
} aif_site_feed;

// Sums over the month under way, times seconds.
typedef struct aif_site_month {
	aif_time begin, end;
	double limit_ws[AIF_ALLOC_N], firm_ws, unmet_ws[AIF_ALLOC_N], used_ws, wanted_ws;
	double idle_usd, delay_usd, water_kg;
} aif_site_month;

// UPS and batteries carry the load while supplies are short.
typedef struct aif_ride {
	aif_timer timer;
	int on;
	int spent; // used up in this shortage
} aif_ride;

typedef struct aif_site {
	// Parameters.
	const aif_frame *weather;
	double interval_s, elevation_m, other_w, water_usd_kg, provision_frac;
	double install_s, crew_racks_s, spare_feeds;
	aif_nums pay;
	aif_sitecarbon carbon;
	const aif_sim *sim;

	aif_signal it_w, facility_w, pue, wue, contracted_w, energised_w, used_w, limit_w, binding;
	aif_signal idle_capital_usd, delay_usd, water_kg, carbon_kg, other_used_w, running_racks;
	aif_signal capped_gpu_s, available_w, outdoor_c;
	const aif_frame_col *drybulb; // of the weather; NULL
	aif_frame_run weather_run;

	aif_alloc alloc;
	aif_buildout build;
	aif_site_cluster *cluster;
	aif_site_hall *hall;
	aif_site_cool *cool;
	aif_site_feed *feed;
	aif_site_bess *bess;
	uint32_t n_feed, n_bess;
	uint32_t neighbour;
	double next_w, next_heat_w, next_growth; // what neighbours take, at the start
	double wacc, life_s;                     // cost of capital; book life of racks
	int built;
	aif_time step, last;
	aif_site_month month;
	aif_usage total;
	double fan_j; // of it, servers' fans
	aif_ride ride;
	int was_short;                     // supply capped within the interval
	double delay_hall_usd, ageing_usd; // of the delay: halls; book life of racks that passes
	double delay_s, hot_gpu_s, short_gpu_s; // GPU-time lost to caps, by cause
	double cool_heat_frac; // latest plant power per heat, at least the design's
} aif_site;

// What neighbours take of it after a time: 1, growing.
double aif_site_next(const aif_site *s, aif_time now);

// caps.c: power caps for what weather, calls and incidents leave.
void aif_caps_tell(aif_site *s, aif_ctx *c);
// Supplies or plants have changed between two intervals.
void aif_caps_changed(aif_site *s, aif_ctx *c);
void aif_caps_ride_ends(aif_site *s, aif_ctx *c);
// Counts GPU-time lost to caps over the dt seconds until now.
void aif_caps_count(aif_site *s, aif_time now, double dt);
enum { AIF_CAPS_RIDE = AIF_EV_PRIVATE };

// campus.c: finds everything that stands in the site and fills alloc and build.
aif_err aif_campus_gather(aif_site *s, aif_sim *sim, uint32_t self, aif_diag *d);

extern const aif_model_ops aif_model_site;

#endif
