// tower.h - evaporative cooling tower by the YorkCalc correlation.
//
// Flows are relative to design. The tower makes water of wet bulb + approach; the
// approach depends on the water/air ratio, the range and the wet bulb, and grows
// when it is cold. Source: YorkCalc, as published with EnergyPlus
// (CoolingTower:VariableSpeed) and Modelica Buildings (yorkCalc.mo).
#ifndef AIF_COOLING_TOWER_H
#define AIF_COOLING_TOWER_H

// approach [K] = sum c[9i + 3j + m] LG^i R^j Twb^m; box of validity.
typedef struct aif_tower_curve {
	double c[27];
	double wb_lo_c, wb_hi_c, range_lo_k, range_hi_k, approach_lo_k, approach_hi_k, lg_hi;
} aif_tower_curve;

// Approach at water/air ratio lg; arguments and result are held inside the box,
// and *outside (may be NULL) is set to 1 when one had to be.
double aif_tower_approach_k(const aif_tower_curve *t, double wb_c, double range_k, double lg,
			    int *outside);

// For ranges up to 14 K (beyond it the correlation is not monotone in lg):
// air flow ratio (0..1, least air_min) that brings water flow ratio `water` to
// approach_k or less; above 1 is answered by 2: even full fans do not hold it.
double aif_tower_air(const aif_tower_curve *t, double wb_c, double range_k, double water,
		     double approach_k, double air_min);

// Most water flow ratio that full fans bring to approach_k; 0 when none.
double aif_tower_water_max(const aif_tower_curve *t, double wb_c, double range_k,
			   double approach_k);

// Relative fan power of a speed-controlled fan. Cubic law.
double aif_tower_fan_frac(double air);

#endif
