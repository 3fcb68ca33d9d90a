// lt - one matrix product by cuBLASLt, set up once and called often.
//
// C[m,n] = A[m,k] B[k,n], all row-major as frameworks hold them; what cuBLASLt (column-major)
// is told is the transposed product. The algorithm is the library's first suggestion, with
// 32 MiB of workspace: what a framework gets.
#ifndef AIF_CALIB_LT_H
#define AIF_CALIB_LT_H

#include "bench.h"

#include <cublasLt.h>
#include <cublas_v2.h>

const char *lt_status(cublasStatus_t e);
std::string lt_version();
#define BLAS(call)                                                                                  \
	do {                                                                                       \
		cublasStatus_t e_ = (call);                                                        \
		if (e_ != CUBLAS_STATUS_SUCCESS)                                                   \
			bench_fail(__FILE__, __LINE__, #call, lt_status(e_));                      \
	} while (0)

struct lt_shape {
	dtype type;
	long m, n, k, batch;
	std::string layout; // "tn" B is held as [n,k]; "nn" as [k,n]; "nt" as [k,n] and A as [k,m]
};
size_t lt_a_bytes(const lt_shape &s); // of all batches
size_t lt_b_bytes(const lt_shape &s);
size_t lt_c_bytes(const lt_shape &s);
dtype lt_result(dtype t); // bf16 of fp8, int32 (here FP32: its width) of int8, else the same
bool lt_supported(const lt_shape &s, int cc);

struct lt_matmul;
struct lt_engine;
lt_engine *lt_engine_create();
void lt_engine_free(lt_engine *e);
lt_matmul *lt_create(lt_engine *e, const lt_shape &s); // throws where the library has no kernel
void lt_free(lt_matmul *x);
void lt_run(const lt_matmul *x, const void *a, const void *b, void *c, cudaStream_t stream);
void lt_describe(const lt_matmul *x, point *p); // tile, stages, split_k, waves

// Largest error of BENCH_SPOTS sampled results, over the sum of |a| |b|, and how much is fine.
double lt_error(bench *to, const lt_shape &s, const void *a, const void *b, const void *c);
double lt_tolerance(dtype t, long k);

#endif
