// loop.h - the water of a loop as one thermal mass, and what racks do as it warms.
//
// C dT/dt = Q - P: heat of the halls less what the plant still takes away. At
// `throttle_k` above its supply temperature racks must throttle, at `off_k` they
// must be off, and they may go on as before when the loop is back at supply.
#ifndef AIF_COOLING_LOOP_H
#define AIF_COOLING_LOOP_H

typedef enum aif_loop_stress { AIF_LOOP_CALM, AIF_LOOP_THROTTLE, AIF_LOOP_OFF } aif_loop_stress;

typedef struct aif_loop {
	double mass_j_k, throttle_k, off_k;
	double stored_j; // heat above the supply temperature, >= 0
	aif_loop_stress stress;
} aif_loop;

double aif_loop_rise_k(const aif_loop *l);

// dt_s with heat_w from the halls while the plant takes up to remove_w. Updates
// stored_j and stress; returns what was taken away [J].
double aif_loop_step(aif_loop *l, double heat_w, double remove_w, double dt_s);

// Seconds until the next limit at that constant heat; INFINITY: never.
double aif_loop_next_s(const aif_loop *l, double heat_w, double remove_w);

#endif
