// mapped.c - any CSV with a header row: the scenario says which column is what.
#include <stdlib.h>
#include <string.h>

#include "models/trace/jobs.h"
#include "models/trace/requests.h"
#include "models/trace/trace.h"

static const char *const job_keys[] = { "submit", "gpus",  "duration", "start",   "wait",
					"end",    "queue", "user",     "estimate" };
static const char *const request_keys[] = { "arrival", "isl", "osl", "model" };

enum {
	N_JOB_KEY = sizeof job_keys / sizeof *job_keys,
	N_REQUEST_KEY = sizeof request_keys / sizeof *request_keys,
	N_KEY = N_JOB_KEY + N_REQUEST_KEY
};

// The column that each key names, NULL for none: job keys, then request keys.
typedef struct keys {
	const char *column[N_KEY];
} keys;

static int
key_index(const char *word)
{
	for (int i = 0; i < N_KEY; i++)
		if (strcmp(word, i < N_JOB_KEY ? job_keys[i] : request_keys[i - N_JOB_KEY]) == 0)
			return i;
	return -1;
}

// Cuts text, a copy of the map, into pairs.
static aif_err
parse_map(char *text, keys *k, aif_diag *d)
{
	const char *all[N_KEY];
	int i;

	for (char *p = text, *next; p; p = next) {
		char *comma = strchr(p, ','), *eq;

		next = comma ? comma + 1 : NULL;
		if (comma)
			*comma = '\0';
		eq = strchr(p, '=');
		if (!eq || eq[1] == '\0')
			return aif_err_fail(d, AIF_EINVAL,
					    "map: '%.40s' is no pair (expected KEY=COLUMN)", p);
		*eq = '\0';
		i = key_index(p);
		if (i < 0) {
			const char *near;

			memcpy(all, job_keys, sizeof job_keys);
			memcpy(all + N_JOB_KEY, request_keys, sizeof request_keys);
			near = aif_err_nearest(p, all, N_KEY);
			return aif_err_fail(d, AIF_EINVAL, "map: unknown key '%.40s'%s%s%s", p,
					    near ? " (did you mean '" : "", near ? near : "",
					    near ? "'?)" : "");
		}
		k->column[i] = eq + 1;
	}
	return AIF_OK;
}

static aif_err
load_jobs(const char *path, const keys *k, aif_arena *a, aif_frame **out, aif_diag *d)
{
	aif_jobs_spec spec = { .what = "csv",
			       .submit = k->column[0],
			       .gpus = k->column[1],
			       .duration = k->column[2],
			       .start = k->column[3],
			       .wait = k->column[4],
			       .end = k->column[5],
			       .queue = k->column[6],
			       .user = k->column[7],
			       .estimate = k->column[8] };

	if (!spec.gpus || (!spec.duration && !(spec.end && (spec.start || spec.wait))))
		return aif_err_fail(d, AIF_EINVAL,
				    "map: jobs need submit, gpus and duration (or start and end)");
	return aif_jobs_read(path, &spec, a, out, d);
}

static aif_err
load_requests(const char *path, const keys *k, aif_arena *a, aif_frame **out, aif_diag *d)
{
	aif_requests_spec spec = { .what = "csv",
				   .arrival = k->column[N_JOB_KEY],
				   .isl = k->column[N_JOB_KEY + 1],
				   .osl = k->column[N_JOB_KEY + 2],
				   .model = k->column[N_JOB_KEY + 3] };

	if (!spec.isl || !spec.osl)
		return aif_err_fail(d, AIF_EINVAL, "map: requests need arrival, isl and osl");
	return aif_requests_read(path, &spec, a, out, d);
}

static aif_err
load_csv(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const char example[] = "submit=COL,gpus=COL,duration=COL for jobs or "
				      "arrival=COL,isl=COL,osl=COL for requests";
	keys k = { { NULL } };
	char *text;
	aif_err err;

	if (!map || !*map)
		return aif_err_fail(d, AIF_EINVAL, "csv needs a map (expected %s)", example);
	text = malloc(strlen(map) + 1);
	if (!text)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	strcpy(text, map);
	err = parse_map(text, &k, d);
	if (!err && k.column[0] && !k.column[N_JOB_KEY])
		err = load_jobs(path, &k, a, out, d);
	else if (!err && k.column[N_JOB_KEY] && !k.column[0])
		err = load_requests(path, &k, a, out, d);
	else if (!err)
		err = aif_err_fail(d, AIF_EINVAL, "map: neither jobs nor requests (expected %s)",
				   example);
	free(text);
	return err;
}

const aif_importer aif_importer_csv = {
	.name = "csv",
	.yields = "jobs|requests",
	.doc = "Any CSV with a header row. Jobs by the map "
	       "submit=COL,gpus=COL,duration=COL[,start=COL,"
	       "wait=COL,end=COL,queue=COL,user=COL,estimate=COL]; requests by arrival=COL,isl=COL,"
	       "osl=COL[,model=COL]. Times are seconds or ISO 8601.",
	.load = load_csv,
};
