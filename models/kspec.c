// kspec.c - what the tables of a set hold, and the least time of each row.
#include "models/kspec.h"

#include <math.h>
#include <string.h>

#include "models/coll.h"

static int
dtype(const aif_ktable_sub *s, int i)
{
	int t = aif_kernel_dtype_of(s->key[i]);

	return t < 0 ? AIF_DT_BF16 : t;
}

static double
gemm(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_gemm(&c->roof, x[2], x[0], x[1], dtype(s, 0));
}

static double
prefill(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;
	aif_kroof_attn q = { x[2], x[0], x[1], s->num[2], s->num[3], dtype(s, 0), dtype(s, 1) };

	return aif_kroof_prefill(&c->roof, &q);
}

static double
decode(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;
	aif_kroof_attn q = { x[2], x[0], x[1], s->num[2], s->num[3], dtype(s, 0), dtype(s, 1) };

	return aif_kroof_decode(&c->roof, &q);
}

static double
mla_prefill(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_mla(&c->roof, x, 0, dtype(s, 0), dtype(s, 1));
}

static double
mla_decode(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_mla(&c->roof, x, 1, dtype(s, 0), dtype(s, 1));
}

aif_kernel_moe
aif_kspec_experts(const aif_ktable_sub *s, double tokens)
{
	aif_kernel_moe q = { .tokens = tokens, .hidden = s->num[1], .inter = s->num[2] };

	q.topk = s->num[3];
	q.experts = s->num[4];
	q.tp = s->num[5];
	q.ep = s->num[6];
	return q;
}

static double
moe(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;
	aif_kernel_moe q = aif_kspec_experts(s, x[2]);

	return aif_kroof_moe(&c->roof, &q, dtype(s, 0));
}

static double
stream(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	(void)s;
	return aif_kroof_stream(&c->roof, x[2]);
}

static double
batched(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_batched(&c->roof, (double[]){ x[0], s->num[1], s->num[2] }, x[2],
				 dtype(s, 0));
}

static double
grouped(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_grouped(&c->roof, (double[]){ x[2], s->num[1], s->num[2] }, s->num[3],
				 dtype(s, 0));
}

static double
unfused(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;

	return aif_kroof_unfused(&c->roof, aif_kspec_part(s->key[1]), x[2], x[0], s->num[2],
				 dtype(s, 0));
}

static double
coll(const void *u, const aif_ktable_sub *s, const double x[3])
{
	const aif_calset *c = u;
	int op = aif_coll_op_of(s->key[0]);

	return c->alpha_s + x[2] * aif_coll_bus_factor((aif_coll_op)op, x[0]) / c->wire_bytes_s;
}

// Axes along which time goes straight, by leave-one-out (tests/valid/test_kernel_scale.c):
// batch, heads, tokens and the cache read, where work is proportional; along a prompt's
// length it is not.
enum { ROW_0 = 1, ROW_1 = 2, COLUMN = 4 };

// Bands: headers of models/calib/.
static const aif_kspec spec[AIF_KSPEC_N] = {
	{ "gemm",
	  "dense matmul [m, k] x [k, n]: a row per (dtype, n, k), a column per m",
	  1,
	  2,
	  { "dtype", "n", "k", "m" },
	  gemm,
	  0,
	  0.05 },
	{ "prefill",
	  "fused causal attention over new sequences: a row per (types, head_dim, window, heads "
	  "per kv head, length), a column per batch x heads",
	  4,
	  2,
	  { "dtype", "kv_dtype", "head_dim", "window", "group", "isl", "batch x heads" },
	  prefill,
	  COLUMN,
	  0.03 },
	{ "decode",
	  "attention of one new token per sequence against its cache: a row per (types, head_dim, "
	  "window, heads per kv head, context), a column per batch x kv heads",
	  4,
	  2,
	  { "dtype", "kv_dtype", "head_dim", "window", "group", "context", "batch x kv heads" },
	  decode,
	  ROW_1 | COLUMN,
	  0.04 },
	{ "mla_prefill",
	  "multi-head latent attention over new sequences: a row per (types, heads, length), a "
	  "column per batch",
	  2,
	  2,
	  { "dtype", "kv_dtype", "heads", "length", "batch" },
	  mla_prefill,
	  ROW_0 | COLUMN,
	  0.05 },
	{ "mla_decode",
	  "multi-head latent attention of one new token: a row per (types, heads, length), a "
	  "column per batch",
	  2,
	  2,
	  { "dtype", "kv_dtype", "heads", "length", "batch" },
	  mla_decode,
	  ROW_0 | ROW_1 | COLUMN,
	  0.06 },
	{ "moe",
	  "routed experts of one layer: a row per (dtype, shape, sharding, routing), a column per "
	  "routed token",
	  8,
	  0,
	  { "dtype", "hidden", "inter", "topk", "experts", "tp", "ep", "routing", "tokens" },
	  moe,
	  COLUMN,
	  0.08 },
	{ "stream",
	  "kernels that move bytes and little else: a row per (op, dtype), a column per byte moved",
	  2,
	  0,
	  { "op", "dtype", "bytes" },
	  stream,
	  COLUMN,
	  0.05 },
	{ "batched",
	  "equal products at once: a row per (dtype, n, k, m), a column per product",
	  3,
	  1,
	  { "dtype", "n", "k", "m", "batch" },
	  batched,
	  0,
	  0.1 },
	{ "grouped",
	  "products of unequal height at once: a row per (dtype, n, k, groups, spread of the "
	  "heights), a column per row of all of them",
	  5,
	  0,
	  { "dtype", "n", "k", "groups", "spread", "m" },
	  grouped,
	  COLUMN,
	  0.1 },
	{ "unfused",
	  "attention as two products and a softmax, and each of them: a row per (dtype, part, "
	  "head_dim, causal, length), a column per batch x heads",
	  4,
	  1,
	  { "dtype", "part", "head_dim", "causal", "length", "batch x heads" },
	  unfused,
	  COLUMN,
	  0.1 },
	{ "coll",
	  "collectives within one node: a row per (op, GPUs), a column per buffer size in bytes",
	  1,
	  1,
	  { "op", "gpus", "bytes" },
	  coll,
	  0,
	  0.05 },
};

const aif_kspec *
aif_kspec_at(int table)
{
	return &spec[table];
}

int
aif_kspec_find(const char *file)
{
	for (int i = 0; i < AIF_KSPEC_N; i++)
		if (strcmp(spec[i].file, file) == 0)
			return i;
	return -1;
}

// --- how a block is known -----------------------------------------------------------

int64_t
aif_kspec_attn(int t, int kv, double dim, double window)
{
	// types, 12 bits of width, 20 of window
	return ((int64_t)t * AIF_DT_N + kv) << 32 | (int64_t)dim << 20 | (int64_t)window;
}

int64_t
aif_kspec_moe(int t, int route)
{
	return 8 * (int64_t)t + route;
}

int
aif_kspec_route(const char *word)
{
	static const struct {
		const char *word;
		int route;
	} of[] = {
		{ "power", AIF_KSPEC_POWER },
		{ "even", AIF_KSPEC_EVEN },
		{ "power_1.01", AIF_KSPEC_POWER_101 },
		{ "power_low", AIF_KSPEC_LOW + AIF_KSPEC_POWER },
		{ "even_low", AIF_KSPEC_LOW + AIF_KSPEC_EVEN },
		{ "power_1.01_low", AIF_KSPEC_LOW + AIF_KSPEC_POWER_101 },
	};

	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		if (strcmp(of[i].word, word) == 0)
			return of[i].route;
	return -1;
}

static int
word_of(const char *const *word, const char *of)
{
	for (int i = 0; word[i]; i++)
		if (strcmp(word[i], of) == 0)
			return i;
	return -1;
}

int
aif_kspec_spread(const char *word)
{
	return word_of((const char *const[]){ "even", "ranked", NULL }, word);
}

int
aif_kspec_part(const char *word)
{
	return word_of((const char *const[]){ [AIF_KROOF_WHOLE] = "whole",
					      [AIF_KROOF_QK] = "qk",
					      [AIF_KROOF_SOFTMAX] = "softmax",
					      [AIF_KROOF_PV] = "pv",
					      NULL },
		       word);
}

int64_t
aif_kspec_id(int table, const aif_ktable_sub *s)
{
	int t = aif_kernel_dtype_of(s->key[0]), u;

	switch (table) {
	case AIF_KSPEC_GEMM:
		return t;
	case AIF_KSPEC_MOE:
		u = aif_kspec_route(s->key[7]);
		return t < 0 || u < 0 ? -1 : aif_kspec_moe(t, u);
	case AIF_KSPEC_COLL:
		return aif_coll_op_of(s->key[0]);
	case AIF_KSPEC_STREAM:
		return 0; // found by its words
	case AIF_KSPEC_BATCHED:
		return t;
	case AIF_KSPEC_GROUPED:
		u = aif_kspec_spread(s->key[4]);
		return t < 0 || u < 0 ? -1 : 2 * (int64_t)t + u;
	case AIF_KSPEC_UNFUSED:
		u = aif_kspec_part(s->key[1]);
		return t < 0 || u < 0 ? -1 : u;
	default:
		u = aif_kernel_dtype_of(s->key[1]);
		if (t < 0 || u < 0)
			return -1;
		if (spec[table].n_key == 2)
			return aif_kspec_attn(t, u, 0, 0);
		return aif_kspec_attn(t, u, s->num[2], s->num[3]);
	}
}

// More bytes never take less time: a time above that of a larger message was disturbed
// (single points of all-to-all are twice their neighbours in one version of NCCL and not in
// the next) and comes down to it.
static void
steady(aif_ktable_sub *s)
{
	for (int row = 0; row < s->n[0] * s->n[1]; row++) {
		const uint8_t *held = s->held + row * s->n[2];
		double *v = s->v + row * s->n[2], least = INFINITY;

		for (int k = s->n[2] - 1; k >= 0; k--) {
			if (held[k] && v[k] > least)
				v[k] = least;
			if (held[k])
				least = v[k];
		}
	}
}

aif_err
aif_kspec_load(aif_ktable *out, aif_arena *a, const char *set, const aif_calset *facts, int table,
	       aif_diag *d)
{
	const aif_kspec *k = &spec[table];
	char path[AIF_CALSET_PATH + 64];
	aif_err e = aif_ktable_load(out, a, set, k->file, k->n_key, k->n_axis, d);

	aif_calset_path(set, k->file, path, sizeof path);
	for (int j = 0; j < out->n_sub && !e; j++) {
		aif_ktable_sub *s = &out->sub[j];

		s->id = aif_kspec_id(table, s);
		if (s->id < 0)
			return aif_err_fail(d, AIF_EPARSE, "%s: unknown %s '%s'", path, k->name[0],
					    s->key[0]);
		if (!isfinite(k->roof(facts, s, (double[]){ s->x[0][0], s->x[1][0], s->x[2][0] })))
			return aif_err_fail(d, AIF_EPARSE, "%s: %s '%s': no rate of it in set.csv",
					    path, k->name[0], s->key[0]);
		if (table == AIF_KSPEC_COLL)
			steady(s);
		aif_ktable_ratio(s, k->roof, facts, k->linear);
	}
	return e;
}
