// calwrite.h - a calibration set's files: the facts of set.csv, tables, loads, logs.
#ifndef AIF_MODELS_CALWRITE_H
#define AIF_MODELS_CALWRITE_H

#include "models/calgrid.h"

enum { AIF_CALWRITE_FACTS = 96 };

// What set.csv says, and from where.
typedef struct aif_calwrite_facts {
	aif_calset set;
	int n;
	struct {
		const char *name, *unit;
		double value;
		char text[96]; // instead of the value where not ""
		char source[160];
	} row[AIF_CALWRITE_FACTS];
} aif_calwrite_facts;

// The roofline of what was measured: matmul ceilings, bandwidths and power limit of the
// catalog's entry where there is one (gpu may be NULL), else the best that was measured;
// shortest kernel and collective, streaming rate and single figures as measured.
// base: the set that has the tables this one lacks, or "". Errors: AIF_EREFUSED (not
// known and not measured: names what).
aif_err aif_calwrite_facts_of(aif_calwrite_facts *out, const aif_calrun *r, const aif_hw_gpu *gpu,
			      const char *base, aif_diag *d);

// Adds what the times of quantized matmuls hold besides the matmul (aif_kernel_quant_s), where
// the table of matmuls shows it.
void aif_calwrite_quant(aif_calwrite_facts *x, const aif_calgrid *gemm);

// The files. name: of the set.
void aif_calwrite_set(const aif_calwrite_facts *x, const aif_calrun *r, const char *name, FILE *f);
void aif_calwrite_table(const aif_calgrid *g, const aif_calrun *r, const char *name, FILE *f);
void aif_calwrite_loads(const aif_calrun *r, const char *name, FILE *f);
void aif_calwrite_log(const aif_calrun *r, const char *name, FILE *f);

#endif
