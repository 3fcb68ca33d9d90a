// kbatch.c - products in batches, in groups, and around a softmax.
#include "models/kbatch.h"

#include <math.h>

#include "models/kernel_in.h"
#include "models/kgroup.h"

// One law for whatever has no table of its own: that of single products. Where the set has
// none of the type either, the roofline.
static double
by_law(const aif_kernel *k, const double mnk[3], double batch, int t, aif_kernel_mark *mark)
{
	const aif_callaw *l = k->law[AIF_KSPEC_GEMM];
	double s = l ? aif_callaw_gemm_s(l, &k->own, mnk, batch, t) : NAN;

	if (isnan(s)) {
		aif_kernel_mark_join(mark, AIF_HOW_ROOFLINE, 0.35);
		return aif_kroof_batched(&k->own, mnk, batch, t);
	}
	// Libraries pick other kernels for batches than for single products: twice the law's error.
	aif_kernel_mark_join(mark, k->same[AIF_KSPEC_GEMM] ? AIF_HOW_FIT : AIF_HOW_TRANSFERRED,
			     fmax(0.2, 2 * l->gemm[t].error_frac));
	return s;
}

static double
apart(double a, double b)
{
	return fabs(log(a / b));
}

double
aif_kbatch_batched_s(const aif_kernel *k, const double mnk[3], double batch, aif_kernel_dtype t,
		     aif_kernel_mark *mark)
{
	const aif_ktable *tab = &k->t[AIF_KSPEC_BATCHED];
	const aif_ktable_sub *best = NULL;
	const double x[3] = { mnk[0], 1, batch };
	double near = INFINITY;

	for (int i = 0; i < tab->n_sub; i++) {
		const aif_ktable_sub *s = &tab->sub[i];
		double far = apart(mnk[1], s->num[1]) + apart(mnk[2], s->num[2]);

		if (s->id == (int64_t)t && far < near) {
			near = far;
			best = s;
		}
	}
	if (!best)
		return by_law(k, mnk, batch, (int)t, mark);
	return aif_kernel_ratio(k, AIF_KSPEC_BATCHED, best, x, near > 0.02, mark) *
	       aif_kroof_batched(&k->own, mnk, batch, (int)t);
}

double
aif_kbatch_grouped_s(const aif_kernel *k, const double mnk[3], double groups, int ranked,
		     aif_kernel_dtype t, aif_kernel_mark *mark)
{
	const aif_ktable *tab = &k->t[AIF_KSPEC_GROUPED];
	const aif_ktable_sub *best = NULL;
	double near = INFINITY, x[3] = { 1, 1, mnk[0] };

	for (int i = 0; i < tab->n_sub; i++) {
		const aif_ktable_sub *s = &tab->sub[i];
		double far = apart(mnk[1], s->num[1]) + apart(mnk[2], s->num[2]) +
			     apart(groups, s->num[3]) + 3 * (s->id % 2 != ranked);

		if (s->id / 2 == (int64_t)t && far < near) {
			near = far;
			best = s;
		}
	}
	if (!best) // ranked heights are taken as equal
		return aif_kgroup_s(k, (double[]){ mnk[0], groups, mnk[1], mnk[2] }, t, mark);
	x[2] = mnk[0] / groups * best->num[3]; // the same height of a group
	return aif_kernel_ratio(k, AIF_KSPEC_GROUPED, best, x, near > 0.02, mark) *
	       aif_kroof_grouped(&k->own, mnk, groups, (int)t);
}

static double
part_by_law(const aif_kernel *k, int part, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	double n = q->batch * q->heads, s = q->tokens, t = 0;
	const double qk[3] = { s, s, q->head_dim }, pv[3] = { s, q->head_dim, s };

	if (part == AIF_KROOF_WHOLE || part == AIF_KROOF_QK)
		t += by_law(k, qk, n, (int)q->t, mark);
	if (part == AIF_KROOF_WHOLE || part == AIF_KROOF_SOFTMAX)
		t += aif_kernel_stream_s(k, "softmax", q->t, 4 * n * s * s, mark);
	if (part == AIF_KROOF_WHOLE || part == AIF_KROOF_PV)
		t += by_law(k, pv, n, (int)q->t, mark);
	return t;
}

double
aif_kbatch_unfused_s(const aif_kernel *k, int part, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	const aif_ktable *tab = &k->t[AIF_KSPEC_UNFUSED];
	const aif_ktable_sub *best = NULL;
	const double x[3] = { q->tokens, 1, q->batch * q->heads };
	int causal = !q->full && (part == AIF_KROOF_WHOLE || part == AIF_KROOF_SOFTMAX);
	double near = INFINITY;

	for (int i = 0; i < tab->n_sub; i++) {
		const aif_ktable_sub *s = &tab->sub[i];
		double far = apart(q->head_dim, s->num[2]) + ((s->num[3] > 0) != causal) +
			     10 * (aif_kernel_dtype_of(s->key[0]) != (int)q->t);

		if (s->id == part && far < near) {
			near = far;
			best = s;
		}
	}
	if (!best)
		return part_by_law(k, part, q, mark);
	return aif_kernel_ratio(k, AIF_KSPEC_UNFUSED, best, x, near > 0.02, mark) *
	       aif_kroof_unfused(&k->own, part, x[2], x[0], q->head_dim, (int)q->t);
}
