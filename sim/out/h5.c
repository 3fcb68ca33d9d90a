// h5.c - thin helpers over the HDF5 library.
//
// Files use the oldest object formats (libver "earliest"), which every reader
// knows and which carry no "open for writing" mark: a file left by a killed
// process opens.
#include "out/h5.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "out/vfd.h"

#define DEFLATE 4

void
aif_h5_quiet(void)
{
	H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

typedef struct reason {
	char text[160];
} reason;

// Walked from the innermost call outwards: its description is the cause, and
// holds the system's message when there was one.
static herr_t
first_reason(unsigned n, const H5E_error2_t *e, void *user)
{
	static const char key[] = "error message = '";
	reason *r = user;
	const char *s = e->desc ? e->desc : "", *m = strstr(s, key);
	size_t len;

	if (n > 0 && !m)
		return 0;
	if (m) {
		s = m + sizeof key - 1;
		len = strcspn(s, "'");
	} else {
		len = strcspn(s, ":");
	}
	snprintf(r->text, sizeof r->text, "%.*s", (int)(len < 150 ? len : 150), s);
	return m ? 1 : 0;
}

aif_err
aif_h5_fail(aif_diag *d, const char *path, const char *what)
{
	reason r = { "unknown reason" };

	if (errno)
		snprintf(r.text, sizeof r.text, "%s", strerror(errno));
	H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, first_reason, &r);
	H5Eclear2(H5E_DEFAULT);
	return aif_err_fail(d, AIF_EIO, "%s: %s: %s", path, what, r.text);
}

// HDF5 clears its error stack at each call: what failed is put aside while
// things are closed. Use as: rc = f(); held = hold(rc); close...; release(held).
static hid_t
hold(int rc)
{
	return rc < 0 ? H5Eget_current_stack() : -1;
}

static int
release(hid_t held)
{
	if (held < 0)
		return 0;
	H5Eset_current_stack(held);
	return -1;
}

hid_t
aif_h5_create(const char *path)
{
	hid_t fcpl = H5Pcreate(H5P_FILE_CREATE), f;
	int why;

	aif_h5_quiet();
	H5Pset_obj_track_times(fcpl, 0);
	f = aif_vfd_create(path, fcpl);
	why = errno;
	H5Pclose(fcpl);
	errno = why;
	return f;
}

int
aif_h5_flush(hid_t file)
{
	int rc = H5Fflush(file, H5F_SCOPE_GLOBAL) < 0 ? -1 : 0;

	errno = aif_vfd_errno(file);
	return errno ? -1 : rc;
}

hid_t
aif_h5_open(const char *path)
{
	aif_h5_quiet();
	return H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
}

hid_t
aif_h5_text(size_t n)
{
	hid_t t = H5Tcopy(H5T_C_S1);

	H5Tset_size(t, n ? n : 1);
	H5Tset_strpad(t, H5T_STR_NULLPAD);
	H5Tset_cset(t, H5T_CSET_UTF8);
	return t;
}

hid_t
aif_h5_group(hid_t parent, const char *name)
{
	hid_t p = H5Pcreate(H5P_GROUP_CREATE), g;

	H5Pset_obj_track_times(p, 0);
	g = H5Gcreate2(parent, name, H5P_DEFAULT, p, H5P_DEFAULT);
	H5Pclose(p);
	return g;
}

static hid_t
dataset_plist(const aif_h5_spec *s)
{
	hid_t p = H5Pcreate(H5P_DATASET_CREATE);

	H5Pset_obj_track_times(p, 0);
	if (s->chunk) {
		hsize_t chunk[2] = { s->chunk, s->rank == 2 && s->dim[1] ? s->dim[1] : 1 };

		H5Pset_chunk(p, s->rank, chunk);
		H5Pset_shuffle(p);
		H5Pset_deflate(p, DEFLATE);
	}
	return p;
}

hid_t
aif_h5_dataset(hid_t parent, const aif_h5_spec *s, const char *path, aif_diag *d)
{
	hsize_t max[2] = { s->chunk ? H5S_UNLIMITED : s->dim[0], s->dim[1] };
	hid_t space, create, access, o, held;

	if (!s->unit || !*s->unit || !s->long_name || !*s->long_name) {
		aif_err_fail(d, AIF_EINVAL, "%s: dataset '%s' has no %s", path, s->name,
			     s->unit && *s->unit ? "long_name" : "unit");
		return -1;
	}
	space = s->rank ? H5Screate_simple(s->rank, s->dim, max) : H5Screate(H5S_SCALAR);
	create = dataset_plist(s);
	access = H5Pcreate(H5P_DATASET_ACCESS);
	H5Pset_chunk_cache(access, 0, 0, 0); // whole chunks are written, so none is kept
	o = H5Dcreate2(parent, s->name, s->type, space, H5P_DEFAULT, create, access);
	held = hold(o < 0 ? -1 : 0);
	H5Pclose(access);
	H5Pclose(create);
	H5Sclose(space);
	release(held);
	if (o >= 0 && aif_h5_attr_text(o, "unit", s->unit) >= 0 &&
	    aif_h5_attr_text(o, "long_name", s->long_name) >= 0)
		return o;
	aif_h5_fail(d, path, "can not write");
	if (o >= 0)
		H5Dclose(o);
	return -1;
}

// After a failed write HDF5 stumbles over what it reads back: the first cause is
// the driver's.
static int
blame(hid_t o, int rc)
{
	hid_t file = rc < 0 ? H5Iget_file_id(o) : -1;
	int why;

	if (file < 0)
		return rc;
	why = aif_vfd_errno(file);
	H5Fclose(file);
	if (why)
		H5Eclear2(H5E_DEFAULT);
	errno = why;
	return rc;
}

int
aif_h5_write_rows(hid_t dset, hid_t mem_type, hsize_t at, hsize_t n, const void *rows)
{
	hid_t space = H5Dget_space(dset), mem, held;
	hsize_t size = 0;
	int rc;

	if (space < 0)
		return -1;
	H5Sget_simple_extent_dims(space, &size, NULL);
	if (size < at + n) {
		size = at + n;
		H5Sclose(space);
		if (H5Dset_extent(dset, &size) < 0 || (space = H5Dget_space(dset)) < 0)
			return blame(dset, -1);
	}
	mem = H5Screate_simple(1, &n, NULL);
	H5Sselect_hyperslab(space, H5S_SELECT_SET, &at, NULL, &n, NULL);
	rc = H5Dwrite(dset, mem_type, mem, space, H5P_DEFAULT, rows) < 0 ? -1 : 0;
	held = hold(rc);
	H5Sclose(mem);
	H5Sclose(space);
	return blame(dset, release(held));
}

// Writes an attribute of one value or of n, making it when it is not there.
static int
attr_write(hid_t o, const char *name, hid_t type, hsize_t n, const void *data)
{
	htri_t there = H5Aexists(o, name);
	hid_t space, a, held;

	if (there < 0)
		return -1;
	if (there) {
		a = H5Aopen(o, name, H5P_DEFAULT);
	} else {
		space = n ? H5Screate_simple(1, &n, NULL) : H5Screate(H5S_SCALAR);
		a = H5Acreate2(o, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
		held = hold(a < 0 ? -1 : 0);
		H5Sclose(space);
		release(held);
	}
	if (a < 0)
		return -1;
	held = hold(H5Awrite(a, type, data) < 0 ? -1 : 0);
	H5Aclose(a);
	return release(held);
}

int
aif_h5_attr_text(hid_t o, const char *name, const char *text)
{
	hid_t t = aif_h5_text(strlen(text));
	hid_t held = hold(attr_write(o, name, t, 0, text));

	H5Tclose(t);
	return release(held);
}

int
aif_h5_attr_texts(hid_t o, const char *name, const char *const *text, size_t n)
{
	size_t len = 1;
	char *flat;
	hid_t t, held;

	for (size_t i = 0; i < n; i++)
		len = strlen(text[i]) > len ? strlen(text[i]) : len;
	flat = calloc(n ? n : 1, len);
	if (!flat)
		return -1;
	for (size_t i = 0; i < n; i++)
		memcpy(flat + i * len, text[i], strlen(text[i]));
	t = aif_h5_text(len);
	held = hold(attr_write(o, name, t, n, flat));
	H5Tclose(t);
	free(flat);
	return release(held);
}

int
aif_h5_attr_f64(hid_t o, const char *name, double x)
{
	return attr_write(o, name, H5T_IEEE_F64LE, 0, &x);
}

int
aif_h5_attr_i64(hid_t o, const char *name, int64_t x)
{
	return attr_write(o, name, H5T_STD_I64LE, 0, &x);
}

static int
get_number(hid_t o, const char *name, hid_t type, void *out)
{
	int ok = 0;
	hid_t a, t, s;

	if (H5Aexists(o, name) <= 0 || (a = H5Aopen(o, name, H5P_DEFAULT)) < 0)
		return 0;
	t = H5Aget_type(a);
	s = H5Aget_space(a);
	if ((H5Tget_class(t) == H5T_INTEGER || H5Tget_class(t) == H5T_FLOAT) &&
	    H5Sget_simple_extent_npoints(s) == 1)
		ok = H5Aread(a, type, out) >= 0;
	H5Sclose(s);
	H5Tclose(t);
	H5Aclose(a);
	return ok;
}

int
aif_h5_get_f64(hid_t o, const char *name, double *out)
{
	return get_number(o, name, H5T_NATIVE_DOUBLE, out);
}

int
aif_h5_get_i64(hid_t o, const char *name, int64_t *out)
{
	return get_number(o, name, H5T_NATIVE_INT64, out);
}

int
aif_h5_get_text_at(hid_t o, const char *name, size_t i, char *out, size_t n)
{
	hid_t a, t, s;
	size_t len, count;
	char *all = NULL;
	int ok = 0;

	if (H5Aexists(o, name) <= 0 || (a = H5Aopen(o, name, H5P_DEFAULT)) < 0)
		return 0;
	t = H5Aget_type(a);
	s = H5Aget_space(a);
	len = H5Tget_size(t);
	count = (size_t)H5Sget_simple_extent_npoints(s);
	if (H5Tget_class(t) == H5T_STRING && !H5Tis_variable_str(t) && i < count && len < 1 << 16 &&
	    count < 1 << 12 && (all = calloc(count, len)) != NULL && H5Aread(a, t, all) >= 0) {
		snprintf(out, n, "%.*s", (int)len, all + i * len);
		ok = 1;
	}
	free(all);
	H5Sclose(s);
	H5Tclose(t);
	H5Aclose(a);
	return ok;
}

int
aif_h5_get_text(hid_t o, const char *name, char *out, size_t n)
{
	return aif_h5_get_text_at(o, name, 0, out, n);
}
