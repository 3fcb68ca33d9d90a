// alloc.h - which racks may run: power, halls, cooling and deliveries in one gate.
//
// IT_on = min(feeds less overhead, feeds after the loss of the largest, UPS after
// failure, cooling on the design day, busway bins, contracted power, racks installed
// with fabric and storage), rack by rack and cluster by cluster in order of priority;
// what stops each cluster is the binding constraint.
#ifndef AIF_SITE_ALLOC_H
#define AIF_SITE_ALLOC_H

#include <stdint.h>

typedef enum aif_alloc_bind {
	AIF_ALLOC_DEMAND,   // nothing is short: less is wanted than may run
	AIF_ALLOC_DELIVERY, // racks ordered and not there
	AIF_ALLOC_HALL,     // hall not handed over
	AIF_ALLOC_RACKS,    // rack positions: busway bins
	AIF_ALLOC_UPS,      // hall's design power after the worst failure
	AIF_ALLOC_COOLING,
	AIF_ALLOC_GRID,
	AIF_ALLOC_FEED,     // feed redundancy: power after the loss of the largest feed
	AIF_ALLOC_INSTALL,  // racks delivered, being installed
	AIF_ALLOC_STAFF,    // racks delivered, waiting for the crew
	AIF_ALLOC_FABRIC,   // the cluster's network is not there
	AIF_ALLOC_STORAGE,  // nor its storage
	AIF_ALLOC_FLEET,    // all racks bought run and more are wanted
	AIF_ALLOC_CONTRACT, // IT power that the landlord has let
	AIF_ALLOC_AIR,      // heat that the room's air handlers take
	AIF_ALLOC_N
} aif_alloc_bind;

const char *aif_alloc_name(aif_alloc_bind b);

typedef struct aif_alloc_hall {
	int ready;
	double limit_w;   // IT power of the hall
	double in_frac;   // drawn per IT power at design
	double heat_frac; // heat to the plant per IT power at design
	uint32_t cool;    // index of its plant
	double air_w;     // heat that its air handlers take; 0: no limit
} aif_alloc_hall;

typedef struct aif_alloc_cool {
	double cap_w;     // heat of halls on the design day
	double elec_frac; // plant power per heat there
} aif_alloc_cool;

typedef struct aif_alloc_cluster {
	uint32_t hall;
	double rack_w;      // IT power provisioned per rack
	double positions;   // racks that the hall's bins hold for it
	double installed;   // racks
	double wanted;      // racks that the demand could use (may be beyond all)
	double granted;     // out: racks that may run
	aif_alloc_bind why; // out: what stopped it
	double air_frac;    // share of its heat that goes to air
	aif_alloc_bind few; // why no more are installed; DEMAND: delivery
} aif_alloc_cluster;

typedef struct aif_alloc {
	aif_alloc_hall *hall;
	aif_alloc_cool *cool;
	aif_alloc_cluster *cluster; // in order of priority
	uint32_t n_hall, n_cool, n_cluster;
	double supply_w;                   // what halls and cooling may draw
	double *hall_left_w, *cool_left_w; // scratch[n_hall], [n_cool]
	double *air_left_w;                // scratch[n_hall]; NULL: no hall has a limit
	double spare_w;                    // of supply_w, lost with the feeds to be survived
	double contract_w;                 // IT power let; 0: no such limit
	int closed;                        // the contract has not begun, or is over
} aif_alloc;

// Sum of the k largest of w[n], which is left in another order.
double aif_alloc_largest(double *w, uint32_t n, double k);

// Facility power per IT power of a hall at design.
double aif_alloc_ratio(const aif_alloc *a, uint32_t hall);

// Fills granted and why of every cluster. Whole racks. O(clusters + halls).
void aif_alloc_grant(aif_alloc *a);

// IT power [W] that each limit alone would allow, NaN where there is none to ask:
// limit[AIF_ALLOC_DEMAND..GRID]. DEMAND is what is wanted; HALL what ready halls'
// positions hold together with RACKS.
void aif_alloc_limits(const aif_alloc *a, double limit[AIF_ALLOC_N]);

// Wanted but not granted [W] by cause, added to unmet[] with weight.
void aif_alloc_unmet(const aif_alloc *a, double weight, double unmet[AIF_ALLOC_N]);

// The cause of most of unmet[]; DEMAND when all of it is at most 1 % of wanted.
aif_alloc_bind aif_alloc_worst(const double unmet[AIF_ALLOC_N], double wanted);

#endif
