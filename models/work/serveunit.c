// serveunit.c - what one replica of a service serves, and how many a demand needs.
//
// Both are worked out once for all simulations that ask for the same: a replica from its
// kernels, a table of the most that n replicas may get from the waiting of many.
#include <math.h>
#include <string.h>

#include "models/hw.h"
#include "models/plan.h"
#include "models/work/service.h"

// The replica of the service: worked out once for all sims that ask for the same.
typedef struct unit_key {
	aif_hw_gpu gpu;
	aif_xfmr_llm llm;
	aif_infer_in in;
	double max_gpus;
} unit_key;

static aif_err
unit_of(aif_service *p, aif_sim *s, aif_infer_in *in, const aif_hw_unit *hw, aif_diag *d)
{
	aif_memo *memo = aif_sim_options(s)->memo;
	aif_xfmr_llm *llm =
	    aif_arena_memdup(aif_sim_arena(s), aif_sim_state(s, p->model), sizeof *llm);
	const aif_replica *known;
	aif_kernel *kernel;
	aif_coll *coll;
	unit_key key;
	aif_err err;

	if (!llm)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((err = aif_xfmr_check(llm, d)) != AIF_OK)
		return err;
	memset(&key, 0, sizeof key);
	key.gpu = aif_hw_physics(hw->gpu);
	key.llm = *llm;
	key.llm.name = ""; // of a sim
	memcpy(&key.in, in, sizeof key.in);
	key.max_gpus = hw->gpus_per_server;
	known = aif_memo_find(memo, "service.replica", &key, sizeof key);
	if (known) {
		p->unit = *known;
		return AIF_OK;
	}
	if ((err = aif_kernel_create(&kernel, aif_sim_arena(s), hw->gpu, d)) ||
	    (err = aif_coll_create(&coll, aif_sim_arena(s), hw->gpu, NULL, d)))
		return err;
	in->kernel = kernel;
	in->coll = coll;
	in->llm = llm;
	if ((err = aif_replica_init(&p->unit, in, hw->gpus_per_server, d)) != AIF_OK)
		return err;
	known = aif_arena_memdup(aif_sim_arena(s), &p->unit, sizeof p->unit);
	if (!known || aif_memo_put(memo, "service.replica", &key, sizeof key, known) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

// Rates as they may turn out to be: predictions have a band. Times shrink as rates grow.
static void
unit_error(aif_service *p, double score)
{
	aif_replica *r = &p->unit;

	p->rate = exp(score * r->cap.mark.band_frac);
	r->cap.requests_s *= p->rate;
	r->cap.output_tokens_s *= p->rate;
	r->cap.input_tokens_s *= p->rate;
	r->cap.prefill_tokens_s *= p->rate;
	r->cap.tpot_s /= p->rate;
	r->cap.ttft_s /= p->rate;
	r->cap.iteration_s /= p->rate;
	for (int i = 0; i < r->n; i++) {
		r->at[i].requests_s *= p->rate;
		r->at[i].tpot_s /= p->rate;
	}
}

double
aif_serveunit_prompt_frac(const aif_service *p)
{
	const aif_infer_out *o = &p->unit.cap;

	return fmin(o->input_tokens_s / o->prefill_tokens_s, 1);
}

// The most that n replicas may get, by bisection; lo: what they surely may.
static double
most_hz(const aif_service *p, double n, double lo)
{
	double hi = n * p->unit.cap.requests_s * p->most_frac, slack = aif_service_slack_s(p);
	double cv2 = p->cv * p->cv;

	if (aif_replica_wait_s(&p->unit, n, hi, cv2, NULL) <= slack)
		return hi;
	for (int i = 0; i < 40; i++) {
		double mid = (lo + hi) / 2;

		*(aif_replica_wait_s(&p->unit, n, mid, cv2, NULL) <= slack ? &lo : &hi) = mid;
	}
	return lo;
}

// For each number of replicas the most that it may get.
static aif_err
need_of(aif_service *p, aif_sim *s, aif_diag *d)
{
	struct {
		aif_replica unit;
		double most, slack, cv2;
	} key;
	aif_memo *memo = aif_sim_options(s)->memo;
	aif_service_need *x;
	double lo = 0;

	memset(&key, 0, sizeof key);
	memcpy(&key.unit, &p->unit, sizeof key.unit);
	key.most = p->most_frac;
	key.slack = aif_service_slack_s(p);
	key.cv2 = p->cv * p->cv;
	p->need = aif_memo_find(memo, "service.need", &key, sizeof key);
	if (p->need)
		return AIF_OK;
	x = aif_arena_alloc(aif_sim_arena(s), sizeof *x);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	for (int n = 1; n <= AIF_SERVICE_NEED; n++) {
		lo = most_hz(p, n, lo);
		x->requests_s[n - 1] = lo;
	}
	p->need = x;
	return aif_memo_put(memo, "service.need", &key, sizeof key, x) == AIF_OK
		   ? AIF_OK
		   : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

double
aif_serveunit_need(const aif_service *p, double requests_s)
{
	const double *x = p->need->requests_s;
	double r = requests_s / p->rate;
	int lo = 0, hi = AIF_SERVICE_NEED;

	if (r > x[AIF_SERVICE_NEED - 1]) // far beyond the waiting room's scale
		return ceil(AIF_SERVICE_NEED * r / x[AIF_SERVICE_NEED - 1]);
	while (lo < hi) {
		int mid = (lo + hi) / 2;

		if (x[mid] < r)
			lo = mid + 1;
		else
			hi = mid;
	}
	return fmax(lo + 1, p->min_replicas);
}

double
aif_serveunit_most(const aif_service *p, double n)
{
	const double *x = p->need ? p->need->requests_s : NULL;

	if (n < 1)
		return 0;
	if (!x)
		return most_hz(p, n, 0);
	return p->rate * (n <= AIF_SERVICE_NEED ? x[(int)n - 1]
						: n / AIF_SERVICE_NEED * x[AIF_SERVICE_NEED - 1]);
}

aif_err
aif_serveunit_init(aif_service *p, aif_sim *s, aif_diag *d)
{
	static const aif_kernel_dtype dtype[] = { AIF_DT_BF16, AIF_DT_FP8, AIF_DT_NVFP4 };
	aif_infer_in in = { .tp = p->tp,
			    .pp = p->pp,
			    .ep = p->ep,
			    .weight = dtype[p->precision],
			    .kv = dtype[p->kv],
			    .isl = p->isl,
			    .osl = p->osl,
			    .tpot_s = p->tpot_s,
			    .ttft_s = p->ttft_s,
			    .prefix_frac = p->prefix_frac };
	aif_hw_unit hw;
	aif_err err;

	if ((err = aif_hw_resolve(s, aif_sim_ref(s, p->on, "rack"), &hw, d)) ||
	    (err = unit_of(p, s, &in, &hw, d)))
		return err;
	p->node_gpus = hw.gpus_per_server;
	if (aif_plan_zoom(s) > 0 && (err = need_of(p, s, d)) != AIF_OK)
		return err;
	unit_error(p, hw.gpu->serve_error);
	return AIF_OK;
}
