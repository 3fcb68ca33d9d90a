// kgroup.c - grouped matmuls from plain ones.
//
// A group is a matmul with few rows; one launch covers all. The times of the parts
// over that of the whole come from the measured matmuls of 2-byte types, which hold no
// quantization, less the launch of each.
//
// Source: whole tiles of 128 rows as in CUTLASS's grouped kernels.
#include "models/kgroup.h"

#include <math.h>

static const double tile = 128;

// A matmul [m, k] x [k, n] split in `parts` along m (or k) over one of its whole.
static double
split(const aif_kernel *kn, const double whole[3], const double part[3], double parts)
{
	double a = aif_kernel_gemm_s(kn, whole[0], whole[1], whole[2], AIF_DT_BF16, NULL);
	double b = aif_kernel_gemm_s(kn, part[0], part[1], part[2], AIF_DT_BF16, NULL);

	return fmax(1, parts * (b - aif_kernel_floor_s(kn)) / a);
}

double
aif_kgroup_rows(double rows, double groups)
{
	return groups * tile * ceil(rows / groups / tile - 1e-9);
}

double
aif_kgroup_over(const aif_kernel *kn, double rows, double groups, double n, double k)
{
	double all = aif_kgroup_rows(rows, groups);

	return split(kn, (double[]){ all, n, k }, (double[]){ all / groups, n, k }, groups);
}

double
aif_kgroup_grad_over(const aif_kernel *kn, double rows, double groups, double n, double k)
{
	return split(kn, (double[]){ k, n, rows }, (double[]){ k, n, rows / groups }, groups);
}

double
aif_kgroup_s(const aif_kernel *kn, const double shape[4], aif_kernel_dtype t, aif_kernel_mark *mark)
{
	double rows = shape[0], groups = shape[1], n = shape[2], k = shape[3];

	aif_kernel_mark_join(mark, AIF_HOW_EXTRAPOLATED, 0.15);
	return aif_kgroup_over(kn, rows, groups, n, k) *
	       aif_kernel_gemm_s(kn, aif_kgroup_rows(rows, groups), n, k, t, mark);
}
