// lt - cuBLASLt behind a small face, and the reference that its results are held against.
#include "lt.h"

#include <algorithm>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>

static const size_t WORKSPACE = 32u << 20;

struct lt_engine {
	cublasLtHandle_t handle;
	void *workspace;
};

struct lt_matmul {
	lt_engine *e;
	cublasLtMatmulDesc_t op;
	cublasLtMatrixLayout_t b, a, c; // B comes first: the product is transposed
	cublasLtMatmulHeuristicResult_t found;
	bool integer;
};

const char *
lt_status(cublasStatus_t e)
{
	return cublasGetStatusString(e);
}

std::string
lt_version()
{
	char s[64];
	size_t v = cublasLtGetVersion(); // major * 10000 + minor * 100 + patch
	snprintf(s, sizeof s, "cublas %zu.%zu.%zu", v / 10000, v / 100 % 100, v % 100);
	return s;
}

dtype
lt_result(dtype t)
{
	return t == FP8 ? BF16 : t == INT8 ? FP32 : t;
}

size_t
lt_a_bytes(const lt_shape &s)
{
	return (size_t)(s.m * s.k * s.batch) * dtype_bytes(s.type);
}

size_t
lt_b_bytes(const lt_shape &s)
{
	return (size_t)(s.n * s.k * s.batch) * dtype_bytes(s.type);
}

size_t
lt_c_bytes(const lt_shape &s)
{
	return (size_t)(s.m * s.n * s.batch) * dtype_bytes(lt_result(s.type));
}

bool
lt_supported(const lt_shape &s, int cc)
{
	long align = s.type == FP8 || s.type == INT8 ? 16 : 1;
	if (s.type == FP8 && cc < 89)
		return false;
	return s.k % align == 0 && s.n % align == 0 && (align == 1 || s.layout == "tn");
}

static cudaDataType_t
cuda_type(dtype t)
{
	switch (t) {
	case FP16: return CUDA_R_16F;
	case BF16: return CUDA_R_16BF;
	case FP8: return CUDA_R_8F_E4M3;
	case INT8: return CUDA_R_8I;
	default: return CUDA_R_32F;
	}
}

lt_engine *
lt_engine_create()
{
	lt_engine *e = new lt_engine();
	BLAS(cublasLtCreate(&e->handle));
	CU(cudaMalloc(&e->workspace, WORKSPACE));
	return e;
}

void
lt_engine_free(lt_engine *e)
{
	if (!e)
		return;
	cudaFree(e->workspace);
	cublasLtDestroy(e->handle);
	delete e;
}

static void
layout(cublasLtMatrixLayout_t *l, cudaDataType_t type, long rows, long cols, long batch)
{
	BLAS(cublasLtMatrixLayoutCreate(l, type, (uint64_t)rows, (uint64_t)cols, rows));
	int32_t n = (int32_t)batch;
	int64_t stride = rows * cols;
	if (n <= 1)
		return;
	BLAS(cublasLtMatrixLayoutSetAttribute(*l, CUBLASLT_MATRIX_LAYOUT_BATCH_COUNT, &n, sizeof n));
	BLAS(cublasLtMatrixLayoutSetAttribute(
	    *l, CUBLASLT_MATRIX_LAYOUT_STRIDED_BATCH_OFFSET, &stride, sizeof stride));
}

static void
describe(lt_matmul *x, const lt_shape &s)
{
	cublasComputeType_t compute = s.type == INT8   ? CUBLAS_COMPUTE_32I
				      : s.type == TF32 ? CUBLAS_COMPUTE_32F_FAST_TF32
						       : CUBLAS_COMPUTE_32F;
	cudaDataType_t in = cuda_type(s.type);
	cudaDataType_t out = s.type == INT8 ? CUDA_R_32I : cuda_type(lt_result(s.type));
	cublasOperation_t tb = s.layout == "tn" ? CUBLAS_OP_T : CUBLAS_OP_N;
	cublasOperation_t ta = s.layout == "nt" ? CUBLAS_OP_T : CUBLAS_OP_N;
	x->integer = s.type == INT8;
	BLAS(cublasLtMatmulDescCreate(&x->op, compute, x->integer ? CUDA_R_32I : CUDA_R_32F));
	BLAS(cublasLtMatmulDescSetAttribute(x->op, CUBLASLT_MATMUL_DESC_TRANSA, &tb, sizeof tb));
	BLAS(cublasLtMatmulDescSetAttribute(x->op, CUBLASLT_MATMUL_DESC_TRANSB, &ta, sizeof ta));
	// As engines and the forward pass of fp8 training run it: short accumulators on Hopper. The
	// scales are left at 1, whose product with the sum the kernel forms in any case.
	int8_t fast = 1;
	if (s.type == FP8)
		BLAS(cublasLtMatmulDescSetAttribute(x->op, CUBLASLT_MATMUL_DESC_FAST_ACCUM, &fast, sizeof fast));
	if (tb == CUBLAS_OP_T)
		layout(&x->b, in, s.k, s.n, s.batch);
	else
		layout(&x->b, in, s.n, s.k, s.batch);
	if (ta == CUBLAS_OP_T)
		layout(&x->a, in, s.m, s.k, s.batch);
	else
		layout(&x->a, in, s.k, s.m, s.batch);
	layout(&x->c, out, s.n, s.m, s.batch);
}

static void
choose(lt_matmul *x)
{
	cublasLtMatmulPreference_t want;
	int n = 0;
	BLAS(cublasLtMatmulPreferenceCreate(&want));
	cublasStatus_t e = cublasLtMatmulPreferenceSetAttribute(
	    want, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &WORKSPACE, sizeof WORKSPACE);
	if (e == CUBLAS_STATUS_SUCCESS)
		e = cublasLtMatmulAlgoGetHeuristic(
		    x->e->handle, x->op, x->b, x->a, x->c, x->c, want, 1, &x->found, &n);
	cublasLtMatmulPreferenceDestroy(want);
	if (e != CUBLAS_STATUS_SUCCESS || n == 0)
		bench_fail(__FILE__, __LINE__, "cublasLtMatmulAlgoGetHeuristic",
		    e == CUBLAS_STATUS_SUCCESS ? "no kernel" : lt_status(e));
}

lt_matmul *
lt_create(lt_engine *e, const lt_shape &s)
{
	lt_matmul *x = new lt_matmul();
	x->e = e;
	try {
		describe(x, s);
		choose(x);
	} catch (const bench_error &) {
		lt_free(x);
		throw;
	}
	return x;
}

void
lt_free(lt_matmul *x)
{
	if (!x)
		return;
	for (cublasLtMatrixLayout_t l : { x->a, x->b, x->c })
		if (l)
			cublasLtMatrixLayoutDestroy(l);
	if (x->op)
		cublasLtMatmulDescDestroy(x->op);
	delete x;
}

void
lt_run(const lt_matmul *x, const void *a, const void *b, void *c, cudaStream_t stream)
{
	const float onef = 1, zerof = 0;
	const int32_t onei = 1, zeroi = 0;
	const void *one = x->integer ? (const void *)&onei : &onef;
	const void *zero = x->integer ? (const void *)&zeroi : &zerof;
	BLAS(cublasLtMatmul(x->e->handle, x->op, one, b, x->b, a, x->a, zero, c, x->c, c, x->c,
	    &x->found.algo, x->e->workspace, WORKSPACE, stream));
}

static double
config(const lt_matmul *x, cublasLtMatmulAlgoConfigAttributes_t what)
{
	int32_t v = 0;
	size_t written;
	cublasStatus_t e = cublasLtMatmulAlgoConfigGetAttribute(
	    &x->found.algo, what, &v, sizeof v, &written);
	return e == CUBLAS_STATUS_SUCCESS ? v : NAN;
}

void
lt_describe(const lt_matmul *x, point *p)
{
	p->set("tile", config(x, CUBLASLT_ALGO_CONFIG_TILE_ID));
	p->set("stages", config(x, CUBLASLT_ALGO_CONFIG_STAGES_ID));
	p->set("split_k", config(x, CUBLASLT_ALGO_CONFIG_SPLITK_NUM));
	p->set("waves", x->found.wavesCount);
}

static __device__ double
value(const void *x, size_t i, dtype t)
{
	switch (t) {
	case FP16: return (double)__half2float(((const __half *)x)[i]);
	case BF16: return (double)__bfloat162float(((const __nv_bfloat16 *)x)[i]);
	case FP8: return (double)(float)((const __nv_fp8_e4m3 *)x)[i];
	case INT8: return (double)((const signed char *)x)[i];
	default: return (double)((const float *)x)[i];
	}
}

struct spots {
	long m, n, k, batch;
	dtype type, result;
	bool a_by_k, b_by_k; // index (k, m) and (k, n) instead of (m, k) and (n, k)
	bool integer;
};

// A block computes one result in double precision, out[] its error.
static __global__ void
reference(spots s, const void *a, const void *b, const void *c, double *out)
{
	__shared__ double sum[256], scale[256];
	unsigned h = blockIdx.x * 2654435761u + 12345u;
	long g = h % s.batch, i = (h >> 7) % s.m, j = (h * 69069u >> 5) % s.n;
	if (blockIdx.x == 0) // the last corner
		g = s.batch - 1, i = s.m - 1, j = s.n - 1;
	double x = 0, y = 0;
	for (long k = threadIdx.x; k < s.k; k += 256) {
		size_t ia = (size_t)(g * s.m * s.k + (s.a_by_k ? k * s.m + i : i * s.k + k));
		size_t ib = (size_t)(g * s.n * s.k + (s.b_by_k ? k * s.n + j : j * s.k + k));
		double v = value(a, ia, s.type) * value(b, ib, s.type);
		x += v, y += fabs(v);
	}
	sum[threadIdx.x] = x, scale[threadIdx.x] = y;
	__syncthreads();
	if (threadIdx.x)
		return;
	for (int t = 1; t < 256; t++)
		x += sum[t], y += scale[t];
	size_t at = (size_t)((g * s.m + i) * s.n + j);
	double got = s.integer ? (double)((const int *)c)[at] : value(c, at, s.result);
	out[blockIdx.x] = fabs(got - x) / fmax(y, 1e-30);
}

double
lt_error(bench *to, const lt_shape &s, const void *a, const void *b, const void *c)
{
	spots at = { s.m, s.n, s.k, s.batch, s.type, lt_result(s.type), s.layout == "nt",
		s.layout != "tn", s.type == INT8 };
	reference<<<BENCH_SPOTS, 256, 0, to->stream>>>(at, a, b, c, to->spots);
	return bench_worst(to, BENCH_SPOTS);
}

// The sum of k products of random sign is of the order of scale / sqrt(k), and so is the error
// of a wrong result; a right one is off by a rounding of the result (fp16, bf16) or of the inputs
// (tf32), or by a short accumulator (fp8).
double
lt_tolerance(dtype t, long k)
{
	double share = t == FP32 ? 1e-3 : t == TF32 ? 2e-2 : t == FP8 ? 0.2 : t == INT8 ? 0 : 5e-2;
	return share / sqrt((double)k);
}
