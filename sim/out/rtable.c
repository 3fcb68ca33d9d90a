// rtable.c - packing rows of a run into a compound dataset.
//
// The unfinished chunk stays in memory and is written again when it has grown,
// so every chunk in the file is whole except the last.
#include "out/rtable.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_BYTES 16384
#define CHUNK_LEAST 32

struct aif_rtable {
	const aif_table *t;
	const char *path;
	aif_rtable_width w;
	size_t size;  // bytes of a packed row
	size_t chunk; // rows of a chunk
	size_t n;     // rows in buf
	hsize_t done; // rows in whole chunks in the file
	int dirty;    // buf holds rows that the file has not
	unsigned char *buf;
	hid_t type, dset;
};

static size_t
col_size(const aif_rtable *r, const aif_col *c)
{
	switch (c->type) {
	case AIF_COL_TEXT:
		return c->len;
	case AIF_COL_NAME:
		return r->w.entity;
	case AIF_COL_I32:
		return 4;
	default:
		return 8;
	}
}

static hid_t
col_type(const aif_rtable *r, const aif_col *c)
{
	switch (c->type) {
	case AIF_COL_F64:
		return H5Tcopy(H5T_IEEE_F64LE);
	case AIF_COL_I64:
		return H5Tcopy(H5T_STD_I64LE);
	case AIF_COL_I32:
		return H5Tcopy(H5T_STD_I32LE);
	default:
		return aif_h5_text(col_size(r, c));
	}
}

static hid_t
row_type(const aif_rtable *r)
{
	hid_t type = H5Tcreate(H5T_COMPOUND, r->size), t = aif_h5_text(r->w.strategy);
	size_t off = r->w.strategy;

	H5Tinsert(type, "strategy", 0, t);
	H5Tclose(t);
	for (const aif_col *c = r->t->cols; c->name; off += col_size(r, c), c++) {
		t = col_type(r, c);
		H5Tinsert(type, c->name, off, t);
		H5Tclose(t);
	}
	return type;
}

// Attributes `units` and `doc`: one text per column.
static int
describe(const aif_rtable *r)
{
	const char *units[64] = { "" },
		   *doc[64] = { "Strategy (variant) of the scenario that the row belongs to." };
	size_t n = 1;

	for (const aif_col *c = r->t->cols; c->name && n < 64; c++, n++) {
		units[n] = c->unit ? c->unit : "";
		doc[n] = c->doc ? c->doc : "";
	}
	return aif_h5_attr_texts(r->dset, "units", units, n) < 0 ||
		       aif_h5_attr_texts(r->dset, "doc", doc, n) < 0
		   ? -1
		   : 0;
}

aif_err
aif_rtable_create(aif_rtable **out, hid_t parent, const aif_table *t, aif_rtable_width w,
		  const char *path, aif_diag *d)
{
	aif_rtable *r = calloc(1, sizeof *r);
	aif_h5_spec spec = { .name = t->name, .unit = "per column: attribute units", .rank = 1 };

	if (!r)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	r->t = t;
	r->path = path;
	r->w.strategy = w.strategy ? w.strategy : 1;
	r->w.entity = w.entity ? w.entity : 1;
	r->size = r->w.strategy;
	for (const aif_col *c = t->cols; c->name; c++)
		r->size += col_size(r, c);
	r->chunk = CHUNK_BYTES / r->size > CHUNK_LEAST ? CHUNK_BYTES / r->size : CHUNK_LEAST;
	r->dset = -1;
	r->type = row_type(r);
	spec.long_name = t->doc;
	spec.type = r->type;
	spec.chunk = r->chunk;
	r->buf = calloc(r->chunk, r->size);
	if (!r->buf)
		aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	else
		r->dset = aif_h5_dataset(parent, &spec, path, d);
	if (r->dset >= 0 && describe(r) < 0)
		aif_h5_fail(d, path, "can not write");
	else if (r->dset >= 0) {
		*out = r;
		return AIF_OK;
	}
	aif_rtable_free(r);
	return d ? d->code : AIF_EIO;
}

void
aif_rtable_free(aif_rtable *r)
{
	if (!r)
		return;
	if (r->dset >= 0)
		H5Dclose(r->dset);
	H5Tclose(r->type);
	free(r->buf);
	free(r);
}

static void
put_text(unsigned char *to, size_t width, const char *s, size_t limit)
{
	size_t n = 0;

	while (n < width && n < limit && s[n])
		n++;
	memcpy(to, s, n);
	memset(to + n, 0, width - n);
}

static void
pack_row(const aif_rtable *r, const aif_sim *s, const unsigned char *row, unsigned char *to)
{
	put_text(to, r->w.strategy, aif_sim_options(s)->label, SIZE_MAX);
	to += r->w.strategy;
	for (const aif_col *c = r->t->cols; c->name; to += col_size(r, c), c++) {
		uint32_t id;

		switch (c->type) {
		case AIF_COL_TEXT:
			put_text(to, c->len, (const char *)row + c->off, c->len);
			break;
		case AIF_COL_NAME:
			memcpy(&id, row + c->off, sizeof id);
			put_text(to, r->w.entity, id < aif_sim_n(s) ? aif_sim_name(s, id) : "",
				 SIZE_MAX);
			break;
		default:
			memcpy(to, row + c->off, col_size(r, c));
		}
	}
}

static aif_err
write_chunk(aif_rtable *r, aif_diag *d)
{
	if (!r->dirty)
		return AIF_OK;
	if (aif_h5_write_rows(r->dset, r->type, r->done, r->n, r->buf) < 0)
		return aif_h5_fail(d, r->path, "can not write");
	r->dirty = 0;
	if (r->n == r->chunk) {
		r->done += r->n;
		r->n = 0;
	}
	return AIF_OK;
}

aif_err
aif_rtable_add(aif_rtable *r, const aif_sim *s, const void *rows, size_t n, aif_diag *d)
{
	const unsigned char *row = rows;

	for (size_t i = 0; i < n; i++, row += r->t->row_size) {
		pack_row(r, s, row, r->buf + r->n * r->size);
		r->n++;
		r->dirty = 1;
		if (r->n == r->chunk && write_chunk(r, d))
			return AIF_EIO;
	}
	return AIF_OK;
}

aif_err
aif_rtable_flush(aif_rtable *r, aif_diag *d)
{
	return write_chunk(r, d);
}
