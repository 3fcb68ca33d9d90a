// readens.h - /ensemble of a result.
#ifndef AIF_OUT_READENS_H
#define AIF_OUT_READENS_H

#include "out/h5.h"
#include "out/read.h"
#include "util/arena.h"

// Reads the quantiles into *out, memory from a. Returns 0 when the file has none
// of the expected shape.
int aif_readens_load(hid_t file, aif_arena *a, aif_read_ensemble *out);

// Index of a column of the quantiles, or -1.
int aif_readens_column(const char *name);

#endif
