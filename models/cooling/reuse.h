// reuse.h - heat of the return water given to a network instead of the weather.
//
// The network asks for more when it is cold: nothing above limit_c, all of it at full_c and below,
// and a base share all year (hot water). Where the return water is not warm enough a heat
// pump lifts it; its COP is a share of Carnot's between return and delivery.
#ifndef AIF_COOLING_REUSE_H
#define AIF_COOLING_REUSE_H

typedef struct aif_reuse {
	double most_w;          // delivered, at the coldest
	double base_frac;       // of it, all year
	double limit_c, full_c; // outdoor air
	double need_c;          // delivery
	double approach_k;      // of the exchanger to the network
	double carnot_frac;
} aif_reuse;

// Heat the network asks for at that outdoor temperature [W].
double aif_reuse_demand_w(const aif_reuse *r, double air_c);

// COP of the lift from return_c; INFINITY when none is needed.
double aif_reuse_cop(const aif_reuse *r, double return_c);

// Of heat_w at return_c: what is taken from the loop, delivered, and drawn by the heat pump;
// delivered = taken + drawn.
typedef struct aif_reuse_out {
	double taken_w, given_w, elec_w;
} aif_reuse_out;

aif_reuse_out aif_reuse_run(const aif_reuse *r, double heat_w, double return_c, double air_c);

#endif
