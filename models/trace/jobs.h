// jobs.h - what every importer of a job trace shares.
//
// A job frame has submit_s, duration_s, gpus, and where the source has them
// start_s (measured), estimate_s (what the user asked for), queue and user (text).
// Rows are in order of submission; times count from the first one. Rows that
// asked for no GPU or never ran are left out and counted in the note.
#ifndef AIF_TRACE_JOBS_H
#define AIF_TRACE_JOBS_H

#include "models/trace/collect.h"

enum {
	AIF_JOBS_SUBMIT,
	AIF_JOBS_DURATION,
	AIF_JOBS_GPUS,
	AIF_JOBS_START,
	AIF_JOBS_ESTIMATE,
	AIF_JOBS_QUEUE,
	AIF_JOBS_USER,
	AIF_JOBS_N
};

typedef struct aif_jobs {
	aif_collect g;
	long n_no_gpu, n_not_run;
} aif_jobs;

void aif_jobs_begin(aif_jobs *j);

// Adds a job: v[AIF_JOBS_N], NaN where unknown. duration NaN: it never ran.
// Errors: AIF_ENOMEM.
aif_err aif_jobs_put(aif_jobs *j, const double *v, aif_diag *d);

// Sorts, makes the frame unless err is set, releases j. Returns err or its own.
aif_err aif_jobs_end(aif_jobs *j, aif_err err, const char *what, const char *path, aif_arena *a,
		     aif_frame **out, aif_diag *d);

// Cells as values of a job, with the checks that all formats need.
aif_err aif_jobs_gpus(const aif_csv_row *row, int i, double *out, aif_diag *d);
aif_err aif_jobs_span(const aif_csv_row *row, int i, double *out, aif_diag *d); // NaN: absent
aif_err aif_jobs_start(aif_jobs *j, const aif_csv_row *row, int i, double submit, double *out,
		       aif_diag *d); // NaN: absent
// The code of a text cell in column c.
aif_err aif_jobs_word(aif_jobs *j, int c, const char *cell, double *out, aif_diag *d);

// Names of a file's columns; NULL where the format has none. A measured start is
// either a time (start) or a span after submission (wait); without duration the
// span from start to end counts.
typedef struct aif_jobs_spec {
	const char *what;
	const char *submit, *start, *wait, *duration, *end, *gpus, *queue, *user, *estimate;
} aif_jobs_spec;

aif_err aif_jobs_read(const char *path, const aif_jobs_spec *spec, aif_arena *a, aif_frame **out,
		      aif_diag *d);

#endif
