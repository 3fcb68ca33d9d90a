// kernel.c - kernel times: rooflines, and measured ratios to them.
//
// time = ratio(shape) x roofline(GPU, shape); rooflines: kroof.h.
// For a GPU with tables of its own the roofline's constants cancel; for a relative
// they carry its matmul ceilings and memory bandwidth, and the ratio its shape
// efficiency.
#include "models/kernel.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/gpower.h"
#include "models/kroof.h"
#include "models/ktable.h"
#include "util/csv.h"
#include "util/embed.h"

enum { GEMM, PREFILL, DECODE, MLA_PREFILL, MLA_DECODE, MOE, N_TABLE };

struct aif_kernel {
	aif_hw_gpu gpu;
	aif_kroof own, ref; // of this GPU; of the one the tables were measured on
	double ref_tdp_w;
	int tables; // has it any?
	int same;   // do the two rooflines agree?
	aif_ktable t[N_TABLE];
};

static const char *const dtype_name[AIF_DT_N] = { "bf16", "fp8",  "fp8_block", "nvfp4",
						  "tf32", "fp32", "mxfp8" };
// Bytes per element. nvfp4: 4 bits and an 8-bit scale per 16 (NVIDIA Blackwell
// whitepaper 2024); mxfp8: 8 bits and an 8-bit scale per 32 (OCP MX 1.0);
// fp8_block: a 32-bit scale per 128 x 128 is nothing.
static const double dtype_bytes[AIF_DT_N] = { 2, 1, 1, 0.5625, 4, 4, 1.03125 };

// Bands: about two thirds of held-out points of the compact tables lie within
// these (headers of models/calib/); a relative: tests/valid/test_kernel_transfer.c.
static const double band_table[N_TABLE] = { 0.05, 0.03, 0.04, 0.05, 0.06, 0.08 };
static const double band_transfer = 0.18, band_roofline = 0.35, band_per_fold = 0.05;

const char *
aif_kernel_how_name(aif_kernel_how h)
{
	static const char *const name[] = { "measured", "extrapolated", "transferred", "roofline" };

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

static double
gemm_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	return aif_kroof_gemm(u, x[2], x[0], x[1], (int)s->id);
}

// Attention blocks are known by types and head width.
static int64_t
attn_id(int t, int kv, double dim)
{
	return ((int64_t)t * AIF_DT_N + kv) * 4096 + (int64_t)dim;
}

static double
prefill_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	return aif_kroof_prefill(u, x[2], x[0], x[1], s->num[2], aif_kernel_dtype_of(s->key[0]),
				 aif_kernel_dtype_of(s->key[1]));
}

static double
decode_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	return aif_kroof_decode(u, x[2], x[1], s->num[2], aif_kernel_dtype_of(s->key[1]));
}

static double
mla_prefill_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	return aif_kroof_mla(u, x, 0, aif_kernel_dtype_of(s->key[0]),
			     aif_kernel_dtype_of(s->key[1]));
}

static double
mla_decode_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	return aif_kroof_mla(u, x, 1, aif_kernel_dtype_of(s->key[0]),
			     aif_kernel_dtype_of(s->key[1]));
}

static aif_kernel_moe
moe_shape(const aif_ktable_sub *s, double tokens)
{
	aif_kernel_moe q = { .tokens = tokens, .hidden = s->num[1], .inter = s->num[2] };

	q.topk = s->num[3];
	q.experts = s->num[4];
	q.tp = s->num[5];
	q.ep = s->num[6];
	return q;
}

static double
moe_of(const void *u, const aif_ktable_sub *s, const double x[3])
{
	aif_kernel_moe q = moe_shape(s, x[2]);

	return aif_kroof_moe(u, &q, (int)(s->id / 2));
}

static int64_t
block_id(int table, const aif_ktable_sub *s)
{
	int t = aif_kernel_dtype_of(s->key[0]);

	switch (table) {
	case GEMM:
		return t;
	case MOE:
		return 2 * t + (s->key[7][0] == 'e');
	default:
		return attn_id(t, aif_kernel_dtype_of(s->key[1]), s->num[2]);
	}
}

static const struct {
	const char *file;
	int n_key, n_axis;
	aif_ktable_roof *roof;
} table_of[N_TABLE] = {
	{ "gemm", 1, 2, gemm_of },
	{ "prefill", 3, 2, prefill_of },
	{ "decode", 3, 2, decode_of },
	{ "mla_prefill", 2, 2, mla_prefill_of },
	{ "mla_decode", 2, 2, mla_decode_of },
	{ "moe", 8, 0, moe_of },
};

static aif_err
load_tables(aif_kernel *k, aif_arena *a, aif_diag *d)
{
	for (int i = 0; i < N_TABLE; i++) {
		char path[96];
		aif_err e;

		snprintf(path, sizeof path, "models/calib/%s/%s.csv", k->gpu.calib,
			 table_of[i].file);
		e = aif_ktable_load(&k->t[i], a, path, table_of[i].n_key, table_of[i].n_axis, d);
		if (e)
			return e;
		for (int j = 0; j < k->t[i].n_sub; j++) {
			aif_ktable_sub *s = &k->t[i].sub[j];

			if (aif_kernel_dtype_of(s->key[0]) < 0)
				return aif_err_fail(d, AIF_EPARSE, "%s: unknown dtype '%s'", path,
						    s->key[0]);
			s->id = block_id(i, s);
			aif_ktable_ratio(s, table_of[i].roof, &k->ref);
		}
	}
	return AIF_OK;
}

// Types that run on another type's units.
static void
roof_types(aif_kroof *r)
{
	r->flop_s[AIF_DT_FP8_BLOCK] = r->flop_s[AIF_DT_MXFP8] = r->flop_s[AIF_DT_FP8];
}

typedef struct index_user {
	const char *set;
	aif_kroof *r;
	int found;
	double tdp_w;
} index_user;

static aif_err
index_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	static const char *const col[] = {
		"bf16", "fp8", "nvfp4", "hbm", "stream", "floor", "tdp"
	};
	index_user *u = user;
	double x[7];

	if (strcmp(row->cell[0], u->set) != 0)
		return AIF_OK;
	for (int i = 0; i < 7; i++) {
		aif_err e = aif_csv_num(row, aif_csv_col(row, col[i]), 0, NULL, &x[i], d);

		if (e)
			return e;
	}
	u->r->flop_s[AIF_DT_BF16] = x[0];
	u->r->flop_s[AIF_DT_FP8] = x[1];
	u->r->flop_s[AIF_DT_NVFP4] = x[2];
	u->r->hbm_bytes_s = x[3];
	u->r->stream_bytes_s = x[4];
	u->r->floor_s = x[5];
	u->tdp_w = x[6];
	roof_types(u->r);
	u->found = 1;
	return AIF_OK;
}

static aif_err
load_ref(aif_kernel *k, aif_diag *d)
{
	index_user u = { k->gpu.calib, &k->ref, 0, 0 };
	const char *path = "models/calib/index.csv";
	aif_embed f;
	aif_err e;

	if (!aif_embed_find(path, &f))
		return aif_err_fail(d, AIF_ENOENT, "%s: not in the program", path);
	if ((e = aif_csv_parse(path, f.data, f.n, NULL, index_row, &u, d)))
		return e;
	k->ref_tdp_w = u.tdp_w;
	if (!u.found)
		return aif_err_fail(d, AIF_EREFUSED, "gpu '%s': no calibration set '%s'",
				    k->gpu.name, k->gpu.calib);
	return AIF_OK;
}

// Shares of the datasheet that measured parts reach, where a GPU has no figure of
// its own: H100's matmul ceiling (794.5 of 989) and memory stream (3026 of 3350).
static void
own_roof(aif_kernel *k)
{
	const aif_hw_gpu *g = &k->gpu;
	aif_kroof *r = &k->own;
	double reach = g->ceil_bf16_flop_s > 0 && g->peak_bf16_flop_s > 0
			   ? g->ceil_bf16_flop_s / g->peak_bf16_flop_s
			   : 0.803;
	double reach8 = g->ceil_fp8_flop_s > 0 && g->peak_fp8_flop_s > 0
			    ? g->ceil_fp8_flop_s / g->peak_fp8_flop_s
			    : reach * 0.88; // 1402.6 / 1979 over 794.5 / 989

	r->flop_s[AIF_DT_BF16] =
	    g->ceil_bf16_flop_s > 0 ? g->ceil_bf16_flop_s : reach * g->peak_bf16_flop_s;
	r->flop_s[AIF_DT_FP8] =
	    g->ceil_fp8_flop_s > 0 ? g->ceil_fp8_flop_s : reach8 * g->peak_fp8_flop_s;
	r->flop_s[AIF_DT_NVFP4] =
	    g->ceil_fp4_flop_s > 0 ? g->ceil_fp4_flop_s : reach8 * g->peak_fp4_flop_s;
	r->flop_s[AIF_DT_TF32] = reach * g->peak_tf32_flop_s;
	r->flop_s[AIF_DT_FP32] =
	    reach * (g->peak_fp32_flop_s > 0 ? g->peak_fp32_flop_s : g->peak_bf16_flop_s / 16);
	r->hbm_bytes_s = g->hbm_bytes_s;
	r->stream_bytes_s = k->tables ? k->ref.stream_bytes_s / k->ref.hbm_bytes_s * g->hbm_bytes_s
				      : 0.903 * g->hbm_bytes_s;
	r->floor_s = k->tables ? k->ref.floor_s : 2.5e-6; // H100's
	// A part held to less power than the one that was measured: a matmul that drew
	// the other's limit runs at lower clocks here.
	if (k->tables && g->tdp_w > 0) {
		aif_hw_gpu ref = { .tdp_w = k->ref_tdp_w };

		for (int t = 0; t < AIF_DT_N; t++)
			r->flop_s[t] /= aif_gpower_slowdown(&ref, ref.tdp_w, g->tdp_w, 1);
	}
	roof_types(r);
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
	if (k->tables && ((e = load_ref(k, d)) || (e = load_tables(k, a, d))))
		return e;
	own_roof(k);
	k->same = k->tables && same_roof(&k->own, &k->ref);
	if (k->tables) // without units there is no time: keep the ratios finite
		k->ref.flop_s[AIF_DT_TF32] = k->ref.flop_s[AIF_DT_FP32] =
		    k->ref.flop_s[AIF_DT_BF16];
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

// exp of the block's ratio at x, marked; 1 without a block. detour: the block is
// not that of the type or width asked for.
static double
ratio(const aif_kernel *k, int table, const aif_ktable_sub *s, const double x[3], int detour,
      aif_kernel_mark *mark)
{
	double outside = 0, v;

	if (!s) {
		aif_kernel_mark_join(mark, AIF_HOW_ROOFLINE, band_roofline);
		return 1;
	}
	v = exp(aif_ktable_at(s, x, &outside));
	if (!k->same)
		aif_kernel_mark_join(mark, AIF_HOW_TRANSFERRED,
				     band_transfer + band_per_fold * outside);
	else if (outside > 0 || detour)
		aif_kernel_mark_join(mark, AIF_HOW_EXTRAPOLATED,
				     band_table[table] + band_per_fold * (outside + 2 * detour));
	else
		aif_kernel_mark_join(mark, AIF_HOW_MEASURED, band_table[table]);
	return v;
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
		[AIF_DT_TF32] = { AIF_DT_BF16, -1 },
		[AIF_DT_FP32] = { AIF_DT_BF16, -1 },
		[AIF_DT_MXFP8] = { AIF_DT_FP8, AIF_DT_BF16, -1 },
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
	return ratio(k, GEMM, s, x, i > 1, mark) * aif_kroof_gemm(&k->own, m, n, kk, (int)t);
}

// The attention block of the types, or of stand-ins, with the nearest head width.
static const aif_ktable_sub *
attn_block(const aif_ktable *tab, const aif_kernel_attn *q, double *dim, int *detour)
{
	const aif_ktable_sub *best = NULL;
	double score = INFINITY;

	for (int i = 0; i < tab->n_sub; i++) {
		const aif_ktable_sub *s = &tab->sub[i];
		int64_t types = s->id / 4096;
		double w = (double)(s->id % 4096), sc;

		sc = 10 * (types / AIF_DT_N != (int64_t)q->t) +
		     5 * (types % AIF_DT_N != (int64_t)q->kv);
		sc += w > 0 ? fabs(log(w / q->head_dim)) : 0;
		if (sc < score) {
			score = sc;
			best = s;
			*dim = w;
		}
	}
	*detour = score > 1e-9;
	return best;
}

double
aif_kernel_prefill_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	double dim = q->head_dim, grp = q->heads / q->kv_heads, bh = q->batch * q->heads;
	double x[3] = { grp, q->tokens, bh }, s = q->tokens, cut = 1;
	int detour = 0;
	const aif_ktable_sub *b = attn_block(&k->t[PREFILL], q, &dim, &detour);

	// A window w works on a band of tiles: about as many sequences of twice its
	// length, each a causal triangle, as cover the text.
	if (q->window > 0 && 2 * q->window < s) {
		x[1] = 2 * q->window;
		x[2] = bh *= s / x[1];
		s = x[1];
		detour = 2;
	} else if (q->full) {
		cut = s * s / aif_kroof_causal(s);
	}
	return cut * ratio(k, PREFILL, b, x, detour, mark) *
	       aif_kroof_prefill(&k->own, bh, grp, s, q->head_dim, (int)q->t, (int)q->kv);
}

double
aif_kernel_decode_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	double dim = q->head_dim, grp = q->heads / q->kv_heads, bkv = q->batch * q->kv_heads;
	double c = q->window > 0 ? least(q->tokens, q->window) : q->tokens;
	double x[3] = { grp, c < 1 ? 1 : c, bkv };
	aif_kernel_attn typed = *q;
	const aif_ktable_sub *b;
	int detour = 0;

	typed.t = AIF_DT_BF16; // queries were measured in bf16 whatever the cache
	b = attn_block(&k->t[DECODE], &typed, &dim, &detour);
	return ratio(k, DECODE, b, x, detour, mark) *
	       aif_kroof_decode(&k->own, bkv, x[1], q->head_dim, (int)q->kv);
}

static double
mla_s(const aif_kernel *k, int table, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	double x[3] = { q->heads, q->tokens, q->batch }, dim = 0;
	aif_kernel_attn typed = *q;
	const aif_ktable_sub *b;
	int detour = 0;

	typed.t = AIF_DT_BF16;
	typed.head_dim = 1;
	b = attn_block(&k->t[table], &typed, &dim, &detour);
	return ratio(k, table, b, x, detour, mark) *
	       aif_kroof_mla(&k->own, x, table == MLA_DECODE, AIF_DT_BF16, (int)q->kv);
}

double
aif_kernel_mla_prefill_s(const aif_kernel *k, const aif_kernel_attn *q, aif_kernel_mark *mark)
{
	return mla_s(k, MLA_PREFILL, q, mark);
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
	int i = 0;

	for (; !best && stand_in((int)q->t, i) >= 0; i++)
		for (int j = 0; j < k->t[MOE].n_sub; j++) {
			const aif_ktable_sub *s = &k->t[MOE].sub[j];
			aif_kernel_moe m = moe_shape(s, q->tokens);
			double far;

			if (s->id / 2 != stand_in((int)q->t, i))
				continue;
			far = moe_distance(q, &m) + 3 * (s->id % 2 != !!q->balanced);
			if (far < near) {
				near = far;
				best = s;
			}
		}
	if (best) // the same tokens per expert
		x[2] = q->tokens * q->topk / q->experts * best->num[4] / best->num[3];
	return ratio(k, MOE, best, x, i > 1 || near > 0.2, mark) *
	       aif_kroof_moe(&k->own, q, (int)q->t);
}

double
aif_kernel_bytes_s(const aif_kernel *k, double bytes, double n_launch, aif_kernel_mark *mark)
{
	aif_kernel_mark_join(mark, k->same ? AIF_HOW_MEASURED : AIF_HOW_TRANSFERRED, 0.1);
	return n_launch * k->own.floor_s + bytes / k->own.stream_bytes_s;
}
