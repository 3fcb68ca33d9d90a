// attention - what attention is made of: the unfused prefill (two batched products and a causal
// softmax) and the decode step, which streams the cache of keys and values once.
//
// Both are written here to be the same on every machine; a framework's fused prefill is faster and
// is measured by e2e/attention.py. The decode kernel is flash decoding: the cache is split
// over blocks, each keeps a running maximum, and a second kernel joins the parts.
// Source: Milakov & Gimelshein 2018 (online softmax); Dao 2023 (splits over the cache).
#include "lt.h"

#include <algorithm>
#include <cuda_bf16.h>

typedef __nv_bfloat16 bf16;
enum { DIM = 128, LANES = 16, WIDE = DIM / LANES, THREADS = 128, HALVES = THREADS / LANES, STEP = 2 };

static lt_engine *engine;
static const size_t POOL = (size_t)4 << 30;

// Row i of each matrix of scores sees the keys 0 .. i + cols - rows.
static __global__ void
softmax_causal(const bf16 *in, bf16 *out, int rows, int cols, float scale, int causal)
{
	__shared__ float part[32];
	size_t row = blockIdx.x;
	const bf16 *x = in + row * (size_t)cols;
	bf16 *y = out + row * (size_t)cols;
	int seen = causal ? (int)(row % (size_t)rows) + cols - rows + 1 : cols;
	int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
	float top = -INFINITY, sum = 0;
	for (int i = (int)threadIdx.x * 2; i < seen; i += (int)blockDim.x * 2) {
		float2 v = __bfloat1622float2(*(const __nv_bfloat162 *)(x + i));
		float m = fmaxf(v.x, i + 1 < seen ? v.y : -INFINITY);
		float t = fmaxf(top, m);
		sum = sum * __expf(scale * (top - t)) + __expf(scale * (v.x - t)) +
		      (i + 1 < seen ? __expf(scale * (v.y - t)) : 0);
		top = t;
	}
	// Threads that saw nothing hold -inf and 0; a finite maximum keeps their share 0.
	float best = top;
	for (int d = 16; d; d /= 2)
		best = fmaxf(best, __shfl_xor_sync(~0u, best, d));
	if (lane == 0)
		part[warp] = best;
	__syncthreads();
	for (int w = 0; w < warps; w++)
		best = fmaxf(best, part[w]);
	sum *= top > -INFINITY ? __expf(scale * (top - best)) : 0;
	for (int d = 16; d; d /= 2)
		sum += __shfl_xor_sync(~0u, sum, d);
	__syncthreads();
	if (lane == 0)
		part[warp] = sum;
	__syncthreads();
	sum = 0;
	for (int w = 0; w < warps; w++)
		sum += part[w];
	for (int i = (int)threadIdx.x * 2; i < cols; i += (int)blockDim.x * 2) {
		float2 v = { 0, 0 };
		if (i < seen)
			v = __bfloat1622float2(*(const __nv_bfloat162 *)(x + i));
		v.x = i < seen ? __expf(scale * (v.x - best)) / sum : 0;
		v.y = i + 1 < seen ? __expf(scale * (v.y - best)) / sum : 0;
		*(__nv_bfloat162 *)(y + i) = __float22bfloat162_rn(v);
	}
}

// Eight bf16 of a 16-byte load.
static __device__ void
unpack(uint4 raw, float *x)
{
	const __nv_bfloat162 *h = (const __nv_bfloat162 *)&raw;
	for (int i = 0; i < 4; i++) {
		float2 v = __bfloat1622float2(h[i]);
		x[2 * i] = v.x, x[2 * i + 1] = v.y;
	}
}

// A block takes the keys [from, to) of one kv head of one sequence for its G query heads. Sixteen
// lanes share a key: a block of 128 threads streams eight keys at once. K and V are
// [sequence][kv head][key][DIM], Q [sequence][head][DIM].
// part[(sequence * heads + head) * splits + split] = { sum, maximum }, acc[.][DIM] unnormalised.
template <int G>
static __global__ void __launch_bounds__(THREADS)
decode(const bf16 *q, const bf16 *k, const bf16 *v, float2 *part, float *acc, int kv_heads, int keys,
    int splits, float scale)
{
	__shared__ float tops[HALVES][G], sums[HALVES][G], sum_acc[HALVES][DIM];
	int split = blockIdx.x, kv = blockIdx.y, seq = blockIdx.z;
	int lane = threadIdx.x % LANES, half = threadIdx.x / LANES;
	int each = (keys + splits - 1) / splits, from = split * each, to = min(keys, from + each);
	size_t base = ((size_t)seq * kv_heads + kv) * (size_t)keys * DIM + lane * WIDE;
	size_t head = ((size_t)seq * kv_heads + kv) * G;
	float qs[G][WIDE], o[G][WIDE], top[G], sum[G];
	for (int g = 0; g < G; g++) {
		unpack(*(const uint4 *)(q + (head + g) * DIM + lane * WIDE), qs[g]);
		top[g] = -INFINITY, sum[g] = 0;
		for (int i = 0; i < WIDE; i++)
			o[g][i] = 0, qs[g][i] *= scale;
	}
	// Whole steps for the block, so that every lane takes part in the shuffles; the loads of a
	// step are all queued before the first is used.
	for (int at = from + half; at - half < to; at += STEP * HALVES) {
		uint4 kr[STEP], vr[STEP];
#pragma unroll
		for (int u = 0; u < STEP; u++) {
			size_t key = (size_t)min(at + u * HALVES, to - 1) * DIM;
			kr[u] = __ldcs((const uint4 *)(k + base + key));
			vr[u] = __ldcs((const uint4 *)(v + base + key));
		}
#pragma unroll
		for (int u = 0; u < STEP; u++) {
			float ks[WIDE], vs[WIDE];
			unpack(kr[u], ks);
			unpack(vr[u], vs);
#pragma unroll
			for (int g = 0; g < G; g++) {
				float s = 0;
				for (int i = 0; i < WIDE; i++)
					s += qs[g][i] * ks[i];
				for (int d = LANES / 2; d; d /= 2)
					s += __shfl_xor_sync(~0u, s, d);
				if (at + u * HALVES >= to)
					continue;
				float t = fmaxf(top[g], s), keep = __expf(top[g] - t), e = __expf(s - t);
				sum[g] = sum[g] * keep + e, top[g] = t;
				for (int i = 0; i < WIDE; i++)
					o[g][i] = o[g][i] * keep + e * vs[i];
			}
		}
	}
	for (int g = 0; g < G; g++)
		if (lane == 0)
			tops[half][g] = top[g], sums[half][g] = sum[g];
	__syncthreads();
#pragma unroll
	for (int g = 0; g < G; g++) {
		float best = -INFINITY, total = 0;
		for (int h = 0; h < HALVES; h++)
			best = fmaxf(best, tops[h][g]);
		for (int h = 0; h < HALVES; h++)
			total += sums[h][g] > 0 ? sums[h][g] * __expf(tops[h][g] - best) : 0;
		float keep = sum[g] > 0 ? __expf(top[g] - best) : 0;
		for (int i = 0; i < WIDE; i++)
			sum_acc[half][lane * WIDE + i] = o[g][i] * keep;
		__syncthreads();
		float x = 0; // THREADS == DIM: one thread an element
		for (int h = 0; h < HALVES; h++)
			x += sum_acc[h][threadIdx.x];
		size_t at = (head + g) * splits + split;
		acc[at * DIM + threadIdx.x] = x;
		if (threadIdx.x == 0)
			part[at] = { total, best };
		__syncthreads();
	}
}

static __global__ void
join(const float2 *part, const float *acc, bf16 *out, int splits)
{
	size_t head = blockIdx.x;
	float best = -INFINITY, sum = 0, x = 0;
	for (int s = 0; s < splits; s++)
		best = fmaxf(best, part[head * splits + s].y);
	for (int s = 0; s < splits; s++) {
		float2 p = part[head * splits + s];
		float keep = p.x > 0 ? __expf(p.y - best) : 0;
		sum += p.x * keep;
		x += acc[(head * splits + s) * DIM + threadIdx.x] * keep;
	}
	out[head * DIM + threadIdx.x] = __float2bfloat16(x / sum);
}

// The same by three plain loops in double precision, one head of one sequence a block; its error
// over the largest |v|.
static __global__ void
decode_reference(const bf16 *q, const bf16 *k, const bf16 *v, const bf16 *out, int kv_heads, int group,
    int keys, float scale, size_t step, double *error)
{
	size_t head = blockIdx.x * step, kv = head / group;
	const bf16 *ks = k + kv * (size_t)keys * DIM, *vs = v + kv * (size_t)keys * DIM;
	__shared__ double worst[DIM];
	double top = -1e300, sum = 0, x = 0;
	for (int pass = 0; pass < 2; pass++)
		for (int at = 0; at < keys; at++) {
			double s = 0;
			for (int i = 0; i < DIM; i++)
				s += (double)__bfloat162float(q[head * DIM + i]) *
				     (double)__bfloat162float(ks[(size_t)at * DIM + i]);
			s *= scale;
			if (pass == 0) {
				top = fmax(top, s);
				continue;
			}
			sum += exp(s - top);
			x += exp(s - top) * (double)__bfloat162float(vs[(size_t)at * DIM + threadIdx.x]);
		}
	worst[threadIdx.x] = fabs((double)__bfloat162float(out[head * DIM + threadIdx.x]) - x / sum);
	__syncthreads();
	if (threadIdx.x == 0) {
		for (int i = 1; i < DIM; i++)
			worst[0] = fmax(worst[0], worst[i]);
		error[blockIdx.x] = worst[0];
	}
}

// Every result of softmax sums to 1 over a row: the largest |sum - 1| of some rows, and the first
// element against its own definition.
static __global__ void
softmax_reference(const bf16 *x, const bf16 *y, int rows, int cols, float scale, int causal, size_t step,
    double *error)
{
	size_t row = blockIdx.x * step;
	int seen = causal ? (int)(row % (size_t)rows) + cols - rows + 1 : cols;
	double top = -1e300, sum = 0, worst = 0;
	for (int i = 0; i < seen; i++)
		top = fmax(top, scale * (double)__bfloat162float(x[row * cols + i]));
	for (int i = 0; i < seen; i++)
		sum += exp(scale * (double)__bfloat162float(x[row * cols + i]) - top);
	for (int i = 0; i < cols; i++) {
		double want = i < seen ? exp(scale * (double)__bfloat162float(x[row * cols + i]) - top) / sum : 0;
		worst = fmax(worst, fabs((double)__bfloat162float(y[row * cols + i]) - want) * sum);
	}
	error[blockIdx.x] = worst; // of the largest probability, 1 / sum
}

static point
attention(const char *op, long batch, long heads, long kv_heads, long q, long kv, bool causal)
{
	point p;
	double rows = (double)(batch * heads * q), scores = rows * (double)kv;
	double seen = causal ? rows * ((double)kv - ((double)q - 1) / 2) : scores;
	double q_bytes = rows * DIM * 2, kv_bytes = (double)(batch * kv_heads * kv) * DIM * 2;
	p.op = op, p.type = BF16, p.m = batch * heads * q, p.n = kv, p.k = DIM, p.batch = batch;
	p.set("heads", (double)heads), p.set("kv_heads", (double)kv_heads), p.set("head_dim", DIM);
	p.set("seq_q", (double)q), p.set("seq_kv", (double)kv), p.set("causal", causal);
	if (p.op == "qk" || p.op == "pv") {
		p.flops = 2 * scores * DIM;
		p.bytes = q_bytes + kv_bytes + scores * 2;
	} else if (p.op == "softmax") {
		p.bytes = 2 * seen + 2 * scores;
	} else {
		p.flops = 4 * seen * DIM;
		p.bytes = 2 * q_bytes + 2 * kv_bytes; // as of a fused kernel
	}
	return p;
}

static void
add(std::vector<point> *g, point p, bool quick, const device &d)
{
	double scores = (double)p.m * (double)p.n * 2;
	bool decodes = p.op == "decode";
	double most = fmin((double)POOL, (double)d.memory_bytes * 0.2);
	if (decodes ? p.bytes > most : scores > most)
		return;
	p.quick = quick;
	g->push_back(p);
}

// Heads and kv heads of the decode step.
static const long HEADS[][2] = { { 8, 8 }, { 32, 32 }, { 8, 1 }, { 32, 8 }, { 64, 8 }, { 16, 8 } };

static void
plan(const options &, const device &d, std::vector<point> *g)
{
	for (long batch : { 1, 4, 16 })
		for (long heads : { 8, 16, 32, 64 })
			for (long s : { 128, 256, 512, 1024, 2048, 4096, 8192, 16384 })
				for (const char *op : { "prefill_unfused", "qk", "softmax", "pv" }) {
					bool whole = op[0] == 'p' && op[1] == 'r';
					if (!whole && heads != 32)
						continue;
					bool quick = heads == 32 && batch == 1 && s <= 4096 && (whole || s == 2048);
					add(g, attention(op, batch, heads, heads, s, s, op[0] != 'q'), quick, d);
					if (whole && s <= 4096)
						add(g, attention(op, batch, heads, heads, s, s, false), false, d);
				}
	for (long batch : { 1, 4, 16, 64, 256 })
		for (const auto &h : HEADS)
			for (long s : { 128, 512, 1024, 2048, 4096, 8192, 16384, 32768, 131072 }) {
				bool quick = h[0] == 32 && h[1] == 8 && s >= 512 && s <= 8192 && batch != 4;
				add(g, attention("decode", batch, h[0], h[1], 1, s, false), quick, d);
			}
}

static void
open(bench *b)
{
	engine = lt_engine_create();
	bench_pools(b, POOL + (size_t)(256 << 20), 2 * POOL + (size_t)(64 << 20));
	bench_fill(b, BF16, b->in_bytes);
}

static void
close(bench *b)
{
	lt_engine_free(engine);
	cudaFree(b->in);
	cudaFree(b->out);
}

// Blocks for two waves of the device, but no split below 64 keys.
static int
splits_for(const bench *b, long blocks, long keys)
{
	long want = (8L * b->d.sms + blocks - 1) / blocks;
	return (int)std::max(1L, std::min({ want, keys / 64, 128L }));
}

static void
launch_decode(const point &p, int splits, const char *q, const char *kv, size_t v_at, char *work,
    bf16 *out, cudaStream_t stream)
{
	int heads = (int)p.num("heads"), kv_heads = (int)p.num("kv_heads"), keys = (int)p.n;
	dim3 grid((unsigned)splits, (unsigned)kv_heads, (unsigned)p.batch);
	size_t n = (size_t)p.batch * (size_t)heads * (size_t)splits;
	float *acc = (float *)work;
	float2 *part = (float2 *)(acc + n * DIM);
	const bf16 *qs = (const bf16 *)q, *ks = (const bf16 *)kv, *vs = (const bf16 *)(kv + v_at);
	float scale = 1 / sqrtf(DIM);
	switch (heads / kv_heads) {
	case 1: decode<1><<<grid, THREADS, 0, stream>>>(qs, ks, vs, part, acc, kv_heads, keys, splits, scale); break;
	case 2: decode<2><<<grid, THREADS, 0, stream>>>(qs, ks, vs, part, acc, kv_heads, keys, splits, scale); break;
	case 4: decode<4><<<grid, THREADS, 0, stream>>>(qs, ks, vs, part, acc, kv_heads, keys, splits, scale); break;
	default: decode<8><<<grid, THREADS, 0, stream>>>(qs, ks, vs, part, acc, kv_heads, keys, splits, scale); break;
	}
	LAUNCHED();
	join<<<(unsigned)(p.batch * heads), DIM, 0, stream>>>(part, acc, out, splits);
	LAUNCHED();
}

static void
run_decode(bench *b, point *p)
{
	long heads = (long)p->num("heads"), kv_heads = (long)p->num("kv_heads"), keys = p->n;
	int splits = splits_for(b, p->batch * kv_heads, keys);
	size_t q_bytes = (size_t)(p->batch * heads) * DIM * 2;
	size_t k_bytes = (size_t)(p->batch * kv_heads * keys) * DIM * 2;
	rotor in = bench_rotor(b, b->in, b->in_bytes, q_bytes + 2 * k_bytes);
	size_t work = (size_t)(p->batch * heads * splits) * (DIM * 4 + 8);
	if (work + q_bytes + 4096 > b->out_bytes)
		bench_fail(__FILE__, __LINE__, "work space", "larger than the pool");
	bf16 *out = (bf16 *)(b->out + ((work + 255) & ~(size_t)255));
	int spots = (int)std::min(p->batch * heads, 16L);
	auto call = [&](int r) {
		launch_decode(*p, splits, in.at(r), in.at(r) + q_bytes, k_bytes, b->out, out, b->stream);
	};
	CU(cudaMemsetAsync(out, 0xff, q_bytes, b->stream));
	call(0);
	if (keys <= 4096) { // the plain loops are slow
		decode_reference<<<(unsigned)spots, DIM, 0, b->stream>>>((const bf16 *)in.at(0),
		    (const bf16 *)(in.at(0) + q_bytes), (const bf16 *)(in.at(0) + q_bytes + k_bytes), out,
		    (int)kv_heads, (int)(heads / kv_heads), (int)keys, 1 / sqrtf(DIM),
		    (size_t)(p->batch * heads / spots), b->spots);
		// A mean of `keys` values in [-1, 1) is of the order of 1 / sqrt(keys); bf16 keeps 8 bits.
		p->judge(bench_worst(b, spots), 0.05 / sqrt((double)keys) + 1e-5);
	}
	bench_time(b, p, in.n, call);
}

static void
run_prefill(bench *b, point *p)
{
	long heads = p->batch * (long)p->num("heads"), q = (long)p->num("seq_q"), s = p->n;
	int causal = p->num("causal") != 0 && p->op != "qk" && p->op != "pv";
	lt_shape qk = { BF16, q, s, DIM, heads, "tn" }, pv = { BF16, q, DIM, s, heads, "nn" };
	size_t q_bytes = lt_a_bytes(qk), k_bytes = lt_b_bytes(qk), s_bytes = lt_c_bytes(qk);
	// Scores of the softmax alone come from the input pool.
	rotor in = bench_rotor(b, b->in, b->in_bytes, std::max(q_bytes + 2 * k_bytes, s_bytes));
	if (2 * s_bytes + q_bytes + 4096 > b->out_bytes)
		bench_fail(__FILE__, __LINE__, "scores", "larger than the pool");
	char *scores = b->out, *probs = b->out + s_bytes, *out = probs + s_bytes;
	bool whole = p->op == "prefill_unfused";
	lt_matmul *first = NULL, *second = NULL;
	float scale = 1 / sqrtf(DIM);
	unsigned rows = (unsigned)(heads * q);
	auto soft = [&](const char *from) {
		softmax_causal<<<rows, 256, 0, b->stream>>>((const bf16 *)from, (bf16 *)probs, (int)q, (int)s, scale, causal);
		LAUNCHED();
	};
	auto call = [&](int r) {
		const char *at = in.at(r);
		if (whole || p->op == "qk")
			lt_run(first, at, at + q_bytes, scores, b->stream);
		if (whole || p->op == "softmax")
			soft(whole ? scores : at);
		if (whole || p->op == "pv")
			lt_run(second, probs, at + q_bytes + k_bytes, out, b->stream);
	};
	try {
		first = lt_create(engine, qk);
		second = lt_create(engine, pv);
		if (p->op == "pv")
			soft(in.at(0)); // probabilities to work on
		call(0);
		double worst = -1;
		auto hold = [&](double error, double most) { // the error that is nearest its bound
			if (!(error / most <= worst))
				worst = error / most, p->judge(error, most);
		};
		if (whole || p->op == "softmax") {
			softmax_reference<<<64, 1, 0, b->stream>>>((const bf16 *)(whole ? scores : in.at(0)),
			    (const bf16 *)probs, (int)q, (int)s, scale, causal, (size_t)rows / 64, b->spots);
			hold(bench_worst(b, 64), 0.02); // bf16: 2^-8
		}
		if (whole || p->op == "qk")
			hold(lt_error(b, qk, in.at(0), in.at(0) + q_bytes, scores),
			    lt_tolerance(BF16, DIM));
		if (whole || p->op == "pv") // a row that sees one key is its value, rounded: 2^-8
			hold(lt_error(b, pv, probs, in.at(0) + q_bytes + k_bytes, out),
			    fmax(lt_tolerance(BF16, s), 6e-3));
		bench_time(b, p, in.n, call);
	} catch (const bench_error &) {
		lt_free(first);
		lt_free(second);
		throw;
	}
	lt_free(first);
	lt_free(second);
}

static void
run(bench *b, point *p)
{
	if (p->op == "decode")
		run_decode(b, p);
	else
		run_prefill(b, p);
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "attention", "heads,kv_heads,head_dim,seq_q,seq_kv,causal,error", lt_version,
		plan, open, run, close, NULL };
	return bench_main(argc, argv, &f);
}
