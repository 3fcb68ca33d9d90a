// bench - what every family of measurements shares: the command line, the grid of points, the
// timing method, inputs, and the file that comes out (README.md, `aifsim-calib 1`).
//
// A family is one table of functions: plan() lists the points, run() measures one and emits
// its row or rows. Points are measured in a random order, the quick grid first, until the
// time budget ends. A point that fails is skipped with a reason; only a lost device ends a file.
#ifndef AIF_CALIB_BENCH_H
#define AIF_CALIB_BENCH_H

#include <cuda_runtime.h>
#include <functional>
#include <math.h>
#include <map>
#include <stdio.h>
#include <string>
#include <vector>

#include "smi.h"

enum dtype { NONE, FP32, TF32, FP16, BF16, FP8, INT8 };
const char *dtype_name(dtype t); // as in the column; "" for NONE
size_t dtype_bytes(dtype t);

struct options {
	bool full = false, smoke = false;
	double budget_s = 600;
	int gpu = 0;
	unsigned seed = 1;
	std::string out, name, revision, only, command;
	std::vector<double> caps_w;
};

// What plan() may ask of the device; the figures of eight H100 when there is none.
struct device {
	int cc = 90, sms = 132, count = 8;
	size_t l2_bytes = 50u << 20, memory_bytes = (size_t)80 << 30;
	std::string name, pci;
};

// A point of the grid and, once measured, a row. NAN: unknown.
struct point {
	std::string op;
	dtype type = NONE;
	long m = -1, n = -1, k = -1, batch = -1; // -1: has none
	double bytes = NAN, flops = 0;
	bool quick = false; // part of the quick grid
	int tag = 0;        // the family's own
	std::map<std::string, std::string> own;

	double p50 = NAN, p10 = NAN, p90 = NAN; // microseconds
	int runs = 0;
	double power_w = NAN, energy_j = NAN;
	double sm_mhz = NAN, mem_mhz = NAN, temperature_c = NAN;
	const char *check = "";

	void set(const char *column, const char *text);
	void set(const char *column, double value);
	double num(const char *column) const; // NAN when absent
	void judge(double error, double most);// sets `error` and check
};

struct bench;
struct family {
	const char *name, *columns; // own columns, comma-separated
	std::string (*library)();   // version of the library measured; may be NULL
	void (*plan)(const options &o, const device &d, std::vector<point> *grid);
	void (*open)(bench *b); // handles and buffers; may be NULL
	void (*run)(bench *b, point *p);
	void (*close)(bench *b); // may be NULL
	int (*selftest)();       // without a device; number of failures; may be NULL
};

enum { BENCH_SPOTS = 64 };
struct bench {
	const family *f;
	options o;
	device d;
	cudaStream_t stream;
	smi *nv;
	FILE *file;
	double start_s, deadline_s; // of the monotonic clock
	int rows, skipped, bad;
	char *in, *out; // pools: inputs (filled), results
	size_t in_bytes, out_bytes;
	dtype filled; // what the input pool holds, and how far
	size_t filled_bytes;
	double *spots; // device memory: errors at BENCH_SPOTS sampled results
	char *sweep;   // device memory of 2.5 times the L2 cache, read between samples
	size_t sweep_bytes;
};

int bench_main(int argc, char **argv, const family *f);
void bench_emit(bench *b, const point &p);
void bench_skip(bench *b, const point &p, const char *why);
bool bench_stopped(); // a signal asked for the end
double bench_now_s(); // monotonic

// Pools of at most `in` and `out` bytes (less when the device is small).
void bench_pools(bench *b, size_t in, size_t out);
// Fills the first `bytes` of the input pool with random values of a type, where that is not what
// they hold: uniform in [-1, 1), int8 -127..127.
void bench_fill(bench *b, dtype t, size_t bytes);
void bench_fill_at(bench *b, void *p, size_t count, dtype t, unsigned seed);

// The largest of the first n errors in b->spots, once the stream has come so far; NAN wins. Says so
// when the kernel before it could not be launched.
double bench_worst(bench *b, int n);

// A set of operands that rotates through a pool, so that no call finds its inputs in a cache.
struct rotor {
	char *base;
	size_t stride;
	int n;
	char *at(int r) const { return base + stride * (size_t)(r % n); }
};
rotor bench_rotor(const bench *b, char *pool, size_t pool_bytes, size_t set_bytes);

// Times `call(r)`, r = 0, 1, ... the rotation, queued on b->stream. Warm-up, then samples (each
// after the cache was swept, where there are sets to rotate) of a
// CUDA graph of as many calls as fill some milliseconds and (`sets`) as many as there are sets
// to rotate; without graphs (graph = false, or where capture is refused) the same calls one by
// one. Fills p50, p10, p90, runs, clocks and temperature.
void bench_time(bench *b, point *p, int sets, const std::function<void(int)> &call, bool graph = true);
// Fills the quantiles from samples in microseconds (reorders them).
void bench_quantiles(point *p, std::vector<double> *samples_us);
double quantile(const std::vector<double> &sorted, double q);
void bench_state(const bench *b, point *p); // clocks and temperature now

// Error of one call; a point that throws is skipped.
struct bench_error {
	std::string what;
};
void bench_fail(const char *file, int line, const char *what, const char *why);
const char *status_name(cudaError_t e);
#define CU(call)                                                                                    \
	do {                                                                                       \
		cudaError_t e_ = (call);                                                           \
		if (e_ != cudaSuccess)                                                             \
			bench_fail(__FILE__, __LINE__, #call, cudaGetErrorString(e_));             \
	} while (0)
#define LAUNCHED() CU(cudaGetLastError())

#endif
