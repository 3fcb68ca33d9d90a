// requests.c - request traces with a header row: Azure, BurstGPT, and any other.
#include "models/trace/requests.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/trace/trace.h"

void
aif_requests_begin(aif_requests *r)
{
	*r = (aif_requests){ 0 };
	aif_collect_column(&r->g, "arrival_s", "s", 0);
	aif_collect_column(&r->g, "isl", "token", 0);
	aif_collect_column(&r->g, "osl", "token", 0);
	aif_collect_column(&r->g, "prefix", "token", 0);
	aif_collect_column(&r->g, "model", "1", 1);
}

aif_err
aif_requests_put(aif_requests *r, const double *v, aif_diag *d)
{
	double *x;

	if (!(v[AIF_REQUESTS_OSL] > 0)) {
		r->n_failed++;
		return AIF_OK;
	}
	x = aif_collect_row(&r->g);
	if (!x)
		return aif_err_fail(d, AIF_ENOMEM, "out of memory for the rows of a trace");
	memcpy(x, v, AIF_REQUESTS_N * sizeof *x);
	return AIF_OK;
}

aif_err
aif_requests_end(aif_requests *r, aif_err err, const char *what, const char *path, aif_arena *a,
		 aif_frame **out, aif_diag *d)
{
	char note[120];
	aif_frame *f;

	if (!err && r->g.n == 0)
		err = aif_err_fail(d, AIF_EPARSE, "%.200s: no requests (%ld without output)", path,
				   r->n_failed);
	if (!err && !aif_collect_sort(&r->g, AIF_REQUESTS_ARRIVAL))
		err = aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	if (!err) {
		aif_collect_rebase(&r->g, AIF_REQUESTS_ARRIVAL, NULL, 0);
		err = aif_collect_frame(&r->g, what, path, a, &f, d);
	}
	if (!err) {
		snprintf(note, sizeof note, "%zu requests; left out: %ld without output", r->g.n,
			 r->n_failed);
		f->note = aif_arena_strdup(a, note);
		if (f->note)
			*out = f;
		else
			err = aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", path);
	}
	aif_collect_fini(&r->g);
	return err;
}

// --- tables with a header --------------------------------------------------------

typedef struct table {
	const aif_requests_spec *spec;
	aif_requests requests;
	int arrival, isl, osl, model; // columns, -1 none
	int mapped;
} table;

static aif_err
map_columns(table *t, const aif_csv_row *row, aif_diag *d)
{
	aif_err err;

	t->model = -1;
	if ((err = aif_collect_need(row, t->spec->arrival, &t->arrival, d)) ||
	    (err = aif_collect_need(row, t->spec->isl, &t->isl, d)) ||
	    (err = aif_collect_need(row, t->spec->osl, &t->osl, d)) ||
	    (t->spec->model && (err = aif_collect_need(row, t->spec->model, &t->model, d))))
		return err;
	t->mapped = 1;
	return AIF_OK;
}

static aif_err
tokens(const aif_csv_row *row, int i, double *out, aif_diag *d)
{
	double x;
	aif_err err = aif_csv_num(row, i, 0, "a number of tokens", &x, d);

	if (!err && (x < 0 || x > 1e9))
		err = aif_csv_fail(row, i, "is out of range", "a number of tokens", d);
	if (!err)
		*out = x;
	return err;
}

static aif_err
take_row(void *user, const aif_csv_row *row, aif_diag *d)
{
	table *t = user;
	double v[AIF_REQUESTS_N] = { NAN, NAN, NAN, NAN, NAN };
	int code = 0;
	aif_err err;

	if (!t->mapped && (err = map_columns(t, row, d)))
		return err;
	if ((err =
		 aif_collect_time(&t->requests.g, row, t->arrival, &v[AIF_REQUESTS_ARRIVAL], d)) ||
	    (err = tokens(row, t->isl, &v[AIF_REQUESTS_ISL], d)) ||
	    (err = tokens(row, t->osl, &v[AIF_REQUESTS_OSL], d)))
		return err;
	if (t->model >= 0) {
		code = aif_collect_word(&t->requests.g, AIF_REQUESTS_MODEL, row->cell[t->model]);
		v[AIF_REQUESTS_MODEL] = code;
	}
	if (code < 0)
		return aif_err_fail(d, AIF_ENOMEM, "%.200s: out of memory", row->path);
	return aif_requests_put(&t->requests, v, d);
}

aif_err
aif_requests_read(const char *path, const aif_requests_spec *spec, aif_arena *a, aif_frame **out,
		  aif_diag *d)
{
	table t = { .spec = spec };
	aif_err err;

	aif_requests_begin(&t.requests);
	err = aif_csv_read(path, NULL, take_row, &t, d);
	return aif_requests_end(&t.requests, err, spec->what, path, a, out, d);
}

static aif_err
load_azure(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_requests_spec spec = { "azure-llm", "TIMESTAMP", "ContextTokens",
						"GeneratedTokens", NULL };

	(void)map;
	return aif_requests_read(path, &spec, a, out, d);
}

const aif_importer aif_importer_azure_llm = {
	.name = "azure-llm",
	.yields = "requests",
	.doc = "Azure LLM inference traces of 2023 and 2024 (Azure/AzurePublicDataset): TIMESTAMP "
	       "(UTC), ContextTokens, GeneratedTokens.",
	.load = load_azure,
};

static aif_err
load_burstgpt(const char *path, const char *map, aif_arena *a, aif_frame **out, aif_diag *d)
{
	static const aif_requests_spec spec = { "burstgpt", "Timestamp", "Request tokens",
						"Response tokens", "Model" };

	(void)map;
	return aif_requests_read(path, &spec, a, out, d);
}

const aif_importer aif_importer_burstgpt = {
	.name = "burstgpt",
	.yields = "requests",
	.doc = "BurstGPT (HPMLL/BurstGPT): Timestamp [s since midnight of the first day], Model, "
	       "Request tokens, Response tokens. Requests without response tokens (failures) are "
	       "left out.",
	.load = load_burstgpt,
};
