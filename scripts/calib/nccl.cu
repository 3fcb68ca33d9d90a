// nccl - collectives over the GPUs of one machine, driven by one process.
//
// Sizes and bus bandwidth as nccl-tests defines them: `bytes` is the larger of what a rank sends
// and receives. Every rank's buffer holds its number plus one, so that each result is known.
// Source: NVIDIA nccl-tests, doc/PERFORMANCE.md (definitions of size, algbw and busbw).
#include "bench.h"

#include <algorithm>
#include <nccl.h>
#include <string.h>

static const char *const OPS[] = { "all_reduce", "all_gather", "reduce_scatter", "alltoall", "broadcast", "reduce",
	"sendrecv" };
enum op { ALL_REDUCE, ALL_GATHER, REDUCE_SCATTER, ALLTOALL, BROADCAST, REDUCE, SENDRECV, N_OPS };

#define NCCL(call)                                                                                  \
	do {                                                                                       \
		ncclResult_t e_ = (call);                                                          \
		if (e_ != ncclSuccess)                                                             \
			bench_fail(__FILE__, __LINE__, #call, ncclGetErrorString(e_));             \
	} while (0)

struct rank {
	ncclComm_t comm;
	cudaStream_t stream;
	cudaEvent_t from, to;
	float *in, *out;
};
static std::vector<rank> ranks; // of the communicator in use
static size_t held_bytes;

static std::string
version()
{
	int v = 0;
	ncclGetVersion(&v); // major * 10000 + minor * 100 + patch
	char s[64];
	snprintf(s, sizeof s, "nccl %d.%d.%d", v / 10000, v / 100 % 100, v % 100);
	return s;
}

static void
plan(const options &, const device &d, std::vector<point> *g)
{
	for (int n = 2; n <= d.count; n *= 2)
		for (int op = 0; op < N_OPS; op++)
			for (double bytes = 1024; bytes <= (double)((size_t)4 << 30); bytes *= 2) {
				bool coarse = fmod(log2(bytes), 4) == 0 && bytes <= 1 << 30;
				if (bytes * 2.5 > (double)d.memory_bytes)
					continue;
				point p;
				p.op = OPS[op], p.type = FP32, p.bytes = bytes;
				p.set("n_gpus", n);
				p.quick = coarse && 2 * n > d.count && op < 4;
				g->push_back(p);
			}
}

static void
leave(bench *b)
{
	for (size_t i = 0; i < ranks.size(); i++) {
		cudaSetDevice((int)i);
		ncclCommDestroy(ranks[i].comm);
		cudaStreamDestroy(ranks[i].stream);
		cudaEventDestroy(ranks[i].from);
		cudaEventDestroy(ranks[i].to);
		cudaFree(ranks[i].in);
		cudaFree(ranks[i].out);
	}
	ranks.clear();
	held_bytes = 0;
	cudaSetDevice(b->o.gpu);
}

static __global__ void
put(float *x, size_t n, float v)
{
	for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < n; i += (size_t)gridDim.x * blockDim.x)
		x[i] = v;
}

static void
enter(bench *b, int n, size_t bytes)
{
	if ((int)ranks.size() == n && held_bytes >= bytes)
		return;
	leave(b);
	std::vector<ncclComm_t> comms((size_t)n);
	NCCL(ncclCommInitAll(comms.data(), n, NULL));
	ranks.assign((size_t)n, rank());
	for (int i = 0; i < n; i++) {
		rank &r = ranks[(size_t)i];
		r.comm = comms[(size_t)i];
		CU(cudaSetDevice(i));
		CU(cudaStreamCreateWithFlags(&r.stream, cudaStreamNonBlocking));
		CU(cudaEventCreate(&r.from));
		CU(cudaEventCreate(&r.to));
		CU(cudaMalloc((void **)&r.in, bytes));
		CU(cudaMalloc((void **)&r.out, bytes));
		put<<<1024, 256, 0, r.stream>>>(r.in, bytes / 4, (float)(i + 1));
		LAUNCHED();
	}
	held_bytes = bytes;
	CU(cudaSetDevice(b->o.gpu));
}

static void
one(const rank &r, int me, int op, size_t count)
{
	int n = (int)ranks.size();
	size_t each = count / (size_t)n;
	switch (op) {
	case ALL_REDUCE: NCCL(ncclAllReduce(r.in, r.out, count, ncclFloat, ncclSum, r.comm, r.stream)); break;
	case ALL_GATHER: NCCL(ncclAllGather(r.in, r.out, each, ncclFloat, r.comm, r.stream)); break;
	case REDUCE_SCATTER:
		NCCL(ncclReduceScatter(r.in, r.out, each, ncclFloat, ncclSum, r.comm, r.stream));
		break;
	case ALLTOALL:
		for (int peer = 0; peer < n; peer++) {
			NCCL(ncclSend(r.in + (size_t)peer * each, each, ncclFloat, peer, r.comm, r.stream));
			NCCL(ncclRecv(r.out + (size_t)peer * each, each, ncclFloat, peer, r.comm, r.stream));
		}
		break;
	case BROADCAST: NCCL(ncclBroadcast(r.in, r.out, count, ncclFloat, 0, r.comm, r.stream)); break;
	case REDUCE: NCCL(ncclReduce(r.in, r.out, count, ncclFloat, ncclSum, 0, r.comm, r.stream)); break;
	default:
		NCCL(ncclSend(r.in, count, ncclFloat, (me + 1) % n, r.comm, r.stream));
		NCCL(ncclRecv(r.out, count, ncclFloat, (me + n - 1) % n, r.comm, r.stream));
	}
}

static void
all(int op, size_t count)
{
	NCCL(ncclGroupStart());
	for (size_t i = 0; i < ranks.size(); i++)
		one(ranks[i], (int)i, op, count);
	NCCL(ncclGroupEnd());
}

static void
wait_all()
{
	for (const rank &r : ranks)
		CU(cudaStreamSynchronize(r.stream));
}

// The first and the last result of every rank that has one.
static const char *
judged(int op, size_t count)
{
	int n = (int)ranks.size();
	size_t each = count / (size_t)n;
	float sum = (float)(n * (n + 1) / 2);
	for (int i = 0; i < n; i++) {
		size_t last = op == REDUCE_SCATTER ? each - 1
			      : op == ALL_GATHER || op == ALLTOALL ? each * (size_t)n - 1 : count - 1;
		float first_want = op == ALL_REDUCE || op == REDUCE || op == REDUCE_SCATTER ? sum : 1;
		float last_want = op == ALL_GATHER || op == ALLTOALL ? (float)n : first_want, got[2];
		if (op == SENDRECV)
			first_want = last_want = (float)((i + n - 1) % n + 1);
		if (op == REDUCE && i)
			continue;
		CU(cudaMemcpy(got, ranks[(size_t)i].out, 4, cudaMemcpyDefault));
		CU(cudaMemcpy(got + 1, ranks[(size_t)i].out + last, 4, cudaMemcpyDefault));
		if (got[0] != first_want || got[1] != last_want)
			return "bad";
	}
	return "ok";
}

// Microseconds of one of `inner` collectives in a row: the slowest rank's.
static double
sample(bench *b, int op, size_t count, int inner)
{
	double worst = 0;
	for (size_t i = 0; i < ranks.size(); i++) {
		CU(cudaSetDevice((int)i)); // an event belongs to its device
		CU(cudaEventRecord(ranks[i].from, ranks[i].stream));
	}
	for (int k = 0; k < inner; k++)
		all(op, count);
	for (size_t i = 0; i < ranks.size(); i++) {
		CU(cudaSetDevice((int)i));
		CU(cudaEventRecord(ranks[i].to, ranks[i].stream));
	}
	CU(cudaSetDevice(b->o.gpu));
	wait_all();
	for (const rank &r : ranks) {
		float ms;
		CU(cudaEventElapsedTime(&ms, r.from, r.to));
		worst = std::max(worst, 1e3 * (double)ms / inner);
	}
	return worst;
}

static void
run(bench *b, point *p)
{
	int n = (int)p->num("n_gpus"), op = 0;
	size_t bytes = (size_t)p->bytes, count = bytes / 4;
	while (p->op != OPS[op])
		op++;
	enter(b, n, std::max(bytes, std::min((size_t)1 << 30, b->d.memory_bytes / 4)));
	for (size_t i = 0; i < ranks.size(); i++) { // a stream is of its device
		CU(cudaSetDevice((int)i));
		CU(cudaMemsetAsync(ranks[i].out, 0, bytes, ranks[i].stream));
	}
	CU(cudaSetDevice(b->o.gpu));
	all(op, count);
	wait_all();
	p->check = judged(op, count);
	double once = sample(b, op, count, 3);
	int inner = (int)std::min(std::max(3000 / once, 1.0), 100.0);
	std::vector<double> us;
	for (int i = 0; i < (b->o.smoke ? 2 : b->o.full ? 11 : 5); i++)
		us.push_back(sample(b, op, count, inner));
	bench_quantiles(p, &us);
	bench_state(b, p);
	double rate = p->bytes / p->p50 * 1e-3; // GB/s
	double share = op == ALL_REDUCE ? 2.0 * (n - 1) / n : op <= ALLTOALL ? (n - 1.0) / n : 1;
	p->set("algbw_gbytes_s", rate);
	p->set("busbw_gbytes_s", rate * share);
	bench_emit(b, *p);
}

int
main(int argc, char **argv)
{
	const family f = { "nccl", "n_gpus,algbw_gbytes_s,busbw_gbytes_s", version, plan, NULL, run, leave, NULL };
	return bench_main(argc, argv, &f);
}
