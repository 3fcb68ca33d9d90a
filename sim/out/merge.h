// merge.h - one file of the parts of a sweep.
#ifndef AIF_OUT_MERGE_H
#define AIF_OUT_MERGE_H

#include "out/sweepfile.h"

typedef struct aif_merge_end {
	int n_point, n_replica, n_part, n_missing;
} aif_merge_end;

// Writes path from all parts in the folders dir[n]; a part that is there twice counts once.
// The bytes depend on the sweep alone. Errors: AIF_ENOENT (no parts, or some missing: none
// is written), AIF_EINVAL (of different sweeps), AIF_EIO, AIF_EPARSE, AIF_ENOMEM.
aif_err aif_merge_write(const char *const *dir, int n, const char *path, aif_merge_end *end,
			aif_diag *d);

#endif
