// rfile.h - the result file's names and its way to its final one.
#ifndef AIF_OUT_RFILE_H
#define AIF_OUT_RFILE_H

#include "util/err.h"

// Copies of the final name and of the temporary one beside it; free both.
// Errors: AIF_EIO when the folder is not there or not writable.
aif_err aif_rfile_names(const char *path, char **final, char **tmp, aif_diag *d);

// Brings tmp to disk and renames it. On failure tmp is removed.
aif_err aif_rfile_settle(const char *tmp, const char *path, aif_diag *d);

#endif
