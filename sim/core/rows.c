// rows.c - pens and store of result rows.
#include "core/rows.h"

#include <stdlib.h>
#include <string.h>

typedef struct aif_rows_item {
	aif_time t_ns;
	uint64_t count;
	uint32_t src;
	int table;
	size_t off;                // of the row in the pen's data
	const unsigned char *data; // set while collecting
} aif_rows_item;

typedef struct store {
	const aif_table *table;
	unsigned char *row;
	size_t n, cap;
	size_t n_drained; // rows the writer has taken; they stay when table->keep
} store;

struct aif_rows {
	aif_space *space;
	store *s;
	int n;
};

aif_err
aif_rows_create(aif_rows **out, const aif_table *const *tables, aif_space *space)
{
	aif_rows *r = aif_space_alloc(space, sizeof *r);

	if (!r)
		return AIF_ENOMEM;
	r->space = space;
	while (tables && tables[r->n])
		r->n++;
	r->s = aif_space_alloc(space, ((size_t)r->n + 1) * sizeof *r->s);
	if (!r->s) {
		aif_space_release(space, r);
		return AIF_ENOMEM;
	}
	for (int i = 0; i < r->n; i++)
		r->s[i].table = tables[i];
	*out = r;
	return AIF_OK;
}

void
aif_rows_free(aif_rows *r)
{
	if (!r)
		return;
	for (int i = 0; i < r->n; i++)
		aif_space_release(r->space, r->s[i].row);
	aif_space_release(r->space, r->s);
	aif_space_release(r->space, r);
}

int
aif_rows_table(const aif_rows *r, const aif_table *t)
{
	for (int i = 0; i < r->n; i++)
		if (r->s[i].table == t)
			return i;
	return -1;
}

// Room for need elements of the given size. Returns 0 when memory is out.
static int
reserve(aif_space *space, void **p, size_t *cap, size_t need, size_t size)
{
	size_t want = *cap ? *cap : 64;
	void *q;

	if (need <= *cap)
		return 1;
	while (want < need)
		want *= 2;
	q = aif_space_realloc(space, *p, want * size);
	if (!q)
		return 0;
	*p = q;
	*cap = want;
	return 1;
}

aif_err
aif_rows_emit(const aif_rows *r, aif_rows_pen *pen, const aif_table *t, const void *row,
	      aif_time now, uint32_t src, uint64_t count)
{
	int table = aif_rows_table(r, t);
	void *item = pen->item;
	void *data = pen->data;

	if (table < 0)
		return AIF_EINVAL;
	if (!reserve(pen->space, &item, &pen->cap, pen->n + 1, sizeof *pen->item))
		return AIF_ENOMEM;
	pen->item = item;
	if (!reserve(pen->space, &data, &pen->cap_data, pen->n_data + t->row_size, 1))
		return AIF_ENOMEM;
	pen->data = data;
	memcpy(pen->data + pen->n_data, row, t->row_size);
	pen->item[pen->n++] = (aif_rows_item){
		.t_ns = now, .count = count, .src = src, .table = table, .off = pen->n_data
	};
	pen->n_data += t->row_size;
	return AIF_OK;
}

void
aif_rows_pen_fini(aif_rows_pen *pen)
{
	aif_space_release(pen->space, pen->item);
	aif_space_release(pen->space, pen->data);
	*pen = (aif_rows_pen){ 0 };
}

static int
by_order(const void *pa, const void *pb)
{
	const aif_rows_item *a = pa;
	const aif_rows_item *b = pb;

	if (a->table != b->table)
		return a->table < b->table ? -1 : 1;
	if (a->t_ns != b->t_ns)
		return a->t_ns < b->t_ns ? -1 : 1;
	if (a->src != b->src)
		return a->src < b->src ? -1 : 1;
	return a->count < b->count ? -1 : a->count > b->count;
}

static aif_err
append(aif_space *space, store *s, const aif_rows_item *item)
{
	void *row = s->row;
	size_t size = s->table->row_size;

	if (!reserve(space, &row, &s->cap, s->n + 1, size))
		return AIF_ENOMEM;
	s->row = row;
	memcpy(s->row + s->n++ * size, item->data + item->off, size);
	return AIF_OK;
}

aif_err
aif_rows_collect(aif_rows *r, aif_rows_pen *const *pen, size_t n_pen)
{
	aif_rows_item *all;
	aif_err err = AIF_OK;
	size_t n = 0;

	for (size_t i = 0; i < n_pen; i++)
		n += pen[i]->n;
	if (n == 0)
		return AIF_OK;
	all = malloc(n * sizeof *all);
	if (!all)
		return AIF_ENOMEM;
	n = 0;
	for (size_t i = 0; i < n_pen; i++)
		for (size_t j = 0; j < pen[i]->n; j++) {
			all[n] = pen[i]->item[j];
			all[n++].data = pen[i]->data;
		}
	qsort(all, n, sizeof *all, by_order);
	for (size_t i = 0; i < n && err == AIF_OK; i++)
		err = append(r->space, &r->s[all[i].table], &all[i]);
	free(all);
	for (size_t i = 0; i < n_pen && err == AIF_OK; i++)
		pen[i]->n = pen[i]->n_data = 0;
	return err;
}

const void *
aif_rows_fresh(const aif_rows *r, const aif_table *t, size_t *n)
{
	int i = aif_rows_table(r, t);
	const store *s = i < 0 ? NULL : &r->s[i];

	*n = s ? s->n - s->n_drained : 0;
	return *n ? s->row + s->n_drained * t->row_size : NULL;
}

const void *
aif_rows_all(const aif_rows *r, const aif_table *t, size_t *n)
{
	int i = aif_rows_table(r, t);

	*n = i < 0 ? 0 : r->s[i].n;
	return *n ? r->s[i].row : NULL;
}

void
aif_rows_drained(aif_rows *r)
{
	for (int i = 0; i < r->n; i++) {
		store *s = &r->s[i];

		if (!s->table->keep)
			s->n = 0;
		s->n_drained = s->n;
	}
}
