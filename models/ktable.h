// ktable.h - a compact table of measured times on up to three axes.
//
// A CSV of models/calib/: some key columns, up to two numeric row axes, then one
// column per point of the last axis, in microseconds, empty where nothing was
// measured. It is kept as ln(time / roofline) and interpolated linearly in ln of the size,
// or as time linearly in the size along axes where work is proportional to it, by
// leave-one-out error (tests/valid/test_kernel_scale.c, models/calib/README.md).
#ifndef AIF_MODELS_KTABLE_H
#define AIF_MODELS_KTABLE_H

#include <stdint.h>

#include "util/arena.h"
#include "util/err.h"

enum { AIF_KTABLE_KEYS = 8 };

struct aif_ktable_sub;
// Roofline [s] of the point x[3] of a block.
typedef double aif_ktable_roof(const void *user, const struct aif_ktable_sub *s, const double x[3]);

// One block of rows with the same key.
typedef struct aif_ktable_sub {
	const char *key[AIF_KTABLE_KEYS]; // words of the key columns
	double num[AIF_KTABLE_KEYS];      // the same as numbers, 0 where they are words
	int64_t id;                       // for the user: set after loading
	int n[3];                         // points of each axis, >= 1
	double *x[3];                     // ascending; {1} for an axis that is not there
	double *ln[3];                    // ln x
	double *v;     // [n0][n1][n2]: seconds once loaded, ln ratio after _ratio
	uint8_t *held; // 1: measured, 0: filled from its neighbours
	aif_ktable_roof *roof;
	const void *user;
	unsigned linear; // bits of the axes along which time, not ln ratio, is interpolated
	double rough[3]; // mean |ln ratio - chord| over the product of the distances
} aif_ktable_sub;

typedef struct aif_ktable {
	int n_sub, n_key, n_axis;
	aif_ktable_sub *sub;
} aif_ktable;

// Reads the table `name` of a calibration set: n_key key columns, n_axis (0..2) row
// axes, the rest columns. Rows with the same key stand together. Errors: AIF_ENOENT
// with d as it was (the set has none), AIF_EPARSE, AIF_ENOMEM.
aif_err aif_ktable_load(aif_ktable *out, aif_arena *a, const char *set, const char *name, int n_key,
			int n_axis, aif_diag *d);

// Divides by a roofline [s] and takes the logarithm; fills what was not measured from
// its neighbours (_without), and where it has none on both sides with the nearest along
// the last axis, then along the others. user must outlive the block. linear: bits of
// the axes along which time goes straight.
void aif_ktable_ratio(aif_ktable_sub *s, aif_ktable_roof *roof, const void *user, unsigned linear);

// ln ratio at x. *outside (may be NULL): how far beyond the measured grid, as the
// sum over axes of |ln(x / edge)|; at least 0.01 where a corner was filled.
double aif_ktable_at(const aif_ktable_sub *s, const double x[3], double *outside);

// ln ratio of cell [i][j][k] from the measured cells other than it: between its two
// neighbours along each axis that has them on both sides, the axes weighted by how near
// they are and how smooth the block runs along them. NaN: on no axis both sides.
double aif_ktable_without(const aif_ktable_sub *s, int i, int j, int k);

// The block with that id, or NULL.
const aif_ktable_sub *aif_ktable_find(const aif_ktable *t, int64_t id);

#endif
