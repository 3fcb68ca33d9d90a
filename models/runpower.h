// runpower.h - power over the course of a training run: steps, evaluations, waits.
//
// A run alternates between blocks of training steps and evaluations, each at the
// power of its phase (models/step.h). A step ends at low power, while pipelines drain,
// gradients are exchanged and weights updated: bins of about a step see it once, not at all,
// or twice. Every evaluation begins with a pause in which GPUs wait; the run may wait once.
#ifndef AIF_MODELS_RUNPOWER_H
#define AIF_MODELS_RUNPOWER_H

#include "util/err.h"

typedef struct aif_runpower_in {
	double seqs;           // sequences trained in all
	double first, every;   // sequences before the first evaluation, between others; 0: none
	double seq_s, train_w; // time of a sequence (a step over its batch); power meanwhile
	double step_seqs;      // sequences of a step; 0: power is flat
	double low_s, low_w;   // end of each step; the rest draws what makes up the mean
	double eval_s, eval_w; // an evaluation
	double pause_s;        // before every one, at wait_w
	double wait_s, wait_w; // once, before the first evaluation
} aif_runpower_in;

// Of the means over bins of bin_s, the last one cut short.
typedef struct aif_runpower {
	double run_s, mean_w, p5_w, p95_w, least_w, most_w, energy_j;
	double train_s, eval_s; // in all
	int evals;
} aif_runpower;

// Errors: AIF_EINVAL (no sequences or no bin), AIF_ENOMEM.
aif_err aif_runpower_of(const aif_runpower_in *in, double bin_s, aif_runpower *out, aif_diag *d);

// The same statistics of readings x[n], each the mean over bin_s; x is put in order.
void aif_runpower_stat(double *x, int n, double bin_s, aif_runpower *out);

#endif
