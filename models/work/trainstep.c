// trainstep.c - the step of a training job: layout, time, use of the network.
//
// Worked out once at wiring; all sims of a run that ask for the same share it.
#include <math.h>
#include <string.h>

#include "models/gpower.h"
#include "models/hw.h"
#include "models/search.h"
#include "models/work/training.h"
#include "models/work/work.h"

// The layout and its step: worked out once for all sims that ask for the same.
typedef struct step_key {
	aif_hw_gpu gpu;
	aif_xfmr_llm llm;
	aif_step_in in;
	aif_coll_net net;
} step_key;

// What a step stands on.
typedef struct step_site {
	const aif_hw_gpu *gpu;
	aif_xfmr_llm *llm;
	const aif_coll_net *net;
} step_site;

typedef struct step_answer {
	aif_step_in in;
	aif_step_out out;
} step_answer;

static aif_err
step_of(aif_training *p, aif_sim *s, const step_site *at, aif_diag *d)
{
	aif_memo *memo = aif_sim_options(s)->memo;
	const step_answer *known;
	step_answer *mine = aif_arena_alloc(aif_sim_arena(s), sizeof *mine);
	aif_kernel *kernel;
	aif_coll *coll;
	step_key key;
	aif_err err;

	memset(&key, 0, sizeof key);
	key.gpu = aif_hw_physics(at->gpu);
	key.llm = *at->llm;
	memcpy(&key.net, at->net, sizeof key.net);
	key.llm.name = ""; // of a sim
	memcpy(&key.in, &p->in, sizeof key.in);
	known = aif_memo_find(memo, "training.step", &key, sizeof key);
	if (known) {
		p->in = known->in;
		p->step = known->out;
		return AIF_OK;
	}
	if (!mine)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((err = aif_kernel_create(&kernel, aif_sim_arena(s), at->gpu, d)) ||
	    (err = aif_coll_create(&coll, aif_sim_arena(s), at->gpu, at->net, d)))
		return err;
	p->in.kernel = kernel;
	p->in.coll = coll;
	p->in.llm = at->llm;
	if ((err = aif_search_auto(&p->in, &p->step, d)) != AIF_OK)
		return err;
	*mine = (step_answer){ p->in, p->step };
	if (aif_memo_put(memo, "training.step", &key, sizeof key, mine) != AIF_OK)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	return AIF_OK;
}

// The step as it may turn out to be: predictions have a band.
static void
step_error(aif_training *p, double score)
{
	double rate = exp(score * p->step.mark.band_frac);

	p->step.step_s /= rate;
	p->step.tokens_s_gpu *= rate;
	p->step.flop_s_gpu *= rate;
	p->step.mfu *= rate;
}

// The network of the cluster's fabric as one GPU sees it; the GPU's own without one.
static aif_coll_net
network(const aif_sim *s, uint32_t fabric, const aif_hw_unit *hw)
{
	uint32_t net = fabric == AIF_NONE ? AIF_NONE : aif_sim_ref(s, fabric, "network");
	double port, eff, nics = 0;

	if (net == AIF_NONE || !aif_sim_param(s, net, "port", &port) ||
	    !aif_sim_param(s, net, "efficiency", &eff))
		return (aif_coll_net){ 0 };
	aif_sim_param(s, fabric, "nics_per_server", &nics);
	if (nics <= 0)
		nics = hw->gpus_per_server;
	return (aif_coll_net){ .nic_bytes_s = port * nics / hw->gpus_per_server, .eff_frac = eff };
}

// How the step stretches when others leave it a share of the network. With nothing
// hidden, what half the bandwidth adds to a step is the time of its exchange between
// domains.
static aif_err
exchange(aif_training *p, aif_arena *a, const aif_coll_net *net, const aif_hw_gpu *g, aif_diag *d)
{
	double nic = net->nic_bytes_s > 0 ? net->nic_bytes_s : g->scaleout_bytes_s, bare[2];
	aif_step_in in = p->in;
	aif_step_out o;
	aif_coll *c;
	aif_err e;

	for (int i = 0; i < 2; i++) {
		if ((e = aif_coll_share(&c, a, p->in.coll, i ? 0.5 : 1, d)))
			return e;
		in.coll = c;
		in.no_overlap = 1;
		if ((e = aif_step_predict(&in, &o, d)))
			return e;
		bare[i] = o.step_s;
	}
	in.no_overlap = p->in.no_overlap;
	p->net.peak_bytes_s = nic * (net->eff_frac > 0 ? net->eff_frac : 0.94); // coll.c
	p->net.wait_w = aif_gpower_w(g, &(aif_gpower_mix){ .comm_frac = 1 });
	p->net.duty = fmin((bare[1] - bare[0]) / p->step.step_s, 1);
	for (int i = 0; i < AIF_JOB_SHARES; i++) {
		if ((e = aif_coll_share(&c, a, p->in.coll, aif_job_share(i), d)))
			return e;
		in.coll = c;
		if ((e = aif_step_predict(&in, &o, d)))
			return e;
		p->net.stretch[i] = o.step_s / p->step.step_s;
	}
	return AIF_OK;
}

// What the cluster's storage gives at one time [byte/s]; 0: there is none, nothing waits.
static double
read_rate(const aif_sim *s, uint32_t cluster)
{
	uint32_t store = aif_sim_nth(s, "storage", cluster, 0), tier;
	double rate = NAN, size = 0, per_byte = 0;

	if (store == AIF_NONE)
		return 0;
	aif_sim_param(s, store, "read", &rate);
	tier = aif_sim_ref(s, store, "tier");
	if (isnan(rate) && tier != AIF_NONE && aif_sim_param(s, store, "capacity", &size) &&
	    aif_sim_param(s, tier, "read_per_byte", &per_byte))
		rate = size * per_byte;
	return rate > 0 ? rate : 0;
}

aif_err
aif_trainstep_wire(void *st, aif_sim *s, uint32_t self, aif_diag *d)
{
	static const aif_kernel_dtype dtype[] = { AIF_DT_BF16, AIF_DT_FP8, AIF_DT_FP8_BLOCK,
						  AIF_DT_MXFP8, AIF_DT_NVFP4 };
	aif_training *p = st;
	uint32_t rack = aif_sim_ref(s, p->on, "rack");
	uint32_t fabric = aif_sim_nth(s, "fabric", p->on, 0);
	aif_xfmr_llm *llm;
	aif_coll_net net;
	aif_hw_unit hw;
	aif_err err;

	(void)self;
	if (rack == AIF_NONE)
		return aif_err_fail(d, AIF_EINVAL,
				    "cluster '%s' has no rack: the step time needs "
				    "a GPU (expected `rack`)",
				    aif_sim_name(s, p->on));
	llm = aif_arena_memdup(aif_sim_arena(s), aif_sim_state(s, p->model), sizeof *llm);
	if (!llm)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((err = aif_hw_resolve(s, rack, &hw, d)) || (err = aif_xfmr_check(llm, d)))
		return err;
	p->in = (aif_step_in){ .n_gpus = p->gpus,
			       .tp = p->tp,
			       .pp = p->pp,
			       .ep = p->ep,
			       .cp = p->cp,
			       .vpp = p->vpp,
			       .zero_stage = p->zero_stage,
			       .seq = p->seq,
			       .micro_batch = p->micro_batch,
			       .global_batch = p->global_batch,
			       .precision = dtype[p->precision],
			       .recompute = p->recompute,
			       .lora = p->lora,
			       .shard_gpus = p->shard,
			       .first_layers = p->first_layers,
			       .last_layers = p->last_layers,
			       .expert_skew = p->expert_skew,
			       .cp_heads = p->cp_kind,
			       .no_overlap = !p->overlap,
			       .no_prefetch = !p->prefetch,
			       .shared_overlap = p->shared_overlap,
			       .fused_experts = p->fused_experts,
			       .graphs = p->graphs,
			       .capacity = p->token_drop,
			       .spread = p->gpu_spread,
			       .half_grads = p->grad_bytes > 0
						 ? p->grad_bytes < 4
						 : aif_step_half_grads(dtype[p->precision]),
			       .token_bytes = p->token_bytes,
			       .load_bytes_s = read_rate(s, p->on) / p->gpus };
	if (p->stack == 1)
		aif_step_eager(&p->in);
	if (p->stack == 2)
		aif_step_compiled(&p->in);
	if (p->queue != AIF_NONE)
		p->queue_index = aif_job_queue(s, p->on, aif_sim_name(s, p->queue));
	net = network(s, fabric, &hw);
	if ((err = step_of(p, s, &(step_site){ hw.gpu, llm, &net }, d)) ||
	    (fabric != AIF_NONE && (err = exchange(p, aif_sim_arena(s), &net, hw.gpu, d))))
		return err;
	step_error(p, hw.gpu->train_error);
	return AIF_OK;
}
