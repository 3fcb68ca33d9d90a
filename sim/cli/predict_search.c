// predict_search.c - `aifsim predict train --search N`: the fastest layouts of a row.
//
// What the row states of its layout is kept, what it leaves blank is searched. One line
// of output per layout, fastest first, with what it spends its time on and why.
#include <math.h>
#include <stdlib.h>

#include "cli/predict.h"
#include "models/search.h"

static const char *const recompute[] = { "none", "selective", "full" };

void
aif_predict_search_head(FILE *f)
{
	fputs("id,rank,tp,pp,vpp,last_layers,dp,cp,ep,zero_stage,micro_batch,recompute,step_s,"
	      "tokens_per_s_per_gpu,mfu,memory_gb,matmul_pct,memory_bound_pct,tp_pct,ep_pct,cp_pct,"
	      "pp_bubble_pct,dp_pct,optimizer_pct,why\n",
	      f);
}

static void
line(FILE *f, const char *id, int rank, const aif_search_found *x)
{
	const aif_step_in *in = &x->in;
	const aif_step_out *o = &x->out;
	double pct = 100 / o->step_s;
	char why[256];

	aif_search_why(x, why, sizeof why);
	fprintf(f, "%s,%d,%g,%g,%g,%g,%g,%g,%g,%g,%g,%s,%.6g,%.6g,%.4f,%.1f,", id, rank, in->tp,
		in->pp, fmax(in->vpp, 1), in->last_layers, in->dp, fmax(in->cp, 1), fmax(in->ep, 1),
		in->zero_stage, in->micro_batch, recompute[in->recompute], o->step_s,
		o->tokens_s_gpu, o->mfu, o->memory_bytes / 1e9);
	fprintf(f, "%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,%.1f,\"%s\"\n", pct * o->compute_s,
		pct * o->mem_s, pct * o->tp_s, pct * o->ep_s, pct * o->cp_s,
		pct * (o->bubble_s + o->pp_s), pct * o->dp_s, pct * o->opt_s, why);
}

aif_err
aif_predict_search(aif_predict *p, const aif_csv_row *r, int top, FILE *f, aif_diag *d)
{
	const char *id = aif_predict_text(r, "id");
	aif_search_found *x = calloc((size_t)top, sizeof *x);
	aif_search_count c = { 0 };
	aif_step_in in;
	aif_xfmr_llm m;
	aif_err e = x ? aif_predict_train_in(p, r, &m, &in, d)
		      : aif_err_fail(d, AIF_ENOMEM, "out of memory");
	int n;

	if (!e && (in.n_gpus < 1 || in.seq < 1 || in.global_batch < 1))
		e = aif_err_fail(d, AIF_EREFUSED, "n_gpus, seq or global_batch is not stated");
	if (e) {
		free(x);
		return e;
	}
	n = aif_search_top(&in, x, top, &c);
	for (int i = 0; i < n; i++)
		line(f, id, i + 1, &x[i]);
	fprintf(stderr, "search%s%s: %ld layouts, %ld do not divide, %ld do not fit\n",
		id[0] ? " " : "", id, c.tried, c.odd, c.too_big);
	free(x);
	if (n == 0)
		return aif_err_fail(d, AIF_EREFUSED,
				    isfinite(c.least_bytes)
					? "no layout fits: the nearest needs %.1f GB of %.1f"
					: "no layout divides the model, the batch and the GPUs",
				    c.least_bytes / 1e9,
				    AIF_STEP_USABLE * aif_kernel_gpu(in.kernel)->hbm_bytes / 1e9);
	return AIF_OK;
}
