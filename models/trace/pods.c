// pods.c - Alibaba's traces: GPU pods of 2023 and PAI tasks of 2020.
//
// Both clusters share GPUs between containers, so `gpus` may be a fraction.
#include <math.h>

#include "models/trace/jobs.h"
#include "models/trace/trace.h"

enum { POD_NUM, POD_MILLI, POD_QOS, POD_CREATED, POD_DELETED, POD_SCHEDULED, POD_N };

typedef struct pods {
	aif_jobs jobs;
	int at[POD_N];
	int mapped;
} pods;

static aif_err
map_pods(pods *p, const aif_csv_row *row, aif_diag *d)
{
	static const char *const name[POD_N] = {
		"num_gpu", "gpu_milli", "qos", "creation_time", "deletion_time", "scheduled_time"
	};

	for (int i = 0; i < POD_N; i++)
		if (aif_collect_need(row, name[i], &p->at[i], d))
			return AIF_EPARSE;
	p->mapped = 1;
	return AIF_OK;
}

static aif_err
take_pod(void *user, const aif_csv_row *row, aif_diag *d)
{
	pods *p = user;
	double v[AIF_JOBS_N], milli, end = NAN;
	const int *at = p->at;
	aif_err err;

	for (int c = 0; c < AIF_JOBS_N; c++)
		v[c] = NAN;
	if (!p->mapped && (err = map_pods(p, row, d)))
		return err;
	if ((err = aif_jobs_gpus(row, at[POD_NUM], &v[AIF_JOBS_GPUS], d)) ||
	    (err = aif_csv_num(row, at[POD_MILLI], 0, "thousandths of a GPU", &milli, d)) ||
	    (err = aif_collect_time(&p->jobs.g, row, at[POD_CREATED], &v[AIF_JOBS_SUBMIT], d)) ||
	    (err = aif_jobs_start(&p->jobs, row, at[POD_SCHEDULED], v[AIF_JOBS_SUBMIT],
				  &v[AIF_JOBS_START], d)) ||
	    (err = aif_jobs_word(&p->jobs, AIF_JOBS_QUEUE, row->cell[at[POD_QOS]],
				 &v[AIF_JOBS_QUEUE], d)))
		return err;
	if (milli < 0 || milli > 1000)
		return aif_csv_fail(row, at[POD_MILLI], "is out of range", "0 to 1000", d);
	v[AIF_JOBS_GPUS] *= milli / 1000;
	if (!isnan(v[AIF_JOBS_START]) && !aif_collect_absent(row->cell[at[POD_DELETED]])) {
		err = aif_collect_time(&p->jobs.g, row, at[POD_DELETED], &end, d);
		if (!err && end < v[AIF_JOBS_START])
			err = aif_csv_fail(row, at[POD_DELETED], "is before the start",
					   "an end after it", d);
		if (err)
			return err;
		v[AIF_JOBS_DURATION] = end - v[AIF_JOBS_START];
	}
	return aif_jobs_put(&p->jobs, v, d);
}

static aif_err
load_2023(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	pods p = { .mapped = 0 };
	aif_err err;

	(void)map;
	aif_jobs_begin(&p.jobs);
	err = aif_csv_read(path, NULL, take_pod, &p, d);
	return aif_jobs_end(&p.jobs, err, "alibaba2023", path, a, out, d);
}

const aif_importer aif_importer_alibaba2023 = {
	.name = "alibaba2023",
	.yields = "jobs",
	.doc =
	    "Alibaba cluster-trace-gpu-v2023 (openb_pod_list_*.csv): num_gpu and gpu_milli (their "
	    "product is gpus, which may be a fraction), qos (read as queue), creation_time, "
	    "scheduled_time, deletion_time [s]. Pods without GPUs or never scheduled are left "
	    "out.",
	.load = load_2023,
};

// Columns of pai_task_table.csv, which has no header row.
enum {
	TASK_JOB,
	TASK_NAME,
	TASK_INST,
	TASK_STATUS,
	TASK_START,
	TASK_END,
	TASK_CPU,
	TASK_MEM,
	TASK_GPU,
	TASK_TYPE,
	TASK_N
};

static aif_err
take_task(void *user, const aif_csv_row *row, aif_diag *d)
{
	aif_jobs *j = user;
	double v[AIF_JOBS_N], inst, percent, end;
	aif_err err;

	if (row->n_cell != TASK_N)
		return aif_err_fail(d, AIF_EPARSE,
				    "%.200s:%ld: %d cells, expected 10 as in pai_task_table",
				    row->path, row->line, row->n_cell);
	for (int c = 0; c < AIF_JOBS_N; c++)
		v[c] = NAN;
	v[AIF_JOBS_GPUS] = 0;
	if (aif_collect_absent(row->cell[TASK_GPU]))
		return aif_jobs_put(j, v, d);
	if ((err = aif_csv_num(row, TASK_INST, 0, "a number of instances", &inst, d)) ||
	    (err = aif_csv_num(row, TASK_GPU, 0, "percent of a GPU", &percent, d)))
		return err;
	if (inst < 0 || inst > 1e7)
		return aif_csv_fail(row, TASK_INST, "is out of range", "a number of instances", d);
	if (percent < 0 || percent > 1e5)
		return aif_csv_fail(row, TASK_GPU, "is out of range", "percent of a GPU", d);
	v[AIF_JOBS_GPUS] = inst * percent / 100;
	if (aif_collect_absent(row->cell[TASK_START]) || aif_collect_absent(row->cell[TASK_END]))
		return aif_jobs_put(j, v, d);
	if ((err = aif_collect_time(&j->g, row, TASK_START, &v[AIF_JOBS_SUBMIT], d)) ||
	    (err = aif_collect_time(&j->g, row, TASK_END, &end, d)) ||
	    (err = aif_jobs_word(j, AIF_JOBS_QUEUE, row->cell[TASK_TYPE], &v[AIF_JOBS_QUEUE], d)))
		return err;
	if (end < v[AIF_JOBS_SUBMIT])
		return aif_csv_fail(row, TASK_END, "is before the start", "an end after it", d);
	v[AIF_JOBS_DURATION] = end - v[AIF_JOBS_SUBMIT];
	return aif_jobs_put(j, v, d);
}

static aif_err
load_2020(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_csv_opt bare = { .no_header = 1 };
	aif_jobs j;
	aif_err err;

	(void)map;
	aif_jobs_begin(&j);
	err = aif_csv_read(path, &bare, take_task, &j, d);
	return aif_jobs_end(&j, err, "alibaba2020", path, a, out, d);
}

const aif_importer aif_importer_alibaba2020 = {
	.name = "alibaba2020",
	.yields = "jobs",
	.doc = "Alibaba PAI cluster-trace-gpu-v2020, pai_task_table.csv (no header): inst_num x "
	       "plan_gpu percent (gpus, which may be a fraction), start_time and end_time [s], "
	       "gpu_type (read as queue). The table has starts alone: they stand for submissions.",
	.load = load_2020,
};
