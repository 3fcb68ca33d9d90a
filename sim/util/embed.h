// embed.h - the data files compiled into the program (catalog, calibration,
// prelude, plot scripts), so that one binary is all a user needs.
#ifndef AIF_UTIL_EMBED_H
#define AIF_UTIL_EMBED_H

#include <stddef.h>

typedef struct aif_embed {
	const char *path; // as in the source tree: "models/catalog/gpu.lua"
	const unsigned char *data;
	size_t n; // bytes; data[n] is 0
} aif_embed;

// Fills *out with the file of that path. Returns 0 when there is none.
int aif_embed_find(const char *path, aif_embed *out);

// i-th file, sorted by path, from 0. Returns 0 past the end.
int aif_embed_at(size_t i, aif_embed *out);

#endif
