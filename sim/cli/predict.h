// predict.h - one row in, one prediction out: what the kinds of `aifsim predict` share.
//
// cmd_predict.c reads the table, writes it back with the answer's columns and
// keeps the statistics; each kind has one function that answers a row.
#ifndef AIF_CLI_PREDICT_H
#define AIF_CLI_PREDICT_H

#include <stdio.h>

#include "core/sim.h"
#include "lua/scenario.h"
#include "models/coll.h"
#include "models/kernel.h"
#include "models/step.h"
#include "models/xfmr.h"
#include "util/csv.h"

enum { AIF_PREDICT_OF = 3, AIF_PREDICT_COLS = 20, AIF_PREDICT_GPUS = 64 };

// What every row may use.
typedef struct aif_predict {
	aif_arena *arena;
	aif_sim *catalog; // holds every entry of the built-in catalog
	struct aif_predict_gpu {
		const aif_hw_gpu *gpu; // the catalog's
		aif_kernel *kernel;    // made at first use; NULL before
		aif_coll *coll;
	} gpu[AIF_PREDICT_GPUS];
	int n_gpu;
	// 1: parts with 4-bit units do without their own tables and sustained rate, on those
	// of the architecture before.
	int transfer;
	const char *calib;   // folder of sets that come before the program's; NULL: none
	aif_xfmr_llm *added; // of --model
	int n_added;
} aif_predict;

// The answer to a row.
typedef struct aif_predict_ans {
	double x[AIF_PREDICT_COLS];         // in the order of the kind's columns; NaN: empty
	const char *text[AIF_PREDICT_COLS]; // instead of the number where not NULL
	double predicted, measured;         // compared quantity; measured NaN: none
	struct {
		double predicted, measured;
	} of[AIF_PREDICT_OF]; // each quantity of the kind, where it has several
	aif_kernel_mark mark;
	const char *note; // how blanks of the row were filled; may be NULL
} aif_predict_ans;

// Answers one row. AIF_EREFUSED with the reason in d: no honest answer. Any other
// error: the table is malformed.
typedef aif_err aif_predict_fn(aif_predict *p, const aif_csv_row *r, aif_predict_ans *out,
			       aif_diag *d);

typedef struct aif_predict_kind {
	const char *name;
	const char *cols; // "step_s,tokens_per_s_per_gpu,..."
	aif_predict_fn *row;
	const char *of[AIF_PREDICT_OF]; // what is summed up apart; NULL: one line for all
} aif_predict_kind;

extern const aif_predict_kind aif_predict_train, aif_predict_serve, aif_predict_coll,
    aif_predict_kernel;

// Loads the built-in catalog: p zeroed before; p->arena, p->catalog and *sc are the
// caller's to free, also after an error. Errors: those of aif_scenario_load.
aif_err aif_predict_open(aif_predict *p, aif_scenario **sc, aif_diag *d);

// A cell by column name: text ("" when absent), number (def when absent or empty).
const char *aif_predict_text(const aif_csv_row *r, const char *col);
aif_err aif_predict_num(const aif_csv_row *r, const char *col, double def, double *out,
			aif_diag *d);

// The catalog's GPU of that name, or that of the rack of that name; NULL.
const aif_hw_gpu *aif_predict_hw(const aif_predict *p, const char *name);

// The GPU of that catalog name with its kernels and collectives. AIF_EREFUSED
// when there is none.
aif_err aif_predict_gpu(aif_predict *p, const char *name, const aif_kernel **k, const aif_coll **c,
			aif_diag *d);

// The language model of that name or alias, or NULL.
const aif_xfmr_llm *aif_predict_llm(const aif_predict *p, const char *name);

// The language model of a row: `model` of the catalog or of --model, overlaid with the
// dimensions in the row. AIF_EREFUSED: neither.
aif_err aif_predict_dims(const aif_predict *p, const aif_csv_row *r, aif_xfmr_llm *m, aif_diag *d);

// The model and the step that a row of a training table states; *m is in->llm. AIF_EREFUSED
// when what is stated can not be answered.
aif_err aif_predict_train_in(aif_predict *p, const aif_csv_row *r, aif_xfmr_llm *m, aif_step_in *in,
			     aif_diag *d);

// What runs the step of a row: columns `stack`, `attention`, `elementwise`, `tp_overlap`,
// `dp_overlap`, `grad_bytes`, `cuda_graphs`, `token_drop`; the usual of `framework` where
// they are blank. After precision and layout. AIF_EREFUSED: a word that is none.
aif_err aif_predict_stack(const aif_csv_row *r, aif_step_in *in, aif_diag *d);

// The `top` fastest layouts of a row, a line each. AIF_EREFUSED: none, d says why.
void aif_predict_search_head(FILE *f);
aif_err aif_predict_search(aif_predict *p, const aif_csv_row *r, int top, FILE *f, aif_diag *d);

// Dimensions from a Hugging Face config.json. Errors: AIF_ENOENT, AIF_EPARSE.
aif_err aif_hfconfig_read(const char *path, aif_arena *a, aif_xfmr_llm *out, aif_diag *d);

#endif
