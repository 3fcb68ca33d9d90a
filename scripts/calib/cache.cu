// cache - bandwidth and latency of the memory's levels, by the size of the working set.
//
// Bandwidth: every multiprocessor streams the whole set past its L1 (ld.cg). Latency: one thread
// follows a chain through the set, a pseudo-random order of its 128-byte lines, each load waiting
// for the one before.
// Source: Saavedra & Smith 1995 (chains over a working set); Knuth vol. 2, 3.2.1.2 theorem A (full
// period of the order used).
#include "bench.h"

#include <algorithm>

enum { LINE = 128, SHARED_WORDS = 8192 };
static const size_t LARGEST = (size_t)4 << 30;
static unsigned *sums; // device: checksum of the read, of its reference
static char *set_;
static size_t set_bytes;

static __global__ void
read_set(const uint4 *x, size_t n, int passes, unsigned *out)
{
	unsigned sum = 0;
	size_t step = (size_t)gridDim.x * blockDim.x;
	for (int p = 0; p < passes; p++) {
#pragma unroll 4
		for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += step) {
			uint4 v = __ldcg(x + i);
			sum += v.x + v.y + v.z + v.w;
		}
	}
	for (int d = 16; d; d /= 2)
		sum += __shfl_xor_sync(~0u, sum, d);
	if (threadIdx.x % 32 == 0)
		atomicAdd(out, sum);
}

static __global__ void
read_reference(const unsigned *x, size_t n, int passes, unsigned *out)
{
	unsigned sum = 0;
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
		sum += x[i] * (unsigned)passes;
	atomicAdd(out, sum);
}

static __global__ void
write_set(uint4 *x, size_t n, int passes)
{
	size_t step = (size_t)gridDim.x * blockDim.x;
	for (int p = 0; p < passes; p++)
		for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += step) {
			unsigned v = (unsigned)i * 2654435761u + (unsigned)p;
			__stcg(x + i, make_uint4(v, v + 1, v + 2, v + 3));
		}
}

// Line i leads to a i + c modulo n: a full cycle, as n is a power of two, c odd, a = 1 modulo 4.
static __global__ void
chain(char *x, size_t n)
{
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
		*(size_t *)(x + i * LINE) = ((i * 1664525 + 1013904223) & (n - 1)) * LINE;
}

static __global__ void
follow(const char *x, int steps, size_t *end)
{
	size_t at = *end;
	for (int i = 0; i < steps; i++)
		at = *(const size_t *)(x + at);
	*end = at;
}

static __global__ void
follow_shared(int steps, unsigned *end)
{
	__shared__ unsigned x[SHARED_WORDS];
	for (unsigned i = threadIdx.x; i < SHARED_WORDS; i += blockDim.x)
		x[i] = (i * 1664525 + 1013904223) & (SHARED_WORDS - 1);
	__syncthreads();
	unsigned at = *end & (SHARED_WORDS - 1);
	if (threadIdx.x)
		return;
	for (int i = 0; i < steps; i++)
		at = x[at];
	*end = at;
}

static __global__ void
read_shared(int passes, unsigned *out)
{
	__shared__ uint4 x[SHARED_WORDS / 4];
	for (unsigned i = threadIdx.x; i < SHARED_WORDS / 4; i += blockDim.x)
		x[i] = make_uint4(i, i, i, i);
	__syncthreads();
	unsigned sum = 0;
	for (int p = 0; p < passes; p++) {
#pragma unroll 8
		for (unsigned i = 0; i < SHARED_WORDS / 4; i += 256) {
			// volatile: each pass reads again
			const volatile uint4 *v = x + (i + threadIdx.x);
			sum += v->x + v->y + v->z + v->w;
		}
	}
	if (sum == 1)
		*out = sum;
}

static const char *
level(const point &p, const device &d)
{
	double set = p.num("working_set_bytes"), l2 = (double)d.l2_bytes;
	if (p.op == "latency" && set <= 64 << 10)
		return "l1";
	return set <= 0.4 * l2 && (p.op != "latency" || set >= 1 << 20) ? "l2" : set >= 4 * l2 ? "hbm" : "mixed";
}

static int
passes_for(double set)
{
	return (int)fmax(1, (double)(128 << 20) / set);
}

static void
plan(const options &, const device &d, std::vector<point> *g)
{
	for (const char *op : { "read", "write", "latency" })
		for (size_t set = 4096; set <= LARGEST; set *= 2)
			for (int part = 4; part < 8; part++) { // also between the powers, for bandwidth
				bool latency = op[0] == 'l';
				size_t bytes = set / 4 * (size_t)part;
				if ((latency && part > 4) || (!latency && set < 1 << 20) || bytes > LARGEST)
					continue;
				if ((double)bytes > 0.4 * (double)d.memory_bytes)
					continue;
				point p;
				p.op = op, p.bytes = latency ? 8 : (double)bytes * passes_for((double)bytes);
				p.set("working_set_bytes", (double)bytes);
				p.set("level", level(p, d));
				p.quick = part == 4 && (latency ? bytes <= (size_t)1 << 30 : bytes >= 1 << 22);
				g->push_back(p);
			}
	for (const char *op : { "shared_read", "shared_latency" }) {
		point p;
		p.op = op, p.quick = true;
		p.bytes = op[7] == 'l' ? 4 : (double)SHARED_WORDS * 4 * 256 * 2 * d.sms;
		p.set("working_set_bytes", SHARED_WORDS * 4);
		p.set("level", "shared");
		g->push_back(p);
	}
}

static void
open(bench *b)
{
	bench_pools(b, LARGEST, 1 << 20);
	set_ = b->in, set_bytes = b->in_bytes;
	sums = (unsigned *)b->out;
}

static void
close(bench *b)
{
	cudaFree(b->in);
	cudaFree(b->out);
}

static void
run_bandwidth(bench *b, point *p, size_t set)
{
	unsigned grid = (unsigned)b->d.sms * 8;
	int passes = passes_for((double)set);
	if (p->op == "write") {
		bench_time(b, p, 1, [&](int) {
			write_set<<<grid, 256, 0, b->stream>>>((uint4 *)set_, set / 16, passes);
			LAUNCHED();
		});
		return;
	}
	auto call = [&](int) {
		read_set<<<grid, 256, 0, b->stream>>>((const uint4 *)set_, set / 16, passes, sums);
		LAUNCHED();
	};
	unsigned found[2];
	bench_fill_at(b, set_, set / 4, FP32, b->o.seed);
	CU(cudaMemsetAsync(sums, 0, 2 * sizeof *sums, b->stream));
	call(0);
	read_reference<<<grid, 256, 0, b->stream>>>((const unsigned *)set_, set / 4, passes, sums + 1);
	LAUNCHED();
	CU(cudaMemcpyAsync(found, sums, sizeof found, cudaMemcpyDeviceToHost, b->stream));
	CU(cudaStreamSynchronize(b->stream));
	p->check = found[0] == found[1] ? "ok" : "bad";
	bench_time(b, p, 1, call);
}

static void
run_latency(bench *b, point *p, size_t set)
{
	int steps = b->o.smoke ? 16 : 4096;
	size_t *end = (size_t *)(sums + 16);
	CU(cudaMemsetAsync(end, 0, sizeof *end, b->stream));
	if (p->op == "shared_latency") {
		bench_time(b, p, 1, [&](int) {
			follow_shared<<<1, 256, 0, b->stream>>>(steps * 8, (unsigned *)end);
			LAUNCHED();
		});
		steps *= 8;
	} else {
		chain<<<256, 256, 0, b->stream>>>(set_, set / LINE);
		LAUNCHED();
		// Once around brings the set to where it stays, if it fits.
		size_t around = std::min(set / LINE, (size_t)1 << 20);
		follow<<<1, 1, 0, b->stream>>>(set_, (int)around, end);
		LAUNCHED();
		bench_time(b, p, 1, [&](int) {
			follow<<<1, 1, 0, b->stream>>>(set_, steps, end);
			LAUNCHED();
		});
	}
	p->p50 /= steps, p->p10 /= steps, p->p90 /= steps;
	p->set("latency_ns", 1e3 * p->p50);
}

static void
run(bench *b, point *p)
{
	size_t set = (size_t)p->num("working_set_bytes");
	if (set > set_bytes)
		bench_fail(__FILE__, __LINE__, "working set", "larger than the memory at hand");
	if (p->op == "shared_read")
		bench_time(b, p, 1, [&](int) {
			read_shared<<<(unsigned)b->d.sms * 2, 256, 0, b->stream>>>(256, sums + 32);
			LAUNCHED();
		});
	else if (p->op == "latency" || p->op == "shared_latency")
		run_latency(b, p, set);
	else
		run_bandwidth(b, p, set);
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "cache", "level,working_set_bytes,latency_ns", NULL, plan, open, run, close, NULL };
	return bench_main(argc, argv, &f);
}
