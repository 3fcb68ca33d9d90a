// sweepread.h - reads /sweep back.
#ifndef AIF_OUT_SWEEPREAD_H
#define AIF_OUT_SWEEPREAD_H

#include "out/sweepfile.h"

// Errors: AIF_EIO, AIF_EPARSE (no sweep), AIF_ENOMEM. Memory from a.
aif_err aif_sweepread_load(aif_sweepfile *out, const char *path, aif_arena *a, aif_diag *d);

// The digest alone, of a complete file, into out[65]; 0 when path holds no sweep.
int aif_sweepread_digest(const char *path, char out[65]);

#endif
