// sampling.c - where the inputs of each replica stand, as cumulative probabilities.
#include "out/sampling.h"

#include <stdlib.h>

#include "util/quasi.h"

const char *
aif_sampling_name(aif_sampling s)
{
	static const char *const name[] = { "random", "sobol", "halton" };

	return name[s];
}

// Overwrites the first dimensions of rows 1.. by shifted points of a sequence.
static aif_err
quasi(const aif_scenario *s, aif_quasi_kind k, uint64_t seed, int n_replica, double *u)
{
	size_t n = (size_t)aif_scenario_n_input(s), most = aif_quasi_dimensions(k);
	size_t dim = n < most ? n : most;
	double *shift = calloc(dim + 1, sizeof *shift);
	aif_err err;

	if (!shift)
		return AIF_ENOMEM;
	for (size_t i = 0; i < dim; i++)
		shift[i] = aif_scenario_u(s, (int)i, seed, UINT32_MAX); // no replica's number
	err = aif_quasi_fill(k, dim, shift, (size_t)n_replica - 1, u + n, n);
	free(shift);
	return err;
}

aif_err
aif_sampling_fill(const aif_scenario *s, aif_sampling how, uint64_t seed, int n_replica,
		  double **out)
{
	int n = aif_scenario_n_input(s);
	double *u = calloc((size_t)n * (size_t)n_replica + 1, sizeof *u);
	aif_err err = u ? AIF_OK : AIF_ENOMEM;

	for (int r = 0; r < n_replica && u; r++)
		for (int k = 0; k < n; k++)
			u[(size_t)r * (size_t)n + (size_t)k] =
			    aif_scenario_u(s, k, seed, (uint32_t)r);
	if (err == AIF_OK && how != AIF_SAMPLING_RANDOM)
		err = quasi(s, how == AIF_SAMPLING_SOBOL ? AIF_QUASI_SOBOL : AIF_QUASI_HALTON, seed,
			    n_replica, u);
	if (err == AIF_OK)
		*out = u;
	else
		free(u);
	return err;
}
