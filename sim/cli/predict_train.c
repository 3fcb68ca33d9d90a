// predict_train.c - a row of a training table: blanks filled, step predicted.
//
// Blanks. A layout not given at all is searched; what else is blank takes the
// usual: micro-batch 1, ZeRO stage 1 (distributed optimizer), sequence parallelism
// with tensor parallelism, recomputation only if it does not fit without.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/predict.h"
#include "models/search.h"
#include "models/step.h"

enum {
	STEP,
	TOK,
	TFLOPS,
	MFU,
	MEM,
	FITS,
	COMP,
	TP,
	EP,
	CP,
	PP,
	DP,
	OPT,
	LOAD,
	WEIGHTS,
	GRADS,
	OPTIM,
	ACTS
};

static aif_err
get(const aif_csv_row *r, const char *col, double *to, aif_diag *d)
{
	double x;
	aif_err e = aif_predict_num(r, col, NAN, &x, d);

	if (!e && !isnan(x))
		*to = x;
	return e;
}

static aif_err
precision(const aif_csv_row *r, aif_step_in *in, aif_diag *d)
{
	const char *word = aif_predict_text(r, "precision");
	int t = aif_kernel_dtype_of(word);

	if (!word[0])
		return aif_err_fail(d, AIF_EREFUSED, "precision is not stated");
	if (t < 0)
		return aif_err_fail(d, AIF_EREFUSED, "unknown precision '%s'", word);
	in->precision = (aif_kernel_dtype)t;
	in->half_grads = strcmp(word, "fp16") == 0 || aif_step_half_grads(in->precision);
	return AIF_OK;
}

// What nobody had when the row was measured. A date is YYYY or YYYY-MM, of a span the
// first; where there is no such column, today.
static void
date(const aif_csv_row *r, int any_sp, aif_step_in *in)
{
	const char *at = aif_predict_text(r, "date");
	double year = strtod(at, NULL);

	if (strlen(at) >= 7 && at[4] == '-')
		year += (strtod(at + 5, NULL) - 1) / 12;
	if (year < 1990)
		return;
	in->lacks |= aif_step_lacks_in(year);
	// Sequence parallelism and the distributed optimizer came with fused attention.
	if (!(in->lacks & AIF_STEP_NO_FUSED_ATTN))
		return;
	if (any_sp)
		in->sp = 0;
	if (in->zero_stage == 1)
		in->zero_stage = 0;
}

static aif_err
layout(const aif_csv_row *r, aif_step_in *in, aif_diag *d)
{
	double group = 0, sp = -1, fused_experts = 0, prefetch = 1, overlap = 1, shared = 0;
	struct {
		const char *col;
		double *to;
	} field[] = {
		{ "n_gpus", &in->n_gpus },
		{ "tp", &in->tp },
		{ "pp", &in->pp },
		{ "dp", &in->dp },
		{ "ep", &in->ep },
		{ "cp", &in->cp },
		{ "vpp", &in->vpp },
		{ "seq", &in->seq },
		{ "micro_batch", &in->micro_batch },
		{ "global_batch", &in->global_batch },
		{ "zero_stage", &in->zero_stage },
		{ "fsdp_group", &group },
		{ "sequence_parallel", &sp },
		{ "fused_experts", &fused_experts },
		{ "first_layers", &in->first_layers },
		{ "last_layers", &in->last_layers },
		{ "expert_skew", &in->expert_skew },
		{ "prefetch", &prefetch },
		{ "overlap", &overlap },
		{ "shared_overlap", &shared },
		{ "gpu_spread", &in->spread },
		{ "token_bytes", &in->token_bytes },
		{ "load_bytes_per_s_per_gpu", &in->load_bytes_s },
	};
	const char *rec = aif_predict_text(r, "recompute"), *kind = aif_predict_text(r, "cp_kind");

	in->zero_stage = -1;
	for (size_t i = 0; i < sizeof field / sizeof *field; i++) {
		aif_err e = get(r, field[i].col, field[i].to, d);

		if (e)
			return e;
	}
	if (in->zero_stage < 0)
		in->zero_stage = group > 1 ? 3 : 1;
	if (group > 1)
		in->shard_gpus = group;
	in->sp = sp < 0 ? in->tp > 1 : sp > 0;
	in->fused_experts = fused_experts > 0;
	in->no_prefetch = prefetch == 0;
	in->no_overlap = overlap == 0;
	in->shared_overlap = shared > 0;
	in->cp_heads = strcmp(kind, "all_to_all") == 0;
	if (kind[0] && !in->cp_heads && strcmp(kind, "ring") != 0)
		return aif_err_fail(d, AIF_EREFUSED,
				    "unknown cp_kind '%s' (expected ring, all_to_all)", kind);
	in->lora = strcmp(aif_predict_text(r, "task"), "lora") == 0;
	in->recompute = strcmp(rec, "full") == 0 ? 2 : strcmp(rec, "selective") == 0;
	if (precision(r, in, d))
		return d->code;
	date(r, sp < 0, in);
	return aif_predict_stack(r, in, d);
}

static double
one(double x)
{
	return x > 0 ? x : 1;
}

// Recomputes as many layers as it takes to fit: memory is linear in their share.
static aif_err
redo(aif_step_in *in, aif_step_out *o, const char **note, aif_diag *d)
{
	double room = AIF_STEP_USABLE * aif_kernel_gpu(in->kernel)->hbm_bytes;
	double most = o->memory_bytes, least;
	aif_err e;

	in->recompute = 2;
	if ((e = aif_step_predict(in, o, d)) || !o->fits)
		return e;
	least = o->memory_bytes; // with all, and the one that is being redone
	in->redone_frac = 1e-6;
	if ((e = aif_step_predict(in, o, d)))
		return e;
	if (o->memory_bytes > most)
		most = o->memory_bytes;
	if (!o->fits) {
		in->redone_frac = 1 - 0.999 * (room - least) / (most - least);
		e = aif_step_predict(in, o, d);
	}
	*note = "as many layers recomputed as it takes to fit";
	return e;
}

// Fills what the row leaves open and predicts.
static aif_err
solve(const aif_csv_row *r, aif_step_in *in, aif_step_out *o, const char **note, aif_diag *d)
{
	int open =
	    (in->tp == 0 || in->pp == 0) && in->dp == 0 && in->n_gpus > 1 && in->zero_stage < 3;
	int any = aif_predict_text(r, "recompute")[0] == '\0';
	double room = AIF_STEP_USABLE * aif_kernel_gpu(in->kernel)->hbm_bytes;
	aif_err e;

	if (in->global_batch == 0 || in->seq == 0 || in->n_gpus == 0)
		return aif_err_fail(d, AIF_EREFUSED, "n_gpus, seq or global_batch is not stated");
	if (open) {
		*note = "layout searched";
		return aif_search_auto(in, o, d);
	}
	// 1F1B needs a micro-batch per stage: a larger one stated is what a
	// data-parallel rank holds, and the pipeline cuts it.
	if (in->pp > 1 && in->micro_batch > 1) {
		double dp = in->dp > 0 ? in->dp : in->n_gpus / (one(in->tp) * in->pp * one(in->cp));
		double per_rank = in->global_batch / dp;

		if (per_rank / in->micro_batch < in->pp) {
			*note = "micro-batch cut to fill the pipeline";
			in->micro_batch = floor(fmax(1, per_rank / in->pp));
		}
	}
	e = aif_step_predict(in, o, d);
	if (!e && !o->fits && in->zero_stage == 1 && one(in->tp) * one(in->pp) == 1 && !in->lora &&
	    !aif_predict_text(r, "zero_stage")[0]) {
		*note = "weights sharded over all: do not fit otherwise";
		in->zero_stage = 3;
		e = aif_step_predict(in, o, d);
	}
	if (!e && !o->fits && any)
		e = redo(in, o, note, d);
	if (!e && !o->fits)
		return aif_err_fail(
		    d, AIF_EREFUSED,
		    "does not fit: needs %.1f GB per GPU; %.1f more than the %.1f that a job may "
		    "fill: weights %.1f + gradients %.1f + optimizer %.1f + activations %.1f",
		    o->memory_bytes / 1e9, (o->memory_bytes - room) / 1e9, room / 1e9,
		    o->weight_bytes / 1e9, o->grad_bytes / 1e9, o->optim_bytes / 1e9,
		    o->act_bytes / 1e9);
	return e;
}

static aif_err
compare(const aif_csv_row *r, const aif_step_in *in, const aif_step_out *o, aif_predict_ans *a,
	aif_diag *d)
{
	const char *conv = aif_predict_text(r, "flops_convention");
	aif_xfmr_conv c = strcmp(conv, "hardware") == 0 ? AIF_XFMR_HARDWARE
			  : strcmp(conv, "6nd") == 0    ? AIF_XFMR_6ND
							: AIF_XFMR_MODEL;
	double flop = aif_xfmr_train_flop(in->llm, in->seq, c, in->recompute, in->lora);
	struct {
		const char *col;
		double predicted;
	} q[] = {
		{ "measured_tokens_per_s_per_gpu", o->tokens_s_gpu },
		{ "measured_step_s", o->step_s },
		{ "measured_tflops_per_gpu", flop * o->tokens_s_gpu / 1e12 },
		{ "measured_mfu", o->mfu },
	};

	a->x[TFLOPS] = flop * o->tokens_s_gpu / 1e12;
	for (size_t i = 0; i < sizeof q / sizeof *q; i++) {
		double x;
		aif_err e = aif_predict_num(r, q[i].col, NAN, &x, d);

		if (e)
			return e;
		if (!isnan(x) && isnan(a->measured)) {
			a->measured = x;
			a->predicted = q[i].predicted;
		}
	}
	return AIF_OK;
}

aif_err
aif_predict_train_in(aif_predict *p, const aif_csv_row *r, aif_xfmr_llm *m, aif_step_in *in,
		     aif_diag *d)
{
	aif_err e = aif_predict_dims(p, r, m, d);

	*in = (aif_step_in){ .llm = m };
	if (!e)
		e = layout(r, in, d);
	if (!e)
		e = aif_predict_gpu(p, aif_predict_text(r, "gpu"), &in->kernel, &in->coll, d);
	return e;
}

static aif_err
row(aif_predict *p, const aif_csv_row *r, aif_predict_ans *a, aif_diag *d)
{
	aif_xfmr_llm m;
	aif_step_in in;
	aif_step_out o;
	aif_err e = aif_predict_train_in(p, r, &m, &in, d);

	if (e)
		return e;
	if ((e = solve(r, &in, &o, &a->note, d))) // a layout that can not be is no bad table
		return d->code = AIF_EREFUSED;
	a->x[STEP] = o.step_s;
	a->x[TOK] = o.tokens_s_gpu;
	a->x[MFU] = o.mfu;
	a->x[MEM] = o.memory_bytes / 1e9;
	a->x[FITS] = o.fits;
	a->x[COMP] = o.compute_s + o.mem_s;
	a->x[TP] = o.tp_s;
	a->x[EP] = o.ep_s;
	a->x[CP] = o.cp_s;
	a->x[PP] = o.bubble_s + o.pp_s;
	a->x[DP] = o.dp_s;
	a->x[OPT] = o.opt_s;
	a->x[LOAD] = o.load_s;
	a->x[WEIGHTS] = o.weight_bytes / 1e9;
	a->x[GRADS] = o.grad_bytes / 1e9;
	a->x[OPTIM] = o.optim_bytes / 1e9;
	a->x[ACTS] = o.act_bytes / 1e9;
	a->mark = o.mark;
	return compare(r, &in, &o, a, d);
}

const aif_predict_kind aif_predict_train = {
	.name = "train",
	.cols = "step_s,tokens_per_s_per_gpu,tflops_per_gpu,mfu,memory_gb,fits,compute_s,tp_comm_s,"
		"ep_comm_s,cp_comm_s,pp_bubble_s,dp_comm_s,optimizer_s,load_s,weights_gb,"
		"gradients_gb,optimizer_gb,activations_gb",
	.row = row,
};
