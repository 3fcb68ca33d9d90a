// buildout.h - order, pay, deliver, install, energise, run, retire: the pipeline of a site.
//
// Dates of clusters, halls and feed stages come from their parameters; the plan is
// the same gate (alloc.h) fed with planned dates, so that a delay is the
// difference of two runs of one rule.
#ifndef AIF_SITE_BUILDOUT_H
#define AIF_SITE_BUILDOUT_H

#include "core/ctx.h"
#include "models/site/alloc.h"

// Dates of a cluster, as planned or as they come.
typedef struct aif_buildout_dates {
	aif_time deliver, install; // first racks: delivered, ready to run
	aif_time fabric, storage;  // without them none may run
} aif_buildout_dates;

typedef struct aif_buildout_cluster {
	uint32_t id, hall_id;
	double racks, rack_usd, network_usd; // per rack, network included in rack_usd
	double gpus_per_rack;
	double batch, batch_s; // racks of a delivery, time from one to the next
	int bought;            // 0: comes from another cluster
	aif_time order, retire;
	aif_buildout_dates plan, real;
	aif_time first, full; // granted: first racks, all; AIF_TIME_MAX
	aif_time plan_first, plan_full;
	aif_alloc_bind late_why; // what it waited for last
} aif_buildout_cluster;

typedef struct aif_buildout_hall {
	uint32_t id;
	aif_time plan, open; // hand-over
	double it_w, usd_w, plant_frac, build_s;
	double blocks, block_s; // handed over in so many blocks, one each block_s
	double bin_w;           // busway; 0: divisible
	double most_w;          // of a rack; 0: no limit
	double racks_w;         // of all racks that it will ever hold at one time
} aif_buildout_hall;

// Racks that would run by plan from a date on: racks[n_cluster].
typedef struct aif_buildout_plan {
	aif_time t;
	double *racks;
} aif_buildout_plan;

typedef struct aif_buildout {
	aif_buildout_cluster *cluster; // as in alloc, same order
	aif_buildout_hall *hall;
	uint32_t n_cluster, n_hall, n_plan;
	aif_buildout_plan *plan; // by date
	uint32_t at;             // of plan[]: that of the last question
	double crew_racks_s;     // racks installed per second; 0: all at once
	double spare_feeds;      // supplies whose loss must leave enough
	double *feed_w;          // scratch[supplies]
	int leased;              // halls are a landlord's: no capital of ours is idle in them
	aif_nums pay;            // shares at order, delivery, acceptance
} aif_buildout;

// Racks of cluster i that stand in the hall at t, delivered and not retired.
double aif_buildout_delivered(const aif_buildout *b, uint32_t i, aif_time t, int planned);

// Of them those that may run. *few: why no more do.
double aif_buildout_installed(const aif_buildout *b, uint32_t i, aif_time t, int planned,
			      aif_alloc_bind *few);

// IT power of hall h handed over at t.
double aif_buildout_hall_w(const aif_buildout *b, uint32_t h, aif_time t, int planned);

// Rack positions at t: busways hold racks of one cluster, those of retired ones are free.
void aif_buildout_place(const aif_buildout *b, aif_alloc *a, aif_time t);

// Fills plan[] with the racks that run by planned dates: deliveries, hand-overs and
// the feed stages of `site`. other_w is drawn besides. a is scratch and restored.
aif_err aif_buildout_make_plan(aif_buildout *b, aif_alloc *a, aif_sim *sim, uint32_t site,
			       double other_w, aif_diag *d);

// Racks of cluster i that the plan runs at t. Cheap when t grows.
double aif_buildout_planned(aif_buildout *b, uint32_t i, aif_time t);

// Posts what is paid for clusters and halls up to the horizon, each at its date.
void aif_buildout_pay(const aif_buildout *b, aif_ctx *c);

#endif
