// copy - between host and device (pinned and pageable, each way and both at once), inside a
// device, between devices, and a copy beside a kernel.
#include "bench.h"

#include <algorithm>
#include <stdlib.h>
#include <string.h>

static const size_t HOST = (size_t)1 << 30, PIECE = 4096;
static char *pinned, *pageable;
static char *far_[16]; // a buffer on every other device
static cudaStream_t second;
static cudaEvent_t fork_, join_;

static void
add(std::vector<point> *g, const char *op, const char *memory, const char *src, const char *dst, double bytes,
    bool quick)
{
	point p;
	p.op = op, p.bytes = bytes, p.quick = quick;
	p.set("memory", memory), p.set("src", src), p.set("dst", dst);
	g->push_back(p);
}

static void
plan(const options &o, const device &d, std::vector<point> *g)
{
	std::string self = std::to_string(o.gpu);
	for (double bytes = 1024; bytes <= (double)HOST; bytes *= 2) {
		bool coarse = fmod(log2(bytes), 4) == 0;
		for (const char *memory : { "pinned", "pageable" }) {
			bool quick = coarse && bytes <= 1 << 28;
			add(g, "h2d", memory, "host", self.c_str(), bytes, quick);
			add(g, "d2h", memory, self.c_str(), "host", bytes, quick);
			if (memory[1] == 'i')
				add(g, "both", memory, "host", self.c_str(), 2 * bytes, quick && bytes > 1 << 18);
		}
		add(g, "d2d", "device", self.c_str(), self.c_str(), bytes, coarse);
		for (int to = 0; to < d.count && to < 16; to++)
			if (to != o.gpu) {
				std::string other = std::to_string(to);
				bool near = to == (o.gpu + 1) % d.count;
				add(g, "peer", "device", self.c_str(), other.c_str(), bytes, coarse && near);
				if (near)
					add(g, "peer", "device", other.c_str(), self.c_str(), bytes, false);
			}
	}
	for (const char *op : { "overlap", "overlap_memory" })
		for (double mib : { 16, 64, 256 }) {
			add(g, op, "pinned", "host", self.c_str(), mib * (1 << 20), mib == 64);
			add(g, op, "pinned", self.c_str(), "host", mib * (1 << 20), false);
		}
}

static void
open(bench *b)
{
	bench_pools(b, HOST + PIECE, HOST + PIECE);
	if (b->in_bytes < HOST || b->out_bytes < HOST)
		bench_fail(__FILE__, __LINE__, "device memory", "less than 3 GiB are free");
	CU(cudaMallocHost((void **)&pinned, 2 * HOST));
	pageable = (char *)malloc(HOST);
	if (!pageable)
		bench_fail(__FILE__, __LINE__, "malloc", "out of memory");
	bench_fill(b, FP32, b->in_bytes);
	CU(cudaMemcpy(pinned, b->in, HOST, cudaMemcpyDeviceToHost));
	memcpy(pinned + HOST, pinned, HOST);
	memcpy(pageable, pinned, HOST);
	CU(cudaStreamCreateWithFlags(&second, cudaStreamNonBlocking));
	CU(cudaEventCreateWithFlags(&fork_, cudaEventDisableTiming));
	CU(cudaEventCreateWithFlags(&join_, cudaEventDisableTiming));
}

static void
close(bench *b)
{
	for (char *p : far_)
		cudaFree(p);
	cudaFreeHost(pinned);
	free(pageable);
	cudaStreamDestroy(second);
	cudaFree(b->in);
	cudaFree(b->out);
}

// The last piece of what was copied, read back from both ends.
static const char *
same(const char *to, const char *from, size_t bytes)
{
	char a[PIECE], z[PIECE];
	size_t n = std::min(bytes, PIECE);
	CU(cudaMemcpy(a, from + bytes - n, n, cudaMemcpyDefault));
	CU(cudaMemcpy(z, to + bytes - n, n, cudaMemcpyDefault));
	return memcmp(a, z, n) ? "bad" : "ok";
}

// Work on the second stream between fork and join of the bench's.
static void
beside(bench *b, const std::function<void()> &here, const std::function<void(cudaStream_t)> &there)
{
	CU(cudaEventRecord(fork_, b->stream));
	CU(cudaStreamWaitEvent(second, fork_, 0));
	there(second);
	CU(cudaEventRecord(join_, second));
	here();
	CU(cudaStreamWaitEvent(b->stream, join_, 0));
}

static void
run_host(bench *b, point *p)
{
	bool both = p->op == "both", in = p->op == "h2d";
	size_t bytes = (size_t)p->bytes / (both ? 2 : 1), sets = std::max((size_t)1, HOST / bytes);
	char *host = p->own["memory"] == "pinned" ? pinned : pageable;
	auto at = [&](int r) { return (size_t)r % sets * bytes; };
	auto copy = [&](char *to, const char *from, cudaStream_t s) {
		CU(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDefault, s));
	};
	auto call = [&](int r) {
		if (both)
			beside(
			    b, [&] { copy(b->out + at(r), host + at(r), b->stream); },
			    [&](cudaStream_t s) { copy(pinned + HOST + at(r), b->in + at(r), s); });
		else if (in)
			copy(b->out + at(r), host + at(r), b->stream);
		else
			copy(host + at(r), b->in + at(r), b->stream);
	};
	call(0);
	CU(cudaStreamSynchronize(b->stream));
	p->check = in || both ? same(b->out, host, bytes) : same(host, b->in, bytes);
	bench_time(b, p, 1, call, false);
}

static void
run_device(bench *b, point *p)
{
	size_t bytes = (size_t)p->bytes, sets = std::max((size_t)1, HOST / bytes);
	int from = atoi(p->own["src"].c_str()), to = atoi(p->own["dst"].c_str()), here = b->o.gpu;
	int other = from == here ? to : from;
	char *a = b->in, *z = b->out;
	if (other != here) {
		int can = 0;
		CU(cudaDeviceCanAccessPeer(&can, here, other));
		if (!can)
			bench_fail(__FILE__, __LINE__, "peer", "the devices do not reach one another");
		cudaError_t e = cudaDeviceEnablePeerAccess(other, 0);
		if (e != cudaSuccess && e != cudaErrorPeerAccessAlreadyEnabled)
			CU(e);
		cudaGetLastError();
		if (!far_[other]) {
			CU(cudaSetDevice(other));
			cudaError_t m = cudaMalloc((void **)&far_[other], HOST + PIECE);
			CU(cudaSetDevice(here));
			CU(m);
			CU(cudaMemcpy(far_[other], b->in, HOST, cudaMemcpyDefault));
		}
		(from == here ? z : a) = far_[other];
	}
	auto call = [&](int r) {
		size_t at = (size_t)r % sets * bytes;
		CU(cudaMemcpyAsync(z + at, a + at, bytes, cudaMemcpyDefault, b->stream));
	};
	call(0);
	CU(cudaStreamSynchronize(b->stream));
	p->check = same(z, a, bytes);
	bench_time(b, p, (int)std::min(sets, (size_t)512), call, bytes <= 1 << 20);
}

static __global__ void
multiply(float *x, int n)
{
	float a = x[0] + threadIdx.x, c = a;
	for (int i = 0; i < n; i++)
		a = a * 1.0001f + 0.5f, c = c * 0.9999f + 0.25f;
	if (a + c == -1)
		x[0] = a;
}

static __global__ void
stream_through(const float4 *x, float4 *y, size_t n)
{
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
		y[i] = x[i];
}

// A kernel about as long as the copy, alone, and the two together.
static void
run_overlap(bench *b, point *p)
{
	size_t bytes = (size_t)p->bytes;
	bool in = p->own["src"] == "host", memory = p->op != "overlap";
	char *host = in ? pinned : pinned + HOST, *dev = in ? b->out : b->in;
	int rounds = 1;
	auto copy = [&](cudaStream_t s) {
		CU(cudaMemcpyAsync(in ? dev : host, in ? host : dev, bytes, cudaMemcpyDefault, s));
	};
	auto kernel = [&] {
		if (memory)
			for (int i = 0; i < rounds; i++)
				stream_through<<<(unsigned)b->d.sms * 8, 256, 0, b->stream>>>((const float4 *)b->in,
				    (float4 *)(b->out + HOST / 2), HOST / 2 / 16);
		else
			multiply<<<(unsigned)b->d.sms * 8, 256, 0, b->stream>>>((float *)b->spots, rounds * 10000);
		LAUNCHED();
	};
	bench_time(b, p, 1, [&](int) { copy(b->stream); }, false);
	double copy_us = p->p50;
	bench_time(b, p, 1, [&](int) { kernel(); }, false);
	rounds = (int)std::max(1.0, copy_us / p->p50 + 0.5);
	bench_time(b, p, 1, [&](int) { kernel(); }, false);
	p->set("alone_copy_us", copy_us);
	p->set("alone_kernel_us", p->p50);
	bench_time(b, p, 1, [&](int) { beside(b, kernel, copy); }, false);
}

static void
run(bench *b, point *p)
{
	if (p->op == "d2d" || p->op == "peer")
		run_device(b, p);
	else if (p->op == "h2d" || p->op == "d2h" || p->op == "both")
		run_host(b, p);
	else
		run_overlap(b, p);
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "copy", "memory,src,dst,alone_copy_us,alone_kernel_us", NULL, plan, open, run, close,
		NULL };
	return bench_main(argc, argv, &f);
}
