// loads - one call of each is some 0.1 to 2 ms of work that keeps one part of the device busy: tensor
// cores, CUDA cores, memory, L2, shared memory, or two of them in turns.
#include "loads.h"
#include "lt.h"

#include <string.h>

enum { FMA_ROUNDS = 20000, CHAINS = 8, SHARED_WORDS = 8192, SHARED_PASSES = 200, L2_PASSES = 40 };
static const size_t ARRAY = (size_t)256 << 20; // of triad; read takes three at once
static const size_t POOL = (size_t)3 << 30;
static lt_engine *engine;

struct load {
	bench *b;
	load_kind kind;
	lt_shape shape;
	lt_matmul *gemm;
	rotor in, out;
	size_t a_bytes, l2_bytes;
};

static bool
is(const load_kind &k, const char *activity)
{
	return !strcmp(k.activity, activity);
}

static bool
has_gemm(const load_kind &k)
{
	return is(k, "gemm") || is(k, "gemm_skinny") || is(k, "mixed");
}

static size_t
l2_set(const device &d)
{
	return d.l2_bytes * 3 / 10 & ~(size_t)4095;
}

void
load_work(const load_kind &k, const device &d, point *p)
{
	p->type = k.type, p->bytes = 0, p->flops = 0;
	if (has_gemm(k)) {
		lt_shape s = { k.type, k.m, k.n, k.k, 1, "tn" };
		p->m = k.m, p->n = k.n, p->k = k.k, p->batch = 1;
		p->flops = 2.0 * (double)k.m * (double)k.n * (double)k.k;
		p->bytes = (double)(lt_a_bytes(s) + lt_b_bytes(s) + lt_c_bytes(s));
	}
	if (is(k, "mixed") || is(k, "triad"))
		p->bytes += 3.0 * (double)ARRAY * k.rounds;
	if (is(k, "read"))
		p->bytes = 3.0 * (double)ARRAY;
	if (is(k, "l2"))
		p->bytes = (double)l2_set(d) * L2_PASSES;
	if (is(k, "shared"))
		p->bytes = (double)SHARED_WORDS * 4 * SHARED_PASSES * d.sms * 2;
	if (is(k, "fma"))
		p->flops = 2.0 * CHAINS * FMA_ROUNDS * 256 * 8 * d.sms;
}

bool
load_supported(const load_kind &k, const device &d)
{
	return !has_gemm(k) || lt_supported({ k.type, k.m, k.n, k.k, 1, "tn" }, d.cc);
}

static __global__ void
triad(const float4 *a, const float4 *b, float4 *out, size_t n)
{
	size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x;
	if (i >= n)
		return;
	float4 x = a[i], y = b[i];
	out[i] = { x.x + 3 * y.x, x.y + 3 * y.y, x.z + 3 * y.z, x.w + 3 * y.w };
}

static __global__ void
stream_in(const uint4 *x, size_t n, int passes, unsigned *out)
{
	unsigned sum = 0;
	for (int p = 0; p < passes; p++)
#pragma unroll 4
		for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x) {
			uint4 v = __ldcg(x + i);
			sum += v.x + v.y + v.z + v.w;
		}
	if (sum == 1)
		*out = sum;
}

static __global__ void
stream_shared(const uint4 *from, int passes, unsigned *out)
{
	__shared__ uint4 x[SHARED_WORDS / 4];
	for (unsigned i = threadIdx.x; i < SHARED_WORDS / 4; i += blockDim.x)
		x[i] = from[i];
	__syncthreads();
	unsigned sum = 0;
	for (int p = 0; p < passes; p++)
#pragma unroll 8
		for (unsigned i = 0; i < SHARED_WORDS / 4; i += 256) {
			const volatile uint4 *v = x + (i + threadIdx.x);
			sum += v->x + v->y + v->z + v->w;
		}
	if (sum == 1)
		*out = sum;
}

static __global__ void
multiply_add(const float *from, float *out, int rounds)
{
	float x[CHAINS], a = from[threadIdx.x] * 1e-3f + 1, c = from[threadIdx.x + 256];
	for (int i = 0; i < CHAINS; i++)
		x[i] = from[threadIdx.x + 512 + i * 256];
	for (int r = 0; r < rounds; r++) {
#pragma unroll
		for (int i = 0; i < CHAINS; i++)
			x[i] = fmaf(x[i], a, c);
		a = -a;
	}
	float sum = 0;
	for (int i = 0; i < CHAINS; i++)
		sum += x[i];
	if (sum == 1)
		*out = sum;
}

void
load_open(bench *b)
{
	engine = lt_engine_create();
	bench_pools(b, POOL, POOL);
}

void
load_close(bench *b)
{
	lt_engine_free(engine);
	cudaFree(b->in);
	cudaFree(b->out);
}

load *
load_create(bench *b, const load_kind &kind)
{
	load *x = new load();
	x->b = b, x->kind = kind, x->l2_bytes = l2_set(b->d);
	try {
		if (kind.zeros) {
			CU(cudaMemsetAsync(b->in, 0, b->in_bytes, b->stream));
			b->filled = NONE;
		} else {
			bench_fill(b, kind.type == NONE ? FP32 : kind.type, b->in_bytes);
		}
		if (!has_gemm(kind))
			return x;
		x->shape = { kind.type, kind.m, kind.n, kind.k, 1, "tn" };
		x->gemm = lt_create(engine, x->shape);
		x->a_bytes = (lt_a_bytes(x->shape) + 255) & ~(size_t)255;
		x->in = bench_rotor(b, b->in, b->in_bytes, x->a_bytes + lt_b_bytes(x->shape));
		x->out = bench_rotor(b, b->out, b->out_bytes, lt_c_bytes(x->shape));
	} catch (const bench_error &) {
		load_free(x);
		throw;
	}
	return x;
}

void
load_free(load *x)
{
	if (!x)
		return;
	lt_free(x->gemm);
	delete x;
}

void
load_call(const load *x, int r)
{
	bench *b = x->b;
	const load_kind &k = x->kind;
	unsigned wide = (unsigned)b->d.sms * 8;
	unsigned *sink = (unsigned *)b->spots;
	if (x->gemm)
		lt_run(x->gemm, x->in.at(r), x->in.at(r) + x->a_bytes, x->out.at(r), b->stream);
	if (is(k, "mixed") || is(k, "triad"))
		for (int i = 0; i < k.rounds; i++)
			triad<<<(unsigned)(ARRAY / 16 / 256), 256, 0, b->stream>>>((const float4 *)b->in,
			    (const float4 *)(b->in + ARRAY), (float4 *)b->out, ARRAY / 16);
	if (is(k, "read"))
		stream_in<<<wide, 256, 0, b->stream>>>((const uint4 *)b->in, 3 * ARRAY / 16, 1, sink);
	if (is(k, "l2"))
		stream_in<<<wide, 256, 0, b->stream>>>((const uint4 *)b->in, x->l2_bytes / 16, L2_PASSES, sink);
	if (is(k, "shared"))
		stream_shared<<<(unsigned)b->d.sms * 2, 256, 0, b->stream>>>((const uint4 *)b->in, SHARED_PASSES, sink);
	if (is(k, "fma"))
		multiply_add<<<wide, 256, 0, b->stream>>>((const float *)b->in, (float *)sink, FMA_ROUNDS);
	LAUNCHED();
}
