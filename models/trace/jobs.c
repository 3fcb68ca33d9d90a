// jobs.c - a job trace with a header row, whatever its columns are called.
#include "models/trace/jobs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void
aif_jobs_begin(aif_jobs *j)
{
	static const aif_collect_col col[AIF_JOBS_N] = {
		{ "submit_s", "s", 0 }, { "duration_s", "s", 0 }, { "gpus", "1", 0 },
		{ "start_s", "s", 0 },  { "estimate_s", "s", 0 }, { "queue", "1", 1 },
		{ "user", "1", 1 },
	};

	*j = (aif_jobs){ 0 };
	for (int c = 0; c < AIF_JOBS_N; c++)
		aif_collect_column(&j->g, col[c].name, col[c].unit, col[c].is_text);
}

aif_err
aif_jobs_put(aif_jobs *j, const double *v, aif_diag *d)
{
	double *x;

	if (!(v[AIF_JOBS_GPUS] > 0)) {
		j->n_no_gpu++;
		return AIF_OK;
	}
	if (isnan(v[AIF_JOBS_DURATION])) {
		j->n_not_run++;
		return AIF_OK;
	}
	x = aif_collect_row(&j->g);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory for the rows of a trace");
	memcpy(x, v, AIF_JOBS_N * sizeof *x);
	return AIF_OK;
}

aif_err
aif_jobs_end(aif_jobs *j, aif_err err, const char *what, const char *path, aif_arena *a,
	     aif_frame **out, aif_diag *d)
{
	static const int also[] = { AIF_JOBS_START };
	char note[160];
	aif_frame *f;

	if (!err && j->g.n == 0)
		err = aif_err_fail(d, AIF_EPARSE,
				   "%.200s: no jobs (%ld rows without GPUs, %ld that never ran)",
				   path, j->n_no_gpu, j->n_not_run);
	if (!err && !aif_collect_sort(&j->g, AIF_JOBS_SUBMIT))
		err = aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	if (!err) {
		aif_collect_rebase(&j->g, AIF_JOBS_SUBMIT, also, 1);
		err = aif_collect_frame(&j->g, what, path, a, &f, d);
	}
	if (!err) {
		snprintf(note, sizeof note,
			 "%zu jobs; left out: %ld rows without GPUs, %ld that never ran", j->g.n,
			 j->n_no_gpu, j->n_not_run);
		f->note = aif_arena_strdup(a, note);
		if (f->note)
			*out = f;
		else
			err = aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	}
	aif_collect_fini(&j->g);
	return err;
}

// --- cells -----------------------------------------------------------------------

aif_err
aif_jobs_gpus(const aif_csv_row *row, int i, double *out, aif_diag *d)
{
	double x;
	aif_err err;

	if (aif_collect_absent(row->cell[i])) {
		*out = 0;
		return AIF_OK;
	}
	err = aif_csv_num(row, i, 0, "a number of GPUs", &x, d);
	if (!err && (x < 0 || x > 1e7))
		err = aif_csv_fail(row, i, "is out of range", "a number of GPUs", d);
	if (!err)
		*out = x;
	return err;
}

aif_err
aif_jobs_span(const aif_csv_row *row, int i, double *out, aif_diag *d)
{
	double x = NAN;
	aif_err err = AIF_OK;

	if (!aif_collect_absent(row->cell[i])) {
		err = aif_csv_num(row, i, 0, "seconds", &x, d);
		if (!err && x < 0)
			err = aif_csv_fail(row, i, "is negative", "seconds", d);
	}
	if (!err)
		*out = x;
	return err;
}

aif_err
aif_jobs_start(aif_jobs *j, const aif_csv_row *row, int i, double submit, double *out, aif_diag *d)
{
	double x = NAN;
	aif_err err = AIF_OK;

	if (!aif_collect_absent(row->cell[i])) {
		err = aif_collect_time(&j->g, row, i, &x, d);
		// Clocks of different machines may differ by a second.
		if (!err && x < submit - 1)
			err =
			    aif_csv_fail(row, i, "is before the submission", "a start after it", d);
		x = fmax(x, submit);
	}
	if (!err)
		*out = x;
	return err;
}

aif_err
aif_jobs_word(aif_jobs *j, int c, const char *cell, double *out, aif_diag *d)
{
	int code = aif_collect_word(&j->g, c, cell);

	if (code < 0)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory for the words of a trace");
	*out = code;
	return AIF_OK;
}

// --- tables with a header --------------------------------------------------------

typedef struct table {
	const aif_jobs_spec *spec;
	aif_jobs jobs;
	int submit, start, wait, duration, end, gpus, queue, user, estimate; // columns, -1 none
	int mapped;
} table;

static aif_err
map_columns(table *t, const aif_csv_row *row, aif_diag *d)
{
	const aif_jobs_spec *s = t->spec;
	struct {
		const char *name;
		int *at;
	} want[] = {
		{ s->submit, &t->submit },     { s->start, &t->start },
		{ s->wait, &t->wait },         { s->duration, &t->duration },
		{ s->end, &t->end },           { s->gpus, &t->gpus },
		{ s->queue, &t->queue },       { s->user, &t->user },
		{ s->estimate, &t->estimate },
	};

	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		*want[i].at = -1;
		if (want[i].name && aif_collect_need(row, want[i].name, want[i].at, d))
			return AIF_EPARSE;
	}
	t->mapped = 1;
	return AIF_OK;
}

// Measured start: a time, or the submission plus a wait.
static aif_err
start_cell(table *t, const aif_csv_row *row, double submit, double *out, aif_diag *d)
{
	double wait = NAN;
	aif_err err;

	if (t->start >= 0)
		return aif_jobs_start(&t->jobs, row, t->start, submit, out, d);
	if (t->wait < 0)
		return AIF_OK;
	err = aif_jobs_span(row, t->wait, &wait, d);
	if (!err)
		*out = submit + wait;
	return err;
}

static aif_err
duration_cell(table *t, const aif_csv_row *row, double start, double *out, aif_diag *d)
{
	double end = NAN;
	aif_err err;

	if (t->duration >= 0)
		return aif_jobs_span(row, t->duration, out, d);
	if (isnan(start) || aif_collect_absent(row->cell[t->end]))
		return AIF_OK; // never ran, or had not ended
	err = aif_collect_time(&t->jobs.g, row, t->end, &end, d);
	if (!err && end < start)
		err = aif_csv_fail(row, t->end, "is before the start", "an end after it", d);
	if (!err)
		*out = end - start;
	return err;
}

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	table *t = user;
	double v[AIF_JOBS_N];
	aif_err err;

	for (int c = 0; c < AIF_JOBS_N; c++)
		v[c] = NAN;
	if (!t->mapped && (err = map_columns(t, row, d)))
		return err;
	if ((err = aif_collect_time(&t->jobs.g, row, t->submit, &v[AIF_JOBS_SUBMIT], d)) ||
	    (err = aif_jobs_gpus(row, t->gpus, &v[AIF_JOBS_GPUS], d)) ||
	    (err = start_cell(t, row, v[AIF_JOBS_SUBMIT], &v[AIF_JOBS_START], d)) ||
	    (err = duration_cell(t, row, v[AIF_JOBS_START], &v[AIF_JOBS_DURATION], d)) ||
	    (t->estimate >= 0 &&
	     (err = aif_jobs_span(row, t->estimate, &v[AIF_JOBS_ESTIMATE], d))) ||
	    (t->queue >= 0 && (err = aif_jobs_word(&t->jobs, AIF_JOBS_QUEUE, row->cell[t->queue],
						   &v[AIF_JOBS_QUEUE], d))) ||
	    (t->user >= 0 && (err = aif_jobs_word(&t->jobs, AIF_JOBS_USER, row->cell[t->user],
						  &v[AIF_JOBS_USER], d))))
		return err;
	return aif_jobs_put(&t->jobs, v, d);
}

aif_err
aif_jobs_read(const char *path, const aif_jobs_spec *spec, aif_arena *a, aif_frame **out,
	      aif_diag *d)
{
	table t = { .spec = spec };
	aif_err err;

	aif_jobs_begin(&t.jobs);
	err = aif_csv_read(path, NULL, take_row, &t, d);
	return aif_jobs_end(&t.jobs, err, spec->what, path, a, out, d);
}
