// gemm - matrix products over m, n, k and type: a grid for the efficiency surface, the shapes of
// language models, skinny products of decoding, edges of tiles and waves, the layouts of the
// backward pass, batched and grouped products.
#include "lt.h"

#include <algorithm>

static lt_engine *engine;
static cublasHandle_t blas;

// Work per point that fits a few samples: 20 ms of the slowest path that is of use.
static double
most_flops(dtype t)
{
	return t == FP32 ? 1.2e12 : t == TF32 ? 4.5e12 : 2e13;
}

static const size_t POOL = (size_t)3 << 30;

static point
product(const char *op, dtype t, long m, long n, long k, long batch, const char *layout)
{
	lt_shape s = { t, m, n, k, batch, layout };
	point p;
	p.op = op, p.type = t, p.m = m, p.n = n, p.k = k, p.batch = batch;
	p.bytes = (double)(lt_a_bytes(s) + lt_b_bytes(s) + lt_c_bytes(s));
	p.flops = 2.0 * (double)m * (double)n * (double)k * (double)batch;
	p.set("layout", layout);
	return p;
}

static lt_shape
shape_of(const point &p)
{
	return { p.type, p.m, p.n, p.k, p.batch, p.own.at("layout") };
}

struct grid {
	std::vector<point> *points;
	const device *d;
	bool quick;

	void add(const point &p)
	{
		lt_shape s = shape_of(p);
		if (p.flops > most_flops(p.type) || lt_a_bytes(s) + lt_b_bytes(s) > POOL ||
		    lt_c_bytes(s) > POOL || !lt_supported(s, d->cc))
			return;
		for (point &q : *points)
			if (q.op == p.op && q.type == p.type && q.m == p.m && q.n == p.n && q.k == p.k &&
			    q.batch == p.batch && q.own == p.own) {
				q.quick |= quick;
				return;
			}
		points->push_back(p);
		points->back().quick = quick;
	}
	void cross(const std::vector<dtype> &types, const std::vector<long> &ms,
	    const std::vector<long> &sides)
	{
		for (dtype t : types)
			for (long n : sides)
				for (long k : sides)
					for (long m : ms)
						add(product("gemm", t, m, n, k, 1, "tn"));
	}
};

// {n, k} of the layers of Llama-3 8B and 70B (also split 8 ways), GPT-3 13B, DeepSeek-V3.
static const long LLM[][2] = { { 6144, 4096 }, { 28672, 4096 }, { 4096, 14336 }, { 10240, 8192 },
	{ 57344, 8192 }, { 8192, 28672 }, { 1280, 8192 }, { 8192, 1024 }, { 7168, 8192 },
	{ 8192, 3584 }, { 15360, 5120 }, { 20480, 5120 }, { 5120, 20480 }, { 7168, 16384 },
	{ 2112, 7168 }, { 24576, 1536 }, { 4096, 7168 }, { 7168, 2048 }, { 128256, 4096 } };

static void
surface(grid *g)
{
	g->quick = true;
	g->cross({ BF16, FP8 }, { 1, 16, 128, 512, 2048, 8192 }, { 512, 2048, 8192 });
	g->cross({ FP32, TF32, FP16, INT8 }, { 16, 512, 4096 }, { 1024, 8192 });
	for (const auto &s : LLM)
		for (long m : { 8, 256, 4096 })
			if (&s - LLM < 6)
				g->add(product("gemm", BF16, m, s[0], s[1], 1, "tn"));
	g->quick = false;
	g->cross({ BF16, FP8 }, { 1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384 },
	    { 128, 512, 1024, 2048, 3072, 4096, 6144, 8192, 12288, 16384 });
	g->cross({ FP32, TF32, FP16, INT8 }, { 1, 16, 64, 256, 1024, 4096, 16384 },
	    { 512, 1024, 2048, 4096, 8192, 16384 });
	for (const auto &s : LLM)
		for (dtype t : { BF16, FP8 })
			for (long m : { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192 })
				g->add(product("gemm", t, m, s[0], s[1], 1, "tn"));
}

// Steps of m through tiles and through waves of tiles: the time is a staircase there.
static void
edges(grid *g)
{
	for (dtype t : { BF16, FP8 }) {
		for (long m = 3; m <= 4100; m = m < 64 ? m + 6 : m + m / 8 + 1) {
			g->quick = m > 500 && m % 3 == 0;
			g->add(product("gemm", t, m, 4096, 4096, 1, "tn"));
		}
		g->quick = false;
		for (long tiles = 1; tiles <= 3 * g->d->sms; tiles += g->d->sms / 6 + 1)
			for (long side : { 64, 128 }) // tiles of side x 128 along n
				g->add(product("gemm", t, side * tiles, 128, 4096, 1, "tn"));
		for (long m : { 127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049 })
			for (long n : { 2048, 2064, 4000, 5120 })
				g->add(product("gemm", t, m, n, 4096, 1, "tn"));
	}
}

static void
backward(grid *g)
{
	for (const char *layout : { "nn", "nt" })
		for (dtype t : { BF16, FP16, TF32 })
			for (long m : { 1024, 4096, 8192, 16384 })
				for (const auto &s : LLM) {
					if (&s - LLM >= 12)
						break;
					g->quick = t == BF16 && m == 8192 && &s - LLM < 6;
					// nt: the result is a weight [n, k], the sum goes over tokens.
					g->add(layout[1] == 't' ? product("gemm", t, s[0], s[1], m, 1, layout)
								: product("gemm", t, m, s[1], s[0], 1, layout));
				}
}

static void
batches(grid *g)
{
	for (dtype t : { BF16, FP16, FP8 })
		for (long batch : { 2, 8, 32, 128 })
			for (long side : { 64, 128, 256, 512, 1024, 2048 }) {
				g->quick = t == BF16 && batch == 32 && side >= 256;
				g->add(product("batched", t, side, side, side, batch, "tn"));
				g->add(product("batched", t, side, side, 128, batch, "tn"));
				g->add(product("batched", t, 1, side, 128, batch, "tn"));
				g->quick = false;
				for (long m : { 16, 128, 1024 }) {
					g->add(product("batched", t, m, side, side, batch, "tn"));
					g->add(product("batched", t, m, side, 128, batch, "tn"));
				}
			}
}

// Experts of one layer: {n, k, experts}. Tokens are spread evenly, or as 1 / rank.
static const long MOE[][3] = { { 28672, 4096, 8 }, { 4096, 14336, 8 }, { 4096, 7168, 32 },
	{ 7168, 2048, 32 }, { 1536, 2048, 128 }, { 2048, 768, 128 } };

static std::vector<int>
spread(long m, long groups, bool even)
{
	double sum = 0;
	for (long i = 1; i <= groups; i++)
		sum += even ? 1 : 1.0 / (double)i;
	std::vector<int> tokens;
	long left = m;
	for (long i = 1; i <= groups; i++) {
		long most = left - (groups - i); // one at least for each that follows
		long n = std::min(most, std::max(1L, lround((double)m * (even ? 1 : 1.0 / (double)i) / sum)));
		tokens.push_back((int)n);
		left -= n;
	}
	tokens[0] += (int)left;
	return tokens;
}

static void
groups(grid *g)
{
	for (const auto &s : MOE)
		for (long m : { 128, 1024, 4096, 16384 })
			for (bool even : { true, false }) {
				long n = s[2];
				if (!even && m <= n)
					continue; // one token for each, as evenly
				point p = product("grouped", BF16, m, s[0], s[1], 1, "tn");
				p.batch = n;
				p.bytes += (double)((n - 1) * s[0] * s[1]) * 2;
				std::vector<int> tokens = spread(m, n, even);
				p.set("skew", *std::max_element(tokens.begin(), tokens.end()) *
						  (double)n / (double)m);
				g->quick = m == 4096 && even;
				if (n * s[0] * s[1] * 2 <= (long)POOL)
					g->points->push_back(p), g->points->back().quick = g->quick;
			}
}

static void
plan(const options &, const device &d, std::vector<point> *points)
{
	grid g = { points, &d, false };
	surface(&g);
	edges(&g);
	backward(&g);
	batches(&g);
	groups(&g);
}

static void
open(bench *b)
{
	engine = lt_engine_create();
	BLAS(cublasCreate(&blas));
	BLAS(cublasSetStream(blas, b->stream));
	bench_pools(b, POOL + (1 << 20), POOL + (1 << 20));
}

static void
close(bench *b)
{
	cublasDestroy(blas);
	lt_engine_free(engine);
	cudaFree(b->in);
	cudaFree(b->out);
}

static void
run_lt(bench *b, point *p)
{
	lt_shape s = shape_of(*p);
	lt_matmul *x = lt_create(engine, s);
	try {
		size_t a_bytes = (lt_a_bytes(s) + 255) & ~(size_t)255;
		rotor in = bench_rotor(b, b->in, b->in_bytes, a_bytes + lt_b_bytes(s));
		rotor out = bench_rotor(b, b->out, b->out_bytes, lt_c_bytes(s));
		bench_fill(b, s.type, in.stride * (size_t)in.n);
		CU(cudaMemsetAsync(out.at(0), 0xff, lt_c_bytes(s), b->stream));
		lt_run(x, in.at(0), in.at(0) + a_bytes, out.at(0), b->stream);
		p->judge(lt_error(b, s, in.at(0), in.at(0) + a_bytes, out.at(0)),
		    lt_tolerance(s.type, s.k));
		bench_time(b, p, in.n, [&](int r) {
			lt_run(x, in.at(r), in.at(r) + a_bytes, out.at(r), b->stream);
		});
		lt_describe(x, p);
	} catch (const bench_error &) {
		lt_free(x);
		throw;
	}
	lt_free(x);
}

// The pointers of every group, for each set of operands, in device memory.
struct grouped {
	std::vector<int> tokens, n, k, one;
	std::vector<cublasOperation_t> t, no;
	std::vector<float> alpha, beta;
	std::vector<void *> host;
	void **dev = NULL;
	long count;

	grouped(const point &p, const rotor &in, size_t a_bytes, const rotor &out)
	    : tokens(spread(p.m, p.batch, p.num("skew") < 1.5)), count(p.batch)
	{
		size_t g = (size_t)count;
		n.assign(g, (int)p.n), k.assign(g, (int)p.k), one.assign(g, 1);
		t.assign(g, CUBLAS_OP_T), no.assign(g, CUBLAS_OP_N);
		alpha.assign(g, 1), beta.assign(g, 0);
		for (int r = 0; r < in.n; r++)
			for (int what = 0; what < 3; what++) {
				size_t row = 0;
				for (size_t i = 0; i < g; row += (size_t)tokens[i++])
					host.push_back(what == 0   ? in.at(r) + a_bytes + i * (size_t)(p.n * p.k) * 2
						       : what == 1 ? in.at(r) + row * (size_t)p.k * 2
								   : out.at(r) + row * (size_t)p.n * 2);
			}
		CU(cudaMalloc((void **)&dev, host.size() * sizeof *dev));
		CU(cudaMemcpy(dev, host.data(), host.size() * sizeof *dev, cudaMemcpyHostToDevice));
	}
	grouped(const grouped &) = delete;
	grouped &operator=(const grouped &) = delete;
	~grouped() { cudaFree(dev); }

	void run(int r, int sets) const
	{
		void **at = dev + (size_t)(r % sets) * 3 * (size_t)count;
#if CUBLAS_VERSION < 120500
		bench_fail(__FILE__, __LINE__, "grouped products", "cuBLAS is older than 12.5");
#else
		BLAS(cublasGemmGroupedBatchedEx(blas, t.data(), no.data(), n.data(), tokens.data(),
		    k.data(), alpha.data(), at, CUDA_R_16BF, k.data(), at + count, CUDA_R_16BF, k.data(),
		    beta.data(), at + 2 * count, CUDA_R_16BF, n.data(), (int)count, one.data(),
		    CUBLAS_COMPUTE_32F));
#endif
	}
};

static void
run_grouped(bench *b, point *p)
{
	size_t a_bytes = ((size_t)(p->m * p->k) * 2 + 255) & ~(size_t)255;
	size_t b_bytes = (size_t)(p->batch * p->n * p->k) * 2;
	rotor in = bench_rotor(b, b->in, b->in_bytes, a_bytes + b_bytes);
	rotor out = bench_rotor(b, b->out, b->out_bytes, (size_t)(p->m * p->n) * 2);
	in.n = out.n = std::min({ in.n, out.n, 8 });
	bench_fill(b, p->type, in.stride * (size_t)in.n);
	grouped g(*p, in, a_bytes, out);
	CU(cudaMemsetAsync(out.at(0), 0xff, (size_t)(p->m * p->n) * 2, b->stream));
	g.run(0, in.n);
	// Checked: the last group, whose rows stand at the end.
	size_t last = (size_t)g.tokens.back(), row = (size_t)p->m - last, i = (size_t)p->batch - 1;
	lt_shape s = { p->type, (long)last, p->n, p->k, 1, "tn" };
	p->judge(lt_error(b, s, in.at(0) + row * (size_t)p->k * 2,
		     in.at(0) + a_bytes + i * (size_t)(p->n * p->k) * 2,
		     out.at(0) + row * (size_t)p->n * 2),
	    lt_tolerance(p->type, p->k));
	bench_time(b, p, in.n, [&](int r) { g.run(r, in.n); });
}

static void
run(bench *b, point *p)
{
	if (p->op == "grouped")
		run_grouped(b, p);
	else
		run_lt(b, p);
	bench_emit(b, *p);
}

static int
selftest()
{
	int failed = 0;
	for (bool even : { true, false })
		for (long m : { 128, 1000, 16384 }) {
			long sum = 0, least = m;
			for (int n : spread(m, 128, even))
				sum += n, least = std::min(least, (long)n);
			if (sum != m || least < 1)
				failed++, printf("gemm: %ld tokens spread to %ld\n", m, sum);
		}
	return failed;
}

int
main(int argc, char **argv)
{
	const family f = { "gemm", "layout,skew,tile,stages,split_k,waves,error", lt_version, plan,
		open, run, close, selftest };
	return bench_main(argc, argv, &f);
}
