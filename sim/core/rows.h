// rows.h - rows of the result tables on their way from handlers to the writer.
//
// Each partition emits into its own pen without locks; at a barrier the pens are
// emptied into one store, in the total order (time, entity, entity's count), so
// that the file does not depend on partitions or threads.
#ifndef AIF_CORE_ROWS_H
#define AIF_CORE_ROWS_H

#include "core/table.h"
#include "core/time.h"
#include "util/err.h"
#include "util/space.h"

typedef struct aif_rows aif_rows;

// Where one partition's rows wait. Zero-initialise but for the space;
// aif_rows_pen_fini frees.
typedef struct aif_rows_pen {
	aif_space *space;
	struct aif_rows_item *item;
	size_t n, cap;
	unsigned char *data;
	size_t n_data, cap_data;
} aif_rows_pen;

aif_err aif_rows_create(aif_rows **out, const aif_table *const *tables, aif_space *space);
void aif_rows_free(aif_rows *r);

// Index of the table, or -1 when it is not registered.
int aif_rows_table(const aif_rows *r, const aif_table *t);

// Adds a row. Errors: AIF_ENOMEM, AIF_EINVAL (table not registered).
aif_err aif_rows_emit(const aif_rows *r, aif_rows_pen *pen, const aif_table *t, const void *row,
		      aif_time now, uint32_t src, uint64_t count);
void aif_rows_pen_fini(aif_rows_pen *pen);

// Empties the pens into the store. Errors: AIF_ENOMEM.
aif_err aif_rows_collect(aif_rows *r, aif_rows_pen *const *pen, size_t n_pen);

// Collected rows not yet drained; all rows of a kept table.
const void *aif_rows_fresh(const aif_rows *r, const aif_table *t, size_t *n);
const void *aif_rows_all(const aif_rows *r, const aif_table *t, size_t *n);
void aif_rows_drained(aif_rows *r);

#endif
