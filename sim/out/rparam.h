// rparam.h - /scenario: the source text, its digest, every resolved parameter.
#ifndef AIF_OUT_RPARAM_H
#define AIF_OUT_RPARAM_H

#include "out/h5.h"
#include "out/result.h"

// Writes the group /scenario into file. path: of the file, for messages.
aif_err aif_rparam_write(hid_t file, const aif_result_info *info, aif_sim *const *sims, int n,
			 const char *path, aif_diag *d);

#endif
