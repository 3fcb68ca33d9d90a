// kernel_in.h - what the files of kernel times share: kernel.c makes it, kbatch.c and
// kwatt.c answer from it.
#ifndef AIF_MODELS_KERNEL_IN_H
#define AIF_MODELS_KERNEL_IN_H

#include "models/callaw.h"

enum { AIF_KERNEL_TABLES = AIF_KSPEC_COLL }; // collectives: coll.c

struct aif_kernel {
	aif_hw_gpu gpu;
	aif_kroof own;               // of this GPU
	aif_calset ref;              // of the one that was measured
	int tables;                  // has it any?
	const aif_kroof *gemm_of;    // of who was measured, of the set that the matmuls come from
	double quant8, quant4;       // of the set that the matmuls come from
	int same[AIF_KERNEL_TABLES]; // does the roofline agree with that of who was measured?
	aif_ktable t[AIF_KERNEL_TABLES];
	const aif_callaw *law[AIF_KERNEL_TABLES];    // of the set that has the table, or NULL
	aif_callaw_block *beyond[AIF_KERNEL_TABLES]; // per block
	const aif_callaw *power;                     // of a set of this GPU's own, or NULL
	const aif_ktable_sub *copy; // plain reading and writing; NULL: not measured
};

// exp of the block's ratio at x, marked; 1 without a block. detour: the block is
// not that of the type or width asked for.
double aif_kernel_ratio(const aif_kernel *k, int table, const aif_ktable_sub *s, const double x[3],
			int detour, aif_kernel_mark *mark);

#endif
