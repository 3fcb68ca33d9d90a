// loads - the activities whose power is measured: what one call does, and how much of it.
#ifndef AIF_CALIB_LOADS_H
#define AIF_CALIB_LOADS_H

#include "bench.h"

struct load;
// Names as in the column `activity`. The shape is of the gemm; `rounds` is how many passes of triad
// follow each gemm of "mixed".
struct load_kind {
	const char *activity;
	dtype type;
	long m, n, k;
	int rounds;
	bool zeros;
};

// What one call does, from the shape alone: fills bytes and flops, m, n, k and type.
void load_work(const load_kind &kind, const device &d, point *p);
bool load_supported(const load_kind &kind, const device &d);

void load_open(bench *b);
void load_close(bench *b);
load *load_create(bench *b, const load_kind &kind); // fills its operands
void load_free(load *x);
void load_call(const load *x, int round);

#endif
