// redundancy.c - what stays usable: after a failed unit, and in discrete bins.
#include "models/redundancy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

aif_err
aif_redundancy_parse(const char *text, double units, aif_redundancy *out, aif_diag *d)
{
	double a, b;
	char *end;

	if (strcmp(text, "N") == 0) {
		*out = (aif_redundancy){ units, units };
	} else if (strncmp(text, "N+", 2) == 0 && (a = strtod(text + 2, &end)) > 0 && !*end) {
		*out = (aif_redundancy){ units + a, units };
	} else if (strcmp(text, "2N") == 0) {
		*out = (aif_redundancy){ 2 * units, units };
	} else if (strcmp(text, "2(N+1)") == 0) {
		*out = (aif_redundancy){ 2 * (units + 1), units };
	} else if ((a = strtod(text, &end)) > 1 && *end == 'N' && (b = strtod(end + 1, &end)) > 0 &&
		   !*end && b < a) {
		*out = (aif_redundancy){ a, b };
	} else {
		return aif_err_fail(d, AIF_EPARSE,
				    "'%s' is no redundancy (expected N, N+1, 2N, 2(N+1) or "
				    "blocks such as 4N3)",
				    text);
	}
	return AIF_OK;
}

double
aif_redundancy_usable(const aif_redundancy *r)
{
	return r->need / r->total;
}

double
aif_redundancy_racks(double bin_w, double rack_w)
{
	return floor(bin_w / rack_w * (1 + 1e-12)); // 1e-12: 1 MW / 40 kW is 25, not 24
}

double
aif_redundancy_stranded(double bin_w, double rack_w)
{
	return 1 - aif_redundancy_racks(bin_w, rack_w) * rack_w / bin_w;
}

double
aif_redundancy_k_of_n(int k, int n, double p)
{
	if (k <= 0)
		return 1;
	if (k > n)
		return 0;
	return gsl_cdf_binomial_Q((unsigned)(k - 1), p, (unsigned)n);
}
