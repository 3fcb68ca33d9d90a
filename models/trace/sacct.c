// sacct.c - Slurm's accounting: sacct --parsable2 with a header row.
//
// Cells between '|'. JobID, Submit, Start, AllocTRES (or ReqTRES) and one of
// ElapsedRaw, Elapsed, End are read; Timelimit, Partition, User where they are there.
// Steps ("12.batch", "12.0") are passed over: the job's own row holds its GPUs.
// Source: Slurm sacct(1), fields and formats of time.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/trace/jobs.h"
#include "models/trace/trace.h"

typedef struct sacct {
	aif_jobs jobs;
	int id, submit, start, end, elapsed, raw, alloc, req, limit, partition, user;
	int mapped;
} sacct;

static aif_err
map_columns(sacct *s, const aif_csv_row *row, aif_diag *d)
{
	aif_err err;

	s->end = aif_csv_col(row, "End");
	s->elapsed = aif_csv_col(row, "Elapsed");
	s->raw = aif_csv_col(row, "ElapsedRaw");
	s->alloc = aif_csv_col(row, "AllocTRES");
	s->req = aif_csv_col(row, "ReqTRES");
	s->limit = aif_csv_col(row, "Timelimit");
	s->partition = aif_csv_col(row, "Partition");
	s->user = aif_csv_col(row, "User");
	if ((err = aif_collect_need(row, "JobID", &s->id, d)) ||
	    (err = aif_collect_need(row, "Submit", &s->submit, d)) ||
	    (err = aif_collect_need(row, "Start", &s->start, d)))
		return err;
	if (s->alloc < 0 && s->req < 0)
		return aif_collect_need(row, "AllocTRES", &s->alloc, d);
	if (s->end < 0 && s->elapsed < 0 && s->raw < 0)
		return aif_collect_need(row, "Elapsed", &s->elapsed, d);
	s->mapped = 1;
	return AIF_OK;
}

// GPUs in "billing=8,cpu=64,gres/gpu=8,gres/gpu:h100=8,node=1": the count without a
// type, else the sum over types. -1 when malformed.
static double
tres_gpus(const char *tres)
{
	double total = -1, typed = 0, x;

	for (const char *p = tres; *p;) {
		size_t n = strcspn(p, ",");
		const char *eq = memchr(p, '=', n);

		if (strncmp(p, "gres/gpu", 8) == 0) {
			char *end;

			if (!eq)
				return -1;
			x = strtod(eq + 1, &end);
			if (end == eq + 1 || end != p + n || !(x >= 0 && x < 1e7))
				return -1;
			if (p[8] == '=')
				total = x;
			else
				typed += x;
		}
		p += n + (p[n] == ',');
	}
	return total >= 0 ? total : typed;
}

// "[D-]HH:MM:SS", "MM:SS" or "MM:SS.mmm" to seconds; NaN for "UNLIMITED" and what
// else is no limit. Returns 0 when malformed.
static int
clock_span(const char *text, double *out)
{
	double days = 0, v = 0, x;
	const char *p = text;
	char *end;
	int n = 0;

	*out = NAN;
	if (aif_collect_absent(text) || strcmp(text, "UNLIMITED") == 0 ||
	    strcmp(text, "Partition_Limit") == 0 || strcmp(text, "INVALID") == 0)
		return 1;
	if (strchr(p, '-')) {
		days = strtod(p, &end);
		if (end == p || *end != '-')
			return 0;
		p = end + 1;
	}
	for (;; n++) {
		if (*p < '0' || *p > '9')
			return 0;
		x = strtod(p, &end);
		v = v * 60 + x;
		if (*end == '\0')
			break;
		if (*end != ':' || n == 2)
			return 0;
		p = end + 1;
	}
	if (n == 0 || !(days >= 0 && days < 1e6 && v < 1e11))
		return 0;
	*out = days * 86400 + v;
	return 1;
}

static aif_err
span_cell(const aif_csv_row *row, int i, double *out, aif_diag *d)
{
	if (clock_span(row->cell[i], out))
		return AIF_OK;
	return aif_csv_fail(row, i, "is not a span of time", "[D-]HH:MM:SS", d);
}

static aif_err
duration_cell(sacct *s, const aif_csv_row *row, double start, double *out, aif_diag *d)
{
	double end;
	aif_err err;

	*out = NAN;
	if (isnan(start))
		return AIF_OK; // never ran
	if (s->raw >= 0)
		return aif_jobs_span(row, s->raw, out, d);
	if (s->elapsed >= 0)
		return span_cell(row, s->elapsed, out, d);
	if (aif_collect_absent(row->cell[s->end]))
		return AIF_OK;
	err = aif_collect_time(&s->jobs.g, row, s->end, &end, d);
	if (!err && end < start)
		err = aif_csv_fail(row, s->end, "is before the start", "an end after it", d);
	if (!err)
		*out = end - start;
	return err;
}

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	sacct *s = user;
	double v[AIF_JOBS_N];
	int tres;
	aif_err err;

	for (int c = 0; c < AIF_JOBS_N; c++)
		v[c] = NAN;
	if (!s->mapped && (err = map_columns(s, row, d)))
		return err;
	if (strchr(row->cell[s->id], '.'))
		return AIF_OK; // a step
	tres = s->alloc >= 0 && (row->cell[s->alloc][0] || s->req < 0) ? s->alloc : s->req;
	v[AIF_JOBS_GPUS] = tres_gpus(row->cell[tres]);
	if (v[AIF_JOBS_GPUS] < 0)
		return aif_csv_fail(row, tres, "holds no count of GPUs", "gres/gpu=N", d);
	if ((err = aif_collect_time(&s->jobs.g, row, s->submit, &v[AIF_JOBS_SUBMIT], d)) ||
	    (err = aif_jobs_start(&s->jobs, row, s->start, v[AIF_JOBS_SUBMIT], &v[AIF_JOBS_START],
				  d)) ||
	    (err = duration_cell(s, row, v[AIF_JOBS_START], &v[AIF_JOBS_DURATION], d)) ||
	    (s->limit >= 0 && (err = span_cell(row, s->limit, &v[AIF_JOBS_ESTIMATE], d))) ||
	    (s->partition >= 0 &&
	     (err = aif_jobs_word(&s->jobs, AIF_JOBS_QUEUE, row->cell[s->partition],
				  &v[AIF_JOBS_QUEUE], d))) ||
	    (s->user >= 0 && (err = aif_jobs_word(&s->jobs, AIF_JOBS_USER, row->cell[s->user],
						  &v[AIF_JOBS_USER], d))))
		return err;
	return aif_jobs_put(&s->jobs, v, d);
}

static aif_err
load_sacct(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_csv_opt bars = { .sep = '|' };
	sacct s = { .mapped = 0 };
	aif_err err;

	(void)map;
	aif_jobs_begin(&s.jobs);
	err = aif_csv_read(path, &bars, take_row, &s, d);
	return aif_jobs_end(&s.jobs, err, "sacct", path, a, out, d);
}

const aif_importer aif_importer_sacct = {
	.name = "sacct",
	.yields = "jobs",
	.doc = "Slurm accounting, `sacct --parsable2 --format=JobID,Submit,Start,End,ElapsedRaw,"
	       "AllocTRES,Timelimit,Partition,User`: GPUs from gres/gpu of AllocTRES (else "
	       "ReqTRES), times local, Partition read as queue, Timelimit as estimate. Steps and "
	       "jobs without GPUs are left out.",
	.load = load_sacct,
};
