// readtab.h - a compound dataset as columns.
#ifndef AIF_OUT_READTAB_H
#define AIF_OUT_READTAB_H

#include "out/h5.h"
#include "out/read.h"
#include "util/arena.h"

// Reads dataset `name` of file into *out, all memory from a. Errors: AIF_EPARSE,
// AIF_EIO, AIF_ENOMEM.
aif_err aif_readtab_load(hid_t file, const char *path, const char *name, aif_arena *a,
			 aif_read_table *out, aif_diag *d);

#endif
