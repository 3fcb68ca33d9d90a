// launch.c - a queue of kernels that starts empty at the routing of every layer.
//
// After the counts of rows have come back, kernel i is launched i times the host's
// time for one later, and the GPU works on what is in the queue. It ends at the largest,
// over the kernels, of the time until a kernel is launched and the work from it on. Only
// long kernels can be the one that decides: the exchange to the experts, their matmuls,
// the exchange back, the attention of the next layer, the end.
//
// Assumptions: one process a GPU launches all (PyTorch, eager), kernels of experts one by
// one. Left out: capture into graphs, hosts of different speed.
#include "models/launch.h"

#include <math.h>

// Time of the host for one kernel: 5 to 10 us of an operation of PyTorch in eager mode
// and more behind Python modules. Fit, as the counts below.
static const double launch_s = 12.5e-6;
// Kernels forward: until the exchange to the experts starts, of it whole, for each
// expert and one of two matmuls (quantization in pieces, the matmul), of the way back,
// of attention with its norms and projections (latent: more projections, norms and
// joins), of a shared expert (two matmuls as of any expert, activation, join), of routing.
static const double first = 5, there = 15, expert = 5, back = 15, attention = 35, latent = 40,
		    shared = 15, route = 50;

static double
kernels(const aif_launch *l)
{
	return there + 2 * expert * l->held + back + attention + (l->latent ? latent : 0) +
	       (l->shared ? shared : 0) + route;
}

double
aif_launch_fwd_s(const aif_launch *l)
{
	double gate = 2 * l->experts_s / 3; // the first matmul, as wide as two
	double half = l->exchange_s / 2, each = expert * l->held;
	double at[] = { first,
			there + each,
			there + 2 * each,
			there + 2 * each + back / 2,
			there + 2 * each + back,
			kernels(l) };
	double done[] = {
		0, half, half + gate, half + l->experts_s, l->exchange_s + l->experts_s, l->fwd_s
	};
	double wait = 0;

	if (l->counted)
		return fmax(0, kernels(l) * launch_s - l->fwd_s);
	for (int i = 0; i < 6; i++)
		wait = fmax(wait, at[i] * launch_s - done[i]);
	return wait;
}

double
aif_launch_bwd_s(const aif_launch *l)
{
	return fmax(0, 2 * kernels(l) * launch_s - l->bwd_s);
}
