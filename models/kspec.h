// kspec.h - the tables a calibration set may hold: their columns, and the roofline
// of a row.
//
// One list for who reads them (kernel.c, coll.c), who makes them (calgrid.c) and
// who judges them.
#ifndef AIF_MODELS_KSPEC_H
#define AIF_MODELS_KSPEC_H

#include "models/calset.h"
#include "models/ktable.h"

enum {
	AIF_KSPEC_GEMM,
	AIF_KSPEC_PREFILL,
	AIF_KSPEC_DECODE,
	AIF_KSPEC_MLA_PREFILL,
	AIF_KSPEC_MLA_DECODE,
	AIF_KSPEC_MOE,
	AIF_KSPEC_STREAM,  // work that moves bytes and little else
	AIF_KSPEC_BATCHED, // equal products at once
	AIF_KSPEC_GROUPED, // products of unequal height at once
	AIF_KSPEC_UNFUSED, // attention in three kernels, and each of them
	AIF_KSPEC_COLL,
	AIF_KSPEC_N
};

typedef struct aif_kspec {
	const char *file;                      // without ".csv"
	const char *what;                      // one line, for the file's head
	int n_key, n_axis;                     // key columns, row axes
	const char *name[AIF_KTABLE_KEYS + 3]; // of keys, row axes, column axis
	aif_ktable_roof *roof;                 // user is the aif_calset
	unsigned linear;                       // bits of the axes along which time goes straight
	double band_frac;                      // two thirds of held-out points lie within
} aif_kspec;

const aif_kspec *aif_kspec_at(int table);
// The table of that file name, or -1.
int aif_kspec_find(const char *file);

// How a block is found, from its key words. Errors: -1 when a word is unknown.
int64_t aif_kspec_id(int table, const aif_ktable_sub *s);
// The parts: attention's types, width and window; the experts' type and routing.
int64_t aif_kspec_attn(int t, int kv, double dim, double window);
enum { AIF_KSPEC_POWER, AIF_KSPEC_EVEN, AIF_KSPEC_POWER_101, AIF_KSPEC_LOW = 4 };
int64_t aif_kspec_moe(int t, int route);
// "power", "even", "power_1.01", and the same with "_low" for kernels made for few
// tokens; -1.
int aif_kspec_route(const char *word);
// Groups of a grouped product: equal heights, or as 1 / rank ("even", "ranked"); -1.
int aif_kspec_spread(const char *word);
// "whole", "qk", "softmax", "pv" as AIF_KROOF_...; -1.
int aif_kspec_part(const char *word);
// The experts that a block was measured with.
aif_kernel_moe aif_kspec_experts(const aif_ktable_sub *s, double tokens);

// Loads a table of a set and turns it into ratios to the set's roofline; facts must
// outlive it. AIF_ENOENT with d as it was: the set has none.
aif_err aif_kspec_load(aif_ktable *out, aif_arena *a, const char *set, const aif_calset *facts,
		       int table, aif_diag *d);

#endif
