// rtable.h - one compound table of the result file, filled as rows are emitted.
//
// A file row is: strategy, then the columns of the aif_table in order, packed;
// entity ids become names. Rows gather in memory to whole chunks.
#ifndef AIF_OUT_RTABLE_H
#define AIF_OUT_RTABLE_H

#include "core/sim.h"
#include "out/h5.h"

typedef struct aif_rtable aif_rtable;

// Widths of the two text columns that the run decides.
typedef struct aif_rtable_width {
	size_t strategy, entity;
} aif_rtable_width;

// path: of the file, for messages; borrowed.
aif_err aif_rtable_create(aif_rtable **out, hid_t parent, const aif_table *t, aif_rtable_width w,
			  const char *path, aif_diag *d);

// n rows as emitted by s. Writes whole chunks as they fill.
aif_err aif_rtable_add(aif_rtable *r, const aif_sim *s, const void *rows, size_t n, aif_diag *d);

// Also writes the last, unfinished chunk; more rows may follow.
aif_err aif_rtable_flush(aif_rtable *r, aif_diag *d);

void aif_rtable_free(aif_rtable *r); // NULL is fine

#endif
