// outage.c - will generators and a battery outlast a grid outage?
//
// Dynamic programming over (generators running, charge on a grid). Each step
// the generators first survive or fail, then supply; a surplus charges.
#include "models/power/outage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

enum { SOC_POINTS = 4001 };

double
aif_outage_start_prob(const aif_outage_gen *g, int working)
{
	return gsl_ran_binomial_pdf((unsigned)working, g->available * (1 - g->fail_start),
				    (unsigned)g->n);
}

// Charge point after a step with `gen_w` running, or -1 when the load is not met.
static int
charge(const aif_outage_store *b, double gen_w, double load_w, double step_s, int soc)
{
	double point_j = b->energy_j / (SOC_POINTS - 1), have_j = soc * point_j;
	double miss_j = (load_w - gen_w) * step_s, move;

	if (miss_j <= 1e-9 * load_w * step_s) {
		move = fmin(-miss_j, b->power_w * step_s) * b->charge_frac;
		have_j = fmin(have_j + fmax(move, 0), b->energy_j);
	} else {
		move = miss_j / b->discharge_frac;
		if (miss_j > b->power_w * step_s * (1 + 1e-9) ||
		    move > have_j - b->soc_min * b->energy_j + 1e-9 * b->energy_j)
			return -1;
		have_j -= move;
	}
	return point_j > 0 ? (int)lround(have_j / point_j) : 0;
}

// One step: from[gens][soc] to to[gens][soc].
static void
step(const aif_outage_gen *g, const aif_outage_store *b, double load_w, double step_s,
     const double *from, double *to)
{
	double up = fmax(1 - step_s / g->mttf_s, 0); // Source: REopt, 1/MTTF per hour

	memset(to, 0, sizeof *to * (size_t)(g->n + 1) * SOC_POINTS);
	for (int i = 0; i <= g->n; i++)
		for (int s = 0; s < SOC_POINTS; s++) {
			double p = from[i * SOC_POINTS + s];

			if (p <= 0)
				continue;
			for (int k = 0; k <= i; k++) {
				int t = charge(b, k * g->power_w, load_w, step_s, s);

				if (t >= 0)
					to[k * SOC_POINTS + t] +=
					    p * gsl_ran_binomial_pdf((unsigned)k, up, (unsigned)i);
			}
		}
}

aif_err
aif_outage_survival(const aif_outage_gen *g, const aif_outage_store *b, const double *load_w, int n,
		    double step_s, double *out, aif_diag *d)
{
	size_t cells;
	double *a, *to, sum = 0;
	int s0;

	if (!g || g->n < 0 || !(g->mttf_s > 0))
		return aif_err_fail(d, AIF_EINVAL, "generators need a mean time to failure");
	cells = (size_t)(g->n + 1) * SOC_POINTS;
	a = calloc(cells, sizeof *a);
	to = calloc(cells, sizeof *to);
	if (!a || !to) {
		free(a);
		free(to);
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	}
	s0 = b->energy_j > 0 ? (int)lround(b->soc * (SOC_POINTS - 1)) : 0;
	for (int i = 0; i <= g->n; i++)
		a[i * SOC_POINTS + s0] = aif_outage_start_prob(g, i);
	for (int h = 0; h < n; h++) {
		double *swap = a;

		step(g, b, load_w[h], step_s, a, to);
		a = to;
		to = swap;
	}
	for (size_t i = 0; i < cells; i++)
		sum += a[i];
	*out = sum;
	free(a);
	free(to);
	return AIF_OK;
}
