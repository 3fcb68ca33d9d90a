// transient.h - racks, coolant loops, facility water and room of a hall, second by second.
//
// Each rack's coolant is one well-mixed mass, each loop (a CDU with its racks) has its supply
// side as another, then the hall's facility water and its air:
//
//   C_r dT_r/dt = q_r - f W_r (T_r - T_s)              rack: heat to coolant less what flows off
//   C_s dT_s/dt = f sum W_r (T_r - T_s) - H            loop: return flow less the exchanger
//   H           = eps C_min (T_return - T_w)           counterflow, film by flow f^0.8
//   C_a dT_a/dt = q_air - G (T_a - T_w)                room air and its coils
//   C_w dT_w/dt = sum H + G (T_a - T_w) - P            facility water less the plant
//   dP/dt       = (P_wanted - P) / tau                 the plant follows, up to its capacity
//
// Within a step power, flow and throttling are constant, so the right side is smooth; GSL's
// embedded Runge-Kutta-Fehlberg 4(5) carries it. Heat in, heat out and heat stored balance to
// rounding, as a Runge-Kutta method keeps linear invariants. Racks are arrays, one
// quantity after the other. Left out: transport delay in pipes, heat of the pumps, leakage.
#ifndef AIF_COOLING_TRANSIENT_H
#define AIF_COOLING_TRANSIENT_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

typedef enum aif_transient_state {
	AIF_TRANSIENT_RUN,
	AIF_TRANSIENT_THROTTLE, // draws `throttle` of its rating at most
	AIF_TRANSIENT_OFF       // for the rest of the window
} aif_transient_state;

// Equal racks on equal loops; what is drawn by whom is set per rack.
typedef struct aif_transient_opt {
	size_t n_rack, n_loop;
	double rack_w;             // rating
	double liquid_frac;        // of rack heat to coolant, > 0
	double flow_m3_j;          // coolant per heat to it: 1.5 L/min/kW is 2.5e-8
	double supply_c;           // facility water, held by the plant
	double gap_k;              // coolant supply over facility water at rating
	double rack_j_k;           // coolant and cold plates of a rack
	double loop_j_k;           // supply side of a loop
	double air_j_k, air_gap_k; // room; air over facility water at rating
	double water_j_k;          // facility water of the hall
	double plant_w;            // most heat that the plant takes
	double plant_s;            // time constant of the plant
	double throttle_k, off_k;  // coolant leaving a rack, over its design temperature
	double throttle_frac;
} aif_transient_opt;

typedef struct aif_transient aif_transient;

// At rest at the design temperatures with load_frac of the rating. Errors: AIF_ENOMEM,
// AIF_EINVAL (no racks, no loops, masses that are not positive).
aif_err aif_transient_create(aif_transient **out, const aif_transient_opt *opt, double load_frac,
			     aif_diag *d);
void aif_transient_free(aif_transient *t); // NULL is fine
// Back to rest at load_frac, with every loop and the whole plant.
void aif_transient_reset(aif_transient *t, double load_frac);

// Power that each rack would draw if it were cool: demand_w[n_rack], to be filled between steps.
double *aif_transient_demand(aif_transient *t);
// Flow of loop j (0..1): 0 is a tripped CDU. Share of the plant's capacity that is there.
void aif_transient_flow(aif_transient *t, size_t j, double frac);
void aif_transient_plant(aif_transient *t, double frac);

// One step. O(racks). Errors: AIF_ERANGE (GSL can not hold its tolerance).
aif_err aif_transient_step(aif_transient *t, double dt_s);

typedef struct aif_transient_out {
	double it_w;                  // drawn, mean of the last step
	double shed_w;                // of the demand, not drawn: throttled or off
	double taken_w;               // by the plant, mean of the last step
	double water_c, air_c;        // facility water, room
	double loop_c, rack_c;        // hottest coolant to and from racks
	size_t n_throttled, n_off;    // racks now
	double throttle_s, off_s;     // first rack to throttle, to be off; NAN: none
	double in_j, out_j, stored_j; // since creation
} aif_transient_out;

void aif_transient_look(const aif_transient *t, aif_transient_out *out);
aif_transient_state aif_transient_rack(const aif_transient *t, size_t i);
// Loop of rack i: racks stand in order, the first loops take one more when it is uneven.
size_t aif_transient_loop(const aif_transient *t, size_t i);

#endif
