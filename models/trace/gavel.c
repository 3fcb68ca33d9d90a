// gavel.c - job traces of Gavel and its successors, as Shockwave writes them.
//
// Tab-separated without header, 12 cells: job type, command, directory, argument,
// needs data, steps, GPUs, batch mode, priority, SLO, duration [s], arrival [s].
// Source: uw-mad-dash/shockwave, scheduler/traces/reproduce.
#include <math.h>

#include "models/trace/jobs.h"
#include "models/trace/trace.h"

enum { TYPE = 0, GPUS = 6, DURATION = 10, ARRIVAL = 11, N_CELL = 12 };

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	aif_jobs *j = user;
	double v[AIF_JOBS_N];
	aif_err err;

	if (row->n_cell != N_CELL)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: %d cells, expected 12 between tabs (without "
				    "durations there is nothing to replay)",
				    row->path, row->line, row->n_cell);
	for (int c = 0; c < AIF_JOBS_N; c++)
		v[c] = NAN;
	if ((err = aif_collect_time(&j->g, row, ARRIVAL, &v[AIF_JOBS_SUBMIT], d)) ||
	    (err = aif_jobs_gpus(row, GPUS, &v[AIF_JOBS_GPUS], d)) ||
	    (err = aif_jobs_span(row, DURATION, &v[AIF_JOBS_DURATION], d)) ||
	    (err = aif_jobs_word(j, AIF_JOBS_QUEUE, row->cell[TYPE], &v[AIF_JOBS_QUEUE], d)))
		return err;
	return aif_jobs_put(j, v, d);
}

static aif_err
load_gavel(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_csv_opt tabs = { .sep = '\t', .no_header = 1 };
	aif_jobs j;
	aif_err err;

	(void)map;
	aif_jobs_begin(&j);
	err = aif_csv_read(path, &tabs, take_row, &j, d);
	return aif_jobs_end(&j, err, "gavel", path, a, out, d);
}

const aif_importer aif_importer_gavel = {
	.name = "gavel",
	.yields = "jobs",
	.doc =
	    "Gavel/Shockwave job trace: 12 cells between tabs, no header: job type (read as "
	    "queue), command, directory, argument, needs data, steps, GPUs, mode, priority, SLO, "
	    "duration [s], arrival [s].",
	.load = load_gavel,
};
