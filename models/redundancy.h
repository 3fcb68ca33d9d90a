// redundancy.h - what stays usable: after a failed unit, and in discrete bins.
#ifndef AIF_MODELS_REDUNDANCY_H
#define AIF_MODELS_REDUNDANCY_H

#include "util/err.h"

// `total` units stand, `need` of them carry the load.
typedef struct aif_redundancy {
	double total, need;
} aif_redundancy;

// "N", "N+1", "N+2" (of `units` that carry the load), "2N", "2(N+1)", and blocks
// "4N3": four, any three of which carry the load. Errors: AIF_EPARSE.
aif_err aif_redundancy_parse(const char *text, double units, aif_redundancy *out, aif_diag *d);

// Share of the installed power that may be loaded so that the worst single
// failure overloads nothing: need / total.
double aif_redundancy_usable(const aif_redundancy *r);

// Racks of rack_w that a busway or row of bin_w holds, and the share of it that
// no whole rack can use.
double aif_redundancy_racks(double bin_w, double rack_w);
double aif_redundancy_stranded(double bin_w, double rack_w);

// Probability that at least k of n units are up, each with probability p.
double aif_redundancy_k_of_n(int k, int n, double p);

#endif
