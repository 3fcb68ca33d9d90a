// vfd.h - a file driver for HDF5 that survives a full disk.
//
// HDF5 can not close a file whose writes fail: it is left half open and the
// process crashes at exit. This driver keeps the first failure of a write to
// itself, gives the file's room back and lets HDF5 go on into the void; the
// writer asks aif_vfd_errno after each flush.
#ifndef AIF_OUT_VFD_H
#define AIF_OUT_VFD_H

#include <hdf5.h>

// A new, empty file through the driver; < 0 when it can not be created.
hid_t aif_vfd_create(const char *path, hid_t create_plist);

// errno of the first write that failed; 0 when all went well. The file is
// void once it is not 0.
int aif_vfd_errno(hid_t file);

#endif
