// timing - warm-up, samples of a graph of calls, quantiles; pools of random inputs.
//
// A sample is a CUDA graph of `inner` calls, so that a kernel of a few microseconds is not
// hidden behind the host's launches; each call takes the next set of operands of its rotor, so
// that together they exceed the L2 cache by 2.5 times. Small sets do not, within one graph: so the
// cache is swept before each sample, and no call finds what the sample before left there. The
// state of the clocks is read while the samples run, not after them.
#include "bench.h"

#include <algorithm>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <string.h>

static const char *const NAMES[] = { "", "fp32", "tf32", "fp16", "bf16", "fp8", "int8" };
static const size_t WIDTH[] = { 0, 4, 4, 2, 2, 1, 1 };

const char *
dtype_name(dtype t)
{
	return NAMES[t];
}

size_t
dtype_bytes(dtype t)
{
	return WIDTH[t];
}

double
quantile(const std::vector<double> &sorted, double q)
{
	if (sorted.empty())
		return NAN;
	double at = q * (double)(sorted.size() - 1);
	size_t i = (size_t)at, j = std::min(i + 1, sorted.size() - 1);
	return sorted[i] + (at - (double)i) * (sorted[j] - sorted[i]);
}

void
bench_quantiles(point *p, std::vector<double> *us)
{
	std::sort(us->begin(), us->end());
	p->p50 = quantile(*us, 0.5), p->p10 = quantile(*us, 0.1), p->p90 = quantile(*us, 0.9);
	p->runs = (int)us->size();
}

void
bench_state(const bench *b, point *p)
{
	p->sm_mhz = smi_sm_clock_mhz(b->nv);
	p->mem_mhz = smi_mem_clock_mhz(b->nv);
	p->temperature_c = smi_temperature_c(b->nv);
}

void
bench_pools(bench *b, size_t in, size_t out)
{
	size_t idle, total;
	CU(cudaMemGetInfo(&idle, &total));
	b->in_bytes = std::min(in, idle / 5 * 2) & ~(size_t)255;
	b->out_bytes = std::min(out, idle / 5 * 2) & ~(size_t)255;
	CU(cudaMalloc((void **)&b->in, b->in_bytes));
	CU(cudaMalloc((void **)&b->out, b->out_bytes));
	CU(cudaMemset(b->in, 0, b->in_bytes));
	CU(cudaMemset(b->out, 0, b->out_bytes));
	b->filled = NONE;
}

// A 32-bit mix of a counter: inputs are the same on every machine.
// Source: Wellons, hash-prospector, lowbias32.
static __device__ unsigned
mix(unsigned x)
{
	x = (x ^ (x >> 16)) * 0x7feb352dU;
	x = (x ^ (x >> 15)) * 0x846ca68bU;
	return x ^ (x >> 16);
}

template <class T>
static __device__ T
drawn(unsigned h)
{
	return (T)((float)h * (2.0f / 4294967296.0f) - 1.0f);
}

template <>
__device__ signed char
drawn<signed char>(unsigned h)
{
	return (signed char)((int)(h % 255u) - 127);
}

template <class T>
static __global__ void
fill(T *x, size_t n, unsigned seed)
{
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n;
	     i += (size_t)gridDim.x * blockDim.x)
		x[i] = drawn<T>(mix((unsigned)i ^ mix((unsigned)(i >> 32) + seed)));
}

void
bench_fill_at(bench *b, void *p, size_t n, dtype t, unsigned seed)
{
	int grid = b->d.sms * 8;
	if (t == FP32 || t == TF32)
		fill<<<grid, 256, 0, b->stream>>>((float *)p, n, seed);
	else if (t == FP16)
		fill<<<grid, 256, 0, b->stream>>>((__half *)p, n, seed);
	else if (t == BF16)
		fill<<<grid, 256, 0, b->stream>>>((__nv_bfloat16 *)p, n, seed);
	else if (t == FP8)
		fill<<<grid, 256, 0, b->stream>>>((__nv_fp8_e4m3 *)p, n, seed);
	else if (t == INT8)
		fill<<<grid, 256, 0, b->stream>>>((signed char *)p, n, seed);
	LAUNCHED();
	CU(cudaStreamSynchronize(b->stream));
}

void
bench_fill(bench *b, dtype t, size_t bytes)
{
	dtype as = t == TF32 ? FP32 : t;
	bytes = std::min((bytes + 255) & ~(size_t)255, b->in_bytes);
	if (b->filled == as && b->filled_bytes >= bytes)
		return;
	bench_fill_at(b, b->in, bytes / WIDTH[as], as, b->o.seed);
	b->filled = as, b->filled_bytes = bytes;
}

double
bench_worst(bench *b, int n)
{
	double error[BENCH_SPOTS], most = 0;
	LAUNCHED();
	CU(cudaMemcpyAsync(
	    error, b->spots, (size_t)n * sizeof *error, cudaMemcpyDeviceToHost, b->stream));
	CU(cudaStreamSynchronize(b->stream));
	for (int i = 0; i < n; i++) {
		if (error[i] != error[i])
			return error[i];
		most = fmax(most, error[i]);
	}
	return most;
}

rotor
bench_rotor(const bench *b, char *pool, size_t pool_bytes, size_t set_bytes)
{
	rotor r;
	r.base = pool;
	r.stride = std::max((set_bytes + 255) & ~(size_t)255, (size_t)256);
	if (r.stride > pool_bytes)
		bench_fail(__FILE__, __LINE__, "operands", "larger than the pool");
	size_t want = b->d.l2_bytes * 5 / 2 / r.stride + 2;
	r.n = (int)std::min({ want, pool_bytes / r.stride, (size_t)4096 });
	return r;
}

namespace {

struct timer {
	bench *b;
	cudaEvent_t a = NULL, z = NULL;
	cudaGraph_t graph = NULL;
	cudaGraphExec_t exec = NULL;
	std::vector<cudaEvent_t> marks;

	explicit timer(bench *of) : b(of) {}
	timer(const timer &) = delete;
	timer &operator=(const timer &) = delete;
	~timer()
	{
		if (exec)
			cudaGraphExecDestroy(exec);
		if (graph)
			cudaGraphDestroy(graph);
		for (cudaEvent_t e : marks)
			cudaEventDestroy(e);
	}
	void mark()
	{
		cudaEvent_t e;
		CU(cudaEventCreate(&e));
		marks.push_back(e);
		CU(cudaEventRecord(e, b->stream));
	}
	double since_us(size_t i) const
	{
		float ms;
		CU(cudaEventElapsedTime(&ms, marks[i], marks[i + 1]));
		return 1e3 * ms;
	}
};

} // namespace

// Captures `inner` calls; leaves t->exec NULL where the library refuses to be captured.
static void
capture(timer *t, int inner, const std::function<void(int)> &call)
{
	cudaStream_t s = t->b->stream;
	if (cudaStreamBeginCapture(s, cudaStreamCaptureModeRelaxed) != cudaSuccess) {
		cudaGetLastError();
		return;
	}
	bool whole = true;
	try {
		for (int r = 0; r < inner; r++)
			call(r);
	} catch (const bench_error &) {
		whole = false;
	}
	if (cudaStreamEndCapture(s, &t->graph) != cudaSuccess)
		whole = false;
	if (!whole || cudaGraphInstantiate(&t->exec, t->graph, 0) != cudaSuccess) {
		cudaGetLastError();
		t->exec = NULL;
	}
}

static void
sample(timer *t, int inner, const std::function<void(int)> &call)
{
	if (t->exec)
		CU(cudaGraphLaunch(t->exec, t->b->stream));
	else
		for (int r = 0; r < inner; r++)
			call(r);
}

// Reads more than the L2 cache holds: clean lines that need no writing back.
static __global__ void
sweep_cache(const uint4 *x, size_t n, double *sink)
{
	unsigned sum = 0;
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n;
	     i += (size_t)gridDim.x * blockDim.x) {
		uint4 v = __ldcg(x + i);
		sum += v.x + v.y + v.z + v.w;
	}
	if (sum == 1) // never: the buffer holds zeros
		*sink = sum;
}

static void
sweep(bench *b)
{
	sweep_cache<<<(unsigned)b->d.sms * 8, 256, 0, b->stream>>>((const uint4 *)b->sweep,
	    b->sweep_bytes / 16, b->spots);
	LAUNCHED();
}

void
bench_time(bench *b, point *p, int sets, const std::function<void(int)> &call, bool graph)
{
	const double target_us = b->o.full ? 2000 : 1000, most_us = b->o.full ? 60e3 : 25e3;
	timer t(b);
	call(0);
	CU(cudaStreamSynchronize(b->stream));
	t.mark();
	for (int r = 0; r < 3; r++)
		call(r + 1);
	t.mark();
	CU(cudaStreamSynchronize(b->stream));
	double once = std::max(t.since_us(0) / 3, 1.0);
	int inner = (int)std::min(std::max(target_us / once, 1.0), 512.0);
	if (once < 500)
		inner = std::max(inner, std::min(sets, 512));
	int samples = (int)std::min(std::max(most_us / (once * inner), 3.0), b->o.full ? 15.0 : 7.0);
	if (b->o.smoke)
		inner = 2, samples = 2;
	if (graph && inner > 1)
		capture(&t, inner, call);
	sample(&t, inner, call);
	for (int i = 0; i < samples; i++) {
		if (sets > 1)
			sweep(b);
		t.mark();
		sample(&t, inner, call);
		t.mark();
	}
	bench_state(b, p);
	CU(cudaStreamSynchronize(b->stream));
	std::vector<double> us;
	for (int i = 0; i < samples; i++)
		us.push_back(t.since_us((size_t)i * 2 + 2) / inner);
	bench_quantiles(p, &us);
}
