// calibrate.h - what import, fit and show of `aifsim calibrate` share.
#ifndef AIF_CLI_CALIBRATE_H
#define AIF_CLI_CALIBRATE_H

#include <stdio.h>

#include "util/err.h"

int aif_calibrate_import(int argc, char **argv);
int aif_calibrate_fit(int argc, char **argv);
int aif_calibrate_show(int argc, char **argv);

// The name of a set as the library takes it: a folder on disk that holds set.csv gets
// a slash ("mine" -> "./mine"), a set of the program or a GPU's set stays as it is.
// Errors: AIF_ENOENT with d filled.
aif_err aif_calibrate_set(const char *word, char *out, size_t n, aif_diag *d);

// Fits the laws of the set in a folder and leaves them there as fit.csv; without
// anything to fit there is none. Errors: those of aif_calfits_of and of writing.
aif_err aif_calibrate_laws(const char *dir, aif_diag *d);

// A text file written whole: into memory, then beside its name, then moved there.
typedef struct aif_calibrate_file {
	FILE *f;
	char *text;
	size_t n;
	char name[64];
} aif_calibrate_file;
aif_err aif_calibrate_open(aif_calibrate_file *x, const char *name, aif_diag *d);
// Writes dir/name of all n files, making dir; frees their texts in any case.
aif_err aif_calibrate_save(aif_calibrate_file *x, int n, const char *dir, aif_diag *d);

#endif
