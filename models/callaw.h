// callaw.h - the laws that `aifsim calibrate fit` found in a set (fit.csv), for use.
//
// A table answers within its edges. Beyond them, and for products in batches or groups
// that were not measured, the laws answer: they are kept free of the GPU's rates
// (efficiencies over a roofline's), so that a relative can use them on its own.
#ifndef AIF_MODELS_CALLAW_H
#define AIF_MODELS_CALLAW_H

#include <stdio.h>

#include "models/calfits.h"

// t = t0 + bytes / (reach x memory bandwidth)
typedef struct aif_callaw_line {
	double t0_s, reach; // reach 0: no such law
} aif_callaw_line;

// Beyond an edge: the ratio is held, goes on by the law's factor, or time by its difference.
enum { AIF_CALLAW_HELD, AIF_CALLAW_TIMES, AIF_CALLAW_PLUS, AIF_CALLAW_WAYS };

enum { AIF_CALLAW_LINES = 128, AIF_CALLAW_EDGES = 256 };

typedef struct aif_callaw {
	struct {
		double c[4];       // 2mnk / ceiling (c0 + cm/m + cn/n + ck/k); c[0] 0: no such law
		double error_frac; // of points left out, mean
		aif_callaw_line weights;
	} gemm[AIF_DT_N];
	struct {
		char of[72]; // "stream copy bf16", "decode bf16 head 128 window 0 cache"
		aif_callaw_line line;
	} line[AIF_CALLAW_LINES];
	struct {
		char of[72];
		double error[AIF_CALLAW_WAYS]; // tried inside the table, mean; NaN: not
	} edge[AIF_CALLAW_EDGES];
	int n_line, n_edge;
	struct {
		double idle_w, compute_w, memory_w; // idle_w 0: no such law
	} power[AIF_DT_N];
	double static_w,
	    gamma; // clocks under load: P = static + dynamic (f / f_max)^gamma; 0: none
} aif_callaw;

// The laws of a set; out is empty where it has no fit.csv. Errors: AIF_EPARSE with file:line.
aif_err aif_callaw_open(aif_callaw *out, const char *set, const aif_calset *facts, aif_diag *d);

// Time of `batch` products [m, k] x [k, n] at once [s]; NaN: no law of that type.
double aif_callaw_gemm_s(const aif_callaw *l, const aif_kroof *r, const double mnk[3], double batch,
			 int t);

// What a set's laws say of one block: found once, used often.
typedef struct aif_callaw_block {
	const aif_callaw_line *line; // of its bytes; NULL: none
	signed char way[3][2];       // per axis, below and above; -1: not tried
	double error[3][2];
} aif_callaw_block;
aif_callaw_block aif_callaw_block_of(const aif_callaw *l, int table, const aif_ktable_sub *s);

// A block with the laws of its set.
typedef struct aif_callaw_of_block {
	const aif_callaw *l;
	const aif_callaw_block *b;
	const aif_ktable_sub *s;
	int table;
} aif_callaw_of_block;

// ln ratio at z of a block whose ln ratio at y is v, in that way; NaN: no law of it.
double aif_callaw_step(const aif_callaw_of_block *k, const double y[3], const double z[3], double v,
		       int way);

// ln ratio at x beyond the edge of a block, where it is v: axis by axis in the way that did
// best inside. *error: of those trials, summed; *law: 1 when not all was held. NaN: not tried.
double aif_callaw_beyond(const aif_callaw_of_block *k, const double x[3], double v, double *error,
			 int *law);

// The name of an edge in fit.csv.
void aif_callaw_edge(int table, const aif_ktable_sub *s, int axis, int above, char *out, size_t n);

// The laws of a fit, without the way through its file.
void aif_callaw_of(aif_callaw *out, const aif_calfits *x, const aif_calset *facts);

// fit.csv of a set.
void aif_callaw_write(const aif_calfits *x, const char *set, FILE *f);

#endif
