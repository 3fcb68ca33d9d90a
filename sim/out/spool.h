// spool.h - what a run gave its result, flush by flush, so that it can be given again.
//
// A result file can not be continued byte for byte once it was closed. A run that may be
// resumed therefore notes the bins and rows of each flush; resumed, it gives them to a
// new file in the same portions and goes on. Rows are noted as they lie in memory: they
// may point into the run's space, which a snapshot brings back at the same addresses.
#ifndef AIF_OUT_SPOOL_H
#define AIF_OUT_SPOOL_H

#include "core/sim.h"

typedef struct aif_spool aif_spool;

// A new spool at path, or the first `bytes` of one that is there; sims[n] are borrowed.
// Errors: AIF_EIO, AIF_ENOMEM; AIF_EINVAL when the file is shorter than that.
aif_err aif_spool_create(aif_spool **out, const char *path, aif_sim *const *sims, int n,
			 aif_diag *d);
aif_err aif_spool_open(aif_spool **out, const char *path, uint64_t bytes, aif_sim *const *sims,
		       int n, aif_diag *d);
void aif_spool_close(aif_spool *p); // NULL is fine

// Notes all that the sims have for the next flush. Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_spool_put(aif_spool *p, aif_diag *d);
// Everything noted is on disk. Errors: AIF_EIO.
aif_err aif_spool_sync(aif_spool *p, aif_diag *d);
uint64_t aif_spool_bytes(const aif_spool *p);

// Brings back the next flush: *more = 0 when there is none, new ones may then be put.
// Errors: AIF_EIO, AIF_ENOMEM.
aif_err aif_spool_get(aif_spool *p, int *more, aif_diag *d);
// Parts of it, by sim and its i-th series or table; valid until the next get.
aif_time aif_spool_now(const aif_spool *p, int sim);
const double *aif_spool_series(const aif_spool *p, int sim, uint32_t i, size_t *n);
const void *aif_spool_rows(const aif_spool *p, int sim, int table, size_t *n);

#endif
