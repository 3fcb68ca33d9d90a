// kgroup.h - matmuls grouped over experts: as many weights, the rows shared out.
#ifndef AIF_MODELS_KGROUP_H
#define AIF_MODELS_KGROUP_H

#include "models/kernel.h"

// Rows that are worked on: whole tiles for each of `groups`, evenly shared.
double aif_kgroup_rows(double rows, double groups);

// Time over that of one matmul [rows, k] x [k, n] in whole tiles; and where the rows are
// what is summed over, for gradients of weights [k, rows] x [rows, n]. At least 1.
double aif_kgroup_over(const aif_kernel *kn, double rows, double groups, double n, double k);
double aif_kgroup_grad_over(const aif_kernel *kn, double rows, double groups, double n, double k);

// [rows, k] in `groups` parts, each times a weight [k, n] of its own [s].
double aif_kgroup_s(const aif_kernel *kn, const double shape[4], aif_kernel_dtype t,
		    aif_kernel_mark *mark);

#endif
