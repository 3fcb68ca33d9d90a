// space.h - memory that can be saved and brought back at the same addresses.
//
// Everything of a run that a snapshot must hold is taken from one space: a reserved
// range of addresses that grows from its base. Saved and loaded by the same program
// (linked to a fixed address), every pointer into the space and into the program's own
// tables still holds. With space = NULL the functions are calloc, realloc and free, so
// that whoever does not want snapshots pays nothing. Thread-safe.
#ifndef AIF_UTIL_SPACE_H
#define AIF_UTIL_SPACE_H

#include <stddef.h>

#include "util/err.h"

typedef struct aif_space aif_space;

// Reserves a range. One space at a time in a process. Errors: AIF_ENOMEM when the
// addresses can not be had.
aif_err aif_space_create(aif_space **out);
// Gives the whole range back, with all that was taken from it. NULL is fine.
void aif_space_free(aif_space *s);

// n zeroed bytes, at multiples of 64 (s NULL: of 16). NULL when memory is out.
void *aif_space_alloc(aif_space *s, size_t n);
// p (NULL: none) with room for n bytes; what is new is not zeroed. NULL when memory is
// out, p then stays.
void *aif_space_realloc(aif_space *s, void *p, size_t n);
void aif_space_release(aif_space *s, void *p); // NULL is fine

// Where those who load a space begin to look; NULL at first.
void aif_space_set_root(aif_space *s, void *root);
void *aif_space_root(const aif_space *s);

// Writes the space to path, replacing it whole or not at all. Nobody may use it
// meanwhile. Errors: AIF_EIO.
aif_err aif_space_save(aif_space *s, const char *path, aif_diag *d);

// Brings a saved space back. Errors: AIF_EIO, AIF_ENOMEM; AIF_EINVAL when path is none, is
// cut short, or was made by another build of the program.
aif_err aif_space_load(aif_space **out, const char *path, aif_diag *d);

#endif
