// drycooler.h - water cooled by outside air through a finned coil, with fans.
//
// The coil is a counterflow exchanger sized at a design day; the fans turn as fast
// as it takes to hold the supply temperature. Loads and air flows are relative
// to design. Water flow follows the load, so that its range stays constant.
#ifndef AIF_COOLING_DRYCOOLER_H
#define AIF_COOLING_DRYCOOLER_H

#include "util/err.h"

typedef struct aif_drycooler {
	double heat_w;   // design heat
	double supply_c; // leaving water to hold
	double range_k;  // entering less leaving water
	double ua_w_k;   // of the design day
	double air_w_k;  // capacity rate of the air at full fans
	double air_min;  // least fan speed
} aif_drycooler;

// Sizes the coil: full heat at air_c with full fans whose air warms by
// air_rise_k. Errors: AIF_ERANGE when the air is not cold enough for any coil.
aif_err aif_drycooler_size(aif_drycooler *c, double heat_w, double supply_c, double range_k,
			   const double air[2], aif_diag *d);

// Most heat that full fans remove with air of air_c [W], up to most_w (where the
// pumps and pipes end). O(1) when most_w can be had.
double aif_drycooler_cap_w(const aif_drycooler *c, double air_c, double most_w);

// Fan speed (air_min..1) that removes heat_w at air_c; 2 when full fans do not.
// *guess is the last answer, and is updated; start with 1.
double aif_drycooler_air(const aif_drycooler *c, double heat_w, double air_c, double *guess);

#endif
