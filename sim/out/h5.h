// h5.h - the few things aifsim does with HDF5, with its rules kept.
//
// Every dataset has `unit` and `long_name`; nothing carries a time stamp; texts
// are fixed-length UTF-8, NUL-padded; data are little-endian and chunked data
// shuffled and deflated. HDF5's own error output is off: the reason of a failure
// goes into a diag. Functions that return hid_t or int say failure by < 0.
#ifndef AIF_OUT_H5_H
#define AIF_OUT_H5_H

#include <hdf5.h>

#include "util/err.h"

// Turns HDF5's printing of errors off (process-wide, as HDF5 keeps it).
void aif_h5_quiet(void);

// "path: what: reason", the reason from HDF5's error stack, which is cleared.
aif_err aif_h5_fail(aif_diag *d, const char *path, const char *what);

// A new file; what stood there is replaced. A write that fails (disk full) is
// told by aif_h5_flush, with errno set, and by nothing before: see vfd.h.
hid_t aif_h5_create(const char *path);
int aif_h5_flush(hid_t file);
hid_t aif_h5_open(const char *path); // to read

// A fixed-length text type of n >= 1 bytes. Close with H5Tclose.
hid_t aif_h5_text(size_t n);

hid_t aif_h5_group(hid_t parent, const char *name);

typedef struct aif_h5_spec {
	const char *name, *unit, *long_name; // all needed
	hid_t type;                          // type in the file
	int rank;                            // 0: scalar; 1 or 2
	hsize_t dim[2];                      // present size
	hsize_t chunk;                       // rows of a chunk; 0: fixed size, not chunked
} aif_h5_spec;

// Refuses (AIF_EINVAL in d) a dataset without unit or long_name. path: of the
// file, for messages.
hid_t aif_h5_dataset(hid_t parent, const aif_h5_spec *s, const char *path, aif_diag *d);

// Rows [at, at + n) of a chunked 1-D dataset, which grows as needed.
int aif_h5_write_rows(hid_t dset, hid_t mem_type, hsize_t at, hsize_t n, const void *rows);

// Attributes; an existing one of the same type is overwritten.
int aif_h5_attr_text(hid_t o, const char *name, const char *text);
int aif_h5_attr_texts(hid_t o, const char *name, const char *const *text, size_t n);
int aif_h5_attr_f64(hid_t o, const char *name, double x);
int aif_h5_attr_i64(hid_t o, const char *name, int64_t x);

// Reading: 0 and an untouched out when the attribute is absent or of another
// kind, else 1. Texts are cut to n - 1 bytes.
int aif_h5_get_text(hid_t o, const char *name, char *out, size_t n);
int aif_h5_get_f64(hid_t o, const char *name, double *out);
int aif_h5_get_i64(hid_t o, const char *name, int64_t *out);
// One text of an array attribute; 0 past the end.
int aif_h5_get_text_at(hid_t o, const char *name, size_t i, char *out, size_t n);

#endif
