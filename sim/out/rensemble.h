// rensemble.h - /ensemble: metrics over replicas.
#ifndef AIF_OUT_RENSEMBLE_H
#define AIF_OUT_RENSEMBLE_H

#include "out/h5.h"
#include "out/result.h"

aif_err aif_rensemble_write(hid_t file, const aif_result_ensemble *e, const char *path,
			    aif_diag *d);

#endif
