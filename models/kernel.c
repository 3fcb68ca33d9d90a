// kernel.c - kernel times: rooflines, and measured ratios to them.
//
// time = ratio(shape) x roofline(GPU, shape); rooflines: kroof.h.
// For a GPU with tables of its own the roofline's constants cancel; for a relative
// they carry its matmul ceilings and memory bandwidth, and the ratio its shape
// efficiency.
#include "models/kernel.h"

#include <math.h>
#include <string.h>

#include "models/gpower.h"
#include "models/kernel_in.h"

enum {
	GEMM = AIF_KSPEC_GEMM,
	PREFILL = AIF_KSPEC_PREFILL,
	DECODE = AIF_KSPEC_DECODE,
	MLA_PREFILL = AIF_KSPEC_MLA_PREFILL,
	MLA_DECODE = AIF_KSPEC_MLA_DECODE,
	MOE = AIF_KSPEC_MOE,
	STREAM = AIF_KSPEC_STREAM,
};

static const char *const dtype_name[AIF_DT_N] = { "bf16", "fp8",  "fp8_block", "nvfp4",
						  "tf32", "fp32", "mxfp8",     "int8" };
// Bytes per element. nvfp4: 4 bits and an 8-bit scale per 16 (NVIDIA Blackwell
// whitepaper 2024); mxfp8: 8 bits and an 8-bit scale per 32 (OCP MX 1.0);
// fp8_block: a 32-bit scale per 128 x 128 is nothing.
static const double dtype_bytes[AIF_DT_N] = { 2, 1, 1, 0.5625, 4, 4, 1.03125, 1 };

// Bands of tables: kspec.c; of a relative: tests/valid/test_kernel_transfer.c.
static const double band_transfer = 0.18, band_roofline = 0.35, band_per_fold = 0.05;
// How far laws were tried beyond an edge, ln 4 (caledge.c).
static const double trial_fold = 1.386;
// ktable.h: a cell between measured ones that was filled.
static const double filled = 0.01;

const char *
aif_kernel_how_name(aif_kernel_how h)
{
	static const char *const name[] = { "measured", "fit", "extrapolated", "transferred",
					    "roofline" };

	return name[h];
}

int
aif_kernel_dtype_of(const char *name)
{
	if (strcmp(name, "fp16") == 0 || strcmp(name, "bfloat16") == 0 || strcmp(name, "half") == 0)
		return AIF_DT_BF16;
	for (int i = 0; i < AIF_DT_N; i++)
		if (strcmp(name, dtype_name[i]) == 0)
			return i;
	return -1;
}

const char *
aif_kernel_dtype_name(aif_kernel_dtype t)
{
	return dtype_name[t];
}

double
aif_kernel_dtype_bytes(aif_kernel_dtype t)
{
	return dtype_bytes[t];
}

void
aif_kernel_mark_join(aif_kernel_mark *a, aif_kernel_how how, double band_frac)
{
	if (!a)
		return;
	if (how > a->how)
		a->how = how;
	if (band_frac > a->band_frac)
		a->band_frac = band_frac;
}

static double
least(double a, double b)
{
	return a < b ? a : b;
}

// --- loading ----------------------------------------------------------------------

// Shares of the datasheet that measured parts reach, where a GPU has no figure of
// its own: H100's matmul ceiling (794.5 of 989) and memory stream (3026 of 3350).
// And what is left of that with half the bits: 1402.6 / 1979 over 794.5 / 989.
static const double halved = 0.88;

static void
own_roof(aif_kernel *k)
{
	const aif_hw_gpu *g = &k->gpu;
	aif_kroof *r = &k->own;
	const aif_kroof *ref = &k->ref.roof;
	double reach = g->ceil_bf16_flop_s > 0 && g->peak_bf16_flop_s > 0
			   ? g->ceil_bf16_flop_s / g->peak_bf16_flop_s
			   : 0.803;
	double reach8 = g->ceil_fp8_flop_s > 0 && g->peak_fp8_flop_s > 0
			    ? g->ceil_fp8_flop_s / g->peak_fp8_flop_s
			    : reach * halved;

	r->flop_s[AIF_DT_BF16] =
	    g->ceil_bf16_flop_s > 0 ? g->ceil_bf16_flop_s : reach * g->peak_bf16_flop_s;
	r->flop_s[AIF_DT_FP8] =
	    g->ceil_fp8_flop_s > 0 ? g->ceil_fp8_flop_s : reach8 * g->peak_fp8_flop_s;
	// Sets with a table in 4 bits state this rate as its scale, which cancels.
	r->flop_s[AIF_DT_NVFP4] =
	    g->ceil_fp4_flop_s > 0 ? g->ceil_fp4_flop_s
				   : reach8 * g->peak_fp4_flop_s *
					 (k->tables && ref->flop_s[AIF_DT_NVFP4] > 0 ? 1 : halved);
	r->flop_s[AIF_DT_TF32] = reach * g->peak_tf32_flop_s;
	r->flop_s[AIF_DT_FP32] =
	    reach * (g->peak_fp32_flop_s > 0 ? g->peak_fp32_flop_s : g->peak_bf16_flop_s / 16);
	r->hbm_bytes_s = g->hbm_bytes_s;
	r->stream_bytes_s = k->tables ? ref->stream_bytes_s / ref->hbm_bytes_s * g->hbm_bytes_s
				      : 0.903 * g->hbm_bytes_s;
	r->floor_s = k->tables ? ref->floor_s : 2.5e-6; // H100's
	// A part held to less power than the one that was measured: a matmul that drew
	// the other's limit runs at lower clocks here.
	if (k->tables && g->tdp_w > 0 && k->ref.tdp_w > 0) {
		aif_hw_gpu limit = { .tdp_w = k->ref.tdp_w };

		for (int t = 0; t < AIF_DT_N; t++)
			r->flop_s[t] /= aif_gpower_slowdown(&limit, limit.tdp_w, g->tdp_w, 1);
	}
	r->flop_s[AIF_DT_FP8_BLOCK] = r->flop_s[AIF_DT_MXFP8] = r->flop_s[AIF_DT_FP8];
	// Rates that only measurements state: as bf16 stands to theirs.
	for (int i = 0; k->tables && i < 2; i++) {
		int t = i ? AIF_DT_INT8 : AIF_DT_FP32;

		if (ref->flop_s[t] > 0)
			r->flop_s[t] =
			    ref->flop_s[t] * r->flop_s[AIF_DT_BF16] / ref->flop_s[AIF_DT_BF16];
	}
}

// 1 when own and reference agree on everything that both have.
static int
same_roof(const aif_kroof *a, const aif_kroof *b)
{
	static const int t[] = { AIF_DT_BF16, AIF_DT_FP8, AIF_DT_NVFP4 };

	for (int i = 0; i < 3; i++)
		if (b->flop_s[t[i]] > 0 && fabs(a->flop_s[t[i]] / b->flop_s[t[i]] - 1) > 0.005)
			return 0;
	return fabs(a->hbm_bytes_s / b->hbm_bytes_s - 1) < 0.02;
}

// What the laws say of each block.
static aif_err
edges(aif_kernel *k, aif_arena *a, int table, aif_diag *d)
{
	const aif_ktable *t = &k->t[table];

	if (t->n_sub == 0 || k->law[table]->n_edge == 0)
		return AIF_OK;
	k->beyond[table] = aif_arena_alloc(a, (size_t)t->n_sub * sizeof *k->beyond[table]);
	for (int i = 0; i < t->n_sub && k->beyond[table]; i++)
		k->beyond[table][i] = aif_callaw_block_of(k->law[table], table, &t->sub[i]);
	return k->beyond[table] ? AIF_OK : aif_err_fail(d, AIF_ENOMEM, "out of memory");
}

// Each table from the GPU's set, or from the one that this builds on, with the
// roofline and the laws of whom it came from.
static aif_err
load_tables(aif_kernel *k, aif_arena *a, aif_diag *d)
{
	aif_calset *base = k->ref.base[0] ? aif_arena_alloc(a, sizeof *base) : NULL;
	aif_callaw *law = aif_arena_alloc(a, 2 * sizeof *law);
	aif_err e = AIF_OK;

	if ((k->ref.base[0] && !base) || !law)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	if ((e = aif_callaw_open(&law[0], k->gpu.calib, &k->ref, d)) ||
	    (base && ((e = aif_calset_open(base, k->ref.base, d)) ||
		      (e = aif_callaw_open(&law[1], k->ref.base, base, d)))))
		return e;
	k->gemm_of = &k->ref.roof;
	k->quant8 = k->ref.quant8;
	k->quant4 = k->ref.quant4;
	for (int i = 0; i < AIF_KERNEL_TABLES && !e; i++) {
		e = aif_kspec_load(&k->t[i], a, k->gpu.calib, &k->ref, i, d);
		k->same[i] = same_roof(&k->own, &k->ref.roof);
		k->law[i] = &law[0];
		if (e == AIF_ENOENT && base) {
			e = aif_kspec_load(&k->t[i], a, k->ref.base, base, i, d);
			k->same[i] = same_roof(&k->own, &base->roof);
			k->law[i] = &law[1];
			k->gemm_of = i == GEMM ? &base->roof : k->gemm_of;
			k->quant8 = i == GEMM ? base->quant8 : k->quant8;
			k->quant4 = i == GEMM ? base->quant4 : k->quant4;
		}
		if (e == AIF_ENOENT)
			e = AIF_OK;
		if (!e)
			e = edges(k, a, i, d);
	}
	// Watts are of the part that was measured alone.
	if (k->same[GEMM] && fabs(k->gpu.tdp_w / k->ref.tdp_w - 1) < 0.02)
		k->power = &law[0];
	return e;
}

aif_err
aif_kernel_create(aif_kernel **out, aif_arena *a, const aif_hw_gpu *gpu, aif_diag *d)
{
	aif_kernel *k = aif_arena_alloc(a, sizeof *k);
	aif_err e;

	if (!k)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory");
	k->gpu = *gpu;
	if (!k->gpu.name)
		k->gpu.name = "gpu";
	if (gpu->peak_bf16_flop_s <= 0 || gpu->hbm_bytes_s <= 0)
		return aif_err_fail(d, AIF_EREFUSED,
				    "gpu '%s': neither calibration nor datasheet rates",
				    k->gpu.name);
	k->tables = gpu->calib && gpu->calib[0];
	if (k->tables && (e = aif_calset_open(&k->ref, gpu->calib, d)))
		return e;
	if (k->tables && !(k->ref.roof.flop_s[AIF_DT_BF16] > 0 && k->ref.roof.hbm_bytes_s > 0 &&
			   k->ref.roof.stream_bytes_s > 0 && k->ref.roof.floor_s > 0))
		return aif_err_fail(d, AIF_EREFUSED,
				    "gpu '%s': calibration set '%s' states no bf16, hbm, stream "
				    "or floor",
				    k->gpu.name, k->gpu.calib);
	own_roof(k);
	if (k->tables && (e = load_tables(k, a, d)))
		return e;
	for (int i = 0; i < k->t[STREAM].n_sub && !k->copy; i++)
		if (strcmp(k->t[STREAM].sub[i].key[0], "copy") == 0)
			k->copy = &k->t[STREAM].sub[i];
	*out = k;
	return AIF_OK;
}

const aif_hw_gpu *
aif_kernel_gpu(const aif_kernel *k)
{
	return &k->gpu;
}

double
aif_kernel_floor_s(const aif_kernel *k)
{
	return k->own.floor_s;
}

double
aif_kernel_rate(const aif_kernel *k, aif_kernel_dtype t)
{
	return k->own.flop_s[t];
}

double
aif_kernel_bw(const aif_kernel *k)
{
	return k->own.stream_bytes_s;
}

// --- answers ------------------------------------------------------------------------

double
aif_kernel_ratio(const aif_kernel *k, int table, const aif_ktable_sub *s, const double x[3],
		 int detour, aif_kernel_mark *mark)
{
	double outside = 0, v, beyond = NAN, off = 0, band;
	int law = 0;

	if (!s) {
		aif_kernel_mark_join(mark, AIF_HOW_ROOFLINE, band_roofline);
		return 1;
	}
	v = aif_ktable_at(s, x, &outside);
	band = aif_kspec_at(table)->band_frac;
	if (outside > filled && k->beyond[table])
		beyond = aif_callaw_beyond(
		    &(aif_callaw_of_block){ k->law[table], &k->beyond[table][s - k->t[table].sub],
					    s, table },
		    x, v, &off, &law);
	if (isfinite(beyond)) {
		v = beyond;
		band += off * fmax(1, outside / trial_fold);
	} else {
		band += band_per_fold * outside;
		law = 0;
	}
	if (!k->same[table])
		aif_kernel_mark_join(mark, AIF_HOW_TRANSFERRED,
				     band_transfer + band_per_fold * outside);
	else
		aif_kernel_mark_join(mark,
				     law && !detour          ? AIF_HOW_FIT
				     : outside > 0 || detour ? AIF_HOW_EXTRAPOLATED
							     : AIF_HOW_MEASURED,
				     band + 2 * band_per_fold * detour);
	return exp(v);
}

// Types whose ratios stand in for those of t, best first.
static int
stand_in(int t, int i)
{
	static const signed char of[AIF_DT_N][4] = {
		[AIF_DT_BF16] = { AIF_DT_BF16, -1 },
		[AIF_DT_FP8] = { AIF_DT_FP8, AIF_DT_FP8_BLOCK, AIF_DT_BF16, -1 },
		[AIF_DT_FP8_BLOCK] = { AIF_DT_FP8_BLOCK, AIF_DT_FP8, AIF_DT_BF16, -1 },
		[AIF_DT_NVFP4] = { AIF_DT_NVFP4, AIF_DT_FP8, AIF_DT_BF16, -1 },
		[AIF_DT_TF32] = { AIF_DT_TF32, AIF_DT_BF16, -1 },
		[AIF_DT_FP32] = { AIF_DT_FP32, AIF_DT_BF16, -1 },
		[AIF_DT_MXFP8] = { AIF_DT_FP8, AIF_DT_BF16, -1 },
		[AIF_DT_INT8] = { AIF_DT_INT8, AIF_DT_FP8, AIF_DT_BF16, -1 },
	};

	return i < 4 ? of[t][i] : -1;
}

double
aif_kernel_gemm_s(const aif_kernel *k, double m, double n, double kk, aif_kernel_dtype t,
		  aif_kernel_mark *mark)
{
	double x[3] = { n, kk, m };
	const aif_ktable_sub *s = NULL;
	int i = 0;

	for (; !s && stand_in((int)t, i) >= 0; i++)
		s = aif_ktable_find(&k->t[GEMM], stand_in((int)t, i));
	// A relative that is slower by r has units, and tiles, smaller by r: its own efficiency
	// with as many tiles is that of a product as much smaller.
	if (s && !k->same[GEMM] && k->gemm_of->flop_s[s->id] > 0) {
		double r = k->gemm_of->flop_s[s->id] / k->own.flop_s[t];

		x[0] *= sqrt(r);
		x[2] *= sqrt(r);
	}
	return aif_kernel_ratio(k, GEMM, s, x, i > 1, mark) *
	       aif_kroof_gemm(&k->own, m, n, kk, (int)t);
}

double
aif_kernel_quant_s(const aif_kernel *k, double m, double kk, aif_kernel_dtype t)
{
	double b = aif_kernel_dtype_bytes(t), x = 0;

	if (b < 2) // reads 2 bytes an element, writes the type's own
		x = t == AIF_DT_NVFP4 && k->quant4 > 0 ? k->quant4 : k->quant8;
	return x * (2 + b) * m * kk / k->own.stream_bytes_s;
}

// The attention block of that window and of the types, or of stand-ins, with the
// nearest head width. NULL: none with that window.
static const aif_ktable_sub *
attn_block(const aif_ktable *tab, const aif_kernel_attn *q, double window, int *detour)
{
	const aif_ktable_sub *best = NULL;
	double score = INFINITY;

	for (int i = 0; i < tab->n_sub; i++) {
		const aif_ktable_sub *s = &tab->sub[i];
		int64_t types = s->id >> 32, w = s->id >> 20 & 4095;
		double sc;

		if ((double)(s->id & 0xfffff) != window)
			continue;
		sc = 10 * (types / AIF_DT_N != (int64_t)q->t) +
		     5 * (types % AIF_DT_N != (int64_t)q->kv);
		sc += w > 0 ? fabs(log((double)w / q->head_dim)) : 0;
		if (sc < score) {
			score = sc;
			best = s;
		}
	}
	*detour = score > 1e-9;
	return best;
}

// Exponentials beside matmuls, counted for a tile of 128 x 128 scores and heads of 128 on
// Blackwell, per SM: two products forward of 128^3 multiply-adds at 4096 a clock, 1024
// clocks; five backward, 2560; 128^2 exponentials at 16 a clock, 1024 either way. As the
// tables have it they do not hide: attention in 8 bits takes 0.85 to 0.99 of the time in
// 16 although its products take half.
// Source: NVIDIA, Blackwell Ultra, 2025: 10.7 against 5 Texp/s (unchecked).
double
aif_kernel_exp_over(const aif_kernel *k, double share)
{
	double r = k->gpu.exp_ratio;

	return k->same[PREFILL] || r <= 0 ? 1 : 1 - share + share / r;
}

double
aif_kernel_prefill_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	aif_kroof_attn r = { q->batch * q->heads, q->heads / q->kv_heads,
			     q->tokens,           q->head_dim,
			     q->window,           (int)q->t,
			     (int)q->kv };
	double cut = 1;
	int detour = 0;
	const aif_ktable_sub *b = attn_block(&k->t[PREFILL], q, r.window, &detour);

	if (!b) {
		b = attn_block(&k->t[PREFILL], q, 0, &detour);
		// A window w works on a band of tiles: about as many sequences of twice
		// its length, each a causal triangle, as cover the text.
		if (2 * r.window < r.s && r.window > 0) {
			r.n *= r.s / (2 * r.window);
			r.s = 2 * r.window;
			detour = 2;
		}
		r.window = 0;
	}
	if (q->full && r.window <= 0 && detour < 2)
		cut = r.s * r.s / aif_kroof_seen(r.s, 0);

	const double x[3] = { r.grp, r.s, r.n };

	return cut * aif_kernel_exp_over(k, AIF_KERNEL_EXP_FWD) *
	       aif_kernel_ratio(k, PREFILL, b, x, detour, mark) * aif_kroof_prefill(&k->own, &r);
}

double
aif_kernel_decode_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	aif_kroof_attn r = { q->batch * q->kv_heads,
			     q->heads / q->kv_heads,
			     q->tokens < 1 ? 1 : q->tokens,
			     q->head_dim,
			     q->window,
			     (int)q->t,
			     (int)q->kv };
	aif_kernel_attn typed = *q;
	const aif_ktable_sub *b;
	int detour = 0;

	typed.t = AIF_DT_BF16; // queries were measured in bf16 whatever the cache
	b = attn_block(&k->t[DECODE], &typed, r.window, &detour);
	if (!b) {
		b = attn_block(&k->t[DECODE], &typed, 0, &detour);
		if (r.window > 0)
			r.s = least(r.s, r.window);
		r.window = 0;
	}

	const double x[3] = { r.grp, r.s, r.n };

	return aif_kernel_ratio(k, DECODE, b, x, detour, mark) * aif_kroof_decode(&k->own, &r);
}

static double
mla_s(const aif_kernel *k, int table, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	const double x[3] = { q->heads, q->tokens, q->batch };
	aif_kernel_attn typed = *q;
	const aif_ktable_sub *b;
	int detour = 0;

	typed.t = AIF_DT_BF16;
	typed.head_dim = 1;
	b = attn_block(&k->t[table], &typed, 0, &detour);
	return aif_kernel_ratio(k, table, b, x, detour, mark) *
	       aif_kroof_mla(&k->own, x, table == MLA_DECODE, AIF_DT_BF16, (int)q->kv);
}

double
aif_kernel_mla_prefill_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	return aif_kernel_exp_over(k, AIF_KERNEL_EXP_FWD) * mla_s(k, MLA_PREFILL, q, mark);
}

double
aif_kernel_mla_decode_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	return mla_s(k, MLA_DECODE, q, mark);
}

// How unlike a measured expert layer is: sizes of the matrices, experts held here,
// tokens per expert at equal load.
static double
moe_distance(const aif_kernel_moe *a, const aif_kernel_moe *b)
{
	return fabs(log(a->hidden / b->hidden)) + fabs(log(a->inter / a->tp * b->tp / b->inter)) +
	       fabs(log(a->experts / a->ep * b->ep / b->experts)) +
	       0.5 * fabs(log(a->topk / b->topk * b->experts / a->experts));
}

double
aif_kernel_moe_s(const aif_kernel *k, const aif_kernel_moe *q, aif_kernel_mark *mark)
{
	const aif_ktable_sub *best = NULL;
	double near = INFINITY, x[3] = { 1, 1, q->tokens };
	int route = q->balanced                    ? AIF_KSPEC_EVEN
		    : q->skew > 0 && q->skew < 1.1 ? AIF_KSPEC_POWER_101
						   : AIF_KSPEC_POWER;
	int i = 0;

	if (q->few_tokens)
		route += AIF_KSPEC_LOW;
	for (; !best && stand_in((int)q->t, i) >= 0; i++)
		for (int j = 0; j < k->t[MOE].n_sub; j++) {
			const aif_ktable_sub *s = &k->t[MOE].sub[j];
			aif_kernel_moe m = aif_kspec_experts(s, q->tokens);
			double far;

			if (s->id / 8 != stand_in((int)q->t, i))
				continue;
			far = moe_distance(q, &m) + 3 * (s->id % 8 != route) +
			      9 * (s->id % 8 / AIF_KSPEC_LOW != q->few_tokens);
			if (far < near) {
				near = far;
				best = s;
			}
		}
	if (best) // the same tokens per expert
		x[2] = q->tokens * q->topk / q->experts * best->num[4] / best->num[3];
	return aif_kernel_ratio(k, MOE, best, x, i > 1 || near > 0.2, mark) *
	       aif_kroof_moe(&k->own, q, (int)q->t);
}

double
aif_kernel_bytes_s(const aif_kernel *k, double bytes, double n_launch, aif_kernel_mark *mark)
{
	if (k->copy && n_launch > 0) {
		const double x[3] = { 1, 1, bytes / n_launch };

		return n_launch * aif_kernel_ratio(k, STREAM, k->copy, x, 0, mark) *
		       aif_kroof_stream(&k->own, x[2]);
	}
	aif_kernel_mark_join(mark, k->same[GEMM] ? AIF_HOW_MEASURED : AIF_HOW_TRANSFERRED, 0.1);
	return n_launch * k->own.floor_s + bytes / k->own.stream_bytes_s;
}

double
aif_kernel_stream_s(const aif_kernel *k, const char *op, aif_kernel_dtype t, double bytes,
		    aif_kernel_mark *mark)
{
	const double x[3] = { 1, 1, bytes };
	const aif_ktable_sub *s, *best = NULL;

	for (int i = 0; i < k->t[STREAM].n_sub; i++) {
		s = &k->t[STREAM].sub[i];
		if (strcmp(s->key[0], op) == 0 &&
		    (!best || aif_kernel_dtype_of(s->key[1]) == (int)t))
			best = s;
	}
	if (!best)
		return aif_kernel_bytes_s(k, bytes, 1, mark);
	return aif_kernel_ratio(k, STREAM, best, x, aif_kernel_dtype_of(best->key[1]) != (int)t,
				mark) *
	       aif_kroof_stream(&k->own, bytes);
}
