// kwatt.c - power of a kernel by what it does.
//
// P = idle + a compute + b memory, the shares of what the units can do at their ceilings;
// under a limit dynamic power goes with (f / f_max)^gamma (calfits.c fits both).
#include "models/kwatt.h"

#include <math.h>

#include "models/gpower.h"
#include "models/kernel_in.h"

static double
share(double part_s, double time_s)
{
	return time_s > 0 ? fmin(1, part_s / time_s) : 0;
}

double
aif_kwatt_w(const aif_kernel *k, const aif_kwatt_work *x, int *fitted)
{
	double rate = aif_kernel_rate(k, x->t), limit = k->gpu.tdp_w;
	double busy_s = rate > 0 ? x->flop / rate : 0;
	int t = (int)x->t;

	if (k->power && !(k->power->power[t].idle_w > 0))
		t = AIF_DT_BF16;
	if (fitted)
		*fitted = k->power && k->power->power[t].idle_w > 0;
	if (k->power && k->power->power[t].idle_w > 0) {
		double w =
		    k->power->power[t].idle_w +
		    k->power->power[t].compute_w * share(busy_s, x->time_s) +
		    k->power->power[t].memory_w * share(x->bytes / k->own.hbm_bytes_s, x->time_s);

		return limit > 0 ? fmin(w, limit) : w;
	}
	aif_gpower_mix mix =
	    aif_gpower_split(&k->gpu, x->time_s, busy_s, x->bytes / aif_kernel_bw(k));

	return aif_gpower_w(&k->gpu, &mix);
}

double
aif_kwatt_capped_s(const aif_kernel *k, const aif_kwatt_work *x, double cap_w, int *fitted)
{
	double rate = aif_kernel_rate(k, x->t), w = aif_kwatt_w(k, x, NULL);
	double bound = share(rate > 0 ? x->flop / rate : 0, x->time_s);
	int own = k->power && k->power->gamma > 0;

	if (fitted)
		*fitted = own;
	return x->time_s *
	       (own ? aif_gpower_cap(w, k->power->static_w, cap_w, bound, k->power->gamma, NULL)
		    : aif_gpower_slowdown(&k->gpu, w, cap_w, bound));
}
