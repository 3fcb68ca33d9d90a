// calset.h - a calibration set: the tables of one measured GPU, and the roofline
// that their ratios stand on.
//
// A set is a folder of CSV files: one of models/calib/ that is compiled into the
// program ("h100_sxm"), or one on disk, known by a slash in its name
// ("calib/mine", "./mine"). set.csv holds its facts; each table is a file of the
// same name in both. So a user's own measurements need no rebuilding.
#ifndef AIF_MODELS_CALSET_H
#define AIF_MODELS_CALSET_H

#include "models/kroof.h"
#include "util/csv.h"

enum { AIF_CALSET_PATH = 1024 };

typedef struct aif_calset {
	aif_kroof roof;
	double sms;                   // multiprocessors; 0: not known
	double tdp_w;                 // power limit while measured
	double quant8, quant4;        // see aif_kernel_quant_s
	double wire_bytes_s, alpha_s; // scale-up links, one direction; shortest collective
	char base[AIF_CALSET_PATH];   // the set that has the tables this one lacks; "": none
} aif_calset;

// Reads set.csv; what it does not say is 0. Errors: AIF_EREFUSED (no such set), AIF_EPARSE.
aif_err aif_calset_open(aif_calset *out, const char *set, aif_diag *d);

// Rows of the set's file `table` (without ".csv"). Errors: AIF_ENOENT with d as it
// was (the set has no such table), those of aif_csv_read.
aif_err aif_calset_rows(const char *set, const char *table, aif_csv_fn *fn, void *user,
			aif_diag *d);

// Where that file is, for messages.
void aif_calset_path(const char *set, const char *table, char *out, size_t n);

#endif
