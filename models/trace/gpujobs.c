// gpujobs.c - published traces of GPU clusters that are one table of jobs.
#include "models/trace/jobs.h"
#include "models/trace/trace.h"

static aif_err
load_philly(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_jobs_spec spec = { .what = "philly",
					    .submit = "timestamp",
					    .duration = "duration",
					    .gpus = "num_gpus",
					    .queue = "cluster" };

	(void)map;
	return aif_jobs_read(path, &spec, a, out, d);
}

const aif_importer aif_importer_philly = {
	.name = "philly",
	.yields = "jobs",
	.doc = "Microsoft Philly in the extract of the Pollux authors (petuum/adaptdl, "
	       "simulator/traces/philly.csv): timestamp (submission, local time), duration [s], "
	       "num_gpus, cluster (virtual cluster, read as queue). No measured starts.",
	.load = load_philly,
};

static aif_err
load_helios(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_jobs_spec spec = { .what = "helios",
					    .submit = "submit_time",
					    .start = "start_time",
					    .duration = "duration",
					    .gpus = "gpu_num",
					    .queue = "vc",
					    .user = "user" };

	(void)map;
	return aif_jobs_read(path, &spec, a, out, d);
}

const aif_importer aif_importer_helios = {
	.name = "helios",
	.yields = "jobs",
	.doc = "SenseTime Helios (S-Lab-System-Group/HeliosData, cluster_log.csv): submit_time, "
	       "start_time (local time), duration [s], gpu_num, vc (read as queue), user. Jobs "
	       "without GPUs are left out.",
	.load = load_helios,
};

static aif_err
load_acme(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_jobs_spec spec = { .what = "acme",
					    .submit = "submit_time",
					    .start = "start_time",
					    .duration = "duration",
					    .gpus = "gpu_num",
					    .queue = "type",
					    .user = "user" };

	(void)map;
	return aif_jobs_read(path, &spec, a, out, d);
}

const aif_importer aif_importer_acme = {
	.name = "acme",
	.yields = "jobs",
	.doc =
	    "Shanghai AI Laboratory Acme (InternLM/AcmeTrace, trace_seren.csv, trace_kalos.csv): "
	    "submit_time, start_time (ISO 8601), duration [s], gpu_num, type (kind of work, read "
	    "as queue), user. Jobs without GPUs are left out.",
	.load = load_acme,
};
