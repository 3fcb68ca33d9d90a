// supply.h - how a site's load is split over its feeds and generators.
//
// The sun comes first, as far as it is used; then feeds, each in proportion to what it may deliver
// after its losses; generators of the site (bridge power) carry what is left, in proportion to
// their capacity. With no generator, feeds carry everything, even beyond their
// right: the site's gate keeps that from happening.
#ifndef AIF_GRID_SUPPLY_H
#define AIF_GRID_SUPPLY_H

#include "models/meter.h"

typedef struct aif_supply {
	aif_meter *load, *feed, *gen; // what draws; limits of feeds and generators
	aif_meter *sun;               // what photovoltaics make
	double *feed_net;             // share of a feed's power that arrives
	double *feed_w, *gen_w;       // limits as means of the interval
	double sun_w;                 // the mean of the interval
	uint32_t n_load, n_feed, n_gen, n_sun;
	double other_w; // the site's own, once anything is energised
} aif_supply;

// Finds the neighbours of a feed or generator. Errors: AIF_ENOMEM.
aif_err aif_supply_bind(aif_supply *s, aif_sim *sim, uint32_t site, aif_diag *d);

// Mean load [W] of the dt seconds until now, the site's own included. Limits are taken
// over the same span. One of the two per interval: all of it, or what the sun leaves.
double aif_supply_gross_w(aif_supply *s, aif_time now, double dt);
double aif_supply_load_w(aif_supply *s, aif_time now, double dt);

// Part of the gross load that one of the photovoltaics carries, made_w its output.
double aif_supply_sun_w(const aif_supply *s, double gross_w, double made_w);

// Part of load_w that the feed (generator) with that limit output carries, where
// it arrives.
double aif_supply_feed_w(const aif_supply *s, double load_w, const aif_signal *own);
double aif_supply_gen_w(const aif_supply *s, double load_w, const aif_signal *own);

#endif
