// stepauto.c - the search for the parallel layout of least step time that fits.
#include <math.h>

#include "models/step.h"

static double
least(double a, double b)
{
	return a < b ? a : b;
}

static double
one(double x)
{
	return x > 0 ? x : 1;
}

// Candidates of one dimension: the given value, or powers of two up to `top`.
static int
choices(double given, double top, double *out, int cap)
{
	int n = 0;

	if (given > 0) {
		out[0] = given;
		return 1;
	}
	for (double x = 1; x <= top && n < cap; x *= 2)
		out[n++] = x;
	return n;
}

// Tries recomputation off and on for one layout; keeps the fastest that fits, and
// how much the nearest misses.
static void
attempt(aif_step_in *in, int any_recompute, aif_step_in *best, aif_step_out *out, double *miss)
{
	aif_step_out o;

	for (int r = 0; r <= 2; r += 2) {
		if (!any_recompute)
			r = 2;
		else
			in->recompute = r;
		if (aif_step_predict(in, &o, NULL))
			return;
		if (!o.fits) {
			*miss = least(*miss, o.memory_bytes);
		} else if (out->step_s == 0 || o.step_s < out->step_s) {
			*out = o;
			*best = *in;
		}
		if (o.fits)
			return; // recomputing more is never faster
	}
}

aif_err
aif_step_auto(aif_step_in *in, aif_step_out *out, aif_diag *d)
{
	const aif_hw_gpu *g = aif_kernel_gpu(in->kernel);
	double tp[8], pp[8], ep[10], mb[4], miss = INFINITY;
	int n_tp = choices(in->tp, least(g->scaleup_gpus, 8), tp, 8);
	int n_pp = choices(in->pp, least(64, in->llm->layers), pp, 8);
	int n_ep = choices(in->llm->experts > 0 ? in->ep : 1, 64, ep, 10);
	int n_mb = choices(in->micro_batch, 8, mb, 4);
	aif_step_in best = *in;
	aif_step_out o = { 0 };

	for (int i = 0; i < n_tp * n_pp * n_ep * n_mb; i++) {
		aif_step_in x = *in;

		x.tp = tp[i % n_tp];
		x.pp = pp[i / n_tp % n_pp];
		x.ep = ep[i / n_tp / n_pp % n_ep];
		x.micro_batch = mb[i / n_tp / n_pp / n_ep];
		x.dp = 0;
		x.sp = x.tp > 1;
		if (fmod(x.n_gpus, x.tp * x.pp * one(x.cp)) == 0)
			attempt(&x, in->recompute == 0, &best, &o, &miss);
	}
	if (o.step_s == 0 && isinf(miss))
		return aif_err_fail(d, AIF_EREFUSED,
				    "no layout of %g GPUs divides the model and its batch of %g",
				    in->n_gpus, in->global_batch);
	if (o.step_s == 0)
		return aif_err_fail(d, AIF_EREFUSED,
				    "does not fit: needs %.1f GB per GPU at least, has %.1f",
				    miss / 1e9, AIF_STEP_USABLE * g->hbm_bytes / 1e9);
	*in = best;
	in->dp = in->n_gpus / (in->tp * in->pp * one(in->cp));
	*out = o;
	return AIF_OK;
}
