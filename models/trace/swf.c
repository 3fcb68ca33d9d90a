// swf.c - the Standard Workload Format of the Parallel Workloads Archive.
//
// 18 numbers per line, -1 where unknown; ';' begins a comment, of which
// UnixStartTime is read. Processors stand for GPUs: the allocated ones, or the
// requested where the log lacks them.
// Source: Feitelson, "The Standard Workload Format", v2.2 (parallelworkloads).
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/trace/jobs.h"
#include "models/trace/trace.h"
#include "util/lines.h"

enum {
	JOB,
	SUBMIT,
	WAIT,
	RUN,
	PROCS,
	CPU_TIME,
	MEMORY,
	REQ_PROCS,
	REQ_TIME,
	REQ_MEMORY,
	STATUS,
	USER,
	GROUP,
	APP,
	QUEUE,
	PARTITION,
	BEFORE,
	THINK,
	N_FIELD
};

static const char *const field_name[N_FIELD] = {
	"job",
	"submit time",
	"wait time",
	"run time",
	"allocated processors",
	"average CPU time",
	"used memory",
	"requested processors",
	"requested time",
	"requested memory",
	"status",
	"user",
	"group",
	"application",
	"queue",
	"partition",
	"preceding job",
	"think time",
};

typedef struct swf {
	aif_jobs jobs;
	int64_t start_unix_s;
	char text[1024]; // the line, cut into cells
	const char *cell[N_FIELD + 1];
} swf;

static void
take_comment(swf *s, const aif_line *line)
{
	static const char key[] = "UnixStartTime:";
	char text[64];
	size_t n = line->n < sizeof text - 1 ? line->n : sizeof text - 1;
	const char *p;
	long long t;

	memcpy(text, line->text, n);
	text[n] = '\0';
	p = strstr(text, key);
	t = p ? strtoll(p + strlen(key), NULL, 10) : -1;
	// What is no date between 1970 and 5138 is a slip in a comment: unknown.
	if (t > 0 && t < 100000000000)
		s->start_unix_s = t;
}

// Cuts the line at white space; the number of cells, at most N_FIELD + 1.
static int
cut(swf *s)
{
	int n = 0;

	for (char *p = s->text + strspn(s->text, " \t"); *p && n <= N_FIELD;
	     p += strspn(p, " \t")) {
		s->cell[n++] = p;
		p += strcspn(p, " \t");
		if (*p)
			*p++ = '\0';
	}
	return n;
}

static aif_err
take_job(swf *s, const aif_csv_row *row, aif_diag *d)
{
	double f[N_FIELD], v[AIF_JOBS_N];
	aif_err err;

	for (int i = 0; i < N_FIELD; i++) {
		err = aif_csv_num(row, i, 0, "a number, -1 where unknown", &f[i], d);
		if (!err && f[i] < 0 && f[i] != -1)
			err = aif_csv_fail(row, i, "is negative", "-1 where unknown", d);
		if (err)
			return err;
	}
	if (f[SUBMIT] < 0)
		return aif_csv_fail(row, SUBMIT, "is not a time", "seconds", d);
	err = aif_collect_time(&s->jobs.g, row, SUBMIT, &v[AIF_JOBS_SUBMIT], d);
	if (err)
		return err;
	v[AIF_JOBS_GPUS] = f[PROCS] > 0 ? f[PROCS] : f[REQ_PROCS];
	// 0 s and -1 are both how logs write a job that did not run.
	v[AIF_JOBS_DURATION] = f[RUN] > 0 ? f[RUN] : NAN;
	v[AIF_JOBS_START] = f[WAIT] >= 0 ? v[AIF_JOBS_SUBMIT] + f[WAIT] : NAN;
	v[AIF_JOBS_ESTIMATE] = f[REQ_TIME] > 0 ? f[REQ_TIME] : NAN;
	v[AIF_JOBS_QUEUE] = v[AIF_JOBS_USER] = NAN;
	if (f[QUEUE] >= 0)
		err = aif_jobs_word(&s->jobs, AIF_JOBS_QUEUE, row->cell[QUEUE], &v[AIF_JOBS_QUEUE],
				    d);
	if (!err && f[USER] >= 0)
		err = aif_jobs_word(&s->jobs, AIF_JOBS_USER, row->cell[USER], &v[AIF_JOBS_USER], d);
	if (err)
		return err;
	return aif_jobs_put(&s->jobs, v, d);
}

static aif_err
take_line(void *user, const aif_line *line, aif_diag *d)
{
	swf *s = user;
	aif_csv_row row = { .path = line->path, .line = line->no, .cell = s->cell };
	size_t skip = 0;
	int n;

	while (skip < line->n && (line->text[skip] == ' ' || line->text[skip] == '\t'))
		skip++;
	if (skip == line->n)
		return AIF_OK;
	if (line->text[skip] == ';') {
		take_comment(s, line);
		return AIF_OK;
	}
	if (line->n >= sizeof s->text)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: the line is too long for 18 numbers", line->path,
				    line->no);
	memcpy(s->text, line->text, line->n);
	s->text[line->n] = '\0';
	n = cut(s);
	if (n != N_FIELD)
		return aif_err_fail(d, AIF_EPARSE, "%.200s:%ld: %s%d field%s, expected 18",
				    line->path, line->no, n > N_FIELD ? "more than " : "",
				    n > N_FIELD ? N_FIELD : n, n == 1 ? "" : "s");
	row.n_cell = row.n_name = N_FIELD;
	row.name = field_name;
	return take_job(s, &row, d);
}

static aif_err
load_swf(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	swf *s = calloc(1, sizeof *s);
	aif_frame *f;
	aif_err err;

	(void)map;
	if (!s)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	aif_jobs_begin(&s->jobs);
	err = aif_lines_read(path, 0, take_line, s, d);
	err = aif_jobs_end(&s->jobs, err, "swf", path, a, &f, d);
	if (!err) {
		f->start_unix_s = s->start_unix_s ? s->start_unix_s + s->jobs.g.base_s : 0;
		*out = f;
	}
	free(s);
	return err;
}

const aif_importer aif_importer_swf = {
	.name = "swf",
	.yields = "jobs",
	.doc =
	    "Standard Workload Format of the Parallel Workloads Archive, 18 fields: submit, wait, "
	    "run and requested time [s], processors (read as GPUs), queue, user. Jobs that did "
	    "not run or had no processors are left out.",
	.load = load_swf,
};
