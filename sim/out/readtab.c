// readtab.c - reads a compound dataset whole and splits it into columns.
#include "out/readtab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES ((size_t)4 << 30) // a table larger than this is not ours
#define MAX_COL   256

typedef struct member {
	char name[64];
	size_t off, size;
	int is_text;
} member;

typedef struct loader {
	hid_t dset, ftype, mtype;
	hsize_t n_row;
	int n_col;
	size_t size;
	member m[MAX_COL];
	unsigned char *rows;
} loader;

// The memory type: every number a native double, every text as in the file.
static int
plan(loader *l)
{
	int n = H5Tget_nmembers(l->ftype);

	if (n < 1 || n > MAX_COL)
		return -1;
	l->n_col = n;
	for (int i = 0; i < n; i++) {
		hid_t t = H5Tget_member_type(l->ftype, (unsigned)i);
		H5T_class_t cls = H5Tget_class(t);
		char *name = H5Tget_member_name(l->ftype, (unsigned)i);
		member *m = &l->m[i];

		snprintf(m->name, sizeof m->name, "%s", name ? name : "");
		H5free_memory(name);
		m->is_text = cls == H5T_STRING && !H5Tis_variable_str(t);
		m->size = m->is_text ? H5Tget_size(t) : sizeof(double);
		m->off = l->size;
		l->size += m->size;
		H5Tclose(t);
		if (!m->is_text && cls != H5T_INTEGER && cls != H5T_FLOAT)
			return -1;
	}
	return 0;
}

static int
read_rows(loader *l)
{
	int rc = -1;

	l->mtype = H5Tcreate(H5T_COMPOUND, l->size);
	for (int i = 0; i < l->n_col; i++) {
		hid_t t = l->m[i].is_text ? aif_h5_text(l->m[i].size) : H5Tcopy(H5T_NATIVE_DOUBLE);

		H5Tinsert(l->mtype, l->m[i].name, l->m[i].off, t);
		H5Tclose(t);
	}
	l->rows = calloc(l->n_row ? (size_t)l->n_row : 1, l->size);
	if (l->rows && (l->n_row == 0 ||
			H5Dread(l->dset, l->mtype, H5S_ALL, H5S_ALL, H5P_DEFAULT, l->rows) >= 0))
		rc = 0;
	H5Tclose(l->mtype);
	return rc;
}

static aif_err
split_column(const loader *l, int i, aif_arena *a, aif_read_col *c)
{
	const member *m = &l->m[i];
	size_t n = (size_t)l->n_row, width = m->is_text ? m->size + 1 : sizeof(double);
	unsigned char *x = aif_arena_alloc(a, n ? n * width : 1);

	if (!x)
		return AIF_ENOMEM;
	for (size_t k = 0; k < n; k++)
		memcpy(x + k * width, l->rows + k * l->size + m->off, m->size);
	c->width = width;
	if (m->is_text)
		c->text = (const char *)x;
	else
		c->x = (const double *)(const void *)x;
	return AIF_OK;
}

static aif_err
split(const loader *l, aif_arena *a, aif_read_table *out)
{
	aif_read_col *col = aif_arena_alloc(a, (size_t)l->n_col * sizeof *col);
	char text[512];

	if (!col)
		return AIF_ENOMEM;
	for (int i = 0; i < l->n_col; i++) {
		text[0] = 0;
		col[i].name = aif_arena_strdup(a, l->m[i].name);
		aif_h5_get_text_at(l->dset, "units", (size_t)i, text, sizeof text);
		col[i].unit = aif_arena_strdup(a, text);
		text[0] = 0;
		aif_h5_get_text_at(l->dset, "doc", (size_t)i, text, sizeof text);
		col[i].doc = aif_arena_strdup(a, text);
		if (!col[i].name || !col[i].unit || !col[i].doc || split_column(l, i, a, &col[i]))
			return AIF_ENOMEM;
	}
	text[0] = 0;
	aif_h5_get_text(l->dset, "long_name", text, sizeof text);
	out->doc = aif_arena_strdup(a, text);
	out->n_row = (size_t)l->n_row;
	out->n_col = l->n_col;
	out->col = col;
	return out->doc ? AIF_OK : AIF_ENOMEM;
}

aif_err
aif_readtab_load(hid_t file, const char *path, const char *name, aif_arena *a, aif_read_table *out,
		 aif_diag *d)
{
	loader *l = calloc(1, sizeof *l);
	aif_err e = AIF_OK;
	hid_t space = -1;

	if (!l)
		return aif_err_fail(d, AIF_ENOMEM, "%s: out of memory", path);
	l->ftype = -1;
	l->dset = H5Dopen2(file, name, H5P_DEFAULT);
	if (l->dset < 0 || (space = H5Dget_space(l->dset)) < 0 ||
	    (l->ftype = H5Dget_type(l->dset)) < 0)
		e = aif_h5_fail(d, path, name);
	else if (H5Tget_class(l->ftype) != H5T_COMPOUND || H5Sget_simple_extent_ndims(space) != 1 ||
		 plan(l) < 0)
		e = aif_err_fail(d, AIF_EPARSE, "%s: '%s' is not a table of numbers and texts",
				 path, name);
	if (!e) {
		H5Sget_simple_extent_dims(space, &l->n_row, NULL);
		if (l->n_row > MAX_BYTES / l->size)
			e = aif_err_fail(d, AIF_ERANGE, "%s: table '%s' is too large", path, name);
		else if (read_rows(l) < 0)
			e = aif_h5_fail(d, path, name);
		else if ((e = split(l, a, out)) != AIF_OK)
			aif_err_fail(d, e, "%s: out of memory", path);
	}
	free(l->rows);
	if (l->ftype >= 0)
		H5Tclose(l->ftype);
	if (space >= 0)
		H5Sclose(space);
	if (l->dset >= 0)
		H5Dclose(l->dset);
	free(l);
	return e;
}
