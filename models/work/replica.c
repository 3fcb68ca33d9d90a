// replica.c - load curve of a replica and the waiting of many.
//
// Waiting: c slots at offered load a, beta = (c - a) / sqrt(a): a request waits with
// probability 1 / (1 + beta Phi(beta) / phi(beta)) and then, on average, for
// 1 / (c mu - lambda); times (cv2 + 1) / 2 when arrivals are not Poisson.
// Source: Halfin & Whitt 1981, "Heavy-traffic limits for queues with many
// exponential servers", eq. 2.3; Allen 1990, sec. 5.3 (Allen-Cunneen).
#include "models/work/replica.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>

// The size that does most per GPU. Larger groups can do better: more of the memory
// is left for the cache.
static aif_err
choose(aif_replica *r, double max_gpus, aif_diag *d)
{
	aif_infer_in x = r->in;
	aif_diag last = { 0 };
	double best = 0;

	for (x.tp = 1; x.tp <= max_gpus; x.tp *= 2) {
		aif_infer_out o;

		last = (aif_diag){ 0 };
		if (x.ep > x.tp || aif_infer_capacity(&x, &o, &last) != AIF_OK)
			continue;
		if (o.requests_s / o.gpus > best) {
			best = o.requests_s / o.gpus;
			r->in = x;
			r->cap = o;
		}
	}
	if (best > 0)
		return AIF_OK;
	return aif_err_fail(d, AIF_EREFUSED, "no replica of up to %g GPUs serves it: %s", max_gpus,
			    last.msg);
}

aif_err
aif_replica_init(aif_replica *r, const aif_infer_in *in, double max_gpus, aif_diag *d)
{
	aif_infer_in x;
	aif_err err;

	*r = (aif_replica){ .in = *in };
	err = in->tp > 0 ? aif_infer_capacity(in, &r->cap, d) : choose(r, max_gpus, d);
	if (err != AIF_OK)
		return err;
	x = r->in;
	x.tpot_s = x.ttft_s = 0; // met at capacity, so below it too
	for (int i = 0; i < AIF_REPLICA_POINTS; i++) {
		double b = round(pow(r->cap.batch, i / (AIF_REPLICA_POINTS - 1.0)));
		aif_infer_out o;

		if (r->n > 0 && b <= r->at[r->n - 1].batch)
			continue;
		x.max_batch = b;
		if ((err = aif_infer_capacity(&x, &o, d)) != AIF_OK)
			return err;
		r->at[r->n].batch = b;
		r->at[r->n].requests_s = o.requests_s;
		r->at[r->n].tpot_s = o.tpot_s;
		r->at[r->n++].gpu_w = o.gpu_w;
	}
	r->idle_w = aif_infer_gpu_w(&r->in, 0);
	return AIF_OK;
}

void
aif_replica_at(const aif_replica *r, double requests_s, double *tpot_s, double *gpu_w)
{
	double t = r->at[0].tpot_s, w = r->at[0].gpu_w;
	int i = 0;

	while (i < r->n && r->at[i].requests_s < requests_s)
		i++;
	if (i == r->n) {
		t = r->at[i - 1].tpot_s;
		w = r->at[i - 1].gpu_w;
	} else if (i == 0) { // one request in flight for a share of the time
		w = r->idle_w + (w - r->idle_w) * requests_s / r->at[0].requests_s;
	} else {
		double lo = r->at[i - 1].requests_s;
		double f = (requests_s - lo) / (r->at[i].requests_s - lo);

		t = r->at[i - 1].tpot_s + f * (r->at[i].tpot_s - r->at[i - 1].tpot_s);
		w = r->at[i - 1].gpu_w + f * (r->at[i].gpu_w - r->at[i - 1].gpu_w);
	}
	if (tpot_s)
		*tpot_s = t;
	if (gpu_w)
		*gpu_w = w;
}

double
aif_replica_wait_s(const aif_replica *r, double n, double requests_s, double cv2, double *delayed)
{
	double cap = n * r->cap.requests_s;
	double slots = n * r->cap.batch;
	double load = requests_s / cap * slots;
	double beta = (slots - load) / sqrt(load);
	double p;

	if (delayed)
		*delayed = requests_s > 0;
	if (requests_s <= 0)
		return 0;
	if (requests_s >= cap)
		return INFINITY;
	p = beta > 30 ? 0 // phi underflows and nobody waits
		      : 1 / (1 + beta * gsl_cdf_ugaussian_P(beta) / gsl_ran_ugaussian_pdf(beta));
	if (delayed)
		*delayed = p;
	return p * (cv2 + 1) / 2 / (cap - requests_s);
}

double
aif_replica_need(const aif_replica *r, double requests_s, double most_frac, double wait_s,
		 double cv2)
{
	double n = fmax(ceil(requests_s / (r->cap.requests_s * most_frac) - 1e-9), 1);

	while (aif_replica_wait_s(r, n, requests_s, cv2, NULL) > wait_s)
		n++;
	return n;
}
