// incident.h - a plant that has lost capacity: its loop warms until racks throttle.
//
// Steps are short and end on the loop's limits. Heat follows the clusters' power
// as it is; what a hall adds to it (losses) is held at the last interval's ratio.
#ifndef AIF_COOLING_INCIDENT_H
#define AIF_COOLING_INCIDENT_H

#include "core/ctx.h"
#include "models/cooling/loop.h"
#include "models/meter.h"

typedef struct aif_incident_hall {
	aif_meter it, heat_liquid, heat_air; // of the last interval closed
	aif_meter *cluster;                  // it_w of each
	uint32_t n_cluster;
	double design_frac; // heat over IT power at design
} aif_incident_hall;

typedef struct aif_incident {
	aif_loop loop;
	aif_incident_hall *hall;
	uint32_t n_hall, cap_hall;
	double share;             // of the capacity that is lost now
	double closed_j;          // stored when the metering interval began
	int active, lost;         // lost: the drill lasts
	aif_time t, began;        // reached; when it began
	double throttle_s, off_s; // from the start of the incident; NAN: not reached
	double worst_k;
} aif_incident;

// Room for n halls; then each of them. Errors: AIF_ENOMEM.
aif_err aif_incident_room(aif_incident *x, aif_sim *sim, uint32_t n, aif_diag *d);
aif_err aif_incident_add(aif_incident *x, aif_sim *sim, uint32_t hall, aif_diag *d);

void aif_incident_begin(aif_incident *x, aif_time now, double share);

// Heat of the halls at this instant [W].
double aif_incident_heat_w(const aif_incident *x);

// Carries the loop to now; the whole plant could take cap_w of heat. Returns 1 when
// stress has changed. Ends the incident when nothing is lost and the loop is cool.
int aif_incident_step(aif_incident *x, aif_time now, double cap_w);

// Delay until the next step.
aif_time aif_incident_next(const aif_incident *x, double cap_w);

// Share of the metering interval's heat in_j that was taken away; the rest warmed
// the loop (or more than all of it: the loop cooled). Starts the next interval.
double aif_incident_close(aif_incident *x, double in_j);

#endif
