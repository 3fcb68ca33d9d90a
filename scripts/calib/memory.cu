// memory - kernels that are bound by memory: copies, elementwise layers, norms, gather, optimizer.
//
// One thread moves 16 bytes of each operand; a norm gives a row to a block, which keeps it in
// registers. Operands rotate through a pool larger than the L2 cache; sizes run from what a launch
// costs more than to gigabytes, so that the curve of saturation is seen.
#include "bench.h"

#include <algorithm>
#include <cuda_bf16.h>
#include <string.h>

typedef __nv_bfloat16 bf16;
enum op { COPY, TRIAD, ADD, GELU, SWIGLU, ROPE, RMSNORM, LAYERNORM, EMBEDDING, ADAM, N_OPS };
static const char *const OPS[] = { "copy", "triad", "add", "gelu", "swiglu", "rope", "rmsnorm", "layernorm",
	"embedding", "adam" };
static const size_t POOL = (size_t)9 << 29; // 4.5 GiB
enum { VOCAB = 128256, HALF_HEAD = 64, VECTORS = 8 };
static const float BETA1 = 0.9f, BETA2 = 0.95f, EPS = 1e-8f, RATE = 1e-3f, DECAY = 0.1f;

struct task {
	op what;
	size_t m, n, round;
	const char *in;
	char *out;
};

struct f8 {
	float x[8];
};

static __device__ f8
load8(const bf16 *p)
{
	uint4 raw = *(const uint4 *)p;
	const __nv_bfloat162 *h = (const __nv_bfloat162 *)&raw;
	f8 v;
	for (int i = 0; i < 4; i++) {
		float2 t = __bfloat1622float2(h[i]);
		v.x[2 * i] = t.x, v.x[2 * i + 1] = t.y;
	}
	return v;
}

static __device__ void
store8(bf16 *p, const f8 &v)
{
	uint4 raw;
	__nv_bfloat162 *h = (__nv_bfloat162 *)&raw;
	for (int i = 0; i < 4; i++)
		h[i] = __floats2bfloat162_rn(v.x[2 * i], v.x[2 * i + 1]);
	*(uint4 *)p = raw;
}

template <class T>
static __host__ __device__ T
gelu(T x)
{
	return x / 2 * (1 + erf(x / (T)1.4142135623730951));
}

template <class T>
static __host__ __device__ T
silu(T x)
{
	return x / (1 + exp(-x));
}

static __device__ size_t
token(size_t row, size_t round)
{
	unsigned h = (unsigned)row * 2654435761u + (unsigned)round * 40503u;
	return (h ^ h >> 15) % VOCAB;
}

static __global__ void
copy4(const uint4 *a, uint4 *out, size_t n)
{
	size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x;
	if (i < n)
		out[i] = a[i];
}

static __global__ void
triad4(const float4 *a, const float4 *b, float4 *out, size_t n)
{
	size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x;
	if (i >= n)
		return;
	float4 x = a[i], y = b[i];
	out[i] = { x.x + 3 * y.x, x.y + 3 * y.y, x.z + 3 * y.z, x.w + 3 * y.w };
}

static __global__ void
add8(const bf16 *a, const bf16 *b, bf16 *out, size_t n)
{
	size_t i = (blockIdx.x * (size_t)blockDim.x + threadIdx.x) * 8;
	if (i >= n)
		return;
	f8 x = load8(a + i), y = load8(b + i);
	for (int j = 0; j < 8; j++)
		x.x[j] += y.x[j];
	store8(out + i, x);
}

static __global__ void
gelu8(const bf16 *a, bf16 *out, size_t n)
{
	size_t i = (blockIdx.x * (size_t)blockDim.x + threadIdx.x) * 8;
	if (i >= n)
		return;
	f8 x = load8(a + i);
	for (int j = 0; j < 8; j++)
		x.x[j] = gelu(x.x[j]);
	store8(out + i, x);
}

// [m, 2n] -> [m, n]: the gate stands left.
static __global__ void
swiglu8(const bf16 *a, bf16 *out, size_t m, size_t n)
{
	size_t i = (blockIdx.x * (size_t)blockDim.x + threadIdx.x) * 8;
	if (i >= m * n)
		return;
	size_t row = i / n, col = i % n;
	f8 x = load8(a + row * 2 * n + col), y = load8(a + row * 2 * n + n + col);
	for (int j = 0; j < 8; j++)
		x.x[j] = silu(x.x[j]) * y.x[j];
	store8(out + i, x);
}

// Rotates element j of a head of 128 with element j + 64 by the angle of row and j, whose cosine and
// sine stand in turn[row][64].
static __global__ void
rope8(const bf16 *a, const float2 *turn, bf16 *out, size_t m, size_t n)
{
	size_t i = (blockIdx.x * (size_t)blockDim.x + threadIdx.x) * 8;
	if (i >= m * n / 2)
		return;
	size_t row = i / (n / 2), col = i % (n / 2), head = col / HALF_HEAD, j = col % HALF_HEAD;
	size_t at = row * n + head * 2 * HALF_HEAD + j;
	f8 x = load8(a + at), y = load8(a + at + HALF_HEAD), u, v;
	for (int k = 0; k < 8; k++) {
		float2 t = turn[row * HALF_HEAD + j + (size_t)k];
		u.x[k] = x.x[k] * t.x - y.x[k] * t.y;
		v.x[k] = x.x[k] * t.y + y.x[k] * t.x;
	}
	store8(out + at, u);
	store8(out + at + HALF_HEAD, v);
}

static __global__ void
gather8(const bf16 *table, bf16 *out, size_t n, size_t round)
{
	const bf16 *row = table + token(blockIdx.x, round) * n;
	for (size_t i = threadIdx.x * 8; i < n; i += blockDim.x * 8)
		*(uint4 *)(out + blockIdx.x * n + i) = *(const uint4 *)(row + i);
}

static __device__ float
block_sum(float x)
{
	__shared__ float part[32];
	for (int d = 16; d; d /= 2)
		x += __shfl_xor_sync(~0u, x, d);
	if (threadIdx.x % 32 == 0)
		part[threadIdx.x / 32] = x;
	__syncthreads();
	x = 0;
	for (unsigned w = 0; w < blockDim.x / 32; w++)
		x += part[w];
	__syncthreads();
	return x;
}

// A row of up to 256 * 8 * VECTORS elements; gamma and, with `centre`, beta follow the rows.
static __global__ void __launch_bounds__(256)
norm8(const bf16 *a, const bf16 *gamma, bf16 *out, size_t n, bool centre)
{
	f8 x[VECTORS];
	float sum = 0, square = 0;
	size_t row = blockIdx.x * n;
#pragma unroll
	for (int v = 0; v < VECTORS; v++) {
		size_t i = (threadIdx.x + v * 256) * 8;
		if (i >= n)
			break;
		x[v] = load8(a + row + i);
		for (int j = 0; j < 8; j++)
			sum += x[v].x[j];
	}
	float mean = centre ? block_sum(sum) / (float)n : 0;
#pragma unroll
	for (int v = 0; v < VECTORS; v++)
		if ((threadIdx.x + v * 256) * 8 < n)
			for (int j = 0; j < 8; j++)
				square += (x[v].x[j] - mean) * (x[v].x[j] - mean);
	float scale = rsqrtf(block_sum(square) / (float)n + 1e-5f);
#pragma unroll
	for (int v = 0; v < VECTORS; v++) {
		size_t i = (threadIdx.x + v * 256) * 8;
		if (i >= n)
			break;
		f8 g = load8(gamma + i), y;
		for (int j = 0; j < 8; j++)
			y.x[j] = (x[v].x[j] - mean) * scale * g.x[j];
		if (centre) {
			f8 beta = load8(gamma + n + i);
			for (int j = 0; j < 8; j++)
				y.x[j] += beta.x[j];
		}
		store8(out + row + i, y);
	}
}

struct state {
	float w, m, v;
};

template <class T>
static __host__ __device__ void
adam_step(T g, T *w, T *m, T *v)
{
	*m = (T)BETA1 * *m + (1 - (T)BETA1) * g;
	*v = (T)BETA2 * *v + (1 - (T)BETA2) * g * g;
	*w -= (T)RATE * (*m / (sqrt(*v) + (T)EPS) + (T)DECAY * *w);
}

// Weights, both moments (single precision) and the gradient (bf16) in; the three and the weights in
// bf16 out. Out of place, so that the result can be checked: the traffic is the same. The second
// moment is the absolute value of what is there.
static __global__ void
adam4(const float4 *w, const float4 *m, const float4 *v, const uint2 *g, float4 *out, uint2 *half, size_t n)
{
	size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x;
	if (i >= n)
		return;
	float4 a = w[i], b = m[i], c = v[i];
	uint2 raw = g[i];
	const bf16 *gs = (const bf16 *)&raw;
	float *x = &a.x, *y = &b.x, *z = &c.x;
	for (int j = 0; j < 4; j++) {
		z[j] = fabsf(z[j]);
		adam_step(__bfloat162float(gs[j]), x + j, y + j, z + j);
	}
	out[i] = a, out[n + i] = b, out[2 * n + i] = c;
	uint2 low;
	bf16 *hs = (bf16 *)&low;
	for (int j = 0; j < 4; j++)
		hs[j] = __float2bfloat16(x[j]);
	half[i] = low;
}

// What the element `at` of the result should be, by the definition, in double precision.
static __device__ double
wanted(const task &t, size_t at)
{
	const float *f = (const float *)t.in;
	const bf16 *h = (const bf16 *)t.in;
	size_t all = t.m * t.n, row = at / t.n, col = at % t.n;
	auto get = [&](size_t i) { return (double)__bfloat162float(h[i]); };
	switch (t.what) {
	case COPY: return f[at];
	case TRIAD: return f[at] + 3.0 * f[all + at];
	case ADD: return get(at) + get(all + at);
	case GELU: return gelu(get(at));
	case SWIGLU: return silu(get(row * 2 * t.n + col)) * get(row * 2 * t.n + t.n + col);
	case ROPE: {
		size_t j = col % (2 * HALF_HEAD), k = j % HALF_HEAD;
		float2 turn = ((const float2 *)(h + all))[row * HALF_HEAD + k];
		double x = get(at - j + k), y = get(at - j + k + HALF_HEAD);
		return j < HALF_HEAD ? x * turn.x - y * turn.y : x * turn.y + y * turn.x;
	}
	case RMSNORM:
	case LAYERNORM: {
		double mean = 0, square = 0;
		bool centre = t.what == LAYERNORM;
		for (size_t i = 0; centre && i < t.n; i++)
			mean += get(row * t.n + i) / (double)t.n;
		for (size_t i = 0; i < t.n; i++)
			square += (get(row * t.n + i) - mean) * (get(row * t.n + i) - mean) / (double)t.n;
		return (get(at) - mean) / sqrt(square + 1e-5) * get(all + col) +
		       (centre ? get(all + t.n + col) : 0);
	}
	case EMBEDDING: return get(token(row, t.round) * t.n + col);
	default: {
		double w = f[at], m = f[all + at], v = fabs((double)f[2 * all + at]);
		adam_step((double)__bfloat162float(((const bf16 *)(f + 3 * all))[at]), &w, &m, &v);
		return w;
	}
	}
}

static __global__ void
reference(task t, double *error)
{
	size_t all = t.m * t.n, at = threadIdx.x == 0 ? all - 1 : threadIdx.x * 2654435761u % all;
	bool single = t.what == COPY || t.what == TRIAD || t.what == ADAM;
	double want = wanted(t, at);
	double got = single ? ((const float *)t.out)[at]
			    : (double)__bfloat162float(((const bf16 *)t.out)[at]);
	error[threadIdx.x] = fabs(got - want) / fmax(1.0, fabs(want));
}

static size_t
in_bytes(op what, size_t m, size_t n)
{
	switch (what) {
	case COPY: return m * n * 4;
	case TRIAD: return m * n * 8;
	case ADD:
	case SWIGLU: return m * n * 4;
	case ROPE: return m * n * 2 + m * HALF_HEAD * 8;
	case RMSNORM: return m * n * 2 + n * 2;
	case LAYERNORM: return m * n * 2 + n * 4;
	case EMBEDDING: return (size_t)VOCAB * n * 2;
	case ADAM: return m * n * 14;
	default: return m * n * 2;
	}
}

static size_t
out_bytes(op what, size_t m, size_t n)
{
	return m * n * (what == COPY || what == TRIAD ? 4 : what == ADAM ? 14 : 2);
}

static void
launch(const task &t, cudaStream_t stream)
{
	size_t all = t.m * t.n;
	const bf16 *h = (const bf16 *)t.in;
	const float *f = (const float *)t.in;
	bf16 *out = (bf16 *)t.out;
	auto blocks = [](size_t threads) { return (unsigned)((threads + 255) / 256); };
	switch (t.what) {
	case COPY: copy4<<<blocks(all / 4), 256, 0, stream>>>((const uint4 *)f, (uint4 *)out, all / 4); break;
	case TRIAD:
		triad4<<<blocks(all / 4), 256, 0, stream>>>((const float4 *)f, (const float4 *)(f + all), (float4 *)out, all / 4);
		break;
	case ADD: add8<<<blocks(all / 8), 256, 0, stream>>>(h, h + all, out, all); break;
	case GELU: gelu8<<<blocks(all / 8), 256, 0, stream>>>(h, out, all); break;
	case SWIGLU: swiglu8<<<blocks(all / 8), 256, 0, stream>>>(h, out, t.m, t.n); break;
	case ROPE: rope8<<<blocks(all / 16), 256, 0, stream>>>(h, (const float2 *)(h + all), out, t.m, t.n); break;
	case RMSNORM:
	case LAYERNORM:
		norm8<<<(unsigned)t.m, 256, 0, stream>>>(h, h + all, out, t.n, t.what == LAYERNORM);
		break;
	case EMBEDDING: gather8<<<(unsigned)t.m, 128, 0, stream>>>(h, out, t.n, t.round); break;
	default: {
		float4 *o = (float4 *)t.out;
		adam4<<<blocks(all / 4), 256, 0, stream>>>((const float4 *)f, (const float4 *)(f + all),
		    (const float4 *)(f + 2 * all), (const uint2 *)(f + 3 * all), o, (uint2 *)(o + 3 * all / 4), all / 4);
	}
	}
	LAUNCHED();
}

static void
add(std::vector<point> *g, op what, size_t m, size_t n, bool quick)
{
	if (in_bytes(what, m, n) > POOL || out_bytes(what, m, n) > POOL)
		return;
	point p;
	p.op = OPS[what], p.m = (long)m, p.n = (long)n;
	p.type = what == COPY || what == TRIAD || what == ADAM ? FP32 : BF16;
	p.bytes = (double)(out_bytes(what, m, n) + (what == EMBEDDING ? m * n * 2 : in_bytes(what, m, n)));
	p.quick = quick;
	g->push_back(p);
}

static void
plan(const options &, const device &, std::vector<point> *g)
{
	for (op what : { COPY, TRIAD, ADD, GELU, ADAM }) // by size alone: 4096 elements to 2^30
		for (size_t n = 1 << 12; n <= (size_t)1 << 30; n *= 2) {
			bool quick = n >= 1 << 16 && (n & 0x55555555) && (what == COPY || what == TRIAD || n == 1 << 26);
			add(g, what, n / 4096, 4096, quick);
			if (what == TRIAD && n >= 1 << 16 && n < 1 << 29)
				add(g, what, n / 4096 + n / 8192, 4096, false);
		}
	for (op what : { SWIGLU, ROPE, RMSNORM, LAYERNORM, EMBEDDING })
		for (size_t n : { 1024, 2048, 4096, 5120, 8192, 14336 })
			for (size_t m : { 1, 8, 32, 128, 512, 1024, 2048, 4096, 8192, 16384, 65536 }) {
				bool quick = n == 4096 && (m == 32 || m == 1024 || m == 8192);
				add(g, what, m, n, quick);
			}
}

static void
open(bench *b)
{
	bench_pools(b, POOL + (1 << 20), POOL + (1 << 20));
}

static void
close(bench *b)
{
	cudaFree(b->in);
	cudaFree(b->out);
}

// Inputs of mixed types: single precision first, then what is bf16.
static void
fill_inputs(bench *b, const task &t, size_t bytes)
{
	size_t all = t.m * t.n;
	dtype type = t.what == COPY || t.what == TRIAD || t.what == ADAM ? FP32 : BF16;
	bench_fill(b, type, bytes);
	if (t.what != ROPE && t.what != ADAM)
		return;
	rotor in = bench_rotor(b, b->in, b->in_bytes, in_bytes(t.what, t.m, t.n));
	for (int r = 0; r < in.n; r++) {
		if (t.what == ROPE)
			bench_fill_at(b, in.at(r) + all * 2, t.m * HALF_HEAD * 2, FP32, 3);
		else
			bench_fill_at(b, in.at(r) + all * 12, all, BF16, 3);
	}
	b->filled = NONE;
}

static void
run(bench *b, point *p)
{
	task t = { N_OPS, (size_t)p->m, (size_t)p->n, 0, NULL, NULL };
	for (int i = 0; i < N_OPS; i++)
		if (p->op == OPS[i])
			t.what = (op)i;
	rotor in = bench_rotor(b, b->in, b->in_bytes, in_bytes(t.what, t.m, t.n));
	rotor out = bench_rotor(b, b->out, b->out_bytes, out_bytes(t.what, t.m, t.n));
	fill_inputs(b, t, in.stride * (size_t)in.n);
	auto call = [&](int r) {
		task now = t;
		now.in = in.at(r), now.out = out.at(r), now.round = (size_t)r;
		launch(now, b->stream);
	};
	CU(cudaMemsetAsync(out.at(0), 0xff, out_bytes(t.what, t.m, t.n), b->stream));
	t.in = in.at(0), t.out = out.at(0);
	call(0);
	reference<<<1, BENCH_SPOTS, 0, b->stream>>>(t, b->spots);
	// A result in bf16 is rounded by up to 2^-8; single precision by 2^-24 in each step.
	p->judge(bench_worst(b, BENCH_SPOTS), p->type == BF16 ? 6e-3 : 1e-6);
	bench_time(b, p, in.n, call);
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "memory", "error", NULL, plan, open, run, close, NULL };
	return bench_main(argc, argv, &f);
}
