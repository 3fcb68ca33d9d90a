// sitecarbon.h - carbon of a site beyond its meters: what was built, and limits by year.
//
// Embodied: what the racks and halls of a site took to make, counted when they are there, and the
// share of their life that the run uses: sum of E dt / life. Source: facts, facility-finance 1.6;
// GHG Protocol Scope 3, category 2. Limits hold a calendar year's location-based carbon; what
// is beyond has a price, or the site is paced so that what is left of the limit lasts.
#ifndef AIF_SITE_SITECARBON_H
#define AIF_SITE_SITECARBON_H

#include "core/ctx.h"
#include "models/site/buildout.h"

typedef struct aif_sitecarbon {
	// Parameters.
	aif_nums limit_kg; // by calendar year from the start's; the last holds on
	double price_usd_kg, rack_life_s, hall_life_s;
	int pace;

	double *rack_kg, *hall_kg_w; // [n_cluster], [n_hall]
	double *most;                // [n_cluster]: racks that stood there
	double made_kg, used_kg;     // embodied: of all that came; its share of life
	int year;                    // index since the start's
	aif_time begin, end;         // of the year under way
	double year_kg, year_j, over_kg, usd;
	int n_over;
} aif_sitecarbon;

// Reads what racks and halls took to make. Errors: AIF_ENOMEM.
aif_err aif_sitecarbon_wire(aif_sitecarbon *x, const aif_buildout *b, aif_sim *sim, aif_diag *d);

// An interval [t0, now) with its carbon and the energy of all supplies; closes a year that ends.
void aif_sitecarbon_close(aif_sitecarbon *x, const aif_buildout *b, aif_ctx *c, aif_time t0,
			  const double kg_j[2]);

// Mean power for which what is left of the year's limit lasts; INFINITY where nothing is paced.
double aif_sitecarbon_pace_w(const aif_sitecarbon *x, const aif_sim *sim, aif_time now);

// The part year that the horizon cuts, and the summary.
void aif_sitecarbon_end(aif_sitecarbon *x, const aif_buildout *b, aif_ctx *c);

#endif
